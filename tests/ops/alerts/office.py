"""An archive that publishes, the worker of its alerts step by step, and the outside world: a real
mail server and a real web server on loopback."""

import asyncio
import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from ops.alerts.alerting import Alerting, open_alerting
from ops.alerts.wiring import alert_worker
from ops.alerts.worker import AlertWorker
from ops.bootstrap import Services, open_archive
from ops.clients import Clients
from ops.covering import catch_up
from ops.settings import Settings
from search.alerts import SavedSearch, saved_search
from search.embedded import BatchMatcher
from search.rhythm import Rhythm
from tests.citizens import beside
from tests.premises import furnish
from tests.town import NOW, Clock, Town

SENDER = "alerts@qinghe.gov.example"
ADDRESS = "zhanghuilan@citizen.example"
WORDS = "公租房 分配"


class Post:
    """A mail server (aiosmtpd) that keeps what it accepted.

    `judge` may answer anything else than 250 to a mail, or end the world before it answers.
    """

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.raw: list[bytes] = []
        self.judge: Callable[[EmailMessage], str] = lambda _: "250 OK"
        self.at_sender: Callable[[str], str] = lambda _: "250 OK"
        self.at_recipient: Callable[[str], str] = lambda _: "250 OK"
        self._server: Any = None

    def hang_up(self) -> None:
        """Break the connection off, before an answer."""
        self._server.transport.abort()

    def close_after_answer(self) -> None:
        """Close the connection once the answer is out."""
        asyncio.get_running_loop().call_later(0.02, self._server.transport.close)

    async def handle_MAIL(
        self, server: Any, _session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self._server = server
        answer = self.at_sender(address)
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.at_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        answer = self.judge(message)
        if answer.startswith("250"):
            self.accepted.append(message)
            self.raw.append(envelope.content)
            self.recipients += envelope.rcpt_tos
        return answer

    @property
    def subjects(self) -> list[str]:
        return [str(message["subject"]) for message in self.accepted]


@contextlib.contextmanager
def post_office(**more: Any) -> Iterator[tuple[Post, int]]:
    """The mail server and its port."""
    post, port = Post(), more.pop("port", None) or free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop(no_assert=True)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass
class Hook:
    """A web server that keeps what it was told, and answers as it is told to."""

    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[bytes], tuple[int, bytes]] = lambda body: (200, body)
    headers: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def web_server(context: ssl.SSLContext | None = None) -> Iterator[tuple[Hook, int]]:
    """The web server and its port; over TLS with a context."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            hook.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
            status, said = hook.answer(body)
            self.send_response(status)
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Office:
    """The archive, its subscriptions and its worker, moved on by hand."""

    town: Town
    services: Services
    alerting: Alerting
    worker: AlertWorker
    clock: Clock
    post: Post
    settings: Settings

    @property
    def home(self) -> Path:
        return self.settings.home

    def look(self) -> None:
        """Let register and alerts read all there is."""
        catch_up(self.services)
        while self.worker.news.look():
            pass

    def send(self) -> None:
        """Send every mail that is due."""
        assert self.worker.post is not None
        while self.worker.post.send():
            pass

    def call(self) -> None:
        """Make every call that is due."""
        while self.worker.calls.confirm() or self.worker.calls.call():
            pass

    def ask(
        self,
        words: str = WORDS,
        rhythm: Rhythm = Rhythm.AT_ONCE,
        address: str = ADDRESS,
        **filters: list[str],
    ) -> SavedSearch:
        search = saved_search(words, filters)
        self.alerting.subscriptions.ask_by_mail(address, search, rhythm, "198.51.100.7")
        return search

    def subscribe(self, *arguments: Any, **more: Any) -> str:
        """Ask and confirm, as the mail says; the token that manages it."""
        self.ask(*arguments, **more)
        self.send()
        token = link_in(self.post.accepted[-1], "confirm")
        managing = self.alerting.subscriptions.confirm(token)
        self.post.accepted.clear()
        return managing

    def told(self) -> list[EmailMessage]:
        """The mails of an hour later, taken away."""
        self.look()
        self.clock.advance(hours=1, minutes=2)
        self.send()
        told, self.post.accepted[:] = [*self.post.accepted], []
        return told

    def rows(self, table: str) -> int:
        connection = self.alerting.store.connection()
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(count)


@contextlib.contextmanager
def open_office(
    founded: Town, folder: Path, *, port: int, post: Post, **more: Any
) -> Iterator[Office]:
    """Furnish a HOME and open it with alerts."""
    premises = furnish(founded, folder)
    clock = Clock(NOW)
    context = more.pop("context", ssl.create_default_context)
    settings = replace(
        premises.settings(),
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_tls="none",
        mail_from=SENDER,
        public_url="https://qinghe.gov.example",
        webhook_network="any",
        title="清河县政府信息公开档案",
    )
    settings = replace(settings, **more)
    with open_archive(settings, clock) as services:
        alerting = open_alerting(
            settings,
            journal=services.journal,
            contents=services.contents,
            clients=Clients(),
            origin=services.origin,
            clock=clock,
        )
        worker = alert_worker(
            alerting,
            settings,
            journal=services.journal,
            views=services.views,
            contents=services.contents,
            matcher=BatchMatcher(),
            demo=False,
            tables=services.tables,
            context=context,
        )
        town = beside(founded, services, clock)
        town.migrator = founded.migrator
        yield Office(town, services, alerting, worker, clock, post, settings)
        alerting.close()


def link_in(message: EmailMessage, path: str) -> str:
    """The token of a link in the plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"/alerts/{path}\?t=(\S+)", body.get_content())
    assert found is not None, body.get_content()
    return found[1]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """The text of a mail."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())
