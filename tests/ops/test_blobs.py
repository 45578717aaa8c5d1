"""The blob store: what was handed out can be read, what nobody owns is swept, nothing else."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from domain.content import Blob
from domain.errors import Malformed, NotFound
from ops.blobs import FolderBlobs


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    """An empty store."""
    return FolderBlobs(tmp_path / "blobs")


def path_of(blobs: FolderBlobs, blob: Blob) -> Path:
    return blobs.folder / blob.address[:2] / blob.address


def age(path: Path, seconds: float) -> None:
    """Make a file look older."""
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))


def test_bytes_are_addressed_by_their_hash_and_read_back(blobs: FolderBlobs) -> None:
    data = [b"", b"one", b"x" * 100_000]
    stored = blobs.put(data)
    assert stored == [Blob(sha256(one).hexdigest(), len(one)) for one in data]
    assert [blobs.get(blob) for blob in stored] == data
    assert set(blobs.addresses()) == {blob.address for blob in stored}
    assert list(blobs.strays()) == []


def test_the_same_bytes_are_stored_once(blobs: FolderBlobs) -> None:
    first, second = blobs.put([b"same", b"same"])
    assert first == second == blobs.put([b"same"])[0]
    assert len(list(blobs.addresses())) == 1


def test_a_blob_is_read_only_and_its_folder_private(blobs: FolderBlobs) -> None:
    (blob,) = blobs.put([b"one"])
    assert path_of(blobs, blob).stat().st_mode & 0o777 == 0o444
    assert blobs.folder.stat().st_mode & 0o077 == 0


def test_a_missing_blob_is_not_found(blobs: FolderBlobs) -> None:
    with pytest.raises(NotFound):
        blobs.get(Blob("a" * 64, 1))


@pytest.mark.parametrize("change", [b"onf", b"one ", b"", b"on"])
def test_a_changed_blob_is_refused(blobs: FolderBlobs, change: bytes) -> None:
    (blob,) = blobs.put([b"one"])
    path_of(blobs, blob).chmod(0o600)
    path_of(blobs, blob).write_bytes(change)
    with pytest.raises(Malformed, match="已损坏"):
        blobs.get(blob)


def test_a_blob_of_another_size_than_stated_is_refused(blobs: FolderBlobs) -> None:
    (blob,) = blobs.put([b"one"])
    with pytest.raises(Malformed):
        blobs.get(Blob(blob.address, 4))


@pytest.mark.parametrize(
    "address", ["", "a", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, "a" * 63 + "/", "g" * 64]
)
def test_an_address_is_a_hash_and_never_a_path(blobs: FolderBlobs, address: str) -> None:
    with pytest.raises(Malformed, match="内容地址"):
        blobs.get(Blob(address, 1))


def test_many_threads_may_store_the_same_bytes(blobs: FolderBlobs) -> None:
    barrier = threading.Barrier(8)

    def put(_: int) -> list[Blob]:
        barrier.wait(10)
        return blobs.put([b"same" * 1000, b"other"])

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(put, range(8)))
    assert all(result == results[0] for result in results)
    assert list(blobs.strays()) == []
    assert blobs.get(results[0][0]) == b"same" * 1000


def test_only_old_files_that_nobody_owns_are_swept(blobs: FolderBlobs) -> None:
    owned, old, young = blobs.put([b"owned", b"old", b"young"])
    temporary = path_of(blobs, old).with_name(f".{old.address}.1.1")
    temporary.write_bytes(b"half")
    for path in (path_of(blobs, owned), path_of(blobs, old), temporary):
        age(path, 3600)
    horizon = path_of(blobs, young).stat().st_mtime - 60
    assert blobs.sweep(frozenset({owned.address}), horizon) == 2
    assert set(blobs.addresses()) == {owned.address, young.address}
    assert list(blobs.strays()) == []
    assert blobs.sweep(frozenset({owned.address}), horizon) == 0


def test_whatever_lies_there_and_is_no_blob_is_a_stray(blobs: FolderBlobs) -> None:
    (blob,) = blobs.put([b"one"])
    misplaced = blobs.folder / "zz" / blob.address
    misplaced.parent.mkdir()
    misplaced.write_bytes(b"one")
    note = blobs.folder / "note.txt"
    note.write_text("x")
    assert set(blobs.strays()) == {misplaced, note}


def test_a_folder_left_by_a_killed_process_is_used(blobs: FolderBlobs) -> None:
    (blobs.folder / sha256(b"one").hexdigest()[:2]).mkdir()
    (blob,) = blobs.put([b"one"])
    assert blobs.get(blob) == b"one"
