"""Import of historical records: what goes in, what is an error of its row, and never twice."""

import csv
import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.archive import Caller
from domain.directory import organ_named
from domain.errors import NotPermitted, Refusal
from domain.officer import Officer
from domain.permissions import Role
from domain.record import Record, RecordState
from domain.vocabulary import Openness
from ops.clock import now
from ops.extraction.pool import Extraction
from ops.importing import Import, Outcome
from ops.manifest import MANIFEST, OPTIONAL, REQUIRED
from search.finding import Request
from tests.premises import furnish
from tests.terminal import COMMAND, clean_environment, gongkai, narrow
from tests.town import Town

ORDER = "清政办函〔2026〕1号"
ORGAN = "清河县住房和城乡建设局"
COLUMNS = (*REQUIRED, *OPTIONAL)


@pytest.fixture(scope="module")
def extraction() -> Iterator[Extraction]:
    """Children that parse pages."""
    with Extraction(1) as extraction:
        yield extraction


class Folder:
    """A folder to import, made row by row."""

    def __init__(self, path: Path) -> None:
        path.mkdir(exist_ok=True)
        self.path = path
        self.rows: list[dict[str, str]] = []

    def add(self, file: str, content: bytes | str | None = None, **cells: str) -> "Folder":
        """A row, and its file if it has content."""
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            (self.path / file).write_bytes(data)
        row = {
            "file": file,
            "title": f"历史文件 {file}",
            "organ": ORGAN,
            "kind": "other",
            "phase": "RESULT",
        }
        self.rows.append(row | cells)
        self.write()
        return self

    def write(self, columns: Sequence[str] = COLUMNS, encoding: str = "utf-8") -> None:
        with (self.path / MANIFEST).open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(self.rows)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder."""
    return Folder(tmp_path / "old")


def run(
    town: Town,
    extraction: Extraction,
    folder: Folder,
    *,
    caller: Caller | None = None,
    enrol_organs: bool = False,
) -> Outcome:
    """An import; dry without a caller."""
    work = Import(
        archive=town.app,
        migration=town.migration,
        contents=town.contents,
        extraction=extraction,
        folder=folder.path,
        enrol_organs=enrol_organs,
    )
    return work.run(caller, ORDER)


def errors(outcome: Outcome) -> list[tuple[str, str]]:
    """(file, column) of each error."""
    return [(error.file, error.column) for error in outcome.errors]


def records(town: Town) -> list[Record]:
    """Every record of the archive."""
    return [town.app.load(Record, stream) for stream in town.journal.streams(Record.PREFIX)]


def test_a_dry_run_checks_everything_and_writes_nothing(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    folder.add("a.txt", "第一条 正文。").add("b.txt", None)
    before, blobs = town.position, sorted((town.home / "blobs").rglob("*"))
    outcome = run(town, extraction, folder)
    assert (outcome.rows, outcome.ready, outcome.imported) == (2, 1, 0)
    assert errors(outcome) == [("b.txt", "file")]
    assert town.position == before
    assert sorted((town.home / "blobs").rglob("*")) == blobs


def test_a_historical_record_is_published_as_what_it_is(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    folder.add(
        "a.txt",
        "第一条 正文。",
        document_number="清建发〔2009〕3号",
        index_number="QH/2009/1",
        formed_on="2009-03-01",
        published_on="2009-03-02",
        field="保障性住房",
        topic="分配",
        source="旧网站",
    )
    outcome = run(town, extraction, folder, caller=town.migrator)
    assert (outcome.imported, outcome.errors) == (1, ())
    (record,) = records(town)
    assert record.state is RecordState.PUBLISHED
    assert record.openness.value is Openness.PROACTIVE
    assert record.organ == town.housing.organ
    said = record.versions[0].description
    assert (said.document_number, said.formed_on) == ("清建发〔2009〕3号", date(2009, 3, 1))
    (part,) = town.contents.open(record.versions[0].content)
    assert part.original == "第一条 正文。".encode()
    assert town.journal.read(outcome.position - 1, 1)[0].event.topic == Record.Migrated.TOPIC


def test_what_a_kind_requires_may_be_missing_in_history(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    folder.add("a.txt", "第一条 正文。", kind="normative")
    assert run(town, extraction, folder, caller=town.migrator).imported == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("第一条 公示期不少于7天。".encode("gb18030"), "gb.txt"),
        (b"\xef\xbb\xbf" + "第一条 公示期不少于7天。".encode(), "bom.txt"),
        ("第一条 公示期不少于7天。".encode("utf-16"), "utf16.txt"),
        (
            "<html><head><meta charset='gbk'></head><body><p>第一条 公示期不少于7天。</p></body>"
            "</html>".encode("gbk"),
            "page.html",
        ),
    ],
)
def test_the_encodings_of_old_systems_are_read(
    town: Town, extraction: Extraction, folder: Folder, data: bytes, name: str
) -> None:
    folder.add(name, data)
    run(town, extraction, folder, caller=town.migrator)
    (record,) = records(town)
    assert town.contents.text(record.versions[0].content) == "第一条 公示期不少于7天。"


def test_a_manifest_in_gb18030_with_blanks_around_its_cells_is_read(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    folder.add("a.txt", "正文。", title="  关于公租房的通知  ", phase="result")
    folder.write(encoding="gb18030")
    run(town, extraction, folder, caller=town.migrator)
    assert [one.versions[0].description.title for one in records(town)] == ["关于公租房的通知"]


HOSTILE: list[tuple[str, bytes | None, dict[str, str], str]] = [
    ("missing.txt", None, {}, "file"),
    ("../outside.txt", None, {}, "file"),
    ("/etc/hostname", None, {}, "file"),
    ("sub/../../outside.txt", None, {}, "file"),
    ("x" * 400 + ".txt", None, {"title": "文件名过长"}, "file"),
    ("empty.txt", b"", {}, "file"),
    ("blank.txt", "  \n　\n".encode(), {}, "file"),
    ("big5.txt", "這份文件是用大五碼寫成的,內容不能讀".encode("big5"), {}, "file"),
    ("half.txt", "第一条".encode()[:-1], {}, "file"),
    ("binary.txt", bytes(range(256)), {}, "file"),
    ("a.pdf", b"%PDF-1.7 ...", {}, "file"),
    ("bomb.html", b"<html>" + b"<div>" * 200_000, {}, "file"),
    ("title.txt", b"ok", {"title": ""}, "title"),
    ("title2.txt", b"ok", {"title": "两\n行"}, "title"),
    ("title3.txt", b"ok", {"title": "长" * 301}, "title"),
    ("organ.txt", b"ok", {"organ": ""}, "organ"),
    ("organ2.txt", b"ok", {"organ": "没有登记的机关"}, "organ"),
    ("organ3.txt", b"ok", {"organ": "organ:01900000-0000-7000-8000-ffffffffffff"}, "organ"),
    ("kind.txt", b"ok", {"kind": "unheard_of"}, "kind"),
    ("phase.txt", b"ok", {"phase": "SOON"}, "phase"),
    ("date.txt", b"ok", {"formed_on": "2021-02-30"}, "formed_on"),
    ("date2.txt", b"ok", {"formed_on": "20210105"}, "formed_on"),
    ("date3.txt", b"ok", {"published_on": "2021年1月5日"}, "published_on"),
    ("date4.txt", b"ok", {"published_on": "2021-W01-2"}, "published_on"),
    ("date5.txt", b"ok", {"effective_on": "０２０２１-01-05"}, "effective_on"),
    ("source.txt", b"ok", {"source": "来" * 501}, "source"),
    ("topic.txt", b"ok", {"topic": "一\r二"}, "topic"),
]


def test_each_row_that_cannot_go_in_is_told_with_its_column_and_the_rest_goes_in(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    (folder.path.parent / "outside.txt").write_text("外面的文件", "utf-8")
    folder.add("good1.txt", "好的一件。")
    for file, data, cells, _ in HOSTILE:
        folder.add(file, data, **cells)
    (folder.path / "link.txt").symlink_to(folder.path.parent / "outside.txt")
    folder.add("link.txt")
    (folder.path / "loop").symlink_to(folder.path / "loop")
    folder.add("loop/a.txt")
    (folder.path / "folder.txt").mkdir()
    folder.add("folder.txt")
    os.mkfifo(folder.path / "pipe.txt")
    folder.add("pipe.txt")
    with (folder.path / "huge.txt").open("wb") as huge:
        huge.truncate(9 << 20)
    folder.add("huge.txt")
    tomorrow = (now() + timedelta(days=2)).date().isoformat()
    folder.add("future.txt", b"ok", published_on=tomorrow)
    folder.add("good2.txt", "好的另一件。")
    outcome = run(town, extraction, folder, caller=town.migrator)
    assert outcome.imported == 2
    wanted = [(file, column) for file, _, _, column in HOSTILE]
    wanted += [(name, "file") for name in ("link.txt", "loop/a.txt", "folder.txt", "pipe.txt")]
    wanted += [("huge.txt", "file"), ("future.txt", "published_on")]
    assert sorted(errors(outcome)) == sorted(wanted)
    assert all(error.reason and error.line > 1 for error in outcome.errors)
    assert len(records(town)) == 2
    stored = b"".join(path.read_bytes() for path in folder.path.parent.glob("town/journal.db*"))
    assert "外面的文件".encode() not in stored


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (b"", "缺少"),
        (b"file,title\na.txt,x\n", "缺少 organ、kind、phase"),
        (b"file,title,organ,kind,phase,colour\n", "不认识 colour"),
        (b"file,title,organ,kind,phase,\n", "不认识 (空)"),
        (b"file,title,organ,kind,phase,phase\n", "重复 phase"),
        (b'file,title,organ,kind,phase\n"a.txt,x,y,other,RESULT\nb.txt,x,y,other,RESULT\n', "CSV"),
        (b'file,title,organ,kind,phase\na.txt,"x"y,z,other,RESULT\n', "第 1 行之后"),
        (b"file,title,organ,kind,phase\n" + b"x" * 200_000 + b",a,b,other,RESULT\n", "CSV"),
        ("file,title,organ,kind,phase\n中,文,件,other,RESULT\n".encode("big5"), "编码"),
        (b"\x00\x01\x02", "不是文字"),
        (None, "没有 manifest.csv"),
    ],
)
def test_a_manifest_that_is_no_table_is_refused_as_a_whole(
    town: Town, extraction: Extraction, folder: Folder, manifest: bytes | None, said: str
) -> None:
    if manifest is not None:
        (folder.path / MANIFEST).write_bytes(manifest)
    before = town.position
    with pytest.raises(Refusal) as refused:
        run(town, extraction, folder, caller=town.migrator)
    assert said in narrow(refused.value.message)
    assert town.position == before


def test_a_row_with_more_cells_than_columns_is_an_error_of_its_own(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    folder.add("a.txt", "正文。")
    with (folder.path / MANIFEST).open("a", encoding="utf-8") as file:
        file.write(",".join(["b.txt", *["x"] * 20]) + "\nc.txt\n\n")
    outcome = run(town, extraction, folder)
    assert outcome.rows == 3
    assert errors(outcome) == [("b.txt", ""), ("c.txt", "title")]


def test_the_same_text_twice_in_a_manifest_goes_in_once(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    folder.add("a.txt", "同一件。", title="同一件").add("b.txt", "同一件。", title="同一件")
    folder.add("c.txt", "同一件。", title="题目不同就是另一件")
    outcome = run(town, extraction, folder, caller=town.migrator)
    assert outcome.imported == 2
    assert errors(outcome) == [("b.txt", "file")]


def test_importing_again_changes_nothing_whoever_does_it(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    for number in range(3):
        folder.add(f"{number}.txt", f"第 {number} 件。", index_number=f"N{number}")
    run(town, extraction, folder, caller=town.migrator)
    before = town.position
    again = run(town, extraction, folder, caller=town.migrator)
    assert (again.known, again.imported, again.errors, again.acts) == (3, 0, (), ())
    other = town.enrol_officer("第二名迁移员", (Role.MIGRATOR, None))
    before = town.position
    assert run(town, extraction, folder, caller=other).known == 3
    assert town.position == before
    folder.add("3.txt", "新的一件。")
    more = run(town, extraction, folder, caller=other)
    assert (more.known, more.imported) == (3, 1)


def test_a_taken_index_number_is_an_error_of_its_row_only(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    town.draft(index_number="QH-1")
    folder.add("a.txt", "正文甲。", index_number="qh—1")
    folder.add("b.txt", "正文乙。", index_number="QH-2")
    folder.add("c.txt", "正文丙。", index_number="ＱＨ-2")
    folder.add("d.txt", "正文丁。", index_number="QH-2", organ="另一个机关")
    outcome = run(town, extraction, folder, caller=town.migrator, enrol_organs=True)
    assert errors(outcome) == [("a.txt", "index_number"), ("c.txt", "index_number")]
    assert outcome.imported == 2


def test_a_number_of_a_file_that_cannot_be_read_is_not_taken_by_it(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    folder.add("a.txt", b"", index_number="QH-7").add("b.txt", "正文。", index_number="QH-7")
    outcome = run(town, extraction, folder, caller=town.migrator)
    assert errors(outcome) == [("a.txt", "file")]
    assert outcome.imported == 1


def test_unknown_organs_are_enrolled_as_names_only_when_asked(
    town: Town, extraction: Extraction, folder: Folder
) -> None:
    folder.add("a.txt", "正文甲。", organ="某市旧城改造指挥部").add(
        "b.txt", None, organ="没有文件的"
    )
    dry = run(town, extraction, folder, enrol_organs=True)
    assert dry.new_organs == ("某市旧城改造指挥部",)
    outcome = run(town, extraction, folder, caller=town.migrator, enrol_organs=True)
    assert outcome.new_organs == ("某市旧城改造指挥部",)
    organ = organ_named(town.app, "某市旧城改造指挥部")
    assert records(town)[0].organ == organ
    with pytest.raises(Refusal):
        organ_named(town.app, "没有文件的")


def test_only_a_migrator_imports(town: Town, extraction: Extraction, folder: Folder) -> None:
    folder.add("a.txt", "正文。")
    for caller in (town.registrars[0], town.housing.drafter, town.supervisor):
        with town.refuses(NotPermitted, match="迁移员"):
            run(town, extraction, folder, caller=caller)


class Interrupting(Import):
    """An import beside which another one writes, just before its own act is appended."""

    other: Import
    caller: Caller

    def _write(self, caller: Caller, order: str, prepared: Any) -> None:
        self.other.run(self.caller, order)
        super()._write(caller, order, prepared)


@pytest.mark.parametrize("same_officer", [True, False])
def test_two_imports_of_one_folder_at_a_time_write_each_row_once(
    town: Town, extraction: Extraction, folder: Folder, *, same_officer: bool
) -> None:
    for number in range(4):
        folder.add(f"{number}.txt", f"第 {number} 件。", organ="新机关", index_number=f"I{number}")
    parts: Mapping[str, Any] = {
        "archive": town.app,
        "migration": town.migration,
        "contents": town.contents,
        "extraction": extraction,
        "folder": folder.path,
        "enrol_organs": True,
    }
    work = Interrupting(**parts)
    work.other = Import(**parts)
    other = town.enrol_officer("第二名迁移员", (Role.MIGRATOR, None))
    work.caller = town.migrator if same_officer else other
    outcome = work.run(town.migrator, ORDER)
    assert len(records(town)) == 4
    assert outcome.imported == 0
    assert outcome.known + len(outcome.errors) == 4


def test_1200_rows_are_three_acts_and_a_killed_import_goes_on_where_it_stood(
    founded_town: Town, tmp_path: Path
) -> None:
    premises = furnish(founded_town, tmp_path / "premises")
    folder = Folder(tmp_path / "old")
    for number in range(1200):
        (folder.path / f"{number}.txt").write_text(f"第 {number} 件历史文件。\n", "utf-8")
        row = {"file": f"{number}.txt", "title": f"历史文件 {number}", "organ": ORGAN}
        folder.rows.append(row | {"kind": "other", "phase": "RESULT"})
    folder.write()
    before = premises.position()
    signed = ["--as", premises.migrator, "--passphrase-file", premises.passphrase_file]
    arguments = ["import", folder.path, *signed, "--commit", "--order", ORDER, "--json"]
    killed = subprocess.Popen(
        [COMMAND, "--home", premises.home, *map(str, arguments)],
        env=clean_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with sqlite3.connect(premises.home / "journal.db") as journal:
        while journal.execute("SELECT max(position) FROM events").fetchone()[0] == before:
            assert killed.poll() is None
            time.sleep(0.005)
    journal.close()
    killed.kill()
    killed.wait()
    written = premises.position() - before
    assert written in (500, 1000, 1200)

    resumed = gongkai(premises.home, *arguments).fine().json
    assert (resumed["rows"], resumed["known"]) == (1200, written)
    assert resumed["imported"] == 1200 - written
    assert resumed["covered"] is True
    with premises.open() as services:
        acts = list(services.journal.acts(after=before))
        assert [act.count for act in acts] == [500, 500, 200]
        assert len({row.id for row in acts}) == 3
        officer = services.archive.load(Officer, str(acts[0].officer))
        assert officer.sign_in == premises.migrator
        listed = services.finder.find(Request("历史文件"))
    assert listed.count == 1200
    assert gongkai(premises.home, "verify").code == 0
