"""更改法定日期: a legal date that was recorded wrongly, set right with reason and proof."""

from datetime import date

from domain.errors import Incomplete, NotFound, WrongState
from domain.law.rows import REGULATION
from domain.officer import acting_officer
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.proceeding import LegalDateAmended, require_reason

_TO_COME = frozenset({"until", "reply_until"})
"""Legal dates by when something is to be done; all others have been."""


class Amending(Counting):
    """Setting a legal date right."""

    def amend_legal_date(
        self, *, of: int, member: str, becomes: date, reason: str, evidence: Evidence
    ) -> None:
        """更改法定日期, with reason and evidence; the wrong one stays in the record.

        Raises `NotFound`, `Incomplete`, `WrongState` when nothing changes.
        """
        was = self.dates.get((of, member))
        if was is None:
            raise NotFound(f"第 {of} 号事件没有“{member}”这个法定日期", field="of")
        if becomes < REGULATION and self.taken_over is None:
            raise Incomplete(
                f"{REGULATION} 前的日期适用2007年的条例，本件不能改到那时",
                rule="条例 art 56",
                field="becomes",
            )
        if was == becomes:
            raise WrongState("日期没有变化", field="becomes")
        if member not in _TO_COME:
            self.require_day(becomes, field="becomes")
        require_reason(reason, "更改法定日期须写明理由", "reason")
        if evidence.kind is EvidenceKind.NONE:
            raise Incomplete("更改法定日期须有凭证", field="evidence")
        evidence.require_stated("evidence")
        self.trigger_event(
            LegalDateAmended,
            becomes=becomes,
            evidence=evidence,
            member=member,
            of=of,
            officer=acting_officer(),
            reason=reason.strip(),
            was=was,
        )
