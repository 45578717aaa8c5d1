"""What a killed process left in the stores, and what must stay there."""

from pathlib import Path

import pytest

from domain.description import OpennessGiven
from domain.record import Record
from domain.vocabulary import Openness
from ops import sweeping
from ops.covering import cover
from ops.sweeping import sweep
from tests.premises import furnish
from tests.town import Town, body, description

PROACTIVE = OpennessGiven(Openness.PROACTIVE, None, "")


def test_ownerless_contents_are_swept_when_they_are_old_and_drafts_are_kept(
    town: Town, founded_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    premises = furnish(founded_town, tmp_path / "premises")
    with premises.open() as services:
        kept = services.disclosure.draft(
            town.housing.drafter,
            description=description(),
            openness=PROACTIVE,
            parts=[body("草稿的正文")],
        )
        lost = services.contents.keep([body("没有事件的正文")])
        # While the register is behind nothing can be called ownerless, however old it is.
        monkeypatch.setattr(sweeping, "SWEEP_AGE_SECONDS", -3600.0)
        assert sweep(services) == 0
        monkeypatch.undo()
        cover(services, kept.position)
        assert sweep(services) == 0
        assert services.contents.text(lost) == "没有事件的正文"
        monkeypatch.setattr(sweeping, "SWEEP_AGE_SECONDS", -3600.0)
        assert sweep(services) == 3
        assert not services.contents.holds_key(lost.id)
        pending = services.archive.load(Record, kept.stream).pending
        assert pending is not None
        assert services.contents.text(pending.content) == "草稿的正文"
