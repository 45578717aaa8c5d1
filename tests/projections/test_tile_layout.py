"""The layout of the log: tiles of every tree, and their names, as the specification has them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.checkpoint import Checkpoint
from domain.merkle import root
from domain.notes import parse_note
from projections.tile_layout import RightEdge, Tile, full_tiles
from tests.projections.log_home import ENTRIES, LEAVES

TESSERA = Path(__file__).parents[2] / "../shared/vectors/tessera-log/testdata/log"


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


@given(st.integers(0, 200_000))
def test_the_full_tiles_of_a_tree_are_those_as_wide_as_can_be(size: int) -> None:
    tiles = list(full_tiles(size))
    assert len(set(tiles)) == len(tiles)
    assert all(tile.width_in(size) == tile.width == 256 for tile in tiles)
    for level in (None, 0, 1, 2, 3):
        indexes = [tile.index for tile in tiles if tile.level == level]
        assert indexes == list(range(len(indexes)))
        assert Tile(level, len(indexes)).width_in(size) < 256


@pytest.mark.parametrize("tile", [Tile(None, 0, 3), Tile(0, 0, 3)])
def test_what_stands_in_a_tile_is_read_back(tile: Tile) -> None:
    edge = RightEdge()
    assert list(edge.extend(ENTRIES[:3])) == []
    data = dict(edge.partials())[tile]
    assert len(data) == tile.length
    assert tile.items(data) == (ENTRIES if tile.level is None else LEAVES)[:3]


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
