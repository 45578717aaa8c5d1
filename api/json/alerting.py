"""Saved searches by program: what the pages of alerts do, with the same double opt-in and limits.

A token is a bearer token (RFC 6750): that of the link in a confirmation mail, then the one that
manages a subscription, which every later mail and the answer to a confirmation hold.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import Field
from starlette.exceptions import HTTPException

from api.json.acting import Form
from api.json.alert_answers import (
    AlertAsked,
    AlertList,
    Confirmation,
    alert_list,
    alert_search,
)
from api.portal.citizens import client_of
from api.portal.interface import PUBLIC
from api.portal.subscribing import Alerts, AlertsGiven
from api.session import require_same_site
from api.site import Site, SiteGiven
from domain.errors import Busy, Incomplete
from projections import organs as organ_queries
from search.alerts import FILTERS, MOST_VALUES, NoMail, SavedSearch, saved_search
from search.rhythm import Rhythm

router = APIRouter(prefix="/api/alerts", tags=[PUBLIC])

LIMIT_RULE = "alerts"
"""What `Busy` names as its rule when somebody asked too often."""
_AGAIN_SECONDS = 3600

_REFUSED: dict[int | str, dict[str, Any]] = {
    422: {"description": "有一项写得不对，field 说是哪一项（问题文书，RFC 9457）"},
}
_NO_MORE: dict[int | str, dict[str, Any]] = {
    404: {"description": "令牌失效：过了四十八小时、已经退订，或者不存在（问题文书，RFC 9457）"},
}


class AlertForm(Form):
    """要订阅的检索，和怎么告诉：mail、webhook 写一个。"""

    words: str = Field("", description="检索词，写法和检索的 q 一样；至少两个字，或者选一个条件。")
    filters: dict[str, list[str]] = Field(
        default_factory=dict,
        description=f"条件：{'、'.join(FILTERS)}，各是一列值，任一个符合即可，每个最多{MOST_VALUES}个值。",
    )
    mail: str | None = Field(None, description="邮箱。先发一封确认邮件，确认了才开始。")
    webhook: str | None = Field(
        None, description="接收推送的网址，https:// 开头。先发一次 confirm，答对了才开始。"
    )
    rhythm: Rhythm = Field(
        Rhythm.AT_ONCE, description="多久发一封邮件：有新的就发（一小时最多一封）、每天、每周。"
    )


class RhythmForm(Form):
    """多久发一次。"""

    rhythm: Rhythm = Field(description="多久发一封邮件：有新的就发（一小时最多一封）、每天、每周。")


async def _token(response: Response, authorization: Annotated[str, Header()] = "") -> str:
    """The bearer token. Raises `Incomplete` where there is none."""
    response.headers["cache-control"] = "no-store"
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Incomplete(
            "请在 Authorization 里写 Bearer 和订阅的令牌", rule="RFC 6750", field="Authorization"
        )
    return token.strip()


Token = Annotated[str, Depends(_token)]


async def _of_no_other_site(request: Request) -> None:
    """Another site must not have its visitors' browsers ask: they would be counted, and could fill
    a stranger's box. Programs send neither header. Raises `CrossSite`."""
    if "origin" in request.headers or "sec-fetch-site" in request.headers:
        require_same_site(request)


@router.post(
    "",
    summary="订阅检索",
    status_code=HTTPStatus.ACCEPTED,
    responses=_REFUSED,
    dependencies=[Depends(_of_no_other_site)],
)
def ask(request: Request, response: Response, alerts: AlertsGiven, body: AlertForm) -> AlertAsked:
    """订阅从确认以后开始；不论这个邮箱是不是订阅过，答的都一样。每个来访地址一小时最多十次。"""
    response.headers["cache-control"] = "no-store"
    search = _search(body)
    try:
        return _asked(request, alerts, body, search)
    except Busy as refusal:
        if refusal.rule != LIMIT_RULE:
            raise
        again = {"retry-after": str(_AGAIN_SECONDS)}
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS, refusal.message, again) from None


@router.get("/confirmation", summary="要确认的是哪个检索", responses=_NO_MORE)
def confirmation(site: SiteGiven, alerts: AlertsGiven, token: Token) -> Confirmation:
    """令牌是确认邮件里链接的 t。只看，不确认；确认过的给出管理用的令牌。"""
    found = alerts.subscriptions.pending(token)
    return Confirmation(
        alert_search(found.search, _organs(site)),
        found.rhythm,
        bool(found.manage),
        found.manage or None,
    )


@router.post("/confirmation", summary="确认订阅", responses=_NO_MORE)
def confirm(site: SiteGiven, alerts: AlertsGiven, token: Token) -> Confirmation:
    """令牌是确认邮件里链接的 t；答给管理用的令牌。再确认一次没有变化。"""
    alerts.subscriptions.confirm(token)
    return confirmation(site, alerts, token)


@router.get("", summary="订阅了哪些检索", responses=_NO_MORE)
def listed(site: SiteGiven, alerts: AlertsGiven, token: Token) -> AlertList:
    """令牌是管理用的那个：确认时给出，每封提醒邮件里管理链接的 t 也是。"""
    return alert_list(alerts.subscriptions.managed(token), _organs(site))


@router.patch("", summary="改多久发一次", responses=_NO_MORE | _REFUSED)
def change(site: SiteGiven, alerts: AlertsGiven, token: Token, body: RhythmForm) -> AlertList:
    """对这个邮箱的全部订阅有效；推送的不分。"""
    alerts.subscriptions.choose(token, body.rhythm)
    return listed(site, alerts, token)


@router.delete(
    "/searches/{search}",
    summary="退订一个检索",
    status_code=HTTPStatus.NO_CONTENT,
    responses=_NO_MORE,
)
def stop(alerts: AlertsGiven, token: Token, search: str) -> None:
    """它的内容随即删除；退订最后一个，邮箱或者网址也删除。"""
    alerts.subscriptions.stop(token, search)


@router.delete("", summary="全部退订", status_code=HTTPStatus.NO_CONTENT)
def leave(alerts: AlertsGiven, token: Token) -> None:
    """邮箱或者网址、订阅的检索随即删除，不能恢复。再退订一次没有变化。"""
    alerts.subscriptions.unsubscribe(token)


def _asked(request: Request, alerts: Alerts, body: AlertForm, search: SavedSearch) -> AlertAsked:
    client = client_of(request)
    if body.webhook is not None:
        given = alerts.subscriptions.ask_by_webhook(body.webhook, search, client)
        return AlertAsked("webhook", given.secret, given.token)
    if not alerts.mail:
        raise NoMail("本站现在不发邮件，请用 webhook，或者订阅检索的 Atom", field="mail")
    alerts.subscriptions.ask_by_mail(body.mail or "", search, body.rhythm, client)
    return AlertAsked("mail", None, None)


def _search(body: AlertForm) -> SavedSearch:
    """What is asked for. Raises `Incomplete`: unlike a page, a program is told what is left out."""
    if (body.mail is None) == (body.webhook is None):
        raise Incomplete("mail 和 webhook 写一个", field="mail")
    unknown = [name for name in body.filters if name not in FILTERS]
    if unknown or any(len(values) > MOST_VALUES for values in body.filters.values()):
        raise Incomplete(
            f"条件只能是{'、'.join(FILTERS)}，各最多{MOST_VALUES}个值", field="filters"
        )
    return saved_search(body.words, body.filters)


def _organs(site: Site) -> Mapping[str, str]:
    with site.views.connect() as connection:
        return {one.id: one.short_name or one.name for one in organ_queries.organs(connection)}
