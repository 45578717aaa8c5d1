"""The parts of an application as events hold them: people, matters, proofs, each word sealed."""

from dataclasses import dataclass

from domain.disclosure import ContentStore
from domain.errors import Incomplete
from domain.letter_characters import require_seen
from domain.personal import PersonalData, Sealed, place_of
from domain.requests.acts.attached import PROOF, neutral
from domain.requests.applicant import Applicant, IdentityKind, Matter, Proxy
from domain.requests.evidence import Evidence
from domain.requests.given import GivenApplicant, GivenEvidence, GivenMatter, GivenProxy

MOST_TEXT = 5000
"""Of one text that somebody writes, in characters."""


@dataclass(frozen=True)
class Applying:
    """Seals what stands in one event of a case: `event` is the id that it will get."""

    persons: PersonalData
    contents: ContentStore
    case: str
    event: str

    def seal(self, key: str, member: str, text: str) -> Sealed:
        """Seal a text for a member of the event.

        Raises `Incomplete` if it is empty, too long, or holds characters that nobody can see.
        """
        if not text.strip():
            raise Incomplete("请填写", field=member)
        require_seen(text, member)
        if len(text) > MOST_TEXT:
            raise Incomplete(f"不超过 {MOST_TEXT} 字", field=member)
        return self.persons.seal(key, place_of(self.event, member), text.strip())

    def maybe(self, key: str, member: str, text: str) -> Sealed | None:
        """As `seal`, None for an empty text."""
        return self.seal(key, member, text) if text.strip() else None

    def evidence(self, given: GivenEvidence) -> Evidence:
        """A proof with its scan kept, under a name that names nobody."""
        require_seen(given.note, "evidence.note")
        scan = None if given.scan is None else self.contents.keep(neutral([given.scan], PROOF))
        return Evidence(given.kind, given.note.strip(), scan)

    def applicant(self, member: str, given: GivenApplicant) -> Applicant:
        """An applicant under his own key; his identity number is remembered for the desk.

        A paper may come without an identity (`IdentityKind.NONE`): that is a defect to be mended.
        """
        person = given.person or self.persons.new_person()
        key = self.persons.data_key(person, self.case)
        identity = None
        if given.identity_kind is not IdentityKind.NONE:
            identity = self.seal(key, f"{member}.identity", given.identity)
            self.persons.remember_identity(person, given.identity)
        return Applicant(
            person=person,
            category=given.category,
            identity_kind=given.identity_kind,
            name=self.seal(key, f"{member}.name", given.name),
            identity=identity,
            telephone=self.maybe(key, f"{member}.telephone", given.telephone),
            mail=self.maybe(key, f"{member}.mail", given.mail),
            address=self.maybe(key, f"{member}.address", given.address),
            contact=self.maybe(key, f"{member}.contact", given.contact),
        )

    def proxy(self, given: GivenProxy | None) -> Proxy | None:
        """A proxy under a key of his own."""
        if given is None:
            return None
        person = self.persons.new_person()
        key = self.persons.data_key(person, self.case)
        return Proxy(
            person=person,
            name=self.seal(key, "proxy.name", given.name),
            identity=self.seal(key, "proxy.identity", given.identity),
            telephone=self.maybe(key, "proxy.telephone", given.telephone),
            authority=self.evidence(given.authority),
        )

    def matter(self, key: str, member: str, number: int, given: GivenMatter) -> Matter:
        """A matter in the applicant's words."""
        return Matter(
            number,
            self.seal(key, f"{member}.description", given.description),
            self.maybe(key, f"{member}.feature", given.feature),
        )
