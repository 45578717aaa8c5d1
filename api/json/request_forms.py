"""What bodies of acts on requests are made of: people, proofs, letters, outcomes, in clear.

Each form turns into the domain's clear input; what is personal is sealed behind `Handling`.
"""

from collections.abc import Callable, Sequence
from datetime import date

from pydantic import Field

from api.json.acting import FileForm, Form, clear_part
from domain.content import ClearPart
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.requests.applicant import FilingChannel, IdentityKind
from domain.requests.evidence import EvidenceKind
from domain.requests.given import (
    Application,
    GivenApplicant,
    GivenContact,
    GivenDispatch,
    GivenEvidence,
    GivenLetter,
    GivenMatter,
    GivenOutcome,
    GivenParticulars,
    GivenProxy,
    GivenRefusal,
    GivenThirdParty,
    unnamed_proof,
)
from domain.requests.letters import DispatchWay

MakePart = Callable[[bytes, str, str | None], ClearPart]
"""(bytes, name, media type) -> the part with its text extracted."""


def clear_parts(part: MakePart, files: Sequence[FileForm]) -> tuple[ClearPart, ...]:
    """Uploaded files as parts. Raises `Incomplete`, `ExtractionRefused`."""
    return tuple(clear_part(part, one) for one in files)


class EvidenceForm(Form):
    """凭证。note 写明在哪里查到，不写申请人姓名；scan 是扫描件。"""

    kind: EvidenceKind = EvidenceKind.NONE
    note: str = ""
    scan: FileForm | None = None

    def given(self, part: MakePart) -> GivenEvidence:
        """As the domain's input."""
        scan = None if self.scan is None else clear_part(part, self.scan)
        return GivenEvidence(self.kind, self.note, scan)


class DispatchForm(Form):
    """寄发：日期、方式和凭证。不写凭证的，网上查收由系统记录证明，其他方式为没有凭证。"""

    on: date
    way: DispatchWay
    evidence: EvidenceForm | None = None

    def given(self, part: MakePart) -> GivenDispatch:
        """As the domain's input."""
        if self.evidence is None:
            return GivenDispatch(self.on, self.way, unnamed_proof(self.way))
        return GivenDispatch(self.on, self.way, self.evidence.given(part))


class LetterForm(Form):
    """文书。edited 是经办人可填的各栏。

    on_paper 是此前已经以纸质发出的日期，这时不再印制、不取文号。
    """

    edited: dict[str, str] = Field(default_factory=dict)
    dispatch: DispatchForm | None = None
    on_paper: date | None = None
    scan: FileForm | None = None

    def given(self, part: MakePart) -> GivenLetter:
        """As the domain's input."""
        return GivenLetter(
            self.edited,
            None if self.dispatch is None else self.dispatch.given(part),
            self.on_paper,
            None if self.scan is None else clear_part(part, self.scan),
        )


class ApplicantForm(Form):
    """申请人。person 是窗口已经认定的同一人。"""

    category: ApplicantCategory
    identity_kind: IdentityKind
    name: str
    identity: str = ""
    telephone: str = ""
    mail: str = ""
    address: str = ""
    contact: str = ""
    person: str | None = None

    def given(self) -> GivenApplicant:
        """As the domain's input."""
        return GivenApplicant(**self.model_dump())


class ContactForm(Form):
    """联系方式，写全；空着的表示没有。"""

    telephone: str = ""
    mail: str = ""
    address: str = ""
    contact: str = ""

    def given(self) -> GivenContact:
        """As the domain's input."""
        return GivenContact(**self.model_dump())


class ParticularsForm(Form):
    """申请人补正的身份证明、姓名、联系方式；空着的不变。"""

    identity_kind: IdentityKind | None = None
    identity: str = ""
    name: str = ""
    telephone: str = ""
    mail: str = ""
    address: str = ""
    contact: str = ""

    def given(self) -> GivenParticulars:
        """As the domain's input."""
        return GivenParticulars(**self.model_dump())


class ProxyForm(Form):
    """代理人及其授权材料。"""

    name: str
    identity: str
    telephone: str = ""
    authority: EvidenceForm

    def given(self, part: MakePart) -> GivenProxy:
        """As the domain's input."""
        return GivenProxy(self.name, self.identity, self.telephone, self.authority.given(part))


class MatterForm(Form):
    """一项申请内容。"""

    description: str
    feature: str = ""

    def given(self) -> GivenMatter:
        """As the domain's input."""
        return GivenMatter(self.description, self.feature)


class ThirdPartyForm(Form):
    """第三方。"""

    name: str
    contact: str
    person: str | None = None

    def given(self) -> GivenThirdParty:
        """As the domain's input."""
        return GivenThirdParty(self.name, self.contact, self.person)


class RefusedForm(Form):
    """不予公开的部分：理由代码，以及该理由的各栏。"""

    ground: str
    words: dict[str, str]


class OutcomeForm(Form):
    """一项的答复。words 是答复书中该结果的各栏。"""

    matter: int
    outcome: str
    words: dict[str, str] = Field(default_factory=dict)
    variant: str = ""
    ground: str | None = None
    refused: list[RefusedForm] = Field(default_factory=list)
    records: list[str] = Field(default_factory=list)
    search: str | None = None
    earlier: str | None = None
    form: ProvisionForm | None = None

    def given(self) -> GivenOutcome:
        """As the domain's input."""
        return GivenOutcome(
            self.matter,
            self.outcome,
            self.words,
            self.variant,
            self.ground,
            tuple(GivenRefusal(one.ground, one.words) for one in self.refused),
            tuple(self.records),
            self.search,
            self.earlier,
            self.form,
        )


class ApplicationForm(Form):
    """登记申请（条例第二十九条）。"""

    channel: FilingChannel
    applicants: list[ApplicantForm]
    matters: list[MatterForm]
    form: ProvisionForm
    route: ProvisionRoute
    arrived_on: date
    proxy: ProxyForm | None = None
    assistance: str = ""
    attachments: list[FileForm] = Field(default_factory=list)
    arrived_time: str | None = None
    arrival_evidence: EvidenceForm = EvidenceForm()
    received_on: date | None = None
    receipt_evidence: EvidenceForm = EvidenceForm()

    def given(self, part: MakePart) -> Application:
        """As the domain's input."""
        return Application(
            channel=self.channel,
            applicants=tuple(one.given() for one in self.applicants),
            matters=tuple(one.given() for one in self.matters),
            form=self.form,
            route=self.route,
            arrived_on=self.arrived_on,
            proxy=None if self.proxy is None else self.proxy.given(part),
            assistance=self.assistance,
            attachments=clear_parts(part, self.attachments),
            arrived_time=self.arrived_time,
            arrival_evidence=self.arrival_evidence.given(part),
            received_on=self.received_on,
            receipt_evidence=self.receipt_evidence.given(part),
        )


class SpotForm(Form):
    """登记并当场答复：letter 是当场印制、交付的答复书，口头答复的不写。"""

    application: ApplicationForm
    outcomes: list[OutcomeForm]
    evidence: EvidenceForm
    letter: LetterForm | None = None


class TakeOverForm(Form):
    """接收历史申请：旧系统的编号、日期、年度报告中的行、来源和批准文件。"""

    earlier_number: str
    category: ApplicantCategory
    channel: FilingChannel | None = None
    received_on: date
    closed_on: date
    row: str
    source: str
    key: str
    order: str
