"""Private codes: right ones open their request, wrong ones tell nothing, nobody guesses on."""

import hashlib
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import Busy, SignInRefused
from ops.access_codes import (
    ALPHABET,
    MOST_TRIES,
    MOST_TRIES_IN_ALL,
    SESSION_LIFE,
    TRIES_COUNT_FOR,
    AccessCodes,
    _random_letter,
)
from tests.town import Clock

REQUEST, OTHER = "request:1", "request:2"
NUMBER, OTHER_NUMBER = "清依〔2026〕1号", "清依〔2026〕2号"
WRONG = "2222-2222-2222"


@pytest.fixture
def codes(tmp_path: Path, clock: Clock) -> Iterator[AccessCodes]:
    """A store without codes."""
    store = AccessCodes(tmp_path / "state.db", clock)
    yield store
    store.close_database()


def refused(
    codes: AccessCodes, number: str, request: str | None, code: str, client: str = ""
) -> str:
    with pytest.raises(SignInRefused) as told:
        codes.check(number, request, code, client)
    return told.value.message


# Codes


def test_a_code_is_twelve_letters_that_nobody_mistakes(codes: AccessCodes) -> None:
    issued = [codes.issue(f"request:{number}") for number in range(5)]
    for code in issued:
        assert re.fullmatch(r"[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}", code)
    assert len(set(issued)) == 5
    assert not set("01OIL") & set(ALPHABET)


def test_every_letter_of_the_alphabet_is_as_likely() -> None:
    drawn = [_random_letter() for _ in range(310 * len(ALPHABET))]
    counts = [drawn.count(letter) for letter in ALPHABET]
    assert sum(counts) == len(drawn)
    # 310 expected each, standard deviation below 18: seven of them are no accident.
    assert all(abs(count - 310) < 126 for count in counts)


def test_a_right_code_opens_its_request_however_it_is_written(codes: AccessCodes) -> None:
    code = codes.issue(REQUEST)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    spaced = " " + code.replace("-", " – ") + "\u3000\n"
    for written in (code, code.lower(), code.replace("-", ""), spaced, wide):
        codes.check(NUMBER, REQUEST, written)


def test_only_a_hash_is_kept_with_what_it_was_made_with(codes: AccessCodes, tmp_path: Path) -> None:
    code = codes.issue(REQUEST)
    token = codes.open(NUMBER, REQUEST, code)
    connection = sqlite3.connect(tmp_path / "state.db")
    rows = connection.execute(
        "SELECT length(salt), memory_kib, passes, lanes, length(hash) FROM access_codes"
    ).fetchall()
    connection.close()
    assert rows == [(16, 19 * 1024, 2, 1, 32)]
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (code, code.replace("-", ""), token):
        assert secret.encode() not in stored


