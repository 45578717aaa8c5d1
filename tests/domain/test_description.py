"""What a document must say of itself: the table of kinds, its title, its openness."""

from dataclasses import fields, replace
from datetime import date

import pytest

from domain.description import LABELS, Attribute, Description, OpennessGiven
from domain.errors import Incomplete, Refusal
from domain.grounds import GROUNDS, ground_of
from domain.kinds import KINDS, Kind, kind_of
from domain.vocabulary import Channel, Openness, Phase, Status
from tests.town import description

MEMBERS = {field.name for field in fields(Description)}


def complete(kind: Kind) -> Description:
    """A description with everything the kind asks for."""
    return description(
        kind=kind.code,
        effective_on=date(2026, 3, 1),
        attributes=tuple(Attribute(name, "见正文") for name in kind.attributes),
    )


def test_the_table_asks_only_for_members_there_are() -> None:
    for code, kind in KINDS.items():
        assert code == kind.code
        assert set(kind.required) <= MEMBERS
        assert not kind.attributes or kind.source


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_complete_description_is_taken(kind: Kind) -> None:
    complete(kind).require_complete()


@pytest.mark.parametrize(
    ("kind", "member"),
    [(kind, member) for kind in KINDS.values() for member in kind.required],
    ids=lambda value: value.code if isinstance(value, Kind) else value,
)
def test_a_required_member_may_not_be_empty(kind: Kind, member: str) -> None:
    empty: list[str | None] = [None, "", " "] if member == "document_number" else [None]
    for nothing in empty:
        wrong = replace(complete(kind), **{member: nothing})  # type: ignore[arg-type]
        with pytest.raises(Incomplete, match=LABELS[member]) as refused:
            wrong.require_complete()
        assert refused.value.field == member


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [(kind, attribute) for kind in KINDS.values() for attribute in kind.attributes],
    ids=lambda value: value.code if isinstance(value, Kind) else value,
)
def test_a_required_part_may_not_be_missing_or_empty(kind: Kind, attribute: str) -> None:
    given = complete(kind)
    others = tuple(one for one in given.attributes if one.name != attribute)
    for wrong in (others, (*others, Attribute(attribute, " "))):
        with pytest.raises(Incomplete, match=attribute) as refused:
            replace(given, attributes=wrong).require_complete()
        assert refused.value.field == f"attributes.{attribute}"


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


@pytest.mark.parametrize("code", ["", "NOTICE", "通知", "notice ", "__class__"])
def test_an_unknown_kind_is_refused_with_the_kinds_there_are(code: str) -> None:
    with pytest.raises(Refusal, match="service_guide") as refused:
        description(kind=code).require_complete()
    assert refused.value.field == "kind"
    with pytest.raises(Refusal):
        kind_of(code)


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
