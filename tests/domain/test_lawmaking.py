"""The law book in the archive: registrars write it, everybody decides by it, it replays."""

import json
from datetime import date
from typing import Any

import pytest

from domain.archive import Recorded
from domain.errors import Malformed, NotPermitted, StaleVersion, WrongState
from domain.law.law import row_text
from domain.law.lawbook import LawBook
from domain.law.remedies import RemedyBodies, remedy_bodies
from domain.lawmaking import Lawmaking, lawbook_id
from tests.town import Town

BODIES = RemedyBodies("*", date(2026, 1, 1), "县政府公告", "清河县人民政府", "清河县人民法院")
OFF = tuple(
    date(2026, month, day) for month, day in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3), (10, 5))
)
NOTICE: dict[str, Any] = {
    "year": 2026,
    "notice": "国办发明电〔2026〕1号",
    "announced_on": date(2026, 2, 1),
    "off": OFF,
    "work": (date(2026, 10, 10),),
    "source": "国务院办公厅关于调整2026年部分节假日安排的通知",
    "reason": "国务院办公厅调整了放假安排",
}


@pytest.fixture
def lawmaking(town: Town) -> Lawmaking:
    return Lawmaking(town.app)


def correct(town: Town, row: RemedyBodies = BODIES, **more: Any) -> Recorded:
    return Lawmaking(town.app).correct(
        town.registrars[0],
        row.TABLE,
        row_text(row),
        reason="初次登记",
        source="县政府公告",
        **more,
    )


def topics(recorded: Recorded) -> list[str]:
    return [event.topic for event in recorded.events]


def test_the_book_is_opened_with_the_first_entry(town: Town, lawmaking: Lawmaking) -> None:
    assert lawbook_id(town.app) is None
    assert lawmaking.book() is None
    recorded = correct(town)
    assert topics(recorded) == ["gongkai.lawbook.opened.v1", "gongkai.lawbook.row_corrected.v1"]
    assert lawbook_id(town.app) == recorded.stream
    assert list(town.journal.streams(LawBook.PREFIX)) == [recorded.stream]


def test_later_entries_go_into_the_same_book(town: Town, lawmaking: Lawmaking) -> None:
    first = correct(town)
    second = lawmaking.announce_calendar(town.registrars[1], **NOTICE)
    assert second.stream == first.stream
    assert topics(second) == ["gongkai.lawbook.calendar_announced.v1"]
    book = lawmaking.book()
    assert book is not None
    assert not book.calendar.is_working_day(date(2026, 10, 5))
    assert remedy_bodies(book.law, town.housing.organ, date(2026, 3, 2)) == BODIES


def test_a_notice_may_be_the_first_entry(town: Town, lawmaking: Lawmaking) -> None:
    recorded = lawmaking.announce_calendar(town.registrars[0], **NOTICE)
    assert recorded.version == 2


def test_the_book_is_opened_once(town: Town, lawmaking: Lawmaking) -> None:
    lawmaking.open(town.registrars[0])
    with town.refuses(WrongState, "已经建立"):
        lawmaking.open(town.registrars[0])


def test_a_refused_first_entry_opens_no_book(town: Town, lawmaking: Lawmaking) -> None:
    with town.refuses(Malformed):
        lawmaking.correct(town.registrars[0], "limits", "{}", reason="x", source="y")
    assert lawbook_id(town.app) is None


def test_an_entry_stands_on_the_version_the_registrar_saw(town: Town) -> None:
    correct(town)
    other = RemedyBodies("*", date(2026, 1, 1), "更正", "清河县人民政府", "平安市中级人民法院")
    with town.refuses(StaleVersion):
        correct(town, other, expected=1)
    correct(town, other, expected=2)


def test_only_registrars_write_the_book(town: Town, lawmaking: Lawmaking) -> None:
    for caller in (town.supervisor, town.housing.drafter, town.housing.approver):
        with town.refuses(NotPermitted):
            lawmaking.open(caller)
        with town.refuses(NotPermitted):
            lawmaking.announce_calendar(caller, **NOTICE)
        with town.refuses(NotPermitted):
            lawmaking.correct(caller, "limits", "{}", reason="x", source="y")


def test_what_is_stored_is_the_row_as_canonical_text(town: Town) -> None:
    stored = json.loads(correct(town).events[1].state)
    assert json.loads(stored["row"])["court"] == "清河县人民法院"
    assert stored["table"] == "remedy_bodies"
    assert stored["officer"] == town.registrars[0].officer
