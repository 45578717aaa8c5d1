"""`gongkai search zero`: what is looked for in vain, by enough different visitors."""

import pytest

from ops.bootstrap import open_archive
from ops.query_counts import LISTED_AFTER
from ops.settings import Settings
from tests.premises import Premises, furnish
from tests.terminal import gongkai
from tests.town import Town


@pytest.fixture
def premises(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Premises:
    """A HOME for this test."""
    return furnish(founded_town, tmp_path_factory.mktemp("zero"))


def test_words_are_listed_by_their_visitors_and_those_of_few_are_only_counted(
    premises: Premises,
) -> None:
    home = premises.home
    with open_archive(Settings(home=home)) as services:
        for number in range(LISTED_AFTER):
            services.queries.note("公租房", f"192.0.2.{number}", False)
            services.queries.note("犇骉垃圾", f"192.0.2.{number}", False)
        services.queries.note("夜市摊位", "192.0.2.1", False)
        services.queries.note("13800138000", "192.0.2.1", False)
    ran = gongkai(home, "search", "zero").fine()
    assert "公租房" in ran.out
    assert "垃圾" not in ran.out
    assert "夜市摊位" not in ran.out
    told = gongkai(home, "search", "zero", "--json").fine().json
    assert told == {
        "queries": [{"words": "公租房", "visitors": LISTED_AFTER}],
        "asked_by_too_few": 1,
        "listed_after": LISTED_AFTER,
    }


def test_nothing_looked_for_in_vain_is_said(premises: Premises) -> None:
    assert "没有可以列出的检索词" in gongkai(premises.home, "search", "zero").fine().out
