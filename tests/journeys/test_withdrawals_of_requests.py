"""Who ends a request: the applicant, and an officer only with something of the applicant's."""

import pytest

from domain.errors import Incomplete
from domain.requests.given import BY_SYSTEM
from domain.requests.proceeding import RequestState
from tests.counter import SIGNED, Counter, open_counter
from tests.town import Town


@pytest.fixture
def counter(town: Town) -> Counter:
    return open_counter(town)


def test_an_officer_ends_no_request_by_the_archives_own_record_of_a_withdrawal(
    counter: Counter,
) -> None:
    request = counter.file()
    with pytest.raises(Incomplete, match="网上撤回"):
        counter.handling.withdraw(counter.clerk, request, on=counter.today, evidence=BY_SYSTEM)
    assert counter.load(request).state is RequestState.OPEN
    counter.handling.withdraw(counter.clerk, request, on=counter.today, evidence=SIGNED)
    assert counter.load(request).state is RequestState.WITHDRAWN
