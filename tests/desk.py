"""Officers at the JSON API: the real application over a HOME, and one seat for each of them."""

import base64
import contextlib
import json
from collections.abc import Iterator
from typing import Any

import httpx2
from starlette.testclient import TestClient

from ops.bootstrap import Services
from ops.covering import wait_covered
from ops.serving import application
from tests.premises import PASSPHRASE, Premises
from tests.terminal import narrow

HOST = "http://archive.example"


class Desk:
    """The running application; `seat` signs an officer in."""

    def __init__(self, client: TestClient, services: Services, premises: Premises) -> None:
        self.client = client
        self.services = services
        self.premises = premises
        self._seats: dict[str, Seat] = {}

    def seat(self, role: str) -> "Seat":
        """The officer of a role with a bearer token, signed in once."""
        if role not in self._seats:
            self._seats[role] = Seat(self, self.sign_in(self.premises.names[role]))
        return self._seats[role]

    def sign_in(self, sign_in: str, passphrase: str = PASSPHRASE) -> str:
        """A token; the cookie that came with it is dropped."""
        answer = self.client.post(
            "/api/session", json={"sign_in": sign_in, "passphrase": passphrase}
        )
        assert answer.status_code == 201, answer.text
        self.client.cookies.clear()
        return str(answer.json()["token"])

    @property
    def position(self) -> int:
        """The journal's last position."""
        return self.services.journal.position()

    def settle(self) -> None:
        """Wait until everything has read the journal to its end."""
        head = self.position
        assert wait_covered(self.services, head, 10)
        while min(self.services.positions().values()) < head:
            wait_covered(self.services, head + 1, 0.05)

    def get(self, path: str, **more: Any) -> httpx2.Response:
        """What anybody gets."""
        return self.client.get(path, **more)


class Seat:
    """A signed-in officer."""

    def __init__(self, desk: Desk, token: str) -> None:
        self.desk = desk
        self.token = token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """A request with the bearer token; header names with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.desk.client.request(
            method, path, json=body, headers={"authorization": f"Bearer {self.token}", **given}
        )

    def get(self, path: str) -> httpx2.Response:
        return self.ask("GET", path)

    def post(self, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        return self.ask("POST", path, body, **headers)

    def act(self, path: str, body: Any = None, **headers: str) -> Any:
        """An act that must be recorded and covered; its answer."""
        answer = self.post(path, body, **headers)
        assert answer.status_code in (200, 201), answer.text
        told = answer.json()
        assert told["covered"] is True
        assert answer.headers["etag"] == f'"{told["version"]}"'
        return told

    def refused(self, status: int, path: str, body: Any = None, **headers: str) -> Any:
        """An act that must be refused with a problem document, and nothing written."""
        before = self.desk.position
        answer = self.post(path, body, **headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert self.desk.position == before
        problem = json.loads(narrow(answer.text))
        assert problem["status"] == status
        return problem


@contextlib.contextmanager
def opened(premises: Premises, *, settled: bool = True) -> Iterator[Desk]:
    """The application running over a HOME, its worker included; settled if it can be."""
    with (
        premises.open() as services,
        TestClient(application(services), base_url=HOST) as client,
    ):
        desk = Desk(client, services, premises)
        if settled:
            desk.settle()
        yield desk


def form(title: str = "清河县公租房分配办法", **members: Any) -> dict[str, Any]:
    """The body of a draft; `members` replaces parts of the description."""
    description = {
        "title": title,
        "kind": "notice",
        "phase": "MANAGEMENT",
        "document_number": "清建发〔2026〕1号",
        "formed_on": "2026-02-27",
        "field": "保障性住房",
    }
    return {"description": description | members, "content": {"text": f"第一条 {title}的正文。"}}


def revised(text: str, title: str = "清河县公租房分配办法") -> dict[str, Any]:
    """The body of a revision, its file sent as base64."""
    data = base64.b64encode(text.encode()).decode()
    return form(title) | {"content": {"name": "正文.txt", "data": data}}


CLEARED = {
    "decision": "CLEARED",
    "reason": "不涉密,可以公开",
    "accuracy": "已核对",
    "timeliness": "在时限内",
    "completeness": "要素齐全",
}
