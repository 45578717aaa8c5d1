"""Atom, sitemap and robots: well-formed, permanent ids, nothing that is not public."""

from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from tests.api.exhibition import MIGRATED, URL, Exhibition

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_feed_has_what_rfc_4287_requires(client: TestClient, exhibition: Exhibition) -> None:
    answer = client.get("/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    for name in ("id", "title", "updated", "author"):
        assert feed.find(ATOM + name) is not None
    entries = feed.findall(ATOM + "entry")
    assert len(entries) == MIGRATED + 4
    ids = [entry.findtext(ATOM + "id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert f"urn:uuid:{exhibition.rules.removeprefix('record:')}" in ids
    for entry in entries:
        for name in ("id", "title", "updated", "author"):
            assert entry.find(ATOM + name) is not None


def sitemap_addresses(client: TestClient) -> dict[str, str]:
    """Every address of every sitemap that the index names, with its lastmod."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert index.tag == SITEMAP + "sitemapindex"
    found = {}
    for location in index.iter(SITEMAP + "loc"):
        answer = client.get((location.text or "").removeprefix(URL))
        assert answer.headers["content-type"] == "application/xml"
        for one in ElementTree.fromstring(answer.content).iter(SITEMAP + "url"):
            address = one.findtext(SITEMAP + "loc") or ""
            assert address not in found
            found[address] = one.findtext(SITEMAP + "lastmod") or ""
    return found


def test_the_sitemaps_hold_every_readable_page(client: TestClient, exhibition: Exhibition) -> None:
    found = sitemap_addresses(client)
    assert found[f"{URL}/records/{exhibition.rules}"].endswith("Z")
    assert f"{URL}/organs/{exhibition.organ}" in found
    assert f"{URL}/records/{exhibition.withdrawn}" not in found
    assert f"{URL}/records/{exhibition.withheld}" not in found
    for address in found:
        assert client.get(address.removeprefix(URL)).status_code == 200


def test_sitemaps_are_split_and_lose_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sitemap_addresses(client)
    monkeypatch.setattr("api.feeds.SITEMAP_LENGTH", 5)
    index = client.get("/sitemap.xml").text
    assert index.count("/sitemaps/records-") == -(-(MIGRATED + 4) // 5)
    assert index.count("<lastmod>") == -(-(MIGRATED + 4) // 5)
    assert sitemap_addresses(client) == whole
    assert client.get("/sitemaps/records-0.xml").status_code == 404
    assert client.get("/sitemaps/records-99.xml").status_code == 404
    assert client.get("/sitemaps/records-999999999999999999.xml").status_code == 404


def test_a_search_is_followed_as_a_feed_newest_first(
    client: TestClient, exhibition: Exhibition
) -> None:
    answer = client.get("/search.atom?q=农村危房改造&after=2010&before=2019-12-31")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    published = [entry.findtext(ATOM + "published") or "" for entry in feed.findall(ATOM + "entry")]
    assert len(published) == 10
    assert published == sorted(published, reverse=True)
    links = {one.get("rel"): one.get("href") or "" for one in feed.findall(ATOM + "link")}
    assert feed.findtext(ATOM + "id") == links["self"]
    page = client.get(links["alternate"].removeprefix(URL))
    assert "10 件" in page.text
    assert client.get(links["self"].removeprefix(URL)).content == answer.content
    assert exhibition.withheld.removeprefix("record:") not in client.get("/search.atom").text


def test_robots_are_sent_to_the_sitemap(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    assert f"Sitemap: {URL}/sitemap.xml" in text
    for path in ("/search", "/api/", "/my"):
        assert f"Disallow: {path}" in text.splitlines()
    assert client.get("/search?q=公租房").text.count('<meta name="robots" content="noindex">') == 1
