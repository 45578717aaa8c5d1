"""复议与诉讼: what is brought against a reply, the organ's own clock, and how it ended.

行政复议法 48, 54: answer and evidence in 10 working days, 5 in simple procedure; 行政诉讼法 67:
defence and evidence in 15 days, each after receipt of the copy.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from domain.clocks import deadline
from domain.errors import Incomplete, NotFound, WrongState
from domain.law.limits import Unit
from domain.officer import acting_officer
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence
from domain.requests.proceeding import RequestEvent, RequestState, require_reason


class RemedyKind(StrEnum):
    """The three columns of the annual report's fourth table (domain.md B8)."""

    REVIEW = "REVIEW"
    SUIT = "SUIT"
    SUIT_AFTER_REVIEW = "SUIT_AFTER_REVIEW"

    @property
    def chinese(self) -> str:
        return {
            "REVIEW": "行政复议",
            "SUIT": "行政诉讼（未经复议）",
            "SUIT_AFTER_REVIEW": "行政诉讼（复议后）",
        }[self]


class RemedyResult(StrEnum):
    """How it ended."""

    UPHELD = "UPHELD"
    CORRECTED = "CORRECTED"
    OTHER = "OTHER"

    @property
    def chinese(self) -> str:
        return {"UPHELD": "结果维持", "CORRECTED": "结果纠正", "OTHER": "其他结果"}[self]


@dataclass(frozen=True)
class Remedy:
    """One review or suit; versions of its events. `until` is the ordered limit of a new reply."""

    id: str
    kind: RemedyKind
    body: str
    docket_number: str
    simple: bool
    sought: int
    answered: int | None = None
    decided: int | None = None
    result: RemedyResult | None = None
    until: date | None = None


class RemedySought(RequestEvent):
    """收到复议、应诉通知: `on` is the day the organ received the copy."""

    TOPIC = "gongkai.information_request.remedy_sought.v1"
    body: str
    docket_number: str
    evidence: Evidence
    kind: RemedyKind
    officer: str
    on: date
    remedy: str
    simple: bool

    def fold(self, case: Any) -> None:
        case.remedies[self.remedy] = Remedy(
            self.remedy,
            self.kind,
            self.body,
            self.docket_number,
            self.simple,
            self.originator_version,
        )


class RemedyAnswered(RequestEvent):
    """提交答复、答辩和证据."""

    TOPIC = "gongkai.information_request.remedy_answered.v1"
    evidence: Evidence
    officer: str
    on: date
    remedy: str

    def fold(self, case: Any) -> None:
        found = case.remedies[self.remedy]
        case.remedies[self.remedy] = replace(found, answered=self.originator_version)


class RemedyDecided(RequestEvent):
    """复议决定、判决: its result, its document, and by when a new reply is ordered."""

    TOPIC = "gongkai.information_request.remedy_decided.v1"
    document: str
    evidence: Evidence
    officer: str
    on: date
    remedy: str
    reply_until: date | None
    result: RemedyResult

    def fold(self, case: Any) -> None:
        found = case.remedies[self.remedy]
        case.remedies[self.remedy] = replace(
            found, decided=self.originator_version, result=self.result, until=self.reply_until
        )


