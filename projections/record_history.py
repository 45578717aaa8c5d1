"""How a record's file grows with each event of the record and of its secrecy reviews."""

from dataclasses import replace

from domain.casefile import CaseEvent
from domain.expunging import ExpungingOrder
from domain.record import Record, RecordState
from domain.review import Answer, Ladder, ReviewState, SecrecyReview
from projections.record_file import (
    Expunging,
    Migration,
    PendingFile,
    RecordFile,
    RepealFile,
    ReviewFile,
    Step,
    VersionRow,
    Withdrawal,
)


def opened(event: CaseEvent, step: Step) -> RecordFile:
    """The file of a record that begins with `event`: drafted here or taken over."""
    assert isinstance(event, Record.Drafted | Record.Migrated)
    file = RecordFile(
        id=event.originator_id,
        organ=event.organ,
        state=RecordState.DRAFTED,
        version=event.originator_version,
        position=step.position,
        recorded_at=step.recorded_at,
        openness=event.openness,
        pending=None,
        dropped=(),
        reviews=(),
        versions=(),
        migration=None,
        repeal=None,
        withdrawal=None,
        ordered=None,
        expunged=None,
        withheld=False,
        shown_position=0,
        shown_at="",
    )
    if isinstance(event, Record.Drafted):
        _begin(file, 1, event, (event.officer,), step)
    else:
        _take_over(file, event, step)
    return file


def advance(file: RecordFile, event: CaseEvent, step: Step) -> None:
    """Bring a file on by an event of the record or of one of its reviews."""
    file.position, file.recorded_at = step.position, step.recorded_at
    if isinstance(event, SecrecyReview.Event):
        _review(file, event, step)
        return
    file.version = event.originator_version
    match event:
        case Record.Amended():
            file.state = RecordState.AMENDING
            _begin(file, len(file.versions) + 1, event, (event.officer,), step)
        case Record.Revised():
            drafters = _pending(file).drafters
            if event.officer not in drafters:
                drafters = (*drafters, event.officer)
            _begin(file, _pending(file).number, event, drafters, step)
        case Record.Submitted():
            file.pending = replace(_pending(file), review=event.review)
        case Record.Approved():
            first = file.state is RecordState.DRAFTED
            file.state = RecordState.APPROVED if first else RecordState.AMENDMENT_APPROVED
            file.pending = replace(_pending(file), approved=step, approver=event.officer)
        case Record.Returned():
            _reopen(file)
        case Record.Reclassified():
            file.openness = event.openness
            if file.state is RecordState.APPROVED:
                _reopen(file)
        case Record.ExpungingOrdered():
            file.ordered = Expunging(_order(event), step)
        case Record.ExpungingDeclined():
            file.ordered = None
        case (
            Record.Published()
            | Record.Posted()
            | Record.Repealed()
            | Record.Withdrawn()
            | Record.Expunged()
        ):
            _public(file, event, step)
        case _:
            raise TypeError(f"no fold for {type(event).__qualname__}")


def _public(
    file: RecordFile,
    event: Record.Published | Record.Posted | Record.Repealed | Record.Withdrawn | Record.Expunged,
    step: Step,
) -> None:
    """What the public sees something of, and nothing else, moves what it sees."""
    file.shown_position, file.shown_at = step.position, step.recorded_at
    match event:
        case Record.Published():
            _publish(file, event, step)
        case Record.Posted():
            newest = file.versions[-1]
            newest = replace(newest, channels=(*newest.channels, *event.channels))
            file.versions = (*file.versions[:-1], newest)
        case Record.Repealed():
            file.state = RecordState.REPEALED
            file.repeal = RepealFile(
                event.reason, event.basis, event.repealed_on, event.replaced_by, step
            )
            _drop(file)
        case Record.Withdrawn():
            file.state = RecordState.WITHDRAWN
            file.withdrawal = Withdrawal(event.reason, event.basis, step)
            file.withheld = event.withhold_title
            _drop(file)
        case Record.Expunged():
            file.state = RecordState.EXPUNGED
            file.expunged = Expunging(_order(event), step)
            file.ordered = None
            file.withheld = file.withheld or event.withhold_title
            _drop(file)


def _order(event: Record.ExpungingOrdered | Record.Expunged) -> ExpungingOrder:
    return ExpungingOrder(
        event.authority,
        event.order,
        event.ordered_on,
        event.reason,
        event.basis,
        event.withhold_title,
    )


