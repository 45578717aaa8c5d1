"""Two engines as one: who answers when the first is gone, hangs or is late, and how it returns."""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.embedded import EmbeddedEngine, EmbeddedReader
from search.engine import (
    CompiledQuery,
    EngineHits,
    EngineUnavailable,
    Order,
    Page,
    Place,
    QuestionRefused,
    Term,
)
from search.fields import CURRENT
from search.finding import Request
from search.switching import MOST_BEHIND, MOST_SLOW, Event, Part, Switching
from tests.search.papers import finder, paper

PAPERS = [
    paper(
        f"r{n:02}", from_position=n, title=f"第{n}号公租房分配公告", text="公租房分配结果公示七天。"
    )
    for n in range(1, 41)
]
EVERYTHING = CompiledQuery(filters=(Term("scope", CURRENT),), order=Order.DATE)
BUDGET = 0.6


class Particular(EmbeddedReader):
    """The engine itself, which takes its time for some questions and refuses others."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.slow: set[CompiledQuery] = set()
        self.refused: set[CompiledQuery] = set()

    def search(self, query: CompiledQuery, page: Page) -> EngineHits:
        if query in self.slow:
            time.sleep(BUDGET * 1.2)
        if query in self.refused:
            raise QuestionRefused("400")
        return super().search(query, page)


class Pair:
    """Two real indexes with the same documents, and what may happen to the first."""

    def __init__(self, folder: Path, *, second: bool = True) -> None:
        self.counted: Counter[tuple[str, Event]] = Counter()
        self.writers = [EmbeddedEngine(folder / name) for name in ("first", "second")]
        for writer in self.writers:
            writer.apply(PAPERS, len(PAPERS))
        self.pointer = folder / "first" / "CURRENT"
        self.named = self.pointer.read_text("ascii")
        self.first = Particular(folder / "first")
        self.journal = 0
        self.switching = Switching(
            Part("first", self.first),
            Part("second", EmbeddedReader(folder / "second")) if second else None,
            budget=BUDGET,
            pauses=(0.05, 0.1),
            told=self._told,
            journal=lambda: self.journal,
        )

    def _told(self, name: str, event: Event) -> None:
        self.counted[name, event] += 1

    def breaks(self) -> None:
        """The first becomes an index that this program cannot read."""
        self._point("gongkai-a0-broken-1\n")

    def returns(self) -> None:
        """What the first was."""
        self._point(self.named)

    def hangs(self) -> None:
        """Whoever opens the first waits for what never comes."""
        pipe = self.pointer.with_name("pipe")
        os.mkfifo(pipe)
        pipe.replace(self.pointer)

    def wakes(self) -> None:
        """Those who wait are let go, and the first is what it was."""
        hanging = os.open(self.pointer, os.O_RDWR)
        self.returns()
        # Whoever waits reads that the index is of another program, and looks again.
        os.write(hanging, b"gongkai-a0-broken-1\n" * 8)
        os.close(hanging)

    def _point(self, name: str) -> None:
        fresh = self.pointer.with_name("fresh")
        fresh.write_text(name, "ascii")
        fresh.replace(self.pointer)

    def close(self) -> None:
        self.switching.close()
        for writer in self.writers:
            writer.close()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    pair = Pair(tmp_path)
    yield pair
    pair.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Pair]:
    """A first engine without a second."""
    pair = Pair(tmp_path / "alone", second=False)
    yield pair
    pair.close()


def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens in the background."""
    ends = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def took(call: Callable[[], object]) -> float:
    begun = time.monotonic()
    call()
    return time.monotonic() - begun


def test_the_first_answers_while_it_can(pair: Pair) -> None:
    answer = pair.switching.search(EVERYTHING, Page())
    assert (answer.total, answer.stand_in, pair.switching.answering) == (40, False, "first")
    assert answer.view.startswith("first:")
    assert pair.switching.position() == 40
    assert pair.counted["second", Event.ANSWERED] == 0


def test_the_second_stands_in_at_once_and_says_so_until_the_first_returns(pair: Pair) -> None:
    pair.breaks()
    answer = pair.switching.search(EVERYTHING, Page())
    assert (answer.total, answer.stand_in, pair.switching.answering) == (40, True, "second")
    assert pair.switching.explain(EVERYTHING, "r01").found
    assert pair.switching.document("r01", 1) is not None
    assert pair.switching.document("r99", 1) is None
    assert pair.switching.position() == 40
    # Given up, it is asked by nobody but the trials in the background.
    failed = pair.counted["first", Event.FAILED]
    assert failed == 1
    pair.returns()
    until(lambda: pair.switching.answering == "first")
    assert not pair.switching.search(EVERYTHING, Page()).stand_in
    assert pair.counted["first", Event.FAILED] == failed
    assert pair.counted["first", Event.SWITCHED] == 2


