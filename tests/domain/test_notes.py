"""Signed notes: the published ones verify, and nothing else does."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from domain.ed25519 import UnusableKey
from domain.notes import (
    MAX_NOTE_BYTES,
    MAX_SIGNATURES,
    Note,
    NoteRefused,
    Signature,
    VerifierKey,
    open_note,
    parse_note,
    vkey,
)
from tests.domain.signed_notes import (
    CHECKPOINT,
    HERE,
    LOG,
    ORIGIN,
    SIGNED,
    STRANGER,
    WITNESS,
    published,
)


@HERE
def test_all_22_published_notes_are_here() -> None:
    assert len(published()) == 22


@pytest.mark.parametrize("item", published())
def test_published_notes_verify_by_each_of_their_keys(item: dict[str, Any]) -> None:
    keys = [VerifierKey.parse(text) for text in item["vkey"]]
    assert [key.text for key in keys] == item["vkey"]
    note = item["note"]
    assert parse_note(note).format() == note
    assert parse_note(note.encode()) == parse_note(note)
    verified = open_note(note, keys).verified
    assert {signature.key for signature in verified} == set(keys)
    for key in keys:
        assert open_note(note, [key]).verified[0].key == key
        with pytest.raises(NoteRefused, match="签名不成立"):
            open_note(note.replace("\n", "x\n", 1), [key])


@HERE
def test_signing_go_s_example_gives_the_same_note() -> None:
    item = next(param.values[0] for param in published() if param.id == "go-note-peter")
    seed = base64.b64decode(item["skey"].split("+", 4)[4])[1:]
    signer, key = SigningKey(seed), VerifierKey.parse(item["vkey"][0])
    text = parse_note(item["note"]).text
    signature = Signature(key.name, key.key_id, bytes(signer.sign(text.encode()).signature))
    assert Note(text, (signature,)).format() == item["note"]


def test_unknown_signatures_are_ignored_even_under_a_known_name_or_key_id() -> None:
    note = parse_note(SIGNED)
    wrong = bytes(64)
    more = (
        STRANGER.line("other text\n"),
        Signature(ORIGIN, b"\0\0\0\0", wrong),
        Signature("other.example", LOG.key.key_id, wrong),
    )
    text = Note(note.text, (*more, *note.signatures)).format()
    assert len(open_note(text, [LOG.key]).verified) == 1


def test_a_known_key_whose_signature_fails_refuses_the_note_beside_a_good_one() -> None:
    note = parse_note(SIGNED)
    false = Signature(STRANGER.key.name, STRANGER.key.key_id, bytes(64))
    text = Note(note.text, (*note.signatures, false)).format()
    assert len(open_note(text, [LOG.key]).verified) == 1
    with pytest.raises(NoteRefused, match="stranger"):
        open_note(text, [LOG.key, STRANGER.key])
    twice = Note(note.text, (*note.signatures, Signature(ORIGIN, LOG.key.key_id, bytes(64))))
    with pytest.raises(NoteRefused, match="签名不成立"):
        open_note(twice.format(), [LOG.key])


def test_a_cosignature_after_the_end_of_time_is_refused() -> None:
    endless = Note(CHECKPOINT.text(), (WITNESS.cosign(CHECKPOINT.text(), 1 << 63),))
    with pytest.raises(NoteRefused, match="见证"):
        open_note(endless.format(), [WITNESS.key])


def test_the_text_ends_at_the_last_blank_line() -> None:
    text = "first\n\nsecond\n\n\nthird\n"
    note = Note(text, (STRANGER.line(text),)).format()
    assert parse_note(note).text == text
    assert open_note(note, [STRANGER.key]).text == text


def test_as_many_signatures_as_the_limit_are_read_and_one_more_is_refused() -> None:
    assert MAX_SIGNATURES >= 16
    line = parse_note(SIGNED).signatures[0]
    others = tuple(Signature(f"w{i}.example", b"abcd", bytes(5000)) for i in range(15))
    sixteen = Note(CHECKPOINT.text(), (*others, line)).format()
    assert len(open_note(sixteen, [LOG.key]).verified) == 1
    at_most = Note(CHECKPOINT.text(), (line,) * MAX_SIGNATURES).format()
    assert len(open_note(at_most, [LOG.key]).verified) == MAX_SIGNATURES
    with pytest.raises(NoteRefused, match="签名行"):
        parse_note(Note(CHECKPOINT.text(), (line,) * (MAX_SIGNATURES + 1)).format())


def test_a_note_over_the_size_limit_is_refused() -> None:
    text = "x" * MAX_NOTE_BYTES + "\n"
    with pytest.raises(NoteRefused, match="字节"):
        parse_note(Note(text, (STRANGER.line(text),)).format())


LINE = STRANGER.line("text\n").line()
ENCODED = LINE.rsplit(" ", 1)[1].rstrip("\n")


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        "text",
        "text\n",
        "text\n\n",
        f"text\n{LINE}",
        f"text\n\n{LINE}".rstrip("\n"),
        f"text\n\n{LINE}\n",
        f"text\n\n{LINE}x\n",
        f"text\r\n\r\n{LINE}",
        f"te\tx\n\n{LINE}",
        f"te\0xt\n\n{LINE}",
        f"text\n\n{LINE}".replace("—", "-"),
        f"text\n\n{LINE}".replace("— ", "—"),
        f"text\n\n— {ENCODED}\n",
        f"text\n\n—  {ENCODED}\n",
        f"text\n\n— na me {ENCODED}\n",
        f"text\n\n— na\u3000me {ENCODED}\n",
        f"text\n\n— na+me {ENCODED}\n",
        "text\n\n— name \n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAAA==\n",
        f"text\n\n— name {ENCODED[:-1]}\n",
        f"text\n\n— name {ENCODED} \n",
        f"text\n\n— name  {ENCODED}\n",
        "text\n\n— name AAAAAAB=\n",
        "text\n\n— name AAAA_AAA\n",
        "text\n\n— name 中文中文\n",
        "te\udc80xt\n\n" + LINE,
        b"te\xffxt\n\n" + LINE.encode(),
        b"\xef\xbb\xbf",
    ],
)
def test_what_is_no_note_is_refused(note: str | bytes) -> None:
    with pytest.raises(NoteRefused):
        parse_note(note)


@given(st.text() | st.binary() | st.text(alphabet="\n —+ aA="))
def test_any_bytes_are_a_note_or_refused(note: str | bytes) -> None:
    try:
        parsed = parse_note(note)
    except NoteRefused:
        return
    whole = note.encode() if isinstance(note, str) else note
    assert parsed.format().encode() == whole


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.integers(0, 2**60))
def test_every_text_that_can_be_signed_comes_back(line: str, at: int) -> None:
    text = line + "\n"
    note = Note(text, (STRANGER.line(text),)).format()
    assert open_note(note, [STRANGER.key]).text == text


@given(st.data())
def test_a_note_with_any_character_of_its_text_changed_does_not_verify(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(CHECKPOINT.text()) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != SIGNED[at]))
    with pytest.raises(NoteRefused):
        open_note(SIGNED[:at] + other + SIGNED[at + 1 :], [LOG.key])


VKEY = LOG.key.text
KEY_ID = LOG.key.key_id.hex()


def test_a_verifier_key_is_one_line_and_comes_back() -> None:
    assert vkey(ORIGIN, LOG.key.public_key) == VKEY
    assert VerifierKey.parse(VKEY) == LOG.key
    assert VerifierKey.parse(WITNESS.key.text) == WITNESS.key
    assert WITNESS.key.key_id != VerifierKey(WITNESS.key.name, WITNESS.key.public_key).key_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        ORIGIN,
        VKEY + "\n",
        " " + VKEY,
        VKEY.replace(KEY_ID, "00000000"),
        VKEY.replace(KEY_ID, KEY_ID.upper() if KEY_ID.upper() != KEY_ID else "00000000"),
        VKEY.replace(KEY_ID, ""),
        VKEY.replace(ORIGIN, "other.example"),
        VKEY.replace(ORIGIN, ""),
        VKEY[:-1],
        f"name+{KEY_ID}+",
        f"name+{KEY_ID}+AA==",
        f"name+{KEY_ID}+" + base64.b64encode(b"\x02" + LOG.key.public_key).decode(),
        f"na me+{KEY_ID}+" + base64.b64encode(b"\x01" + LOG.key.public_key).decode(),
    ],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        VerifierKey.parse(text)


@pytest.mark.parametrize("key", [bytes(31), bytes(33), bytes(32), b"\xff" * 32])
def test_a_verifier_key_that_must_not_be_trusted_is_refused(key: bytes) -> None:
    with pytest.raises(UnusableKey):
        VerifierKey("name", key)
    with pytest.raises(UnusableKey):
        VerifierKey.parse("name+00000000+" + base64.b64encode(b"\x01" + key).decode())
