"""What a reader asks and is answered: results, notes, pages, and never an error."""

import base64
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.bench.searching import made
from search.analysis import runs, squeeze
from search.characters import fold
from search.documents import hidden
from search.embedded import EmbeddedEngine
from search.engine import (
    CompiledQuery,
    Document,
    EngineHits,
    EngineUnavailable,
    Page,
    WritingEngine,
)
from search.finding import MOST_LEFT_OUT, Finder, Found, Request, Results
from search.highlight import Pieces
from search.ranking import Tier
from tests.search.papers import finder, paper, seeds

CUTS = 60


def _text(pieces: Pieces) -> str:
    return "".join(f"[{text}]" if marked else text for text, marked in pieces)


def _records(results: Results) -> list[str]:
    return [hit.record for hit in results.hits]


def _codes(results: Results) -> list[str]:
    return [note.code for note in results.notes]


def _marks(hit: Found) -> list[str]:
    return [squeeze(text) for text, marked in (*hit.title, *hit.passage) if marked]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Finder, list[Document]]]:
    """Three hundred generated documents, for what five cannot show."""
    documents = list(made(300))
    engine = EmbeddedEngine(tmp_path_factory.mktemp("county"))
    engine.apply(documents, len(documents))
    yield finder(engine, documents), documents
    engine.close()


# -- the five documents the archive was asked for from ------------------------------------------


@pytest.mark.parametrize(
    ("query", "records", "marked"),
    [
        ("保密审查", ["seed:1"], "保密审查"),
        ("“同步组织、同步审签、同步部署”", ["seed:2", "seed:4"], "同步组织同步审签同步部署"),
        ("龙沙区", ["seed:5"], "龙沙区"),
        ("公示期不少于7天", ["seed:5"], "公示期不少于7天"),
        ("5小时", ["seed:3"], "5小时"),
    ],
)
@pytest.mark.parametrize("typed", ["simplified", "traditional", "wide"])
def test_the_five_documents_are_found_with_readable_passages(
    seeded: Finder, query: str, records: list[str], marked: str, typed: str
) -> None:
    if typed == "traditional":
        table = str.maketrans("审区龙时组织签", "審區龍時組織簽")
        query = query.translate(table)
    if typed == "wide":
        query = query.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    results = seeded.find(Request(query))
    assert sorted(_records(results)) == records
    for hit in results.hits:
        assert marked in _marks(hit)
        assert 40 < len("".join(text for text, _ in hit.passage)) < 200


def test_the_same_words_bare_stand_first_by_their_phrase(seeded: Finder) -> None:
    results = seeded.find(Request("同步组织、同步审签、同步部署"))
    assert sorted(_records(results)[:2]) == ["seed:2", "seed:4"]
    assert {hit.tier for hit in results.hits[:2]} == {Tier.BODY_PHRASE}
    assert {hit.tier for hit in results.hits[2:]} == {Tier.SOME_WORDS}
    assert _codes(results) == ["sentence"]


def test_by_date_no_note_says_that_the_nearest_stand_first(seeded: Finder) -> None:
    typed = "同步组织、同步审签、外星人登陆"
    for sort in ("date", "oldest"):
        note = seeded.find(Request(typed, sort=sort)).notes[0]
        assert note.code == "sentence"
        assert "最接近的在前" not in note.text
        assert "“最相关的在前”" in note.text
        some = seeded.find(Request("同步审签 外星人登陆", sort=sort)).notes[0]
        assert some.code == "some_words"
        assert "最接近的在前" not in some.text
    assert "最接近的在前" in seeded.find(Request(typed)).notes[0].text


