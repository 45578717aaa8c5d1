"""The registry of stored event names: an allow-list both ways, never a path to code."""

import re
from datetime import UTC, datetime

import pytest

import domain.complaint
import domain.founding
import domain.law.lawbook
import domain.officer
import domain.organ
import domain.record
import domain.rectification
import domain.requests.request
import domain.review
from domain.act import acting
from domain.casefile import REGISTRY, CaseEvent, CaseFile, CaseMapper, CreatedEvent, Registry, fold
from domain.errors import Malformed, UnknownEvent
from domain.organ import Guide, Organ
from tests.town import act

CASE_FILES: tuple[type[CaseFile], ...] = (
    domain.complaint.Complaint,
    domain.founding.Archive,
    domain.officer.Officer,
    domain.organ.Organ,
    domain.record.Record,
    domain.rectification.Rectification,
    domain.review.SecrecyReview,
    domain.law.lawbook.LawBook,
    domain.requests.request.InformationRequest,
)
CALLED = {"request": "information_request"}
"""What the stored names call a case file whose ids begin with another word."""
BEGINNINGS = {"founded", "enrolled", "drafted", "opened", "migrated", "filed", "taken_over"}
ORGAN = "organ:01900000-0000-7000-8000-000000000001"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
ENROLLED = b'{"aliases":[],"code":"","kind":"ORGAN","name":"\xe5\xb1\x80","short_name":""}'


def test_stored_names_tell_case_file_event_and_version_and_no_module() -> None:
    for topic in REGISTRY.topics:
        assert re.fullmatch(r"gongkai\.[a-z_]+\.[a-z_]+\.v[1-9][0-9]*", topic), topic


def test_every_event_class_of_every_case_file_is_registered_under_its_own_name() -> None:
    named = {
        event.TOPIC: (case_file, name)
        for case_file in CASE_FILES
        for name, event in vars(case_file).items()
        if isinstance(event, type) and issubclass(event, CaseEvent) and hasattr(event, "TOPIC")
    }
    assert set(REGISTRY.topics) == named.keys()
    for topic, (case_file, name) in named.items():
        words = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        called = CALLED.get(case_file.PREFIX, case_file.PREFIX)
        assert topic == f"gongkai.{called}.{words}.v1"


def test_a_name_is_taken_once() -> None:
    registry = Registry()
    registry.add(Organ)
    with pytest.raises(TypeError, match="already taken"):
        registry.add(Organ)


def test_an_event_reads_back_as_it_was_written() -> None:
    event = REGISTRY.decode(Organ.Enrolled.TOPIC, ENROLLED, stream=ORGAN, version=1, time=NOW)
    assert isinstance(event, Organ.Enrolled)
    assert (event.name, event.originator_id, event.originator_version) == ("局", ORGAN, 1)
    assert event.timestamp == NOW
    assert REGISTRY.encode(event) == ENROLLED


@pytest.mark.parametrize("topic", ["", "os:system", "gongkai.organ.enrolled.v2", "Organ.Enrolled"])
def test_a_name_outside_the_registry_is_no_event(topic: str) -> None:
    with pytest.raises(UnknownEvent):
        REGISTRY.decode(topic, ENROLLED, stream=ORGAN, version=1, time=NOW)


@pytest.mark.parametrize(("stream", "version"), [("record:1", 1), (ORGAN, 2), ("organ", 1)])
def test_an_event_stands_in_its_own_case_file_and_the_first_one_first(
    stream: str, version: int
) -> None:
    with pytest.raises(Malformed, match="不能是案卷"):
        REGISTRY.decode(Organ.Enrolled.TOPIC, ENROLLED, stream=stream, version=version, time=NOW)


def test_events_are_frozen() -> None:
    event = REGISTRY.decode(Organ.Enrolled.TOPIC, ENROLLED, stream=ORGAN, version=1, time=NOW)
    with pytest.raises(AttributeError):
        event.name = "other"  # type: ignore[attr-defined]


def test_replaying_gives_the_case_file_that_was_decided() -> None:
    with acting(act()):
        organ = Organ.enrol(name="清河县民政局")
        organ.state_guide(Guide("办公室", "", "", "", "", ""))
    mapper = CaseMapper()
    events = [
        REGISTRY.decode(
            stored.topic,
            stored.state,
            stream=str(stored.originator_id),
            version=stored.originator_version,
            time=event.timestamp,
        )
        for event in organ.pending_events
        for stored in [mapper.to_stored_event(event)]
    ]
    replayed = fold(None, events)
    organ.collect_events()
    assert replayed == organ


def test_replaying_never_judges_history_again() -> None:
    """A rule of today must not make yesterday unreadable: folds check nothing."""
    nameless = REGISTRY.decode(
        Organ.Enrolled.TOPIC,
        ENROLLED.replace(b"\xe5\xb1\x80", b""),
        stream=ORGAN,
        version=1,
        time=NOW,
    )
    assert fold(None, [nameless]).name == ""


def test_replaying_stops_at_a_missing_event() -> None:
    first = REGISTRY.decode(Organ.Enrolled.TOPIC, ENROLLED, stream=ORGAN, version=1, time=NOW)
    guide = b'{"guide":{"address":"","fax":"","hours":"","mail":"","telephone":"","unit":"x"}}'
    third = REGISTRY.decode(Organ.GuideStated.TOPIC, guide, stream=ORGAN, version=3, time=NOW)
    with pytest.raises(Malformed, match="缺少第 2 号事件"):
        fold(None, [first, third])
    with pytest.raises(Malformed, match="缺少第 1 号事件"):
        fold(None, [third])
    assert fold(None, []) is None


def test_ids_are_random_and_tell_nothing() -> None:
    with acting(act()):
        organ = Organ.enrol(name="清河县民政局")
    assert re.fullmatch(r"organ:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", organ.id)


def test_the_librarys_stored_event_without_a_time_is_refused() -> None:
    with acting(act()):
        stored = CaseMapper().to_stored_event(Organ.enrol(name="x").pending_events[0])
    with pytest.raises(Malformed, match="没有记录时间"):
        CaseMapper().to_domain_event(stored)


def test_only_first_events_create() -> None:
    for case_file in CASE_FILES:
        for event in vars(case_file).values():
            if isinstance(event, type) and issubclass(event, CreatedEvent):
                assert event.TOPIC.split(".")[2] in BEGINNINGS
