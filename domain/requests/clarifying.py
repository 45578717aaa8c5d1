"""补正: one notice of all defects, its answer, and what is done when none comes (条例 art 30).

The first notice ends the count; the answer begins it anew. A later notice is refused; on paper it
is a breach and moves nothing.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.act import current_act
from domain.content import Content
from domain.errors import Incomplete, NotFound, WrongState
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.letters import LetterKind
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.applicant import DEFECTS, Applicant, Defect, IdentityKind, Matter, Proxy
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.letters import Dispatch, Letter
from domain.requests.proceeding import Broken, RequestEvent, RequestState

MINIMUM_PERIOD = 5
"""The shortest reasonable period that a notice gives, in working days; what a notice on paper gave
is recorded as it is. The law says "reasonable" (条例 art 30); the number is this archive's."""


@dataclass(frozen=True)
class Clarification:
    """A 补正 notice, what it asks for, and the version of its answer.

    `moves` is False for one after the first.
    """

    letter: str
    period: int
    moves: bool
    defects: tuple[Defect, ...]
    answered: int | None = None


class ClarificationRequested(RequestEvent):
    """一次性告知补正: all defects at once, and a reasonable period in working days."""

    TOPIC = "gongkai.information_request.clarification_requested.v1"
    defects: tuple[Defect, ...]
    letter: Letter
    moves: bool
    officer: str
    period: int

    def fold(self, case: Any) -> None:
        notice = Clarification(self.letter.id, self.period, self.moves, self.defects)
        case.clarifications = (*case.clarifications, notice)
        if self.moves and not case.state.closed:
            case.state = case.waiting


class ClarificationAnswered(RequestEvent):
    """补正: the clarified application came; the clock begins anew after its day of receipt.

    `applicants` and `matters` are those that now stand otherwise, whole: none of them when only
    papers were missing; `proxy`, `form` and `route` None when they stay. `excuse` is the
    applicant's reason for coming late.
    """

    TOPIC = "gongkai.information_request.clarification_answered.v1"
    applicants: tuple[Applicant, ...]
    attachments: Content | None
    evidence: Evidence
    excuse: Sealed | None
    form: ProvisionForm | None
    matters: tuple[Matter, ...]
    notice: str
    officer: str
    on: date
    proxy: Proxy | None
    route: ProvisionRoute | None

    def fold(self, case: Any) -> None:
        case.clarifications = tuple(
            replace(one, answered=self.originator_version) if one.letter == self.notice else one
            for one in case.clarifications
        )
        if case.state.closed:
            return
        case.replace_particulars(self.applicants, self.matters, self.proxy)
        case.form = self.form or case.form
        case.route = self.route or case.route
        notice = next(one for one in case.clarifications if one.letter == self.notice)
        if notice.moves:
            case.state = case.waiting
            case.consent = None


class Clarifying(Counting):
    """Notice and answer."""

    def request_clarification(
        self,
        *,
        letter: Letter,
        defects: tuple[Defect, ...],
        period: int,
        dispatch: Dispatch | None,
        paper: bool = False,
    ) -> None:
        """Tell the applicant once what is missing, within seven working days.

        Raises `WrongState` for a second notice or one after the due date, `Incomplete`.
        """
        self.require_notice(letter, LetterKind.CLARIFICATION)
        if not defects:
            raise Incomplete("请逐项写明缺什么、怎样补", rule="条例 art 30", field="defects")
        least = 1 if paper else MINIMUM_PERIOD
        if not least <= period <= 60:
            raise Incomplete(
                f"合理的补正期限以工作日计，{least} 到 60", rule="条例 art 30", field="period"
            )
        for number, defect in enumerate(defects):
            place = f"defects.{number}"
            if defect.kind not in DEFECTS:
                raise Incomplete(
                    f"没有“{defect.kind}”这种缺项；可用：{'、'.join(DEFECTS)}",
                    rule="条例 art 29, 30",
                    field=f"{place}.kind",
                )
            if defect.matter is not None and defect.matter not in self.open_matters:
                raise Incomplete("本件没有这一项", field=f"{place}.matter")
        if self.clarifications and not paper:
            self.require_received()
            raise WrongState("补正只能一次性告知，已经告知过", rule="条例 art 30", field="letter")
        self.require_telling(paper)
        sent = self.require_before_due(letter, dispatch, "补正告知", paper)
        broken = self.broken_by_clarification(letter, sent, current_act().today)
        self.trigger_event(
            ClarificationRequested,
            defects=defects,
            letter=letter,
            moves=not self.clarifications,
            officer=acting_officer(),
            period=period,
        )
        self.note(broken)
        self.send(letter, dispatch)

    def broken_by_clarification(self, letter: Letter, sent: date, today: date) -> list[Broken]:
        """What a notice of 补正 sent on this day breaks (条例 art 30)."""
        again = bool(self.clarifications)
        return [
            *([Broken("补正应当一次性告知", "条例 art 30")] if again else []),
            *self.broken_by_telling(letter.kind, sent),
            *([] if again else self.not_within_seven_days(sent)),
            *self.broken_on_paper(letter, sent, today),
        ]

    def answer_clarification(
        self,
        *,
        notice: str,
        on: date,
        matters: tuple[Matter, ...],
        attachments: Content | None,
        excuse: Sealed | None,
        evidence: Evidence,
        applicants: tuple[Applicant, ...] = (),
        proxy: Proxy | None = None,
        form: ProvisionForm | None = None,
        route: ProvisionRoute | None = None,
    ) -> None:
        """The clarified application came in, in time or late, before the case was given up.

        One that comes to light only after the reply moves the clock if it came before; what was
        answered then stays as it was asked.
        """
        found = next((one for one in self.clarifications if one.letter == notice), None)
        if found is None:
            raise NotFound("本件没有这份补正告知书", field="notice")
        if found.answered is not None:
            raise WrongState("这份补正告知书已经答复", field="notice")
        if self.state is RequestState.ABANDONED:
            raise WrongState("本件已不再处理；要接受迟到的补正，请先恢复处理", field="state")
        self.require_on_paper()
        self.require_day(on, not_before=self.letters[notice].letter.dated, field="on")
        unknown = {matter.number for matter in matters} - self.open_matters
        if unknown:
            raise Incomplete(f"本件没有第 {min(unknown)} 项", field="matters")
        if not {one.person for one in applicants} <= {one.person for one in self.applicants}:
            raise Incomplete("本件没有这个申请人", field="applicants")
        for number, one in enumerate(applicants):
            kind = one.identity_kind
            if kind is not IdentityKind.NONE and not kind.shows(one.category):
                raise Incomplete(
                    "公民用个人身份证明，法人和其他组织用统一社会信用代码或其他证明",
                    rule="条例 art 29(1)",
                    field=f"applicants.{number}.identity_kind",
                )
        if evidence.kind is EvidenceKind.NONE and attachments is None:
            raise Incomplete(
                "收到补正须有凭证或者补正的材料：答复期限从这一天重新计算",
                rule="条例 art 30",
                field="evidence",
            )
        evidence.require_stated("evidence")
        self.trigger_event(
            ClarificationAnswered,
            applicants=applicants,
            attachments=attachments,
            evidence=evidence,
            excuse=excuse,
            form=form,
            matters=matters,
            notice=notice,
            officer=acting_officer(),
            on=on,
            proxy=proxy,
            route=route,
        )
        self.note(self.late_answer())
