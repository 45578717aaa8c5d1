"""Figures of requests with their lists and files, and the chronology of one request for a court."""

import base64
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, get_type_hints
from urllib.parse import quote

import pytest

from api.event_words import HIDDEN, LABELS, LEFT_OUT
from api.request_figures import chosen
from api.session import COOKIE
from api.spreadsheet import csv_text
from domain.act import BEIJING
from domain.casefile import CaseEvent
from domain.errors import Incomplete
from domain.requests.request import InformationRequest
from domain.review import SecrecyReview
from ops.clock import now
from tests.cases import Cases, furnish_cases
from tests.desk import Desk, opened
from tests.town import Town

FIGURES = "/workbench/figures"
ENVELOPE = {"originator_id", "originator_version", "originator_topic", "timestamp"}
ROLES = ("clerk", "drafter", "reviewer", "approver", "supervisor", "registrar")


class Office:
    """Officers looking at one archive, in which a notice was sent on paper, too late."""

    def __init__(self, desk: Desk, cases: Cases) -> None:
        self.desk = desk
        self.cases = cases
        self.today = now().astimezone(BEIJING).date()
        self.first = self.today - timedelta(days=120)
        self.asked = f"from={self.first}&to={self.today}"
        self._cookies = {role: desk.sign_in(cases.premises.names[role]) for role in ROLES}

    def get(self, role: str, path: str) -> Any:
        headers = {"cookie": f"{COOKIE}={self._cookies[role]}"}
        return self.desk.client.get(path, headers=headers, follow_redirects=False)

    def page(self, role: str, path: str) -> str:
        answer = self.get(role, path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        return str(answer.text)

    def file(self, role: str, path: str) -> list[dict[str, str]]:
        """The rows of a CSV file."""
        answer = self.get(role, path)
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def chronology(self, name: str) -> str:
        return f"/workbench/requests/{self.cases.requests[name]}/chronology"


@pytest.fixture(scope="module")
def office(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An archive that is only looked at, once a late notice was recorded."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("figures"))
    with opened(cases.premises) as desk:
        office = Office(desk, cases)
        sent_on = (office.today - timedelta(days=12)).isoformat()
        slip = {"kind": "COURIER_SLIP", "note": "EMS 0002"}
        noted = desk.seat("drafter").post(
            f"/api/requests/{cases.requests['overdue']}/request-clarification",
            {
                "defects": [{"kind": "description", "advice": "请写明文号"}],
                "period": 10,
                "letter": {
                    "on_paper": sent_on,
                    "dispatch": {"on": sent_on, "way": "POST", "evidence": slip},
                },
            },
        )
        assert noted.status_code == 200, noted.text
        amended = desk.seat("approver").post(
            f"/api/requests/{cases.requests['withdrawn']}/amend-legal-date",
            {
                "of": 1,
                "member": "received_on",
                "becomes": (office.today - timedelta(days=3)).isoformat(),
                "reason": "登记时看错邮戳",
                "evidence": {"kind": "POSTMARK", "note": "信封存卷"},
            },
        )
        assert amended.status_code == 200, amended.text
        desk.settle()
        yield office


# Periods


def test_a_period_that_runs_still_ends_today() -> None:
    today = date(2026, 11, 22)
    year, month = chosen("", "", "", today).period, chosen("this-month", "", "", today).period
    assert (year.first, year.last) == (date(2026, 1, 1), today)
    assert (month.first, month.last) == (date(2026, 11, 1), today)
    before = chosen("last-year", "", "", today).period
    assert (before.first, before.last) == (date(2025, 1, 1), date(2025, 12, 31))
    given = chosen("", "2026-05-01", "2026-05-31", today)
    assert given.asked == {"period": "from-to", "from": "2026-05-01", "to": "2026-05-31"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("decade", "", ""), "没有“decade”这种时段"),
        (("", "2026-05-01", ""), "请选结束日期"),
        (("from-to", "2026-02-30", "2026-05-01"), "请选开始日期"),
        (("", "2026-05-02", "2026-05-01"), "结束日期早于开始日期"),
    ],
)
def test_a_period_that_is_none_is_refused(asked: tuple[str, str, str], said: str) -> None:
    with pytest.raises(Incomplete, match=said):
        chosen(*asked, date(2026, 11, 22))


