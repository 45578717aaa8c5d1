"""A request told day by day: acts on a day, by an officer, with what the day brought.

Fields are sealed in name only; nothing is printed and nothing stored. `Story.refuses` holds what
every refusal must: it names its rule, and no event is left behind.
"""

import contextlib
import hashlib
import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.act import Act, acting
from domain.calendar import BUILT_IN as CALENDAR
from domain.casefile import REGISTRY, CaseEvent, fold
from domain.content import Blob, Content, Part
from domain.errors import Refusal
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.law.law import BUILT_IN as LAW
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.letters import LetterKind
from domain.numbering import Number
from domain.personal import Sealed
from domain.requests.applicant import Applicant, Defect, FilingChannel, IdentityKind, Matter, Proxy
from domain.requests.closing import AbandonCause
from domain.requests.consulting import LETTERS, Opinion, ThirdParty
from domain.requests.counting import Rules
from domain.requests.evidence import RECORDED, Evidence, EvidenceKind
from domain.requests.letters import (
    TO_APPLICANT,
    Addressee,
    AddresseeKind,
    Dispatch,
    DispatchWay,
    Letter,
)
from domain.requests.outcome import MatterOutcome, RefusedPart, RightOrgan
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.requests.request import InformationRequest
from domain.review import Checklist, Decision, SecrecyReview
from tests.town import Ids, signer

ORGAN = "organ:01900000-0000-7000-8000-0000000000aa"
CLERK, DRAFTER, REVIEWER, HEAD, SECRECY = (
    f"officer:{name}" for name in ("clerk", "drafter", "reviewer", "head", "secrecy")
)
RULES = Rules(LAW, CALENDAR)
SLIP = Evidence(EvidenceKind.COURIER_SLIP, "EMS 1234567890", None)
SIGNED = Evidence(EvidenceKind.SIGNATURE, "送达回证第 3 号", None)
CALL = Evidence(EvidenceKind.CONVERSATION_RECORD, "通话记录第 5 号", None)
PAPER = Evidence(EvidenceKind.DOCUMENT, "卷 3 第 2 页", None)
READ_BACK = Evidence(EvidenceKind.READ_BACK, "登记表第 7 号", None)
PAID = Evidence(EvidenceKind.PAYMENT_RECORD, "缴款书 0001", None)

_ids = Ids()
_marks = itertools.count(1)


def day(text: str | date) -> date:
    """2025-09-15 as a date."""
    return text if isinstance(text, date) else date.fromisoformat(text)


def act_on(today: str | date, officer: str = DRAFTER) -> Act:
    """An act at nine in the morning, Beijing time."""
    moment = datetime.combine(day(today), datetime.min.time(), UTC).replace(hour=1)
    return Act("act", moment, _ids, (signer("somebody"),), officer=officer)


def sealed() -> Sealed:
    """A sealed field; nobody opens it here."""
    mark = hashlib.sha256(b"%d" % next(_marks)).hexdigest()
    return Sealed(mark, "datakey:01900000-0000-7000-8000-0000000000cc", "c2VhbGVk")


def stored(name: str = "信息.pdf") -> Content:
    """What a reply gives, or a scan."""
    mark = hashlib.sha256(b"%d" % next(_marks)).hexdigest()
    part = Part(name, "application/pdf", Blob(mark, 128), Blob(mark[::-1], 64), "text/1")
    return Content(f"content:{_ids()}", mark, (part,))


def applicant(**members: Any) -> Applicant:
    """A citizen with an identity card and a telephone."""
    given: dict[str, Any] = {
        "person": f"person:{_ids()}",
        "category": ApplicantCategory.NATURAL_PERSON,
        "identity_kind": IdentityKind.ID_CARD,
        "name": sealed(),
        "identity": sealed(),
        "telephone": sealed(),
        "mail": None,
        "address": None,
        "contact": None,
    }
    return Applicant(**(given | members))


def proxy(**members: Any) -> Proxy:
    """A proxy with his authority paper."""
    given: dict[str, Any] = {
        "person": f"person:{_ids()}",
        "name": sealed(),
        "identity": sealed(),
        "telephone": sealed(),
        "authority": PAPER,
    }
    return Proxy(**(given | members))


def third_party() -> ThirdParty:
    """Somebody whose rights the information touches."""
    return ThirdParty(f"person:{_ids()}", sealed(), sealed())


def letter(
    kind: LetterKind, dated: str | date, addressee: Addressee = TO_APPLICANT, **members: Any
) -> Letter:
    """A letter of this day, without a number."""
    given = {"number": None, "content": stored("文书.pdf"), "told_due": None}
    return Letter(
        id=f"letter:{_ids()}", kind=kind, dated=day(dated), addressee=addressee, **(given | members)
    )


