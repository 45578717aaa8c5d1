"""What every engine promises (the port), shown on the embedded one."""

import random
from datetime import date

import pytest

from search.engine import (
    EXACT_COUNT,
    FACETS,
    CompiledQuery,
    EngineHits,
    Indexed,
    Order,
    Page,
    Place,
    Term,
    WritingEngine,
)
from search.query import Attempt, Scope, compile_query
from search.words import read
from tests.search.papers import paper

EVERYTHING = CompiledQuery(filters=(Term("scope", "current"),), order=Order.STANDING)


def _search(engine: WritingEngine, query: str, page: Page = Page(), **scope: object) -> EngineHits:  # noqa: B008
    prepared = compile_query(read(query), Scope(**scope), Attempt.AS_TYPED)  # type: ignore[arg-type]
    return engine.search(prepared.compiled, page)


def _ids(hits: EngineHits) -> list[str]:
    return [hit.record for hit in hits.hits]


def test_a_new_index_is_at_position_0_and_finds_nothing(engine: WritingEngine) -> None:
    assert engine.position() == 0
    assert engine.search(EVERYTHING, Page()).total == 0


def test_documents_and_position_become_visible_together(engine: WritingEngine) -> None:
    engine.apply([paper("r1"), paper("r2", from_position=2)], 7)
    assert engine.position() == 7
    found = engine.search(EVERYTHING, Page())
    assert (found.total, found.position) == (2, 7)
    engine.apply([], 9)
    assert engine.position() == 9


def test_the_same_version_is_replaced_and_twice_is_once(engine: WritingEngine) -> None:
    for _ in range(2):
        engine.apply([paper("r1", title="旧标题")], 1)
    engine.apply([paper("r1", title="新标题", position=2)], 2)
    assert engine.search(EVERYTHING, Page()).total == 1
    assert _search(engine, "旧标题").total == 0
    assert _search(engine, "新标题").total == 1


def test_an_older_document_never_replaces_a_newer_one(engine: WritingEngine) -> None:
    engine.apply([paper("r1", title="新标题", position=5)], 5)
    engine.apply([paper("r1", title="旧标题", position=3)], 4)
    assert _search(engine, "新标题").total == 1
    assert _search(engine, "旧标题").total == 0
    assert engine.position() == 5
    assert engine.document("r1", 1) == Indexed(5, hidden=False)


def test_of_one_key_in_a_batch_the_newest_wins_in_any_order(engine: WritingEngine) -> None:
    engine.apply([paper("r1", title="新标题", position=3), paper("r1", title="旧标题")], 3)
    assert _search(engine, "新标题").total == 1


def test_a_replay_from_the_beginning_changes_nothing(engine: WritingEngine) -> None:
    history = [
        ([paper("r1", from_position=1)], 1),
        ([paper("r1", to_position=2, position=2), paper("r1", version=2, from_position=2)], 2),
        ([paper("r1", version=2, from_position=2, position=3, status="WITHDRAWN", text="")], 3),
    ]
    for documents, position in history * 2:
        engine.apply(documents, position)
    found = engine.search(EVERYTHING, Page(facets=FACETS))
    assert [(hit.record, hit.version) for hit in found.hits] == [("r1", 2)]
    assert found.facets["status"] == {"WITHDRAWN": 1}


def test_a_document_from_the_future_is_refused_and_nothing_is_written(
    engine: WritingEngine,
) -> None:
    with pytest.raises(ValueError, match="beyond"):
        engine.apply([paper("r1"), paper("r2", from_position=9)], 8)
    assert engine.position() == 0
    assert engine.document("r1", 1) is None


def test_a_hidden_record_stays_with_its_position_and_is_never_found(engine: WritingEngine) -> None:
    engine.apply([paper("r1")], 1)
    engine.apply([paper("r1", position=2, hidden=True, title="", text="")], 2)
    engine.apply([paper("r1")], 2)
    assert engine.document("r1", 1) == Indexed(2, hidden=True)
    assert engine.search(EVERYTHING, Page(facets=FACETS)).total == 0
    for scope in (
        {"include_superseded": True},
        {"as_of": 1},
        {"as_of": 1, "include_superseded": True},
    ):
        assert _search(engine, "公共租赁住房", **scope).total == 0
        assert _search(engine, "-不存在", **scope).total == 0


