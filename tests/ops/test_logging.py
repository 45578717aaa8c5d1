"""What the running log holds, and above all what it never holds."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import structlog

from ops.logging import ALLOWED, configure_logging
from tests.desk import CLEARED, form, opened, revised
from tests.premises import PASSPHRASE, Premises, furnish
from tests.terminal import gongkai, logging_left_as_it_was
from tests.town import Town

WORDS = {
    "title": "龘龘标题",
    "text": "龘龘正文",
    "name": "龘龘姓名",
    "reason": "龘龘理由",
    "opinion": "龘龘意见",
    "query": "龘龘检索",
    "passphrase": "龘龘 passphrase 5",
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log at its most talkative."""
    stream = io.StringIO()
    with logging_left_as_it_was():
        configure_logging("debug", stream)
        yield stream


def told(stream: io.StringIO) -> list[dict[str, Any]]:
    """The lines as objects."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_allowed_members_only(lines: io.StringIO) -> None:
    structlog.get_logger().info("said", position=3, title="标题", token="secret", home="var")
    (line,) = told(lines)
    assert line.keys() == {"event", "level", "timestamp", "position", "home"}
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(("level", "count"), [("debug", 3), ("info", 2), ("error", 1)])
def test_a_level_leaves_out_what_is_below_it(level: str, count: int) -> None:
    stream = io.StringIO()
    with logging_left_as_it_was():
        configure_logging(level, stream)
        log = structlog.get_logger()
        log.debug("a")
        log.info("b")
        log.error("c")
    assert len(stream.getvalue().splitlines()) == count


def test_a_node_that_is_gone_is_not_told_at_every_attempt(lines: io.StringIO) -> None:
    logging.getLogger("elastic_transport.node_pool").warning("Node %r has failed", "node")
    assert lines.getvalue() == ""


def test_another_library_s_line_is_its_template_without_values(lines: io.StringIO) -> None:
    log = logging.getLogger("some.library")
    log.warning("cannot read %s", WORDS["text"])
    try:
        raise ValueError(WORDS["text"])
    except ValueError:
        log.exception("it failed")
    log.error(OSError(98, "Address already in use"))
    log.info("too small to tell")
    first, second, third = told(lines)
    assert (first["event"], first["level"]) == ("cannot read %s", "warning")
    assert second["error"] == "ValueError"
    assert second["where"].startswith("test_logging.py:")
    assert third["error"] == "OSError: Address already in use"
    assert WORDS["text"] not in lines.getvalue()


def act_over_http(premises: Premises) -> list[str]:
    """A life with telling words everywhere; the secrets that came up in it."""
    secrets = [PASSPHRASE, WORDS["passphrase"]]
    with opened(premises) as desk:
        first, drafter, reviewer = map(desk.seat, ("first", "drafter", "reviewer"))
        secrets += [first.token, drafter.token]
        first.act("/api/officers", {"sign_in": "somebody", "name": WORDS["name"]})
        code = first.post("/api/officers/somebody/code").json()["code"]
        key = {"sign_in": "somebody", "code": code, "passphrase": WORDS["passphrase"]}
        assert desk.client.post("/api/keys", json=key).status_code == 201
        assert desk.client.post("/api/keys", json=key).status_code == 401
        secrets.append(code)
        body = form(WORDS["title"]) | {"content": {"name": "a.txt", "text": WORDS["text"]}}
        record = drafter.act("/api/records", body, x_reason=quote(WORDS["reason"]))["created"]
        drafter.act(f"/api/records/{record}/revise", revised(WORDS["text"], WORDS["title"]))
        review = drafter.act(f"/api/records/{record}/review")["created"]
        concluded = CLEARED | {"reason": WORDS["opinion"]}
        reviewer.act(f"/api/reviews/{review}/conclude", concluded)
        desk.seat("approver").act(f"/api/records/{record}/approve")
        drafter.refused(403, f"/api/records/{record}/publish", {"channels": []})
        drafter.refused(422, "/api/records", {"surprise": WORDS["title"]})
        desk.seat("approver").act(
            f"/api/records/{record}/publish", {"channels": [{"channel": "PORTAL"}]}
        )
        desk.settle()
        for address in (f"/search?q={WORDS['query']}", f"/records/{record}", "/nothing/here"):
            desk.get(address)
        assert desk.seat("supervisor").get("/api/trail").status_code == 200
        wrong = {"sign_in": premises.first, "passphrase": WORDS["passphrase"]}
        assert desk.client.post("/api/session", json=wrong).status_code == 401
    return secrets


def test_a_whole_life_at_debug_level_says_who_did_what_and_not_a_word_of_it(
    founded_town: Town, tmp_path: Path, lines: io.StringIO
) -> None:
    secrets = act_over_http(furnish(founded_town, tmp_path))
    written = lines.getvalue()
    for word in (*WORDS.values(), *secrets):
        assert word not in written
        assert quote(word) not in written
        assert json.dumps(word) not in written
    for secret in secrets:
        assert secret.split(".")[-1] not in written
    entries = told(lines)
    assert all(entry.keys() <= ALLOWED for entry in entries)
    acts = [entry for entry in entries if entry["event"] == "act"]
    assert len(acts) == 7
    for act in acts:
        assert {"act", "officer", "stream", "position", "request"} <= act.keys()
        assert act["officer"].startswith("officer:")
    requests = [entry for entry in entries if entry["event"] == "request"]
    assert {entry["request"] for entry in acts} <= {entry["request"] for entry in requests}
    assert all("?" not in entry["path"] for entry in requests)


def test_a_command_at_debug_level_says_no_more(
    founded_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    premises = furnish(founded_town, tmp_path)
    monkeypatch.setenv("GONGKAI_LOG_LEVEL", "debug")
    body = tmp_path / "正文.txt"
    body.write_text(WORDS["text"], "utf-8")
    ran = gongkai(
        premises.home,
        *("record", "draft", body, "--title", WORDS["title"], "--kind", "other"),
        *("--phase", "RESULT", "--reason", WORDS["reason"], "--as", premises.drafter),
        *("--passphrase-file", premises.passphrase_file),
    )
    ran.fine()
    entries = [json.loads(line) for line in ran.err.splitlines()]
    assert [entry["event"] for entry in entries] == ["act"]
    assert all(word not in ran.err for word in (*WORDS.values(), PASSPHRASE))


def test_by_default_a_command_logs_nothing_at_all(founded_town: Town, tmp_path: Path) -> None:
    premises = furnish(founded_town, tmp_path)
    ran = gongkai(
        premises.home,
        *("organ", "enrol", "清河县水利局", "--as", premises.first),
        *("--passphrase-file", premises.passphrase_file),
    )
    assert (ran.code, ran.err) == (0, "")
