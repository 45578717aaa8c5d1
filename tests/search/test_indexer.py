"""From the journal to the index: one document a version, and nothing that is not public."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.content import Content
from domain.description import OpennessGiven
from domain.errors import NotFound
from domain.record import Record, RecordState
from domain.vocabulary import Channel, Openness
from projections.happened import Happened
from projections.projector import Hole, NotRebuilt, Projector
from search.embedded import EmbeddedEngine
from search.engine import (
    AllOf,
    CompiledQuery,
    Document,
    DocumentRefused,
    EngineUnavailable,
    Indexed,
    Key,
    Page,
    Range,
    Term,
)
from search.fields import SHOWN
from search.finding import Finder, Request
from search.indexer import IndexProjection
from tests.projections.lives import LIVES, Lives, all_events, fill, in_pieces, tamper
from tests.town import Town, body, copy_town


class Shelf:
    """A writing engine that keeps the documents it was given, to look at them."""

    def __init__(self) -> None:
        self.documents: dict[Key, Document] = {}
        self.reached = self.noted = 0
        self.unavailable, self.why = 0, "busy"
        self.refused = ""
        self.beside: Shelf | None = None

    def position(self) -> int:
        return self.reached

    def apply(self, documents: Sequence[Document], position: int) -> None:
        if self.unavailable:
            self.unavailable -= 1
            raise EngineUnavailable(self.why)
        for document in documents:
            if document.record == self.refused:
                raise DocumentRefused(f"{document.record} 太大")
            assert document.position <= position
            known = self.documents.get(document.key)
            if known is None or known.position <= document.position:
                self.documents[document.key] = document
        self.reached = max(self.reached, position)

    def rebuild(self, begun: int = 0) -> "ShelfBeside":
        return ShelfBeside(self, begun)

    def begun(self) -> int:
        return self.noted

    def keys(self) -> Any:
        for key in sorted(self.documents):
            yield key, Indexed(self.documents[key].position, self.documents[key].hidden)

    def close(self) -> None:
        """Nothing to let go of."""

    def search(self, query: Any, page: Any) -> Any:
        raise NotImplementedError

    def explain(self, query: Any, record: str) -> Any:
        raise NotImplementedError

    def document(self, record: str, version: int) -> Any:
        return self.documents.get((record, version))


class ShelfBeside(Shelf):
    """A shelf being filled beside another."""

    def __init__(self, front: Shelf, begun: int) -> None:
        super().__init__()
        self.front = front
        self.noted = begun

    def finish(self) -> None:
        self.front.documents, self.front.reached = self.documents, self.reached
        self.front.noted = self.noted

    def __enter__(self) -> "ShelfBeside":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to throw away."""


@pytest.fixture
def busy_town(town: Town) -> Town:
    """A town with a record of each fate."""
    fill(town)
    return town


def projection_of(town: Town, engine: Any) -> IndexProjection:
    """The index projection of a town."""
    return IndexProjection(engine, town.journal, town.contents.text)


def follow(town: Town, engine: Any) -> None:
    """Bring the index to the journal's head, as a new process does."""
    projector = Projector(town.journal, [projection_of(town, engine)])
    projector.catch_up()
    assert not projector.states()[0].failed, projector.states()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    """A real index on disk."""
    engine = EmbeddedEngine(tmp_path / "index")
    yield engine
    engine.close()


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(tries=LIVES, seed=st.integers(0, 1000))
def test_after_any_lives_the_documents_are_those_of_a_rebuild_and_hold_nothing_unpublished(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory, tries: Any, seed: int
) -> None:
    town = copy_town(founded_town, tmp_path_factory.mktemp("lives") / "town")
    followed, rebuilt, cut = Shelf(), Shelf(), Shelf()
    lives = Lives(town)
    projector = Projector(town.journal, [projection_of(town, followed)])
    for number, attempt in enumerate(tries):
        lives.attempt(*attempt)
        if (seed + number) % 2:
            projector.round()
        if (seed + number) % 5 == 0:
            projector = Projector(town.journal, [projection_of(town, followed)])
    projector.catch_up()
    assert not projector.states()[0].failed, projector.states()
    follow(town, rebuilt)
    assert followed.documents == rebuilt.documents
    piecewise = projection_of(town, cut)
    for piece in in_pieces(all_events(town), seed):
        piecewise.apply(piece)
    assert cut.documents == rebuilt.documents
    projector.rebuild("index")
    assert followed.documents == rebuilt.documents
    _require_public(town, lives, rebuilt.documents)
    town.close()


