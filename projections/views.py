"""The database of the read models: rows and position of a projection in one transaction.

Everything in it can be dropped and rebuilt from the journal, so it need not be as durable. There
are no migrations: when a projection's version changes, its tables are filled from event 0 beside
the ones that are read, and take their place once they have caught up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import OperationalError

from domain.canonical import decode, encode
from projections.happened import Happened
from projections.projector import Unavailable, unseen

BUSY_MILLISECONDS = 5000
BESIDE = "beside_"
"""Before the names of tables that are being filled and not read yet."""

REGISTER = MetaData()
"""The tables of the projection `register`: the public register and the officers' casework."""

TRAIL = MetaData()
"""The tables of the projection `trail`."""

Tables = Mapping[str, Table]
"""The tables a fold writes to, by their names: the ones that are read, or those beside them."""

Fold = Callable[[Connection, Tables, Sequence[Happened]], None]

_POSITIONS = MetaData()
positions = Table(
    "projections",
    _POSITIONS,
    Column("place", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("tables", Text, nullable=False),
)


def open_views(path: Path) -> Engine:
    """The engine of `views.db`. A connection's queries all see one state of it.

    SQLAlchemy's own handling of pysqlite begins no transaction before a SELECT or before DDL, so
    transactions are begun here. Parameters never reach an error's text: they may be content.
    """
    path.touch(mode=0o600, exist_ok=True)  # officers' names and drafts are in it
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        pool_size=8,
        max_overflow=-1,
        connect_args={"timeout": BUSY_MILLISECONDS / 1000},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    with engine.connect() as connection:
        made = inspect(connection).has_table(positions.name)
    if not made:
        with writing(engine) as connection:
            _POSITIONS.create_all(connection)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes. Raises `Unavailable` while another process holds the lock."""
    with engine.connect().execution_options(writes=True) as connection:
        try:
            with connection.begin():
                yield connection
        except OperationalError as error:
            if "locked" in str(error.orig):
                raise Unavailable("视图数据库正被占用") from error
            raise


def position_of(connection: Connection, projection: str) -> int:
    """The journal position up to which a projection can be read; 0 before there is anything."""
    found = connection.execute(
        select(positions.c.position).where(positions.c.place == projection)
    ).scalar_one_or_none()
    return found or 0


class SqlProjection:
    """A projection into tables: `projections.projector.Projection` for any fold of rows.

    What survives a crash: rows and position are one transaction, so after it either both or
    neither are there. Tables being filled beside the read ones have their own position and go on
    where they stood; taking the place of the old ones is one transaction too.

    Making one only sees to it that there are tables to read, in any process; what else is needed
    is done when the projector, which is only one, asks for the position.
    """

    def __init__(
        self, engine: Engine, name: str, version: int, metadata: MetaData, fold: Fold
    ) -> None:
        self.name = name
        self._engine = engine
        self._version = version
        self._metadata = metadata
        self._fold = fold
        self._live = {table.name: table for table in metadata.sorted_tables}
        self._beside = _copies(metadata)
        self._place: str | None = None
        self._require_tables()

    def position(self) -> int:
        """See `Projection.position`."""
        place = self._opened()
        with self._engine.connect() as connection:
            return position_of(connection, place)

    def apply(self, batch: Sequence[Happened]) -> None:
        """See `Projection.apply`. One transaction with the new position."""
        place = self._opened()
        with writing(self._engine) as connection:
            todo = unseen(batch, position_of(connection, place))
            if not todo:
                return
            self._fold(connection, self._live if place == self.name else self._beside, todo)
            connection.execute(
                update(positions)
                .where(positions.c.place == place)
                .values(position=todo[-1].position)
            )

    def restart(self) -> None:
        """See `Projection.restart`: empty tables beside the ones that are read."""
        with writing(self._engine) as connection:
            self._begin_beside(connection)
        self._place = BESIDE + self.name

    def caught_up(self) -> None:
        """See `Projection.caught_up`: the new tables take the place of the old ones."""
        place = self._opened()
        if place == self.name:
            return
        with writing(self._engine) as connection:
            found = _placed(connection, place)
            assert found is not None
            _drop(connection, self.name)
            for name, table in self._live.items():
                connection.exec_driver_sql(f'ALTER TABLE "{BESIDE}{name}" RENAME TO "{name}"')
                for index in table.indexes:
                    index.create(connection)
            connection.execute(delete(positions).where(positions.c.place == place))
            self._enter(connection, self.name, list(self._live), found.position)
        self._place = self.name

    def _require_tables(self) -> None:
        with self._engine.connect() as connection:
            made = _placed(connection, self.name) is not None
        if made:
            return
        with writing(self._engine) as connection:
            if _placed(connection, self.name) is None:
                self._metadata.create_all(connection)
                self._enter(connection, self.name, list(self._live), 0)

    def _opened(self) -> str:
        """Where to go on: in the read tables, or beside them if their version is another."""
        if self._place is not None:
            return self._place
        with self._engine.connect() as connection:
            live = _placed(connection, self.name)
            beside = _placed(connection, BESIDE + self.name)
        if beside is not None and beside.version == self._version:
            self._place = BESIDE + self.name
        elif live.version == self._version:
            self._place = self.name
        else:
            self.restart()
        assert self._place is not None
        return self._place

    def _begin_beside(self, connection: Connection) -> None:
        _drop(connection, BESIDE + self.name)
        for table in self._beside.values():
            table.create(connection)
        names = [table.name for table in self._beside.values()]
        self._enter(connection, BESIDE + self.name, names, 0)

    def _enter(
        self, connection: Connection, place: str, tables: Sequence[str], position: int
    ) -> None:
        connection.execute(
            insert(positions).values(
                place=place,
                version=self._version,
                position=position,
                tables=encode(list(tables)).decode(),
            )
        )


def _copies(metadata: MetaData) -> Tables:
    """The same tables under other names; without indexes, which are made when they are filled."""
    beside = MetaData()
    copies = {}
    for table in metadata.sorted_tables:
        copy = table.to_metadata(beside, name=BESIDE + table.name)
        copy.indexes.clear()
        copies[table.name] = copy
    return copies


def _placed(connection: Connection, place: str) -> Any:
    return connection.execute(select(positions).where(positions.c.place == place)).one_or_none()


def _drop(connection: Connection, place: str) -> None:
    """Drop what stands at a place, by the names it was made with."""
    found = _placed(connection, place)
    if found is None:
        return
    for name in decode(found.tables.encode()):
        connection.exec_driver_sql(f'DROP TABLE "{name}"')
    connection.execute(delete(positions).where(positions.c.place == place))


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
