"""Requests that cannot have come about: too few officers, no review, a step out of its state."""

import json
from dataclasses import replace
from typing import Any

import pytest

from domain.archive import Caller
from domain.permissions import Role
from domain.requests.charging import FeePaid
from domain.requests.replying import Replied, ReplyReviewed, ReplySubmitted
from tests.audited import forge, found_in
from tests.counter import Counter, open_counter, provided
from tests.town import Town


@pytest.fixture
def counter(town: Town) -> Counter:
    return open_counter(town)


def drafted(counter: Counter) -> str:
    """A request whose reply gives something, handed in for the secrecy review and cleared."""
    request = counter.file()
    paper = counter.paper("公租房分配方案")
    counter.handling.draft_reply(
        counter.drafter, request, outcomes=[provided()], parts=[paper], frame={}
    )
    counter.clear(request)
    return request


def forged(counter: Counter, caller: Caller, request: str, topic: str, data: Any) -> int:
    """A step that an officer of the organ signed without asking the case file."""
    events = [(request, topic, data | {"officer": caller.officer})]
    return forge(counter.town, caller, events, organ=counter.organ)


def also(counter: Counter, caller: Caller, role: Role) -> Caller:
    """The same officer in a second post of the organ."""
    return replace(caller, post=counter.town.give_post(caller.officer, role, counter.organ))


def words(counter: Counter, position: int) -> str:
    """What is wrong, all of it at one position."""
    found = found_in(counter.town)
    assert {at for at, _, _ in found} == {position}, found
    return ";".join(what for _, _, what in found)


def signature(counter: Counter, request: str, **otherwise: Any) -> dict[str, Any]:
    """The data of a signed reply as the case would state it, without its officer."""
    reply = counter.load(request).reply
    assert reply is not None
    return {
        "calendar": [],
        "cause": "FIRST",
        "draft": reply.draft,
        "due": None,
        "letter": {
            "addressee": {"kind": "APPLICANT", "whom": None},
            "content": None,
            "dated": counter.today.isoformat(),
            "id": "letter:01900000-0000-7000-8000-0000000fffff",
            "kind": "REPLY",
            "number": None,
            "told_due": None,
        },
        "reply": reply.id,
        "results": [],
        "review": reply.review,
        "row": "3.1",
        **otherwise,
    }


def test_a_life_in_good_order_is_sound(counter: Counter) -> None:
    request = counter.file()
    counter.reply(request, provided(), given="公租房分配方案")
    assert found_in(counter.town) == []


def test_nobody_reviews_a_reply_of_his_own(counter: Counter) -> None:
    request = drafted(counter)
    reply = counter.load(request).reply
    assert reply is not None
    opinion = {"commitment": reply.words.commitment, "key": reply.words.key, "text": "AAAA"}
    position = forged(
        counter,
        also(counter, counter.drafter, Role.REVIEWER),
        request,
        ReplyReviewed.TOPIC,
        {"opinion": opinion, "reply": reply.id},
    )
    assert "起草人不能审核自己起草的答复" in words(counter, position)


@pytest.mark.parametrize("who", ["drafter", "reviewer", "secrecy"])
def test_a_reply_is_signed_by_somebody_who_took_no_part(counter: Counter, who: str) -> None:
    request = drafted(counter)
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    signer = also(counter, getattr(counter, who), Role.APPROVER)
    position = forged(counter, signer, request, Replied.TOPIC, signature(counter, request))
    said = words(counter, position)
    assert ("保密审查人不能签发" if who == "secrecy" else "须是三名不同的工作人员") in said


def test_a_reply_is_not_signed_before_somebody_reviewed_it(counter: Counter) -> None:
    request = drafted(counter)
    data = signature(counter, request)
    position = forged(counter, counter.approver, request, Replied.TOPIC, data)
    assert "签发时答复还没有审核" in words(counter, position)


def test_what_is_signed_is_the_draft_and_the_review_of_it(counter: Counter) -> None:
    request = drafted(counter)
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    data = signature(counter, request, draft=1, review=None)
    position = forged(counter, counter.approver, request, Replied.TOPIC, data)
    said = words(counter, position)
    assert "签发的不是现在这一稿" in said
    assert "签发所依据的不是这一稿的保密审查" in said


def test_information_is_not_given_before_its_review_is_concluded(counter: Counter) -> None:
    request = counter.file()
    counter.handling.draft_reply(
        counter.drafter,
        request,
        outcomes=[provided()],
        parts=[counter.paper("公租房分配方案")],
        frame={},
    )
    counter.handling.submit_reply(counter.drafter, request)
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    data = signature(counter, request)
    position = forged(counter, counter.approver, request, Replied.TOPIC, data)
    assert "此时保密审查还没有结论" in words(counter, position)


def test_a_review_is_not_used_for_two_replies(counter: Counter) -> None:
    request = drafted(counter)
    reply = counter.load(request).reply
    assert reply is not None
    data = {"reply": reply.id, "review": reply.review}
    position = forged(counter, counter.drafter, request, ReplySubmitted.TOPIC, data)
    assert "先前已经送过" in words(counter, position)


def test_nothing_is_replied_before_the_receipt_is_confirmed(counter: Counter) -> None:
    request = drafted(counter)
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    data = json.loads(json.dumps(signature(counter, request)))
    counter.handling.withdraw(counter.clerk, request, on=counter.today, evidence=counter.signed)
    position = forged(counter, counter.approver, request, Replied.TOPIC, data)
    assert "不能在 WITHDRAWN 时发生" in words(counter, position)


def test_a_payment_of_a_notice_that_was_never_sent_is_found(counter: Counter) -> None:
    request = counter.file()
    payment = {
        "amount": 200,
        "complete": True,
        "evidence": {"content": None, "kind": "SIGNATURE", "note": "回执"},
        "notice": "letter:01900000-0000-7000-8000-0000000fffff",
        "on": counter.today.isoformat(),
    }
    position = forged(counter, counter.clerk, request, FeePaid.TOPIC, payment)
    assert "案卷不能重放" in words(counter, position)
