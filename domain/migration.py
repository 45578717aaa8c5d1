"""历史信息迁移: taking over what an earlier system published, many records in one act.

Each row has an idempotency key of its own, so that an import that was cut off runs again and takes
over only what is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.archive import ArchiveApplication, Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.content import Content
from domain.description import Description
from domain.errors import Incomplete
from domain.organ import Organ
from domain.record import Record

MAXIMUM_ROWS = 500


@dataclass(frozen=True)
class MigrationRow:
    """One historical document to take over. `key` is its idempotency key, `digest` its digest.

    `organ` is an organ's id, or a name to be enrolled in the same act.
    """

    key: str
    digest: str
    organ: str
    enrol_organ: bool
    description: Description
    content: Content
    file: str
    source: str
    published_on: date | None


@dataclass(frozen=True)
class Migration:
    """迁移: the one act of a migrator."""

    archive: ArchiveApplication

    def migrate(self, caller: Caller, rows: Sequence[MigrationRow], *, order: str) -> Recorded:
        """Take over up to 500 historical records in one act.

        Raises `AlreadyDone` naming the rows that were imported before; nothing is written then.
        """
        if not 1 <= len(rows) <= MAXIMUM_ROWS:
            raise Incomplete(f"一次迁移 1 到 {MAXIMUM_ROWS} 件", field="rows")

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("record.migrate", organ=None)
            fresh: dict[str, Organ] = {}
            files: list[CaseFile] = []
            for row in rows:
                organ = row.organ
                if row.enrol_organ:
                    if organ not in fresh:
                        desk.require("organ.enrol", organ=None)
                        fresh[organ] = Organ.enrol(name=organ)
                        files.append(fresh[organ])
                    organ = fresh[organ].id
                files.append(
                    Record.migrate(
                        organ=organ,
                        description=row.description,
                        content=row.content,
                        file=row.file,
                        source=row.source,
                        order=order,
                        published_on=row.published_on,
                    )
                )
            return files

        return self.archive.perform(caller, decide, [(row.key, row.digest) for row in rows])
