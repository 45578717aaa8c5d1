"""The only reader of the clock and of randomness: time, ids and salts for the acts."""

import os
import threading
import time
from datetime import UTC, datetime

_POOL_BYTES = 2000
_pool = threading.local()


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def uuid7() -> str:
    """A bare lower-case uuid7 (RFC 9562 5.7): 48 bits of milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = _random(10)
    head = (milliseconds << 16) | 0x7000 | ((random[0] & 0x0F) << 8) | random[1]
    tail = int.from_bytes(random[2:], "big") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    text = f"{head:016x}{tail:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def random_bytes(count: int) -> bytes:
    """`count` bytes from the operating system's generator (salts, keys, nonces)."""
    return os.urandom(count)


def _forget_pool() -> None:
    """A forked child must not draw the same bytes as its parent."""
    _pool.bytes = b""


os.register_at_fork(after_in_child=_forget_pool)


def _random(count: int) -> bytes:
    """As `random_bytes`, drawn from a pool: ids are many and small."""
    pool: bytes = getattr(_pool, "bytes", b"")
    if len(pool) < count:
        pool = os.urandom(_POOL_BYTES)
    _pool.bytes = pool[count:]
    return pool[:count]
