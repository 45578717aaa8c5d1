"""Settings: where each comes from, and that a wrong one is refused by name."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Incomplete
from ops.settings import HELP, NAMES, SECRETS, Settings, read_settings


def test_without_anything_said_every_setting_is_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings(environment={})
    assert settings == Settings()
    assert set(settings.sources.values()) == {"默认值"}
    assert all(HELP[name] for name in NAMES)


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "gongkai.toml").write_text('port = 1\ntitle = "甲"\nhost = "::1"\n', "utf-8")
    settings = read_settings(
        tmp_path,
        overrides={"port": 3, "host": None},
        environment={"GONGKAI_PORT": "2", "GONGKAI_TITLE": "乙"},
    )
    assert (settings.port, settings.title, settings.host) == (3, "乙", "::1")
    assert settings.sources["home"] == "--home"
    assert settings.sources["port"] == "命令行"
    assert settings.sources["title"] == "环境变量 GONGKAI_TITLE"
    assert settings.sources["host"] == "gongkai.toml"
    assert settings.sources["log_level"] == "默认值"


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    settings = read_settings(environment={"GONGKAI_HOME": "", "GONGKAI_PORT": ""})
    assert settings.home == Path("var")
    assert settings.port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "8000.5"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "８０００"),
        ("PORT", "9" * 5000),
        ("SESSION_HOURS", "0"),
        ("SESSION_HOURS", "1000"),
        ("EXTRACTION_WORKERS", "0"),
        ("LOG_LEVEL", "loud"),
        ("PUBLIC_URL", "archive.example"),
        ("SEARCH_ENGINE", "google"),
        ("SEARCH_FALLBACK", "nobody"),
        ("ELASTICSEARCH_REPLICAS", "9"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_source(name: str, value: str) -> None:
    with pytest.raises(Incomplete, match=f"GONGKAI_{name}") as refused:
        read_settings(environment={f"GONGKAI_{name}": value})
    assert refused.value.field == name.lower()


@pytest.mark.parametrize("name", ["GONGKAI_HOMES", "GONGKAI_", "GONGKAI_home", "GONGKAI_SOURCES"])
def test_a_misspelt_variable_is_refused_and_not_passed_over(name: str) -> None:
    with pytest.raises(Incomplete, match="没有") as refused:
        read_settings(environment={name: "x"})
    assert refused.value.field == name


def test_a_cluster_needs_an_address() -> None:
    with pytest.raises(Incomplete, match="网址") as refused:
        read_settings(environment={"GONGKAI_SEARCH_ENGINE": "elasticsearch"})
    assert refused.value.field == "elasticsearch_urls"


def test_a_secret_is_in_no_text_of_the_settings() -> None:
    given = {f"GONGKAI_{name.upper()}": "gongkai:correct-horse" for name in SECRETS}
    settings = read_settings(environment=given)
    assert len(SECRETS) >= 2
    assert all(getattr(settings, name) == "gongkai:correct-horse" for name in SECRETS)
    assert "correct-horse" not in repr(settings)


def test_variables_of_the_test_suite_are_none_of_ours() -> None:
    read_settings(environment={"GONGKAI_TEST_REQUIRE": "go", "HOME": "/root", "PORT": "x"})


@pytest.mark.parametrize(
    "text",
    [
        "port = true",
        "port = 8000.0",
        "title = 5",
        'home = "elsewhere"',
        'colour = "red"',
        'sources = "x"',
        "[section]\nport = 1",
        "port",
    ],
)
def test_a_wrong_line_of_the_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "gongkai.toml").write_text(text, "utf-8")
    with pytest.raises(Incomplete):
        read_settings(tmp_path, environment={})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gongkai.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Incomplete, match="读不出来"):
        read_settings(tmp_path, environment={})


def test_a_file_that_windows_saved_is_read(tmp_path: Path) -> None:
    (tmp_path / "gongkai.toml").write_bytes(b"\xef\xbb\xbfport = 81\r\n")
    assert read_settings(tmp_path, environment={}).port == 81


@given(st.text(max_size=20))
def test_any_value_is_a_setting_or_a_refusal(value: str) -> None:
    for name in NAMES:
        with contextlib.suppress(Incomplete):
            settings = read_settings(environment={f"GONGKAI_{name.upper()}": value})
            assert type(getattr(settings, name)) is type(getattr(Settings(), name))


def test_the_address_is_the_public_one_or_the_one_listened_on() -> None:
    assert Settings().url == "http://127.0.0.1:8000"
    assert Settings(host="::1", port=1).url == "http://[::1]:1"
    assert Settings(public_url="https://a.example/").url == "https://a.example"


def test_a_trusted_proxy_is_an_address_or_a_network(tmp_path: Path) -> None:
    right = {"GONGKAI_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,2001:db8::1"}
    assert read_settings(tmp_path, environment=right).trusted_proxies == (
        "127.0.0.1, 10.0.0.0/8,2001:db8::1"
    )
    with pytest.raises(Incomplete, match="proxy"):
        read_settings(tmp_path, environment={"GONGKAI_TRUSTED_PROXIES": "127.0.0.1, proxy.example"})
