"""The application: every command runs here as one act, on the library's aggregates and repository.

`construct_env` and `construct_factory` are overridden so that nothing but what the composition root
passes reaches the library: it would otherwise merge the process environment, where a stray
CIPHER_KEY changes what is stored.
"""

import re
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, Notification
from eventsourcing.utils import Environment

from domain.act import Act, Signer, acting, current_act
from domain.casefile import CaseFile, CaseMapper
from domain.errors import (
    AlreadyDone,
    Conflict,
    Incomplete,
    KeyReused,
    Malformed,
    NotFound,
    PostNotHeld,
    StaleVersion,
)
from domain.founding import Archive
from domain.journal import Journal
from domain.ledger import CaseFiles, Ledger
from domain.officer import Basis, Officer, Post
from domain.organ import Organ
from domain.permissions import ANY, Role, require
from domain.sealing import possession_bytes, require_origin

TRIES = 5
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COMMAND_KEY = re.compile(r"[!-~]{1,200}")
CaseFileT = TypeVar("CaseFileT", bound=CaseFile)


@dataclass(frozen=True)
class Caller:
    """Who asks for an act: the officer, the post he acts in, his signer, ground and reason.

    `command` is an (idempotency key, digest of the canonical command) pair, if he gave one.
    """

    officer: str
    post: str | None
    signer: Signer
    ground: str | None = None
    reason: str | None = None
    source: str | None = None
    terminal: str | None = None
    command: tuple[str, str] | None = None


@dataclass(frozen=True)
class Recorded:
    """What an act wrote: its id, the position of its first event, and its events in order.

    `repeated` says that an earlier call with the same idempotency key had already written it.
    """

    act: str
    first: int
    events: tuple[Notification, ...]
    repeated: bool = False

    @property
    def position(self) -> int:
        """The last position of the act: what a reader waits for; 0 when nothing was written."""
        return self.first + len(self.events) - 1 if self.events else 0

    @property
    def stream(self) -> str:
        """The case file the act is about: the stream of its first event."""
        return str(self.events[0].originator_id) if self.events else ""

    @property
    def version(self) -> int:
        """The version that case file now has (ETag)."""
        mine = [e.originator_version for e in self.events if e.originator_id == self.stream]
        return max(mine, default=0)


@dataclass(frozen=True)
class Registrar:
    """A registrar to be enrolled at founding or restoring; his key is at hand to sign."""

    name: str
    sign_in: str
    signer: Signer


class Desk:
    """What a command sees while it decides: case files, and the officer who acts in his post.

    Loading anything here puts it into the act's read set.
    """

    def __init__(self, archive: "ArchiveApplication", act: Act, until_saved: ExitStack) -> None:
        self._archive = archive
        self._until_saved = until_saved
        self.act = act
        self.officer: Officer | None = None
        self.post: Post | None = None

    def seat(self, caller: Caller) -> None:
        """Load the officer; his key must be valid and his post held now."""
        self.officer = self.load(Officer, caller.officer)
        self.officer.require_valid_key(caller.signer.public_key.hex())
        if caller.post is not None:
            self.post = self.officer.require_held_post(caller.post)
            self.act.organ = self.post.organ
            if self.post.organ is not None:
                self.load(Organ, self.post.organ)

    def require(self, action: str, *, organ: str | None, state: str = ANY) -> None:
        """The permission table and the organ: an officer acts for the organ of his post only."""
        if self.post is None:
            raise PostNotHeld("办理须选定一个岗位", field="post")
        require(self.post.role, action, state)
        if self.post.organ is not None and organ is not None and self.post.organ != organ:
            raise PostNotHeld("该岗位属于另一个机关，不能办理本机关的案卷", field="post")

    def load(self, kind: type[CaseFileT], identity: str, expected: int | None = None) -> CaseFileT:
        """A case file. Raises `NotFound`; `StaleVersion` when it is not at `expected`."""
        return self._archive.load(kind, identity, expected)

    def newest_number(self, scope: str) -> int:
        """The newest serial that earlier acts took; see `domain.numbering.take_number`.

        Others of this process who ask wait until this act is saved or refused: all would reach for
        the same number, and in a crowd one of them would lose five times. Other processes do not
        wait; the claim makes the later one run again.
        """
        self._until_saved.enter_context(self._archive.numbering)
        return self._archive.journal.newest_number(scope)


