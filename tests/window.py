"""The reception window as a HOME: the town's archive with a clerk who can sign in.

The organ has stated its guide and its remedy bodies, and has one published record. Beside it there
is another organ, whose id stands among the names as `other_organ`.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from domain.officer import Officer
from ops.keystore import KeyStore, SeedSigner
from tests.counter import open_counter
from tests.premises import PASSPHRASE, Premises, furnish
from tests.town import ORIGIN, Town, copy_town


@dataclass(frozen=True)
class Window:
    """A HOME with a clerk among its people, and a record the organ has published."""

    premises: Premises
    record: str


def open_window(founded: Town, folder: Path) -> Window:
    """Enrol the clerk, publish a record, and wrap everybody's key."""
    town = copy_town(founded, folder / "window")
    counter = open_counter(town)
    other = town.registration.enrol_organ(town.registrars[0], name="清河县教育局").stream
    record = town.publish_record(title="清河县公租房分配办法").id
    clerk = town.app.load(Officer, counter.clerk.officer)
    signer = counter.clerk.signer
    counter.close()
    town.close()
    premises = furnish(town, folder)
    store = KeyStore(premises.home / "state.db", ORIGIN, timedelta(hours=8))
    assert isinstance(signer, SeedSigner)
    store.keep_key(clerk.id, clerk.sign_in, PASSPHRASE, signer._secret[:32])
    store.close()
    names = {**premises.names, "clerk": clerk.sign_in, "other_organ": other}
    return Window(Premises(premises.home, names, premises.organ), record)
