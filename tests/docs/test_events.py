"""docs/events.md is what the registry says."""

from pathlib import Path

from domain.casefile import REGISTRY
from projections.actions import ACTIONS
from tests.docs.catalogue import page

PROJECT = Path(__file__).parents[2]


def test_the_page_of_stored_events_is_the_registry_s() -> None:
    written = (PROJECT / "docs/events.md").read_text("utf-8")
    assert written == page(), "python -m tests.docs.catalogue > docs/events.md"


def test_every_stored_event_has_its_section_and_its_chinese_name() -> None:
    written = (PROJECT / "docs/events.md").read_text("utf-8")
    for topic in REGISTRY.topics:
        assert f"\n## `{topic}`\n\n**{ACTIONS[topic]}**" in written
