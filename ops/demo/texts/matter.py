"""A paper whose openness is a question, and what it holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Matter:
    """A paper with a question about its openness; `points` say what it holds.

    `public` ones were written to be read by everybody, whatever doubts their review meets.
    """

    key: str
    organ: str
    kind: str
    title: str
    phase: str
    topic: str
    field: str | None
    formed: int
    opening: str
    points: tuple[str, ...]
    mark: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    public: bool = False
