"""A period: days in any way of writing, both ends included, on both engines alike."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.embedded import EmbeddedEngine
from search.engine import Document
from search.finding import Finder, Request
from search.period import ALWAYS, Period, read_day
from tests.search.papers import finder


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("202302", date(2023, 2, 1), date(2023, 2, 28)),
        ("2023-05-18", date(2023, 5, 18), date(2023, 5, 18)),
        ("20230518", date(2023, 5, 18), date(2023, 5, 18)),
        ("2023/5/18", date(2023, 5, 18), date(2023, 5, 18)),
        ("２０２３年５月１８日", date(2023, 5, 18), date(2023, 5, 18)),
        (" 2023.5.8 ", date(2023, 5, 8), date(2023, 5, 8)),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, first: date, last: date) -> None:
    assert read_day(text) == first
    assert read_day(text, last=True) == last


@pytest.mark.parametrize(
    "text", ["", "昨天", "2023-02-29", "2023-13", "0000", "23", "2023-05-18T00:00", "1" * 99]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None
    assert read_day(text, last=True) is None


@given(st.text(max_size=50), st.booleans())
def test_no_text_is_an_error(text: str, last: bool) -> None:
    found = read_day(text, last=last)
    assert found is None or read_day(found.isoformat()) == found


@given(st.dates(), st.dates())
def test_a_period_is_never_back_to_front(one: date, other: date) -> None:
    period = Period(one, other)
    assert (period.first, period.last) == (min(one, other), max(one, other))
    assert period


def test_an_open_period_asks_for_nothing() -> None:
    assert not ALWAYS
    assert ALWAYS.clauses() == ()


DAYS = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 6, 15), date(2020, 12, 31), None]


def document(number: int, published: date | None, formed: date | None = None) -> Document:
    return Document(
        **{
            **dict.fromkeys(("document_number", "index_number", "field", "to_position")),
            **dict.fromkeys(("organ", "organ_name", "phase", "kind"), "x"),
            "record": f"record:{number}",
            "version": 1,
            "from_position": number,
            "position": number,
            "title": "公租房",
            "text": "公租房",
            "channels": (),
            "status": "IN_FORCE",
            "formed_on": formed,
            "published_on": published,
        }  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    documents = [document(n, day) for n, day in enumerate(DAYS, start=1)]
    documents.append(document(len(documents) + 1, None, formed=date(2020, 3, 3)))
    engine = EmbeddedEngine(tmp_path_factory.mktemp("dated") / "index")
    engine.apply(documents, len(documents))
    yield finder(engine, documents)
    engine.close()


@pytest.mark.parametrize(
    ("period", "records"),
    [
        (Period(date(2020, 1, 1), date(2020, 12, 31)), {2, 3, 4, 6}),
        (Period(date(2020, 1, 1), date(2020, 1, 1)), {2}),
        (Period(date(2020, 6, 16)), {4}),
        (Period(None, date(2019, 12, 31)), {1}),
        (Period(date(2021, 1, 1)), set()),
        (ALWAYS, {1, 2, 3, 4, 5, 6}),
    ],
)
def test_both_ends_count_and_what_has_no_day_is_of_no_time(
    dated: Finder, period: Period, records: set[int]
) -> None:
    """What states no day of publication counts by the day it was drawn up."""
    found = dated.find(Request("公租房", period=period))
    assert {int(hit.record.removeprefix("record:")) for hit in found.hits} == records
    assert sum(found.months.values()) == len(records - {5})
    assert sum(value.count for value in found.facets["year"]) == len(records - {5})


def test_pages_of_a_period_follow_each_other(dated: Finder) -> None:
    period = Period(date(2020, 1, 1), date(2020, 12, 31))
    first = dated.find(Request("公租房", period=period, size=3))
    assert first.months == {202001: 1, 202003: 1, 202006: 1, 202012: 1}
    second = dated.find(Request("公租房", period=period, size=3, cursor=first.cursor))
    assert len({hit.record for hit in (*first.hits, *second.hits)}) == 4
    other = dated.find(Request("公租房", size=3, cursor=first.cursor))
    assert [note.code for note in other.notes] == ["cursor_unreadable"]
