"""保密审查: the secrecy review of one draft, with its two ladders that must not mix (R40, R41).

    OPEN --refer--> REFERRED_INTERNAL --determine--> SECRET | NOT_SECRET | UNDETERMINED_SECRET
                    UNDETERMINED_SECRET --refer--> REFERRED_AUTHORITY --> SECRET | NOT_SECRET
    OPEN, NOT_SECRET --refer--> REFERRED_BUSINESS --> FIT | NOT_FIT | UNDETERMINED_FITNESS
                    UNDETERMINED_FITNESS --refer--> REFERRED_COMPETENT --> FIT | NOT_FIT
    OPEN, SECRET, NOT_SECRET, FIT, NOT_FIT --conclude--> CONCLUDED

First ladder: is it secret? own secrecy body, then the competent authority (条例 art 17, 保密法 art
35). Second: not secret, but fit to publish? business department, then the department in charge of
disclosure. 实施条例 art 42: 先审查、后公开, item by item.
"""

from dataclasses import dataclass
from enum import StrEnum

from eventsourcing.domain import event

from domain.casefile import REGISTRY, CaseFile, CreatedEvent
from domain.errors import Incomplete, NotReviewed, ReviewOutdated, SamePerson, WrongState
from domain.findings import Finding
from domain.grounds import STATE_SECRET, ground_of
from domain.officer import acting_officer


class Ladder(StrEnum):
    """Which question is referred: is it secret, or is it fit to publish?"""

    SECRECY = "SECRECY"
    FITNESS = "FITNESS"


class Step(StrEnum):
    """To whom: two steps on each ladder, the second only when the first could not determine."""

    INTERNAL = "INTERNAL"
    AUTHORITY = "AUTHORITY"
    BUSINESS = "BUSINESS"
    COMPETENT = "COMPETENT"

    @property
    def chinese(self) -> str:
        return {
            "INTERNAL": "本机关保密工作机构",
            "AUTHORITY": "有权确定的机关",
            "BUSINESS": "业务主管部门",
            "COMPETENT": "政府信息公开主管部门",
        }[self]

    @property
    def ladder(self) -> Ladder:
        return Ladder.SECRECY if self in (Step.INTERNAL, Step.AUTHORITY) else Ladder.FITNESS


class Answer(StrEnum):
    """What a body asked determined."""

    SECRET = "SECRET"
    NOT_SECRET = "NOT_SECRET"
    FIT = "FIT"
    NOT_FIT = "NOT_FIT"
    UNDETERMINED = "UNDETERMINED"

    @property
    def chinese(self) -> str:
        return {
            "SECRET": "涉密",
            "NOT_SECRET": "不涉密",
            "FIT": "适宜公开",
            "NOT_FIT": "不宜公开",
            "UNDETERMINED": "不能确定",
        }[self]


class Decision(StrEnum):
    """How a review ends: may be published, may not, or goes back to the drafter."""

    CLEARED = "CLEARED"
    REFUSED = "REFUSED"
    RETURNED = "RETURNED"

    @property
    def chinese(self) -> str:
        return {"CLEARED": "可以公开", "REFUSED": "不得公开", "RETURNED": "退回修改"}[self]


class ReviewState(StrEnum):
    """Where the review stands."""

    OPEN = "OPEN"
    REFERRED_INTERNAL = "REFERRED_INTERNAL"
    UNDETERMINED_SECRET = "UNDETERMINED_SECRET"
    REFERRED_AUTHORITY = "REFERRED_AUTHORITY"
    SECRET = "SECRET"
    NOT_SECRET = "NOT_SECRET"
    REFERRED_BUSINESS = "REFERRED_BUSINESS"
    UNDETERMINED_FITNESS = "UNDETERMINED_FITNESS"
    REFERRED_COMPETENT = "REFERRED_COMPETENT"
    FIT = "FIT"
    NOT_FIT = "NOT_FIT"
    CONCLUDED = "CONCLUDED"

    @property
    def chinese(self) -> str:
        return {
            "OPEN": "审查中",
            "REFERRED_INTERNAL": "已报请保密工作机构",
            "UNDETERMINED_SECRET": "保密工作机构不能确定",
            "REFERRED_AUTHORITY": "已报请有权确定的机关",
            "SECRET": "涉密",
            "NOT_SECRET": "不涉密",
            "REFERRED_BUSINESS": "已征求业务主管部门意见",
            "UNDETERMINED_FITNESS": "业务主管部门不能确定",
            "REFERRED_COMPETENT": "已报请政府信息公开主管部门",
            "FIT": "适宜公开",
            "NOT_FIT": "不宜公开",
            "CONCLUDED": "已有结论",
        }[self]


