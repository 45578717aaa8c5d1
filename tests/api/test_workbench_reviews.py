"""The page of a secrecy review: what is judged, the two ladders as forms, and who may not."""

from collections.abc import Iterator

import pytest

from domain.review import ReviewState, SecrecyReview
from tests.api.reading_forms import Page
from tests.api.test_workbench_requests import Office
from tests.cases import furnish_cases
from tests.desk import form, opened, revised
from tests.town import Town

TEXT = "分配方案共 20 户。\n\n咨询电话 13912345678。"
CLEARED = {
    "decision": "CLEARED",
    "reason": "不涉密，可以公开",
    "accuracy": "已核对",
    "timeliness": "现行有效",
    "completeness": "没有缺页",
    "ground": "",
}


@pytest.fixture
def office(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive of one's own."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("reviews"))
    with opened(cases.premises) as desk:
        yield Office(desk, cases)


def handed_in(office: Office) -> str:
    """The page of the review of a reply that gives a text; the drafter is led to it."""
    case = office.address("open")
    query = f"{case}/draft-reply?outcome_1=PROVIDED"
    answer = office.fill("drafter", query, given_text=TEXT)
    assert answer.status_code == 303, answer.text
    answer = office.fill("drafter", f"{case}/submit-reply")
    assert answer.status_code == 303, answer.text
    office.desk.settle()
    return str(answer.headers["location"])


def of_record(office: Office) -> tuple[str, str]:
    """A drafted record and the page of its review."""
    drafter = office.desk.seat("drafter")
    record = drafter.act("/api/records", form("等人审查的稿子"))["created"]
    review = drafter.act(f"/api/records/{record}/review")["created"]
    office.desk.settle()
    return record, f"/workbench/reviews/{review}"


def state(office: Office, page: str) -> SecrecyReview:
    return office.desk.services.archive.load(SecrecyReview, page.rpartition("/")[2])


def test_the_drafter_is_led_to_the_review_and_sees_no_form(office: Office) -> None:
    page = handed_in(office)
    text = office.get("drafter", page).text
    assert page.startswith("/workbench/reviews/secrecy_review:")
    assert "分配方案共 20 户。" in text
    assert "由保密审查员办理" in text
    assert "<textarea" not in text
    assert f'href="{page}"' in office.page("drafter", "open")


def test_a_reviewer_finds_it_on_his_first_page_and_reads_what_a_machine_saw(
    office: Office,
) -> None:
    page = handed_in(office)
    assert f'href="{page}"' in office.get("secrecy", "/workbench").text
    text = office.get("secrecy", page).text
    assert "手机号码 1 处" in text
    assert 'href="#p-2"' in text
    assert "<mark>咨询电话 13912345678。</mark>" in text
    assert "起草：清河县住房和城乡建设局经办人" in text
    file = next(link for link in Page(text, "").links if "/files/" in link)
    answer = office.get("secrecy", file)
    assert "13912345678" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]


def test_a_review_is_concluded_with_its_checklist(office: Office) -> None:
    page = handed_in(office)
    before = office.desk.position
    path = f"{page}/conclude"
    given = Page(office.get("secrecy", page).text, path).answered(office.today, **CLEARED)
    wrong = office.post("secrecy", path, given | {"accuracy": [""], "completeness": [""]})
    assert wrong.status_code == 422
    assert wrong.text.count('class="wrong"') == 2
    assert 'value="现行有效"' in wrong.text
    assert office.desk.position == before
    answer = office.post("secrecy", path, given)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    again = office.post("secrecy", path, given)
    assert again.status_code == 303
    assert office.desk.position == before + 1
    office.desk.settle()
    text = office.get("secrecy", page).text
    assert "意见：不涉密，可以公开" in text
    assert path not in text
    assert f'href="{page}"' not in office.get("secrecy", "/workbench").text


