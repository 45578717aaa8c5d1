"""The server as a process, and what happens beside it, before it and after it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from domain.canonical import encode, parse_utc
from domain.description import OpennessGiven
from domain.errors import NotPermitted
from domain.journal import SealedAct
from domain.sealing import UnsealedEvent, seal
from domain.vocabulary import Openness
from ops.bootstrap import Services
from ops.homelock import HomeLock
from ops.serving import require_loopback
from tests.desk import opened
from tests.premises import Premises, furnish
from tests.terminal import COMMAND, clean_environment, gongkai, spawned
from tests.town import Ids, Town, body, description


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.10"])
def test_a_demonstration_is_offered_on_loopback(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "", "192.168.1.5", "archive.example", "127.0.0.1.example", "8.8.8.8"]
)
def test_a_demonstration_is_offered_nowhere_else(host: str) -> None:
    with pytest.raises(NotPermitted) as refused:
        require_loopback(host)
    assert (refused.value.field, refused.value.rule) == ("host", "示范数据")


class Server:
    """`gongkai serve` as a process."""

    def __init__(self, home: Path, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = home.parent / f"log-{self.port}"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [COMMAND, "--home", home, "serve", "--port", str(self.port)],
                env={**clean_environment(), **settings},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def get(self, path: str, forwarded_for: str = "") -> tuple[int, str]:
        """Status and text of an address; `forwarded_for` is what a proxy may have written."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if forwarded_for:
            asked.add_header("X-Forwarded-For", forwarded_for)
        try:
            with urllib.request.urlopen(asked) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(2400):
            assert self.process.poll() is None, self.log.read_text("utf-8")
            with contextlib.suppress(OSError):
                if self.get("/healthz")[0] == 200:
                    return
            time.sleep(0.05)
        pytest.fail("the server does not answer")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(timeout=60)

    def lines(self) -> list[dict[str, Any]]:
        """What it logged."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def premises(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """A HOME that the server and commands share."""
    return furnish(founded_town, tmp_path_factory.mktemp("serving"))


@pytest.fixture(scope="module")
def server(premises: Premises) -> Iterator[Server]:
    """A server over it."""
    server = Server(premises.home)
    try:
        server.wait()
        yield server
    finally:
        if server.process.poll() is None:
            server.stop(signal.SIGKILL)


def signed(premises: Premises) -> list[object]:
    """How the first registrar signs on the command line."""
    return ["--as", premises.first, "--passphrase-file", premises.passphrase_file, "--json"]


def test_an_address_that_is_taken_is_told_with_what_to_do(premises: Premises) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = gongkai(premises.home, "serve", "--port", port)
    assert refused.code == 1
    assert f"127.0.0.1:{port} 已经有程序在用" in refused.complained
    assert "另一个 gongkai serve" in refused.complained
    assert "--port 换一个" in refused.complained
    assert "serving" not in refused.complained


@pytest.mark.slow
def test_a_command_beside_the_server_waits_until_its_act_is_covered(
    server: Server, premises: Premises
) -> None:
    with HomeLock(premises.home) as lock:
        assert not lock.acquire()
    done = gongkai(premises.home, "organ", "enrol", "清河县教育局", *signed(premises)).fine().json
    assert done["covered"] is True
    checkpoint = server.get("/log/checkpoint")[1]
    assert int(checkpoint.splitlines()[1]) >= done["position"]
    assert "清河县教育局" in server.get("/api/organs")[1]


@pytest.mark.slow
def test_the_log_covers_an_act_within_a_second(server: Server, premises: Premises) -> None:
    waited = []
    with premises.open() as services:
        for name in ("清河县卫生健康局", "清河县商务局", "清河县统计局"):
            done = gongkai(premises.home, "organ", "enrol", name, *signed(premises)).fine().json
            act = services.journal.read(done["position"] - 1, 1)[0].act
            published = (premises.home / "log/checkpoint").stat().st_mtime
            waited.append(published - parse_utc(act.recorded_at).timestamp())
    # The machine may be busy with other things once or twice.
    assert min(waited) < 1.0


@pytest.mark.slow
def test_what_needs_the_lock_is_refused_beside_the_server(
    server: Server, premises: Premises
) -> None:
    ran = gongkai(premises.home, "rebuild")
    assert (ran.code, ran.out) == (1, "")
    assert "请先停止服务" in ran.err
    assert gongkai(premises.home, "status").code == 0
    assert gongkai(premises.home, "verify").code == 0


@pytest.mark.slow
def test_a_second_server_answers_and_takes_the_work_over_when_the_first_ends(
    server: Server, premises: Premises
) -> None:
    second = Server(premises.home)
    try:
        second.wait()
        assert second.get("/readyz")[0] == 200
        assert server.stop() in (0, -signal.SIGTERM)
        done = (
            gongkai(premises.home, "organ", "enrol", "清河县水利局", *signed(premises)).fine().json
        )
        assert done["covered"] is True
        for _ in range(200):
            if int(second.get("/log/checkpoint")[1].splitlines()[1]) >= done["position"]:
                break
            time.sleep(0.05)
        size, text = second.get("/log/checkpoint")
        assert int(text.splitlines()[1]) >= done["position"], size
    finally:
        second.stop()
    assert not any("Traceback" in str(line) for line in (*server.lines(), *second.lines()))
    events = [line["event"] for line in server.lines()]
    assert {"serving", "following", "request"} <= set(events)
    assert gongkai(premises.home, "verify").code == 0


@pytest.mark.slow
def test_a_demonstration_is_refused_to_the_network_by_the_command(
    founded_town: Town, tmp_path: Path
) -> None:
    premises = furnish(founded_town, tmp_path)
    (premises.home / "demo").touch()
    ran = gongkai(premises.home, "serve", "--host", "0.0.0.0", "--port", "0")
    assert ran.code == 1
    assert "[host] 示范档案只能在本机提供" in ran.err
    environment = {"GONGKAI_HOST": "0.0.0.0"}
    assert spawned(premises.home, "serve", environment=environment).code == 1


@pytest.mark.slow
def test_a_log_that_is_not_the_one_signed_is_not_served(founded_town: Town, tmp_path: Path) -> None:
    premises = furnish(founded_town, tmp_path)
    gongkai(premises.home, "organ", "enrol", "清河县公安局", *signed(premises)).fine()
    entries = next((premises.home / "log/tile/entries").rglob("*.p/*"))
    data = bytearray(entries.read_bytes())
    data[40] ^= 1
    os.chmod(entries, 0o600)
    entries.write_bytes(bytes(data))
    ran = gongkai(premises.home, "serve", "--port", "0")
    assert ran.code == 1
    assert "未办理" in ran.err or "日志" in ran.err


UNKNOWN = "gongkai.record.exploded.v1"


def append_unknown(services: Services, town: Town, stream: str) -> None:
    """An event that another version of the program may have written, signed in good order."""
    version = len(services.journal.select_events(stream))
    numbers, caller, organ = Ids(first=7_000_000), town.housing.drafter, town.housing.organ
    said = {"claims": [], "commands": [], "officer": caller.officer, "reads": []}
    row, rows = seal(
        log=services.origin,
        act=numbers(),
        time="2026-03-02T01:00:00.000001Z",
        events=[UnsealedEvent(stream, version + 1, UNKNOWN, b'{"loud":true}')],
        before=services.journal.statement_hash,
        office=encode({"ground": None, "organ": organ, "post": caller.post}),
        person=encode(said | dict.fromkeys(("reason", "source", "terminal"))),
        seen=None,
        signers=(caller.signer,),
        new_id=numbers,
        salts=bytes,
    )
    row = row._replace(officer=caller.officer, post=caller.post, organ=organ)
    services.journal.append(SealedAct(row, rows, (), (), ()))


@pytest.fixture
def damaged(town: Town, founded_town: Town, tmp_path: Path) -> tuple[Premises, str]:
    """A HOME with a draft whose last event nobody knows, and the draft's id."""
    premises = furnish(founded_town, tmp_path / "premises")
    with premises.open() as services:
        record = services.disclosure.draft(
            town.housing.drafter,
            description=description(),
            openness=OpennessGiven(Openness.PROACTIVE, None, ""),
            parts=[body("正文")],
        ).stream
        append_unknown(services, town, record)
    return premises, record


