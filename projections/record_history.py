"""How a record's file grows with each event of the record and of its secrecy reviews."""

from dataclasses import replace

from domain.casefile import CaseEvent
from domain.record import Record, RecordState
from domain.review import Answer, Ladder, ReviewState, SecrecyReview
from projections.record_file import (
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
    if isinstance(event, Record.Migrated):
        return _migrated(event, step)
    assert isinstance(event, Record.Drafted)
    return RecordFile(
        id=event.originator_id,
        organ=event.organ,
        state=RecordState.DRAFTED,
        version=event.originator_version,
        position=step.position,
        recorded_at=step.recorded_at,
        openness=event.openness,
        pending=_pending(1, event, (event.officer,), step),
        reviews=(),
        versions=(),
        migration=None,
        repeal=None,
        withdrawal=None,
        withheld=False,
        shown_position=0,
        shown_at="",
    )


def advanced(file: RecordFile, event: CaseEvent, step: Step) -> RecordFile:
    """The file after an event of the record or of one of its reviews."""
    file = replace(file, position=step.position, recorded_at=step.recorded_at)
    if isinstance(event, SecrecyReview.Event):
        return _reviewed(file, event, step)
    file = replace(file, version=event.originator_version)
    match event:
        case Record.Revised() | Record.Amended() | Record.Submitted():
            return _drafting(file, event, step)
        case Record.Approved():
            return _approved(file, event, step)
        case Record.Returned():
            return _reopened(file)
        case Record.Reclassified():
            file = replace(file, openness=event.openness)
            return _reopened(file) if file.state is RecordState.APPROVED else file
        case Record.Published():
            return _shown(_published(file, event, step), step)
        case Record.Posted():
            newest = file.versions[-1]
            newest = replace(newest, channels=(*newest.channels, *event.channels))
            return _shown(replace(file, versions=(*file.versions[:-1], newest)), step)
        case Record.Repealed():
            repeal = RepealFile(
                event.reason, event.basis, event.repealed_on, event.replaced_by, step
            )
            file = replace(file, state=RecordState.REPEALED, pending=None, repeal=repeal)
            return _shown(file, step)
        case Record.Withdrawn():
            file = replace(
                file,
                state=RecordState.WITHDRAWN,
                pending=None,
                withdrawal=Withdrawal(event.reason, event.basis, step),
                withheld=event.withhold_title,
            )
            return _shown(file, step)
    raise TypeError(f"no fold for {type(event).__qualname__}")


def _migrated(event: Record.Migrated, step: Step) -> RecordFile:
    version = VersionRow(
        record=event.originator_id,
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
    return RecordFile(
        id=event.originator_id,
        organ=event.organ,
        state=RecordState.PUBLISHED,
        version=event.originator_version,
        position=step.position,
        recorded_at=step.recorded_at,
        openness=event.openness,
        pending=None,
        reviews=(),
        versions=(version,),
        migration=Migration(event.source, event.order, event.file, step),
        repeal=None,
        withdrawal=None,
        withheld=False,
        shown_position=step.position,
        shown_at=step.recorded_at,
    )


def _pending(
    number: int,
    event: Record.Drafted | Record.Revised | Record.Amended,
    drafters: tuple[str, ...],
    step: Step,
) -> PendingFile:
    return PendingFile(number, event.description, event.content, drafters, step, None, None, None)


def _drafting(
    file: RecordFile, event: Record.Revised | Record.Amended | Record.Submitted, step: Step
) -> RecordFile:
    if isinstance(event, Record.Amended):
        number = len(file.versions) + 1
        pending = _pending(number, event, (event.officer,), step)
        return replace(file, state=RecordState.AMENDING, pending=pending)
    assert file.pending is not None
    if isinstance(event, Record.Submitted):
        return replace(file, pending=replace(file.pending, review=event.review))
    drafters = file.pending.drafters
    if event.officer not in drafters:
        drafters = (*drafters, event.officer)
    return replace(file, pending=_pending(file.pending.number, event, drafters, step))


def _approved(file: RecordFile, event: Record.Approved, step: Step) -> RecordFile:
    assert file.pending is not None
    first = file.state is RecordState.DRAFTED
    return replace(
        file,
        state=RecordState.APPROVED if first else RecordState.AMENDMENT_APPROVED,
        pending=replace(file.pending, approved=step, approver=event.officer),
    )


def _reopened(file: RecordFile) -> RecordFile:
    """Back to a draft: what was reviewed and signed no longer counts."""
    assert file.pending is not None
    return replace(
        file,
        state=RecordState.AMENDING if file.versions else RecordState.DRAFTED,
        pending=replace(file.pending, review=None, approved=None, approver=None),
    )


def _published(file: RecordFile, event: Record.Published, step: Step) -> RecordFile:
    pending = file.pending
    assert pending is not None
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
    before = tuple(
        replace(old, to_position=step.position) if old.to_position is None else old
        for old in file.versions
    )
    return replace(file, state=RecordState.PUBLISHED, pending=None, versions=(*before, version))


def _three_people(
    drafters: tuple[str, ...], reviewers: tuple[str, ...], approver: str | None
) -> bool:
    """Whether nobody took two of the three steps (design §5, separation of duties)."""
    everybody = (*drafters, *reviewers, approver)
    return bool(reviewers) and approver is not None and len(set(everybody)) == len(everybody)


def _reviewed(file: RecordFile, event: SecrecyReview.Event, step: Step) -> RecordFile:
    if isinstance(event, SecrecyReview.Opened):
        review = ReviewFile(event.originator_id, ReviewState.OPEN, 1, (), None, None)
        return replace(file, reviews=(*file.reviews, review))
    return replace(
        file,
        reviews=tuple(
            _review_advanced(review, event, step) if review.id == event.originator_id else review
            for review in file.reviews
        ),
    )


def _review_advanced(review: ReviewFile, event: SecrecyReview.Event, step: Step) -> ReviewFile:
    officer = event.officer  # type: ignore[attr-defined]
    if officer not in review.reviewers:
        review = replace(review, reviewers=(*review.reviewers, officer))
    review = replace(review, version=event.originator_version)
    match event:
        case SecrecyReview.Referred():
            return replace(review, state=ReviewState(f"REFERRED_{event.step}"))
        case SecrecyReview.Determined():
            return replace(review, state=_determined(event))
        case SecrecyReview.Concluded():
            return replace(
                review, state=ReviewState.CONCLUDED, decision=event.decision, concluded=step
            )
    raise TypeError(f"no fold for {type(event).__qualname__}")


def _determined(event: SecrecyReview.Determined) -> ReviewState:
    if event.answer is not Answer.UNDETERMINED:
        return ReviewState(event.answer.value)
    if event.ladder is Ladder.SECRECY:
        return ReviewState.UNDETERMINED_SECRET
    return ReviewState.UNDETERMINED_FITNESS


def _shown(file: RecordFile, step: Step) -> RecordFile:
    return replace(file, shown_position=step.position, shown_at=step.recorded_at)
