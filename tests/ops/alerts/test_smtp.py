"""Handing mails over: encrypted, signed in, and what each answer of the server comes to."""

import contextlib
import logging
import sqlite3
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from domain.errors import Busy, Incomplete, Malformed
from ops.alerts.smtp import Down, Encryption, Later, Mailer, MailServer, Never
from ops.settings import Settings
from tests.ops.alerts.office import (
    ADDRESS,
    SENDER,
    Office,
    Post,
    free_port,
    open_office,
    post_office,
)
from tests.town import Town


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def client(authority: trustme.CA) -> Callable[[], ssl.SSLContext]:
    def trusting() -> ssl.SSLContext:
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return context

    return trusting


@pytest.fixture
def server(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


class WithTLS(Controller):
    """A server that speaks TLS from the first byte."""

    def __init__(self, *arguments: Any, tls: ssl.SSLContext, **more: Any) -> None:
        self._tls = tls
        super().__init__(*arguments, ssl_context=tls, **more)


@contextmanager
def served_with_tls(context: ssl.SSLContext) -> Iterator[tuple[Post, int]]:
    post, port = Post(), free_port()
    controller = WithTLS(post, hostname="localhost", port=port, tls=context)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop(no_assert=True)


def message() -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "一", SENDER, ADDRESS
    made.set_content("二")
    return made


def login(_server: SMTP, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    right = LoginPassword(b"archive", "口令secret".encode())
    return AuthResult(success=data == right, handled=False)


def test_starttls_and_a_password(
    server: ssl.SSLContext, client: Callable[[], ssl.SSLContext]
) -> None:
    more = {"tls_context": server, "require_starttls": True, "authenticator": login}
    with post_office(**more) as (post, port):
        given = MailServer("localhost", port, Encryption.STARTTLS, SENDER, "archive", "secret")
        with pytest.raises(Down, match="SMTPAuthenticationError"):
            Mailer(given, client).send(message(), ADDRESS)
        untrusting = Mailer(MailServer("localhost", port, Encryption.STARTTLS, SENDER))
        with pytest.raises(Down, match="SSLCertVerificationError"):
            untrusting.send(message(), ADDRESS)
        assert post.accepted == []


def test_a_password_is_sent_under_tls_only(
    server: ssl.SSLContext, client: Callable[[], ssl.SSLContext]
) -> None:
    def right(_server: SMTP, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"archive", b"secret"))

    with post_office(tls_context=server, require_starttls=True, authenticator=right) as (
        post,
        port,
    ):
        given = MailServer("localhost", port, Encryption.STARTTLS, SENDER, "archive", "secret")
        mailer = Mailer(given, client)
        mailer.send(message(), ADDRESS)
        mailer.send(message(), ADDRESS)
        mailer.close()
        assert len(post.accepted) == 2
    with post_office() as (post, port):
        with pytest.raises(Down, match="SMTPNotSupportedError"):
            Mailer(
                MailServer("localhost", port, Encryption.STARTTLS, SENDER, "archive", "secret"),
                client,
            ).send(message(), ADDRESS)
        assert post.accepted == []


def test_tls_from_the_first_byte(
    server: ssl.SSLContext, client: Callable[[], ssl.SSLContext]
) -> None:
    with served_with_tls(server) as (post, port):
        mailer = Mailer(MailServer("localhost", port, Encryption.TLS, SENDER), client)
        mailer.send(message(), ADDRESS)
        mailer.close()
        assert post.recipients == [ADDRESS]


def test_nothing_goes_over_a_network_in_clear() -> None:
    with pytest.raises(Incomplete) as refused:
        MailServer("mail.qinghe.example", 25, Encryption.NONE, SENDER)
    assert refused.value.field == "smtp_tls"
    with pytest.raises(Incomplete) as refused:
        MailServer("mail.qinghe.example", 25, Encryption.TLS, "")
    assert refused.value.field == "mail_from"


def test_the_password_is_in_no_text() -> None:
    given = MailServer("localhost", 25, Encryption.TLS, SENDER, "archive", "hunter2")
    assert "hunter2" not in repr(given)
    assert "hunter2" not in repr(Settings(smtp_password="hunter2"))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("450 later", Later),
        ("452 full", Later),
        ("550 nobody", Never),
        ("553 nobody", Never),
        ("421 closing", Down),
    ],
)
@pytest.mark.parametrize("place", ["judge", "at_recipient"])
def test_each_answer_of_the_server_is_understood(
    answer: str, error: type[Exception], place: str
) -> None:
    with post_office() as (post, port):
        mailer = Mailer(MailServer("127.0.0.1", port, Encryption.NONE, SENDER))
        setattr(post, place, lambda _: answer)
        with pytest.raises(error):
            mailer.send(message(), ADDRESS)
        setattr(post, place, lambda _: "250 OK")
        mailer.send(message(), ADDRESS)
        mailer.close()
        assert len(post.accepted) == 1


