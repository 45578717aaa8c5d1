"""申请与收到: how an application comes in and when it counts as received (条例 art 29-31).

The day of receipt is that of arrival for what is handed in, told orally or signed for; for online,
fax and ordinary post it is the day both sides confirm. Until then there is no legal due date.
"""

from datetime import date

from domain.casefile import CreatedEvent
from domain.content import Content
from domain.errors import Incomplete, WrongState
from domain.law.limits import Unit
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.numbering import Number
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.applicant import (
    MAXIMUM_APPLICANTS,
    MAXIMUM_MATTERS,
    Applicant,
    FilingChannel,
    IdentityKind,
    Matter,
    Proxy,
)
from domain.requests.counting import Counting
from domain.requests.evidence import Evidence, EvidenceKind
from domain.requests.proceeding import (
    UNDER_WAY,
    Broken,
    RequestEvent,
    RequestState,
    require_impersonal,
    require_reason,
)
from domain.requests.registering import (
    CodeReissued,
    FilingJoined,
    OtherFilingTaken,
    Registering,
)

__all__ = [
    "CodeReissued",
    "ConfirmationAttempted",
    "Filed",
    "Filing",
    "FilingJoined",
    "OtherFilingTaken",
    "ReceiptConfirmed",
    "ReceiptDisputed",
    "require_application",
]


class Filed(RequestEvent, CreatedEvent):
    """提出申请. `arrived_on` and `received_on` (the legal day of receipt) each with its evidence.

    `arrived_time` is HH:MM in Beijing for what came on paper, None where the act's own time says
    it. `assistance` is the help that someone with difficulties asked for (art 43).
    """

    TOPIC = "gongkai.information_request.filed.v1"
    applicants: tuple[Applicant, ...]
    arrival_evidence: Evidence
    arrived_on: date
    arrived_time: str | None
    assistance: Sealed | None
    attachments: Content | None
    channel: FilingChannel
    form: ProvisionForm
    matters: tuple[Matter, ...]
    number: Number
    officer: str
    organ: str
    proxy: Proxy | None
    receipt_evidence: Evidence
    received_on: date | None
    route: ProvisionRoute

    def fold(self, case: "Filing") -> None:
        case.organ = self.organ
        case.number = self.number
        case.channel = self.channel
        case.form = self.form
        case.route = self.route
        case.applicants = self.applicants
        case.proxy = self.proxy
        case.matters = {matter.number: matter for matter in self.matters}
        if self.received_on is not None:
            case.receipt = (self.originator_version, "received_on")
            case.state = RequestState.OPEN


class ReceiptConfirmed(RequestEvent):
    """双方确认收到: the legal day of receipt of an online, fax or ordinary-post filing.

    `way` is how both sides confirmed it, empty where the proof says it.
    """

    TOPIC = "gongkai.information_request.receipt_confirmed.v1"
    evidence: Evidence
    officer: str
    on: date
    way: str

    def fold(self, case: "Filing") -> None:
        case.receipt = (self.originator_version, "on")
        if not case.state.closed:
            case.state = case.waiting


class ConfirmationAttempted(RequestEvent):
    """联系申请人确认的尝试: an attempt that did not reach him, or was not answered."""

    TOPIC = "gongkai.information_request.confirmation_attempted.v1"
    evidence: Evidence
    officer: str
    on: date
    outcome: str
    way: str

    def fold(self, case: "Filing") -> None:
        case.attempts = (*case.attempts, self.originator_version)


class ReceiptDisputed(RequestEvent):
    """申请人主张的收到日期: kept beside the organ's; both due dates are shown.

    He claims `claimed_on`, and said so on the day `on`.
    """

    TOPIC = "gongkai.information_request.receipt_disputed.v1"
    claimed_on: date
    evidence: Evidence
    officer: str
    on: date
    statement: Sealed | None

    def fold(self, case: "Filing") -> None:
        case.disputed = self.originator_version


