"""An applicant's receipt proves what he filed to somebody who holds it, a key and a hash."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.canonical import encode
from domain.errors import Malformed
from domain.filing_receipt import FilingReceipt, Opened, make_filing_receipt, sealed_fields
from domain.filing_verdict import ReceiptVerdict, verify_receipt
from domain.merkle_proofs import inclusion_path
from domain.notes import vkey
from domain.receipt import make_receipt
from tests.filed import ASSISTANCE, MATTERS, Filed, clerk_of, file_request, name_of, open_keys
from tests.town import ORIGIN, Ids, Town, copy_town, found_town, signer

SEALED = {"commitment": "0" * 64, "key": "datakey:1", "text": "c2VhbGVk"}


@pytest.fixture(scope="module")
def filed(founded_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    """Two applicants and a proxy at the desk; nobody writes to it any more."""
    town = copy_town(founded_town, tmp_path_factory.mktemp("filed"))
    keys = open_keys(town)
    yield file_request(town, keys, applicants=2)
    keys.close()
    town.close()


@pytest.fixture(scope="module")
def text(filed: Filed) -> str:
    return filed.receipt()


def values(verdict: ReceiptVerdict) -> dict[str, str]:
    return {field.path: field.value for field in verdict.fields}


def changed(text: str, change: Callable[[Any], None]) -> str:
    """The file with its `extra` changed and written again in canonical form."""
    head, line, rest = text.split("\n", 2)
    extra = json.loads(b64decode(line.removeprefix("extra ")))
    change(extra)
    return "\n".join([head, f"extra {b64encode(encode(extra)).decode()}", rest])


def test_a_receipt_shows_what_was_filed_where_and_when(filed: Filed, text: str) -> None:
    verdict = verify_receipt(text, filed.vkey, filed.founding)
    assert values(verdict) | {"applicants.0.name": name_of(0)} == values(verdict)
    assert values(verdict)["matters.1.description"] == MATTERS[1]
    assert values(verdict)["assistance"] == ASSISTANCE
    assert [f.label for f in verdict.fields if f.path == "applicants.0.name"] == [
        "第 1 名申请人的姓名或名称"
    ]
    assert verdict.organ_name == filed.town.housing.name
    assert (verdict.number.serial, verdict.request) == (1, filed.request)
    assert verdict.position == verdict.size == filed.town.position
    assert verdict.founding == filed.founding
    assert verdict.post == "申请受理员"


def test_without_a_founding_hash_nothing_is_claimed_about_the_key(filed: Filed, text: str) -> None:
    alone = verify_receipt(text, filed.vkey)
    compared = verify_receipt(text, filed.vkey, filed.founding)
    assert (alone.founding_compared, compared.founding_compared) == (False, True)
    assert not any("登记员" in said for said in alone.proved)
    assert any("建档指纹" in said for said in alone.not_proved)
    assert any("登记员" in said for said in compared.proved)
    assert any("撤销" in said for said in compared.not_proved)


def test_it_holds_the_fields_of_this_applicant_and_the_common_matters_only(filed: Filed) -> None:
    second = verify_receipt(filed.receipt(filed.persons[1]), filed.vkey, filed.founding)
    paths = {path for path in values(second) if not path.endswith(("category", "form"))}
    assert {path for path in paths if path.startswith("applicants")} == {
        "applicants.1.name",
        "applicants.1.identity",
        "applicants.1.telephone",
    }
    assert {"matters.0.description", "matters.1.description"} <= paths
    assert not paths & {"assistance", "proxy.name"}
    assert second.closed == 6
    assert any("其他人" in said for said in second.not_proved)
    of_proxy = values(verify_receipt(filed.receipt(filed.proxy), filed.vkey))
    assert of_proxy["proxy.name"] == "钱代理"
    assert "applicants.0.name" not in of_proxy


def test_no_text_of_another_applicant_is_in_the_file(filed: Filed) -> None:
    parsed = FilingReceipt.parse(filed.receipt(filed.persons[1]))
    whole = filed.receipt(filed.persons[1]) + encode([one.value for one in parsed.opened]).decode()
    extra = b64decode(filed.receipt(filed.persons[1]).split("\n")[1].removeprefix("extra "))
    for secret in (name_of(0), "410300198001010", ASSISTANCE, "钱代理"):
        opened = [one.value for one in parsed.opened]
        assert secret not in opened
        assert secret not in whole
        assert json.dumps(secret).encode() not in extra
        assert f'"{secret}"'.encode() not in extra


def test_somebody_who_did_not_file_gets_none(filed: Filed) -> None:
    with pytest.raises(Malformed, match="不是本件的申请人"):
        filed.receipt("person:01900000-0000-7000-8000-0000000000ff")


def test_the_wrong_key_or_founding_hash_is_refused(filed: Filed, text: str) -> None:
    with pytest.raises(Malformed):
        verify_receipt(text, vkey(ORIGIN, signer("another log").public_key))
    with pytest.raises(Malformed):
        verify_receipt(text, vkey("other.example/log", filed.town.log_key.public_key))
    with pytest.raises(Malformed, match="不是同一个档案"):
        verify_receipt(text, filed.vkey, "0" * 64)
    for nonsense in ("", "abc", filed.founding.upper()):
        with pytest.raises(Malformed):
            verify_receipt(text, filed.vkey, nonsense)
    with pytest.raises(Malformed):
        verify_receipt(text, "no key")


@pytest.mark.parametrize("place", ["value", "salt", "path"])
def test_a_changed_field_does_not_open_its_commitment(filed: Filed, text: str, place: str) -> None:
    def change(extra: Any) -> None:
        one = extra["opened"][1]
        one[place] = {"value": "李四", "salt": "0" * 64, "path": "applicants.0.mail"}[place]

    with pytest.raises(Malformed):
        verify_receipt(changed(text, change), filed.vkey)


def test_fields_of_another_applicant_cannot_be_passed_off_as_one_s_own(
    filed: Filed, text: str
) -> None:
    def change(extra: Any) -> None:
        extra["opened"][1]["path"] = "applicants.1.name"

    with pytest.raises(Malformed, match=r"承诺|排序"):
        verify_receipt(changed(text, change), filed.vkey)


@pytest.mark.parametrize("missing", range(10))
def test_no_proof_of_the_key_can_be_left_out(filed: Filed, text: str, missing: int) -> None:
    receipt = FilingReceipt.parse(text)
    assert len(receipt.proofs) == 10
    proofs = [proof for number, proof in enumerate(receipt.proofs) if number != missing]
    less = make_filing_receipt(receipt.filed, receipt.opened, proofs).text()
    with pytest.raises(Malformed):
        verify_receipt(less, filed.vkey, filed.founding)


def test_proofs_out_of_the_order_of_the_log_are_refused(filed: Filed, text: str) -> None:
    receipt = FilingReceipt.parse(text)
    turned = replace(receipt, proofs=receipt.proofs[::-1]).text()
    with pytest.raises(Malformed):
        verify_receipt(turned, filed.vkey)


def test_a_filed_event_without_its_office_shows_no_post(filed: Filed, text: str) -> None:
    receipt = FilingReceipt.parse(text)
    bare = replace(receipt, filed=replace(receipt.filed, office=None, office_salt=None)).text()
    with pytest.raises(Malformed, match="岗位"):
        verify_receipt(bare, filed.vkey)


def test_another_event_is_no_filing(filed: Filed, text: str) -> None:
    receipt = FilingReceipt.parse(text)
    for proof in receipt.proofs:
        other = make_filing_receipt(proof, receipt.opened, receipt.proofs).text()
        with pytest.raises(Malformed):
            verify_receipt(other, filed.vkey)


def test_another_archive_signed_with_the_stolen_key_of_this_log_is_found_by_its_founding(
    filed: Filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.town.Ids", lambda first=1: Ids(first + 5_000_000))
    forged = found_town(tmp_path / "forged")
    keys = open_keys(forged)
    text = file_request(forged, keys).receipt()
    keys.close()
    forged.close()
    assert any("建档指纹" in said for said in verify_receipt(text, filed.vkey).not_proved)
    with pytest.raises(Malformed, match="建档指纹"):
        verify_receipt(text, filed.vkey, filed.founding)


@settings(max_examples=100)
@given(data=st.data())
def test_any_changed_byte_breaks_it_or_changes_nothing_that_is_proved(
    filed: Filed, text: str, data: st.DataObject
) -> None:
    whole = bytearray(text.encode())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    _breaks_or_says_the_same(bytes(whole), filed, text)


@settings(max_examples=100)
@given(data=st.data())
def test_any_changed_byte_of_what_extra_holds_breaks_it(
    filed: Filed, text: str, data: st.DataObject
) -> None:
    head, line, rest = text.split("\n", 2)
    extra = bytearray(b64decode(line.removeprefix("extra ")))
    place = data.draw(st.integers(0, len(extra) - 1))
    extra[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Malformed):
        verify_receipt(f"{head}\nextra {b64encode(extra).decode()}\n{rest}", filed.vkey)


def _breaks_or_says_the_same(whole: bytes, filed: Filed, text: str) -> None:
    try:
        verdict = verify_receipt(whole, filed.vkey, filed.founding)
    except Malformed:
        return
    assert verdict == verify_receipt(text, filed.vkey, filed.founding)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner),
    max_leaves=5,
)


@settings(max_examples=100)
@given(data=st.data())
def test_whatever_stands_in_a_member_it_is_refused_with_words(
    filed: Filed, text: str, data: st.DataObject
) -> None:
    def change(extra: Any) -> None:
        node: Any = extra
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = data.draw(st.sampled_from(keys))
            deeper = isinstance(node[key], dict | list) and node[key]
            if not deeper or data.draw(st.integers(0, 3)) == 0:
                node[key] = data.draw(_VALUES)
                return
            node = node[key]

    try:
        hostile = changed(text, change)
    except Malformed:
        return
    _breaks_or_says_the_same(hostile.encode(), filed, text)


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\xff\xfe",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\nx\n",
        b"c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n\nx\n",
        b"c2sp.org/tlog-proof@v1\nextra " + b64encode(b"[" * 100_000) + b"\nindex 0\n\nx\n",
        b"a" * (17 * 1024 * 1024),
    ],
    ids=["empty", "bytes", "no extra", "no members", "deep", "long"],
)
def test_what_is_no_receipt_is_refused_with_words(filed: Filed, hostile: bytes) -> None:
    with pytest.raises(Malformed):
        verify_receipt(hostile, filed.vkey)


def test_a_file_cannot_cost_more_than_seconds(filed: Filed, text: str) -> None:
    def repeat(extra: Any) -> None:
        extra["proofs"] *= 100

    with pytest.raises(Malformed, match="至多"):
        verify_receipt(changed(text, repeat), filed.vkey)

    def lengthen(extra: Any) -> None:
        envelope = json.loads(extra["acts"][0]["envelope"])
        envelope["signatures"] *= 1000
        extra["acts"][0]["envelope"] = encode(envelope).decode()

    with pytest.raises(Malformed, match="信封超过"):
        verify_receipt(changed(text, lengthen), filed.vkey)


def test_sealed_values_are_found_by_their_form_at_any_depth() -> None:
    data = {"b": [{"x": SEALED}, None], "a": SEALED, "c": {**SEALED, "more": 1}}
    assert [path for path, _ in sealed_fields(data)] == ["a", "b.0.x"]


def test_a_filing_in_an_act_with_other_events_has_a_receipt(town: Town) -> None:
    keys = open_keys(town)
    clerk = clerk_of(town)
    filed = file_request(town, keys, clerk=clerk, disputed=True)
    assert town.journal.read(filed_position(filed) - 1, 1)[0].act.count == 2
    verdict = verify_receipt(filed.receipt(), filed.vkey, filed.founding)
    assert verdict.position == filed_position(filed)
    assert verdict.size == filed_position(filed) + 1
    keys.close()


def filed_position(filed: Filed) -> int:
    rows = filed.town.journal.read(0, 10_000)
    return next(row.event.position for row in rows if row.event.stream == filed.request)


def test_events_that_make_no_key_valid_do_not_belong_among_the_proofs(filed: Filed) -> None:
    rows = filed.town.journal.read(0, filed.town.position)
    leaves = [row.event.leaf for row in rows]
    made = FilingReceipt.parse(filed.receipt())
    enrolled = next(row for row in rows if row.event.topic == "gongkai.officer.enrolled.v1")
    surplus = make_receipt(
        enrolled.event,
        enrolled.act,
        filed.town.journal.events_of(enrolled.act),
        log_path=inclusion_path(enrolled.event.position - 1, leaves),
        checkpoint=made.filed.checkpoint,
        with_office=True,
    )
    more = make_filing_receipt(made.filed, made.opened, [*made.proofs, surplus]).text()
    with pytest.raises(Malformed, match="不是证明"):
        verify_receipt(more, filed.vkey)


def test_nothing_opened_is_no_receipt(filed: Filed, text: str) -> None:
    made = FilingReceipt.parse(text)
    with pytest.raises(Malformed):
        verify_receipt(replace(made, opened=()).text(), filed.vkey)
    opened = (*made.opened, Opened("z", bytes(32), ""))
    with pytest.raises(Malformed, match="没有密封"):
        verify_receipt(replace(made, opened=opened).text(), filed.vkey)
