"""For machines that follow the portal: Atom of the newest publications, sitemap, robots."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from api.portal.documents import kind_name, record_address
from api.site import Site, SiteGiven
from domain.act import BEIJING
from projections import organs as organ_queries
from projections import register, sitemaps
from projections.register import ListedRecord

router = APIRouter(include_in_schema=False)

FEED_LENGTH = 50
SITEMAP_LENGTH = 50_000
"""Addresses one sitemap may have (sitemaps.org protocol)."""

NOT_CRAWLED = ("/search", "/api/", "/my", "/alerts", "/preferences")
"""What repeats the records, or is somebody's own."""
CRAWLED = ("/api/dump/",)
"""Within what is not: whoever wants everything is better served in one piece."""

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = b'<?xml version="1.0" encoding="utf-8"?>\n'


@router.get("/feed.atom")
def feed(site: SiteGiven) -> Response:
    """最近公开 as Atom. An entry's id is the record's, its time the last public act."""
    with site.views.connect() as connection:
        newest = register.newest(connection, limit=FEED_LENGTH).items
    return atom(site, f"{site.title}：最近公开", "/feed.atom", "/records", newest)


def atom(site: Site, title: str, path: str, page: str, records: Sequence[ListedRecord]) -> Response:
    """A feed (RFC 4287) of `records` under the address `path`, for the page at `page`."""
    times = [one.changed_at for one in records if one.changed_at]
    root = Element("feed", xmlns=_ATOM)
    _text(root, "id", f"{site.url}{path}")
    _text(root, "title", f"{title}{'（示范数据）' if site.demo else ''}")
    _text(root, "updated", _time(max(times, default=datetime.fromtimestamp(0, UTC))))
    _link(root, "self", f"{site.url}{path}")
    _link(root, "alternate", f"{site.url}{page}")
    author = SubElement(root, "author")
    _text(author, "name", site.title)
    for one in records:
        _entry(root, site, one)
    return _xml(root, "application/atom+xml")


@router.get("/sitemap.xml")
def sitemap(site: SiteGiven) -> Response:
    """The index of all sitemaps, each with when the newest of its pages changed."""
    root = Element("sitemapindex", xmlns=_SITEMAP)
    _located(root, "sitemap", f"{site.url}/sitemaps/pages.xml", None)
    with site.views.connect() as connection:
        for number, changed in enumerate(sitemaps.parts(connection, SITEMAP_LENGTH), start=1):
            _located(root, "sitemap", f"{site.url}/sitemaps/records-{number}.xml", changed)
    return _xml(root, "application/xml")


@router.get("/sitemaps/pages.xml")
def sitemap_of_pages(site: SiteGiven) -> Response:
    """The pages that lead to records, and those of the organs."""
    root = Element("urlset", xmlns=_SITEMAP)
    for address in ("/", "/records", "/organs", "/log", "/api"):
        _located(root, "url", f"{site.url}{address}", None)
    with site.views.connect() as connection:
        for one in organ_queries.organs(connection)[:SITEMAP_LENGTH]:
            _located(root, "url", f"{site.url}/organs/{one.id}", None)
    return _xml(root, "application/xml")


@router.get("/sitemaps/records-{number}.xml")
def sitemap_of_records(site: SiteGiven, number: int) -> Response:
    """The `number`th part of the records that can be read, the oldest first: a part that is full
    changes only with its records. Raises `NotFound`."""
    root = Element("urlset", xmlns=_SITEMAP)
    with site.views.connect() as connection:
        for identity, changed in sitemaps.part(connection, number, SITEMAP_LENGTH):
            _located(root, "url", f"{site.url}{record_address(identity)}", changed)
    return _xml(root, "application/xml")


@router.get("/robots.txt")
def robots(site: SiteGiven) -> Response:
    """Search results repeat the records: crawlers are asked to take the sitemap instead."""
    if site.demo:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    lines = (
        "User-agent: *",
        *(f"Disallow: {path}" for path in NOT_CRAWLED),
        *(f"Allow: {path}" for path in CRAWLED),
        "",
        f"Sitemap: {site.url}/sitemap.xml",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


def _located(root: Element, kind: str, address: str, changed: datetime | None) -> None:
    element = SubElement(root, kind)
    _text(element, "loc", address)
    if changed:
        _text(element, "lastmod", _time(changed))


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
