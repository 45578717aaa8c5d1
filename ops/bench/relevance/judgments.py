"""The judged queries of the demonstration archive: what is typed, and which titles answer it.

The archive is made anew relative to the day it is made, so answers are named by parts of their
titles, and queries with a number or a day by a pattern that the answer itself fills in.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.numbers import read_document_number

FILE = Path(__file__).with_name("judged.tsv")


@dataclass(frozen=True)
class Listed:
    """A record that may be an answer."""

    id: str
    title: str
    document_number: str | None
    published_on: str | None


@dataclass(frozen=True)
class Judged:
    """A query and its answers: any record whose title has all parts of one of `answers`."""

    kind: str
    pattern: str
    answers: tuple[tuple[str, ...], ...]

    @property
    def set_aside(self) -> bool:
        """Whether it is only reported, never looked at while anything is tuned."""
        return hashlib.sha256(f"{self.pattern}\t{self.answers}".encode()).digest()[0] % 2 == 1

    def right(self, records: Sequence[Listed]) -> tuple[Listed, ...]:
        """The records that answer it."""
        return tuple(
            one for one in records if any(_has(one.title, parts) for parts in self.answers)
        )

    def typed(self, records: Sequence[Listed]) -> str:
        """The query as it is typed. Raises ValueError when no answer can fill its pattern."""
        if "{" not in self.pattern:
            return self.pattern
        for one in self.right(records):
            number = read_document_number(one.document_number or "")
            values = {"day": one.published_on or "", "title": one.title}
            if number is not None:
                values |= {
                    "code": number.code,
                    "year": str(number.year),
                    "serial": str(number.serial),
                }
            if all(value for name, value in values.items() if f"{{{name}}}" in self.pattern):
                try:
                    return self.pattern.format(**values)
                except KeyError:
                    continue
        raise ValueError(f"no record fills {self.pattern}")


def read_judged(file: Path = FILE) -> Iterator[Judged]:
    """The rows of the file, in order. Raises ValueError for one without three columns."""
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, pattern, answers = line.split("\t")
            yield Judged(
                kind,
                pattern,
                tuple(tuple(one.split(" + ")) for one in answers.split(" | ")),
            )


def _has(title: str, parts: Sequence[str]) -> bool:
    return all(part.strip() in title for part in parts)