def _require_public(town: Town, lives: Lives, documents: Mapping[Key, Document]) -> None:
    expected = {}
    for identity in lives.records:
        record = town.app.load(Record, identity)
        for version in record.versions:
            expected[identity, version.number] = record
    assert set(documents) == set(expected)
    for (_, number), document in documents.items():
        record = expected[document.record, number]
        version = record.version_of(number)
        current = number == len(record.versions)
        withdrawn = record.state in (RecordState.WITHDRAWN, RecordState.EXPUNGED)
        assert document.hidden == (record.withhold_title or (withdrawn and not current))
        if document.hidden:
            assert document.title == document.text == document.organ_name == ""
            continue
        assert document.title == version.description.title
        assert document.text == ("" if withdrawn else town.contents.text(version.content))
        assert document.organ_name == town.housing.name
        assert (document.to_position is None) == current
        status = {
            RecordState.WITHDRAWN: "WITHDRAWN",
            RecordState.EXPUNGED: "WITHDRAWN",
            RecordState.REPEALED: "REPEALED",
        }
        wanted = status.get(record.state, "IN_FORCE") if current else "AMENDED"
        assert document.status == wanted
        if not current:
            following = documents[document.record, number + 1]
            assert document.to_position == following.from_position or following.hidden


def test_only_published_content_is_ever_asked_for(town: Town) -> None:
    asked: list[str] = []

    def texts(content: Content) -> str:
        asked.append(content.id)
        return town.contents.text(content)

    made = town.publish_record()
    Lives(town, [made.id]).attempt("amend", 0, 0)
    town.draft(openness=OpennessGiven(Openness.ON_REQUEST, None, "内部参考"))
    Projector(town.journal, [IndexProjection(Shelf(), town.journal, texts)]).catch_up()
    assert set(asked) == {made.versions[0].content.id}


def test_an_act_the_public_sees_nothing_of_indexes_nothing_but_moves_the_position(
    town: Town,
) -> None:
    shelf = Shelf()
    made = town.publish_record()
    follow(town, shelf)
    before = dict(shelf.documents)
    Lives(town, [made.id]).attempt("amend", 0, 0)
    town.open_review(made.id)
    follow(town, shelf)
    assert shelf.documents == before
    assert shelf.reached == town.position


def test_what_was_published_against_its_openness_is_not_indexed(town: Town) -> None:
    shelf = Shelf()
    made = town.publish_record(title="本不该公开")
    tamper(
        town,
        (
            "UPDATE events SET data = CAST(replace(CAST(data AS TEXT), 'PROACTIVE', 'ON_REQUEST')"
            " AS BLOB) WHERE stream = ? AND version = 1",
            (made.id,),
        ),
    )
    follow(town, shelf)
    assert shelf.documents == {}


def test_only_the_version_an_act_touches_is_read_again(town: Town) -> None:
    asked: list[str] = []

    def texts(content: Content) -> str:
        asked.append(content.id)
        return town.contents.text(content)

    shelf = Shelf()
    made = town.amend(town.publish_record().id, text="第二版")
    follow(town, shelf)
    town.disclosure.post(town.housing.publisher, made.id, [(Channel.GAZETTE, "第1期")])
    Projector(town.journal, [IndexProjection(shelf, town.journal, texts)]).catch_up()
    assert asked == [made.versions[1].content.id]


def test_every_version_of_a_withdrawn_record_leaves_the_index_but_its_last_as_a_tombstone(
    town: Town,
) -> None:
    shelf = Shelf()
    made = town.amend(town.publish_record(title="办法").id, text="第二版")
    follow(town, shelf)
    town.disclosure.withdraw(town.housing.approver, made.id, reason="有误", basis="条例")
    follow(town, shelf)
    old, last = shelf.documents[made.id, 1], shelf.documents[made.id, 2]
    assert old.hidden
    assert old.title == old.text == ""
    assert (last.hidden, last.title, last.text, last.status) == (False, "办法", "", "WITHDRAWN")
    assert last.position == old.position == town.position


def test_a_version_is_indexed_with_its_span_its_channels_and_what_follows_it(town: Town) -> None:
    shelf = Shelf()
    made = town.publish_record(title="公租房分配办法", field="保障性住房")
    follow(town, shelf)
    first = shelf.documents[made.id, 1]
    assert (first.status, first.to_position, first.channels) == ("IN_FORCE", None, ("PORTAL",))
    assert first.position == first.from_position == town.position
    town.disclosure.post(town.housing.publisher, made.id, [(Channel.GAZETTE, "第1期")])
    follow(town, shelf)
    posted = shelf.documents[made.id, 1]
    assert posted.channels == ("PORTAL", "GAZETTE")
    assert (posted.from_position, posted.position) == (first.position, town.position)
    town.amend(made.id, text="第二版正文")
    follow(town, shelf)
    old, new = shelf.documents[made.id, 1], shelf.documents[made.id, 2]
    assert (old.status, old.to_position, old.position) == ("AMENDED", town.position, town.position)
    assert old.from_position == first.from_position
    assert (new.status, new.from_position, new.text) == ("IN_FORCE", town.position, "第二版正文")


