"""法规表: holiday notices and corrections are events; what would be nonsense is refused."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.act import acting
from domain.calendar import BUILT_IN as CALENDAR
from domain.calendar import WorkingDays
from domain.casefile import REGISTRY, fold
from domain.errors import Incomplete, Malformed, NotActing, Refusal, WrongState
from domain.law.fees import FeeBasis, fee
from domain.law.law import BUILT_IN, row_text
from domain.law.lawbook import LawBook, lawbook_claim
from domain.law.limits import Limit
from domain.law.remedies import RemedyBodies, remedy_bodies
from tests.town import NOW, act

TODAY = date(2026, 3, 2)
OFF = (
    *(date(2026, 1, day) for day in (1, 2, 3)),
    *(date(2026, 2, day) for day in range(15, 24)),
    *(date(2026, 4, day) for day in (4, 5, 6)),
    *(date(2026, 5, day) for day in range(1, 6)),
    *(date(2026, 10, day) for day in range(1, 8)),
)
WORK = (date(2026, 1, 4), date(2026, 10, 10))
AMENDED: dict[str, Any] = {
    "year": 2026,
    "notice": "国办发明电〔2026〕1号",
    "announced_on": date(2026, 2, 1),
    "off": OFF,
    "work": WORK,
    "source": "国务院办公厅关于调整2026年部分节假日安排的通知",
    "reason": "国务院办公厅调整了放假安排",
}
BODIES = RemedyBodies("*", date(2026, 1, 1), "县政府公告", "清河县人民政府", "清河县人民法院")


def opened() -> LawBook:
    with acting(act()):
        return LawBook.open_()


def announce(book: LawBook, **members: Any) -> None:
    with acting(act()):
        book.announce_calendar(**(AMENDED | members))


def correct(book: LawBook, row: Any, **members: Any) -> None:
    given = {"reason": "原表有误", "source": "公报"} | members
    with acting(act()):
        book.correct(row.TABLE, row_text(row), **given)


def happened(book: LawBook) -> list[Any]:
    """The book's events, to be asked for their members."""
    return list(book.collect_events())


@contextlib.contextmanager
def refused(book: LawBook, error: type[Refusal], field: str) -> Iterator[None]:
    """Inside, exactly this refusal is raised for this field, and nothing happens to the book."""
    version, law, calendar = book.version, book.law, book.calendar
    with pytest.raises(error) as found:
        yield
    assert found.type is error
    assert found.value.field == field
    assert (book.version, book.law, book.calendar) == (version, law, calendar)


def test_an_open_book_holds_what_is_built_in() -> None:
    book = opened()
    assert book.law is BUILT_IN
    assert book.calendar == CALENDAR


def test_there_is_one_book() -> None:
    with acting(act()) as under_way:
        LawBook.open_()
    assert under_way.claims == [lawbook_claim()]
    assert lawbook_claim() == ("lawbook", "")


def test_every_event_names_the_officer() -> None:
    book = opened()
    announce(book)
    correct(book, BODIES)
    events = happened(book)
    assert [event.officer for event in events] == ["officer:somebody"] * 3
    assert [type(event).TOPIC for event in events] == [
        "gongkai.lawbook.opened.v1",
        "gongkai.lawbook.calendar_announced.v1",
        "gongkai.lawbook.row_corrected.v1",
    ]


def test_nobody_in_particular_writes_nothing() -> None:
    with acting(act(None)), pytest.raises(Incomplete):
        LawBook.open_()
    with pytest.raises(NotActing):
        LawBook.open_()


# Notices


def test_an_announced_year_moves_due_dates() -> None:
    book = opened()
    before = CALENDAR.after(date(2026, 4, 30), WorkingDays(5))
    announce(book, off=(*OFF, date(2026, 5, 6)))
    after = book.calendar.after(date(2026, 4, 30), WorkingDays(5))
    assert after != before
    assert book.calendar.version(date(2026, 5, 1), date(2026, 5, 9))[0].notice == (
        "国办发明电〔2026〕1号"
    )


def test_a_year_that_was_provisional_is_announced() -> None:
    book = opened()
    year = tuple(day.replace(year=2027) for day in OFF)
    with acting(replace(act(), time=NOW.replace(month=11))):
        book.announce_calendar(
            year=2027,
            notice="国办发明电〔2026〕9号",
            announced_on=date(2026, 11, 1),
            off=year,
            work=(),
            source="通知",
            reason="年度安排",
        )
    assert CALENDAR.provisional(date(2027, 6, 1))
    assert not book.calendar.provisional(date(2027, 6, 1))


def test_a_notice_is_kept_in_the_order_of_days() -> None:
    book = opened()
    announce(book, off=OFF[::-1], work=WORK[::-1])
    table = book.calendar.tables[-1]
    assert (table.off, table.work) == (OFF, WORK)


def test_a_mistyped_entry_of_the_same_notice_is_entered_again() -> None:
    book = opened()
    announce(book, work=())
    announce(book)
    assert book.calendar.is_working_day(date(2026, 10, 10))