def test_one_that_hangs_costs_one_budget_and_then_nothing(pair: Pair) -> None:
    pair.hangs()
    answers = []
    waited = took(lambda: answers.append(pair.switching.search(EVERYTHING, Page())))
    assert BUDGET <= waited < BUDGET + 0.5
    assert took(lambda: answers.append(pair.switching.search(EVERYTHING, Page()))) < BUDGET / 2
    assert [(one.total, one.stand_in) for one in answers] == [(40, True)] * 2
    pair.wakes()
    until(lambda: pair.switching.answering == "first")
    assert not pair.switching.search(EVERYTHING, Page()).stand_in


def test_all_questions_of_one_search_share_one_budget_and_stay_with_the_second(pair: Pair) -> None:
    pair.hangs()

    def ask() -> None:
        with pair.switching.one_search():
            assert pair.switching.search(EVERYTHING, Page()).stand_in
            pair.wakes()
            until(lambda: pair.switching.answering == "first")
            assert pair.switching.search(EVERYTHING, Page()).stand_in

    assert took(ask) < BUDGET + 1
    assert not pair.switching.search(EVERYTHING, Page()).stand_in


SOME = [CompiledQuery(filters=(Term("scope", CURRENT), Term("year", n))) for n in range(9)]


def test_a_question_that_the_first_refuses_is_the_second_s_and_nobody_else_s(
    pair: Pair, alone: Pair
) -> None:
    for one in (pair, alone):
        one.first.refused.add(SOME[0])
        for _ in range(5):
            if one is pair:
                assert one.switching.search(SOME[0], Page()).stand_in
            else:
                with pytest.raises(EngineUnavailable):
                    one.switching.search(SOME[0], Page())
            assert not one.switching.search(EVERYTHING, Page()).stand_in
        assert one.switching.answering == "first"


def test_one_slow_question_is_the_second_s_however_often_it_is_asked(pair: Pair) -> None:
    pair.first.slow.add(SOME[0])
    for _ in range(MOST_SLOW + 1):
        assert pair.switching.search(SOME[0], Page()).stand_in
        assert not pair.switching.search(EVERYTHING, Page()).stand_in
    assert pair.counted["first", Event.SWITCHED] == 0


def test_one_slow_question_of_many_at_once_leaves_the_others_their_answers(alone: Pair) -> None:
    alone.first.slow.add(SOME[0])
    refused: list[EngineUnavailable] = []

    def insist() -> None:
        for _ in range(3):
            try:
                alone.switching.search(SOME[0], Page())
            except EngineUnavailable as error:
                refused.append(error)

    threads = [threading.Thread(target=insist) for _ in range(8)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert alone.switching.search(EVERYTHING, Page()).total == 40
        time.sleep(0.02)
    assert len(refused) == 24
    assert alone.switching.answering == "first"


def test_one_that_is_too_slow_for_several_questions_is_given_up(pair: Pair) -> None:
    pair.first.slow.update(SOME)
    for question in SOME[:MOST_SLOW]:
        assert pair.switching.answering == "first"
        assert pair.switching.search(question, Page()).stand_in
    assert pair.counted["first", Event.SWITCHED] >= 1
    until(lambda: pair.switching.answering == "first")


def test_those_who_ask_together_wait_together(pair: Pair) -> None:
    pair.hangs()
    answers: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(pair.switching.search(EVERYTHING, Page()).stand_in)
        )
        for _ in range(20)
    ]

    def together() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert took(together) < BUDGET + 1
    assert answers == [True] * 20
    assert pair.counted["first", Event.SWITCHED] == 1
    pair.wakes()


def test_without_a_second_it_is_said_that_nothing_can_be_searched(alone: Pair) -> None:
    alone.hangs()
    for most in (BUDGET + 0.5, 0.2, 0.2):
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable):
            alone.switching.search(EVERYTHING, Page())
        assert time.monotonic() - begun < most
    assert alone.switching.answering is None
    alone.wakes()
    until(lambda: alone.switching.answering == "first")
    assert alone.switching.search(EVERYTHING, Page()).total == 40


