"""The window: applications that come to the desk, on every channel, registered once."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from domain.law.profile import ProvisionRoute
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.evidence import EvidenceKind
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest
from tests.desk import HOST, Desk, opened
from tests.premises import PASSPHRASE
from tests.town import Town
from tests.window import Window, open_window

OURS = {"origin": HOST}
IDENTITY = "990126199001011238"
INTAKE = "/workbench/intake"


@pytest.fixture(scope="module")
def window(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Window:
    """A HOME with a clerk."""
    return open_window(founded_town, tmp_path_factory.mktemp("intake"))


@pytest.fixture(scope="module")
def desk(window: Window) -> Iterator[Desk]:
    """The running application with the clerk signed in."""
    with opened(window.premises) as desk:
        desk.client.follow_redirects = False
        enter(desk, "clerk")
        yield desk


def enter(desk: Desk, role: str) -> None:
    """Sign in with a cookie, as a browser does."""
    desk.client.cookies.clear()
    given = {"sign_in": desk.premises.names[role], "passphrase": PASSPHRASE}
    assert post(desk, "/workbench/sign-in", given).status_code == 303


def post(desk: Desk, path: str, data: Any, **more: Any) -> httpx2.Response:
    """A form sent from our own page."""
    return desk.client.post(path, data=data, headers=OURS, **more)


def token(desk: Desk, path: str = INTAKE) -> str:
    """The token of a new form."""
    found = re.search(r'name="form_token" value="([^"]+)"', desk.get(path).text)
    assert found
    return found[1]


def today(desk: Desk) -> str:
    """What the form proposes as the day of arrival."""
    found = re.search(r'name="arrived_on" type="date" value="([^"]+)"', desk.get(INTAKE).text)
    assert found
    return found[1]


def filled(desk: Desk, **members: Any) -> dict[str, Any]:
    """A form filled in for one who stands at the desk; `members` replaces some of it."""
    given: dict[str, Any] = {
        "form_token": token(desk),
        "do": "file",
        "applicants": "1",
        "matters": "1",
        "channel": "IN_PERSON",
        "arrived_on": today(desk),
        "arrived_time": "00:00",
        "evidence": "SIGNATURE",
        "evidence_note": "收件登记簿第 3 页",
        "a0_category": "NATURAL_PERSON",
        "a0_name": "张惠兰",
        "a0_identity_kind": "ID_CARD",
        "a0_identity": IDENTITY,
        "a0_telephone": "13900000001",
        "m0_description": "2025 年公租房分配方案及轮候名单",
        "form": "PAPER",
        "route": "PICK_UP",
    }
    return given | members


def filed(desk: Desk, **members: Any) -> InformationRequest:
    """File a form that must be taken; the case."""
    answer = post(desk, INTAKE, filled(desk, **members))
    assert answer.status_code == 303, answer.text
    return case_of(desk, answer)


def case_of(desk: Desk, answer: httpx2.Response) -> InformationRequest:
    """The case that an answer leads to."""
    identity = answer.headers["location"].rpartition("/")[2]
    services = desk.services
    case = services.archive.load(InformationRequest, identity)
    return case.under(services.handling.rules())


def refused(desk: Desk, status: int, told: str, **members: Any) -> str:
    """A form that must come back as it was sent, with nothing written; the page."""
    before = desk.position
    answer = post(desk, INTAKE, filled(desk, **members))
    assert answer.status_code == status, answer.text
    assert told in answer.text
    assert desk.position == before
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


# Channels


@pytest.mark.parametrize(
    ("channel", "evidence", "state"),
    [
        ("IN_PERSON", "SIGNATURE", RequestState.OPEN),
        ("IN_PERSON", "NONE", RequestState.OPEN),
        ("ORAL", "READ_BACK", RequestState.OPEN),
        ("POST_SIGNED", "COURIER_SLIP", RequestState.OPEN),
        ("POST_ORDINARY", "POSTMARK", RequestState.UNCONFIRMED),
        ("FAX", "FAX_REPORT", RequestState.UNCONFIRMED),
    ],
)
def test_each_channel_has_its_day_of_receipt(
    desk: Desk, channel: str, evidence: str, state: RequestState
) -> None:
    case = filed(desk, channel=channel, evidence=evidence)
    assert case.channel == FilingChannel(channel)
    assert case.state is state
    assert (case.received_on is None) is (state is RequestState.UNCONFIRMED)
    page = desk.get(f"{INTAKE}/filed/{case.id}").text
    slip = desk.get(f"{INTAKE}/slip").text
    if state is RequestState.UNCONFIRMED:
        assert "待确认" in page
        assert "待确认" in slip
        assert "确认之日为收到申请之日" in slip
        assert "收到日期确认后才起算" in slip
    else:
        assert "最晚" in page
        assert "待确认" not in slip


def test_a_paper_is_registered_as_it_came(desk: Desk) -> None:
    case = filed(
        desk,
        a0_identity_kind="NONE",
        a0_identity="",
        a0_telephone="",
        proxy_name="李四",
        proxy_identity=IDENTITY,
    )
    assert case.applicants[0].identity is None
    assert case.applicants[0].identity_kind is IdentityKind.NONE
    assert case.proxy is not None
    assert case.proxy.authority.kind is EvidenceKind.NONE


def test_several_applicants_and_matters_and_their_scans_are_one_request(desk: Desk) -> None:
    data = filled(
        desk,
        applicants="2",
        matters="2",
        a1_category="BUSINESS",
        a1_name="清河县某某公司",
        a1_identity_kind="CREDIT_CODE",
        a1_identity="91990126MA00000016",
        m1_description="公租房租金标准",
        evidence_note="",
        assistance="请用大号字打印",
    )
    files = [
        ("evidence_scan", ("回执.pdf", b"%PDF-1.7 receipt", "application/pdf")),
        ("attachments", ("申请书.pdf", b"%PDF-1.7 one", "application/pdf")),
        ("attachments", ("附件.png", b"\x89PNG\r\n\x1a\n two", "image/png")),
    ]
    answer = post(desk, INTAKE, data, files=files)
    assert answer.status_code == 303, answer.text
    case = case_of(desk, answer)
    assert (len(case.applicants), len(case.matters)) == (2, 2)
    event = desk.services.archive.events.get(case.id)
    first = next(iter(event))
    assert len(first.attachments.parts) == 2
    assert first.receipt_evidence.content is not None
    assert first.assistance is not None


def test_one_more_is_asked_for_without_losing_what_was_typed(desk: Desk) -> None:
    before = desk.position
    page = post(desk, INTAKE, filled(desk, do="applicant")).text
    assert 'name="a1_name"' in page
    assert 'value="张惠兰"' in page
    assert 'name="applicants" value="2"' in page
    page = post(desk, INTAKE, filled(desk, do="matter")).text
    assert 'name="m1_description"' in page
    assert desk.position == before


def test_room_that_is_not_needed_is_taken_away_again(desk: Desk) -> None:
    more = {"applicants": "2", "matters": "2"}
    page = post(desk, INTAKE, filled(desk, do="fewer_applicants", **more)).text
    assert 'name="a1_name"' not in page
    assert 'name="m1_description"' in page
    assert "去掉第2项" in page
    page = post(desk, INTAKE, filled(desk, do="fewer_matters", applicants="2", matters="2")).text
    assert 'name="m1_description"' not in page
    assert "去掉申请人2" in page
    assert 'value="张惠兰"' in page


# What is refused


def test_an_oral_application_is_read_back_and_signed(desk: Desk) -> None:
    page = refused(desk, 422, "宣读并由其签字确认", channel="ORAL", evidence="SIGNATURE")
    assert "出宣读稿" in page
    page = post(desk, INTAKE, filled(desk, channel="ORAL", do="read_back")).text
    told = page[page.index('id="readback"') : page.index("以上内容已经向我宣读")]
    for part in ("张惠兰", IDENTITY, "居民身份证", "2025 年公租房分配方案", "纸质", "自行领取"):
        assert part in told
    assert "收件登记簿" not in told


def test_what_is_read_out_is_all_there_first(desk: Desk) -> None:
    bare = {"a0_name": "", "m0_description": "", "channel": "ORAL", "evidence": ""}
    page = refused(desk, 422, "请填写", do="read_back", **bare)
    for name in ("a0_name", "m0_description"):
        assert f'href="#f-{name}"' in page
    assert 'href="#f-evidence"' not in page
    assert 'id="readback"' not in page


def test_nobody_stands_twice_in_one_application(desk: Desk) -> None:
    second = {
        "a1_category": "NATURAL_PERSON",
        "a1_name": "张慧兰",
        "a1_identity_kind": "ID_CARD",
        "a1_identity": f" {IDENTITY[:6]} {IDENTITY[6:]}",
        "a1_telephone": "13900000002",
    }
    refused(desk, 422, "与申请人1的证件号码相同", applicants="2", **second)


@pytest.mark.parametrize(
    ("members", "way"),
    [
        ({"a0_telephone": "abc"}, "这里留空，登记后告知补正"),
        ({"a0_mail": "x@"}, "这里留空，登记后告知补正"),
        ({"form": "READING", "route": "POST"}, "先选办得到的一种，登记后告知补正"),
    ],
)
def test_a_paper_that_says_what_cannot_be_has_a_way_into_the_archive(
    desk: Desk, members: dict[str, str], way: str
) -> None:
    assert way in refused(desk, 422, "来件上就是这样写的", **members)
    oral = {"channel": "ORAL", "evidence": "READ_BACK"}
    assert way not in refused(desk, 422, "请", **oral, **members)


def test_a_paper_with_no_address_for_its_post_is_registered_as_it_came(desk: Desk) -> None:
    assert filed(desk, route="POST").route is ProvisionRoute.POST
    oral = {"channel": "ORAL", "evidence": "READ_BACK"}
    refused(desk, 422, "选了邮寄，请写通信地址", route="POST", **oral)


def test_an_organisation_shows_a_document_of_its_own_or_none_yet(desk: Desk) -> None:
    body = {"a0_category": "BUSINESS", "a0_name": "清河福来餐饮有限公司"}
    page = refused(desk, 422, "单位请选统一社会信用代码或者其他证明", **body)
    assert 'href="#f-a0_identity_kind"' in page
    none = filed(desk, a0_identity_kind="NONE", a0_identity="", **body)
    assert none.applicants[0].identity is None


def test_what_the_desk_fills_in_is_complete_at_once(desk: Desk) -> None:
    oral = {"channel": "ORAL", "evidence": "READ_BACK"}
    refused(desk, 422, "请填写", a0_identity="", **oral)
    refused(desk, 422, "须当场出示身份证明", a0_identity="", a0_identity_kind="NONE", **oral)
    refused(desk, 422, "至少写一种", a0_telephone="", **oral)
    named = {"proxy_name": "李四", "proxy_identity": IDENTITY}
    refused(desk, 422, "授权委托书", **named, **oral)


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"a0_identity": ""}, "没有提交"),
        ({"a0_identity": "990126199001011237"}, "校验码"),
        ({"a0_name": ""}, "请填写"),
        ({"m0_description": ""}, "条例第二十九条第二款第（二）项"),
        ({"a0_telephone": "abc"}, "电话号码不全"),
        ({"a0_mail": "x@"}, "电子邮箱应写成"),
        ({"form": "READING", "route": "POST"}, "查阅、抄录要到场"),
        ({"a0_category": ""}, "请选一项（只用于统计）"),
        ({"channel": ""}, "请选一项"),
        ({"channel": "ONLINE"}, "请选一项"),
        ({"form": ""}, "请选一项"),
        ({"arrived_on": "2099-01-01"}, "还没有到"),
        ({"arrived_on": "2026-02-30"}, "不是日期"),
        ({"arrived_on": ""}, "请填写日期"),
        ({"arrived_on": "2019-05-14"}, "2007年的条例"),
        ({"arrived_time": "25:00"}, "不是时间"),
        ({"evidence": "FAX_REPORT"}, "凭证可以是"),
        ({"evidence_note": ""}, "请写明在哪里查到"),
        ({"channel": "POST_SIGNED", "evidence": "NONE"}, "凭证可以是"),
        ({"a0_category": "BUSINESS"}, "统一社会信用代码"),
        ({"a0_name": "张\u2067惠兰"}, "U+2067"),
        ({"m0_description": "名单\u061c"}, "U+061C"),
        ({"evidence_note": "收件登记簿\u200e"}, "U+200E"),
        ({"evidence_note": "张惠兰当面"}, "请不要写申请人、第三方的姓名"),
    ],
)
def test_wrong_input_is_told_beside_its_field_and_nothing_is_written(
    desk: Desk, members: dict[str, str], told: str
) -> None:
    page = refused(desk, 422, told, **members)
    assert "没有办成，什么也没有记下" in page
    assert 'class="wrong"' in page


def test_what_is_no_scan_is_not_taken(desk: Desk) -> None:
    before = desk.position
    files = [("attachments", ("申请书.exe", b"MZ", "application/pdf"))]
    answer = post(desk, INTAKE, filled(desk), files=files)
    assert answer.status_code == 422
    assert "只收照片" in answer.text
    assert desk.position == before


def test_only_the_clerk_registers(desk: Desk) -> None:
    before = desk.position
    data = filled(desk)
    enter(desk, "drafter")
    for path in (INTAKE, f"{INTAKE}/code", f"{INTAKE}/slip"):
        assert desk.get(path).status_code == 403
    assert post(desk, INTAKE, data).status_code == 403
    assert desk.position == before
    enter(desk, "clerk")


def test_a_request_nobody_filed_is_not_found(desk: Desk) -> None:
    unknown = f"{filed(desk).id[:-4]}0000"
    assert desk.get(f"{INTAKE}/filed/{unknown}").status_code == 404
    assert desk.get(f"{INTAKE}/petitions/{unknown}").status_code == 404


# Number and code


def test_sending_twice_files_once_and_the_code_that_was_shown_stays_good(desk: Desk) -> None:
    data = filled(desk)
    first = post(desk, INTAKE, data)
    before = desk.position
    slip = desk.get(f"{INTAKE}/slip").text
    second = post(desk, INTAKE, data)
    assert second.headers["location"] == first.headers["location"]
    assert desk.position == before
    assert code_on(slip) == code_on(desk.get(f"{INTAKE}/slip").text)
    case = case_of(desk, first)
    desk.services.codes.check("any", case.id, code_on(slip))
    answer = post(desk, INTAKE, data | {"a0_name": "别人"})
    assert answer.status_code == 422
    assert "这张表已经提交过" in answer.text


def test_the_slip_of_joint_applicants_says_whose_it_is_with_names_masked(desk: Desk) -> None:
    second = {
        "a1_category": "NATURAL_PERSON",
        "a1_name": "李四海",
        "a1_identity_kind": "PASSPORT",
        "a1_identity": "E12345678",
    }
    filed(desk, applicants="2", **second)
    slip = desk.get(f"{INTAKE}/slip").text
    assert "张某、李某（文书发给张某）" in slip
    for name in ("张惠兰", "李四海"):
        assert name not in slip
    filed(desk)
    alone = desk.get(f"{INTAKE}/slip").text
    assert "共同申请人" not in alone
    assert "张" not in alone.partition('<article class="receipt')[2].partition("</article>")[0]


def test_the_code_is_put_away_with_the_slip(desk: Desk) -> None:
    case = filed(desk)
    code = code_on(desk.get(f"{INTAKE}/slip").text)
    assert code not in desk.get(f"{INTAKE}/filed/{case.id}").text
    assert post(desk, f"{INTAKE}/slip", {}).status_code == 303
    assert desk.get(f"{INTAKE}/slip").status_code == 303
    page = desk.get(f"{INTAKE}/filed/{case.id}").text
    assert "补发查询码" in page
    desk.services.codes.check("any", case.id, code)


def test_a_code_is_issued_again_after_an_identity_check(desk: Desk) -> None:
    case = filed(desk)
    page = desk.get(f"{INTAKE}/slip").text
    old, number = code_on(page), number_on(page)
    path = f"{INTAKE}/code"
    data = {
        "form_token": token(desk, path),
        "number": number,
        "evidence": "DOCUMENT",
        "evidence_note": "核对居民身份证原件",
    }
    before = desk.position
    for wrong in ({"evidence": ""}, {"number": "清住建依申请〔2031〕9号"}, {"evidence_note": ""}):
        assert post(desk, path, data | wrong).status_code == 422
    assert desk.position == before
    assert post(desk, path, data).status_code == 303
    new = code_on(desk.get(f"{INTAKE}/slip").text)
    after = desk.position
    assert post(desk, path, data).status_code == 303
    assert desk.position == after
    assert code_on(desk.get(f"{INTAKE}/slip").text) == new != old
    desk.services.codes.check("any", case.id, new)


def code_on(slip: str) -> str:
    """The code on a slip."""
    found = re.search(r'class="code">([^<]+)<', slip)
    assert found
    return found[1]


def number_on(slip: str) -> str:
    """The registration number on a slip."""
    found = re.search(r"登记编号</dt>\s*<dd><b>([^<]+)<", slip)
    assert found
    return found[1]


# The same applicant


def test_earlier_requests_with_the_same_identity_are_proposed_and_linked(desk: Desk) -> None:
    who = "990126198502023216"
    first = filed(desk, a0_identity=who)
    second = filed(desk, a0_identity=who, a0_name="张 惠兰")
    desk.settle()
    address = f"{INTAKE}/filed/{second.id}"
    page = desk.get(address).text
    assert "证件号码相同的人以前的申请" in page
    assert "可能重复" in page
    chosen = re.search(r'name="other" type="radio" value="([^"]+)"', page)
    assert chosen
    assert chosen[1].startswith(first.id)
    data = {"form_token": token(desk, address), "do": "link", "other": chosen[1], "reason": ""}
    assert post(desk, address, data).status_code == 422
    reasoned = data | {"reason": "核对了身份证原件"}
    answer = post(desk, address, reasoned)
    assert answer.status_code == 303, answer.text
    before = desk.position
    assert post(desk, address, reasoned).status_code == 303
    assert desk.position == before
    linked = desk.services.archive.load(InformationRequest, second.id)
    assert linked.links == ((second.applicants[0].person, first.applicants[0].person),)
    desk.settle()
    page = desk.get(address).text
    assert "已认定为同一申请人" in page
    assert "此前已申请 1 件" in page


def test_the_same_application_by_another_channel_is_joined_with_a_reason(desk: Desk) -> None:
    who = "990126197703034419"
    first = filed(desk, a0_identity=who)
    second = filed(desk, a0_identity=who, channel="FAX", evidence="FAX_REPORT")
    desk.settle()
    address = f"{INTAKE}/filed/{second.id}"
    data = {
        "form_token": token(desk, address),
        "do": "join",
        "other": first.id,
        "reason": "传真与当面提交的是同一份申请",
    }
    answer = post(desk, address, data)
    assert answer.status_code == 303, answer.text
    joined = desk.services.archive.load(InformationRequest, second.id)
    assert joined.state is RequestState.JOINED


# On the spot


def test_what_is_published_is_answered_on_the_spot_with_its_permalink(
    desk: Desk, window: Window
) -> None:
    found = post(desk, INTAKE, filled(desk, do="find", spot="1", m0_find="公租房分配")).text
    assert f'name="m0_record" type="radio" value="{window.record}"' in found
    case = filed(
        desk,
        spot="1",
        m0_outcome="ALREADY_PUBLIC",
        m0_record=window.record,
        spot_evidence="SIGNATURE",
        spot_note="答复笔录第 5 页",
    )
    assert case.state is RequestState.REPLIED
    outcome = case.outcomes[1]
    assert outcome.records == (window.record,)
    assert outcome.where.endswith(f"/records/{window.record}")
    assert "已当场答复" in desk.get(f"{INTAKE}/slip").text


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"m0_outcome": ""}, "请选一项"),
        ({"m0_outcome": "PROVIDED"}, "请选一项"),
        ({"m0_outcome": "ALREADY_PUBLIC"}, "获取的方式、途径"),
        ({"m0_outcome": "ALREADY_PUBLIC", "m0_record": "record:<b>"}, "现在不能查到"),
        # These are judged by a second officer.
        ({"m0_outcome": "NOT_THIS_ORGAN"}, "请选一项"),
        ({"m0_outcome": "PETITION"}, "请选一项"),
        ({"m0_outcome": "PUBLICATION", "spot_evidence": ""}, "请选一项"),
        ({"m0_outcome": "PUBLICATION", "channel": "FAX", "evidence": "FAX_REPORT"}, "当场"),
        ({"m0_outcome": "PUBLICATION", "arrived_on": "2026-03-03"}, "当场答复只能在收到申请的当时"),
    ],
)
def test_an_answer_that_may_not_be_given_at_the_desk_files_nothing(
    desk: Desk, members: dict[str, str], told: str
) -> None:
    before = desk.position
    given = {"spot": "1", "spot_evidence": "SIGNATURE", "spot_note": "答复笔录"}
    answer = post(desk, INTAKE, filled(desk, **(given | members)))
    assert 400 <= answer.status_code < 500
    assert told in answer.text
    assert desk.position == before
