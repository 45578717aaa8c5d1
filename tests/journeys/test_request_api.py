"""A life of a request over HTTP: filed, clarified, extended, answered in part, contested."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.act import BEIJING
from ops.clock import now
from tests.applications import NAME, NUMBER, SIGNED, application, provided, refusal, sent
from tests.desk import CLEARED, Desk, opened
from tests.hall import furnish_hall
from tests.town import Town


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The application over the hall's archive."""
    with opened(furnish_hall(founded_town, tmp_path_factory.mktemp("request-api"))) as desk:
        yield desk


def today() -> str:
    """The legal day of an act done now."""
    return now().astimezone(BEIJING).date().isoformat()


def test_a_request_lives_from_the_desk_to_the_court_over_http(desk: Desk) -> None:
    clerk, drafter, reviewer, approver, secrecy = map(
        desk.seat, ("clerk", "drafter", "reviewer", "approver", "secrecy")
    )
    day = today()
    filed = clerk.act(
        f"/api/organs/{desk.premises.organ}/requests",
        application(day, "2025 年公租房分配方案", "分配方案的讨论记录"),
    )
    request = filed["created"]
    at = f"/api/requests/{request}"
    assert len(filed["code"]) == 14
    assert "1" in filed["number"]

    drafter.act(
        f"{at}/request-clarification",
        {
            "defects": [{"kind": "description", "advice": "请写明年份"}],
            "period": 10,
            "letter": sent(day, send_to="清河县人民路 1 号"),
        },
    )
    case = clerk.get(at).json()
    assert case["state"] == "CLARIFYING"
    assert case["clock"]["state"] == "WAITING_CLARIFICATION"
    assert case["clock"]["due"] is None
    notice = case["letters"][0]["letter"]
    clerk.act(f"{at}/deliver", {"letter": notice, "on": day, "evidence": SIGNED})
    clerk.act(
        f"{at}/answer-clarification",
        {
            "notice": notice,
            "on": day,
            "matters": {"1": {"description": "清河县 2025 年公租房分配方案"}},
            "evidence": SIGNED,
        },
    )
    case = clerk.get(at).json()
    assert case["state"] == "OPEN"
    assert case["matters"][0]["description"] == "清河县 2025 年公租房分配方案"
    before = date.fromisoformat(case["clock"]["due"])
    assert any(step["article"] for step in case["clock"]["steps"])

    refused = drafter.refused(
        409, f"{at}/tell-extension", {"days": 20, "letter": sent(day, cause="检索量大")}
    )
    assert refused["rule"]
    approver.act(f"{at}/consent-to-extension", {"days": 20, "reason": "检索量大"})
    drafter.act(f"{at}/tell-extension", {"days": 20, "letter": sent(day, cause="检索量大")})
    case = clerk.get(at).json()
    assert date.fromisoformat(case["clock"]["due"]) > before + timedelta(days=20)

    drafter.act(
        f"{at}/draft-reply",
        {
            "outcomes": [provided(1), refusal(2)],
            "parts": [{"name": "方案.txt", "text": "清河县 2025 年公租房分配方案全文。"}],
        },
    )
    drafter.act(f"{at}/submit-reply")
    reviews = [
        one["file"]
        for one in clerk.get(at).json()["timeline"]
        if one["file"].startswith("secrecy_review:")
    ]
    secrecy.act(f"/api/reviews/{reviews[0]}/conclude", CLEARED)
    reviewer.act(f"{at}/review-reply", {"opinion": "同意"})
    approver.act(f"{at}/issue-reply", {"letter": {"dispatch": sent(day)["dispatch"]}})
    case = clerk.get(at).json()
    assert case["state"] == "REPLIED"
    assert [one["outcome"] for one in case["matters"]] == ["PROVIDED", "REFUSED"]
    letter = next(one for one in case["letters"] if one["kind"] == "REPLY")
    assert "清住建" in letter["number"]
    pdf = clerk.get(f"{at}/contents/{letter['content']['content']}/1")
    assert pdf.content.startswith(b"%PDF")
    given = clerk.get(f"{at}/contents/{case['given']['content']}/1")
    assert "分配方案全文" in given.text

    clerk.act(f"{at}/deliver", {"letter": letter["letter"], "on": day, "evidence": SIGNED})
    clerk.act(f"{at}/suggest-publication", {"text": "建议公开"})
    drafter.act(f"{at}/judge-suggestion", {"accepted": True, "reason": "属于主动公开范围"})
    clerk.act(
        f"{at}/seek-remedy",
        {
            "kind": "REVIEW",
            "body": "清河县人民政府",
            "docket_number": "清政复〔2026〕1号",
            "on": day,
            "evidence": {"kind": "DOCUMENT", "note": "受理通知"},
        },
    )
    listed = desk.seat("drafter").get("/api/requests?show=CONTESTED").json()
    assert [one["id"] for one in listed["requests"]] == [request]
    assert listed["requests"][0]["applicant"] == NAME
    assert listed["counts"]["CONTESTED"] == 1


