"""Replies: searched for, drafted, reviewed, signed and replaced (条例 art 36-39)."""

from collections.abc import Sequence
from datetime import date

from domain.archive import Caller, Recorded
from domain.content import ClearPart
from domain.errors import Incomplete, WrongState
from domain.findings import find
from domain.letters import LetterKind
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.mentions import answered_before, earlier_notice, replaced
from domain.requests.acts.outcomes import sealed_outcomes
from domain.requests.acts.work import Work
from domain.requests.given import NOTHING, GivenEvidence, GivenLetter, GivenOutcome
from domain.requests.replying import ReplyCause
from domain.requests.writing import Answer, reply_paper, words_text
from domain.review import SecrecyReview


class ReplyingActs(Chapter):
    """答复."""

    def record_search(
        self,
        caller: Caller,
        request: str,
        *,
        matters: Sequence[int],
        systems: Sequence[str],
        places: Sequence[str],
        keywords: str,
        searcher: str,
        on: date,
        found: bool,
        result: str,
        evidence: GivenEvidence = NOTHING,
        expected: int | None = None,
    ) -> Recorded:
        """登记检索; `evidence` shows it, as a printed list of hits."""
        return self._act(
            caller,
            request,
            "record_search",
            lambda work: work.case.record_search(
                search=f"search:{work.desk.act.new_id()}",
                matters=tuple(matters),
                systems=tuple(systems),
                places=tuple(places),
                keywords=work.seal("keywords", keywords),
                searcher=searcher,
                on=on,
                found=found,
                result=result,
                evidence=work.evidence(evidence),
            ),
            expected,
        )

    def draft_reply(
        self,
        caller: Caller,
        request: str,
        *,
        outcomes: Sequence[GivenOutcome],
        parts: Sequence[ClearPart],
        frame: dict[str, str],
        cause: ReplyCause = ReplyCause.FIRST,
        reason: str = "",
        document: str = "",
        remedy: str | None = None,
        expected: int | None = None,
    ) -> Recorded:
        """起草答复; `parts` are the information to be given, `frame` the letter's own fields.

        `remedy` is the review or suit that orders a substitute, the newest that does if None.
        """

        def run(work: Work) -> None:
            work.case.draft_reply(
                reply=f"reply:{work.desk.act.new_id()}",
                outcomes=sealed_outcomes(work, outcomes),
                content=work.contents.keep(list(parts)) if parts else None,
                words=work.seal("words", words_text(outcomes, frame)),
                cause=cause,
                reason=reason,
                document=document,
                remedy=remedy,
            )

        return self._act(caller, request, "draft_reply", run, expected)

    def revise_reply(
        self,
        caller: Caller,
        request: str,
        *,
        outcomes: Sequence[GivenOutcome],
        parts: Sequence[ClearPart],
        frame: dict[str, str],
        keep_content: bool = False,
        expected: int | None = None,
    ) -> Recorded:
        """修改答复; `keep_content` leaves the information to be given as it is."""

        def run(work: Work) -> None:
            content = work.case.require_reply().content if keep_content else None
            if parts:
                content = work.contents.keep(list(parts))
            work.case.revise_reply(
                outcomes=sealed_outcomes(work, outcomes),
                content=content,
                words=work.seal("words", words_text(outcomes, frame)),
            )

        return self._act(caller, request, "revise_reply", run, expected)

    def submit_reply(self, caller: Caller, request: str, expected: int | None = None) -> Recorded:
        """送保密审查: a review of exactly what is to be given, machine findings attached."""

        def run(work: Work) -> None:
            reply = work.case.require_reply()
            if reply.content is None:
                raise WrongState("这份答复不提供信息，不需要保密审查", field="review")
            text = "\n".join(part.text for part in self.contents.open(reply.content))
            review = SecrecyReview.open(
                record=work.case.id,
                organ=work.case.organ,
                version=1,
                draft=reply.draft,
                content=reply.content.commitment,
                drafters=reply.drafters,
                findings=find(text),
            )
            work.case.submit_reply(review.id)
            work.made.append(review)

        return self._act(caller, request, "submit_reply", run, expected)

    def review_reply(
        self, caller: Caller, request: str, *, opinion: str, expected: int | None = None
    ) -> Recorded:
        """审核答复."""
        return self._act(
            caller,
            request,
            "review_reply",
            lambda work: work.case.review_reply(opinion=work.seal("opinion", opinion)),
            expected,
        )

    def return_reply(
        self, caller: Caller, request: str, *, reason: str, expected: int | None = None
    ) -> Recorded:
        """退回答复."""
        return self._act(
            caller,
            request,
            "return_reply",
            lambda work: work.case.return_reply(reason=work.seal("reason", reason)),
            expected,
        )

    def issue_reply(
        self, caller: Caller, request: str, *, letter: GivenLetter, expected: int | None = None
    ) -> Recorded:
        """签发答复: the letter is composed from the reviewed draft and printed once."""

        def run(work: Work) -> None:
            case = work.case
            reply = case.require_reply()
            words = self.persons.open(reply.words)
            kind, facts = LetterKind.REPLY, earlier_notice(work)
            before = answered_before(work)
            if reply.cause is not ReplyCause.FIRST:
                kind = LetterKind.SUBSTITUTE_REPLY
                facts |= replaced(work)
            made = work.letter(
                kind,
                _frame_key(reply.cause),
                letter,
                facts=facts,
                paper=lambda template, base, known: reply_paper(
                    work.rules.law,
                    template,
                    case.organ,
                    Answer(reply.outcomes, reply.content),
                    base,
                    known,
                    words,
                    work.today,
                    before,
                ),
            )
            review = None
            if reply.review is not None:
                review = work.desk.load(SecrecyReview, reply.review)
            case.issue_reply(
                letter=made,
                review=review,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "issue_reply", run, expected)

    def reply_on_paper(
        self,
        caller: Caller,
        request: str,
        *,
        outcomes: Sequence[GivenOutcome],
        parts: Sequence[ClearPart],
        cleared: GivenEvidence,
        approved: GivenEvidence,
        letter: GivenLetter,
        cause: ReplyCause = ReplyCause.FIRST,
        reason: str = "",
        document: str = "",
        remedy: str | None = None,
        expected: int | None = None,
    ) -> Recorded:
        """补录纸面答复: `letter.on_paper` is its day; `parts` what it gave, as far as a copy is
        kept; `cleared` the proof of the secrecy review before it, `approved` that its head
        signed it.

        Raises `Incomplete` without that day.
        """

        def run(work: Work) -> None:
            if letter.on_paper is None:
                raise Incomplete("请填写纸面答复书的日期", rule="条例 art 33", field="letter.dated")
            first = cause is ReplyCause.FIRST
            work.case.reply_on_paper(
                letter=work.letter(
                    LetterKind.REPLY if first else LetterKind.SUBSTITUTE_REPLY,
                    _frame_key(cause),
                    letter,
                ),
                outcomes=sealed_outcomes(work, outcomes),
                content=work.contents.keep(list(parts)) if parts else None,
                cleared=work.evidence(cleared),
                approved=work.evidence(approved),
                dispatch=work.dispatch(letter.dispatch),
                cause=cause,
                reason=reason,
                document=document,
                remedy=remedy,
            )

        return self._act(caller, request, "reply_on_paper", run, expected)


def _frame_key(cause: ReplyCause) -> str:
    """The template that opens and closes a reply given for this cause."""
    if cause is ReplyCause.FIRST:
        return "reply"
    ordered = cause is not ReplyCause.CORRECTION
    return "substitute_reply.ordered" if ordered else "substitute_reply.corrected"