@pytest.mark.parametrize("member", ["notice", "source", "reason"])
def test_a_notice_has_its_number_its_source_and_a_reason(member: str) -> None:
    book = opened()
    with refused(book, Incomplete, member):
        announce(book, **{member: " "})


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"off": ()}, "off"),
        ({"off": OFF[1:]}, "off"),
        ({"off": (*OFF, OFF[0])}, "off"),
        ({"off": (*OFF, date(2025, 5, 1))}, "off"),
        ({"off": (*OFF, date(2027, 1, 1))}, "off"),
        ({"off": tuple(date.fromordinal(737000 + n) for n in range(200))}, "off"),
        ({"work": (date(2026, 3, 2),)}, "work"),
        ({"work": (OFF[3],)}, "work"),
        ({"work": (WORK[0], WORK[0])}, "work"),
        ({"announced_on": date(2026, 3, 3)}, "announced_on"),
        ({"announced_on": date(2024, 12, 31)}, "year"),
        ({"year": 2019}, "year"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(members: dict[str, Any], field: str) -> None:
    book = opened()
    with refused(book, Malformed, field):
        announce(book, **members)


def test_a_notice_that_changes_nothing_is_refused() -> None:
    book = opened()
    announce(book)
    with refused(book, WrongState, "off"):
        announce(book)


def test_what_is_built_in_is_not_entered_again() -> None:
    book = opened()
    held = [one for one in CALENDAR.tables if one.year == 2026 and one.announced_on][-1]
    with refused(book, WrongState, "off"):
        announce(
            book,
            notice=held.notice,
            announced_on=held.announced_on,
            off=held.off,
            work=held.work,
            source=held.source,
        )


def test_an_older_notice_does_not_replace_a_newer() -> None:
    book = opened()
    announce(book)
    with refused(book, WrongState, "announced_on"):
        announce(book, announced_on=date(2026, 1, 31), notice="更早的通知")


# Corrections


def test_a_correction_holds_from_its_day_on() -> None:
    book = opened()
    row = BUILT_IN.row(Limit, "fee_payment", TODAY)
    correct(book, replace(row, valid_from=TODAY, amount=15))
    assert book.law.row(Limit, "fee_payment", TODAY).amount == 15
    assert book.law.row(Limit, "fee_payment", date(2026, 3, 1)).amount == 20
    assert BUILT_IN.row(Limit, "fee_payment", TODAY).amount == 20


def test_a_correction_is_kept_in_canonical_form() -> None:
    book = opened()
    text = json.dumps(json.loads(row_text(BODIES)), indent=1)
    with acting(act()):
        book.correct("remedy_bodies", text, reason=" 初次登记 ", source=" 公告 ")
    stored = happened(book)[-1]
    assert (stored.row, stored.reason, stored.source) == (row_text(BODIES), "初次登记", "公告")
    assert remedy_bodies(book.law, "organ:any", TODAY) == BODIES


def test_a_correction_is_corrected_by_another() -> None:
    book = opened()
    correct(book, BODIES)
    correct(book, replace(BODIES, court="清河县第一人民法院"))
    correct(book, BODIES)
    assert remedy_bodies(book.law, "organ:any", TODAY).court == "清河县人民法院"


def test_a_correction_identical_with_what_holds_is_refused() -> None:
    book = opened()
    with refused(book, WrongState, "row"):
        correct(book, BUILT_IN.row(Limit, "answer", TODAY))
    correct(book, BODIES)
    with refused(book, WrongState, "row"):
        correct(book, BODIES)


@pytest.mark.parametrize("member", ["reason", "source"])
def test_a_correction_has_a_reason_and_a_source(member: str) -> None:
    book = opened()
    with refused(book, Incomplete, member):
        correct(book, BODIES, **{member: "\n"})


@pytest.mark.parametrize(
    ("table", "row", "field"),
    [
        ("nothing", "{}", "table"),
        ("limits", "{}", "key"),
        ("limits", "[]", "row"),
        ("limits", '{"colour":1}', "colour"),
    ],
)
def test_a_row_that_is_none_is_refused(table: str, row: str, field: str) -> None:
    book = opened()
    with refused(book, Malformed, field), acting(act()):
        book.correct(table, row, reason="x", source="y")


def test_a_row_that_names_a_missing_one_is_refused() -> None:
    book = opened()
    ground = '{"annual_row":"9.9","key":"D1","source":"x","valid_from":"2026-01-01"}'
    with refused(book, Malformed, "annual_row"), acting(act()):
        book.correct("ground_rows", ground, reason="x", source="y")


# Replay


def test_the_book_is_read_back_as_it_was_written() -> None:
    book = opened()
    announce(book)
    correct(book, BODIES)
    correct(book, replace(BUILT_IN.row(Limit, "answer", TODAY), valid_from=TODAY, amount=10))
    events = [
        REGISTRY.decode(
            type(event).TOPIC,
            REGISTRY.encode(event),
            stream=event.originator_id,
            version=event.originator_version,
            time=event.timestamp,
        )
        for event in happened(book)
    ]
    again = fold(None, events)
    assert again.calendar == book.calendar
    for kind in (Limit, RemedyBodies):
        for key in book.law.keys(kind):
            assert again.law.versions(kind, key) == book.law.versions(kind, key)


def test_a_corrected_fee_is_what_is_computed() -> None:
    book = opened()
    schedule = {
        "article": "新办法",
        "brackets": [{"first": 1, "yuan": 1}],
        "cumulated": False,
        "key": "PER_PAGE",
        "rise": 0,
        "source": "新办法",
        "step": 0,
        "valid_from": "2026-03-01",
    }
    with acting(act()):
        book.correct("fees", json.dumps(schedule), reason="新办法施行", source="新办法")
    assert fee(book.law, FeeBasis.PER_PAGE, 31, 0, TODAY).yuan == 31
    assert fee(book.law, FeeBasis.PER_PAGE, 31, 0, date(2026, 2, 28)).yuan == 10
