"""`gongkai request figures`, `breaches` and `chronology`: as tables, JSON and files."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from domain.act import BEIJING
from ops.clock import now
from tests.cases import Cases, furnish_cases
from tests.terminal import Ran, gongkai
from tests.town import Town


@pytest.fixture(scope="module")
def cases(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """A HOME whose housing organ has requests at every stage."""
    return furnish_cases(founded_town, tmp_path_factory.mktemp("figures-cli"))


@pytest.fixture
def as_(cases: Cases) -> Callable[..., Ran]:
    """`as_("supervisor", "figures", …)`: the command as the officer of a role."""

    def run(role: str, *arguments: object) -> Ran:
        premises = cases.premises
        signed = ("--as", premises.names[role], "--passphrase-file", premises.passphrase_file)
        return gongkai(premises.home, "request", *arguments, *signed)

    return run


def since() -> date:
    """A day before all of it."""
    return now().astimezone(BEIJING).date() - timedelta(days=120)


def table(ran: Ran) -> list[dict[str, str]]:
    """The rows of a CSV file on standard output."""
    assert ran.written.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(ran.written.removeprefix("\ufeff"), newline="")))


def test_figures_are_the_same_as_table_json_and_file(as_: Callable[..., Ran]) -> None:
    asked = ("figures", "--since", since())
    (organ,) = as_("supervisor", *asked, "--json").fine().json["organs"]
    assert organ["answered"] == 2
    assert organ["rows"]["3.1"]["name"] == "三(一) 予以公开"
    (row,) = table(as_("supervisor", *asked, "--csv").fine())
    assert int(row["新收"]) == organ["received"]
    assert int(row["三(一) 予以公开"]) == 1
    shown = as_("clerk", *asked).fine().written
    for words in (organ["organ_name"], "按期答复率", "三(一) 予以公开"):
        assert words in shown


def test_breaches_are_told_or_none_are(as_: Callable[..., Ran]) -> None:
    told = as_("supervisor", "breaches", "--since", since(), "--json").fine().json
    rows = table(as_("supervisor", "breaches", "--since", since(), "--csv").fine())
    assert told["total"] == len(told["breaches"]) == len(rows)
    assert "共 0 处" in as_("clerk", "breaches", "--until", "2020-12-31").fine().out


def test_a_chronology_tells_every_event_with_its_log_entry(
    cases: Cases, as_: Callable[..., Ran]
) -> None:
    request = cases.requests["clarified"]
    told = as_("supervisor", "chronology", request, "--json").fine().json
    assert told["applicants"] == ["张某"]
    assert told["not_proved"]
    rows = table(as_("supervisor", "chronology", request, "--csv").fine())
    assert [row["日志条目散列"] for row in rows] == [one["leaf"] for one in told["steps"]]
    shown = as_("clerk", "chronology", request).fine().written
    for one in told["steps"]:
        assert one["leaf"] in shown
    for words in ("张惠兰", "证据：", "等申请人补正", "不证明记入以前的事实本身"):
        assert words in shown


def test_a_chronology_has_no_gap_where_nothing_is_to_be_told(
    cases: Cases, as_: Callable[..., Ran]
) -> None:
    for request in cases.requests.values():
        lines = as_("clerk", "chronology", request).fine().written.splitlines()
        for line in lines:
            assert not line.endswith("；"), line
            assert " ；" not in line
            assert not re.match(r"\d+\.  ", line), line


def test_a_case_is_shown_in_words(cases: Cases, as_: Callable[..., Ran]) -> None:
    shown = as_("clerk", "show", cases.requests["corrected"]).fine().written
    assert re.search(r"1\. .*（不予公开，理由：.*）", shown)
    assert "政府信息公开申请答复书" in shown or "告知书" in shown
    assert re.search(r"  \d{4}-\d\d-\d\d  .*（条例第三十三条）", shown)
    assert not re.search("[A-Z]{5,}| art ", shown)


def test_what_is_asked_wrongly_or_by_others_is_refused(as_: Callable[..., Ran]) -> None:
    wrong = as_("supervisor", "figures", "--since", "2026-05-02", "--until", "2026-05-01")
    assert (wrong.code, wrong.out) == (1, "")
    assert "结束日期早于开始日期" in wrong.err
    assert as_("registrar", "figures").code == 1
    assert as_("clerk", "figures", "--organ", "没有的机关").code == 1
    unknown = as_("clerk", "chronology", "request:01890000-0000-7000-8000-000000000000")
    assert "没有这件申请" in unknown.err


def test_the_list_says_how_many_working_days_an_open_request_is_overdue(
    cases: Cases, as_: Callable[..., Ran]
) -> None:
    told = as_("clerk", "show", cases.requests["overdue"], "--json").fine().json
    lines = as_("clerk", "list").fine().written.splitlines()
    (line,) = [one for one in lines if cases.requests["overdue"] in one]
    assert told["clock"]["days_late"] > 0
    assert line.split()[-2:] == ["答复", str(told["clock"]["days_late"])]
    assert told["number"] in line
