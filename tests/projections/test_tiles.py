"""The transparency log on disk: it equals the tree, survives crashes, and every change is found."""

import base64
import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from domain.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from domain.merkle import EMPTY_ROOT, leaf_hash, leaf_hashes, root
from domain.merkle_proofs import ProofRefused, consistency_path, inclusion_path
from domain.notes import NoteRefused, VerifierKey, parse_note
from projections.tiles import LogDamaged, PublishedLog, RightEdge, Tile, TileLog, check_log

SHARED = Path(__file__).parents[2] / "../shared"
TESSERA = SHARED / "vectors/tessera-log/testdata/log"
GO_LOG_CHECK = SHARED / "tools/go-log-check"
ORIGIN = "archive.example.gov/disclosure"
ENTRIES = [hashlib.sha256(i.to_bytes(8, "big")).digest() for i in range(70_000)]
LEAVES = leaf_hashes(ENTRIES)


class Key:
    """The log's key pair."""

    def __init__(self, seed: int = 1) -> None:
        self._key = SigningKey(bytes([seed]) * 32)
        self.public_key = bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        sys.audit("gongkai.test.sign")
        return bytes(self._key.sign(message).signature)


class Home:
    """An archive's folder: the log's directory, and the database that keeps its checkpoints."""

    def __init__(self, folder: Path, key: Key | None = None) -> None:
        self.folder = folder
        self.directory = folder / "log"
        self.key = key or Key()
        self.verifier = VerifierKey(ORIGIN, self.key.public_key)
        folder.mkdir(exist_ok=True)
        self._database = sqlite3.connect(folder / "journal.db", isolation_level=None)
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS checkpoints"
            "(size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL)"
        )

    def keep(self, size: int, hashed: bytes, note: str) -> None:
        sys.audit("gongkai.test.keep")
        self._database.execute("INSERT INTO checkpoints VALUES (?, ?, ?)", (size, hashed, note))

    def newest(self) -> tuple[int, bytes, str] | None:
        query = "SELECT size, root, note FROM checkpoints ORDER BY size DESC LIMIT 1"
        row: tuple[int, bytes, str] | None = self._database.execute(query).fetchone()
        return row

    def forget(self, size: int) -> None:
        self._database.execute("DELETE FROM checkpoints WHERE size >= ?", (size,))

    def sizes(self) -> list[int]:
        return [row[0] for row in self._database.execute("SELECT size FROM checkpoints")]

    def close(self) -> None:
        self._database.close()

    def log(self) -> TileLog:
        return TileLog(
            self.directory, ORIGIN, self.key, self.key.public_key, self.keep, self.newest
        )

    def opened(self) -> TileLog:
        log = self.log()
        log.open()
        return log

    def check(self, size: int) -> list[str]:
        return check_log(
            self.directory, self.verifier, self.newest, iter(ENTRIES[:size]), self.sizes()
        )

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.directory)): path.read_bytes()
            for path in self.directory.rglob("*")
            if path.is_file()
        }

    def grow(self, *sizes: int) -> TileLog:
        """The log after one append up to each of the sizes."""
        log = self.opened()
        for size in sizes:
            log.append(ENTRIES[log.size : size])
        return log


