"""`gongkai alerts`: numbers for the operator, and erasing for somebody who asks for it."""

import io
import sys
from pathlib import Path

import pytest

from search.alerts import saved_search
from search.rhythm import Rhythm
from tests.premises import Premises, furnish
from tests.terminal import gongkai
from tests.town import Town

ADDRESS = "zhanghuilan@citizen.example"


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    """A HOME where somebody asked to be alerted."""
    premises = furnish(founded_town, tmp_path)
    with premises.open() as services:
        services.alerting.subscriptions.ask_by_mail(
            ADDRESS, saved_search("拆迁补偿", {}), Rhythm.DAILY, "198.51.100.7"
        )
    return premises


def test_the_operator_sees_numbers_and_nobody(premises: Premises) -> None:
    told = gongkai(premises.home, "alerts", "list").fine()
    assert "等确认的检索" in told.out
    assert "citizen" not in told.out
    assert "拆迁" not in told.out
    assert gongkai(premises.home, "alerts", "list", "--json").fine().json == {
        "subscribers": 0,
        "webhooks": 0,
        "searches": 0,
        "unconfirmed": 1,
        "news_waiting": 0,
        "deliveries_waiting": 1,
    }


def test_an_address_is_erased_once(premises: Premises) -> None:
    erase = ("alerts", "erase", "--mail", ADDRESS.upper().replace("ZHANGHUILAN", "zhanghuilan"))
    assert gongkai(premises.home, *erase, "--json").fine().json == {"erased": 1}
    assert gongkai(premises.home, *erase, "--json").fine().json == {"erased": 0}
    counts = gongkai(premises.home, "alerts", "list", "--json").fine().json
    assert set(counts.values()) == {0}


def test_the_address_may_come_by_standard_input(
    premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{ADDRESS}\n"))
    assert "已删除" in gongkai(premises.home, "alerts", "erase", "--mail", "-").fine().out


@pytest.mark.parametrize("options", [(), ("--mail", ADDRESS, "--webhook", "https://a.example/")])
def test_it_is_one_address_or_one_webhook(premises: Premises, options: tuple[str, ...]) -> None:
    assert gongkai(premises.home, "alerts", "erase", *options).code == 1


def test_a_mail_server_set_wrongly_is_told_before_anything_is_served(premises: Premises) -> None:
    (premises.home / "gongkai.toml").write_text('smtp_host = "mail.example"\n', "utf-8")
    ran = gongkai(premises.home, "serve", "--port", "0")
    assert ran.code == 1
    assert "mail_from" in ran.err
