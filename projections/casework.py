"""What officers see of records: every one with its state, drafts and reviews included.

These tables are apart from the register's, so that no public question can touch a draft. They hold
each record's whole file too, from which the register's rows are made (`register_fold`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Row,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    select,
    true,
)

from domain.canonical import decode, parse_utc
from domain.codec import members_of
from domain.content import Content
from domain.errors import NotFound, Refusal
from domain.record import Record, RecordState
from domain.review import Decision, ReviewState, SecrecyReview
from domain.vocabulary import Openness
from projections.happened import Happened
from projections.listing import LIST_LENGTH, Listing, part, position_after
from projections.officers import posts
from projections.record_file import RecordFile, ReviewFile, Step
from projections.record_history import advance, opened
from projections.register_tables import organs
from projections.request_contents import contents_of_cases
from projections.views import REGISTER, Tables, position_of

files = Table(
    "casework_records",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("organ", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("position", Integer, nullable=False),
    # Where an order to destroy its contents was entered or carried out; NULL for nearly all.
    Column("expunging", Integer),
    Column("file", Text, nullable=False),
    Index("casework_records_position", "position"),
    Index("casework_records_expunging", "expunging"),
)

reviews = Table(
    "casework_reviews",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
)

replacements = Table(
    "casework_replacements",
    REGISTER,
    Column("new", Text, primary_key=True),
    Column("old", Text, primary_key=True),
)


class Behind(Refusal):
    """The register has not yet folded in what this question is about."""


@dataclass(frozen=True)
class ListedReview:
    """The secrecy review of the pending draft; `version` is its case file's (ETag)."""

    id: str
    state: ReviewState
    version: int
    decision: Decision | None


@dataclass(frozen=True)
class ListedDraft:
    """A record as its officers find it: `version` is the case file's (ETag).

    `number` is the version under way, else the newest published one. `review` is the one the
    present draft was handed in for. `changed_at` is the last act on it or its reviews, UTC.
    """

    id: str
    organ: str
    organ_name: str
    state: RecordState
    openness: Openness
    version: int
    number: int
    title: str
    kind: str
    document_number: str | None
    review: ListedReview | None
    changed_at: datetime
    position: int


def drafts(
    connection: Connection,
    *,
    organ: str | None = None,
    state: RecordState | None = None,
    limit: int = LIST_LENGTH,
    after: str | None = None,
) -> Listing[ListedDraft]:
    """Records of an organ (None: of all) in a state (None: in any), last changed first.

    Raises `Malformed` for a cursor that is none.
    """
    condition = and_(
        true() if organ is None else files.c.organ == organ,
        true() if state is None else files.c.state == state,
    )
    total = connection.execute(select(func.count()).select_from(files).where(condition))
    if after is not None:
        condition = and_(condition, files.c.position < position_after(after))
    limit = part(limit)
    rows = connection.execute(
        _listed().where(condition).order_by(files.c.position.desc()).limit(limit + 1)
    ).all()
    following = str(rows[limit - 1].position) if len(rows) > limit else None
    return Listing(tuple(map(_draft, rows[:limit])), total.scalar_one(), following)


def draft(connection: Connection, identity: str) -> ListedDraft:
    """One record as its officers see it. Raises `NotFound`."""
    row = connection.execute(_listed().where(files.c.id == identity)).one_or_none()
    if row is None:
        raise NotFound(f"没有这件信息：{identity}", field="record")
    return _draft(row)


def contents_named(connection: Connection, head: int) -> Iterator[Content]:
    """Every content that any event up to position `head` names, of drafts too.

    For the sweep of ownerless blobs. Raises `Behind` unless all of it is folded in: what is not
    known here would be swept away.
    """
    if position_of(connection, "register") < head:
        raise Behind("登记簿还没有跟上日志，现在不能清理内容文件", rule="design §4, Content")
    for row in connection.execute(select(files.c.file)).scalars():
        file: RecordFile = _FILE.decode_object(decode(row.encode()))
        yield from file.contents
    yield from contents_of_cases(connection)


def files_in_order(connection: Connection) -> Iterator[RecordFile]:
    """The file of every record, by id."""
    rows = connection.execution_options(yield_per=500).execute(
        select(files.c.file).order_by(files.c.id)
    )
    for row in rows.scalars():
        yield _FILE.decode_object(decode(row.encode()))


def file_of(connection: Connection, identity: str) -> RecordFile | None:
    """The file of a record, None for none."""
    row = connection.execute(select(files.c.file).where(files.c.id == identity)).scalar()
    return None if row is None else _FILE.decode_object(decode(row.encode()))


def count(connection: Connection) -> int:
    """How many records there are, published or not."""
    return connection.execute(select(func.count()).select_from(files)).scalar_one()


@dataclass(frozen=True)
class Touched:
    """A record that a batch changed: its file now, and its newest public event before."""

    file: RecordFile
    shown_before: int


