"""Commands of the registrars: organs, officers, posts and keys (design §4, Keys)."""

from dataclasses import dataclass

from domain.archive import ArchiveApplication, Caller, Desk, Recorded
from domain.canonical import decode
from domain.casefile import CaseFile
from domain.errors import NotPermitted
from domain.officer import Officer
from domain.organ import Guide, Organ, OrganKind
from domain.permissions import Role


@dataclass(frozen=True)
class Registration:
    """登记: each method is one act of a registrar and returns what it recorded."""

    archive: ArchiveApplication

    def enrol_organ(
        self,
        caller: Caller,
        *,
        name: str,
        short_name: str = "",
        aliases: tuple[str, ...] = (),
        kind: OrganKind = OrganKind.ORGAN,
        code: str = "",
    ) -> Recorded:
        """Enrol an organ. Raises `Taken` when the name is enrolled already."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("organ.enrol", organ=None)
            return [
                Organ.enrol(name=name, short_name=short_name, aliases=aliases, kind=kind, code=code)
            ]

        return self.archive.perform(caller, decide)

    def state_guide(
        self, caller: Caller, organ: str, guide: Guide, expected: int | None = None
    ) -> Recorded:
        """State an organ's disclosure guide (条例 art 12)."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("organ.state_guide", organ=None)
            found = desk.load(Organ, organ, expected)
            found.state_guide(guide)
            return [found]

        return self.archive.perform(caller, decide)

    def enrol_officer(self, caller: Caller, *, name: str, sign_in: str) -> Recorded:
        """Enrol an officer. Raises `Taken` when the sign-in name was ever used."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.enrol", organ=None)
            return [Officer.enrol(name=name, sign_in=sign_in)]

        return self.archive.perform(caller, decide)

    def enrol_key(
        self,
        caller: Caller,
        officer: str,
        *,
        key: str,
        possession: str,
        expected: int | None = None,
    ) -> Recorded:
        """Vouch for an officer's key, hex, with its proof of possession, hex."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.enrol_key", organ=None)
            found = desk.load(Officer, officer, expected)
            found.enrol_key(log=self.archive.origin, key=key, possession=possession)
            return [found]

        return self.archive.perform(caller, decide)

    def confirm_key(
        self, caller: Caller, officer: str, key: str, expected: int | None = None
    ) -> Recorded:
        """The second registrar's confirmation of a key."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.confirm_key", organ=None)
            found = desk.load(Officer, officer, expected)
            found.confirm_key(key)
            return [found]

        return self.archive.perform(caller, decide)

    def retire_key(
        self, caller: Caller, officer: str, key: str, expected: int | None = None
    ) -> Recorded:
        """Retire a key in good order."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.retire_key", organ=None)
            found = desk.load(Officer, officer, expected)
            found.retire_key(key)
            return [found]

        return self.archive.perform(caller, decide)

    def confirm_retirement(
        self, caller: Caller, officer: str, key: str, expected: int | None = None
    ) -> Recorded:
        """The second registrar's confirmation of a retirement."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.confirm_retirement", organ=None)
            found = desk.load(Officer, officer, expected)
            found.confirm_retirement(key)
            return [found]

        return self.archive.perform(caller, decide)

    def revoke_key(
        self, caller: Caller, officer: str, key: str, *, cause: str, expected: int | None = None
    ) -> Recorded:
        """Revoke a key at once: a registrar any key, every officer his own (电子签名法 art 15)."""

        def decide(desk: Desk) -> list[CaseFile]:
            if officer != caller.officer:
                desk.require("officer.revoke_key", organ=None)
            found = desk.load(Officer, officer, expected)
            found.revoke_key(key, cause=cause)
            return [found]

        return self.archive.perform(caller, decide)

    def confirm_revocation(
        self, caller: Caller, officer: str, key: str, expected: int | None = None
    ) -> Recorded:
        """A second registrar confirms a revocation."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.confirm_revocation", organ=None)
            found = desk.load(Officer, officer, expected)
            found.confirm_revocation(key)
            return [found]

        return self.archive.perform(caller, decide)

    def answer_revocation(
        self, caller: Caller, officer: str, key: str, *, answer: str, expected: int | None = None
    ) -> Recorded:
        """A second registrar answers a revocation; the key stays revoked."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.answer_revocation", organ=None)
            found = desk.load(Officer, officer, expected)
            found.answer_revocation(key, answer=answer)
            return [found]

        return self.archive.perform(caller, decide)

    def grant_post(
        self,
        caller: Caller,
        officer: str,
        *,
        role: Role,
        organ: str | None,
        title: str,
        expected: int | None = None,
    ) -> Recorded:
        """Grant a post; `granted_post` reads its id from the result."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.grant_post", organ=None)
            if organ is not None:
                desk.load(Organ, organ)
            found = desk.load(Officer, officer, expected)
            found.grant_post(role=role, organ=organ, title=title)
            return [found]

        return self.archive.perform(caller, decide)

    def confirm_post(
        self, caller: Caller, officer: str, post: str, expected: int | None = None
    ) -> Recorded:
        """The second registrar's confirmation of a post."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.confirm_post", organ=None)
            found = desk.load(Officer, officer, expected)
            found.confirm_post(post)
            return [found]

        return self.archive.perform(caller, decide)

    def end_post(
        self, caller: Caller, officer: str, post: str, expected: int | None = None
    ) -> Recorded:
        """End a post. A registrar cannot end his own: somebody must stay answerable for it."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("officer.end_post", organ=None)
            if officer == caller.officer:
                raise NotPermitted("不能终止自己的岗位，请另一名登记员办理", rule="design §4")
            found = desk.load(Officer, officer, expected)
            found.end_post(post)
            return [found]

        return self.archive.perform(caller, decide)


def granted_post(recorded: Recorded) -> str:
    """The id of the post that `grant_post` granted."""
    return str(decode(recorded.events[0].state)["post"])