def test_a_refusal_names_its_ground(office: Office) -> None:
    page = handed_in(office)
    path = f"{page}/conclude"
    refused = CLEARED | {"decision": "REFUSED", "reason": "内部讨论"}
    given = Page(office.get("secrecy", page).text, path).answered(office.today, **refused)
    answer = office.post("secrecy", path, given)
    assert answer.status_code == 422
    assert "不得公开的，请选理由" in answer.text
    answer = office.post("secrecy", path, given | {"ground": ["D6"]})
    assert answer.status_code == 303
    office.desk.settle()
    assert "过程性信息（条例第十六条第二款）" in office.get("approver", page).text


def test_both_ladders_are_climbed_on_the_page_of_a_record(office: Office) -> None:
    _, page = of_record(office)
    assert f'href="{page}"' in office.get("reviewer", "/workbench").text
    body = {"body": "清河县国家保密局", "question": "是否涉密"}
    for command, given, reached in (
        ("refer", body | {"step": "INTERNAL"}, ReviewState.REFERRED_INTERNAL),
        ("determine", {"answer": "UNDETERMINED"}, ReviewState.UNDETERMINED_SECRET),
        ("refer", body, ReviewState.REFERRED_AUTHORITY),
        ("determine", {"answer": "NOT_SECRET"}, ReviewState.NOT_SECRET),
        ("refer", body, ReviewState.REFERRED_BUSINESS),
        ("determine", {"answer": "FIT"}, ReviewState.FIT),
        ("conclude", CLEARED, ReviewState.CONCLUDED),
    ):
        path = f"{page}/{command}"
        filled = Page(office.get("reviewer", page).text, path)
        assert filled.fields, (command, reached)
        answer = office.post("reviewer", path, filled.answered(office.today, **given))
        assert answer.status_code == 303, answer.text
        assert state(office, page).state is reached
    office.desk.settle()
    text = office.get("supervisor", page).text
    assert text.count("报请确定</b>") == 3
    assert "不能确定（清河县国家保密局）" in text
    assert "等人审查的稿子的正文" in text


def test_only_what_can_follow_is_offered(office: Office) -> None:
    _, page = of_record(office)
    path = f"{page}/refer"
    text = office.get("reviewer", page).text
    assert f"{page}/determine" not in text
    given = Page(text, path).answered(
        office.today, step="INTERNAL", body="保密办", question="涉密否"
    )
    assert office.post("reviewer", path, given).status_code == 303
    waiting = office.get("reviewer", page).text
    assert f"{page}/determine" in waiting
    assert f"{page}/conclude" not in waiting
    before = office.desk.position
    late = Page(text, f"{page}/conclude").answered(office.today, **CLEARED)
    answer = office.post("reviewer", f"{page}/conclude", late)
    assert answer.status_code in (403, 409, 412, 422)
    assert "没有办成" in answer.text
    assert office.desk.position == before


def test_a_draft_changed_since_can_only_be_returned(office: Office) -> None:
    record, page = of_record(office)
    office.desk.seat("drafter").act(f"/api/records/{record}/revise", revised("第一条 改过。"))
    office.desk.settle()
    text = office.get("reviewer", page).text
    assert "只能退回" in text
    assert "等人审查的稿子的正文" not in text
    assert Page(text, f"{page}/conclude").choices["decision"] == ["RETURNED"]
    given = Page(text, f"{page}/conclude").answered(office.today, reason="稿子改过")
    assert office.post("reviewer", f"{page}/conclude", given).status_code == 303


def test_who_may_not_is_told_or_finds_nothing(office: Office) -> None:
    _, page = of_record(office)
    for role, status in (("clerk", 403), ("registrar", 403), ("supervisor", 200)):
        assert office.get(role, page).status_code == status
    assert office.get("reviewer", page[:-1] + ("0" if page[-1] != "0" else "1")).status_code == 404
    assert office.get("reviewer", "/workbench/reviews/secrecy_review:x").status_code == 404
    assert office.get("reviewer", f"{page}/files/9").status_code == 404
    before = office.desk.position
    path = f"{page}/conclude"
    given = Page(office.get("reviewer", page).text, path).answered(office.today, **CLEARED)
    assert office.post("approver", path, given).status_code == 403
    assert office.desk.position == before
