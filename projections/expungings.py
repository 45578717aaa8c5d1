"""清除: orders to destroy what was published, those that wait and those carried out.

For the officers who confirm them, for supervisors, and for whoever destroys what is left. Whether a
destruction has come to its end is not known here: keys and search indexes are outside of the
journal (`ops/expunging.py` looks there).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select, true

from domain.canonical import decode
from domain.codec import members_of
from domain.content import Content
from domain.expunging import ExpungingOrder
from domain.record import RecordState
from projections.casework import files
from projections.record_file import RecordFile, Step
from projections.register_tables import organs

_FILE = members_of(RecordFile)


@dataclass(frozen=True)
class ListedExpunging:
    """An order to destroy a record's contents; `version` is the case file's (ETag).

    `expunged` is the step that carried it out, None while it waits to be confirmed. `contents` are
    what it destroys, or would destroy now.
    """

    record: str
    organ: str
    organ_name: str
    title: str
    version: int
    order: ExpungingOrder
    ordered: Step | None
    expunged: Step | None
    contents: tuple[Content, ...]


@dataclass(frozen=True)
class Standing:
    """An order and what is still to be done: `waiting` to be confirmed, contents `left`, indexes
    that are `unclean` or cannot be asked, words of queries that may be `remembered`."""

    expunging: ListedExpunging
    waiting: bool
    left: int
    unclean: tuple[str, ...]
    remembered: bool = False

    @property
    def finished(self) -> bool:
        """Nothing is left anywhere that this archive looks after."""
        return not (self.waiting or self.left or self.unclean or self.remembered)

    @property
    def chinese(self) -> str:
        """Where it stands, in one sentence."""
        if self.waiting:
            return "待登记员对照原件确认"
        parts = [f"还有 {self.left} 份内容没有销毁"] if self.left else []
        if self.unclean:
            parts.append(f"检索索引（{'、'.join(self.unclean)}）还没有重建")
        if self.remembered:
            parts.append("检索词的记录还没有清空")
        return f"没有完成：{'；'.join(parts)}" if parts else "已完成"

    def to_json(self) -> dict[str, object]:
        """For JSON; nothing of the document but its ids."""
        one, order = self.expunging, self.expunging.order
        return {
            "record": one.record,
            "version": one.version,
            "organ": one.organ,
            "organ_name": one.organ_name,
            "order": vars(order) | {"ordered_on": order.ordered_on.isoformat()},
            "ordered_at": one.ordered.recorded_at if one.ordered else None,
            "expunged_at": one.expunged.recorded_at if one.expunged else None,
            "contents": len(one.contents),
            "contents_left": self.left,
            "indexes_unclean": list(self.unclean),
            "queries_remembered": self.remembered,
            "finished": self.finished,
            "standing": self.chinese,
        }


def expungings(
    connection: Connection, *, record: str | None = None, organ: str | None = None
) -> tuple[ListedExpunging, ...]:
    """Every order that waits or was carried out, of one record or organ if given; newest first."""
    condition = and_(
        files.c.expunging.is_not(None),
        true() if record is None else files.c.id == record,
        true() if organ is None else files.c.organ == organ,
    )
    rows = connection.execute(
        select(files.c.file, organs.c.name)
        .select_from(files.outerjoin(organs, organs.c.id == files.c.organ))
        .where(condition)
        .order_by(files.c.expunging.desc())
    )
    return tuple(_listed(_FILE.decode_object(decode(row.encode())), name) for row, name in rows)


def contents_expunged(connection: Connection) -> Iterator[Content]:
    """What was to be destroyed by the orders carried out."""
    rows = connection.execute(
        select(files.c.file).where(
            files.c.expunging.is_not(None), files.c.state == RecordState.EXPUNGED
        )
    )
    for row in rows.scalars():
        file: RecordFile = _FILE.decode_object(decode(row.encode()))
        yield from file.contents


def newest_expunged(connection: Connection) -> int:
    """The position of the last order carried out; 0 for none."""
    newest = connection.execute(
        select(func.max(files.c.expunging)).where(
            files.c.expunging.is_not(None), files.c.state == RecordState.EXPUNGED
        )
    )
    return newest.scalar_one() or 0


def _listed(file: RecordFile, organ_name: str | None) -> ListedExpunging:
    found = file.expunged or file.ordered
    assert found is not None
    return ListedExpunging(
        record=file.id,
        organ=file.organ,
        organ_name=organ_name or "",
        title=file.title,
        version=file.version,
        order=found.order,
        ordered=file.ordered.step if file.ordered else None,
        expunged=file.expunged.step if file.expunged else None,
        contents=file.contents,
    )