def test_a_sentence_by_date_lists_only_what_has_all_of_its_words_where_anything_has(
    engine: WritingEngine,
) -> None:
    """What has only some of them may be newer, and would stand before what was meant."""
    title = "关于公布二〇二四年公共租赁住房保障对象年度审核结果的公告"
    texts = (title, "公共租赁住房", "公布结果的公告", f"{title}（第二次）", "年度审核", "保障对象")
    documents = [
        paper(f"r{n}", title=text, text="", from_position=n, published_on=date(2024, 1, n))
        for n, text in enumerate(texts, 1)
    ]
    engine.apply(documents, len(documents))
    search = finder(engine, documents)
    for typed in (title, title + "怎么办"):
        for sort, records in (("date", ["r4", "r1"]), ("oldest", ["r1", "r4"])):
            first = search.find(Request(typed, sort=sort, size=1))
            assert (_codes(first)[-1], first.count) == ("every_word", 2)
            assert "“最相关的在前”" in first.notes[-1].text
            second = search.find(Request(typed, sort=sort, size=1, cursor=first.cursor))
            assert (_codes(second)[-1], second.cursor) == ("every_word", None)
            assert _records(first) + _records(second) == records
        # By relevance the rest stands behind, and is told.
        nearest = search.find(Request(typed))
        assert (sorted(_records(nearest)[:2]), nearest.count) == (["r1", "r4"], 6)
        assert _codes(nearest)[-1] == "sentence"
    # Where nothing has all of the words: what has some.
    some = search.find(Request(title + "以及外星人登陆", sort="date"))
    assert (_codes(some)[-1], some.count) == ("sentence", 6)


def test_any_run_of_characters_cut_from_a_document_finds_it(seeded: Finder) -> None:
    """Also where the source has stray blanks or line breaks inside a word."""
    pen = random.Random(7)
    for document in seeds():
        text = document.text
        words = [run for run in runs(text) if run.han and len(run.text) >= 4]
        broken = [run for run in words if run.end - run.start > len(run.text)]
        for number in range(CUTS):
            run = pen.choice(broken if broken and number % 3 == 0 else words)
            length = min(pen.randint(4, 8), len(run.text))
            start = pen.randint(0, len(run.text) - length)
            cut = run.text[start : start + length]
            for query in (cut, f"“{cut}”", f'"{cut}"'):
                results = seeded.find(Request(query))
                assert document.record in _records(results), query
                hit = next(hit for hit in results.hits if hit.record == document.record)
                assert any(cut in fold(mark) for mark in _marks(hit)), query
            raw = text[run.start : run.end][start : start + length]
            if squeeze(raw):
                for query in (raw, f"“{raw}”"):
                    assert document.record in _records(seeded.find(Request(query))), query


def test_every_title_finds_its_document_first(seeded: Finder) -> None:
    for document in seeds():
        results = seeded.find(Request(document.title))
        assert results.hits[0].record == document.record
        assert results.hits[0].tier is Tier.EXACT
        assert _marks(results.hits[0])[0] == squeeze(document.title)


# -- many documents -----------------------------------------------------------------------------


def test_cuts_titles_and_numbers_find_their_documents_among_many(
    county: tuple[Finder, list[Document]],
) -> None:
    finder, documents = county
    pen = random.Random(11)
    for document in pen.sample(documents, 60):
        words = [run.text for run in runs(document.text) if run.han and len(run.text) >= 8]
        word = pen.choice(words)
        start = pen.randint(0, len(word) - 8)
        cut = word[start : start + pen.randint(4, 8)]
        for query in (cut, f"“{cut}”"):
            assert finder.explain(query, document.record).found, query
        first = finder.find(Request(document.title)).hits[0]
        assert squeeze("".join(text for text, _ in first.title)) == squeeze(document.title)
        assert document.index_number is not None
        assert _records(finder.find(Request(document.index_number)))[0] == document.record
        assert document.document_number is not None
        number = document.document_number.replace("〔", "[").replace("〕", "]第0")
        found = finder.find(Request(number))
        numbers = {other.record: other.document_number for other in documents}
        assert numbers[found.hits[0].record] == document.document_number
        assert "number" in _codes(found)


def test_pages_follow_each_other_without_gap_or_repetition(
    county: tuple[Finder, list[Document]],
) -> None:
    finder, documents = county
    for query, sort in (("公示", "relevance"), ("公示", "date"), ("", "relevance")):
        request = Request(query, sort=sort, size=37)
        found: list[str] = []
        while True:
            results = finder.find(request)
            found += _records(results)
            if results.cursor is None:
                break
            request = Request(query, sort=sort, size=37, cursor=results.cursor)
        assert len(found) == len(set(found)) == results.count == len(documents)
        if sort == "date":
            days = {document.record: document.published_on for document in documents}
            shown = [days[record] or date.min for record in found]
            assert shown == sorted(shown, reverse=True)


