"""The server: portal, JSON API and log over HTTP, and the worker that follows the journal.

The worker holds the lock on HOME. When another process holds it, this one only reads and acts, and
says so; it takes the work over as soon as the lock is free.
"""

import contextlib
import errno
import ipaddress
import socket
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import structlog
import uvicorn
from fastapi import FastAPI

from api.app import CITIZENS, WORKBENCH, create_app
from api.json import (
    alerting,
    lawbook,
    oversight,
    records,
    redress,
    registration,
    request_figures,
    requests,
    reviews,
)
from api.metrics import Metrics
from api.pace import Pace
from api.portal import alerts
from api.portal.citizens import Citizens
from api.portal.subscribing import Alerts
from api.session import Acting
from api.session import router as session_router
from api.site import Site
from domain.act import BEIJING
from domain.content import ClearPart
from domain.errors import NotPermitted, Refusal
from ops.alerts.wiring import alert_worker
from ops.bootstrap import Services, follow, open_archive
from ops.clients import Clients
from ops.clock import now, uuid7
from ops.covering import catch_up, wait_covered
from ops.dumping import KeptDumps, source_of
from ops.receipts import filing_receipt
from ops.settings import Settings
from ops.sweeping import sweep
from projections.following import Following
from search.switching import Event

READ_YOUR_WRITES_SECONDS = 2.0
RETRY_SECONDS = 2.0
_log = structlog.get_logger()


class Worker:
    """Follows the journal in a thread of its own until stopped."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._following: Following | None = None
        self._failure: str | None = None
        self.alerts = alert_worker(
            services.alerting,
            services.settings,
            journal=services.journal,
            views=services.views,
            contents=services.contents,
            matcher=services.engines.matcher(),
            demo=services.demo,
            tables=services.tables,
        )

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch under way and let go of the lock."""
        self._stopping.set()
        self._thread.join()

    def alarms(self) -> list[str]:
        """Why anything that follows the journal has stopped; empty when all is well."""
        if self._failure is not None:
            return [self._failure]
        if self._following is None:
            return []
        stopped = [
            f"{state.name}: 停在第 {state.alarm.position} 号事件，{state.alarm.error}"
            for state in self._following.states()
            if state.alarm is not None
        ]
        return [*stopped, *self.alerts.alarms()]

    def _run(self) -> None:
        # The outermost loop of the thread: what stops it is kept and shown by /readyz.
        try:
            while not self._stopping.is_set():
                with follow(self._services) as following:
                    if following is None:
                        self._stopping.wait(RETRY_SECONDS)
                        continue
                    self._following = following
                    _log.info("following", position=self._services.journal.position())
                    following.catch_up()
                    swept = sweep(self._services)
                    if swept:
                        _log.info("swept", count=swept)
                    with self.alerts.running():
                        following.run(self._stopping)
        except Exception as error:  # noqa: BLE001
            self._failure = f"{type(error).__name__}: {error}"[:300]
            _log.error("worker stopped", error=self._failure)


def serve(settings: Settings, *, host: str | None = None, port: int | None = None) -> None:
    """Serve until interrupted.

    Raises `NotPermitted` for a demonstration beyond loopback, `CannotServe` where the address is
    not to be had, `LogDamaged` when the log on disk is not the one that this archive signed.
    """
    settings = replace(
        settings, host=host or settings.host, port=settings.port if port is None else port
    )
    with open_archive(settings) as services:
        if services.demo:
            require_loopback(settings.host)
        with _listening(settings.host, settings.port) as listening:
            # Opening the log recomputes the last checkpoint signed; `LogDamaged` ends the service
            # here. Nothing is served from tables that another version of the program left.
            catch_up(services)
            _greet(services)
            config = uvicorn.Config(
                application(services),
                log_config=None,
                access_log=False,
                server_header=False,
                # Without a proxy whoever asks could write any address into the header.
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=settings.trusted_proxies,
            )
            server = uvicorn.Server(config)
            with contextlib.suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
            if not server.started:
                raise CannotServe("服务没有起来，原因见上面的日志")


class CannotServe(Refusal):
    """The server does not come up; the message says what the operator can do."""


