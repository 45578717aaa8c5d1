"""What is known of a paper from an earlier site; much of what a new draft must state is missing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Relic:
    """An old paper. `mark` is None where no document number was kept; `dated` whether a date was."""

    organ: str
    kind: str
    title: str
    phase: str
    topic: str
    field: str | None
    source: str
    lines: tuple[str, ...]
    mark: str | None = None
    dated: bool = True
    html: bool = False
