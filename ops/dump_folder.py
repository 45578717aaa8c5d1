"""Where servers keep the dumps they offer: in HOME, so that a killed one leaves them to be found.

`HOME/dump/SERVER/COUNT-POSITION-…/`: each server has a folder, locked as long as it lives, and the
name of each dump says what had been taken away when it was made (`register.taken_away`). So it can
be told from names alone, by any process and after any crash, what nobody offers any more.
"""

import contextlib
import shutil
import tempfile
from pathlib import Path

from sqlalchemy import Engine

from ops.homelock import HomeLock
from projections import register

NAME = "dump"
"""The folder in HOME."""

_UNLOCKED = ".new-"


class ServerFolder:
    """The folder of one server, deleted when it is closed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=_UNLOCKED, dir=folder))
        self._lock = HomeLock(made)
        self._lock.acquire()
        # Locked before it bears the name by which a sweep finds it.
        self._path = made.rename(folder / made.name.removeprefix(_UNLOCKED))

    def new(self, gone: tuple[int, int]) -> Path:
        """An empty folder for a dump made after these were taken away."""
        return Path(tempfile.mkdtemp(prefix=_prefix(gone), dir=self._path))

    def close(self) -> None:
        """Delete the folder with all dumps in it."""
        shutil.rmtree(self._path, ignore_errors=True)
        self._lock.release()


def sweep_dumps(folder: Path, views: Engine) -> int:
    """Delete dumps that a killed server left, and those that tell what was taken away since.

    Killed half-way, or kept away from a file, the next sweep finds the rest. How many there were.
    """
    if not folder.is_dir():
        return 0
    with views.connect() as connection:
        offered = _prefix(register.taken_away(connection))
    servers = (one for one in folder.iterdir() if not one.name.startswith(_UNLOCKED))
    return sum(_swept(server, offered) for server in servers)


def _swept(server: Path, offered: str) -> int:
    swept = 0
    # A server that stops meanwhile deletes its folder itself.
    with contextlib.suppress(FileNotFoundError, NotADirectoryError), HomeLock(server) as lock:
        dead = lock.acquire()
        for dump in server.iterdir():
            if dump.is_dir() and (dead or not dump.name.startswith(offered)):
                shutil.rmtree(dump, ignore_errors=True)
                swept += 1
        if dead:
            shutil.rmtree(server, ignore_errors=True)
    return swept


def _prefix(gone: tuple[int, int]) -> str:
    count, position = gone
    return f"{count}-{position}-"
