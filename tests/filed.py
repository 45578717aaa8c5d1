"""Applications filed in a town, sealed as the desk seals them: for the tests of receipts."""

from dataclasses import dataclass
from datetime import timedelta

from domain.archive import Caller, Desk
from domain.casefile import CaseFile
from domain.content import Content
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.notes import vkey
from domain.numbering import Number, take_number
from domain.permissions import Role
from domain.personal import Sealed, place_of
from domain.requests.applicant import Applicant, FilingChannel, IdentityKind, Matter, Proxy
from domain.requests.evidence import RECORDED, Evidence, EvidenceKind
from domain.requests.request import InformationRequest
from ops.founding import founding_hash
from ops.persons import Persons
from ops.receipts import filing_receipt
from projections.published_log import PublishedLog
from tests.audited import publish_log
from tests.town import ORIGIN, Town

MATTERS = ("2026 年公租房分配名册", "“一户一策”的\n批复")
ASSISTANCE = "行动不便，希望上门"
SIGNED = Evidence(EvidenceKind.SIGNATURE, "登记簿第 3 页", None)


@dataclass(frozen=True)
class Filed:
    """A filed request: its id, who filed, the keys of persons, and how to get a receipt."""

    town: Town
    keys: Persons
    request: str
    persons: tuple[str, ...]
    proxy: str

    @property
    def vkey(self) -> str:
        """The log's verifier key."""
        return vkey(ORIGIN, self.town.log_key.public_key)

    @property
    def founding(self) -> str:
        """The founding hash."""
        return founding_hash(self.town.journal)

    def receipt(self, person: str | None = None) -> str:
        """The receipt of one of them, the first if none is named."""
        return filing_receipt(
            self.town.journal,
            PublishedLog(self.town.home / "log"),
            self.keys,
            self.vkey,
            self.request,
            person or self.persons[0],
        )


def name_of(number: int) -> str:
    """The name the applicant of this number gave."""
    return f"赵{'一二三四五'[number]}"


def identity_of(number: int) -> str:
    """The identity number the applicant of this number gave."""
    return f"41030019800101{number}"


def open_keys(town: Town) -> Persons:
    """The keys of the town's persons."""
    return Persons(town.home / "secrets.db", ORIGIN, town.contents.secret)


def clerk_of(town: Town) -> Caller:
    """A clerk of the housing organ."""
    return town.enrol_officer("受理员", (Role.CLERK, town.housing.organ))


def file_request(
    town: Town,
    keys: Persons,
    *,
    applicants: int = 1,
    clerk: Caller | None = None,
    disputed: bool = False,
    first_matter: str = MATTERS[0],
    attachments: Content | None = None,
    proof: Evidence = SIGNED,
    published: bool = True,
) -> Filed:
    """File at the desk for so many applicants and a proxy; `disputed` adds an event to the act."""
    persons = tuple(keys.new_person() for _ in range(applicants))
    proxy = keys.new_person()
    for number, person in enumerate(persons):
        keys.remember_identity(person, identity_of(number))
    made: list[str] = []

    def decide(desk: Desk) -> list[CaseFile]:
        request = InformationRequest.create_id()
        event = desk.act.reserve(request, 1)
        desk.require("request.file", organ=town.housing.organ)

        def seal(person: str, member: str, value: str) -> Sealed:
            return keys.seal(keys.data_key(person, request), place_of(event, member), value)

        people = tuple(
            Applicant(
                person=person,
                category=ApplicantCategory.NATURAL_PERSON,
                identity_kind=IdentityKind.ID_CARD,
                name=seal(person, f"applicants.{number}.name", name_of(number)),
                identity=seal(person, f"applicants.{number}.identity", identity_of(number)),
                telephone=seal(person, f"applicants.{number}.telephone", f"1390000000{number}"),
                mail=None,
                address=None,
                contact=None,
            )
            for number, person in enumerate(persons)
        )
        matters = tuple(
            Matter(number + 1, seal(persons[0], f"matters.{number}.description", text), None)
            for number, text in enumerate((first_matter, *MATTERS[1:]))
        )
        serial = take_number(desk, town.housing.organ, desk.act.today.year, "request")
        case = InformationRequest.file(
            id=request,
            organ=town.housing.organ,
            number=Number("request", serial, desk.act.today.year),
            channel=FilingChannel.IN_PERSON,
            applicants=people,
            proxy=Proxy(
                proxy,
                seal(proxy, "proxy.name", "钱代理"),
                seal(proxy, "proxy.identity", "410300197001010011"),
                None,
                SIGNED,
            ),
            matters=matters,
            form=ProvisionForm.PAPER,
            route=ProvisionRoute.POST,
            assistance=seal(persons[0], "assistance", ASSISTANCE),
            attachments=attachments,
            arrived_on=desk.act.today,
            arrived_time=None,
            arrival_evidence=RECORDED,
            received_on=None,
            receipt_evidence=proof,
        )
        if disputed:
            earlier = desk.act.today - timedelta(days=1)
            case.dispute_receipt(claimed_on=earlier, statement=None, evidence=SIGNED)
        made.append(request)
        return [case]

    town.app.perform(clerk or clerk_of(town), decide)
    if published:
        publish_log(town)
    return Filed(town, keys, made[-1], persons, proxy)
