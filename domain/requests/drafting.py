"""拟稿与审核: a reply before it is signed: outcomes, drafts, submission, review, return.

(none) --drafted--> DRAFTED --reviewed--> REVIEWED
       DRAFTED, REVIEWED --revised, returned--> DRAFTED
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from domain.content import Content
from domain.errors import (
    Incomplete,
    SamePerson,
    WrongState,
)
from domain.law.outcomes import OutcomeRule, Prior, outcome_rule
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.consulting import Consulting
from domain.requests.extending import Judgement
from domain.requests.outcome import MatterOutcome
from domain.requests.proceeding import RequestEvent, RequestState, require_reason
from domain.requests.remedies import Contesting


class ReplyCause(StrEnum):
    """Why a reply is given: the first one, or one that takes the place of another."""

    FIRST = "FIRST"
    REVIEW = "REVIEW"
    COURT = "COURT"
    CORRECTION = "CORRECTION"

    @property
    def chinese(self) -> str:
        return {
            "FIRST": "答复",
            "REVIEW": "复议机关责令重新答复",
            "COURT": "法院判令重新答复",
            "CORRECTION": "自行纠正",
        }[self]


class ReplyStage(StrEnum):
    """Where a reply under way stands."""

    DRAFTED = "DRAFTED"
    REVIEWED = "REVIEWED"

    @property
    def chinese(self) -> str:
        return {"DRAFTED": "拟稿", "REVIEWED": "已审核，待签发"}[self]


@dataclass(frozen=True)
class Reply:
    """The reply under way. `draft` is the version of its newest text: what a review is bound to.

    `remedy` is the review or suit that ordered it.
    """

    id: str
    cause: ReplyCause
    outcomes: tuple[MatterOutcome, ...]
    content: Content | None
    words: Sealed
    drafters: tuple[str, ...]
    draft: int
    document: str = ""
    remedy: str | None = None
    stage: ReplyStage = ReplyStage.DRAFTED
    reviewer: str | None = None
    review: str | None = None


class ReplyDrafted(RequestEvent):
    """拟稿: outcome and ground of each matter; `content` is the information that will be given.

    `words` are the officer's own fields of the letter (canonical JSON, sealed). A substitute names
    its cause, its reason and the document that orders it; `remedy` is the review or suit.
    """

    TOPIC = "gongkai.information_request.reply_drafted.v1"
    cause: ReplyCause
    content: Content | None
    document: str
    officer: str
    outcomes: tuple[MatterOutcome, ...]
    reason: str
    remedy: str | None
    reply: str
    words: Sealed

    def fold(self, case: Any) -> None:
        case.reply = Reply(
            self.reply,
            self.cause,
            self.outcomes,
            self.content,
            self.words,
            (self.officer,),
            self.originator_version,
            self.document,
            self.remedy,
        )


class ReplyRevised(RequestEvent):
    """修改: a review of the earlier text no longer counts."""

    TOPIC = "gongkai.information_request.reply_revised.v1"
    content: Content | None
    officer: str
    outcomes: tuple[MatterOutcome, ...]
    reply: str
    words: Sealed

    def fold(self, case: Any) -> None:
        drafters = tuple(dict.fromkeys([*case.reply.drafters, self.officer]))
        case.reply = Reply(
            self.reply,
            case.reply.cause,
            self.outcomes,
            self.content,
            self.words,
            drafters,
            self.originator_version,
            case.reply.document,
            case.reply.remedy,
        )


class ReplySubmitted(RequestEvent):
    """送保密审查: the named review looks at the information to be given."""

    TOPIC = "gongkai.information_request.reply_submitted.v1"
    officer: str
    reply: str
    review: str

    def fold(self, case: Any) -> None:
        case.reply = replace(case.reply, review=self.review)


class ReplyReviewed(RequestEvent):
    """审核: somebody other than the drafter has looked at the draft."""

    TOPIC = "gongkai.information_request.reply_reviewed.v1"
    officer: str
    opinion: Sealed
    reply: str

    def fold(self, case: Any) -> None:
        case.reply = replace(case.reply, stage=ReplyStage.REVIEWED, reviewer=self.officer)


class ReplyReturned(RequestEvent):
    """退回修改."""

    TOPIC = "gongkai.information_request.reply_returned.v1"
    officer: str
    reason: Sealed
    reply: str

    def fold(self, case: Any) -> None:
        case.reply = replace(case.reply, stage=ReplyStage.DRAFTED, reviewer=None)


class Drafting(Consulting, Contesting):
    """From draft to the reviewed text."""

    def draft_reply(
        self,
        *,
        reply: str,
        outcomes: tuple[MatterOutcome, ...],
        content: Content | None,
        words: Sealed,
        cause: ReplyCause = ReplyCause.FIRST,
        reason: str = "",
        document: str = "",
        remedy: str | None = None,
    ) -> None:
        """拟稿. Raises `WrongState` after an outcome is in force, unless it is replaced with cause;
        `Incomplete` for what an outcome needs.

        `remedy` names the review or suit that orders it; the newest that does when it is None.
        """
        self.require_received()
        if self.reply is not None:
            raise WrongState("已有一份答复在拟办，请修改那一份", field="reply")
        remedy = self.require_cause(cause, remedy, reason, document, RequestState.OPEN)
        self._require_outcomes(outcomes, content)
        self.trigger_event(
            ReplyDrafted,
            cause=cause,
            content=content,
            document=document.strip(),
            officer=acting_officer(),
            outcomes=outcomes,
            reason=reason.strip(),
            remedy=remedy,
            reply=reply,
            words=words,
        )

    def require_cause(
        self,
        cause: ReplyCause,
        remedy: str | None,
        reason: str,
        document: str,
        *first: RequestState,
    ) -> str | None:
        """That a reply can be given for this cause: a first one in the states `first`, one that
        takes the place of another with its reason and document. The review or suit that orders it.

        Raises `WrongState`, `Incomplete`.
        """
        if cause is ReplyCause.FIRST:
            if self.state is RequestState.REPLIED:
                raise WrongState(
                    "本件已有生效的答复；要改变它，须写明是复议、诉讼还是自行纠正",
                    rule="一个事项只有一个生效的处理结果",
                    field="cause",
                )
            self.require_state(*first)
            return None
        require_reason(reason, "重新答复须写明理由", "reason")
        require_reason(document, "重新答复须写明依据的文书", "document")
        if cause is ReplyCause.CORRECTION:
            self.require_state(RequestState.REPLIED)
            return None
        self.require_state(*first, RequestState.REPLIED, RequestState.ABANDONED)
        return self._ordering(cause, remedy)

    def revise_reply(
        self, *, outcomes: tuple[MatterOutcome, ...], content: Content | None, words: Sealed
    ) -> None:
        """Change the draft. Raises `WrongState` when there is none."""
        reply = self.require_reply()
        self._require_outcomes(outcomes, content)
        self.trigger_event(
            ReplyRevised,
            content=content,
            officer=acting_officer(),
            outcomes=outcomes,
            reply=reply.id,
            words=words,
        )

    def submit_reply(self, review: str) -> None:
        """Hand the information to be given in for a secrecy review opened in the same act."""
        reply = self.require_reply()
        if reply.content is None:
            raise WrongState("这份答复不提供信息，不需要保密审查", field="review")
        if reply.review is not None:
            raise WrongState("已经送保密审查", field="review")
        self.trigger_event(ReplySubmitted, officer=acting_officer(), reply=reply.id, review=review)

    def review_reply(self, *, opinion: Sealed) -> None:
        """审核. Raises `SamePerson` for a drafter."""
        reply = self.require_reply(ReplyStage.DRAFTED)
        officer = acting_officer()
        if officer in reply.drafters:
            raise SamePerson("起草人不能审核自己起草的答复", rule="design §5")
        self.trigger_event(ReplyReviewed, officer=officer, opinion=opinion, reply=reply.id)

    def return_reply(self, *, reason: Sealed) -> None:
        """退回修改, by the reviewer or the head."""
        reply = self.require_reply()
        officer = acting_officer()
        if officer in reply.drafters:
            raise SamePerson("起草人可以直接修改，不必退回", rule="design §5")
        self.trigger_event(ReplyReturned, officer=officer, reason=reason, reply=reply.id)

    def require_reply(self, *stages: ReplyStage) -> Reply:
        """The reply under way. Raises `WrongState` when there is none, or at another stage."""
        if self.reply is None:
            raise WrongState("没有在拟办的答复", field="reply")
        if stages and self.reply.stage not in stages:
            raise WrongState(f"答复现在是“{self.reply.stage.chinese}”", field="reply")
        return self.reply

    def rule_of(self, one: MatterOutcome) -> OutcomeRule:
        return outcome_rule(self.rules.law, one.outcome, self.law_day)

    def _ordering(self, cause: ReplyCause, remedy: str | None) -> str:
        """The review or suit whose final decision orders a reply. Raises `WrongState`."""
        ordering = self.orderings("REVIEW" if cause is ReplyCause.REVIEW else "COURT")
        if not ordering or (remedy is not None and remedy not in ordering):
            raise WrongState(
                f"还没有登记“{cause.chinese}”的决定；请先登记其结果",
                rule="条例 art 33",
                field="cause",
            )
        return remedy or ordering[-1]

    def _require_outcomes(
        self, outcomes: tuple[MatterOutcome, ...], content: Content | None
    ) -> None:
        """Every matter has one outcome, each complete; information is given only with content.

        A substitute may leave the matters as they are that it does not name.
        """
        named = [one.matter for one in outcomes]
        if not set(named) <= self.open_matters or not named or len(set(named)) != len(named):
            raise Incomplete("每个事项只能有一个处理结果", field="outcomes")
        missing = self.open_matters - set(named) - set(self.outcomes)
        if missing:
            first = min(missing)
            raise Incomplete(f"第 {first} 项还没有处理结果", field=f"outcomes.{first}.outcome")
        for one in outcomes:
            rule = self.rule_of(one)
            self._require_prior(one, rule)
            one.require_complete(rule, self.form)
        self._require_searches(outcomes)
        gives = any(self.rule_of(one).gives_information for one in outcomes)
        if gives is (content is None):
            raise Incomplete(
                "予以公开或部分公开的，须附上提供的信息；其他答复不附",
                rule="条例 art 36(2), 37",
                field="content",
            )

    def _require_searches(self, outcomes: tuple[MatterOutcome, ...]) -> None:
        """A search that is named is the newest of its matter, and found nothing.

        Asked again at the signature: a search made meanwhile may have found it.
        """
        for one in outcomes:
            if not self.search_stands(one):
                raise Incomplete(
                    "须依据这一项最近的一次检索，并且没有检索到",
                    rule="条例 art 36(4)",
                    field=f"outcomes.{one.matter}.search",
                )

    def search_stands(self, one: MatterOutcome, on: date | None = None) -> bool:
        """Whether the search that it names, if any, is the newest of its matter and found none.

        Of those up to the day `on` of a reply on paper.
        """
        if one.search is None:
            return True
        of_matter = [
            found
            for found in self.searches.values()
            if one.matter in found.matters and (on is None or self.on(found.at) <= on)
        ]
        newest = max(of_matter, key=lambda found: found.at, default=None)
        return newest is not None and self.searches.get(one.search) is newest and not newest.found

    def _require_prior(self, one: MatterOutcome, rule: OutcomeRule) -> None:
        """What must have come before an outcome. Raises `WrongState` naming the article."""
        self.require_of_matter(one, rule)
        before = self.missing_before(rule)
        if before:
            raise WrongState(
                f"“{rule.chinese}”之前须有：{before}",
                rule=rule.article,
                field=f"outcomes.{one.matter}.outcome",
            )

    def require_of_matter(self, one: MatterOutcome, rule: OutcomeRule) -> None:
        """That it answers a matter and does not end the request. Raises `WrongState`."""
        if rule.whole_request:
            raise WrongState(
                f"“{rule.chinese}”结束整件申请，不是对某一项的答复",
                rule=rule.article,
                field=f"outcomes.{one.matter}.outcome",
            )

    def missing_before(self, rule: OutcomeRule, on: date | None = None) -> str:
        """What did not come before an outcome and should have; empty when nothing is missing.

        `on` is the day of a reply on paper: what came after it was not there.
        """
        excess = self.excess
        judged = (
            excess is not None
            and excess.judgement is Judgement.UNREASONABLE
            and (on is None or excess.judged is None or self.on(excess.judged) <= on)
        )
        answers = [notice.answered for notice in self.clarifications if notice.moves]
        clarified = any(
            answered and (on is None or self.on(answered) <= on) for answered in answers
        )
        had = {Prior.NOTHING: True, Prior.CLARIFIED: clarified, Prior.REASONS_ASKED: judged}
        if had.get(rule.prior, False):
            return ""
        return rule.prior.chinese + ("并判断为不合理" if "REASONS" in rule.prior else "")
