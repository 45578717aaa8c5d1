"""依申请公开: a disclosure request from filing to reply and what follows (条例 art 27-44).

    (nothing) --filed--> OPEN, or UNCONFIRMED --receipt confirmed--> OPEN
    OPEN --clarification requested--> CLARIFYING --answered--> OPEN
    OPEN --fee charged--> CHARGED --paid--> OPEN
    CLARIFYING, CHARGED --abandoned--> ABANDONED --reopened--> CLARIFYING, CHARGED
    UNCONFIRMED, OPEN, CLARIFYING, CHARGED --withdrawn--> WITHDRAWN, --joined--> JOINED
    OPEN --replied, answered on the spot--> REPLIED --replied again with cause--> REPLIED
    all but JOINED and TAKEN_OVER --replied on paper--> REPLIED
    (nothing) --taken over--> TAKEN_OVER, closed, from an earlier system

Each chapter of this package holds its events, their folds and the commands that decide them; this
module puts them together. Consultation, extension, excess, search, service, review and suit happen
within a state. The clock (`counting.py`, `domain.clocks`) is computed, never stored.
"""

from datetime import date

from domain.act import current_act
from domain.casefile import REGISTRY
from domain.content import Content
from domain.errors import Incomplete
from domain.law.annual_rows import AnnualRow
from domain.law.law import BUILT_IN
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.law.rows import REGULATION
from domain.numbering import Number
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests import (
    amending,
    charging,
    clarifying,
    closing,
    consulting,
    drafting,
    extending,
    filing,
    following,
    letters,
    paper_reply,
    proceeding,
    registering,
    remedies,
    replying,
    searching,
    taking_over,
)
from domain.requests.applicant import (
    Applicant,
    FilingChannel,
    Matter,
    Proxy,
)
from domain.requests.evidence import Evidence


