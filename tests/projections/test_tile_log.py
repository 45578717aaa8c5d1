"""The log's writer: what is on disk is the tree, and nothing starts over a log that is not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from domain.merkle import EMPTY_ROOT, root
from domain.merkle_proofs import ProofRefused
from domain.notes import NoteRefused
from projections.published_log import LogDamaged, PublishedLog
from projections.tile_layout import Tile
from projections.tile_log import TileLog
from tests.projections.log_home import (
    ENTRIES,
    LEAVES,
    ORIGIN,
    Home,
    Key,
    flipped,
    head,
    home_in,
)


def test_every_size_up_to_600_has_the_root_of_the_tree_and_its_partial_tiles(home: Home) -> None:
    log = home.opened()
    for size in range(1, 601):
        log.append(ENTRIES[size - 1 : size])
        checkpoint, _ = open_checkpoint(log.checkpoint_text() or "", home.verifier)
        assert (checkpoint.size, checkpoint.root) == (size, root(LEAVES[:size]))
        assert home.newest() == (size, checkpoint.root, log.checkpoint_text())
        width = size % 256
        tile = Tile(0, size // 256, width) if width else Tile(0, size // 256 - 1)
        start = tile.index * 256
        assert log.read(tile.path) == b"".join(LEAVES[start : start + tile.width])
        bundle = log.read(Tile(None, tile.index, tile.width).path)
        assert bundle == b"".join(b"\x00\x20" + e for e in ENTRIES[start : start + tile.width])
    assert home.check(600) == []
    assert home.opened().size == 600


def test_the_specification_s_example_of_70000_entries_has_exactly_its_tiles(large: Home) -> None:
    log = PublishedLog(large.directory)
    assert head(log).root == root(LEAVES)
    names = {name for name in large.files() if name.startswith("tile/")}
    full = {Tile(level, i).path for level in (0, None) for i in range(273)} | {Tile(1, 0).path}
    last = [Tile(0, 273, 112), Tile(None, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    newest = {tile.path for tile in last}
    assert full | newest <= names
    # What else is there are partial tiles of earlier checkpoints that are not yet superseded.
    others = [Tile.parse(name) for name in names - full - newest]
    assert all(
        tile is not None and (tile.level, tile.index) in {(t.level, t.index) for t in last}
        for tile in others
    )
    second = b"".join(root(LEAVES[i : i + 256]) for i in range(0, 65536, 256))
    assert log.read("tile/1/000") == second
    assert log.read("tile/2/000.p/1") == root(LEAVES[:65536])


def test_the_large_log_is_what_the_audit_expects_and_opens_again(large: Home) -> None:
    assert large.check(len(ENTRIES)) == []
    assert large.opened().size == len(ENTRIES)


def test_one_batch_and_many_batches_make_the_same_log(tmp_path: Path) -> None:
    with home_in(tmp_path / "one") as one, home_in(tmp_path / "many") as many:
        one.grow(777)
        many.grow(*range(7, 778, 7))
        assert many.files()["checkpoint"] == one.files()["checkpoint"]
        assert one.files().items() <= many.files().items()


def test_an_empty_log_has_a_key_but_no_checkpoint_until_its_first_entry(home: Home) -> None:
    log = home.opened()
    assert (log.size, log.checkpoint_text(), log.published()) == (0, None, None)
    log.append([])
    assert home.files() == {"vkey": f"{home.verifier.text}\n".encode()}
    assert home.check(0) == []
    with pytest.raises(ProofRefused):
        log.inclusion(0)
    with pytest.raises(ProofRefused):
        log.consistency(1)


def test_an_entry_of_another_length_is_refused_and_nothing_written(home: Home) -> None:
    log = home.grow(3)
    before = home.files()
    with pytest.raises(ValueError, match="32 bytes"):
        log.append([ENTRIES[3], b"short"])
    assert home.files() == before
    log.append(ENTRIES[3:5])
    assert home.check(5) == []


def test_an_origin_no_log_can_bear_is_refused(home: Home) -> None:
    with pytest.raises(NoteRefused):
        TileLog(home.directory, "https://x", home.key, home.key.public_key, home.keep, home.newest)


def test_partial_tiles_are_deleted_once_their_full_tile_is_published(home: Home) -> None:
    log = home.grow(5, 200, 255)
    assert {"tile/0/000.p/5", "tile/entries/000.p/200", "tile/0/000.p/255"} <= home.files().keys()
    log.append(ENTRIES[255:258])
    kept = {"tile/0/000", "tile/0/001.p/2", "tile/1/000.p/1"}
    kept |= {"tile/entries/000", "tile/entries/001.p/2", "checkpoint", "vkey"}
    assert home.files().keys() == kept
    assert not (home.directory / "tile/0/000.p").exists()
    assert home.check(258) == []


def damaged(home: Home) -> str:
    before = home.files()
    with pytest.raises(LogDamaged) as damage:
        home.opened()
    assert home.files() == before
    return damage.value.field


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"])
@pytest.mark.parametrize("change", [flipped, lambda data: data[:-1], lambda data: data + b"x"])
def test_a_changed_tile_stops_the_service(
    home: Home, path: str, change: Callable[[bytes], bytes]
) -> None:
    home.grow(300)
    file = home.directory / path
    file.write_bytes(change(file.read_bytes()))
    assert damaged(home) == path
    assert home.check(300)[0].startswith(f"{path}:")


@pytest.mark.parametrize("path", ["tile/entries/000", "tile/entries/001.p/44"])
@pytest.mark.parametrize("at", [0, 1, 2, 33, 34, -1])
def test_a_changed_bundle_stops_the_service(home: Home, path: str, at: int) -> None:
    home.grow(300)
    file = home.directory / path
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)
    assert damaged(home) in (path, path.replace("entries", "0"))
    assert [finding.split(":")[0] for finding in home.check(300)] == [path]


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/entries/000", "tile/0/001.p/44", "tile/1/000.p/1"]
)
def test_a_missing_file_stops_the_service(home: Home, path: str) -> None:
    home.grow(300)
    (home.directory / path).unlink()
    assert damaged(home) == path
    assert [finding.split(":")[0] for finding in home.check(300)] == [path]


def test_a_log_whose_database_forgot_its_head_stops_the_service(home: Home) -> None:
    home.grow(5, 9)
    home.forget(9)
    assert damaged(home) == "checkpoint"
    home.forget(1)
    assert damaged(home) == "checkpoint"
    assert home.check(9)[0].startswith("checkpoint:")


def test_a_log_whose_files_were_set_back_stops_the_service(home: Home) -> None:
    log = home.grow(5)
    shutil.copytree(home.directory, home.folder / "backup")
    log.append(ENTRIES[5:9])
    shutil.rmtree(home.directory)
    (home.folder / "backup").rename(home.directory)
    assert damaged(home) == "tile/entries/000.p/9"
    assert "tile/entries/000.p/9:文件缺失" in home.check(9)


def test_a_kept_head_that_was_changed_in_the_database_stops_the_service(home: Home) -> None:
    home.grow(5)
    newest = home.newest()
    assert newest is not None
    size, hashed, note = newest
    other = sign_checkpoint(
        Checkpoint(ORIGIN, 5, EMPTY_ROOT), ORIGIN, home.key.sign, home.key.public_key
    )
    for row in (
        (size, EMPTY_ROOT, note),
        (size + 1, hashed, note),
        (size, hashed, note.replace("5", "6", 1)),
        (size, EMPTY_ROOT, other),
    ):
        home.forget(0)
        home.keep(*row)
        damaged(home)
        assert home.check(5) != []


def test_a_published_head_that_was_never_signed_or_is_no_head_stops_the_service(
    home: Home,
) -> None:
    home.grow(5, 9)

    def signed(size: int, hashed: bytes, key: Key = home.key) -> str:
        return sign_checkpoint(Checkpoint(ORIGIN, size, hashed), ORIGIN, key.sign, key.public_key)

    for text in (
        "",
        "nothing\n",
        signed(9, root(LEAVES[:9]), Key(2)),
        signed(9, EMPTY_ROOT),
        signed(10, root(LEAVES[:10])),
        signed(5, EMPTY_ROOT),
        home.files()["checkpoint"].decode() + "— other.example AAAAAAAA\n",
    ):
        (home.directory / "checkpoint").write_text(text, encoding="utf-8")
        assert damaged(home) == "checkpoint"
        assert home.check(9)[0].startswith("checkpoint:")


def test_another_key_for_the_same_log_stops_the_service(tmp_path: Path) -> None:
    with home_in(tmp_path / "home") as home:
        home.grow(5)
    other = Home(tmp_path / "home", Key(2))
    try:
        damaged(other)
        other.forget(0)
        (other.directory / "checkpoint").unlink()
        assert damaged(other) == "vkey"
        assert other.check(5) != []
    finally:
        other.close()
