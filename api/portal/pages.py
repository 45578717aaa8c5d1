"""How a page becomes HTML: the frame around it, its head with the official tags, the filters.

A page is one route, one frozen dataclass and one template; the members of the dataclass are the
names its template may use, beside `frame`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Protocol

from fastapi import Depends
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.site import Site
from domain.act import BEIJING
from domain.vocabulary import Status
from projections.public_record import ListedRecord

_FOLDER = Path(__file__).parents[1]
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_PUNCTUATION = re.compile(r"(?<=[\u3400-\u9fff”）》〕])[,;:?!]")

ABSENT = "未载明"
"""What stands for a member the document does not state."""

NAVIGATION = (
    ("/search", "检索"),
    ("/records", "最近公开"),
    ("/organs", "机关"),
    ("/log", "核验"),
)
ASKING = (("/apply", "申请公开"), ("/my", "我的申请"))
"""The entries of applicants, where the application has their pages."""


@dataclass(frozen=True)
class Article:
    """内容页标签 of 《政府网站发展指引》 (国办发〔2017〕47号): title, time, source."""

    title: str
    published_at: datetime | date | None
    source: str
    keywords: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a page: `title` and `path` (its permalink), and its 栏目页 and 内容页 tags.

    `column` names the column the page belongs to; empty for pages that are of none. `indexed`
    False keeps search engines away from pages that only repeat others.
    """

    title: str
    path: str
    column: str = ""
    description: str = ""
    article: Article | None = None
    indexed: bool = True


class Page(Protocol):
    """What a page shows."""

    TEMPLATE: ClassVar[str]

    @property
    def head(self) -> Head:
        """Title, permalink and tags."""


@dataclass(frozen=True)
class Frame:
    """What stands around every page, and how this reader wants to see it.

    `asking`: applicants' pages are here to lead to; `alerts`: so are those of subscribing.
    """

    title: str
    url: str
    demo: bool
    code: str
    here: str
    navigation: tuple[tuple[str, str], ...]
    large: bool
    theme: str
    assets: Mapping[str, str]
    asking: bool
    alerts: bool


@dataclass(frozen=True)
class Asset:
    """A static file, with an address that changes when its bytes do."""

    address: str
    data: bytes
    media_type: str


def read_assets() -> dict[str, Asset]:
    """The files of api/static by name."""
    assets = {}
    for path in sorted((_FOLDER / "static").iterdir()):
        data = path.read_bytes()
        mark = hashlib.sha256(data).hexdigest()[:12]
        media_type = _MEDIA_TYPES[path.suffix]
        assets[path.name] = Asset(f"/static/{path.name}?v={mark}", data, media_type)
    return assets


def environment() -> Environment:
    """The templates: escaped, and an undefined name is an error."""
    found = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(
        day=day,
        moment=moment,
        number=number,
        published=published,
        punctuated=punctuated,
        stated=stated,
    )
    return found


class Pages:
    """Renders pages of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._templates = environment()
        self._templates.globals["standing"] = lambda record: standing(
            record, site.clock().astimezone(BEIJING).date()
        )
        self.assets = read_assets()

    def show(
        self,
        request: Request,
        page: Page,
        status: int = 200,
        around: Mapping[str, object] = MappingProxyType({}),
    ) -> Response:
        """The page as HTML. It differs by the reader's cookies and is asked for anew each time.

        `around` is what its layout may name beside `frame`.
        """
        members: dict[str, Any] = {
            member.name: getattr(page, member.name)
            for member in fields(page)  # type: ignore[arg-type]
        }
        html = self._templates.get_template(page.TEMPLATE).render(
            members, **around, frame=self._frame(request)
        )
        return HTMLResponse(html, status, {"cache-control": "no-cache", "vary": "cookie"})

    def _frame(self, request: Request) -> Frame:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asking = hasattr(request.app.state, "citizens")
        return Frame(
            title=self._site.title,
            url=self._site.url,
            demo=self._site.demo,
            code=self._site.code,
            here=here,
            navigation=(*NAVIGATION, *ASKING) if asking else NAVIGATION,
            large=request.cookies.get("size") == "large",
            theme=next((t for t in ("light", "dark") if request.cookies.get("theme") == t), ""),
            assets={name: asset.address for name, asset in self.assets.items()},
            asking=asking,
            alerts=hasattr(request.app.state, "alerts"),
        )


def standing(record: ListedRecord, today: date) -> str:
    """效力 on a legal day: what is in force by its status may not have begun, or have expired."""
    if record.status is Status.IN_FORCE:
        if record.effective_on is not None and today < record.effective_on:
            return "尚未施行"
        if record.expires_on is not None and today > record.expires_on:
            return "已过有效期"
    return record.status.chinese


def day(value: date | None) -> str:
    """A legal date as documents write it: 2023年5月18日; 未载明 for none.

    Of a moment it is the day in Beijing.
    """
    if isinstance(value, datetime):
        value = value.astimezone(BEIJING)
    return f"{value.year}年{value.month}月{value.day}日" if value else ABSENT


def moment(value: datetime) -> str:
    """A moment in Beijing time, to the second."""
    return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def number(value: int) -> str:
    """A count with separators, as 12,846."""
    return f"{value:,}"


def stated(value: str | None) -> str:
    """The text, or 未载明."""
    return value if value and value.strip() else ABSENT


def punctuated(text: str) -> str:
    """A sentence with full-width punctuation after Han characters, as pages are printed."""
    return _PUNCTUATION.sub(lambda found: _FULL_WIDTH[found[0]], text)


def published(value: datetime | date) -> str:
    """A time as PubDate wants it: `YYYY-MM-DD HH:MM` in Beijing time, or a mere date."""
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    return value.isoformat()


async def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


PagesGiven = Annotated[Pages, Depends(_pages)]
"""What shows pages, as a parameter of an endpoint."""
