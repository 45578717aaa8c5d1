"""清除 to its end: nothing in HOME holds a destroyed word; until then the order is unfinished."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tantivy

from domain.content import ClearPart, Content
from domain.record import Record
from ops.bootstrap import Services, follow
from ops.covering import catch_up
from ops.queries import QueryMemory
from ops.query_counts import LISTED_AFTER
from ops.reindexing import Asked, fill_anew
from ops.sweeping import sweep
from ops.verifying import verify
from projections.expungings import Standing
from search.analysis import streams
from search.fields import ANALYSED
from search.finding import Request
from search.indexer import IndexProjection
from tests.premises import Premises, furnish
from tests.town import ORDER, Town, copy_town

WORD = "犇骉麤"
"""Three characters that no other document has."""

TEXT = f"第一条 {WORD}名单不得外传。"
TERMS = {term for term in streams(WORD).bigrams.split() if len(term) > 1}


@pytest.fixture
def premises(founded_town: Town, tmp_path: Path) -> Premises:
    return furnish(founded_town, tmp_path)


@pytest.fixture
def services(premises: Premises) -> Iterator[Services]:
    with premises.open() as services:
        yield services


@pytest.fixture
def open_town(premises: Premises, founded_town: Town) -> Iterator[Town]:
    town = copy_town(founded_town, premises.home)
    yield town
    town.close()


def holding(home: Path, *words: str) -> list[str]:
    """Files in which a text stands as programs write it; index files hold terms as UTF-8."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            codings = ("utf-8", "gb18030", "utf-16-le")
            if any(word.encode(coding) in data for word in words for coding in codings):
                found.append(str(path.relative_to(home)))
    return found


def in_dictionaries(home: Path) -> int:
    """How many entries the term dictionaries of all indexes have for the word's terms: those of
    deleted documents too. The files themselves are compressed."""
    counted = 0
    for folder in (home / "index").iterdir():
        if folder.is_dir():
            searcher = tantivy.Index.open(str(folder)).searcher()
            fields = (field for field in ANALYSED if field.endswith("_b"))
            counted += sum(searcher.doc_freq(field, term) for field in fields for term in TERMS)
    return counted


def standing(services: Services) -> Standing:
    (one,) = services.expungings()
    return one


def published(town: Town, services: Services) -> str:
    """A record with two versions and a draft, all with the word, beside one that stays."""
    town.publish_record(title="留下的通知", text="第一条 留下。")
    record = town.publish_record(title="名单", text=TEXT).id
    town.amend(record, text=f"{TEXT}修改。")
    town.amend_draft(record, text=f"{TEXT}草稿。")
    catch_up(services)
    return record


def found(services: Services, words: str) -> list[str]:
    return [hit.record for hit in services.finder.find(Request(words)).hits]


def test_until_every_index_is_filled_anew_the_order_is_unfinished(
    services: Services, open_town: Town
) -> None:
    town, home = open_town, open_town.home
    record = published(town, services)
    assert found(services, WORD) == [record]
    assert in_dictionaries(home) > 0
    town.disclosure.order_expunging(town.housing.approver, record, ORDER)
    catch_up(services)
    assert standing(services).chinese == "待登记员对照原件确认"
    assert found(services, WORD) == [record]
    town.disclosure.expunge(town.registrars[0], record)
    # The register does not know yet: there is nothing to show any more, and nothing breaks.
    assert WORD not in repr(services.finder.find(Request(WORD)).hits)
    catch_up(services)
    assert found(services, WORD) == []
    unfinished = standing(services)
    assert (unfinished.left, unfinished.unclean) == (0, ("index",))
    assert not unfinished.finished
    assert in_dictionaries(home) > 0
    with follow(services) as following:
        assert following is not None
        (index,) = following.indexes
        assert fill_anew(index, services.journal)
    assert standing(services).finished
    assert in_dictionaries(home) == 0
    assert holding(home, WORD, *TERMS) == []
    assert len([path for path in (home / "index").iterdir() if path.is_dir()]) == 1
    assert found(services, "留下") != []
    assert verify(home).sound


def test_the_worker_finishes_an_order_by_itself_and_searches_go_on(
    services: Services, open_town: Town
) -> None:
    town = open_town
    record = published(town, services)
    memory = QueryMemory(town.home / "queries.db", lambda query: query, lambda text: True)
    for number in range(LISTED_AFTER):
        memory.note(WORD, f"192.0.2.{number}", False)
    memory.close()
    assert "queries.db" in " ".join(holding(town.home, WORD))
    stopping, answers = threading.Event(), []
    with follow(services) as following:
        assert following is not None
        thread = threading.Thread(target=following.run, args=(stopping,))
        thread.start()
        try:
            town.expunge(record)
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                answers.append(len(found(services, "留下")))
                with services.views.connect():
                    pass
                told = services.expungings()
                if told and told[0].finished:
                    break
            assert standing(services).finished
        finally:
            stopping.set()
            thread.join()
    assert set(answers) == {1}
    assert in_dictionaries(town.home) == 0
    assert holding(town.home, WORD, *TERMS) == []


