"""Numbers of papers and registers, as an audit sees them: dense in each sequence.

docs/log-format.md §3 says what a claim of a number is; that each number an event states is claimed,
and no other, is `audit_claims`' to check.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from domain.audit import Findings
from domain.numbering import NEWEST


class NumberRow(NamedTuple):
    """A claim of a number, with the first position of the act it names (None when there is none).

    Each column may be of any type: somebody may have written into the file.
    """

    scope: Any
    value: Any
    first: Any


def check_dense(rows: Iterable[NumberRow], findings: Findings) -> None:
    """In every sequence the serials are 1..n, taken in the order of the journal.

    Rows come by scope and value. After a hole the count goes on from the number found.
    """
    scope: Any = None
    expected, latest = 1, 0
    for row in rows:
        if row.scope != scope:
            scope, expected, latest = row.scope, 1, 0
        if type(row.value) is not str or type(row.first) is not int:
            continue  # such a row is found where claims are compared with acts
        if row.value != f"{expected:06d}":
            what = f"{scope} 应为第 {expected} 号，却是 {row.value!r}：编号不连续"
            findings.add(row.first, "claims.value", what, "log-format §3")
        elif row.first < latest:
            what = f"{scope} 第 {expected} 号先于前一号取用"
            findings.add(row.first, "claims.value", what, "log-format §3")
        expected = (int(row.value) if _is_serial(row.value) else expected) + 1
        latest = row.first


def _is_serial(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) == len(str(NEWEST))
