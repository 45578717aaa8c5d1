"""An archive that is open to citizens: real application, real services, a clock of the test's own.

The counter's people act beside it on the same files; the applicant is whoever holds the client.
"""

import contextlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from ops.bootstrap import Services, open_archive
from ops.covering import catch_up
from ops.serving import application
from ops.system_actors import INTAKE, enrol_actor
from tests.counter import Counter
from tests.desk import HOST
from tests.premises import furnish
from tests.town import NOW, Clock, Town

OURS = {"origin": HOST}
IDENTITY = "990126199001011238"
CREDIT_CODE = "91350100M000100Y43"


@dataclass
class Hall:
    """The application over an open archive, its counter and its clock."""

    app: FastAPI
    services: Services
    counter: Counter
    clock: Clock

    @property
    def organ(self) -> str:
        return self.counter.organ

    def citizen(self) -> "Citizen":
        """A browser of somebody new."""
        return Citizen(TestClient(self.app, base_url=HOST, follow_redirects=False), self)

    def code_of(self, request: str) -> str:
        """A code as the desk gives it out."""
        return self.services.codes.issue(request)


@contextlib.contextmanager
def open_hall(
    founded: Town, folder: Path, *, online: bool = True, served: bool = False
) -> Iterator[Hall]:
    """Furnish a HOME, open its counter and, if asked, the online intake.

    `served`: a real server runs the application, and with it the worker.
    """
    premises = furnish(founded, folder)
    clock = Clock(NOW + timedelta(days=7))
    with open_archive(premises.settings(), clock) as services:
        counter = Counter(beside(founded, services, clock)).open()
        if online:
            open_intake(services, founded)
        catch_up(services)
        app = application(services)
        app.state.citizens = replace(app.state.citizens, clock=clock)
        hall = Hall(app, services, counter, clock)
        if served:
            yield hall
        else:
            # The worker runs as long as a client is inside; citizens come and go beside it.
            with TestClient(app, base_url=HOST):
                yield hall
        counter.close()


def beside(founded: Town, services: Services, clock: Clock) -> Town:
    """The town's people over the services' own files, so that there is one archive only."""
    town = Town.__new__(Town)
    town.home, town.origin, town.clock = services.settings.home, founded.origin, clock
    town.journal, town.app = services.journal, services.archive
    town.contents = services.contents
    town.registration, town.disclosure = services.registration, services.disclosure
    town.migration = services.migration
    town.registrars, town.housing = founded.registrars, founded.housing
    return town


def open_intake(services: Services, founded: Town) -> None:
    """Two registrars open the online intake."""
    first, second, _ = founded.registrars
    home = services.settings.home
    found = enrol_actor(services.registration, home, INTAKE.name, lambda _: first)
    assert found.officer is not None
    assert found.key is not None
    assert found.post is not None
    services.registration.confirm_key(second, found.officer.id, found.key)
    services.registration.confirm_post(second, found.officer.id, found.post.id)


class Citizen:
    """Somebody's browser: keeps cookies, follows no redirect."""

    def __init__(self, client: TestClient, hall: Hall) -> None:
        self.client = client
        self.hall = hall

    def get(self, path: str) -> httpx2.Response:
        return self.client.get(path)

    def post(self, path: str, data: Any = None, **more: Any) -> httpx2.Response:
        """A form sent from our own page."""
        return self.client.post(path, data=data or {}, **({"headers": OURS} | more))

    def blank(self) -> dict[str, str]:
        """The hidden fields of an empty form."""
        return hidden_in(self.get(f"/apply?organ={self.hall.organ}").text)

    def filled(self, **members: str) -> dict[str, str]:
        """The form as a citizen fills it in."""
        return self.blank() | FILLED | members

    def file(self, **members: str) -> tuple[str, str]:
        """File an application; its number and code as the slip shows them."""
        checked = self.post("/apply/check", self.filled(**members))
        assert checked.status_code == 200, checked.text
        sent = self.post("/apply/sent", hidden_in(checked.text))
        assert sent.status_code == 303, sent.text
        slip = self.get("/apply/sent").text
        number, code = re.findall(r'class="big-code(?: mono)?">([^<]+)<', slip)
        return number, code

    def follow(self, number: str, code: str) -> httpx2.Response:
        """Sign in with number and code."""
        return self.post("/my", {"number": number, "code": code})

    @property
    def request(self) -> str:
        """The request that the session is about."""
        return self.hall.services.codes.request_of(self.client.cookies["gongkai_my"])


FILLED = {
    "m0_description": "2025 年城关镇公租房的分配结果",
    "m0_feature": "清住建〔2025〕18号",
    "a0_category": "NATURAL_PERSON",
    "a0_name": "张惠兰",
    "a0_identity_kind": "ID_CARD",
    "a0_identity": IDENTITY,
    "a0_telephone": "13900000001",
    "form": "ELECTRONIC",
    "route": "PORTAL",
}


def hidden_in(page: str) -> dict[str, str]:
    """The hidden fields of the form in a page, those of its frame left out."""
    main = page.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', main)
    return {name: html.unescape(value) for name, value in found}