def test_while_the_server_is_down_mails_wait_and_the_operator_is_told(
    founded_town: Town, tmp_path: Path
) -> None:
    port = free_port()
    with open_office(founded_town, tmp_path, port=port, post=Post()) as office:
        office.ask()
        assert office.worker.post is not None
        for minutes in (0, 5, 6, 3 * 24 * 60):
            office.clock.advance(minutes=minutes)
            with pytest.raises(Down):
                office.worker.post.send()
        (alarm,) = office.worker.alarms()
        assert "ConnectionRefusedError" in alarm
        assert ADDRESS not in alarm
        assert office.worker.overdue_seconds() > 3 * 24 * 3600
        assert office.worker.waiting() == 1
        with post_office(port=port) as (post, _):
            office.send()
            assert len(post.accepted) == 1
        assert office.worker.alarms() == []
        assert office.worker.waiting() == 0


def test_a_mail_that_is_not_taken_now_is_tried_ever_later_under_one_id(office: Office) -> None:
    office.subscribe()
    office.town.publish_record()
    office.look()
    office.clock.advance(minutes=2)
    seen: list[str] = []

    def later(mail: EmailMessage) -> str:
        seen.append(mail["message-id"])
        return "451 greylisted"

    office.post.judge = later
    for _ in range(60):
        office.send()
        office.clock.advance(minutes=5)
    assert 4 <= len(seen) <= 6
    office.post.judge = lambda _: "250 OK"
    office.clock.advance(hours=4)
    office.send()
    (mail,) = office.post.accepted
    assert {mail["message-id"]} == set(seen)


def test_somebody_else_s_full_box_holds_nobody_up(office: Office) -> None:
    office.subscribe()
    office.subscribe(address="other@citizen.example")
    office.town.publish_record()
    office.look()
    office.clock.advance(minutes=2)
    office.post.at_recipient = lambda one: "452 full" if one == ADDRESS else "250 OK"
    office.send()
    assert office.post.recipients[-1] == "other@citizen.example"


def hang_up_at(office: Office, poison: str) -> list[str]:
    """Have the mail server hang up at one recipient; whom it was asked to take."""
    asked: list[str] = []

    def judge(one: str) -> str:
        asked.append(one)
        if one == poison:
            office.post.hang_up()
        return "250 OK"

    office.post.at_recipient = judge
    return asked


def test_one_recipient_at_whom_the_server_hangs_up_stops_nobody_s_mail(office: Office) -> None:
    office.ask(address="poison@citizen.example")
    office.clock.advance(seconds=1)
    for n in range(5):
        office.ask(address=f"good{n}@citizen.example")
    asked = hang_up_at(office, "poison@citizen.example")
    assert office.worker.post is not None
    with pytest.raises(Down) as down:
        office.worker.post.send()
    assert down.value.begun
    office.send()
    assert sorted(office.post.recipients) == [f"good{n}@citizen.example" for n in range(5)]
    assert office.worker.alarms() == []
    # It is tried again ever later, and given up in the end.
    for _ in range(200):
        office.clock.advance(hours=1)
        with contextlib.suppress(Down):
            office.send()
    assert 10 <= asked.count("poison@citizen.example") <= 40
    assert office.rows("deliveries") == 0


