"""Files are read side by side, in order, and a hostile one costs nobody but itself."""

import itertools
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.extraction.outcome import Extracted, ExtractionRefused
from ops.extraction.pool import Extraction
from ops.extraction.worker import Limits

PAGE = "<html><head><title>通知</title></head><body><p>公开属性：主动公开</p></body></html>"
READ = Extracted("公开属性：主动公开", "text/html", "html/1", "通知")
SEEDS = sorted((Path(__file__).parents[3] / "../shared/seeds").glob("*.txt"))

# Thousands of attributes on one element make the parser compare each with each: minutes of work.
SLOW = b"<a " + b"".join(b"b%d=1 " % n for n in range(400_000)) + b">x"
GREEDY = b"<p>a" * 1_000_000
DEEP = b"<div>" * 10_000
DTD = b'<!DOCTYPE html [<!ENTITY a "b">]><p>&a;'


_OTHERS: set[int] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    """A browser, a server or a worker that another suite keeps alive is none of ours."""
    _OTHERS.clear()
    _OTHERS.update(children())


def children() -> set[int]:
    """The live children of this process that were not there when the test began."""
    own = os.getpid()
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == own:
            found.add(int(stat.parent.name))
    return found - _OTHERS


@pytest.fixture
def extraction() -> Iterator[Extraction]:
    before = children()
    with Extraction(workers=2) as extraction:
        yield extraction
    assert children() <= before


def test_a_page_is_read_with_its_title(extraction: Extraction) -> None:
    assert extraction.extract(PAGE.encode(), "通知.html") == READ


def test_a_page_in_gb18030_is_read_by_what_it_declares(extraction: Extraction) -> None:
    page = '<meta http-equiv=Content-Type content="text/html; charset=gb2312">' + PAGE
    assert extraction.extract(page.encode("gb18030"), "通知.HTM") == READ


def test_a_text_is_put_into_the_one_form(extraction: Extraction) -> None:
    data = "一、总则\r\n\r\n\r\n公开 \r\n".encode("gbk")
    assert extraction.extract(data, "a.txt") == Extracted(
        "一、总则\n\n公开", "text/plain", "text/1", None
    )


@pytest.mark.parametrize(
    ("name", "media_type", "kind"),
    [
        ("a.txt", None, "text/plain"),
        ("a.html", None, "text/html"),
        ("附件", None, "text/html"),
        ("a.txt", "text/html; charset=utf-8", "text/html"),
        ("a.html", "Text/Plain", "text/plain"),
        ("a", "application/xhtml+xml", "text/html"),
    ],
)
def test_the_sender_then_the_ending_then_the_content_say_what_a_file_is(
    extraction: Extraction, name: str, media_type: str | None, kind: str
) -> None:
    data = f"<!DOCTYPE html>\n{PAGE}".encode()
    assert extraction.extract(data, name, media_type).media_type == kind


def test_the_charset_the_sender_names_is_heard(extraction: Extraction) -> None:
    data = "联通".encode("gbk")
    assert extraction.extract(data, "a", 'text/plain; Charset="GBK"').text == "联通"


def test_an_unknown_type_is_refused(extraction: Extraction) -> None:
    with pytest.raises(ExtractionRefused, match="application/pdf"):
        extraction.extract(b"text", "a.txt", "application/pdf")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u3000\ufeff".encode()])
@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_file_without_text_is_refused(extraction: Extraction, data: bytes, name: str) -> None:
    with pytest.raises(ExtractionRefused, match="没有文字"):
        extraction.extract(data, name)


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_file_above_the_cap_is_refused_unread(name: str) -> None:
    with Extraction(limits=Limits(file_bytes=100)) as extraction:
        assert extraction.extract(b"a" * 100, name).text == "a" * 100
        with pytest.raises(ExtractionRefused, match="上限是 100 字节"):
            extraction.extract(b"a" * 101, name)


@pytest.mark.parametrize(
    ("page", "limits", "reason"),
    [
        (SLOW, Limits(page_seconds=0.5), "时限"),
        (SLOW, Limits(processor_seconds=1), "处理器时间"),
        (GREEDY, Limits(address_space=150 << 20), "内存"),
        (b"<p>" + b"a" * 5000, Limits(text_bytes=1000), "文字超过上限"),
        (DEEP, Limits(), "嵌套"),
        (DTD, Limits(), "DTD"),
    ],
)
def test_a_hostile_page_is_refused_with_the_limit_it_broke(
    page: bytes, limits: Limits, reason: str
) -> None:
    with Extraction(limits=limits) as extraction:
        with pytest.raises(ExtractionRefused, match=reason) as refusal:
            extraction.extract(page, "坏.html")
        assert "坏.html" in refusal.value.message
        assert refusal.value.rule
        assert extraction.extract(b"<p>good", "good.html").text == "good"
    assert not children()


