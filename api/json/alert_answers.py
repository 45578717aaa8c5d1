"""What the API of saved searches answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.portal.saved_search import asked_of, search_said
from api.portal.subscribing import ManagedSearches
from search.alerts import SavedSearch
from search.rhythm import Rhythm


@dataclass(frozen=True)
class AlertAsked:
    """已经收下，等确认。

    webhook 的 secret（验签密钥）和 token（管理用的令牌）只给这一次；mail 的令牌在邮件里。
    """

    way: str
    secret: str | None
    token: str | None


@dataclass(frozen=True)
class AlertSearch:
    """一个检索：词和条件，用中文怎么说，它的网页、JSON 和订阅源的地址。"""

    said: str
    words: str
    filters: dict[str, list[str]]
    page: str
    json: str
    feed: str


@dataclass(frozen=True)
class Confirmation:
    """确认链接说的检索；confirmed 为真时 token 是管理用的令牌。"""

    search: AlertSearch
    rhythm: Rhythm
    confirmed: bool
    token: str | None


@dataclass(frozen=True)
class KeptAlert(AlertSearch):
    """订阅着的一个检索；id 用来退订它。"""

    id: str


@dataclass(frozen=True)
class AlertList:
    """一个订阅者：way 是 mail 或 webhook，target 是邮箱或网址；等确认的不列。"""

    way: str
    target: str
    rhythm: Rhythm
    searches: list[KeptAlert]


def alert_search(saved: SavedSearch, organs: Mapping[str, str]) -> AlertSearch:
    """A saved search as programs are told of it. `organs` are names by id."""
    asked = asked_of(saved)
    return AlertSearch(
        said=search_said(saved, organs),
        words=saved.words,
        filters={name: [*values] for name, values in saved.filters},
        page=asked.at(),
        json=asked.at("/api/search"),
        feed=asked.at("/search.atom"),
    )


def alert_list(managed: ManagedSearches, organs: Mapping[str, str]) -> AlertList:
    """All that one subscriber has."""
    return AlertList(
        managed.channel,
        managed.target,
        managed.rhythm,
        [
            KeptAlert(**vars(alert_search(one.search, organs)), id=one.id)
            for one in managed.searches
        ],
    )
