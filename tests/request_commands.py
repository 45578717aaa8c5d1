"""Every command on requests, rectifications, complaints and the law book with arguments that come
as far as the permission table, and a case in every state."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.archive import Caller, Recorded
from domain.complaint import ComplaintForm, Holding
from domain.description import OpennessGiven
from domain.law.annual_rows import AnnualRow
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.law.law import BUILT_IN
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.organ import Organ
from domain.petition_acts import GivenAnswer, GivenParty
from domain.redress import Redress
from domain.requests.applicant import FilingChannel
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.extending import Judgement
from domain.requests.given import NOTHING, GivenEvidence, GivenLetter
from domain.requests.letters import DispatchWay
from domain.requests.proceeding import RequestState
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.vocabulary import Openness
from tests.counter import SIGNED, Counter, application, provided, refused
from tests.town import body, description

Command = Callable[[Counter, Caller, str], Recorded]
LETTER = GivenLetter()
NONE = "letter:none"
DAY = date(2026, 3, 2)


def _of_handling(name: str, *first: Any, **more: Any) -> Command:
    def command(counter: Counter, caller: Caller, request: str) -> Recorded:
        recorded: Recorded = getattr(counter.handling, name)(caller, request, *first, **more)
        return recorded

    return command


REQUEST_COMMANDS: dict[str, Command] = {
    f"request.{name}": _of_handling(name, *first, **more)
    for name, first, more in (
        ("confirm_receipt", (), {"on": DAY, "evidence": SIGNED}),
        (
            "attempt_confirmation",
            (),
            {"on": DAY, "way": "电话", "outcome": "无人接听", "evidence": NOTHING},
        ),
        ("dispute_receipt", (), {"claimed_on": DAY, "statement": "", "evidence": NOTHING}),
        ("amend_application", (), {"on": DAY, "reason": "", "evidence": NOTHING}),
        ("join_to", (), {"into": "request:none", "reason": "因"}),
        (
            "link_persons",
            (),
            {
                "person": "person:a",
                "other_person": "person:b",
                "other_request": "request:none",
                "reason": "因",
            },
        ),
        (
            "unlink_persons",
            (),
            {"person": "person:a", "other_person": "person:b", "reason": "因"},
        ),
        ("reissue_code", (), {"evidence": SIGNED}),
        (
            "amend_legal_date",
            (),
            {"of": 99, "member": "on", "becomes": DAY, "reason": "因", "evidence": SIGNED},
        ),
        ("issue_letter", (), {"key": "receipt", "letter": LETTER}),
        ("deliver", (NONE,), {"on": DAY, "evidence": SIGNED}),
        ("return_letter", (NONE,), {"on": DAY, "reason": "", "evidence": NOTHING}),
        (
            "request_clarification",
            (),
            {"defects": [("description", "请写明")], "period": 10, "letter": LETTER},
        ),
        (
            "answer_clarification",
            (),
            {
                "notice": NONE,
                "on": DAY,
                "matters": {},
                "attachments": [],
                "excuse": "",
                "evidence": SIGNED,
            },
        ),
        (
            "consult",
            (),
            {
                "kind": ConsultationKind.OTHER_ORGAN,
                "matters": [1],
                "third_party": None,
                "organ_name": "",
                "letter": LETTER,
            },
        ),
        (
            "answer_consultation",
            (NONE,),
            {"on": DAY, "opinion": Opinion.CONSENT, "reason": "", "evidence": SIGNED},
        ),
        ("judge_objection", (NONE,), {"upheld": True, "reason": "因"}),
        ("override_third_party", (NONE,), {"reason": "因", "letter": LETTER}),
        ("consent_to_extension", (), {"days": 20, "reason": ""}),
        ("tell_extension", (), {"days": 20, "letter": LETTER}),
        ("ask_reasons", (), {"days": 5, "letter": LETTER}),
        ("give_reasons", (), {"on": DAY, "reasons": "因", "evidence": SIGNED}),
        ("judge_excess", (), {"judgement": next(iter(Judgement)), "reason": "因"}),
        ("tell_delay", (), {"until": date(2027, 1, 4), "letter": LETTER}),
        (
            "charge",
            (),
            {"basis": FeeBasis.PER_PIECE, "quantity": 1, "earlier": 0, "letter": LETTER},
        ),
        (
            "record_search",
            (),
            {
                "matters": [1],
                "systems": [],
                "places": [],
                "keywords": "词",
                "searcher": "",
                "on": DAY,
                "found": False,
                "result": "",
            },
        ),
        ("draft_reply", (), {"outcomes": [], "parts": [], "frame": {}}),
        ("revise_reply", (), {"outcomes": [], "parts": [], "frame": {}}),
        ("submit_reply", (), {}),
        ("review_reply", (), {"opinion": "同意"}),
        ("return_reply", (), {"reason": "因"}),
        ("issue_reply", (), {"letter": LETTER}),
        (
            "reply_on_paper",
            (),
            {
                "outcomes": [],
                "parts": [],
                "cleared": NOTHING,
                "approved": NOTHING,
                "letter": GivenLetter(on_paper=DAY),
            },
        ),
        (
            "seek_remedy",
            (),
            {
                "kind": next(iter(RemedyKind)),
                "body": "",
                "docket_number": "",
                "simple": False,
                "on": DAY,
                "evidence": SIGNED,
            },
        ),
        ("answer_remedy", (), {"remedy": "remedy:none", "on": DAY, "evidence": SIGNED}),
        (
            "decide_remedy",
            (),
            {
                "remedy": "remedy:none",
                "on": DAY,
                "result": next(iter(RemedyResult)),
                "document": "",
                "reply_until": None,
                "evidence": SIGNED,
            },
        ),
        ("withdraw", (), {"on": DAY, "evidence": NOTHING}),
        ("abandon", (), {"cause": next(iter(AbandonCause)), "judged": "因", "letter": None}),
        ("reopen", (), {"reason": "因"}),
        ("suggest_publication", (), {"text": ""}),
        ("judge_suggestion", (), {"accepted": False, "reason": "因"}),
        (
            "provide",
            (),
            {
                "matters": [],
                "on": DAY,
                "form": ProvisionForm.PAPER,
                "route": ProvisionRoute.POST,
                "help": "",
                "evidence": NOTHING,
            },
        ),
        (
            "open_record",
            (),
            {
                "matters": [],
                "description": description(),
                "openness": OpennessGiven(Openness.PROACTIVE, None, ""),
                "parts": [body("文")],
            },
        ),
        (
            "erase",
            (),
            {"person": "person:none", "basis": "据", "destroy": lambda _: None},
        ),
    )
} | {
    "request.dispatch": lambda c, caller, request: c.handling.dispatch(
        caller, request, NONE, c.sent()
    ),
    "request.pay": lambda c, caller, request: c.handling.pay(
        caller, request, notice=NONE, on=DAY, amount=1, evidence=SIGNED
    ),
}
"""On a request that is there: the table is asked with its state."""

FILING_COMMANDS: dict[str, Command] = {
    "request.file": lambda c, caller, _: c.handling.file(
        caller, c.organ, application(arrived_on=c.today)
    ),
    "request.answer_on_the_spot": lambda c, caller, _: c.handling.answer_on_the_spot(
        caller, c.organ, application(arrived_on=c.today), [provided()], SIGNED
    ),
    "request.take_over": lambda c, caller, _: c.handling.take_over(
        caller,
        c.organ,
        earlier_number="旧 1 号",
        category=ApplicantCategory.NATURAL_PERSON,
        channel=None,
        received_on=date(2020, 1, 6),
        closed_on=date(2020, 1, 20),
        row=BUILT_IN.keys(AnnualRow)[0],
        source="旧系统",
        key="1",
        order="令",
    ),
    "rectification.file": lambda c, caller, _: redress(c).file_rectification(
        caller,
        c.organ,
        on=DAY,
        applicant=GivenParty("张", "1", "2"),
        fault="错",
        evidence=[SIGNED],
        subject="登记",
    ),
    "complaint.file": lambda c, caller, _: redress(c).file_complaint(
        caller,
        c.organ,
        against=other_organ(c),
        on=DAY,
        form=ComplaintForm.REPORT,
        complainant=GivenParty(),
        ground="不答复",
    ),
}
"""What makes a case file: the table is asked before there is a state."""

PETITION_COMMANDS: dict[str, tuple[str, Command]] = {
    "rectification.handle": (
        "rectification",
        lambda c, caller, file: redress(c).verify(caller, file, finding="错", on=DAY),
    ),
    "rectification.decide": (
        "rectification",
        lambda c, caller, file: redress(c).refuse(caller, file, reason="因", on=DAY),
    ),
    "complaint.handle": (
        "complaint",
        lambda c, caller, file: redress(c).answer(
            caller, file, answer=GivenAnswer(DAY, DAY, GivenEvidence())
        ),
    ),
    "complaint.decide": (
        "complaint",
        lambda c, caller, file: redress(c).decide(
            caller, file, holding=Holding.UPHELD, reason="因", order=None, on=DAY
        ),
    ),
}

LAW_COMMANDS: dict[str, Command] = {
    "lawbook.open": lambda c, caller, _: c.lawmaking.open(caller),
    "lawbook.announce_calendar": lambda c, caller, _: c.lawmaking.announce_calendar(
        caller,
        year=2027,
        notice="",
        announced_on=DAY,
        off=[],
        work=[],
        source="",
        reason="",
    ),
    "lawbook.correct": lambda c, caller, _: c.lawmaking.correct(
        caller, "limits", "{}", reason="", source=""
    ),
}

ALL = {*REQUEST_COMMANDS, *FILING_COMMANDS, *PETITION_COMMANDS, *LAW_COMMANDS}


def other_organ(counter: Counter) -> str:
    """An organ that is not the counter's, enrolled if there is none."""
    town = counter.town
    others = (one for one in town.journal.streams(Organ.PREFIX) if one != counter.organ)
    return next(others, None) or town.enrol_office("被投诉的机关").organ


