"""What may happen to a demonstration request, step by step: frozen data, nothing is done here.

`after` counts working days since the day of filing, so that a life is as lawful across a Spring
Festival as in May. Who acts follows from the step and the posts of the organ. Texts may hold
{y}, {y1}, {y2}: the year of filing and those before it.
"""

from dataclasses import dataclass

from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.requests.applicant import FilingChannel
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion
from domain.requests.extending import Judgement
from domain.requests.given import GivenApplicant, GivenMatter, GivenOutcome
from domain.requests.letters import DispatchWay
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.requests.replying import ReplyCause

NEWEST = "newest"
"""In an outcome: the search recorded last."""


@dataclass(frozen=True)
class Step:
    """One act in the life of a request, `after` working days since it was filed."""

    after: int


@dataclass(frozen=True)
class Confirm(Step):
    """双方确认收到."""


@dataclass(frozen=True)
class Attempt(Step):
    """An attempt to reach the applicant."""

    way: str
    outcome: str


@dataclass(frozen=True)
class Dispute(Step):
    """The applicant says that it was received so many calendar days earlier."""

    earlier: int
    statement: str


@dataclass(frozen=True)
class Join(Step):
    """并入 the request with this key."""

    into: str
    reason: str


@dataclass(frozen=True)
class Link(Step):
    """The desk says its first applicant is that of the request with this key."""

    other: str
    reason: str


@dataclass(frozen=True)
class ReissueCode(Step):
    """补发查询码."""


@dataclass(frozen=True)
class AmendReceipt(Step):
    """The day of receipt was registered too late by so many calendar days."""

    earlier: int
    reason: str


@dataclass(frozen=True)
class AmendContact(Step):
    """更正登记: the first applicant has another address."""

    address: str
    reason: str


@dataclass(frozen=True)
class Tell(Step):
    """A letter that moves nothing: its template; `consulted` for the notice of a consultation."""

    template: str
    consulted: str = ""


@dataclass(frozen=True)
class Clarify(Step):
    """补正告知; `paper` was sent outside of the archive."""

    defects: tuple[tuple[str, str], ...]
    period: int = 10
    paper: bool = False


@dataclass(frozen=True)
class AnswerClarification(Step):
    """补正: matter 1 becomes this; `excuse` for coming late."""

    matter: GivenMatter
    excuse: str = ""


@dataclass(frozen=True)
class Deliver(Step):
    """签收 of the newest letter."""


@dataclass(frozen=True)
class ReturnLetter(Step):
    """退回 of the newest letter."""

    reason: str


@dataclass(frozen=True)
class Send(Step):
    """寄发 of the newest letter, the first time or again."""

    way: DispatchWay = DispatchWay.POST


@dataclass(frozen=True)
class Consult(Step):
    """征求意见. `whom` is a third party's name or an organ's; `interest` of the third party."""

    kind: ConsultationKind
    whom: str
    described: str
    interest: str = ""


@dataclass(frozen=True)
class AnswerConsultation(Step):
    """The answer of the one asked last."""

    opinion: Opinion
    reason: str = ""


@dataclass(frozen=True)
class JudgeObjection(Step):
    """Whether the objection has good reason."""

    upheld: bool
    reason: str


@dataclass(frozen=True)
class Override(Step):
    """The third party is told that it will be opened all the same."""

    described: str
    reason: str


@dataclass(frozen=True)
class Consent(Step):
    """The head consents to an extension."""

    days: int
    reason: str


@dataclass(frozen=True)
class TellExtension(Step):
    """延期告知."""

    days: int
    cause: str


@dataclass(frozen=True)
class AskReasons(Step):
    """要求说明理由."""

    days: int
    extent: str


@dataclass(frozen=True)
class GiveReasons(Step):
    """申请人说明理由."""

    reasons: str


@dataclass(frozen=True)
class JudgeExcess(Step):
    """What the organ makes of the reasons."""

    judgement: Judgement
    reason: str


@dataclass(frozen=True)
class TellDelay(Step):
    """A later date: `until` working days after filing."""

    until: int
    reason: str


@dataclass(frozen=True)
class Charge(Step):
    """收费通知."""

    basis: FeeBasis
    quantity: int
    earlier: int = 0


@dataclass(frozen=True)
class Pay(Step):
    """缴费 of all that is owed, or of so many yuan."""

    amount: int | None = None


@dataclass(frozen=True)
class Search(Step):
    """检索, that found nothing."""

    systems: tuple[str, ...]
    places: tuple[str, ...]
    keywords: str
    result: str


@dataclass(frozen=True)
class Given:
    """A paper that is given with a reply."""

    name: str
    text: str


@dataclass(frozen=True)
class DraftReply(Step):
    """起草答复."""

    outcomes: tuple[GivenOutcome, ...]
    given: tuple[Given, ...] = ()
    cause: ReplyCause = ReplyCause.FIRST
    reason: str = ""
    document: str = ""


@dataclass(frozen=True)
class ReviseReply(Step):
    """修改答复; what is given stays."""

    outcomes: tuple[GivenOutcome, ...]


@dataclass(frozen=True)
class SubmitReply(Step):
    """送保密审查."""


@dataclass(frozen=True)
class ClearReply(Step):
    """The secrecy review clears what is to be given."""

    reason: str


@dataclass(frozen=True)
class ReviewReply(Step):
    """审核."""

    opinion: str


@dataclass(frozen=True)
class ReturnReply(Step):
    """退回修改."""

    reason: str


@dataclass(frozen=True)
class IssueReply(Step):
    """签发; `way` None leaves the letter unsent, `paper` says it was written outside the archive."""

    way: DispatchWay | None = DispatchWay.POST
    paper: bool = False


@dataclass(frozen=True)
class Withdraw(Step):
    """撤回."""


@dataclass(frozen=True)
class Abandon(Step):
    """不再处理."""

    cause: AbandonCause
    judged: str


@dataclass(frozen=True)
class Reopen(Step):
    """恢复处理."""

    reason: str


@dataclass(frozen=True)
class Suggest(Step):
    """建议主动公开."""

    text: str


@dataclass(frozen=True)
class JudgeSuggestion(Step):
    """审核公开建议."""

    accepted: bool
    reason: str


@dataclass(frozen=True)
class Provide(Step):
    """登记提供信息: how it came to the applicant; `help` he was given (条例 art 43)."""

    help: str = ""


@dataclass(frozen=True)
class OpenRecord(Step):
    """拟公开信息 from what was given."""

    title: str
    text: str


@dataclass(frozen=True)
class SeekRemedy(Step):
    """复议、诉讼 is brought."""

    kind: RemedyKind
    serial: int
    simple: bool = False


@dataclass(frozen=True)
class AnswerRemedy(Step):
    """The organ's answer or defence."""


@dataclass(frozen=True)
class DecideRemedy(Step):
    """The decision; `reply_in` working days for a new reply, None when none is ordered."""

    result: RemedyResult
    reply_in: int | None = None


@dataclass(frozen=True)
class Proxied:
    """A proxy with the paper that gives him authority."""

    name: str
    identity: str
    telephone: str


@dataclass(frozen=True)
class RequestStory:
    """A request and its life. It was filed `filed` working days before the last one past.

    `spot` is what was answered at the desk as it was filed.
    """

    key: str
    organ: str
    filed: int
    channel: FilingChannel
    applicants: tuple[GivenApplicant, ...]
    matters: tuple[GivenMatter, ...]
    form: ProvisionForm
    route: ProvisionRoute
    steps: tuple[Step, ...]
    proxy: Proxied | None = None
    assistance: str = ""
    spot: tuple[GivenOutcome, ...] = ()
