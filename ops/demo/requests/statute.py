"""What the law book of the demonstration county states: marks of its organs, where to turn."""

from domain.archive import Caller
from domain.law.law import row_text
from domain.law.profile import OrganMark
from domain.law.remedies import RemedyBodies
from domain.law.rows import REGULATION
from domain.lawmaking import Lawmaking
from ops.demo.county import ORGANS
from ops.demo.requests.bodies import (
    COUNTY_GOVERNMENT,
    COURT,
    SUPERIOR,
    SUPERIOR_COURT,
)


def state_law(lawmaking: Lawmaking, registrar: Caller, organs: dict[str, str]) -> None:
    """Enter the mark of each active organ, and who reviews and judges its replies."""
    marks = "清河县机关代字表（示范）"
    rows: list[OrganMark | RemedyBodies] = [
        OrganMark(organs[organ.key], REGULATION, marks, organ.mark)
        for organ in ORGANS
        if organ.active
    ]
    bodies = "清河县行政复议与诉讼管辖一览（示范）"
    rows.append(RemedyBodies("*", REGULATION, bodies, COUNTY_GOVERNMENT, COURT))
    rows.append(RemedyBodies(organs["gov"], REGULATION, bodies, SUPERIOR, SUPERIOR_COURT))
    for row in rows:
        lawmaking.correct(
            registrar, type(row).TABLE, row_text(row), reason="建档时录入", source=row.source
        )
