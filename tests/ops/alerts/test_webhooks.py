"""Webhooks against a real web server: the handshake, the signature, and what is never called."""

import base64
import contextlib
import hashlib
import hmac
import json
import socket
import sqlite3
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from domain.errors import Busy, Incomplete, NotFound
from ops.alerts import webhooks
from ops.alerts.addresses import webhook_address
from ops.alerts.outbox import GIVE_UP_AFTER
from ops.alerts.store import Channel
from ops.alerts.webhooks import Unreached, Webhooks, is_open
from search.alerts import saved_search
from tests.ops.alerts.office import Hook, Office, free_port, open_office, post_office, web_server
from tests.town import Town


@pytest.fixture
def web() -> Iterator[tuple[Hook, str]]:
    with web_server() as (hook, port):
        yield hook, f"http://127.0.0.1:{port}/told?key=1"


def challenge(body: bytes) -> tuple[int, bytes]:
    """As a webhook answers that knows the handshake."""
    told = json.loads(body)
    return 200, json.dumps({"challenge": told.get("challenge", "")}).encode()


def register(office: Office, url: str) -> tuple[str, str]:
    """Register and let it be asked; (secret, token)."""
    given = office.alerting.subscriptions.ask_by_webhook(url, saved_search("公租房", {}), "x")
    office.call()
    return given.secret, given.token


def test_a_webhook_that_says_yes_is_told_signed(office: Office, web: tuple[Hook, str]) -> None:
    hook, url = web
    hook.answer = challenge
    secret, token = register(office, url)
    assert len(office.alerting.subscriptions.managed(token).searches) == 1
    record = office.town.publish_record()
    office.look()
    office.call()
    (_, asked), (headers, body) = hook.calls
    assert json.loads(asked)["type"] == "confirm"
    told = json.loads(body)
    assert told["type"] == "alert"
    assert [one["record"] for one in told["records"]] == [record.id]
    assert told["records"][0]["url"] == f"https://qinghe.gov.example/records/{record.id}"
    assert told["records"][0]["searches"][0]["said"] == "公租房"
    assert headers["webhook-id"] == told["id"]
    assert abs(int(headers["webhook-timestamp"]) - office.clock.time.timestamp()) < 60
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    office.call()
    assert len(hook.calls) == 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda body: (200, b""),
        lambda body: (200, b"ok"),
        lambda body: (200, b'{"challenge": "another"}'),
        lambda body: (200, b'{"challenge": null}'),
        lambda body: (200, b'{"challenge": "\\ud800"}'),
        lambda body: (200, b"[" * 60000),
        lambda body: (404, body),
        lambda body: (500, challenge(body)[1]),
        lambda body: (200, b"\xff" * 100_000),
    ],
)
def test_a_webhook_that_does_not_say_yes_is_told_nothing(
    office: Office, web: tuple[Hook, str], answer: Callable[[bytes], tuple[int, bytes]]
) -> None:
    hook, url = web
    hook.answer = answer
    _, token = register(office, url)
    office.town.publish_record()
    office.look()
    for _ in range(4):
        office.clock.advance(hours=9)
        office.call()
    assert all(json.loads(body)["type"] == "confirm" for _, body in hook.calls)
    office.clock.advance(hours=49)
    office.alerting.subscriptions.sweep()
    with pytest.raises(NotFound):
        office.alerting.subscriptions.managed(token)


def test_a_redirect_leads_nowhere(office: Office, web: tuple[Hook, str]) -> None:
    hook, url = web
    hook.headers = {"location": url}
    hook.answer = lambda body: (307, challenge(body)[1])
    register(office, url)
    assert len(hook.calls) == 1
    assert office.alerting.outbox.watched() == ()


def test_a_failed_call_is_made_again_under_the_same_id_ever_later(
    office: Office, web: tuple[Hook, str]
) -> None:
    hook, url = web
    hook.answer = challenge
    register(office, url)
    office.town.publish_record()
    office.look()
    hook.calls.clear()
    hook.answer = lambda body: (503, b"")
    waited = 0
    while office.rows("deliveries") or not hook.calls:
        office.call()
        office.clock.advance(minutes=1)
        waited += 1
    ids = {headers["webhook-id"] for headers, _ in hook.calls}
    assert len(ids) == 1
    assert 5 <= len(hook.calls) <= 12
    assert timedelta(minutes=waited) < GIVE_UP_AFTER[Channel.WEBHOOK] + timedelta(hours=5)
    assert office.rows("news") == 0
    hook.answer = lambda body: (204, b"")
    office.town.publish_record(title="公租房分配结果")
    office.look()
    office.call()
    assert len(json.loads(hook.calls[-1][1])["records"]) == 1