def test_the_page_says_what_is_wrong_with_a_period_and_keeps_what_was_typed(office: Office) -> None:
    answer = office.get("supervisor", f"{FIGURES}?from=2026-05-02&to=2026-05-01")
    assert answer.status_code == 422
    assert "结束日期早于开始日期" in answer.text
    assert 'value="2026-05-02"' in answer.text
    answer = office.get("supervisor", f"{FIGURES}/handling.csv?from=2026-05-02&to=2026-05-01")
    assert answer.status_code == 422


# Figures and lists


def test_each_figure_leads_to_a_list_of_as_many(office: Office) -> None:
    page = office.page("drafter", f"{FIGURES}?{office.asked}")
    found = re.findall(r'<a href="(/workbench/figures/list\?[^"]+)">([\d,]+)</a>', page)
    assert len(found) > 12
    for address, count in found:
        address = address.replace("&amp;", "&")
        heading = re.search(
            r'<span class="tag num">(\d+) [件次]</span>', office.page("drafter", address)
        )
        assert heading, address
        assert heading[1] == count, address
        rows = office.file("drafter", address.replace("/list?", "/list.csv?"))
        assert len(rows) == int(count), address


def test_outcomes_stand_under_the_rows_of_the_annual_report(office: Office) -> None:
    page = office.page("supervisor", f"{FIGURES}?{office.asked}")
    assert "<b>三(三)6</b> 属于四类过程性信息" in page
    assert "<b>三(六)1</b> 申请人无正当理由逾期不补正" in page
    every = office.file("supervisor", f"{FIGURES}/outcomes.csv?{office.asked}")
    assert len(every) == 21
    counted = {row["年报栏目"].split(" ")[0]: row for row in every}
    name = next(name for name in counted["三(一)"] if name != "年报栏目")
    assert int(counted["三(一)"][name]) == 1
    assert int(counted["三(三)1"][name]) == 0


def test_what_came_in_and_was_there_is_what_was_done_and_is_left(office: Office) -> None:
    (row,) = office.file("supervisor", f"{FIGURES}/handling.csv?{office.asked}")
    counts = {name: int(row[name]) for name in ("上期结转", "新收", "办结", "期末未结", "已答复")}
    assert counts["上期结转"] + counts["新收"] == counts["办结"] + counts["期末未结"]
    assert counts["已答复"] == 2
    assert row["按期答复率"] == "100.0%"
    assert float(row["答复用时中位数（工作日）"]) == 0
    (attention,) = office.file("supervisor", f"{FIGURES}/attention.csv?{office.asked}")
    assert int(attention["现在逾期"]) >= 1
    assert int(attention["不再处理"]) == int(attention["答复被纠正"]) == 1
    assert int(attention["违反规定"]) >= 1


def test_a_supervisor_sees_which_legal_date_was_moved_by_whom_when_and_why(office: Office) -> None:
    (attention,) = office.file("supervisor", f"{FIGURES}/attention.csv?{office.asked}")
    assert attention["更改过法定日期"] == "1"
    address = f"{FIGURES}/list?which=amended&{office.asked}"
    page = office.page("supervisor", address)
    (row,) = office.file("supervisor", address.replace("/list?", "/list.csv?"))
    assert row["申请"] == office.cases.requests["withdrawn"]
    for said in (page, row["更改"]):
        assert f"改为 {office.today - timedelta(days=3)}" in said
        assert "收到日期由" in said
        assert f"，{office.today}；理由：登记时看错邮戳）" in said
    told = office.desk.seat("supervisor").get(
        f"/api/requests/figures?since={office.first}&until={office.today}"
    )
    assert [one["amended"] for one in told.json()["organs"]] == [1]