def fold(connection: Connection, tables: Tables, batch: Sequence[Happened]) -> list[Touched]:
    """Fold records and reviews; returns the touched records."""
    of_review = _records_of_reviews(connection, tables, batch)
    touched = [
        (happened, record)
        for happened in batch
        if isinstance(happened.event, Record.Event | SecrecyReview.Event)
        and _is_record(record := of_review.get(happened.stream, happened.stream))
    ]
    if not touched:
        return []
    changed = _load(connection, tables[files.name], {record for _, record in touched})
    shown = {identity: file.shown_position for identity, file in changed.items()}
    steps = _Steps(connection, tables, batch)
    for happened, record in touched:
        step = steps.of(happened)
        if record in changed:
            advance(changed[record], happened.event, step)
        else:
            changed[record] = opened(happened.event, step)
    _store(connection, tables[files.name], changed)
    return [Touched(file, shown.get(identity, 0)) for identity, file in changed.items()]


_FILE = members_of(RecordFile)


def _listed() -> Any:
    return select(files.c.file, files.c.position, organs.c.name.label("organ_name")).select_from(
        files.outerjoin(organs, organs.c.id == files.c.organ)
    )


def _draft(row: Row[Any]) -> ListedDraft:
    file: RecordFile = _FILE.decode_object(decode(row.file.encode()))
    newest = file.pending or file.versions[-1]
    review = file.review_of(file.pending.review) if file.pending else None
    return ListedDraft(
        id=file.id,
        organ=file.organ,
        organ_name=row.organ_name or "",
        state=file.state,
        openness=file.openness.value,
        version=file.version,
        number=newest.number,
        title=newest.description.title,
        kind=newest.description.kind,
        document_number=newest.description.document_number,
        review=None if review is None else _review(review),
        changed_at=parse_utc(file.recorded_at),
        position=file.position,
    )


def _review(file: ReviewFile) -> ListedReview:
    return ListedReview(file.id, file.state, file.version, file.decision)


class _Steps:
    """Acts as steps: the posts that a batch's acts were done in, looked up once."""

    def __init__(self, connection: Connection, tables: Tables, batch: Iterable[Happened]) -> None:
        post, organ = tables[posts.name], tables[organs.name]
        used = {happened.act.office["post"] for happened in batch} - {None}
        rows = connection.execute(
            select(post.c.id, post.c.title, organ.c.name)
            .select_from(post.outerjoin(organ, organ.c.id == post.c.organ))
            .where(post.c.id.in_(used))
        )
        self._posts = {identity: (title, name or "") for identity, title, name in rows}

    def of(self, happened: Happened) -> Step:
        """The event's act as a step. Raises `NotFound` for a post that was never granted."""
        act = happened.act.row
        post = happened.act.office["post"]
        if post not in self._posts:
            raise NotFound(f"没有这个岗位：{post}", field="post")
        return Step(act.id, happened.position, act.recorded_at, *self._posts[post])


def _is_record(stream: str) -> bool:
    """Not the request whose reply a review is of (`projections/requests.py`)."""
    return stream.startswith(f"{Record.PREFIX}:")


def _records_of_reviews(
    connection: Connection, tables: Tables, batch: Iterable[Happened]
) -> Mapping[str, str]:
    """Which record or request each review in a batch is of; new reviews are remembered."""
    fresh = {}
    known = set()
    for happened in batch:
        if isinstance(happened.event, SecrecyReview.Opened):
            fresh[happened.stream] = happened.event.record
        elif isinstance(happened.event, SecrecyReview.Event):
            known.add(happened.stream)
    table = tables[reviews.name]
    rows = connection.execute(
        select(table.c.id, table.c.record).where(table.c.id.in_(known - fresh.keys()))
    )
    found = {identity: record for identity, record in rows}
    if fresh:
        connection.execute(
            insert(table), [{"id": identity, "record": fresh[identity]} for identity in fresh]
        )
    return found | fresh


def _load(connection: Connection, table: Table, identities: Iterable[str]) -> dict[str, RecordFile]:
    rows = connection.execute(
        select(table.c.id, table.c.file).where(table.c.id.in_(list(identities)))
    )
    return {identity: _FILE.decode_object(decode(file.encode())) for identity, file in rows}


def _store(connection: Connection, table: Table, changed: Mapping[str, RecordFile]) -> None:
    rows = [
        {
            "id": file.id,
            "organ": file.organ,
            "state": file.state,
            "position": file.position,
            "expunging": _expunging(file),
            "file": _FILE.text(file),
        }
        for file in changed.values()
    ]
    connection.execute(delete(table).where(table.c.id.in_(list(changed))))
    connection.execute(insert(table), rows)


def _expunging(file: RecordFile) -> int | None:
    told = file.expunged or file.ordered
    return None if told is None else told.step.position
