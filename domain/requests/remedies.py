"""复议与诉讼: what is brought against a reply, the organ's own clock, and how it ended.

行政复议法 48, 54: answer and evidence in 10 working days, 5 in simple procedure; 行政诉讼法 67:
defence and evidence in 15 days, each after receipt of the copy.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from domain.clocks import days_late, deadline
from domain.errors import Incomplete, NotFound, WrongState
from domain.law.limits import Unit
from domain.officer import acting_officer
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence
from domain.requests.proceeding import (
    Broken,
    RequestEvent,
    RequestState,
    require_reason,
)

OrderedBy: TypeAlias = Literal["REVIEW", "COURT"]


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


class RemedyParty(StrEnum):
    """Who seeks it: the applicant, or a third party against an opening."""

    APPLICANT = "APPLICANT"
    THIRD_PARTY = "THIRD_PARTY"
    OTHER = "OTHER"

    @property
    def chinese(self) -> str:
        return {"APPLICANT": "申请人", "THIRD_PARTY": "第三方", "OTHER": "其他人"}[self]


@dataclass(frozen=True)
class Remedy:
    """One review or suit; versions of its events. `until` is the ordered limit of a new reply.

    `decided` is the version of the final decision; `decisions` of every one.
    """

    id: str
    kind: RemedyKind
    body: str
    docket_number: str
    simple: bool
    sought: int
    party: RemedyParty = RemedyParty.APPLICANT
    against: str | None = None
    answered: int | None = None
    decisions: tuple[int, ...] = ()
    decided: int | None = None
    result: RemedyResult | None = None
    until: date | None = None


class RemedySought(RequestEvent):
    """收到复议、应诉通知: `on` is the day the organ received the copy.

    `against` is the letter that is contested, None for silence or an act without a letter.
    """

    TOPIC = "gongkai.information_request.remedy_sought.v1"
    against: str | None
    body: str
    docket_number: str
    evidence: Evidence
    kind: RemedyKind
    officer: str
    on: date
    party: RemedyParty
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
            self.party,
            self.against,
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
    """复议决定、判决: its result, its document, and by when a new reply is ordered.

    `on` is its day, `received_on` the day the organ received it. `final` is False for a judgement
    that is appealed against: it changes nothing yet, and the final one follows.
    """

    TOPIC = "gongkai.information_request.remedy_decided.v1"
    document: str
    evidence: Evidence
    final: bool
    officer: str
    on: date
    received_on: date | None
    remedy: str
    reply_until: date | None
    result: RemedyResult

    def fold(self, case: Any) -> None:
        found = case.remedies[self.remedy]
        found = replace(found, decisions=(*found.decisions, self.originator_version))
        if self.final:
            found = replace(
                found, decided=self.originator_version, result=self.result, until=self.reply_until
            )
        case.remedies[self.remedy] = found


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
        party: RemedyParty = RemedyParty.APPLICANT,
        against: str | None = None,
    ) -> None:
        """Record that the organ was told of a review or a suit. Also against silence."""
        if against is not None:
            self.require_letter(against)
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
            against=against,
            body=body.strip(),
            docket_number=docket_number.strip(),
            evidence=evidence,
            kind=kind,
            officer=acting_officer(),
            on=on,
            party=party,
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
        broken = self.broken_by_answering(remedy, on)
        self.trigger_event(
            RemedyAnswered, evidence=evidence, officer=acting_officer(), on=on, remedy=remedy
        )
        self.note(broken)

    def broken_by_answering(self, remedy: str, on: date) -> list[Broken]:
        """What an answer or a defence breaks that is given on this day."""
        last, rule = self.remedy_due(remedy), "应当在期限内提交答复和证据"
        if on <= last:
            return []
        if self._remedy(remedy).kind is RemedyKind.REVIEW:
            late = days_late(self.rules.calendar, last, on)
            return [Broken(rule, "行政复议法 art 48, 54", late)]
        return [Broken(rule, "行政诉讼法 art 67", (on - last).days, Unit.CALENDAR_DAYS)]

    def decide_remedy(
        self,
        remedy: str,
        *,
        on: date,
        result: RemedyResult,
        document: str,
        reply_until: date | None,
        evidence: Evidence,
        received_on: date | None = None,
        final: bool = True,
    ) -> None:
        """Record the decision; an order to reply anew brings its own limit to the docket."""
        found = self._remedy(remedy)
        if found.decided is not None:
            raise WrongState("已经登记过结果", field="remedy")
        self.require_day(on, not_before=self.on(found.sought), field="on")
        if received_on is not None:
            self.require_day(received_on, not_before=on, field="received_on")
        if not final and (found.kind is RemedyKind.REVIEW or reply_until is not None):
            raise Incomplete(
                "只有被上诉的判决尚未生效；复议决定和责令答复的期限以生效的为准", field="final"
            )
        require_reason(document, "请写明决定书或裁判文书的文号", "document")
        evidence.require_stated("evidence")
        if reply_until is not None and result is not RemedyResult.CORRECTED:
            raise Incomplete("只有纠正的结果才会责令重新答复", field="reply_until")
        if reply_until is not None and reply_until <= on:
            raise Incomplete("责令重新答复的期限应在决定之后", field="reply_until")
        if reply_until is not None:
            self.require_countable(reply_until, field="reply_until")
        self.trigger_event(
            RemedyDecided,
            document=document.strip(),
            evidence=evidence,
            final=final,
            officer=acting_officer(),
            on=on,
            received_on=received_on,
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
        """By when a reply is ordered by review or court and not yet given; also after silence."""
        newest = max(
            (one.decided for one in self.remedies.values() if one.until and one.decided), default=0
        )
        if not newest or self.state in (RequestState.WITHDRAWN, RequestState.JOINED):
            return None
        given = [self.letters[letter].issued for letter in self.replies]
        return self.on(newest, "reply_until") if max(given, default=0) < newest else None

    def ordering(self, kind: "OrderedBy") -> Remedy | None:
        """The newest final decision of a reviewing body or a court that corrected a reply."""
        found = self.orderings(kind)
        return self.remedies[found[-1]] if found else None

    def orderings(self, kind: "OrderedBy") -> tuple[str, ...]:
        """The reviews or suits that corrected a reply, the newest decision last."""
        corrected = [
            one
            for one in self.remedies.values()
            if one.result is RemedyResult.CORRECTED
            and (one.kind is RemedyKind.REVIEW) is (kind == "REVIEW")
        ]
        return tuple(one.id for one in sorted(corrected, key=lambda one: one.decided or 0))
