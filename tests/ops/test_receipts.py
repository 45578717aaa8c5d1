"""Receipts made from a living archive: refused early and after an erasure, checked by outsiders."""

import base64
import hashlib
import hmac
import json
import struct
from pathlib import Path
from typing import Any

import nacl.signing
import pytest

from domain.archive import Caller, Registrar
from domain.canonical import decode
from domain.errors import Busy, Erased, Malformed, NotFound
from domain.filing_verdict import verify_receipt
from domain.notes import vkey
from domain.officer import Officer
from domain.permissions import Role
from ops.persons import Persons
from ops.receipts import filing_receipt
from projections.published_log import PublishedLog
from tests.audited import publish_log
from tests.filed import MATTERS, Filed, clerk_of, file_request, name_of, open_keys
from tests.town import Town, signer


@pytest.fixture
def keys(town: Town) -> Any:
    """The keys of the town's persons."""
    found = open_keys(town)
    yield found
    found.close()


def test_a_receipt_waits_until_a_checkpoint_covers_the_filing(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys, published=False)
    with pytest.raises(Busy, match="稍后"):
        filed.receipt()
    publish_log(town)
    assert verify_receipt(filed.receipt(), filed.vkey).position == town.position


def test_a_later_receipt_stands_under_the_newest_checkpoint(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys)
    before = filed.receipt()
    town.publish_record()
    publish_log(town)
    after = filed.receipt()
    first, second = (verify_receipt(text, filed.vkey) for text in (before, after))
    assert first.position == second.position
    assert first.size < second.size
    assert first.fields == second.fields


def test_two_filings_have_receipts_of_their_own(town: Town, keys: Persons) -> None:
    clerk = clerk_of(town)
    first = file_request(town, keys, clerk=clerk)
    second = file_request(town, keys, clerk=clerk)
    verdicts = [verify_receipt(one.receipt(), one.vkey, one.founding) for one in (first, second)]
    assert [verdict.number.serial for verdict in verdicts] == [1, 2]
    assert verdicts[1].seen == verdicts[0].position
    with pytest.raises(Malformed, match="不是本件的申请人"):
        second.receipt(first.persons[0])


def test_what_is_no_request_has_no_receipt(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys)
    log = PublishedLog(town.home / "log")
    for request in (town.housing.organ, "request:01900000-0000-7000-8000-0000000000ff", "x"):
        with pytest.raises(NotFound):
            filing_receipt(town.journal, log, keys, filed.vkey, request, filed.persons[0])


def test_after_an_erasure_none_is_issued_and_an_issued_one_still_verifies(
    town: Town, keys: Persons
) -> None:
    filed = file_request(town, keys, applicants=2)
    issued = [filed.receipt(person) for person in filed.persons]
    keys.erase(filed.persons[1], filed.request)
    with pytest.raises(Erased, match="抹去"):
        filed.receipt(filed.persons[1])
    assert verify_receipt(filed.receipt(filed.persons[0]), filed.vkey).fields
    keys.erase(filed.persons[0], filed.request)
    with pytest.raises(Erased, match="此前开具的回执仍然有效"):
        filed.receipt(filed.persons[0])
    with pytest.raises(Erased):
        filed.receipt(filed.proxy)
    publish_log(town)
    for text in issued:
        assert verify_receipt(text, filed.vkey, filed.founding).fields


def test_the_key_of_a_registrar_who_came_later_leads_back_to_the_founding(
    town: Town, keys: Persons
) -> None:
    first, second, third = town.registrars
    newcomer = town.enrol_officer("新登记员", (Role.REGISTRAR, None))
    town.registrars = (newcomer, second, third)
    clerk = clerk_of(town)
    town.registrars = (first, second, third)
    filed = file_request(town, keys, clerk=clerk)
    verdict = verify_receipt(filed.receipt(), filed.vkey, filed.founding)
    assert verdict.founding == filed.founding


