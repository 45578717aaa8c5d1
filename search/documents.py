"""From a record's events to its documents: what an index or an alert may know of each version.

A record's documents are made by replaying its stream up to the end of the batch, never beyond it,
so no other read model is needed. Only what the public may read is ever in one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from domain.casefile import CaseEvent, CaseMapper
from domain.content import Content
from domain.errors import NotFound
from domain.journal import Journal
from domain.organ import Organ
from domain.record import Record
from domain.vocabulary import Openness, Status
from projections.actions import action_of
from projections.happened import Happened, batch_of
from projections.projector import Hole
from projections.record_file import RecordFile, Step, VersionRow
from projections.record_history import advance, opened
from search.engine import Document, Indexed, Key

AMENDED = "AMENDED"
"""The status of a version that another one followed."""

_PUBLISHING = frozenset({Record.Published.TOPIC, Record.Migrated.TOPIC})
_PUBLIC = _PUBLISHING | {
    *(Record.Posted.TOPIC, Record.Repealed.TOPIC),
    *(Record.Withdrawn.TOPIC, Record.Expunged.TOPIC),
}
_RECORD = f"{Record.PREFIX}:"
_SCAN = 5_000

Earlier = Callable[[str, int, int], Sequence[int]]
"""The positions of the `count` publishing events of a record that lie before a position."""


class Documents:
    """Makes documents from the journal; `texts` gives the derived text of a published content."""

    def __init__(self, journal: Journal, texts: Callable[[Content], str], earlier: Earlier) -> None:
        self._journal = journal
        self._texts = texts
        self._earlier = earlier
        self._organs: dict[str, str] = {}
        self._mapper = CaseMapper()

    def changed(self, batch: Sequence[Happened], *, after: int) -> list[Document]:
        """The documents that the events of `batch` changed, as they are after its last one.

        A version that has not changed after position `after` is left out.
        """
        return [
            document
            for record, happened in _publicly_touched(batch).items()
            for document in self._of_file(self._file(record, happened), after=after)
        ]

    def of(self, file: RecordFile) -> list[Document]:
        """All documents of a record, as they are now."""
        return list(self._of_file(file, after=-1))

    def _file(self, record: str, touched: Sequence[Happened]) -> RecordFile:
        """The record as of the batch's last event of it; nothing of later batches is read.

        Only the positions of publishing events count for a document, and those of the batch.
        """
        rows = self._journal.select_events(record, lte=touched[-1].row.version)
        events = [cast(CaseEvent, self._mapper.to_domain_event(row)) for row in rows]
        positions = {happened.row.version: happened.position for happened in touched}
        earlier = [
            event.originator_version
            for event in events
            if event.TOPIC in _PUBLISHING and event.originator_version not in positions
        ]
        places = self._earlier(record, touched[0].position, len(earlier))
        positions.update(zip(earlier, places, strict=True))
        file: RecordFile | None = None
        for event in events:
            position = positions.get(event.originator_version, 0)
            step = Step("", position, "", "", "")
            if file is None:
                file = opened(event, step)
            else:
                advance(file, event, step)
        assert file is not None
        return file

    def _of_file(self, file: RecordFile, *, after: int) -> Iterator[Document]:
        """The documents of a record that changed after a position."""
        if file.openness.value is not Openness.PROACTIVE:
            return
        for version in file.versions:
            entry = _entry(file, version)
            if entry.position > after:
                yield self._document(file, version, entry)

    def _document(self, file: RecordFile, version: VersionRow, entry: Indexed) -> Document:
        current, position = version.to_position is None, entry.position
        if entry.hidden:
            begins, ends = version.from_position, version.to_position
            return hidden(file.id, version.number, position, begins=begins, ends=ends)
        said = version.description
        assert version.content is not None
        return Document(
            record=file.id,
            version=version.number,
            from_position=version.from_position,
            to_position=version.to_position,
            position=position,
            title=said.title,
            text="" if file.gone else self._text(file.id, version.content),
            document_number=said.document_number,
            index_number=said.index_number,
            organ=file.organ,
            organ_name=self._organ_name(file.organ),
            field=said.field,
            phase=said.phase.value,
            kind=said.kind,
            channels=tuple(dict.fromkeys(use.channel.value for use in version.channels)),
            status=file.status.value if current else AMENDED,
            formed_on=said.formed_on,
            published_on=version.published_on,
        )

    def _text(self, record: str, content: Content) -> str:
        """The text of a published content; none of one that was destroyed since by an order.

        Only here is looked beyond the batch: what is gone cannot be read as it then was, and the
        order, further on, takes the document away again.
        """
        try:
            return self._texts(content)
        except NotFound:
            (newest,) = self._journal.select_events(record, desc=True, limit=1)
            if newest.topic != Record.Expunged.TOPIC:
                raise
            return ""

    def _organ_name(self, organ: str) -> str:
        """An organ's name never changes, so it is read once."""
        if organ not in self._organs:
            rows = self._journal.select_events(organ, limit=1)
            event = self._mapper.to_domain_event(rows[0]) if rows else None
            if not isinstance(event, Organ.Enrolled):
                raise NotFound(f"没有这个机关：{organ}", field="organ")
            self._organs[organ] = event.name
        return self._organs[organ]


