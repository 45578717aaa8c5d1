"""更正: somebody shows that a record about himself is wrong and asks to put it right (条例 art 41).

    (nothing) --filed--> FILED --verified--> VERIFIED --corrected--> CORRECTED
    FILED --refused--> REFUSED
    FILED --transferred--> TRANSFERRED     FILED --redirected--> REDIRECTED
    CORRECTED, REFUSED, TRANSFERRED, REDIRECTED --told--> TOLD

The organ that may correct the record checks what is shown; if it is so, it must correct it and tell
the applicant. An organ that may not either hands the matter over to the one that may (转送, which
this law knows here alone) and tells the applicant, or tells him where to go. The article sets no
time limit, so the case has no due date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eventsourcing.domain import event

from domain.casefile import REGISTRY, CaseFile, CreatedEvent
from domain.errors import Incomplete, WrongState
from domain.numbering import Number
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.petition import AnswerLetter, LegalDates, Party, require_proofs, require_text
from domain.requests.evidence import Evidence

NUMBER_KIND = "rectification"
"""The kind of its registration numbers (domain/numbering.py)."""

_ARTICLE = "条例 art 41"


class RectificationState(StrEnum):
    """Where the case stands."""

    FILED = "FILED"
    VERIFIED = "VERIFIED"
    CORRECTED = "CORRECTED"
    REFUSED = "REFUSED"
    TRANSFERRED = "TRANSFERRED"
    REDIRECTED = "REDIRECTED"
    TOLD = "TOLD"

    @property
    def chinese(self) -> str:
        return {
            "FILED": "审核中",
            "VERIFIED": "审核属实，待更正",
            "CORRECTED": "已更正，待告知",
            "REFUSED": "不予更正，待告知",
            "TRANSFERRED": "已转送，待告知",
            "REDIRECTED": "应向其他机关提出，待告知",
            "TOLD": "已告知",
        }[self]


_TO_TELL = (
    RectificationState.CORRECTED,
    RectificationState.REFUSED,
    RectificationState.TRANSFERRED,
    RectificationState.REDIRECTED,
)


@dataclass(frozen=True)
class CompetentOrgan:
    """有权更正的机关: which one, how it is reached, and why it is that one."""

    to: str
    contact: str
    basis: str

    def stated(self) -> "CompetentOrgan":
        """As the event holds it. Raises `Incomplete`."""
        require_text(self.to, "须写明有权更正的机关", "to")
        require_text(self.contact, "须写明该机关的联系方式", "contact")
        require_text(self.basis, "须写明为什么由该机关更正", "basis")
        return CompetentOrgan(self.to.strip(), self.contact.strip(), self.basis.strip())


@REGISTRY.add
class Rectification(CaseFile):
    """更正: one demand to put right what is recorded about the applicant."""

    PREFIX = "rectification"

    class Filed(CaseFile.Event, CreatedEvent):
        """The demand was received: `fault` says what is wrong and how it should read. It is about a
        `record` of this archive, or about what `subject` describes. `handed_over_by` names the
        organ that transferred it here, if one did."""

        TOPIC = "gongkai.rectification.filed.v1"
        applicant: Party
        evidence: tuple[Evidence, ...]
        fault: Sealed
        handed_over_by: str | None
        number: Number
        officer: str
        on: date
        organ: str
        record: str | None
        subject: Sealed | None

    class Verified(CaseFile.Event):
        """审核属实: what was looked up, and that the record is wrong."""

        TOPIC = "gongkai.rectification.verified.v1"
        finding: Sealed
        officer: str
        on: date

    class Corrected(CaseFile.Event):
        """更正: what now stands, and in which register or file."""

        TOPIC = "gongkai.rectification.corrected.v1"
        officer: str
        on: date
        what: Sealed
        where: str

    class Refused(CaseFile.Event):
        """不予更正, with the reason: what is shown does not bear it out."""

        TOPIC = "gongkai.rectification.refused.v1"
        officer: str
        on: date
        reason: Sealed

    class Transferred(CaseFile.Event):
        """转送 to the organ that may correct; `basis` says why it is that one."""

        TOPIC = "gongkai.rectification.transferred.v1"
        basis: str
        contact: str
        officer: str
        on: date
        to: str

    class Redirected(CaseFile.Event):
        """The applicant is to ask the organ that may correct; `basis` says why it is that one."""

        TOPIC = "gongkai.rectification.redirected.v1"
        basis: str
        contact: str
        officer: str
        on: date
        to: str

    class Told(CaseFile.Event):
        """告知: the applicant was told what came of it, by which letter and with what proof."""

        TOPIC = "gongkai.rectification.told.v1"
        evidence: Evidence
        letter: AnswerLetter
        officer: str
        on: date

    class DateAmended(CaseFile.Event):
        """The legal date of the event at version `of` was wrong; this is the right one."""

        TOPIC = "gongkai.rectification.date_amended.v1"
        evidence: Evidence
        of: int
        officer: str
        on: date
        reason: str

    @classmethod
    def file(
        cls,
        identity: str,
        *,
        organ: str,
        number: Number,
        on: date,
        applicant: Party,
        fault: Sealed,
        evidence: Sequence[Evidence],
        record: str | None = None,
        subject: Sealed | None = None,
        handed_over_by: str | None = None,
    ) -> "Rectification":
        """Register a demand; `identity` comes from `create_id`, so that fields could be sealed for
        the place of this event. Raises `Incomplete`."""
        applicant.require_reachable()
        if applicant.identity is None:
            raise Incomplete(
                "要求更正与自身相关的信息，须证明身份", rule=_ARTICLE, field="applicant.identity"
            )
        if (record is None) == (subject is None):
            raise Incomplete(
                "须指明要求更正哪一条信息：本档案的一件，或写明是什么",
                rule=_ARTICLE,
                field="record",
            )
        require_proofs(evidence, "evidence")
        if handed_over_by is not None:
            require_text(handed_over_by, "须写明转送的机关", "handed_over_by")
        LegalDates().require_next(on)
        return cls._create(
            cls.Filed,
            id=identity,
            applicant=applicant,
            evidence=tuple(evidence),
            fault=fault,
            handed_over_by=handed_over_by,
            number=number,
            officer=acting_officer(),
            on=on,
            organ=organ,
            record=record,
            subject=subject,
        )

    @event(Filed)
    def __init__(
        self,
        *,
        organ: str,
        number: Number,
        on: date,
        applicant: Party,
        fault: Sealed,
        record: str | None,
    ) -> None:
        self.state = RectificationState.FILED
        self.organ = organ
        self.number = number
        self.applicant = applicant
        self.fault = fault
        self.record = record
        self.decision: Sealed | None = None
        self.outcome: RectificationState | None = None
        self.competent: str | None = None
        self.competent_contact: str | None = None
        self.letter: str | None = None
        self.told_by: AnswerLetter | None = None
        self.dates = LegalDates()
        self.dates.keep(1, on)

    def verify(self, *, finding: Sealed, on: date) -> None:
        """审核属实. From now on the organ must correct. Raises `WrongState`, `Incomplete`."""
        self._require(RectificationState.FILED, on, "只有审核中的更正要求才能作出审核结论")
        self.trigger_event(self.Verified, finding=finding, officer=acting_officer(), on=on)

    @event(Verified)
    def _verified(self, on: date) -> None:
        self._moved(RectificationState.VERIFIED, on)

    def correct(self, *, what: Sealed, where: str, on: date) -> None:
        """更正 what was found to be wrong. Raises `WrongState` before it was verified."""
        self._require(RectificationState.VERIFIED, on, "审核属实之后才能更正")
        require_text(where, "须写明在哪一份登记或者文件上更正", "where")
        self.trigger_event(
            self.Corrected, officer=acting_officer(), on=on, what=what, where=where.strip()
        )

    @event(Corrected)
    def _corrected(self, on: date, what: Sealed) -> None:
        self._moved(RectificationState.CORRECTED, on)
        self.decision = what

    def refuse(self, *, reason: Sealed, on: date) -> None:
        """不予更正. What was verified must be corrected: `WrongState`."""
        if self.state is RectificationState.VERIFIED:
            raise WrongState("审核属实的应当更正，不能再不予更正", rule=_ARTICLE, field="state")
        self._require(RectificationState.FILED, on, "更正要求已经处理")
        self.trigger_event(self.Refused, officer=acting_officer(), on=on, reason=reason)

    @event(Refused)
    def _refused(self, on: date, reason: Sealed) -> None:
        self._moved(RectificationState.REFUSED, on)
        self.decision = reason

    def transfer(self, competent: CompetentOrgan, *, on: date) -> None:
        """转送 to the organ that may correct. Raises `WrongState`, `Incomplete`."""
        self._require_not_handled(on)
        elsewhere = vars(competent.stated())
        self.trigger_event(self.Transferred, officer=acting_officer(), on=on, **elsewhere)

    @event(Transferred)
    def _transferred(self, on: date, to: str, contact: str) -> None:
        self._moved(RectificationState.TRANSFERRED, on)
        self.competent, self.competent_contact = to, contact

    def redirect(self, competent: CompetentOrgan, *, on: date) -> None:
        """Decide to tell the applicant which organ to ask. Raises `WrongState`, `Incomplete`."""
        self._require_not_handled(on)
        elsewhere = vars(competent.stated())
        self.trigger_event(self.Redirected, officer=acting_officer(), on=on, **elsewhere)

    @event(Redirected)
    def _redirected(self, on: date, to: str, contact: str) -> None:
        self._moved(RectificationState.REDIRECTED, on)
        self.competent, self.competent_contact = to, contact

    def tell(self, *, letter: AnswerLetter, on: date, evidence: Evidence) -> None:
        """告知 the applicant. Raises `WrongState` before there is anything to tell."""
        if self.state not in _TO_TELL:
            raise WrongState(f"“{self.state.chinese}”时还不能告知，或已经告知", field="state")
        self.dates.require_next(on)
        letter.require_complete()
        if letter.dated > on:
            raise Incomplete("文书的日期不能晚于告知的日期", field="letter.dated")
        require_proofs([evidence], "evidence")
        self.trigger_event(
            self.Told, evidence=evidence, letter=letter, officer=acting_officer(), on=on
        )

    @event(Told)
    def _told(self, on: date, letter: AnswerLetter) -> None:
        self.outcome = self.state
        self.letter = letter.id
        self.told_by = letter
        self._moved(RectificationState.TOLD, on)

    def amend_date(self, *, of: int, on: date, reason: str, evidence: Evidence) -> None:
        """Put a wrong legal date right. Raises `NotFound`, `Incomplete`."""
        self.dates.require_amendment(of, on, reason, evidence)
        self.trigger_event(
            self.DateAmended,
            evidence=evidence,
            of=of,
            officer=acting_officer(),
            on=on,
            reason=reason.strip(),
        )

    @event(DateAmended)
    def _date_amended(self, of: int, on: date) -> None:
        self.dates.keep(of, on)

    def _moved(self, state: RectificationState, on: date) -> None:
        self.state = state
        self.dates.keep(self.version + 1, on)

    def _require(self, state: RectificationState, on: date, message: str) -> None:
        if self.state is not state:
            raise WrongState(message, rule=_ARTICLE, field="state")
        self.dates.require_next(on)

    def _require_not_handled(self, on: date) -> None:
        self._require(RectificationState.FILED, on, "只有审核中的更正要求才能转由其他机关处理")
