"""Whether a key was valid and which post it signed in, shown by receipts back to the founding.

The proofs of a file are replayed in the order of the log, as docs/log-format.md §10 judges keys and
posts: what founds (or restores) counts by itself; everything else needs an earlier valid registrar,
and a second one's confirmation. What a few receipts cannot show is that nothing was revoked
in between: that only the whole log shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from domain.audit_shapes import SOME_TIME
from domain.canonical import unhex
from domain.casefile import REGISTRY
from domain.ed25519 import require_usable_key, verify
from domain.founding import Archive
from domain.notes import VerifierKey
from domain.officer import ALGORITHM, Basis, Officer
from domain.organ import Organ
from domain.permissions import Role
from domain.receipt import Proven, Receipt, ReceiptRefused
from domain.sealing import Payload, log_entry, possession_bytes

_RULE = "docs/log-format.md §10"
_ENROLS_ORGANS = (Role.REGISTRAR, Role.MIGRATOR)


@dataclass(frozen=True)
class Seat:
    """岗位, with the officer who holds it. `granted_by` is whom its confirmation must not be by."""

    post: str
    officer: str
    role: Role
    organ: str | None
    title: str
    granted_by: str | None
    held: bool


@dataclass(frozen=True)
class _Key:
    officer: str
    enrolled_by: str | None
    valid: bool


@dataclass(frozen=True)
class Shown:
    """A receipt with what it proves."""

    receipt: Receipt
    proven: Proven

    @property
    def first(self) -> int:
        """The first position of its act."""
        return self.proven.position - self.receipt.index

    @property
    def end(self) -> int:
        """The first position after its act."""
        return self.first + self.proven.act.count

    def event(self) -> Any:
        """The event, decoded under its stored name. Raises `Malformed`."""
        stated = self.proven.statement
        return REGISTRY.decode(
            stated.topic,
            self.receipt.data,
            stream=stated.stream,
            version=stated.seq,
            time=SOME_TIME,
        )


class Seats:
    """Keys, posts and names of organs, as the proofs of one file show them.

    `founding` is the log entry of position 1 in hex, empty while it was not shown; `restored` the
    orders under which registrars were restored.
    """

    def __init__(self, log: VerifierKey) -> None:
        self._log = log
        self._keys: dict[str, _Key] = {}
        self._posts: dict[str, Seat] = {}
        self._end = 0
        self.founding = ""
        self.restored: tuple[str, ...] = ()
        self.organs: dict[str, str] = {}

    def replay(self, proofs: Sequence[Shown]) -> None:
        """Take the proofs of one file, in the order of the log. Raises `ReceiptRefused`."""
        for act in _acts(proofs):
            if act[0].first < self._end:
                raise ReceiptRefused("密钥与岗位的证明没有按日志的次序", rule=_RULE)
            self._end = act[0].end
            self._take(act)

    def seat_of(self, shown: Shown) -> Seat:
        """In which seat the act of an event was signed. Raises `ReceiptRefused` if none is shown.

        Judged at the act's first position: all proofs must lie before it.
        """
        if shown.first < self._end:
            raise ReceiptRefused("密钥与岗位的证明不在登记之前", rule=_RULE)
        return self._judge(shown.proven)

    def _take(self, act: Sequence[Shown]) -> None:
        events = [shown.event() for shown in act]
        payload = act[0].proven.act
        seat, basis = None, Basis.REGISTRATION
        if act[0].first == 1:
            self._found(act[0], events[0])
            basis = Basis.FOUNDING
        elif any(isinstance(event, Archive.RegistrarsRestored) for event in events):
            self._require_restoring(payload)
            basis = Basis.RESTORATION
        else:
            seat = self._judge(act[0].proven)
        for event in events:
            self._fold(event, seat, basis)

    def _found(self, shown: Shown, event: Any) -> None:
        """Position 1 names the log and its key; its entry is what an outsider keeps."""
        ours = (self._log.name, self._log.public_key.hex())
        if (
            not isinstance(event, Archive.Founded)
            or shown.proven.position != 1
            or (event.origin, event.log_key) != ours
        ):
            raise ReceiptRefused("第 1 号不是用这把日志公钥建档的事件", rule=_RULE)
        self.founding = log_entry(shown.receipt.statement, shown.receipt.envelope).hex()

    def _require_restoring(self, payload: Payload) -> None:
        """Signed by the log's key and whoever of the registrars remained."""
        others = [key for key in payload.keys if key != self._log.public_key.hex()]
        if len(others) == len(payload.keys):
            raise ReceiptRefused("恢复登记员的办理没有日志密钥的签名", rule=_RULE)
        for key in others:
            self._holder(key)

    def _judge(self, proven: Proven) -> Seat:
        if len(proven.act.keys) != 1:
            raise ReceiptRefused("办理应由一把密钥签名", rule=_RULE)
        officer = self._holder(proven.act.keys[0])
        office = proven.office
        if not isinstance(office, dict) or office.keys() != {"ground", "organ", "post"}:
            raise ReceiptRefused("没有出示办理的岗位", rule=_RULE, field="office")
        seat = self._posts.get(office["post"]) if isinstance(office["post"], str) else None
        if seat is None or not seat.held or seat.officer != officer:
            raise ReceiptRefused("没有岗位经两名登记员授予、确认的证明", rule=_RULE, field="office")
        if seat.organ != office["organ"]:
            raise ReceiptRefused("岗位不属于办理写明的机关", rule=_RULE, field="office")
        return seat

    def _holder(self, key: str) -> str:
        held = self._keys.get(key)
        if held is None or not held.valid:
            raise ReceiptRefused("没有签名密钥经两名登记员登记、确认的证明", rule=_RULE)
        return held.officer

    def _fold(self, event: Any, seat: Seat | None, basis: Basis) -> None:
        match event:
            case Archive.Founded():
                pass
            case Archive.RegistrarsRestored():
                self.restored = (*self.restored, event.order)
            case Organ.Enrolled():
                if seat is None or seat.role not in _ENROLS_ORGANS:
                    raise ReceiptRefused("机关不是由登记员登记的", rule=_RULE)
                self.organs[event.originator_id] = event.name
            case Officer.KeyEnrolled():
                by = _first_step(event, seat, basis)
                self._require_possession(event)
                if event.key in self._keys:
                    raise ReceiptRefused("同一把密钥登记了两次", rule=_RULE)
                self._keys[event.key] = _Key(event.originator_id, by, seat is None)
            case Officer.KeyConfirmed():
                key = self._keys.get(event.key)
                if key is None or key.officer != event.originator_id:
                    raise ReceiptRefused("确认的密钥没有登记的证明", rule=_RULE)
                _second_step(event, seat, key.enrolled_by)
                self._keys[event.key] = replace(key, valid=True)
            case Officer.PostGranted():
                by = _first_step(event, seat, basis)
                held = seat is None
                self._posts[event.post] = Seat(
                    event.post, event.originator_id, event.role, event.organ, event.title, by, held
                )
            case Officer.PostConfirmed():
                post = self._posts.get(event.post)
                if post is None or post.officer != event.originator_id:
                    raise ReceiptRefused("确认的岗位没有授予的证明", rule=_RULE)
                _second_step(event, seat, post.granted_by)
                self._posts[event.post] = replace(post, held=True)
            case _:
                raise ReceiptRefused("不是证明密钥、岗位或机关的事件", rule=_RULE)

    def _require_possession(self, event: Officer.KeyEnrolled) -> None:
        public, proof = unhex(event.key, 32, "key"), unhex(event.possession, 64, "possession")
        require_usable_key(public)
        message = possession_bytes(self._log.name, event.originator_id, public)
        if event.algorithm != ALGORITHM or not verify(public, message, proof):
            raise ReceiptRefused("密钥的持有证明不成立", rule=_RULE)


