"""What a record's receipt proves, checked offline step by step (docs/log-format.md §14).

The verdict never claims more than was checked: a title only from the describing event, a file only
when it was given, the founding only when the reader had kept its hash.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from domain.audit_shapes import SOME_TIME
from domain.canonical import unhex
from domain.casefile import REGISTRY, CaseEvent
from domain.checkpoint import open_checkpoint
from domain.description import Description
from domain.errors import Malformed, Refusal
from domain.merkle import leaf_hash
from domain.merkle_proofs import ProofRefused, verify_inclusion
from domain.notes import NoteRefused, SignatureType, VerifierKey
from domain.receipt import Proven, Receipt, ReceiptRefused, verify_receipt
from domain.record import Record
from domain.record_receipt import RULE, Describing, OpenedContent, RecordReceipt, may_come_out

_NOT_TRUE = "文件里写的内容是否属实，现在是否仍然有效：后来的修改、废止、撤回是另外的事件。"
_NOT_CLOCK = "钟点是否准确：时间由档案自己的时钟写下；日志证明的是先后次序，不是外部的时间。"
_NOT_POST = "由哪个机关的哪个岗位、哪一名工作人员公开：凭据不打开岗位和人员。"
_NOT_TITLE = "标题和文号：写明它们的那一步还含有不公开的内容，没有随凭据给出；请用原始文件核对。"
_NOT_FILES = (
    "您手里的文件就是公开的文件：没有给出原始文件；请用 --file 给出，有几个文件就写几次 --file。"
)
_NOT_OPENED = "原始文件：内容的密钥已不存在，凭据里没有用来核对的文字。"
_NOT_REVOKED = (
    "签名的密钥当时是否登记有效、后来是否撤销：要核验整个档案（gongkai verify）才能知道。"
)

_NOT_FOUNDING = (
    f"是不是您认识的那个档案：没有给出您自己保存的建档指纹（--founding）。{_NOT_REVOKED}"
)


@dataclass(frozen=True)
class FileShown:
    """A file of the content: its name, SHA-256 of its bytes (hex), its place among the parts."""

    name: str
    sha256: str


@dataclass(frozen=True)
class RecordVerdict:
    """What holds. `title`, `document_number` and `organ` (its id) are None where nothing shows it.

    `commitment` is the content's, `files` its parts as the receipt names them, proven when
    `files_compared`. `position` is the place of the publishing event among the log's `size`
    entries; `time` (UTC) what the archive's own clock said; `seen` the size of the checkpoint that
    was there before the signature.
    """

    origin: str
    record: str
    version: int
    migrated: bool
    title: str | None
    document_number: str | None
    organ: str | None
    commitment: str
    files: tuple[FileShown, ...]
    files_compared: bool
    key: str
    position: int
    size: int
    time: str
    seen: int | None
    founding_compared: bool
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]


@dataclass(frozen=True)
class _Said:
    """What the proven events say of the version."""

    version: int
    commitment: str
    organ: str | None
    description: Description | None
    content_id: str | None


def verify_record_receipt(
    text: bytes, vkey: str, founding: str | None = None, files: Sequence[bytes] = ()
) -> RecordVerdict:
    """Check a record's receipt against the log's verifier key.

    `founding` is the hash the reader kept, `files` the original files, all of them, in any order.
    Raises `Malformed` naming the step that failed; nothing else, however hostile the file.
    """
    with _step("日志公钥"):
        key = VerifierKey.parse(vkey.strip())
        if key.type is not SignatureType.ED25519:
            raise Malformed("不是日志的公钥", rule=RULE, field="vkey")
    with _step("文件形式"):
        receipt = RecordReceipt.parse(text)
    published = _proven(receipt.published, key, "公开")
    described = None
    if receipt.described is not None:
        described = _proven(receipt.described, key, "标题和内容")
    with _step("两份事件相符"):
        said = _said(receipt, published, described)
    if founding is not None:
        with _step("建档指纹"):
            _require_founding(receipt, key, founding)
    with _step("原始文件"):
        _require_files(receipt.content, said, published.statement.log, files)
    return _verdict(receipt, published, said, compared=(founding is not None, bool(files)))


@contextmanager
def _step(name: str) -> Iterator[None]:
    """Whatever is refused inside is refused in the name of this step."""
    try:
        yield
    except Refusal as refusal:
        message = f"“{name}”这一步不成立：{refusal.message}"
        raise Malformed(message, rule=refusal.rule or RULE, field=refusal.field) from None


def _proven(receipt: Receipt, key: VerifierKey, which: str) -> Proven:
    """A receipt of §8; its refusals by the name of what failed in it."""
    with _step("检查点签名"):
        open_checkpoint(receipt.checkpoint, key)
    try:
        return verify_receipt(receipt, key)
    except Refusal as refusal:
        with _step(f"{which}事件的{_part_of(refusal)}"):
            raise


def _part_of(refusal: Refusal) -> str:
    if isinstance(refusal, ProofRefused):
        return "收录路径"
    if isinstance(refusal, NoteRefused):
        return "检查点签名"
    if isinstance(refusal, ReceiptRefused):
        return {"data": "内容", "office": "岗位"}.get(refusal.field, "日志名称")
    return "声明或签名"


def _event(proven: Proven, data: bytes) -> CaseEvent:
    stated = proven.statement
    return REGISTRY.decode(
        stated.topic, data, stream=stated.stream, version=stated.seq, time=SOME_TIME
    )


def _said(receipt: RecordReceipt, published: Proven, described: Proven | None) -> _Said:
    event = _event(published, receipt.published.data)
    if isinstance(event, Record.Migrated):
        if described is not None:
            raise ReceiptRefused("迁移的信息只有一份事件", rule=RULE, field="described")
        content = event.content
        return _Said(1, content.commitment, event.organ, event.description, content.id)
    if not isinstance(event, Record.Published):
        raise ReceiptRefused("不是公开信息的事件", rule=RULE, field="topic")
    if receipt.described is None or described is None:
        return _Said(event.version, event.content, None, None, None)
    said = _event(described, receipt.described.data)
    if not isinstance(said, Describing) or not may_come_out(said):
        raise ReceiptRefused("不是写明标题和内容的事件", rule=RULE, field="described")
    before, after = described.statement, published.statement
    if (before.stream, said.content.commitment) != (after.stream, event.content):
        raise ReceiptRefused("标题和内容不是这一版的", rule=RULE, field="described")
    if receipt.described.checkpoint != receipt.published.checkpoint or before.seq >= after.seq:
        raise ReceiptRefused("两份事件不在同一检查点之下或次序不对", rule=RULE, field="described")
    organ = said.organ if isinstance(said, Record.Drafted) else None
    return _Said(event.version, event.content, organ, said.description, said.content.id)


def _require_founding(receipt: RecordReceipt, key: VerifierKey, founding: str) -> None:
    """The entry the reader kept is the first one of the log, under the same checkpoint."""
    entry = unhex(founding.strip(), 32, "founding")
    checkpoint, _ = open_checkpoint(receipt.published.checkpoint, key)
    try:
        verify_inclusion(
            0, checkpoint.size, leaf_hash(entry), receipt.founding_path, checkpoint.root
        )
    except ProofRefused:
        raise ReceiptRefused(
            "建档指纹与您保存的不同：不是同一个档案", rule=RULE, field="founding"
        ) from None


def _require_files(
    content: OpenedContent | None, said: _Said, log: str, files: Sequence[bytes]
) -> None:
    """All original files, and nothing else, open the content's commitment."""
    if content is not None and said.content_id not in (None, content.id):
        raise ReceiptRefused("核对用的内容不是这一版的", rule=RULE, field="content")
    if not files:
        return
    if content is None:
        raise ReceiptRefused("凭据里没有用来核对文件的文字", rule=RULE, field="content")
    given = {hashlib.sha256(one).hexdigest(): one for one in files}
    wanted = [part.sha256 for part in content.parts]
    if any(digest not in wanted for digest in given):
        raise ReceiptRefused("给出的文件不是当时公开的文件", rule=RULE, field="file")
    missing = [part.name for part in content.parts if part.sha256 not in given]
    if missing:
        named = "、".join(missing)
        raise ReceiptRefused(f"还缺文件：{named}；须全部给出才能核对", rule=RULE, field="file")
    if content.commitment(log, [given[digest] for digest in wanted]) != said.commitment:
        raise ReceiptRefused(
            "文件、文件名或提取的文字与公开时的内容承诺不符", rule=RULE, field="content"
        )


