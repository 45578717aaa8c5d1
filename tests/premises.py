"""The town's archive as a HOME: with keys, passphrases and settings, for commands and the server.

Everybody has the same passphrase. Deriving it is slow on purpose, so a HOME is furnished once and
then copied.
"""

import contextlib
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from domain.canonical import decode, encode
from domain.officer import Officer
from ops.bootstrap import Services, open_archive
from ops.keystore import KeyStore, SeedSigner
from ops.settings import Settings
from tests.town import ORIGIN, Town, copy_town

PASSPHRASE = "correct horse battery"


class Premises:
    """A HOME and the sign-in names of the people in it."""

    def __init__(self, home: Path, names: dict[str, str], organ: str) -> None:
        self.home = home
        self.names = names
        self.organ = organ
        self.passphrase_file = home.parent / "passphrase"
        self.passphrase_file.write_text(f"{PASSPHRASE}\n", "utf-8")

    def __getattr__(self, role: str) -> str:
        """The sign-in name of the officer in a role: `premises.drafter`."""
        try:
            return self.names[role]
        except KeyError:
            raise AttributeError(role) from None

    def settings(self) -> Settings:
        """The settings of this HOME, the rest default."""
        return Settings(home=self.home)

    @contextlib.contextmanager
    def open(self) -> Iterator[Services]:
        """The archive, as a command opens it."""
        with open_archive(self.settings()) as services:
            yield services

    def position(self) -> int:
        """The journal's last position."""
        with self.open() as services:
            return services.journal.position()


def furnish(founded: Town, folder: Path) -> Premises:
    """A HOME of the founded town with everybody's key wrapped, closed and one's own."""
    made = founded.home.with_name(f"{founded.home.name}-furnished")
    if not made.exists():
        _furnish(founded, made)
    names = {role: str(sign_in) for role, sign_in in decode((made / "names").read_bytes()).items()}
    return copy_premises(Premises(made / "home", names, founded.housing.organ), folder)


def _furnish(founded: Town, folder: Path) -> None:
    town = copy_town(founded, folder / "home")
    home = town.home
    people = {
        "first": town.registrars[0],
        "second": town.registrars[1],
        "third": town.registrars[2],
        "migrator": town.migrator,
        "supervisor": town.supervisor,
        "drafter": town.housing.drafter,
        "reviewer": town.housing.reviewer,
        "approver": town.housing.approver,
        "publisher": town.housing.publisher,
    }
    keys = home / "keys"
    keys.mkdir(mode=0o700)
    keys.joinpath("log.key").touch(mode=0o600)
    keys.joinpath("log.key").write_text(f"{town.log_key._secret[:32].hex()}\n", "ascii")
    store = KeyStore(home / "state.db", ORIGIN, timedelta(hours=8))
    names = {}
    for role, caller in people.items():
        officer = town.app.load(Officer, caller.officer)
        names[role] = officer.sign_in
        assert isinstance(caller.signer, SeedSigner)
        seed = caller.signer._secret[:32]
        store.keep_key(officer.id, officer.sign_in, PASSPHRASE, seed)
    store.close()
    town.close()
    home.chmod(0o700)
    (folder / "names").write_bytes(encode(names))


def copy_premises(premises: Premises, folder: Path) -> Premises:
    """An independent copy of a closed HOME."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(premises.home, folder / "home", dirs_exist_ok=True)
    return Premises(folder / "home", premises.names, premises.organ)
