"""The act: nothing is decided or saved without one, and its legal date is Asia/Shanghai's."""

from datetime import UTC, date, datetime
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.act import act_under_way, acting, current_act
from domain.archive import Desk
from domain.casefile import CaseFile
from domain.errors import Conflict, NotActing
from domain.organ import Guide, Organ
from tests.town import Town, act


def test_without_an_act_nothing_is_decided() -> None:
    assert act_under_way() is None
    with pytest.raises(NotActing, match="没有经办人"):
        current_act()
    with pytest.raises(NotActing):
        Organ.enrol(name="清河县民政局")


def test_an_act_is_under_way_only_inside() -> None:
    with acting(act()) as mine:
        assert current_act() is act_under_way() is mine
        with acting(act()) as inner:
            assert current_act() is inner
        assert current_act() is mine
    assert act_under_way() is None


def test_an_act_ends_also_when_it_fails() -> None:
    with pytest.raises(ZeroDivisionError), acting(act()):
        raise ZeroDivisionError
    assert act_under_way() is None


def test_another_thread_has_no_part_in_it() -> None:
    seen = []
    with acting(act()):
        thread = Thread(target=lambda: seen.append(act_under_way()))
        thread.start()
        thread.join()
    assert seen == [None]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_legal_date_is_the_day_in_asia_shanghai(moment: datetime, day: date) -> None:
    given = act()
    given.time = moment
    assert given.today == day


@given(st.datetimes(min_value=datetime(1992, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_since_1992_the_fixed_offset_is_the_zone(moment: datetime) -> None:
    given = act()
    given.time = moment
    if moment.year < 2037:
        assert given.today == moment.astimezone(ZoneInfo("Asia/Shanghai")).date()


# An event's id is promised before the event is sealed

GUIDE = Guide("办公室", "", "", "", "", "")


def test_a_promised_id_is_the_same_when_it_is_asked_for_again() -> None:
    given = act()
    first = given.reserve("organ:1", 2)
    assert given.reserve("organ:1", 2) == first
    assert len({first, given.reserve("organ:1", 3), given.reserve("organ:2", 2)}) == 3


def test_the_event_gets_the_id_that_was_promised_and_its_neighbours_get_others(town: Town) -> None:
    promised = []

    def decide(desk: Desk) -> list[CaseFile]:
        organ = desk.load(Organ, town.housing.organ)
        promised.append(desk.act.reserve(organ.id, organ.version + 2))
        for unit in ("甲股", "乙股", "丙股"):
            organ.state_guide(Guide(unit, "", "", "", "", ""))
        return [organ]

    recorded = town.app.perform(town.registrars[0], decide)
    rows = [found.event for found in town.journal.read(recorded.first - 1, 3)]
    assert [row.id in promised for row in rows] == [False, True, False]
    assert len({row.id for row in rows}) == 3


def test_a_new_case_file_keeps_the_promise_made_for_its_first_event(town: Town) -> None:
    promised = []

    def decide(desk: Desk) -> list[CaseFile]:
        organ = Organ.enrol(name="清河县档案馆")
        promised.append(desk.act.reserve(organ.id, 1))
        return [organ]

    recorded = town.app.perform(town.registrars[0], decide)
    assert [town.journal.read(recorded.first - 1, 1)[0].event.id] == promised


def test_a_promise_that_no_event_takes_up_lies_nowhere(town: Town) -> None:
    promised = []

    def decide(desk: Desk) -> list[CaseFile]:
        organ = desk.load(Organ, town.housing.organ)
        promised.append(desk.act.reserve(organ.id, organ.version + 9))
        organ.state_guide(GUIDE)
        return [organ]

    town.app.perform(town.registrars[0], decide)
    stored = b"".join(path.read_bytes() for path in town.home.iterdir() if path.is_file())
    assert promised[0].encode() not in stored


def test_a_command_that_runs_again_promises_anew(town: Town) -> None:
    promised = []

    def decide(desk: Desk) -> list[CaseFile]:
        organ = desk.load(Organ, town.housing.organ)
        promised.append(desk.act.reserve(organ.id, organ.version + 1))
        organ.state_guide(GUIDE)
        if len(promised) == 1:
            raise Conflict("dooms the first try")
        return [organ]

    recorded = town.app.perform(town.registrars[0], decide)
    assert promised[0] != promised[1]
    assert town.journal.read(recorded.first - 1, 1)[0].event.id == promised[1]