def test_a_batch_keeps_its_order_and_goes_on_past_hostile_files() -> None:
    bad = {3: SLOW, 7: GREEDY, 11: DEEP, 12: b"\0", 13: DTD}
    items = [
        (f"{n}.html" if n % 2 or n in bad else f"{n}.txt", bad.get(n, f"第{n}号".encode()))
        for n in range(24)
    ]
    with Extraction(2, Limits(page_seconds=1, address_space=150 << 20)) as extraction:
        outcomes = list(extraction.extract_many(items))
    assert [name for name, _ in outcomes] == [name for name, _ in items]
    for n, (name, outcome) in enumerate(outcomes):
        if n in bad:
            assert isinstance(outcome, ExtractionRefused)
            assert name in outcome.message
        else:
            assert isinstance(outcome, Extracted)
            assert outcome.text == f"第{n}号"


def test_a_child_worn_out_by_one_page_is_not_blamed_on_the_next() -> None:
    """Each page takes a part of the processor time a child has; together they take more."""
    heavy = b"<a " + b"".join(b"b%d=1 " % n for n in range(12_000)) + b">x"
    with Extraction(1, Limits(processor_seconds=2)) as extraction:
        outcomes = [
            outcome for _, outcome in extraction.extract_many(("a.html", heavy) for _ in range(7))
        ]
    assert all(isinstance(outcome, Extracted) for outcome in outcomes), outcomes


def test_a_batch_uses_no_more_children_than_workers(extraction: Extraction) -> None:
    before = children()
    used: set[int] = set()
    for _ in extraction.extract_many((f"{n}.html", PAGE.encode()) for n in range(40)):
        used |= children() - before
    assert 1 <= len(used) <= 2
    assert children() <= before


def test_files_of_two_submissions_never_meet_in_a_child(extraction: Extraction) -> None:
    def one_child() -> int:
        batch = extraction.extract_many([("a.html", PAGE.encode())])
        next(batch)
        (child,) = children()
        batch.close()  # type: ignore[attr-defined]
        return child

    assert one_child() != one_child()


def test_a_batch_takes_only_a_few_files_ahead(extraction: Extraction) -> None:
    taken = itertools.count()
    endless = ((f"{next(taken)}.html", PAGE.encode()) for _ in itertools.repeat(None))
    batch = extraction.extract_many(endless)
    for _ in range(5):
        assert next(batch)[1] == READ
    batch.close()  # type: ignore[attr-defined]
    assert next(taken) < 20


def test_an_abandoned_batch_leaves_no_child_and_does_not_wait() -> None:
    with Extraction(2, Limits(page_seconds=600)) as extraction:
        batch = extraction.extract_many([("a.html", PAGE.encode()), *[("b.html", SLOW)] * 9])
        assert next(batch)[1] == READ
        batch.close()  # type: ignore[attr-defined]
        assert not children()


def test_an_error_of_whoever_lists_the_files_comes_through(extraction: Extraction) -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        yield "a.html", PAGE.encode()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        list(extraction.extract_many(files()))


def test_closing_ends_what_is_being_read_in_another_thread() -> None:
    extraction = Extraction(2, Limits(page_seconds=600))
    raised: list[BaseException] = []

    def read() -> None:
        try:
            extraction.extract(SLOW, "slow.html")
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    while not children():
        thread.join(0.01)
    extraction.close()
    thread.join(20)
    assert not thread.is_alive()
    assert len(raised) == 1
    with pytest.raises(RuntimeError, match="closed"):
        extraction.extract(b"a", "a.txt")


def test_many_threads_share_the_workers(extraction: Extraction) -> None:
    results: list[Extracted] = []
    most = 0

    def read(n: int) -> None:
        nonlocal most
        results.append(extraction.extract(f"<p>第{n}号".encode(), f"{n}.html"))
        most = max(most, len(children()))

    threads = [threading.Thread(target=read, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {result.text for result in results} == {f"第{n}号" for n in range(8)}
    assert most <= 8


def test_a_child_that_cannot_start_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Extraction() as extraction, pytest.raises(ChildProcessError):
        extraction.extract(PAGE.encode(), "a.html")


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_the_founding_documents_are_read_as_they_are(extraction: Extraction, seed: Path) -> None:
    text = seed.read_text("utf-8")
    extracted = extraction.extract(text.encode("gb18030"), seed.name)
    assert extracted.text.split() == text.split()
    page = "<body>" + "".join(f"<p>{line}</p>" for line in text.split("\n"))
    assert "".join(extraction.extract(page.encode(), "a.html").text.split()) == "".join(
        text.split()
    )
