"""More time: extension (条例 art 33) and excessive requests (art 35)."""

from datetime import date
from typing import ClassVar

from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import EvidenceForm, LetterForm
from domain.archive import Recorded
from domain.requests.extending import Judgement


class ConsentToExtensionForm(RequestForm):
    """负责人同意延期；days 按工作日。

    on 是以前在纸面同意的日期，evidence 写明签批件在哪里查到；今天同意的都不写。
    """

    ACTION: ClassVar[str] = "request.consent_to_extension"
    days: int
    reason: str
    on: date | None = None
    evidence: EvidenceForm = EvidenceForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.consent_to_extension(
            doing.caller,
            doing.request,
            days=self.days,
            reason=self.reason,
            on=self.on,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class TellExtensionForm(RequestForm):
    """告知延期；days 按工作日。"""

    ACTION: ClassVar[str] = "request.tell_extension"
    days: int
    letter: LetterForm = LetterForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.tell_extension(
            doing.caller,
            doing.request,
            days=self.days,
            letter=doing.letter(self.letter),
            expected=doing.expected,
        )


class AskReasonsForm(RequestForm):
    """要求说明理由；days 按工作日。"""

    ACTION: ClassVar[str] = "request.ask_reasons"
    days: int
    letter: LetterForm = LetterForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.ask_reasons(
            doing.caller,
            doing.request,
            days=self.days,
            letter=doing.letter(self.letter),
            expected=doing.expected,
        )


class GiveReasonsForm(RequestForm):
    """登记说明的理由。"""

    ACTION: ClassVar[str] = "request.give_reasons"
    on: date
    reasons: str
    evidence: EvidenceForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.give_reasons(
            doing.caller,
            doing.request,
            on=self.on,
            reasons=self.reasons,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class JudgeExcessForm(RequestForm):
    """判断理由是否合理。"""

    ACTION: ClassVar[str] = "request.judge_excess"
    judgement: Judgement
    reason: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.judge_excess(
            doing.caller,
            doing.request,
            judgement=self.judgement,
            reason=self.reason,
            expected=doing.expected,
        )


class TellDelayForm(RequestForm):
    """告知延迟答复。"""

    ACTION: ClassVar[str] = "request.tell_delay"
    until: date
    letter: LetterForm = LetterForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.tell_delay(
            doing.caller,
            doing.request,
            until=self.until,
            letter=doing.letter(self.letter),
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    ConsentToExtensionForm,
    TellExtensionForm,
    AskReasonsForm,
    GiveReasonsForm,
    JudgeExcessForm,
    TellDelayForm,
)
"""In the order of a case's life."""
