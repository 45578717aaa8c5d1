"""Receiving: confirmation, disputes about the day, corrections, whose application it is."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_forms import ContactForm, EvidenceForm, MatterForm
from domain.archive import Recorded


class ConfirmReceiptForm(RequestForm):
    """确认收到：双方确认的日期、方式和凭证。"""

    ACTION: ClassVar[str] = "request.confirm_receipt"
    on: date
    evidence: EvidenceForm
    way: str = ""

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.confirm_receipt(
            doing.caller,
            doing.request,
            on=self.on,
            evidence=doing.evidence(self.evidence),
            way=self.way,
            expected=doing.expected,
        )


class AttemptConfirmationForm(RequestForm):
    """登记联系情况。"""

    ACTION: ClassVar[str] = "request.attempt_confirmation"
    on: date
    way: str
    outcome: str
    evidence: EvidenceForm = EvidenceForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.attempt_confirmation(
            doing.caller,
            doing.request,
            on=self.on,
            way=self.way,
            outcome=self.outcome,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class DisputeReceiptForm(RequestForm):
    """登记申请人主张的收到日期。"""

    ACTION: ClassVar[str] = "request.dispute_receipt"
    claimed_on: date
    statement: str = ""
    evidence: EvidenceForm = EvidenceForm()

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.dispute_receipt(
            doing.caller,
            doing.request,
            claimed_on=self.claimed_on,
            statement=self.statement,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class AmendApplicationForm(RequestForm):
    """更正登记：contacts 按人写联系方式，matters 按项号写内容。"""

    ACTION: ClassVar[str] = "request.amend_application"
    on: date
    reason: str
    evidence: EvidenceForm
    contacts: dict[str, ContactForm] = Field(default_factory=dict)
    matters: dict[int, MatterForm] = Field(default_factory=dict)

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.amend_application(
            doing.caller,
            doing.request,
            on=self.on,
            reason=self.reason,
            evidence=doing.evidence(self.evidence),
            contacts={person: one.given() for person, one in self.contacts.items()},
            matters={number: one.given() for number, one in self.matters.items()},
            expected=doing.expected,
        )


class JoinToForm(RequestForm):
    """并入另一件。"""

    ACTION: ClassVar[str] = "request.join_to"
    into: str
    reason: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.join_to(
            doing.caller,
            doing.request,
            into=self.into,
            reason=self.reason,
            expected=doing.expected,
        )


class LinkPersonsForm(RequestForm):
    """认定同一申请人。"""

    ACTION: ClassVar[str] = "request.link_persons"
    person: str
    other_person: str
    other_request: str
    reason: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.link_persons(
            doing.caller,
            doing.request,
            person=self.person,
            other_person=self.other_person,
            other_request=self.other_request,
            reason=self.reason,
            expected=doing.expected,
        )


class UnlinkPersonsForm(RequestForm):
    """撤销同一申请人的认定。"""

    ACTION: ClassVar[str] = "request.unlink_persons"
    person: str
    other_person: str
    reason: str

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.unlink_persons(
            doing.caller,
            doing.request,
            person=self.person,
            other_person=self.other_person,
            reason=self.reason,
            expected=doing.expected,
        )


class ReissueCodeForm(RequestForm):
    """补发查询码：核验身份的凭证。"""

    ACTION: ClassVar[str] = "request.reissue_code"
    evidence: EvidenceForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.reissue_code(
            doing.caller,
            doing.request,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


class AmendLegalDateForm(RequestForm):
    """更改法定日期：of 是事件的号，member 是哪个日期。"""

    ACTION: ClassVar[str] = "request.amend_legal_date"
    of: int
    member: str
    becomes: date
    reason: str
    evidence: EvidenceForm

    def act(self, doing: Doing) -> Recorded:
        return doing.handling.amend_legal_date(
            doing.caller,
            doing.request,
            of=self.of,
            member=self.member,
            becomes=self.becomes,
            reason=self.reason,
            evidence=doing.evidence(self.evidence),
            expected=doing.expected,
        )


FORMS: tuple[type[RequestForm], ...] = (
    ConfirmReceiptForm,
    AttemptConfirmationForm,
    DisputeReceiptForm,
    AmendApplicationForm,
    JoinToForm,
    LinkPersonsForm,
    UnlinkPersonsForm,
    ReissueCodeForm,
    AmendLegalDateForm,
)
"""In the order of a case's life."""
