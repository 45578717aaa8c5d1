"""What lies in the journal beside the acts: kept checkpoints, and rows that no act accounts for.

The ranges find every row that is missing. That there are none too many is known by counting; only
when a count differs are they looked for one by one.
"""

import sqlite3
from collections.abc import Iterator
from heapq import merge
from typing import Any

from domain.audit import Findings
from domain.audit_numbers import NumberRow, check_dense
from domain.audit_order import Head
from domain.canonical import decode
from domain.errors import Malformed
from domain.numbering import SCOPE
from domain.record import Record
from domain.requests.replying import ReplySubmitted
from domain.review import SecrecyReview
from ops.verifying_rows import drawn, ids_of

_ROWS = "log-format §3"
_NEWEST = "SELECT size, root, note FROM checkpoints ORDER BY size DESC LIMIT 1"


def newest_kept(rows: sqlite3.Connection) -> tuple[int, bytes, str] | None:
    """The checkpoint kept of the largest size; None also for a row of wrong types."""
    for row in drawn(rows.execute(_NEWEST), "checkpoints", Findings()):
        if [type(value) for value in row] == [int, bytes, str]:
            size, root, note = row
            return size, root, note
    return None


def sizes_kept(rows: sqlite3.Connection) -> Iterator[int]:
    """The sizes of all checkpoints kept."""
    found = rows.execute("SELECT size FROM checkpoints ORDER BY size")
    return (size for (size,) in drawn(found, "checkpoints", Findings()) if type(size) is int)


def is_kept(rows: sqlite3.Connection, published: bytes) -> bool:
    """Whether a published head is one of the checkpoints kept, to the byte."""
    try:
        note = published.decode()
    except UnicodeDecodeError:
        return False
    return rows.execute("SELECT 1 FROM checkpoints WHERE note = ?", (note,)).fetchone() is not None


def kept_heads(
    rows: sqlite3.Connection, outside: Head | None, findings: Findings
) -> Iterator[Head]:
    """Every head that the tree must have had, by size: those kept here and one kept outside."""
    found = rows.execute("SELECT size, root FROM checkpoints ORDER BY size")
    kept = (
        Head(size, root, "checkpoints.root")
        for size, root in drawn(found, "checkpoints", findings)
        if type(size) is int and type(root) is bytes
    )
    return merge(kept, [] if outside is None else [outside], key=lambda head: head.size)


def find_surplus(rows: sqlite3.Connection, table: str, findings: Findings) -> None:
    """The rows of `claims` or `commands` that the act they name did not write."""
    member, columns = {
        "claims": ("claims", "scope, value"),
        "commands": ("commands", "key, digest"),
    }[table]
    officer = "NULL" if table == "claims" else "officer"
    found = rows.execute(f"SELECT act, {officer}, {columns} FROM {table} ORDER BY act")
    for act, officer_named, *pair in drawn(found, table, findings):
        first, acting, written = _written(rows, act, member)
        if pair not in written or (table == "commands" and officer_named != acting):
            findings.add(first, table, f"没有办理写下 {pair!r:.200}", _ROWS)


def _written(rows: sqlite3.Connection, act: Any, member: str) -> tuple[int | None, Any, Any]:
    """(first position, officer, the pairs it wrote) of an act; nothing for one there is not."""
    for first, officer, person in rows.execute(
        "SELECT first, officer, person FROM acts WHERE id = ?", (act,)
    ):
        try:
            return first, officer, decode(person)[member]
        except (Malformed, AttributeError, LookupError, TypeError):
            return first, officer, ()
    return None, None, ()


def check_numbers(rows: sqlite3.Connection, findings: Findings) -> None:
    """No number of a paper or a register was left out or taken out of turn; `;` follows `:`."""
    found = rows.execute(
        "SELECT scope, value, (SELECT first FROM acts WHERE id = act) FROM claims"
        " WHERE scope > ? AND scope < ? ORDER BY scope, value",
        (f"{SCOPE}:", f"{SCOPE};"),
    )
    check_dense(map(NumberRow._make, drawn(found, "claims", findings)), findings)


def count_reviews(rows: sqlite3.Connection, last: int) -> int:
    """How many secrecy reviews there are."""
    count: int = rows.execute(
        "SELECT count(*) FROM events"
        " WHERE version = 1 AND stream >= ? AND stream < ? AND position <= ?",
        (*ids_of(SecrecyReview.PREFIX), last),
    ).fetchone()[0]
    return count


def find_stray_reviews(rows: sqlite3.Connection, last: int, findings: Findings) -> None:
    """Reviews that no draft was submitted for: nobody replayed them with their record."""
    found = rows.execute(
        "SELECT position, stream, data FROM events"
        " WHERE version = 1 AND stream >= ? AND stream < ? AND position <= ?",
        (*ids_of(SecrecyReview.PREFIX), last),
    )
    for position, stream, data in drawn(found, "events", findings):
        submitted = rows.execute(
            "SELECT data FROM events WHERE stream = ? AND topic IN (?, ?)",
            (_member(data, "record"), Record.Submitted.TOPIC, ReplySubmitted.TOPIC),
        )
        if stream not in [_member(other, "review") for (other,) in submitted]:
            findings.add(
                position, "events.data.record", "没有稿子送交这次保密审查", "log-format §10"
            )


def _member(data: Any, name: str) -> str:
    """A text member of an event's data, empty if there is none."""
    try:
        value = decode(data)[name]
    except (Malformed, AttributeError, LookupError, TypeError):
        return ""
    return value if isinstance(value, str) else ""