class Filing(Registering, Counting):
    """Filing, and what settles the day of receipt."""

    def confirm_receipt(self, *, on: date, evidence: Evidence, way: str = "") -> None:
        """Both sides confirm: the clock starts after this day (条例 art 31).

        It may have been on paper before the reply, and become known after it. Raises `WrongState`
        when the day is settled already, `Incomplete` without evidence.
        """
        self.require_state(RequestState.UNCONFIRMED, RequestState.REPLIED)
        if self.receipt is not None:
            raise WrongState("收到日期已经确认；登记错了的，请更改法定日期", field="on")
        self.require_day(on, not_before=self.arrived_on, field="on")
        if self.replies and on > self.letters[self.replies[0]].letter.dated:
            raise Incomplete("确认收到不会在答复以后", rule="条例 art 31", field="on")
        evidence.require_outside(
            "收到日期须有双方确认的凭证（如通话记录、申请人的回执），系统记录不能证明",
            rule="条例 art 31",
            field="evidence",
        )
        require_impersonal(way, "way")
        broken = self.broken_by_confirmation(on)
        self.trigger_event(
            ReceiptConfirmed,
            evidence=evidence,
            officer=acting_officer(),
            on=on,
            way=way.strip(),
        )
        self.note(broken)
        self.note(self.late_answer())

    def broken_by_confirmation(self, on: date) -> list[Broken]:
        """What a confirmation on this day breaks: that of an ordinary letter is due at once."""
        late = (on - self.arrived_on).days
        if self.channel is not FilingChannel.POST_ORDINARY or late <= 0:
            return []
        rule = "平常信函应在收到当日与申请人确认"
        return [Broken(rule, "条例 art 31", late, Unit.CALENDAR_DAYS)]

    def attempt_confirmation(self, *, on: date, way: str, outcome: str, evidence: Evidence) -> None:
        """Record an attempt to reach the applicant that did not settle the day of receipt."""
        self.require_state(RequestState.UNCONFIRMED)
        self.require_day(on, not_before=self.arrived_on, field="on")
        require_reason(way, "请写明联系方式（如电话、短信）", "way")
        require_reason(outcome, "请写明联系结果", "outcome")
        evidence.require_stated("evidence")
        self.trigger_event(
            ConfirmationAttempted,
            evidence=evidence,
            officer=acting_officer(),
            on=on,
            outcome=outcome.strip(),
            way=way.strip(),
        )

    def require_claimed(self, day: date, *, field: str) -> None:
        """As everywhere; and online the system's own time shows the arrival, which no paper's
        stamp does: nothing was received before it. Raises `Incomplete`."""
        super().require_claimed(day, field=field)
        if self.channel is FilingChannel.ONLINE and day < self.arrived_on:
            raise Incomplete(
                f"申请是 {self.arrived_on} 在网上提交的，不会在这以前收到",
                rule="条例 art 31",
                field=field,
            )

    def dispute_receipt(
        self,
        *,
        claimed_on: date,
        statement: Sealed | None,
        evidence: Evidence,
        on: date | None = None,
    ) -> None:
        """The applicant says, `on` a day (today), that it was received on another day."""
        self.require_state(*UNDER_WAY, RequestState.REPLIED)
        self.require_day(claimed_on, field="claimed_on")
        self.require_claimed(claimed_on, field="claimed_on")
        if claimed_on == self.received_on:
            raise WrongState("与登记的收到日期相同", field="claimed_on")
        evidence.require_stated("evidence")
        self.trigger_event(
            ReceiptDisputed,
            claimed_on=claimed_on,
            evidence=evidence,
            officer=acting_officer(),
            on=self.day_of_act(on),
            statement=statement,
        )


def require_application(
    *,
    applicants: tuple[Applicant, ...],
    matters: tuple[Matter, ...],
    channel: FilingChannel,
    proxy: Proxy | None,
    arrival_evidence: Evidence,
    receipt_evidence: Evidence,
) -> None:
    """What an application must have (条例 art 29). Raises `Incomplete` naming the member."""
    if not 1 <= len(applicants) <= MAXIMUM_APPLICANTS:
        raise Incomplete(
            f"申请人应有 1 到 {MAXIMUM_APPLICANTS} 名", rule="条例 art 29(1)", field="applicants"
        )
    if not 1 <= len(matters) <= MAXIMUM_MATTERS:
        raise Incomplete(
            f"申请的事项应有 1 到 {MAXIMUM_MATTERS} 项", rule="条例 art 29(2)", field="matters"
        )
    numbers = [one.number for one in matters]
    if numbers != list(range(1, len(matters) + 1)):
        raise Incomplete("事项应从 1 起依次编号", rule="条例 art 29(2)", field="matters")
    for number, one in enumerate(applicants):
        none = one.identity_kind is IdentityKind.NONE
        if none is not (one.identity is None) or (none and not channel.as_it_came):
            raise Incomplete(
                "请提交身份证明：申请应当包括申请人的身份证明",
                rule="条例 art 29(1)",
                field=f"applicants.{number}.identity",
            )
        if not none and not one.identity_kind.shows(one.category):
            raise Incomplete(
                "公民用个人身份证明，法人和其他组织用统一社会信用代码或其他证明",
                rule="条例 art 29(1)",
                field=f"applicants.{number}.identity_kind",
            )
        reached = one.telephone or one.mail or one.address
        if reached is None and not channel.as_it_came:
            raise Incomplete(
                "至少写一种联系方式：电话、电子邮箱或通信地址",
                rule="条例 art 29(1)",
                field=f"applicants.{number}.telephone",
            )
    unproven = proxy is not None and proxy.authority.kind is EvidenceKind.NONE
    if unproven and not channel.as_it_came:
        raise Incomplete("代理人须提交授权委托书", rule="条例 art 29", field="proxy.authority")
    if channel is FilingChannel.ORAL and receipt_evidence.kind is not EvidenceKind.READ_BACK:
        raise Incomplete(
            "口头申请由工作人员代填，须向申请人宣读并由其签字确认",
            rule="条例 art 29",
            field="receipt_evidence",
        )
    if channel is FilingChannel.POST_SIGNED and receipt_evidence.kind is EvidenceKind.NONE:
        raise Incomplete("签收的邮件须有签收凭证", rule="条例 art 31", field="receipt_evidence")
    arrival_evidence.require_stated("arrival_evidence")
    receipt_evidence.require_stated("receipt_evidence")