def test_a_server_that_is_not_there_ages_nothing(founded_town: Town, tmp_path: Path) -> None:
    with open_office(founded_town, tmp_path, port=free_port(), post=Post()) as office:
        office.ask()
        assert office.worker.post is not None
        for _ in range(10):
            office.clock.advance(days=1)
            with pytest.raises(Down) as down:
                office.worker.post.send()
            assert not down.value.begun
        assert office.rows("deliveries") == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("452 full", Later),
        ("451 busy", Later),
        ("552 too large", Never),
        ("421 closing", Down),
        ("530 sign in first", Down),
        ("550 not from you", Down),
    ],
)
def test_a_refusal_of_the_sender_is_judged_by_its_code(answer: str, error: type[Exception]) -> None:
    with post_office() as (post, port):
        mailer = Mailer(MailServer("127.0.0.1", port, Encryption.NONE, SENDER))
        post.at_sender = lambda _: answer
        with pytest.raises(error) as refused:
            mailer.send(message(), ADDRESS)
        assert not isinstance(refused.value, Down) or refused.value.begun
        post.at_sender = lambda _: "250 OK"
        mailer.send(message(), ADDRESS)
        mailer.close()
        assert len(post.accepted) == 1


def test_a_server_that_closes_after_a_refusal_is_asked_anew(office: Office) -> None:
    office.ask(address="poison@citizen.example")
    office.clock.advance(seconds=1)
    office.ask(address="good@citizen.example")

    def judge(one: str) -> str:
        if not one.startswith("poison"):
            return "250 OK"
        office.post.close_after_answer()
        return "550 nobody"

    office.post.at_recipient = judge
    office.send()
    assert office.post.recipients == ["good@citizen.example"]


@contextmanager
def locked_from_elsewhere(office: Office) -> Iterator[None]:
    """Another process holds the write lock on the store."""
    path = office.home / "subscriptions.db"
    with contextlib.closing(
        sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("COMMIT")


@pytest.mark.parametrize("kind", ["confirm", "alert"])
def test_what_was_accepted_while_the_store_was_locked_is_not_sent_again(
    office: Office, kind: str
) -> None:
    if kind == "alert":
        office.subscribe()
        office.town.publish_record()
        office.look()
        office.clock.advance(hours=2)
    else:
        office.ask()
    office.post.recipients.clear()
    post = office.worker.post
    assert post is not None
    with contextlib.ExitStack() as lock:

        def judge(_mail: EmailMessage) -> str:
            lock.enter_context(locked_from_elsewhere(office))
            return "250 OK"

        office.alerting.store.connection().execute("PRAGMA busy_timeout = 50")
        office.post.judge = judge
        with pytest.raises(Busy):
            post.send()
        office.post.judge = lambda _: "250 OK"
        with pytest.raises(Busy):
            post.send()
    assert office.rows("deliveries") == 1
    office.clock.advance(hours=5)
    office.ask(address="other@citizen.example")
    office.send()
    assert len(office.post.accepted) == 2
    assert office.post.recipients == [ADDRESS, "other@citizen.example"]
    assert office.rows("deliveries") == 0
    (unsent,) = (
        office.alerting.store.connection()
        .execute("SELECT count(*) FROM news WHERE sent_at IS NULL")
        .fetchone()
    )
    assert unsent == 0


def refuse(office: Office, times: int) -> None:
    """Have mails to `ADDRESS` refused for good, one after the other."""
    office.post.at_recipient = lambda one: "550 nobody" if one == ADDRESS else "250 OK"
    for n in range(times):
        office.town.publish_record(title=f"公租房分配结果第{n}批")
        office.told()


def test_who_is_no_longer_there_is_erased(office: Office) -> None:
    office.subscribe()
    office.subscribe(address="other@citizen.example")
    refuse(office, 4)
    assert office.rows("subscribers") == 2
    refuse(office, 1)
    assert office.rows("subscribers") == 1


def test_where_every_mail_is_refused_nobody_is_erased(office: Office) -> None:
    office.subscribe()
    refuse(office, 7)
    assert office.rows("subscribers") == 1
    office.post.at_recipient = lambda _: "250 OK"
    office.town.publish_record(title="公租房分配办法之二")
    assert len(office.told()) == 1


def test_a_damaged_row_holds_nobody_up(office: Office) -> None:
    office.subscribe()
    office.subscribe(address="other@citizen.example")
    office.town.publish_record()
    office.look()
    office.clock.advance(minutes=2)
    connection = office.alerting.store.connection()
    connection.execute(
        "UPDATE subscribers SET sealed = x'00' WHERE id = (SELECT min(id) FROM subscribers)"
    )
    with pytest.raises(Malformed):
        office.send()
    office.send()
    assert office.post.recipients[-1] == "other@citizen.example"


@pytest.fixture(autouse=True)
def quiet() -> None:
    """The server's own log says what it does not like; nobody reads it here."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