class Places:
    """Where each record's versions were published: facts that never change once they are known.

    What was published before this process began to follow is read from the journal in one scan,
    the first time a record of that time is touched again.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[str, set[int]] = {}
        self._scanned = False

    def remember(self, batch: Iterable[Happened]) -> None:
        """Take in a batch; one that is known already changes nothing."""
        for happened in batch:
            if happened.topic in _PUBLISHING:
                self._known.setdefault(happened.stream, set()).add(happened.position)

    def before(self, record: str, position: int, count: int) -> list[int]:
        """The positions of the `count` publishing events of a record that lie before `position`."""
        places = self._before(record, position)
        if len(places) < count and not self._scanned:
            self._scan(position)
            places = self._before(record, position)
        if len(places) != count:
            raise Hole(f"找不到 {record} 各版公开时的位置", rule="design §4: dense positions")
        return places

    def _before(self, record: str, position: int) -> list[int]:
        return sorted(place for place in self._known.get(record, ()) if place < position)

    def _scan(self, end: int) -> None:
        after = 0
        while after < end - 1:
            rows = self._journal.read(after, _SCAN)
            self.remember(batch_of(rows))
            after = rows[-1].event.position
        self._scanned = True


def entries(files: Iterable[RecordFile]) -> Iterator[tuple[Key, Indexed]]:
    """What an index should hold of each record, in the order in which the records come."""
    for file in files:
        if file.openness.value is Openness.PROACTIVE:
            for version in file.versions:
                yield (file.id, version.number), _entry(file, version)


def _entry(file: RecordFile, version: VersionRow) -> Indexed:
    """The newest event that a version's document knows of, and whether it is hidden.

    What takes a record away changes every version, anything else the last one or two.
    """
    position = version.to_position
    if position is None or file.gone:
        position = file.shown_position
    return Indexed(position, file.withheld or (file.gone and version.to_position is not None))


def _publicly_touched(batch: Iterable[Happened]) -> dict[str, list[Happened]]:
    """The events of each record that the public sees something of after this batch."""
    touched: dict[str, list[Happened]] = {}
    public = set()
    for happened in batch:
        action_of(happened.topic)  # an event nobody knows stops the index here
        if happened.stream.startswith(_RECORD):
            touched.setdefault(happened.stream, []).append(happened)
            if happened.topic in _PUBLIC:
                public.add(happened.stream)
    return {record: events for record, events in touched.items() if record in public}


def hidden(
    record: str, version: int, position: int, *, begins: int = 0, ends: int | None = None
) -> Document:
    """What is left in the index of a version nobody may find any more."""
    return Document(
        record=record,
        version=version,
        from_position=begins,
        to_position=ends,
        position=position,
        title="",
        text="",
        document_number=None,
        index_number=None,
        organ="",
        organ_name="",
        field=None,
        phase="",
        kind="",
        channels=(),
        status=Status.WITHDRAWN.value,
        formed_on=None,
        published_on=None,
        hidden=True,
    )
