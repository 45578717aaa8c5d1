"""更正与投诉: what the two case files share that a person brings beside a disclosure request.

Who he is and what he says of himself stand sealed (domain/personal.py). Every step has its legal
date (Asia/Shanghai) beside the recorded time; dates follow the order of the steps, and a wrong one
is amended by an act of its own, with reason and proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.act import current_act
from domain.content import Content
from domain.errors import Incomplete, NotFound
from domain.numbering import Number
from domain.personal import Sealed
from domain.requests.evidence import Evidence, EvidenceKind


@dataclass(frozen=True)
class Party:
    """当事人: the person who brings the case, with what he gave of himself.

    `person` is `person:<uuid7>`; somebody who gave no name has one too, whose key seals his words.
    """

    contact: Sealed | None
    identity: Sealed | None
    name: Sealed | None
    person: str

    def require_reachable(self) -> None:
        """Raises `Incomplete` without a name and a way to reach him: he must be told the end."""
        if self.name is None or self.contact is None:
            raise Incomplete("须写明姓名（名称）和联系方式，以便告知处理结果", field="applicant")


@dataclass(frozen=True)
class AnswerLetter:
    """The paper that tells the person what came of it.

    `content` binds the PDF made once; it and `number` are null for a letter written elsewhere.
    """

    content: Content | None
    dated: date
    id: str
    number: Number | None

    def require_complete(self) -> None:
        """Raises `Incomplete` for a letter without an id."""
        if not self.id.strip():
            raise Incomplete("须写明是哪一份文书", field="letter")


class LegalDates:
    """法定日期 of a case file: the version of each event that has one, and its day as it now holds.

    A step has the day that was stated with it until an act amends it.
    """

    def __init__(self) -> None:
        self._days: dict[int, date] = {}

    def __getitem__(self, version: int) -> date:
        """The day of the event at this version. Raises `NotFound`."""
        if version not in self._days:
            raise NotFound(f"第 {version} 步没有法定日期", field="of")
        return self._days[version]

    def keep(self, version: int, on: date) -> None:
        """The event at this version has this day (folds only)."""
        self._days[version] = on

    def require_next(self, on: date) -> None:
        """Raises `Incomplete` for the day of a step that lies before the last one, or ahead."""
        _require_between(on, max(self._days.values(), default=None), current_act().today)

    def require_amendment(self, of: int, on: date, reason: str, evidence: Evidence) -> None:
        """Raises `NotFound`, or `Incomplete` for a day out of order, no reason, or no proof."""
        if self[of] == on:
            raise Incomplete("法定日期没有变化", field="on")
        before = [day for version, day in self._days.items() if version < of]
        after = [day for version, day in self._days.items() if version > of]
        _require_between(on, max(before, default=None), min([*after, current_act().today]))
        if not reason.strip():
            raise Incomplete("更改法定日期须写明理由", field="reason")
        require_proofs([evidence], "evidence")


def _require_between(on: date, earliest: date | None, latest: date) -> None:
    if earliest is not None and on < earliest:
        raise Incomplete(f"法定日期不能早于上一步（{earliest}）", rule="法定日期", field="on")
    if on > latest:
        raise Incomplete(f"法定日期不能晚于 {latest}", rule="法定日期", field="on")


def require_proofs(proofs: Sequence[Evidence], field: str) -> None:
    """Raises `Incomplete` unless there is at least one proof, and each says where it is found."""
    if not any(proof.kind is not EvidenceKind.NONE for proof in proofs):
        raise Incomplete("须有凭证", field=field)
    for proof in proofs:
        proof.require_stated(field)


def require_text(text: str, message: str, field: str) -> None:
    """Raises `Incomplete` with this message for a blank text."""
    if not text.strip():
        raise Incomplete(message, field=field)
