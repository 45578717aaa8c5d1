"""What an address may ask for: as much as a reader chooses, not as much as fits into it."""

from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from api.asking import LONGEST_VALUE, MOST_VALUES, asked


def test_a_facet_has_no_more_values_than_are_used_and_that_is_told() -> None:
    values = [f"organ:{number}" for number in range(MOST_VALUES + 1)]
    many = asked("公租房", organ=values, year=["2023", "2023", ""])
    assert many.filters == {"organ": tuple(values[:MOST_VALUES]), "year": ("2023",)}
    assert [note.code for note in many.notes] == ["values_left_out"]
    assert asked("公租房", organ=values[:MOST_VALUES]).notes == ()


def test_a_value_longer_than_any_is_cut_to_one_that_is_nobodys() -> None:
    (value,) = asked("公租房", organ=["x" * 33_000]).filters["organ"]
    assert len(value) == LONGEST_VALUE + 1
    (longest,) = asked("公租房", organ=["x" * LONGEST_VALUE]).filters["organ"]
    assert longest == "x" * LONGEST_VALUE


@pytest.mark.parametrize("facet", ["organ", "field", "kind", "year", "status", "phase"])
def test_an_address_full_of_values_is_answered(client: TestClient, facet: str) -> None:
    long = urlencode([("q", "公租房"), (facet, "长" * 6_000)])
    many = urlencode([("q", "公租房"), *((facet, str(number)) for number in range(2_000))])
    for query in (long, many):
        assert client.get(f"/api/search?{query}").status_code == 200
        assert client.get(f"/search?{query}").status_code == 200
