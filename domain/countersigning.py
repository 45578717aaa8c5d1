"""What must hold before the log key signs for an act: nothing forged may ever be in the log.

`gongkai verify` checks far more, but later and only when somebody asks. This is the part that is
cheap enough to run on every act before a checkpoint covers it: the envelope's signatures, that it
covers exactly these rows, and that key and post were the officer's before the act (design §4).
"""

from domain.archive import ArchiveApplication
from domain.errors import KeyNotValid, Malformed
from domain.founding import Archive
from domain.merkle import leaf_hash, root
from domain.officer import Officer
from domain.sealing import ActRow, EventRow, commitment, open_envelope

_RULE = "design §4: keys and posts are judged at an act's first position"


def require_genuine(archive: ArchiveApplication, act: ActRow) -> None:
    """Refuse an act that nobody rightly signed.

    Raises `Malformed`, `KeyNotValid`, `PostNotHeld`, `NotFound`.

    An act's own events take effect after its last: the officer is loaded as he was before.
    """
    events = archive.journal.events_of(act)
    keys = _require_covered(archive.origin, act, events)
    if act.first == 1:
        return
    if any(row.topic == Archive.RegistrarsRestored.TOPIC for row in events):
        log_key = archive.load(Archive, archive.founding_stream()).log_key
        if keys[0] != log_key:
            raise KeyNotValid("恢复登记员的办理没有日志密钥的签名", rule=_RULE)
        keys = keys[1:]
    if act.officer is None:
        if keys:
            raise KeyNotValid("没有经办人的办理不得有人签名", rule=_RULE)
        return
    officer = archive.load_before(Officer, act.officer, act.first)
    for key in keys:
        officer.require_valid_key(key)
    if act.post is not None:
        held = officer.require_held_post(act.post)
        if held.organ != act.organ:
            raise Malformed("办理写明的机关不是该岗位的机关", rule=_RULE, field="organ")


def _require_covered(origin: str, act: ActRow, events: list[EventRow]) -> tuple[str, ...]:
    """The keys whose signatures cover exactly these rows."""
    payload = open_envelope(act.envelope)
    agrees = (
        payload.log == origin
        and payload.act == act.id
        and payload.time == act.recorded_at
        and payload.count == act.count == len(events)
        and payload.root == root([leaf_hash(row.statement) for row in events]).hex()
        and payload.office == commitment(act.office_salt, "office", origin, act.id, act.office)
        and payload.person == commitment(act.person_salt, "person", origin, act.id, act.person)
    )
    if not agrees:
        raise Malformed("签名覆盖的不是日志里的这次办理", rule="docs/log-format.md §6")
    return payload.keys
