"""A field of the form of an applicant's act, and how a long text of it is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.forms import Reading

MOST_TEXT = 5000


@dataclass(frozen=True)
class Field:
    """A field of an act's form: `kind` is text, area, date, files or select.

    `choices` are the (value, label) pairs of a select.
    """

    kind: str
    name: str
    label: str
    hint: str = ""
    optional: bool = False
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def labels_of(fields: tuple[Field, ...]) -> Mapping[str, str]:
    """The labels of an act's fields by name."""
    return {field.name: field.label for field in fields}


def needed_long(reading: Reading, name: str, article: str) -> str:
    """A text that must be given, of no more than `MOST_TEXT` characters."""
    text = reading.needed_text(name, article)
    if len(text) > MOST_TEXT:
        reading.wrong(name, f"不超过 {MOST_TEXT} 字，现在有 {len(text)} 字")
    return text
