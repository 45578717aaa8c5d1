"""The officers' pages: signing in by a plain form, the post one works in, and forms that act."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from api.session import COOKIE
from api.workbench.shell import (
    POST_COOKIE,
    SAID_COOKIE,
)
from domain.permissions import Role
from ops.clock import now
from tests.api.kept import away, carried, chosen
from tests.api.slip import hang_slip
from tests.desk import HOST, Desk, form, opened
from tests.premises import PASSPHRASE, furnish
from tests.town import Town

OURS = {"origin": HOST}


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The application over the town's archive, with the page that acts."""
    with opened(furnish(founded_town, tmp_path_factory.mktemp("workbench"))) as desk:
        assert isinstance(desk.client.app, FastAPI)
        hang_slip(desk.client.app)
        yield desk


@pytest.fixture(autouse=True)
def new_browser(desk: Desk) -> Iterator[None]:
    """Nobody's browser, that follows no redirect."""
    desk.client.follow_redirects = False
    desk.client.cookies.clear()
    yield
    desk.client.cookies.clear()


def post(desk: Desk, path: str, data: Any, **more: Any) -> httpx2.Response:
    """A form sent from our own page."""
    return desk.client.post(path, data=data, **({"headers": OURS} | more))


def sign_in(
    desk: Desk, role: str, passphrase: str = PASSPHRASE, back: str = "/workbench"
) -> httpx2.Response:
    """The sign-in form of the officer in a role."""
    given = {"sign_in": desk.premises.names[role], "passphrase": passphrase, "back": back}
    return post(desk, "/workbench/sign-in", given)


def field_of(page: str, name: str) -> str:
    """The value of an input in a page."""
    found = re.search(f'name="{name}" (?:type="[a-z]+" )?value="([^"]*)"', page)
    assert found, name
    return found[1]


# Signing in


