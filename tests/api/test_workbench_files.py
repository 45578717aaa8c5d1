"""Forms of acts keep the files that were chosen, whatever brings the form back."""

import re
from collections.abc import Iterator

import pytest

from api.forms import MOST_BYTES_SENT
from domain.requests.request import InformationRequest
from tests.api.kept import MEGABYTE, PDF, PNG, carried, chosen
from tests.api.reading_forms import Page
from tests.api.test_workbench_requests import Office
from tests.cases import furnish_cases
from tests.desk import opened
from tests.town import Town

SCAN = ("evidence_scan", ("登记簿.pdf", PDF, "application/pdf"))
PAPERS = (
    ("papers", ("身份证.png", PNG, "image/png")),
    ("papers", ("说明.txt", "补正说明".encode(), "text/plain")),
)


@pytest.fixture(scope="module")
def office(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive of one's own."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("files"))
    with opened(cases.premises) as desk:
        yield Office(desk, cases)


def test_an_act_that_was_refused_files_what_was_chosen_before(office: Office) -> None:
    path = f"{office.address('clarifying')}/answer-clarification"
    blank = Page(office.get("clerk", path).text, path)
    given = blank.answered(office.today, matter_1="2025 年的分配方案")
    page = office.post("clerk", path, given | {"on": ["什么时候"]}, files=[SCAN, *PAPERS]).text
    assert "没有办成" in page
    assert chosen(page) == ["身份证.png", "说明.txt", "登记簿.pdf"]
    answer = office.post("clerk", path, given | carried(page))
    assert answer.status_code == 303, re.findall(r"<li>.*?</li>", answer.text, re.DOTALL)
    services = office.desk.services
    case = services.archive.load(InformationRequest, office.cases.requests["clarifying"])
    found = [part.original for content in case.contents for part in services.contents.open(content)]
    assert {PDF, PNG, "补正说明".encode()} <= set(found)


def test_a_file_that_is_refused_leaves_the_one_that_was_chosen_before(office: Office) -> None:
    path = f"{office.address('charged')}/pay"
    blank = Page(office.get("clerk", path).text, path)
    given = blank.answered(office.today)
    page = office.post("clerk", path, given | {"on": ["什么时候"]}, files=[SCAN]).text
    assert chosen(page) == ["登记簿.pdf"]
    wrong = ("evidence_scan", ("凭证.exe", b"MZ\x00\x01", "application/x-msdownload"))
    answer = office.post("clerk", path, given | carried(page), files=[wrong])
    assert answer.status_code == 422
    assert "凭证.exe" in answer.text
    assert chosen(answer.text) == ["登记簿.pdf"]


def test_a_letter_that_is_only_looked_at_keeps_the_scan_of_its_dispatch(office: Office) -> None:
    path = f"{office.address('open')}/extend"
    answer = office.get("drafter", path)
    if answer.status_code != 200:
        path = f"{office.address('open')}/request-clarification"
        answer = office.get("drafter", path)
    scan = ("sent_scan", ("详情单.pdf", PDF, "application/pdf"))
    given = Page(answer.text, path).answered(office.today, defect_description="请写明年份")
    shown = office.post("drafter", path, given | {"step": "preview"}, files=[scan])
    assert shown.status_code == 200
    assert "这是预览" in shown.text
    assert chosen(shown.text) == ["详情单.pdf"]


def test_a_reply_that_was_refused_keeps_the_files_it_gives(office: Office) -> None:
    start = f"{office.address('open')}/draft-reply"
    page = Page(office.get("drafter", f"{start}?outcome_1=PROVIDED").text, start)
    given = page.answered(office.today)
    files = [("files", ("分配方案.pdf", PDF, "application/pdf"))]
    required = next(name for name, kind in page.kinds.items() if kind == "area")
    large = ("files", ("录像.mp4", bytes(MOST_BYTES_SENT + MEGABYTE), "video/mp4"))
    answer = office.post("drafter", start, given, files=[*files, large])
    assert answer.status_code == 422
    assert "“录像.mp4”有 33 MB，没有收下：一个文件不超过 32 MB" in answer.text
    assert chosen(answer.text) == ["分配方案.pdf"]
    assert required in page.fields