class Contesting(Counting):
    """Review and litigation on the organ's side."""

    def seek_remedy(
        self,
        *,
        remedy: str,
        kind: RemedyKind,
        body: str,
        docket_number: str,
        simple: bool,
        on: date,
        evidence: Evidence,
    ) -> None:
        """Record that the organ was told of a review or a suit. Also against silence."""
        self.require_day(on, not_before=self.arrived_on, field="on")
        require_reason(body, "请写明复议机关或法院", "body")
        require_reason(docket_number, "请写明案号", "docket_number")
        evidence.require_stated("evidence")
        if simple and kind is not RemedyKind.REVIEW:
            raise Incomplete("简易程序只用于行政复议", rule="行政复议法 art 53", field="simple")
        reviewed = any(
            one.kind is RemedyKind.REVIEW and one.decided is not None
            for one in self.remedies.values()
        )
        if kind is RemedyKind.SUIT_AFTER_REVIEW and not reviewed:
            raise WrongState("还没有登记复议决定", field="kind")
        self.trigger_event(
            RemedySought,
            body=body.strip(),
            docket_number=docket_number.strip(),
            evidence=evidence,
            kind=kind,
            officer=acting_officer(),
            on=on,
            remedy=remedy,
            simple=simple,
        )

    def answer_remedy(self, remedy: str, *, on: date, evidence: Evidence) -> None:
        """Record the organ's answer or defence; late is a breach that is noted."""
        found = self._remedy(remedy)
        if found.answered is not None or found.decided is not None:
            raise WrongState("已经提交过答复，或已有结果", field="remedy")
        self.require_day(on, not_before=self.on(found.sought), field="on")
        evidence.require_stated("evidence")
        last = self.remedy_due(remedy)
        self.trigger_event(
            RemedyAnswered, evidence=evidence, officer=acting_officer(), on=on, remedy=remedy
        )
        if on > last:
            article = (
                "行政复议法 art 48, 54"
                if found.kind is RemedyKind.REVIEW
                else ("行政诉讼法 art 67")
            )
            self.note("应当在期限内提交答复和证据", article, (on - last).days)

    def decide_remedy(
        self,
        remedy: str,
        *,
        on: date,
        result: RemedyResult,
        document: str,
        reply_until: date | None,
        evidence: Evidence,
    ) -> None:
        """Record the decision; an order to reply anew brings its own limit to the docket."""
        found = self._remedy(remedy)
        if found.decided is not None:
            raise WrongState("已经登记过结果", field="remedy")
        self.require_day(on, not_before=self.on(found.sought), field="on")
        require_reason(document, "请写明决定书或裁判文书的文号", "document")
        evidence.require_stated("evidence")
        if reply_until is not None and result is not RemedyResult.CORRECTED:
            raise Incomplete("只有纠正的结果才会责令重新答复", field="reply_until")
        if reply_until is not None and reply_until <= on:
            raise Incomplete("责令重新答复的期限应在决定之后", field="reply_until")
        self.trigger_event(
            RemedyDecided,
            document=document.strip(),
            evidence=evidence,
            officer=acting_officer(),
            on=on,
            remedy=remedy,
            reply_until=reply_until,
            result=result,
        )

    def remedy_due(self, remedy: str) -> date:
        """The last day for the organ's answer or defence."""
        found = self._remedy(remedy)
        key = "suit_defence"
        if found.kind is RemedyKind.REVIEW:
            key = "review_answer_simple" if found.simple else "review_answer"
        row = self.limit_of(key)
        limit = row.calendar_days if row.unit is Unit.CALENDAR_DAYS else row.working_days
        return deadline(self.on(found.sought), limit, self.rules.calendar)

    def _remedy(self, remedy: str) -> Remedy:
        found = self.remedies.get(remedy)
        if found is None:
            raise NotFound("本件没有这次复议或诉讼", field="remedy")
        return found

    @property
    def overturned(self) -> bool:
        """Whether a reply was corrected by review or court."""
        return any(one.result is RemedyResult.CORRECTED for one in self.remedies.values())

    @property
    def contested(self) -> bool:
        """Whether a review or suit is still open."""
        return any(one.decided is None for one in self.remedies.values())

    @property
    def ordered_until(self) -> date | None:
        """By when a new reply is ordered and not yet given."""
        decided = [
            (one.decided, one.until)
            for one in self.remedies.values()
            if one.until is not None and one.decided is not None
        ]
        newest = max(decided, default=None)
        if newest is None or self.state is not RequestState.REPLIED:
            return None
        last = max((self.letters[letter].issued for letter in self.replies), default=0)
        return newest[1] if last < newest[0] else None
