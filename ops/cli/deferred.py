"""Commands that are listed without being loaded: whoever asks for one waits for its modules only.

Nearly all of a short command's time went into loading what the other commands need.
"""

import functools
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True)
class Entry:
    """One line of the list of commands, and where the command is: `place` is `module:name`.

    What stands there in `ops.cli` is a function or a group without a help text of its own: that
    is `help`.
    """

    name: str
    place: str
    help: str

    def command(self) -> Any:
        """The command, loaded."""
        module, _, name = self.place.partition(":")
        found = getattr(import_module(f"ops.cli.{module}"), name)
        alone = typer.Typer(add_completion=False)
        alone.callback()(_nothing)
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=self.name, help=self.help)
        else:
            alone.command(self.name, help=self.help)(found)
        group: Any = typer.main.get_command(alone)
        return group.commands[self.name]


class Deferred(TyperCommand):
    """A command as far as a list of commands tells of it."""

    def __init__(self, entry: Entry, panel: str) -> None:
        super().__init__(entry.name, help=entry.help, rich_help_panel=panel)
        self.loaded = functools.cache(entry.command)


class DeferringGroup(TyperGroup):
    """A group that loads a command when it is the one to be run, completed or explained."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """As the framework does it, but of a deferred command what it stands for."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.loaded() if isinstance(command, Deferred) else command, rest


def _nothing() -> None:
    """Before a command that stands alone."""
