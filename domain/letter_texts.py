"""Passages of a letter: fixed clauses joined with facts and with what an officer wrote.

Values are put in once, in one pass, and never read as text of the template again; control,
direction and private characters are refused, for a reader must see all that he is sent.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Incomplete, Malformed
from domain.law.articles import numeral
from domain.letter_facts import FACTS, printed


class Style(StrEnum):
    """How a passage is set: a matter's heading, running text, or an item of a numbered list."""

    HEADING = "HEADING"
    BODY = "BODY"
    ITEM = "ITEM"


@dataclass(frozen=True)
class Clause:
    """A fixed passage; {name} stands for a fact or a field.

    A clause that names an optional field left empty is left out whole. A line break in a value
    starts a new passage of the same style.
    """

    style: Style
    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """The facts and fields it takes, in order."""
        return tuple(PLACEHOLDER.findall(self.text))


@dataclass(frozen=True)
class Field:
    """What the officer writes. `most` is in characters; `lines`: may hold line breaks."""

    name: str
    label: str
    help: str
    required: bool
    most: int
    lines: bool = False


PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Passage:
    """One printed paragraph; an item's text begins with its number."""

    style: Style
    text: str


_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@dataclass(frozen=True)
class Filling:
    """What one template is filled with. `title` and `rule` are for the refusals' words."""

    title: str
    rule: str
    fields: tuple[Field, ...]
    facts: Mapping[str, str]
    edited: Mapping[str, str]

    def passages(self, clauses: tuple[Clause, ...]) -> list[Passage]:
        """The clauses with their values, without those whose optional field is empty.

        Raises `Incomplete` for a missing fact or field, `Malformed` for one unknown, too long, of
        the wrong form or with a control character.
        """
        if unknown := sorted(self.facts.keys() - FACTS.keys()):
            raise Malformed(f"没有“{unknown[0]}”这个要素", rule=self.rule, field=unknown[0])
        names = {field.name for field in self.fields}
        if unknown := sorted(self.edited.keys() - names):
            raise Malformed(
                f"《{self.title}》没有“{unknown[0]}”这一栏", rule=self.rule, field=unknown[0]
            )
        written = {field.name: self._written(field) for field in self.fields}
        result = []
        for clause in clauses:
            if any(name in names and not written[name] for name in clause.names):
                continue
            values = {
                name: written[name] if name in names else self.fact(name) for name in clause.names
            }
            result += [
                Passage(clause.style, line.strip())
                for line in _substituted(clause.text, values).split("\n")
                if line.strip()
            ]
        return result

    def fact(self, name: str) -> str:
        """One fact as it is printed. Raises as `passages` does."""
        return self.clean(printed(FACTS[name], self.given(name)), name)

    def given(self, name: str) -> str:
        """One fact as the case gave it. Raises `Incomplete` when it is missing or blank."""
        value = self.facts.get(name, "").strip()
        if not value:
            raise Incomplete(
                f"《{self.title}》缺少“{FACTS[name].chinese}”", rule=self.rule, field=name
            )
        return value

    def clean(self, text: str, field: str) -> str:
        """`text`, when all of it can be seen. Raises `Malformed` naming the character."""
        for character in text:
            if unicodedata.category(character) in _UNPRINTABLE:
                raise Malformed(
                    f"《{self.title}》含有不能打印的控制字符 U+{ord(character):04X}",
                    rule=self.rule,
                    field=field,
                )
        return text

    def _written(self, field: Field) -> str:
        text = self.edited.get(field.name, "").replace("\r\n", "\n").strip()
        if field.required and not text:
            raise Incomplete(
                f"《{self.title}》缺少“{field.label}”：{field.help}",
                rule=self.rule,
                field=field.name,
            )
        if len(text) > field.most:
            raise Malformed(
                f"“{field.label}”有 {len(text)} 字，最多 {field.most} 字",
                rule=self.rule,
                field=field.name,
            )
        lines = text.split("\n")
        if len(lines) > 1 and not field.lines:
            raise Malformed(f"“{field.label}”不能分行", rule=self.rule, field=field.name)
        return "\n".join(self.clean(line, field.name) for line in lines)


def _substituted(text: str, values: Mapping[str, str]) -> str:
    """One pass, so that braces inside a value stay what they are.

    A value that ends a sentence gives up its stop where the clause goes on with its own.
    """

    def value(match: re.Match[str]) -> str:
        found = values[match[1]]
        return found.rstrip("。；;") if text[match.end() :][:1] in tuple("。；，、") else found

    return PLACEHOLDER.sub(value, text)


def numbered(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Items that follow one another are counted （一）（二）; one alone needs no number."""
    result = []
    count = 0
    for place, passage in enumerate(passages):
        if passage.style is not Style.ITEM:
            count = 0
        elif count or [following.style for following in passages[place + 1 : place + 2]] == [
            Style.ITEM
        ]:
            count += 1
            passage = Passage(Style.ITEM, f"（{numeral(count)}）{passage.text}")
        result.append(passage)
    return tuple(result)