@contextmanager
def home_in(folder: Path) -> Iterator[Home]:
    home = Home(folder)
    try:
        yield home
    finally:
        home.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_in(tmp_path / "home") as home:
        yield home


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A log of 70 000 entries, appended in odd batches of 1 to 4096."""
    with home_in(tmp_path_factory.mktemp("large")) as home:
        log = home.opened()
        odd = random.Random(6962)
        while log.size < len(ENTRIES):
            batch = odd.choice([1, 3, 255, 256, 257, 499, 500, 513, 2047, 4096])
            log.append(ENTRIES[log.size : log.size + batch])
        yield home


def head(log: PublishedLog) -> Checkpoint:
    published = log.published()
    assert published is not None
    return published


# -- the tree on disk ------------------------------------------------------------------------------


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


@pytest.mark.skipif(not TESSERA.exists(), reason="../shared/vectors is not here")
def test_tessera_s_log_is_recomputed_byte_for_byte() -> None:
    edge = RightEdge()
    paths = set()
    for size in range(1, 16):
        bundle = (TESSERA / f"tile/entries/000.p/{size}").read_bytes()
        entries = []
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            entries.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
        assert list(edge.extend(entries[-1:])) == []
        for tile, data in edge.partials(since=size - 1):
            assert data == (TESSERA / tile.path).read_bytes()
            paths.add(tile.path)
        note = (TESSERA / f"checkpoint.{size}").read_bytes()
        checkpoint = Checkpoint.parse(parse_note(note).text)
        assert (checkpoint.size, checkpoint.root) == (edge.size, edge.root())
    found = (path for path in (TESSERA / "tile").rglob("*") if path.is_file())
    assert paths == {str(path.relative_to(TESSERA)) for path in found}


@given(st.lists(st.integers(0, 700), max_size=6))
def test_the_right_edge_has_the_tiles_of_the_tree_however_it_grows(batches: list[int]) -> None:
    edge = RightEdge()
    tiles: dict[Tile, bytes] = {}
    for batch in batches:
        before = edge.size
        tiles |= dict(edge.extend(ENTRIES[edge.size : edge.size + batch]))
        tiles |= dict(edge.partials(since=before))
    size = edge.size
    assert edge.root() == root(LEAVES[:size])
    expected = {Tile(None, i // 256).path for i in range(0, size - size % 256, 256)}
    assert expected <= {tile.path for tile in tiles}
    for tile, data in tiles.items():
        start = tile.index * 256
        if tile.level == 0:
            assert data == b"".join(LEAVES[start : start + tile.width])
        if tile.level == 1:
            subtrees = [LEAVES[i * 256 : (i + 1) * 256] for i in range(start, start + tile.width)]
            assert data == b"".join(map(root, subtrees))
    latest = set(dict(edge.partials()))
    assert latest <= tiles.keys()
    for level in range(3):
        width = (size >> 8 * level) % 256
        assert width == sum(tile.width for tile in latest if tile.level == level)


# -- proofs ----------------------------------------------------------------------------------------


def require_the_proofs_of_all_leaves(log: PublishedLog, index: int, size: int) -> None:
    proof = log.inclusion(index, size)
    assert list(proof.path) == inclusion_path(index, LEAVES[:size])
    assert (proof.root, proof.leaf_hash) == (root(LEAVES[:size]), LEAVES[index])
    proof.verify()
    consistent = log.consistency(index + 1, size)
    assert list(consistent.path) == consistency_path(index + 1, LEAVES[:size])
    assert consistent.old_root == root(LEAVES[: index + 1])
    consistent.verify()


@given(size=st.integers(1, 1500), data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_proofs_from_tiles_are_those_from_all_leaves(
    large: Home, size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    require_the_proofs_of_all_leaves(PublishedLog(large.directory), index, size)


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 69_999, 70_000])
def test_proofs_over_three_levels_of_tiles_are_those_from_all_leaves(
    large: Home, size: int
) -> None:
    for index in (0, 40_000, 65_279, size - 1):
        require_the_proofs_of_all_leaves(PublishedLog(large.directory), index, size)


def test_proofs_are_by_default_about_the_published_tree(large: Home) -> None:
    log = PublishedLog(large.directory)
    for index in (0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999):
        proof = log.inclusion(index)
        assert (proof.tree_size, proof.root) == (70_000, head(log).root)
        proof.verify()
        consistent = log.consistency(index + 1)
        assert consistent.new_root == head(log).root
        consistent.verify()


def test_proofs_about_what_is_not_published_are_refused(home: Home) -> None:
    log = home.grow(10)
    for refused in (
        lambda: log.inclusion(10),
        lambda: log.inclusion(-1),
        lambda: log.inclusion(0, 11),
        lambda: log.inclusion(5, 5),
        lambda: log.consistency(0),
        lambda: log.consistency(11),
        lambda: log.consistency(1, 11),
        lambda: log.consistency(5, 4),
    ):
        with pytest.raises(ProofRefused):
            refused()


def test_no_proof_is_made_from_tiles_that_do_not_lead_to_the_published_root(home: Home) -> None:
    log = home.grow(300)
    for path, change in (
        ("tile/1/000.p/1", flipped),
        ("tile/0/001.p/44", lambda data: data[:-1]),
        ("checkpoint", lambda data: data[:10]),
        ("checkpoint", lambda data: b"\xff"),
    ):
        file = home.directory / path
        before = file.read_bytes()
        file.write_bytes(change(before))
        with pytest.raises(LogDamaged) as damage:
            log.inclusion(299)
        assert damage.value.field in (path, "checkpoint")
        file.write_bytes(before)
    log.inclusion(299).verify()


def test_no_proof_is_made_from_a_changed_tile_below_the_root(home: Home) -> None:
    log = home.grow(600)
    tile = home.directory / "tile/0/000"
    tile.write_bytes(flipped(tile.read_bytes()))
    log.inclusion(300).verify()
    log.consistency(512).verify()
    for index in (0, 1):
        with pytest.raises(LogDamaged):
            log.inclusion(index)
    with pytest.raises(LogDamaged):
        log.consistency(3)


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


# -- what is served --------------------------------------------------------------------------------


def test_a_path_is_looked_up_only_if_it_is_written_as_the_specification_says(home: Home) -> None:
    log = home.grow(300)
    (home.directory / "secret").write_bytes(b"secret")
    (home.folder / "outside").write_bytes(b"outside")
    for path, data in home.files().items():
        assert log.read(path) == (None if path == "secret" else data)
    for path in (
        *("", "/", ".", "..", "../outside", "tile/../../outside", "/etc/passwd", "secret", ".new"),
        *(".new/0", "checkpoint/", "/checkpoint", "checkpoint\n", "Checkpoint", "vkey\0", "tile"),
        *("tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/000/"),
        *("tile/0/000\n", "tile/0/x000/000", "tile/0/x000/001", "tile/00/000", "tile/64/000"),
        *("tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/01", "tile/-1/000"),
        *("tile/0/000.p/256", "tile/0/000.p/999", "tile/0/000.p/1000", "tile/0/000.p/-1"),
        *("tile/0//000", "tile//0/000", "tile/0/001/000", "tile/0/x001", "tile/entries/x00a/000"),
        *("tile/٠/000", "tile/0/٠٠٠", "tile/0/" + "x001/" * 9 + "000", "tile/0/" + "x" * 9999),
        *("tile/0/000.p/255/..", "tile/0/..%2f", "tile\\0\\000", "tile/0/002", "tile/9/000"),
    ):
        assert log.read(path) is None, path


def test_a_superseded_partial_tile_is_cut_from_its_full_tile(home: Home) -> None:
    log = home.grow(7)
    early = {path: data for path, data in home.files().items() if path.endswith("/7")}
    log.append(ENTRIES[7:256])
    assert len(early) == 2
    for path, data in early.items():
        assert not (home.directory / path).exists()
        assert log.read(path) == data
    assert log.read("tile/0/000.p/255") == b"".join(LEAVES[:255])
    assert log.read("tile/1/000.p/2") is None


@given(st.sampled_from([None, 0, 1, 63]), st.integers(0, 10**12), st.integers(1, 256))
def test_every_tile_name_is_read_back(level: int | None, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert Tile.parse(tile.path) == tile


def test_the_specification_s_example_of_a_path() -> None:
    assert Tile(3, 1234067).path == "tile/3/x001/x234/067"


@given(st.text(alphabet="tile/enrs0123456789x.p\n") | st.text())
def test_any_other_text_is_no_tile_name(path: str) -> None:
    tile = Tile.parse(path)
    assert tile is None or tile.path == path


# -- crashes ---------------------------------------------------------------------------------------

STEPS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir"}
STEPS |= {"gongkai.test.sign", "gongkai.test.keep"}


def die_at(step: int) -> None:
    """End this process, as kill -9 would, just before its n-th step from now.

    A step is opening a file (to write or to sync it), renaming, deleting, signing or keeping. The
    hooks are the interpreter's own, so that the code under test runs as it is.
    """
    left = step

    def count(event: str, _: tuple[object, ...]) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if left < 0:
                os._exit(137)

    sys.addaudithook(count)


def killed_while_growing(folder: Path, size: int, step: int) -> bool:
    """Append up to `size` in a process of its own that dies at a step; whether it did."""
    with warnings.catch_warnings():
        # Newer interpreters warn of threads that other tests left; the child uses none.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            with home_in(folder) as home:
                log = home.opened()
                die_at(step)
                log.append(ENTRIES[log.size : size])
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 137)
    return code == 137


@pytest.mark.parametrize(("old", "new"), [(0, 3), (3, 10), (250, 260), (256, 300), (100, 800)])
def test_a_kill_at_any_step_of_an_append_loses_nothing(tmp_path: Path, old: int, new: int) -> None:
    with home_in(tmp_path / "start") as start:
        start.grow(*({old} - {0}))
    with home_in(tmp_path / "whole") as whole:
        whole.grow(*({old} - {0}), new)
        expected = whole.files()
    for step in range(1000):
        folder = tmp_path / "crashed"
        shutil.copytree(tmp_path / "start", folder)
        killed = killed_while_growing(folder, new, step)
        with home_in(folder) as home:
            # Before anything is put right, the audit knows a crash from a change.
            first_head = old == 0 and home.newest() is not None
            assert home.check(new) in ([], ["checkpoint:文件缺失"] if first_head else [])
            log = home.opened()
            kept = home.newest()
            assert log.size == (0 if kept is None else kept[0])
            assert log.size in ((old, new) if killed else (new,))
            assert log.checkpoint_text() == (None if kept is None else kept[2])
            assert home.check(new) == []
            log.append(ENTRIES[log.size : new])
            assert home.files() == expected
            assert home.check(new) == []
        shutil.rmtree(folder)
        if not killed:
            break
    # No append has fewer steps: three files written, synced and renamed, four directories synced,
    # a head signed and kept.
    assert 15 <= step < 999


class Interrupted(Exception):
    """Raised by a callback in place of a crash."""


def interrupted(*given: object) -> NoReturn:
    raise Interrupted


def failing_log(home: Home, **callbacks: Callable[..., Any]) -> TileLog:
    class Signer:
        sign = staticmethod(callbacks.get("sign", home.key.sign))

    keep = callbacks.get("keep", home.keep)
    log = TileLog(home.directory, ORIGIN, Signer(), home.key.public_key, keep, home.newest)
    log.open()
    return log


@pytest.mark.parametrize("callback", ["sign", "keep"])
def test_a_failure_before_the_head_is_kept_leaves_the_old_head(home: Home, callback: str) -> None:
    home.grow(250)
    before = home.files()
    log = failing_log(home, **{callback: interrupted})
    with pytest.raises(Interrupted):
        log.append(ENTRIES[250:260])
    assert home.files()["checkpoint"] == before["checkpoint"]
    assert home.files().items() >= before.items()
    assert home.check(260) == []
    with pytest.raises(RuntimeError, match="open the log first"):
        log.append(ENTRIES[250:260])
    # Coming back in another batch, the entries fill the log over what was left of the first try.
    again = home.opened()
    assert again.size == 250
    again.append(ENTRIES[250:255])
    again.append(ENTRIES[255:270])
    assert home.check(270) == []


def test_a_head_that_was_kept_but_not_published_is_published_at_the_next_start(home: Home) -> None:
    home.grow(250)
    before = home.files()["checkpoint"]

    def keep_then_die(*checkpoint: Any) -> None:
        home.keep(*checkpoint)
        raise Interrupted

    with pytest.raises(Interrupted):
        failing_log(home, keep=keep_then_die).append(ENTRIES[250:260])
    assert home.files()["checkpoint"] == before
    assert home.check(260) == []
    log = home.opened()
    assert (log.size, head(log).size) == (260, 260)
    assert not (home.directory / "tile/0/000.p").exists()
    assert home.check(260) == []


def test_a_signature_by_another_key_is_never_published(home: Home) -> None:
    home.grow(5)
    log = failing_log(home, sign=Key(2).sign)
    with pytest.raises(NoteRefused, match="签名不成立"):
        log.append(ENTRIES[5:6])
    assert home.opened().size == 5


def test_half_written_files_are_dropped_at_the_next_start(home: Home) -> None:
    home.grow(5)
    (home.directory / ".new").mkdir(exist_ok=True)
    (home.directory / ".new/0").write_bytes(b"half a ti")
    assert home.check(5) == []
    home.opened()
    assert list((home.directory / ".new").iterdir()) == []


# -- damage ----------------------------------------------------------------------------------------


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


# -- the audit -------------------------------------------------------------------------------------


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_change_of_any_file_is_found_and_named(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    sizes = sorted(data.draw(st.sets(st.integers(1, 600), min_size=1, max_size=4)))
    with home_in(tmp_path_factory.mktemp("audit")) as home:
        home.grow(*sizes)
        assert home.check(sizes[-1]) == []
        path = data.draw(st.sampled_from(sorted(home.files())))
        file = home.directory / path
        change = data.draw(st.sampled_from(["flip", "cut", "add", "delete", "move", "copy"]))
        before = file.read_bytes()
        if change == "flip":
            at = data.draw(st.integers(0, len(before) - 1))
            file.write_bytes(before[:at] + bytes([before[at] ^ 1]) + before[at + 1 :])
        elif change == "cut":
            file.write_bytes(before[: data.draw(st.integers(0, len(before) - 1))])
        elif change == "add":
            file.write_bytes(before + data.draw(st.binary(min_size=1, max_size=40)))
        elif change == "delete":
            file.unlink()
        elif change == "move":
            file.rename(file.with_name("x" + file.name))
        else:
            file.with_name(file.name + ".bak").write_bytes(before)
            path += ".bak"
        assert path in [finding.split(":")[0] for finding in home.check(sizes[-1])]


@pytest.mark.parametrize("size", [4, 299, 255])
def test_entries_that_are_missing_are_found(home: Home, size: int) -> None:
    home.grow(300)
    findings = home.check(size)
    assert any(f"现在只有 {size} 个" in finding for finding in findings)
    assert any("超出已有的条目" in finding for finding in findings)


def test_a_changed_entry_is_found_in_its_bundle_its_tiles_and_the_head(home: Home) -> None:
    home.grow(300, 600)
    changed = [*ENTRIES[:256], ENTRIES[0], *ENTRIES[257:600]]
    findings = home.log().check(changed, home.sizes())
    names = [finding.split(":")[0] for finding in findings]
    assert names[:2] == ["tile/entries/001", "tile/0/001"]
    assert "tile/1/000.p/2" in names
    assert any(f"({600},数据库留存)" in name for name in names)


def test_entries_the_log_does_not_cover_yet_are_no_finding(home: Home) -> None:
    home.grow(300)
    assert home.check(301) == []
    assert home.check(1000) == []


def test_files_that_belong_to_no_log_are_found(home: Home) -> None:
    home.grow(300)
    outside = home.folder / "outside"
    outside.write_bytes((home.directory / "tile/0/000").read_bytes())
    strays = ["note.txt", "tile/0/000.bak", "tile/0/x000/000", "tile/00/000", "tile/0/000.p/x"]
    strays += [".new/deep/er", "tile/entries/005", "tile/5/000", "tile/0/000.p/1/2"]
    for path in strays:
        file = home.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"stray")
    (home.directory / "tile/0/009").symlink_to(outside)
    os.mkfifo(home.directory / "tile/0/010")
    (home.directory / "elsewhere").symlink_to(home.folder)
    (home.directory / os.fsdecode(b"\xff")).write_bytes(b"stray")
    expected = [*strays, "tile/0/009", "tile/0/010", "elsewhere", "\\xff"]
    assert sorted(finding.split(":")[0] for finding in home.check(300)) == sorted(expected)


def test_a_tile_replaced_by_a_link_to_its_copy_is_found(home: Home) -> None:
    home.grow(300)
    file = home.directory / "tile/0/000"
    file.rename(home.folder / "copy")
    file.symlink_to(home.folder / "copy")
    assert {finding.split(":")[0] for finding in home.check(300)} == {"tile/0/000"}


def test_a_missing_partial_tile_of_an_earlier_checkpoint_is_found(home: Home) -> None:
    home.grow(3, 5, 258, 260)
    (home.directory / "tile/0/001.p/2").unlink()
    assert home.check(260) == ["tile/0/001.p/2:文件缺失"]


def test_a_partial_tile_not_yet_deleted_is_no_finding_unless_its_bytes_are_wrong(
    home: Home,
) -> None:
    home.grow(300)
    folder = home.directory / "tile/0/000.p"
    folder.mkdir()
    (folder / "7").write_bytes(b"".join(LEAVES[:7]))
    assert home.check(300) == []
    (folder / "8").write_bytes(b"".join(LEAVES[:7]))
    assert home.check(300) == ["tile/0/000.p/8:内容与条目算出的不同"]
    (folder / "8").unlink()
    home.opened()
    assert not folder.exists()


def test_the_audit_of_a_log_that_grows_meanwhile_finds_nothing(home: Home) -> None:
    log = home.grow(3, 250)
    sizes = home.sizes()

    def growing() -> Iterator[bytes]:
        log.append(ENTRIES[250:260])
        yield from ENTRIES[:130]
        log.append(ENTRIES[260:900])
        yield from ENTRIES[130:900]

    assert log.check(growing(), sizes) == []


# -- an outside client -----------------------------------------------------------------------------


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """The directory as any static file server offers it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(directory))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def built_go_log_check(folder: Path) -> Path:
    """The outside client, built here; skips the test where that is not possible."""
    program, problem = folder / "go-log-check", "needs Go and ../shared/tools"
    go = shutil.which("go")
    if go is not None and GO_LOG_CHECK.exists():
        build = [go, "build", "-o", str(program), "."]
        run = subprocess.run(build, cwd=GO_LOG_CHECK, capture_output=True, text=True, check=False)
        if run.returncode == 0:
            return program
        problem = f"go-log-check does not build: {run.stderr.strip()[-200:]}"
    if "go" in os.environ.get("GONGKAI_TEST_REQUIRE", "").replace(",", " ").split():
        pytest.fail(problem)
    pytest.skip(problem)


