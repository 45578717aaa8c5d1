"""补正 by the applicant: the notice's items, a field for each, and what stands afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from api.forms import MOST_BYTES_SENT
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.requests.applicant import IdentityKind
from domain.requests.given import GivenApplicant, GivenDefect, GivenDispatch, GivenMatter
from domain.requests.letters import DispatchWay
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest
from tests.api.kept import away, carried, chosen
from tests.citizens import CREDIT_CODE, IDENTITY, Citizen, Hall, hidden_in, open_hall
from tests.counter import ZHANG
from tests.town import Town

FORM = "/my/request/clarification"
NOBODY_KNOWN = replace(ZHANG, identity_kind=IdentityKind.NONE, identity="")
NOWHERE = replace(ZHANG, telephone="", address="")
COMPANY = GivenApplicant(
    ApplicantCategory.BUSINESS, IdentityKind.NONE, "清河福来餐饮有限公司", "", mail="fu@example.cn"
)
PICTURE = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture(scope="module")
def hall(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """An archive open to citizens."""
    with open_hall(founded_town, tmp_path_factory.mktemp("clarification")) as hall:
        yield hall


def asked(
    hall: Hall, defects: Sequence[GivenDefect], *, opened: bool = True, **members: Any
) -> tuple[str, Citizen]:
    """A request whose notice asks for these, delivered if it is `opened`, and its applicant."""
    counter = hall.counter
    request = counter.file(**members)
    letter = counter.letter(send_to="清河县人民路 1 号")
    if not opened:
        letter = replace(letter, dispatch=GivenDispatch(counter.today, DispatchWay.ONLINE))
    counter.handling.request_clarification(
        counter.drafter, request, defects=defects, period=10, letter=letter
    )
    if opened:
        counter.deliver(request, counter.load(request).clarifications[0].letter)
    citizen = hall.citizen()
    number = f"清住建依申请〔2026〕{counter.load(request).number.serial}号"
    assert citizen.follow(number, hall.code_of(request)).status_code == 303
    return request, citizen


def form(citizen: Citizen) -> str:
    """The page of the form, its frame left out."""
    page = citizen.get(FORM)
    assert page.status_code == 200, page.text
    return page.text.partition("<main")[2].partition("</main>")[0]


def send(citizen: Citizen, **fields: str) -> httpx2.Response:
    """The form filled in and sent."""
    return citizen.post(FORM, hidden_in(citizen.get(FORM).text) | fields)


def mended(hall: Hall, request: str, citizen: Citizen, **fields: str) -> InformationRequest:
    """The case after an answer that must be taken."""
    done = send(citizen, **fields)
    assert done.headers.get("location") == "/my/request?done=clarification", done.text
    case = hall.counter.load(request)
    assert case.state is RequestState.OPEN
    return case


def clear(hall: Hall, sealed: Any) -> str:
    """A sealed text of an applicant."""
    return hall.counter.persons.open(sealed)


def test_the_items_of_the_notice_stand_above_the_form_with_their_last_day(hall: Hall) -> None:
    request, citizen = asked(
        hall,
        [("identity", "请补交身份证复印件"), ("description", "请写明年份", 2)],
        applicants=(NOBODY_KNOWN,),
        matters=(GivenMatter("分配方案"), GivenMatter("轮候名单")),
    )
    page = form(citizen)
    last = hall.counter.load(request).waiting_until()
    assert last is not None
    assert f"请最晚在{last.year}年{last.month}月{last.day}日" in page
    assert "<dt>身份证明</dt>" in page
    assert "请补交身份证复印件" in page
    assert "<dt>第2项：所申请信息的描述</dt>" in page
    assert "请写明年份" in page


def test_only_what_the_notice_asks_for_is_asked(hall: Hall) -> None:
    _, citizen = asked(hall, [("identity", "请补交身份证复印件")], applicants=(NOBODY_KNOWN,))
    page = form(citizen)
    for name in ("a0_identity_kind", "a0_identity", "papers"):
        assert f'name="{name}"' in page
    for name in ("m1_description", "a0_telephone", "form", "route"):
        assert f'name="{name}"' not in page
    _, citizen = asked(
        hall,
        [("description", "请写明年份", 2)],
        matters=(GivenMatter("分配方案"), GivenMatter("轮候名单")),
    )
    page = form(citizen)
    assert 'name="m2_description"' in page
    assert 'name="m1_description"' not in page
    assert 'name="a0_identity"' not in page


def test_a_notice_that_is_not_opened_tells_nothing_before_it_is(hall: Hall) -> None:
    _, citizen = asked(hall, [("description", "请写明年份")], opened=False)
    page = form(citizen)
    assert "签收并打开《补正告知书》" in page
    assert "请写明年份" not in page
    assert citizen.post("/my/request/letters/1/open").status_code == 303
    assert "请写明年份" in form(citizen)


def test_a_proof_of_identity_is_mended_by_its_applicant(hall: Hall) -> None:
    request, citizen = asked(hall, [("identity", "请补交身份证复印件")], applicants=(NOBODY_KNOWN,))
    case = mended(
        hall,
        request,
        citizen,
        a0_identity_kind="ID_CARD",
        a0_identity=f" {IDENTITY[:6]} {IDENTITY[6:]}",
    )
    (one,) = case.applicants
    assert one.identity_kind is IdentityKind.ID_CARD
    assert clear(hall, one.identity) == IDENTITY
    assert clear(hall, one.telephone) == ZHANG.telephone


@pytest.mark.parametrize(
    ("fields", "wrong", "told"),
    [
        ({"a0_identity_kind": "ID_CARD"}, "a0_identity", "请填写"),
        ({"a0_identity": IDENTITY}, "a0_identity_kind", "请选一项"),
        ({"a0_identity_kind": "NONE", "a0_identity": IDENTITY}, "a0_identity_kind", "哪种证明"),
        ({"a0_identity_kind": "CREDIT_CODE", "a0_identity": "1"}, "a0_identity_kind", "公民用"),
        ({"a0_identity_kind": "ID_CARD", "a0_identity": "123"}, "a0_identity", "校验码"),
        ({"a0_telephone": "abc"}, "a0_telephone", "电话号码不全"),
        ({"a0_mail": "x@"}, "a0_mail", "电子邮箱应写成"),
        ({"a0_address": "东街\u202e"}, "a0_address", "看不见"),
        ({"form": "READING", "route": "POST"}, "route", "查阅、抄录要到场"),
        ({"form": "ELECTRONIC", "route": "E_MAIL"}, "a0_mail", "选了电子邮件"),
        ({"form": ""}, "form", "请选一项"),
        ({}, "a0_identity_kind", "还没有补充什么"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_recorded(
    hall: Hall, fields: dict[str, str], wrong: str, told: str
) -> None:
    defects = [("identity", "补身份证"), ("contact", "补电话"), ("form", "写明途径")]
    _, citizen = asked(hall, defects, applicants=(NOBODY_KNOWN,))
    before = hall.services.journal.position()
    answer = send(citizen, **({"form": "PAPER", "route": "POST"} | fields))
    assert answer.status_code == 422
    assert f'href="#f-{wrong}"' in answer.text
    assert told in answer.text.partition(f'id="e-{wrong}"')[2].partition("</p>")[0]
    assert hall.services.journal.position() == before


def test_how_he_is_reached_is_mended_and_the_rest_stays(hall: Hall) -> None:
    request, citizen = asked(hall, [("contact", "请写明电话或者地址")], applicants=(NOWHERE,))
    case = mended(hall, request, citizen, a0_telephone="13900000002", a0_contact="王芳")
    (one,) = case.applicants
    assert clear(hall, one.telephone) == "13900000002"
    assert clear(hall, one.contact) == "王芳"
    assert one.mail is None
    assert clear(hall, one.identity) == ZHANG.identity


def test_form_and_route_are_mended_with_the_address_they_need(hall: Hall) -> None:
    request, citizen = asked(hall, [("form", "不能以传真提供，请另选途径")])
    page = form(citizen)
    assert '<option value="POST" selected>' in page
    assert '<option value="FAX"' not in page
    assert 'name="a0_mail"' in page
    assert 'name="a0_telephone"' not in page
    case = mended(
        hall, request, citizen, form="ELECTRONIC", route="E_MAIL", a0_mail="zhang@example.cn"
    )
    assert (case.form, case.route) == (ProvisionForm.ELECTRONIC, ProvisionRoute.E_MAIL)
    assert clear(hall, case.applicants[0].mail) == "zhang@example.cn"


def test_of_joint_applicants_only_who_lacks_something_is_asked_and_nothing_is_shown(
    hall: Hall,
) -> None:
    request, citizen = asked(
        hall,
        [("identity", "请补交营业执照"), ("contact", "请写明电话")],
        applicants=(ZHANG, COMPANY),
    )
    page = form(citizen)
    assert "申请人2：证件号码" in page
    assert 'name="a0_identity"' not in page
    assert '<option value="CREDIT_CODE"' in page
    assert '<option value="ID_CARD"' not in page
    for known in (ZHANG.telephone, ZHANG.name, ZHANG.address, COMPANY.mail, COMPANY.name):
        assert known not in page
    case = mended(hall, request, citizen, a1_identity_kind="CREDIT_CODE", a1_identity=CREDIT_CODE)
    assert clear(hall, case.applicants[1].identity) == CREDIT_CODE
    assert clear(hall, case.applicants[0].identity) == ZHANG.identity


def test_papers_alone_are_an_answer(hall: Hall) -> None:
    _, citizen = asked(hall, [("authority", "请补交授权委托书")])
    page = form(citizen)
    assert "授权委托书和其他材料" in page
    assert 'name="m1_description"' not in page
    done = citizen.post(FORM, hidden_in(page_of(citizen)), files=paper())
    assert done.headers["location"] == "/my/request?done=clarification"


def test_an_answer_sent_twice_is_one_answer(hall: Hall) -> None:
    request, citizen = asked(hall, [("identity", "请补交身份证复印件")], applicants=(NOBODY_KNOWN,))
    filled = hidden_in(page_of(citizen)) | {"a0_identity_kind": "ID_CARD", "a0_identity": IDENTITY}
    first = citizen.post(FORM, filled)
    before = hall.services.journal.position()
    second = citizen.post(FORM, filled)
    assert first.headers["location"] == second.headers["location"]
    assert hall.services.journal.position() == before
    request, citizen = asked(hall, [("description", "请写明年份")])
    filled = hidden_in(page_of(citizen)) | {"m1_description": "2025 年的分配方案"}
    assert citizen.post(FORM, filled).status_code == 303
    assert citizen.post(FORM, filled).status_code == 303
    assert hall.counter.load(request).state is RequestState.OPEN


def test_chosen_papers_wait_while_the_form_is_shown_again(hall: Hall) -> None:
    request, citizen = asked(hall, [("description", "请写明年份")])
    filled = hidden_in(page_of(citizen))
    page = citizen.post(FORM, filled | {"m1_description": ""}, files=paper()).text
    assert chosen(page) == ["委托书.jpg"]
    name, value = away(page, "委托书.jpg")
    assert chosen(citizen.post(FORM, filled | carried(page) | {name: value}).text) == []
    page = citizen.post(FORM, filled | {"m1_description": ""}, files=paper()).text
    given = filled | carried(page) | {"m1_description": "2025 年的分配方案"}
    assert citizen.post(FORM, given).headers["location"] == "/my/request?done=clarification"
    content = hall.counter.load(request).contents[-1]
    assert [part.original for part in hall.services.contents.open(content)] == [PICTURE]


def test_a_paper_that_is_too_large_costs_nothing_that_was_typed(hall: Hall) -> None:
    _, citizen = asked(hall, [("description", "请写明年份")])
    given = hidden_in(page_of(citizen)) | {"m1_description": "2025 年的分配方案"}
    large = {"papers": ("录像.pdf", bytes(MOST_BYTES_SENT + 1), "application/pdf")}
    answer = citizen.post(FORM, given, files=large)
    assert answer.status_code == 422
    assert "“录像.pdf”有 32.1 MB，没有收下：一个文件不超过 10 MB" in answer.text
    assert "2025 年的分配方案" in answer.text


def page_of(citizen: Citizen) -> str:
    """The whole page of the form."""
    return citizen.get(FORM).text


def paper() -> dict[str, tuple[str, bytes, str]]:
    """A photograph of a paper."""
    return {"papers": ("委托书.jpg", PICTURE, "image/jpeg")}
