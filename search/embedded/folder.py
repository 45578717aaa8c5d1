"""Where an index lies on disk, what its schema is, and which one answers.

The folder holds one index in a subfolder named for analysis and schema, and `CURRENT`, a file
with that name, replaced by an atomic rename. tantivy makes a commit durable and visible at once
by replacing its `meta.json`; the journal position is a document of that same commit.
"""

import hashlib
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import tantivy

from search.analysis import ANALYSIS_VERSION
from search.fields import ANALYSED, COUNTED, FACETED, KEYWORDS, NUMBERS, ORDERING, SCORED

_LAYOUT = repr((KEYWORDS, ANALYSED, FACETED, NUMBERS, COUNTED, ORDERING, version("tantivy")))
NAME = f"gongkai-a{ANALYSIS_VERSION}-{hashlib.sha256(_LAYOUT.encode()).hexdigest()[:8]}-"
"""How the name of every index begins that this code can read."""


def schema() -> tantivy.Schema:
    """The fields of `search/fields.py`, in tantivy's terms."""
    builder = tantivy.SchemaBuilder()
    for name in KEYWORDS:
        builder.add_text_field(
            name, stored=name == "key", tokenizer_name="raw", index_option="basic"
        )
    for name in ANALYSED:
        option = "position" if name.endswith("_b") else "freq" if name in SCORED else "basic"
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in FACETED:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (*NUMBERS, *COUNTED, *ORDERING):
        builder.add_unsigned_field(name, indexed=name not in ORDERING, fast=True)
    return builder.build()


def current(folder: Path) -> str | None:
    """The name in `CURRENT`; None when there is none, or none that can be a name."""
    try:
        name = (folder / "CURRENT").read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return name if name.startswith("gongkai-a") and "/" not in name else None


def readable(name: str) -> bool:
    """Whether an index of this name was made by this analysis and for this schema."""
    return name.startswith(NAME)


def point(folder: Path, name: str) -> None:
    """Let `CURRENT` name another index.

    A crash before the rename leaves the old name, one after it the new; never an empty file,
    because the new one is durable before it takes the old one's place.
    """
    fresh = folder / "CURRENT.new"
    with fresh.open("w", encoding="ascii") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / "CURRENT")
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def begin(folder: Path) -> Path:
    """A new empty subfolder with a name that was never used before in `folder`."""
    numbers = [int(name.rpartition("-")[2]) for name in _indexes(folder) if name[-1].isdigit()]
    fresh = folder / f"{NAME}{max(numbers, default=0) + 1}"
    fresh.mkdir()
    return fresh


def sweep(folder: Path, keep: str | None) -> bool:
    """Delete every index but `keep`: older ones, and what a crash left unfinished.

    True when none is left.
    """
    for name in _indexes(folder):
        if name != keep:
            shutil.rmtree(folder / name, ignore_errors=True)
    return all(name == keep for name in _indexes(folder))


def _indexes(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("gongkai-a*") if path.is_dir()]
