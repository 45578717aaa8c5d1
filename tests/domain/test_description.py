"""What a document says of itself: its title, its validity, its openness."""

from dataclasses import replace
from datetime import date

import pytest

from domain.description import OpennessGiven
from domain.errors import Incomplete
from domain.grounds import GROUNDS, ground_of
from domain.vocabulary import Channel, Openness, Phase, Status
from tests.town import description


@pytest.mark.parametrize(
    "title", ["", " ", "\u3000", "一" * 301, "上\n下", "a\tb", "a\x00b", "\x85"]
)
def test_a_title_is_one_line_of_up_to_300_characters(title: str) -> None:
    with pytest.raises(Incomplete) as refused:
        description(title=title).require_complete()
    assert refused.value.field == "title"
    with pytest.raises(Incomplete):
        description(title=title).require_title()


def test_a_title_of_300_characters_is_taken() -> None:
    description(title="一" * 300).require_complete()


def test_validity_does_not_end_before_it_begins() -> None:
    given = description(effective_on=date(2026, 3, 1), expires_on=date(2026, 2, 28))
    with pytest.raises(Incomplete, match="有效期"):
        given.require_complete()
    replace(given, expires_on=date(2026, 3, 1)).require_complete()


def test_historical_documents_need_a_title_only() -> None:
    description(document_number=None, formed_on=None).require_title()


# Openness and grounds


def test_each_value_of_openness_with_what_it_needs_is_taken() -> None:
    for given in (
        OpennessGiven(Openness.PROACTIVE, None, ""),
        OpennessGiven(Openness.ON_REQUEST, None, "因"),
        *(OpennessGiven(Openness.WITHHELD, ground, "因") for ground in GROUNDS),
    ):
        given.require_reason()


def test_grounds_that_the_law_forbids_to_disclose_are_those_of_articles_14_and_15() -> None:
    assert {code for code, ground in GROUNDS.items() if ground.must} == {"D1", "D2", "D3", "D4"}
    for code, ground in GROUNDS.items():
        assert ground_of(code) is ground
        assert ground.article.startswith("条例 art 1")


@pytest.mark.parametrize("closed", [Openness, Phase, Channel, Status])
def test_every_value_of_a_closed_list_has_its_chinese_name(closed: type) -> None:
    names = [value.chinese for value in closed]  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)
    assert all(name.strip() and not name.isascii() for name in names)
