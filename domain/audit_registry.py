"""What gave whom a key or a post, and when: founding and restoring, enrolments, two persons.

Judged from the case files of the archive and its officers alone (docs/log-format.md §10). An act
is judged by what stood before its first position; its own events take effect after its last.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from eventsourcing.domain import EventSourcingError

from domain.audit import Findings
from domain.audit_seats import KeyTerm, PostTerm, Seats
from domain.audit_shapes import SOME_TIME
from domain.canonical import unhex
from domain.casefile import REGISTRY, CaseEvent, fold
from domain.ed25519 import require_usable_key, verify
from domain.errors import Malformed, Refusal
from domain.founding import MINIMUM_REGISTRARS, Archive
from domain.officer import ALGORITHM, Basis, Key, KeyState, Officer, Post, PostState
from domain.permissions import ARCHIVE_WIDE, Role
from domain.sealing import ActRow, EventRow, possession_bytes

REPLAY_ERRORS = (
    AssertionError,
    AttributeError,
    EventSourcingError,
    LookupError,
    Refusal,
    StopIteration,
    TypeError,
    ValueError,
)
"""What a fold may raise on events that were signed but cannot follow each other."""


class RegistryAct(NamedTuple):
    """An act that has events of the archive's or an officer's case file, and these events."""

    act: ActRow
    keys: tuple[str, ...]
    events: Sequence[EventRow]


class RegistryAudit:
    """Replays the registry act by act, in order; afterwards `seats` judges every act.

    `restored` are the first positions of restoring acts, which a report points at.
    """

    def __init__(self) -> None:
        self.seats = Seats()
        self.findings = Findings()
        self.restored: list[int] = []
        self.archive: Archive | None = None
        self._officers: dict[str, Officer] = {}
        # Keys and post ids: each is one officer's for ever, and the log's key nobody's.
        self._taken: set[str] = set()
        # Of the act being judged: the officers it enrols.
        self._enrolled: set[str] = set()
        self._basis = Basis.REGISTRATION
        self._position = 0

    def feed(self, registry_act: RegistryAct) -> None:
        """The next act. Data that does not decode is left to `ActAudit` to report."""
        act, keys, rows = registry_act
        events = [(row.position, event) for row in rows if (event := _decoded(row)) is not None]
        self._basis = Basis.REGISTRATION
        self._enrolled = set()
        self._position = act.first
        if act.first == 1:
            self._basis = Basis.FOUNDING
            self._check_founding(act, keys, [event for _, event in events])
        for _, event in events:
            if isinstance(event, Archive.RegistrarsRestored):
                self._basis = Basis.RESTORATION
                self._check_restoring(act, keys, event)
        for position, event in events:
            self._position = position
            for what in self._judge(event):
                self._find("events.data", what)
            self._replay(event)
            if isinstance(event, Officer.Enrolled):
                self._enrolled.add(event.originator_id)
        if self._basis is not Basis.REGISTRATION:
            self._position = act.first
            self._check_able()
        for _, event in events:
            self._take_effect(act, event)

    def _find(self, where: str, what: str) -> None:
        self.findings.add(self._position, where, what, "log-format §10")

    # Founding and restoring

    def _check_founding(
        self, act: ActRow, keys: tuple[str, ...], events: Sequence[CaseEvent]
    ) -> None:
        self.seats.apart.add(act.first)
        if not events or not isinstance(events[0], Archive.Founded):
            self._find("events.topic", "第 1 号不是建档")
        enrolled = {
            event.key: event.originator_id
            for event in events
            if isinstance(event, Officer.KeyEnrolled)
        }
        signers = {enrolled.get(key) for key in keys}
        if len(keys) != MINIMUM_REGISTRARS or len(signers - {None}) != len(keys):
            self._find("acts.envelope.keys", "建档应由其中登记的两名登记员签名")
        if act.officer not in enrolled.values():
            self._find("acts.officer", "建档的经办人不是其中登记的登记员")
        if act.post is not None or act.organ is not None:
            self._find("acts.post", "建档没有岗位和机关")

    def _check_restoring(
        self, act: ActRow, keys: tuple[str, ...], event: Archive.RegistrarsRestored
    ) -> None:
        """Legal only while fewer than two registrars could act; the log's key must sign."""
        able = self._able()
        self.seats.apart.add(act.first)
        self.restored.append(act.first)
        log_key = None if self.archive is None else self.archive.log_key
        if len(able) >= MINIMUM_REGISTRARS:
            self._find("events.topic", "仍有两名登记员可以履职，不得恢复登记员")
        if not event.order.strip():
            self._find("events.data.order", "没有写明依据哪一份命令恢复登记员")
        if set(event.remaining) != able or len(event.remaining) != len(able):
            self._find("events.data.remaining", "不是当时仍可履职的登记员")
        signers = [self._signer(key, act.first) for key in keys[1:]]
        if keys[:1] != (log_key,) or len(keys) != 1 + len(able) or set(signers) != able:
            self._find("acts.envelope.keys", "恢复登记员应由日志密钥和仍可履职的登记员签名")
        if act.officer != (event.remaining[0] if event.remaining else None):
            self._find("acts.officer", "恢复登记员的经办人应是仍可履职的登记员")
        if act.post is not None or act.organ is not None:
            self._find("acts.post", "恢复登记员没有岗位和机关")

    def _check_able(self) -> None:
        """Such an act is there to leave the archive with two who can act, and for nothing else."""
        if len(self._able()) < MINIMUM_REGISTRARS:
            self._find("events", "此后可以履职的登记员不足两名")

    def _able(self) -> set[str]:
        return {officer.id for officer in self._officers.values() if officer.is_able_registrar()}

    def _signer(self, key: str, first: int) -> str | None:
        term = self.seats.keys.get(key)
        return None if term is None or not term.after < first <= term.until else term.officer

    # Replay

    def _replay(self, event: CaseEvent) -> None:
        try:
            if isinstance(event, Archive.Event):
                self.archive = fold(self.archive, [event])
            else:
                file = fold(self._officers.get(event.originator_id), [event])
                self._officers[event.originator_id] = file
        except REPLAY_ERRORS as error:
            self._find("events", f"案卷不能重放：{error}")

    def _take_effect(self, act: ActRow, event: CaseEvent) -> None:
        last, seats = act.first + act.count - 1, self.seats
        officer = event.originator_id
        match event:
            case Officer.KeyEnrolled(basis=Basis.FOUNDING | Basis.RESTORATION, key=key):
                seats.keys.setdefault(key, KeyTerm(officer, last))
            case Officer.KeyConfirmed(key=key):
                seats.keys.setdefault(key, KeyTerm(officer, last))
            case Officer.RetirementConfirmed(key=key) | Officer.KeyRevoked(key=key):
                if key in seats.keys:
                    seats.keys[key] = seats.keys[key]._replace(until=act.first)
            case Officer.PostGranted(basis=Basis.FOUNDING | Basis.RESTORATION, post=post):
                self._hold(officer, post, last)
            case Officer.PostConfirmed(post=post):
                self._hold(officer, post, last)
            case Officer.PostEnded(post=post):
                if post in seats.posts:
                    seats.posts[post] = seats.posts[post]._replace(until=act.first)
            case _:
                pass

    def _hold(self, officer: str, post: str, after: int) -> None:
        file = self._officers.get(officer)
        held = None if file is None else file.posts.get(post)
        if held is not None:
            self.seats.posts.setdefault(post, PostTerm(officer, held.role, held.organ, after))

    # Rules. Each yields what is wrong with an event, by what stood before it.

    def _judge(self, event: CaseEvent) -> Iterator[str]:
        if isinstance(event, Archive.Founded):
            self._taken.add(event.log_key)
            if self._basis is not Basis.FOUNDING:
                yield "建档只能在第 1 号"
        file = self._officers.get(event.originator_id)
        rule = _RULES.get(type(event))
        if rule is not None and file is not None:
            yield from rule(self, file, event)

    def _judge_apart(self, file: Officer) -> Iterator[str]:
        """Without confirmation only those get a key or a post whom the same act enrols."""
        if self._basis is not Basis.REGISTRATION and file.id not in self._enrolled:
            yield "只能为这次办理中登记的登记员登记密钥、授予岗位"

    def _judge_key_enrolled(self, file: Officer, event: Officer.KeyEnrolled) -> Iterator[str]:
        yield from self._judge_apart(file)
        if event.basis is not self._basis:
            yield f"登记的依据不能是 {event.basis}"
        if event.basis is Basis.REGISTRATION and event.officer == file.id:
            yield "不能为自己登记密钥"
        if event.algorithm != ALGORITHM:
            yield f"不认识的签名算法：{event.algorithm}"
        if event.key in self._taken:
            yield "这把密钥已经登记过"
        self._taken.add(event.key)
        try:
            public, proof = unhex(event.key, 32), unhex(event.possession, 64)
            require_usable_key(public)
        except Refusal as refusal:
            yield refusal.message
            return
        log = "" if self.archive is None else self.archive.origin
        if not verify(public, possession_bytes(log, file.id, public), proof):
            yield "密钥的持有证明不成立"

    def _judge_post_granted(self, file: Officer, event: Officer.PostGranted) -> Iterator[str]:
        yield from self._judge_apart(file)
        if self._basis is not Basis.REGISTRATION and event.role is not Role.REGISTRAR:
            yield f"建档和恢复登记员时不能授予岗位 {event.role}"
        if event.basis is not self._basis:
            yield f"授予的依据不能是 {event.basis}"
        if event.basis is Basis.REGISTRATION and event.officer == file.id:
            yield "不能为自己授予岗位"
        if (event.organ is None) is not (event.role in ARCHIVE_WIDE):
            yield f"岗位 {event.role} 与机关不相配"
        if event.post in self._taken:
            yield "这个岗位编号已经用过"
        self._taken.add(event.post)


