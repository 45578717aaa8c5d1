"""Requests that cannot have come about: too few officers, no review, a step out of its state."""

import json
from dataclasses import replace
from typing import Any

import pytest

from domain.archive import Caller
from domain.codec import members_of
from domain.content import Content
from domain.law.law import row_text
from domain.law.limits import Limit
from domain.permissions import Role
from domain.requests.applicant import FilingChannel
from domain.requests.charging import FeePaid
from domain.requests.clarifying import ClarificationRequested
from domain.requests.closing import LetterMasked
from domain.requests.extending import DelayTold
from domain.requests.given import GivenLetter
from domain.requests.letters import LetterDispatched
from domain.requests.paper_reply import RepliedOnPaper
from domain.requests.proceeding import BreachNoted, LegalDateAmended
from domain.requests.replying import Replied, ReplyReviewed, ReplySubmitted
from tests.audited import forge, found_in
from tests.counter import Counter, open_counter, provided, refused
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


def signature_letter(counter: Counter) -> dict[str, Any]:
    """A reply of today as its event states it, neither numbered nor kept."""
    return {
        "addressee": {"kind": "APPLICANT", "whom": None},
        "content": None,
        "dated": counter.today.isoformat(),
        "id": "letter:01900000-0000-7000-8000-0000000fffff",
        "kind": "REPLY",
        "number": None,
        "told_due": None,
    }


