"""What the acting API refuses, and how: status, rule, field, and nothing written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.desk import CLEARED, Desk, form, opened, revised
from tests.premises import furnish
from tests.town import Town

PORTAL = {"channels": [{"channel": "PORTAL"}]}


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The application over the town's archive."""
    with opened(furnish(founded_town, tmp_path_factory.mktemp("acts"))) as desk:
        yield desk


def drafted(desk: Desk, title: str, **openness: str) -> str:
    """A new draft; its id."""
    body = form(title) | ({"openness": openness} if openness else {})
    return str(desk.seat("drafter").act("/api/records", body)["created"])


def reviewed(desk: Desk, record: str) -> str:
    """Handed in and cleared; the review's id."""
    review = str(desk.seat("drafter").act(f"/api/records/{record}/review")["created"])
    desk.seat("reviewer").act(f"/api/reviews/{review}/conclude", CLEARED)
    return review


def test_a_problem_names_rule_field_and_request(desk: Desk) -> None:
    body = form("没有文号的通知", document_number=None)
    problem = desk.seat("drafter").refused(422, "/api/records", body)
    assert problem["field"] == "document_number"
    assert problem["rule"] == "公文种类表"
    assert problem["detail"] == "“通知”必须写明文号"
    assert problem["title"] == "有必填项没有填好"
    assert len(problem["request"]) == 36


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"surprise": 1}, "surprise"),
        ({"description": {"title": "题", "kind": "other", "phase": "RESULT", "文号": "1"}}, "文号"),
        ({"content": {"text": "正文", "sha256": "00"}}, "sha256"),
        ({"description": {"title": "题", "kind": "other", "phase": "PHASE"}}, "phase"),
        ({"description": {"title": "题", "kind": "nope", "phase": "RESULT"}}, "kind"),
        ({"description": form()["description"] | {"formed_on": "2026-02-30"}}, "formed_on"),
        ({"description": form()["description"] | {"title": "两\n行"}}, "title"),
        ({"description": form()["description"] | {"title": "长" * 301}}, "title"),
        ({"content": {}}, "content"),
        ({"content": {"text": "   \n"}}, ""),
        ({"content": {"data": "不是 base64"}}, "data"),
        ({"content": {"name": "a.pdf", "data": "JVBERi0xLjcK"}}, "file"),
        ({"openness": {"value": "WITHHELD", "reason": "内部"}}, "ground"),
        ({"openness": {"value": "ON_REQUEST"}}, "openness.reason"),
    ],
)
def test_a_draft_with_something_wrong_is_refused_by_name(
    desk: Desk, change: dict[str, Any], field: str
) -> None:
    problem = desk.seat("drafter").refused(422, "/api/records", form() | change)
    assert problem.get("field", "").endswith(field)
    assert problem["detail"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"null"])
