"""Event data by annotation: both directions, and what is mistyped, missing or surplus."""

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.canonical import MAX_INTEGER, decode, encode
from domain.codec import Members, codec_for, members_of
from domain.errors import Malformed


class Colour(StrEnum):
    RED = "RED"
    BLUE = 'blue-ish "'


@dataclass(frozen=True)
class Inner:
    text: str
    truth: bool


@dataclass(frozen=True)
class Outer:
    number: int
    colour: Colour
    day: date
    inner: Inner
    maybe: str | None
    many: tuple[Inner, ...]
    maybe_many: tuple[int, ...] | None


@dataclass(frozen=True)
class Checked:
    text: str

    def __post_init__(self) -> None:
        if not self.text:
            raise Malformed("空")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
INNER = st.builds(Inner, TEXT, st.booleans())
INTEGER = st.integers(-MAX_INTEGER, MAX_INTEGER)
OUTER = st.builds(
    Outer,
    INTEGER,
    st.sampled_from(Colour),
    st.dates(),
    INNER,
    st.none() | TEXT,
    st.lists(INNER, max_size=3).map(tuple),
    st.none() | st.lists(INTEGER, max_size=3).map(tuple),
)
MEMBERS = members_of(Outer)
EXAMPLE = Outer(1, Colour.RED, date(2026, 3, 2), Inner("文", True), None, (), (7,))


def plain(value: Any) -> Any:
    """What the annotations mean, written down a second time."""
    if isinstance(value, Outer | Inner):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Colour):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


@given(OUTER)
def test_what_is_written_is_canonical_json(value: Outer) -> None:
    assert MEMBERS.text(value).encode() == encode(plain(value))
    assert MEMBERS.encode(value) == plain(value)


@given(OUTER)
def test_what_is_written_is_read_back_as_the_same_value(value: Outer) -> None:
    read = MEMBERS.decode_object(decode(MEMBERS.text(value).encode()))
    assert read == value
    assert hash(read) == hash(value)
    assert type(read.colour) is Colour
    assert type(read.many) is tuple


def test_members_are_in_canonical_order() -> None:
    assert list(json.loads(MEMBERS.text(EXAMPLE))) == sorted(f.name for f in fields(Outer))


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("number", True),
        ("number", 1.0),
        ("number", "1"),
        ("number", None),
        ("number", MAX_INTEGER + 1),
        ("number", -MAX_INTEGER - 1),
        ("colour", "RED"),
        ("colour", None),
        ("day", "2026-03-02"),
        ("day", datetime(2026, 3, 2)),  # noqa: DTZ001
        ("inner", {"text": "x", "truth": True}),
        ("inner", None),
        ("maybe", 1),
        ("maybe", Colour.RED),
        ("maybe", b"x"),
        ("many", []),
        ("many", [Inner("x", True)]),
        ("many", (1,)),
        ("many", None),
        ("maybe_many", (True,)),
    ],
)
def test_a_mistyped_member_is_not_written(member: str, value: object) -> None:
    wrong = object.__new__(Outer)
    wrong.__dict__.update(EXAMPLE.__dict__ | {member: value})
    with pytest.raises(Malformed) as refused:
        MEMBERS.text(wrong)
    assert refused.value.field == member


def test_a_missing_member_is_not_written() -> None:
    wrong = object.__new__(Inner)
    wrong.__dict__.update(text="x")
    with pytest.raises(Malformed, match="truth"):
        members_of(Inner).text(wrong)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("number", True),
        ("number", "1"),
        ("number", None),
        ("number", 1.5),
        ("number", MAX_INTEGER + 1),
        ("colour", "GREEN"),
        ("colour", "red"),
        ("colour", 1),
        ("colour", None),
        ("colour", ["RED"]),
        ("day", "2026-3-2"),
        ("day", "20260302"),
        ("day", "2026-W10-1"),
        ("day", "2026-02-30"),
        ("day", "2026-03-02T00:00:00"),
        ("day", 20260302),
        ("day", None),
        ("inner", None),
        ("inner", []),
        ("inner", "x"),
        ("inner", {}),
        ("inner", {"text": "x"}),
        ("inner", {"text": "x", "truth": 1}),
        ("inner", {"text": "x", "truth": True, "more": 1}),
        ("inner", {"text": "x", "true": True}),
        ("maybe", 1),
        ("maybe", ["x"]),
        ("many", {}),
        ("many", "x"),
        ("many", None),
        ("many", [None]),
        ("many", [{"text": 1, "truth": True}]),
        ("maybe_many", [1, "2"]),
        ("maybe_many", [True]),
    ],
)
def test_a_mistyped_member_is_not_read(member: str, value: object) -> None:
    with pytest.raises(Malformed) as refused:
        MEMBERS.decode_object(plain(EXAMPLE) | {member: value})
    assert refused.value.field == member
    assert member in refused.value.message


@pytest.mark.parametrize("member", [field.name for field in fields(Outer)])
def test_a_missing_or_renamed_member_is_not_read(member: str) -> None:
    data = plain(EXAMPLE)
    value = data.pop(member)
    with pytest.raises(Malformed, match=member):
        MEMBERS.decode(data)
    with pytest.raises(Malformed, match="other"):
        MEMBERS.decode(data | {"other": value})


def test_a_surplus_member_is_not_read() -> None:
    with pytest.raises(Malformed, match="more"):
        MEMBERS.decode(plain(EXAMPLE) | {"more": None})


@pytest.mark.parametrize("data", [None, [], "x", 1, True])
def test_what_is_no_object_is_not_read(data: object) -> None:
    with pytest.raises(Malformed, match="不是一个对象"):
        MEMBERS.decode(data)


def test_a_class_that_checks_itself_is_still_asked() -> None:
    with pytest.raises(Malformed, match="空"):
        members_of(Checked).decode_object({"text": ""})
    assert members_of(Checked).decode_object({"text": "x"}) == Checked("x")


@pytest.mark.parametrize(
    "annotation",
    [
        float,
        bytes,
        datetime,
        dict[str, int],
        list[int],
        tuple[int, str],
        tuple[float, ...],
        str | int,
        str | int | None,
        None,
        Any,
        object,
    ],
    ids=str,
)
def test_a_type_without_a_canonical_form_is_refused_when_the_class_is_defined(
    annotation: object,
) -> None:
    with pytest.raises(TypeError, match="canonical form"):
        codec_for(annotation)


def test_a_member_whose_name_is_not_ascii_is_refused_when_the_class_is_defined() -> None:
    @dataclass(frozen=True)
    class Named:
        标题: str

    with pytest.raises(TypeError, match="ASCII"):
        Members(Named, ["标题"])