def test_a_webhook_that_is_gone_is_erased(office: Office, web: tuple[Hook, str]) -> None:
    hook, url = web
    hook.answer = challenge
    register(office, url)
    office.town.publish_record()
    office.look()
    hook.answer = lambda body: (410, b"")
    office.call()
    assert [office.rows(table) for table in ("subscribers", "searches", "news", "deliveries")] == [
        0,
        0,
        0,
        0,
    ]


def test_one_url_is_not_registered_again_and_again(office: Office, web: tuple[Hook, str]) -> None:
    hook, url = web
    for _ in range(5):
        register(office, url)
    with pytest.raises(Busy):
        register(office, url)
    assert len(hook.calls) == 5


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a",
        "ftp://a.example/",
        "http://a.example/",
        "http://127.0.0.1/",
        "https://",
        "https:///a",
        "https://user@a.example/",
        "https://user:secret@a.example/",
        "https://a.example/#part",
        "https://a.example:22/",
        "https://a.example:99999/",
        "https://a.example:port/",
        "https://a.example/ a",
        "https://a.example/\r\nHost: b",
        "https://甲.example/",
        "https://[::1/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a.example/" + "a" * 500,
    ],
)
def test_what_is_no_address_to_call_is_refused(url: str) -> None:
    with pytest.raises(Incomplete):
        webhook_address(url)


@pytest.mark.parametrize("url", ["https://a.example/", "https://a.example:8443/x?y=1"])
def test_an_https_address_is_taken(url: str) -> None:
    assert webhook_address(f" {url} ") == url


