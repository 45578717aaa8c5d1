"""One secret an officer: the passphrase opens his key, a session carries it, none lies clear."""

import base64
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ed25519 import verify
from domain.errors import Incomplete, KeyNotValid, SignInRefused
from domain.sealing import possession_bytes
from ops.keystore import (
    CODE_LIFE,
    LOCKED_FOR,
    MAXIMUM_FAILURES,
    KeyStore,
    PendingKey,
    SeedSigner,
    require_signer,
)
from tests.town import ORIGIN, Clock

OFFICER = "officer:01900000-0000-7000-8000-000000000001"
PASSPHRASE = "春眠不觉晓，处处闻啼鸟"
LIFE = timedelta(hours=8)


@pytest.fixture
def keys(tmp_path: Path, clock: Clock) -> Iterator[KeyStore]:
    """An empty key store whose clock the test holds."""
    store = KeyStore(tmp_path / "state.db", ORIGIN, LIFE, clock=clock)
    yield store
    store.close()


def made(keys: KeyStore, sign_in: str = "bing", passphrase: str = PASSPHRASE) -> PendingKey:
    """A key made with a fresh code."""
    return keys.make_key(sign_in, keys.issue_code(OFFICER, sign_in), passphrase)


# One-time codes


def test_a_code_makes_a_key_with_its_proof_of_possession(keys: KeyStore) -> None:
    pending = made(keys)
    key = bytes.fromhex(pending.key)
    assert pending.officer == OFFICER
    message = possession_bytes(ORIGIN, OFFICER, key)
    assert verify(key, message, bytes.fromhex(pending.possession))
    assert keys.pending_keys(OFFICER) == [pending]


def test_a_code_is_used_up(keys: KeyStore) -> None:
    code = keys.issue_code(OFFICER, "bing")
    keys.make_key("bing", code, PASSPHRASE)
    with pytest.raises(SignInRefused):
        keys.make_key("bing", code, PASSPHRASE)


def test_a_code_asked_for_by_many_at_once_makes_one_key(keys: KeyStore) -> None:
    code = keys.issue_code(OFFICER, "bing")
    barrier = threading.Barrier(4)

    def ask(_: int) -> bool:
        barrier.wait(10)
        try:
            keys.make_key("bing", code, PASSPHRASE)
        except SignInRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))).count(True) == 1
    assert len(keys.pending_keys(OFFICER)) == 1


def test_a_code_expires(keys: KeyStore, clock: Clock) -> None:
    code = keys.issue_code(OFFICER, "bing")
    clock.advance(seconds=CODE_LIFE.total_seconds())
    with pytest.raises(SignInRefused, match="过期"):
        keys.make_key("bing", code, PASSPHRASE)


def test_a_new_code_voids_the_one_before(keys: KeyStore) -> None:
    old, new = keys.issue_code(OFFICER, "bing"), keys.issue_code(OFFICER, "bing")
    with pytest.raises(SignInRefused):
        keys.make_key("bing", old, PASSPHRASE)
    keys.make_key("bing", new, PASSPHRASE)


def test_a_code_is_for_one_name_however_it_is_typed(keys: KeyStore) -> None:
    code = keys.issue_code(OFFICER, "Bing")
    with pytest.raises(SignInRefused):
        keys.make_key("ding", code, PASSPHRASE)
    keys.make_key(" BING ", f" {code.upper()} ", PASSPHRASE)


@pytest.mark.parametrize("code", ["", "x", "\ud800", "码", "a" * 10_000])
def test_a_wrong_code_is_refused(keys: KeyStore, code: str) -> None:
    keys.issue_code(OFFICER, "bing")
    with pytest.raises(SignInRefused):
        keys.make_key("bing", code, PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["", "123456789", "九个字的口令不够用"])
def test_a_short_passphrase_is_refused_and_the_code_stays(keys: KeyStore, passphrase: str) -> None:
    code = keys.issue_code(OFFICER, "bing")
    with pytest.raises(Incomplete, match="口令至少"):
        keys.make_key("bing", code, passphrase)
    keys.make_key("bing", code, PASSPHRASE)


# Signing in


def test_the_passphrase_opens_the_key(keys: KeyStore) -> None:
    pending = made(keys)
    officer, signers = keys.unlock(" Bing ", PASSPHRASE)
    assert officer == OFFICER
    assert [signer.public_key.hex() for signer in signers] == [pending.key]
    key = bytes.fromhex(pending.key)
    assert verify(key, b"message", signers[0].sign(b"message"))


@pytest.mark.parametrize("wrong", ["", PASSPHRASE + " ", PASSPHRASE[:-1], "\ud800" * 12])
def test_another_passphrase_opens_nothing(keys: KeyStore, wrong: str) -> None:
    made(keys)
    with pytest.raises(SignInRefused, match="登录名或口令不对"):
        keys.unlock("bing", wrong)


@pytest.mark.parametrize("name", ["", "nobody", "\ud800", "' OR 1=1 --"])
def test_an_unknown_name_is_refused_in_the_same_words(keys: KeyStore, name: str) -> None:
    made(keys)
    with pytest.raises(SignInRefused) as unknown:
        keys.unlock(name, PASSPHRASE)
    with pytest.raises(SignInRefused) as wrong:
        keys.unlock("bing", "wrong wrong wrong")
    assert unknown.value.message == wrong.value.message


def test_each_passphrase_opens_its_own_keys(keys: KeyStore, clock: Clock) -> None:
    first = made(keys, passphrase="first passphrase")
    clock.advance(minutes=1)
    second = made(keys, passphrase="second passphrase")
    assert [pending.key for pending in keys.pending_keys(OFFICER)] == [second.key, first.key]
    _, signers = keys.unlock("bing", "first passphrase")
    assert [signer.public_key.hex() for signer in signers] == [first.key]


