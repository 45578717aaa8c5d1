"""Who is meant: officers by sign-in name and organs by name, read from what the journal claims.

The claims are written with the act itself, so an answer here is never behind, unlike a projection.
"""

from domain.archive import ArchiveApplication
from domain.canonical import decode
from domain.errors import NotFound
from domain.officer import Officer, sign_in_claim
from domain.organ import Organ, organ_claim


def officer_named(archive: ArchiveApplication, sign_in: str) -> str:
    """The id of the officer with this sign-in name (or the id itself). Raises `NotFound`."""
    if sign_in.startswith(f"{Officer.PREFIX}:"):
        return sign_in
    scope, value = sign_in_claim(sign_in)
    return _claimed(archive, scope, value, Officer.Enrolled.TOPIC, "sign_in", "工作人员")


def organ_named(archive: ArchiveApplication, name: str) -> str:
    """The id of the organ with this name (or the id itself). Raises `NotFound`."""
    if name.startswith(f"{Organ.PREFIX}:"):
        return name
    scope, value = organ_claim(name)
    return _claimed(archive, scope, value, Organ.Enrolled.TOPIC, "name", "机关")


def _claimed(
    archive: ArchiveApplication, scope: str, value: str, topic: str, member: str, what: str
) -> str:
    act = archive.journal.claimant(scope, value)
    if act is not None:
        for row in archive.journal.events_of(act):
            if row.topic == topic and decode(row.data)[member] == value:
                return row.stream
    raise NotFound(f"没有名为“{value}”的{what}", field=member)
