"""The settings a command runs with: the root's --home first, then environment and file."""

import typer

from ops.settings import Settings


def settings_of(context: typer.Context) -> Settings:
    """The settings that the root command read."""
    settings = context.obj
    assert isinstance(settings, Settings)
    return settings