@REGISTRY.add
class InformationRequest(
    filing.Filing,
    clarifying.Clarifying,
    amending.Amending,
    extending.Extending,
    charging.Charging,
    searching.Searching,
    paper_reply.PaperReplying,
    closing.Closing,
):
    """依申请公开: one application with its 1..n matters."""

    Event = proceeding.RequestEvent

    Filed = filing.Filed
    TakenOver = taking_over.TakenOver
    ReceiptConfirmed = filing.ReceiptConfirmed
    ConfirmationAttempted = filing.ConfirmationAttempted
    ReceiptDisputed = filing.ReceiptDisputed
    FilingJoined = registering.FilingJoined
    OtherFilingTaken = registering.OtherFilingTaken
    PersonsLinked = registering.PersonsLinked
    PersonsUnlinked = registering.PersonsUnlinked
    ApplicationAmended = registering.ApplicationAmended
    CodeReissued = registering.CodeReissued
    LegalDateAmended = proceeding.LegalDateAmended
    BreachNoted = proceeding.BreachNoted
    LetterIssued = letters.LetterIssued
    LetterDispatched = letters.LetterDispatched
    LetterDelivered = letters.LetterDelivered
    LetterReturned = letters.LetterReturned
    ClarificationRequested = clarifying.ClarificationRequested
    ClarificationAnswered = clarifying.ClarificationAnswered
    Consulted = consulting.Consulted
    ConsultationAnswered = consulting.ConsultationAnswered
    ObjectionJudged = consulting.ObjectionJudged
    ThirdPartyOverridden = consulting.ThirdPartyOverridden
    ExtensionConsented = extending.ExtensionConsented
    ExtensionConsentedOnPaper = extending.ExtensionConsentedOnPaper
    ExtensionTold = extending.ExtensionTold
    ReasonsAsked = extending.ReasonsAsked
    ReasonsGiven = extending.ReasonsGiven
    ExcessJudged = extending.ExcessJudged
    DelayTold = extending.DelayTold
    FeeCharged = charging.FeeCharged
    FeePaid = charging.FeePaid
    SearchPerformed = searching.SearchPerformed
    ReplyDrafted = drafting.ReplyDrafted
    ReplyRevised = drafting.ReplyRevised
    ReplySubmitted = drafting.ReplySubmitted
    ReplyReviewed = drafting.ReplyReviewed
    ReplyReturned = drafting.ReplyReturned
    Replied = replying.Replied
    RepliedOnPaper = paper_reply.RepliedOnPaper
    AnsweredOnTheSpot = replying.AnsweredOnTheSpot
    RemedySought = remedies.RemedySought
    RemedyAnswered = remedies.RemedyAnswered
    RemedyDecided = remedies.RemedyDecided
    Withdrawn = closing.Withdrawn
    Abandoned = closing.Abandoned
    Reopened = closing.Reopened
    PublicationSuggested = following.PublicationSuggested
    SuggestionJudged = following.SuggestionJudged
    InformationProvided = following.InformationProvided
    RecordOpened = following.RecordOpened
    PersonErased = closing.PersonErased
    LetterMasked = closing.LetterMasked

    def __init__(self) -> None:
        self.begin()

    @classmethod
    def file(
        cls,
        *,
        id: str,
        organ: str,
        number: Number,
        channel: FilingChannel,
        applicants: tuple[Applicant, ...],
        proxy: Proxy | None,
        matters: tuple[Matter, ...],
        form: ProvisionForm,
        route: ProvisionRoute,
        assistance: Sealed | None,
        attachments: Content | None,
        arrived_on: date,
        arrived_time: str | None,
        arrival_evidence: Evidence,
        received_on: date | None,
        receipt_evidence: Evidence,
    ) -> "InformationRequest":
        """登记申请. The day of receipt follows from the channel (条例 art 31).

        Raises `Incomplete` naming what art 29 asks for and is missing.
        """
        filing.require_application(
            applicants=applicants,
            matters=matters,
            channel=channel,
            proxy=proxy,
            arrival_evidence=arrival_evidence,
            receipt_evidence=receipt_evidence,
        )
        if channel.needs_confirmation:
            if received_on is not None:
                raise Incomplete(
                    "这种渠道的收到日期以双方确认为准，登记后再确认",
                    rule="条例 art 31",
                    field="received_on",
                )
        elif received_on is None:
            received_on = arrived_on
        if arrived_on < REGULATION:
            raise Incomplete(
                f"{REGULATION} 前收到的申请适用2007年的条例，只能作为历史申请接收，不计算期限",
                rule="条例 art 56",
                field="arrived_on",
            )
        if received_on is not None and received_on < arrived_on:
            raise Incomplete("收到日期早于到达日期", rule="条例 art 31", field="received_on")
        return cls._create(
            cls.Filed,
            id=id,
            applicants=applicants,
            arrival_evidence=arrival_evidence,
            arrived_on=arrived_on,
            arrived_time=arrived_time,
            assistance=assistance,
            attachments=attachments,
            channel=channel,
            form=form,
            matters=matters,
            number=number,
            officer=acting_officer(),
            organ=organ,
            proxy=proxy,
            receipt_evidence=receipt_evidence,
            received_on=received_on,
            route=route,
        )

    @classmethod
    def take_over(
        cls,
        *,
        id: str,
        organ: str,
        earlier_number: str,
        category: ApplicantCategory,
        channel: FilingChannel | None,
        received_on: date,
        closed_on: date,
        row: str,
        source: str,
        key: str,
        order: str,
    ) -> "InformationRequest":
        """接收历史申请, closed and without a clock. No personal data.

        Raises `Incomplete` for a missing text or an impossible date.
        """
        texts = {
            "earlier_number": (earlier_number, "请写明旧系统的编号"),
            "source": (source, "请写明来自哪个系统或案卷"),
            "order": (order, "请写明接收所依据的文书"),
        }
        for field, (text, message) in texts.items():
            proceeding.require_reason(text, message, field)
        if closed_on < received_on or closed_on > current_act().today:
            raise Incomplete("办结日期应在收到之后、今天之前", field="closed_on")
        if row not in BUILT_IN.keys(AnnualRow):
            raise Incomplete("年报没有这一栏", rule="条例 art 50", field="row")
        return cls._create(
            cls.TakenOver,
            id=id,
            category=category,
            channel=channel,
            earlier_number=earlier_number.strip(),
            key=key,
            officer=acting_officer(),
            on=closed_on,
            order=order.strip(),
            organ=organ,
            received_on=received_on,
            row=row,
            source=source.strip(),
        )
