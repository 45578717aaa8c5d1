"""`gongkai request`, `rectification` and `law`: a life of a request as officers type it."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.act import BEIJING
from ops.clock import now
from tests.applications import NAME, NUMBER, SIGNED, application, provided, refusal, sent
from tests.hall import furnish_hall
from tests.premises import Premises
from tests.terminal import Ran, gongkai
from tests.town import Town

CLEARED = ("--decision", "CLEARED", "--opinion", "不涉密", "--accuracy", "已核对")
CHECKED = ("--timeliness", "在时限内", "--completeness", "要素齐全")


@pytest.fixture(scope="module")
def hall(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """A HOME whose housing organ handles requests."""
    return furnish_hall(founded_town, tmp_path_factory.mktemp("request-cli"))


@pytest.fixture
def as_(hall: Premises) -> Callable[..., Ran]:
    """`as_("clerk", "request", "file", …)`: the command as the officer of a role."""

    def run(role: str, *arguments: object) -> Ran:
        signed = ("--as", hall.names[role], "--passphrase-file", hall.passphrase_file)
        return gongkai(hall.home, *arguments, *signed)

    return run


def today() -> str:
    """The legal day of an act done now."""
    return now().astimezone(BEIJING).date().isoformat()


def written(folder: Path, body: Any, name: str = "body.json") -> Path:
    """A body as a file."""
    path = folder / name
    path.write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    return path


def test_a_request_lives_from_the_desk_to_the_reply_on_the_command_line(
    hall: Premises, as_: Callable[..., Ran], tmp_path: Path
) -> None:
    day = today()

    def act(role: str, *arguments: object, body: Any = None) -> Any:
        given = () if body is None else ("--from", written(tmp_path, body))
        return as_(role, *arguments, *given, "--json").fine().json

    filed = act(
        "clerk",
        "request",
        "file",
        hall.organ,
        body=application(day, "2025 年公租房分配方案", "分配方案的讨论记录"),
    )
    request = filed["request"]
    assert len(filed["code"]) == 14

    notice = {
        "defects": [{"kind": "description", "advice": "请写明年份"}],
        "period": 10,
        "letter": sent(day, send_to="清河县人民路 1 号"),
    }
    act("drafter", "request", "request-clarification", request, body=notice)
    letter = as_("clerk", "request", "show", request, "--json").fine().json["letters"][0]
    delivered = ("--set", f"letter={letter['letter']}", "--set", f"on={day}")
    proof = ("--set", "evidence.kind=SIGNATURE", "--set", "evidence.note=回执存卷")
    act("clerk", "request", "deliver", request, *delivered, *proof)
    mended = {
        "notice": letter["letter"],
        "on": day,
        "matters": {"1": {"description": "清河县 2025 年公租房分配方案"}},
        "evidence": SIGNED,
    }
    act("clerk", "request", "answer-clarification", request, body=mended)
    act(
        "approver",
        *("request", "consent-to-extension", request),
        *("--set", "days=20", "--set", "reason=检索量大"),
    )
    told = {"days": 20, "letter": sent(day, cause="检索量大")}
    act("drafter", "request", "tell-extension", request, body=told)

    given = tmp_path / "方案.txt"
    given.write_text("清河县 2025 年公租房分配方案全文。", "utf-8")
    reply = {"outcomes": [provided(1), refusal(2)], "parts": [{"path": str(given)}]}
    act("drafter", "request", "draft-reply", request, body=reply)
    act("drafter", "request", "submit-reply", request)
    timeline = as_("clerk", "request", "show", request, "--json").fine().json["timeline"]
    review = next(one["file"] for one in timeline if one["file"].startswith("secrecy_review:"))
    act("secrecy", "review", "conclude", review, *CLEARED, *CHECKED)
    act("reviewer", "request", "review-reply", request, "--set", "opinion=同意")
    signed = {"letter": {"dispatch": sent(day)["dispatch"]}}
    act("approver", "request", "issue-reply", request, body=signed)

    said = as_("clerk", "request", "show", request).fine().out
    assert "已答复" in said
    assert NAME in said
    assert "条例第三十三条" in said
    listed = as_("supervisor", "request", "list", "--show", "CLOSED").fine().out
    assert "张某" in listed
    assert NAME not in listed


def test_a_reply_that_was_given_on_paper_is_recorded_on_the_command_line(
    hall: Premises, as_: Callable[..., Ran], tmp_path: Path
) -> None:
    day = today()
    body = written(tmp_path, application(day))
    filed = as_("clerk", "request", "file", hall.organ, "--from", body, "--json").fine().json
    letter = {"on_paper": day, "dispatch": sent(day)["dispatch"]}
    reply = written(tmp_path, {"outcomes": [provided()], "letter": letter})
    as_("drafter", "request", "reply-on-paper", filed["request"], "--from", reply).fine()
    said = as_("clerk", "request", "show", filed["request"]).fine().out
    assert "已答复" in said
    assert "提供信息应当先经保密审查" in said


def test_a_toml_file_does_as_well_and_standard_input_too(
    hall: Premises,
    as_: Callable[..., Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = tmp_path / "application.toml"
    body.write_text(
        f"""
