"""`gongkai search` and `show` give what the portal gives."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from domain.description import OpennessGiven
from domain.review import Decision
from domain.vocabulary import Channel, Openness
from ops.bootstrap import Services
from ops.covering import cover
from search.finding import Request
from tests.premises import Premises, furnish
from tests.terminal import gongkai
from tests.town import CHECKED, Town, body, description


@pytest.fixture(scope="module")
def premises(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """A HOME for this module."""
    return furnish(founded_town, tmp_path_factory.mktemp("citizens"))


@pytest.fixture(scope="module")
def records(premises: Premises, founded_town: Town) -> list[str]:
    """One record amended, one in force, one withdrawn, one never published."""
    with premises.open() as services:
        amended = draft(services, founded_town, "公示期不少于7天。", "公租房分配办法")
        publish(services, founded_town, amended)
        services.disclosure.amend(
            founded_town.housing.drafter,
            amended,
            description=description(title="公租房分配办法", document_number="清建发〔2026〕8号"),
            parts=[body("公示期不少于15天。")],
            reason="政策调整",
        )
        publish(services, founded_town, amended)
        other = draft(services, founded_town, "危房改造公示期不少于7天。", "危房改造公告")
        publish(services, founded_town, other)
        gone = draft(services, founded_town, "误公开的名单。", "名单")
        publish(services, founded_town, gone)
        services.disclosure.withdraw(
            founded_town.housing.approver, gone, reason="误公开", basis="条例第二十条"
        )
        secret = draft(services, founded_town, "没有公开的稿子。", "稿子")
        cover(services, services.journal.position())
    return [amended, other, gone, secret]


def draft(services: Services, town: Town, text: str, title: str) -> str:
    """A draft of the housing organ."""
    return services.disclosure.draft(
        town.housing.drafter,
        description=replace(description(), title=title),
        openness=OpennessGiven(Openness.PROACTIVE, None, ""),
        parts=[body(text)],
    ).stream


def publish(services: Services, town: Town, record: str) -> None:
    """Review, sign and publish the pending version."""
    office, disclosure = town.housing, services.disclosure
    opened = disclosure.open_review(office.drafter, record)
    disclosure.conclude(
        office.reviewer,
        str(opened.events[1].originator_id),
        decision=Decision.CLEARED,
        reason="可以公开",
        checklist=CHECKED,
    )
    disclosure.approve(office.approver, record)
    disclosure.publish(office.publisher, record, [(Channel.PORTAL, None)])


@pytest.fixture(scope="module")
def services(premises: Premises, records: list[str]) -> Iterator[Services]:
    """The archive, open."""
    with premises.open() as services:
        yield services


@pytest.mark.parametrize(
    ("arguments", "request_"),
    [
        (["公示期"], Request("公示期")),
        (["公示期", "--by-date"], Request("公示期", sort="date")),
        (["不少于7天", "--all-versions"], Request("不少于7天", include_superseded=True)),
        (["公示期", "--year", "2026"], Request("公示期", {"year": ("2026",)})),
        (
            ["公示期", "--status", "IN_FORCE", "--field", "保障性住房"],
            Request("公示期", {"status": ("IN_FORCE",), "field": ("保障性住房",)}),
        ),
        (["公示期", "--phase", "RESULT"], Request("公示期", {"phase": ("RESULT",)})),
        (["（）“", "--kind", "notice"], Request("（）“", {"kind": ("notice",)})),
        (["名单"], Request("名单")),
        (["公示期", "--cursor", "nonsense"], Request("公示期", cursor="nonsense")),
    ],
)
def test_a_search_finds_what_the_portal_finds(
    premises: Premises, services: Services, arguments: list[str], request_: Request
) -> None:
    results = services.finder.find(request_)
    told = gongkai(premises.home, "search", *arguments, "--json").fine().json
    assert told["total"] == results.total
    assert [(hit["record"], hit["version"]) for hit in told["hits"]] == [
        (hit.record, hit.version) for hit in results.hits
    ]
    assert [note["code"] for note in told["notes"]] == [note.code for note in results.notes]
    assert set(told["facets"]) == set(results.facets)
    shown = gongkai(premises.home, "search", *arguments).fine().out
    assert f"共 {results.total} 件" in shown
    assert "\x1b" not in shown
    assert "您是不是要找" not in shown
    assert told["meant"] == []
    for hit in results.hits:
        assert hit.record in shown


def test_an_organ_is_meant_by_its_name(premises: Premises, records: list[str]) -> None:
    named = gongkai(
        premises.home, "search", "公示期", "--organ", "清河县住房和城乡建设局", "--json"
    ).fine()
    assert {hit["record"] for hit in named.json["hits"]} == {records[0], records[1]}
    assert gongkai(premises.home, "search", "公示期", "--organ", "没有的机关").code == 1


def test_pages_follow_each_other(premises: Premises, records: list[str]) -> None:
    first = gongkai(premises.home, "search", "公示期", "--size", "1", "--json").fine().json
    second = gongkai(
        premises.home, "search", "公示期", "--size", "1", "--cursor", first["cursor"], "--json"
    )
    found = [hit["record"] for hit in (*first["hits"], *second.fine().json["hits"])]
    assert sorted(found) == sorted(records[:2])
    assert "下一页:--cursor" in gongkai(premises.home, "search", "公示期", "--size", "1").err


def test_why_a_record_is_found_or_not_is_told(premises: Premises, records: list[str]) -> None:
    yes = gongkai(premises.home, "search", "--explain", "不少于7天", records[1]).fine()
    assert "找到:第1版" in yes.out
    no = gongkai(premises.home, "search", "--explain", "不少于7天", records[0])
    assert no.code == 1
    assert "缺:" in no.out
    told = gongkai(premises.home, "search", "--explain", "不少于7天", records[0], "--json")
    assert told.json["found"] is False
    assert told.json["missing"]
    hidden = gongkai(premises.home, "search", "--explain", "稿子", records[3])
    assert (hidden.code, "索引里没有这份信息" in hidden.out) == (1, True)


@pytest.mark.parametrize("typed", ["公粗房", "gongzufang", "gongzu fang", "gzf"])
def test_a_search_that_finds_nothing_says_what_may_be_meant(
    premises: Premises, records: list[str], typed: str
) -> None:
    assert records
    shown = gongkai(premises.home, "search", typed).fine().out
    assert shown.splitlines()[:2] == ["共 0 件", "您是不是要找:公租房"]
    assert gongkai(premises.home, "search", typed, "--json").fine().json["meant"] == ["公租房"]


def test_a_record_is_shown_with_its_head_and_text(premises: Premises, records: list[str]) -> None:
    shown = gongkai(premises.home, "show", records[0]).fine().out
    for words in ("公租房分配办法", "现行有效", "清建发〔2026〕8号", "版本:2 / 2", "不少于15天"):
        assert words in shown
    assert "索引号:未载明" in shown
    old = gongkai(premises.home, "show", records[0], "--version", "1", "--json").fine().json
    assert old["shown"] == 1
    assert "不少于7天" in old["text"]


def test_a_version_that_never_was_is_refused(premises: Premises, records: list[str]) -> None:
    ran = gongkai(premises.home, "show", records[0], "--version", "9")
    assert (ran.code, ran.out) == (1, "")
    assert "[version] 没有公开过第 9 版" in ran.err


def test_a_withdrawn_record_shows_its_tombstone(premises: Premises, records: list[str]) -> None:
    shown = gongkai(premises.home, "show", records[2]).fine().out
    assert "已撤回:误公开(依据:条例第二十条)" in shown
    assert "误公开的名单" not in shown
    assert gongkai(premises.home, "show", records[2], "--json").fine().json["text"] is None


def test_what_was_never_published_is_not_there(premises: Premises, records: list[str]) -> None:
    for identity in (records[3], "record:1", "nonsense", ""):
        ran = gongkai(premises.home, "show", identity)
        assert (ran.code, ran.out) == (1, "")
        assert "没有公开过这件信息" in ran.err
