"""What is asked for in the demonstration county: no two of its asks are taken for one."""

from itertools import combinations

from domain.likeness import same_thing
from ops.demo.requests import asks


def test_of_all_that_is_asked_about_all_places_only_the_same_is_the_same() -> None:
    wanted = {
        one.wanted.replace("{place}", place)
        for one in (*asks.OPENED, *asks.PUBLIC)
        for place in asks.PLACES
    }
    confused = [(one, other) for one, other in combinations(wanted, 2) if same_thing(one, other)]
    assert confused == []
    assert all(same_thing(one, one) for one in wanted)
