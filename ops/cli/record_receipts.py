"""How `gongkai receipt verify` tells what a record's receipt proves."""

from collections.abc import Iterable

from domain.record_verdict import RecordVerdict
from ops.cli.output import say


def is_record_receipt(text: bytes) -> bool:
    """Whether a file claims to be one: it is JSON, an applicant's receipt is not."""
    return text.lstrip().startswith(b"{")


def say_record(verdict: RecordVerdict) -> None:
    """What holds, line by line."""
    done = "迁移" if verdict.migrated else "公开"
    say(f"凭据成立：{done}的第 {verdict.version} 版")
    say(f"标题：{printable(verdict.title or '凭据里没有（见下）')}")
    if verdict.title is not None:
        say(f"文号：{printable(verdict.document_number or '未载明')}")
    if verdict.organ is not None:
        say(f"机关编号：{verdict.organ}")
    say(f"信息编号：{verdict.record}")
    say(f"内容承诺：{verdict.commitment}")
    for file in verdict.files:
        checked = "与给出的文件一致" if verdict.files_compared else "没有核对"
        say(f"文件：{printable(file.name)}，SHA-256 {file.sha256}（{checked}）")
    say(f"日志位置：第 {verdict.position} 条，检查点共 {verdict.size} 条")
    say(f"办理时间（档案的时钟，UTC）{verdict.time}")
    say("")
    _say_all("已证明", verdict.proved)
    _say_all("没有证明", verdict.not_proved)


def printable(text: str) -> str:
    """Text of a file from anywhere, without what would steer the terminal."""
    return "".join(one if one.isprintable() or one == "\n" else "\ufffd" for one in text)


def _say_all(label: str, texts: Iterable[str]) -> None:
    for text in texts:
        say(f"{label}：{printable(text)}")
