"""An interpretation and its document lead to each other, told by the title that names it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from projections import register
from projections.interpretations import named_in
from projections.projector import Projector
from projections.register_fold import register_projection
from projections.views import open_views
from tests.town import Office, Town


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Engine]:
    engine = open_views(tmp_path / "views.db")
    yield engine
    engine.dispose()


def related(town: Town, views: Engine, record: str) -> tuple[list[str], list[str]]:
    """What it interprets, and what interprets it."""
    Projector(town.journal, [register_projection(views)]).catch_up()
    with views.connect() as connection:
        page = register.record(connection, record)
    return [one.id for one in page.interprets], [one.id for one in page.interpreted_by]


def interpretation(town: Town, title: str, office: Office | None = None) -> str:
    return town.publish_record(office, title=title, kind="interpretation").id


def test_each_leads_to_the_other(town: Town, views: Engine) -> None:
    rules = town.publish_record(title="清河县公租房管理办法").id
    town.publish_record(title="清河县公租房管理办法实施细则")
    reading = interpretation(town, "《清河县公租房管理办法》政策解读")
    assert related(town, views, reading) == ([rules], [])
    assert related(town, views, rules) == ([], [reading])


def test_a_title_within_the_title_is_named_with_single_marks(town: Town, views: Engine) -> None:
    notice = town.publish_record(title="关于印发《公租房管理办法》的通知").id
    reading = interpretation(town, "解读《关于印发〈公租房管理办法〉的通知》")
    assert related(town, views, reading) == ([notice], [])
    assert related(town, views, notice) == ([], [reading])


def test_what_only_resembles_a_title_is_not_it(town: Town, views: Engine) -> None:
    rules = town.publish_record(title="公租房管理办法").id
    for title in (
        "《清河县公租房管理办法》政策解读",
        "公租房管理办法政策解读",
        "100%_《别的》解读",
    ):
        assert related(town, views, interpretation(town, title)) == ([], [])
    town.publish_record(title="《公租房管理办法》施行情况")
    assert related(town, views, rules) == ([], [])


def test_of_several_with_one_title_that_of_the_same_organ_is_meant(
    town: Town, views: Engine
) -> None:
    other = town.enrol_office("清河县财政局")
    own = town.publish_record(title="内部控制办法").id
    others = town.publish_record(other, title="内部控制办法").id
    reading = interpretation(town, "《内部控制办法》解读")
    assert related(town, views, reading) == ([own], [])
    assert related(town, views, own) == ([], [reading])
    assert related(town, views, others) == ([], [])
    third = town.enrol_office("清河县审计局")
    everybody_s = interpretation(town, "《内部控制办法》解读之二", third)
    assert set(related(town, views, everybody_s)[0]) == {own, others}


def test_what_was_withdrawn_is_led_to_no_more(town: Town, views: Engine) -> None:
    rules = town.publish_record(title="清河县公租房管理办法").id
    reading = interpretation(town, "《清河县公租房管理办法》政策解读")
    town.disclosure.withdraw(
        town.housing.approver, reading, reason="有误", basis="条例 art 15", withhold_title=False
    )
    assert related(town, views, rules) == ([], [])


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("《甲》和《乙》解读", ["甲", "乙"]),
        ("《关于印发《甲》的通知》解读", ["关于印发《甲》的通知"]),
        ("》甲《", []),
        ("《没有完", []),
        ("", []),
    ],
)
def test_the_names_in_a_title(title: str, names: list[str]) -> None:
    assert list(named_in(title)) == names