def _listening(host: str, port: int) -> socket.socket:
    """The socket that is served on; whoever connects early waits. Raises `CannotServe`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = {
            errno.EADDRINUSE: "已经有程序在用：多半是另一个 gongkai serve 还开着，先停下它",
            errno.EACCES: "没有权限使用这个端口",
            errno.EADDRNOTAVAIL: "不是这台机器的地址",
        }.get(error.errno or 0, error.strerror or str(error))
        raise CannotServe(
            f"{host}:{port} {why}，或者用 --host、--port 换一个", field="port"
        ) from None


def application(services: Services) -> FastAPI:
    """The whole application over an open archive; its lifespan runs the worker."""
    worker = Worker(services)
    metrics = Metrics()
    services.journal.appended = metrics.append_seconds.observe

    def told(engine: str, event: Event) -> None:
        metrics.count_engine(engine, event)
        if event is Event.SWITCHED:
            _log.warning(
                "search engine given up or taken up again",
                projection=engine,
                error=services.engines.given_up_for,
            )

    services.engines.tell(told)
    metrics.alerts_waiting.set_function(worker.alerts.waiting)
    metrics.alerts_overdue_seconds.set_function(worker.alerts.overdue_seconds)

    dumps = KeptDumps(source_of(services), now)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        worker.start()
        # The first to type shall not wait for all titles to be read.
        warming = threading.Thread(target=services.offers.phrases.book, name="suggestions")
        warming.start()
        yield
        warming.join()
        worker.stop()
        dumps.close()

    clients = Clients()
    site = Site(
        title=services.settings.title,
        url=services.settings.url,
        code=services.settings.site_code,
        demo=services.demo,
        origin=services.origin,
        vkey=services.vkey,
        founding=services.founding,
        views=services.views,
        finder=services.finder,
        offers=services.offers,
        visitor=lambda client: clients.digest("search", client).hex(),
        note_query=services.queries.note,
        log=services.log,
        open=services.contents.open,
        salt=services.contents.salt,
        journal=services.journal,
        projections=services.positions,
        searching=services.engines.standing,
        alarms=worker.alarms,
        clock=now,
        new_id=uuid7,
        metrics=metrics,
    )
    json = (
        session_router,
        records.router,
        reviews.router,
        request_figures.router,
        requests.router,
        redress.router,
        lawbook.router,
        registration.router,
        oversight.router,
        alerting.router,
    )
    app = create_app(site, routers=(*json, *WORKBENCH, *CITIZENS, alerts.router), lifespan=lifespan)
    app.state.acting = Acting(
        archive=services.archive,
        registration=services.registration,
        disclosure=services.disclosure,
        sessions=services.keystore,
        part=partial(_part, services),
        covered=partial(wait_covered, services, seconds=READ_YOUR_WRITES_SECONDS),
        views=services.views,
        secure_cookie=services.settings.url.startswith("https://"),
        handling=services.handling,
        redress=services.redress,
        lawmaking=services.lawmaking,
        persons=services.persons,
        digest=services.persons.command_digest,
        new_code=services.codes.issue,
        has_code=services.codes.stands,
        destroy=services.contents.destroy,
        expungings=lambda record, organ: services.expungings(record=record, organ=organ),
        today=lambda: now().astimezone(BEIJING).date(),
    )
    app.state.citizens = Citizens(
        archive=services.archive,
        handling=services.handling,
        persons=services.persons,
        codes=services.codes,
        shelf=services.shelf,
        intake=services.intake,
        digest=services.persons.command_digest,
        open=services.contents.open,
        receipt=partial(
            filing_receipt, services.journal, services.log, services.persons, services.vkey
        ),
        clock=now,
        secure_cookie=services.settings.url.startswith("https://"),
    )
    app.state.alerts = Alerts(
        services.alerting.subscriptions, mail=bool(services.settings.smtp_host)
    )
    app.state.worker = worker
    app.state.dumps = dumps
    if services.settings.requests_per_minute:
        app.state.pace = Pace(
            services.settings.requests_per_minute, partial(clients.digest, "pace")
        )
    return app


def require_loopback(host: str) -> None:
    """A demonstration is offered to this machine only. Raises `NotPermitted` otherwise."""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NotPermitted(
            f"示范档案只能在本机提供（127.0.0.1 或 ::1），不能监听 {host}",
            rule="示范数据",
            field="host",
        )


def _part(services: Services, data: bytes, name: str, media_type: str | None) -> ClearPart:
    found = services.extraction.extract(data, name, media_type)
    return ClearPart(name, found.media_type, data, found.text, found.extractor)


def _greet(services: Services) -> None:
    settings = services.settings
    _log.info("serving", home=str(settings.home), url=settings.url)
