"""A paper that an organ issues: numbered, printed once, kept encrypted."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.archive import Desk
from domain.content import ClearPart, Content
from domain.disclosure import ContentStore
from domain.law.rows import Law
from domain.letters import Paper, Printer, Template
from domain.numbering import Number, take_number
from domain.organ import Organ
from domain.requests.writing import letter_number, number_kind, template_of

PRINTED = "letters/1"
"""What derived the text of a printed letter: its own paper."""


@dataclass(frozen=True)
class Issued:
    """What an event says of a paper made here: its number and its stored PDF."""

    number: Number
    content: Content


def issue_paper(
    desk: Desk,
    organ: Organ,
    law: Law,
    key: str,
    contents: ContentStore,
    printer: Printer,
    composed: Callable[[Template, dict[str, str]], Paper],
) -> Issued:
    """Take the next number of the template, let the paper be composed with it, print and keep it.

    `composed` is given the template and the facts of the paper itself: number and date. An act
    that is refused afterwards takes no number, and leaves a stored content that no event names.
    """
    today = desk.act.today
    template = template_of(law, key, today)
    sequence = number_kind(law, template, today)
    serial = take_number(desk, organ.id, today.year, sequence)
    number = letter_number(law, organ, template, today.year, serial, today)
    paper = composed(template, {"number": number, "dated": today.isoformat()})
    part = ClearPart(
        f"{template.title}.pdf",
        "application/pdf",
        printer.print(paper),
        "\n".join(paper.texts),
        PRINTED,
    )
    return Issued(Number(sequence, serial, today.year), contents.keep([part]))
