"""登记的更正: errors of registering, one application filed twice, who is the same person, codes."""

from datetime import date

from domain.errors import Incomplete, NotFound, WrongState
from domain.officer import acting_officer
from domain.requests.applicant import (
    Applicant,
    Matter,
    Proxy,
)
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.proceeding import (
    UNDER_WAY,
    Proceeding,
    RequestEvent,
    RequestState,
    require_reason,
)


class FilingJoined(RequestEvent):
    """并件: this filing is the same as another one that came by another channel."""

    TOPIC = "gongkai.information_request.filing_joined.v1"
    into: str
    officer: str
    on: date
    reason: str

    def fold(self, case: "Registering") -> None:
        case.state = RequestState.JOINED
        case.joined_to = self.into
        case.closed_at = self.originator_version


class OtherFilingTaken(RequestEvent):
    """并入: another filing of the same application was joined to this one."""

    TOPIC = "gongkai.information_request.other_filing_taken.v1"
    filing: str
    officer: str
    on: date
    reason: str


class PersonsLinked(RequestEvent):
    """同一申请人: the desk says that a person of this case is one of an earlier case."""

    TOPIC = "gongkai.information_request.persons_linked.v1"
    officer: str
    on: date
    other_person: str
    other_request: str
    person: str
    reason: str

    def fold(self, case: "Registering") -> None:
        case.links = (*case.links, (self.person, self.other_person))


class PersonsUnlinked(RequestEvent):
    """不是同一申请人: a link that the desk made turns out to be wrong."""

    TOPIC = "gongkai.information_request.persons_unlinked.v1"
    officer: str
    on: date
    other_person: str
    person: str
    reason: str

    def fold(self, case: "Registering") -> None:
        case.links = tuple(link for link in case.links if link != (self.person, self.other_person))


class ApplicationAmended(RequestEvent):
    """更正登记: what was registered otherwise than the application says, or a changed contact.

    `applicants` and `matters` are those that change, whole; `proxy` None when it stays. The day of
    receipt does not move: what the law calls 补正 is another event.
    """

    TOPIC = "gongkai.information_request.application_amended.v1"
    applicants: tuple[Applicant, ...]
    evidence: Evidence
    matters: tuple[Matter, ...]
    officer: str
    on: date
    proxy: Proxy | None
    reason: str

    def fold(self, case: "Registering") -> None:
        case.replace_particulars(self.applicants, self.matters, self.proxy)


class CodeReissued(RequestEvent):
    """补发查询码 after an identity check at the desk; the code itself is in no event."""

    TOPIC = "gongkai.information_request.code_reissued.v1"
    evidence: Evidence
    officer: str
    on: date


class Registering(Proceeding):
    """What the desk sets right about who filed, and what was filed twice."""

    def join_to(self, other: "Registering", *, on: date, reason: str) -> None:
        """One application filed by two channels: this filing goes into the other one.

        Raises `WrongState` unless both are under way at the same organ and nothing was issued here.
        """
        self.require_state(*UNDER_WAY)
        other.require_state(*UNDER_WAY)
        if other.organ != self.organ or other.id == self.id:
            raise WrongState("只能并入本机关的另一件", field="into")
        if self.letters:
            raise WrongState("本件已经发出文书，不能并入另一件", field="into")
        self.require_day(on, not_before=max(self.arrived_on, other.arrived_on), field="on")
        if self.received_on is not None and (
            other.received_on is None or other.received_on > self.received_on
        ):
            raise WrongState(
                "本件收到在先，应把另一件并入本件：答复期限从先收到的一件起算",
                rule="条例 art 31, 33",
                field="into",
            )
        require_reason(reason, "并件须写明理由", "reason")
        officer = acting_officer()
        self.trigger_event(
            FilingJoined, into=other.id, officer=officer, on=on, reason=reason.strip()
        )
        other.trigger_event(
            OtherFilingTaken, filing=self.id, officer=officer, on=on, reason=reason.strip()
        )

    def link_persons(
        self,
        *,
        person: str,
        other_person: str,
        other_request: str,
        reason: str,
        on: date | None = None,
    ) -> None:
        """The desk says two persons are one: for fees, repeats and 条例 art 44."""
        self.require_person(person)
        if person == other_person:
            raise WrongState("是同一个人", field="other_person")
        require_reason(reason, "请写明凭什么认定是同一人", "reason")
        if (person, other_person) in self.links:
            raise WrongState("已经认定为同一人", field="other_person")
        self.trigger_event(
            PersonsLinked,
            officer=acting_officer(),
            on=self.day_of_act(on),
            other_person=other_person,
            other_request=other_request,
            person=person,
            reason=reason.strip(),
        )

    def unlink_persons(
        self, *, person: str, other_person: str, reason: str, on: date | None = None
    ) -> None:
        """Take a link back that turned out to be wrong. Raises `NotFound`."""
        if (person, other_person) not in self.links:
            raise NotFound("没有认定过他们是同一人", field="other_person")
        require_reason(reason, "请写明凭什么认定不是同一人", "reason")
        self.trigger_event(
            PersonsUnlinked,
            officer=acting_officer(),
            on=self.day_of_act(on),
            other_person=other_person,
            person=person,
            reason=reason.strip(),
        )

    def amend_application(
        self,
        *,
        on: date,
        reason: str,
        evidence: Evidence,
        applicants: tuple[Applicant, ...] = (),
        matters: tuple[Matter, ...] = (),
        proxy: Proxy | None = None,
    ) -> None:
        """更正登记: an error of registering, or a changed contact; the clock does not move.

        Raises `Incomplete` when nothing changes, for somebody or something that is not in this
        application, or without reason and proof.
        """
        self.require_state(*UNDER_WAY, RequestState.REPLIED, RequestState.ABANDONED)
        if not applicants and not matters and proxy is None:
            raise Incomplete("没有要更正的内容", field="applicants")
        known = {one.person for one in self.applicants}
        if not {one.person for one in applicants} <= known:
            raise Incomplete("本件没有这个申请人", field="applicants")
        if not {one.number for one in matters} <= set(self.matters):
            raise Incomplete("本件没有这一项", field="matters")
        self.require_day(on, not_before=self.arrived_on, field="on")
        require_reason(reason, "请写明为什么更正", "reason")
        if evidence.kind is EvidenceKind.NONE:
            raise Incomplete("更正登记须有凭证", field="evidence")
        evidence.require_stated("evidence")
        self.trigger_event(
            ApplicationAmended,
            applicants=applicants,
            evidence=evidence,
            matters=matters,
            officer=acting_officer(),
            on=on,
            proxy=proxy,
            reason=reason.strip(),
        )

    def reissue_code(self, *, on: date, evidence: Evidence) -> None:
        """A new private code after the desk checked the applicant's identity."""
        evidence.require_outside(
            "补发查询码须核对身份并写明凭证", rule="条例 art 29(1)", field="evidence"
        )
        self.require_day(on, field="on")
        self.trigger_event(CodeReissued, evidence=evidence, officer=acting_officer(), on=on)
