"""The counter of an organ: clerk, intake, and all that handling a request needs, on disk.

A `Counter` stands beside a `Town`: it adds a clerk and the online intake, states the organ's guide
and remedy bodies, and gives short names to the acts that stories are told with.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from domain.act import BEIJING
from domain.archive import Caller
from domain.content import ClearPart
from domain.law.law import row_text
from domain.law.profile import ApplicantCategory, OrganMark, ProvisionForm, ProvisionRoute
from domain.law.remedies import RemedyBodies
from domain.lawmaking import Lawmaking
from domain.organ import Guide
from domain.permissions import Role
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.evidence import EvidenceKind
from domain.requests.given import (
    BY_SYSTEM,
    NOTHING,
    Application,
    GivenApplicant,
    GivenDispatch,
    GivenEvidence,
    GivenLetter,
    GivenMatter,
    GivenOutcome,
)
from domain.requests.handling import Handling
from domain.requests.letters import DispatchWay
from domain.requests.request import InformationRequest
from domain.review import Decision
from ops.persons import Persons
from ops.printing import TypstPrinter
from tests.town import CHECKED, Town

REGULATION = date(2019, 5, 15)
GUIDE = Guide(
    "政府信息公开办公室", "清河县人民路 1 号", "工作日 9:00-17:00", "0000-1234567", "", ""
)
ZHANG = GivenApplicant(
    ApplicantCategory.NATURAL_PERSON,
    IdentityKind.ID_CARD,
    "张惠兰",
    "990126199001011236",
    telephone="13900000001",
    address="清河县东街 8 号",
)
SIGNED = GivenEvidence(EvidenceKind.SIGNATURE, "回执存卷")


def application(**members: Any) -> Application:
    """A complete application at the desk; `members` replaces some of it."""
    given: dict[str, Any] = {
        "channel": FilingChannel.IN_PERSON,
        "applicants": (ZHANG,),
        "matters": (GivenMatter("2025 年公租房分配方案及轮候名单"),),
        "form": ProvisionForm.PAPER,
        "route": ProvisionRoute.POST,
        "arrived_on": None,
        "arrival_evidence": BY_SYSTEM,
        "receipt_evidence": SIGNED,
    }
    return Application(**(given | members))


class Counter:
    """The housing organ's counter."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.organ = town.housing.organ
        self.persons = Persons(town.home / "secrets.db", town.origin, town.contents.secret)
        self.printer = TypstPrinter()
        self.handling = Handling(town.app, town.contents, self.persons, self.printer)
        self.lawmaking = Lawmaking(town.app)
        self.drafter = town.housing.drafter
        self.reviewer = town.housing.reviewer
        self.approver = town.housing.approver
        self.clerk: Caller
        self.intake: Caller
        self.secrecy: Caller

    def open(self) -> "Counter":
        """Enrol the counter's people and state what letters must name."""
        registrar = self.town.registrars[0]
        self.clerk = self.town.enrol_officer("申请受理员", (Role.CLERK, self.organ))
        self.secrecy = self.town.enrol_officer("保密审查员", (Role.REVIEWER, self.organ))
        self.intake = self.town.enrol_officer("网上收件", (Role.INTAKE, None))
        self.town.registration.state_guide(registrar, self.organ, GUIDE)
        for row in (
            RemedyBodies("*", REGULATION, "县政府公告", "清河县人民政府", "清河县人民法院"),
            OrganMark(self.organ, REGULATION, "公文代字表", "清住建"),
        ):
            self.lawmaking.correct(
                registrar, type(row).TABLE, row_text(row), reason="建档", source=row.source
            )
        return self

    @property
    def today(self) -> date:
        """The legal day of the next act."""
        return self.town.clock.time.astimezone(BEIJING).date()

    def pass_days(self, days: int) -> date:
        """Let calendar days go by; the new day."""
        self.town.clock.advance(days=days)
        return self.today

    def pass_working_days(self, days: int) -> date:
        """Let working days go by; the new day."""
        calendar = self.handling.rules().calendar
        while days:
            self.town.clock.advance(days=1)
            days -= calendar.is_working_day(self.today)
        return self.today

    def load(self, request: str) -> InformationRequest:
        """The case as it is, under the law as it is."""
        return self.town.app.load(InformationRequest, request).under(self.handling.rules())

    def file(self, **members: Any) -> str:
        """File an application at the desk today; the request's id."""
        given = application(**members)
        if given.arrived_on is None:
            given = replace(given, arrived_on=self.today)
        online = given.channel is FilingChannel.ONLINE
        if online:
            given = replace(given, receipt_evidence=NOTHING)
        caller = self.intake if online else self.clerk
        return self.handling.file(caller, self.organ, given).stream

    def sent(self, way: DispatchWay = DispatchWay.POST) -> GivenDispatch:
        """Sent today by registered post."""
        slip = GivenEvidence(EvidenceKind.COURIER_SLIP, "EMS 0001")
        return GivenDispatch(self.today, way, slip)

    def letter(self, **edited: str) -> GivenLetter:
        """A letter with these fields, sent today."""
        return GivenLetter(edited=edited, dispatch=self.sent())

    def clarify(self, request: str, period: int = 10) -> str:
        """Ask once for what is missing; the letter's id."""
        self.handling.request_clarification(
            self.drafter,
            request,
            defects=[("description", "请写明所需信息的名称、文号或者其他特征")],
            period=period,
            letter=self.letter(send_to="清河县人民路 1 号"),
        )
        return self.load(request).clarifications[-1].letter

    def deliver(self, request: str, letter: str) -> None:
        """The addressee signed for a letter today."""
        self.handling.deliver(self.clerk, request, letter, on=self.today, evidence=SIGNED)

    def reply(self, request: str, *outcomes: GivenOutcome, given: str = "") -> str:
        """Draft, review and sign a reply, sent today; the letter's id."""
        parts = [] if not given else [self.paper(given)]
        self.handling.draft_reply(self.drafter, request, outcomes=outcomes, parts=parts, frame={})
        if parts:
            self.clear(request)
        self.handling.review_reply(self.reviewer, request, opinion="同意")
        self.handling.issue_reply(self.approver, request, letter=GivenLetter(dispatch=self.sent()))
        return self.load(request).replies[-1]

    @staticmethod
    def paper(text: str, name: str = "提供的信息.txt") -> ClearPart:
        """Information to be given."""
        return ClearPart(name, "text/plain", text.encode(), text, "text/1")

    def clear(self, request: str) -> None:
        """The secrecy review of what is to be given, by an officer of its own."""
        opened = self.handling.submit_reply(self.drafter, request)
        review = next(
            str(event.originator_id)
            for event in opened.events
            if str(event.originator_id).startswith("secrecy_review:")
        )
        self.town.disclosure.conclude(
            self.secrecy,
            review,
            decision=Decision.CLEARED,
            reason="不涉密，可以公开",
            checklist=CHECKED,
        )

    @property
    def signed(self) -> GivenEvidence:
        """A proof that somebody signed."""
        return SIGNED

    def close(self) -> None:
        """Close what the counter opened."""
        self.persons.close()


def provided(matter: int = 1) -> GivenOutcome:
    """The matter is opened and given."""
    return GivenOutcome(matter, "PROVIDED", {"form_given": "纸质复制件"})


def refused(matter: int = 1) -> GivenOutcome:
    """The matter is refused as 过程性信息."""
    words = {"process_kind": "讨论记录", "reason": "该材料是会议讨论记录，尚未形成决定"}
    return GivenOutcome(matter, "REFUSED", words, ground="D6")


def open_counter(town: Town) -> Counter:
    """A counter beside a town."""
    return Counter(town).open()
