"""The act: nothing is decided or saved without one, and its legal date is Asia/Shanghai's."""

from datetime import UTC, date, datetime
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.act import act_under_way, acting, current_act
from domain.errors import NotActing
from domain.organ import Organ
from tests.town import act


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