_REFERRALS: dict[tuple[ReviewState, Step], ReviewState] = {
    (ReviewState.OPEN, Step.INTERNAL): ReviewState.REFERRED_INTERNAL,
    (ReviewState.UNDETERMINED_SECRET, Step.AUTHORITY): ReviewState.REFERRED_AUTHORITY,
    (ReviewState.OPEN, Step.BUSINESS): ReviewState.REFERRED_BUSINESS,
    (ReviewState.NOT_SECRET, Step.BUSINESS): ReviewState.REFERRED_BUSINESS,
    (ReviewState.UNDETERMINED_FITNESS, Step.COMPETENT): ReviewState.REFERRED_COMPETENT,
}

_DETERMINATIONS: dict[tuple[ReviewState, Answer], ReviewState] = {
    (ReviewState.REFERRED_INTERNAL, Answer.SECRET): ReviewState.SECRET,
    (ReviewState.REFERRED_INTERNAL, Answer.NOT_SECRET): ReviewState.NOT_SECRET,
    (ReviewState.REFERRED_INTERNAL, Answer.UNDETERMINED): ReviewState.UNDETERMINED_SECRET,
    (ReviewState.REFERRED_AUTHORITY, Answer.SECRET): ReviewState.SECRET,
    (ReviewState.REFERRED_AUTHORITY, Answer.NOT_SECRET): ReviewState.NOT_SECRET,
    (ReviewState.REFERRED_BUSINESS, Answer.FIT): ReviewState.FIT,
    (ReviewState.REFERRED_BUSINESS, Answer.NOT_FIT): ReviewState.NOT_FIT,
    (ReviewState.REFERRED_BUSINESS, Answer.UNDETERMINED): ReviewState.UNDETERMINED_FITNESS,
    (ReviewState.REFERRED_COMPETENT, Answer.FIT): ReviewState.FIT,
    (ReviewState.REFERRED_COMPETENT, Answer.NOT_FIT): ReviewState.NOT_FIT,
}

_CONCLUSIONS: dict[ReviewState, tuple[Decision, ...]] = {
    ReviewState.OPEN: (Decision.CLEARED, Decision.REFUSED, Decision.RETURNED),
    ReviewState.SECRET: (Decision.REFUSED,),
    ReviewState.NOT_SECRET: (Decision.CLEARED, Decision.REFUSED, Decision.RETURNED),
    ReviewState.FIT: (Decision.CLEARED, Decision.RETURNED),
    ReviewState.NOT_FIT: (Decision.REFUSED, Decision.RETURNED),
}


@dataclass(frozen=True)
class Checklist:
    """信息审核 (R42): notes on accuracy, timeliness and completeness."""

    accuracy: str
    timeliness: str
    completeness: str