def sent(on: str | date, way: DispatchWay = DispatchWay.POST) -> Dispatch:
    """A dispatch of this day, by registered post."""
    return Dispatch(day(on), way, SLIP)


def outcome(code: str, matter: int = 1, **members: Any) -> MatterOutcome:
    """The answer to one matter, complete for its code."""
    given: dict[str, Any] = {
        "ground": None,
        "refused": (),
        "reason": None,
        "where": "",
        "records": (),
        "right_organ": None,
        "search": None,
        "earlier": None,
        "form": None,
        "form_reason": "",
    }
    needed: dict[str, dict[str, Any]] = {
        "ALREADY_PUBLIC": {"where": "县政府门户网站“政策文件”栏目"},
        "SPECIAL_ACCESS": {"where": "不动产登记机构查询窗口"},
        "STATE_ARCHIVE": {"where": "县档案馆查阅大厅"},
        "REFUSED": {"ground": "D5", "reason": sealed(), "refused": (RefusedPart("D5", sealed()),)},
        "PARTLY_PROVIDED": {"reason": sealed(), "refused": (RefusedPart("D4", sealed()),)},
        "NOT_THIS_ORGAN": {"right_organ": RightOrgan("县自然资源局", "0379-7654321", "")},
        "REPEATED": {"earlier": "request:01900000-0000-7000-8000-0000000000dd"},
    }
    return MatterOutcome(matter=matter, outcome=code, **(given | needed.get(code, {}) | members))


