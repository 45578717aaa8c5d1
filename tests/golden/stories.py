"""The lives of requests and of the law book that the corpus of stored events is taken from.

Told with the builder of the domain's tests, sealed in name only: what counts is how events are
written and read, and every one of them occurs.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from domain.act import acting
from domain.canonical import utc
from domain.casefile import REGISTRY, CaseEvent
from domain.law.consultations import ConsultationKind
from domain.law.law import row_text
from domain.law.lawbook import LawBook
from domain.law.limits import Limit, Unit
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.letters import LetterKind
from domain.requests.applicant import FilingChannel, IdentityKind, Matter
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.evidence import NO_EVIDENCE
from domain.requests.extending import Judgement
from domain.requests.remedies import RemedyKind, RemedyParty, RemedyResult
from domain.requests.replying import ReplyCause
from domain.requests.request import InformationRequest
from tests.domain.requests.desk import (
    CALL,
    CLERK,
    DRAFTER,
    HEAD,
    ORGAN,
    PAPER,
    READ_BACK,
    SIGNED,
    SLIP,
    Story,
    act_on,
    applicant,
    day,
    letter,
    outcome,
    proxy,
    sealed,
    sent,
    stored,
)

OTHER = "request:01900000-0000-7000-8000-0000000000dd"


def stories() -> Iterator[Iterable[CaseEvent]]:
    """The events of each case file."""
    for story in (_whole(), _at_the_desk(), _excessive(), _given_up(), *_joined()):
        yield story.events
    yield _historical()
    yield _lawbook()
    yield _on_paper().events
    yield _consented_on_paper().events
    yield _masked().events


def _whole() -> Story:
    """Filed online by two, clarified, consulted, extended, answered in part, overturned, erased."""
    company = applicant(
        category=ApplicantCategory.BUSINESS,
        identity_kind=IdentityKind.CREDIT_CODE,
        mail=sealed(),
        address=sealed(),
        contact=sealed(),
    )
    story = Story(
        "2025-03-03",
        channel=FilingChannel.ONLINE,
        applicants=(applicant(), company),
        proxy=proxy(),
        matters=(
            Matter(1, sealed(), sealed()),
            Matter(2, sealed(), None),
            Matter(3, sealed(), None),
        ),
        assistance=sealed(),
        attachments=stored("身份证.jpg"),
        receipt_evidence=NO_EVIDENCE,
    )
    _received(story)
    notice = _clarified(story)
    _asked(story, notice)
    _answered(story)
    _contested(story)
    with story.on("2036-05-06", HEAD) as case:
        case.erase(person=company.person, basis="保管期满", retained_until=date(2035, 9, 1))
    return story


def _received(story: Story) -> None:
    first, company = story.case.applicants
    with story.on("2025-03-03", CLERK) as case:
        case.attempt_confirmation(
            on=day("2025-03-03"), way="电话", outcome="无人接听", evidence=CALL
        )
    with story.on("2025-03-04", CLERK) as case:
        case.confirm_receipt(on=day("2025-03-04"), evidence=CALL, way="电话")
        receipt = letter(LetterKind.RECEIPT, "2025-03-04", told_due=date(2025, 4, 1))
        case.issue_letter(letter=receipt, dispatch=sent("2025-03-04"))
        case.dispute_receipt(claimed_on=day("2025-03-03"), statement=sealed(), evidence=PAPER)
        case.reissue_code(on=day("2025-03-04"), evidence=SIGNED)
        case.link_persons(
            person=first.person, other_person="person:x", other_request=OTHER, reason="证件相同"
        )
        case.unlink_persons(person=first.person, other_person="person:x", reason="核对有误")
        case.amend_application(
            applicants=(company,), on=day("2025-03-04"), reason="电话登记有误", evidence=PAPER
        )


def _clarified(story: Story) -> str:
    notice = story.clarify("2025-03-05")
    with story.on("2025-03-07", CLERK) as case:
        case.return_letter(
            notice, on=day("2025-03-07"), reason="门牌号写错", evidence=SLIP, organ_at_fault=True
        )
        case.dispatch(notice, sent("2025-03-07"))
    story.deliver(notice, "2025-03-10")
    story.answer(
        notice,
        "2025-03-12",
        matters=(story.case.matters[2],),
        applicants=(story.case.applicants[0],),
        proxy=story.case.proxy,
        form=ProvisionForm.PAPER,
        route=ProvisionRoute.POST,
        attachments=stored("补正.pdf"),
        excuse=sealed(),
    )
    return notice


def _asked(story: Story, notice: str) -> None:
    third = story.consult("2025-03-13")
    story.opine(third, "2025-03-20", Opinion.OBJECTION)
    with story.on("2025-03-21") as case:
        case.judge_objection(third, upheld=True, reason=sealed())
        told = case.consultation(third).third_party
        assert told is not None
        whom = case.letters[third].letter.addressee
        case.override_third_party(
            third,
            letter=letter(LetterKind.THIRD_PARTY_NOTICE, "2025-03-21", whom),
            reason=sealed(),
            dispatch=sent("2025-03-21"),
        )
    story.opine(story.consult("2025-03-21", ConsultationKind.CO_PRODUCER), "2025-03-25")
    story.opine(
        story.consult("2025-03-24", ConsultationKind.OTHER_ORGAN), "2025-03-26", Opinion.PARTIAL
    )
    story.extend("2025-03-27", 10)
    story.clarify("2025-03-28", paper=True)
    assert notice in story.case.letters


def _answered(story: Story) -> None:
    with story.on("2025-03-31", CLERK) as case:
        case.withdraw(on=day("2025-03-31"), evidence=SIGNED, matters=(3,))
    search = story.search("2025-04-01", matter=2)
    answers = [outcome("PARTLY_PROVIDED"), outcome("DOES_NOT_EXIST", 2, search=search)]
    story.draft("2025-04-02", answers)
    with story.on("2025-04-03") as case:
        case.revise_reply(outcomes=tuple(answers), content=stored(), words=sealed())
    review = story.clear("2025-04-03")
    story.examine("2025-04-07")
    with story.on("2025-04-08", HEAD) as case:
        case.return_reply(reason=sealed())
    story.examine("2025-04-08")
    reply = story.issue("2025-04-09", review)
    story.deliver(reply, "2025-04-11")
    with story.on("2025-04-14") as case:
        case.provide(
            matters=(1,),
            on=day("2025-04-14"),
            form=ProvisionForm.READING,
            route=ProvisionRoute.ON_SITE,
            help=sealed(),
            evidence=SIGNED,
        )
        case.suggest_publication(on=day("2025-04-14"), text=sealed())
        case.judge_suggestion(accepted=True, reason=sealed())
        case.open_record(record="record:01900000-0000-7000-8000-0000000000ee", matters=(1,))


def _contested(story: Story) -> None:
    reply = story.case.replies[0]
    with story.on("2025-05-06", CLERK) as case:
        case.seek_remedy(
            remedy="remedy:1",
            kind=RemedyKind.REVIEW,
            body="清河县人民政府",
            docket_number="清政复〔2025〕8号",
            simple=True,
            on=day("2025-05-06"),
            evidence=PAPER,
            party=RemedyParty.APPLICANT,
            against=reply,
        )
    with story.on("2025-05-16") as case:
        case.answer_remedy("remedy:1", on=day("2025-05-16"), evidence=SLIP)
    story.decide("remedy:1", "2025-06-03", until="2025-06-30", received_on=date(2025, 6, 3))
    story.reply(
        "2025-06-20",
        [outcome("PROVIDED", 2)],
        cause=ReplyCause.REVIEW,
        reason="复议决定认为检索不充分",
        document="清政复决〔2025〕8号",
    )
    suit = story.contest("2025-07-10", RemedyKind.SUIT_AFTER_REVIEW)
    story.decide(suit, "2025-09-01", RemedyResult.UPHELD, final=False)
    story.decide(suit, "2025-12-01", RemedyResult.UPHELD)
    with story.on("2025-12-02", HEAD) as case:
        case.amend_legal_date(
            of=case.letters[reply].delivered or 0,
            member="on",
            becomes=date(2025, 4, 10),
            reason="回执日期看错",
            evidence=SLIP,
        )


def _at_the_desk() -> Story:
    """Told at the desk and answered there."""
    story = Story("2025-05-12", channel=FilingChannel.ORAL, receipt_evidence=READ_BACK)
    with story.on("2025-05-12", CLERK) as case:
        case.answer_on_the_spot(
            outcomes=(outcome("ALREADY_PUBLIC"),), on=day("2025-05-12"), evidence=SIGNED
        )
    return story


def _excessive() -> Story:
    """Sent by post without an identity document, excessive, charged, put off, found nowhere."""
    nobody = applicant(identity_kind=IdentityKind.NONE, identity=None, telephone=None)
    story = Story("2025-06-03", channel=FilingChannel.POST_SIGNED, applicants=(nobody,))
    asked = letter(LetterKind.REASONS, "2025-06-04")
    with story.on("2025-06-04") as case:
        case.ask_reasons(letter=asked, dispatch=sent("2025-06-04"), period=5)
    story.deliver(asked.id, "2025-06-05")
    with story.on("2025-06-06", CLERK) as case:
        case.give_reasons(on=day("2025-06-06"), reasons=sealed(), evidence=SLIP)
    with story.on("2025-06-09") as case:
        case.judge_excess(judgement=Judgement.LATER, reason=sealed())
    notice = story.charge("2025-06-10", 45, earlier=3)
    story.pay(notice, "2025-06-12", 100)
    story.pay(notice, "2025-06-13", story.case.fees[0].amount - 100)
    until = date(2025, 8, 29)
    with story.on("2025-06-16") as case:
        case.tell_delay(
            letter=letter(LetterKind.DELAY, "2025-06-16", told_due=until),
            until=until,
            dispatch=sent("2025-06-16"),
        )
    search = story.search("2025-08-01")
    story.reply("2025-08-28", [outcome("DOES_NOT_EXIST", search=search)])
    return story


def _given_up() -> Story:
    """Not clarified, given up, taken up again, taken back."""
    story = Story("2025-06-03")
    story.clarify("2025-06-04", period=5, served="2025-06-05")
    story.abandon("2025-06-20", AbandonCause.NOT_CLARIFIED)
    with story.on("2025-06-23") as case:
        case.reopen(on=day("2025-06-23"), reason=sealed())
    with story.on("2025-06-24", CLERK) as case:
        case.withdraw(on=day("2025-06-24"), evidence=SIGNED)
    return story


def _on_paper() -> Story:
    """Answered on paper while the clarification was open."""
    story = Story("2025-06-03")
    story.clarify("2025-06-04", served="2025-06-05")
    story.reply_on_paper("2025-06-10", "REFUSED", today="2025-06-12", cleared=NO_EVIDENCE)
    return story


def _consented_on_paper() -> Story:
    """The head consented on paper; nobody was told yet."""
    story = Story("2025-06-03")
    with story.on("2025-06-12", HEAD) as case:
        case.consent_to_extension(
            days=10, on=day("2025-06-10"), reason="需要查找多年档案", paper=PAPER
        )
    return story


def _masked() -> Story:
    """Of two applicants one was erased; the other one keeps a copy of the letter."""
    first, second = applicant(), applicant()
    story = Story("2025-06-03", applicants=(first, second))
    receipt = letter(LetterKind.RECEIPT, "2025-06-04")
    with story.on("2025-06-04", CLERK) as case:
        case.issue_letter(letter=receipt, dispatch=sent("2025-06-04"))
        case.withdraw(on=day("2025-06-04"), evidence=SIGNED)
    with story.on("2036-05-06", HEAD) as case:
        case.erase(
            person=second.person,
            basis="保管期满",
            retained_until=date(2035, 9, 1),
            copies={receipt.id: stored("登记回执.pdf")},
        )
    return story


def _joined() -> tuple[Story, Story]:
    """One application by fax and by hand."""
    fax = Story("2025-06-03", channel=FilingChannel.FAX, receipt_evidence=NO_EVIDENCE)
    by_hand = Story("2025-06-04")
    with acting(act_on("2025-06-05", DRAFTER)):
        fax.case.join_to(by_hand.case, on=day("2025-06-05"), reason="同一份申请")
    return fax, by_hand


def _historical() -> list[CaseEvent]:
    """A request of the Regulation of 2007."""
    with acting(act_on("2026-03-02", CLERK)):
        case = InformationRequest.take_over(
            id=InformationRequest.create_id(),
            organ=ORGAN,
            earlier_number="2018-依申请-17",
            category=ApplicantCategory.NATURAL_PERSON,
            channel=FilingChannel.POST_SIGNED,
            received_on=date(2018, 6, 4),
            closed_on=date(2018, 6, 25),
            row="3.1",
            source="县政府旧网站",
            key="17",
            order="清政办函〔2026〕1号",
        )
    return list(case.pending_events)  # type: ignore[arg-type]


def _lawbook() -> list[CaseEvent]:
    """A notice and a corrected row."""
    with acting(act_on("2026-11-20", HEAD)):
        book = LawBook.open_()
        book.announce_calendar(
            year=2027,
            notice="国办发明电〔2026〕9号",
            announced_on=date(2026, 11, 4),
            off=tuple(date(2027, *pair) for pair in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))),
            work=(date(2027, 10, 9),),
            source="国务院办公厅关于2027年部分节假日安排的通知",
            reason="登记明年的节假日安排",
        )
        row = Limit(
            "fee_payment",
            date(2027, 1, 1),
            "信息处理费办法（2026年修订）",
            Unit.WORKING_DAYS,
            15,
            "信息处理费办法",
            "自收到收费通知之日的次日起",
        )
        book.correct("limits", row_text(row), reason="办法修订", source="公报")
    return list(book.pending_events)  # type: ignore[arg-type]


def lines(decoded: Any) -> Iterator[dict[str, Any]]:
    """The corpus's lines of all of them; `decoded` says the types of what data decodes to."""
    for events in stories():
        for event in events:
            yield {
                "topic": event.TOPIC,
                "stream": event.originator_id,
                "version": event.originator_version,
                "time": utc(event.timestamp),
                "data": REGISTRY.encode(event).decode(),
                "decodes": decoded(event),
            }
