"""Registration numbers as they are said over a counter, without the mark of an organ."""

import pytest

from domain.requests.typed_number import bare_number


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("8", (None, 8)),
        ("008号", (None, 8)),
        ("第8号", (None, 8)),
        ("2026-104", (2026, 104)),
        (" 2026 年第 104 号 ", (2026, 104)),
        ("〔2026〕104号", (2026, 104)),
        ("［２０２６］１０４", (2026, 104)),
        ("2026", (None, 2026)),
    ],
)
def test_a_number_without_an_organ_is_read_however_it_is_written(
    typed: str, read: tuple[int | None, int]
) -> None:
    assert bare_number(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "清教依申〔2026〕8号", "2026-8-1", "20260008", "王先生", "-" * 300]
)
def test_what_names_an_organ_or_is_no_number_is_not_a_bare_one(typed: str) -> None:
    assert bare_number(typed) is None