def test_a_hash_made_with_other_parameters_is_still_judged(
    codes: AccessCodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.access_codes._PASSES", 1)
    code = codes.issue(REQUEST)
    monkeypatch.undo()
    codes.check(NUMBER, REQUEST, code)


def test_a_new_code_replaces_the_earlier_one_and_its_sessions(codes: AccessCodes) -> None:
    first = codes.issue(REQUEST)
    token = codes.open(NUMBER, REQUEST, first)
    second = codes.issue(REQUEST)
    refused(codes, NUMBER, REQUEST, first)
    codes.check(NUMBER, REQUEST, second)
    with pytest.raises(SignInRefused):
        codes.request_of(token)


def test_a_code_replaced_while_it_is_judged_opens_no_session(
    codes: AccessCodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = codes.issue(REQUEST)
    judge = codes._judge

    def overtaken(number: str, request: str | None, code: str, client: str) -> bytes:
        hashed = judge(number, request, code, client)
        codes.issue(REQUEST)
        return hashed

    monkeypatch.setattr(codes, "_judge", overtaken)
    with pytest.raises(SignInRefused, match="已经更换"):
        codes.open(NUMBER, REQUEST, code)


def test_a_code_opens_no_other_request(codes: AccessCodes) -> None:
    code, other = codes.issue(REQUEST), codes.issue(OTHER)
    refused(codes, NUMBER, REQUEST, other)
    refused(codes, OTHER_NUMBER, OTHER, code)


# What a stranger learns


def test_a_wrong_code_and_a_number_nobody_has_get_the_same_answer(codes: AccessCodes) -> None:
    codes.issue(REQUEST)
    told = {
        refused(codes, NUMBER, REQUEST, WRONG),
        refused(codes, NUMBER, REQUEST, ""),
        refused(codes, NUMBER, REQUEST, "\ud800" * 999),
        refused(codes, OTHER_NUMBER, None, WRONG),
        refused(codes, "\ud800", None, WRONG),
        refused(codes, OTHER_NUMBER, OTHER, WRONG),
    }
    assert told == {"登记编号或查询码不对"}


def test_a_number_nobody_has_costs_the_same_time(codes: AccessCodes) -> None:
    codes.issue(REQUEST)

    def seconds(number: str, request: str | None) -> float:
        start = time.perf_counter()
        refused(codes, number, request, WRONG)
        return time.perf_counter() - start

    known = min(seconds(NUMBER, REQUEST) for _ in range(5))
    unknown = min(seconds(OTHER_NUMBER, None) for _ in range(5))
    assert 0.4 < unknown / known < 2.5, "without a derivation it would be fifty times faster"


@pytest.mark.parametrize(("number", "request_id"), [(NUMBER, REQUEST), (OTHER_NUMBER, None)])
def test_after_five_tries_even_the_right_code_waits(
    codes: AccessCodes, clock: Clock, number: str, request_id: str | None
) -> None:
    code = codes.issue(REQUEST)
    for _ in range(MOST_TRIES):
        refused(codes, number, request_id, WRONG)
    for written in (code, WRONG):
        assert "15 分钟后" in refused(codes, number, request_id, written)
    clock.advance(seconds=TRIES_COUNT_FOR.total_seconds())
    if request_id is None:
        assert "不对" in refused(codes, number, request_id, WRONG)
    else:
        codes.check(number, request_id, code)


def test_a_number_in_another_writing_has_no_tries_of_its_own(codes: AccessCodes) -> None:
    codes.issue(REQUEST)
    for written in (NUMBER, f" {NUMBER} ", "清依[2026]1号", "清依２０２６-1号", NUMBER):
        refused(codes, written, REQUEST, WRONG)
    assert "15 分钟后" in refused(codes, NUMBER, REQUEST, WRONG)


def test_tries_at_one_number_do_not_lock_another(codes: AccessCodes) -> None:
    code = codes.issue(REQUEST)
    for _ in range(MOST_TRIES):
        refused(codes, OTHER_NUMBER, None, WRONG)
    codes.check(NUMBER, REQUEST, code)


def test_a_stranger_who_knows_the_number_does_not_lock_the_applicant_out(
    codes: AccessCodes,
) -> None:
    code = codes.issue(REQUEST)
    for _ in range(MOST_TRIES):
        refused(codes, NUMBER, REQUEST, WRONG, "203.0.113.7")
    assert "15 分钟后" in refused(codes, NUMBER, REQUEST, code, "203.0.113.7")
    codes.check(NUMBER, REQUEST, code, "198.51.100.1")
    # That the applicant came in gives the stranger no further tries.
    assert "15 分钟后" in refused(codes, NUMBER, REQUEST, code, "203.0.113.7")


@pytest.mark.parametrize(
    ("first", "second"),
    [("2001:db8::1", "2001:db8::ffff:2"), ("::ffff:203.0.113.7", "203.0.113.7")],
)
def test_addresses_of_one_subscriber_are_one_client(
    codes: AccessCodes, first: str, second: str
) -> None:
    codes.issue(REQUEST)
    for _ in range(MOST_TRIES):
        refused(codes, NUMBER, REQUEST, WRONG, first)
    assert "15 分钟后" in refused(codes, NUMBER, REQUEST, WRONG, second)
    assert "不对" in refused(codes, NUMBER, REQUEST, WRONG, "2001:db8:0:1::1")


def test_many_strangers_together_guess_no_further(
    codes: AccessCodes, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.access_codes._PASSES", 1)
    code = codes.issue(REQUEST)
    for turn in range(MOST_TRIES_IN_ALL):
        assert "不对" in refused(codes, NUMBER, REQUEST, WRONG, f"10.0.0.{turn // 4}")
    assert "15 分钟后" in refused(codes, NUMBER, REQUEST, code, "198.51.100.1")
    clock.advance(seconds=TRIES_COUNT_FOR.total_seconds())
    codes.check(NUMBER, REQUEST, code, "198.51.100.1")


def test_no_address_is_kept(codes: AccessCodes, tmp_path: Path) -> None:
    codes.issue(REQUEST)
    refused(codes, NUMBER, REQUEST, WRONG, "203.0.113.7")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"203.0.113" not in kept
    plain = hashlib.sha256(b"203.0.113.7").digest()
    assert plain not in kept


def test_a_right_code_forgets_the_wrong_ones(codes: AccessCodes) -> None:
    code = codes.issue(REQUEST)
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            refused(codes, NUMBER, REQUEST, WRONG)
        codes.check(NUMBER, REQUEST, code)


def test_tries_past_their_time_leave_no_rows(
    codes: AccessCodes, clock: Clock, tmp_path: Path
) -> None:
    for number in range(4):
        refused(codes, f"invented {number}", None, WRONG)
    clock.advance(hours=1)
    refused(codes, NUMBER, None, WRONG)
    connection = sqlite3.connect(tmp_path / "state.db")
    assert connection.execute("SELECT count(*) FROM access_tries").fetchone() == (2,)
    connection.close()


def test_many_at_once_cannot_outrun_the_limit_and_who_finds_no_place_is_sent_away(
    codes: AccessCodes,
) -> None:
    codes.issue(REQUEST)
    told: list[str] = []
    ready = threading.Barrier(16)

    def guess() -> None:
        ready.wait()
        try:
            codes.check(NUMBER, REQUEST, WRONG)
        except (SignInRefused, Busy) as error:
            told.append(error.message)

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 16
    assert sum("不对" in message for message in told) <= MOST_TRIES
    # Every place was given back.
    assert "不对" in refused(codes, OTHER_NUMBER, None, WRONG)


def test_who_is_sent_away_has_not_tried(codes: AccessCodes) -> None:
    code = codes.issue(REQUEST)
    with codes._slot(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "_waiting", threading.BoundedSemaphore(1))
        codes._waiting.acquire()
        for _ in range(MOST_TRIES + 1):
            with pytest.raises(Busy):
                codes.check(NUMBER, REQUEST, code)
    codes.check(NUMBER, REQUEST, code)


# Sessions


def test_a_token_opens_the_request_until_it_is_closed_or_expires(
    codes: AccessCodes, clock: Clock
) -> None:
    code = codes.issue(REQUEST)
    one, other = (codes.open(NUMBER, REQUEST, code) for _ in range(2))
    assert one != other
    assert codes.request_of(one) == codes.request_of(other) == REQUEST
    codes.close(one)
    with pytest.raises(SignInRefused, match="超时"):
        codes.request_of(one)
    assert codes.request_of(other) == REQUEST
    clock.advance(seconds=(SESSION_LIFE + timedelta(seconds=1)).total_seconds())
    with pytest.raises(SignInRefused, match="超时"):
        codes.request_of(other)


def test_another_process_knows_the_token(codes: AccessCodes, tmp_path: Path, clock: Clock) -> None:
    token = codes.open(NUMBER, REQUEST, codes.issue(REQUEST))
    other = AccessCodes(tmp_path / "state.db", clock)
    assert other.request_of(token) == REQUEST
    other.close_database()


def test_a_wrong_code_opens_no_session(codes: AccessCodes, tmp_path: Path) -> None:
    codes.issue(REQUEST)
    for number, request in ((NUMBER, REQUEST), (OTHER_NUMBER, None)):
        with pytest.raises(SignInRefused):
            codes.open(number, request, WRONG)
    connection = sqlite3.connect(tmp_path / "state.db")
    assert connection.execute("SELECT count(*) FROM access_sessions").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("token", ["", "A", "AAAA", "令牌", "\ud800", "=" * 9, "A" * 43, "\0"])
def test_a_token_that_nobody_was_given_opens_nothing(codes: AccessCodes, token: str) -> None:
    codes.open(NUMBER, REQUEST, codes.issue(REQUEST))
    codes.close(token)
    with pytest.raises(SignInRefused, match="超时"):
        codes.request_of(token)
