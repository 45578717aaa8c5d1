"""Help texts in the framework's tables: folded to the width of the terminal, never cut off.

The tables break lines only at spaces and cut a word that is too long. Chinese has no spaces, so a
whole sentence is such a word, and its end was missing.
"""

from rich.columns import Columns
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text
from typer import rich_utils


class FoldingTable(Table):
    """A table all of whose columns fold what is too long."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for column in self.columns:
            column.overflow = "fold"
            for cell in column.cells:
                # What an option is for and its default stand side by side in one cell.
                for part in cell.renderables if isinstance(cell, Columns) else ():
                    if isinstance(part, Text):
                        part.overflow = "fold"
        yield from super().__rich_console__(console, options)


def fold_help() -> None:
    """Have the help printed with such tables: the framework has no setting for it, and takes the
    class of its tables from here."""
    setattr(rich_utils, Table.__name__, FoldingTable)