channel = "IN_PERSON"
form = "PAPER"
route = "POST"
arrived_on = {today()}
arrival_evidence = {{ kind = "SYSTEM_RECORD" }}
receipt_evidence = {{ kind = "SIGNATURE", note = "回执存卷" }}

[[applicants]]
category = "NATURAL_PERSON"
identity_kind = "ID_CARD"
name = "{NAME}"
identity = "{NUMBER}"
telephone = "13900000001"

[[matters]]
description = "2025 年公租房分配方案"
""",
        "utf-8",
    )
    said = as_("clerk", "request", "file", hall.organ, "--from", body).fine()
    assert "已登记申请" in said.out
    assert NAME not in said.out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(body.read_bytes())))
    assert "已登记申请" in as_("clerk", "request", "file", hall.organ, "--from", "-").fine().out


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"applicants": []}, "applicants"),
        ({"channel": "PIGEON"}, "channel"),
        ({"surprise": 1}, "surprise"),
        ({"arrived_on": "2026-02-30"}, "arrived_on"),
        ({"attachments": [{"path": "/nowhere/at/all"}]}, "from"),
    ],
)
def test_a_wrong_body_is_refused_by_name_and_nothing_is_written(
    hall: Premises,
    as_: Callable[..., Ran],
    tmp_path: Path,
    change: dict[str, Any],
    field: str,
) -> None:
    before = hall.position()
    body = written(tmp_path, application(today()) | change)
    ran = as_("clerk", "request", "file", hall.organ, "--from", body)
    assert ran.code == 1
    assert field in ran.err
    assert NAME not in ran.err
    assert hall.position() == before


def test_a_repeated_filing_is_done_once(
    hall: Premises, as_: Callable[..., Ran], tmp_path: Path
) -> None:
    body = written(tmp_path, application(today()))
    asked = ("request", "file", hall.organ, "--from", body, "--idempotency-key", "k1", "--json")
    first, second = as_("clerk", *asked).fine().json, as_("clerk", *asked).fine().json
    assert second["repeated"] is True
    assert second["request"] == first["request"]
    assert "code" not in second
    written(tmp_path, application(today(), "别的内容"))
    assert "Idempotency-Key" in as_("clerk", *asked).err


def test_the_law_is_shown_and_corrected_on_the_command_line(
    hall: Premises, as_: Callable[..., Ran]
) -> None:
    assert "2026" in gongkai(hall.home, "law", "show", "calendar").fine().out
    before = gongkai(hall.home, "law", "show", "organ_marks", "--json").fine().json["rows"]
    row = before[0] | {"mark": "清住房"}
    asked = ("law", "correct", "--set", "table=organ_marks", "--set", f"row={json.dumps(row)}")
    because = ("--set", "reason=改名", "--set", "source=通知")
    assert as_("clerk", *asked, *because).code == 1
    as_("first", *asked, *because).fine()
    after = gongkai(hall.home, "law", "show", "organ_marks", "--json").fine().json["rows"]
    assert after[0]["mark"] == "清住房"
    told = gongkai(hall.home, "law", "show", "organ_marks", "--json").fine().json["retroactive"]
    assert [(one["key"], one["reason"]) for one in told] == [(row["key"], "改名")]
    assert "追溯" in gongkai(hall.home, "law", "show", "organ_marks").fine().out
    assert "没有这张法规表" in gongkai(hall.home, "law", "show", "nothing").err


def test_a_holiday_notice_is_announced_on_the_command_line(
    hall: Premises, as_: Callable[..., Ran], tmp_path: Path
) -> None:
    notice = {"year": 2027, "notice": "通知", "announced_on": "2026-11-10", "off": [], "work": []}
    body = written(tmp_path, notice | {"source": "国务院办公厅", "reason": "录入"})
    ran = as_("first", "law", "calendar", "announce", "--from", body)
    assert ran.code == 1
    assert "[off]" in ran.err


def test_a_rectification_is_handled_on_the_command_line(
    hall: Premises, as_: Callable[..., Ran], tmp_path: Path
) -> None:
    day = today()
    body = {
        "on": day,
        "applicant": {"name": NAME, "identity": NUMBER, "contact": "13900000001"},
        "fault": "面积写错",
        "subject": "公租房登记",
        "evidence": [{"kind": "DOCUMENT", "note": "卷 3"}],
    }
    filed = as_(
        "clerk", "rectification", "file", hall.organ, "--from", written(tmp_path, body), "--json"
    )
    file = filed.fine().json["rectification"]
    found = ("--set", "finding=不属实", "--set", "reason=材料不能证明", "--set", f"on={day}")
    as_("approver", "rectification", "refuse", file, *found[2:]).fine()
    assert "不予更正" in as_("clerk", "rectification", "show", file).fine().out
    telling = written(tmp_path, {"on": day, "evidence": {"kind": "SYSTEM_RECORD"}})
    as_("drafter", "rectification", "tell", file, "--from", telling).fine()
    assert "已告知" in as_("clerk", "rectification", "list").fine().out
    listed = as_("clerk", "rectification", "list", "--json").fine().json
    assert [one["outcome"] for one in listed["rectifications"]] == ["REFUSED"]
    assert as_("clerk", "complaint", "list").fine().out.endswith("共 0 件\n")


def test_each_joint_applicant_gets_a_receipt_of_his_own_at_the_desk(
    hall: Premises, as_: Callable[..., Ran], tmp_path: Path
) -> None:
    first = application(today())["applicants"][0]
    other = first | {"name": "李文静", "identity": "990126198505052341"}
    body = written(tmp_path, application(today(), applicants=[first, other]))
    filed = as_("clerk", "request", "file", hall.organ, "--from", body, "--json").fine()
    request = filed.json["request"]
    with hall.open() as services:
        vkey = services.vkey
    for number, own, others in ((1, NAME, "李文静"), (2, "李文静", NUMBER)):
        kept = tmp_path / f"{number}.tlog-proof"
        given = as_("clerk", "request", "receipt", request, "--applicant", number).fine()
        kept.write_text(given.out, "utf-8")
        told = gongkai(hall.home, "receipt", "verify", kept, "--vkey", vkey).fine().out
        assert own in told
        assert others not in told
    refused = as_("clerk", "request", "receipt", request, "--applicant", 3)
    assert "本件有 2 名申请人" in refused.err
    assert as_("drafter", "request", "receipt", request).code == 1


def test_a_request_is_named_by_its_registration_number(
    hall: Premises, as_: Callable[..., Ran], tmp_path: Path
) -> None:
    body = written(tmp_path, application(today(), "2024 年危房改造名单"))
    filed = as_("clerk", "request", "file", hall.organ, "--from", body, "--json").fine().json
    number = filed["number"]
    assert filed["request"] in as_("clerk", "request", "show", number).fine().out
    typed = number.replace("〔", "[").replace("〕", "] ")
    assert filed["request"] in as_("clerk", "request", "show", typed).fine().out
    checked = ("--set", "evidence.kind=SIGNATURE", "--set", "evidence.note=回执存卷")
    act = as_("clerk", "request", "reissue-code", number, *checked, "--json").fine().json
    assert act["case_file"] == filed["request"]
    assert number in as_("clerk", "request", "chronology", number).fine().written
    unknown = as_("clerk", "request", "show", "清建依申请〔1999〕14号")
    assert (unknown.code, "没有这件申请" in unknown.err) == (1, True)


def test_the_list_has_each_number_on_the_line_of_its_request(
    hall: Premises, as_: Callable[..., Ran], tmp_path: Path
) -> None:
    body = written(tmp_path, application(today(), "同一条街的全部拆迁补偿方案和历年执行情况"))
    filed = as_("clerk", "request", "file", hall.organ, "--from", body, "--json").fine().json
    lines = as_("clerk", "request", "list").fine().written.splitlines()
    (line,) = [one for one in lines if filed["request"] in one]
    assert filed["number"] in line