@pytest.mark.parametrize("remaining", [1, 0])
def test_registrars_who_were_restored_are_pointed_at(
    town: Town, keys: Persons, remaining: int
) -> None:
    first, *others = town.registrars
    lost = others if remaining else [*others, first]
    for one in lost:
        key = one.signer.public_key.hex()
        town.registration.revoke_key(first, one.officer, key, cause="遗失")
    restored = town.app.restore_registrars(
        [Registrar("丁", "ding", signer("丁")), Registrar("戊", "wu", signer("戊"))],
        order="县政府令第1号",
        log_signer=town.log_key,
        remaining=[(first.officer, first.signer)] if remaining else [],
    )
    officers = [one for one in restored.events if one.topic == Officer.Enrolled.TOPIC]
    posts = [one for one in restored.events if one.topic == Officer.PostGranted.TOPIC]
    new = [
        Caller(str(officer.originator_id), str(decode(post.state)["post"]), signer(name))
        for officer, post, name in zip(officers, posts, "丁戊", strict=True)
    ]
    town.registrars = (first if remaining else new[1], new[0], new[1])
    filed = file_request(town, keys)
    verdict = verify_receipt(filed.receipt(), filed.vkey, filed.founding)
    assert any("县政府令第1号" in said for said in verdict.not_proved)
    assert verdict.founding == filed.founding


def test_a_key_that_was_replaced_later_still_proves_what_it_signed(
    town: Town, keys: Persons
) -> None:
    clerk = clerk_of(town)
    filed = file_request(town, keys, clerk=clerk)
    key = signer("受理员").public_key.hex()
    town.registration.revoke_key(town.registrars[0], clerk.officer, key, cause="遗失")
    publish_log(town)
    assert verify_receipt(filed.receipt(), filed.vkey, filed.founding).founding_compared


# An outsider's script, written from docs/log-format.md with the standard library and PyNaCl.


def lp(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">Q", len(part)) + part for part in parts)