def _second(
    found: Key | Post | None, state: KeyState | PostState, officer: str, *, own: str | None = None
) -> Iterator[str]:
    """The second step is another officer's than the first, and (`own`) than the one concerned."""
    if found is None or found.state is not state:
        yield f"此时的状态是 {None if found is None else found.state},不能这样办理"
    elif officer == found.by:
        yield "登记与确认必须由两人分别办理"
    if officer == own:
        yield "不能确认自己的密钥和岗位"


def _judge_key_confirmed(_: RegistryAudit, file: Officer, event: Any) -> Iterator[str]:
    yield from _second(file.keys.get(event.key), KeyState.ENROLLED, event.officer, own=file.id)


def _judge_key_retired(_: RegistryAudit, file: Officer, event: Any) -> Iterator[str]:
    if (held := file.keys.get(event.key)) is None or held.state is not KeyState.VALID:
        yield "只有有效的密钥才能停用"


def _judge_retirement_confirmed(_: RegistryAudit, file: Officer, event: Any) -> Iterator[str]:
    yield from _second(file.keys.get(event.key), KeyState.RETIRING, event.officer)


def _judge_key_revoked(_: RegistryAudit, file: Officer, event: Any) -> Iterator[str]:
    held = file.keys.get(event.key)
    if held is None or held.state in (KeyState.RETIRED, KeyState.REVOKED):
        yield "这把密钥没有可撤销的"


