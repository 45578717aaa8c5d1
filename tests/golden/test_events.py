"""Every event ever written can still be read, exactly: the corpus is replayed.

When this fails, what changed is not the corpus: a stored event type is never edited. Add a version
with its own name, and its example with `python -m tests.golden.examples`.
"""

import json
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from domain.canonical import encode, parse_utc
from domain.casefile import REGISTRY, CaseEvent, fold
from domain.complaint import Complaint
from domain.founding import Archive
from domain.law.lawbook import LawBook
from domain.law.limits import Limit
from domain.officer import Officer
from domain.organ import Organ
from domain.record import Record
from domain.rectification import Rectification
from domain.requests.counting import Rules
from domain.requests.request import InformationRequest
from domain.review import SecrecyReview
from tests.golden.examples import decoded, stored

LINES = stored()
RULES = Rules.of(None)
# Values an event may hold. Like names of events they are for ever: some journal holds them.
VALUES: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "values.json").read_text("utf-8")
)
STANDINGS = [
    "archive of qinghe.gov.example/gongkai",
    "officer, keys VALID, posts registrar:HELD",
    "officer, keys VALID, posts registrar:ENDED",
    "officer, keys VALID, posts migrator:HELD",
    "organ 清河县住房和城乡建设局, guide by None",
    "organ 清河县卫生健康委员会, guide by 政务公开办",
    "officer, keys VALID,RETIRED,REVOKED,REVOKED, posts supervisor:HELD,drafter:ENDED",
    "record WITHDRAWN, 2 versions",
    "review CONCLUDED, CLEARED, ground None",
    "review CONCLUDED, REFUSED, ground D1",
    "record PUBLISHED, 1 versions",
    "rectification TOLD, outcome CORRECTED, of 2026-02-28",
    "rectification REFUSED, outcome None, of 2026-03-02",
    "rectification TRANSFERRED, outcome None, of 2026-03-02",
    "rectification TOLD, outcome REDIRECTED, of 2026-03-02",
    "complaint ANSWERED, PARTLY_UPHELD, of 2026-02-28",
    "complaint ANSWERED, None, of 2026-03-02",
    "request REPLIED, row 3.2, [1 PARTLY_PROVIDED,2 PROVIDED], "
    "clock ENDED from 2025-03-12 to 2025-05-08, "
    "[条例 art 30 0 WORKING_DAYS,行政复议法 art 48, 54 3 WORKING_DAYS]",
    "request REPLIED, row 3.1, [1 ALREADY_PUBLIC], clock ENDED from 2025-05-12 to 2025-06-10, []",
    "request REPLIED, row 3.4.1, [1 DOES_NOT_EXIST], clock ENDED from 2025-06-13 to 2025-08-29, []",
    "request WITHDRAWN, row 3.6.3, [], clock ENDED from 2025-06-03 to None, []",
    "request JOINED, row None, [], clock ENDED from None to None, []",
    "request OPEN, row None, [], clock RUNNING from 2025-06-04 to 2025-07-02, []",
    "request TAKEN_OVER, row 3.1, [], clock ENDED from None to None, []",
    "law book, fee within 15个工作日, 9 October 2027 worked: True",
    "record EXPUNGED, 1 versions",
    "request REPLIED, row 3.3.5, [1 REFUSED], clock ENDED from 2025-06-03 to None, "
    "[条例 art 30 7 WORKING_DAYS]",
    "request OPEN, row None, [], clock RUNNING from 2025-06-03 to 2025-07-01, []",
    "request WITHDRAWN, row 3.6.3, [], clock ENDED from 2025-06-03 to 2025-07-01, []",
]
"""How the case files of the corpus end, in its order."""

CASE_FILES = (
    Archive,
    Complaint,
    InformationRequest,
    LawBook,
    Officer,
    Organ,
    Record,
    Rectification,
    SecrecyReview,
)


def read(line: dict[str, Any]) -> CaseEvent:
    """The event of a line."""
    return REGISTRY.decode(
        line["topic"],
        line["data"].encode(),
        stream=line["stream"],
        version=line["version"],
        time=parse_utc(line["time"]),
    )


