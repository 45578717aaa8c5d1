"""The embedded engine on disk: two processes, crashes, damage and other versions."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from search.embedded import EmbeddedEngine, EmbeddedReader
from search.embedded.folder import NAME
from search.embedded.translation import beginning_with
from search.engine import CompiledQuery, EngineUnavailable, Order, Page, Prefix, Term
from tests.search.papers import paper

PROJECT = Path(__file__).parents[2]
EVERYTHING = CompiledQuery(filters=(Term("scope", "current"),), order=Order.STANDING)

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from search.embedded import EmbeddedEngine
from tests.search.papers import paper
engine = EmbeddedEngine(Path(sys.argv[1]))
position = engine.position()
while True:
    position += 3
    numbers = range(position - 2, position + 1)
    engine.apply([paper(f"r{n}", from_position=n) for n in numbers], position)
    print(position, flush=True)
"""

READ = """
import sys
from pathlib import Path
from search.embedded import EmbeddedReader
from tests.search.test_embedded import EVERYTHING
from search.engine import Page
reader = EmbeddedReader(Path(sys.argv[1]))
for _ in sys.stdin:
    print(reader.position(), reader.search(EVERYTHING, Page()).total, flush=True)
"""


def _python(code: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=PROJECT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_a_reader_in_another_process_sees_each_commit_and_a_rebuild(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.apply([paper("r1")], 1)
    reader = _python(READ, tmp_path)
    assert reader.stdin
    assert reader.stdout

    def seen() -> str:
        assert reader.stdin
        assert reader.stdout
        reader.stdin.write("look\n")
        reader.stdin.flush()
        return reader.stdout.readline().strip()

    try:
        assert seen() == "1 1"
        engine.apply([paper("r2", from_position=2)], 2)
        assert seen() == "2 2"
        with engine.rebuild() as fresh:
            fresh.apply([paper("r3")], 1)
            assert seen() == "2 2"
            fresh.finish()
        assert seen() == "1 1"
        engine.close()
        assert seen() == "1 1"
    finally:
        reader.stdin.close()
        assert reader.wait(10) == 0
        reader.stdout.close()


def test_a_second_writer_is_refused_and_disturbs_nobody(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    with engine.rebuild() as fresh:
        with pytest.raises(EngineUnavailable):
            EmbeddedEngine(tmp_path)
        fresh.apply([paper("r1")], 1)
        fresh.finish()
    assert engine.position() == 1
    engine.close()
    EmbeddedEngine(tmp_path).close()


@pytest.mark.slow
def test_killed_at_any_moment_it_stands_at_the_last_acknowledged_batch(tmp_path: Path) -> None:
    acknowledged = 0
    for turn in range(6):
        writer = _python(WRITE_FOR_EVER, tmp_path)
        assert writer.stdout
        for _ in range(turn + 1):
            acknowledged = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        for line in writer.stdout:
            if line.endswith("\n"):
                acknowledged = int(line)
        writer.communicate()
        reader = EmbeddedReader(tmp_path)
        position = reader.position()
        assert position in (acknowledged, acknowledged + 3)
        assert reader.search(EVERYTHING, Page()).total == position
    assert acknowledged >= 3 * 6


def test_a_rebuild_that_a_crash_left_behind_is_swept(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.apply([paper("r1")], 1)
    engine.close()
    (tmp_path / f"{NAME}99").mkdir()
    (tmp_path / "gongkai-a0-00000000-1").mkdir()
    engine = EmbeddedEngine(tmp_path)
    assert engine.position() == 1
    engine.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", f"{NAME}1"]


def test_a_rebuilt_index_leaves_no_word_of_the_old_one_on_disk(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.apply([paper("r1", title="xsecretx", text="")], 1)
    engine.apply([paper("r1", title="", text="", hidden=True, position=2)], 2)
    with engine.rebuild() as fresh:
        fresh.apply([paper("r1", title="", text="", hidden=True, position=2)], 2)
        fresh.finish()
    engine.close()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"secret" in path.read_bytes()]


def test_an_index_of_another_analysis_is_not_read_and_the_writer_begins_anew(
    tmp_path: Path,
) -> None:
    old = tmp_path / "gongkai-a0-00000000-7"
    old.mkdir()
    (tmp_path / "CURRENT").write_text(f"{old.name}\n")
    with pytest.raises(EngineUnavailable):
        EmbeddedReader(tmp_path).search(EVERYTHING, Page())
    engine = EmbeddedEngine(tmp_path)
    assert engine.position() == 0
    engine.close()
    assert EmbeddedReader(tmp_path).search(EVERYTHING, Page()).total == 0
    assert not old.exists()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"not json"])
def test_a_damaged_index_begins_anew(tmp_path: Path, damage: bytes) -> None:
    engine = EmbeddedEngine(tmp_path)
    engine.apply([paper("r1")], 1)
    engine.close()
    next(tmp_path.glob("*/meta.json")).write_bytes(damage)
    with pytest.raises(EngineUnavailable):
        EmbeddedReader(tmp_path).position()
    engine = EmbeddedEngine(tmp_path)
    assert engine.position() == 0
    engine.apply([paper("r1")], 1)
    assert engine.search(EVERYTHING, Page()).total == 1
    engine.close()


@pytest.mark.parametrize("current", ["", "../elsewhere", "gongkai-a1/..", "\xff"])
def test_a_damaged_pointer_begins_anew(tmp_path: Path, current: str) -> None:
    EmbeddedEngine(tmp_path).close()
    (tmp_path / "CURRENT").write_text(current, encoding="latin-1")
    assert EmbeddedReader(tmp_path).position() == 0
    engine = EmbeddedEngine(tmp_path)
    assert engine.position() == 0
    engine.close()


def test_a_folder_without_an_index_answers_with_nothing(tmp_path: Path) -> None:
    reader = EmbeddedReader(tmp_path / "none")
    assert reader.position() == 0
    found = reader.search(EVERYTHING, Page(facets=("kind",)))
    assert (found.total, found.facets) == (0, {"kind": {}})
    assert reader.explain(EVERYTHING, "r1").version is None
    assert reader.document("r1", 1) is None


@pytest.mark.parametrize(
    ("value", "expression"),
    [
        ("2024", "2024.*"),
        ("a.b*(c|d)?[e]{2}^$", r"a\.b\*\(c\|d\)\?\[e\]\{2\}\^\$.*"),
        ("\\d+", r"\\d\+.*"),
        ("", ".*"),
    ],
)
def test_nothing_in_a_beginning_is_an_operator(value: str, expression: str) -> None:
    assert beginning_with(value) == expression


def test_whatever_a_word_begins_with_is_found_by_it_and_no_other(tmp_path: Path) -> None:
    """Values of codes may have any sign in them; words have letters and digits only."""
    signs = [chr(one) for one in range(0x21, 0x7F)] + ["é", "𝒳", "ß" * 64, "½", "한", "公"]
    engine = EmbeddedEngine(tmp_path)
    engine.apply(
        [paper(f"r{n}", from_position=n, kind=f"z{sign}x") for n, sign in enumerate(signs, 1)],
        len(signs),
    )
    for number, sign in enumerate(signs, 1):
        beginning = CompiledQuery(filters=(Prefix("kind", f"z{sign}"),))
        hits = engine.search(beginning, Page(size=100)).hits
        assert [hit.record for hit in hits] == [f"r{number}"], sign
    engine.close()
