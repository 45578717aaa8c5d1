"""Help texts in the framework's tables: in Chinese, folded to the terminal, never cut off.

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


_WORDS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "REQUIRED_LONG_STRING": "[必填]",
    "DEFAULT_STRING": "[默认：{}]",
}
"""What the framework writes around our texts, by the name it keeps each word under."""


def fold_help() -> None:
    """Have the help printed with such tables and words: the framework has no setting for it, and
    takes the class of its tables and its words from here."""
    setattr(rich_utils, Table.__name__, FoldingTable)
    for name, word in _WORDS.items():
        setattr(rich_utils, name, word)
