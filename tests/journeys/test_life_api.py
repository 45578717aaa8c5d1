"""A complete life over HTTP: registered, drafted, reviewed up the ladders, signed, published,
amended, repealed, withdrawn, and traced by the supervisor."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.desk import CLEARED, Desk, form, opened, revised
from tests.premises import furnish
from tests.town import Town


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The application over the town's archive."""
    with opened(furnish(founded_town, tmp_path_factory.mktemp("life-api"))) as desk:
        yield desk


def test_a_record_lives_from_draft_to_withdrawal_over_http(desk: Desk) -> None:
    drafter, reviewer, approver = map(desk.seat, ("drafter", "reviewer", "approver"))
    title = "清河县保障性住房申请审核办法"
    drafted = drafter.act("/api/records", form(title))
    record = drafted["created"]
    assert record == drafted["case_file"]
    assert desk.get(f"/records/{record}").status_code == 404
    assert desk.get(f"/api/records/{record}").status_code == 404

    revision = drafter.act(
        f"/api/records/{record}/revise", revised("第一条 公示期不少于7天。", title), if_match='"1"'
    )
    assert revision["version"] == 2
    review = drafter.act(f"/api/records/{record}/review")["created"]
    for step, answer in (
        ("INTERNAL", "UNDETERMINED"),
        ("AUTHORITY", "NOT_SECRET"),
        ("BUSINESS", "UNDETERMINED"),
        ("COMPETENT", "FIT"),
    ):
        asked = {"step": step, "body": "有关机构", "question": "请予确定"}
        reviewer.act(f"/api/reviews/{review}/refer", asked)
        reviewer.act(f"/api/reviews/{review}/determine", {"answer": answer, "document": "复函"})
    state = reviewer.get(f"/api/reviews/{review}")
    assert state.json()["state"] == "FIT"
    assert state.headers["cache-control"] == "no-store"
    reviewer.act(f"/api/reviews/{review}/conclude", CLEARED)
    approver.act(f"/api/records/{record}/approve", x_reason=quote("经局务会研究"))
    file = approver.get(f"/api/files/{record}")
    assert file.json()["state"] == "APPROVED"
    assert file.json()["pending"]["text"] == "第一条 公示期不少于7天。"
    published = approver.act(
        f"/api/records/{record}/publish",
        {"channels": [{"channel": "PORTAL"}]},
        if_match=file.headers["etag"],
    )
    page = desk.get(f"/records/{record}")
    assert page.status_code == 200
    assert "公示期不少于7天" in page.text
    desk.settle()
    found = desk.get("/api/search", params={"q": "“公示期不少于7天”"}).json()
    assert [hit["record"]["id"] for hit in found["hits"]] == [record]

    amendment = revised("第一条 公示期不少于15天。", title) | {"reason": "延长公示期"}
    drafter.act(f"/api/records/{record}/amend", amendment)
    review = drafter.act(f"/api/records/{record}/review")["created"]
    reviewer.act(f"/api/reviews/{review}/conclude", CLEARED)
    approver.act(f"/api/records/{record}/return", {"reason": "请核对期限"})
    review = drafter.act(f"/api/records/{record}/review")["created"]
    reviewer.act(f"/api/reviews/{review}/conclude", CLEARED)
    approver.act(f"/api/records/{record}/approve")
    desk.seat("publisher").act(
        f"/api/records/{record}/publish", {"channels": [{"channel": "PORTAL"}]}
    )
    uses = {"channels": [{"channel": "NEW_MEDIA", "address": "https://example.cn/1"}]}
    approver.act(f"/api/records/{record}/post", uses)
    versions = desk.get(f"/api/records/{record}").json()["versions"]
    assert [version["number"] for version in versions] == [2, 1]
    assert "不少于7天" in desk.get(f"/api/records/{record}/versions/1/text").text

    repeal = {"reason": "已有新规", "basis": "政府令", "repealed_on": "2026-06-01"}
    approver.act(f"/api/records/{record}/repeal", repeal)
    assert desk.get(f"/api/records/{record}").json()["record"]["status"] == "REPEALED"
    gone = {"reason": "误公开", "basis": "条例第二十条"}
    approver.act(f"/api/records/{record}/withdraw", gone)
    assert desk.get(f"/records/{record}").status_code == 410
    assert "公示期" not in desk.get(f"/records/{record}").text

    trail = desk.seat("supervisor").get(f"/api/trail?record={record}").json()
    actions = [event["action"] for act in trail["acts"] for event in act["events"]]
    assert (actions[0], actions[-1]) == ("撤回", "起草")
    signed = next(a for a in trail["acts"] if a["reason"] == "经局务会研究")
    assert [event["action"] for event in signed["events"]] == ["签发"]
    assert signed["source"] == "api"
    act = desk.seat("supervisor").get(f"/api/trail/{published['position']}").json()
    assert act["id"] == published["act"]


