"""更正 and 投诉举报 at the window: registered with a number, or told what is missing."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.complaint import Complaint
from domain.rectification import Rectification
from tests.api.test_intake import IDENTITY, INTAKE, enter, filed, number_on, post, today, token
from tests.desk import Desk, opened
from tests.town import Town
from tests.window import open_window

RECTIFICATION, COMPLAINT = f"{INTAKE}/rectification", f"{INTAKE}/complaint"


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The running application with the clerk signed in."""
    window = open_window(founded_town, tmp_path_factory.mktemp("petitions"))
    with opened(window.premises) as desk:
        desk.client.follow_redirects = False
        enter(desk, "clerk")
        yield desk


def demand(desk: Desk, **members: Any) -> dict[str, Any]:
    """A demand to correct, filled in."""
    return {
        "form_token": token(desk, RECTIFICATION),
        "on": today(desk),
        "name": "张惠兰",
        "identity": IDENTITY,
        "contact": "13900000001",
        "subject": "轮候名单第 7 号",
        "fault": "家庭人口数写错了",
        "evidence": "DOCUMENT",
        "evidence_note": "户口簿复印件存卷",
    } | members


def complaint(desk: Desk, **members: Any) -> dict[str, Any]:
    """A complaint against the other organ, filled in."""
    return {
        "form_token": token(desk, COMPLAINT),
        "form": "COMPLAINT",
        "on": today(desk),
        "against": desk.premises.names["other_organ"],
        "name": "张惠兰",
        "contact": "13900000001",
        "ground": "申请已过期限没有答复",
    } | members


def test_a_demand_to_correct_is_registered_once(desk: Desk) -> None:
    data = demand(desk)
    answer = post(desk, RECTIFICATION, data)
    assert answer.status_code == 303, answer.text
    identity = answer.headers["location"].rpartition("/")[2]
    case = desk.services.archive.load(Rectification, identity)
    assert case.record is None
    before = desk.position
    assert post(desk, RECTIFICATION, data).headers["location"] == answer.headers["location"]
    assert desk.position == before
    page = desk.get(answer.headers["location"]).text
    assert "更正申请" in page
    assert "张惠兰" not in page


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"identity": ""}, "条例第四十一条"),
        ({"contact": ""}, "请填写"),
        ({"subject": ""}, "请指明是哪一份"),
        ({"record": "/records/record:00000000-0000-0000-0000-000000000000"}, "没有这一份"),
        ({"evidence": ""}, "请选一项"),
        ({"evidence_note": ""}, "请写明在哪里查到"),
        ({"on": "2099-01-01"}, "2099"),
        ({"fault": ""}, "请填写"),
    ],
)
def test_an_incomplete_demand_is_refused(desk: Desk, members: dict[str, str], told: str) -> None:
    before = desk.position
    answer = post(desk, RECTIFICATION, demand(desk, **members))
    assert answer.status_code == 422
    assert told in answer.text
    assert desk.position == before


def test_a_complaint_names_the_organ_and_a_report_may_be_anonymous(desk: Desk) -> None:
    answer = post(desk, COMPLAINT, complaint(desk))
    assert answer.status_code == 303, answer.text
    identity = answer.headers["location"].rpartition("/")[2]
    case = desk.services.archive.load(Complaint, identity)
    assert case.against == desk.premises.names["other_organ"]
    assert "投诉" in desk.get(answer.headers["location"]).text
    report = complaint(desk, form="REPORT", name="", contact="")
    assert post(desk, COMPLAINT, report).status_code == 303


def test_an_incomplete_complaint_is_refused(desk: Desk) -> None:
    own = filed(desk)
    assert own.organ == desk.premises.organ
    number = number_on(desk.get(f"{INTAKE}/slip").text)
    before = desk.position
    for members, told in (
        ({"name": ""}, "请填写"),
        ({"against": ""}, "请填写"),
        ({"against": desk.premises.organ}, "被投诉的机关不能处理对自己的投诉"),
        ({"request": number}, "那个机关没有这个登记编号"),
        ({"ground": ""}, "请填写"),
    ):
        answer = post(desk, COMPLAINT, complaint(desk, **members))
        assert answer.status_code == 422, told
        assert told in answer.text
    assert desk.position == before