def test_one_that_is_far_behind_does_not_answer_until_it_has_caught_up(pair: Pair) -> None:
    late, ahead = 41, 41 + MOST_BEHIND + 1
    pair.writers[0].apply([], late)
    pair.writers[1].apply([paper("new", from_position=ahead)], ahead)
    answer = pair.switching.search(EVERYTHING, Page())
    assert (answer.total, answer.stand_in) == (41, True)
    time.sleep(0.3)
    assert pair.switching.answering == "second"
    pair.writers[0].apply([paper("new", from_position=ahead)], ahead)
    until(lambda: pair.switching.answering == "first")
    answer = pair.switching.search(EVERYTHING, Page())
    assert (answer.total, answer.stand_in) == (41, False)


def test_one_that_begins_anew_does_not_answer_until_it_has_all_that_the_second_had(
    tmp_path: Path,
) -> None:
    pair = Pair(tmp_path)
    with pair.writers[0].rebuild() as rebuild:
        rebuild.finish()
    assert pair.switching.search(EVERYTHING, Page()).total == 40
    pair.writers[0].apply(PAPERS[:30], 30)
    time.sleep(0.3)
    assert pair.switching.answering == "second"
    pair.writers[0].apply(PAPERS[30:], 40)
    until(lambda: pair.switching.answering == "first")
    pair.close()


def test_one_that_is_late_is_better_than_none(alone: Pair) -> None:
    alone.writers[1].apply([], 41 + MOST_BEHIND)
    alone.journal = 79
    assert alone.switching.search(EVERYTHING, Page()).total == 40


def test_one_alone_that_begins_anew_does_not_answer_until_it_has_what_the_journal_had(
    alone: Pair,
) -> None:
    alone.journal = 40
    with alone.writers[0].rebuild() as rebuild:
        rebuild.finish()
    for reached in (0, 1, 30):
        alone.writers[0].apply(PAPERS[:reached], reached)
        with pytest.raises(EngineUnavailable):
            alone.switching.search(EVERYTHING, Page())
        time.sleep(0.15)
        assert alone.switching.answering is None
    alone.writers[0].apply(PAPERS[30:], 40)
    until(lambda: alone.switching.answering == "first")
    assert alone.switching.search(EVERYTHING, Page()).total == 40


def test_a_list_begun_on_one_engine_goes_on_with_the_other(pair: Pair) -> None:
    whole = [hit[:2] for hit in pair.switching.search(EVERYTHING, Page(size=40)).hits]
    page, listed, kept = Page(size=10), [], []
    for turn in range(4):
        answer = pair.switching.search(EVERYTHING, page)
        listed += [hit[:2] for hit in answer.hits]
        kept.append(answer.view_kept)
        last = answer.hits[-1]
        page = Page(10, Place(last.value, last.position, *last[:2], len(listed)), answer.view)
        if turn == 0:
            pair.breaks()
        if turn == 2:
            pair.returns()
            until(lambda: pair.switching.answering == "first")
    assert listed == whole
    # To the second and back to the first: each time the other's view is gone, once.
    assert kept == [True, False, True, False]


def test_a_reader_s_cursor_goes_on_after_a_switch_and_the_page_says_so(pair: Pair) -> None:
    found = finder(pair.switching, PAPERS)
    first = found.find(Request("公租房分配", size=15))
    pair.breaks()
    rest, notes, cursor = list(first.hits), [], first.cursor
    while cursor:
        answer = found.find(Request("公租房分配", size=15, cursor=cursor))
        rest += answer.hits
        notes.append([note.code for note in answer.notes])
        cursor = answer.cursor
    assert len({hit.record for hit in rest}) == len(rest) == 40
    assert notes == [["stand_in", "view_changed"], ["stand_in"]]


def test_a_page_learns_the_position_without_waiting_for_what_hangs(pair: Pair) -> None:
    assert pair.switching.known_position() == 40
    pair.hangs()
    time.sleep(0.6)
    assert pair.switching.known_position() == 40
    assert took(pair.switching.known_position) < 0.2
    pair.wakes()


def test_a_position_never_learnt_is_unknown(alone: Pair) -> None:
    alone.breaks()
    assert alone.switching.known_position() is None


def test_when_both_are_gone_it_is_said(pair: Pair) -> None:
    pair.breaks()
    (pair.pointer.parents[1] / "second" / "CURRENT").write_text("gongkai-a0-broken-1", "ascii")
    with pytest.raises(EngineUnavailable):
        pair.switching.search(EVERYTHING, Page())
    assert pair.counted["second", Event.FAILED] == 1


def test_after_it_was_closed_nothing_is_tried_any_more(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.close()
    assert pair.switching.search(EVERYTHING, Page()).stand_in
    assert not [thread for thread in threading.enumerate() if "trials" in thread.name]
