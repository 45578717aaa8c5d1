"""相近的信息: by the matter of titles, and only what can be read."""

from collections.abc import Iterator

import pytest

from search.similar import MOST, in_common
from tests.api.exhibition import OpenSite, open_site
from tests.town import Town, copy_town

TITLES = (
    *(f"石桥镇{year}年农村危房改造对象公示" for year in range(2015, 2024)),
    "关于印发农村危房改造质量管理办法的通知",
    "关于食品安全抽查情况的通报",
    "2026年部门预算公开",
)


@pytest.fixture
def opened(founded_town: Town, town: Town) -> Iterator[tuple[OpenSite, Town, list[str]]]:
    """Records alike and not."""
    records = [town.publish_record(title=title).id for title in TITLES]
    opened = open_site(town)
    yield opened, town, records
    opened.close()


def test_records_of_the_same_matter_are_named_and_not_the_record_itself(
    opened: tuple[OpenSite, Town, list[str]],
) -> None:
    site, _, records = opened
    alike = site.site.offers.similar.similar(records[0], TITLES[0])
    assert len(alike) == MOST
    assert records[0] not in [one.record for one in alike]
    assert all("危房改造" in one.title for one in alike)
    assert site.site.offers.similar.similar(records[-1], TITLES[-1]) == ()


def test_what_is_withdrawn_is_not_named_any_more(
    opened: tuple[OpenSite, Town, list[str]],
) -> None:
    site, town, records = opened
    similar = site.site.offers.similar.similar
    first = similar(records[0], TITLES[0])[0]
    town.disclosure.withdraw(
        town.housing.approver, first.record, reason="有误", basis="《条例》第十五条"
    )
    site.catch_up()
    assert first not in similar(records[0], TITLES[0])


def test_what_most_titles_have_makes_nothing_alike(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    town = copy_town(founded_town, tmp_path_factory.mktemp("decisions"))
    catalogue, rules = "清河县人民政府2026年度重大行政决策事项目录", "清河县公共租赁住房管理办法"
    explained = f"《{rules}》政策解读"
    decisions = [
        f"清河县人民政府关于{matter}项目房屋征收的决定"
        for matter in ("北关小学扩建", "文庙片区改建", "汽车客运站迁建", "人民医院扩建")
    ]
    others = ("清河县城市供热管理细则", "清河县水旱灾害防御预案", "清河县校车安全规定")
    ids = {
        title: town.publish_record(title=title).id
        for title in (catalogue, rules, explained, *decisions, *others)
    }
    opened = open_site(town)
    similar = opened.site.offers.similar.similar
    told = {title: [one.title for one in similar(ids[title], title)] for title in ids}
    opened.close()
    town.close()
    assert told[catalogue] == []
    assert told[explained][:1] == [rules]
    assert told[rules][:1] == [explained]
    assert sorted(told[decisions[0]]) == sorted(decisions[1:])


def test_the_year_and_the_formulas_of_a_title_are_nothing_in_common() -> None:
    assert in_common("关于2026年预算的通知", "关于2026年抽查的通知") == 0
    assert in_common("农村危房改造对象公示", "石桥镇农村危房改造对象") > 0.7
    assert in_common("", "公示") == 0
