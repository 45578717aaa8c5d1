"""The pen that writes a demonstration paper: phrases, figures and dates that repeat exactly."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from random import Random
from typing import TypeVar

_T = TypeVar("_T")

_DIGITS = "零一二三四五六七八九"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭林何高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余"


@dataclass(frozen=True)
class Heading:
    """A line that opens a part of the text."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row names the columns."""

    rows: tuple[tuple[str, ...], ...]


Block = str | Heading | Table


@dataclass(frozen=True)
class Paper:
    """What a template hands back: the members of a record and the blocks of its text.

    `mark` is the organ's sign in the document number (机关代字), None for papers without one;
    `effective` and `years` count from the day of forming.
    """

    organ: str
    kind: str
    title: str
    phase: str
    topic: str
    body: tuple[Block, ...]
    mark: str | None = None
    effective: int | None = None
    years: int | None = None
    attributes: dict[str, str] = field(default_factory=dict)


def chinese_number(number: int) -> str:
    """1..99 in Chinese: 12 -> 十二."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")


def articles(texts: Sequence[str], first: int = 1) -> tuple[str, ...]:
    """Number the texts as articles of a measure: 第一条, 第二条."""
    return tuple(f"第{chinese_number(first + i)}条　{text}" for i, text in enumerate(texts))


def sections(texts: Sequence[str]) -> tuple[str, ...]:
    """Number the texts 一、 二、 三、."""
    return tuple(f"{chinese_number(i + 1)}、{text}" for i, text in enumerate(texts))


def questions(pairs: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Questions and answers, each in a paragraph of its own."""
    return tuple(
        line
        for i, (asked, answered) in enumerate(pairs)
        for line in (f"{chinese_number(i + 1)}、{asked}", f"答：{answered}")
    )


def wan(hundredths: int) -> str:
    """An amount kept in hundredths of 万元, as it is written: 12345 -> 123.45万元."""
    return f"{hundredths / 100:.2f}万元"


def plain(body: Sequence[Block]) -> str:
    """The blocks as plain text, one paragraph a line."""
    lines: list[str] = []
    for block in body:
        if isinstance(block, Table):
            lines += ["　".join(row) for row in block.rows]
        else:
            lines.append(block.text if isinstance(block, Heading) else block)
    return "\n".join(lines)


def page(title: str, body: Sequence[Block]) -> str:
    """The blocks as a small clean HTML page."""
    parts: list[str] = []
    for block in body:
        if isinstance(block, Table):
            parts.append(_table(block))
        elif isinstance(block, Heading):
            parts.append(f"<h2>{escape(block.text)}</h2>")
        else:
            parts.append(f"<p>{escape(block)}</p>")
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head>\n<body>\n'
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _table(table: Table) -> str:
    head, *rows = table.rows
    lines = ["<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


class Pen:
    """Choices and dates for one paper: the same key draws the same words on every day.

    `edition` counts the versions of an amended paper from 0; it never moves the draws, so that two
    editions differ only where the template says `now`.
    """

    def __init__(self, key: str, today: date, formed_days_ago: int, edition: int = 0) -> None:
        self.key = key
        self.edition = edition
        self.formed = today - timedelta(days=formed_days_ago)
        self._rng = Random(f"清河县/{key}")

    def say(self, *phrases: str) -> str:
        """One of the phrases."""
        return phrases[self._rng.randrange(len(phrases))]

    def pick(self, choices: Sequence[_T]) -> _T:
        """One of the choices."""
        return choices[self._rng.randrange(len(choices))]

    def some(self, count: int, *phrases: str) -> list[str]:
        """`count` of the phrases, in the order given."""
        return [phrases[i] for i in sorted(self._rng.sample(range(len(phrases)), count))]

    def shuffled(self, *phrases: str) -> list[str]:
        """All the phrases in another order."""
        return self._rng.sample(phrases, len(phrases))

    def number(self, low: int, high: int, step: int = 1) -> int:
        """A number from low to high, both included."""
        return self._rng.randrange(low, high + 1, step)

    def parts(self, total: int, count: int) -> list[int]:
        """`count` positive numbers that add up to the total, none of them out of all proportion."""
        least = max(1, total // (2 * count))
        rest = total - least * count
        cuts = sorted(self._rng.randint(0, rest) for _ in range(count - 1))
        return [least + b - a for a, b in zip([0, *cuts], [*cuts, rest], strict=True)]

    def names(self, count: int) -> str:
        """Masked names of persons, joined as lists are."""
        return "、".join(
            self.pick(_SURNAMES) + self.say("某", "某某", "某", "某某") for _ in range(count)
        )

    def name(self) -> str:
        """One masked name."""
        return self.names(1)

    def phone(self) -> str:
        """A telephone number that cannot be real."""
        return f"0000-{self.number(7200000, 7299999)}"

    def now(self, *editions: str) -> str:
        """What this edition of the paper says; the last given holds for all later ones."""
        return editions[min(self.edition, len(editions) - 1)]

    def day(self, offset: int = 0) -> str:
        """The day `offset` days after forming: 2024年1月2日."""
        that = self.formed + timedelta(days=offset)
        return f"{that.year}年{that.month}月{that.day}日"

    def span(self, start: int, days: int) -> str:
        """`days` days from `start` days after forming, first and last day included."""
        return f"{self.day(start)}至{self.day(start + days - 1)}"

    def year(self, offset: int = 0) -> int:
        """The year of forming, moved by `offset` years."""
        return self.formed.year + offset

    def quarter(self) -> str:
        """The quarter of forming: 2024年第二季度."""
        return f"{self.formed.year}年第{chinese_number((self.formed.month + 2) // 3)}季度"

    def cite(self, key: str) -> str:
        """Stands for the document number of the record with this key."""
        return f"⟦{key}⟧"


def about(write: Callable[[Pen, _T], Paper], subject: _T) -> Callable[[Pen], Paper]:
    """The template bound to its subject."""
    return lambda pen: write(pen, subject)


@dataclass(frozen=True)
class Commission:
    """One paper to be written: which template, for which record, formed how many days ago."""

    key: str
    write: Callable[[Pen], Paper]
    formed_days_ago: int
    field: str | None = None
    html: bool = False