class _NoInfrastructure(InfrastructureFactory[Any]):
    """The library wants a factory; every part it would make is constructed by us."""

    def _refuse(self) -> NoReturn:
        raise NotImplementedError("the archive brings its own recorders")

    def aggregate_recorder(self, purpose: str = "events") -> Any:
        self._refuse()

    def application_recorder(self) -> Any:
        self._refuse()

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        self._refuse()

    def process_recorder(self) -> Any:
        self._refuse()


class ArchiveApplication(Application[str]):
    """Runs commands as acts: decide, seal, append; on a conflict all again, at most 5 times."""

    name = "gongkai"
    events: Ledger

    def __init__(
        self,
        *,
        journal: Journal,
        origin: str,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        salts: Callable[[int], bytes],
    ) -> None:
        self.journal = journal
        self.origin = require_origin(origin)
        self._clock = clock
        self._new_id = new_id
        self._salts = salts
        self.numbering = threading.RLock()
        super().__init__()

    def construct_env(self, name: str, env: Any = None) -> Environment:
        """An empty environment: the process's own never reaches the library."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """No infrastructure of the library is used."""
        return _NoInfrastructure(env)

    def construct_mapper(self) -> CaseMapper:
        """Canonical JSON by annotation."""
        return CaseMapper()

    def construct_recorder(self) -> Journal:
        """The journal passed in."""
        return self.journal

    def construct_event_store(self) -> Ledger:
        """The sealing event store."""
        assert isinstance(self.mapper, CaseMapper)
        return Ledger(self.mapper, self.journal, self.origin, self._salts)

    def construct_repository(self) -> CaseFiles:
        """No cache: an act's read set must be what the database holds."""
        return CaseFiles(event_store=self.events)

    def load(self, kind: type[CaseFileT], identity: str, expected: int | None = None) -> CaseFileT:
        """A case file. Raises `NotFound`; `StaleVersion` when it is not at `expected`."""
        prefix, _, uuid = identity.partition(":")
        if prefix != kind.PREFIX or not _UUID.fullmatch(uuid):
            raise NotFound(f"没有这个案卷：{identity!r}")
        try:
            case_file: CaseFileT = self.repository.get(identity)
        except AggregateNotFoundError:
            raise NotFound(f"没有这个案卷：{identity}") from None
        if expected is not None and case_file.version != expected:
            raise StaleVersion(
                f"案卷已经变动：您看到的是第 {expected} 号，"
                f"现在是第 {case_file.version} 号，请重新打开",
                rule="If-Match",
            )
        return case_file

    def load_before(self, kind: type[CaseFileT], identity: str, position: int) -> CaseFileT:
        """A case file as it was before the event at `position`. Raises `NotFound`."""
        version = self.journal.version_before(identity, position)
        if version == 0 or not identity.startswith(f"{kind.PREFIX}:"):
            raise NotFound(f"第 {position} 号事件之前没有这个案卷：{identity!r}")
        case_file: CaseFileT = self.repository.get(identity, version=version)
        return case_file

    def perform(
        self,
        caller: Caller,
        decide: Callable[[Desk], Sequence[CaseFile]],
        commands: Sequence[tuple[str, str]] = (),
    ) -> Recorded:
        """Run a command as one act. `decide` returns the case files it changed, main one first.

        Raises the refusals of the case files, `Conflict` after 5 tries, `KeyReused`; a command
        done before is not run again: its result comes back with `repeated`.
        """
        if caller.command is not None:
            if not _COMMAND_KEY.fullmatch(caller.command[0]):
                raise Malformed("Idempotency-Key 应为 1 到 200 个可见 ASCII 字符", field="command")
            commands = (*commands, caller.command)
        done = self._done_before(caller)
        if done is not None:
            return done
        identity, time = self._new_id(), self._clock()
        for attempt in range(TRIES):
            act = self._begin(caller, identity, time, commands)
            try:
                with acting(act), ExitStack() as until_saved:
                    desk = Desk(self, act, until_saved)
                    desk.seat(caller)
                    return self._save(act, decide(desk))
            except StaleVersion:
                raise
            except Conflict:
                if attempt == TRIES - 1:
                    raise
            except AlreadyDone:
                done = self._done_before(caller)
                if done is None:
                    raise
                return done
        raise AssertionError("unreachable")

    def found(self, registrars: Sequence[Registrar], *, log_key: str) -> Recorded:
        """Found the archive (design §4, Founding). Raises `Incomplete`, `Conflict` if it exists."""
        if len(registrars) < 2:
            raise Incomplete("建档至少要有两名登记员", rule="design §4", field="registrars")
        if self.journal.position():
            raise Conflict("档案已经建立，不能再次建档")
        act = Act(
            self._new_id(),
            self._clock(),
            self._new_id,
            tuple(registrar.signer for registrar in registrars[:2]),
        )
        with acting(act):
            archive = Archive.found(origin=self.origin, log_key=log_key)
            return self._save(act, [archive, *self._enrol_registrars(registrars, Basis.FOUNDING)])

    def restore_registrars(
        self,
        registrars: Sequence[Registrar],
        *,
        order: str,
        log_signer: Signer,
        remaining: Sequence[tuple[str, Signer]],
    ) -> Recorded:
        """Enrol new registrars under an order when fewer than two remain (design §4, Founding).

        Signed by the log key and the remaining registrar, if any. Who remains is read from the
        journal, not believed: every officer who was ever granted the post is loaded into the read
        set, so that one who becomes able meanwhile turns the act into a `Conflict`. Raises
        `WrongState` while two can still act, `KeyNotValid`, `Incomplete`.
        """
        candidates = [
            officer
            for officer in self.journal.streams(Officer.PREFIX)
            if any(
                post.role is Role.REGISTRAR for post in self.load(Officer, officer).posts.values()
            )
        ]
        act = Act(
            self._new_id(),
            self._clock(),
            self._new_id,
            (log_signer, *(signer for _, signer in remaining)),
            officer=remaining[0][0] if remaining else None,
            reason=order,
        )
        with acting(act):
            officers = [self.load(Officer, officer) for officer in candidates]
            for officer, signer in remaining:
                self.load(Officer, officer).require_valid_key(signer.public_key.hex())
            archive = self.load(Archive, self.founding_stream())
            archive.restore_registrars(
                order=order,
                log_key=log_signer.public_key.hex(),
                able=tuple(officer.id for officer in officers if officer.is_able_registrar()),
                signing=tuple(officer for officer, _ in remaining),
                new=len(registrars),
            )
            files = self._enrol_registrars(registrars, Basis.RESTORATION)
            return self._save(act, [archive, *files])

    def founding_stream(self) -> str:
        """The archive's own case file, begun at position 1. Raises `NotFound` before founding."""
        first = self.journal.read(0, 1)
        if not first:
            raise NotFound("档案还没有建立")
        return first[0].event.stream

    def _enrol_registrars(self, registrars: Sequence[Registrar], basis: Basis) -> list[CaseFile]:
        officers: list[CaseFile] = []
        for registrar in registrars:
            officer = Officer.enrol(name=registrar.name, sign_in=registrar.sign_in)
            if basis is Basis.FOUNDING and not officers:
                # The first registrar is the officer of the founding act, from his enrolment on.
                current_act().officer = officer.id
            key = registrar.signer.public_key
            proof = registrar.signer.sign(possession_bytes(self.origin, officer.id, key))
            officer.enrol_key(log=self.origin, key=key.hex(), possession=proof.hex(), basis=basis)
            officer.grant_post(role=Role.REGISTRAR, organ=None, title="登记员", basis=basis)
            officers.append(officer)
        return officers

    def _begin(
        self, caller: Caller, identity: str, time: datetime, commands: Sequence[tuple[str, str]]
    ) -> Act:
        """The act of one try: the same id and time each time, claims and reads begun anew."""
        return Act(
            identity,
            time,
            self._new_id,
            (caller.signer,),
            officer=caller.officer,
            post=caller.post,
            ground=caller.ground,
            reason=caller.reason,
            source=caller.source,
            terminal=caller.terminal,
            commands=tuple(commands),
        )

    def _save(self, act: Act, files: Sequence[CaseFile]) -> Recorded:
        pending = [event for file in files for event in file.collect_events()]
        recordings = self.events.put(pending)
        events = tuple(recording.notification for recording in recordings)
        return Recorded(act.id, int(events[0].id) if events else 0, events)

    def _done_before(self, caller: Caller) -> Recorded | None:
        """What the caller's command wrote earlier. Raises `KeyReused` if it was another command."""
        if caller.command is None:
            return None
        key, digest = caller.command
        done = self.journal.known_command(key, caller.officer)
        if done is None:
            return None
        if done.digest != digest:
            raise KeyReused("这个 Idempotency-Key 已用于另一条指令", rule="idempotency")
        rows = [found.event for found in self.journal.read(done.first - 1, done.count)]
        events = tuple(
            Notification(row.stream, row.version, row.topic, row.data, row.position) for row in rows
        )
        return Recorded(done.act, done.first, events, repeated=True)
