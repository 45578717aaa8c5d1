"""For machines that follow the portal: Atom of the newest publications, sitemap, robots."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from api.portal.documents import kind_name, record_address
from api.site import Site, SiteGiven
from domain.act import BEIJING
from projections import organs as organ_queries
from projections import register
from projections.register import ListedRecord

router = APIRouter(include_in_schema=False)

FEED_LENGTH = 50
SITEMAP_LENGTH = 50_000
"""Addresses one sitemap may have (sitemaps.org protocol)."""

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = b'<?xml version="1.0" encoding="utf-8"?>\n'


@router.get("/feed.atom")
def feed(site: SiteGiven) -> Response:
    """最近公开 as Atom (RFC 4287). An entry's id is the record's, its time the last public act."""
    with site.views.connect() as connection:
        newest = register.newest(connection, limit=FEED_LENGTH).items
    times = [one.changed_at for one in newest if one.changed_at]
    root = Element("feed", xmlns=_ATOM)
    _text(root, "id", f"{site.url}/feed.atom")
    _text(root, "title", f"{site.title}：最近公开{'（示范数据）' if site.demo else ''}")
    _text(root, "updated", _time(max(times, default=datetime.fromtimestamp(0, UTC))))
    _link(root, "self", f"{site.url}/feed.atom")
    _link(root, "alternate", f"{site.url}/records")
    author = SubElement(root, "author")
    _text(author, "name", site.title)
    for one in newest:
        _entry(root, site, one)
    return _xml(root, "application/atom+xml")


@router.get("/sitemap.xml")
def sitemap(site: SiteGiven) -> Response:
    """Every page that can be read, newest first; of more records than it may hold, the newest."""
    root = Element("urlset", xmlns=_SITEMAP)
    for address, changed in _addresses(site):
        url = SubElement(root, "url")
        _text(url, "loc", f"{site.url}{address}")
        if changed:
            _text(url, "lastmod", _time(changed))
    return _xml(root, "application/xml")


@router.get("/robots.txt")
def robots(site: SiteGiven) -> Response:
    """Search results repeat the records: crawlers are asked to take the sitemap instead."""
    if site.demo:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    lines = ("User-agent: *", "Disallow: /search", "Disallow: /api/", "", "Sitemap: ")
    return PlainTextResponse("\n".join(lines) + f"{site.url}/sitemap.xml\n")


def _addresses(site: Site) -> Iterator[tuple[str, datetime | None]]:
    fixed = ("/", "/records", "/organs", "/log", "/api")
    yield from ((address, None) for address in fixed)
    left = SITEMAP_LENGTH - len(fixed)
    with site.views.connect() as connection:
        organs = organ_queries.organs(connection)
        yield from ((f"/organs/{one.id}", None) for one in organs)
        left -= len(organs)
        after = None
        while left > 0:
            part = register.newest(connection, limit=min(left, 1000), after=after)
            yield from ((record_address(one.id), one.changed_at) for one in part.items)
            left -= len(part.items)
            after = part.next
            if after is None:
                return


def _entry(root: Element, site: Site, one: ListedRecord) -> None:
    entry = SubElement(root, "entry")
    _text(entry, "id", f"urn:uuid:{one.id.partition(':')[2]}")
    _text(entry, "title", one.title)
    _link(entry, "alternate", f"{site.url}{record_address(one.id)}")
    if one.changed_at:
        _text(entry, "updated", _time(one.changed_at))
    if one.published_on:
        midnight = datetime.combine(one.published_on, time(), BEIJING)
        _text(entry, "published", midnight.isoformat())
    author = SubElement(entry, "author")
    _text(author, "name", one.organ_name)
    for label in filter(None, (one.field, kind_name(one.kind), one.status.chinese)):
        SubElement(entry, "category", term=label)
    named = "，".join(filter(None, (one.document_number, kind_name(one.kind), one.status.chinese)))
    _text(entry, "summary", named)


def _text(parent: Element, name: str, value: str) -> None:
    """XML 1.0 has no place for control characters, in whatever way they are written."""
    clean = "".join(c for c in value if c in "\t\n" or ord(c) >= 0x20)
    SubElement(parent, name).text = clean


def _link(parent: Element, relation: str, address: str) -> None:
    SubElement(parent, "link", rel=relation, href=address)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _xml(root: Element, media_type: str) -> Response:
    body = _XML + tostring(root, encoding="unicode").encode("utf-8", "replace")
    return Response(body, media_type=media_type, headers={"cache-control": "no-cache"})
