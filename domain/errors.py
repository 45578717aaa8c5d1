"""Refusals, in the words of the domain: each says which rule was broken and what to do instead."""


class Refusal(Exception):
    """The archive refuses; nothing was written.

    `rule` names the article, specification clause or design rule behind the refusal; `field` the
    member of the input that caused it, when there is one.
    """

    def __init__(self, message: str, *, rule: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.field = field


class Malformed(Refusal):
    """Data that is not of the form it must have: bytes, members, types or values."""


class UnknownEvent(Malformed):
    """A stored event whose name is not in the registry; its text is never resolved to code."""


class NotActing(Refusal):
    """Something was to be saved without an acting officer, or twice in one act."""


class NotFound(Refusal):
    """No case file, post, key or version with this id."""


class NotPermitted(Refusal):
    """The permission table does not allow this role this action in this state."""


class PostNotHeld(Refusal):
    """The officer does not hold this post now: unconfirmed, ended, or somebody else's."""


class KeyNotValid(Refusal):
    """The signing key is not valid now: unconfirmed, retired, revoked, or not the officer's."""


class SamePerson(Refusal):
    """Separation of duties: two steps that need two people were taken by one."""


class NotReviewed(Refusal):
    """No concluded secrecy review clears this content (保密法实施条例 art 42: 先审查、后公开)."""


class ReviewOutdated(NotReviewed):
    """The secrecy review looked at another content than the one to be approved or published."""


class NotApproved(Refusal):
    """The head has not signed this version (签发)."""


class NotPublic(Refusal):
    """The openness of the record forbids publishing it."""


class Erased(Refusal):
    """Personal data whose key was destroyed (个人信息保护法 art 47): nothing can bring it back."""


class WrongState(Refusal):
    """The case file is in a state in which this act makes no sense."""


class Incomplete(Refusal):
    """A member that the document kind or the act requires is empty or malformed."""


class Conflict(Refusal):
    """Another act moved a case file that this act stands on; the command may be run again."""


class StaleVersion(Conflict):
    """The case file is no longer at the version the caller saw (If-Match)."""


class Taken(Refusal):
    """A value that must be unique is already claimed, for ever."""


class KeyReused(Refusal):
    """An idempotency key was used before with another command."""


class AlreadyDone(Refusal):
    """A command of the save is known already: nothing was written, `known` holds the known keys."""

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__("这些指令已经办理过", rule="idempotency")
        self.known = known


class Busy(Refusal):
    """The journal was locked by another writer for too long; the same bytes may be sent again."""


class SignInRefused(Refusal):
    """Wrong name, passphrase, code or session: always the same words, so that nothing is told."""