def test_a_breach_is_told_with_rule_article_extent_request_event_and_day(office: Office) -> None:
    address = f"{FIGURES}/list?which=breaches&{office.asked}"
    page = office.page("supervisor", address)
    request = office.cases.requests["overdue"]
    assert "《中华人民共和国政府信息公开条例》第三十条" in page
    assert re.search(r"\d+ 个?工作日", page)
    assert "告知补正" in page
    rows = office.file("supervisor", address.replace("/list?", "/list.csv?"))
    mine = [row for row in rows if row["申请"] == request and row["哪一步"] == "告知补正"]
    assert mine[0]["日期"] == (office.today - timedelta(days=12)).isoformat()
    assert int(mine[0]["相差"]) > 0
    event = f"event-{mine[0]['案卷第几号事件']}"
    assert f"/workbench/requests/{request}/chronology#{event}" in page
    assert f'id="{event}"' in office.page("supervisor", office.chronology("overdue"))


def test_a_list_that_is_empty_says_so(office: Office) -> None:
    page = office.page("clerk", f"{FIGURES}/list?which=received&from=2020-01-01&to=2020-12-31")
    assert "<p>没有。</p>" in page
    assert "下载整张清单" not in page
    page = office.page("clerk", f"{FIGURES}?from=2020-01-01&to=2020-12-31")
    assert "这一时段没有办结的申请" in page


def test_a_list_is_read_part_by_part_and_a_cursor_that_is_none_is_refused(office: Office) -> None:
    address = f"{FIGURES}/list?which=received&{office.asked}"
    first = f"000000000~{office.cases.requests['replied']}"
    assert "回到第一页" in office.page("clerk", f"{address}&after={quote(first)}")
    assert office.get("clerk", f"{address}&after=x").status_code == 422


def test_what_is_overdue_today_says_by_how_many_working_days(office: Office) -> None:
    page = office.page("supervisor", f"{FIGURES}/list?which=overdue&{office.asked}")
    days = re.findall(r"逾期 (\d+) 个工作日", page)
    assert days
    assert all(int(one) > 0 for one in days)


def test_lists_as_files_hold_no_name_and_no_words(office: Office) -> None:
    for which in ("received", "breaches", "overdue"):
        answer = office.get("drafter", f"{FIGURES}/list.csv?which={which}&{office.asked}")
        assert "张" not in answer.text
        assert "公租房" not in answer.text


def test_figures_are_for_posts_that_read_requests_and_only_of_their_organ(office: Office) -> None:
    assert office.get("registrar", FIGURES).status_code == 403
    assert office.get("registrar", f"{FIGURES}/handling.csv").status_code == 403
    assert office.get("registrar", office.chronology("open")).status_code == 403
    assert office.get("clerk", f"{FIGURES}/list?which=received&organ=organ:x").status_code == 403
    assert office.get("clerk", f"{FIGURES}/list?which=nothing").status_code == 404
    assert office.get("clerk", f"{FIGURES}/nothing.csv").status_code == 404
    assert "本机关" in office.page("clerk", FIGURES)
    assert "全部机关" in office.page("supervisor", FIGURES)


def test_the_navigation_leads_to_the_figures(office: Office) -> None:
    assert f'href="{FIGURES}"' in office.page("supervisor", "/workbench")
    assert f'href="{FIGURES}"' not in office.page("registrar", "/workbench")


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    cells = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "安全", 3, 9.5, None, date(2026, 1, 2))
    text = csv_text(("甲",), [(cell,) for cell in cells])
    rows = [row[0] if row else "" for row in csv.reader(io.StringIO(text, newline=""))]
    assert rows[0] == "\ufeff甲"
    assert rows[1:7] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "'\rx"]
    assert rows[7:] == ["安全", "3", "9.5", "", "2026-01-02"]


