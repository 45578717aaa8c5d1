"""相近的信息: by the matter of titles, and only what can be read."""

from collections.abc import Iterator

import pytest

from search.similar import MOST, in_common
from tests.api.exhibition import OpenSite, open_site
from tests.town import Town

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


def test_the_year_and_the_formulas_of_a_title_are_nothing_in_common() -> None:
    assert in_common("关于2026年预算的通知", "关于2026年抽查的通知") == 0
    assert in_common("农村危房改造对象公示", "石桥镇农村危房改造对象") > 0.7
    assert in_common("", "公示") == 0
