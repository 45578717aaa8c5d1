"""The one order of everything: dense positions, and the signed heads of the tree over them.

docs/log-format.md §3 and §7: position p is leaf p - 1, the positions of an act follow each other,
and every checkpoint ever signed is a head of the tree as it is now.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.audit import Findings
from domain.checkpoint import Checkpoint, open_checkpoint
from domain.errors import Refusal
from domain.merkle import EMPTY_ROOT, node_hash, root
from domain.notes import VerifierKey, parse_note
from domain.sealing import ActRow, EventRow, sha256

_ROWS = "log-format §3"
_NOBODYS = "不属于任何一次办理"
_CHECKPOINT = "C2SP tlog-checkpoint v1.0.0"


def allot(
    acts: Iterable[ActRow], events: Iterator[EventRow], start: int, end: int, findings: Findings
) -> Iterator[tuple[ActRow, list[EventRow]]]:
    """Each act with the events at its positions, which together must fill [start, end).

    Both come in order of position, as rows or as plain tuples of the same columns. What is missing,
    twice or nobody's is found here.
    """
    before = expected = start
    event = next(events, None)
    coming = iter(acts)
    act = next(coming, None)
    while act is not None:
        following = next(coming, None)
        first, count = act[:2]
        _require_next(before, expected, first, findings)
        last = first + count if type(count) is int else first
        # However large its count is, an act has no events of the next one.
        stop = last if following is None else min(last, following[0])
        own: list[EventRow] = []
        while event is not None and event[0] < stop:
            if event[0] < first:
                findings.add(event[0], "events.position", _NOBODYS, _ROWS)
            else:
                own.append(event)
            event = next(events, None)
        if len(own) != last - first:
            # Positions are the primary key, so a gap and a wrong number are all that can be wrong.
            missing = next((at for at, row in enumerate(own, first) if row[0] != at), None)
            what = f"缺少事件：应有 {last - first} 个，实有 {len(own)} 个"
            at = first + len(own) if missing is None else missing
            findings.add(at, "events.position", what, _ROWS)
        yield act, own
        before, expected, act = first, last, following
    while event is not None:
        findings.add(event[0], "events.position", _NOBODYS, _ROWS)
        event = next(events, None)
    _require_next(before, expected, end, findings)


def _require_next(before: int, expected: int, first: int, findings: Findings) -> None:
    """The act after the one at `before` begins where that one ends."""
    if first != expected:
        what = f"上一次办理到 {expected - 1} 号为止，下一次却从 {first} 号开始"
        findings.add(max(before, min(first, expected)), "acts.first", what, _ROWS)


def check_follows(size: object, previous: object, before: object, findings: Findings) -> None:
    """A checkpoint kept names the note kept `before` it (None for the first): none is missing."""
    if before is not None and not isinstance(before, str):
        return  # no text: found where that row itself is checked
    expected = None if before is None else sha256(before.encode())
    if previous != expected:
        place = size if type(size) is int else None
        what = f"检查点 {size!r:.40} 之前应有的那一份被删除或改动"
        findings.add(place, "checkpoints.previous", what, _ROWS)


def check_kept(size: int, root: bytes, note: str, key: VerifierKey, findings: Findings) -> None:
    """A checkpoint kept is exactly the note the log signed, and its columns say the same.

    Signatures of others, which a note may bear, are never kept here: a byte more is a change.
    """
    where = "checkpoints.note"
    if (type(size), type(root), type(note)) != (int, bytes, str):
        findings.add(None, "checkpoints", f"检查点 {size!r:.40} 的列值类型不对", _ROWS)
        return
    try:
        stated, _ = open_checkpoint(note, key)
        parsed = parse_note(note)
    except Refusal as refusal:
        findings.add(size, where, f"检查点 {size}:{refusal.message}", _CHECKPOINT)
        return
    if len(parsed.signatures) != 1 or parsed.format() != note or stated.extensions:
        findings.add(size, where, f"检查点 {size} 不是日志自己签的那一份", _CHECKPOINT)
    if stated.size != size:
        findings.add(size, "checkpoints.size", f"签名的大小是 {stated.size}", _ROWS)
    if stated.root != root:
        findings.add(size, "checkpoints.root", f"签名的根是 {stated.root.hex()}", _ROWS)


class Head(NamedTuple):
    """A head of the tree somebody stands by: `where` it was found."""

    size: int
    root: bytes
    where: str


class HeadsWatch:
    """The tree as it grows, stopped at every head to compare the root. Heads come by size.

    It keeps the roots of complete subtrees only, the largest first: (number of leaves, root).
    """

    def __init__(self, heads: Iterable[Head], findings: Findings) -> None:
        self._subtrees: list[tuple[int, bytes]] = []
        self._size = 0
        self._heads = iter(heads)
        self._findings = findings
        self._next = next(self._heads, None)
        self._compare()

    def grow(self, leaves: Sequence[bytes]) -> None:
        """The next leaf hashes."""
        start = self._size
        end = start + len(leaves)
        while self._size < end:
            stop = end if self._next is None else min(end, self._next.size)
            while self._size < stop:
                # The largest complete subtree that begins here, all of it in one go.
                width = self._size & -self._size or end
                width = min(width, 1 << ((stop - self._size).bit_length() - 1))
                at = self._size - start
                self._add(width, root(leaves[at : at + width]))
            self._compare()

    def end(self) -> tuple[int, bytes]:
        """Size and root of the whole tree; heads beyond it are findings: something was cut off."""
        while self._next is not None:
            head, self._next = self._next, next(self._heads, None)
            self._findings.add(
                self._size + 1,
                head.where,
                f"检查点覆盖 {head.size} 个事件，现在只有 {self._size} 个：末尾被截去",
                _CHECKPOINT,
            )
        return self._size, self._root()

    def _compare(self) -> None:
        while self._next is not None and self._next.size <= self._size:
            head, self._next = self._next, next(self._heads, None)
            if head.size < 1:
                self._findings.add(None, head.where, f"检查点的大小是 {head.size}", _CHECKPOINT)
            elif head.root != self._root():
                self._findings.add(
                    head.size,
                    head.where,
                    f"检查点 {head.size} 的根是 {head.root.hex()},"
                    f"由事件算出的是 {self._root().hex()}",
                    _CHECKPOINT,
                )

    def _add(self, width: int, subtree: bytes) -> None:
        self._size += width
        while self._subtrees and self._subtrees[-1][0] == width:
            subtree = node_hash(self._subtrees.pop()[1], subtree)
            width *= 2
        self._subtrees.append((width, subtree))

    def _root(self) -> bytes:
        if not self._subtrees:
            return EMPTY_ROOT
        node = self._subtrees[-1][1]
        for _, left in self._subtrees[-2::-1]:
            node = node_hash(left, node)
        return node


def require_outside(note: bytes, key: VerifierKey, findings: Findings) -> Checkpoint | None:
    """A checkpoint that was kept outside: what it states, None when it is not this log's."""
    try:
        return open_checkpoint(note, key)[0]
    except Refusal as refusal:
        findings.add(None, "--checkpoint", refusal.message, _CHECKPOINT)
        return None
