"""Settings: environment variables `GONGKAI_…` or `gongkai.toml` in the archive's folder, read once.

This is the only module that reads the environment.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from domain.errors import Incomplete

PREFIX = "GONGKAI_"
FILE = "gongkai.toml"


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Settings:
    """One archive's settings. Every member is documented in docs/operations.md."""

    home: Path = _setting(Path("var"), "档案所在文件夹")
    host: str = _setting("127.0.0.1", "服务监听的地址")
    port: int = _setting(8000, "服务监听的端口")
    public_url: str = _setting("", "公众访问的网址,用于订阅源和站点地图;空为监听地址")
    title: str = _setting("政府信息公开档案", "页头显示的名称")
    site_code: str = _setting("", "政府网站标识码,写入网页标签")
    session_hours: int = _setting(8, "登录多少小时后失效")
    extraction_workers: int = _setting(2, "解析 HTML 的子进程数")
    log_level: str = _setting("info", "运行日志的级别:debug、info、warning、error")
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def url(self) -> str:
        """Where the public reaches the archive, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


NAMES = tuple(member.name for member in fields(Settings) if member.name != "sources")


def read_settings(
    home: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from command line, environment, `gongkai.toml`, defaults, in this order.

    Raises `Incomplete` naming a setting that is unknown or has a wrong value.
    """
    env = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}

    def take(name: str, value: Any, source: str) -> None:
        if name not in values:
            values[name] = _typed(name, value, source)
            sources[name] = source

    if home is not None:
        take("home", home, "--home")
    for name, value in (overrides or {}).items():
        if value is not None:
            take(name, value, "命令行")
    for name in NAMES:
        if PREFIX + name.upper() in env:
            take(name, env[PREFIX + name.upper()], f"环境变量 {PREFIX}{name.upper()}")
    path = Path(values.get("home", Path("var"))) / FILE
    if path.is_file():
        for name, value in _read_file(path).items():
            if name not in NAMES or name == "home":
                raise Incomplete(f"{path} 里没有“{name}”这项设置", field=name)
            take(name, value, FILE)
    return Settings(**values, sources={name: sources.get(name, "默认值") for name in NAMES})


def process_environment() -> Mapping[str, str]:
    """The environment of this process, for guards that look at it and for child processes."""
    return os.environ


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Incomplete(f"{path} 读不出来:{error}", field=FILE) from None


def _typed(name: str, value: Any, source: str) -> Any:
    kind = type(getattr(Settings, name))
    if issubclass(kind, Path):
        return Path(value)
    if kind is int:
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Incomplete(f"{source} 的 {name} 应为整数,实为 {value!r}", field=name) from None
    return str(value)
