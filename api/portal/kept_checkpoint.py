"""A checkpoint that somebody kept, beside the log as it is published now."""

from dataclasses import dataclass
from enum import StrEnum

from api.site import Site
from domain.checkpoint import Checkpoint, open_checkpoint
from domain.notes import NoteRefused, VerifierKey

MAXIMUM = 10_000
"""Characters of a checkpoint with the cosignatures of many witnesses."""


class Finding(StrEnum):
    """What a kept checkpoint says of the log of today."""

    SAME = "same"
    BEGINNING = "beginning"
    LONGER = "longer"
    OTHER = "other"
    NOT_OURS = "not_ours"


@dataclass(frozen=True)
class Compared:
    """What was handed in, what it shows and of how many events; `reason` when it is not ours."""

    text: str
    finding: Finding
    size: int = 0
    reason: str = ""


def compare(site: Site, text: str) -> Compared:
    """Judge a checkpoint by its signature and by the tree that is published now.

    A form hands it in with the line ends of its own; those of a note are one line feed each.
    Raises `LogDamaged` when the tiles do not lead to the published root.
    """
    note = "\n".join(text.strip().splitlines()) + "\n"
    if len(note) > MAXIMUM:
        return Compared(text[:MAXIMUM], Finding.NOT_OURS, reason=f"不超过 {MAXIMUM} 字")
    try:
        kept, _ = open_checkpoint(note, VerifierKey.parse(site.vkey))
    except NoteRefused as refusal:
        return Compared(text, Finding.NOT_OURS, reason=refusal.message)
    return Compared(text, _finding(site, kept), kept.size)


def _finding(site: Site, kept: Checkpoint) -> Finding:
    published = site.log.published()
    if published is None or kept.size > published.size:
        return Finding.LONGER
    if kept.size and site.log.consistency(kept.size, published.size).old_root != kept.root:
        return Finding.OTHER
    return Finding.SAME if kept.size == published.size else Finding.BEGINNING
