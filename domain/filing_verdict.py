"""What a receipt of an application proves, checked offline step by step (docs/log-format.md §13).

The verdict never claims more than was checked: without a founding hash kept outside, the proofs of
the signing key are only consistent with themselves.
"""

from dataclasses import dataclass
from datetime import date

from domain.audit_shapes import SOME_TIME
from domain.canonical import unhex
from domain.casefile import REGISTRY
from domain.errors import Malformed, Refusal
from domain.filing_receipt import RULE, FilingReceipt, Opened, sealed_fields
from domain.notes import SignatureType, VerifierKey
from domain.numbering import Number
from domain.permissions import allows
from domain.personal import require_opens
from domain.receipt import Proven, ReceiptRefused
from domain.receipt import verify_receipt as verify_event
from domain.receipt_seats import Seat, Seats, Shown
from domain.receipt_words import (
    NOT_ATTACHMENTS,
    NOT_CLOCK,
    NOT_KEY,
    NOT_REVOKED,
    NOT_TRUTH,
    label_of,
    not_opened,
    restored,
)
from domain.requests.filing import Filed
from domain.requests.request import InformationRequest
from domain.tlog_proof import HEADER, MAX_BYTES


class NotAReceipt(Malformed):
    """Another file altogether: nothing in it claims to be a receipt of an application."""


@dataclass(frozen=True)
class ShownField:
    """One line of what was filed: its name in Chinese, its value, and its path in the event."""

    label: str
    value: str
    path: str


@dataclass(frozen=True)
class ReceiptVerdict:
    """What holds. `fields` are what was filed, `position` its place among the log's `size` entries.

    `time` (UTC) is what the archive's own clock said; `seen` the size of the checkpoint that was
    there before the signature, None before the first. `founding` is the hash that the proofs lead
    to, `founding_compared` whether it is the one the reader had kept.
    """

    origin: str
    request: str
    number: Number
    organ: str
    organ_name: str
    post: str
    key: str
    position: int
    size: int
    time: str
    seen: int | None
    arrived_on: date
    received_on: date | None
    fields: tuple[ShownField, ...]
    closed: int
    founding: str
    founding_compared: bool
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]


def verify_receipt(text: str | bytes, vkey: str, founding: str | None = None) -> ReceiptVerdict:
    """Check a receipt against the log's verifier key and, if it was kept, the founding hash.

    Raises `NotAReceipt` for another file and `Malformed`, naming the step, for whatever does not
    hold; nothing else, however hostile the file.
    """
    try:
        key = VerifierKey.parse(vkey.strip())
        if key.type is not SignatureType.ED25519:
            raise Malformed("不是日志的公钥", rule=RULE, field="vkey")
        kept = None if founding is None else unhex(founding.strip(), 32, "founding").hex()
        return _verify(FilingReceipt.parse(_decoded(text)), key, kept)
    except Malformed:
        raise
    except Refusal as refusal:
        raise Malformed(refusal.message, rule=refusal.rule or RULE, field=refusal.field) from None


def _decoded(text: str | bytes) -> str:
    first = text[: len(HEADER)]
    if first not in (HEADER, HEADER.encode()):
        raise NotAReceipt("这不是申请回执文件", rule=RULE)
    if isinstance(text, str):
        return text
    if len(text) > MAX_BYTES:
        raise Malformed(f"文件超过 {MAX_BYTES} 字节", rule=RULE)
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise Malformed("文件不是 UTF-8 文字", rule=RULE) from None


def _verify(receipt: FilingReceipt, key: VerifierKey, kept: str | None) -> ReceiptVerdict:
    filed = Shown(receipt.filed, verify_event(receipt.filed, key))
    event = _filed(filed.proven, receipt.filed.data)
    fields, closed = _open(receipt.opened, filed.proven, event)
    seats = Seats(key)
    seats.replay([Shown(proof, verify_event(proof, key)) for proof in receipt.proofs])
    seat = seats.seat_of(filed)
    if not allows(seat.role, "request.file") or seat.organ not in (None, event.organ):
        raise ReceiptRefused("签名的岗位不能登记这个机关的申请", rule=RULE, field="office")
    if event.organ not in seats.organs:
        raise ReceiptRefused("没有机关名称的证明", rule=RULE, field="organ")
    if not seats.founding:
        raise ReceiptRefused("没有建档事件的证明", rule=RULE, field="founding")
    if kept is not None and kept != seats.founding:
        raise ReceiptRefused("建档指纹与您保存的不同：不是同一个档案", rule=RULE, field="founding")
    return _verdict(filed.proven, event, seats, seat, fields, closed, compared=kept is not None)