def test_supervisors_read_a_masked_name_and_no_contact(desk: Desk) -> None:
    day = today()
    filed = desk.seat("clerk").act(f"/api/organs/{desk.premises.organ}/requests", application(day))
    answer = desk.seat("supervisor").get(f"/api/requests/{filed['created']}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["applicants"][0]["name"] == "张某"
    for secret in (NAME, NUMBER, "东街"):
        assert secret not in answer.text
    listed = desk.seat("supervisor").get("/api/requests").json()
    assert {one["applicant"] for one in listed["requests"]} == {"张某"}


def test_another_organ_sees_nothing_and_acts_on_nothing(desk: Desk) -> None:
    day = today()
    filed = desk.seat("clerk").act(f"/api/organs/{desk.premises.organ}/requests", application(day))
    at = f"/api/requests/{filed['created']}"
    assert desk.seat("other_drafter").get(at).status_code == 404
    assert desk.seat("other_drafter").get("/api/requests").json()["total"] == 0
    desk.seat("other_clerk").refused(403, f"{at}/withdraw", {"on": day, "evidence": SIGNED})
    assert desk.get(at).status_code == 401


def test_a_repeated_filing_gives_the_same_request_and_no_second_code(desk: Desk) -> None:
    path, body = f"/api/organs/{desk.premises.organ}/requests", application(today())
    clerk = desk.seat("clerk")
    first = clerk.act(path, body, idempotency_key="filing-1")
    second = clerk.act(path, body, idempotency_key="filing-1")
    assert (second["created"], second["repeated"]) == (first["created"], True)
    assert (first["code"] is None, second["code"]) == (False, None)
    other = application(today(), "另外的内容")
    assert clerk.refused(422, path, other, idempotency_key="filing-1")["rule"] == "idempotency"


def test_the_law_book_is_read_by_everybody_and_written_by_registrars(desk: Desk) -> None:
    tables = desk.get("/api/law").json()["tables"]
    assert {"calendar", "limits"} <= set(tables)
    for table in tables:
        assert desk.get(f"/api/law/{table}").json()["rows"]
    assert desk.get("/api/law/nothing").status_code == 404
    notice: dict[str, Any] = {
        "year": 2027,
        "notice": "国办发明电〔2026〕99号",
        "announced_on": "2026-11-10",
        "off": ["2027-01-01", "2027-01-02", "2027-01-03"],
        "work": [],
        "source": "国务院办公厅",
        "reason": "录入",
    }
    desk.seat("clerk").refused(403, "/api/lawbook/calendar", notice)
    problem = desk.seat("first").refused(422, "/api/lawbook/calendar", notice | {"off": []})
    assert problem["field"] == "off"


def test_a_rectification_and_a_complaint_are_handled_over_http(desk: Desk) -> None:
    clerk, drafter, approver = map(desk.seat, ("clerk", "drafter", "approver"))
    day = today()
    party = {"name": NAME, "identity": NUMBER, "contact": "13900000001"}
    proof = [{"kind": "DOCUMENT", "note": "卷 3"}]
    filed = clerk.act(
        f"/api/organs/{desk.premises.organ}/rectifications",
        {
            "on": day,
            "applicant": party,
            "fault": "面积写错",
            "subject": "公租房登记",
            "evidence": proof,
        },
    )
    at = f"/api/rectifications/{filed['created']}"
    drafter.act(f"{at}/verify", {"finding": "确有错误", "on": day})
    problem = approver.refused(409, f"{at}/refuse", {"reason": "不是", "on": day})
    assert problem["rule"] == "条例 art 41"
    approver.act(f"{at}/correct", {"what": "改为 60 平方米", "where": "公租房登记簿", "on": day})
    drafter.act(f"{at}/tell", {"dated": day, "on": day, "evidence": proof[0]})
    told = clerk.get(at).json()
    assert (told["state"], told["applicant"]["name"]) == ("TOLD", NAME)
    assert desk.seat("supervisor").get(at).json()["applicant"]["name"] == "张某"

    other_clerk, other_drafter, other_approver = map(
        desk.seat, ("other_clerk", "other_drafter", "other_approver")
    )
    filed = other_clerk.act(
        "/api/organs/清河县人民政府办公室/complaints",
        {
            "against": desk.premises.organ,
            "on": day,
            "form": "COMPLAINT",
            "complainant": party,
            "ground": "逾期不答复",
        },
    )
    at = f"/api/complaints/{filed['created']}"
    other_drafter.act(f"{at}/accept", {"on": day})
    other_drafter.act(f"{at}/investigate", {"finding": "逾期属实", "on": day})
    later = (datetime.fromisoformat(day) + timedelta(days=30)).date().isoformat()
    other_approver.act(
        f"{at}/decide",
        {
            "holding": "UPHELD",
            "reason": "逾期",
            "order": {"measures": "限期答复", "until": later},
            "on": day,
        },
    )
    other_drafter.act(f"{at}/answer", {"dated": day, "on": day, "evidence": proof[0]})
    other_drafter.act(
        f"{at}/report-rectification", {"document": "整改报告", "fulfilled": True, "on": day}
    )
    told = other_drafter.get(at).json()
    assert (told["state"], told["holding"], told["order_days_late"]) == ("ANSWERED", "UPHELD", 0)
    assert drafter.get(at).status_code == 404


def test_the_answer_to_a_rectification_is_printed_listed_and_fetched(desk: Desk) -> None:
    clerk, drafter, approver = map(desk.seat, ("clerk", "drafter", "approver"))
    day = today()
    filed = clerk.act(
        f"/api/organs/{desk.premises.organ}/rectifications",
        {
            "on": day,
            "applicant": {"name": NAME, "identity": NUMBER, "contact": "13900000001"},
            "fault": "姓名写错一字",
            "subject": "公租房登记",
            "evidence": [{"kind": "DOCUMENT", "note": "卷 4"}],
        },
    )
    at = f"/api/rectifications/{filed['created']}"
    approver.act(f"{at}/refuse", {"reason": "登记与证件一致", "on": day})
    assert clerk.get(f"{at}/letter").status_code == 404
    telling = {"on": day, "evidence": {"kind": "SYSTEM_RECORD"}}
    problem = drafter.refused(422, f"{at}/tell", telling | {"edited": {"surprise": "没有"}})
    assert "surprise" in json.dumps(problem)
    drafter.act(f"{at}/tell", telling | {"edited": {"record": "登记簿上的姓名"}})
    letter = drafter.get(at).json()["letter"]
    assert (letter["printed"], letter["number"]["kind"]) == (True, "rectification_letter")
    pdf = drafter.get(f"{at}/letter")
    assert (pdf.status_code, pdf.content[:4]) == (200, b"%PDF")
    assert desk.seat("supervisor").get(f"{at}/letter").status_code == 403
    assert desk.seat("other_drafter").get(f"{at}/letter").status_code == 404

    listing = drafter.get("/api/rectifications?limit=1").json()
    assert listing["total"] >= 1
    (newest,) = listing["rectifications"]
    assert newest["rectification"] == filed["created"]
    assert (newest["state"], newest["outcome"]) == ("TOLD", "REFUSED")
    assert NAME not in json.dumps(listing, ensure_ascii=False)
    assert desk.seat("supervisor").get("/api/complaints").json()["complaints"] is not None
    elsewhere = desk.seat("other_drafter").get(f"/api/rectifications?organ={desk.premises.organ}")
    assert elsewhere.status_code == 403