def test_every_stored_name_has_an_example() -> None:
    assert {line["topic"] for line in LINES} >= set(REGISTRY.topics)


def test_no_stored_name_has_disappeared() -> None:
    assert {line["topic"] for line in LINES} <= set(REGISTRY.topics)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['topic']}@{line['version']}")
def test_an_example_is_read_as_ever_and_written_byte_for_byte(line: dict[str, Any]) -> None:
    event = read(line)
    assert decoded(event) == line["decodes"]
    assert REGISTRY.encode(event) == line["data"].encode()
    assert encode(json.loads(line["data"])) == line["data"].encode()


def standing(case_file: Any) -> str:
    """Where a case file stands, in words that do not depend on how it remembers it."""
    if isinstance(case_file, Archive):
        return f"archive of {case_file.origin}"
    if isinstance(case_file, Organ):
        unit = case_file.guide and case_file.guide.unit
        return f"organ {case_file.name}, guide by {unit}"
    if isinstance(case_file, Officer):
        keys = ",".join(key.state for key in case_file.keys.values())
        posts = ",".join(f"{post.role}:{post.state}" for post in case_file.posts.values())
        return f"officer, keys {keys}, posts {posts}"
    if isinstance(case_file, Record):
        return f"record {case_file.state}, {len(case_file.versions)} versions"
    if isinstance(case_file, Rectification):
        state, outcome = case_file.state, case_file.outcome
        return f"rectification {state}, outcome {outcome}, of {case_file.dates[1]}"
    if isinstance(case_file, Complaint):
        return f"complaint {case_file.state}, {case_file.holding}, of {case_file.dates[1]}"
    if isinstance(case_file, InformationRequest):
        return request_standing(case_file)
    if isinstance(case_file, LawBook):
        fee = case_file.law.row(Limit, "fee_payment", date(2027, 6, 1)).chinese
        worked = case_file.calendar.is_working_day(date(2027, 10, 9))
        return f"law book, fee within {fee}, 9 October 2027 worked: {worked}"
    assert isinstance(case_file, SecrecyReview)
    return f"review {case_file.state}, {case_file.decision}, ground {case_file.ground}"


def request_standing(case: InformationRequest) -> str:
    """A request: where it ended, in which row it counts, and what its clock says now."""
    clock = case.under(RULES).count(date(2026, 3, 2))
    answers = ",".join(f"{number} {one.outcome}" for number, one in sorted(case.outcomes.items()))
    broken = ",".join(f"{one.article} {one.days} {one.unit}" for one in case.breaches)
    return (
        f"request {case.state}, row {case.first_row}, [{answers}], "
        f"clock {clock.state} from {clock.start} to {clock.due}, [{broken}]"
    )


def test_whole_case_files_are_replayed_to_where_they_stood() -> None:
    found = []
    for _, lines in groupby(LINES, key=lambda line: line["stream"]):
        own = list(lines)
        case_file = fold(None, [read(line) for line in own])
        assert case_file.version == len(own) == own[-1]["version"]
        found.append(standing(case_file))
    assert found == STANDINGS


def _enumerations(annotation: Any) -> typing.Iterator[type[StrEnum]]:
    """Every enumeration a member of this type may hold."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield annotation
    elif is_dataclass(annotation) and isinstance(annotation, type):
        hints = typing.get_type_hints(annotation)
        for field in fields(annotation):
            yield from _enumerations(hints[field.name])
    for argument in typing.get_args(annotation):
        yield from _enumerations(argument)


def test_no_value_an_event_may_hold_has_disappeared() -> None:
    now: dict[str, list[str]] = {}
    for case_file in CASE_FILES:
        for event in vars(case_file).values():
            if isinstance(event, type) and issubclass(event, CaseEvent):
                for enumeration in _enumerations(event):
                    now[enumeration.__name__] = [member.value for member in enumeration]
    for name, values in VALUES.items():
        assert set(values) <= set(now[name]), f"{name} lost a value that journals hold"
    assert {name: sorted(values) for name, values in now.items()} == VALUES, "add the new value"
