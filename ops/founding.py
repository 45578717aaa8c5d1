"""Founding an archive on disk.

What survives a crash: everything is made in a folder inside HOME and moved out of it, the journal
last. Killed before that, HOME holds no journal, and founding begins again: what was moved already
is known by the journal that still lies in that folder, and nothing else is ever overwritten.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from domain.archive import ArchiveApplication, Recorded, Registrar
from domain.errors import Conflict, Incomplete
from domain.notes import vkey
from domain.sealing import log_entry
from ops.blobs import sync_folder
from ops.clock import now, random_bytes, uuid7
from ops.homelock import HomeLock
from ops.journal.sqlite import SQLiteJournal
from ops.keyfiles import make_log_key
from ops.keystore import KeyStore, SeedSigner

JOURNAL = "journal.db"
DEMO_MARK = "demo"
WORKSHOP = ".founding"
PARTS = frozenset({"state.db", "secrets.db", "keys", "blobs", "log", DEMO_MARK})
"""What an archive keeps beside its journal and cannot rebuild."""


@dataclass(frozen=True)
class NewRegistrar:
    """A registrar to be: sign-in name, name, and the passphrase that will wrap his key."""

    sign_in: str
    name: str
    passphrase: str


@dataclass(frozen=True)
class Founded:
    """What an outsider keeps: the founding hash (position 1's log entry) and the log's vkey."""

    origin: str
    founding: str
    vkey: str
    officers: tuple[str, ...]


def found_archive(
    home: Path,
    *,
    origin: str,
    registrars: Sequence[NewRegistrar],
    demo: bool = False,
    clock: Callable[[], datetime] = now,
) -> Founded:
    """Found an archive in `home`, which may hold a `gongkai.toml` already.

    Raises `Conflict` when an archive, or anything that looks like a part of one, is there;
    `Incomplete`, `Malformed` for what was given.
    """
    if len({registrar.sign_in for registrar in registrars}) != len(registrars):
        raise Incomplete("登记员的登录名重复", field="registrar")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with HomeLock(home) as lock:
        if not lock.acquire():
            raise Conflict(f"另一个进程正在使用 {home}", rule="HOME lock", field="home")
        _clear(home)
        workshop = home / WORKSHOP
        workshop.mkdir(mode=0o700)
        try:
            founded = _found(workshop, origin, registrars, clock)
            if demo:
                (workshop / DEMO_MARK).write_text("示范数据\n", "utf-8")
        except BaseException:
            shutil.rmtree(workshop)
            raise
        for path in sorted(workshop.iterdir(), key=lambda path: path.name == JOURNAL):
            os.replace(path, home / path.name)
        workshop.rmdir()
        sync_folder(home)
    return founded


def _clear(home: Path) -> None:
    """Take away what an interrupted founding left. Raises `Conflict` for anything else."""
    if (home / JOURNAL).exists():
        raise Conflict(f"{home} 里已经有一个档案", field="home")
    workshop = home / WORKSHOP
    left = [path for path in home.iterdir() if path.name in PARTS]
    if left and not (workshop / JOURNAL).exists():
        names = "、".join(sorted(path.name for path in left))
        raise Conflict(
            f"{home} 里没有日志，却有档案的其他部分（{names}）；请先查明来历，不会覆盖",
            field="home",
        )
    for path in left:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(workshop, ignore_errors=True)


def founding_hash(journal: SQLiteJournal) -> str:
    """Position 1's log entry in hex: the name of this archive for everyone outside."""
    first = journal.read(0, 1)[0]
    return log_entry(first.event.statement, first.act.envelope).hex()


def _found(
    home: Path,
    origin: str,
    registrars: Sequence[NewRegistrar],
    clock: Callable[[], datetime],
) -> Founded:
    log_key = make_log_key(home / "keys")
    journal = SQLiteJournal(home / JOURNAL)
    keystore = KeyStore(home / "state.db", origin, timedelta(hours=1))
    try:
        archive = ArchiveApplication(
            journal=journal, origin=origin, clock=clock, new_id=uuid7, salts=random_bytes
        )
        seeds = [random_bytes(32) for _ in registrars]
        recorded = archive.found(
            [
                Registrar(registrar.name, registrar.sign_in, SeedSigner(seed))
                for registrar, seed in zip(registrars, seeds, strict=True)
            ],
            log_key=log_key.public_key.hex(),
        )
        officers = enrolled_officers(recorded)
        for officer, registrar, seed in zip(officers, registrars, seeds, strict=True):
            keystore.keep_key(officer, registrar.sign_in, registrar.passphrase, seed)
        return Founded(origin, founding_hash(journal), vkey(origin, log_key.public_key), officers)
    finally:
        keystore.close()
        journal.close()


def enrolled_officers(recorded: Recorded) -> tuple[str, ...]:
    """The officers an act enrolled, in order."""
    return tuple(
        str(event.originator_id)
        for event in recorded.events
        if event.topic == "gongkai.officer.enrolled.v1"
    )
