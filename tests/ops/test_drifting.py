"""Drift of a real index: what was lost, left over or turned is found and repaired."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ops.bootstrap import Services, follow
from ops.covering import catch_up
from ops.drifting import Drift, look, repair
from projections import casework
from search.documents import hidden
from search.drift import Kind
from search.engine import Indexed
from search.finding import Request
from tests.premises import Premises, furnish
from tests.projections.lives import fill
from tests.terminal import gongkai
from tests.town import Town, copy_town


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    premises = furnish(founded_town, tmp_path)
    town = copy_town(founded_town, premises.home)
    fill(town)
    town.publish_record(title="会丢的通知", text="第一条 丢失。")
    town.publish_record(title="会藏的通知", text="第一条 藏起。")
    town.close()
    return premises


@pytest.fixture
def services(premises: Premises) -> Iterator[Services]:
    with premises.open() as services:
        catch_up(services)
        yield services


def looked(services: Services) -> Drift:
    return look(services.views, "index", services.engines.inventories["index"])


def test_an_index_that_followed_has_no_drift(services: Services) -> None:
    told: list[tuple[int, int]] = []
    drift = look(
        services.views, "index", services.engines.inventories["index"], lambda *at: told.append(at)
    )
    assert drift.found == ()
    assert drift.reached == drift.known == services.journal.position()
    assert told[-1] == (drift.records, drift.records)
    assert len(list(services.engines.inventories["index"].keys())) > drift.records / 2


def damage(services: Services) -> dict[str, Kind]:
    """Spoil the index through its own port: it has no way to lose a document, so one is hidden,
    one is set back to an older event, and one comes that nobody published."""
    with services.views.connect() as connection:
        files = {file.title: file for file in casework.files_in_order(connection) if file.versions}
    with follow(services) as following:
        assert following is not None
        (index,) = following.indexes
        gone = files["会藏的通知"]
        at = index.position()
        stranger = "record:01900000-0000-7000-8000-00000000dead"
        lost = files["会丢的通知"]
        fresh = index.beside()
        fresh.restart()
        writer = fresh._rebuild
        assert writer is not None
        for file in files.values():
            documents = index.documents.of(file)
            if file is lost:
                continue
            if file is gone:
                documents = [hidden(one.record, one.version, one.position) for one in documents]
            writer.apply(documents, at)
        other = index.documents.of(gone)[0]
        writer.apply([replace(other, record=stranger)], at)
        fresh.caught_up()
    return {lost.id: Kind.MISSING, gone.id: Kind.HIDDEN, stranger: Kind.LEFT_OVER}


def test_drift_is_found_told_and_repaired(services: Services, premises: Premises) -> None:
    expected = damage(services)
    drift = looked(services)
    assert {one.key[0]: one.kind for one in drift.found} == expected
    assert services.finder.find(Request("会丢的通知")).hits == ()
    with follow(services) as following:
        assert following is not None
        repair(services.views, following.indexes[0], drift)
    assert looked(services).found == ()
    assert len(services.finder.find(Request("会丢的通知")).hits) == 1
    assert len(services.finder.find(Request("会藏的通知")).hits) == 1
    document = services.engines.engine.document
    stranger = next(key for key, kind in expected.items() if kind is Kind.LEFT_OVER)
    assert document(stranger, 1) == Indexed(services.journal.position(), True)


def test_the_command_line_tells_drift_and_repairs_it(
    services: Services, premises: Premises
) -> None:
    assert "没有不符" in gongkai(premises.home, "index", "drift").fine().out
    damage(services)
    ran = gongkai(premises.home, "index", "drift")
    assert ran.code == 1
    assert "缺失 1 处" in ran.out
    (told,) = gongkai(premises.home, "index", "drift", "--json").json
    assert told["counts"] == {"missing": 1, "hidden": 1, "left_over": 1}
    mended = gongkai(premises.home, "index", "drift", "--repair").fine()
    assert "已修好 3 处" in mended.out
    rebuilt = gongkai(premises.home, "index", "rebuild", "--json").fine().json
    assert rebuilt == {"rebuilt": ["index"], "position": premises.position()}
    assert gongkai(premises.home, "index", "rebuild", "--engine", "x").code == 1


def test_while_a_server_runs_it_fills_the_index_anew_and_goes_on_answering(
    services: Services, premises: Premises
) -> None:
    stopping, index = threading.Event(), premises.home / "index"
    before = (index / "CURRENT").read_text()
    with follow(services) as following:
        assert following is not None
        server = threading.Thread(target=following.run, args=(stopping,))
        server.start()
        try:
            assert "已重建" in gongkai(premises.home, "index", "rebuild").fine().out
        finally:
            stopping.set()
            server.join()
    assert (index / "CURRENT").read_text() != before
    assert len([path for path in index.iterdir() if path.is_dir()]) == 1
    assert list(premises.home.glob("rebuild-*")) == []
    assert len(services.finder.find(Request("会丢的通知")).hits) == 1
    assert looked(services).found == ()
