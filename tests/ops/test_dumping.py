"""The dump: whole, true to its manifest, without a text, and never older than a withdrawal."""

import hashlib
import json
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from api.app import create_app
from domain.errors import Busy
from domain.merkle_proofs import InclusionProof
from ops import dumping
from ops.bootstrap import follow
from ops.covering import catch_up
from ops.dumping import KeptDumps, Source, source_of, write_dump
from ops.expunging import Forgetting
from ops.sweeping import sweep
from tests.api.exhibition import MIGRATED, Exhibition, exhibit
from tests.premises import furnish
from tests.terminal import gongkai
from tests.town import Town, copy_town


def clock() -> datetime:
    return datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def lines(data: bytes) -> list[dict[str, Any]]:
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.splitlines()]


def source(shown: Exhibition) -> Source:
    site = shown.site
    return Source(
        site.title,
        site.origin,
        site.vkey,
        site.founding,
        site.demo,
        site.views,
        site.log,
        shown.town.home / "dump",
    )


@pytest.fixture(scope="module")
def shown(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exhibition]:
    town = copy_town(founded_town, tmp_path_factory.mktemp("dumped"))
    made = exhibit(town)
    yield made
    made.close()
    town.close()


@pytest.fixture
def client(shown: Exhibition) -> Iterator[TestClient]:
    app = create_app(shown.site)
    app.state.dumps = KeptDumps(source(shown), clock)
    with TestClient(app, raise_server_exceptions=False) as reader:
        yield reader
    app.state.dumps.close()


def test_a_dump_is_what_its_manifest_says(shown: Exhibition, tmp_path: Path) -> None:
    made = write_dump(source(shown), tmp_path / "dump", clock)
    told = json.loads((tmp_path / "dump/manifest.json").read_bytes())
    assert told["format"] == "gongkai-dump/v1"
    assert told["position"] == shown.town.position == made.manifest.position
    assert told["generated_at"] == "2026-03-04T05:06:07Z"
    assert told["checkpoint"].split("\n")[1] == str(shown.town.position)
    assert {path.name for path in (tmp_path / "dump").iterdir()} == {
        "manifest.json",
        *(one["name"] for one in told["files"]),
    }
    for one in told["files"]:
        data = (tmp_path / "dump" / one["name"]).read_bytes()
        assert len(data) == one["bytes"]
        assert hashlib.sha256(data).hexdigest() == one["sha256"]
        assert len(lines(data)) == one["count"]


def test_the_same_state_is_dumped_in_the_same_bytes(shown: Exhibition, tmp_path: Path) -> None:
    first = write_dump(source(shown), tmp_path / "1", clock)
    assert write_dump(source(shown), tmp_path / "2", clock).manifest == first.manifest


def test_every_public_record_has_its_line_and_no_line_has_a_text(
    shown: Exhibition, tmp_path: Path
) -> None:
    made = write_dump(source(shown), tmp_path, clock)
    data = made.path("records.jsonl").read_bytes()
    found = {one["id"]: one for one in lines(data)}
    assert len(found) == MIGRATED + 6
    assert shown.draft not in found
    assert found[shown.rules]["document_number"] == "清房规〔2023〕2号"
    assert found[shown.withdrawn]["title"] == "2019年公租房分配名单"
    for text in ("八十六户", "尚未公开", "摇号结果当场公布", "2018年公租房申请家庭名单"):
        assert text not in data.decode()
    left = found[shown.withheld]
    assert {name for name, value in left.items() if value} <= {
        *("id", "url", "status", "position", "withheld", "version", "organ", "organ_name", "kind"),
        *("changed_at",),
    }
    organs = lines(made.path("organs.jsonl").read_bytes())
    assert {one["id"] for one in organs} >= {shown.organ, shown.bare_organ}


def test_a_line_s_position_is_proved_to_be_in_the_log(
    shown: Exhibition, tmp_path: Path, client: TestClient
) -> None:
    made = write_dump(source(shown), tmp_path, clock)
    one = next(
        line for line in lines(made.path("records.jsonl").read_bytes()) if line["id"] == shown.rules
    )
    body = client.get(f"/api/log/inclusion?index={one['position'] - 1}").json()
    InclusionProof.from_json(body).verify()


def test_it_is_served_with_its_manifest(client: TestClient) -> None:
    told = client.get("/api/dump/manifest.json").json()
    for one in told["files"]:
        answer = client.get(one["url"])
        assert answer.headers["content-type"] == "application/jsonl"
        assert hashlib.sha256(answer.content).hexdigest() == one["sha256"]
        assert answer.headers["etag"] == f'"{one["sha256"]}"'
        part = client.get(one["url"], headers={"range": "bytes=5-9"})
        assert (part.status_code, part.content) == (206, answer.content[5:10])
    assert client.get("/api/dump/records.jsonl").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/dump/records.jsonl?position=1", 409),
        ("/api/dump/manifest.json/x", 404),
        ("/api/dump/..%2fviews.db", 404),
        ("/api/dump/none.jsonl", 404),
        ("/api/dump/records.jsonl?position=-1", 422),
        ("/api/dump/records.jsonl?position=x", 422),
    ],
)
def test_what_is_not_offered_is_a_problem(client: TestClient, address: str, status: int) -> None:
    assert client.get("/api/dump/manifest.json").status_code == 200
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_site_that_offers_none_says_so(shown: Exhibition) -> None:
    reader = TestClient(create_app(shown.site))
    assert reader.get("/api/dump/manifest.json").status_code == 404


