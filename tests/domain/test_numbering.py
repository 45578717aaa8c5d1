"""Numbers of papers and registers: dense per organ, year and kind, whoever reaches for them."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from domain.archive import ArchiveApplication, Desk
from domain.errors import Incomplete, Malformed, Taken
from domain.numbering import NEWEST, Number, number_claim, number_scope, take_number
from domain.organ import Organ
from ops.journal.sqlite import SQLiteJournal
from tests.town import ORIGIN, Town

ORGAN = "organ:01900000-0000-7000-8000-0000000000aa"


def numbering(
    *kinds: str, organ: str = ORGAN, year: int = 2026, name: str
) -> Callable[[Desk], list[Any]]:
    """A command that takes a number of each kind beside enrolling an organ of this name."""

    def decide(desk: Desk) -> list[Any]:
        for kind in kinds:
            take_number(desk, organ, year, kind)
        return [Organ.enrol(name=name)]

    return decide


def taken(town: Town, scope: str) -> list[int]:
    """The serials under a scope, in the order of the journal."""
    return [
        int(value)
        for act in town.journal.acts()
        for claimed, value in _claims(town, act.id)
        if claimed == scope
    ]


def _claims(town: Town, act: str) -> list[tuple[str, str]]:
    rows = town.journal._connection().execute(
        "SELECT scope, value FROM claims WHERE act = ? ORDER BY scope, value", (act,)
    )
    return [(scope, value) for scope, value in rows]


def test_the_first_number_of_a_year_is_1(town: Town) -> None:
    caller, scope = town.registrars[0], number_scope(ORGAN, 2026, "reply")
    town.app.perform(caller, numbering("reply", name="甲"))
    town.app.perform(caller, numbering("reply", name="乙"))
    assert taken(town, scope) == [1, 2]
    assert town.journal.newest_number(scope) == 2


def test_each_organ_year_and_kind_counts_for_itself(town: Town) -> None:
    caller, names = town.registrars[0], (f"局{n}" for n in itertools.count())
    for organ, year, kind in itertools.product((ORGAN, f"{ORGAN[:-1]}b"), (2026, 2027), "ab"):
        town.app.perform(caller, numbering(kind, kind, organ=organ, year=year, name=next(names)))
        assert taken(town, number_scope(organ, year, kind)) == [1, 2]


def test_one_act_takes_several_numbers_of_one_kind(town: Town) -> None:
    caller, scope = town.registrars[0], number_scope(ORGAN, 2026, "reply")
    town.app.perform(caller, numbering("reply", "reply", "reply", name="甲"))
    town.app.perform(caller, numbering("reply", "receipt", "reply", name="乙"))
    assert taken(town, scope) == [1, 2, 3, 4, 5]
    assert taken(town, number_scope(ORGAN, 2026, "receipt")) == [1]


def test_a_refused_act_leaves_no_hole(town: Town) -> None:
    caller, scope = town.registrars[0], number_scope(ORGAN, 2026, "reply")
    town.app.perform(caller, numbering("reply", name="甲"))
    with town.refuses(Taken, "甲"):
        town.app.perform(caller, numbering("reply", name="甲"))
    with town.refuses(Incomplete):
        town.app.perform(caller, numbering("reply", name=" "))
    town.app.perform(caller, numbering("reply", name="乙"))
    assert taken(town, scope) == [1, 2]


def test_an_act_overtaken_by_another_process_takes_the_next_number(town: Town) -> None:
    caller, scope = town.registrars[0], number_scope(ORGAN, 2026, "reply")
    names = (f"局{n}" for n in itertools.count())
    tries = []
    journal = SQLiteJournal(town.journal.path)
    elsewhere = ArchiveApplication(
        journal=journal, origin=ORIGIN, clock=town.clock, new_id=town.ids, salts=town.salts
    )

    def overtaken(desk: Desk) -> list[Any]:
        serial = take_number(desk, ORGAN, 2026, "reply")
        tries.append(serial)
        if len(tries) < 3:
            elsewhere.perform(caller, numbering("reply", name=next(names)))
        return [Organ.enrol(name="最后")]

    town.app.perform(caller, overtaken)
    journal.close()
    assert tries == [1, 2, 3]
    assert taken(town, scope) == [1, 2, 3]


def test_four_counters_at_once_leave_no_hole_and_take_nothing_twice(town: Town) -> None:
    def counter(number: int) -> None:
        for turn in range(25):
            name = f"局{number}-{turn}"
            if turn % 5 == 0:
                with pytest.raises(Incomplete):
                    town.app.perform(town.registrars[0], numbering("reply", name=""))
            town.app.perform(town.registrars[0], numbering("reply", name=name))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(counter, range(4)))
    assert taken(town, number_scope(ORGAN, 2026, "reply")) == list(range(1, 101))


def test_a_year_has_as_many_numbers_as_six_digits_count(town: Town) -> None:
    caller, scope = town.registrars[0], number_scope(ORGAN, 2026, "reply")

    def decide(desk: Desk) -> list[Any]:
        desk.act.claims.append(number_claim(ORGAN, Number("reply", NEWEST, 2026)))
        return [Organ.enrol(name="末号")]

    town.app.perform(caller, decide)
    assert town.journal.newest_number(scope) == NEWEST
    with town.refuses(Taken, "已用到"):
        town.app.perform(caller, numbering("reply", name="超出"))


@pytest.mark.parametrize(("kind", "year"), [("", 2026), ("a:b", 2026), ("答复", 2026), ("a", 26)])
def test_a_kind_or_year_that_is_none_is_refused(town: Town, kind: str, year: int) -> None:
    with town.refuses(Malformed):
        town.app.perform(town.registrars[0], numbering(kind, year=year, name="甲"))