def _filed(proven: Proven, data: bytes) -> Filed:
    stated = proven.statement
    event = REGISTRY.decode(
        stated.topic, data, stream=stated.stream, version=stated.seq, time=SOME_TIME
    )
    if not isinstance(event, InformationRequest.Filed):
        raise ReceiptRefused("不是登记申请的事件", rule=RULE, field="topic")
    return event


def _open(
    opened: tuple[Opened, ...], proven: Proven, event: Filed
) -> tuple[tuple[ShownField, ...], int]:
    """The opened fields, each against its commitment, and how many stay closed."""
    sealed = dict(sealed_fields(proven.data))
    paths = [one.path for one in opened]
    if not paths or paths != sorted(set(paths)):
        raise Malformed("打开的内容没有排序、有重复或一项也没有", rule=RULE, field="opened")
    fields = []
    for one in opened:
        if one.path not in sealed:
            raise Malformed(f"登记里没有密封的 {one.path[:80]}", rule=RULE, field="opened")
        place = f"{proven.statement.id}/{one.path}"
        require_opens(sealed[one.path], place, one.salt, one.value, proven.statement.log)
        label = label_of(one.path, len(event.applicants), len(event.matters))
        fields.append(ShownField(label, one.value, one.path))
    return tuple(fields), len(sealed) - len(opened)


def _verdict(
    proven: Proven,
    event: Filed,
    seats: Seats,
    seat: Seat,
    fields: tuple[ShownField, ...],
    closed: int,
    *,
    compared: bool,
) -> ReceiptVerdict:
    organ = seats.organs[event.organ]
    act = proven.act
    title = seat.title or seat.role.chinese
    proved = [
        f"向{organ}提出的申请，登记为 {event.number.year} 年第 {event.number.serial} 号，"
        f"写明了列出的内容；其中由申请人填写的 {len(fields)} 项"
        "逐项与登记里的封存凭据相符，一字未改。",
        f"这次登记由岗位“{title}”的密钥签名（{act.keys[0][:16]}…）。",
        f"它是日志 {proven.statement.log} 的第 {proven.position} 条，"
        f"已收进日志签名的、共 {proven.log_size} 条的检查点："
        "以后的改动、删除或调换，与这个检查点一比就会发现。",
    ]
    if act.seen is not None:
        proved.append(f"签名在日志有 {act.seen.size} 条之后，在有 {proven.log_size} 条之前。")
    not_proved = [NOT_TRUTH, NOT_CLOCK]
    if compared:
        proved.append(
            "签名的密钥和岗位各经两名登记员登记、确认，登记员的资格一直追溯到建档指纹 "
            f"{seats.founding[:16]}…，与核验时给出的一致。"
        )
    else:
        not_proved.append(NOT_KEY)
    not_proved.append(NOT_REVOKED)
    if seats.restored:
        not_proved.append(restored(seats.restored))
    if event.attachments is not None:
        not_proved.append(NOT_ATTACHMENTS)
    if closed:
        not_proved.append(not_opened(closed))
    return ReceiptVerdict(
        origin=proven.statement.log,
        request=proven.statement.stream,
        number=event.number,
        organ=event.organ,
        organ_name=organ,
        post=title,
        key=act.keys[0],
        position=proven.position,
        size=proven.log_size,
        time=act.time,
        seen=None if act.seen is None else act.seen.size,
        arrived_on=event.arrived_on,
        received_on=event.received_on,
        fields=(*_clear(event), *fields),
        closed=closed,
        founding=seats.founding,
        founding_compared=compared,
        proved=tuple(proved),
        not_proved=tuple(not_proved),
    )


def _clear(event: Filed) -> tuple[ShownField, ...]:
    """What the event says without sealing."""
    return (
        ShownField("提交方式", event.channel.chinese, "channel"),
        ShownField("希望的提供方式", event.form.chinese, "form"),
        ShownField("希望的获取途径", event.route.chinese, "route"),
        *(
            ShownField(
                f"第 {number} 名申请人的类别和证件"
                if len(event.applicants) > 1
                else "申请人的类别和证件",
                f"{one.category.chinese}，{one.identity_kind.chinese}",
                f"applicants.{number - 1}.category",
            )
            for number, one in enumerate(event.applicants, 1)
        ),
    )