@pytest.mark.go
@pytest.mark.slow
def test_go_s_own_sumdb_packages_verify_the_log_and_its_growth(tmp_path: Path) -> None:
    program = built_go_log_check(tmp_path)
    saved = tmp_path / "first.checkpoint"
    with home_in(tmp_path / "home") as home, served(home.directory) as url:

        def verify(*options: str) -> str:
            command = [str(program), "-url", url, "-vkey", home.verifier.text, *options]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            return run.stdout

        log = home.grow(1, 250, 700)
        assert verify("-save", str(saved)).endswith("OK\n")
        log.append(ENTRIES[700:66_000])
        log.append(ENTRIES[66_000:66_001])
        answer = verify("-old", str(saved))
        assert "size 66001" in answer
        assert "entries hashed 66001" in answer
        assert answer.endswith("consistent with size 700\nOK\n")
        # The client does find what is wrong.
        tile = home.directory / "tile/entries/100"
        tile.write_bytes(flipped(tile.read_bytes()))
        assert "FAIL" in verify()


def test_the_served_key_is_one_line_that_opens_the_served_checkpoint(home: Home) -> None:
    log = home.grow(5)
    line = (log.read("vkey") or b"").decode()
    assert line.count("\n") == 1
    key = VerifierKey.parse(line.rstrip("\n"))
    checkpoint, _ = open_checkpoint(log.read("checkpoint") or b"", key)
    assert base64.b64encode(checkpoint.root).decode() in (log.checkpoint_text() or "")
    assert log.inclusion(4).leaf_hash == leaf_hash(ENTRIES[4])
