"""Ed25519: agreement with the published vectors, and the rule about keys and R of small order."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from domain.ed25519 import UnusableKey, require_usable_key, verify

VECTORS = Path(__file__).parents[2] / "../shared/vectors"
WYCHEPROOF = VECTORS / "wycheproof/testvectors_v1/ed25519_test.json"
CCTV = VECTORS / "cctv-ed25519/ed25519/ed25519vectors.json"

P = 2**255 - 19
Y_OF_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SIGN_BIT = 1 << 255
SMALL_ORDER = [
    pytest.param(y | sign, id=f"{name}{', odd' if sign else ''}")
    for name, y in {
        "order 1": 1,
        "order 2": P - 1,
        "order 4": 0,
        "order 8": Y_OF_ORDER_8,
        "order 8, negated": P - Y_OF_ORDER_8,
        "order 4 as p": P,
        "order 1 as p + 1": P + 1,
    }.items()
    for sign in (0, SIGN_BIT)
]


def usable(key: bytes) -> bool:
    try:
        require_usable_key(key)
    except UnusableKey:
        return False
    return True


def openssl(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def cctv() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(CCTV.read_text(encoding="utf-8"))
    return cases


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=300))
def test_a_signature_holds_for_its_own_message_and_key_only(seed: bytes, message: bytes) -> None:
    signer = SigningKey(seed)
    key, signature = bytes(signer.verify_key), signer.sign(message).signature
    require_usable_key(key)
    assert verify(key, message, signature)
    assert openssl(key, message, signature)
    assert not verify(key, message + b"x", signature)
    assert not verify(key, message, bytes([signature[0] ^ 1]) + signature[1:])
    other = bytes(SigningKey(bytes([seed[0] ^ 1]) + seed[1:]).verify_key)
    assert not verify(other, message, signature)


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33), bytes(64)])
def test_a_key_of_wrong_length_is_refused_and_verifies_nothing(wrong: bytes) -> None:
    signature = SigningKey(bytes(32)).sign(b"m").signature
    assert not verify(wrong, b"m", signature)
    with pytest.raises(UnusableKey):
        require_usable_key(wrong)


@pytest.mark.parametrize("length", [0, 63, 65, 128])
def test_a_signature_of_wrong_length_does_not_hold(length: int) -> None:
    signer = SigningKey(bytes(32))
    signature = (signer.sign(b"m").signature * 2)[:length]
    assert not verify(bytes(signer.verify_key), b"m", signature)


@pytest.mark.parametrize("encoded", SMALL_ORDER)
def test_the_fourteen_encodings_of_small_order_points_are_refused(encoded: int) -> None:
    with pytest.raises(UnusableKey):
        require_usable_key(encoded.to_bytes(32, "little"))


@pytest.mark.parametrize("y", range(P, 2**255))
@pytest.mark.parametrize("sign", [0, SIGN_BIT])
def test_every_encoding_with_y_not_below_p_is_refused(y: int, sign: int) -> None:
    with pytest.raises(UnusableKey):
        require_usable_key((y | sign).to_bytes(32, "little"))


def test_an_encoding_of_no_point_is_refused() -> None:
    with pytest.raises(UnusableKey, match="曲线"):
        require_usable_key((2).to_bytes(32, "little"))


@pytest.mark.skipif(not WYCHEPROOF.exists(), reason="../shared/vectors is not here")
def test_all_151_wycheproof_verdicts_are_ours() -> None:
    groups = json.loads(WYCHEPROOF.read_text(encoding="utf-8"))["testGroups"]
    verdicts = [
        (
            case["tcId"],
            case["result"] == "valid",
            verify(
                bytes.fromhex(group["publicKey"]["pk"]),
                bytes.fromhex(case["msg"]),
                bytes.fromhex(case["sig"]),
            ),
        )
        for group in groups
        for case in group["tests"]
    ]
    assert len(verdicts) == 151
    assert [tc for tc, expected, ours in verdicts if expected != ours] == []
    assert all(usable(bytes.fromhex(group["publicKey"]["pk"])) for group in groups)


@pytest.mark.skipif(not CCTV.exists(), reason="../shared/vectors is not here")
def test_the_key_rule_refuses_exactly_the_low_order_and_non_canonical_keys_of_cctv() -> None:
    cases = cctv()
    assert len(cases) == 914
    for case in cases:
        flags = set(case["flags"] or [])
        allowed = not flags & {"low_order_A", "non_canonical_A"}
        assert usable(bytes.fromhex(case["key"])) == allowed, case["number"]


@pytest.mark.skipif(not CCTV.exists(), reason="../shared/vectors is not here")
def test_after_the_rules_both_verifiers_agree_on_every_cctv_case_left() -> None:
    accepted = {"ours": 0, "OpenSSL": 0, "left": 0}
    for case in cctv():
        key, signature = bytes.fromhex(case["key"]), bytes.fromhex(case["sig"])
        message = case["msg"].encode()
        ours, other = verify(key, message, signature), openssl(key, message, signature)
        accepted["ours"] += ours
        accepted["OpenSSL"] += other
        # R passes the rule that a key has to pass, or verify refuses the signature by itself.
        if usable(key) and usable(signature[:32]):
            accepted["left"] += ours
            assert ours == other, case["number"]
        else:
            assert not ours, case["number"]
    assert accepted == {"ours": 43, "OpenSSL": 208, "left": 43}