def test_not_repealed_stands_before_repealed_within_a_tier(
    county: tuple[Finder, list[Document]],
) -> None:
    finder, documents = county
    status = {document.record: document.status for document in documents}
    hits = finder.find(Request("保密审查", size=100)).hits
    order = [(hit.tier, status[hit.record] == "IN_FORCE") for hit in hits]
    assert order == sorted(order, key=lambda at: (-(at[0] or 0), not at[1]))
    assert len(set(order)) == 4


# -- order and words, on small archives ----------------------------------------------------------


def test_tiers_come_before_everything_else(engine: WritingEngine) -> None:
    documents = [
        paper("some", title="通知一", text="关于住房的分配", from_position=9),
        paper("all", title="通知二", text="住房租赁。共租公赁。公共设施。赁住", from_position=8),
        paper("body", title="通知三", text="公共租赁住房" + "无关文字" * 200, from_position=7),
        paper("title", title="公共租赁住房办法" + "甲" * 90, text="", from_position=2),
        paper("exact", title="公共租赁 住房!", text="", from_position=1, status="REPEALED"),
    ]
    engine.apply(documents, 9)
    results = finder(engine, documents).find(Request("公共租赁住房"))
    assert _records(results) == ["exact", "title", "body", "all"]
    assert [hit.tier for hit in results.hits] == sorted(
        (tier for tier in Tier if tier > Tier.SOME_WORDS), reverse=True
    )
    sentence = finder(engine, documents).find(Request("公共租赁住房怎么"))
    assert set(_records(sentence)) >= {"title", "body", "all"}


def test_equal_hits_are_ordered_newest_first(engine: WritingEngine) -> None:
    documents = [paper(f"r{n}", from_position=n) for n in (3, 1, 2)]
    engine.apply(documents, 3)
    assert _records(finder(engine, documents).find(Request("分配方案"))) == ["r3", "r2", "r1"]


def test_a_phrase_does_not_run_from_the_title_into_the_text(engine: WritingEngine) -> None:
    documents = [paper("r1", title="办法", text="公开", organ_name="局")]
    engine.apply(documents, 1)
    assert _codes(finder(engine, documents).find(Request("“办法公开”"))) == ["some_words"]


def test_an_organs_name_finds_what_it_published(engine: WritingEngine) -> None:
    documents = [paper("r1"), paper("r2", organ="organ:2", organ_name="青山区教育局")]
    engine.apply(documents, 1)
    ours = finder(engine, documents)
    assert _records(ours.find(Request("青山区教育局"))) == ["r2"]
    assert _records(ours.find(Request("organ:教育局"))) == ["r2"]
    assert _records(ours.find(Request("organ:organ:2"))) == ["r2"]
    assert _records(ours.find(Request("通知 -organ:教育局"))) == ["r1"]


@pytest.mark.parametrize(
    ("query", "records"),
    [
        ("no:临政办[2024]第012号", ["r1"]),
        ("no:临政办", ["r1"]),
        ("no:12", ["r1"]),
        ("no:第12号", ["r1"]),
        ("no:０00014349／2024-00012", ["r1"]),
        ("000014349/2024-00012", ["r1"]),
        ("year:2024", ["r1"]),
        ("year:2019..2023", ["r2"]),
        ("year:2019..2023 -通知", []),
        ("2024年1月5日", ["r1"]),
        ("二〇二四年一月五日", ["r1"]),
        ("2024年1月", ["r1"]),
        ("临政办〔2024〕012号", ["r1"]),
    ],
)
def test_numbers_and_years_of_the_head(
    engine: WritingEngine, query: str, records: list[str]
) -> None:
    other = paper("r2", document_number=None, index_number=None, formed_on=None)
    documents = [paper("r1"), replace(other, published_on=date(2020, 1, 1))]
    engine.apply(documents, 1)
    assert _records(finder(engine, documents).find(Request(query))) == records


def test_a_withdrawn_record_is_found_by_its_title_and_shows_no_text(engine: WritingEngine) -> None:
    documents = [paper("r1", status="WITHDRAWN", text="")]
    engine.apply(documents, 1)
    ours = finder(engine, documents)
    (hit,) = ours.find(Request("公共租赁住房")).hits
    assert (hit.where, hit.passage) == (("title",), ())
    assert ours.find(Request("各街道应当")).count == 0


# -- second tries and notes ----------------------------------------------------------------------