def _begin(
    file: RecordFile,
    number: int,
    event: Record.Drafted | Record.Revised | Record.Amended,
    drafters: tuple[str, ...],
    step: Step,
) -> None:
    """A draft, in the place of an earlier one if there was one."""
    _drop(file)
    file.pending = PendingFile(
        number, event.description, event.content, drafters, step, None, None, None
    )


def _drop(file: RecordFile) -> None:
    """A draft that will never be a version; that its content was named is not forgotten."""
    if file.pending is not None:
        file.dropped = (*file.dropped, file.pending.content)
        file.pending = None


def _pending(file: RecordFile) -> PendingFile:
    assert file.pending is not None
    return file.pending


def _reopen(file: RecordFile) -> None:
    """Back to a draft: what was reviewed and signed no longer counts."""
    file.state = RecordState.AMENDING if file.versions else RecordState.DRAFTED
    file.pending = replace(_pending(file), review=None, approved=None, approver=None)


def _publish(file: RecordFile, event: Record.Published, step: Step) -> None:
    pending = _pending(file)
    review = file.review_of(pending.review)
    reviewers = review.reviewers if review else ()
    version = VersionRow(
        record=file.id,
        number=pending.number,
        description=pending.description,
        content=pending.content,
        published_on=min(use.on for use in event.channels),
        recorded_at=step.recorded_at,
        from_position=step.position,
        to_position=None,
        channels=event.channels,
        drafted=pending.drafted,
        reviewed=review.concluded if review else None,
        approved=pending.approved,
        published=step,
        three_people=_three_people(pending.drafters, reviewers, pending.approver),
    )
    if file.versions:
        before = replace(file.versions[-1], to_position=step.position)
        file.versions = (*file.versions[:-1], before)
    file.versions = (*file.versions, version)
    file.pending = None
    file.state = RecordState.PUBLISHED


def _three_people(
    drafters: tuple[str, ...], reviewers: tuple[str, ...], approver: str | None
) -> bool:
    """Whether nobody took two of the three steps (design §5, separation of duties)."""
    everybody = (*drafters, *reviewers, approver)
    return bool(reviewers) and approver is not None and len(set(everybody)) == len(everybody)


def _take_over(file: RecordFile, event: Record.Migrated, step: Step) -> None:
    """A migrated record is public from its first event on; nothing was reviewed or signed here."""
    version = VersionRow(
        record=file.id,
        number=1,
        description=event.description,
        content=event.content,
        published_on=event.published_on,
        recorded_at=step.recorded_at,
        from_position=step.position,
        to_position=None,
        channels=(),
        drafted=None,
        reviewed=None,
        approved=None,
        published=None,
        three_people=False,
    )
    file.state = RecordState.PUBLISHED
    file.versions = (version,)
    file.migration = Migration(event.source, event.order, event.file, step)
    file.shown_position, file.shown_at = step.position, step.recorded_at


def _review(file: RecordFile, event: SecrecyReview.Event, step: Step) -> None:
    if isinstance(event, SecrecyReview.Opened):
        review = ReviewFile(event.originator_id, ReviewState.OPEN, 1, (), None, None)
        file.reviews = (*file.reviews, review)
        return
    assert isinstance(
        event, SecrecyReview.Referred | SecrecyReview.Determined | SecrecyReview.Concluded
    )
    file.reviews = tuple(
        _review_advanced(review, event, step) if review.id == event.originator_id else review
        for review in file.reviews
    )


def _review_advanced(
    review: ReviewFile,
    event: SecrecyReview.Referred | SecrecyReview.Determined | SecrecyReview.Concluded,
    step: Step,
) -> ReviewFile:
    reviewers = review.reviewers
    if event.officer not in reviewers:
        reviewers = (*reviewers, event.officer)
    state, decision, concluded = ReviewState.CONCLUDED, review.decision, review.concluded
    match event:
        case SecrecyReview.Referred():
            state = ReviewState(f"REFERRED_{event.step}")
        case SecrecyReview.Determined():
            state = _determined(event)
        case SecrecyReview.Concluded():
            decision, concluded = event.decision, step
    return ReviewFile(review.id, state, event.originator_version, reviewers, decision, concluded)


def _determined(event: SecrecyReview.Determined) -> ReviewState:
    if event.answer is not Answer.UNDETERMINED:
        return ReviewState(event.answer.value)
    if event.ladder is Ladder.SECRECY:
        return ReviewState.UNDETERMINED_SECRET
    return ReviewState.UNDETERMINED_FITNESS
