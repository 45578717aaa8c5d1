"""Files chosen in the forms of the window wait while a form is shown again, and are filed with it.

So that a clerk chooses each once, whatever else was wrong, and nobody else finds what waits.
"""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import structlog

from api.forms import MOST_BYTES_SENT
from api.kept_files import AFTERWARDS
from ops.clock import now
from tests.api.kept import MEGABYTE, PDF, PNG, away, carried, chosen
from tests.api.test_intake import INTAKE, case_of, enter, filled, post
from tests.api.test_intake_petitions import COMPLAINT, RECTIFICATION, complaint, demand
from tests.desk import Desk, opened
from tests.town import Town
from tests.window import open_window

RECEIPT = ("evidence_scan", ("张惠兰的回执.pdf", PDF, "application/pdf"))
PAPERS = (
    ("attachments", ("申请书.pdf", PDF + b" one", "application/pdf")),
    ("attachments", ("附件.png", PNG, "image/png")),
)


@pytest.fixture(scope="module")
def desk(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The running application with the clerk signed in."""
    window = open_window(founded_town, tmp_path_factory.mktemp("intake-files"))
    with opened(window.premises) as desk:
        desk.client.follow_redirects = False
        enter(desk, "clerk")
        yield desk


def sent(desk: Desk, *files: Any, **members: Any) -> httpx2.Response:
    """The form filled in and sent with files."""
    return post(desk, INTAKE, filled(desk, **members), files=list(files))


def original(desk: Desk, content: Any) -> list[bytes]:
    """The bytes of the parts of a content."""
    return [part.original for part in desk.services.contents.open(content)]


@pytest.mark.parametrize(
    "first", [{"a0_name": ""}, {"do": "applicant"}, {"do": "matter"}, {"do": "find"}]
)
def test_files_chosen_before_the_form_came_back_are_filed(
    desk: Desk, first: dict[str, str]
) -> None:
    page = sent(desk, RECEIPT, *PAPERS, **first).text
    assert chosen(page) == ["张惠兰的回执.pdf", "申请书.pdf", "附件.png"]
    assert "重新选一次" not in page
    answer = post(desk, INTAKE, filled(desk, evidence_note="", **carried(page)))
    assert answer.status_code == 303, answer.text
    event = next(iter(desk.services.archive.events.get(case_of(desk, answer).id)))
    assert original(desk, event.attachments) == [PDF + b" one", PNG]
    assert original(desk, event.receipt_evidence.content) == [PDF]


def test_the_sheet_that_is_read_out_keeps_the_chosen_files(desk: Desk) -> None:
    page = sent(desk, *PAPERS, channel="ORAL", evidence="", do="read_back").text
    assert 'id="readback"' in page
    assert chosen(page) == ["申请书.pdf", "附件.png"]
    # The signed sheet is scanned now and joins what was chosen before.
    data = filled(desk, channel="ORAL", evidence="READ_BACK", evidence_note="", **carried(page))
    signed = ("evidence_scan", ("签字.png", PNG + b" signed", "image/png"))
    answer = post(desk, INTAKE, data, files=[signed])
    assert answer.status_code == 303, answer.text
    event = next(iter(desk.services.archive.events.get(case_of(desk, answer).id)))
    assert len(event.attachments.parts) == 2
    assert original(desk, event.receipt_evidence.content) == [PNG + b" signed"]


def test_a_chosen_file_is_taken_away_by_its_button_and_nothing_else_happens(desk: Desk) -> None:
    before = desk.position
    page = sent(desk, RECEIPT, *PAPERS, a0_name="").text
    name, value = away(page, "申请书.pdf")
    data = filled(desk, **carried(page), **{name: value})
    del data["do"]
    page = post(desk, INTAKE, data).text
    assert chosen(page) == ["张惠兰的回执.pdf", "附件.png"]
    assert "没有办成" not in page
    assert desk.position == before
    page = post(desk, INTAKE, filled(desk, a0_name="", **carried(page))).text
    assert chosen(page) == ["张惠兰的回执.pdf", "附件.png"]


def test_another_file_takes_the_place_of_the_one_or_joins_the_several(desk: Desk) -> None:
    page = sent(desk, RECEIPT, PAPERS[0], a0_name="").text
    more = (("evidence_scan", ("另一张.png", PNG, "image/png")), PAPERS[1])
    data = filled(desk, a0_name="", **carried(page))
    page = post(desk, INTAKE, data, files=list(more)).text
    assert chosen(page) == ["另一张.png", "申请书.pdf", "附件.png"]


def test_what_is_no_scan_does_not_wait_and_the_others_do(desk: Desk) -> None:
    program = ("attachments", ("申请书.exe", b"MZ", "application/pdf"))
    answer = sent(desk, program, *PAPERS)
    assert answer.status_code == 422
    assert "“申请书.exe”不是" in answer.text
    assert chosen(answer.text) == ["申请书.pdf", "附件.png"]


def test_a_refused_file_leaves_the_one_that_its_field_held_before(desk: Desk) -> None:
    page = sent(desk, RECEIPT, a0_name="").text
    data = filled(desk, evidence_note="", **carried(page))
    wrong = ("evidence_scan", ("回执.exe", b"MZ", "application/pdf"))
    answer = post(desk, INTAKE, data, files=[wrong])
    assert answer.status_code == 422
    assert "“回执.exe”不是" in answer.text
    assert chosen(answer.text) == ["张惠兰的回执.pdf"]
    answer = post(desk, INTAKE, filled(desk, evidence_note="", **carried(answer.text)))
    assert answer.status_code == 303, answer.text
    event = next(iter(desk.services.archive.events.get(case_of(desk, answer).id)))
    assert original(desk, event.receipt_evidence.content) == [PDF]


def test_pressed_twice_a_form_with_waiting_files_files_once(desk: Desk) -> None:
    page = sent(desk, *PAPERS, a0_name="").text
    data = filled(desk, **carried(page))
    first = post(desk, INTAKE, data)
    before = desk.position
    assert post(desk, INTAKE, data).headers["location"] == first.headers["location"]
    assert desk.position == before


# What waits is nobody else's


def test_what_waits_is_encrypted_and_found_in_the_session_alone(desk: Desk) -> None:
    with structlog.testing.capture_logs() as lines:
        page = sent(desk, RECEIPT, a0_name="").text
        kept = carried(page)
    assert chosen(page) == ["张惠兰的回执.pdf"]
    token = kept["kept_evidence_scan"][0].partition(",")[0]
    assert token not in str(lines)
    assert "张惠兰" not in str(lines)
    assert desk.services.shelf.get(token) is None
    state = desk.services.settings.home / "state.db"
    for name in (state, state.with_name("state.db-wal")):
        assert PDF not in name.read_bytes()
        assert token.encode() not in name.read_bytes()
    enter(desk, "clerk")
    answer = post(desk, INTAKE, filled(desk, **kept))
    assert answer.status_code == 422
    assert "“张惠兰的回执.pdf”没有保留（上传超过两小时，或者重新登录过）" in answer.text
    assert chosen(answer.text) == []


def test_what_was_filed_waits_no_longer_than_a_form_that_is_sent_twice(desk: Desk) -> None:
    page = sent(desk, *PAPERS, a0_name="").text
    database = desk.services.shelf._database.connection()

    def soon_over() -> int:
        moment = (now() + AFTERWARDS).isoformat(timespec="milliseconds")
        query = "SELECT count(*) FROM shelf WHERE expires_at <= ?"
        return int(database.execute(query, (moment,)).fetchone()[0])

    before = soon_over()
    assert post(desk, INTAKE, filled(desk, **carried(page))).status_code == 303
    assert soon_over() == before + 2


def test_a_form_that_names_a_waiting_file_again_and_again_gets_it_once(desk: Desk) -> None:
    page = sent(desk, PAPERS[0], a0_name="").text
    kept = carried(page)["kept_among_attachments"]
    many = {"kept_among_attachments": kept * 100, "kept_evidence_scan": kept * 100}
    page = post(desk, INTAKE, filled(desk, a0_name="", **many)).text
    assert chosen(page) == ["申请书.pdf"]


# Files that are too large


def large(name: str, size: int) -> tuple[str, tuple[str, bytes, str]]:
    """A scan of so many bytes."""
    return "attachments", (name, PDF + bytes(size - len(PDF)), "application/pdf")


def test_a_file_that_is_too_large_costs_nothing_that_was_typed_or_chosen(desk: Desk) -> None:
    before = desk.position
    video = large("整本.pdf", MOST_BYTES_SENT + 9 * MEGABYTE)
    answer = sent(desk, RECEIPT, video, PAPERS[1], m0_description="轮候名单第 7 号")
    assert answer.status_code == 422
    assert "“整本.pdf”有 41 MB，没有收下：一个文件不超过 10 MB" in answer.text
    assert "请缩小后再传" in answer.text
    assert "轮候名单第 7 号" in answer.text
    assert 'value="张惠兰"' in answer.text
    assert chosen(answer.text) == ["张惠兰的回执.pdf", "附件.png"]
    assert desk.position == before
    small = ("attachments", ("整本（缩小）.pdf", PDF, "application/pdf"))
    data = filled(desk, **carried(answer.text))
    assert post(desk, INTAKE, data, files=[small]).status_code == 303


def test_what_one_more_button_cannot_take_is_told_too(desk: Desk) -> None:
    answer = sent(desk, large("整本.pdf", MOST_BYTES_SENT + 1), do="applicant")
    assert answer.status_code == 422
    assert "“整本.pdf”有 32.1 MB" in answer.text
    assert 'name="a1_name"' in answer.text


def test_files_that_are_too_much_together_come_in_two_sendings(desk: Desk) -> None:
    four = [large(f"第{number}册.pdf", 9 * MEGABYTE) for number in range(1, 5)]
    answer = sent(desk, *four)
    assert answer.status_code == 422
    assert "“第4册.pdf”有 9 MB，没有收下：一次发来的文件合起来不超过 32 MB" in answer.text
    assert "请把这个文件再选一次" in answer.text
    assert chosen(answer.text) == ["第1册.pdf", "第2册.pdf", "第3册.pdf"]
    done = post(desk, INTAKE, filled(desk, **carried(answer.text)), files=[four[3]])
    assert done.status_code == 303, done.text
    event = next(iter(desk.services.archive.events.get(case_of(desk, done).id)))
    assert len(event.attachments.parts) == 4


# The other forms of the window


def test_a_demand_to_correct_and_a_complaint_keep_their_proof(desk: Desk) -> None:
    for path, given, missing in (
        (RECTIFICATION, demand, "fault"),
        (COMPLAINT, complaint, "ground"),
    ):
        data = given(desk, evidence="DOCUMENT", evidence_note="")
        page = post(desk, path, data | {missing: ""}, files=[RECEIPT]).text
        assert chosen(page) == ["张惠兰的回执.pdf"]
        answer = post(desk, path, data | carried(page))
        assert answer.status_code == 303, answer.text
        identity = answer.headers["location"].rpartition("/")[2]
        event = next(iter(desk.services.archive.events.get(identity)))
        assert original(desk, event.evidence[0].content) == [PDF]