@REGISTRY.add
class SecrecyReview(CaseFile):
    """保密审查, bound to the exact content by its commitment and to the draft by its version."""

    PREFIX = "secrecy_review"

    class Opened(CaseFile.Event, CreatedEvent):
        """The drafter hands a draft in for review. `draft` is the record's version he drafted."""

        TOPIC = "gongkai.secrecy_review.opened.v1"
        content: str
        draft: int
        drafters: tuple[str, ...]
        findings: tuple[Finding, ...]
        officer: str
        organ: str
        record: str
        version: int

    class Referred(CaseFile.Event):
        """The reviewer cannot tell and asks a body (R40, R41)."""

        TOPIC = "gongkai.secrecy_review.referred.v1"
        body: str
        ladder: Ladder
        officer: str
        question: str
        step: Step

    class Determined(CaseFile.Event):
        """The body's answer, by which document."""

        TOPIC = "gongkai.secrecy_review.determined.v1"
        answer: Answer
        body: str
        document: str
        ladder: Ladder
        officer: str
        step: Step

    class Concluded(CaseFile.Event):
        """The reviewer's final determination. `ground` is a code of the grounds table, or null."""

        TOPIC = "gongkai.secrecy_review.concluded.v1"
        checklist: Checklist
        content: str
        decision: Decision
        ground: str | None
        officer: str
        reason: str

    @classmethod
    def open(
        cls,
        *,
        record: str,
        organ: str,
        version: int,
        draft: int,
        content: str,
        drafters: tuple[str, ...],
        findings: tuple[Finding, ...],
    ) -> "SecrecyReview":
        """Open the review of one draft."""
        return cls._create(
            cls.Opened,
            content=content,
            draft=draft,
            drafters=drafters,
            findings=findings,
            officer=acting_officer(),
            organ=organ,
            record=record,
            version=version,
        )

    @event(Opened)
    def __init__(
        self,
        *,
        record: str,
        organ: str,
        version: int,
        draft: int,
        content: str,
        drafters: tuple[str, ...],
        findings: tuple[Finding, ...],
    ) -> None:
        self.record = record
        self.organ = organ
        self.reviewed_version = version
        self.draft = draft
        self.content = content
        self.drafters = drafters
        self.findings = findings
        self.state = ReviewState.OPEN
        self.step: Step | None = None
        self.body = ""
        self.reviewers: tuple[str, ...] = ()
        self.decision: Decision | None = None
        self.ground: str | None = None

    @property
    def next_steps(self) -> tuple[Step, ...]:
        """To whom the question may be referred from here (R40, R41)."""
        return tuple(step for step in Step if (self.state, step) in _REFERRALS)

    @property
    def possible_answers(self) -> tuple[Answer, ...]:
        """What the body that was asked may answer; none while nobody was asked."""
        return tuple(answer for answer in Answer if (self.state, answer) in _DETERMINATIONS)

    @property
    def possible_decisions(self) -> tuple[Decision, ...]:
        """How the review may end from here."""
        return _CONCLUSIONS.get(self.state, ())

    def refer(self, *, step: Step, body: str, question: str) -> None:
        """Ask a body. Raises `WrongState` when the ladder does not lead there from here."""
        self._require_reviewer()
        if (self.state, step) not in _REFERRALS:
            raise WrongState(
                f"“{self.state.chinese}”时不能报请{step.chinese}:"
                "是否涉密与是否适宜公开是两条程序，逐级报请，不得混用",
                rule="R40, R41; 条例 art 17",
                field="step",
            )
        if not body.strip() or not question.strip():
            raise Incomplete("须写明报请哪个机构、请其确定什么", field="body")
        self.trigger_event(
            self.Referred,
            body=body.strip(),
            ladder=step.ladder,
            officer=acting_officer(),
            question=question.strip(),
            step=step,
        )

    @event(Referred)
    def _referred(self, step: Step, body: str, officer: str) -> None:
        self.state = _REFERRALS[self.state, step]
        self.step = step
        self.body = body
        self._took_part(officer)

    def determine(self, *, answer: Answer, document: str) -> None:
        """Record the answer of the body asked, and by which document it came."""
        self._require_reviewer()
        if (self.state, answer) not in _DETERMINATIONS or self.step is None:
            raise WrongState(
                f"“{self.state.chinese}”时不能记录“{answer.chinese}”这一答复",
                rule="R40, R41",
                field="answer",
            )
        if not document.strip():
            raise Incomplete("须写明答复的文件", field="document")
        self.trigger_event(
            self.Determined,
            answer=answer,
            body=self.body,
            document=document.strip(),
            ladder=self.step.ladder,
            officer=acting_officer(),
            step=self.step,
        )

    @event(Determined)
    def _determined(self, answer: Answer, officer: str) -> None:
        self.state = _DETERMINATIONS[self.state, answer]
        self._took_part(officer)

    def conclude(
        self, *, decision: Decision, reason: str, ground: str | None, checklist: Checklist
    ) -> None:
        """Decide. A refusal names its ground; a clearance fills the checklist (R42)."""
        self._require_reviewer()
        if decision not in _CONCLUSIONS.get(self.state, ()):
            raise WrongState(
                f"“{self.state.chinese}”时不能作出“{decision.chinese}”的结论", rule="R40, R41"
            )
        if not reason.strip():
            raise Incomplete("须写明审查意见", field="reason")
        if decision is Decision.REFUSED:
            self._require_ground(ground)
        elif ground is not None:
            raise Incomplete("只有不得公开的结论才写不公开理由", field="ground")
        if decision is Decision.CLEARED:
            for name in ("accuracy", "timeliness", "completeness"):
                if not getattr(checklist, name).strip():
                    raise Incomplete(
                        "须逐项审核准确性、时效性、全面性", rule="R42", field=f"checklist.{name}"
                    )
        self.trigger_event(
            self.Concluded,
            checklist=checklist,
            content=self.content,
            decision=decision,
            ground=ground,
            officer=acting_officer(),
            reason=reason.strip(),
        )

    @event(Concluded)
    def _concluded(self, decision: Decision, ground: str | None, officer: str) -> None:
        self.state = ReviewState.CONCLUDED
        self.decision = decision
        self.ground = ground
        self._took_part(officer)

    def require_concluded(self, *, content: str, draft: int) -> Decision:
        """The decision on exactly this content and draft.

        Raises `NotReviewed` before the end, `ReviewOutdated` when something else was reviewed.
        """
        if self.content != content or self.draft != draft:
            raise ReviewOutdated(
                "保密审查针对的不是现在的内容，请重新送审", rule="保密法实施条例 art 42"
            )
        if self.decision is None:
            raise NotReviewed("保密审查还没有结论", rule="保密法实施条例 art 42")
        return self.decision

    def _require_reviewer(self) -> None:
        if acting_officer() in self.drafters:
            raise SamePerson("起草人不能审查自己起草的内容", rule="design §5")

    def _require_ground(self, ground: str | None) -> None:
        """A refusal names a ground, and the ground agrees with what was determined (R40)."""
        secret = ground_of(ground or "").code == STATE_SECRET
        if self.state is ReviewState.SECRET and not secret:
            raise Incomplete("确定为涉密的，理由只能是国家秘密", rule="条例 art 14", field="ground")
        if self.state in (ReviewState.NOT_SECRET, ReviewState.NOT_FIT) and secret:
            raise Incomplete("确定为不涉密的，不能以国家秘密为由", rule="R40", field="ground")

    def _took_part(self, officer: str) -> None:
        if officer not in self.reviewers:
            self.reviewers = (*self.reviewers, officer)
