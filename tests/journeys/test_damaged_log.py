"""A log on disk that is not the one the archive signed stops the service before it serves."""

from pathlib import Path

import pytest

from ops.bootstrap import open_archive
from ops.covering import cover
from ops.founding import NewRegistrar, found_archive
from ops.serving import serve
from ops.settings import read_settings
from projections.published_log import LogDamaged

PASSPHRASE = "correct horse battery"


def test_the_service_does_not_start_on_a_changed_bundle(tmp_path: Path) -> None:
    home = tmp_path / "var"
    registrars = [NewRegistrar("jia", "甲某", PASSPHRASE), NewRegistrar("yi", "乙某", PASSPHRASE)]
    found_archive(home, origin="qinghe.gov.example/gongkai", registrars=registrars)
    settings = read_settings(home, environment={})
    with open_archive(settings) as services:
        assert cover(services, services.journal.position())
    bundle = next((home / "log/tile/entries").rglob("7"))
    changed = bytearray(bundle.read_bytes())
    changed[10] ^= 1
    bundle.write_bytes(changed)
    with pytest.raises(LogDamaged):
        serve(settings)
