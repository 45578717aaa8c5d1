"""Atom, sitemap and robots: well-formed, permanent ids, nothing that is not public."""

from xml.etree import ElementTree

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


def test_the_sitemap_holds_every_readable_page(client: TestClient, exhibition: Exhibition) -> None:
    answer = client.get("/sitemap.xml")
    found = ElementTree.fromstring(answer.content).iter(SITEMAP + "loc")
    addresses = [one.text or "" for one in found]
    assert f"{URL}/records/{exhibition.rules}" in addresses
    assert f"{URL}/organs/{exhibition.organ}" in addresses
    assert f"{URL}/records/{exhibition.withdrawn}" not in addresses
    for address in addresses:
        assert client.get(address.removeprefix(URL)).status_code == 200


def test_robots_are_sent_to_the_sitemap(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    assert f"Sitemap: {URL}/sitemap.xml" in text
    assert "Disallow: /search" in text
