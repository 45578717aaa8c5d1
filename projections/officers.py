"""Officers with their posts and keys, for registrars and sign-in. Never part of a public page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    Row,
    Table,
    Text,
    insert,
    select,
    update,
)

from domain.errors import NotFound
from domain.officer import Basis, KeyState, Officer, PostState
from domain.permissions import Role
from projections.happened import Happened
from projections.register_tables import organs
from projections.views import REGISTER, Tables

officers = Table(
    "casework_officers",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sign_in", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
)

posts = Table(
    "casework_posts",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("officer", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("organ", Text),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

keys = Table(
    "casework_keys",
    REGISTER,
    Column("officer", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
)


@dataclass(frozen=True)
class ListedPost:
    """A post of an officer; `organ` and `organ_name` are None for the whole archive."""

    id: str
    role: Role
    organ: str | None
    organ_name: str | None
    title: str
    state: PostState


@dataclass(frozen=True)
class ListedKey:
    """A key of an officer, public half in hex, and where it stands.

    `answered`: a second person has confirmed or answered its revocation.
    """

    key: str
    state: KeyState
    answered: bool


@dataclass(frozen=True)
class ListedOfficer:
    """An officer with all his posts and keys, ended and revoked ones too, oldest first.

    `version` is the case file's (ETag).
    """

    id: str
    name: str
    sign_in: str
    version: int
    posts: tuple[ListedPost, ...]
    keys: tuple[ListedKey, ...]


def officers_listed(connection: Connection) -> tuple[ListedOfficer, ...]:
    """Every officer, in the order they were enrolled."""
    rows = connection.execute(select(officers).order_by(officers.c.position)).all()
    return _with_posts_and_keys(connection, rows)


def officer(connection: Connection, identity: str) -> ListedOfficer:
    """One officer. Raises `NotFound`."""
    rows = connection.execute(select(officers).where(officers.c.id == identity)).all()
    if not rows:
        raise NotFound(f"没有这名工作人员：{identity}", field="officer")
    return _with_posts_and_keys(connection, rows)[0]


def officer_named(connection: Connection, sign_in: str) -> ListedOfficer:
    """The officer with this sign-in name, case folded. Raises `NotFound`."""
    folded = sign_in.strip().lower()
    rows = connection.execute(select(officers).where(officers.c.sign_in == folded)).all()
    if not rows:
        raise NotFound(f"没有登录名为“{folded}”的工作人员", field="sign_in")
    return _with_posts_and_keys(connection, rows)[0]


def _with_posts_and_keys(
    connection: Connection, rows: Iterable[Row[Any]]
) -> tuple[ListedOfficer, ...]:
    rows = list(rows)
    ids = [row.id for row in rows]
    held: dict[str, list[ListedPost]] = {identity: [] for identity in ids}
    query = select(posts, organs.c.name.label("organ_name"))
    for post in connection.execute(
        query.select_from(posts.outerjoin(organs, organs.c.id == posts.c.organ))
        .where(posts.c.officer.in_(ids))
        .order_by(posts.c.position)
    ):
        listed = ListedPost(
            post.id,
            Role(post.role),
            post.organ,
            post.organ_name,
            post.title,
            PostState(post.state),
        )
        held[post.officer].append(listed)
    signed: dict[str, list[ListedKey]] = {identity: [] for identity in ids}
    for key in connection.execute(
        select(keys).where(keys.c.officer.in_(ids)).order_by(keys.c.position)
    ):
        signed[key.officer].append(ListedKey(key.key, KeyState(key.state), key.answered))
    return tuple(
        ListedOfficer(
            row.id,
            row.name,
            row.sign_in,
            row.version,
            tuple(held[row.id]),
            tuple(signed[row.id]),
        )
        for row in rows
    )


def fold(connection: Connection, tables: Tables, batch: Iterable[Happened]) -> None:
    """Officers enrolled, their posts and their keys."""
    for happened in batch:
        event = happened.event
        if not isinstance(event, Officer.Event):
            continue
        if isinstance(event, Officer.Enrolled):
            connection.execute(
                insert(tables[officers.name]),
                {
                    "id": happened.stream,
                    "name": event.name,
                    "sign_in": event.sign_in,
                    "version": event.originator_version,
                    "position": happened.position,
                },
            )
            continue
        table = tables[officers.name]
        connection.execute(
            update(table)
            .where(table.c.id == happened.stream)
            .values(version=event.originator_version)
        )
        _fold_post(connection, tables[posts.name], event, happened.position)
        _fold_key(connection, tables[keys.name], event, happened.position)


_POST_CHANGES: dict[type[Any], dict[str, Any]] = {
    Officer.PostConfirmed: {"state": PostState.HELD},
    Officer.PostEnded: {"state": PostState.ENDED},
}

_KEY_CHANGES: dict[type[Any], dict[str, Any]] = {
    Officer.KeyConfirmed: {"state": KeyState.VALID},
    Officer.KeyRetired: {"state": KeyState.RETIRING},
    Officer.RetirementConfirmed: {"state": KeyState.RETIRED},
    Officer.KeyRevoked: {"state": KeyState.REVOKED},
    Officer.RevocationConfirmed: {"answered": True},
    Officer.RevocationAnswered: {"answered": True},
}


def _fold_post(connection: Connection, table: Table, event: Officer.Event, position: int) -> None:
    if isinstance(event, Officer.PostGranted):
        confirmed = event.basis is not Basis.REGISTRATION
        connection.execute(
            insert(table),
            {
                "id": event.post,
                "officer": event.originator_id,
                "role": event.role,
                "organ": event.organ,
                "title": event.title,
                "state": PostState.HELD if confirmed else PostState.GRANTED,
                "position": position,
            },
        )
    elif isinstance(event, Officer.PostConfirmed | Officer.PostEnded):
        connection.execute(
            update(table).where(table.c.id == event.post).values(_POST_CHANGES[type(event)])
        )


def _fold_key(connection: Connection, table: Table, event: Officer.Event, position: int) -> None:
    if isinstance(event, Officer.KeyEnrolled):
        confirmed = event.basis is not Basis.REGISTRATION
        connection.execute(
            insert(table),
            {
                "officer": event.originator_id,
                "key": event.key,
                "state": KeyState.VALID if confirmed else KeyState.ENROLLED,
                "answered": False,
                "position": position,
            },
        )
    elif type(event) in _KEY_CHANGES:
        key = vars(event)["key"]
        connection.execute(
            update(table)
            .where(table.c.officer == event.originator_id, table.c.key == key)
            .values(_KEY_CHANGES[type(event)])
        )
