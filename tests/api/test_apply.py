"""申请公开 without script: form, page to check, and one filing however often it is sent."""

import html
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import kept_files
from api.forms import MOST_BYTES_SENT
from api.portal.draft import MOST_FILE_BYTES
from domain.requests.applicant import FilingChannel
from domain.requests.proceeding import RequestState
from ops.covering import catch_up
from tests.citizens import (
    CREDIT_CODE,
    FILLED,
    IDENTITY,
    Citizen,
    Hall,
    beside,
    hidden_in,
    open_hall,
)
from tests.town import Town

PICTURE = b"\xff\xd8\xff\xe0 a photograph of an identity card"


@pytest.fixture(scope="module")
def hall(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """An archive open to citizens."""
    with open_hall(founded_town, tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest.fixture
def citizen(hall: Hall) -> Citizen:
    """A browser of somebody new."""
    return hall.citizen()


def troubles(page: str) -> list[str]:
    """The fields named in the list at the top."""
    return re.findall(r'<a href="#f-(\w+)">', page)


# The form


def test_the_form_says_first_what_happens_after_sending(citizen: Citizen) -> None:
    page = citizen.get(f"/apply?organ={citizen.hall.organ}").text
    first = page.index("发送以后")
    assert first < page.index("您想要什么信息")
    assert "双方确认之日为收到申请之日，答复期限从次日起算" in page
    assert "20个工作日内书面答复" in page


def test_words_of_a_search_are_carried_over(citizen: Citizen) -> None:
    page = citizen.get(f"/apply?organ={citizen.hall.organ}&words=公租房 分配").text
    assert "公租房 分配</textarea>" in page


def test_what_was_looked_for_is_said_where_the_organ_is_chosen_and_goes_on(
    founded_town: Town, tmp_path: Path
) -> None:
    with open_hall(founded_town, tmp_path) as hall:
        town = beside(founded_town, hall.services, hall.clock)
        town.enrol_office("清河县教育局")
        catch_up(hall.services)
        citizen = hall.citizen()
        page = citizen.get("/apply?words=学区 <划分>").text
        assert "您要申请公开：<strong>学区 &lt;划分&gt;</strong>" in page
        onward = re.search(r'href="(/apply\?organ=[^"]+)"', page)
        assert onward
        assert "学区 &lt;划分&gt;</textarea>" in citizen.get(html.unescape(onward[1])).text
        assert "您要申请公开" not in citizen.get("/apply").text


def test_one_organ_needs_no_choosing_and_an_unknown_one_is_not_found(citizen: Citizen) -> None:
    assert "向清河县住房和城乡建设局申请公开" in citizen.get("/apply").text
    assert citizen.get("/apply?organ=organ:none").status_code == 404


def test_everything_missing_is_told_at_its_field_and_on_top_with_its_article(
    citizen: Citizen,
) -> None:
    before = citizen.hall.services.journal.position()
    answer = citizen.post("/apply/check", citizen.blank())
    assert answer.status_code == 422
    assert troubles(answer.text) == [
        "m0_description",
        "a0_category",
        "a0_name",
        "a0_identity_kind",
        "a0_identity",
        "a0_telephone",
        "form",
        "route",
    ]
    assert "条例第二十九条第二款第（一）项" in answer.text
    assert "条例第二十九条第（" not in answer.text
    assert "请选一项（只用于统计）</p>" in answer.text
    assert citizen.hall.services.journal.position() == before


@pytest.mark.parametrize(
    ("member", "value", "said"),
    [
        ("a0_identity", "990126199001011231", "最后一位是校验码"),
        ("a0_identity_kind", "CREDIT_CODE", "公民用个人的身份证明"),
        ("a0_mail", "no address", "电子邮箱应写成"),
        ("a0_address", "东街\u202e8号", "U+202E"),
        ("a0_contact", "李\ue000", "U+E000"),
        ("a0_telephone", "12", "电话号码不全"),
        ("route", "POST", "选了邮寄，请写通信地址"),
        ("route", "E_MAIL", "选了电子邮件，请写电子邮箱"),
        ("form", "READING", "查阅、抄录要到场"),
        ("a0_category", "BUSINESS", "单位请选统一社会信用代码或者其他证明"),
        ("a0_identity", CREDIT_CODE, "单位请选统一社会信用代码或者其他证明"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    citizen: Citizen, member: str, value: str, said: str
) -> None:
    answer = citizen.post("/apply/check", citizen.filled(**{member: value}))
    assert answer.status_code == 422
    assert said in answer.text
    assert "张惠兰" in answer.text
    assert "清住建〔2025〕18号" in answer.text


def test_an_organisation_is_known_by_its_credit_code(citizen: Citizen) -> None:
    given = {
        "a0_category": "BUSINESS",
        "a0_identity_kind": "CREDIT_CODE",
        "a0_name": "清河建材有限公司",
    }
    wrong = citizen.post("/apply/check", citizen.filled(**given, a0_identity="91350100M000100Y44"))
    assert "统一社会信用代码" in wrong.text
    assert wrong.status_code == 422
    right = citizen.post("/apply/check", citizen.filled(**given, a0_identity=CREDIT_CODE))
    assert right.status_code == 200


def test_room_for_one_more_is_a_button_and_keeps_what_was_typed(citizen: Citizen) -> None:
    page = citizen.post("/apply", citizen.filled(do="applicant")).text
    assert 'name="a1_name"' in page
    assert "张惠兰" in page
    grown = hidden_in(page) | FILLED
    page = citizen.post("/apply", grown | {"do": "matter"}).text
    assert 'name="m1_description"' in page
    assert 'name="a1_name"' in page


def test_room_that_is_not_needed_is_taken_away_again(citizen: Citizen) -> None:
    page = citizen.post("/apply", citizen.filled(do="applicant")).text
    second = {"a1_proof": ("第二人.jpg", PICTURE, "image/jpeg")}
    page = citizen.post("/apply", hidden_in(page) | FILLED | {"do": "matter"}, files=second).text
    assert "去掉申请人2" in page
    assert "去掉第2项" in page
    page = citizen.post("/apply", hidden_in(page) | FILLED | {"do": "fewer_applicants"}).text
    assert 'name="a1_name"' not in page
    assert "第二人.jpg" not in page
    assert "去掉申请人" not in page
    page = citizen.post("/apply", hidden_in(page) | FILLED | {"do": "fewer_matters"}).text
    assert 'name="m1_description"' not in page
    page = citizen.post("/apply", hidden_in(page) | FILLED | {"do": "fewer_matters"}).text
    assert 'name="m0_description"' in page
    assert "张惠兰" in page
    checked = citizen.post("/apply/check", hidden_in(page) | FILLED)
    assert checked.status_code == 200
    assert "第二人.jpg" not in checked.text


def test_nobody_stands_twice_in_one_application(citizen: Citizen) -> None:
    second = {name.replace("a0_", "a1_"): text for name, text in FILLED.items() if "a0_" in name}
    answer = citizen.post("/apply/check", citizen.filled(applicants="2", **second))
    assert answer.status_code == 422
    assert "与申请人1的证件号码相同" in answer.text
    assert troubles(answer.text) == ["a1_identity"]


def test_a_file_waits_encrypted_and_is_not_chosen_twice(citizen: Citizen) -> None:
    files = {"a0_proof": ("身份证.jpg", PICTURE, "image/jpeg")}
    page = citizen.post("/apply/check", citizen.filled(a0_name=""), files=files).text
    assert "已选好：身份证.jpg" in page
    state = citizen.hall.services.settings.home / "state.db"
    for name in (state, state.with_name("state.db-wal")):
        assert b"photograph" not in name.read_bytes()
    checked = citizen.post("/apply/check", hidden_in(page) | FILLED)
    assert "身份证.jpg" in checked.text
    assert citizen.post("/apply/sent", hidden_in(checked.text)).status_code == 303
    case = citizen.hall.counter.load(citizen.request)
    assert len(case.contents) == 1
    part = citizen.hall.services.contents.open(case.contents[0])[0]
    assert (part.original, part.media_type) == (PICTURE, "image/jpeg")
    assert part.name == "申请人1身份证明.jpg"


def test_a_file_that_is_no_picture_is_refused(citizen: Citizen) -> None:
    files = {"a0_proof": ("a.jpg", b"<script>", "image/jpeg")}
    answer = citizen.post("/apply/check", citizen.filled(), files=files)
    assert answer.status_code == 422
    assert "只收照片" in answer.text


def test_a_photograph_that_is_too_large_costs_nothing_that_was_typed(citizen: Citizen) -> None:
    files = {
        "a0_proof": ("身份证.jpg", PICTURE + bytes(MOST_BYTES_SENT), "image/jpeg"),
        "proxy_authority": ("委托.jpg", PICTURE, "image/jpeg"),
    }
    for path in ("/apply/check", "/apply"):
        page = citizen.post(path, citizen.filled(), files=files).text
        assert "“身份证.jpg”有 32.1 MB，没有收下：一个文件不超过 10 MB，请缩小后再传" in page
        assert "张惠兰" in page
        assert "已选好：委托.jpg" in page
        assert "已选好：身份证.jpg" not in page
    files = {"a0_proof": ("身份证.jpg", PICTURE + bytes(MOST_FILE_BYTES), "image/jpeg")}
    page = citizen.post("/apply/check", citizen.filled(), files=files).text
    assert "“身份证.jpg”有 10.1 MB，没有收下" in page


def test_a_file_that_is_refused_leaves_the_one_that_was_chosen_before_it(citizen: Citizen) -> None:
    files = {"a0_proof": ("身份证.jpg", PICTURE, "image/jpeg")}
    page = citizen.post("/apply", citizen.filled(), files=files).text
    larger = {"a0_proof": ("大图.jpg", PICTURE + bytes(MOST_FILE_BYTES), "image/jpeg")}
    page = citizen.post("/apply/check", hidden_in(page) | FILLED, files=larger).text
    assert "“大图.jpg”有 10.1 MB，没有收下" in page
    assert "已选好：身份证.jpg" in page
    checked = citizen.post("/apply/check", hidden_in(page) | FILLED)
    assert checked.status_code == 200
    assert "身份证.jpg" in checked.text


def test_what_waits_for_one_form_is_no_more_than_one_client_may_lay_down(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "a0_proof": ("身份证.jpg", PICTURE, "image/jpeg"),
        "proxy_authority": ("委托.jpg", PICTURE, "image/jpeg"),
    }
    kept = hidden_in(citizen.post("/apply", citizen.filled(), files=files).text) | FILLED
    monkeypatch.setattr(kept_files, "MOST_BYTES_KEPT", len(PICTURE))
    page = citizen.post("/apply", kept).text
    assert page.count("已选好：") == 1
    assert "没有收下" in page


def test_a_file_is_taken_away_where_its_box_is_ticked(citizen: Citizen) -> None:
    files = {"a0_proof": ("身份证.jpg", PICTURE, "image/jpeg")}
    page = citizen.post("/apply", citizen.filled(), files=files).text
    box = re.search(r'name="drop_a0_proof" type="checkbox" value="([^"]+)"', page)
    assert box
    kept = hidden_in(page) | FILLED
    assert "已选好：身份证.jpg" in citizen.post("/apply", kept).text
    assert "已选好" not in citizen.post("/apply", kept | {"drop_a0_proof": box[1]}).text


def test_a_proxy_needs_the_paper_that_gives_him_authority(citizen: Citizen) -> None:
    given = {"proxy_name": "李正", "proxy_identity": IDENTITY}
    answer = citizen.post("/apply/check", citizen.filled(**given))
    assert answer.status_code == 422
    assert "请上传授权委托书" in answer.text
    assert "<details open>" in answer.text
    files = {"proxy_authority": ("委托.png", b"\x89PNG\r\n\x1a\n..", "image/png")}
    checked = citizen.post("/apply/check", citizen.filled(**given), files=files)
    assert checked.status_code == 200
    assert citizen.post("/apply/sent", hidden_in(checked.text)).status_code == 303
    assert citizen.hall.counter.load(citizen.request).proxy is not None


# Checking and sending


def test_the_page_to_check_shows_everything_and_nothing_is_filed_yet(citizen: Citizen) -> None:
    before = citizen.hall.services.journal.position()
    page = citizen.post("/apply/check", citizen.filled()).text
    for shown in ("2025 年城关镇公租房的分配结果", "张惠兰", IDENTITY, "13900000001", "电子数据"):
        assert shown in page.partition("<form")[0]
    assert "还没有发送" in page
    assert citizen.hall.services.journal.position() == before
    again = citizen.post("/apply", hidden_in(page) | {"do": "edit"}).text
    assert "张惠兰" in again


def test_sending_files_once_and_shows_number_and_code(citizen: Citizen) -> None:
    number, code = citizen.file()
    assert number.startswith("清住建依申请〔2026〕")
    case = citizen.hall.counter.load(citizen.request)
    assert case.channel is FilingChannel.ONLINE
    assert case.state is RequestState.UNCONFIRMED
    assert case.arrived_on == citizen.hall.counter.today
    assert citizen.hall.services.persons.open(case.applicants[0].name) == "张惠兰"
    assert citizen.hall.citizen().follow(number, code).status_code == 303


def test_sent_twice_it_is_filed_once_and_its_code_stays(citizen: Citizen) -> None:
    checked = hidden_in(citizen.post("/apply/check", citizen.filled()).text)
    before = citizen.hall.services.journal.position()
    assert [citizen.post("/apply/sent", checked).status_code for _ in range(2)] == [303, 303]
    assert citizen.hall.services.journal.position() == before + 1
    first = citizen.get("/apply/sent").text
    assert citizen.get("/apply/sent").text == first


def test_a_form_changed_after_it_was_sent_is_no_second_filing(citizen: Citizen) -> None:
    checked = hidden_in(citizen.post("/apply/check", citizen.filled()).text)
    citizen.post("/apply/sent", checked)
    before = citizen.hall.services.journal.position()
    answer = citizen.post("/apply/sent", checked | {"m0_description": "别的"})
    assert answer.status_code == 422
    assert "这份申请已经发送过" in answer.text
    assert citizen.hall.services.journal.position() == before


def test_the_code_is_put_away_when_it_was_noted_and_no_second_one_is_made(
    citizen: Citizen,
) -> None:
    checked = hidden_in(citizen.post("/apply/check", citizen.filled()).text)
    citizen.post("/apply/sent", checked)
    assert "查询码只在这里显示" in citizen.get("/apply/sent").text
    assert citizen.post("/apply/sent/noted").headers["location"] == "/my/request"
    assert "这一页已经收起" in citizen.get("/apply/sent").text
    assert citizen.get("/my/request").status_code == 200
    citizen.post("/apply/sent", checked)
    assert "这一页已经收起" in citizen.get("/apply/sent").text


def test_filed_but_without_a_code_the_slip_says_where_to_get_one(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: str) -> str:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(citizen.hall.services.codes, "issue", full)
    checked = hidden_in(citizen.post("/apply/check", citizen.filled()).text)
    answer = citizen.post("/apply/sent", checked)
    assert answer.status_code == 200
    assert "申请已经登记，但查询码这次没有生成" in answer.text
    monkeypatch.undo()
    assert citizen.post("/apply/sent", checked).status_code == 303
    assert "查询码只在这里显示" in citizen.get("/apply/sent").text


# Privacy


def test_no_answer_is_stored_or_indexed_and_no_cookie_is_readable(citizen: Citizen) -> None:
    checked = citizen.post("/apply/check", citizen.filled())
    sent = citizen.post("/apply/sent", hidden_in(checked.text))
    for answer in (citizen.get("/apply"), checked, sent, citizen.get("/apply/sent")):
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
    for cookie in sent.headers.get_list("set-cookie"):
        assert "httponly" in cookie.lower()
        assert "samesite=strict" in cookie.lower()
        assert "path=/;" not in f"{cookie.lower()};"


def test_a_form_of_another_site_is_refused(citizen: Citizen) -> None:
    before = citizen.hall.services.journal.position()
    checked = hidden_in(citizen.post("/apply/check", citizen.filled()).text)
    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert citizen.post("/apply/sent", checked, headers=headers).status_code == 403
    assert citizen.hall.services.journal.position() == before


def test_what_is_typed_is_shown_as_text_and_never_as_markup(citizen: Citizen) -> None:
    hostile = '"><script>alert(1)</script>'
    given = citizen.filled(a0_name=hostile, m0_description=hostile)
    for answer in (
        citizen.post("/apply/check", given),
        citizen.post("/apply", given),
        citizen.post("/apply/check", given | {"form": ""}),
    ):
        assert "<script>alert" not in answer.text


def test_while_the_intake_is_closed_the_form_says_so(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with open_hall(founded_town, tmp_path_factory.mktemp("closed"), online=False) as hall:
        page = hall.citizen().get("/apply").text
        assert "还没有开通网上申请" in page
        assert "政府信息公开办公室" in page
        assert 'action="/apply/check"' not in page
