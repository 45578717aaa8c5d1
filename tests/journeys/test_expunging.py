"""A published document is destroyed: what officers do, what the public sees before and after."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ops.serving import application
from tests.desk import HOST, Desk
from tests.ops.test_expunging import TEXT, WORD, holding, in_dictionaries
from tests.premises import Premises, furnish
from tests.terminal import gongkai
from tests.town import Town, copy_town

ORDER = {
    "authority": "清河县国家保密局",
    "order": "清密〔2026〕7号",
    "ordered_on": "2026-03-01",
    "reason": "误公开国家秘密",
    "basis": "保密法第五十七条",
}


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    return furnish(founded_town, tmp_path)


@pytest.fixture
def record(premises: Premises, founded_town: Town) -> str:
    """Two versions of a document with a word that no other has."""
    town = copy_town(founded_town, premises.home)
    town.publish_record(title="留下的通知", text="第一条 留下。")
    record = town.publish_record(title="名单", text=TEXT).id
    town.amend(record, text=f"{TEXT}修改。")
    town.close()
    return record


@pytest.fixture
def desk(premises: Premises, record: str) -> Iterator[Desk]:
    with (
        premises.open() as services,
        TestClient(application(services), base_url=HOST) as client,
    ):
        yield Desk(client, services, premises)


def test_an_order_goes_through_two_officers_and_leaves_a_tombstone(
    desk: Desk, premises: Premises, record: str
) -> None:
    desk.settle()
    assert desk.get(f"/records/{record}").status_code == 200
    desk.seat("approver").act(f"/api/records/{record}/order_expunging", ORDER)
    (waiting,) = desk.seat("first").get("/api/expungings").json()["expungings"]
    assert waiting["standing"] == "待登记员对照原件确认"
    assert desk.get(f"/records/{record}").status_code == 200
    desk.seat("approver").refused(403, f"/api/records/{record}/expunge")
    desk.seat("first").act(f"/api/records/{record}/expunge", if_match=f'"{waiting["version"]}"')
    _require_tombstone(desk, record)
    desk.settle()
    assert "不得外传" not in desk.get("/search", params={"q": WORD}).text
    assert desk.get("/api/search", params={"q": WORD}).json()["count"] == 0
    for _ in range(600):
        (told,) = desk.seat("supervisor").get("/api/expungings").json()["expungings"]
        if told["finished"]:
            break
        desk.settle()
    assert told["finished"]
    file = desk.seat("supervisor").get(f"/api/files/{record}").json()
    assert (file["state"], file["expunging"]["standing"]) == ("EXPUNGED", "已完成")
    assert in_dictionaries(premises.home) == 0
    assert holding(premises.home, WORD) == []
    assert desk.get("/api/search", params={"q": "留下"}).json()["count"] == 1


def _require_tombstone(desk: Desk, record: str) -> None:
    for path in ("", "/versions/1", "/comparison", "/versions/1/files/1"):
        answer = desk.get(f"/records/{record}{path}")
        assert answer.status_code == 410
        for told in ("名单", *(ORDER[name] for name in ("authority", "order", "reason", "basis"))):
            assert told in answer.text
        assert "永久销毁" in answer.text
    for path in ("", "/versions/1", "/versions/1/text"):
        answer = desk.get(f"/api/records/{record}{path}")
        assert answer.status_code == 410
        problem = answer.json()
        assert (problem["title"], problem["rule"]) == ("已清除", ORDER["basis"])
        assert problem["record"]["expunging"]["order"] == ORDER["order"]


def test_on_the_command_line_the_order_stays_unfinished_until_the_index_is_filled_anew(
    premises: Premises, record: str
) -> None:
    def signed(name: str) -> tuple[str, ...]:
        return ("--as", name, "--passphrase-file", str(premises.passphrase_file))

    gongkai(
        premises.home,
        *("record", "order-expunging", record, "--authority", ORDER["authority"]),
        *("--order", ORDER["order"], "--ordered-on", ORDER["ordered_on"]),
        *("--because", ORDER["reason"], "--basis", ORDER["basis"], *signed(premises.approver)),
    ).fine()
    listed = gongkai(premises.home, "record", "expungings", *signed(premises.first)).fine().out
    assert "没有完成 1 份" in listed
    assert gongkai(premises.home, "status").code == 0
    gongkai(premises.home, "record", "expunge", record, *signed(premises.first)).fine()
    unfinished = gongkai(premises.home, "status")
    assert unfinished.code == 1
    assert "检索索引(index)还没有重建" in unfinished.out.replace("（", "(").replace("）", ")")
    assert gongkai(premises.home, "index", "rebuild").fine().out.startswith("已重建")
    assert gongkai(premises.home, "status", "--json").fine().json["expungings"] == []
    assert "已清除" in gongkai(premises.home, "show", record).out
    assert in_dictionaries(premises.home) == 0
    assert holding(premises.home, WORD) == []
    assert gongkai(premises.home, "verify").code == 0
