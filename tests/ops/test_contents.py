"""Content: encrypted under its own key, bound by one commitment, unreadable without the key."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.content import Blob, ClearPart, Content, content_commitment
from domain.errors import Malformed, NotFound
from ops.blobs import FolderBlobs
from ops.clock import now
from ops.contents import Contents
from tests.town import ORIGIN, body

PARTS = [
    body("第一条 为规范公租房分配,制定本办法。"),
    ClearPart("附件.html", "text/html", b"<p>\xff\x00</p>", "表\n格", "html/1"),
]
FUTURE = 2**33


@pytest.fixture
def contents(tmp_path: Path) -> Iterator[Contents]:
    """An empty store."""
    store = Contents(tmp_path / "secrets.db", FolderBlobs(tmp_path / "blobs"), ORIGIN)
    yield store
    store.close()


def forget(contents: Contents, tmp_path: Path, content: Content) -> None:
    """Destroy a key, as an expunge order does."""
    connection = sqlite3.connect(tmp_path / "secrets.db")
    connection.execute("DELETE FROM content_keys WHERE id = ?", (content.id,))
    connection.commit()
    connection.close()


def test_what_is_kept_is_opened_again(contents: Contents) -> None:
    content = contents.keep(PARTS)
    assert contents.open(content) == tuple(PARTS)
    assert contents.text(content) == f"{PARTS[0].text}\n表\n格"
    assert contents.holds_key(content.id)
    contents.check(content)


def test_another_process_opens_it_too(contents: Contents, tmp_path: Path) -> None:
    content = contents.keep(PARTS)
    other = Contents(tmp_path / "secrets.db", FolderBlobs(tmp_path / "blobs"), ORIGIN)
    assert other.open(content) == tuple(PARTS)
    other.close()


def test_nothing_clear_lies_in_the_blobs(contents: Contents, tmp_path: Path) -> None:
    contents.keep(PARTS)
    stored = b"".join(p.read_bytes() for p in (tmp_path / "blobs").rglob("*") if p.is_file())
    for part in PARTS:
        assert part.original not in stored
        assert part.text.encode() not in stored
        assert part.name.encode() not in stored


def test_the_same_document_twice_has_nothing_in_common(contents: Contents) -> None:
    one, other = contents.keep_many([PARTS, PARTS])
    assert one.id != other.id
    assert one.commitment != other.commitment
    addresses = {
        blob.address for content in (one, other) for part in content.parts for blob in blobs(part)
    }
    assert len(addresses) == 8


def blobs(part: object) -> tuple[Blob, Blob]:
    return part.original, part.text  # type: ignore[attr-defined]


def test_many_documents_are_kept_in_order(contents: Contents) -> None:
    documents = [[body(f"文 {number}")] for number in range(20)]
    kept = contents.keep_many(documents)
    assert [contents.open(content) for content in kept] == [tuple(parts) for parts in documents]
    assert contents.keep_many([]) == []


def test_a_content_without_its_key_is_gone(contents: Contents, tmp_path: Path) -> None:
    content = contents.keep(PARTS)
    forget(contents, tmp_path, content)
    assert not contents.holds_key(content.id)
    for look in (contents.open, contents.text, contents.check):
        with pytest.raises(NotFound, match="密钥已不存在"):
            look(content)


def test_a_blob_does_not_pass_for_another(contents: Contents) -> None:
    content = contents.keep(PARTS)
    first, second = content.parts
    swapped = replace(content, parts=(replace(first, text=first.original), second))
    with pytest.raises(Malformed, match="与密钥不符"):
        contents.open(swapped)
    turned = replace(content, parts=(second, first))
    with pytest.raises(Malformed, match="与密钥不符"):
        contents.open(turned)
    other = contents.keep(PARTS)
    with pytest.raises(Malformed, match="与密钥不符"):
        contents.open(replace(content, parts=other.parts))


@pytest.mark.parametrize("data", [b"", b"short", b"x" * 27])
def test_a_blob_too_short_to_be_one_is_refused(contents: Contents, data: bytes) -> None:
    content = contents.keep(PARTS)
    (forged,) = contents.blobs.put([data])
    first = replace(content.parts[0], original=forged)
    with pytest.raises(Malformed):
        contents.open(replace(content, parts=(first,)))


@pytest.mark.parametrize("member", ["name", "media_type", "extractor"])
def test_the_commitment_covers_what_the_event_says_of_each_part(
    contents: Contents, member: str
) -> None:
    content = contents.keep(PARTS)
    first = replace(content.parts[0], **{member: "other"})  # type: ignore[arg-type]
    with pytest.raises(Malformed, match="承诺不符"):
        contents.check(replace(content, parts=(first, content.parts[1])))
    with pytest.raises(Malformed, match="承诺不符"):
        contents.check(replace(content, commitment="0" * 64))
    with pytest.raises(Malformed, match="承诺不符"):
        contents.check(replace(content, parts=content.parts[:1]))


def test_the_commitment_is_that_of_the_log_format(contents: Contents, tmp_path: Path) -> None:
    content = contents.keep(PARTS)
    connection = sqlite3.connect(tmp_path / "secrets.db")
    (salt,) = connection.execute("SELECT salt FROM content_keys").fetchone()
    connection.close()
    assert content.commitment == content_commitment(salt, ORIGIN, content.id, PARTS)
    other = Contents(tmp_path / "secrets.db", contents.blobs, "other.example/log")
    with pytest.raises(Malformed):
        other.check(content)
    other.close()


def test_keys_without_an_event_are_swept_with_their_blobs(contents: Contents) -> None:
    owned, ownerless = contents.keep_many([PARTS, PARTS])
    assert contents.sweep(iter([owned]), FUTURE) == 5
    contents.check(owned)
    assert not contents.holds_key(ownerless.id)
    assert len(list(contents.blobs.addresses())) == 4


def test_an_act_under_way_is_not_swept(contents: Contents) -> None:
    content = contents.keep(PARTS)
    assert contents.sweep(iter([]), now().timestamp() - 60) == 0
    contents.check(content)


def test_a_secret_of_the_archive_is_made_once(contents: Contents, tmp_path: Path) -> None:
    made = contents.secret("import", lambda: b"one")
    assert made == contents.secret("import", lambda: b"two") == b"one"
    assert contents.secret("other", lambda: b"three") == b"three"
    assert (tmp_path / "secrets.db").stat().st_mode & 0o077 == 0
