"""Replies: searched for, drafted, reviewed, signed (条例 art 36-39)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from api.json.acting import FileForm
from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import EvidenceForm, LetterForm, OutcomeForm, clear_parts
from domain.archive import Recorded
from domain.requests.replying import ReplyCause


class RecordSearchForm(RequestForm):
    """登记检索：evidence 是检索的凭证，如检索结果的打印件。"""

    ACTION: ClassVar[str] = "request.record_search"
    matters: list[int]
    systems: list[str]
    places: list[str]
    keywords: str
    searcher: str
    on: date
    found: bool
    result: str
    evidence: EvidenceForm = EvidenceForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.record_search(
            doing.caller,
            doing.request,
            matters=self.matters,
            systems=self.systems,
            places=self.places,
            keywords=self.keywords,
            searcher=self.searcher,
            on=self.on,
            found=self.found,
            result=self.result,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class DraftReplyForm(RequestForm):
    """起草答复：parts 是要提供的信息，frame 是答复书自身的各栏。

    remedy 是责令重新答复的复议、诉讼，空着的是最近的一次。
    """

    ACTION: ClassVar[str] = "request.draft_reply"
    outcomes: list[OutcomeForm]
    parts: list[FileForm] = Field(default_factory=list)
    frame: dict[str, str] = Field(default_factory=dict)
    cause: ReplyCause = ReplyCause.FIRST
    reason: str = ""
    document: str = ""
    remedy: str | None = None

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.draft_reply(
            doing.caller,
            doing.request,
            outcomes=[one.given() for one in self.outcomes],
            parts=clear_parts(doing.part, self.parts),
            frame=self.frame,
            cause=self.cause,
            reason=self.reason,
            document=self.document,
            remedy=self.remedy,
            expected=doing.expected,
        )


class ReviseReplyForm(RequestForm):
    """修改答复；keep_content 表示要提供的信息不变。"""

    ACTION: ClassVar[str] = "request.revise_reply"
    outcomes: list[OutcomeForm]
    parts: list[FileForm] = Field(default_factory=list)
    frame: dict[str, str] = Field(default_factory=dict)
    keep_content: bool = False

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.revise_reply(
            doing.caller,
            doing.request,
            outcomes=[one.given() for one in self.outcomes],
            parts=clear_parts(doing.part, self.parts),
            frame=self.frame,
            keep_content=self.keep_content,
            expected=doing.expected,
        )


class SubmitReplyForm(RequestForm):
    """送保密审查。"""

    ACTION: ClassVar[str] = "request.submit_reply"

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.submit_reply(
            doing.caller,
            doing.request,
            expected=doing.expected,
        )


class ReviewReplyForm(RequestForm):
    """审核答复。"""

    ACTION: ClassVar[str] = "request.review_reply"
    opinion: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.review_reply(
            doing.caller,
            doing.request,
            opinion=self.opinion,
            expected=doing.expected,
        )


class ReturnReplyForm(RequestForm):
    """退回答复。"""

    ACTION: ClassVar[str] = "request.return_reply"
    reason: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.return_reply(
            doing.caller,
            doing.request,
            reason=self.reason,
            expected=doing.expected,
        )


class IssueReplyForm(RequestForm):
    """签发答复。"""

    ACTION: ClassVar[str] = "request.issue_reply"
    letter: LetterForm = LetterForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.issue_reply(
            doing.caller,
            doing.request,
            letter=doing.letter(self.letter),
            expected=doing.expected,
        )


class ReplyOnPaperForm(RequestForm):
    """补录纸面答复：letter.on_paper 是答复书的日期，letter.scan 是扫描件。

    parts 是答复时提供的信息（留有副本的），cleared 是提供之前保密审查的凭证，
    approved 是本机关负责人签发的凭证（如发文稿纸）。
    违反规定的照实登记，记入违反规定的记录。
    """

    ACTION: ClassVar[str] = "request.reply_on_paper"
    outcomes: list[OutcomeForm]
    letter: LetterForm
    parts: list[FileForm] = Field(default_factory=list)
    cleared: EvidenceForm = EvidenceForm()
    approved: EvidenceForm = EvidenceForm()
    cause: ReplyCause = ReplyCause.FIRST
    reason: str = ""
    document: str = ""
    remedy: str | None = None

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.reply_on_paper(
            doing.caller,
            doing.request,
            outcomes=[one.given() for one in self.outcomes],
            parts=clear_parts(doing.part, self.parts),
            cleared=doing.evidence(self.cleared),
            approved=doing.evidence(self.approved),
            letter=doing.letter(self.letter),
            cause=self.cause,
            reason=self.reason,
            document=self.document,
            remedy=self.remedy,
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    RecordSearchForm,
    DraftReplyForm,
    ReviseReplyForm,
    SubmitReplyForm,
    ReviewReplyForm,
    ReturnReplyForm,
    IssueReplyForm,
    ReplyOnPaperForm,
)
"""In the order of a case's life."""