def test_the_text_of_every_part_is_found_and_a_withdrawn_one_leaves_the_index(
    town: Town, engine: EmbeddedEngine
) -> None:
    made = town.publish_record(title="公租房分配办法", text="摇号结果公示七天")
    gone = town.publish_record(title="入围人员", text="申请人名册在此")
    attached = [body("通知正文"), body("附件里的补贴标准", "附件.txt")]
    town.disclosure.amend(
        town.housing.drafter,
        made.id,
        description=made.versions[0].description,
        parts=attached,
        reason="补附件",
    )
    town.publish(made.id)
    follow(town, engine)
    finder = Finder(engine, lambda record, version: (), lambda keys, _: keys, lambda keys: {})
    assert _found(finder, "补贴标准") == [(made.id, 2)]
    assert _found(finder, "申请人名册") == [(gone.id, 1)]
    assert _found(finder, "摇号结果") == [], "only the version in force is searched"
    town.disclosure.withdraw(town.housing.approver, gone.id, reason="有误", basis="条例")
    follow(town, engine)
    assert _found(finder, "申请人名册") == []
    assert _found(finder, "入围人员") == [(gone.id, 1)]
    town.disclosure.withdraw(
        town.housing.approver, made.id, reason="有误", basis="条例", withhold_title=True
    )
    follow(town, engine)
    for query in ("补贴标准", "公租房分配办法", "摇号结果"):
        assert _found(finder, query) == []
    for version in (1, 2):
        indexed = engine.document(made.id, version)
        assert indexed is not None
        assert indexed.hidden


def _found(finder: Finder, query: str) -> list[Key]:
    return [(hit.record, hit.version) for hit in finder.find(Request(f'"{query}"')).hits]


def test_a_rebuilt_index_answers_as_the_old_one_did_and_not_before_it_is_complete(
    busy_town: Town, engine: EmbeddedEngine
) -> None:
    projector = Projector(busy_town.journal, [projection_of(busy_town, engine)])
    projector.catch_up()
    before = _contents(engine)
    assert len(before) >= 5
    seen: list[int] = []

    def watch(position: int, head: int) -> None:
        seen.append(len(_contents(engine)))

    projector.rebuild("index", watch)
    assert set(seen) == {len(before)}
    assert _contents(engine) == before
    assert engine.position() == busy_town.position
    made = busy_town.publish_record(title="重建之后的")
    projector.catch_up()
    assert engine.document(made.id, 1) is not None


def _contents(engine: EmbeddedEngine) -> list[tuple[Key, int]]:
    query = CompiledQuery(filters=(AllOf((Term("scope", SHOWN), Range("from_position", 1, None))),))
    hits = engine.search(query, Page(size=100)).hits
    return sorted(((hit.record, hit.version), hit.position) for hit in hits)


def test_positions_of_earlier_versions_are_found_again_by_a_new_process(town: Town) -> None:
    shelf = Shelf()
    made = town.publish_record()
    town.publish_record(title="另一件")
    follow(town, shelf)
    first = shelf.documents[made.id, 1].from_position
    town.amend(made.id, text="第二版")
    follow(town, shelf)
    town.amend(made.id, text="第三版")
    follow(town, shelf)
    documents = [shelf.documents[made.id, number] for number in (1, 2, 3)]
    spans = [(document.from_position, document.to_position) for document in documents]
    assert spans[0][0] == first
    assert [start for start, _ in spans[1:]] == [end for _, end in spans[:-1]]


def test_an_engine_that_cannot_write_now_is_tried_again(town: Town) -> None:
    shelf = Shelf()
    made = town.publish_record()
    shelf.unavailable = 2
    projector = Projector(town.journal, [projection_of(town, shelf)])
    projector.round()
    projector.round()
    [state] = projector.states()
    assert state.waiting
    assert not state.failed
    projector.catch_up()
    assert (made.id, 1) in shelf.documents


def test_what_an_index_waits_for_is_told_once_and_again_when_it_changes(town: Town) -> None:
    town.publish_record()
    shelf, told = Shelf(), list[str | None]()
    projector = Projector(
        town.journal,
        [projection_of(town, shelf)],
        waits=lambda state: told.append(state.waits_for),
    )
    shelf.unavailable = 3
    projector.round()
    projector.round()
    shelf.why = "证书不可信"
    projector.round()
    assert told == ["检索索引现在不能读写：busy", "检索索引现在不能读写：证书不可信"]
    projector.catch_up()
    assert projector.states()[0].waits_for is None


