"""`gongkai receipt verify` on a 公开凭据: what it tells, what it refuses, with the file at hand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.notes import vkey
from ops.founding import founding_hash
from projections.published_log import PublishedLog
from projections.record_receipts import Opening, record_receipt
from tests.audited import publish_log
from tests.terminal import gongkai
from tests.town import ORIGIN, Town, copy_town, signer

TEXT = "第一条 为规范公租房分配,制定本办法。"
VKEY = vkey(ORIGIN, signer("log").public_key)


@dataclass(frozen=True)
class Kept:
    """What a reader has: the receipt, the hash he copied, and where the record stands."""

    receipt: bytes
    founding: str
    position: int
    commitment: str


@pytest.fixture(scope="module")
def kept(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    town: Town = copy_town(founded_town, tmp_path_factory.mktemp("kept"))
    record = town.publish_record()
    publish_log(town)
    opening = Opening(town.contents.open, town.contents.salt)
    log = PublishedLog(town.home / "log")
    receipt = record_receipt(town.journal, log, opening, record.id).encode()
    commitment = record.versions[-1].content.commitment
    yield Kept(receipt, founding_hash(town.journal), town.position, commitment)
    town.close()


@pytest.fixture
def file(kept: Kept, tmp_path: Path) -> Path:
    path = tmp_path / "凭据.json"
    path.write_bytes(kept.receipt)
    return path


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "正文.txt"
    path.write_text(TEXT, "utf-8", newline="\n")
    return path


def test_it_tells_what_was_published_without_any_archive(
    kept: Kept, file: Path, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere"
    ran = gongkai(nowhere, "receipt", "verify", file, "--vkey", VKEY).fine()
    for said in (
        "凭据成立:公开的第 1 版",
        "标题:清河县公租房分配办法",
        "文号:清建发〔2026〕1号",
        f"内容承诺:{kept.commitment}",
        f"日志位置:第 {kept.position} 条",
        "办理时间(档案的时钟,UTC)2026-03-02T",
        "没有证明:由哪个机关的哪个岗位",
        "没有证明:您手里的文件就是公开的文件",
        "没有证明:是不是您认识的那个档案",
    ):
        assert said in ran.out
    assert not nowhere.exists()


def test_with_the_founding_hash_and_the_file_it_says_that_both_are_the_ones(
    kept: Kept, file: Path, original: Path, tmp_path: Path
) -> None:
    command = ("receipt", "verify", file, "--vkey", VKEY, "--founding", kept.founding)
    ran = gongkai(tmp_path / "nowhere", *command, "--file", original).fine()
    assert "已证明:给出的原始文件就是当时公开的文件" in ran.out
    assert "已证明:这个日志的第 1 条就是您保存的建档指纹" in ran.out
    assert "没有证明:您手里的文件" not in ran.out
    answer = gongkai(tmp_path, *command, "--file", original, "--json").fine().json
    assert answer["holds"] is True
    assert (answer["files_compared"], answer["founding_compared"]) == (True, True)


def test_another_file_is_not_the_one_published(file: Path, original: Path, tmp_path: Path) -> None:
    original.write_text(TEXT + "。", "utf-8", newline="\n")
    ran = gongkai(tmp_path, "receipt", "verify", file, "--vkey", VKEY, "--file", original)
    assert (ran.code, ran.out) == (1, "")
    assert "凭据不成立:“原始文件”这一步不成立:给出的文件不是当时公开的文件" in ran.err


def test_an_altered_one_is_refused_by_the_step(file: Path, tmp_path: Path) -> None:
    file.write_bytes(
        file.read_bytes().replace("公租房分配办法".encode(), "公租房分配通知".encode())
    )
    ran = gongkai(tmp_path, "receipt", "verify", file, "--vkey", VKEY)
    assert (ran.code, ran.out) == (1, "")
    assert "“标题和内容事件的内容”这一步不成立" in ran.err
    told = gongkai(tmp_path, "receipt", "verify", file, "--vkey", VKEY, "--json")
    assert told.code == 1
    assert json.loads(told.written)["holds"] is False


def test_an_applicant_s_receipt_takes_no_files(original: Path, tmp_path: Path) -> None:
    paper = tmp_path / "申请回执.tlog-proof"
    paper.write_text("c2sp.org/tlog-proof@v1\n", "utf-8", newline="\n")
    ran = gongkai(tmp_path, "receipt", "verify", paper, "--vkey", VKEY, "--file", original)
    assert ran.code == 2
    assert "公开凭据" in ran.err
