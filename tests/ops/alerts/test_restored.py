"""A copy of `subscriptions.db` that is older than what was told: nobody is told again."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ops.alerts.alerting import FILE, open_alerting
from ops.alerts.store import Store
from ops.alerts.wiring import alert_worker
from ops.clients import Clients
from search.embedded import BatchMatcher
from search.rhythm import Rhythm
from tests.ops.alerts.office import Office


@contextmanager
def _opened_again(office: Office) -> Iterator[Office]:
    """The same archive after a restart."""
    services = office.services
    alerting = open_alerting(
        office.settings,
        journal=services.journal,
        contents=services.contents,
        clients=Clients(),
        origin=services.origin,
        clock=office.clock,
    )
    worker = alert_worker(
        alerting,
        office.settings,
        journal=services.journal,
        views=services.views,
        contents=services.contents,
        matcher=BatchMatcher(),
        demo=False,
        tables=services.tables,
    )
    yield replace(office, alerting=alerting, worker=worker)
    alerting.close()


@contextmanager
def _restarted_with(office: Office, copy: Path | None) -> Iterator[Office]:
    """The archive after a restart, `subscriptions.db` put back from `copy`."""
    office.alerting.close()
    if copy is not None:
        for path in office.home.glob(f"{FILE}*"):
            path.unlink()
        shutil.copy(copy, office.home / FILE)
    with _opened_again(office) as again:
        yield again


def _copy(office: Office, folder: Path) -> Path:
    """A backup of the file as it stands."""
    copy = folder / "backup.db"
    office.alerting.store.connection().execute("VACUUM INTO ?", (str(copy),))
    return copy


def test_what_was_told_since_an_older_copy_is_not_told_again_and_what_comes_after_is(
    office: Office, tmp_path: Path
) -> None:
    office.look()
    office.subscribe()
    older = _copy(office, tmp_path)
    office.town.publish_record()
    assert len(office.told()) == 1
    with _restarted_with(office, older) as restored:
        assert restored.told() == []
        restored.town.publish_record()
        assert len(restored.told()) == 1
        with _restarted_with(restored, None) as again:
            assert again.told() == []
            again.town.publish_record()
            assert len(again.told()) == 1


def test_what_waited_in_the_copy_was_sent_since_and_is_not_sent_again(
    office: Office, tmp_path: Path
) -> None:
    office.look()
    office.subscribe(rhythm=Rhythm.DAILY)
    office.town.publish_record()
    office.look()
    assert office.rows("news") == 1
    older = _copy(office, tmp_path)
    office.clock.advance(hours=48)
    office.send()
    assert len(office.post.accepted) == 1
    office.post.accepted.clear()
    office.town.publish_record()
    office.look()
    with _restarted_with(office, older) as restored:
        assert restored.rows("news") == 0
        restored.clock.advance(hours=48)
        restored.send()
        assert restored.post.accepted == []


def test_what_waits_over_an_ordinary_restart_is_sent(office: Office) -> None:
    office.look()
    office.subscribe()
    office.town.publish_record()
    office.look()
    with _restarted_with(office, None) as again:
        assert len(again.told()) == 1


@pytest.mark.parametrize("damage", [b"", b"x", b"-5", b"9" * 400, None])
def test_without_the_mark_or_with_a_damaged_one_all_goes_on(
    office: Office, damage: bytes | None
) -> None:
    office.look()
    office.subscribe()
    mark = office.home / "subscriptions.reached"
    assert mark.read_bytes().strip().isdigit()
    if damage is None:
        mark.unlink()
    else:
        mark.write_bytes(damage)
    with _restarted_with(office, None) as again:
        again.town.publish_record()
        assert len(again.told()) == 1
        assert int(mark.read_bytes()) == again.services.journal.position()


def test_where_the_journal_is_the_older_one_too_the_mark_is_of_another_and_counts_no_more(
    tmp_path: Path,
) -> None:
    """All was restored from one moment but the mark: nothing of what comes now was ever told."""
    (tmp_path / "subscriptions.reached").write_text("900\n")
    for head in (500, 920):
        store = Store(tmp_path / FILE, lambda: b"s" * 32, lambda head=head: head)  # type: ignore[misc]
        (position,) = store.connection().execute("SELECT position FROM followed").fetchone()
        assert position == 500
        store.close()