def test_what_else_was_tried_is_said(engine: WritingEngine) -> None:
    documents = [paper("r1", text="最迟要在5小时内发布权威信息")]
    engine.apply(documents, 1)
    ours = finder(engine, documents)

    def answer(query: str) -> tuple[list[str], list[str]]:
        results = ours.find(Request(query))
        return _records(results), _codes(results)

    assert answer("“5小时内发布”") == (["r1"], [])
    assert answer("“15小时内发布”") == (["r1"], ["edges_left_out"])
    assert answer("“小时内发布权威信息9”") == (["r1"], ["edges_left_out"])
    assert answer("权威数据") == (["r1"], ["some_words"])
    assert answer("“权威数据”") == (["r1"], ["some_words"])
    assert answer("绝无此文") == ([], ["nothing_found"])
    assert answer("天") == ([], [])
    assert answer("，。！") == ([], ["no_words"])
    assert answer("怎么发布权威信息") == (["r1"], ["sentence"])
    assert answer("权威 " * 20) == (["r1"], ["cut_words"])
    assert answer("权威" + " " * 300 + "数据") == (["r1"], ["cut_characters"])


def test_a_number_typed_without_its_last_sign_is_found_where_it_has_none(
    engine: WritingEngine,
) -> None:
    documents = [
        paper("r1", from_position=1, text="见清政办〔2023〕2号。"),
        paper("r2", from_position=2, text="另列〔2023〕2，另附。", document_number=None),
    ]
    engine.apply(documents, 2)
    ours = finder(engine, documents)
    assert set(_records(ours.find(Request("2023〕2")))) == {"r1", "r2"}
    assert _records(ours.find(Request("2023〕2号"))) == ["r1"]


def test_a_passage_cut_within_a_number_is_found_and_said_to_be_so(engine: WritingEngine) -> None:
    documents = [
        paper("r1", from_position=1, text="最迟15小时内发布，电话0517-8720679。"),
        paper("r2", from_position=2, text="第5小时内发布"),
        paper("r3", from_position=3, text=f"校验{'ab' * 40}xyz结束"),
        paper("r4", from_position=4, text="另见2024年1月25日文。"),
    ]
    engine.apply(documents, 4)
    ours = finder(engine, documents)

    def answer(query: str) -> tuple[list[str], list[str]]:
        results = ours.find(Request(query))
        return _records(results), _codes(results)

    longer = ["within_longer"]
    assert answer("“迟15小”") == (["r1"], [])
    assert answer("迟1") == (["r1"], longer)
    assert answer("“517-87”") == answer("517-87") == (["r1"], longer)
    assert answer("87206") == answer("“87206”") == (["r1"], longer)
    assert answer("679。") == (["r1"], longer)
    # What has it as a word goes before.
    assert answer("“5小时内”") == (["r2"], [])
    # The reader may have it the other way, and is told that he may.
    cut = ours.find(Request("“5小时内”", within_longer=True))
    assert set(_records(cut)) == {"r1", "r2"}
    assert _codes(cut) == ["within_longer_asked"]
    assert cut.may_be_cut
    whole = ours.find(Request("校验", within_longer=True))
    assert (_records(whole), _codes(whole), whole.may_be_cut) == (["r3"], [], False)
    # A long word by what is kept of it; a date by its numbers, never by the token it gives.
    assert answer("baba") == (["r3"], longer)
    assert answer("ab" * 20) == answer("b" + "ab" * 39) == (["r3"], longer)
    assert answer("“yz结束”") == answer("abxyz") == (["r3"], longer)
    assert answer("2024年1月2") == (["r4"], ["date", *longer])
    assert answer("d2024") == ([], [])
    assert answer("33333") == ([], [])
    (hit,) = ours.find(Request("87206")).hits
    assert ("87206", True) in hit.passage


def test_an_empty_query_lists_everything(engine: WritingEngine) -> None:
    documents = [paper("r1", from_position=2, status="REPEALED"), paper("r2")]
    engine.apply(documents, 2)
    results = finder(engine, documents).find(Request("  "))
    assert (_records(results), results.total, results.notes) == (["r2", "r1"], "2", ())
    assert results.hits[0].tier is None
    assert [(value.value, value.count) for value in results.facets["status"]] == [
        ("IN_FORCE", 1),
        ("REPEALED", 1),
    ]


