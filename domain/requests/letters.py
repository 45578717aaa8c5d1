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
from domain.requests.proceeding import Proceeding, RequestEvent


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

    @property
    def kept_at_receipt(self) -> bool:
        """Whether a limit is kept only on the day of signing for the letter."""
        return self in (DispatchWay.HANDED_OVER, DispatchWay.THROUGH_ORGAN)


@dataclass(frozen=True)
class Dispatch:
    """The day and way of sending, with its proof."""

    on: date
    way: DispatchWay
    evidence: Evidence


@dataclass(frozen=True)
class Served:
    """A letter as it stands: the stream versions of its issue, dispatch, receipt and failures.

    Legal dates are looked up by version (`Proceeding.on`), because an act may amend them.
    """

    letter: Letter
    issued: int
    way: DispatchWay | None = None
    dispatched: int | None = None
    delivered: int | None = None
    failed: tuple[int, ...] = ()


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
        case.letters[self.letter] = replace(
            served, way=self.way, dispatched=self.originator_version
        )


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
    """退回、无法送达: a letter came back or could not be served; it may be sent again."""

    TOPIC = "gongkai.information_request.letter_returned.v1"
    evidence: Evidence
    letter: str
    officer: str
    on: date
    reason: str

    def fold(self, case: "Proceeding") -> None:
        served = case.letters[self.letter]
        failed = (*served.failed, self.originator_version)
        case.letters[self.letter] = replace(served, failed=failed)


class Service(Proceeding):
    """What may be done with a letter once it is issued."""

    def dispatch(self, letter: str, dispatch: Dispatch) -> None:
        """Record that a letter was sent. Raises `NotFound`, `WrongState`, `Incomplete`."""
        served = self.require_letter(letter)
        if served.dispatched is not None and not served.failed:
            raise WrongState("这份文书已经寄出；退回后才能再寄", field="letter")
        self.require_day(dispatch.on, not_before=served.letter.dated, field="on")
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
        evidence.require_stated("evidence")
        self.trigger_event(
            LetterDelivered, evidence=evidence, letter=letter, officer=acting_officer(), on=on
        )

    def return_letter(self, letter: str, *, on: date, reason: str, evidence: Evidence) -> None:
        """Record that a letter came back or could not be served."""
        served = self.require_letter(letter)
        if served.dispatched is None or served.delivered is not None:
            raise WrongState("只有寄出而没有签收的文书才会退回", field="letter")
        self.require_day(on, not_before=self.on(served.dispatched), field="on")
        if not reason.strip():
            raise Incomplete("请写明退回或无法送达的原因", field="reason")
        evidence.require_stated("evidence")
        self.trigger_event(
            LetterReturned,
            evidence=evidence,
            letter=letter,
            officer=acting_officer(),
            on=on,
            reason=reason.strip(),
        )

    def require_letter(self, letter: str) -> Served:
        """A letter of this case. Raises `NotFound`."""
        served = self.letters.get(letter)
        if served is None:
            raise NotFound(f"本件没有这份文书：{letter}", field="letter")
        return served

    def sent_on(self, letter: str) -> date | None:
        """The day a letter was sent; None while it lies here."""
        served = self.letters[letter]
        return None if served.dispatched is None else self.on(served.dispatched)

    def received_on_of(self, letter: str) -> date | None:
        """The proven day of receipt; None while there is no proof."""
        served = self.letters[letter]
        return None if served.delivered is None else self.on(served.delivered)

    def kept_on(self, letter: str) -> date | None:
        """The day that counts for the organ's own limit (国办公开办函〔2016〕235号)."""
        served = self.letters[letter]
        if served.way is not None and served.way.kept_at_receipt:
            return self.received_on_of(letter)
        return self.sent_on(letter)