def test_the_position_never_counts_as_a_hit(engine: WritingEngine) -> None:
    engine.apply([], 3)
    assert engine.search(EVERYTHING, Page()).total == 0
    assert (
        engine.search(
            CompiledQuery(excluded=(Term("scope", "x"),), filters=EVERYTHING.filters), Page()
        ).total
        == 0
    )
    assert engine.document("position", 1) is None
    assert engine.explain(EVERYTHING, "position").version is None


def test_at_most_one_version_of_a_record_matches_as_of_any_position(engine: WritingEngine) -> None:
    engine.apply(
        [
            paper("r1", from_position=1, to_position=4, position=4, status="AMENDED"),
            paper("r1", version=2, from_position=4, to_position=9, position=9, status="AMENDED"),
            paper("r1", version=3, from_position=9),
        ],
        9,
    )
    found = {
        as_of: [hit.version for hit in _search(engine, "公共租赁住房", as_of=as_of).hits]
        for as_of in (0, 1, 3, 4, 8, 9, 2**70, -5)
    }
    assert found == {0: [], 1: [1], 3: [1], 4: [2], 8: [2], 9: [3], 2**70: [3], -5: []}
    assert [hit.version for hit in _search(engine, "公共租赁住房").hits] == [3]
    assert _search(engine, "公共租赁住房", include_superseded=True).total == 3
    assert _search(engine, "公共租赁住房", include_superseded=True, as_of=4).total == 2


def test_facets_count_hits_and_ignore_what_is_chosen_of_themselves(engine: WritingEngine) -> None:
    engine.apply(
        [
            paper("r1", kind="notice", phase="EXECUTION"),
            paper("r2", kind="plan", phase="EXECUTION", from_position=2),
            paper("r3", kind="plan", phase="RESULT", from_position=3, field=None),
        ],
        3,
    )
    page = Page(facets=FACETS)
    found = _search(engine, "公共租赁住房", page)
    assert found.facets["kind"] == {"notice": 1, "plan": 2}
    assert found.facets["field"] == {"保障性住房": 2}
    assert found.facets["year"] == {"2024": 3}
    chosen = _search(engine, "公共租赁住房", page, selections={"kind": ["plan"]})
    assert chosen.total == 2
    assert chosen.facets["kind"] == {"notice": 1, "plan": 2}
    assert chosen.facets["phase"] == {"EXECUTION": 1, "RESULT": 1}
    both = _search(engine, "公共租赁住房", page, selections={"kind": ["plan", "notice"]})
    assert both.total == 3


@pytest.mark.parametrize(
    "selections",
    [
        {"year": ["x", "99999999999", "２０２４"]},
        {"kind": [""]},
        {"organ": ["\ud800"]},
        {"year": ["-1"]},
    ],
)
def test_a_chosen_value_that_does_not_exist_finds_nothing(
    engine: WritingEngine, selections: dict[str, list[str]]
) -> None:
    engine.apply([paper("r1")], 1)
    assert _search(engine, "公共租赁住房", Page(facets=FACETS), selections=selections).total == 0