def test_chosen_values_stay_in_view_even_without_hits(engine: WritingEngine) -> None:
    documents = [paper("r1")]
    engine.apply(documents, 1)
    results = finder(engine, documents).find(Request("通知", filters={"kind": ["plan"]}))
    assert results.count == 0
    assert [(v.value, v.count, v.chosen) for v in results.facets["kind"]] == [
        ("notice", 1, False),
        ("plan", 0, True),
    ]


def test_what_the_register_no_longer_shows_is_left_out_and_the_page_filled(
    engine: WritingEngine,
) -> None:
    documents = [paper(f"r{n}", from_position=n) for n in range(1, 10)]
    engine.apply(documents, 9)
    ours = finder(engine, documents, gone=["r9", "r8", "r6"])
    first = ours.find(Request("通知", size=3))
    assert (_records(first), first.count) == (["r7", "r5", "r4"], 6)
    second = ours.find(Request("通知", size=3, cursor=first.cursor))
    assert (_records(second), second.cursor) == (["r3", "r2", "r1"], None)


def test_a_list_goes_on_when_its_view_is_gone_and_says_so(
    tmp_path: Path, engine: WritingEngine
) -> None:
    documents = [paper(f"r{n}", from_position=n) for n in range(1, 7)]
    engine.apply(documents, 6)
    cursor = finder(engine, documents).find(Request("通知", size=2)).cursor
    more = [paper(f"n{n}", from_position=n, title="公告", text="") for n in range(7, 30)]
    other = EmbeddedEngine(tmp_path / "after a restart")
    other.apply(documents + more, 30)
    results = finder(other, documents).find(Request("通知", size=2, cursor=cursor))
    assert (_records(results), _codes(results)) == (["r4", "r3"], ["view_changed"])
    other.close()


def test_a_cursor_that_is_none_begins_again_and_says_so(engine: WritingEngine) -> None:
    documents = [paper(f"r{n}", from_position=n) for n in range(1, 5)]
    engine.apply(documents, 4)
    ours = finder(engine, documents)
    cursor = ours.find(Request("通知", size=2)).cursor
    assert cursor is not None
    broken = [cursor[:-3], cursor[::-1], "x", "[" * 900, "é", "a" * 5_000, "\0", "\ud800"]
    plain = ["", "typed", 1.0, 4, "r4", 1, 0]
    broken.append(base64.urlsafe_b64encode(json.dumps(plain).encode()).decode())
    for bad in broken:
        results = ours.find(Request("通知", size=2, cursor=bad))
        assert results.count == 4, bad
        assert (_records(results), _codes(results)) == (["r4", "r3"], ["cursor_unreadable"])
    other = ours.find(Request("公告", size=2, cursor=cursor))
    assert "cursor_unreadable" in _codes(other)


# -- what was taken away -------------------------------------------------------------------------

SECRET = paper(
    "secret",
    from_position=60,
    title="机密",
    text="某局长的贪污线索甲乙丙丁戊",
    document_number="清密办〔2024〕99号",
    index_number=None,
    organ="organ:bureau",
)
ORDINARY = [paper(f"r{n}", from_position=n) for n in range(1, 51)]
GUESSES = [
    ("“贪污线索甲乙丙丁戊”", "“贪污线索甲乙丙丁己”"),
    ("贪污线索甲乙丙丁戊", "贪污线索甲乙丙丁己"),
    ("文号：清密办〔2024〕99号", "文号：清密办〔2024〕98号"),
    ("清密办〔2024〕99号", "清密办〔2024〕98号"),
    ("organ:organ:bureau", "organ:organ:nobody"),
    ("机密", "机迷"),
    ("", ""),
]


def _told(results: Results) -> object:
    """All that a reader sees besides his own words."""
    facets = {
        name: [(value.value, value.count) for value in values]
        for name, values in results.facets.items()
    }
    counted = results.total, results.count, facets, results.months
    said = [note.text.replace("98号", "99号") for note in results.notes]
    return _records(results), counted, said, results.position


