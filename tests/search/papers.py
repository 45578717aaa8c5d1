"""Documents for the tests of search, and the five real ones where they are at hand."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from search.cursors import KEY_BYTES
from search.engine import Document, Engine, Key
from search.finding import Finder
from search.passages import Text

SEEDS = Path(__file__).parents[2] / "../shared/seeds"


def paper(record: str = "r1", **changes: Any) -> Document:
    """A published document; `changes` replace its members. Its position follows its span."""
    plain = Document(
        record=record,
        version=1,
        from_position=1,
        to_position=None,
        position=changes.get("from_position", 1),
        title="关于做好公共租赁住房分配工作的通知",
        text="各街道办事处应当将分配方案公示七天。",
        document_number="临政办〔2024〕12号",
        index_number="000014349/2024-00012",
        organ="organ:1",
        organ_name="临河区人民政府办公室",
        field="保障性住房",
        phase="EXECUTION",
        kind="notice",
        channels=("PORTAL",),
        status="IN_FORCE",
        formed_on=date(2024, 1, 2),
        published_on=date(2024, 1, 5),
    )
    return replace(plain, **changes)


def seeds() -> list[Document]:
    """The five government documents, or none when they are not here."""
    if not SEEDS.is_dir():
        return []
    with (SEEDS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        paper(
            f"seed:{number}",
            from_position=number,
            title=row["title"],
            text=(SEEDS / row["file"]).read_text(encoding="utf-8"),
            document_number=row["document_number"] or None,
            index_number=None,
            organ=f"organ:{row['organ']}",
            organ_name=row["organ"],
            field=row["field"] or None,
            phase=row["phase"],
            kind=row["kind"],
            formed_on=None,
            published_on=(date.fromisoformat(row["published_on"]) if row["published_on"] else None),
        )
        for number, row in enumerate(rows, start=1)
    ]


def finder(
    engine: Engine,
    documents: Sequence[Document],
    *,
    gone: Sequence[str] = (),
    taken_away: Callable[[int], Sequence[str]] = lambda position: (),
) -> Finder:
    """A finder that reads titles and texts from `documents`; records in `gone` are not shown.

    All write cursors with one key, as the processes of an archive do.
    """
    kept: Mapping[Key, Document] = {document.key: document for document in documents}

    def texts(record: str, version: int) -> Sequence[Text]:
        text = kept[record, version].text
        return [Text("正文.txt", text)] if text else []

    def visible(keys: Sequence[Key], position: int) -> Sequence[Key]:
        return [key for key in keys if key[0] not in gone]

    def titles(keys: Sequence[Key]) -> Mapping[Key, str]:
        return {key: kept[key].title for key in keys}

    return Finder(
        engine, texts, visible, titles, taken_away=taken_away, key=lambda: bytes(KEY_BYTES)
    )
