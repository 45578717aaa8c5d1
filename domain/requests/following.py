"""答复之后: what came to the applicant, what he suggests to publish, a record (条例 art 40-44)."""

from datetime import date
from typing import Any

from domain.act import current_act
from domain.errors import Incomplete, WrongState
from domain.law.outcomes import outcome_rule
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.evidence import Evidence
from domain.requests.proceeding import (
    RequestEvent,
)
from domain.requests.remedies import Contesting


class PublicationSuggested(RequestEvent):
    """建议主动公开: the applicant suggests that what he was given be published (条例 art 44)."""

    TOPIC = "gongkai.information_request.publication_suggested.v1"
    on: date
    officer: str
    text: Sealed | None

    def fold(self, case: Any) -> None:
        case.suggested = True


class SuggestionJudged(RequestEvent):
    """对建议的审核: whether it is in the scope of proactive disclosure (条例 art 44)."""

    TOPIC = "gongkai.information_request.suggestion_judged.v1"
    accepted: bool
    officer: str
    on: date
    reason: Sealed

    def fold(self, case: Any) -> None:
        case.suggestion_accepted = self.accepted


class InformationProvided(RequestEvent):
    """提供信息: how and when the applicant got what was opened, where the letter did not hold it.

    On-site reading, a disc, a copy (条例 art 36(2), 40); `help` is what was done for somebody who
    reads, sees or hears with difficulty (art 43), None when nothing was needed.
    """

    TOPIC = "gongkai.information_request.information_provided.v1"
    evidence: Evidence
    form: ProvisionForm
    help: Sealed | None
    matters: tuple[int, ...]
    officer: str
    on: date
    route: ProvisionRoute


def opened_record_claim(record: str) -> tuple[str, str]:
    """A record is opened from one reply: the claim leads from the record back to its request."""
    return "opened_record", record


class RecordOpened(RequestEvent):
    """由答复拟公开信息: a masked record draft was opened from an opening reply."""

    TOPIC = "gongkai.information_request.record_opened.v1"
    matters: tuple[int, ...]
    officer: str
    record: str

    def fold(self, case: Any) -> None:
        case.records = (*case.records, self.record)


class Following(Contesting):
    """After a reply that opened something."""

    def suggest_publication(self, *, on: date, text: Sealed | None) -> None:
        """条例 art 44, after a reply that opened something."""
        if not self.opened_matters:
            raise WrongState("只有获得公开的信息才能建议主动公开", rule="条例 art 44")
        if self.suggested:
            raise WrongState("已经提过建议", rule="条例 art 44")
        if text is None:
            raise Incomplete("请写明建议公开什么、为什么", rule="条例 art 44", field="text")
        self.trigger_event(PublicationSuggested, on=on, officer=acting_officer(), text=text)

    def judge_suggestion(self, *, accepted: bool, reason: Sealed, on: date | None = None) -> None:
        """Judge whether what he suggests is to be published proactively (条例 art 44)."""
        if not self.suggested or self.suggestion_accepted is not None:
            raise WrongState("没有待审核的建议", rule="条例 art 44", field="state")
        self.trigger_event(
            SuggestionJudged,
            accepted=accepted,
            officer=acting_officer(),
            on=self.day_of_act(on),
            reason=reason,
        )

    def provide(
        self,
        *,
        matters: tuple[int, ...],
        on: date,
        form: ProvisionForm,
        route: ProvisionRoute,
        help: Sealed | None,
        evidence: Evidence,
    ) -> None:
        """Record how what was opened came to the applicant, beyond the letter of the reply."""
        if not matters or not set(matters) <= set(self.opened_matters):
            raise WrongState("只有予以公开的事项才提供信息", rule="条例 art 36(2), 40")
        assert self.replied is not None
        replied = self.letters[self.replies[0]].letter.dated if self.replies else None
        self.require_day(on, not_before=replied, field="on")
        evidence.require_stated("evidence")
        self.trigger_event(
            InformationProvided,
            evidence=evidence,
            form=form,
            help=help,
            matters=matters,
            officer=acting_officer(),
            on=on,
            route=route,
        )

    def open_record(self, *, record: str, matters: tuple[int, ...]) -> None:
        """Bind a record draft, opened in the same act, to what was opened by the reply."""
        if not matters or not set(matters) <= set(self.opened_matters):
            raise WrongState("只能由予以公开的事项拟公开信息；不予公开的永不公开", rule="R36")
        current_act().claims.append(opened_record_claim(record))
        self.trigger_event(RecordOpened, matters=matters, officer=acting_officer(), record=record)

    @property
    def opened_matters(self) -> tuple[int, ...]:
        """Matters that were opened, wholly or in part."""
        return tuple(
            one.matter
            for one in self.outcomes.values()
            if outcome_rule(self.rules.law, one.outcome, self.law_day).gives_information
        )
