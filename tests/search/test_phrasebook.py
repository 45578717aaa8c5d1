"""Phrases by characters, sounds and first letters; what leaves is gone from all three."""

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import squeeze
from search.phrasebook import BLOCK, Kind, Phrase, Phrasebook, find
from search.readings import cellings

TITLES = ("清河县公租房分配办法", "低保标准公示", "关于PPP项目的通知", "公共租赁住房指南")


def _phrases(titles: tuple[str, ...] | list[str]) -> list[Phrase]:
    return [
        Phrase(Kind.TITLE, title, f"r{number}", ("领域",)) for number, title in enumerate(titles)
    ]


def _found(book: Phrasebook, typed: str, *, at_start: bool = False) -> list[str]:
    ways = [cellings(word) for word in typed.split()]
    return [one.phrase.text for one in find(book.blocks, ways, at_start=at_start, most=50)]


def test_a_phrase_is_found_by_any_part_in_any_writing() -> None:
    book = Phrasebook().with_titles(_phrases(TITLES), ())
    for typed in ("公租房", "gongzufang", "gzf", "gongzf", "公租fang", "公zf", "租房分配", "zffp"):
        assert _found(book, typed) == [TITLES[0]], typed
    assert _found(book, "ppp") == [TITLES[2]]
    assert _found(book, "公租 分配") == [TITLES[0]]
    assert _found(book, "公租 标准") == []


def test_only_what_begins_so_is_found_at_the_start() -> None:
    book = Phrasebook().with_titles(_phrases(TITLES), ())
    assert _found(book, "公", at_start=True) == [TITLES[3]]
    assert _found(book, "g", at_start=True) == [TITLES[2], TITLES[3]]
    assert _found(book, "gggz", at_start=True) == []


def test_nothing_reaches_from_one_phrase_into_the_next() -> None:
    book = Phrasebook().with_titles(_phrases(["甲乙", "丙丁"]), ())
    assert _found(book, "乙丙") == _found(book, "yb") == _found(book, "yibing") == []


def test_what_leaves_is_gone_and_its_subjects_with_it() -> None:
    book = Phrasebook().with_titles(_phrases(TITLES), ())
    left = book.with_titles([], {"r0"})
    assert _found(left, "公租房") == _found(left, "gzf") == []
    assert _found(left, "低保") == [TITLES[1]]
    assert left.subjects["领域"] == len(TITLES) - 1
    assert left.with_titles([], {"r1", "r2", "r3"}).subjects == {}
    assert _found(book, "公租房") == [TITLES[0]]


@given(
    st.lists(st.text(alphabet="公租房低保县", min_size=1, max_size=6), min_size=1, max_size=12),
    st.data(),
)
def test_added_bit_by_bit_or_at_once_the_same_is_found(
    titles: list[str], data: st.DataObject
) -> None:
    phrases = _phrases(titles)
    cut = data.draw(st.integers(0, len(phrases)))
    gone = data.draw(st.sets(st.sampled_from([one.owner for one in phrases])))
    whole = Phrasebook().with_titles([one for one in phrases if one.owner not in gone], ())
    parts = Phrasebook().with_titles(phrases[cut:], ()).with_titles(phrases[:cut], ())
    parts = parts.with_titles([], gone)
    for typed in {part for title in titles for part in (title, title[1:], title[:2]) if part}:
        assert sorted(_found(parts, typed)) == sorted(_found(whole, typed))
        wanted = {one.text for one in phrases if typed in one.text and one.owner not in gone}
        assert set(_found(parts, typed)) == wanted
    assert parts.subjects == whole.subjects


def test_blocks_do_not_pile_up() -> None:
    book = Phrasebook().with_titles(_phrases([f"第{number}号公告" for number in range(3000)]), ())
    for number in range(50):
        added = Phrase(Kind.TITLE, f"新的第{number}号公告", f"n{number}")
        book = book.with_titles([added], {f"n{number}"})
    assert len(book.titles) <= 2 + 3050 // BLOCK
    assert _found(book, "新的第49号") == ["新的第49号公告"]


def test_the_newest_come_first() -> None:
    book = Phrasebook().with_titles(_phrases(["旧的公告"]), ())
    book = book.with_titles([Phrase(Kind.TITLE, "新的公告", "n")], ())
    assert _found(book, "公告") == ["新的公告", "旧的公告"]


def test_stretches_are_counted_by_their_text() -> None:
    book = Phrasebook().with_titles(_phrases(["公积金提取", "住房公积金", "共机进"]), ())
    sounds = cellings("gongjijin")[0]
    assert book.stretches(sounds).most_common() == [("公积金", 2), ("共机进", 1)]


@given(st.text(max_size=30))
def test_whatever_is_typed_finds_or_does_not(typed: str) -> None:
    book = Phrasebook().with_titles(_phrases(TITLES), ())
    words = [word for word in map(squeeze, typed.split()) if word]
    if words:
        assert len(_found(book, " ".join(words))) <= len(TITLES)