def test_plain_http_is_for_this_machine_where_it_is_allowed() -> None:
    assert webhook_address("http://127.0.0.1:8080/", private=True)
    with pytest.raises(Incomplete):
        webhook_address("http://192.168.1.1/", private=True)
    with pytest.raises(Incomplete):
        webhook_address("http://127.0.0.1.example/", private=True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2001:db8::1",
        "fec0::1",
        "feff::1",
        "100::1",
        "5f00::1",
        "4000::1",
        "3fff::1",
        "2002:808:808::1",
        "2001:10::1",
        "64:ff9b:1::808:808",
        "64:ff9b::a9fe:a9fe",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:0:808:808",
        "192.88.99.1",
        "192.0.0.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
    ],
)
def test_addresses_behind_our_own_wall_are_not_open(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "240e::1", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_addresses_of_the_open_network_are_open(address: str) -> None:
    assert is_open(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_nobody_has_us_call_our_own_machine(host: str) -> None:
    with pytest.raises(Unreached, match="not an address of the open network"):
        Webhooks().call(f"https://{host}:{free_port()}/", "id", "c2VjcmV0", {}, 1)


def certificates() -> tuple[trustme.CA, Callable[[], ssl.SSLContext], ssl.SSLContext]:
    """A CA, a client that trusts it, and a server of localhost."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server)

    def client() -> ssl.SSLContext:
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return context

    return authority, client, server


def test_a_webhook_is_known_by_its_certificate() -> None:
    _, client, server = certificates()
    with web_server(server) as (hook, port):
        url = f"https://localhost:{port}/"
        trusting = Webhooks(private=True, context=client)
        assert trusting.call(url, "id", "c2VjcmV0", {"a": "b"}, 1).taken
        by_number = f"https://127.0.0.1:{port}/"
        for caller, called in ((Webhooks(private=True), url), (trusting, by_number)):
            with pytest.raises(Unreached, match="SSL"):
                caller.call(called, "id", "c2VjcmV0", {}, 1)
        assert len(hook.calls) == 1


@contextlib.contextmanager
def answering(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that talks to the first who connects; its port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def serve() -> None:
            connected, _ = listening.accept()
            with connected, contextlib.suppress(OSError):
                talk(connected)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def drip(connected: socket.socket, head: bytes = b"HTTP/1.1 200 OK\r\n") -> None:
    """Answer a byte each fifth of a second, for twelve seconds."""
    connected.sendall(head)
    for byte in b"x: y\r\n" * 10:
        connected.send(bytes([byte]))
        time.sleep(0.2)


def cut_off(webhook: Webhooks, url: str) -> None:
    """See that a call ends in a good second."""
    begun = time.monotonic()
    with pytest.raises(Unreached):
        webhook.call(url, "id", "c2VjcmV0", {}, 1)
    assert 0.9 < time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
)
def test_one_that_answers_byte_by_byte_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(webhooks, "SECONDS", 1.0)
    with answering(lambda connected: drip(connected, head)) as port:
        cut_off(Webhooks(private=True), f"http://127.0.0.1:{port}/")


def test_one_that_is_slow_in_the_handshake_has_no_time_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhooks, "SECONDS", 1.0)
    _, client, server = certificates()

    def late(connected: socket.socket) -> None:
        time.sleep(0.8)
        with server.wrap_socket(connected, server_side=True) as wrapped:
            drip(wrapped)

    connect = socket.create_connection

    def slowly(*arguments: Any, **more: Any) -> socket.socket:
        time.sleep(0.5)  # as when the first packet is lost
        return connect(*arguments, **more)

    monkeypatch.setattr(socket, "create_connection", slowly)
    with answering(late) as port:
        cut_off(Webhooks(private=True, context=client), f"https://localhost:{port}/")


def test_looking_up_a_name_is_within_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "SECONDS", 1.0)
    look_up, done = socket.getaddrinfo, threading.Event()

    def slowly(*arguments: Any, **more: Any) -> Any:
        done.wait(4)
        return look_up(*arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    cut_off(Webhooks(private=True), f"https://localhost:{free_port()}/")
    done.set()


def test_a_name_that_leads_nowhere_is_not_reached() -> None:
    with pytest.raises(Unreached, match="no such host"):
        Webhooks().call("https://nowhere.invalid/", "id", "c2VjcmV0", {}, 1)


def test_webhooks_that_never_answer_do_not_keep_others_from_being_told(
    office: Office, web: tuple[Hook, str]
) -> None:
    hook, url = web
    hook.answer = challenge
    register(office, url)
    ask = office.alerting.subscriptions.ask_by_webhook
    for n in range(5):
        ask(f"https://localhost:{free_port()}/{n}", saved_search("公租房", {}), f"198.51.100.{n}")
    office.town.publish_record()
    office.look()
    assert office.worker.calls.call()
    assert [json.loads(body)["type"] for _, body in hook.calls] == ["confirm", "alert"]
    assert not office.worker.calls.call()
    assert office.rows("deliveries") == 5


def test_what_is_new_is_told_before_what_was_tried_in_vain(
    office: Office, web: tuple[Hook, str]
) -> None:
    hook, url = web
    hook.answer = challenge
    for n in range(3):
        register(office, f"{url}&{n}")
    hook.answer = lambda body: (503, b"")
    office.town.publish_record()
    office.look()
    office.call()
    hook.answer = challenge
    register(office, f"{url}&new")
    office.clock.advance(minutes=2)
    office.town.publish_record(title="公租房分配结果")
    office.look()
    hook.calls.clear()
    office.worker.calls.call()
    ((_, body),) = hook.calls
    assert len(json.loads(body)["records"]) == 1
    office.call()
    assert len(hook.calls) == 1 + 3 * 2


def test_a_call_that_was_taken_while_the_store_was_locked_is_not_made_again(
    office: Office, web: tuple[Hook, str]
) -> None:
    hook, url = web
    hook.answer = challenge
    register(office, url)
    office.town.publish_record()
    office.look()
    hook.calls.clear()
    path = office.home / "subscriptions.db"
    office.alerting.store.connection().execute("PRAGMA busy_timeout = 50")
    with contextlib.closing(
        sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    ) as other:

        def lock(_body: bytes) -> tuple[int, bytes]:
            other.execute("BEGIN IMMEDIATE")
            return 200, b""

        hook.answer = lock
        for _ in range(2):
            with pytest.raises(Busy):
                office.worker.calls.call()
        other.execute("COMMIT")
    office.clock.advance(hours=5)
    office.call()
    assert len(hook.calls) == 1
    assert office.rows("deliveries") == 0


def test_without_the_setting_no_private_address_is_called(
    founded_town: Town, tmp_path: Path
) -> None:
    with (
        web_server() as (hook, port),
        post_office() as (post, mail_port),
        open_office(
            founded_town, tmp_path, port=mail_port, post=post, webhook_network="public"
        ) as office,
    ):
        with pytest.raises(Incomplete):
            register(office, f"http://127.0.0.1:{port}/")
        register(office, f"https://localhost:{port}/")
        assert hook.calls == []
        assert office.rows("deliveries") == 1