def test_one_is_kept_for_a_while_and_made_anew_when_something_was_withdrawn(
    founded_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = copy_town(founded_town, tmp_path / "town")
    shown = exhibit(town)
    kept = KeptDumps(source(shown), clock)
    try:
        first = kept.current()
        town.publish_record(title="关于供水的公告")
        shown.catch_up()
        assert kept.current() is first
        assert kept.at(first.manifest.position) is first
        town.disclosure.withdraw(
            town.housing.approver,
            town.publish_record(title="误公开的名单").id,
            reason="误公开",
            basis="《政府信息公开条例》第十五条",
            withhold_title=True,
        )
        shown.catch_up()
        assert kept.at(first.manifest.position) is None
        second = kept.current()
        assert second.manifest.position == town.position
        assert "误公开的名单" not in second.path("records.jsonl").read_text()
        monkeypatch.setattr(dumping, "KEPT_SECONDS", -1.0)
        third = kept.current()
        assert third is not second
        assert second.path("records.jsonl").exists()
        assert not first.path("records.jsonl").exists()
        folder = third.folder.parent
        kept.close()
        assert not folder.exists()
    finally:
        kept.close()
        shown.close()
        town.close()


def test_what_a_killed_server_left_is_swept_and_a_living_one_s_stays(
    founded_town: Town, tmp_path: Path
) -> None:
    premises = furnish(founded_town, tmp_path / "premises")
    program = (
        "import os, sys; from pathlib import Path; from ops.bootstrap import open_archive;"
        "from ops.clock import now; from ops.dumping import KeptDumps, source_of;"
        "from ops.settings import Settings\n"
        "with open_archive(Settings(home=Path(sys.argv[1]))) as services:\n"
        "    KeptDumps(source_of(services), now).current(); os._exit(9)"
    )
    with premises.open() as services:
        catch_up(services)
        run = subprocess.run([sys.executable, "-c", program, str(premises.home)], check=False)
        assert run.returncode == 9
        assert len(list((premises.home / "dump").rglob("records.jsonl"))) == 1
        kept = KeptDumps(source_of(services), clock)
        living = kept.current()
        assert living.folder.is_relative_to(premises.home / "dump")
        assert stat.S_IMODE((premises.home / "dump").stat().st_mode) == 0o700
        with follow(services) as following:
            assert following is not None
            sweep(services)
        assert list((premises.home / "dump").rglob("records.jsonl")) == [
            living.path("records.jsonl")
        ]
        kept.close()
        assert list((premises.home / "dump").iterdir()) == []


def test_a_withdrawal_leaves_no_dump_that_tells_of_it_though_nobody_asks_for_another(
    founded_town: Town, tmp_path: Path
) -> None:
    premises = furnish(founded_town, tmp_path / "premises")
    town = copy_town(founded_town, premises.home)
    record = town.publish_record(title="误公开的名单").id
    try:
        with premises.open() as services:
            catch_up(services)
            kept = KeptDumps(source_of(services), clock)
            assert "误公开的名单" in kept.current().path("records.jsonl").read_text()
            forget = Forgetting(services.remnants)
            forget()
            assert list((premises.home / "dump").rglob("records.jsonl")) != []
            town.disclosure.withdraw(
                town.housing.approver,
                record,
                reason="误公开",
                basis="《政府信息公开条例》第十五条",
                withhold_title=True,
            )
            catch_up(services)
            forget()
            assert list((premises.home / "dump").rglob("records.jsonl")) == []
            assert "误公开的名单" not in kept.current().path("records.jsonl").read_text()
            kept.close()
    finally:
        town.close()


def test_a_dump_swept_while_it_is_made_is_asked_for_again(
    shown: Exhibition, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptDumps(source(shown), clock)

    def swept(connection: Connection) -> Iterator[bytes]:
        for folder in (shown.town.home / "dump").glob("*/*-*"):
            shutil.rmtree(folder)
        yield b"{}\n"

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(dumping, "_organs", swept)
        with pytest.raises(Busy):
            kept.current()
    assert kept.current().path("records.jsonl").exists()
    kept.close()


def test_while_one_is_made_others_are_told_to_come_again(
    shown: Exhibition, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> Iterator[bytes]:
        begun.set()
        assert go_on.wait(20)
        yield b"{}\n"

    monkeypatch.setattr(dumping, "_organs", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, "/api/dump/manifest.json")
        assert begun.wait(20)
        second = client.get("/api/dump/manifest.json")
        assert (second.status_code, second.headers["retry-after"]) == (503, "1")
        assert client.get("/api/dump/records.jsonl?position=1").status_code == 409
        go_on.set()
        assert first.result().status_code == 200


def test_the_command_writes_a_dump_and_nothing_over_other_files(
    founded_town: Town, tmp_path: Path
) -> None:
    premises = furnish(founded_town, tmp_path / "premises")
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("x")
    refused = gongkai(premises.home, "dump", str(other))
    assert refused.code == 1
    assert [path.name for path in other.iterdir()] == ["letter.txt"]
    for _ in range(2):
        told = gongkai(premises.home, "dump", tmp_path / "out", "--json").fine().json
    assert told["position"] == premises.position()
    assert [one["name"] for one in told["files"]] == ["records.jsonl", "organs.jsonl"]