def test_after_five_failures_the_name_is_locked_for_five_minutes(
    keys: KeyStore, clock: Clock
) -> None:
    made(keys)
    for _ in range(MAXIMUM_FAILURES):
        with pytest.raises(SignInRefused, match="不对"):
            keys.unlock("bing", "wrong passphrase")
    with pytest.raises(SignInRefused, match="次数过多"):
        keys.unlock("bing", PASSPHRASE)
    clock.advance(seconds=LOCKED_FOR.total_seconds())
    keys.unlock("bing", PASSPHRASE)


def test_a_success_forgets_the_failures(keys: KeyStore) -> None:
    made(keys)
    for _ in range(2):
        for _ in range(MAXIMUM_FAILURES - 1):
            with pytest.raises(SignInRefused, match="不对"):
                keys.unlock("bing", "wrong passphrase")
        keys.unlock("bing", PASSPHRASE)


def test_wrong_codes_lock_the_name_too(keys: KeyStore) -> None:
    code = keys.issue_code(OFFICER, "bing")
    for _ in range(MAXIMUM_FAILURES):
        with pytest.raises(SignInRefused, match="不对"):
            keys.make_key("bing", "wrong", PASSPHRASE)
    with pytest.raises(SignInRefused, match="次数过多"):
        keys.make_key("bing", code, PASSPHRASE)


# Sessions


def opened(keys: KeyStore) -> tuple[str, PendingKey]:
    pending = made(keys)
    return keys.sign_in("bing", PASSPHRASE, lambda _: frozenset({pending.key})), pending


def test_a_session_signs_with_the_officers_key(keys: KeyStore) -> None:
    token, pending = opened(keys)
    signed_in = keys.session(token)
    assert (signed_in.officer, signed_in.signer.public_key.hex()) == (OFFICER, pending.key)


def test_only_a_key_that_is_valid_in_the_registry_opens_a_session(keys: KeyStore) -> None:
    made(keys)
    with pytest.raises(KeyNotValid, match="第二名登记员"):
        keys.sign_in("bing", PASSPHRASE, lambda _: frozenset())


def test_the_newest_valid_key_is_taken() -> None:
    signers = [SeedSigner(bytes([number]) * 32) for number in (1, 2, 3)]
    valid = frozenset(signer.public_key.hex() for signer in signers[1:])
    assert require_signer(signers, valid) is signers[1]


def test_a_session_ends(keys: KeyStore, clock: Clock) -> None:
    token, _ = opened(keys)
    clock.advance(seconds=LIFE.total_seconds())
    with pytest.raises(SignInRefused, match="已失效"):
        keys.session(token)


def test_a_closed_session_opens_nothing(keys: KeyStore) -> None:
    token, _ = opened(keys)
    keys.close_session(keys.session(token).session)
    with pytest.raises(SignInRefused):
        keys.session(token)


def test_the_token_of_one_session_opens_no_other(keys: KeyStore) -> None:
    token, pending = opened(keys)
    other = keys.sign_in("bing", PASSPHRASE, lambda _: frozenset({pending.key}))
    (one_id, one_secret), (other_id, other_secret) = token.split("."), other.split(".")
    for crossed in (f"{one_id}.{other_secret}", f"{other_id}.{one_secret}"):
        with pytest.raises(SignInRefused):
            keys.session(crossed)


@given(st.text(max_size=80))
@settings(max_examples=60)
def test_whatever_is_no_token_is_refused(
    tmp_path_factory: pytest.TempPathFactory, token: str
) -> None:
    store = KeyStore(tmp_path_factory.mktemp("keys") / "state.db", ORIGIN, LIFE)
    with pytest.raises(SignInRefused):
        store.session(token)
    store.close()


@pytest.mark.parametrize(
    "spoil", ["{s}", "{s}.", ".{k}", "{s}.{k}A", "{s}.AAAA", "{s}.\ud800", "{k}.{s}"]
)
def test_a_spoiled_token_is_refused(keys: KeyStore, spoil: str) -> None:
    token, _ = opened(keys)
    session, secret = token.split(".")
    with pytest.raises(SignInRefused):
        keys.session(spoil.format(s=session, k=secret))


# What lies on disk


def test_no_clear_key_lies_in_the_database(keys: KeyStore, tmp_path: Path, clock: Clock) -> None:
    token, _ = opened(keys)
    seed = keys.session(token).signer._secret[:32]
    secret = base64.urlsafe_b64decode(token.split(".")[1] + "=")
    code = keys.issue_code(OFFICER, "bing")
    keys.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("state.db*"))
    for hidden in (seed, seed.hex().encode(), secret, PASSPHRASE.encode(), code.encode()):
        assert hidden not in stored
    assert (tmp_path / "state.db").stat().st_mode & 0o077 == 0


def test_a_wrapped_key_moved_to_another_key_does_not_open(keys: KeyStore, tmp_path: Path) -> None:
    made(keys)
    other = made(keys, sign_in="ding")
    connection = sqlite3.connect(tmp_path / "state.db")
    connection.execute(
        "UPDATE keys SET (salt, wrapped) = (SELECT salt, wrapped FROM keys WHERE key != ?)"
        " WHERE key = ?",
        (other.key, other.key),
    )
    connection.commit()
    connection.close()
    with pytest.raises(SignInRefused):
        keys.unlock("ding", PASSPHRASE)