def test_an_act_on_a_case_file_with_an_event_nobody_knows_is_refused(
    damaged: tuple[Premises, str],
) -> None:
    premises, record = damaged
    with opened(premises, settled=False) as desk:
        problem = desk.seat("drafter").refused(500, f"/api/records/{record}/review")
        assert problem["title"] == "档案里有认不出的事件"
        assert UNKNOWN in problem["detail"]
    before = premises.position()
    ran = gongkai(
        premises.home,
        *("review", "open", record, "--as", premises.drafter),
        *("--passphrase-file", premises.passphrase_file),
    )
    assert (ran.code, ran.out) == (1, "")
    assert f"未办理:[topic] 登记表里没有这种事件:'{UNKNOWN}'" in ran.err
    assert premises.position() == before


def test_what_cannot_read_an_event_stops_with_an_alarm_and_the_log_goes_on(
    damaged: tuple[Premises, str],
) -> None:
    premises, _ = damaged
    with opened(premises, settled=False) as desk:
        head = desk.seat("first").post("/api/organs", {"name": "清河县司法局"}).json()["position"]
        assert head == desk.position
        for _ in range(100):
            if desk.services.positions()["log"] == head:
                break
            time.sleep(0.05)
        assert desk.services.positions() == {
            "register": head - 2,
            "trail": head - 2,
            "index": head - 2,
            "log": head,
        }
        ready = desk.get("/readyz")
        assert ready.status_code == 503
        assert len(ready.json()["problems"]) == 3
        assert all(f"停在第 {head - 1} 号事件" in told for told in ready.json()["problems"])
        assert "gongkai_alarms 3.0" in desk.get("/metrics").text