class Story:
    """One request, from the day it came."""

    def __init__(self, arrived: str | date, **members: Any) -> None:
        given: dict[str, Any] = {
            "channel": FilingChannel.IN_PERSON,
            "applicants": (applicant(),),
            "proxy": None,
            "matters": (Matter(1, sealed(), None),),
            "form": ProvisionForm.ELECTRONIC,
            "route": ProvisionRoute.E_MAIL,
            "assistance": None,
            "attachments": None,
            "arrived_on": day(arrived),
            "arrived_time": None,
            "arrival_evidence": RECORDED,
            "received_on": None,
            "receipt_evidence": SIGNED,
        } | members
        if isinstance(given["matters"], int):
            given["matters"] = tuple(
                Matter(number + 1, sealed(), None) for number in range(given["matters"])
            )
        with acting(act_on(arrived, CLERK)):
            self.case = InformationRequest.file(
                id=InformationRequest.create_id(),
                organ=ORGAN,
                number=Number("request", 1, day(arrived).year),
                **given,
            ).under(RULES)
        self.draft_content: Content | None = None

    @contextlib.contextmanager
    def on(self, today: str | date, officer: str = DRAFTER) -> Iterator[InformationRequest]:
        """What is done inside happens on this day, by this officer."""
        with acting(act_on(today, officer)):
            yield self.case

    @contextlib.contextmanager
    def refuses(self, error: type[Refusal], *, rule: str = "", match: str = "") -> Iterator[None]:
        """Inside, exactly this refusal is raised, and no event is left behind."""
        before = [event.TOPIC for event in self.events]
        with pytest.raises(error, match=match or None) as refused:
            yield
        assert refused.type is error
        assert rule in refused.value.rule
        assert [event.TOPIC for event in self.events] == before

    # Letters

    def clarify(
        self, today: str | date, *, period: int = 10, served: str | None = None, paper: bool = False
    ) -> str:
        """Ask once for what is missing; the letter's id."""
        notice = letter(LetterKind.CLARIFICATION, today)
        with self.on(today) as case:
            case.request_clarification(
                letter=notice,
                defects=(Defect("description", sealed()),),
                period=period,
                dispatch=sent(today),
                paper=paper,
            )
        if served is not None:
            self.deliver(notice.id, served)
        return notice.id

    def answer(self, notice: str, today: str | date, **members: Any) -> None:
        """The clarified application came in."""
        given: dict[str, Any] = {
            "matters": (),
            "attachments": None,
            "excuse": None,
            "evidence": SIGNED,
        }
        with self.on(today, CLERK) as case:
            case.answer_clarification(notice=notice, on=day(today), **(given | members))

    def deliver(self, letter_id: str, today: str | date) -> None:
        """The addressee signed for a letter."""
        with self.on(today, CLERK) as case:
            case.deliver(letter_id, on=day(today), evidence=SIGNED)

    def consult(
        self,
        today: str | date,
        kind: ConsultationKind = ConsultationKind.THIRD_PARTY,
        matters: tuple[int, ...] = (1,),
        **members: Any,
    ) -> str:
        """Ask somebody's opinion; the letter's id."""
        party = third_party() if kind is ConsultationKind.THIRD_PARTY else None
        whom = (
            Addressee(AddresseeKind.ORGAN, "县民政局")
            if party is None
            else Addressee(AddresseeKind.THIRD_PARTY, party.person)
        )
        asked = letter(LETTERS[kind], today, whom)
        with self.on(today) as case:
            case.consult(
                letter=asked,
                kind=kind,
                matters=matters,
                third_party=party,
                dispatch=sent(today),
                **members,
            )
        return asked.id

    def opine(
        self, consultation: str, today: str | date, opinion: Opinion = Opinion.CONSENT
    ) -> None:
        """The one asked answered."""
        with self.on(today, CLERK) as case:
            case.answer_consultation(
                consultation, on=day(today), opinion=opinion, reason=sealed(), evidence=SLIP
            )

    def extend(self, today: str | date, days: int = 20) -> str:
        """The head consents and the applicant is told, on one day."""
        with self.on(today, HEAD) as case:
            case.consent_to_extension(days=days, on=day(today), reason="需要查找多年档案")
        notice = letter(LetterKind.EXTENSION, today)
        with self.on(today) as case:
            case.tell_extension(letter=notice, days=days, dispatch=sent(today))
        return notice.id

    def charge(
        self,
        today: str | date,
        quantity: int,
        *,
        earlier: int = 0,
        basis: FeeBasis = FeeBasis.PER_PIECE,
        served: str | None = None,
        **members: Any,
    ) -> str:
        """Charge for excess; the notice's id."""
        notice = letter(LetterKind.FEE, today)
        with self.on(today) as case:
            case.charge(
                letter=notice,
                basis=basis,
                quantity=quantity,
                earlier=earlier,
                dispatch=sent(today),
                **members,
            )
        if served is not None:
            self.deliver(notice.id, served)
        return notice.id

    def pay(self, notice: str, today: str | date, amount: int | None = None) -> None:
        """Pay the whole sum, or this much."""
        whole = next(one.amount for one in self.case.fees if one.letter == notice)
        with self.on(today, CLERK) as case:
            case.pay(notice, on=day(today), amount=amount or whole, evidence=PAID)

    # Reply

    def search(self, today: str | date, *, found: bool = False, matter: int = 1) -> str:
        """Search the archive; the search's id."""
        name = f"search:{_ids()}"
        with self.on(today) as case:
            case.record_search(
                search=name,
                matters=(matter,),
                systems=("综合档案系统",),
                places=("机关档案室",),
                keywords=sealed(),
                searcher="档案员王某",
                on=day(today),
                found=found,
                result="未检索到" if not found else "检索到一份",
            )
        return name

    def draft(
        self, today: str | date, outcomes: Sequence[MatterOutcome] | str, **members: Any
    ) -> None:
        """Draft a reply; one code stands for the same outcome of every matter."""
        if isinstance(outcomes, str):
            outcomes = [outcome(outcomes, number) for number in sorted(self.case.open_matters)]
        gives = any(one.outcome in ("PROVIDED", "PARTLY_PROVIDED") for one in outcomes)
        given: dict[str, Any] = {"content": stored() if gives else None}
        with self.on(today) as case:
            case.draft_reply(
                reply=f"reply:{_ids()}",
                outcomes=tuple(outcomes),
                words=sealed(),
                **(given | members),
            )

    def clear(
        self, today: str | date, decision: Decision = Decision.CLEARED
    ) -> SecrecyReview | None:
        """Have what is to be given reviewed for secrecy; None when nothing is given."""
        reply = self.case.require_reply()
        if reply.content is None:
            return None
        with self.on(today) as case:
            review = SecrecyReview.open(
                record=case.id,
                organ=ORGAN,
                version=1,
                draft=reply.draft,
                content=reply.content.commitment,
                drafters=reply.drafters,
                findings=(),
            )
            case.submit_reply(review.id)
        with acting(act_on(today, SECRECY)):
            review.conclude(
                decision=decision,
                reason="不涉密" if decision is Decision.CLEARED else "涉密",
                checklist=Checklist("准确", "及时", "完整"),
                ground=None if decision is Decision.CLEARED else "D1",
            )
        return review

    def issue(
        self,
        today: str | date,
        review: SecrecyReview | None,
        *,
        officer: str = HEAD,
        way: DispatchWay = DispatchWay.POST,
    ) -> str:
        """Sign and send the reviewed draft; the letter's id."""
        first = self.case.require_reply().cause == "FIRST"
        kind = LetterKind.REPLY if first else LetterKind.SUBSTITUTE_REPLY
        online = {"number": Number("reply", 1, day(today).year)}
        signed = letter(kind, today, **(online if way is DispatchWay.ONLINE else {}))
        with self.on(today, officer) as case:
            case.issue_reply(letter=signed, review=review, dispatch=sent(today, way))
        return signed.id

    def examine(self, today: str | date, officer: str = REVIEWER) -> None:
        """审核 of the draft."""
        with self.on(today, officer) as case:
            case.review_reply(opinion=sealed())

    def reply(
        self, today: str | date, outcomes: Sequence[MatterOutcome] | str, **members: Any
    ) -> str:
        """Draft, review, clear and sign on one day; the letter's id."""
        self.draft(today, outcomes, **members)
        review = self.clear(today)
        self.examine(today)
        return self.issue(today, review)

    def reply_on_paper(
        self,
        sent_on: str,
        outcomes: Sequence[MatterOutcome] | str,
        *,
        today: str | None = None,
        dispatch: Dispatch | str | None = "by post",
        scan: bool = True,
        cleared: Evidence = SIGNED,
        approved: Evidence = SIGNED,
        **members: Any,
    ) -> str:
        """A reply that was written and sent on this day, on paper; the letter's id."""
        if isinstance(outcomes, str):
            outcomes = [outcome(outcomes, number) for number in sorted(self.case.matters)]
        gives = any(one.outcome in ("PROVIDED", "PARTLY_PROVIDED") for one in outcomes)
        kind = LetterKind.REPLY if "cause" not in members else LetterKind.SUBSTITUTE_REPLY
        written = letter(kind, sent_on, **({} if scan else {"content": None}))
        with self.on(today or sent_on) as case:
            case.reply_on_paper(
                letter=written,
                outcomes=tuple(outcomes),
                content=stored() if gives else None,
                cleared=cleared,
                approved=approved,
                dispatch=sent(sent_on) if isinstance(dispatch, str) else dispatch,
                **members,
            )
        return written.id

    # Remedies and ends

    def contest(
        self, today: str | date, kind: RemedyKind = RemedyKind.REVIEW, *, simple: bool = False
    ) -> str:
        """The organ was told of a review or a suit; its id."""
        name = f"remedy:{_ids()}"
        with self.on(today, CLERK) as case:
            case.seek_remedy(
                remedy=name,
                kind=kind,
                body="清河县人民政府",
                docket_number="清政复〔2025〕8号",
                simple=simple,
                on=day(today),
                evidence=PAPER,
            )
        return name

    def decide(
        self,
        remedy: str,
        today: str | date,
        result: RemedyResult = RemedyResult.CORRECTED,
        until: str | None = None,
        **members: Any,
    ) -> None:
        """How it ended."""
        with self.on(today, CLERK) as case:
            case.decide_remedy(
                remedy,
                on=day(today),
                result=result,
                document="清政复决〔2025〕8号",
                reply_until=None if until is None else day(until),
                evidence=PAPER,
                **members,
            )

    def abandon(self, today: str | date, cause: AbandonCause = AbandonCause.NOT_CLARIFIED) -> None:
        """Give the request up, with a letter."""
        with self.on(today) as case:
            case.abandon(
                cause=cause,
                judged=sealed(),
                on=day(today),
                letter=letter(LetterKind.ABANDONMENT, today),
                dispatch=sent(today),
            )

    # Questions

    @property
    def events(self) -> list[CaseEvent]:
        """What happened so far."""
        return list(self.case.pending_events)  # type: ignore[arg-type]

    @property
    def broken(self) -> list[tuple[str, int]]:
        """The breaches noted: (article, by how much)."""
        return [(breach.article, breach.days) for breach in self.case.breaches]

    def due(self, today: str | date | None = None) -> str | None:
        """The due date as of a day (that of the last act)."""
        at = self.last if today is None else day(today)
        found = self.case.count(at).due
        return None if found is None else found.isoformat()

    @property
    def last(self) -> date:
        """The day of the newest event."""
        return act_day(self.events[-1].timestamp)

    def replayed(self) -> InformationRequest:
        """The case as its stored events make it, read back from their bytes."""
        read = [
            REGISTRY.decode(
                event.TOPIC,
                REGISTRY.encode(event),
                stream=event.originator_id,
                version=event.originator_version,
                time=event.timestamp,
            )
            for event in self.events
        ]
        case: InformationRequest = fold(None, read)
        return case.under(RULES)


def act_day(moment: datetime) -> date:
    """The legal day of a moment; acts here are at nine in the morning."""
    return moment.date()


def standing(case: InformationRequest) -> dict[str, Any]:
    """All that a case file remembers, without what the library adds."""
    hidden = {"_rules", "_pending_events", "_modified_on"}
    return {
        name: value
        for name, value in vars(case).items()
        if name not in hidden and not name.startswith("_")
    }
