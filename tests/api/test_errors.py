"""Every error of the domain has one HTTP status, and every answer to one says what to do."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

import api
import domain
import projections
import search
from api.app import create_app
from api.errors import OUTCOMES, outcome_of
from domain import errors as domain_errors
from domain.errors import Busy, Incomplete, Refusal, SamePerson, StaleVersion
from tests.api.exhibition import Exhibition


def subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def refusals() -> list[type[Exception]]:
    """Every refusal of the packages that the HTTP layer may know."""
    for package in (domain, projections, search, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    ours = tuple(f"{package.__name__}." for package in (domain, projections, search, api))
    found = {kind for kind in subclasses(Refusal) if kind.__module__.startswith(ours)}
    return sorted(found | {Refusal}, key=lambda kind: kind.__qualname__)


def test_every_refusal_has_a_status_of_its_own() -> None:
    assert [kind.__qualname__ for kind in refusals() if kind not in OUTCOMES] == []


def test_every_error_of_domain_errors_is_in_the_table() -> None:
    named = {
        kind
        for kind in vars(domain_errors).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    }
    assert named <= OUTCOMES.keys()


def test_every_outcome_is_called_something_else() -> None:
    titles = [outcome.title for outcome in OUTCOMES.values()]
    assert len(titles) == len(set(titles))


def test_a_class_of_another_module_counts_as_its_nearest_ancestor() -> None:
    class TooEarly(SamePerson):
        pass

    assert outcome_of(TooEarly("先等等")) == OUTCOMES[SamePerson]


@pytest.fixture
def refusing(exhibition: Exhibition) -> Iterator[TestClient]:
    """An application with a router that refuses whatever it is asked for."""
    router = APIRouter()
    told: dict[str, Exception] = {
        "incomplete": Incomplete("必须写明文号", rule="公文种类表", field="document_number"),
        "stale": StaleVersion("案卷已经变动", rule="If-Match"),
        "busy": Busy("日志正忙"),
        "broken": ZeroDivisionError("secret"),
    }

    def refuse(name: str) -> None:
        raise told[name]

    router.get("/api/refuse/{name}")(refuse)
    router.get("/refuse/{name}")(refuse)
    app = create_app(exhibition.site, routers=(router,))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_refusal_is_a_problem_document_with_rule_and_field(refusing: TestClient) -> None:
    answer = refusing.get("/api/refuse/incomplete")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/api#Incomplete",
        "title": "有必填项没有填好",
        "status": 422,
        "detail": "必须写明文号",
        "rule": "公文种类表",
        "field": "document_number",
        "request": answer.headers["x-request-id"],
    }


def test_a_stale_version_is_412_and_a_busy_journal_asks_to_come_back(
    refusing: TestClient,
) -> None:
    assert refusing.get("/api/refuse/stale").status_code == 412
    busy = refusing.get("/api/refuse/busy")
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "1")


def test_on_a_page_a_refusal_is_a_page(refusing: TestClient) -> None:
    answer = refusing.get("/refuse/incomplete")
    assert answer.status_code == 422
    assert "必须写明文号" in answer.text
    assert "依据：公文种类表" in answer.text


def test_our_own_failure_tells_nothing_of_itself_but_the_request_id(refusing: TestClient) -> None:
    for path in ("/api/refuse/broken", "/refuse/broken"):
        answer = refusing.get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert answer.headers["x-request-id"] in answer.text
        assert "content-security-policy" in answer.headers


def test_a_wrong_parameter_is_named_and_not_repeated(client: TestClient) -> None:
    answer = client.get("/api/records", params={"limit": "身份证号110"})
    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["field"], problem["errors"][0]["field"]) == ("limit", "limit")
    assert "110" not in answer.text


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("limit=0", "不能小于1"),
        ("limit=101", "不能大于100"),
        ("limit=many", "应当是整数"),
        ("after=" + "x" * 41, "最多40个字符"),
        ("status=BOGUS", "只能是UNPUBLISHED、IN_FORCE、REPEALED、WITHDRAWN"),
    ],
)
def test_a_wrong_parameter_is_told_in_chinese(client: TestClient, query: str, detail: str) -> None:
    problem = client.get(f"/api/records?{query}").json()
    assert problem["errors"][0]["detail"] == detail


def test_an_unknown_address_is_answered_in_its_own_way(client: TestClient) -> None:
    page = client.get("/nowhere")
    assert (page.status_code, "没有这个页面" in page.text) == (404, True)
    assert client.get("/api/nowhere").json()["status"] == 404
    log = client.get("/log/tile/nowhere")
    assert (log.status_code, log.text) == (404, "404 没有找到\n")


def test_a_wrong_method_says_which_are_allowed(client: TestClient) -> None:
    answer = client.delete("/api/organs")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
