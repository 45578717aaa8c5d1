"""`gongkai receipt verify`: a receipt checked on any machine, without an archive.

Two kinds of file: an applicant's 申请回执 (`.tlog-proof`) and a record's 公开凭据 (JSON).
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from domain import record_receipt
from domain.errors import Malformed
from domain.filing_verdict import NotAReceipt, ReceiptVerdict, verify_receipt
from domain.record_verdict import RecordVerdict, verify_record_receipt
from domain.tlog_proof import MAX_BYTES
from ops.cli.output import AsJSON, note, say, say_json
from ops.cli.record_receipts import is_record_receipt, printable, say_record

receipts = typer.Typer(no_args_is_help=True)

File = Annotated[
    Path,
    typer.Argument(
        help="回执或凭据文件，形如 申请回执.tlog-proof、gongkai-receipt-….json",
        exists=True,
        dir_okay=False,
        show_default=False,
    ),
]
Originals = Annotated[
    list[Path] | None,
    typer.Option(
        "--file",
        help="核对公开凭据：当时公开的原始文件，有几个就写几次",
        exists=True,
        dir_okay=False,
        show_default=False,
    ),
]


@receipts.command("verify")
def verify(
    file: File,
    vkey: Annotated[str, typer.Option(help="您保存的日志公钥", show_default=False)],
    founding: Annotated[str | None, typer.Option(help="您保存的建档指纹")] = None,
    originals: Originals = None,
    as_json: AsJSON = False,
) -> None:
    """离线核验申请回执或公开凭据：写了什么、何时进入日志；不成立时以 1 退出。"""
    with file.open("rb") as opened:
        text = opened.read(max(MAX_BYTES, record_receipt.MAX_BYTES) + 1)
    published = is_record_receipt(text)
    if originals and not published:
        raise typer.BadParameter("申请回执不带原始文件，只有公开凭据才用 --file")
    try:
        verdict: RecordVerdict | ReceiptVerdict
        if published:
            files = [one.read_bytes() for one in originals or ()]
            verdict = verify_record_receipt(text, vkey, founding, files)
        else:
            verdict = verify_receipt(text, vkey, founding)
    except Malformed as refused:
        if as_json:
            say_json({"holds": False, "problem": refused.message, "rule": refused.rule})
        kind = "凭据不成立：" if published else "回执不成立："
        note(refused.message if isinstance(refused, NotAReceipt) else kind + refused.message)
        raise typer.Exit(1) from None
    if as_json:
        say_json({"holds": True, **asdict(verdict)})
    elif isinstance(verdict, RecordVerdict):
        say_record(verdict)
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
        say(f"{field.label}：{printable(field.value)}")
    say("")
    for text in verdict.proved:
        say(f"已证明：{text}")
    for text in verdict.not_proved:
        say(f"没有证明：{text}")
    say(f"文件自带的建档指纹 {verdict.founding}")