# The chronology


def test_every_member_of_every_event_is_named_or_left_out_on_purpose() -> None:
    for case_file in (InformationRequest, SecrecyReview):
        for kind in vars(case_file).values():
            if isinstance(kind, type) and issubclass(kind, CaseEvent) and hasattr(kind, "TOPIC"):
                names = {one.name for one in fields(kind)} - ENVELOPE  # type: ignore[arg-type]
                assert get_type_hints(kind)
                assert names <= set(LABELS) | LEFT_OUT, kind


def test_every_request_has_a_chronology(office: Office) -> None:
    for name in office.cases.requests:
        page = office.page("drafter", office.chronology(name))
        assert "登记申请" in page
        assert "期限是怎样算出来的" in page


def test_a_chronology_tells_each_step_with_its_day_its_post_and_its_log_entry(
    office: Office,
) -> None:
    request = office.cases.requests["clarified"]
    page = office.page("clerk", office.chronology("clarified"))
    rows = [row for row in office.desk.services.journal.read(0, 1_000_000)]
    mine = [row for row in rows if row.event.stream == request]
    assert len(mine) > 3
    for row in mine:
        assert row.event.leaf.hex() in page
        assert row.act.id in page
        assert f'id="event-{row.event.version}"' in page
    for words in ("经办", "文号", "最晚", "条例第三十条", "证据清单", "不证明记入以前的事实本身"):
        assert words in page
    assert page.index("登记申请") < page.index("告知补正") < page.index("收到补正")


def test_the_clock_of_a_step_is_what_was_due_then(office: Office) -> None:
    told = office.desk.seat("drafter").get(
        f"/api/requests/{office.cases.requests['clarified']}/chronology"
    )
    steps = {one["title"]: one for one in told.json()["steps"]}
    assert re.search(r"最晚 \d{4}-\d\d-\d\d 答复", steps["登记申请"]["deadline"])
    assert steps["寄发文书"]["deadline"] == "等申请人补正，没有答复期限"
    assert re.search(r"最晚 \d{4}-\d\d-\d\d 答复", steps["收到补正"]["deadline"])
    assert "重新计算" in steps["收到补正"]["moved"][0]["text"]


def test_a_supervisor_reads_who_acted_and_no_name_of_the_applicant(office: Office) -> None:
    page = office.page("supervisor", office.chronology("objected"))
    assert "张某" in page
    assert "张惠兰" not in page
    assert HIDDEN in page
    assert "涉及报价" not in page
    drafter = office.page("drafter", office.chronology("objected"))
    assert "张惠兰" in drafter
    assert "涉及报价" in drafter
    officer = "申请受理员"
    told = {
        role: office.desk.seat(role)
        .get(f"/api/requests/{office.cases.requests['objected']}/chronology")
        .json()["steps"][0]["who"]
        for role in ("supervisor", "drafter")
    }
    assert told["supervisor"].startswith(f"{told['drafter']} ")
    assert officer in told["drafter"]


def test_the_list_of_evidence_says_what_each_proves_and_whether_it_is_kept(office: Office) -> None:
    rows = office.file("clerk", office.chronology("replied").replace("chronology", "evidence.csv"))
    kinds = [row["证据"] for row in rows]
    assert kinds[:2] == ["系统记录", "签收"]
    assert "文书" in kinds
    assert "提供的文件" in kinds
    letter = rows[kinds.index("文书")]
    assert letter["扫描件或文件"].startswith("已保存：")
    assert re.fullmatch(r"[0-9a-f]{64}", letter["承诺（SHA-256）"])
    assert rows[1]["证明什么"] == "登记申请：收到申请的日期"
    assert rows[1]["扫描件或文件"] == "没有保存"


