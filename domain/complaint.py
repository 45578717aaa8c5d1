"""投诉、举报: somebody turns to the 主管部门 against an organ's disclosure work (条例 art 51, 53).

    (nothing) --filed--> FILED --accepted--> ACCEPTED --investigated--> INVESTIGATED
    FILED --declined--> DECLINED           INVESTIGATED --decided--> DECIDED
    DECLINED, DECIDED --answered--> ANSWERED
    DECIDED, ANSWERED: --rectification_reported--> the same, while the order is not carried out

The case file belongs to the organ that decides, the one above or the 政府信息公开工作主管部门, and
never to the one complained of. It leaves a request's clock alone; review and suit stay open.
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

NUMBER_KIND = "complaint"
"""The kind of its registration numbers (domain/numbering.py)."""

_ARTICLE = "条例 art 51"


class ComplaintForm(StrEnum):
    """投诉: the organ infringed his own rights; 举报: he points at a breach of its duties."""

    COMPLAINT = "COMPLAINT"
    REPORT = "REPORT"

    @property
    def chinese(self) -> str:
        return {"COMPLAINT": "投诉", "REPORT": "举报"}[self]


class Holding(StrEnum):
    """What the decision says of the ground."""

    UPHELD = "UPHELD"
    PARTLY_UPHELD = "PARTLY_UPHELD"
    NOT_UPHELD = "NOT_UPHELD"

    @property
    def chinese(self) -> str:
        return {"UPHELD": "属实", "PARTLY_UPHELD": "部分属实", "NOT_UPHELD": "不属实"}[self]


class ComplaintState(StrEnum):
    """Where the complaint stands."""

    FILED = "FILED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    INVESTIGATED = "INVESTIGATED"
    DECIDED = "DECIDED"
    ANSWERED = "ANSWERED"

    @property
    def chinese(self) -> str:
        return {
            "FILED": "待受理",
            "ACCEPTED": "调查中",
            "DECLINED": "不予受理，待答复",
            "INVESTIGATED": "已调查，待处理",
            "DECIDED": "已处理，待答复",
            "ANSWERED": "已答复",
        }[self]


@dataclass(frozen=True)
class RectificationOrder:
    """责令改正 (条例 art 53): what the organ must do, and by which day. Names no person."""

    measures: str
    until: date


@REGISTRY.add
class Complaint(CaseFile):
    """投诉、举报 against one organ, decided by another."""

    PREFIX = "complaint"

    class Filed(CaseFile.Event, CreatedEvent):
        """It was received. `against` is the organ complained of, `request` the disclosure request
        it is about, if it is about one of this archive; `ground` is what he says happened."""

        TOPIC = "gongkai.complaint.filed.v1"
        against: str
        complainant: Party
        evidence: tuple[Evidence, ...]
        form: ComplaintForm
        ground: Sealed
        number: Number
        officer: str
        on: date
        organ: str
        request: str | None

    class Accepted(CaseFile.Event):
        """受理."""

        TOPIC = "gongkai.complaint.accepted.v1"
        officer: str
        on: date

    class Declined(CaseFile.Event):
        """不予受理, with the reason."""

        TOPIC = "gongkai.complaint.declined.v1"
        officer: str
        on: date
        reason: Sealed

    class Investigated(CaseFile.Event):
        """调查: what was looked into and found; there may be several."""

        TOPIC = "gongkai.complaint.investigated.v1"
        evidence: tuple[Evidence, ...]
        finding: Sealed
        officer: str
        on: date

    class Decided(CaseFile.Event):
        """处理: whether the ground holds, why, and what the organ must put right by when."""

        TOPIC = "gongkai.complaint.decided.v1"
        holding: Holding
        officer: str
        on: date
        order: RectificationOrder | None
        reason: Sealed

    class Answered(CaseFile.Event):
        """答复: the complainant was told what came of it, by which letter and with what proof."""

        TOPIC = "gongkai.complaint.answered.v1"
        evidence: Evidence
        letter: AnswerLetter
        officer: str
        on: date

    class RectificationReported(CaseFile.Event):
        """整改报告: the organ reported on the order by `document`; `fulfilled` says whether the
        order is carried out by it."""

        TOPIC = "gongkai.complaint.rectification_reported.v1"
        document: str
        fulfilled: bool
        officer: str
        on: date

    class DateAmended(CaseFile.Event):
        """The legal date of the event at version `of` was wrong; this is the right one."""

        TOPIC = "gongkai.complaint.date_amended.v1"
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
        against: str,
        number: Number,
        on: date,
        form: ComplaintForm,
        complainant: Party,
        ground: Sealed,
        evidence: Sequence[Evidence] = (),
        request: str | None = None,
    ) -> "Complaint":
        """Register a complaint; `identity` comes from `create_id`, so that fields could be sealed
        for the place of this event. A 举报 may be anonymous. Raises `Incomplete`."""
        if against == organ:
            raise Incomplete(
                "被投诉的机关不能处理对自己的投诉，应由上一级机关或者主管部门处理",
                rule=_ARTICLE,
                field="against",
            )
        if form is ComplaintForm.COMPLAINT:
            complainant.require_reachable()
        for proof in evidence:
            proof.require_stated("evidence")
        LegalDates().require_next(on)
        return cls._create(
            cls.Filed,
            id=identity,
            against=against,
            complainant=complainant,
            evidence=tuple(evidence),
            form=form,
            ground=ground,
            number=number,
            officer=acting_officer(),
            on=on,
            organ=organ,
            request=request,
        )

    @event(Filed)
    def __init__(
        self,
        *,
        organ: str,
        against: str,
        number: Number,
        on: date,
        form: ComplaintForm,
        complainant: Party,
        ground: Sealed,
        request: str | None,
    ) -> None:
        self.state = ComplaintState.FILED
        self.organ = organ
        self.against = against
        self.number = number
        self.form = form
        self.complainant = complainant
        self.ground = ground
        self.request = request
        self.decision: Sealed | None = None
        self.holding: Holding | None = None
        self.order: RectificationOrder | None = None
        self.fulfilled_at: int | None = None
        self.letter: str | None = None
        self.told_by: AnswerLetter | None = None
        self.dates = LegalDates()
        self.dates.keep(1, on)

    def accept(self, *, on: date) -> None:
        """受理. Raises `WrongState`, `Incomplete`."""
        self._require(on, ComplaintState.FILED)
        self.trigger_event(self.Accepted, officer=acting_officer(), on=on)

    @event(Accepted)
    def _accepted(self, on: date) -> None:
        self._moved(ComplaintState.ACCEPTED, on)

    def decline(self, *, reason: Sealed, on: date) -> None:
        """不予受理. Raises `WrongState`, `Incomplete`."""
        self._require(on, ComplaintState.FILED)
        self.trigger_event(self.Declined, officer=acting_officer(), on=on, reason=reason)

    @event(Declined)
    def _declined(self, on: date, reason: Sealed) -> None:
        self._moved(ComplaintState.DECLINED, on)
        self.decision = reason

    def investigate(self, *, finding: Sealed, evidence: Sequence[Evidence], on: date) -> None:
        """Record what was found. Raises `WrongState`, `Incomplete`."""
        self._require(on, ComplaintState.ACCEPTED, ComplaintState.INVESTIGATED)
        for proof in evidence:
            proof.require_stated("evidence")
        self.trigger_event(
            self.Investigated,
            evidence=tuple(evidence),
            finding=finding,
            officer=acting_officer(),
            on=on,
        )

    @event(Investigated)
    def _investigated(self, on: date) -> None:
        self._moved(ComplaintState.INVESTIGATED, on)

    def decide(
        self, *, holding: Holding, reason: Sealed, order: RectificationOrder | None, on: date
    ) -> None:
        """Decide. Only what holds can be ordered to be put right; an order says what, and until
        when. Raises `WrongState`, `Incomplete`."""
        self._require(on, ComplaintState.INVESTIGATED)
        if order is not None:
            if holding is Holding.NOT_UPHELD:
                raise Incomplete("不属实的，不能责令改正", rule="条例 art 53", field="order")
            require_text(order.measures, "须写明责令改正什么", "order.measures")
            if order.until < on:
                raise Incomplete("改正期限不能早于处理的日期", field="order.until")
        self.trigger_event(
            self.Decided,
            holding=holding,
            officer=acting_officer(),
            on=on,
            order=order,
            reason=reason,
        )

    @event(Decided)
    def _decided(
        self, on: date, holding: Holding, reason: Sealed, order: RectificationOrder | None
    ) -> None:
        self._moved(ComplaintState.DECIDED, on)
        self.decision = reason
        self.holding = holding
        self.order = order

    def answer(self, *, letter: AnswerLetter, on: date, evidence: Evidence) -> None:
        """答复 the complainant. Raises `WrongState` before there is anything to tell."""
        self._require(on, ComplaintState.DECLINED, ComplaintState.DECIDED)
        letter.require_complete()
        if letter.dated > on:
            raise Incomplete("文书的日期不能晚于答复的日期", field="letter.dated")
        require_proofs([evidence], "evidence")
        self.trigger_event(
            self.Answered, evidence=evidence, letter=letter, officer=acting_officer(), on=on
        )

    @event(Answered)
    def _answered(self, on: date, letter: AnswerLetter) -> None:
        self._moved(ComplaintState.ANSWERED, on)
        self.letter = letter.id
        self.told_by = letter

    def report_rectification(self, *, document: str, fulfilled: bool, on: date) -> None:
        """Record the organ's report on the order. Raises `WrongState` without an open order."""
        if self.order is None or self.fulfilled_at is not None:
            raise WrongState("没有尚未完成的责令改正", rule="条例 art 53", field="state")
        self.dates.require_next(on)
        require_text(document, "须写明整改报告的文件", "document")
        self.trigger_event(
            self.RectificationReported,
            document=document.strip(),
            fulfilled=fulfilled,
            officer=acting_officer(),
            on=on,
        )

    @event(RectificationReported)
    def _rectification_reported(self, on: date, fulfilled: bool) -> None:
        if fulfilled:
            self.fulfilled_at = self.version + 1
        self._moved(self.state, on)

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

    def order_days_late(self, today: date) -> int:
        """Calendar days by which the order was carried out late, or is late today; 0 if it is not
        (or there is none)."""
        if self.order is None:
            return 0
        done = today if self.fulfilled_at is None else self.dates[self.fulfilled_at]
        return max((done - self.order.until).days, 0)

    def _moved(self, state: ComplaintState, on: date) -> None:
        self.state = state
        self.dates.keep(self.version + 1, on)

    def _require(self, on: date, *states: ComplaintState) -> None:
        if self.state not in states:
            raise WrongState(
                f"“{self.state.chinese}”的投诉不能这样办理", rule=_ARTICLE, field="state"
            )
        self.dates.require_next(on)
