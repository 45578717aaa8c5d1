"""延期与大量申请: extension with the head's consent (条例 art 33); reasons for excess (art 35)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from domain import clocks
from domain.act import current_act
from domain.calendar import WorkingDays
from domain.clocks import Fact
from domain.errors import Incomplete, NotApproved, SamePerson, WrongState
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence
from domain.requests.letters import Dispatch, Letter
from domain.requests.proceeding import (
    UNCONFIRMED_ON_PAPER,
    Broken,
    RequestEvent,
    RequestState,
    require_reason,
)

MOST_DELAY = timedelta(days=366)
"""How far beyond the due date a delay may go: the law says "reasonable", this archive one year."""


@dataclass(frozen=True)
class Extended:
    """An extension the applicant was told of: its working days, and how many the law gives."""

    letter: str
    days: int
    effective: int


class ExtensionConsented(RequestEvent):
    """负责人同意延期: the head of the disclosure office consents, in an act of his own."""

    TOPIC = "gongkai.information_request.extension_consented.v1"
    days: int
    officer: str
    on: date
    reason: str

    def fold(self, case: Any) -> None:
        case.consent = (self.days, self.officer)
        case.consented = self.originator_version


class ExtensionConsentedOnPaper(ExtensionConsented):
    """补录负责人同意延期: he consented on paper, on the day `on`; `evidence` shows it."""

    TOPIC = "gongkai.information_request.extension_consented_on_paper.v1"
    evidence: Evidence


class ExtensionTold(RequestEvent):
    """告知延期: the notice to the applicant; it extends only if sent before the due date.

    `days` are what the letter says, `effective` what the law gives of them: less only for a letter
    on paper that went beyond 20 working days together or beyond what the head consented to.
    """

    TOPIC = "gongkai.information_request.extension_told.v1"
    days: int
    effective: int
    letter: Letter
    officer: str

    def fold(self, case: Any) -> None:
        told = Extended(self.letter.id, self.days, self.effective)
        case.extensions = (*case.extensions, told)
        case.consent = None


class Judgement(StrEnum):
    """What the organ makes of the reasons for an excessive request (条例 art 35)."""

    UNREASONABLE = "UNREASONABLE"
    ANSWERABLE = "ANSWERABLE"
    LATER = "LATER"

    @property
    def chinese(self) -> str:
        return {
            "UNREASONABLE": "理由不合理，不予处理",
            "ANSWERABLE": "理由合理，按期答复",
            "LATER": "理由合理，但无法按期答复，延迟答复",
        }[self]


@dataclass(frozen=True)
class Excess:
    """An excessive request: the letter that asked for reasons, and what followed."""

    asked: str
    period: int | None = None
    given: int | None = None
    judgement: Judgement | None = None
    letter: str | None = None
    until: int | None = None
    judged: int | None = None


class ReasonsAsked(RequestEvent):
    """要求说明理由: neither stops nor restarts the clock (条例 art 35).

    `period` in working days is what the letter gives him; None when it names none. A second one,
    recorded from paper, moves nothing.
    """

    TOPIC = "gongkai.information_request.reasons_asked.v1"
    letter: Letter
    officer: str
    period: int | None

    def fold(self, case: Any) -> None:
        if case.excess is None:
            case.excess = Excess(self.letter.id, self.period)


class ReasonsGiven(RequestEvent):
    """申请人说明理由."""

    TOPIC = "gongkai.information_request.reasons_given.v1"
    evidence: Evidence
    officer: str
    on: date
    reasons: Sealed

    def fold(self, case: Any) -> None:
        # Reasons that come late are judged anew, unless the organ has acted on the judgement.
        judgement = case.excess.judgement if case.excess.letter is not None else None
        case.excess = replace(case.excess, given=self.originator_version, judgement=judgement)


class ExcessJudged(RequestEvent):
    """对理由的判断."""

    TOPIC = "gongkai.information_request.excess_judged.v1"
    judgement: Judgement
    officer: str
    on: date
    reason: Sealed

    def fold(self, case: Any) -> None:
        case.excess = replace(case.excess, judgement=self.judgement, judged=self.originator_version)


class DelayTold(RequestEvent):
    """告知延迟答复: a later date, fixed and told before the due date, becomes the due date.

    One on paper without reasons asked for and judged, or a second one, moves nothing.
    """

    TOPIC = "gongkai.information_request.delay_told.v1"
    letter: Letter
    officer: str
    until: date

    def fold(self, case: Any) -> None:
        if case.delay_has_ground and case.excess.letter is None:
            case.excess = replace(case.excess, letter=self.letter.id, until=self.originator_version)


class Extending(Counting):
    """More time, lawfully."""

    def consent_to_extension(
        self, *, days: int, on: date, reason: str, paper: Evidence | None = None
    ) -> None:
        """The head consents to `days` working days more; he did so before where a `paper` shows it.

        Raises `Incomplete` beyond 20 together, `WrongState` while no time runs and after the due
        date.
        """
        if paper is None:
            self.require_counting()
        else:
            self.require_on_paper()
            paper.require_outside(
                "补录纸面的同意须写明签批件在哪里查到（如卷号），系统记录不能证明；没有签批件就不补录",
                rule="条例 art 33",
                field="evidence",
            )
        most = self.limit("extension").count
        if days < 1 or self.extended_days + days > most:
            raise Incomplete(
                f"延期合计不超过 {most} 个工作日，已延 {self.extended_days} 个",
                rule="条例 art 33",
                field="days",
            )
        self.require_day(on, not_before=self.received_on or self.arrived_on, field="on")
        self._require_in_time(on)
        require_reason(reason, "请写明同意延期的理由", "reason")
        consent = {"days": days, "officer": acting_officer(), "on": on, "reason": reason.strip()}
        if paper is None:
            self.trigger_event(ExtensionConsented, **consent)
        else:
            self.trigger_event(ExtensionConsentedOnPaper, **consent, evidence=paper)

    def _require_in_time(self, on: date) -> None:
        """That a consent can still extend something on its day. Raises `WrongState`."""
        due = self.count(on).due
        if due is not None and on > due:
            raise WrongState(
                f"最晚答复日 {due} 已过，这一天的同意不能再延期；请尽快答复",
                rule="条例 art 33",
                field="on",
            )

    def tell_extension(
        self, *, letter: Letter, days: int, dispatch: Dispatch | None, paper: bool = False
    ) -> None:
        """Tell the applicant before the due date; the consent came before the notice.

        Raises `NotApproved` without the head's consent, `SamePerson`, `WrongState`.
        """
        self.require_telling(paper)
        self.require_notice(letter, LetterKind.EXTENSION)
        officer = acting_officer()
        consent = self.consent
        heard = self._heard(letter.dated if dispatch is None else dispatch.on)
        if heard < max(days, 1) and not paper:
            raise NotApproved(
                "延期须先经政府信息公开工作机构负责人同意", rule="条例 art 33", field="days"
            )
        if consent is not None and consent[1] == officer:
            raise SamePerson("同意延期的负责人与告知的经办人应是两人", rule="design §5")
        if days < 1 or (days > self._left and not paper):
            raise Incomplete("延期合计不超过 20 个工作日", rule="条例 art 33", field="days")
        sent = self.require_before_due(letter, dispatch, "延期告知", paper)
        broken = self.broken_by_extension(letter, days, sent, current_act().today)
        self.trigger_event(
            ExtensionTold,
            days=days,
            effective=min(days, self._left, heard),
            letter=letter,
            officer=officer,
        )
        self.note(broken)
        self.send(letter, dispatch)

    def broken_by_extension(
        self, letter: Letter, days: int, sent: date, today: date
    ) -> list[Broken]:
        """What telling of so many working days more on this day breaks (条例 art 33)."""
        unheard = Broken("延期须经负责人同意", "条例 art 33")
        beyond = Broken("延期合计不超过 20 个工作日", "条例 art 33", days - self._left)
        return [
            *([unheard] if self._heard(sent) < max(days, 1) else []),
            *([beyond] if beyond.days > 0 else []),
            *self.broken_by_notice(letter, sent, today),
        ]

    def _heard(self, told: date) -> int:
        """How many working days the head had consented to by the day of telling."""
        if self.consent is None or not self.consented or self.on(self.consented) > told:
            return 0
        return self.consent[0]

    @property
    def _left(self) -> int:
        """How many working days of extension the law leaves in the present count."""
        return max(self.limit("extension").count - self.extended_days, 0)

    def due_if_extended(self, days: int, sent: date) -> date | None:
        """The due date that an extension brings which is told on this day; None while there is
        none."""
        facts = self.facts()
        told = Fact(sent, self.version + 1, "寄出延期告知书")
        more = clocks.Extension("", told, WorkingDays(max(days, 0)), "条例 art 33")
        limit = self.limit("answer")
        extended = replace(facts, extensions=(*facts.extensions, more))
        return clocks.clock(extended, self.rules.calendar, limit, sent).due

    @property
    def extended_days(self) -> int:
        """Working days of extension told in the present count."""
        return sum(one.effective for one in self.extensions if self._in_present_count(one.letter))

    def _in_present_count(self, letter: str) -> bool:
        """Whether it was told after the newest answer, by the moments that the clock goes by."""
        answered = [one.answered for one in self.clarifications if one.moves]
        answered += [one.paid for one in self.fees if one.moves]
        moments = [(self.on(version), version) for version in answered if version is not None]
        served = self.letters[letter]
        told = (self.on(served.issued, "letter.dated"), served.issued)
        if served.sent is not None:
            told = (self.on(served.sent), served.sent)
        return all(told > moment for moment in moments)

    def ask_reasons(
        self,
        *,
        letter: Letter,
        dispatch: Dispatch | None,
        period: int | None = None,
        paper: bool = False,
    ) -> None:
        """Ask for the reasons of an excessive request (条例 art 35). The clock goes on.

        `period` is what the letter gives him, in working days. On paper, a second one is a breach.
        """
        self.require_telling(paper)
        if not paper:
            self.require_counting()
        self.require_notice(letter, LetterKind.REASONS)
        if self.excess is not None and not paper:
            raise WrongState("已经要求说明过理由", rule="条例 art 35", field="excess")
        if period is not None and not 1 <= period <= 60:
            raise Incomplete(
                "说明理由的期限以工作日计，1 到 60", rule="条例 art 35", field="period"
            )
        broken = self.broken_by_asking(letter)
        self.trigger_event(ReasonsAsked, letter=letter, officer=acting_officer(), period=period)
        self.note(broken)
        self.send(letter, dispatch)

    def broken_by_asking(self, letter: Letter) -> list[Broken]:
        """What asking for the reasons of an excessive request breaks."""
        again = Broken("说明理由应当一次要求", "条例 art 35")
        unconfirmed = letter.on_paper and self.receipt is None
        return [
            *([] if self.excess is None else [again]),
            *([Broken(*UNCONFIRMED_ON_PAPER)] if unconfirmed else []),
        ]

    def give_reasons(self, *, on: date, reasons: Sealed, evidence: Evidence) -> None:
        """The applicant's reasons came."""
        if self.excess is None or self.excess.given is not None:
            raise WrongState("没有等待说明的理由", rule="条例 art 35", field="excess")
        self.require_day(on, not_before=self.letters[self.excess.asked].letter.dated, field="on")
        evidence.require_stated("evidence")
        self.trigger_event(
            ReasonsGiven, evidence=evidence, officer=acting_officer(), on=on, reasons=reasons
        )

    def judge_excess(self, *, judgement: Judgement, reason: Sealed, on: date | None = None) -> None:
        """Judge the reasons, or their absence once the time given for them has passed.

        Raises `WrongState` before that, or when it was judged already.
        """
        excess = self.excess
        if excess is None:
            raise WrongState("还没有要求说明理由", rule="条例 art 35", field="excess")
        if excess.judgement is not None:
            raise WrongState("已经判断过", rule="条例 art 35", field="excess")
        self.require_state(RequestState.OPEN)
        judged_on = self.day_of_act(on)
        if excess.given is None and excess.period is not None:
            told = self.received_on_of(excess.asked)
            period = WorkingDays(excess.period)
            last = None if told is None else self.rules.calendar.after(told, period)
            if last is None or judged_on <= last:
                raise WrongState(
                    "申请人说明理由的期限还没有过（自收到通知之日起算）",
                    rule="条例 art 35",
                    field="excess",
                )
        self.trigger_event(
            ExcessJudged,
            judgement=judgement,
            officer=acting_officer(),
            on=judged_on,
            reason=reason,
        )

    def tell_delay(
        self, *, letter: Letter, until: date, dispatch: Dispatch | None, paper: bool = False
    ) -> None:
        """Fix a later date and tell it before the due date (条例 art 35).

        On paper it may have been told without the reasons having been asked for and judged; then
        it moves nothing. Raises `WrongState`, `Incomplete`.
        """
        self.require_telling(paper)
        if not self.delay_has_ground and not paper:
            raise WrongState(
                "只有理由合理而无法按期答复的，才能确定延迟答复的期限", rule="条例 art 35"
            )
        if self.delay_told and not paper:
            raise WrongState(
                "延迟答复的期限已经确定并告知过，不能再改", rule="条例 art 35", field="letter"
            )
        self.require_notice(letter, LetterKind.DELAY)
        sent = self.require_before_due(letter, dispatch, "延迟答复告知", paper)
        broken = self.broken_by_delay(letter, sent, current_act().today)
        if self.delay_told or not self.delay_has_ground:
            self.require_countable(until, field="until")
        else:
            self._require_later(self.count(sent).due, sent, until)
        if letter.told_due != until:
            raise Incomplete("告知书上的日期与延迟到的日期不同", field="letter.told_due")
        self.trigger_event(DelayTold, letter=letter, officer=acting_officer(), until=until)
        self.note(broken)
        self.send(letter, dispatch)

    def broken_by_delay(self, letter: Letter, sent: date, today: date) -> list[Broken]:
        """What telling of a later date on this day breaks (条例 art 35)."""
        baseless = Broken("延迟答复须先要求说明理由，并判断其合理", "条例 art 35")
        again = Broken("延迟答复的期限只确定一次", "条例 art 35")
        return [
            *([] if self.delay_has_ground else [baseless]),
            *([again] if self.delay_told else []),
            *self.broken_by_notice(letter, sent, today),
        ]

    @property
    def delay_told(self) -> bool:
        """Whether a later date was fixed and told."""
        return self.excess is not None and self.excess.letter is not None

    @property
    def delay_has_ground(self) -> bool:
        """Whether the reasons were judged good and not to be answered in time."""
        return self.excess is not None and self.excess.judgement is Judgement.LATER

    def require_delay(self, until: date, key: tuple[int, str]) -> None:
        """A later date that could have been told by the delay at `key`. Raises `Incomplete`.

        One that moved nothing, known from paper, could have told any.
        """
        if self.excess is None or self.excess.letter is None or self.excess.until != key[0]:
            return
        sent = self.sent_on(self.excess.letter) or self.on(key[0], "letter.dated")
        facts = replace(self.facts(), delays=(), ended=None)
        due = clocks.clock(facts, self.rules.calendar, self.limit("answer"), sent).due
        self._require_later(due, sent, until)

    def _require_later(self, due: date | None, sent: date, until: date) -> None:
        self.require_countable(until, field="until")
        if due is not None and until <= due:
            raise Incomplete(f"延迟答复的日期应晚于现在的 {due}", rule="条例 art 35", field="until")
        last = (due or sent) + MOST_DELAY
        if until > last:
            raise Incomplete(
                f"延迟答复应当确定合理的期限，不晚于 {last}", rule="条例 art 35", field="until"
            )
