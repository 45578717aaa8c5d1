"""Time, ids and salts: the only reader of the clock and of randomness."""

import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ops.clock import now, random_bytes, uuid7


def test_now_is_in_utc() -> None:
    assert now().tzinfo is UTC
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_id_is_a_uuid7() -> None:
    """RFC 9562 5.7: milliseconds, version 7, variant 10."""
    before = time.time_ns() // 1_000_000
    for _ in range(1000):
        text = uuid7()
        assert re.fullmatch(
            r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", text
        )
        moment = int(text[:8] + text[9:13], 16)
        assert before <= moment <= time.time_ns() // 1_000_000


def test_every_random_digit_occurs_at_every_random_place() -> None:
    texts = [uuid7().replace("-", "") for _ in range(2000)]
    for place in (*range(13, 16), *range(17, 32)):
        assert {text[place] for text in texts} == set("0123456789abcdef")
    assert {text[16] for text in texts} == set("89ab")


def test_ids_do_not_repeat_in_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        batches = pool.map(lambda _: [uuid7() for _ in range(2000)], range(8))
        ids = [identity for batch in batches for identity in batch]
    assert len(set(ids)) == len(ids)


def test_a_forked_child_draws_other_ids_than_its_parent() -> None:
    script = """
import os
from ops.clock import uuid7
uuid7()
child = os.fork()
os.write(1, (uuid7()[14:] + " ").encode())
if child:
    os.waitpid(child, 0)
"""
    project = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=project
    )
    one, other = done.stdout.split()
    assert one != other


def test_random_bytes_are_as_many_as_asked() -> None:
    assert len(random_bytes(64)) == 64
    assert random_bytes(32) != random_bytes(32)
