"""System actors: officers who are no persons, whose key lies in HOME/keys and opens by itself.

`intake` (网上收件) files what citizens send in online. To the journal it is an officer like any
other: enrolled by one registrar, its key and post confirmed by a second. It has no passphrase, so
nobody signs in with its name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from domain.archive import ArchiveApplication, Caller
from domain.directory import officer_named
from domain.errors import KeyNotValid, NotFound, NotPermitted, WrongState
from domain.officer import SYSTEM_PREFIX, KeyState, Officer, Post, PostState
from domain.permissions import Role
from domain.registration import Registration
from domain.sealing import possession_bytes
from ops.keyfiles import make_key_file, open_key_file
from ops.keystore import SeedSigner

_RULE = "design §4"
_SIGNING = (KeyState.VALID, KeyState.RETIRING)


@dataclass(frozen=True)
class SystemActor:
    """One of them. `name` names its key file; `closed` is what people read while it cannot act."""

    name: str
    chinese: str
    role: Role
    closed: str

    @property
    def sign_in(self) -> str:
        """The name under which the registry has it; no passphrase ever opens it."""
        return f"{SYSTEM_PREFIX}{self.name}"


INTAKE = SystemActor("intake", "网上收件", Role.INTAKE, "本档案还没有开通网上申请")
ACTORS: Mapping[str, SystemActor] = MappingProxyType({INTAKE.name: INTAKE})
"""Every system actor by its name."""


@dataclass(frozen=True)
class Standing:
    """How far an actor has come: its key file, its officer, that key and the post in the registry.

    `trouble` says why the key file, though there, cannot be used. `post` is the one held, else the
    one that waits for the second registrar.
    """

    actor: SystemActor
    signer: SeedSigner | None
    trouble: str
    officer: Officer | None
    post: Post | None

    @property
    def key(self) -> str | None:
        """The public key of the key file, hex."""
        return None if self.signer is None else self.signer.public_key.hex()

    @property
    def key_state(self) -> KeyState | None:
        """Where that key stands in the registry; None when it is not enrolled."""
        held = self.officer.keys.get(self.key or "") if self.officer is not None else None
        return None if held is None else held.state

    def missing(self) -> str:
        """What is still missing before it can act, in one sentence; empty when it can."""
        name = self.actor.chinese
        if self.signer is None:
            return f"{name}的签名密钥不能使用" if self.trouble else f"还没有制作{name}的签名密钥"
        if self.key_state not in _SIGNING:
            waiting = self.key_state in (None, KeyState.ENROLLED)
            return f"{name}的签名密钥{'还没有经两名登记员登记、确认' if waiting else '已经停用'}"
        if self.post is None or self.post.state is not PostState.HELD:
            return f"{name}的岗位还没有经两名登记员授予、确认"
        return ""


def open_actor(home: Path, name: str) -> SeedSigner | None:
    """An actor's key, None when none was made. Raises `KeyNotValid` for one not to be used."""
    return open_key_file(home / "keys", actor_named(name).name)


def actor_named(name: str) -> SystemActor:
    """The actor of this name. Raises `NotFound`, saying which there are."""
    if name not in ACTORS:
        raise NotFound(f"没有名为“{name}”的系统账号；现有：{'、'.join(ACTORS)}", field="name")
    return ACTORS[name]


def standing(archive: ArchiveApplication, home: Path, name: str) -> Standing:
    """How far the actor has come. A key file that cannot be used is told of, not raised."""
    actor, signer, trouble = actor_named(name), None, ""
    try:
        signer = open_actor(home, name)
    except KeyNotValid as refused:
        trouble = refused.message
    officer = _officer(archive, actor)
    posts = () if officer is None else tuple(officer.posts.values())
    mine = [one for one in posts if one.role is actor.role and one.state is not PostState.ENDED]
    mine.sort(key=lambda one: one.state is not PostState.HELD)
    return Standing(actor, signer, trouble, officer, mine[0] if mine else None)


def system_caller(archive: ArchiveApplication, home: Path, name: str) -> Caller:
    """Who asks when an actor acts. Raises `NotPermitted` while it cannot, saying what is missing.

    Asked anew each time, so that a key revoked, replaced or confirmed while the server runs counts
    from the next act on: reading the file and the officer's few events costs less than a
    millisecond, a filing's signature and its sync to disk many times that.
    """
    found = standing(archive, home, name)
    missing = found.missing()
    if missing or found.officer is None or found.signer is None or found.post is None:
        raise NotPermitted(f"{found.actor.closed}：{missing}", rule=_RULE)
    return Caller(found.officer.id, found.post.id, found.signer, source=f"gongkai {name}")


def enrol_actor(
    registration: Registration, home: Path, name: str, seated: Callable[[str], Caller]
) -> Standing:
    """One registrar's half of enrolling an actor; `seated(action)` is that registrar, seated.

    What survives a crash: the key is durable before any act names it, and each later step is an act
    of its own. Run again, whatever is done is passed by, so that the same command goes on from
    wherever it stopped; once a second registrar has confirmed, it changes nothing.
    Raises `KeyNotValid` for a key file not to be used, `WrongState` for one whose key has ended.
    """
    archive, actor = registration.archive, actor_named(name)
    enrolling = seated("officer.enrol")
    signer = open_actor(home, name)
    if signer is None:
        signer = make_key_file(home / "keys", name, f"{actor.chinese}的签名密钥")
    officer = _officer(archive, actor)
    if officer is None:
        enrolled = registration.enrol_officer(enrolling, name=actor.chinese, sign_in=actor.sign_in)
        officer = archive.load(Officer, enrolled.stream)
    key = signer.public_key.hex()
    if key not in officer.keys:
        proof = signer.sign(possession_bytes(archive.origin, officer.id, signer.public_key))
        registration.enrol_key(
            seated("officer.enrol_key"), officer.id, key=key, possession=proof.hex()
        )
    elif officer.keys[key].state in (KeyState.RETIRED, KeyState.REVOKED):
        raise WrongState(
            f"keys/{name}.key 里的密钥已经停用或撤销，不会恢复；把这个文件移走后再运行一次，"
            "会制作新的密钥",
            rule=_RULE,
            field="key",
        )
    if standing(archive, home, name).post is None:
        registration.grant_post(
            seated("officer.grant_post"),
            officer.id,
            role=actor.role,
            organ=None,
            title=actor.chinese,
        )
    return standing(archive, home, name)


def _officer(archive: ArchiveApplication, actor: SystemActor) -> Officer | None:
    try:
        return archive.load(Officer, officer_named(archive, actor.sign_in))
    except NotFound:
        return None
