"""The `.tlog-proof` text format, held to the specification's own cases."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Malformed
from domain.tlog_proof import TlogProof

_CASES = Path(__file__).parents[2] / "../shared/vectors/notes/tlog_proof_syntax.json"


def cases() -> list[tuple[str, str, bool]]:
    if not _CASES.exists():
        return []
    found = json.loads(_CASES.read_text("utf-8"))["cases"]
    return [(case["name"], case["text"], case["ok"]) for case in found]


@pytest.mark.parametrize(("name", "text", "fine"), cases(), ids=[name for name, *_ in cases()])
def test_the_cases_of_another_implementation_come_out_the_same(
    name: str, text: str, fine: bool
) -> None:
    if fine:
        assert TlogProof.parse(text).text() == text
    else:
        with pytest.raises(Malformed):
            TlogProof.parse(text)


@given(
    st.builds(
        TlogProof,
        st.integers(0, 10**18),
        st.lists(st.binary(min_size=32, max_size=32), max_size=20).map(tuple),
        st.text("ab\n ", min_size=1).map(lambda text: f"x{text}"),
        st.none() | st.binary(max_size=50),
    )
)
def test_what_is_written_is_read_again(proof: TlogProof) -> None:
    assert TlogProof.parse(proof.text()) == proof


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_any_other_text_is_refused_with_words_or_written_back_to_the_byte(text: str) -> None:
    for candidate in (text, f"c2sp.org/tlog-proof@v1\n{text}"):
        try:
            proof = TlogProof.parse(candidate)
        except Malformed:
            continue
        assert proof.text() == candidate


def test_an_index_has_one_way_to_be_written() -> None:
    for index in ("007", "+7", "7 ", "٧", "", "9" * 30):
        with pytest.raises(Malformed):
            TlogProof.parse(f"c2sp.org/tlog-proof@v1\nindex {index}\n\ncheckpoint\n")
