"""Restoring registrars: only when fewer than two can act, and never naming a key nobody holds."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.archive import Caller
from domain.errors import Incomplete, KeyNotValid, SignInRefused, Taken, WrongState
from domain.founding import Archive
from domain.officer import Officer
from ops.bootstrap import Services, open_archive
from ops.founding import NewRegistrar, found_archive
from ops.journal.sqlite import SQLiteJournal
from ops.keystore import require_signer
from ops.restoring import restore
from ops.settings import Settings

PASSPHRASE = "a passphrase of some length"
ORDER = "清政人〔2026〕9号"
NEW = [NewRegistrar("ding", "丁某", PASSPHRASE)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with two registrars, closed; nobody writes to it."""
    home = tmp_path_factory.mktemp("restoring") / "var"
    registrars = [NewRegistrar("jia", "甲某", PASSPHRASE), NewRegistrar("yi", "乙某", PASSPHRASE)]
    found_archive(home, origin="qinghe.gov.example/gongkai", registrars=registrars)
    return home


@pytest.fixture
def services(archive: Path, tmp_path: Path) -> Iterator[Services]:
    """That archive, this test's own."""
    shutil.copytree(archive, tmp_path / "var")
    with open_archive(Settings(home=tmp_path / "var")) as services:
        yield services


def revoke_own_key(services: Services, sign_in: str) -> None:
    """The registrar can act no more."""
    officer, signers = services.keystore.unlock(sign_in, PASSPHRASE)
    valid = services.archive.load(Officer, officer).valid_keys()
    signer = require_signer(signers, valid)
    caller = Caller(officer, None, signer)
    services.registration.revoke_key(caller, officer, signer.public_key.hex(), cause="遗失")


def run(services: Services, *, remaining: str | None = "jia", **changes: object) -> tuple[str, ...]:
    """Restore, signed by the remaining registrar."""
    given = {"order": ORDER, "registrars": NEW} | changes
    passphrase = None if remaining is None else PASSPHRASE
    return restore(services, remaining=remaining, passphrase=passphrase, **given)  # type: ignore[arg-type]


def test_the_remaining_registrar_and_the_log_key_enrol_new_ones(services: Services) -> None:
    revoke_own_key(services, "yi")
    (officer,) = run(services)
    identity, signers = services.keystore.unlock("ding", PASSPHRASE)
    assert identity == officer
    held = services.archive.load(Officer, officer)
    assert held.is_able_registrar()
    assert signers[0].public_key.hex() in held.valid_keys()
    act = services.journal.read(services.journal.position() - 1, 1)[0].act
    first = services.journal.events_of(act)[0]
    assert first.topic == Archive.RegistrarsRestored.TOPIC
    assert services.positions()["log"] == services.journal.position()
    # The new registrar acts like any other.
    services.registration.enrol_organ(
        Caller(officer, held.held_posts()[0].id, signers[0]), name="清河县人民政府"
    )


def test_when_nobody_remains_the_log_key_alone_signs(services: Services) -> None:
    revoke_own_key(services, "jia")
    revoke_own_key(services, "yi")
    two = [*NEW, NewRegistrar("wu", "戊某", PASSPHRASE)]
    assert len(run(services, remaining=None, registrars=two)) == 2


def test_while_two_can_act_nothing_is_restored(services: Services) -> None:
    before = services.journal.position()
    with pytest.raises(WrongState, match="仍有两名登记员"):
        run(services)
    assert services.journal.position() == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"remaining": None}, KeyNotValid),
        ({"remaining": "yi"}, KeyNotValid),
        ({"order": " "}, Incomplete),
        ({"registrars": [NewRegistrar("yi", "另一个乙", PASSPHRASE)]}, Taken),
        ({"registrars": [NewRegistrar("JIA", "另一个甲", PASSPHRASE)]}, Taken),
        ({"registrars": [NEW[0], NEW[0]]}, Incomplete),
        ({"registrars": [NewRegistrar("ding", "丁某", "short")]}, Incomplete),
        ({"registrars": [NewRegistrar("d ing", "丁某", PASSPHRASE)]}, Incomplete),
        ({"registrars": []}, Incomplete),
    ],
)
def test_what_may_not_be_restored_changes_nothing(
    services: Services, changes: dict[str, object], error: type[Exception]
) -> None:
    revoke_own_key(services, "yi")
    before = services.journal.position()
    with pytest.raises(error):
        run(services, **changes)  # type: ignore[arg-type]
    assert services.journal.position() == before
    assert services.keystore.unlock("jia", PASSPHRASE)
    with pytest.raises(SignInRefused):
        services.keystore.unlock("ding", PASSPHRASE)


class Killed(BaseException):
    """Stands for a kill at one moment."""


@pytest.mark.parametrize("appended", [False, True])
def test_killed_around_the_act_there_is_never_a_key_that_nobody_holds(
    services: Services, monkeypatch: pytest.MonkeyPatch, *, appended: bool
) -> None:
    revoke_own_key(services, "yi")
    append = SQLiteJournal.append

    def dying(journal: SQLiteJournal, sealed: object) -> int:
        if appended:
            append(journal, sealed)  # type: ignore[arg-type]
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(SQLiteJournal, "append", dying)
        with pytest.raises(Killed):
            run(services)
    if not appended:
        time.sleep(1.1)  # the newest kept key counts, and times are kept in seconds
        run(services)
    identity, signers = services.keystore.unlock("ding", PASSPHRASE)
    held = services.archive.load(Officer, identity)
    assert held.is_able_registrar()
    assert {signer.public_key.hex() for signer in signers} & held.valid_keys()


def test_the_new_key_is_wrapped_and_nowhere_clear(services: Services) -> None:
    revoke_own_key(services, "yi")
    run(services)
    _, signers = services.keystore.unlock("ding", PASSPHRASE)
    seed = signers[0]._secret[:32]
    for path in services.settings.home.rglob("*"):
        if path.is_file():
            assert seed not in path.read_bytes()
    state = sqlite3.connect(services.settings.home / "state.db")
    assert state.execute("SELECT count(*) FROM keys WHERE sign_in = 'ding'").fetchone() == (1,)
    state.close()
