"""What the events of a record and of its review must say in words, as the domain requires it.

Judged event by event while a case file is replayed (docs/log-format.md §10).
"""

from collections.abc import Callable, Iterator
from typing import Any

from domain.audit_shapes import unquoted
from domain.errors import Refusal
from domain.record import Record
from domain.review import Decision, SecrecyReview

_TEXTS: dict[type, tuple[str, ...]] = {
    Record.Amended: ("reason",),
    Record.Expunged: ("authority", "order", "reason", "basis"),
    Record.ExpungingDeclined: ("reason",),
    Record.ExpungingOrdered: ("authority", "order", "reason", "basis"),
    Record.Repealed: ("reason", "basis"),
    Record.Returned: ("reason",),
    Record.Withdrawn: ("reason", "basis"),
    SecrecyReview.Concluded: ("reason",),
    SecrecyReview.Determined: ("document",),
    SecrecyReview.Referred: ("body", "question"),
}
_OPEN = '{"ground":null,"reason":"","value":"PROACTIVE"}'
_CHECKLIST = ("accuracy", "completeness", "timeliness")


def judge_migrated(openness: str, order: str, title: str) -> Iterator[str]:
    """What is wrong with a migrated record, by the canonical JSON of three members: most never have
    a second event and are not decoded."""
    if openness != _OPEN or not unquoted(order).strip():
        yield "迁移的信息须为主动公开，并写明依据哪一份命令"
    if not unquoted(title).strip():
        yield "必须有标题"


def judge_texts(event: Any) -> Iterator[str]:
    """What is missing in an event that decodes."""
    for name in _TEXTS.get(type(event), ()):
        if not getattr(event, name).strip():
            yield f"没有写明 {name}"
    if isinstance(event, Record.Drafted | Record.Revised | Record.Amended):
        yield from _refused(event.description.require_complete)
    if isinstance(event, Record.Drafted | Record.Reclassified):
        yield from _refused(event.openness.require_reason)
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
