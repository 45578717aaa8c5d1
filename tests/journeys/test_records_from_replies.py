"""What a reply opened may become a record, while it is opened; a refusal is never published."""

import pytest

from domain.description import OpennessGiven
from domain.errors import NotPublic
from domain.record import Record
from domain.requests.replying import ReplyCause
from domain.vocabulary import Channel, Openness
from tests.counter import Counter, open_counter, provided, refused
from tests.town import Town, body, description


@pytest.fixture
def counter(town: Town) -> Counter:
    return open_counter(town)


def opened(counter: Counter) -> tuple[str, str]:
    """An answered request and the record draft that was opened from its reply."""
    request = counter.file()
    counter.reply(request, provided(), given="公租房分配方案")
    counter.handling.open_record(
        counter.drafter,
        request,
        matters=[1],
        description=description(title="公租房分配方案"),
        openness=OpennessGiven(Openness.PROACTIVE, None, ""),
        parts=[body("公租房分配方案")],
    )
    return request, counter.load(request).records[0]


def closed_again(counter: Counter, request: str) -> None:
    """The organ corrects its reply: the matter is refused now."""
    counter.handling.draft_reply(
        counter.drafter,
        request,
        outcomes=[refused()],
        parts=[],
        frame={"reason": "该材料尚未形成决定"},
        cause=ReplyCause.CORRECTION,
        reason="该材料尚未形成决定",
        document="局长办公会纪要〔2026〕3号",
    )
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    counter.handling.issue_reply(counter.approver, request, letter=counter.letter())


def test_what_was_opened_is_published_after_its_own_review(counter: Counter) -> None:
    _, record = opened(counter)
    counter.town.publish(record)
    assert counter.town.app.load(Record, record).versions


def test_what_was_refused_since_is_neither_approved_nor_published(counter: Counter) -> None:
    request, record = opened(counter)
    town = counter.town
    town.clear(town.open_review(record))
    closed_again(counter, request)
    with town.refuses(NotPublic, "不予公开"):
        town.disclosure.approve(town.housing.approver, record)


def test_what_was_refused_after_the_signature_is_not_published(counter: Counter) -> None:
    request, record = opened(counter)
    town = counter.town
    town.approve(record)
    closed_again(counter, request)
    with town.refuses(NotPublic, "不予公开"):
        town.disclosure.publish(town.housing.publisher, record, [(Channel.PORTAL, None)])
