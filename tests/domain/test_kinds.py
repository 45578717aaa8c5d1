"""The table of document kinds: what each kind must say, member by member and part by part."""

from dataclasses import fields, replace
from datetime import date

import pytest

from domain.description import LABELS, Attribute, Description
from domain.errors import Incomplete
from domain.kinds import KINDS, Kind, kind_of
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


@pytest.mark.parametrize("code", ["", "NOTICE", "通知", "notice ", "__class__"])
def test_an_unknown_kind_is_refused_with_the_kinds_there_are(code: str) -> None:
    with pytest.raises(Incomplete, match="service_guide") as refused:
        description(kind=code).require_complete()
    assert refused.value.field == "kind"
    with pytest.raises(Incomplete):
        kind_of(code)
