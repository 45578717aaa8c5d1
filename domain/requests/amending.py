"""更改法定日期: a legal date that was recorded wrongly, set right with reason and proof.

What follows from one another keeps its order; an answer that is late by the amended dates is a
breach; who issued or served a paper does not set its dates right himself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeAlias

from domain.errors import Incomplete, NotFound, SamePerson, WrongState
from domain.law.rows import REGULATION
from domain.officer import acting_officer
from domain.requests.evidence import Evidence
from domain.requests.extending import Extending
from domain.requests.letters import Served
from domain.requests.proceeding import LegalDateAmended, require_reason

_TO_COME = frozenset({"until", "reply_until"})
"""Legal dates by when something is to be done; all others have been."""

Key: TypeAlias = tuple[int, str]
"""The version of an event, and the member of it that is a legal date."""

_ARRIVED: Key = (1, "arrived_on")
_RECEIVED: Key = (1, "received_on")


class Amending(Extending):
    """Setting a legal date right."""

    def amend_legal_date(
        self, *, of: int, member: str, becomes: date, reason: str, evidence: Evidence
    ) -> None:
        """更改法定日期, with reason and evidence; the wrong one stays in the record.

        Raises `NotFound`, `Incomplete` for a day that cannot be, `SamePerson`, `WrongState` when
        nothing changes.
        """
        was = self.dates.get((of, member))
        if was is None:
            raise NotFound(f"第 {of} 号事件没有“{member}”这个法定日期", field="of")
        if was == becomes:
            raise WrongState("日期没有变化", field="becomes")
        if self.taken_over is None:
            self._require_possible((of, member), becomes)
        elif member not in _TO_COME:
            self.require_day(becomes, field="becomes")
        require_reason(reason, "更改法定日期须写明理由", "reason")
        evidence.require_outside(
            "更改法定日期须有凭证（如邮戳、签收、通话记录），系统记录不能证明另一个日期",
            rule="条例 art 33",
            field="evidence",
        )
        officer = acting_officer()
        if officer in self._served_by(of):
            raise SamePerson("签发、寄送这份文书的人不能自己更改它的日期", rule="design §5")
        self.trigger_event(
            LegalDateAmended,
            becomes=becomes,
            evidence=evidence,
            member=member,
            of=of,
            officer=officer,
            reason=reason.strip(),
            was=was,
        )
        self.note(self.late_answer())

    def _served_by(self, of: int) -> set[str]:
        """Who issued, sent or served the letter that the event at `of` is about."""
        if of not in self.served_by:
            return set()
        letter, officer = self.served_by[of]
        served = self.letters[letter]
        if of == served.delivered and not self.kept_by_receipt(served):
            return {officer}
        return {officer, self.served_by[served.issued][1]}

    def _require_possible(self, key: Key, becomes: date) -> None:
        """A day that can have been, in the order in which things happen. Raises `Incomplete`."""
        if becomes < REGULATION:
            raise Incomplete(
                f"{REGULATION} 前的日期适用2007年的条例，本件不能改到那时",
                rule="条例 art 56",
                field="becomes",
            )
        self.require_countable(becomes, field="becomes")
        if key[1] not in _TO_COME:
            self.require_day(becomes, field="becomes")
        if key[1] == "claimed_on":
            self.require_claimed(becomes, field="becomes")
        if key[1] == "until":
            self.require_delay(becomes, key)
        with self._as_if(key, becomes):
            for earlier, later in self._order():
                # A filing's two days were written down at once: an earlier receipt, which is only
                # to the applicant's good, is set right before the arrival is.
                if earlier == _ARRIVED and key == later == _RECEIVED:
                    continue
                if key in (earlier, later) and self.dates[later] < self.dates[earlier]:
                    raise Incomplete(
                        f"{self.dates[later]} 早于 {self.dates[earlier]}，先后不对",
                        field="becomes",
                    )
            if self.extended_days > self.limit("extension").count:
                raise Incomplete(
                    "这样更改，延期合计会超过 20 个工作日", rule="条例 art 33", field="becomes"
                )

    @contextmanager
    def _as_if(self, key: Key, becomes: date) -> Iterator[None]:
        """Inside, the date is as it would be; after it, as it was."""
        was = self.dates[key]
        self.dates[key] = becomes
        try:
            yield
        finally:
            self.dates[key] = was

    def _order(self) -> Iterator[tuple[Key, Key]]:
        """What comes before what: pairs of legal dates, the earlier one first."""
        for key in self.dates:
            if key != _ARRIVED and key[1] != "claimed_on":
                yield _ARRIVED, key
        for served in self.letters.values():
            yield from self._order_of_service(served)
        answers = [(one.letter, one.answered) for one in self.clarifications]
        answers += [(one.letter, one.paid) for one in self.fees]
        answers += [(one.letter, one.answered) for one in self.consultations]
        if self.excess is not None:
            answers.append((self.excess.asked, self.excess.given))
        for letter, answered in answers:
            if answered is not None:
                yield self._noticed(self.letters[letter]), (answered, "on")
        if self.receipt is not None and self.replies:
            yield self.receipt, (self.letters[self.replies[0]].issued, "letter.dated")
        for remedy in self.remedies.values():
            for version in (remedy.answered, *remedy.decisions, remedy.decided):
                if version is not None:
                    yield (remedy.sought, "on"), (version, "on")
            for member in ("received_on", "reply_until"):
                if remedy.decided is not None and (remedy.decided, member) in self.dates:
                    yield (remedy.decided, "on"), (remedy.decided, member)

    def _noticed(self, served: Served) -> Key:
        """When a notice counts from: its dispatch, its date while it lies here."""
        return (served.issued, "letter.dated") if served.sent is None else (served.sent, "on")

    def _order_of_service(self, served: Served) -> Iterator[tuple[Key, Key]]:
        issued = (served.issued, "letter.dated")
        for version in (served.sent, served.dispatched, served.delivered, *served.failed):
            if version is not None:
                yield issued, (version, "on")
        for version in (served.delivered, *served.failed[-1:]):
            if served.dispatched is not None and version is not None:
                first, second = sorted((served.dispatched, version))
                yield (first, "on"), (second, "on")
