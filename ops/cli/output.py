"""How the command line speaks: tables and sentences for people, one JSON document with --json."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

AsJSON = Annotated[bool, typer.Option("--json", help="用 JSON 输出")]


def say(text: str) -> None:
    """A sentence on standard output."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """A sentence beside the result, on standard error."""
    sys.stderr.write(text + "\n")


def say_json(value: Any) -> None:
    """One JSON document on standard output, Chinese left readable."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows under headings; wide cells fold."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(soft_wrap=not sys.stdout.isatty()).print(table)
