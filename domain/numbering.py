"""文书与登记编号: serial numbers dense per organ, year and kind, taken in the act that states them.

A number is taken as a claim (docs/log-format.md §3), inserted in the transaction that writes the
act: an act that is refused takes none, and of two that reach for the same one the later runs again.
So the serials of each kind are 1..n in the order of the journal, without a hole.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.errors import Malformed, Taken

if TYPE_CHECKING:
    from domain.archive import Desk

SCOPE = "number"
"""What the scope of every claim of a number begins with, before the first colon."""

NEWEST = 999_999
"""The largest serial: values have six digits, so that their order as text is that of numbers."""

_KIND = re.compile(r"[a-z][a-z0-9_]*")
_YEARS = range(1949, 10_000)


@dataclass(frozen=True)
class Number:
    """编号: `kind` of paper or register, calendar `year`, `serial` from 1.

    The event that states a number takes it, in the organ of its case file; what comes later names
    the paper or the case file, not the number again.
    """

    kind: str
    serial: int
    year: int


def number_scope(organ: str, year: int, kind: str) -> str:
    """The scope of the claims of one sequence of numbers."""
    return f"{SCOPE}:{organ}:{year}:{kind}"


def number_claim(organ: str, number: Number) -> tuple[str, str]:
    """The claim by which an act takes a number."""
    return number_scope(organ, number.year, number.kind), f"{number.serial:06d}"


def take_number(desk: "Desk", organ: str, year: int, kind: str) -> int:
    """The next serial of this organ, year and kind, claimed by the act under way.

    Asked again in the same act it gives the one after. `kind` is lower-case ASCII letters, digits
    and underscores. Raises `Malformed` for another kind or a year that is none, `Taken` when the
    year has no serial left.
    """
    if not _KIND.fullmatch(kind) or year not in _YEARS:
        raise Malformed(f"没有“{kind}”{year} 年这种编号", rule="log-format §3", field="kind")
    claims = desk.act.claims
    scope = number_scope(organ, year, kind)
    own = [int(value) for taken, value in claims if taken == scope]
    serial = max(own, default=desk.newest_number(scope)) + 1
    if serial > NEWEST:
        raise Taken(f"{year} 年的编号已用到第 {NEWEST} 号", rule="log-format §3", field="kind")
    claims.append(number_claim(organ, Number(kind, serial, year)))
    return serial
