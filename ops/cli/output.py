"""How the command line speaks: tables and sentences for people, one JSON document with --json."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

AsJSON = Annotated[bool, typer.Option("--json", help="用 JSON 输出")]

_NARROWEST = 12
"""How narrow a column that folds may become, in terminal cells."""


def say(text: str) -> None:
    """A sentence on standard output."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """A sentence beside the result, on standard error."""
    sys.stderr.write(text + "\n")


def say_json(value: Any) -> None:
    """One JSON document on standard output, Chinese left readable."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, whole: Sequence[str] = ()
) -> None:
    """Rows under headings; wide cells fold on a terminal, but never those of the `whole` columns.

    In a file or a pipe each row is one line.
    """
    told = [["" if cell is None else str(cell) for cell in row] for row in rows]
    table = Table(box=None, pad_edge=False, header_style="bold")
    least = 0
    for place, column in enumerate(columns):
        width = max(map(cell_len, (column, *(row[place] for row in told))))
        kept = column in whole or not sys.stdout.isatty()
        table.add_column(column, overflow="fold", no_wrap=kept, min_width=width if kept else None)
        least += (width if kept else min(width, _NARROWEST)) + 2
    for row in told:
        table.add_row(*row)
    console = Console(soft_wrap=not sys.stdout.isatty())
    console.width = max(console.width, least)
    console.print(table)
