"""Figures and a chronology in a real browser: no barrier in any way of looking, and on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from domain.act import BEIJING
from ops.clock import now
from ops.serving import application
from tests.browser.conftest import running
from tests.browser.looking import barriers
from tests.cases import Cases, furnish_cases
from tests.premises import PASSPHRASE
from tests.town import Town

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

FIGURES = "/workbench/figures"


@dataclass(frozen=True)
class Bench:
    """Where the workbench is served, its requests, and a supervisor's browser without script."""

    url: str
    cases: Cases
    supervisor: BrowserContext


@pytest.fixture(scope="module")
def bench(
    browser: Browser, founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    """A supervisor, signed in."""
    cases = furnish_cases(founded_town, tmp_path_factory.mktemp("figures-served"))
    with cases.premises.open() as services, running(application(services)) as url:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{url}/workbench")
        page.get_by_label("登录名").fill(cases.premises.names["supervisor"])
        page.get_by_label("口令").fill(PASSPHRASE)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("待办")
        page.close()
        yield Bench(url, cases, context)
        context.close()


def asked() -> str:
    """The last 120 days."""
    today = now().astimezone(BEIJING).date()
    return f"from={today - timedelta(days=120)}&to={today}"


@pytest.mark.parametrize(
    "path",
    [
        f"{FIGURES}?PERIOD",
        f"{FIGURES}?from=2020-01-01&to=2020-12-31",
        f"{FIGURES}?from=2026-05-02&to=2026-05-01",
        f"{FIGURES}/list?which=received&PERIOD",
        f"{FIGURES}/list?which=disposed&row=3.1&PERIOD",
        f"{FIGURES}/list?which=breaches&PERIOD",
        f"{FIGURES}/list?which=breaches&from=2020-01-01&to=2020-12-31",
        "/workbench/requests/replied/chronology",
        "/workbench/requests/clarified/chronology",
        "/workbench/requests/corrected/chronology",
    ],
)
def test_figures_lists_and_chronologies_have_no_barrier(bench: Bench, path: str) -> None:
    for name, request in bench.cases.requests.items():
        path = path.replace(f"/{name}/", f"/{request}/")
    page = bench.supervisor.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(bench.url + path.replace("PERIOD", asked()))
    assert barriers(page) == []
    assert [one for one in messages if "422" not in one] == []
    page.close()


def test_one_goes_from_a_figure_to_its_list_to_a_request(bench: Bench) -> None:
    page = bench.supervisor.new_page()
    page.goto(f"{bench.url}/workbench")
    page.get_by_role("link", name="统计", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("依申请公开统计")
    page.goto(f"{bench.url}{FIGURES}?{asked()}")
    figure = page.locator("section[aria-labelledby=handling] td a").first
    count = figure.inner_text()
    figure.click()
    expect(page.locator("h1 .tag")).to_have_text(f"{count} 件")
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("号")
    page.close()


def test_a_chronology_is_printed_on_paper(bench: Bench) -> None:
    page = bench.supervisor.new_page()
    page.goto(f"{bench.url}/workbench/requests/{bench.cases.requests['replied']}/chronology")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="经过（CSV）")).to_be_hidden()
    expect(page.get_by_role("heading", name="证据清单")).to_be_visible()
    page.close()