def test_an_officer_is_registered_over_http_by_two_registrars(desk: Desk) -> None:
    first, second = desk.seat("first"), desk.seat("second")
    organ = first.act("/api/organs", {"name": "清河县财政局", "aliases": ["财政局"]})["created"]
    first.act(f"/api/organs/{organ}/state-guide", {"unit": "办公室", "telephone": "0000-1"})
    for kept in ("system_intake", " System_Clock "):
        problem = first.refused(422, "/api/officers", {"sign_in": kept, "name": "某人"})
        assert problem["field"] == "sign_in"
        assert "留给系统账号" in problem["detail"]
    officer = first.act("/api/officers", {"sign_in": "zhou", "name": "周某"})["created"]
    code = first.post("/api/officers/zhou/code").json()["code"]
    answer = desk.client.post(
        "/api/keys",
        json={"sign_in": "zhou", "code": code, "passphrase": "a passphrase of zhou"},
    )
    assert answer.status_code == 201
    made = answer.json()
    assert made["officer"] == officer
    key = {"key": made["key"]}

    problem = first.refused(422, "/api/officers/zhou/enrol-key", {**key, "possession": "00" * 64})
    assert problem["field"] == "possession"
    first.act("/api/officers/zhou/enrol-key", {**key, "possession": made["possession"]})
    unconfirmed = desk.client.post(
        "/api/session", json={"sign_in": "zhou", "passphrase": "a passphrase of zhou"}
    )
    assert unconfirmed.status_code == 403
    assert first.refused(403, "/api/officers/zhou/confirm-key", key)["rule"] == "design §4"
    second.act("/api/officers/zhou/confirm-key", key)
    granted = first.act(
        "/api/officers/zhou/grant-post",
        {"role": "drafter", "organ": "清河县财政局", "title": "预算科经办人"},
    )
    post = {"post": granted["created"]}
    second.act("/api/officers/zhou/confirm-post", post)
    token = desk.sign_in("zhou", "a passphrase of zhou")
    me = desk.get("/api/session", headers={"authorization": f"Bearer {token}"}).json()
    assert [held["title"] for held in me["posts"]] == ["预算科经办人"]
    told = first.get("/api/officers/zhou").json()
    assert told["keys"] == [{"key": made["key"], "state": "VALID"}]

    # In good order, and at once.
    first.act("/api/officers/zhou/retire-key", key)
    second.act("/api/officers/zhou/confirm-retirement", key)
    first.act("/api/officers/zhou/end-post", post)
    own = desk.seat("third")
    mine = own.get("/api/session").json()
    revoked = {"key": mine["key"], "cause": "口令可能泄露"}
    own.act(f"/api/officers/{mine['sign_in']}/revoke-key", revoked)
    assert own.post("/api/organs", {"name": "无效"}).status_code == 403
    key = {"key": mine["key"]}
    first.act(f"/api/officers/{mine['sign_in']}/confirm-revocation", key)
    assert (
        second.refused(
            409, f"/api/officers/{mine['sign_in']}/answer-revocation", {**key, "answer": "属实"}
        )["field"]
        == "key"
    )
