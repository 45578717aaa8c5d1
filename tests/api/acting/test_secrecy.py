"""Nothing of an unpublished record is in any public answer: not its words, its id, its existence.

Every public GET route is asked before and after a secret life; whatever differs but the log's own
size, which is public and says nothing of what happened, is a leak.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from api.app import ROUTERS
from tests.desk import CLEARED, Desk, form, opened, revised
from tests.premises import furnish
from tests.town import Town

SECRET = "龘龘机密搬迁"
PORTAL = {"channels": [{"channel": "PORTAL"}]}
QUERIES = ("", SECRET, "搬迁", "办法", "清建密〔2026〕99号", "QH-SECRET-1", "草稿 -办法")
REQUEST = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An error names the request it happened in; no id of the archive's stands in one."""
CHECKPOINT_TIME = re.compile(r"(?<=覆盖到</dt><dd>)<time>[^<]*</time>")
UNREPEATABLE = frozenset({"/metrics"})
"""Latencies differ with every request."""
MANIFEST = "/api/dump/manifest.json"
OF_THE_LOG = re.compile(
    r'"(?:generated_at|checkpoint)": .*|position(?:": |=)(?:[0-9]+|HEAD)',
)
"""Members of the manifest that tell how long the log is, and when it was asked."""


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The application over the town's archive."""
    with opened(furnish(founded_town, tmp_path_factory.mktemp("secrecy"))) as desk:
        yield desk


def public_paths() -> list[str]:
    """The path of every route that anybody may GET."""
    return [
        str(getattr(route, "path", ""))
        for router in ROUTERS
        for route in router.routes
        if "GET" in getattr(route, "methods", ())
    ]


def addresses(members: Mapping[str, str]) -> list[str]:
    """Every public route with its members filled in, searches with many queries."""
    found = []
    for path in public_paths():
        wanted = re.findall(r"\{(\w+)(?::\w+)?\}", path)
        assert all(name in members for name in wanted), f"{path}: {wanted}"
        given = dict(members) | ({"identity": members["organ"]} if "/organs/" in path else {})
        filled = path
        for name in wanted:
            filled = re.sub(rf"\{{{name}(:\w+)?\}}", given[name], filled)
        if "search" in path:
            found += [f"{filled}?q={query}" for query in QUERIES]
            found += [f"{filled}?q=办法&sort=date", f"{filled}?versions=all"]
        else:
            found.append(filled)
    return found