def _judge_revocation_answered(_: RegistryAudit, file: Officer, event: Any) -> Iterator[str]:
    held = file.keys.get(event.key)
    yield from _second(held, KeyState.REVOKED, event.officer)
    if held is not None and held.answered:
        yield "这次撤销已经有第二人确认或答复"


def _judge_post_confirmed(_: RegistryAudit, file: Officer, event: Any) -> Iterator[str]:
    yield from _second(file.posts.get(event.post), PostState.GRANTED, event.officer, own=file.id)


def _judge_post_ended(_: RegistryAudit, file: Officer, event: Any) -> Iterator[str]:
    held = file.posts.get(event.post)
    if held is None or held.state is PostState.ENDED:
        yield "没有这个岗位，或已经终止"
    if event.officer == file.id:
        yield "不能终止自己的岗位"


_RULES: dict[type[CaseEvent], Callable[[RegistryAudit, Officer, Any], Iterator[str]]] = {
    Officer.KeyEnrolled: RegistryAudit._judge_key_enrolled,
    Officer.KeyConfirmed: _judge_key_confirmed,
    Officer.KeyRetired: _judge_key_retired,
    Officer.RetirementConfirmed: _judge_retirement_confirmed,
    Officer.KeyRevoked: _judge_key_revoked,
    Officer.RevocationConfirmed: _judge_revocation_answered,
    Officer.RevocationAnswered: _judge_revocation_answered,
    Officer.PostGranted: RegistryAudit._judge_post_granted,
    Officer.PostConfirmed: _judge_post_confirmed,
    Officer.PostEnded: _judge_post_ended,
}


def _decoded(row: EventRow) -> CaseEvent | None:
    try:
        return REGISTRY.decode(
            row.topic, row.data, stream=row.stream, version=row.version, time=SOME_TIME
        )
    except Malformed:
        return None
