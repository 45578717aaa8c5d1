"""The town as a HOME whose housing organ handles requests: clerk, guide, remedy bodies, marks."""

from datetime import timedelta
from pathlib import Path

from domain.canonical import decode, encode
from domain.officer import Officer
from domain.permissions import Role
from ops.keystore import KeyStore, SeedSigner
from tests.counter import open_counter
from tests.premises import PASSPHRASE, Premises, copy_premises
from tests.town import ORIGIN, Town, copy_town

OTHER = "清河县人民政府办公室"
"""Another organ, with a clerk, a drafter and an approver of its own."""


def furnish_hall(founded: Town, folder: Path) -> Premises:
    """As `premises.furnish`, with the people at the counter; closed and one's own."""
    made = founded.home.with_name(f"{founded.home.name}-hall")
    if not made.exists():
        _furnish(founded, made)
    names = {role: str(name) for role, name in decode((made / "names").read_bytes()).items()}
    return copy_premises(Premises(made / "home", names, founded.housing.organ), folder)


def _furnish(founded: Town, made: Path) -> None:
    town = copy_town(founded, made / "home")
    counter = open_counter(town)
    other = town.enrol_office(OTHER)
    people = {
        "first": town.registrars[0],
        "supervisor": town.supervisor,
        "drafter": counter.drafter,
        "reviewer": counter.reviewer,
        "approver": counter.approver,
        "clerk": counter.clerk,
        "secrecy": counter.secrecy,
        "other_clerk": town.enrol_officer("另一受理员", (Role.CLERK, other.organ)),
        "other_drafter": other.drafter,
        "other_approver": other.approver,
    }
    keys = town.home / "keys"
    keys.mkdir(mode=0o700)
    keys.joinpath("log.key").touch(mode=0o600)
    keys.joinpath("log.key").write_text(f"{town.log_key._secret[:32].hex()}\n", "ascii")
    store = KeyStore(town.home / "state.db", ORIGIN, timedelta(hours=8))
    names = {}
    for role, caller in people.items():
        officer = town.app.load(Officer, caller.officer)
        names[role] = officer.sign_in
        assert isinstance(caller.signer, SeedSigner)
        store.keep_key(officer.id, officer.sign_in, PASSPHRASE, caller.signer._secret[:32])
    store.close()
    counter.close()
    town.close()
    town.home.chmod(0o700)
    (made / "names").write_bytes(encode(names))
