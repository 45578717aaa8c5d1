"""`gongkai`: the command line. Exit 0 fine, 1 a finding or refusal, 2 wrong use.

Nothing of the application is imported before the environment was looked at, because the event
sourcing library reads some variables when it is imported. What only one command or one failure
needs is imported with it.
"""

import sqlite3
import sys
from typing import NoReturn

from domain.errors import Refusal
from domain.law.articles import spoken
from ops.guard import refuse_library_environment
from ops.settings import process_environment


def main() -> None:
    """The console script."""
    try:
        refuse_library_environment(process_environment())
        from typer import Abort, TyperException

        from ops.cli.application import command
    except Refusal as refusal:
        _refused(refusal)
    try:
        # Told to leave errors to us, the framework returns the code of `typer.Exit`, else None.
        code = command()(prog_name="gongkai", standalone_mode=False) or 0
    except TyperException as error:
        from ops.cli.usage import told

        _ended(told(error), error.exit_code)
    except Abort:
        _failed("已取消，没有办理")
    except Refusal as refusal:
        _refused(refusal)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except _unavailable() as error:
        _failed(f"现在不能读写，请稍后再试：{error}")
    except _unreadable() as error:
        _failed(f"档案读写不了：{type(error).__name__}: {error}")
    sys.exit(code)


def _unavailable() -> tuple[type[Exception], ...]:
    """Loaded once something was raised: a command that needs no archive does without them."""
    from projections.projector import Unavailable
    from search.engine import EngineUnavailable

    return Unavailable, EngineUnavailable


def _unreadable() -> tuple[type[Exception], ...]:
    from sqlalchemy.exc import SQLAlchemyError

    return OSError, sqlite3.Error, SQLAlchemyError


def _refused(refusal: Refusal) -> NoReturn:
    where = f"[{refusal.field}] " if refusal.field else ""
    rule = spoken(refusal.rule)
    _failed(f"未办理：{where}{refusal.message}" + (f"（{rule}）" if rule else ""))


def _failed(sentence: str) -> NoReturn:
    _ended(sentence, 1)


def _ended(said: str, code: int) -> NoReturn:
    if said:
        sys.stderr.write(said + "\n")
    sys.exit(code)
