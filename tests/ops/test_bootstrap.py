"""The composition root: what opens, who follows, and that archives never meet."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.archive import Caller
from domain.content import ClearPart
from domain.description import OpennessGiven
from domain.errors import NotFound, SignInRefused
from domain.officer import Officer
from domain.review import Decision
from domain.vocabulary import Channel, Openness
from ops.bootstrap import Services, follow, open_archive
from ops.covering import catch_up, cover
from ops.settings import Settings
from projections.projector import Projector
from projections.register_fold import register_projection
from search.finding import Request
from tests.premises import PASSPHRASE, Premises, furnish
from tests.terminal import clean_environment
from tests.town import CHECKED, Town, body, description

PROACTIVE = OpennessGiven(Openness.PROACTIVE, None, "")


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    """A HOME of this test's own."""
    return furnish(founded_town, tmp_path)


@pytest.fixture
def services(premises: Premises) -> Iterator[Services]:
    """That archive, open."""
    with premises.open() as services:
        yield services


def test_where_no_archive_was_founded_none_is_opened_and_nothing_is_made(tmp_path: Path) -> None:
    with (
        pytest.raises(NotFound, match="gongkai found"),
        open_archive(Settings(home=tmp_path / "var")),
    ):
        pass
    assert not (tmp_path / "var").exists()


def test_two_archives_in_two_homes_never_meet(founded_town: Town, tmp_path: Path) -> None:
    one, other = furnish(founded_town, tmp_path / "1"), furnish(founded_town, tmp_path / "2")
    with one.open() as here, other.open() as there:
        content = here.contents.keep([ClearPart("a.txt", "text/plain", b"a", "a", "text/1")])
        cover(here, here.journal.position())
        assert there.positions() == {"register": 0, "trail": 0, "index": 0, "log": 0}
        assert not there.contents.holds_key(content.id)
        token = here.keystore.sign_in(one.first, PASSPHRASE, valid_keys(here))
        with pytest.raises(SignInRefused):
            there.keystore.session(token)


def valid_keys(services: Services) -> Callable[[str], frozenset[str]]:
    """Which keys an officer may sign with."""
    return lambda officer: services.archive.load(Officer, officer).valid_keys()


def test_no_variable_of_the_event_library_changes_what_is_stored(
    founded_town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    premises = furnish(founded_town, tmp_path)
    for name, value in (
        ("CIPHER_KEY", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"),
        ("CIPHER_TOPIC", "eventsourcing.cipher:AESCipher"),
        ("COMPRESSOR_TOPIC", "zlib"),
        ("PERSISTENCE_MODULE", "eventsourcing.sqlite"),
        ("SQLITE_DBNAME", ":memory:"),
    ):
        monkeypatch.setenv(name, value)
    with premises.open() as services:
        officer, signers = services.keystore.unlock(premises.first, PASSPHRASE)
        post = services.archive.load(Officer, officer).held_posts()[0]
        caller = Caller(officer, post.id, signers[0])
        organ = services.registration.enrol_organ(caller, name="清河县人民政府").stream
        row = services.journal.select_events(organ)[0]
    assert row.state.decode().startswith('{"aliases":[]')


def test_who_follows_is_one_process_at_a_time(services: Services) -> None:
    with follow(services) as first, follow(services) as second:
        assert first is not None
        assert second is None
    with follow(services) as again:
        assert again is not None


def test_the_lock_is_free_again_when_its_holder_dies(services: Services) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from ops.homelock import HomeLock;"
        "lock = HomeLock(Path(sys.argv[1])); print(lock.acquire(), flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(services.settings.home)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=clean_environment(),
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"True\n"
    with follow(services) as projector:
        assert projector is None
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with follow(services) as projector:
        assert projector is not None


def test_nothing_withdrawn_is_found_while_the_index_is_late(
    town: Town, founded_town: Town, tmp_path: Path
) -> None:
    premises = furnish(founded_town, tmp_path / "premises")
    office = town.housing
    with premises.open() as services:
        disclosure = services.disclosure
        record = disclosure.draft(
            office.drafter,
            description=description(),
            openness=PROACTIVE,
            parts=[body("第一条 公示期不少于7天。")],
        ).stream
        review = str(disclosure.open_review(office.drafter, record).events[1].originator_id)
        disclosure.conclude(
            office.reviewer, review, decision=Decision.CLEARED, reason="可以公开", checklist=CHECKED
        )
        disclosure.approve(office.approver, record)
        disclosure.publish(office.approver, record, [(Channel.PORTAL, None)])
        cover(services, services.journal.position())
        assert [hit.record for hit in services.finder.find(Request("公示期")).hits] == [record]
        disclosure.withdraw(office.approver, record, reason="误公开", basis="条例")
        Projector(services.journal, [register_projection(services.views)]).catch_up()
        found = services.finder.find(Request("公示期"))
        assert (found.hits, found.count) == ((), 0)
        assert not any(value.count for values in found.facets.values() for value in values)
        assert not found.months
        for query, told in (("“公示期不少于”", "“公示期不多于”"), ("公示期", "公示朝")):
            found, wrong = (services.finder.find(Request(one)) for one in (query, told))
            assert [note.code for note in found.notes] == [note.code for note in wrong.notes]
        catch_up(services)
        assert services.finder.find(Request("")).count == 1


def test_a_cursor_is_read_by_every_process_of_its_archive_and_by_no_other(
    town: Town, founded_town: Town, tmp_path: Path
) -> None:
    for title in ("甲", "乙"):
        town.publish_record(title=f"{title}区青石渠公告")
    premises = furnish(town, tmp_path / "premises")
    request = Request("青石渠", size=1)
    with premises.open() as services:
        catch_up(services)
        cursor = services.finder.find(request).cursor
    with premises.open() as services:
        found = services.finder.find(replace(request, cursor=cursor))
        assert (len(found.hits), found.cursor, found.notes) == (1, None, ())
    with furnish(founded_town, tmp_path / "other").open() as services:
        found = services.finder.find(replace(request, cursor=cursor))
        assert "cursor_unreadable" in [note.code for note in found.notes]
