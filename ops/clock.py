"""The only reader of the clock and of randomness: time, ids and salts for the acts."""

import os
import threading
import time
from datetime import UTC, datetime

_POOL_BYTES = 2000
_pool = threading.local()
_VARIANT = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def uuid7() -> str:
    """A bare lower-case uuid7 (RFC 9562 5.7): 48 bits of milliseconds, then random bits."""
    moment = f"{time.time_ns() // 1_000_000:012x}"
    random = _random_digits(19)
    variant = _VARIANT[random[0]]
    return f"{moment[:8]}-{moment[8:]}-7{random[1:4]}-{variant}{random[4:7]}-{random[7:]}"


def random_bytes(count: int) -> bytes:
    """`count` bytes from the operating system's generator (salts, keys, nonces)."""
    return os.urandom(count)


def _forget_pool() -> None:
    """A forked child must not draw the same bytes as its parent."""
    _pool.digits = ""


os.register_at_fork(after_in_child=_forget_pool)


def _random_digits(count: int) -> str:
    """Hex digits of random bytes, drawn from a pool: ids are many and small."""
    pool: str = getattr(_pool, "digits", "")
    if len(pool) < count:
        pool = os.urandom(_POOL_BYTES).hex()
    _pool.digits = pool[count:]
    return pool[:count]