def test_a_document_that_the_engine_never_takes_stops_the_index_and_is_named(town: Town) -> None:
    shelf = Shelf()
    first = town.publish_record(title="甲")
    shelf.refused = town.publish_record(title="乙").id
    projector = Projector(town.journal, [projection_of(town, shelf)])
    projector.catch_up()
    [state] = projector.states()
    assert state.alarm is not None
    assert state.alarm.error == f"Untakeable: {shelf.refused} 太大"
    assert set(shelf.documents) == {(first.id, 1)}


def test_a_text_that_cannot_be_read_stops_the_index_at_its_event(town: Town) -> None:
    shelf = Shelf()
    first = town.publish_record(title="甲")
    second = town.publish_record(title="乙")
    lost = second.versions[0].content.parts[0].text.address
    path = town.home / "blobs" / lost[:2] / lost
    path.unlink()
    projector = Projector(town.journal, [projection_of(town, shelf)])
    projector.catch_up()
    [state] = projector.states()
    assert state.alarm is not None
    assert state.alarm.position == town.position
    assert state.position == town.position - 1
    assert set(shelf.documents) == {(first.id, 1)}
    with pytest.raises(NotRebuilt):
        projector.rebuild("index")


def test_a_rebuild_that_failed_can_be_begun_again(busy_town: Town, engine: EmbeddedEngine) -> None:
    lost: list[str] = []

    def texts(content: Content) -> str:
        if lost:
            raise NotFound("gone")
        return busy_town.contents.text(content)

    projector = Projector(busy_town.journal, [IndexProjection(engine, busy_town.journal, texts)])
    projector.catch_up()
    before = _contents(engine)
    lost.append("key")
    with pytest.raises(NotRebuilt):
        projector.rebuild("index")
    assert _contents(engine) == before
    lost.clear()
    projector.rebuild("index")
    assert _contents(engine) == before
    assert len(list(engine._folder.glob("gongkai-*"))) == 1


def test_a_batch_that_does_not_follow_is_refused(busy_town: Town) -> None:
    projection = projection_of(busy_town, Shelf())
    events: list[Happened] = all_events(busy_town)
    projection.apply(events[:10])
    with pytest.raises(Hole):
        projection.apply(events[11:])


def test_what_the_engine_cannot_say_or_do_now_is_tried_again(busy_town: Town) -> None:
    class Away(Shelf):
        away = True

        def position(self) -> int:
            if self.away:
                raise EngineUnavailable("away")
            return super().position()

    shelf = Away()
    projector = Projector(busy_town.journal, [projection_of(busy_town, shelf)])
    projector.catch_up()
    assert (projector.states()[0].waiting, projector.states()[0].failed) == (True, False)
    shelf.away = False
    projector.catch_up()
    assert shelf.reached == busy_town.position
    assert not projector.states()[0].waiting


def test_an_index_that_was_lost_while_it_was_followed_is_filled_again(busy_town: Town) -> None:
    shelf = Shelf()
    projector = Projector(busy_town.journal, [projection_of(busy_town, shelf)])
    projector.catch_up()
    whole = dict(shelf.documents)
    shelf.documents, shelf.reached = {}, 0
    busy_town.draft()
    projector.catch_up()
    assert projector.states()[0].waiting
    projector.catch_up()
    assert (shelf.documents, shelf.reached) == (whole, busy_town.position)
    assert not projector.states()[0].failed


def test_two_indexes_are_followed_under_two_names(busy_town: Town) -> None:
    shelves = {"index": Shelf(), "elsewhere": Shelf()}
    texts = busy_town.contents.text
    projector = Projector(
        busy_town.journal,
        [IndexProjection(one, busy_town.journal, texts, name) for name, one in shelves.items()],
    )
    projector.catch_up()
    assert [state.name for state in projector.states()] == ["index", "elsewhere"]
    assert shelves["index"].documents == shelves["elsewhere"].documents


def test_an_index_of_a_longer_history_stops_until_it_is_rebuilt(busy_town: Town) -> None:
    shelf = Shelf()
    shelf.apply([], busy_town.position + 5)
    projector = Projector(busy_town.journal, [projection_of(busy_town, shelf)])
    projector.catch_up()
    alarm = projector.states()[0].alarm
    assert alarm is not None
    assert "另一份日志" in alarm.error
    projector.rebuild("index")
    assert not projector.states()[0].failed
    assert shelf.reached == busy_town.position
