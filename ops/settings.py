"""Settings: environment variables `GONGKAI_…` or `gongkai.toml` in the archive's folder, read once.

This is the only module that reads the environment. A name or value that is wrong is refused: a
misspelt GONGKAI_HOME that is passed over would open another archive than the one meant.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from domain.errors import Incomplete

PREFIX = "GONGKAI_"
OF_TESTS = "GONGKAI_TEST_"
"""Variables with this beginning belong to the test suite."""
FILE = "gongkai.toml"
LEVELS = ("debug", "info", "warning", "error")
ENGINES = ("embedded", "elasticsearch")
FALLBACKS = ("embedded", "register")
ENCRYPTIONS = ("starttls", "ssl", "none")
NETWORKS = ("public", "any")


def _about(
    help: str,
    *,
    least: int = 0,
    most: int = 0,
    choices: tuple[str, ...] = (),
    secret: bool = False,
) -> dict[str, Any]:
    return {"help": help, "least": least, "most": most, "choices": choices, "secret": secret}


@dataclass(frozen=True)
class Settings:
    """One archive's settings. Every member is documented in docs/operations.md."""

    home: Path = field(default=Path("var"), metadata=_about("档案所在文件夹"))
    host: str = field(default="127.0.0.1", metadata=_about("服务监听的地址"))
    port: int = field(default=8000, metadata=_about("服务监听的端口", least=0, most=65535))
    public_url: str = field(
        default="", metadata=_about("公众访问的网址，用于订阅源和站点地图；空为监听地址")
    )
    trusted_proxies: str = field(
        default="",
        metadata=_about("前面的代理服务器的地址，逗号分开；只信它们写的来访地址，空为没有代理"),
    )
    title: str = field(default="政府信息公开档案", metadata=_about("页头显示的名称"))
    site_code: str = field(default="", metadata=_about("政府网站标识码，写入网页标签"))
    session_hours: int = field(default=8, metadata=_about("登录多少小时后失效", least=1, most=168))
    requests_per_minute: int = field(
        default=600,
        metadata=_about("每个来访地址每分钟最多问接口多少次，0为不限", least=0, most=1_000_000),
    )
    extraction_workers: int = field(
        default=2, metadata=_about("解析 HTML 的子进程数", least=1, most=64)
    )
    log_level: str = field(
        default="info", metadata=_about("运行日志的级别：debug、info、warning、error")
    )
    search_engine: str = field(
        default="embedded",
        metadata=_about("检索库：embedded 在本机，elasticsearch 在集群", choices=ENGINES),
    )
    search_fallback: str = field(
        default="embedded",
        metadata=_about(
            "集群不能用时由谁回答：embedded 本机检索库，register 登记簿", choices=FALLBACKS
        ),
    )
    elasticsearch_urls: str = field(
        default="", metadata=_about("集群各节点的网址，以空格或逗号分开")
    )
    elasticsearch_ca: str = field(
        default="", metadata=_about("签发集群证书的机构的证书文件（PEM）；空为系统信任的")
    )
    elasticsearch_reader: str = field(
        default="",
        repr=False,
        metadata=_about("门户检索用的账号，“用户名:密码”或API密钥", secret=True),
    )
    elasticsearch_writer: str = field(
        default="",
        repr=False,
        metadata=_about("建立索引用的账号，“用户名:密码”或API密钥", secret=True),
    )
    elasticsearch_replicas: int = field(
        default=1, metadata=_about("索引另有几份副本，各在一个节点", least=0, most=5)
    )
    smtp_host: str = field(
        default="", metadata=_about("发订阅提醒的邮件服务器；空为不提供邮件提醒")
    )
    smtp_port: int = field(default=587, metadata=_about("它的端口", least=1, most=65535))
    smtp_tls: str = field(
        default="starttls",
        metadata=_about("连接怎样加密：starttls、ssl，或 none（只限本机）", choices=ENCRYPTIONS),
    )
    smtp_user: str = field(default="", metadata=_about("邮件服务器的用户名；空为不登录"))
    smtp_password: str = field(
        default="", repr=False, metadata=_about("邮件服务器的密码", secret=True)
    )
    mail_from: str = field(default="", metadata=_about("订阅提醒的发件人邮箱"))
    webhook_network: str = field(
        default="public",
        metadata=_about(
            "向哪里推送：public 只限公网地址，any 也可以是内网和本机", choices=NETWORKS
        ),
    )
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def url(self) -> str:
        """Where the public reaches the archive, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")


_MEMBERS = {member.name: member for member in fields(Settings) if member.name != "sources"}
NAMES = tuple(_MEMBERS)
HELP = {name: str(member.metadata["help"]) for name, member in _MEMBERS.items()}
SECRETS = frozenset(name for name, member in _MEMBERS.items() if member.metadata["secret"])
"""Settings whose values are never shown."""


def read_settings(
    home: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from command line, environment, `gongkai.toml`, defaults, in this order.

    An empty variable counts as not set. Raises `Incomplete` naming a setting that is unknown or
    has a wrong value.
    """
    env = os.environ if environment is None else environment
    _refuse_unknown_variables(env)
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
        variable = PREFIX + name.upper()
        if env.get(variable):
            take(name, env[variable], f"环境变量 {variable}")
    path = Path(values.get("home", Path("var"))) / FILE
    if path.is_file():
        for name, value in _read_file(path).items():
            if name not in NAMES or name == "home":
                raise Incomplete(f"{path} 里没有“{name}”这项设置", field=name)
            take(name, value, FILE)
    settings = Settings(**values, sources={name: sources.get(name, "默认值") for name in NAMES})
    if settings.search_engine == "elasticsearch" and not settings.elasticsearch_urls:
        raise Incomplete("用 elasticsearch 检索，要写明集群的网址", field="elasticsearch_urls")
    return settings