def test_an_act_while_the_server_starts_does_not_stop_its_worker(
    founded_town: Town, tmp_path: Path
) -> None:
    premises = furnish(founded_town, tmp_path)
    for turn in range(5):
        with opened(premises, settled=False) as desk:
            for number in range(8):
                name = {"name": f"机关{turn}之{number}"}
                assert desk.seat("first").post("/api/organs", name).status_code == 201
            desk.settle()
            assert desk.get("/readyz").json() == {"status": "ok", "problems": [], "degraded": []}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("trusted", "forwarded", "answers"),
    [
        # Whoever asks may write any address: all requests are of the one that connected.
        ("", ("203.0.113.1", "203.0.113.2", "203.0.113.3"), [200, 200, 429]),
        ("127.0.0.1", ("203.0.113.1", "203.0.113.2", "203.0.113.3"), [200, 200, 200]),
        # What the visitor wrote before the proxy's own word counts for nothing.
        (
            "127.0.0.1",
            ("6.6.6.1, 203.0.113.9", "6.6.6.2, 203.0.113.9", "6.6.6.3, 203.0.113.9"),
            [200, 200, 429],
        ),
    ],
)
def test_only_a_trusted_proxy_says_where_a_request_comes_from(
    founded_town: Town,
    tmp_path: Path,
    trusted: str,
    forwarded: Sequence[str],
    answers: Sequence[int],
) -> None:
    home = furnish(founded_town, tmp_path).home
    settings = {"GONGKAI_REQUESTS_PER_MINUTE": "2", "GONGKAI_TRUSTED_PROXIES": trusted}
    server = Server(home, settings)
    try:
        server.wait()
        assert [server.get("/api/organs", one)[0] for one in forwarded] == answers
    finally:
        server.stop(signal.SIGKILL)