def test_who_is_not_signed_in_is_led_to_the_form_and_back(desk: Desk) -> None:
    answer = desk.get("/workbench/slip?a=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/workbench/sign-in?back=%2Fworkbench%2Fslip%3Fa%3D1"
    page = desk.get(answer.headers["location"]).text
    back = field_of(page, "back")
    answer = sign_in(desk, "first", back=back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/workbench/slip?a=1")
    assert desk.get("/workbench/slip?a=1").status_code == 200


def test_the_session_cookie_is_the_one_of_the_interface(desk: Desk) -> None:
    cookie = sign_in(desk, "first").headers["set-cookie"]
    name, *attributes = cookie.split(";")
    assert name.startswith(f"{COOKIE}=")
    given = {attribute.strip().lower() for attribute in attributes}
    assert given == {"httponly", "samesite=strict", "path=/"}
    assert desk.get("/api/session").json()["sign_in"] == desk.premises.first


def test_wrong_name_and_wrong_passphrase_are_told_in_the_same_words(desk: Desk) -> None:
    unknown = post(desk, "/workbench/sign-in", {"sign_in": "nobody", "passphrase": "x"})
    wrong = sign_in(desk, "first", "not the passphrase")
    for answer in (unknown, wrong):
        assert answer.status_code == 401
        assert "登录名或口令不对" in answer.text
        assert "design" not in answer.text
        assert 'name="passphrase" type="password" value=""' in answer.text
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
    assert field_of(wrong.text, "sign_in") == desk.premises.first
    assert sign_in(desk, "first").status_code == 303


def test_the_sixth_try_is_told_to_wait_also_with_the_right_passphrase(desk: Desk) -> None:
    for _ in range(5):
        assert "登录名或口令不对" in sign_in(desk, "publisher", "wrong").text
    locked = sign_in(desk, "publisher")
    assert locked.status_code == 401
    assert "尝试次数过多，请五分钟后再试" in locked.text


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/workbench",
        "/\\evil.example",
        "/",
        "/api/session",
        "/workbench-of-somebody-else",
        "/workbench/sign-in?back=/workbench/sign-in",
        "/workbench/a\r\nset-cookie: a=b",
        "",
    ],
)
def test_signing_in_leads_only_to_the_workbench(desk: Desk, back: str) -> None:
    assert sign_in(desk, "first", back=back).headers["location"] == "/workbench"
    assert field_of(desk.client.get("/workbench/sign-in", params={"back": back}).text, "back") == (
        "/workbench"
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": HOST},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ],
)
def test_a_form_of_another_site_is_refused(desk: Desk, headers: dict[str, str]) -> None:
    given = {"sign_in": desk.premises.first, "passphrase": PASSPHRASE}
    answer = post(desk, "/workbench/sign-in", given, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    sign_in(desk, "first")
    token = field_of(desk.get("/workbench/slip").text, "form_token")
    before = desk.position
    data = {"form_token": token, "name": "不该登记的机关", "kind": "ORGAN"}
    for path in ("/workbench/slip", "/workbench/posts", "/workbench/sign-out"):
        answer = post(desk, path, data, headers=headers)
        assert answer.status_code == 403
        assert "请求不是从本站页面发出的" in answer.text
    assert desk.position == before
    assert desk.get("/workbench").status_code == 200


def test_signing_out_ends_the_session_and_says_so(desk: Desk) -> None:
    sign_in(desk, "first")
    token = desk.client.cookies[COOKIE]
    answer = post(desk, "/workbench/sign-out", {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/workbench/sign-in?why=out")
    assert COOKIE not in desk.client.cookies
    assert "已退出" in desk.get(answer.headers["location"]).text
    bearer = {"authorization": f"Bearer {token}"}
    assert desk.client.get("/api/session", headers=bearer).status_code == 401
    assert post(desk, "/workbench/sign-out", {}).status_code == 303


def end_session(desk: Desk) -> None:
    """As if the hours of the session had passed."""
    past = (now() - timedelta(seconds=1)).isoformat(timespec="seconds")
    session = desk.client.cookies[COOKIE].partition(".")[0]
    with sqlite3.connect(desk.premises.home / "state.db") as state:
        state.execute("UPDATE sessions SET expires_at = ? WHERE id = ?", (past, session))
    state.close()


def test_a_session_that_ended_is_told_and_leads_back(desk: Desk) -> None:
    sign_in(desk, "first")
    end_session(desk)
    answer = desk.get("/workbench/slip")
    assert answer.status_code == 303
    page = desk.get(answer.headers["location"]).text
    assert "登录已过期" in page
    assert field_of(page, "back") == "/workbench/slip"


def test_a_form_sent_after_the_session_ended_can_be_sent_again_by_reloading(desk: Desk) -> None:
    sign_in(desk, "first")
    token = field_of(desk.get("/workbench/slip").text, "form_token")
    data = {"form_token": token, "name": "过期后再交的机关", "kind": "ORGAN"}
    end_session(desk)
    before = desk.position
    answer = post(desk, "/workbench/slip", data)
    assert answer.status_code == 401
    assert "刚才填写的还没有提交" in answer.text
    assert 'target="_blank"' in answer.text
    assert desk.position == before
    sign_in(desk, "first")
    assert post(desk, "/workbench/slip", data).status_code == 303
    assert desk.position == before + 1


# The post


def test_who_holds_several_posts_is_asked_once_in_which_he_works(desk: Desk) -> None:
    first, second = desk.seat("first"), desk.seat("second")
    name = desk.premises.approver
    granted = first.act(
        f"/api/officers/{name}/grant-post",
        {"role": Role.DRAFTER, "organ": desk.premises.organ, "title": "兼办股经办"},
    )
    second.act(f"/api/officers/{name}/confirm-post", {"post": granted["created"]})

    answer = sign_in(desk, "approver", back="/workbench?a=1")
    assert answer.headers["location"] == "/workbench/posts?back=%2Fworkbench%3Fa%3D1"
    page = desk.get(answer.headers["location"]).text
    assert "兼办股经办" in page
    assert "签发人" in page
    chosen = post(
        desk, "/workbench/posts", {"post": granted["created"], "back": field_of(page, "back")}
    )
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/workbench?a=1")
    assert "path=/workbench" in chosen.headers["set-cookie"].lower()
    home = desk.get("/workbench").text
    assert "现在的岗位：清河县住房和城乡建设局兼办股经办" in home
    assert "现在的岗位" not in desk.get("/workbench").text
    # The browser that knows his post does not ask again.
    assert sign_in(desk, "approver").headers["location"] == "/workbench"


def test_a_post_somebody_else_holds_cannot_be_chosen(desk: Desk) -> None:
    sign_in(desk, "drafter")
    answer = post(desk, "/workbench/posts", {"post": "post:of-somebody-else", "back": "/workbench"})
    assert answer.status_code == 403
    assert POST_COOKIE not in desk.client.cookies
    desk.client.cookies.set(POST_COOKIE, "made up")
    assert "经办人" in desk.get("/workbench").text


def test_the_first_page_lists_what_waits_for_the_post_and_nothing_else(desk: Desk) -> None:
    """A draft has no page: the first page says the command, and leads to no raw record."""
    record = desk.seat("drafter").act("/api/records", form("等人办理的稿子"))["created"]
    desk.settle()

    def listing(said: str) -> list[str]:
        found = []
        for role in ("drafter", "reviewer", "supervisor"):
            desk.client.cookies.clear()
            sign_in(desk, role)
            page = desk.get("/workbench").text
            assert "/api/files/" not in page
            if said in page:
                found.append(role)
        return found

    assert listing(f"<code>gongkai review open {record}</code>") == ["drafter"]
    review = desk.seat("drafter").act(f"/api/records/{record}/review")["created"]
    desk.settle()
    assert listing(record) == []
    assert listing(f'href="/workbench/reviews/{review}"') == ["reviewer"]


# Forms that act


def filled(desk: Desk, **members: str) -> dict[str, str]:
    """The slip as the first registrar fills it in."""
    sign_in(desk, "first")
    token = field_of(desk.get("/workbench/slip").text, "form_token")
    return {"form_token": token, "kind": "ORGAN"} | members


def test_a_form_acts_and_leads_on_with_a_sentence_said_once(desk: Desk) -> None:
    before = desk.position
    answer = post(desk, "/workbench/slip", filled(desk, name="机关甲"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/workbench")
    assert desk.position == before + 1
    assert SAID_COOKIE in desk.client.cookies
    assert "已登记，编号 甲" in desk.get("/workbench").text
    assert "已登记" not in desk.get("/workbench").text
    act = desk.services.journal.read(before, 1)[0].act
    assert '"source":"workbench"' in act.person.decode()


def test_a_form_pressed_twice_acts_once(desk: Desk) -> None:
    data = filled(desk, name="机关乙")
    before = desk.position
    files = {"paper": ("a.txt", b"one", "text/plain")}
    answers = [post(desk, "/workbench/slip", data, files=files) for _ in range(2)]
    assert [one.headers["location"] for one in answers] == ["/workbench"] * 2
    assert desk.position == before + 1


def test_a_form_that_is_refused_keeps_its_file_for_the_next_time(desk: Desk) -> None:
    files = {"paper": ("批复.docx", b"PK of any kind", "application/msword")}
    given = filled(desk, name="")
    page = post(desk, "/workbench/slip", given, files=files).text
    assert chosen(page) == ["批复.docx"]
    before = desk.position
    data = given | {"name": "留着文件的机关"} | carried(page)
    assert post(desk, "/workbench/slip", data).status_code == 303
    assert desk.position == before + 1


def test_a_file_that_is_taken_away_waits_no_more(desk: Desk) -> None:
    files = {"paper": ("批复.docx", b"PK of any kind", "application/msword")}
    given = filled(desk, name="")
    page = post(desk, "/workbench/slip", given, files=files).text
    before = desk.position
    name, value = away(page, "批复.docx")
    data = given | {"name": "取走文件的机关"} | carried(page)
    assert chosen(post(desk, "/workbench/slip", data | {name: value}).text) == []
    assert desk.position == before
    answer = post(desk, "/workbench/slip", data)
    assert answer.status_code == 422
    assert "“批复.docx”没有保留" in answer.text


def test_a_form_changed_after_it_was_sent_is_no_second_act(desk: Desk) -> None:
    data = filled(desk, name="机关丙")
    post(desk, "/workbench/slip", data)
    before = desk.position
    again = post(desk, "/workbench/slip", data | {"name": "机关丁"})
    assert again.status_code == 422
    assert "这张表已经提交过" in again.text
    assert "请重新打开空白的表" in again.text
    assert desk.position == before


def test_everything_missing_is_told_beside_its_field_and_on_top_and_nothing_is_lost(
    desk: Desk,
) -> None:
    before = desk.position
    data = filled(desk, name=" ", kind="", since="2026-02-30", why="写了很久的\r\n说明")
    answer = post(desk, "/workbench/slip", data)
    assert answer.status_code == 422
    page = answer.text
    assert re.findall(r'<a href="#f-(\w+)">', page) == ["name", "kind", "since"]
    assert 'aria-describedby="h-name e-name" aria-invalid="true"' in page
    assert page.count("条例第二十九条") == 2
    assert "写了很久的\n说明</textarea>" in page
    assert field_of(page, "form_token") == data["form_token"]
    assert desk.position == before
    corrected = data | {"name": "机关戊", "kind": "ORGAN", "since": "2026-02-03"}
    assert post(desk, "/workbench/slip", corrected).status_code == 303


def test_a_refusal_of_the_archive_is_shown_on_the_form_with_rule_and_status(desk: Desk) -> None:
    data = filled(desk, name="机关己", since="2026-03-03")
    answer = post(desk, "/workbench/slip", data)
    assert answer.status_code == 422
    assert "日期不能在将来" in answer.text
    assert "依据：条例第三十一条" in answer.text
    post(desk, "/workbench/slip", data | {"since": ""})
    taken = post(desk, "/workbench/slip", filled(desk, name="机关己"))
    assert taken.status_code == 409
    assert field_of(taken.text, "name") == "机关己"


def test_who_has_no_such_post_is_refused_on_the_form_and_told_who_may(desk: Desk) -> None:
    sign_in(desk, "drafter")
    token = field_of(desk.get("/workbench/slip").text, "form_token")
    before = desk.position
    data = {"form_token": token, "name": "机关庚", "kind": "ORGAN"}
    answer = post(desk, "/workbench/slip", data)
    assert answer.status_code == 403
    assert "登记员" in answer.text
    assert "请换一个岗位" in answer.text
    assert desk.position == before


@pytest.mark.parametrize(
    "extra",
    [
        {"form_token": ""},
        {"form_token": "两 字"},
        {"case_version": "x"},
        {"case_version": "9" * 99},
    ],
)
def test_a_form_with_a_damaged_head_is_refused(desk: Desk, extra: dict[str, str]) -> None:
    data = filled(desk, name="机关辛") | extra
    before = desk.position
    assert post(desk, "/workbench/slip", data).status_code == 422
    assert desk.position == before


def test_what_is_typed_is_shown_as_text_and_never_as_markup(desk: Desk) -> None:
    hostile = '"><script>alert(1)</script>'
    page = post(desk, "/workbench/slip", filled(desk, name="", why=hostile)).text
    assert "<script>alert" not in page
    desk.client.cookies.set(SAID_COOKIE, "%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in desk.get("/workbench").text


def test_an_unknown_page_of_the_workbench_is_told_in_the_workbench(desk: Desk) -> None:
    sign_in(desk, "first")
    answer = desk.get("/workbench/nowhere")
    assert answer.status_code == 404
    assert 'href="/workbench"' in answer.text