@pytest.mark.parametrize(("right", "wrong"), GUESSES)
def test_a_late_index_tells_nothing_of_what_was_taken_away(
    engine: WritingEngine, right: str, wrong: str
) -> None:
    engine.apply([*ORDINARY, SECRET], 60)

    def since(position: int) -> list[str]:
        return ["secret"] if position < 61 else []

    found = finder(engine, ORDINARY, gone=["secret"], taken_away=since)
    assert _told(found.find(Request(right, size=5))) == _told(found.find(Request(wrong, size=5)))
    assert "organ:bureau" not in {v.value for v in found.find(Request("")).facets["organ"]}


@pytest.mark.parametrize(("right", "wrong"), GUESSES[:6])
def test_what_only_the_single_look_refuses_moves_no_count_either(
    engine: WritingEngine, right: str, wrong: str
) -> None:
    engine.apply([*ORDINARY, SECRET], 60)
    found = finder(engine, ORDINARY, gone=["secret"])
    mine = found.find(Request(right))
    assert "organ:bureau" not in {value.value for value in mine.facets["organ"] if value.count}
    assert [note.code for note in mine.notes] == [
        note.code for note in found.find(Request(wrong)).notes
    ]
    assert mine.count == found.find(Request(wrong)).count


def test_a_list_begun_before_something_was_taken_away_goes_on_without_it(
    engine: WritingEngine,
) -> None:
    engine.apply([*ORDINARY, SECRET], 60)
    gone: list[str] = []

    def since(position: int) -> list[str]:
        return gone if position < 61 else []

    found = finder(engine, [*ORDINARY, SECRET], gone=gone, taken_away=since)
    request = Request("", sort="date", size=5)
    first = found.find(request)
    second = found.find(replace(request, cursor=first.cursor))
    assert _codes(second) == []
    assert second.count == 51
    gone.append("secret")
    for late in (True, False):
        if not late:
            engine.apply([hidden("secret", 1, 61)], 61)
        again = found.find(replace(request, cursor=first.cursor))
        assert _records(again) == _records(second)
        assert _codes(again) == ["view_changed"]
        assert again.count == 50
        assert "organ:bureau" not in {value.value for value in again.facets["organ"]}
        assert sum(again.months.values()) == 50


def test_a_later_page_counts_what_is_there_now(engine: WritingEngine) -> None:
    engine.apply(ORDINARY[:20], 20)
    found = finder(engine, ORDINARY)
    first = found.find(Request("通知", size=5))
    engine.apply(ORDINARY[20:], 50)
    second = found.find(Request("通知", size=5, cursor=first.cursor))
    assert _records(second) == [f"r{n}" for n in range(15, 10, -1)]
    assert (second.count, second.position, _codes(second)) == (50, 50, [])


def test_an_index_that_is_to_leave_out_too_much_is_not_asked(engine: WritingEngine) -> None:
    engine.apply(ORDINARY, 50)
    many = [f"gone{n}" for n in range(MOST_LEFT_OUT + 1)]
    found = finder(engine, ORDINARY, taken_away=lambda position: many[: MOST_LEFT_OUT + 1])
    with pytest.raises(EngineUnavailable):
        found.find(Request("通知"))
    found = finder(engine, ORDINARY, taken_away=lambda position: many[:MOST_LEFT_OUT])
    assert found.find(Request("通知")).count == 50


def test_a_record_counts_in_the_year_of_the_version_that_is_found(engine: WritingEngine) -> None:
    first = paper("r1", version=1, to_position=5, published_on=date(2021, 3, 4))
    second = paper("r1", version=2, from_position=5, published_on=date(2023, 5, 6))
    engine.apply([first, second], 9)
    ours = finder(engine, [first, second])

    def years(**asked: object) -> dict[str, int]:
        found = ours.find(Request("公共租赁住房", **asked))  # type: ignore[arg-type]
        return {one.value: one.count for one in found.facets["year"]}

    assert years() == {"2023": 1}
    assert years(as_of=4) == {"2021": 1}
    assert years(include_superseded=True) == {"2023": 1, "2021": 1}
    assert ours.find(Request("公共租赁住房", {"year": ["2021"]})).count == 0


def test_a_cursor_names_nothing_and_is_written_by_nobody_else(engine: WritingEngine) -> None:
    engine.apply([*ORDINARY, SECRET], 60)
    cursor = finder(engine, ORDINARY, gone=["secret"]).find(Request("", size=1)).cursor
    assert cursor is not None
    assert b"r50" not in base64.urlsafe_b64decode(cursor + "==")
    stranger = Finder(engine, lambda *_: (), lambda keys, _: keys, lambda keys: {})
    assert "cursor_unreadable" in _codes(stranger.find(Request("", size=1, cursor=cursor)))


