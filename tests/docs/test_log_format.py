"""docs/log-format.md agrees with the stored vectors, the topics and the claims of the program."""

import json
import re
import sqlite3
from pathlib import Path

from domain.casefile import REGISTRY
from domain.journal import _CLAIMED
from domain.sealing import _COMMIT_LABEL, _ENTRY_LABEL, _POSSESSION_LABEL, PAYLOAD_TYPE
from ops.journal.sqlite import SQLiteJournal

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs/log-format.md").read_text("utf-8")


def test_the_vectors_are_the_stored_ones() -> None:
    (block,) = re.findall(r"<!-- vectors -->\n```json\n(.*?)\n```", PAGE, re.DOTALL)
    stored = (PROJECT / "tests/golden/sealing.json").read_text("utf-8")
    assert json.loads(block) == json.loads(stored)


def test_every_scope_of_claims_has_its_line() -> None:
    told = set(re.findall(r"^\| `([a-z_]+)(?::<organ id>)?` \| [^|]+ \|$", PAGE, re.MULTILINE))
    assert set(_CLAIMED) <= told


def test_every_topic_the_page_names_is_one() -> None:
    named = set(re.findall(r"gongkai\.[a-z_]+\.[a-z_]+\.v\d+", PAGE))
    assert named <= set(REGISTRY.topics)


def test_labels_and_payload_type_are_the_program_s() -> None:
    for label in (_COMMIT_LABEL, _ENTRY_LABEL, _POSSESSION_LABEL):
        assert f'"{label.decode().removesuffix(chr(0))}" || 0x00' in PAGE
    assert PAYLOAD_TYPE in PAGE


def test_the_columns_of_the_journal_are_told(tmp_path: Path) -> None:
    SQLiteJournal(tmp_path / "journal.db").close()
    journal = sqlite3.connect(tmp_path / "journal.db")
    section = PAGE[PAGE.index("## 3. Rows") : PAGE.index("## 4.")]
    for table in ("events", "acts", "claims", "commands", "checkpoints"):
        assert f"**{table}**" in section
        for _, column, *_ in journal.execute(f"PRAGMA table_info({table})"):
            assert f"`{column}`" in section or f"`{column} " in section, f"{table}.{column}"
    journal.close()
