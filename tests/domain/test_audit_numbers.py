"""An audit finds numbers wherever an event states them, and every hole in their sequence."""

from dataclasses import dataclass
from datetime import date

from domain.audit import Findings
from domain.audit_numbers import NumberRow, check_dense
from domain.audit_places import found_in
from domain.audit_shapes import CASE_FILES, kinds
from domain.casefile import CaseEvent
from domain.complaint import Complaint
from domain.numbering import Number
from domain.record import Record
from domain.rectification import Rectification

SCOPE = "number:organ:1:2026:reply"
ONE = {"kind": "reply", "serial": 1, "year": 2026}
TWO = {"kind": "slip", "serial": 2, "year": 2025}


@dataclass(frozen=True)
class Sheet:
    """A part of an event that may have a number."""

    on: date
    number: Number | None


@dataclass(frozen=True)
class Plain:
    """A part of an event that has none, though it looks like one."""

    kind: str
    serial: int
    year: int


def test_a_number_is_found_alone_nested_optional_and_in_lists() -> None:
    for annotation, value, found in (
        (Number, ONE, [ONE]),
        (Number | None, None, []),
        (Sheet, {"on": "2026-03-02", "number": TWO}, [TWO]),
        (Sheet, {"on": "2026-03-02", "number": None}, []),
        (
            tuple[Sheet, ...],
            [{"on": "2026-03-02", "number": one} for one in (ONE, None, TWO)],
            [ONE, TWO],
        ),
        (
            tuple[tuple[Number, ...], ...] | None,
            [[ONE], [], [TWO]],
            [ONE, TWO],
        ),
    ):
        find = found_in(annotation, Number)
        assert find is not None
        assert list(find(value)) == found


def test_what_has_no_place_for_a_number_is_not_parsed() -> None:
    for annotation in (str, int, date, Plain, Plain | None, tuple[Plain, ...], tuple[str, ...]):
        assert found_in(annotation, Number) is None


def test_the_events_that_state_numbers_are_known_by_their_annotations() -> None:
    stating = set()
    for case_file in CASE_FILES:
        for event in vars(case_file).values():
            if isinstance(event, type) and issubclass(event, CaseEvent) and hasattr(event, "TOPIC"):
                kind = kinds()[event.TOPIC]
                assert kind is not None
                if kind.numbers is not None:
                    stating.add(event)
    assert stating >= {Rectification.Filed, Rectification.Told, Complaint.Filed, Complaint.Answered}
    assert not stating & {Record.Drafted, Rectification.Verified, Complaint.Decided}


def holes(*rows: tuple[object, object, object]) -> list[int | None]:
    """The positions at which something is wrong."""
    findings = Findings()
    check_dense([NumberRow(*row) for row in rows], findings)
    return [found.position for found in findings.in_order()]


def test_serials_from_1_without_a_hole_are_sound() -> None:
    assert holes() == []
    rows = [(SCOPE, f"{serial:06d}", 10 + serial // 2) for serial in range(1, 30)]
    assert holes(*rows, (f"{SCOPE}s", "000001", 3)) == []


def test_a_hole_is_found_where_the_count_goes_on() -> None:
    assert holes((SCOPE, "000002", 5)) == [5]
    assert holes(*((SCOPE, f"{serial:06d}", serial) for serial in (1, 2, 5, 6))) == [5]


def test_a_serial_written_in_another_way_is_found() -> None:
    for value in ("1", "0000001", "-00001", "00000x", "０００００１", "000000"):
        assert holes((SCOPE, value, 5)) == [5]


def test_a_number_taken_before_the_one_it_follows_is_found() -> None:
    rows = ((SCOPE, "000001", 9), (SCOPE, "000002", 4), (SCOPE, "000003", 9))
    assert holes(*rows) == [4]


def test_rows_of_strange_types_do_not_stop_it() -> None:
    rows = ((SCOPE, None, 5), (7, b"x", 5), (SCOPE, "000001", None), (SCOPE, "000001", 5))
    assert holes(*rows) == []