def test_pages_never_repeat_or_lose_a_hit_whatever_ties(engine: WritingEngine) -> None:
    """Equal texts in several segments tie in score; position and key then decide."""
    pen = random.Random(1)
    numbers = list(range(1, 121))
    pen.shuffle(numbers)
    for start in range(0, 120, 20):  # each batch a segment of its own
        engine.apply(
            [
                paper(f"r{n:03}", from_position=1, position=n // 3)
                for n in numbers[start : start + 20]
            ],
            200,
        )
    expected = [f"r{n:03}" for n in sorted(range(1, 121), key=lambda n: (-(n // 3), n))]
    for query, by_date in (("公共租赁住房", False), ("公共租赁住房", True), ("", False)):
        read_so_far: list[str] = []
        place: Place | None = None
        while True:
            page = Page(size=7, after=place)
            found = _search(engine, query, page, by_date=by_date)
            assert found.total == 120
            read_so_far += _ids(found)
            if not found.more:
                break
            last = found.hits[-1]
            place = Place(last.value, last.position, last.record, last.version, len(read_so_far))
        assert read_so_far == expected


def test_the_oldest_first_is_by_date_upwards_and_what_has_none_comes_last(
    engine: WritingEngine,
) -> None:
    days = [date(2021, 5, 1), None, date(2019, 1, 2), date(2023, 3, 4), date(2019, 1, 2), None]
    engine.apply(
        [
            paper(f"r{n}", from_position=n, published_on=day, formed_on=None)
            for n, day in enumerate(days)
        ],
        10,
    )
    for query in ("公共租赁住房", ""):
        read_so_far: list[str] = []
        place: Place | None = None
        while True:
            found = _search(engine, query, Page(size=2, after=place), oldest_first=True)
            assert found.total == 6
            read_so_far += _ids(found)
            if not found.more:
                break
            last = found.hits[-1]
            place = Place(last.value, last.position, last.record, last.version, len(read_so_far))
        assert read_so_far == ["r4", "r2", "r0", "r3", "r5", "r1"]


def test_an_old_view_goes_on_unchanged_and_a_lost_one_goes_on_in_the_present(
    engine: WritingEngine,
) -> None:
    engine.apply([paper(f"r{n}", from_position=n) for n in range(1, 7)], 6)
    first = _search(engine, "公共租赁住房", Page(size=2))
    last = first.hits[-1]
    place = Place(last.value, last.position, last.record, last.version, 2)
    engine.apply(
        [paper("r7", from_position=7), paper("r4", from_position=4, hidden=True, position=8)], 8
    )
    kept = _search(engine, "公共租赁住房", Page(size=2, after=place, view=first.view))
    assert (kept.view_kept, _ids(kept), kept.position) == (True, ["r4", "r3"], 6)
    gone = _search(engine, "公共租赁住房", Page(size=2, after=place, view="gone"))
    assert (gone.view_kept, _ids(gone), gone.position) == (False, ["r3", "r2"], 8)


def test_the_list_and_the_count_end_at_ten_thousand(engine: WritingEngine) -> None:
    many = [
        paper(f"r{n:05}", from_position=n, text="", title="公示") for n in range(1, EXACT_COUNT + 2)
    ]
    engine.apply(many, len(many))
    found = _search(engine, "公示", Page(size=20))
    assert (found.total, found.more_than_counted, found.more) == (EXACT_COUNT, True, True)
    last = found.hits[-1]
    place = Place(last.value, last.position, last.record, last.version, EXACT_COUNT - 20)
    assert not _search(engine, "公示", Page(size=20, after=place)).more


def test_explaining_names_what_is_there_and_what_is_missing(engine: WritingEngine) -> None:
    engine.apply([paper("r1"), paper("r2", from_position=2, title="关于租赁的通知")], 2)
    query = compile_query(read("公共租赁 住宅"), Scope(), Attempt.AS_TYPED).compiled
    told = engine.explain(query, "r1")
    assert not told.found
    assert Term("text_b", "共租") in told.present
    assert Term("text_b", "住宅") in told.missing
    assert told.frequencies[Term("text_b", "租赁")] == 2
    query = compile_query(read("租赁"), Scope(), Attempt.AS_TYPED).compiled
    assert [engine.explain(query, record).rank for record in ("r2", "r1")] == [1, 2]
    assert engine.explain(query, "unknown").version is None


def test_a_rebuild_answers_only_when_finished(engine: WritingEngine) -> None:
    engine.apply([paper("r1")], 5)
    with engine.rebuild() as fresh:
        fresh.apply([paper("r2")], 3)
        assert (engine.position(), fresh.position()) == (5, 3)
        assert _ids(engine.search(EVERYTHING, Page())) == ["r1"]
        engine.apply([paper("r3", from_position=6)], 6)
        fresh.apply([paper("r3", from_position=6)], 6)
        fresh.finish()
    assert _ids(engine.search(EVERYTHING, Page())) == ["r3", "r2"]
    engine.apply([paper("r4", from_position=7)], 7)
    assert engine.search(EVERYTHING, Page()).total == 3


def test_an_abandoned_rebuild_changes_nothing(engine: WritingEngine) -> None:
    engine.apply([paper("r1")], 5)
    with engine.rebuild() as fresh:
        fresh.apply([paper("r2")], 3)
    assert engine.position() == 5
    assert _ids(engine.search(EVERYTHING, Page())) == ["r1"]
    engine.apply([paper("r2", from_position=6)], 6)
    assert engine.search(EVERYTHING, Page()).total == 2