def commitment(salt: bytes, *parts: str) -> str:
    message = b"gongkai-commit/v1\0" + lp(*(part.encode() for part in parts))
    return hmac.new(salt, message, hashlib.sha256).hexdigest()


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def climb(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """RFC 9162 2.1.3.2."""
    fn, sn, node = index, size - 1, sha(b"\0" + leaf)
    for sibling in path:
        assert sn
        if fn & 1 or fn == sn:
            node = sha(b"\1" + sibling + node)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = sha(b"\1" + node + sibling)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0
    return node


def opened_by_an_outsider(text: str, log_key: str, founding: str) -> dict[str, str]:
    """The fields that hold; an AssertionError or a BadSignatureError for whatever does not."""
    name, key_id, encoded = log_key.split("+", 2)
    head, note, signatures = text.split("\n\n")
    header, extra_line, index_line, *hashes = head.split("\n")
    assert header == "c2sp.org/tlog-proof@v1"
    origin, size, root = note.split("\n")
    assert origin == name
    (line,) = [s for s in signatures.splitlines() if s.startswith(f"— {name} ")]
    signed = base64.b64decode(line.split(" ")[2])
    assert signed[:4].hex() == key_id
    key = base64.b64decode(encoded)
    nacl.signing.VerifyKey(key[1:]).verify(f"{note}\n".encode(), signed[4:])
    extra = json.loads(base64.b64decode(extra_line.removeprefix("extra ")))

    def check(proof: Any, index: int, path: list[bytes]) -> tuple[Any, Any, bytes]:
        act = extra["acts"][proof["act"]]
        envelope = json.loads(act["envelope"])
        body = base64.b64decode(envelope["payload"])
        kind = envelope["payloadType"].encode()
        message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body)
        payload = json.loads(body)
        assert [one["keyid"] for one in envelope["signatures"]] == payload["keys"]
        for one in envelope["signatures"]:
            public = nacl.signing.VerifyKey(bytes.fromhex(one["keyid"]))
            public.verify(message, base64.b64decode(one["sig"]))
        statement = json.loads(proof["statement"])
        salt = bytes.fromhex(proof["salt"])
        assert statement["commit"] == commitment(salt, "data", name, statement["id"], proof["data"])
        inner = [bytes.fromhex(node) for node in proof["path"]]
        top = climb(proof["index"], payload["count"], proof["statement"].encode(), inner)
        assert top.hex() == payload["root"]
        office_salt = bytes.fromhex(act["office_salt"])
        shown = commitment(office_salt, "office", name, payload["act"], act["office"])
        assert payload["office"] == shown
        entry = sha(
            b"gongkai-entry/v1\0" + sha(proof["statement"].encode()) + sha(act["envelope"].encode())
        )
        assert base64.b64encode(climb(index, int(size), entry, path)).decode() == root
        return statement, payload, entry

    index = int(index_line.removeprefix("index "))
    statement, payload, _ = check(extra["filed"], index, [base64.b64decode(h) for h in hashes])
    assert statement["topic"] == "gongkai.information_request.filed.v1"
    valid: set[str] = set()
    for proof in extra["proofs"]:
        path = [bytes.fromhex(node) for node in proof["log_path"]]
        stated, signed_by, entry = check(proof, proof["log_index"], path)
        data = json.loads(proof["data"])
        if proof["log_index"] == 0:
            assert entry.hex() == founding
            founders = signed_by["act"]
        elif signed_by["act"] != founders:
            assert set(signed_by["keys"]) <= valid
        if stated["topic"] == "gongkai.officer.key_confirmed.v1" or (
            stated["topic"] == "gongkai.officer.key_enrolled.v1" and data["basis"] == "FOUNDING"
        ):
            valid.add(data["key"])
    assert set(payload["keys"]) <= valid
    fields = {}
    for one in extra["opened"]:
        node: Any = json.loads(extra["filed"]["data"])
        for step in one["path"].split("."):
            node = node[int(step)] if isinstance(node, list) else node[step]
        place = f"{statement['id']}/{one['path']}"
        salt = bytes.fromhex(one["salt"])
        assert node["commitment"] == commitment(salt, "field", name, place, one["value"])
        fields[one["path"]] = one["value"]
    return fields


def test_an_outsider_s_own_script_comes_to_the_same(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys, applicants=2, disputed=True)
    text = filed.receipt()
    fields = opened_by_an_outsider(text, filed.vkey, filed.founding)
    assert fields["applicants.0.name"] == name_of(0)
    assert fields["matters.0.description"] == MATTERS[0]
    verdict = verify_receipt(text, filed.vkey, filed.founding)
    assert fields.items() <= {field.path: field.value for field in verdict.fields}.items()


def test_the_receipt_holds_no_secret_key(town: Town, keys: Persons, tmp_path: Path) -> None:
    filed = file_request(town, keys)
    text = filed.receipt()
    extra = base64.b64decode(text.split("\n")[1].removeprefix("extra "))
    connection = keys._database.connection()
    secrets = [row[0] for row in connection.execute("SELECT key FROM persons")]
    secrets += [row[0] for row in connection.execute("SELECT wrapped FROM data_keys")]
    secrets += [keys._clear_key(row[0]) for row in connection.execute("SELECT id FROM data_keys")]
    assert len(secrets) >= 6
    for secret in secrets:
        assert secret not in extra
        assert secret.hex().encode() not in extra
        assert base64.b64encode(secret) not in extra


def filed_elsewhere(filed: Filed) -> str:
    """The verifier key of a log of the same name with another key."""
    return vkey(filed.town.origin, signer("another").public_key)


def test_it_proves_nothing_under_another_log_s_key(town: Town, keys: Persons) -> None:
    filed = file_request(town, keys)
    with pytest.raises(Malformed, match="签名"):
        verify_receipt(filed.receipt(), filed_elsewhere(filed))