def _acts(proofs: Iterable[Shown]) -> Iterator[list[Shown]]:
    """The proofs of one act after another; events of one act follow each other."""
    for _, shown in groupby(proofs, lambda one: one.receipt.envelope):
        act = list(shown)
        places = [(one.first, one.proven.position) for one in act]
        if places != sorted(set(places)) or places[0][0] != places[-1][0]:
            raise ReceiptRefused("同一次办理的事件不在相邻的位置", rule=_RULE)
        yield act


def _first_step(event: Any, seat: Seat | None, basis: Basis) -> str | None:
    """Who enrolled or granted: nobody but the act itself when it founds or restores."""
    if event.basis is not basis:
        raise ReceiptRefused("登记写明的依据与办理不符", rule=_RULE)
    if seat is None:
        if isinstance(event, Officer.PostGranted) and event.role is not Role.REGISTRAR:
            raise ReceiptRefused("建档或恢复时只能授予登记员的岗位", rule=_RULE)
        return None
    _require_registrar(event, seat)
    return seat.officer


def _second_step(event: Any, seat: Seat | None, first: str | None) -> None:
    if seat is None:
        raise ReceiptRefused("建档或恢复时没有确认这一步", rule=_RULE)
    _require_registrar(event, seat)
    if first is None or seat.officer == first:
        raise ReceiptRefused("登记和确认不是两名登记员", rule=_RULE)


def _require_registrar(event: Any, seat: Seat) -> None:
    named = (seat.role, event.officer) == (Role.REGISTRAR, seat.officer)
    if not named or seat.officer == event.originator_id:
        raise ReceiptRefused("不是由另一名登记员办理的", rule=_RULE)
