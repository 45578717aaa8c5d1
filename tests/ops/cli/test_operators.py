"""Commands of those who run an archive, and the tables everybody may print."""

import json
import shutil
from pathlib import Path

import pytest

from domain.kinds import KINDS
from domain.permissions import PERMISSIONS
from ops.settings import NAMES
from tests.premises import Premises, furnish
from tests.terminal import gongkai, spawned
from tests.town import Town

PASSPHRASE = "a passphrase of some length"


@pytest.fixture(scope="module")
def premises(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """A HOME for this module."""
    return furnish(founded_town, tmp_path_factory.mktemp("operators"))


def found(home: Path, folder: Path, *registrars: str, passphrase: str = PASSPHRASE) -> list[object]:
    """The arguments that found an archive there."""
    file = folder / "passphrase"
    file.write_text(passphrase, "utf-8")
    arguments: list[object] = ["found", "--origin", "qinghe.gov.example/gongkai"]
    for registrar in registrars:
        arguments += ["--registrar", registrar, "--passphrase-file", file]
    return arguments


def test_founding_says_what_to_keep_and_warns_until_there_are_three(tmp_path: Path) -> None:
    home = tmp_path / "var"
    ran = gongkai(home, *found(home, tmp_path, "jia=甲某", "yi=乙某")).fine()
    assert "建档指纹:" in ran.out
    assert "日志公钥:qinghe.gov.example/gongkai+" in ran.out
    assert "只有两名登记员" in ran.err
    # The founding itself is covered: the first checkpoint is there to be kept.
    assert (home / "log/checkpoint").exists()
    told = gongkai(home, "status", "--json").fine().json
    assert told["position"] == told["projections"]["log"] == 7
    lines = ran.out.splitlines()
    founding = next(line for line in lines if line.startswith("建档指纹:")).split(":")[1]
    vkey = next(line for line in lines if line.startswith("日志公钥:")).split(":", 1)[1]
    checked = gongkai(home, "verify", "--founding", founding, "--vkey", vkey).fine()
    assert "没有比对:检查点" in checked.out
    kept = home / "log/checkpoint"
    assert gongkai(home, "verify", "--checkpoint", kept, "--founding", "0" * 64).code == 1
    again = gongkai(home, *found(home, tmp_path, "jia=甲某", "yi=乙某"))
    assert (again.code, "已经有一个档案" in again.err) == (1, True)


def test_the_status_says_why_a_cluster_cannot_be_read(
    premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gongkai(premises.home, "status", "--json").json["unread"] == {}
    monkeypatch.setenv("GONGKAI_SEARCH_ENGINE", "elasticsearch")
    monkeypatch.setenv("GONGKAI_ELASTICSEARCH_URLS", "http://127.0.0.1:1")
    told = gongkai(premises.home, "status", "--json")
    assert (told.code, told.json["projections"]["elasticsearch"]) == (1, None)
    assert told.json["unread"] == {"elasticsearch": "连不上检索服务器（ConnectionError）"}
    shown = gongkai(premises.home, "status").written
    assert "读不到" in shown
    assert "elasticsearch：连不上检索服务器（ConnectionError）" in shown


def test_three_registrars_are_founded_without_a_warning(tmp_path: Path) -> None:
    home = tmp_path / "var"
    arguments = found(home, tmp_path, "jia=甲某", "YI =乙某", "bing=丙某")
    told = gongkai(home, *arguments, "--json").fine()
    assert told.err == ""
    assert len(told.json["officers"]) == 3
    assert gongkai(home, "officer", "show", "yi", "--json").fine().json["name"] == "乙某"


@pytest.mark.parametrize(
    ("registrars", "passphrase", "said"),
    [
        (["jia=甲某"], PASSPHRASE, "至少要有两名登记员"),
        (["jia=甲某", "jia=乙某"], PASSPHRASE, "重复"),
        (["jia=甲某", "yi=乙某"], "short", "口令至少 10 个字符"),
        (["jia=甲某", "乙=乙某"], PASSPHRASE, "登录名只能用"),
    ],
)
def test_what_cannot_be_founded_is_refused_and_may_be_tried_again(
    tmp_path: Path, registrars: list[str], passphrase: str, said: str
) -> None:
    home = tmp_path / "var"
    ran = gongkai(home, *found(home, tmp_path, *registrars, passphrase=passphrase))
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert not (home / "journal.db").exists()


def test_restoring_is_refused_while_registrars_can_act(premises: Premises) -> None:
    before = premises.position()
    ran = gongkai(
        premises.home,
        *("restore-registrars", "--order", "清政人〔2026〕9号", "--registrar", "ding=丁某"),
        *("--passphrase-file", premises.passphrase_file, "--remaining", premises.first),
        *("--remaining-passphrase-file", premises.passphrase_file),
    )
    assert ran.code == 1
    assert "仍有两名登记员可以履职" in ran.err
    assert premises.position() == before


def test_rebuilding_gives_the_same_views_and_says_so(premises: Premises) -> None:
    gongkai(premises.home, "search", "词").fine()
    assert "已重建:trail" in gongkai(premises.home, "rebuild", "trail").fine().out
    told = gongkai(premises.home, "rebuild", "--json").fine().json
    assert told == {"rebuilt": ["register", "trail"], "position": premises.position()}
    for name in ("log", "index", "nonsense"):
        ran = gongkai(premises.home, "rebuild", name)
        assert (ran.code, ran.out) == (1, "")
        assert "未办理" in ran.err
    status = gongkai(premises.home, "status").fine().out
    assert "register" in status


def test_views_may_be_deleted_and_are_there_again(premises: Premises) -> None:
    gongkai(premises.home, "search", "词").fine()
    for path in premises.home.glob("views.db*"):
        path.unlink()
    shutil.rmtree(premises.home / "index")
    assert gongkai(premises.home, "status").code == 1
    gongkai(premises.home, "search", "词").fine()
    assert gongkai(premises.home, "status").code == 0


def test_settings_are_shown_with_their_sources_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gongkai.toml").write_text('title = "清河县"\n', "utf-8")
    monkeypatch.setenv("GONGKAI_PORT", "81")
    monkeypatch.setenv("GONGKAI_ELASTICSEARCH_READER", "portal:correct-horse")
    told = {row["name"]: row for row in gongkai(tmp_path, "settings", "--json").fine().json}
    assert list(told) == list(NAMES)
    assert told["home"]["source"] == "--home"
    assert (told["port"]["value"], told["port"]["source"]) == ("81", "环境变量 GONGKAI_PORT")
    assert (told["title"]["value"], told["title"]["source"]) == ("清河县", "gongkai.toml")
    assert told["log_level"]["source"] == "默认值"
    shown = gongkai(tmp_path, "settings").fine().out
    assert all(name in shown for name in NAMES)
    assert not any(word in shown for word in ("passphrase", "secret", "token"))
    assert "登录多少小时后失效" in shown
    assert "已设置" in told["elasticsearch_reader"]["value"]
    assert "correct-horse" not in shown + str(told)


def test_a_wrong_setting_is_refused_before_anything_is_opened(
    premises: Premises, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_PORT", "eighty")
    ran = gongkai(premises.home, "status")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "未办理:[port] 环境变量 GONGKAI_PORT 的 port 应为整数,实为 'eighty'\n"
    monkeypatch.delenv("GONGKAI_PORT")
    monkeypatch.setenv("GONGKAI_HOEM", "/elsewhere")
    assert "没有 GONGKAI_HOEM 这项设置" in gongkai(premises.home, "status").err


def test_the_tables_are_printed_whole(tmp_path: Path) -> None:
    permissions = gongkai(tmp_path, "permissions", "--json").fine().json
    assert {(row["role"], row["action"], row["state"]) for row in permissions} == {
        (line.role.value, line.action, line.state) for line in PERMISSIONS
    }
    assert "签发人" in gongkai(tmp_path, "permissions").fine().out
    kinds = gongkai(tmp_path, "kinds", "--json").fine().json
    assert [kind["code"] for kind in kinds] == list(KINDS)
    assert "办事指南" in gongkai(tmp_path, "kinds").fine().out


@pytest.mark.slow
def test_home_is_said_by_variable_or_option_and_the_option_wins(
    premises: Premises, tmp_path: Path
) -> None:
    told = spawned(premises.home, "status", "--json").json
    assert told["position"] == premises.position()
    elsewhere = spawned(premises.home, "--home", tmp_path, "settings", "--json")
    rows = {row["name"]: row for row in json.loads(elsewhere.out)}
    assert rows["home"] == rows["home"] | {"value": str(tmp_path), "source": "--home"}
