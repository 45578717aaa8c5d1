"""How what sends alerts is put together, for whoever holds the lock on HOME."""

import ssl
from collections.abc import Callable

from sqlalchemy import Engine

from domain.journal import Journal
from ops.alerts.alerting import Alerting
from ops.alerts.letters import Letterhead, Letters
from ops.alerts.news import News
from ops.alerts.sending import Calls, Post
from ops.alerts.smtp import Encryption, Mailer, MailServer
from ops.alerts.told import Telling
from ops.alerts.webhooks import Webhooks
from ops.alerts.worker import AlertWorker
from ops.contents import Contents
from ops.settings import Settings
from search.alerts import Matcher
from search.documents import Documents
from search.tables import Tables, only_questions


def mail_server(settings: Settings) -> MailServer | None:
    """The mail server of the settings; None where there is none. Raises `Incomplete`."""
    if not settings.smtp_host:
        return None
    return MailServer(
        settings.smtp_host,
        settings.smtp_port,
        Encryption(settings.smtp_tls),
        settings.mail_from,
        settings.smtp_user,
        settings.smtp_password,
    )


def alert_worker(
    alerting: Alerting,
    settings: Settings,
    *,
    journal: Journal,
    views: Engine,
    contents: Contents,
    matcher: Matcher,
    demo: bool,
    tables: Callable[[], Tables] = only_questions,
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context,
) -> AlertWorker:
    """What looks for news and tells it. Raises `Incomplete` for a mail server set wrongly."""
    store, outbox = alerting.store, alerting.outbox
    telling = Telling(settings.url, journal, views, contents.texts, tables)
    server = mail_server(settings)
    post = None
    if server is not None:
        head = Letterhead(settings.title, server.sender, settings.url, demo)
        post = Post(outbox, telling, Letters(head), Mailer(server, context), store.clock)
    webhooks = Webhooks(private=settings.webhook_network == "any", context=context)
    return AlertWorker(
        store,
        alerting.subscriptions,
        outbox,
        News(outbox, journal, Documents(journal, contents.text, _nowhere), matcher, tables),
        Calls(outbox, telling, webhooks, store.clock),
        post,
        store.clock,
    )


def _nowhere(_record: str, _position: int, count: int) -> list[int]:
    """Where earlier versions were published: no alert is about one of them."""
    return [0] * count