def test_a_chronology_is_a_file_and_json_too(office: Office) -> None:
    request = office.cases.requests["replied"]
    rows = office.file("clerk", f"{office.chronology('replied')}.csv")
    told = office.desk.seat("clerk").get(f"/api/requests/{request}/chronology").json()
    assert [row["日志条目散列"] for row in rows] == [one["leaf"] for one in told["steps"]]
    assert told["letters"][0]["received"]
    index = told["steps"][0]["position"] - 1
    proof = office.desk.get(f"/api/log/inclusion?index={index}").json()
    assert base64.b64decode(proof["leafHash"]).hex() == told["steps"][0]["leaf"]


def test_a_legal_date_that_was_amended_is_told_with_the_one_recorded(office: Office) -> None:
    page = office.page("clerk", office.chronology("withdrawn"))
    becomes = (office.today - timedelta(days=3)).isoformat()
    was = (office.today - timedelta(days=4)).isoformat()
    assert f"{was}（后来更改为 {becomes}）" in page
    assert "更改法定日期" in page
    assert "收到日期" in page
    assert "登记时看错邮戳" in page
    rows = office.file(
        "clerk", office.chronology("withdrawn").replace("chronology", "evidence.csv")
    )
    assert ("邮戳", "信封存卷") in [(row["证据"], row["说明"]) for row in rows]


def test_a_breach_leads_to_the_step_that_broke_the_rule(office: Office) -> None:
    request = office.cases.requests["overdue"]
    told = office.desk.seat("drafter").get(f"/api/requests/{request}/chronology").json()
    broken = [one["title"] for one in told["steps"]].index("告知补正") + 1
    about = ["针对", f"第 {broken} 步“告知补正”"]
    breach = next(one for one in told["breaches"] if about in one["said"])
    assert breach["number"] > broken
    page = office.page("drafter", office.chronology("overdue"))
    assert f"针对 第 {broken} 步“告知补正”（第 {breach['number']} 步记录）" in page


def test_the_result_of_a_remedy_says_of_which_and_what_became_of_the_act(office: Office) -> None:
    told = office.desk.seat("drafter").get(
        f"/api/requests/{office.cases.requests['corrected']}/chronology"
    )
    steps = {one["title"]: dict(one["said"]) for one in told.json()["steps"]}
    said = steps["复议、诉讼结果"]
    assert said["针对的复议、诉讼"] == "行政复议，清河县人民政府，清复〔2026〕1号"
    assert said["结果"] == "纠正本机关的处理"
    assert [name for name, said in steps.items() if "针对的复议、诉讼" in said] == [
        "复议、诉讼结果"
    ]


def test_an_unknown_request_has_no_chronology(office: Office) -> None:
    unknown = "request:01890000-0000-7000-8000-000000000000"
    assert office.get("clerk", f"/workbench/requests/{unknown}/chronology").status_code == 404
    answer = office.desk.seat("clerk").get(f"/api/requests/{unknown}/chronology")
    assert answer.status_code == 404


# JSON


def test_figures_and_breaches_as_json(office: Office) -> None:
    period = f"since={office.first}&until={office.today}"
    supervisor = office.desk.seat("supervisor")
    told = supervisor.get(f"/api/requests/figures?{period}").json()
    (organ,) = told["organs"]
    assert organ["share_on_time"] == 1
    assert organ["rows"]["3.1"] == {"name": "三(一) 予以公开", "count": 1}
    name = quote(organ["organ_name"])
    assert supervisor.get(f"/api/requests/figures?{period}&organ={name}").json() == told
    breaches = supervisor.get(f"/api/requests/breaches?{period}").json()
    assert breaches["total"] == organ["breaches"] == len(breaches["breaches"])
    assert {"rule", "article", "days", "number", "action", "on"} <= set(breaches["breaches"][0])
    wrong = supervisor.get("/api/requests/figures?since=2026-05-02&until=2026-05-01")
    assert wrong.status_code == 422
    assert office.desk.seat("registrar").get("/api/requests/figures").status_code == 403
