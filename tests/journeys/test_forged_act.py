"""An act that nobody rightly signed never comes under the log's own signature."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.canonical import encode, utc
from domain.journal import SealedAct
from domain.sealing import UnsealedEvent, seal
from ops.bootstrap import Services, follow, open_archive
from ops.clock import now, random_bytes, uuid7
from ops.founding import NewRegistrar, found_archive
from ops.keystore import SeedSigner
from ops.settings import read_settings

PASSPHRASE = "correct horse battery"


def forged(services: Services, officer: str, signer: SeedSigner) -> SealedAct:
    """A well-formed act in the officer's name, sealed by whoever holds `signer`."""
    stream = f"organ:{uuid7()}"
    data = encode({"aliases": [], "code": "", "kind": "ORGAN", "name": "假机关", "short_name": ""})
    act, rows = seal(
        log=services.origin,
        act=uuid7(),
        time=utc(now()),
        events=[UnsealedEvent(stream, 1, "gongkai.organ.enrolled.v1", data)],
        before=lambda stream, version: None,
        office=encode({"ground": None, "organ": None, "post": None}),
        person=encode(
            {
                "claims": [],
                "commands": [],
                "officer": officer,
                "reads": [],
                "reason": None,
                "source": None,
                "terminal": None,
            }
        ),
        seen=services.journal.seen(),
        signers=[signer],
        new_id=uuid7,
        salts=random_bytes,
    )
    return SealedAct(act._replace(officer=officer), rows, (), (), ())


def a_stranger_s_key(sealed: SealedAct) -> SealedAct:
    return sealed


def a_broken_signature(sealed: SealedAct) -> SealedAct:
    envelope = sealed.act.envelope.replace(b'"sig":"', b'"sig":"AAAA', 1)
    return SealedAct(sealed.act._replace(envelope=envelope), sealed.events, (), (), ())


def another_time(sealed: SealedAct) -> SealedAct:
    act = sealed.act._replace(recorded_at="2009-01-01T00:00:00.000000Z")
    return SealedAct(act, sealed.events, (), (), ())


@pytest.mark.parametrize("change", [a_stranger_s_key, a_broken_signature, another_time])
def test_a_forged_act_stops_the_log_and_no_checkpoint_covers_it(
    tmp_path: Path, change: Callable[[SealedAct], SealedAct]
) -> None:
    home = tmp_path / "var"
    registrars = [NewRegistrar("jia", "甲某", PASSPHRASE), NewRegistrar("yi", "乙某", PASSPHRASE)]
    founded = found_archive(home, origin="qinghe.gov.example/gongkai", registrars=registrars)
    with open_archive(read_settings(home, environment={})) as services:
        before = services.journal.position()
        sealed = change(forged(services, founded.officers[0], SeedSigner(random_bytes(32))))
        services.journal.append(sealed)
        with follow(services) as projector:
            assert projector is not None
            projector.catch_up()
            log = next(state for state in projector.states() if state.name == "log")
        assert log.failed
        assert log.position == before
        assert services.positions()["log"] == before