def snapshot(desk: Desk, members: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    """What everybody gets everywhere, the sizes of log and journal taken out."""
    desk.settle()
    head = desk.position
    told = {}
    for address in addresses(members):
        answer = desk.get(address)
        text = answer.text
        if not address.startswith("/log/"):
            text = re.sub(rf"(?<![\w.-]){head}(?![\w-])", "HEAD", text)
        if answer.status_code >= 400:
            text = REQUEST.sub("REQUEST", text)
        text = CHECKPOINT_TIME.sub("TIME", text)
        told[address] = (answer.status_code, text)
    return told


def secret_life(desk: Desk, published: str) -> list[str]:
    """A draft reviewed and refused, one signed and not published, a pending amendment."""
    drafter, reviewer, approver = map(desk.seat, ("drafter", "reviewer", "approver"))
    body = form(SECRET, document_number="清建密〔2026〕99号", index_number="QH-SECRET-1")
    body["content"] = {"name": f"{SECRET}.txt", "text": f"{SECRET}的正文,关于办法。"}
    refused = drafter.act("/api/records", body)["created"]
    review = drafter.act(f"/api/records/{refused}/review")["created"]
    reviewer.act(
        f"/api/reviews/{review}/conclude",
        {"decision": "REFUSED", "reason": f"{SECRET}涉密", "ground": "D1"},
    )
    approver.act(f"/api/records/{refused}/return", {"reason": f"{SECRET}退回"})
    withheld = form(SECRET) | {"openness": {"value": "ON_REQUEST", "reason": SECRET}}
    signed = drafter.act("/api/records", withheld)["created"]
    second = drafter.act(f"/api/records/{signed}/review")["created"]
    reviewer.act(f"/api/reviews/{second}/conclude", CLEARED)
    approver.act(f"/api/records/{signed}/approve")
    amendment = revised(f"{SECRET}的新正文", SECRET) | {"reason": SECRET}
    drafter.act(f"/api/records/{published}/amend", amendment)
    third = drafter.act(f"/api/records/{published}/review")["created"]
    reviewer.act(f"/api/reviews/{third}/conclude", CLEARED)
    approver.act(f"/api/records/{published}/approve")
    return [refused, signed, review, second, third]


def publish(desk: Desk) -> str:
    """A record that everybody may read."""
    record = str(desk.seat("drafter").act("/api/records", form())["created"])
    review = desk.seat("drafter").act(f"/api/records/{record}/review")["created"]
    desk.seat("reviewer").act(f"/api/reviews/{review}/conclude", CLEARED)
    desk.seat("approver").act(f"/api/records/{record}/approve")
    desk.seat("approver").act(f"/api/records/{record}/publish", PORTAL)
    return record


def members_of(desk: Desk, record: str) -> dict[str, str]:
    """What the members of public routes are filled with."""
    asset = re.search(r'href="/static/([^"]+)"', desk.get("/").text)
    assert asset is not None
    return {
        "identity": record,
        "record": record,
        "organ": desk.premises.organ,
        "number": "1",
        "old": "1",
        "new": "1",
        "first": "1",
        "second": "1",
        "part": "1",
        "file": "1",
        "path": "entries/000.p/1",
        "name": asset[1],
        "asset": asset[1],
        "level": "0",
        "rest": "000.p/1",
        "tile": "000.p/1",
        "choice": "dark",
    }


class Told(NamedTuple):
    """What the public was told before and after a secret life, and what must not be in it."""

    before: Mapping[str, tuple[int, str]]
    after: Mapping[str, tuple[int, str]]
    hidden: list[str]
    members: dict[str, str]


@pytest.fixture(scope="module")
def told(desk: Desk) -> Told:
    """A published record, everything public twice, and in between a secret life."""
    record = publish(desk)
    members = members_of(desk, record)
    # An act that nobody sees, so that the record's own position is not the log's size.
    desk.seat("first").act("/api/officers", {"sign_in": "somebody", "name": "某某"})
    before = snapshot(desk, members)
    hidden = secret_life(desk, record)
    return Told(before, snapshot(desk, members), hidden, members)


def test_no_public_answer_changes_while_a_secret_lives(told: Told) -> None:
    assert told.before[f"/records/{told.members['record']}"][0] == 200
    changed = {
        address: (was, told.after[address])
        for address, was in told.before.items()
        if beside_the_log(address, was) != beside_the_log(address, told.after[address])
        and address not in UNREPEATABLE
    }
    assert {a: both for a, both in changed.items() if not about_the_log(a)} == {}


def test_no_public_answer_holds_a_word_or_an_id_of_a_secret(told: Told) -> None:
    for address, (_, text) in told.after.items():
        if "q=" not in address:
            assert SECRET not in text, address
        for identity in told.hidden:
            assert identity.split(":")[1] not in text, address


def beside_the_log(address: str, answer: tuple[int, str]) -> tuple[int, str]:
    """What an answer tells beside how long the log is and when it was asked."""
    if address != MANIFEST:
        return answer
    return answer[0], OF_THE_LOG.sub("", answer[1])


def about_the_log(address: str) -> bool:
    """Addresses that tell how long the log is, its roots, and nothing else of other records."""
    of_the_log = address.startswith(("/log", "/api/log", "/api/freshness"))
    return of_the_log or address.endswith(("/proof", "/receipt"))


def test_what_is_not_published_is_not_there_for_the_public(desk: Desk, told: Told) -> None:
    for identity in told.hidden:
        for address in addresses(told.members | {"identity": identity, "record": identity}):
            if identity in address:
                assert desk.get(address).status_code == 404, address
    for query in (SECRET, "清建密〔2026〕99号", "QH-SECRET-1", f"“{SECRET}”"):
        found: Any = desk.get("/api/search", params={"q": query, "versions": "all"}).json()
        assert SECRET not in str(found["hits"])
        facets = desk.get("/api/search/facets", params={"q": query}).json()
        assert SECRET not in str(facets)


def test_what_officers_may_read_is_never_kept_by_a_cache(desk: Desk, told: Told) -> None:
    for path in (f"/api/files/{told.members['record']}", "/api/files", "/api/session"):
        answer = desk.seat("drafter").get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