def test_explaining_says_why_in_sentences(engine: WritingEngine) -> None:
    documents = [paper("r1"), paper("r2", from_position=2)]
    engine.apply(documents, 2)
    ours = finder(engine, documents)
    told = ours.explain("公共租赁住房", "r1")
    assert (told.found, told.rank, told.tier, told.missing) == (True, 2, Tier.TITLE_PHRASE, ())
    said = [fold(line) for line in told.lines]
    assert said[:3] == ["按原样检索", "找到:第1版,标题里有连续的原文", "排在第2位"]
    told = ours.explain("公共租赁 -通知", "r1")
    assert (told.found, told.rank) == (False, None)
    assert "被排除:含有通知" in map(fold, told.lines)
    told = ours.explain("year:2020 公共租赁", "r1")
    assert "不在检索范围内:year 2020..2020" in map(fold, told.lines)
    told = ours.explain("公共住宅", "r1")
    assert told.missing == ("共住", "住宅", "宅")
    assert ours.explain("公共", "none").lines[-1].startswith("索引里没有")


# -- never an error ------------------------------------------------------------------------------

SIGNS = "“”\"'「」『』-－:：公开办法 organ no year 机关 2024年1月〔〕号()*?~^\\/+&|!{}[]\n\t"
PARTS = ["公开", "“公开", "”", "-", "year:2024", "怎么", "5", "天", "no:", '"']
ANYTHING = st.one_of(
    st.text(max_size=400),
    st.text(alphabet=st.characters(max_codepoint=0xA0), max_size=200),
    st.text(alphabet=SIGNS, max_size=250),
    st.lists(st.sampled_from(PARTS)).map(" ".join),
)


@settings(deadline=None)
@given(
    ANYTHING,
    st.dictionaries(st.sampled_from(["kind", "year", "organ", "x"]), st.lists(st.text(max_size=5))),
    st.sampled_from(["relevance", "date", "", "x"]),
    st.none() | st.text(max_size=80),
    st.integers(-5, 10**6),
    st.booleans(),
    st.none() | st.integers(),
)
def test_whatever_is_typed_is_answered(
    county: tuple[Finder, list[Document]],
    query: str,
    filters: dict[str, list[str]],
    sort: str,
    cursor: str | None,
    size: int,
    superseded: bool,
    as_of: int | None,
) -> None:
    finder, _ = county
    results = finder.find(Request(query, filters, sort, cursor, size, superseded, as_of))
    assert len(results.hits) <= min(max(size, 1), 100)
    assert results.count >= len(results.hits)
    finder.explain(query, "record:00000001")


@pytest.mark.parametrize(
    "query",
    [
        "公" * 100_000,
        "“" * 100_000,
        "(" * 50_000 + ")" * 50_000,
        "-" * 100_000,
        " ".join(["公开"] * 50_000),
        "\x00\x01\x1f\x7f\u2028\ufeff",
        "公开\x00办法",
        "\ud800公开\udfff",
        "year:" * 1_000,
        '"' * 999,
        "organ:\ud800",
        "no:" + "9" * 190,
        "２" * 200,
        "year:9999..0000",
        "aux/con.txt; DROP TABLE records; <script>",
    ],
)
def test_hostile_input_is_answered_too(county: tuple[Finder, list[Document]], query: str) -> None:
    finder, _ = county
    results = finder.find(Request(query))
    assert results.count >= 0
    finder.explain(query, query)


class _Listened(EmbeddedEngine):
    """The engine itself, which also keeps for whom it was asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.visitors: list[str] = []

    def search(self, query: CompiledQuery, page: Page) -> EngineHits:
        self.visitors.append(page.visitor)
        return super().search(query, page)


def test_all_pages_of_a_visitor_s_list_are_asked_for_him(tmp_path: Path) -> None:
    documents = list(made(60))
    engine = _Listened(tmp_path / "index")
    engine.apply(documents, len(documents))
    asked = finder(engine, documents)
    first = asked.find(Request("公开", visitor="a visitor"))
    asked.find(Request("公开", visitor="a visitor", cursor=first.cursor))
    engine.close()
    assert set(engine.visitors) == {"a visitor"}