def _verdict(
    receipt: RecordReceipt, published: Proven, said: _Said, *, compared: tuple[bool, bool]
) -> RecordVerdict:
    with_founding, with_files = compared
    act = published.act
    migrated = published.statement.topic == Record.Migrated.TOPIC
    content, head = receipt.content, said.description
    parts = () if content is None else content.parts
    return RecordVerdict(
        origin=published.statement.log,
        record=published.statement.stream,
        version=said.version,
        migrated=migrated,
        title=None if head is None else head.title,
        document_number=None if head is None else head.document_number,
        organ=said.organ,
        commitment=said.commitment,
        files=tuple(FileShown(part.name, part.sha256) for part in parts),
        files_compared=with_files,
        key=act.keys[0],
        position=published.position,
        size=published.log_size,
        time=act.time,
        seen=None if act.seen is None else act.seen.size,
        founding_compared=with_founding,
        proved=tuple(_proved(published, said, migrated, with_founding, with_files)),
        not_proved=tuple(_not_proved(said, content, with_founding, with_files)),
    )


def _proved(
    published: Proven, said: _Said, migrated: bool, with_founding: bool, with_files: bool
) -> Iterator[str]:
    act = published.act
    done = "迁移" if migrated else "公开"
    if said.description is not None:
        number = said.description.document_number
        yield (
            f"{done}的第 {said.version} 版题为“{said.description.title}”，"
            f"{f'文号{number}' if number else '没有写明文号'}，一字未改。"
        )
    yield f"{done}的内容以承诺 {said.commitment} 固定：换一个字节，承诺就不同。"
    if with_files:
        yield "给出的原始文件就是当时公开的文件，文件名和提取的文字也是。"
    yield f"这次{done}由密钥 {act.keys[0][:16]}… 签名。"
    yield (
        f"它是日志 {published.statement.log} 的第 {published.position} 条，"
        f"已收进日志签名的、共 {published.log_size} 条的检查点："
        "以后的改动、删除或调换，与这个检查点一比就会发现。"
    )
    if act.seen is not None:
        yield f"签名在日志有 {act.seen.size} 条之后，在有 {published.log_size} 条之前。"
    if with_founding:
        yield "这个日志的第 1 条就是您保存的建档指纹：是同一个档案。"


def _not_proved(
    said: _Said, content: OpenedContent | None, with_founding: bool, with_files: bool
) -> Iterator[str]:
    yield _NOT_TRUE
    yield _NOT_CLOCK
    if said.description is None:
        yield _NOT_TITLE
    if content is None:
        yield _NOT_OPENED
    elif not with_files:
        yield _NOT_FILES
    yield _NOT_POST
    yield _NOT_REVOKED if with_founding else _NOT_FOUNDING
