"""工作人员: an officer, the posts he holds and the keys he signs with.

    key:  enrolled --confirmed--> valid --retired, retirement confirmed--> retired
                                    |--revoked (at once)--> revoked --confirmed | answered
    post: granted --confirmed--> held --ended--> ended

电子签名法 art 13 asks for keys exclusive to the signer: each officer has an own key. Enrolling a
key and granting a post take two registrars, neither of them the officer; a revocation takes effect
at once by one registrar or the officer himself and is confirmed or answered by a second person.
What founding (or a restoring act) enrols is effective without confirmation.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from eventsourcing.domain import event

from domain.act import current_act
from domain.canonical import unhex
from domain.casefile import REGISTRY, CaseFile, CreatedEvent
from domain.ed25519 import require_usable_key, verify
from domain.errors import (
    Incomplete,
    KeyNotValid,
    Malformed,
    NotFound,
    PostNotHeld,
    SamePerson,
    WrongState,
)
from domain.permissions import ARCHIVE_WIDE, Role
from domain.sealing import possession_bytes

ALGORITHM = "ed25519"
SYSTEM_PREFIX = "system_"
"""Sign-in names of system actors begin so: they have no passphrase, and nobody signs in as one."""


def require_person(sign_in: str) -> None:
    """Raises `Incomplete` for a sign-in name that is kept for system actors."""
    if sign_in.strip().lower().startswith(SYSTEM_PREFIX):
        raise Incomplete(
            f"以 {SYSTEM_PREFIX} 开头的登录名留给系统账号，不能登录，也没有口令",
            rule="design §4",
            field="sign_in",
        )


class Basis(StrEnum):
    """Why a key or post is effective: two registrars, the founding act, or a restoring act."""

    REGISTRATION = "REGISTRATION"
    FOUNDING = "FOUNDING"
    RESTORATION = "RESTORATION"


class KeyState(StrEnum):
    """Where a key stands. Only VALID and RETIRING ones sign."""

    ENROLLED = "ENROLLED"
    VALID = "VALID"
    RETIRING = "RETIRING"
    RETIRED = "RETIRED"
    REVOKED = "REVOKED"


_SIGNING = (KeyState.VALID, KeyState.RETIRING)


class PostState(StrEnum):
    """Where a post stands. Only a HELD one acts."""

    GRANTED = "GRANTED"
    HELD = "HELD"
    ENDED = "ENDED"


@dataclass(frozen=True)
class Key:
    """A key of the officer: its state and who took the last step, for the two-person rule."""

    state: KeyState
    by: str | None
    answered: bool = False


@dataclass(frozen=True)
class Post:
    """岗位: a role held in an organ (None = for the whole archive)."""

    id: str
    role: Role
    organ: str | None
    title: str
    state: PostState
    by: str | None


def sign_in_claim(sign_in: str) -> tuple[str, str]:
    """Sign-in names are unique for ever, compared without case."""
    return "sign_in", sign_in.strip().lower()


def key_claim(key: str) -> tuple[str, str]:
    """A key is one officer's for ever, or the log's (电子签名法 art 13: exclusive)."""
    return "key", key


@REGISTRY.add
class Officer(CaseFile):
    """工作人员. Officers' names are official acts: kept clear here, shown to supervisors only."""

    PREFIX = "officer"

    class Enrolled(CaseFile.Event, CreatedEvent):
        """The officer joined the archive under a sign-in name."""

        TOPIC = "gongkai.officer.enrolled.v1"
        name: str
        sign_in: str

    class KeyEnrolled(CaseFile.Event):
        """A registrar vouches for a public key; `possession` is the key's own proof (hex)."""

        TOPIC = "gongkai.officer.key_enrolled.v1"
        algorithm: str
        basis: Basis
        key: str
        officer: str | None
        possession: str

    class KeyConfirmed(CaseFile.Event):
        """A second registrar confirms the key: from here on it signs."""

        TOPIC = "gongkai.officer.key_confirmed.v1"
        key: str
        officer: str

    class KeyRetired(CaseFile.Event):
        """A registrar retires a key in good order; it takes effect when confirmed."""

        TOPIC = "gongkai.officer.key_retired.v1"
        key: str
        officer: str

    class RetirementConfirmed(CaseFile.Event):
        """A second registrar confirms the retirement."""

        TOPIC = "gongkai.officer.retirement_confirmed.v1"
        key: str
        officer: str

    class KeyRevoked(CaseFile.Event):
        """The key is lost or compromised: it signs nothing from here on (电子签名法 art 15)."""

        TOPIC = "gongkai.officer.key_revoked.v1"
        cause: str
        key: str
        officer: str

    class RevocationConfirmed(CaseFile.Event):
        """A second person confirms the revocation."""

        TOPIC = "gongkai.officer.revocation_confirmed.v1"
        key: str
        officer: str

    class RevocationAnswered(CaseFile.Event):
        """A second person states what was wrong with the revocation; the key stays revoked."""

        TOPIC = "gongkai.officer.revocation_answered.v1"
        answer: str
        key: str
        officer: str

    class PostGranted(CaseFile.Event):
        """A registrar grants a post."""

        TOPIC = "gongkai.officer.post_granted.v1"
        basis: Basis
        officer: str | None
        organ: str | None
        post: str
        role: Role
        title: str

    class PostConfirmed(CaseFile.Event):
        """A second registrar confirms the post: from here on it is held."""

        TOPIC = "gongkai.officer.post_confirmed.v1"
        officer: str
        post: str

    class PostEnded(CaseFile.Event):
        """The post ended."""

        TOPIC = "gongkai.officer.post_ended.v1"
        officer: str
        post: str

    # Enrolment

    @classmethod
    def enrol(cls, *, name: str, sign_in: str) -> "Officer":
        """Enrol an officer; the sign-in name is claimed for ever. Raises `Incomplete`."""
        if not name.strip():
            raise Incomplete("工作人员必须有姓名", field="name")
        folded = sign_in.strip().lower()
        if not folded or not folded.isascii() or not folded.replace("_", "a").isalnum():
            raise Incomplete("登录名只能用小写字母、数字和下划线", field="sign_in")
        current_act().claims.append(sign_in_claim(sign_in))
        return cls._create(cls.Enrolled, name=name.strip(), sign_in=folded)

    @event(Enrolled)
    def __init__(self, *, name: str, sign_in: str) -> None:
        self.name = name
        self.sign_in = sign_in
        self.keys: dict[str, Key] = {}
        self.posts: dict[str, Post] = {}

    # Keys

    def enrol_key(
        self, *, log: str, key: str, possession: str, basis: Basis = Basis.REGISTRATION
    ) -> None:
        """Vouch for a key. Raises `Malformed`, `UnusableKey`, `Taken` for somebody else's key.

        Small-order and non-canonical keys are refused, so that no two verifiers can disagree; so
        is a key whose proof of possession fails. The key is claimed for ever.
        """
        if basis is Basis.REGISTRATION:
            self._require_other_than_self()
        public = unhex(key, 32, "key")
        require_usable_key(public)
        proof = unhex(possession, 64, "possession")
        if not verify(public, possession_bytes(log, self.id, public), proof):
            raise Malformed("密钥的持有证明不成立", rule="design §4", field="possession")
        if key in self.keys:
            raise WrongState("这把密钥已经登记过", field="key")
        current_act().claims.append(key_claim(key))
        self.trigger_event(
            self.KeyEnrolled,
            algorithm=ALGORITHM,
            basis=basis,
            key=key,
            officer=current_act().officer,
            possession=possession,
        )

    @event(KeyEnrolled)
    def _key_enrolled(self, basis: Basis, key: str, officer: str | None) -> None:
        state = KeyState.ENROLLED if basis is Basis.REGISTRATION else KeyState.VALID
        self.keys[key] = Key(state, officer)

    def confirm_key(self, key: str) -> None:
        """The second registrar's confirmation. Raises `SamePerson` for the first or the officer."""
        self._require_second(self._key_in(key, KeyState.ENROLLED).by)
        self._require_other_than_self()
        self.trigger_event(self.KeyConfirmed, key=key, officer=acting_officer())

    @event(KeyConfirmed)
    def _key_confirmed(self, key: str, officer: str) -> None:
        self.keys[key] = Key(KeyState.VALID, officer)

    def retire_key(self, key: str) -> None:
        """Retire a key in good order; effective when a second registrar confirms."""
        self._key_in(key, KeyState.VALID)
        self.trigger_event(self.KeyRetired, key=key, officer=acting_officer())

    @event(KeyRetired)
    def _key_retired(self, key: str, officer: str) -> None:
        self.keys[key] = Key(KeyState.RETIRING, officer)

    def confirm_retirement(self, key: str) -> None:
        """Confirm a retirement. Raises `SamePerson` for the registrar who began it."""
        self._require_second(self._key_in(key, KeyState.RETIRING).by)
        self.trigger_event(self.RetirementConfirmed, key=key, officer=acting_officer())

    @event(RetirementConfirmed)
    def _retirement_confirmed(self, key: str, officer: str) -> None:
        self.keys[key] = Key(KeyState.RETIRED, officer)

    def revoke_key(self, key: str, *, cause: str) -> None:
        """Revoke at once, by a registrar or the officer himself (电子签名法 art 15)."""
        self._key_in(key, KeyState.ENROLLED, KeyState.VALID, KeyState.RETIRING)
        if not cause.strip():
            raise Incomplete("必须写明撤销密钥的原因", field="cause")
        self.trigger_event(self.KeyRevoked, cause=cause, key=key, officer=acting_officer())

    @event(KeyRevoked)
    def _key_revoked(self, key: str, officer: str) -> None:
        self.keys[key] = Key(KeyState.REVOKED, officer)

    def confirm_revocation(self, key: str) -> None:
        """A second registrar confirms the revocation."""
        self._require_unanswered(key)
        self.trigger_event(self.RevocationConfirmed, key=key, officer=acting_officer())

    @event(RevocationConfirmed)
    def _revocation_confirmed(self, key: str) -> None:
        self.keys[key] = replace(self.keys[key], answered=True)

    def answer_revocation(self, key: str, *, answer: str) -> None:
        """A second registrar says what was wrong with a revocation; a revoked key never revives."""
        self._require_unanswered(key)
        if not answer.strip():
            raise Incomplete("必须写明对撤销的答复", field="answer")
        self.trigger_event(
            self.RevocationAnswered, answer=answer, key=key, officer=acting_officer()
        )

    @event(RevocationAnswered)
    def _revocation_answered(self, key: str) -> None:
        self.keys[key] = replace(self.keys[key], answered=True)

    # Posts

    def grant_post(
        self,
        *,
        role: Role,
        organ: str | None,
        title: str,
        basis: Basis = Basis.REGISTRATION,
    ) -> str:
        """Grant a post and return its id. Archive-wide roles have no organ, the others need one."""
        if (organ is None) is not (role in ARCHIVE_WIDE):
            need = "不属于任何机关" if role in ARCHIVE_WIDE else "必须属于一个机关"
            raise Incomplete(f"岗位“{role.chinese}”{need}", field="organ")
        if basis is Basis.REGISTRATION:
            self._require_other_than_self()
        post = f"post:{current_act().new_id()}"
        self._post_granted(
            basis=basis,
            officer=current_act().officer,
            organ=organ,
            post=post,
            role=role,
            title=title.strip() or role.chinese,
        )
        return post

    @event(PostGranted)
    def _post_granted(
        self,
        basis: Basis,
        officer: str | None,
        organ: str | None,
        post: str,
        role: Role,
        title: str,
    ) -> None:
        state = PostState.GRANTED if basis is Basis.REGISTRATION else PostState.HELD
        self.posts[post] = Post(post, role, organ, title, state, officer)

    def confirm_post(self, post: str) -> None:
        """The second registrar's confirmation of a post."""
        granted = self._post_in(post, PostState.GRANTED)
        self._require_second(granted.by)
        self._require_other_than_self()
        self.trigger_event(self.PostConfirmed, officer=acting_officer(), post=post)

    @event(PostConfirmed)
    def _post_confirmed(self, officer: str, post: str) -> None:
        self.posts[post] = replace(self.posts[post], state=PostState.HELD, by=officer)

    def end_post(self, post: str) -> None:
        """End a post; acts signed in it afterwards are refused."""
        self._post_in(post, PostState.GRANTED, PostState.HELD)
        self.trigger_event(self.PostEnded, officer=acting_officer(), post=post)

    @event(PostEnded)
    def _post_ended(self, officer: str, post: str) -> None:
        self.posts[post] = replace(self.posts[post], state=PostState.ENDED, by=officer)

    # What others ask

    def require_valid_key(self, key: str) -> None:
        """Raises `KeyNotValid` unless the officer may sign with this key now."""
        held = self.keys.get(key)
        if held is None or held.state not in _SIGNING:
            state = "没有登记" if held is None else f"状态为 {held.state}"
            raise KeyNotValid(f"{self.sign_in} 的签名密钥现在不能使用（{state}）", rule="design §4")

    def require_held_post(self, post: str) -> Post:
        """The post. Raises `PostNotHeld` unless it is confirmed and not ended."""
        held = self.posts.get(post)
        if held is None:
            raise PostNotHeld(f"{self.sign_in} 没有这个岗位，不能办理", field="post")
        if held.state is not PostState.HELD:
            why = "尚待第二名登记员确认" if held.state is PostState.GRANTED else "已经终止"
            raise PostNotHeld(f"{self.sign_in} 的岗位{why}，不能办理", field="post")
        return held

    def valid_keys(self) -> frozenset[str]:
        """The keys he may sign with now, hex."""
        return frozenset(key for key, held in self.keys.items() if held.state in _SIGNING)

    def held_posts(self) -> tuple[Post, ...]:
        """The posts he may act in now."""
        return tuple(post for post in self.posts.values() if post.state is PostState.HELD)

    def is_able_registrar(self) -> bool:
        """Whether he could act as registrar now: holds the post and a key that signs."""
        return any(post.role is Role.REGISTRAR for post in self.held_posts()) and any(
            key.state in _SIGNING for key in self.keys.values()
        )

    # Rules

    def _key_in(self, key: str, *states: KeyState) -> Key:
        held = self.keys.get(key)
        if held is None:
            raise NotFound(f"{self.sign_in} 没有这把密钥", field="key")
        if held.state not in states:
            raise WrongState(f"密钥现在的状态是 {held.state}，不能这样办理", field="key")
        return held

    def _post_in(self, post: str, *states: PostState) -> Post:
        held = self.posts.get(post)
        if held is None:
            raise NotFound(f"{self.sign_in} 没有这个岗位", field="post")
        if held.state not in states:
            raise WrongState(f"岗位现在的状态是 {held.state}，不能这样办理", field="post")
        return held

    def _require_unanswered(self, key: str) -> None:
        held = self._key_in(key, KeyState.REVOKED)
        if held.answered:
            raise WrongState("这次撤销已经有第二人确认或答复", field="key")
        self._require_second(held.by)

    def _require_second(self, first: str | None) -> None:
        if acting_officer() == first:
            raise SamePerson("登记与确认必须由两名登记员分别办理", rule="design §4")

    def _require_other_than_self(self) -> None:
        if acting_officer() == self.id:
            raise SamePerson("不能为自己登记或确认密钥和岗位", rule="design §4")


def acting_officer() -> str:
    """The officer who acts. Raises `Incomplete` for an act nobody in particular signs."""
    officer = current_act().officer
    if officer is None:
        raise Incomplete("这一步必须由一名工作人员办理", field="officer")
    return officer
