"""Receipts for applicants, made from the journal, the published log and the keys of persons.

Nothing is kept: each time it is made anew under the newest checkpoint. It can be made while the
fields still open; one that was handed out goes on to verify after an erasure.
"""

from collections.abc import Callable, Iterator

from domain.canonical import decode, parse_utc
from domain.casefile import REGISTRY
from domain.checkpoint import Checkpoint
from domain.errors import Busy, Erased, NotFound
from domain.filing_receipt import FilingReceipt, Opened, fields_of, make_filing_receipt
from domain.filing_verdict import verify_receipt
from domain.founding import Archive
from domain.journal import EventInContext, Journal, event_of
from domain.notes import parse_note
from domain.officer import Officer
from domain.organ import Organ
from domain.personal import PersonalData
from domain.receipt import Receipt, make_receipt
from domain.requests.filing import Filed
from domain.sealing import ActRow, open_envelope
from projections.published_log import PublishedLog

_KEY_TOPICS = (Officer.KeyEnrolled.TOPIC, Officer.KeyConfirmed.TOPIC)
_POST_TOPICS = (Officer.PostGranted.TOPIC, Officer.PostConfirmed.TOPIC)


def filing_receipt(
    journal: Journal, log: PublishedLog, persons: PersonalData, vkey: str, request: str, person: str
) -> str:
    """The receipt of one person for one request, verified before it is given.

    Raises `NotFound`; `Malformed` for somebody who did not file; `Busy` while no published
    checkpoint covers the filing, which takes a second or so; `Erased` when his fields no longer
    open.
    """
    filed = event_of(journal, request, 1)
    event = REGISTRY.decode(
        filed.event.topic,
        filed.event.data,
        stream=request,
        version=1,
        time=parse_utc(filed.act.recorded_at),
    )
    if not isinstance(event, Filed):
        raise NotFound("没有这件申请", field="request")
    wanted = fields_of(event, decode(filed.event.data), person)
    prove = _prover(journal, log, filed.event.position)
    opened = []
    for path, sealed in wanted:
        try:
            opened.append(Opened(path, *persons.opened(sealed)))
        except Erased:
            raise Erased(
                "个人信息已经依法抹去，不能再开具回执；此前开具的回执仍然有效",
                rule="个人信息保护法 art 47",
            ) from None
    proofs = _Proofs(journal)
    proofs.need_act(filed.act)
    proofs.need_organ(event.organ)
    receipt: FilingReceipt = make_filing_receipt(
        prove(filed), opened, [prove(one) for one in proofs.found()]
    )
    text = receipt.text()
    verify_receipt(text, vkey)
    return text


def _prover(
    journal: Journal, log: PublishedLog, position: int
) -> Callable[[EventInContext], Receipt]:
    """How to prove events under one checkpoint, which covers `position`. Raises `Busy`."""
    note = log.checkpoint_text()
    checkpoint = None if note is None else Checkpoint.parse(parse_note(note).text)
    if note is None or checkpoint is None or checkpoint.size < position:
        raise Busy("登记刚刚办理，日志还没有收进去；请稍后再下载回执", rule="design §4")
    size = checkpoint.size

    def prove(found: EventInContext) -> Receipt:
        return make_receipt(
            found.event,
            found.act,
            journal.events_of(found.act),
            log_path=log.inclusion(found.event.position - 1, size).path,
            checkpoint=note,
            with_office=True,
        )

    return prove


class _Proofs:
    """The events that made keys and posts valid, each found once, back to the founding."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._found: dict[int, EventInContext] = {}
        self._acts: set[int] = set()
        self._keep(_at(journal, 1))

    def found(self) -> list[EventInContext]:
        """All of them, in the order of the log."""
        return [self._found[position] for position in sorted(self._found)]

    def need_act(self, act: ActRow) -> None:
        """What shows that the keys of an act were valid, and its post held."""
        waiting = [act]
        while waiting:
            one = waiting.pop()
            if one.first in self._acts:
                continue
            self._acts.add(one.first)
            for found in self._shown_by(one):
                self._keep(found)
                waiting.append(found.act)

    def need_organ(self, organ: str) -> None:
        """What shows the name of an organ."""
        found = event_of(self._journal, organ, 1)
        if found.event.topic == Organ.Enrolled.TOPIC:
            self._keep(found)
            self.need_act(found.act)

    def _shown_by(self, act: ActRow) -> Iterator[EventInContext]:
        if act.first == 1:
            return
        restoring = [
            event
            for event in self._journal.events_of(act)
            if event.topic == Archive.RegistrarsRestored.TOPIC
        ]
        for event in restoring:
            yield EventInContext(event, act)
        for key in open_envelope(act.envelope).keys:
            enrolled = self._journal.claimant("key", key)
            # The log's own key is claimed by the founding; it signs what restores registrars.
            if enrolled is not None and not (restoring and key == self._log_key()):
                yield from self._steps(_officer_of(self._journal, enrolled, key), "key", key)
        if act.post is not None and act.officer is not None:
            yield from self._steps(act.officer, "post", act.post)

    def _steps(self, officer: str, member: str, value: str) -> Iterator[EventInContext]:
        """The events by which an officer's key or post was given and confirmed."""
        topics = _KEY_TOPICS if member == "key" else _POST_TOPICS
        for stored in self._journal.select_events(officer):
            if stored.topic in topics and decode(stored.state)[member] == value:
                yield event_of(self._journal, officer, stored.originator_version)

    def _log_key(self) -> str:
        return str(decode(self._found[1].event.data)["log_key"])

    def _keep(self, found: EventInContext) -> None:
        self._found[found.event.position] = found


def _officer_of(journal: Journal, enrolled: ActRow, key: str) -> str:
    """Whose key it is: of the act that claimed it, the event that names it."""
    for event in journal.events_of(enrolled):
        if event.topic == Officer.KeyEnrolled.TOPIC and decode(event.data)["key"] == key:
            return event.stream
    raise NotFound("没有这把密钥的登记", field="key")


def _at(journal: Journal, position: int) -> EventInContext:
    return journal.read(position - 1, 1)[0]
