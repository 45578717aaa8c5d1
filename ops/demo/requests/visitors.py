"""Three requests that anybody may follow: their private codes are printed for everybody.

A code is otherwise random and told to the applicant alone; only the demonstration keeps given ones.
"""

from dataclasses import dataclass

VISITOR_CODES: dict[str, tuple[str, str]] = {
    "visitor-open": ("2QHE-KFMA-7YXB", "正在办理"),
    "visitor-clarify": ("3QHE-NWPC-8TRD", "等待补正"),
    "visitor-review": ("4QHE-VSJG-9UZF", "部分公开，正在复议"),
}
"""Story -> its code, and what there is to see."""


@dataclass(frozen=True)
class Visit:
    """A request to look at: its registration number and its code."""

    number: str
    code: str
    chinese: str


def written(visits: tuple[Visit, ...]) -> str:
    """The visits as lines of the demonstration's mark."""
    return "".join(f"{one.number}\t{one.code}\t{one.chinese}\n" for one in visits)


def read(text: str) -> tuple[Visit, ...]:
    """The visits in the lines of a mark."""
    return tuple(Visit(*line.split("\t")) for line in text.splitlines() if "\t" in line)
