"""The `.tlog-proof` file (C2SP tlog-proof): an entry's place in a log, provable without the log.

c2sp.org/tlog-proof@v1
extra <base64>            (optional; not authenticated by the proof itself)
index <n>
<base64 hash> …           (RFC 6962 path, from the leaf's sibling up)
<blank line>
<the checkpoint, verbatim>
"""

from dataclasses import dataclass
from typing import Self

from domain.base64 import base64_text, unbase64
from domain.canonical import utf8
from domain.errors import Malformed
from domain.merkle import HASH_SIZE

MAX_BYTES = 16 * 1024 * 1024
"""A file beyond this is refused unread: a receipt of fifty applicants has a tenth of it."""

HEADER = "c2sp.org/tlog-proof@v1"
"""The first line of every such file."""

_RULE = "C2SP tlog-proof"
_MAX_PATH = 64


@dataclass(frozen=True)
class TlogProof:
    """The parts of the file; nothing in it is verified by being read."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def text(self) -> str:
        """The file, to the byte."""
        extra = [] if self.extra is None else [f"extra {base64_text(self.extra)}"]
        hashes = [base64_text(node) for node in self.path]
        return "\n".join([HEADER, *extra, f"index {self.index}", *hashes, "", self.checkpoint])

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `text`. Raises `Malformed` for anything it does not write."""
        if len(utf8(text)) > MAX_BYTES:
            raise Malformed(f"文件超过 {MAX_BYTES} 字节", rule=_RULE)
        head, blank, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if lines.pop(0) != HEADER or not blank or not checkpoint:
            raise Malformed("不是 .tlog-proof 文件：缺少首行、空行或检查点", rule=_RULE)
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = unbase64(lines.pop(0).removeprefix("extra "))
            if extra is None:
                raise Malformed("extra 行不是 base64", rule=_RULE, field="extra")
        index = _index(lines.pop(0) if lines else "")
        if len(lines) > _MAX_PATH:
            raise Malformed("包含证明比任何树的都长", rule=_RULE, field="path")
        return cls(index, tuple(_hash(line) for line in lines), checkpoint, extra)


def _index(line: str) -> int:
    written = line.removeprefix("index ")
    decimal = written.isascii() and written.isdecimal() and len(written) < 20
    if written == line or not decimal or str(int(written)) != written:
        raise Malformed("index 行应为十进制的条目号", rule=_RULE, field="index")
    return int(written)


def _hash(line: str) -> bytes:
    node = unbase64(line)
    if node is None or len(node) != HASH_SIZE:
        raise Malformed("包含证明的一行不是 32 字节的 base64", rule=_RULE, field="path")
    return node
