"""Founding an archive on disk, and restoring its registrars.

What survives a crash: everything is made in a folder beside HOME and moved in, the journal last.
Killed before that, HOME holds no journal and founding simply begins again.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from domain.archive import ArchiveApplication, Recorded, Registrar
from domain.errors import Conflict, Incomplete
from domain.notes import vkey
from domain.sealing import log_entry
from ops.clock import now, random_bytes, uuid7
from ops.journal.sqlite import SQLiteJournal
from ops.keystore import KeyStore, SeedSigner, make_log_key

JOURNAL = "journal.db"
DEMO_MARK = "demo"


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
    home: Path, *, origin: str, registrars: Sequence[NewRegistrar], demo: bool = False
) -> Founded:
    """Found an archive in `home`. Raises `Conflict` when one is there, `Incomplete`, `Malformed`."""
    if (home / JOURNAL).exists():
        raise Conflict(f"{home} 里已经有一个档案", field="home")
    if len({registrar.sign_in for registrar in registrars}) != len(registrars):
        raise Incomplete("登记员的登录名重复", field="registrar")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    workshop = home.with_name(f".{home.name}.founding")
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(mode=0o700)
    try:
        founded = _found(workshop, origin, registrars)
        if demo:
            (workshop / DEMO_MARK).write_text("示范数据\n", "utf-8")
        for path in sorted(workshop.iterdir(), key=lambda path: path.name == JOURNAL):
            os.replace(path, home / path.name)
        _sync(home)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return founded


def founding_hash(journal: SQLiteJournal) -> str:
    """Position 1's log entry in hex: the name of this archive for everyone outside."""
    first = journal.read(0, 1)[0]
    return log_entry(first.event.statement, first.act.envelope).hex()


def _found(home: Path, origin: str, registrars: Sequence[NewRegistrar]) -> Founded:
    log_key = make_log_key(home / "keys")
    journal = SQLiteJournal(home / JOURNAL)
    keystore = KeyStore(home / "state.db", origin, timedelta(hours=1))
    try:
        archive = ArchiveApplication(
            journal=journal, origin=origin, clock=now, new_id=uuid7, salts=random_bytes
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


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
