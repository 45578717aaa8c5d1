"""The audit of the log: every change of every file is found and named, and nothing else."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.projections.log_home import ENTRIES, LEAVES, Home, home_in


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
    findings = home.check_against(changed, home.sizes())
    names = [finding.split(":")[0] for finding in findings]
    assert names[:2] == ["tile/entries/001", "tile/0/001"]
    assert "tile/1/000.p/2" in names
    assert any(f"（{600}，数据库留存）" in name for name in names)


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

    assert home.check_against(growing(), sizes) == []
