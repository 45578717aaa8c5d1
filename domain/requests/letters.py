"""文书与送达: every outgoing paper has three dates, letter, dispatch and receipt (domain.md B1).

What an addressee must do, and his remedies, run from receipt; whether the organ kept its own limit
goes by the way of service: handed over or through another organ, the day of signing for it; post
and electronic service, the day of sending.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.content import Content
from domain.errors import Incomplete, NotFound, WrongState
from domain.letters import LetterKind
from domain.numbering import Number
from domain.officer import acting_officer
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.proceeding import Proceeding, RequestEvent, require_reason


class AddresseeKind(StrEnum):
    """To whom a letter goes."""

    APPLICANT = "APPLICANT"
    THIRD_PARTY = "THIRD_PARTY"
    ORGAN = "ORGAN"


@dataclass(frozen=True)
class Addressee:
    """The applicants, a third party (its person id) or another organ (its name)."""

    kind: AddresseeKind
    whom: str | None


TO_APPLICANT = Addressee(AddresseeKind.APPLICANT, None)
PLAIN = frozenset({LetterKind.RECEIPT, LetterKind.CONFIRMATION, LetterKind.CONSULTATION_NOTICE})
"""Letters that no other event issues."""


@dataclass(frozen=True)
class Letter:
    """One outgoing paper. `content` binds the PDF made once; None for a letter sent before the
    archive kept them. `told_due` is the date of the answer that it tells the applicant."""

    id: str
    kind: LetterKind
    number: Number | None
    dated: date
    addressee: Addressee
    content: Content | None
    told_due: date | None

    @property
    def on_paper(self) -> bool:
        """Whether it went out without the archive, which numbers every letter that it prints."""
        return self.number is None


class DispatchWay(StrEnum):
    """How a letter was served."""

    HANDED_OVER = "HANDED_OVER"
    THROUGH_ORGAN = "THROUGH_ORGAN"
    POST = "POST"
    EMAIL = "EMAIL"
    FAX = "FAX"
    ONLINE = "ONLINE"

    @property
    def chinese(self) -> str:
        return {
            "HANDED_OVER": "当面交付",
            "THROUGH_ORGAN": "由其他机关转交",
            "POST": "邮政寄送",
            "EMAIL": "电子邮件",
            "FAX": "传真",
            "ONLINE": "网上查收",
        }[self]


@dataclass(frozen=True)
class Dispatch:
    """The day and way of sending, with its proof."""

    on: date
    way: DispatchWay
    evidence: Evidence

    def require_outside(self) -> None:
        """A way by which paper goes: the archive serves online what it issued. `Incomplete`."""
        if self.way is DispatchWay.ONLINE:
            raise Incomplete(
                "网上查收的文书须由本系统出文；纸面文书请选实际寄出的方式", field="dispatch.way"
            )

    def require_witnessed(self) -> None:
        """The archive sees only what it serves itself, online. Raises `Incomplete`."""
        if self.evidence.kind is EvidenceKind.SYSTEM_RECORD and self.way is not DispatchWay.ONLINE:
            raise Incomplete(
                "系统记录只能证明网上查收；其他方式寄出的，请写明凭证，今天寄出而凭证还没有的选“无凭证”",
                rule="条例 art 33",
                field="dispatch.evidence",
            )


@dataclass(frozen=True)
class Served:
    """A letter as it stands: the stream versions of its issue, dispatch, receipt and failures.

    `dispatched` is the newest dispatch and `last_way` its way, `sent` the one that counts: the
    first, unless that came back by a mistake of the organ. Legal dates are looked up by version
    (`Proceeding.on`), because an act may amend them.
    """

    letter: Letter
    issued: int
    way: DispatchWay | None = None
    sent: int | None = None
    dispatched: int | None = None
    delivered: int | None = None
    failed: tuple[int, ...] = ()
    last_way: DispatchWay | None = None


class LetterIssued(RequestEvent):
    """发文: a letter that moves nothing by itself: receipt, confirmation, what was asked of others.

    It may tell the applicant a due date that the calendar has moved.
    """

    TOPIC = "gongkai.information_request.letter_issued.v1"
    letter: Letter
    officer: str


class LetterDispatched(RequestEvent):
    """寄发: the day a letter left, how, and what shows it."""

    TOPIC = "gongkai.information_request.letter_dispatched.v1"
    evidence: Evidence
    letter: str
    officer: str
    on: date
    way: DispatchWay

    def fold(self, case: "Proceeding") -> None:
        served = case.letters[self.letter]
        version = self.originator_version
        if served.sent is None:
            served = replace(served, way=self.way, sent=version)
        case.letters[self.letter] = replace(served, dispatched=version, last_way=self.way)


class LetterDelivered(RequestEvent):
    """签收: the day the addressee received a letter, and what shows it."""

    TOPIC = "gongkai.information_request.letter_delivered.v1"
    evidence: Evidence
    letter: str
    officer: str
    on: date

    def fold(self, case: "Proceeding") -> None:
        served = case.letters[self.letter]
        case.letters[self.letter] = replace(served, delivered=self.originator_version)


class LetterReturned(RequestEvent):
    """退回、无法送达: a letter came back or could not be served; it may be sent again.

    `organ_at_fault`: by a mistake of the organ (not the address that was given), so that the
    dispatch does not count and the next one does.
    """

    TOPIC = "gongkai.information_request.letter_returned.v1"
    evidence: Evidence
    letter: str
    officer: str
    on: date
    organ_at_fault: bool
    reason: str

    def fold(self, case: "Proceeding") -> None:
        served = case.letters[self.letter]
        failed = (*served.failed, self.originator_version)
        sent = None if self.organ_at_fault else served.sent
        case.letters[self.letter] = replace(served, failed=failed, sent=sent)


class Service(Proceeding):
    """What may be done with a letter once it is issued."""

    def issue_letter(self, *, letter: Letter, dispatch: Dispatch | None) -> None:
        """Issue a letter that moves nothing: `PLAIN` says which. Raises `Incomplete`."""
        if letter.kind not in PLAIN:
            raise Incomplete("这种文书随它所说的行为一起发出", field="letter.kind")
        if letter.addressee != TO_APPLICANT:
            raise Incomplete("这种文书只发给申请人", field="letter.addressee")
        if letter.id in self.letters:
            raise WrongState("这份文书已经登记", field="letter")
        self.require_day(letter.dated, not_before=self.arrived_on, field="letter.dated")
        self.trigger_event(LetterIssued, letter=letter, officer=acting_officer())
        if dispatch is not None:
            self.dispatch(letter.id, dispatch)

    def dispatch(self, letter: str, dispatch: Dispatch) -> None:
        """Record that a letter was sent. Raises `NotFound`, `WrongState`, `Incomplete`."""
        served = self.require_letter(letter)
        if served.delivered is not None:
            raise WrongState("这份文书已经登记签收", field="letter")
        back = served.failed[-1] if served.failed else 0
        if served.dispatched is not None and served.dispatched > back:
            raise WrongState("这份文书已经寄出；退回后才能再寄", field="letter")
        if served.letter.on_paper:
            dispatch.require_outside()
        first = self.on(served.issued, "letter.dated")
        last = self.on(back) if back else first
        self.require_day(dispatch.on, not_before=max(first, last), field="on")
        dispatch.require_witnessed()
        dispatch.evidence.require_stated("evidence")
        self.trigger_event(
            LetterDispatched,
            evidence=dispatch.evidence,
            letter=letter,
            officer=acting_officer(),
            on=dispatch.on,
            way=dispatch.way,
        )

    def deliver(self, letter: str, *, on: date, evidence: Evidence) -> None:
        """Record that the addressee received a letter, with proof.

        Raises `Incomplete` without a proof: what he must do runs from this day.
        """
        served = self.require_letter(letter)
        if served.dispatched is None:
            raise WrongState("这份文书还没有寄出", field="letter")
        if served.delivered is not None:
            raise WrongState("这份文书已经登记签收", field="letter")
        self.require_day(on, not_before=self.on(served.dispatched), field="on")
        if evidence.kind is EvidenceKind.NONE:
            raise Incomplete(
                "签收须有凭证：期限从收到之日起算", rule="条例 art 31", field="evidence"
            )
        recorded = evidence.kind is EvidenceKind.SYSTEM_RECORD
        if recorded and served.last_way is not DispatchWay.ONLINE:
            raise Incomplete(
                "系统记录只能证明网上查收；其他方式送达的，请写明签收等凭证",
                rule="条例 art 31",
                field="evidence",
            )
        evidence.require_stated("evidence")
        self.trigger_event(
            LetterDelivered, evidence=evidence, letter=letter, officer=acting_officer(), on=on
        )

    def return_letter(
        self,
        letter: str,
        *,
        on: date,
        reason: str,
        evidence: Evidence,
        organ_at_fault: bool = False,
    ) -> None:
        """Record that a letter came back or could not be served."""
        served = self.require_letter(letter)
        back = served.failed[-1] if served.failed else 0
        under_way = served.dispatched is not None and served.dispatched > back
        if served.dispatched is None or not under_way or served.delivered is not None:
            raise WrongState("只有寄出而没有签收的文书才会退回", field="letter")
        self.require_day(on, not_before=self.on(served.dispatched), field="on")
        require_reason(reason, "请写明退回或无法送达的原因", "reason")
        evidence.require_stated("evidence")
        self.trigger_event(
            LetterReturned,
            evidence=evidence,
            letter=letter,
            officer=acting_officer(),
            on=on,
            organ_at_fault=organ_at_fault,
            reason=reason.strip(),
        )

    def require_letter(self, letter: str) -> Served:
        """A letter of this case. Raises `NotFound`."""
        served = self.letters.get(letter)
        if served is None:
            raise NotFound(f"本件没有这份文书：{letter}", field="letter")
        return served

    def sent_on(self, letter: str) -> date | None:
        """The day a letter was sent, by the dispatch that counts; None while it lies here."""
        served = self.letters[letter]
        return None if served.sent is None else self.on(served.sent)

    def received_on_of(self, letter: str) -> date | None:
        """The proven day of receipt; None while there is no proof."""
        served = self.letters[letter]
        return None if served.delivered is None else self.on(served.delivered)
