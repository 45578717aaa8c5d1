"""What the events of a record and of its review must say in words, as the domain requires it.

Judged event by event while a case file is replayed (docs/log-format.md §10).
"""

from collections.abc import Callable, Iterator
from typing import Any

from domain.errors import Refusal
from domain.record import Record
from domain.review import Decision, SecrecyReview
from domain.vocabulary import Openness

_TEXTS: dict[type, tuple[str, ...]] = {
    Record.Amended: ("reason",),
    Record.Migrated: ("order",),
    Record.Repealed: ("reason", "basis"),
    Record.Returned: ("reason",),
    Record.Withdrawn: ("reason", "basis"),
    SecrecyReview.Concluded: ("reason",),
    SecrecyReview.Determined: ("document",),
    SecrecyReview.Referred: ("body", "question"),
}
_CHECKLIST = ("accuracy", "completeness", "timeliness")


def judge_texts(event: Any) -> Iterator[str]:
    """What is missing in an event that decodes."""
    for name in _TEXTS.get(type(event), ()):
        if not getattr(event, name).strip():
            yield f"没有写明 {name}"
    if isinstance(event, Record.Drafted | Record.Revised | Record.Amended):
        yield from _refused(event.description.require_complete)
    if isinstance(event, Record.Drafted | Record.Reclassified):
        yield from _refused(event.openness.require_reason)
    if isinstance(event, Record.Migrated):
        yield from _refused(event.description.require_title)
        if event.openness.value is not Openness.PROACTIVE:
            yield f"迁移的信息公开属性不能是 {event.openness.value}"
    if isinstance(event, Record.Published | Record.Posted) and not event.channels:
        yield "没有公开渠道"
    if isinstance(event, SecrecyReview.Concluded) and event.decision is Decision.CLEARED:
        for name in _CHECKLIST:
            if not getattr(event.checklist, name).strip():
                yield f"没有逐项审核 {name}"


def _refused(require: Callable[[], None]) -> Iterator[str]:
    try:
        require()
    except Refusal as refusal:
        yield refusal.message
