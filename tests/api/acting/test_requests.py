"""Acts on requests over the JSON API: every act has its route, command and line in the table."""

import inspect
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from api.json.request_acts.every import ALL
from domain.act import BEIJING
from domain.permissions import ACTIONS
from domain.requests.handling import Handling
from ops.cli.requests import requests as group
from ops.clock import now
from tests.applications import NAME, NUMBER, SIGNED, application, refusal, sent
from tests.desk import Desk, opened
from tests.hall import furnish_hall
from tests.town import Town

ON_NONE = {"file", "answer_on_the_spot", "take_over", "rules"}
"""Methods of `Handling` that are not about a request that is there."""


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The application over the hall's archive."""
    with opened(furnish_hall(founded_town, tmp_path_factory.mktemp("requests"))) as desk:
        yield desk


def today() -> str:
    """The legal day of an act done now."""
    return now().astimezone(BEIJING).date().isoformat()


def filed(desk: Desk) -> str:
    """A request filed at the desk today; its address."""
    path = f"/api/organs/{desk.premises.organ}/requests"
    return f"/api/requests/{desk.seat('clerk').act(path, application(today()))['created']}"


def test_every_act_has_one_name_in_handling_table_api_and_command_line(desk: Desk) -> None:
    methods = {
        name
        for name, _ in inspect.getmembers(Handling, inspect.isfunction)
        if not name.startswith("_")
    }
    words = {form.path_word() for form in ALL}
    assert {form.ACTION.partition(".")[2] for form in ALL} == methods - ON_NONE
    assert {form.ACTION for form in ALL} < ACTIONS.keys()
    paths = desk.get("/api/openapi.json").json()["paths"]
    assert {f"/api/requests/{{request}}/{word}" for word in words} < paths.keys()
    commands = {command.name for command in group.registered_commands}
    reading = {"list", "receipt", "show"}
    assert commands == words | reading | {"file", "answer-on-the-spot", "take-over"}


def test_the_openapi_document_names_every_operation_once(desk: Desk) -> None:
    paths = desk.get("/api/openapi.json").json()["paths"]
    names = [one["operationId"] for path in paths.values() for one in path.values()]
    assert len(names) == len(set(names))
    for path in ("confirm-receipt", "issue-reply"):
        described = paths[f"/api/requests/{{request}}/{path}"]["post"]
        assert described["summary"]
        assert described["requestBody"]["content"]["application/json"]["schema"]["$ref"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"applicants": []}, "applicants"),
        ({"matters": []}, "matters"),
        ({"surprise": 1}, "surprise"),
        ({"channel": "PIGEON"}, "channel"),
        ({"arrived_on": "2999-01-01"}, "arrived_on"),
    ],
)
def test_a_wrong_application_is_refused_by_name_and_nothing_is_written(
    desk: Desk, change: dict[str, Any], field: str
) -> None:
    path = f"/api/organs/{desk.premises.organ}/requests"
    problem = desk.seat("clerk").refused(422, path, application(today()) | change)
    assert field in problem["field"]
    assert NAME not in json.dumps(problem, ensure_ascii=False)


def test_a_hidden_character_is_refused_by_its_field(desk: Desk) -> None:
    path = f"/api/organs/{desk.premises.organ}/requests"
    problem = desk.seat("clerk").refused(422, path, application(today(), "名单\u202e"))
    assert problem["field"] == "matters.0.description"


def test_a_filing_told_again_has_a_code_only_when_none_was_made(desk: Desk) -> None:
    path = f"/api/organs/{desk.premises.organ}/requests"
    body, clerk = application(today()), desk.seat("clerk")

    def file() -> Any:
        answer = clerk.post(path, body, idempotency_key="filing-killed")
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    first, again = file(), file()
    assert len(first["code"]) == 14
    assert (again["created"], again["code"]) == (first["created"], None)
    # Killed between the act and its code: the journal has the filing, `state.db` no code.
    with closing(sqlite3.connect(desk.services.settings.home / "state.db")) as state:
        state.execute("DELETE FROM access_codes WHERE request = ?", (first["created"],))
        state.commit()
    found = file()
    assert (found["created"], len(found["code"])) == (first["created"], 14)
    assert file()["code"] is None


def test_a_stale_if_match_is_412(desk: Desk) -> None:
    at = filed(desk)
    body = {"evidence": SIGNED}
    desk.seat("clerk").act(f"{at}/reissue-code", body, if_match='"1"')
    problem = desk.seat("clerk").refused(412, f"{at}/reissue-code", body, if_match='"1"')
    assert problem["rule"] == "If-Match"


def test_a_reissued_code_takes_the_place_of_the_first(desk: Desk) -> None:
    told = desk.seat("clerk").act(f"{filed(desk)}/reissue-code", {"evidence": SIGNED})
    assert len(told["code"]) == 14


def test_a_state_in_the_way_is_named(desk: Desk) -> None:
    problem = desk.seat("clerk").refused(
        403, f"{filed(desk)}/confirm-receipt", {"on": today(), "evidence": SIGNED}
    )
    assert problem["field"] == "state"
    assert "办理中" in problem["detail"]


def test_a_reply_on_paper_while_clarifying_is_recorded_with_its_breach_for_supervisors(
    desk: Desk,
) -> None:
    at, day = filed(desk), today()
    drafter = desk.seat("drafter")
    notice = {
        "defects": [{"kind": "description", "advice": "请写明年份"}],
        "period": 10,
        "letter": sent(day, send_to="清河县人民路 1 号"),
    }
    drafter.act(f"{at}/request-clarification", notice)
    reply = {"outcomes": [refusal()], "letter": {"on_paper": day}}
    problem = drafter.refused(422, f"{at}/reply-on-paper", reply)
    assert (problem["field"], problem["rule"]) == ("letter.content", "条例 art 45")
    reply["letter"] = {"on_paper": day, "dispatch": sent(day)["dispatch"]}
    drafter.act(f"{at}/reply-on-paper", reply)
    told = desk.seat("supervisor").get(at).json()
    assert told["state"] == "REPLIED"
    assert told["clock"]["due"] is None
    listed = desk.seat("supervisor").get(f"/api/requests/breaches?since={day}").json()
    rules = {one["rule"] for one in listed["breaches"] if one["request"] == at.rpartition("/")[2]}
    assert rules == {"补正期限未满，不应当答复", "答复书应当经本机关负责人审批签发"}
    steps = desk.seat("supervisor").get(f"{at}/chronology").json()["steps"]
    assert "补录纸面答复" in {one["title"] for one in steps}
    again = drafter.refused(409, f"{at}/reply-on-paper", reply)
    assert "已有生效的答复" in again["detail"]


def test_nobody_reads_a_request_without_a_session_or_the_docket(desk: Desk) -> None:
    at = filed(desk)
    assert desk.get(at).status_code == 401
    assert desk.get("/api/requests").status_code == 401
    assert desk.seat("first").get(at).status_code == 403
    missing = desk.seat("clerk").get(f"{at}/contents/content:none/1")
    assert missing.status_code == 404


def test_the_journal_holds_no_name_in_clear(desk: Desk) -> None:
    path = f"/api/organs/{desk.premises.organ}/requests"
    desk.seat("clerk").act(path, application(today()), idempotency_key="keyed")
    for file in desk.premises.home.glob("journal.db*"):
        data = file.read_bytes()
        assert NAME.encode() not in data
        assert NUMBER.encode() not in data
