"""Sign-in: one session by cookie or bearer token, defended against other sites, and ended."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

import pytest

from ops.clock import now
from tests.desk import HOST, Desk, opened
from tests.premises import PASSPHRASE, furnish
from tests.town import Town


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The application over the town's archive."""
    with opened(furnish(founded_town, tmp_path_factory.mktemp("session"))) as desk:
        yield desk


@pytest.fixture
def cookie(desk: Desk) -> Iterator[str]:
    """The session of the first registrar as a browser holds it."""
    answer = desk.client.post("/api/session", json=credentials(desk.premises.first))
    assert answer.status_code == 201
    yield answer.headers["set-cookie"]
    desk.client.cookies.clear()


def credentials(sign_in: str, passphrase: str = PASSPHRASE) -> dict[str, str]:
    """The body of a sign-in."""
    return {"sign_in": sign_in, "passphrase": passphrase}


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(cookie: str) -> None:
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    assert not any(attribute.startswith(("expires", "max-age")) for attribute in attributes)


def test_the_answer_to_a_sign_in_is_never_stored_and_never_repeats_the_passphrase(
    desk: Desk,
) -> None:
    answer = desk.client.post("/api/session", json=credentials(desk.premises.first))
    desk.client.cookies.clear()
    assert answer.headers["cache-control"] == "no-store"
    assert PASSPHRASE not in answer.text
    assert [post["role"] for post in answer.json()["posts"]] == ["registrar"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"sec-fetch-site": "none"}, 201),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": HOST}, 403),
        ({"origin": HOST}, 201),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_an_act_by_cookie_must_come_from_our_own_pages(
    desk: Desk, cookie: str, headers: dict[str, str], status: int
) -> None:
    before = desk.position
    name = "机关" + "".join(headers.values())
    answer = desk.client.post("/api/organs", json={"name": name}, headers=headers)
    assert answer.status_code == status
    assert desk.position == before + (status == 201)
    if status == 403:
        assert answer.json()["title"] == "不是从本站发出的请求"


def test_reading_by_cookie_needs_no_proof_of_origin(desk: Desk, cookie: str) -> None:
    assert desk.client.get("/api/session").json()["sign_in"] == desk.premises.first


def test_a_bearer_token_is_never_sent_by_a_browser_so_it_needs_none_either(desk: Desk) -> None:
    seat = desk.seat("first")
    seat.act("/api/organs", {"name": "凭令牌登记的机关"}, sec_fetch_site="cross-site")


def test_another_site_cannot_sign_somebody_in(desk: Desk) -> None:
    answer = desk.client.post(
        "/api/session",
        json=credentials(desk.premises.first),
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic amlhOmppYQ==",
        "Bearer 0123.abc",
        "Bearer ..",
        "Bearer " + "a" * 4000,
        "Bearer caf\u00e9.\u00e9",
    ],
)
def test_what_is_no_token_of_an_open_session_is_refused(desk: Desk, authorization: str) -> None:
    given = [(b"authorization", authorization.encode("latin-1"))]
    answer = desk.client.get("/api/session", headers=given)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_token_with_another_session_s_secret_opens_nothing(desk: Desk) -> None:
    one, other = desk.sign_in(desk.premises.first), desk.sign_in(desk.premises.first)
    mixed = f"{one.split('.')[0]}.{other.split('.')[1]}"
    answer = desk.client.get("/api/session", headers={"authorization": f"Bearer {mixed}"})
    assert answer.status_code == 401


def test_without_a_session_nobody_acts_and_nobody_reads_files(desk: Desk) -> None:
    before = desk.position
    for method, path in (
        ("POST", "/api/records"),
        ("POST", "/api/organs"),
        ("GET", "/api/files"),
        ("GET", "/api/trail"),
        ("GET", f"/api/officers/{desk.premises.first}"),
        ("GET", "/api/session"),
        ("DELETE", "/api/session"),
    ):
        answer = desk.client.request(method, path, json={} if method == "POST" else None)
        assert answer.status_code in (401, 422), path
        assert "gongkai" not in answer.headers.get("set-cookie", "")
    assert desk.position == before


def test_signing_out_ends_the_session_at_once(desk: Desk) -> None:
    token = desk.sign_in(desk.premises.first)
    headers = {"authorization": f"Bearer {token}"}
    assert desk.client.delete("/api/session", headers=headers).status_code == 204
    assert desk.client.get("/api/session", headers=headers).status_code == 401


def test_a_session_ends_by_itself(desk: Desk) -> None:
    token = desk.sign_in(desk.premises.first)
    headers = {"authorization": f"Bearer {token}"}
    assert desk.client.get("/api/session", headers=headers).status_code == 200
    past = (now() - timedelta(seconds=1)).isoformat(timespec="seconds")
    with sqlite3.connect(desk.premises.home / "state.db") as state:
        state.execute(
            "UPDATE sessions SET expires_at = ? WHERE id = ?", (past, token.split(".")[0])
        )
    state.close()
    assert desk.client.get("/api/session", headers=headers).status_code == 401


def test_five_wrong_passphrases_lock_the_name_also_for_the_right_one(desk: Desk) -> None:
    name = desk.premises.publisher
    said = set()
    for _ in range(5):
        answer = desk.client.post("/api/session", json=credentials(name, "not the passphrase"))
        assert answer.status_code == 401
        said.add(answer.json()["detail"])
    nobody = desk.client.post("/api/session", json=credentials("nobody_here"))
    said.add(nobody.json()["detail"])
    # The same words whether the name or the passphrase was wrong.
    assert len(said) == 1
    locked = desk.client.post("/api/session", json=credentials(name))
    assert locked.status_code == 401
    assert locked.json()["rule"] == "lock-out"
    assert desk.client.post("/api/session", json=credentials(desk.premises.first)).is_success
    desk.client.cookies.clear()


def test_the_session_row_holds_no_clear_key_and_no_token(desk: Desk) -> None:
    token = desk.sign_in(desk.premises.first)
    secret = token.split(".")[1]
    stored = b"".join(path.read_bytes() for path in desk.premises.home.glob("state.db*"))
    assert secret.encode() not in stored
    assert PASSPHRASE.encode() not in stored
