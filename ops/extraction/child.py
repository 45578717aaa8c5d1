"""The child process that parses pages: limits first, then one page after another.

It is started with `python -I -S`, sees no environment, and after `_limit` can open nothing: no
file, no socket, no process. A page goes in as `REQUEST` header and bytes, an answer comes out as
`ANSWER` header (a status of one byte, the length) and bytes. The end of its input ends it, so it
never outlives the archive.
"""

import os
import resource
import struct
import sys

from ops.extraction import html

REQUEST = struct.Struct("<I")
ANSWER = struct.Struct("<cI")

READ = b"+"
REFUSED = b"-"
READY = b"!"

_STDIN, _STDOUT = 0, 1


def main() -> None:
    """Arguments: bytes of address space, seconds of processor time."""
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    _answer(READY, b"")
    while header := _take(REQUEST.size):
        (size,) = REQUEST.unpack(header)
        _answer(*_read(_take(size)))


def _limit(address_space: int, processor_seconds: int) -> None:
    """Everything needed is loaded by now. No open files at all: descriptors 0 and 1 stay usable,
    but every new one (file, socket, pipe, shared library) is refused by the kernel."""
    resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _read(page: bytes) -> tuple[bytes, bytes]:
    """The title on the first line, the text after it; or the reason in one word."""
    try:
        title, text = html.read(page)
        return READ, f"{title}\n{text}".encode("utf-8", "replace")
    except html.Unreadable as refusal:
        return REFUSED, str(refusal).encode("ascii")
    except MemoryError:
        return REFUSED, b"memory"


def _take(size: int) -> bytes:
    """Exactly `size` bytes of the input; fewer only where the parent is gone."""
    taken = bytearray()
    while len(taken) < size:
        chunk = os.read(_STDIN, size - len(taken))
        if not chunk:
            return b""
        taken += chunk
    return bytes(taken)


def _answer(status: bytes, payload: bytes) -> None:
    rest = memoryview(ANSWER.pack(status, len(payload)) + payload)
    while rest:
        rest = rest[os.write(_STDOUT, rest) :]