def test_a_body_that_is_no_json_object_is_refused(desk: Desk, body: bytes) -> None:
    before = desk.position
    answer = desk.client.post(
        "/api/records",
        content=body,
        headers={
            "authorization": f"Bearer {desk.seat('drafter').token}",
            "content-type": "application/json",
        },
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert desk.position == before


def test_half_a_surrogate_pair_is_refused_and_not_an_error_of_ours(desk: Desk) -> None:
    body = json.dumps(form("题目\ud800")).encode()
    answer = desk.client.post(
        "/api/records",
        content=body,
        headers={
            "authorization": f"Bearer {desk.seat('drafter').token}",
            "content-type": "application/json",
        },
    )
    assert answer.status_code == 422
    assert answer.json()["field"] == "description"


def test_a_page_is_read_by_what_it_declares_and_kept_as_it_came(desk: Desk) -> None:
    page = (
        "<html><meta charset=gb2312><body><p>第一条 网页正文。</p><script>1</script></body></html>"
    )
    body = form("网页正文") | {
        "content": {"name": "a.html", "text": page, "media_type": "text/html"}
    }
    record = desk.seat("drafter").act("/api/records", body)["created"]
    file = desk.seat("approver").get(f"/api/files/{record}").json()
    assert file["pending"]["text"] == "第一条 网页正文。"


def test_a_stale_if_match_is_412_and_a_current_one_acts(desk: Desk) -> None:
    record = drafted(desk, "两个人同时改")
    seat = desk.seat("drafter")
    seat.act(f"/api/records/{record}/revise", revised("第二稿"), if_match='"1"')
    problem = seat.refused(412, f"/api/records/{record}/revise", revised("第三稿"), if_match='"1"')
    assert problem["rule"] == "If-Match"
    seat.act(f"/api/records/{record}/revise", revised("第三稿"), if_match="*")
    seat.act(f"/api/records/{record}/revise", revised("第四稿"), if_match='W/"3"')


@pytest.mark.parametrize("header", ["abc", '"x"', '""', "-1", "\u00b2", '"1","2"', "9" * 30])
def test_an_if_match_that_names_no_version_is_refused(desk: Desk, header: str) -> None:
    record = drafted(desk, "If-Match")
    before = desk.position
    answer = desk.client.post(
        f"/api/records/{record}/revise",
        json=revised("第二稿"),
        headers=[
            (b"authorization", f"Bearer {desk.seat('drafter').token}".encode()),
            (b"if-match", header.encode("latin-1")),
        ],
    )
    assert answer.status_code == 422
    assert answer.json()["field"] == "If-Match"
    assert desk.position == before


def test_the_same_idempotency_key_acts_once_and_another_command_is_refused(desk: Desk) -> None:
    seat = desk.seat("drafter")
    first = seat.act("/api/records", form("只办一次"), idempotency_key="key-1")
    again = seat.post("/api/records", form("只办一次"), idempotency_key="key-1")
    assert again.status_code == 201
    assert again.json() == first | {"repeated": True}
    assert desk.position == first["position"]
    problem = seat.refused(422, "/api/records", form("另一件"), idempotency_key="key-1")
    assert problem["title"] == "幂等键已用于另一条指令"
    seat.refused(422, "/api/records", form("只办一次"), idempotency_key="key-1", x_reason="other")
    # Another officer's key of the same name is another key.
    record = first["created"]
    review = seat.act(f"/api/records/{record}/review")["created"]
    desk.seat("reviewer").act(f"/api/reviews/{review}/conclude", CLEARED, idempotency_key="key-1")


@pytest.mark.parametrize("key", ["", "a b", "k" * 201, "caf\u00e9"])
def test_an_idempotency_key_that_is_none_is_refused(desk: Desk, key: str) -> None:
    before = desk.position
    answer = desk.client.post(
        "/api/records",
        json=form(),
        headers=[
            (b"authorization", f"Bearer {desk.seat('drafter').token}".encode()),
            (b"idempotency-key", key.encode("latin-1")),
        ],
    )
    assert answer.status_code == 422
    assert desk.position == before


def test_a_repeated_command_is_answered_though_the_post_has_ended_since(desk: Desk) -> None:
    first = desk.seat("first")
    drafter = desk.seat("drafter").get("/api/session").json()
    granted = first.act(
        f"/api/officers/{drafter['sign_in']}/grant-post",
        {"role": "drafter", "organ": desk.premises.organ, "title": "临时经办"},
    )["created"]
    post = {"post": granted}
    desk.seat("second").act(f"/api/officers/{drafter['sign_in']}/confirm-post", post)
    headers = {"x_post": granted, "idempotency_key": "in-a-short-post"}
    seat = desk.seat("drafter")
    done = seat.act("/api/records", form("临时岗位上起草"), **headers)
    first.act(f"/api/officers/{drafter['sign_in']}/end-post", post)
    again = seat.post("/api/records", form("临时岗位上起草"), **headers)
    assert again.json() == done | {"repeated": True}
    problem = seat.refused(403, "/api/records", form("再起草一件"), x_post=granted)
    assert problem["detail"].endswith("的岗位已经终止,不能办理")
    assert problem["field"] == "post"


def test_drafter_reviewer_and_approver_are_three_people(desk: Desk) -> None:
    first, second = desk.seat("first"), desk.seat("second")
    name = desk.premises.drafter
    posts = {}
    for role in ("reviewer", "approver", "publisher"):
        granted = first.act(
            f"/api/officers/{name}/grant-post",
            {"role": role, "organ": desk.premises.organ},
        )["created"]
        second.act(f"/api/officers/{name}/confirm-post", {"post": granted})
        posts[role] = granted
    record = drafted(desk, "一人包办")
    seat = desk.seat("drafter")
    review = seat.act(f"/api/records/{record}/review")["created"]
    problem = seat.refused(403, f"/api/reviews/{review}/conclude", CLEARED)
    assert problem["title"] == "须由不同的人办理"
    assert problem["detail"] == "起草人不能审查自己起草的内容"
    desk.seat("reviewer").act(f"/api/reviews/{review}/conclude", CLEARED)
    assert seat.refused(403, f"/api/records/{record}/approve")["rule"] == "design §5"
    desk.seat("approver").act(f"/api/records/{record}/approve")
    assert seat.refused(403, f"/api/records/{record}/publish", PORTAL)["rule"] == "design §5"
    for post in posts.values():
        first.act(f"/api/officers/{name}/end-post", {"post": post})


def test_a_draft_changed_after_its_review_cannot_be_signed(desk: Desk) -> None:
    record = drafted(desk, "审查之后改过")
    reviewed(desk, record)
    desk.seat("drafter").act(f"/api/records/{record}/revise", revised("改过的正文"))
    problem = desk.seat("approver").refused(409, f"/api/records/{record}/approve")
    assert problem["title"] == "审查的不是这一稿"
    assert problem["rule"] == "保密法实施条例 art 42"


def test_nothing_is_published_before_it_was_reviewed_and_signed(desk: Desk) -> None:
    record = drafted(desk, "没有审查没有签发")
    problem = desk.seat("approver").refused(403, f"/api/records/{record}/publish", PORTAL)
    assert "拟稿" in problem["detail"]
    assert problem["rule"] == "权限表"
    assert desk.seat("approver").refused(409, f"/api/records/{record}/approve")["title"] == (
        "没有通过保密审查"
    )


def test_a_withheld_record_is_signed_and_never_published(desk: Desk) -> None:
    record = drafted(desk, "不予公开", value="WITHHELD", ground="D5", reason="内部事务")
    reviewed(desk, record)
    desk.seat("approver").act(f"/api/records/{record}/approve")
    problem = desk.seat("approver").refused(409, f"/api/records/{record}/publish", PORTAL)
    assert problem["title"] == "公开属性不允许公开"
    assert problem["rule"] == "条例 art 13"


def test_a_taken_index_number_and_a_taken_name_are_refused(desk: Desk) -> None:
    seat = desk.seat("drafter")
    seat.act("/api/records", form("索引号甲", index_number="QH-2026-0001"))
    problem = seat.refused(409, "/api/records", form("索引号乙", index_number="qh-2026-0001"))
    assert problem["field"] == "index_number"
    first = desk.seat("first")
    first.act("/api/organs", {"name": "清河县审计局"})
    assert first.refused(409, "/api/organs", {"name": " 清河县审计局 "})["field"] == "organ"


def test_what_is_not_there_is_404(desk: Desk) -> None:
    seat = desk.seat("approver")
    missing = "record:01900000-0000-7000-8000-00000000ffff"
    for path in (
        f"/api/records/{missing}/approve",
        "/api/records/nonsense/approve",
        "/api/records/organ:1/approve",
        "/api/records/%00/approve",
    ):
        seat.refused(404, path)
    assert seat.get(f"/api/files/{missing}").status_code == 404
    assert seat.get("/api/reviews/secrecy_review:1").status_code == 404
    assert desk.seat("first").get("/api/officers/nobody").status_code == 404
    assert desk.seat("supervisor").get("/api/trail/999999").status_code == 404


def test_a_migrator_or_registrar_reads_no_draft_and_a_drafter_no_trail(desk: Desk) -> None:
    record = drafted(desk, "只给本机关看")
    for role in ("first", "migrator"):
        assert desk.seat(role).get(f"/api/files/{record}").status_code == 403
        assert desk.seat(role).get("/api/files").status_code == 403
        assert desk.seat(role).get("/api/trail").status_code == 403
    assert desk.seat("drafter").get("/api/trail").status_code == 403
    assert desk.seat("drafter").get(f"/api/officers/{desk.premises.first}").status_code == 403
    own = desk.seat("drafter").get(f"/api/officers/{desk.premises.drafter}")
    assert own.status_code == 200


def test_officers_read_the_drafts_of_their_own_organ_only(desk: Desk) -> None:
    record = drafted(desk, "住建局的稿子")
    review = desk.seat("drafter").act(f"/api/records/{record}/review")["created"]
    organ = desk.seat("first").act("/api/organs", {"name": "清河县民政局"})["created"]
    first, second = desk.seat("first"), desk.seat("second")
    officer = desk.premises.publisher
    granted = first.act(
        f"/api/officers/{officer}/grant-post", {"role": "publisher", "organ": organ}
    )["created"]
    second.act(f"/api/officers/{officer}/confirm-post", {"post": granted})
    posts = desk.seat("publisher").get("/api/session").json()["posts"]
    here = next(post["id"] for post in posts if post["organ"] == desk.premises.organ)
    first.act(f"/api/officers/{officer}/end-post", {"post": here})

    stranger = desk.seat("publisher")
    assert stranger.get(f"/api/files/{record}").status_code == 403
    assert stranger.get(f"/api/reviews/{review}").status_code == 403
    assert stranger.get("/api/files").json()["files"] == []
    assert stranger.get(f"/api/files?organ={desk.premises.organ}").status_code == 403
    desk.settle()
    listed = desk.seat("approver").get("/api/files?state=DRAFTED").json()["files"]
    assert record in [file["id"] for file in listed]
    everything = desk.seat("supervisor").get("/api/files?limit=500").json()["files"]
    assert record in [file["id"] for file in everything]


def test_the_trail_refuses_what_it_cannot_read(desk: Desk) -> None:
    seat = desk.seat("supervisor")
    for query in ("officer=nobody", "organ=没有的机关", "action=没有这种办理"):
        assert seat.get(f"/api/trail?{query}").status_code == 404, query
    for query in ("after=x", "limit=0", "limit=501", "since=2026-13-01"):
        assert seat.get(f"/api/trail?{query}").status_code == 422, query


def test_acts_are_counted_by_how_long_appending_took(desk: Desk) -> None:
    drafted(desk, "量一量")
    text = desk.get("/metrics").text
    counted = next(
        line for line in text.splitlines() if line.startswith("gongkai_append_seconds_count")
    )
    assert float(counted.split()[1]) >= 1