def redress(counter: Counter) -> Redress:
    """The acts on rectifications and complaints at the counter."""
    return Redress(counter.town.app, counter.town.contents, counter.persons, counter.printer)


def request_in(counter: Counter, state: RequestState) -> str:
    """A request brought into a state by lawful acts."""
    if state is RequestState.UNCONFIRMED:
        return counter.file(channel=FilingChannel.ONLINE)
    if state is RequestState.TAKEN_OVER:
        migrator = counter.town.migrator
        return FILING_COMMANDS["request.take_over"](counter, migrator, "").stream
    request = counter.file()
    handling = counter.handling
    if state in (RequestState.CLARIFYING, RequestState.ABANDONED):
        counter.deliver(request, counter.clarify(request))
    if state is RequestState.ABANDONED:
        counter.pass_working_days(12)
        handling.abandon(
            counter.drafter,
            request,
            cause=AbandonCause.NOT_CLARIFIED,
            judged="没有正当理由",
            letter=GivenLetter(on_paper=counter.today, dispatch=counter.sent(DispatchWay.POST)),
        )
    elif state is RequestState.CHARGED:
        handling.charge(
            counter.drafter,
            request,
            basis=FeeBasis.PER_PIECE,
            quantity=20,
            earlier=15,
            letter=GivenLetter(on_paper=counter.today, dispatch=counter.sent()),
        )
    elif state is RequestState.REPLIED:
        counter.reply(request, refused())
    elif state is RequestState.WITHDRAWN:
        handling.withdraw(counter.clerk, request, on=counter.today, evidence=SIGNED)
    elif state is RequestState.JOINED:
        handling.join_to(counter.clerk, request, into=counter.file(), reason="同一申请")
    return request
