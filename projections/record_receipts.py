"""公开凭据 made from the journal and the published log: no read model has a say in what is proved.

Nothing is kept: each time one is made anew under the newest checkpoint, while the record can be
read. One that was handed out goes on to verify.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.audit_shapes import SOME_TIME
from domain.casefile import REGISTRY, CaseEvent
from domain.checkpoint import Checkpoint
from domain.content import ClearPart, Content
from domain.errors import Busy, Malformed, NotFound
from domain.journal import EventInContext, Journal, event_of
from domain.notes import parse_note
from domain.receipt import Receipt, make_receipt
from domain.record import Record
from domain.record_receipt import OpenedContent, Publication, RecordReceipt, publication_of
from projections.published_log import PublishedLog

_NONE = "没有公开过这件信息"


@dataclass(frozen=True)
class Opening:
    """What opens contents: their clear parts, and the salt of their commitment.

    Both raise `NotFound` when the key was destroyed, `parts` also `Malformed` when damaged.
    """

    parts: Callable[[Content], tuple[ClearPart, ...]]
    salt: Callable[[Content], bytes]

    def opened(self, content: Content, log: str) -> OpenedContent | None:
        """What opens the content's commitment; None when the key was destroyed.

        Raises `Malformed` when it does not: what is kept is not what was published.
        """
        try:
            salt, parts = self.salt(content), self.parts(content)
        except NotFound:
            return None
        opened = OpenedContent.of(content, salt, parts)
        if opened.commitment(log, [part.original for part in parts]) != content.commitment:
            raise Malformed(f"内容与事件里的承诺不符：{content.id}", rule="design §4")
        return opened


@dataclass(frozen=True)
class Published:
    """The present version as the journal holds it, with the event that brought it to the public."""

    publication: Publication
    event: EventInContext


def published(journal: Journal, record: str) -> Published:
    """The version of a record that the public reads now, from its events alone.

    Raises `NotFound` for what is no record, is a draft, or was withdrawn or expunged.
    """
    found = publication_of(list(_events(journal, record)))
    if found is None:
        raise NotFound(f"{_NONE}：{record}", field="record")
    return Published(found, event_of(journal, record, found.published))


def record_receipt(
    journal: Journal, log: PublishedLog, opening: Opening, record: str
) -> RecordReceipt:
    """The receipt of a record's present version.

    Raises `NotFound` as `published`; `Busy` while no published checkpoint covers the publication,
    which takes a second or so; `Malformed` when the content kept is not the one published.
    """
    found = published(journal, record)
    note = log.checkpoint_text()
    head = None if note is None else Checkpoint.parse(parse_note(note).text)
    if note is None or head is None or head.size < found.event.event.position:
        raise Busy("信息刚刚公开，日志还没有收进去；请过几秒再下载凭据", rule="design §4")

    def prove(one: EventInContext) -> Receipt:
        return make_receipt(
            one.event,
            one.act,
            journal.events_of(one.act),
            log_path=log.inclusion(one.event.position - 1, head.size).path,
            checkpoint=note,
            with_office=False,
        )

    publication = found.publication
    described = None
    if publication.open and publication.described != publication.published:
        described = prove(event_of(journal, record, publication.described))
    return RecordReceipt(
        published=prove(found.event),
        described=described,
        content=opening.opened(publication.content, head.origin),
        founding_path=tuple(log.inclusion(0, head.size).path),
    )


def _events(journal: Journal, record: str) -> Iterator[CaseEvent]:
    if not record.startswith(f"{Record.PREFIX}:"):
        return
    for stored in journal.select_events(record):
        stream, version = str(stored.originator_id), stored.originator_version
        yield REGISTRY.decode(
            stored.topic, stored.state, stream=stream, version=version, time=SOME_TIME
        )
