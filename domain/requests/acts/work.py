"""One command under way: what it seals, keeps and prints for the events it will trigger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.archive import Desk
from domain.casefile import CaseFile
from domain.disclosure import ContentStore
from domain.errors import Incomplete, WrongState
from domain.letter_characters import printable
from domain.letters import LetterKind, Paper, Printer, Template, compose
from domain.organ import Organ
from domain.permissions import Role
from domain.personal import PersonalData, Sealed
from domain.requests.acts.applying import Applying
from domain.requests.acts.attached import neutral
from domain.requests.acts.papers import issue_paper
from domain.requests.acts.unsealed import Silent, opened
from domain.requests.applicant import Applicant, IdentityKind, Matter
from domain.requests.counting import Rules
from domain.requests.evidence import Evidence
from domain.requests.given import (
    GivenContact,
    GivenDispatch,
    GivenEvidence,
    GivenLetter,
    GivenMatter,
    GivenParticulars,
)
from domain.requests.letters import TO_APPLICANT, Addressee, Dispatch, Letter
from domain.requests.request import InformationRequest
from domain.requests.writing import (
    Known,
    Reader,
    facts_of_case,
    facts_of_organ,
    number_of,
    template_of,
)

_NOBODY = ("本人", "同上", "申请人")
"""Written for the contact of an applicant where he himself is meant."""


@dataclass
class Work:
    """One command under way: the desk, the case, and what seals, keeps and prints for it."""

    desk: Desk
    case: InformationRequest
    persons: PersonalData
    contents: ContentStore
    printer: Printer
    rules: Rules
    made: list[CaseFile] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.desk.act.today

    @property
    def online(self) -> bool:
        """Whether the applicant himself acts, through the online intake."""
        return self.desk.post is not None and self.desk.post.role is Role.INTAKE

    @property
    def parts(self) -> Applying:
        """What seals for the next event of the case."""
        event = self.desk.act.reserve(self.case.id, self.case.version + 1)
        return Applying(self.persons, self.contents, self.case.id, event)

    @property
    def key(self) -> str:
        """The data key of the first applicant: what is said about the request is sealed with it.

        Raises `WrongState` for a request taken over, which holds nobody's data.
        """
        if not self.case.applicants:
            raise WrongState("旧系统办结的申请没有申请人信息，不能这样办理", field="state")
        return self.case.applicants[0].name.key

    def seal(self, member: str, text: str) -> Sealed:
        """Seal a text for a member of the next event of the case. Raises `Incomplete` if empty."""
        return self.seal_with(self.key, member, text)

    def seal_with(self, key: str, member: str, text: str) -> Sealed:
        """As `seal`, under another person's key."""
        return self.parts.seal(key, member, text)

    def maybe(self, member: str, text: str) -> Sealed | None:
        """As `seal`, None for an empty text."""
        return self.seal(member, text) if text.strip() else None

    def evidence(self, given: GivenEvidence) -> Evidence:
        """A proof with its scan kept."""
        return self.parts.evidence(given)

    def matter(self, number: int, given: GivenMatter, member: str) -> Matter:
        """A matter in the applicant's words, as it stands from the next event on."""
        return self.parts.matter(self.key, member, number, given)

    def reached(self, one: Applicant, given: GivenContact, member: str) -> Applicant:
        """An applicant as he is, reached in another way; sealed anew for where he now stands."""
        parts, key = self.parts, one.name.key
        identity = one.identity
        if identity is not None:
            identity = parts.seal(key, f"{member}.identity", self.persons.open(identity))
        return replace(
            one,
            name=parts.seal(key, f"{member}.name", self.persons.open(one.name)),
            identity=identity,
            telephone=parts.maybe(key, f"{member}.telephone", given.telephone),
            mail=parts.maybe(key, f"{member}.mail", given.mail),
            address=parts.maybe(key, f"{member}.address", given.address),
            contact=parts.maybe(key, f"{member}.contact", given.contact),
        )

    def mended(self, one: Applicant, given: GivenParticulars, member: str) -> Applicant:
        """An applicant as he stands after he mended what he gave of himself, sealed anew.

        Raises `Incomplete` for an identity without its kind, or a kind without a number.
        """
        kind = given.identity_kind or one.identity_kind
        if (given.identity_kind in (None, IdentityKind.NONE)) is bool(given.identity.strip()):
            raise Incomplete(
                "身份证明须有种类和号码", rule="条例 art 29(1)", field=f"{member}.identity"
            )
        if given.identity.strip():
            self.persons.remember_identity(one.person, given.identity)
        parts, key = self.parts, one.name.key

        def stands(name: str, told: str, before: Sealed | None) -> Sealed | None:
            known = "" if before is None or told.strip() else self.persons.open(before)
            return parts.maybe(key, f"{member}.{name}", told.strip() or known)

        return replace(
            one,
            identity_kind=kind,
            name=stands("name", given.name, one.name) or one.name,
            identity=stands("identity", given.identity, one.identity),
            telephone=stands("telephone", given.telephone, one.telephone),
            mail=stands("mail", given.mail, one.mail),
            address=stands("address", given.address, one.address),
            contact=stands("contact", given.contact, one.contact),
        )

    def dispatch(self, given: GivenDispatch | None) -> Dispatch | None:
        """A dispatch with its proof kept."""
        if given is None:
            return None
        return Dispatch(given.on, given.way, self.evidence(given.evidence))

    def organ(self) -> Organ:
        """The organ of the case."""
        return self.desk.load(Organ, self.case.organ)

    def known(self) -> Known:
        """The case in clear, for its letters. Raises `Erased`."""
        if not self.case.applicants:
            raise WrongState("旧系统办结的申请没有申请人信息，不能发出文书", field="state")
        names = [self.persons.open(one.name) for one in self.case.applicants]
        pronoun = "你们" if len(names) > 1 else "你"
        if len(names) == 1 and not self.case.applicants[0].category.natural:
            pronoun = "你单位"
        return Known(
            Reader("、".join(names), pronoun),
            {
                number: self.persons.open(matter.description)
                for number, matter in sorted(self.case.matters.items())
            },
        )

    def number(self) -> str:
        """The registration number as printed."""
        return number_of(self.case, self.organ())

    def letter(
        self,
        kind: LetterKind,
        key: str,
        given: GivenLetter,
        *,
        facts: dict[str, str] | None = None,
        told_due: date | None = None,
        addressee: Addressee = TO_APPLICANT,
        reader: Reader | None = None,
        remedies: Sequence[str] = (),
        paper: Callable[[Template, dict[str, str], Known], Paper] | None = None,
    ) -> Letter:
        """Compose, number, print and keep a letter; one sent on paper is only stated."""
        identity = f"letter:{self.desk.act.new_id()}"
        if given.on_paper is not None:
            scan = None
            if given.scan is not None:
                title = template_of(self.rules.law, key, self.today).title
                scan = self.contents.keep(neutral([given.scan], title))
            return Letter(identity, kind, None, given.on_paper, addressee, scan, told_due)
        law, organ = self.rules.law, self.organ()
        if reader is not None:
            self._require_silent(given.edited)

        def composed(template: Template, base: dict[str, str]) -> Paper:
            return self._composed(
                template, {**base, **(facts or {})}, given, reader, remedies, paper
            )

        made = issue_paper(self.desk, organ, law, key, self.contents, self.printer, composed)
        return Letter(identity, kind, made.number, self.today, addressee, made.content, told_due)

    def _require_silent(self, edited: Mapping[str, str]) -> None:
        """A letter to anybody else does not tell who applied (条例 art 32).

        Neither by name nor by what finds him: identity, telephone, mail, address. Raises
        `Incomplete` naming the field that an officer wrote it in.
        """
        applicants, proxy = self.case.applicants, self.case.proxy
        called = opened(
            self.persons,
            [
                *(one.name for one in applicants),
                *(one.contact for one in applicants),
                *([] if proxy is None else [proxy.name]),
            ],
        )
        ways = [
            way
            for one in applicants
            for way in (one.identity, one.telephone, one.mail, one.address)
        ]
        ways += [] if proxy is None else [proxy.identity, proxy.telephone]
        silent = Silent([one for one in called if one not in _NOBODY], opened(self.persons, ways))
        for name, text in edited.items():
            if silent.broken_by(text):
                raise Incomplete(
                    "这份文书不是给申请人的，不得写明申请人的姓名、证件号码或者联系方式",
                    rule="条例 art 32；个人信息保护法 art 6",
                    field=name,
                )

    def _composed(
        self,
        template: Template,
        base: dict[str, str],
        given: GivenLetter,
        reader: Reader | None,
        remedies: Sequence[str],
        paper: Callable[[Template, dict[str, str], Known], Paper] | None,
    ) -> Paper:
        """A letter of the case, to the applicant or to another reader."""
        organ, known = self.organ(), self.known()
        if reader is None:
            base = {**facts_of_case(self.case, organ, self.number(), known, self.today), **base}
            base["you"] = known.applicant.pronoun
        else:
            base = {**facts_of_organ(organ), **base, "you": reader.pronoun}
            base[template.audience.value] = reader.named
        base = printable(base, self.printer.lacks)
        known = replace(known, matters=printable(known.matters, self.printer.lacks))
        if paper is None:
            return compose(template, base, given.edited, remedies)
        return paper(template, base, known)
