"""The verdict of an audit: what was found wrong, what was counted, what it was compared with.

The audit itself is pure and lies in the modules beside this one, by subject: `audit_acts` (sealed
bytes), `audit_registry` (keys, posts, founding), `audit_lives` (case files and who may follow
whom), `audit_shapes` (canonical data). They are written from docs/log-format.md and share as little
as possible with the code that seals, so that a mistake there cannot hide itself. `ops/verifying.py`
brings them the bytes.
"""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

LISTED = 1000
"""How many findings a report lists; the others are counted."""

ALONE = "与自身一致，没有与外部保存的凭据比对"
COMPARED = "与自身一致，也与外部保存的凭据一致"
BROKEN = "核验发现问题"


class AuditFinding(NamedTuple):
    """One thing that is wrong.

    `position` is where in the journal, None when it is about a file; `where` names the column or
    the file; `what` says what is wrong with it; `rule` the part of docs/log-format.md or the
    specification that says how it must be.
    """

    position: int | None
    where: str
    what: str
    rule: str


class Findings:
    """What is wrong, as it is found: the first thousand by position are listed, all counted."""

    def __init__(self) -> None:
        self.total = 0
        self._listed: list[AuditFinding] = []

    def add(self, position: int | None, where: str, what: str, rule: str) -> None:
        """One more. Its words can be printed, whatever hostile text they quote."""
        self.total += 1
        said = what.encode("utf-8", "backslashreplace").decode()
        said = said if len(said) <= 300 else f"{said[:300]}…"
        self._listed.append(AuditFinding(position, where, said, rule))
        if len(self._listed) > 2 * LISTED:
            self._listed = list(self.in_order())

    def extend(self, others: "Findings") -> None:
        """All that another part of the audit found."""
        self.total += others.total
        self._listed += others._listed
        self._listed = list(self.in_order())

    def in_order(self) -> tuple[AuditFinding, ...]:
        """The listed ones by position; those about files come last."""
        ordered = sorted(
            self._listed, key=lambda found: (found.position is None, found.position or 0)
        )
        return tuple(ordered[:LISTED])


@dataclass(frozen=True)
class Counts:
    """How much was checked. `opened` contents were compared with their commitment, for `closed`
    ones no key is kept."""

    acts: int = 0
    events: int = 0
    claims: int = 0
    commands: int = 0
    checkpoints: int = 0
    blobs: int = 0
    opened: int = 0
    closed: int = 0


@dataclass(frozen=True)
class Report:
    """What an audit found. `size` and `root` (hex) are the tree's over all events."""

    origin: str
    founding: str
    size: int
    root: str
    counts: Counts
    findings: tuple[AuditFinding, ...]
    total: int
    notes: tuple[str, ...]
    compared: tuple[str, ...]
    not_compared: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.total == 0

    @property
    def first_bad(self) -> int | None:
        """The first position something is wrong with; None when only files are at fault."""
        return self.findings[0].position if self.findings else None

    @property
    def verdict(self) -> str:
        """One line for people. It never claims more than was compared."""
        if self.total:
            where = "" if self.first_bad is None else f",最先在第 {self.first_bad} 号"
            return f"{BROKEN} {self.total} 处{where}"
        return COMPARED if self.compared else ALONE

    def to_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            **asdict(self),
            "findings": [finding._asdict() for finding in self.findings],
            "first_bad": self.first_bad,
            "sound": self.sound,
            "verdict": self.verdict,
        }
