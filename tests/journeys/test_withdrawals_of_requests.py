"""Who ends a request or mends it: the applicant, and an officer only with something of his."""

import pytest

from domain.errors import Incomplete
from domain.requests.given import BY_SYSTEM, GivenEvidence, GivenMatter
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


def test_an_officer_restarts_no_clock_by_the_archives_own_record_of_a_mended_application(
    counter: Counter,
) -> None:
    request = counter.file()
    notice = counter.clarify(request)

    def answered(evidence: GivenEvidence) -> None:
        counter.handling.answer_clarification(
            counter.clerk,
            request,
            notice=notice,
            on=counter.today,
            matters={1: GivenMatter("2025 年公租房分配方案")},
            attachments=[],
            excuse="",
            evidence=evidence,
        )

    with pytest.raises(Incomplete, match="网上补正"):
        answered(BY_SYSTEM)
    assert counter.load(request).state is RequestState.CLARIFYING
    answered(SIGNED)
    assert counter.load(request).state is RequestState.OPEN