def signature(counter: Counter, request: str, **otherwise: Any) -> dict[str, Any]:
    """The data of a signed reply as the case would state it, without its officer."""
    reply = counter.load(request).reply
    assert reply is not None
    return {
        "calendar": [],
        "cause": "FIRST",
        "draft": reply.draft,
        "due": None,
        "letter": signature_letter(counter),
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


def test_a_letter_is_not_replaced_by_a_copy_while_nobody_was_erased(counter: Counter) -> None:
    request = counter.file()
    letter = counter.reply(request, refused())
    content = counter.town.contents.keep([counter.paper("另一份答复", "答复书.pdf")])
    copied = {"copy": members_of(Content).encode(content), "letter": letter}
    position = forged(counter, counter.approver, request, LetterMasked.TOPIC, copied)
    assert "抄本只能代替随个人信息抹去的文书" in words(counter, position)


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


LATE = ("应当在期限内答复", "条例 art 33")


def breach(counter: Counter, request: str, *, days: int, **otherwise: Any) -> tuple[str, str, Any]:
    """The breach of answering late that stands beside the next event of a request."""
    rule, article = LATE
    data = {
        "article": article,
        "days": days,
        "of": counter.load(request).version + 1,
        "rule": rule,
        "unit": "WORKING_DAYS",
    }
    return request, BreachNoted.TOPIC, data | otherwise


def overdue(counter: Counter) -> str:
    """A refusal that is reviewed, three working days after it was due."""
    request = counter.file()
    counter.handling.draft_reply(counter.drafter, request, outcomes=[refused()], parts=[], frame={})
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    counter.pass_working_days(23)
    return request


def signed_late(counter: Counter, request: str, *breaches: tuple[str, str, Any]) -> int:
    """The head signs an overdue reply and states these breaches beside it."""
    reply = signature(counter, request) | {"officer": counter.approver.officer}
    events = [(request, Replied.TOPIC, reply), *breaches]
    return forge(counter.town, counter.approver, events, organ=counter.organ)


def test_a_late_reply_without_its_breach_is_found(counter: Counter) -> None:
    request = overdue(counter)
    position = signed_late(counter, request)
    assert words(counter, position) == "没有记下违规：应当在期限内答复（条例 art 33，3 个工作日）"


def test_a_late_reply_with_its_breach_is_sound(counter: Counter) -> None:
    request = overdue(counter)
    signed_late(counter, request, breach(counter, request, days=3))
    assert found_in(counter.town) == []


@pytest.mark.parametrize(
    "altered",
    [{"days": 1}, {"rule": "应当尽快答复"}, {"article": "条例 art 36"}, {"unit": "CALENDAR_DAYS"}],
)
def test_an_altered_breach_is_found(counter: Counter, altered: dict[str, Any]) -> None:
    request = overdue(counter)
    position = signed_late(counter, request, breach(counter, request, **{"days": 3} | altered))
    found = [(at, what) for at, _, what in found_in(counter.town)]
    assert (position, "没有记下违规：应当在期限内答复（条例 art 33，3 个工作日）") in found
    assert any(at == position + 1 and "没有这样的违规" in what for at, what in found), found


def test_a_breach_of_another_event_is_found(counter: Counter) -> None:
    request = overdue(counter)
    position = signed_late(counter, request, breach(counter, request, days=3, of=1))
    assert {at for at, _, _ in found_in(counter.town)} == {position, position + 1}


def test_a_breach_noted_twice_is_found(counter: Counter) -> None:
    request = overdue(counter)
    noted = breach(counter, request, days=3)
    position = signed_late(counter, request, noted, noted)
    assert "没有这样的违规" in words(counter, position + 2)


def test_a_breach_added_afterwards_is_found(counter: Counter) -> None:
    request = counter.file()
    counter.reply(request, refused())
    of = counter.load(request).latest
    position = forge(
        counter.town,
        counter.drafter,
        [breach(counter, request, days=1, of=of)],
        organ=counter.organ,
    )
    assert "没有这样的违规" in words(counter, position)


def test_a_reply_sent_late_without_its_breach_is_found(counter: Counter) -> None:
    request = counter.file()
    counter.handling.draft_reply(counter.drafter, request, outcomes=[refused()], parts=[], frame={})
    counter.handling.review_reply(counter.reviewer, request, opinion="同意")
    counter.handling.issue_reply(counter.approver, request, letter=GivenLetter())
    counter.pass_working_days(22)
    sending = {
        "evidence": {"content": None, "kind": "COURIER_SLIP", "note": "EMS 0001"},
        "letter": counter.load(request).replies[0],
        "on": counter.today.isoformat(),
        "way": "POST",
    }
    position = forged(counter, counter.clerk, request, LetterDispatched.TOPIC, sending)
    assert words(counter, position) == "没有记下违规：应当在期限内答复（条例 art 33，2 个工作日）"


def test_a_reply_on_paper_without_what_it_broke_is_found(counter: Counter) -> None:
    """It went out unconfirmed, not signed by the head and without the way to the information."""
    request = counter.file(channel=FilingChannel.FAX)
    dated = counter.today.isoformat()
    nothing = {"content": None, "kind": "NONE", "note": ""}
    counter.pass_days(1)
    data = {
        "approved": nothing,
        "calendar": [],
        "cause": "FIRST",
        "cleared": nothing,
        "content": None,
        "document": "",
        "due": None,
        "letter": {**signature_letter(counter), "dated": dated},
        "outcomes": [
            {
                "earlier": None,
                "form": None,
                "form_reason": "",
                "ground": None,
                "matter": 1,
                "outcome": "ALREADY_PUBLIC",
                "reason": None,
                "records": [],
                "refused": [],
                "right_organ": None,
                "search": None,
                "where": "",
            }
        ],
        "reason": "",
        "remedy": None,
        "row": "3.1",
    }
    position = forged(counter, counter.drafter, request, RepliedOnPaper.TOPIC, data)
    said = words(counter, position)
    for rule in ("应当先与申请人确认收到日期", "审批签发", "应当告知获取信息的方式、途径"):
        assert rule in said


def test_a_late_notice_without_its_breach_is_found(counter: Counter) -> None:
    """A notice of what is missing, sent in the eighth working day after the receipt."""
    request = counter.file()
    counter.pass_working_days(8)
    letter = signature_letter(counter) | {"kind": "CLARIFICATION"}
    notice = {
        "defects": [],
        "letter": letter,
        "moves": True,
        "officer": counter.drafter.officer,
        "period": 10,
    }
    position = forged(counter, counter.drafter, request, ClarificationRequested.TOPIC, notice)
    assert "补正应当自收到申请之日起七个工作日内告知（条例 art 30，1 个工作日）" in words(
        counter, position
    )


def test_what_an_event_broke_goes_by_the_law_of_its_day(counter: Counter) -> None:
    """A correction that came afterwards makes no breach of what was none, and takes none back."""
    request = counter.file()
    counter.pass_working_days(17)
    counter.reply(request, refused())
    late = overdue(counter)
    counter.handling.issue_reply(
        counter.approver, late, letter=GivenLetter(dispatch=counter.sent())
    )
    assert not counter.load(request).breaches
    assert [one.days for one in counter.load(late).breaches] == [3]
    row = counter.handling.rules().law.row(Limit, "answer", counter.today)
    counter.lawmaking.correct(
        counter.town.registrars[0],
        Limit.TABLE,
        row_text(replace(row, amount=15)),
        reason="试验",
        source="试验",
    )
    assert found_in(counter.town) == []


def test_a_case_whose_days_cannot_be_counted_is_found_and_audited_on(counter: Counter) -> None:
    """Whatever is signed, the audit comes to its end."""
    request = counter.file()
    letter = signature_letter(counter) | {"kind": "DELAY"}
    amended = {
        "becomes": "9999-12-30",
        "evidence": {"content": None, "kind": "DOCUMENT", "note": "卷 1"},
        "member": "received_on",
        "of": 1,
        "reason": "登记有误",
        "was": counter.today.isoformat(),
    }
    delay = {"letter": letter, "until": counter.today.isoformat()}
    officer = {"officer": counter.drafter.officer}
    position = forge(
        counter.town,
        counter.drafter,
        [
            (request, LegalDateAmended.TOPIC, amended | officer),
            (request, DelayTold.TOPIC, delay | officer),
        ],
        organ=counter.organ,
    )
    found = found_in(counter.town)
    assert any(at == position + 1 and "算不出" in what for at, _, what in found), found