def test_until_the_memory_of_queries_is_empty_the_order_is_unfinished(
    services: Services, open_town: Town
) -> None:
    town, home = open_town, open_town.home
    record = published(town, services)
    memory = QueryMemory(home / "queries.db", lambda query: query, lambda text: True)
    for number in range(LISTED_AFTER):
        memory.note(WORD, f"192.0.2.{number}", False)
    memory.flush()
    assert [one.text for one in memory.in_vain()] == [WORD]
    town.expunge(record)
    catch_up(services)
    reader = sqlite3.connect(home / "queries.db")
    with follow(services) as following:
        assert following is not None
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM common").fetchone()
        # Who reads keeps the file from being written anew, and no index from being filled.
        assert fill_anew(following.indexes[0], services.journal)
        assert standing(services).chinese == "没有完成：检索词的记录还没有清空"
        assert standing(services).to_json()["queries_remembered"] is True
        reader.close()
        sweep(services)
    assert standing(services).finished
    assert memory.in_vain() == ()
    assert holding(home, WORD, *TERMS) == []
    memory.close()


def test_what_a_killed_act_left_is_destroyed_before_an_index_is_called_clean(
    services: Services, open_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town
    record = published(town, services)
    with monkeypatch.context() as killed:
        killed.setattr(town.contents, "destroy", lambda contents: None)
        town.expunge(record)
    catch_up(services)
    assert standing(services).left == 3
    with follow(services) as following:
        assert following is not None
        assert fill_anew(following.indexes[0], services.journal)
    assert standing(services).finished
    assert in_dictionaries(town.home) == 0
    assert holding(town.home, WORD, *TERMS) == []


def test_a_sweep_finishes_a_destruction_that_was_killed_half_way(
    services: Services, open_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town
    record = published(town, services)
    with monkeypatch.context() as killed:
        killed.setattr(town.contents.blobs, "remove", lambda blobs: None)
        town.expunge(record)
    catch_up(services)
    contents = town.app.load(Record, record).contents
    assert len(services.contents.left_of(contents)) == 3
    sweep(services)
    assert services.contents.left_of(contents) == []
    assert services.remnants.clear() == town.position


def test_an_index_that_is_begun_while_an_order_stands_is_not_called_clean_for_the_next(
    services: Services, open_town: Town
) -> None:
    town = open_town
    first, second = published(town, services), published(town, services)
    town.expunge(first)
    catch_up(services)
    with follow(services) as following:
        assert following is not None
        assert fill_anew(following.indexes[0], services.journal)
    town.expunge(second)
    catch_up(services)
    newest, oldest = services.expungings()
    assert (newest.finished, oldest.finished) == (False, True)
    assert newest.expunging.record == second


def test_filling_anew_is_told_to_stop_and_leaves_the_old_index(
    services: Services, open_town: Town
) -> None:
    town = open_town
    record = published(town, services)
    stopping = threading.Event()
    stopping.set()
    with follow(services) as following:
        assert following is not None
        before = sorted(path.name for path in (town.home / "index").iterdir())
        assert not fill_anew(following.indexes[0], services.journal, stopping=stopping)
        assert sorted(path.name for path in (town.home / "index").iterdir()) == before
    assert found(services, WORD) == [record]


def test_an_order_survives_a_crash_at_each_step_of_filling_anew(
    services: Services, open_town: Town
) -> None:
    town = open_town
    record = published(town, services)
    town.expunge(record)
    catch_up(services)
    # Killed while the new index is filled: nobody abandons it.
    with follow(services) as following:
        assert following is not None
        killed = following.indexes[0].beside()
        killed.restart()
    assert len([path for path in (town.home / "index").iterdir() if path.is_dir()]) == 2
    assert standing(services).unclean == ("index",)
    # Killed after the new one answers, before it is noted since when it is clean.
    with follow(services) as following:
        assert following is not None
        assert len([path for path in (town.home / "index").iterdir() if path.is_dir()]) == 1
        index = following.indexes[0]
        unnoted = IndexProjection(
            index._engine, services.journal, services.contents.text, "index", lambda: 0
        )
        assert fill_anew(unnoted, services.journal)
    assert in_dictionaries(town.home) == 0
    assert standing(services).unclean == ("index",)
    # The next start finishes.
    with follow(services) as following:
        assert following is not None
        reindexing = following._reindexing
        assert reindexing.round(following.indexes[0], threading.Event())
    assert standing(services).finished
    with follow(services) as following:
        assert following is not None
        before = (town.home / "index/CURRENT").read_text()
        assert following._reindexing.round(following.indexes[0], threading.Event())
        assert (town.home / "index/CURRENT").read_text() == before


def test_what_is_asked_for_stands_until_it_is_done(tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    asked.ask("index")
    assert Asked(tmp_path).wanted("index")
    asked.told("index", 5, 10)
    assert asked.reached("index") == (5, 10)
    asked.done("index", "不行")
    assert (asked.wanted("index"), asked.reached("index")) == (False, None)
    assert asked.failure("index") == "不行"
    asked.ask("index")
    assert asked.failure("index") is None
    asked.done("index")
    assert list(tmp_path.iterdir()) == []


def test_an_order_names_every_content_it_destroys(open_town: Town, services: Services) -> None:
    record = published(open_town, services)
    contents: tuple[Content, ...] = open_town.app.load(Record, record).contents
    assert len({content.id for content in contents}) == 3
    assert all(isinstance(part, ClearPart) for part in services.contents.open(contents[0]))