def process_environment() -> Mapping[str, str]:
    """The environment of this process, for guards that look at it and for child processes."""
    return os.environ


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in NAMES}
    for variable in sorted(environment):
        if not variable.startswith(PREFIX) or variable.startswith(OF_TESTS):
            continue
        if variable not in known:
            raise Incomplete(
                f"没有 {variable} 这项设置；可用：{'、'.join(sorted(known))}", field=variable
            )


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Incomplete(f"{path} 读不出来：{error}", field=FILE) from None


def _typed(name: str, value: Any, source: str) -> Any:
    member = _MEMBERS[name]
    if isinstance(member.default, Path):
        return Path(value)
    if isinstance(member.default, int):
        return _number(name, value, source)
    if not isinstance(value, str):
        raise Incomplete(f"{source} 的 {name} 应为文字", field=name)
    choices = member.metadata["choices"]
    if choices and value not in choices:
        raise Incomplete(f"{source} 的 {name} 只能是 {'、'.join(choices)}", field=name)
    if name == "log_level" and value.lower() not in LEVELS:
        raise Incomplete(f"{source} 的 {name} 只能是 {'、'.join(LEVELS)}", field=name)
    if name == "public_url" and value and not value.startswith(("http://", "https://")):
        raise Incomplete(f"{source} 的 {name} 应以 http:// 或 https:// 开头", field=name)
    if name == "trusted_proxies":
        _require_addresses(value, source)
    return value


def _require_addresses(value: str, source: str) -> None:
    for address in filter(None, map(str.strip, value.split(","))):
        try:
            ip_network(address, strict=False)
        except ValueError:
            raise Incomplete(
                f"{source} 的 trusted_proxies 应为 IP 地址或网段，实为 {address}",
                field="trusted_proxies",
            ) from None


def _number(name: str, value: Any, source: str) -> int:
    """An integer in the setting's range, from text or from TOML (where true is no number)."""
    least, most = (_MEMBERS[name].metadata[bound] for bound in ("least", "most"))
    text = value.strip() if isinstance(value, str) else str(value)
    if isinstance(value, bool | float) or not re.fullmatch("[0-9]{1,9}", text):
        raise Incomplete(f"{source} 的 {name} 应为整数，实为 {value!r}", field=name)
    if not least <= int(text) <= most:
        raise Incomplete(f"{source} 的 {name} 应在 {least} 到 {most} 之间，实为 {text}", field=name)
    return int(text)
