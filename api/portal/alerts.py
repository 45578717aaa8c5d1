"""订阅检索: subscribe to a search, confirm, manage, leave. No account, no script, no cookie.

The token in a link is all that is needed; it stands in the query of an address, which is neither
logged nor sent to other sites. Opening a link changes nothing, because mail programs open links
by themselves; a button does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.asking import Asked, SearchAsked
from api.errors import outcome_of
from api.forms import NOTHING, Form, Sent, Trouble, refilled
from api.portal.citizens import SentHere, client_of, private, show_private
from api.portal.pages import Head
from api.portal.saved_search import search_query, search_said
from api.portal.subscribing import Alerts, AlertsGiven, HookSecrets
from api.site import Site, SiteGiven
from domain.errors import Busy, Incomplete, NotFound
from projections import organs as organ_queries
from search.alerts import FILTERS, NoMail, saved_search
from search.rhythm import Rhythm

router = APIRouter(include_in_schema=False)

PATH = "/alerts"
TOO_MANY = 429
_GONE = 410
_LABELS = {"mail": "邮箱", "rhythm": "多久发一次", "webhook": "接收推送的网址"}
_RHYTHMS = tuple((one.value, one.chinese, one.told) for one in Rhythm)
_Links = tuple[tuple[str, str], ...]

Token = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True)
class AlertPage:
    """Subscribe to a search; without `said` there is nothing to subscribe to yet.

    `kept` are the hidden fields that carry the search on; `left_out`: what cannot narrow news, as
    a status or a period, was chosen.
    """

    TEMPLATE: ClassVar[str] = "alerts.html"

    head: Head
    said: str
    address: str
    atom: str
    kept: tuple[tuple[str, str], ...]
    left_out: bool
    form: Form
    mail: bool
    rhythms: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class AlertConfirmPage:
    """One more press of a button, so that a mail program that opens links subscribes nobody."""

    TEMPLATE: ClassVar[str] = "alerts_confirm.html"

    head: Head
    said: str
    address: str
    rhythm: Rhythm
    token: str


@dataclass(frozen=True)
class ManagedSearch:
    """A search as the managing page lists it."""

    id: str
    said: str
    address: str


@dataclass(frozen=True)
class AlertManagePage:
    """What one has subscribed to, and how to change or leave it. `done` tells what just changed."""

    TEMPLATE: ClassVar[str] = "alerts_manage.html"

    head: Head
    token: str
    target: str
    by_mail: bool
    searches: tuple[ManagedSearch, ...]
    form: Form
    rhythms: tuple[tuple[str, str, str], ...]
    done: str


@dataclass(frozen=True)
class AlertLeavePage:
    """退订: one press ends everything."""

    TEMPLATE: ClassVar[str] = "alerts_leave.html"

    head: Head
    token: str


@dataclass(frozen=True)
class AlertSaidPage:
    """What came of it. `codes` are (what, value) lines that are shown this once."""

    TEMPLATE: ClassVar[str] = "alerts_said.html"

    head: Head
    sentences: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    links: _Links


@router.get(PATH)
def subscribe(
    request: Request, site: SiteGiven, alerts: AlertsGiven, asked: SearchAsked
) -> Response:
    """The form for the search in the address."""
    return _form(request, site, alerts, asked, NOTHING)


@router.post(PATH)
def ask(request: Request, site: SiteGiven, alerts: AlertsGiven, sent: SentHere) -> Response:
    """Ask for a confirmation: of the mail box by a mail, of the webhook by calling it."""
    asked = Asked(
        sent.text("q"),
        {facet: sent.all(facet) for facet in FILTERS},
        by_date=False,
        superseded=False,
    )
    by_webhook = sent.text("way") == "webhook"
    try:
        search = saved_search(asked.words, asked.filters)
        if by_webhook:
            given = alerts.subscriptions.ask_by_webhook(
                sent.text("webhook"), search, client_of(request)
            )
            return _hook_asked(request, site, given)
        if not alerts.mail:
            raise NoMail("本站现在不发邮件", field="mail")
        rhythm = _rhythm(sent)
        alerts.subscriptions.ask_by_mail(sent.text("mail"), search, rhythm, client_of(request))
    except (Incomplete, NoMail) as refusal:
        trouble = Trouble(refusal.field if refusal.field in _LABELS else "", refusal.message)
        return _form(request, site, alerts, asked, sent, (trouble,), outcome_of(refusal).status)
    except Busy as refusal:
        trouble = Trouble("", refusal.message)
        return _form(request, site, alerts, asked, sent, (trouble,), TOO_MANY)
    return private(RedirectResponse(f"{PATH}/asked?{search_query(search)}", 303))


@router.get(f"{PATH}/asked")
def asked_for(request: Request, asked: SearchAsked) -> Response:
    """Please look into the mail box. The same for every address, subscribed or not."""
    return _said(
        request,
        "请到邮箱里确认",
        "确认邮件正在发出。打开邮件里的网页，再按一次“确认订阅”，订阅才开始。",
        "几分钟后还没有，请看看垃圾邮件箱。同一个邮箱一小时最多收五封确认邮件；四十八小时不确认，"
        "邮箱会从本站删除。",
        links=(("回到检索", f"/search?{asked.query()}"),),
    )


@router.get(f"{PATH}/confirm")
def confirming(request: Request, site: SiteGiven, alerts: AlertsGiven, t: Token = "") -> Response:
    """What is to be confirmed, with the button that does it."""
    try:
        pending = alerts.subscriptions.pending(t)
    except NotFound as refusal:
        return _no_more(request, refusal)
    if pending.manage:
        return _said(
            request,
            "已经确认",
            f"“{search_said(pending.search, _organs(site))}”已经订阅好，不用再确认。"
            "有新公开的文件符合它，就发邮件给您。",
            links=(("管理订阅、改多久发一次、退订", f"{PATH}/manage?t={pending.manage}"),),
        )
    page = AlertConfirmPage(
        head=_head("确认订阅"),
        said=search_said(pending.search, _organs(site)),
        address=f"/search?{search_query(pending.search)}",
        rhythm=pending.rhythm,
        token=t,
    )
    return show_private(request, page)


@router.post(f"{PATH}/confirm")
def confirm(request: Request, alerts: AlertsGiven, sent: SentHere) -> Response:
    """Begin to tell."""
    try:
        token = alerts.subscriptions.confirm(sent.text("t"))
    except NotFound as refusal:
        return _no_more(request, refusal)
    return private(RedirectResponse(f"{PATH}/manage?t={token}&done=confirmed", 303))


_DONE = {
    "confirmed": "订阅好了。有新公开的文件符合检索，就发邮件给您。",
    "rhythm": "已经改好。",
    "stopped": "已经退订这一项，它的内容已经删除。",
}


@router.get(f"{PATH}/manage")
def manage(
    request: Request,
    site: SiteGiven,
    alerts: AlertsGiven,
    t: Token = "",
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """What one has subscribed to."""
    try:
        managed = alerts.subscriptions.managed(t)
    except NotFound as refusal:
        return _no_more(request, refusal)
    organs = _organs(site)
    page = AlertManagePage(
        head=_head("管理订阅"),
        token=t,
        target=managed.target,
        by_mail=managed.channel == "mail",
        searches=tuple(
            ManagedSearch(
                one.id, search_said(one.search, organs), f"/search?{search_query(one.search)}"
            )
            for one in managed.searches
        ),
        form=Form(_LABELS, "", {"rhythm": (managed.rhythm.value,)}),
        rhythms=_RHYTHMS,
        done=_DONE.get(done, ""),
    )
    return show_private(request, page)


@router.post(f"{PATH}/manage")
def change(request: Request, alerts: AlertsGiven, sent: SentHere) -> Response:
    """Another rhythm, or one search less."""
    token, search = sent.text("t"), sent.text("stop")
    try:
        if search:
            alerts.subscriptions.stop(token, search)
        else:
            alerts.subscriptions.choose(token, _rhythm(sent))
        alerts.subscriptions.managed(token)
    except NotFound as refusal:
        return _left(request) if search else _no_more(request, refusal)
    done = "stopped" if search else "rhythm"
    return private(RedirectResponse(f"{PATH}/manage?t={token}&done={done}", 303))


@router.get(f"{PATH}/unsubscribe")
def leaving(request: Request, alerts: AlertsGiven, t: Token = "") -> Response:
    """The button that ends everything; there is none where nothing is left to end."""
    if not alerts.subscriptions.known(t):
        return _left(request)
    return show_private(request, AlertLeavePage(_head("退订"), t))


@router.post(f"{PATH}/unsubscribe", max_body_size=4096)
def leave(request: Request, alerts: AlertsGiven, t: Token = "") -> Response:
    """Erase at once (RFC 8058): mail programs post this from elsewhere, the token says who."""
    alerts.subscriptions.unsubscribe(t)
    return _left(request)


def _form(
    request: Request,
    site: Site,
    alerts: Alerts,
    asked: Asked,
    sent: Sent,
    troubles: tuple[Trouble, ...] = (),
    status: int = 200,
) -> Response:
    said, address, atom = "", "/search", ""
    kept: tuple[tuple[str, str], ...] = ()
    try:
        search = saved_search(asked.words, asked.filters)
    except Incomplete as refusal:
        troubles = (*troubles, Trouble("", refusal.message)) if asked.words.strip() else troubles
    else:
        query = search_query(search)
        said, address = search_said(search, _organs(site)), f"/search?{query}"
        atom = f"/search.atom?{query}"
        kept = (("q", search.words), *((name, v) for name, vs in search.filters for v in vs))
    form = Form(_LABELS, "", {"rhythm": (Rhythm.AT_ONCE.value,)}, troubles)
    page = AlertPage(
        head=_head("订阅检索"),
        said=said,
        address=address,
        atom=atom,
        kept=kept,
        left_out=bool(asked.filters.get("status") or asked.period or asked.as_of)
        or asked.superseded
        or asked.within_longer,
        form=refilled(_LABELS, sent, troubles) if sent.texts else form,
        mail=alerts.mail,
        rhythms=_RHYTHMS,
    )
    return show_private(request, page, status)


def _hook_asked(request: Request, site: Site, given: HookSecrets) -> Response:
    return _said(
        request,
        "正在请对方确认",
        "本站马上向这个网址发一次 confirm 请求；它把其中的 challenge 原样答回来，推送才开始。"
        "四十八小时内没有答对，登记的网址会删除。",
        "下面两项只显示这一次，请先存好：验签的密钥，和管理、退订用的网址。",
        "签名按 Standard Webhooks 规范："
        "webhook-signature 是对 webhook-id、webhook-timestamp 和正文所作的 HMAC-SHA256。",
        codes=(
            ("验签密钥", given.secret),
            ("管理网址", f"{site.url}{PATH}/manage?t={given.token}"),
        ),
    )


def _left(request: Request) -> Response:
    return _said(
        request,
        "已经退订",
        "不会再收到提醒。您的邮箱或者网址、订阅的检索，都已经从本站删除。",
        links=(("回到检索", "/search"),),
    )


def _no_more(request: Request, refusal: NotFound) -> Response:
    return _said(
        request,
        "这个链接不能用了",
        f"{refusal.message}。",
        "还想订阅的，请重新检索，再按“订阅这个检索”。",
        links=(("去检索", "/search"),),
        status=_GONE,
    )


def _said(
    request: Request,
    title: str,
    *sentences: str,
    codes: tuple[tuple[str, str], ...] = (),
    links: _Links = (),
    status: int = 200,
) -> Response:
    return show_private(request, AlertSaidPage(_head(title), sentences, codes, links), status)


def _head(title: str) -> Head:
    return Head(title, PATH, column="检索", indexed=False)


def _organs(site: Site) -> Mapping[str, str]:
    with site.views.connect() as connection:
        return {one.id: one.short_name or one.name for one in organ_queries.organs(connection)}


def _rhythm(sent: Sent) -> Rhythm:
    """The rhythm that was chosen. Raises `Incomplete`."""
    try:
        return Rhythm(sent.text("rhythm"))
    except ValueError:
        raise Incomplete("请选一项", field="rhythm") from None
