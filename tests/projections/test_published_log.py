"""The log as published: what is served, and the proofs made from it, by us and by Go."""

import base64
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.checkpoint import open_checkpoint
from domain.merkle import leaf_hash, root
from domain.merkle_proofs import ProofRefused, consistency_path, inclusion_path
from domain.notes import VerifierKey
from projections.published_log import LogDamaged, PublishedLog
from tests.projections.log_home import ENTRIES, LEAVES, Home, flipped, head, home_in

GO_LOG_CHECK = Path(__file__).parents[2] / "../shared/tools/go-log-check"


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
