"""What every row of a table of law has, the checks all tables share, and the law made of them.

A row is never edited: a later one with the same key holds from its own date on, and one with the
same date takes its place (`Law.with_row`). A fact marked [REC] (recollection) or [PAGE] (seen in
the beginning of a public page) in `source` is unverified and there to be corrected.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date
from string import Formatter
from typing import ClassVar, Protocol, TypeVar, cast

from domain.errors import Malformed, NotFound

REGULATION = date(2019, 5, 15)
"""The day the Regulation of 2019 (国令711号) came into force: the first day of most rows."""

_KEY = re.compile(r"\S(?:.{0,98}\S)?")


class Row(Protocol):
    """One line of a table: `key` within the table `TABLE`, in force from `valid_from` on.

    `source` names the article or document that says so. A member added to a row class later must
    have a default, so that corrections stored before still read (domain.law.law.row_of).
    """

    TABLE: ClassVar[str]

    @property
    def key(self) -> str: ...

    @property
    def valid_from(self) -> date: ...

    @property
    def source(self) -> str: ...


def require_row(row: Row) -> None:
    """Raises `Malformed` without a key of one line, or without a source."""
    if not _KEY.fullmatch(row.key):
        raise Malformed("“key”应为一行 1 到 100 个字，前后没有空白", rule="法规表", field="key")
    require_text(row.source, "source")


def require_text(value: str, field: str) -> None:
    """Raises `Malformed` for a member that must say something and is blank."""
    if not value.strip():
        raise Malformed(f"“{field}”不能空白", rule="法规表", field=field)


def require_positive(value: int, field: str) -> None:
    """Raises `Malformed` unless `value` is at least 1."""
    if value < 1:
        raise Malformed(f"“{field}”应为 1 以上的整数，实为 {value}", rule="法规表", field=field)


def require_places(text: str, places: Collection[str], field: str) -> None:
    """Raises `Malformed` unless a template is well formed and fills exactly these places."""
    try:
        found = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text)]
    except ValueError:
        raise Malformed(f"“{field}”里的花括号不成对", rule="法规表", field=field) from None
    names = [name for name, _, _ in found if name is not None]
    plain = all(not spec and not conversion for _, spec, conversion in found)
    if not plain or sorted(names) != sorted(places):
        wanted = "、".join(f"{{{place}}}" for place in places) or "无"
        raise Malformed(f"“{field}”里应恰好各有一处：{wanted}", rule="法规表", field=field)


R = TypeVar("R", bound=Row)


class Law:
    """Every row of every table; immutable. `with_row` gives the law as it is after a correction."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._versions: dict[type[Row], dict[str, tuple[Row, ...]]] = {}
        for row in rows:
            keys = self._versions.setdefault(type(row), {})
            keys[row.key] = _placed(keys.get(row.key, ()), row)

    def row(self, kind: type[R], key: str, on: date) -> R:
        """The row that holds on a day: the newest in force then.

        Raises `NotFound` for a key the table has not, or has only from a later day on.
        """
        versions = self.versions(kind, key)
        if not versions:
            raise NotFound(
                f"法规表“{kind.TABLE}”没有“{key}”；可用：{'、'.join(self.keys(kind)) or '（无）'}",
                rule="法规表",
                field="key",
            )
        found = self.find(kind, key, on)
        if found is None:
            raise NotFound(
                f"法规表“{kind.TABLE}”的“{key}”自 {versions[0].valid_from} 起才有，{on} 还没有",
                rule="法规表",
                field="key",
            )
        return found

    def find(self, kind: type[R], key: str, on: date) -> R | None:
        """As `row`, None when there is none."""
        held = [row for row in self.versions(kind, key) if row.valid_from <= on]
        return held[-1] if held else None

    def rows(self, kind: type[R], on: date) -> tuple[R, ...]:
        """The rows of a table that hold on a day, one for each key, in the table's order."""
        found = (self.find(kind, key, on) for key in self.keys(kind))
        return tuple(row for row in found if row is not None)

    def versions(self, kind: type[R], key: str) -> tuple[R, ...]:
        """Every row of one key, oldest first; empty for a key the table has not."""
        return cast(tuple[R, ...], self._versions.get(kind, {}).get(key, ()))

    def keys(self, kind: type[Row]) -> tuple[str, ...]:
        """Every key of a table, in the table's order."""
        return tuple(self._versions.get(kind, {}))

    def with_row(self, row: Row) -> "Law":
        """The law with one row more; it takes the place of the row of the same key and date."""
        keys = dict(self._versions.get(type(row), {}))
        keys[row.key] = _placed(keys.get(row.key, ()), row)
        law = Law()
        law._versions = self._versions | {type(row): keys}
        return law


def _placed(versions: tuple[Row, ...], row: Row) -> tuple[Row, ...]:
    others = [one for one in versions if one.valid_from != row.valid_from]
    return tuple(sorted([*others, row], key=lambda one: one.valid_from))
