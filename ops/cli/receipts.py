"""`gongkai receipt verify`: an applicant's receipt checked on any machine, without an archive."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Malformed
from domain.filing_verdict import NotAReceipt, ReceiptVerdict, verify_receipt
from domain.tlog_proof import MAX_BYTES
from ops.cli.output import AsJSON, note, say, say_json

receipts = typer.Typer(no_args_is_help=True)

File = Annotated[
    Path,
    typer.Argument(
        help="回执文件，形如 申请回执.tlog-proof", exists=True, dir_okay=False, show_default=False
    ),
]


@receipts.command("verify")
def verify(
    file: File,
    vkey: Annotated[str, typer.Option(help="您保存的日志公钥", show_default=False)],
    founding: Annotated[str | None, typer.Option(help="您保存的建档指纹")] = None,
    as_json: AsJSON = False,
) -> None:
    """离线核验申请回执：写了什么、由谁收下、何时进入日志；不成立时以 1 退出。"""
    with file.open("rb") as opened:
        text = opened.read(MAX_BYTES + 1)
    try:
        verdict = verify_receipt(text, vkey, founding)
    except Malformed as refused:
        if as_json:
            say_json({"holds": False, "problem": refused.message, "rule": refused.rule})
        other = isinstance(refused, NotAReceipt)
        note(refused.message if other else f"回执不成立：{refused.message}")
        raise typer.Exit(1) from None
    if as_json:
        say_json({"holds": True, **asdict(verdict)})
    else:
        _print(verdict)


def _print(verdict: ReceiptVerdict) -> None:
    say(f"回执成立：{verdict.organ_name} {verdict.number.year} 年第 {verdict.number.serial} 号申请")
    say(f"案卷 {verdict.request}")
    say(f"办理时间（档案的时钟，UTC）{verdict.time}")
    received = "未确认" if verdict.received_on is None else str(verdict.received_on)
    say(f"到达日期 {verdict.arrived_on}，收到日期 {received}")
    say("")
    for field in verdict.fields:
        say(f"{field.label}：{_printable(field.value)}")
    say("")
    for text in verdict.proved:
        say(f"已证明：{text}")
    for text in verdict.not_proved:
        say(f"没有证明：{text}")
    say(f"文件自带的建档指纹 {verdict.founding}")


def _printable(text: str) -> str:
    """Text of a file from anywhere, without what would steer the terminal."""
    return "".join(one if one.isprintable() or one == "\n" else "\ufffd" for one in text)
