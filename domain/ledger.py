"""The ledger: the library's event store replaced by one that seals an act before it is appended."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from eventsourcing.application import Repository
from eventsourcing.persistence import EventStore, Notification, Recording

from domain.act import Act, act_under_way, current_act
from domain.canonical import encode, utc
from domain.casefile import CaseMapper, fold
from domain.errors import Busy, Conflict, NotActing
from domain.journal import Journal, SealedAct
from domain.sealing import UnsealedEvent, seal

RESENDS = 2


class Ledger(EventStore[str]):
    """Loads case files into the read set of the act under way; seals and appends what they did."""

    recorder: Journal

    def __init__(
        self, mapper: CaseMapper, journal: Journal, log: str, salts: Callable[[int], bytes]
    ) -> None:
        super().__init__(mapper, journal)
        self.log = log
        self._salts = salts

    def get(
        self,
        originator_id: str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Iterator[Any]:
        """Events of a stream. Within an act its newest version joins the act's read set."""
        rows = self.recorder.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        act = act_under_way()
        if act is not None and rows and lte is None and not desc:
            act.reads.setdefault(originator_id, rows[-1].originator_version)
        return map(self.mapper.to_domain_event, rows)

    def put(self, domain_events: Sequence[Any], **_: Any) -> list[Recording[str]]:
        """Seal and append: one save is one act. A save without events writes nothing.

        The statement before each stream's first event is read before the write transaction opens;
        the unique (stream, version) inside it turns a race into `Conflict`.
        """
        if not domain_events:
            return []
        act = current_act()
        if act.sealed:
            raise NotActing("一次经办只能保存一次", rule="one save is one act")
        sealed = self.seal(act, domain_events)
        first = self._append(sealed)
        act.sealed = True
        return [
            Recording(
                event, Notification(row.stream, row.version, row.topic, row.data, first + number)
            )
            for number, (event, row) in enumerate(zip(domain_events, sealed.events, strict=True))
        ]

    def seal(self, act: Act, domain_events: Sequence[Any]) -> SealedAct:
        """The sealed bytes of an act; appending them may be tried again as they are."""
        events = [
            UnsealedEvent(
                str(s.originator_id),
                s.originator_version,
                s.topic,
                s.state,
                act.reserved.get((str(s.originator_id), s.originator_version)),
            )
            for s in map(self.mapper.to_stored_event, domain_events)
        ]
        reads = tuple(sorted(act.reads.items()))
        claims, commands = tuple(sorted(act.claims)), tuple(sorted(act.commands))
        row, rows = seal(
            log=self.log,
            act=act.id,
            time=utc(act.time),
            events=events,
            before=self._before,
            office=encode({"ground": act.ground, "organ": act.organ, "post": act.post}),
            person=encode(
                {
                    "claims": claims,
                    "commands": commands,
                    "officer": act.officer,
                    "reads": reads,
                    "reason": act.reason,
                    "source": act.source,
                    "terminal": act.terminal,
                }
            ),
            seen=self.recorder.seen(),
            signers=act.signers,
            new_id=act.new_id,
            salts=self._salts,
        )
        row = row._replace(officer=act.officer, post=act.post, organ=act.organ)
        return SealedAct(row, rows, reads, claims, commands)

    def _append(self, sealed: SealedAct) -> int:
        """Only a busy database gets the same bytes again; everything else decides anew."""
        for _ in range(RESENDS):
            try:
                return self.recorder.append(sealed)
            except Busy:
                continue
        return self.recorder.append(sealed)

    def _before(self, stream: str, version: int) -> str | None:
        if version == 0:
            return None
        before = self.recorder.statement_hash(stream, version)
        if before is None:
            raise Conflict(f"案卷 {stream} 没有第 {version} 号事件")
        return before


class CaseFiles(Repository[str]):
    """The library's repository with the plain fold."""

    def get(self, aggregate_id: str, *, version: int | None = None, **_: Any) -> Any:
        """The case file, now or at a version. Raises the library's `AggregateNotFoundError`."""
        return super().get(aggregate_id, version=version, projector_func=fold)
