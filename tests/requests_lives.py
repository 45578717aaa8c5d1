"""Random lives of disclosure requests, decided by the case file and stored in a real journal.

Fields are sealed by real keys, so that what is stored is what an archive stores; letters are not
printed. What the case file refuses is not done.
"""

import contextlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.act import current_act
from domain.archive import Caller, Desk
from domain.casefile import CaseFile
from domain.content import Content
from domain.errors import Refusal
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis
from domain.law.lawbook import LawBook
from domain.law.profile import ApplicantCategory, ProvisionForm, ProvisionRoute
from domain.letters import LetterKind
from domain.numbering import Number, take_number
from domain.personal import Sealed, place_of
from domain.requests.applicant import Applicant, Defect, FilingChannel, IdentityKind, Matter
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Opinion, ThirdParty
from domain.requests.counting import Rules
from domain.requests.evidence import NO_EVIDENCE, RECORDED, Evidence, EvidenceKind
from domain.requests.letters import (
    TO_APPLICANT,
    Addressee,
    AddresseeKind,
    Dispatch,
    DispatchWay,
    Letter,
)
from domain.requests.outcome import MatterOutcome
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.requests.request import InformationRequest
from domain.review import Decision, SecrecyReview
from ops.persons import Persons
from tests.town import CHECKED, Town, body

SLIP = Evidence(EvidenceKind.COURIER_SLIP, "1234567890", None)
CHANNELS = tuple(FilingChannel)
CATEGORIES = tuple(ApplicantCategory)

ACTIONS = (
    "file",
    "advance",
    "advance",
    "advance",
    "pass_days",
    "pass_days",
    "clarify",
    "reply_on_paper",
    "consult",
    "extend",
    "charge",
    "deliver",
    "send_back",
    "withdraw",
    "abandon",
    "contest",
    "link",
    "amend",
    "announce",
    "dispute",
)

LIVES = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 5), st.integers(0, 5)),
    min_size=4,
    max_size=40,
)
"""What is tried, on which request, and one more choice."""


@dataclass
class RequestLives:
    """Plays requests at the housing organ of a town."""

    town: Town
    requests: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        town = self.town
        self.organ = town.housing.organ
        self.clerk = town.housing.drafter
        self.reviewer = town.housing.reviewer
        self.head = town.housing.approver
        self.persons = Persons(town.home / "secrets.db", town.origin, town.contents.secret)
        self.lawbook: str | None = None

    def play(self, tries: list[tuple[str, int, int]]) -> None:
        """Try everything in order; a refusal leaves everything as it was."""
        for action, which, choice in tries:
            if not self.requests and action not in ("announce", "pass_days"):
                action = "file"
            with contextlib.suppress(Refusal):
                getattr(self, f"try_{action}")(which, choice)

    # Acts

    def do(self, caller: Caller, decide: Callable[[Desk], list[CaseFile]]) -> None:
        """One act."""
        self.town.app.perform(caller, decide)

    def on(self, request: str, caller: Caller, step: Callable[[InformationRequest], Any]) -> None:
        """One act on a request, under the law book as it stands."""

        def decide(desk: Desk) -> list[CaseFile]:
            book = None if self.lawbook is None else desk.load(LawBook, self.lawbook)
            case = desk.load(InformationRequest, request).under(Rules.of(book))
            changed = step(case)
            return [case, *([changed] if isinstance(changed, CaseFile) else [])]

        self.do(caller, decide)

    def load(self, request: str) -> InformationRequest:
        """A request as the journal has it, under the law book as it stands."""
        book = None if self.lawbook is None else self.town.app.load(LawBook, self.lawbook)
        return self.town.app.load(InformationRequest, request).under(Rules.of(book))

    def file(
        self,
        *,
        channel: FilingChannel = FilingChannel.IN_PERSON,
        name: str = "张惠兰",
        subject: str = "公租房分配名单",
        matters: int = 1,
        person: str | None = None,
        category: ApplicantCategory = ApplicantCategory.NATURAL_PERSON,
    ) -> str:
        """File a request today; its id."""
        person = person or self.persons.new_person()
        if person not in self.people:
            self.people.append(person)

        def decide(desk: Desk) -> list[CaseFile]:
            identity = InformationRequest.create_id()
            event = desk.act.reserve(identity, 1)
            key = self.persons.data_key(person, identity)

            def seal(member: str, value: str) -> Sealed:
                return self.persons.seal(key, place_of(event, member), value)

            year = desk.act.today.year
            serial = take_number(desk, self.organ, year, "request")
            needs = channel.needs_confirmation
            kind = IdentityKind.ID_CARD if category.natural else IdentityKind.CREDIT_CODE
            return [
                InformationRequest.file(
                    id=identity,
                    organ=self.organ,
                    number=Number("request", serial, year),
                    channel=channel,
                    applicants=(
                        Applicant(
                            person,
                            category,
                            kind,
                            seal("applicants.0.name", name),
                            seal("applicants.0.identity", "990126199001011236"),
                            seal("applicants.0.telephone", "13900000001"),
                            None,
                            seal("applicants.0.address", "清河县东街 8 号"),
                            None,
                        ),
                    ),
                    proxy=None,
                    matters=tuple(
                        Matter(n, seal(f"matters.{n - 1}.description", f"{subject}{n}"), None)
                        for n in range(1, matters + 1)
                    ),
                    form=ProvisionForm.PAPER,
                    route=next(iter(ProvisionRoute)),
                    assistance=None,
                    attachments=None,
                    arrived_on=desk.act.today,
                    arrived_time=None,
                    arrival_evidence=RECORDED if needs else SLIP,
                    received_on=None if needs else desk.act.today,
                    receipt_evidence=NO_EVIDENCE
                    if needs
                    else Evidence(
                        EvidenceKind.READ_BACK
                        if channel is FilingChannel.ORAL
                        else EvidenceKind.SIGNATURE,
                        "卷 1",
                        None,
                    ),
                )
            ]

        request = self.town.app.perform(self.clerk, decide).stream
        self.requests.append(request)
        return request

    def letter(
        self,
        kind: LetterKind,
        *,
        to: Addressee = TO_APPLICANT,
        content: Content | None = None,
        told: date | None = None,
    ) -> Letter:
        """A letter of today; for use within an act."""
        act = current_act()
        return Letter(f"letter:{act.new_id()}", kind, None, act.today, to, content, told)

    def posted(self) -> Dispatch:
        """Sent today by post; for use within an act."""
        return Dispatch(current_act().today, DispatchWay.POST, SLIP)

    def seal_on(self, case: InformationRequest, value: str, more: int = 1) -> Sealed:
        """A sealed field of the next event of a case; for use within an act."""
        key = self.persons.data_key(case.applicants[0].person, case.id)
        event = current_act().reserve(case.id, case.version + more)
        return self.persons.seal(key, place_of(event, "field"), value)

    def draft(self, request: str, outcome: str = "PROVIDED") -> None:
        """Draft a reply with one outcome for every matter."""
        gives = outcome == "PROVIDED"
        content = self.town.contents.keep([body(f"答复{next(self.numbers)}")]) if gives else None

        def step(case: InformationRequest) -> None:
            case.draft_reply(
                reply=f"reply:{current_act().new_id()}",
                outcomes=self.outcomes_of(case, outcome),
                content=content,
                words=self.seal_on(case, "{}"),
            )

        self.on(request, self.clerk, step)

    def outcomes_of(self, case: InformationRequest, outcome: str) -> tuple[MatterOutcome, ...]:
        """One outcome for every matter; for use within an act."""
        reason = None if outcome == "PROVIDED" else self.seal_on(case, "理由")
        return tuple(
            MatterOutcome(
                matter=number,
                outcome=outcome,
                ground=None,
                refused=(),
                reason=reason,
                where="县政府网站“公租房”栏目" if outcome == "ALREADY_PUBLIC" else "",
                records=(),
                right_organ=None,
                search=None,
                earlier=None,
                form=None,
                form_reason="",
            )
            for number in case.matters
        )

    def submit(self, request: str) -> str:
        """Open the secrecy review of what a draft gives; its id."""
        found: list[str] = []

        def step(case: InformationRequest) -> SecrecyReview:
            reply = case.require_reply()
            assert reply.content is not None
            review = SecrecyReview.open(
                record=case.id,
                organ=case.organ,
                version=1,
                draft=reply.draft,
                content=reply.content.commitment,
                drafters=reply.drafters,
                findings=(),
            )
            found.append(review.id)
            case.submit_reply(review.id)
            return review

        self.on(request, self.clerk, step)
        return found[0]

    def clear(self, review: str) -> None:
        """Conclude that it may be given."""

        def decide(desk: Desk) -> list[CaseFile]:
            found = desk.load(SecrecyReview, review)
            found.conclude(
                decision=Decision.CLEARED, reason="可以公开", ground=None, checklist=CHECKED
            )
            return [found]

        self.do(self.reviewer, decide)

    def sign(self, request: str, *, send: bool = True) -> None:
        """Review the draft and sign the reply."""
        self.on(
            request,
            self.reviewer,
            lambda case: case.review_reply(opinion=self.seal_on(case, "同意")),
        )

        def decide(desk: Desk) -> list[CaseFile]:
            book = None if self.lawbook is None else desk.load(LawBook, self.lawbook)
            case = desk.load(InformationRequest, request).under(Rules.of(book))
            reply = case.require_reply()
            review = None
            if reply.review is not None:
                review = desk.load(SecrecyReview, reply.review)
            case.issue_reply(
                letter=self.letter(LetterKind.REPLY),
                review=review,
                dispatch=self.posted() if send else None,
            )
            return [case]

        self.do(self.town.housing.publisher, decide)

    def reply(self, request: str, outcome: str = "PROVIDED", *, send: bool = True) -> None:
        """From draft to the signed reply."""
        self.draft(request, outcome)
        if outcome == "PROVIDED":
            self.clear(self.submit(request))
        self.sign(request, send=send)

    def announce(self, year: int, off: list[date], announced_on: date, notice: str) -> None:
        """Enter a holiday notice in the law book, which is opened with the first."""

        def decide(desk: Desk) -> list[CaseFile]:
            book = LawBook.open_() if self.lawbook is None else desk.load(LawBook, self.lawbook)
            book.announce_calendar(
                year=year,
                notice=notice,
                announced_on=announced_on,
                off=[*dict.fromkeys([*_fixed(year), *off])],
                work=[],
                source="国务院办公厅通知",
                reason="新通知",
            )
            return [book]

        stream = self.town.app.perform(self.town.registrars[0], decide).stream
        self.lawbook = stream

    # Tries

    def try_file(self, which: int, choice: int) -> None:
        known = self.people[which % len(self.people)] if self.people and choice == 5 else None
        self.file(
            channel=CHANNELS[choice % len(CHANNELS)],
            matters=1 + which % 2,
            person=known,
            category=CATEGORIES[which % len(CATEGORIES)],
        )

    def _which(self, which: int) -> str:
        return self.requests[which % len(self.requests)]

    def try_pass_days(self, which: int, choice: int) -> None:
        self.town.clock.advance(days=(1, 3, 7, 14, 30, 2)[choice])

    def try_advance(self, which: int, choice: int) -> None:
        """The next natural step of whatever the request stands at."""
        request = self._which(which)
        case = self.load(request)
        if case.state.value == "UNCONFIRMED":
            self.on(
                request,
                self.clerk,
                lambda case: case.confirm_receipt(on=current_act().today, evidence=SLIP),
            )
        elif case.state.value == "CLARIFYING":
            notice = case.clarifications[-1].letter
            self.on(
                request,
                self.clerk,
                lambda case: case.answer_clarification(
                    notice=notice,
                    on=current_act().today,
                    matters=(),
                    attachments=None,
                    excuse=None,
                    evidence=SLIP,
                ),
            )
        elif case.state.value == "CHARGED":
            fee = case.fees[-1]
            self.on(
                request,
                self.clerk,
                lambda case: case.pay(
                    fee.letter,
                    on=current_act().today,
                    amount=fee.amount - fee.received,
                    evidence=SLIP,
                ),
            )
        elif case.reply is not None:
            self.sign(request, send=choice > 1)
        elif case.state.value == "OPEN":
            open_ = [one for one in case.consultations if one.answered is None]
            if open_:
                self.on(
                    request,
                    self.clerk,
                    lambda case: case.answer_consultation(
                        open_[0].letter,
                        on=current_act().today,
                        opinion=Opinion.CONSENT,
                        reason=None,
                        evidence=SLIP,
                    ),
                )
            outcome = ("PROVIDED", "ALREADY_PUBLIC", "OTHER")[choice % 3]
            if choice > 2:
                self.draft(request, outcome)
            else:
                self.reply(request, outcome, send=choice != 1)

    def try_clarify(self, which: int, choice: int) -> None:
        def step(case: InformationRequest) -> None:
            case.request_clarification(
                letter=self.letter(LetterKind.CLARIFICATION),
                defects=(Defect("description", self.seal_on(case, "请写明年份")),),
                period=5 + choice,
                dispatch=self.posted() if choice else None,
                paper=choice == 3,
            )

        self.on(self._which(which), self.clerk, step)

    def try_reply_on_paper(self, which: int, choice: int) -> None:
        def step(case: InformationRequest) -> None:
            case.reply_on_paper(
                letter=self.letter(LetterKind.REPLY),
                outcomes=self.outcomes_of(case, ("PROVIDED", "INQUIRY")[choice % 2]),
                content=None,
                cleared=NO_EVIDENCE if choice > 2 else SLIP,
                approved=SLIP if choice > 2 else NO_EVIDENCE,
                dispatch=self.posted(),
            )

        if choice > 3:
            self.on(self._which(which), self.clerk, step)

    def try_consult(self, which: int, choice: int) -> None:
        third = self.persons.new_person()

        def step(case: InformationRequest) -> None:
            asks_person = choice % 2 == 0
            kind = ConsultationKind.THIRD_PARTY if asks_person else ConsultationKind.CO_PRODUCER
            key = self.persons.data_key(third, case.id)
            event = current_act().reserve(case.id, case.version + 1)
            to = Addressee(AddresseeKind.THIRD_PARTY, third)
            party = ThirdParty(
                third,
                self.persons.seal(key, place_of(event, "third_party.name"), "李四"),
                self.persons.seal(key, place_of(event, "third_party.contact"), "13900000002"),
            )
            case.consult(
                letter=self.letter(
                    LetterKind.THIRD_PARTY if asks_person else LetterKind.CO_PRODUCER,
                    to=to if asks_person else Addressee(AddresseeKind.ORGAN, "县财政局"),
                ),
                kind=kind,
                matters=(1,),
                third_party=party if asks_person else None,
                dispatch=self.posted() if choice != 5 else None,
            )

        self.on(self._which(which), self.clerk, step)

    def try_extend(self, which: int, choice: int) -> None:
        request = self._which(which)
        days = 5 * (1 + choice % 4)
        self.on(
            request,
            self.head,
            lambda case: case.consent_to_extension(
                days=days, on=current_act().today, reason="检索量大"
            ),
        )

        def step(case: InformationRequest) -> None:
            told = current_act().today + timedelta(days=20)
            case.tell_extension(
                letter=self.letter(LetterKind.EXTENSION, told=told),
                days=days,
                dispatch=self.posted(),
            )

        self.on(request, self.clerk, step)

    def try_charge(self, which: int, choice: int) -> None:
        self.on(
            self._which(which),
            self.clerk,
            lambda case: case.charge(
                letter=self.letter(LetterKind.FEE),
                basis=FeeBasis.PER_PIECE if choice % 2 else FeeBasis.PER_PAGE,
                quantity=40,
                earlier=0,
                dispatch=self.posted(),
            ),
        )

    def _letter(self, which: int, choice: int) -> tuple[str, str]:
        request = self._which(which)
        letters = list(self.load(request).letters)
        return request, letters[choice % len(letters)] if letters else ""

    def try_deliver(self, which: int, choice: int) -> None:
        request, letter = self._letter(which, choice)
        with contextlib.suppress(Refusal):
            self.on(request, self.clerk, lambda case: case.dispatch(letter, self.posted()))
        self.on(
            request,
            self.clerk,
            lambda case: case.deliver(letter, on=current_act().today, evidence=SLIP),
        )

    def try_send_back(self, which: int, choice: int) -> None:
        request, letter = self._letter(which, choice)
        self.on(
            request,
            self.clerk,
            lambda case: case.return_letter(
                letter, on=current_act().today, reason="查无此人", evidence=SLIP
            ),
        )

    def try_withdraw(self, which: int, choice: int) -> None:
        if choice == 0:
            self.on(
                self._which(which),
                self.clerk,
                lambda case: case.withdraw(on=current_act().today, evidence=SLIP),
            )

    def try_abandon(self, which: int, choice: int) -> None:
        def step(case: InformationRequest) -> None:
            cause = (
                AbandonCause.FEE_UNPAID
                if case.state.value == "CHARGED"
                else (AbandonCause.NOT_CLARIFIED)
            )
            case.abandon(
                cause=cause,
                judged=self.seal_on(case, "没有理由"),
                on=current_act().today,
                letter=self.letter(LetterKind.ABANDONMENT),
                dispatch=self.posted(),
            )

        request = self._which(which)
        if self.load(request).state.value == "ABANDONED":
            self.on(
                request,
                self.clerk,
                lambda case: case.reopen(
                    on=current_act().today, reason=self.seal_on(case, "申请人补正")
                ),
            )
        self.on(request, self.clerk, step)

    def try_contest(self, which: int, choice: int) -> None:
        request = self._which(which)
        open_ = [one for one in self.load(request).remedies.values() if one.decided is None]

        def seek(case: InformationRequest) -> None:
            case.seek_remedy(
                remedy=f"remedy:{current_act().new_id()}",
                kind=RemedyKind.SUIT if choice % 2 else RemedyKind.REVIEW,
                body="县人民政府",
                docket_number="清复〔2026〕1号",
                simple=False,
                on=current_act().today,
                evidence=SLIP,
            )

        def go_on(case: InformationRequest) -> None:
            today = current_act().today
            if choice < 2:
                case.answer_remedy(open_[0].id, on=today, evidence=SLIP)
                return
            corrected = choice % 2 == 1
            case.decide_remedy(
                open_[0].id,
                on=today,
                result=RemedyResult.CORRECTED if corrected else RemedyResult.UPHELD,
                document="清复决〔2026〕1号",
                reply_until=today + timedelta(days=30) if corrected else None,
                evidence=SLIP,
            )

        self.on(request, self.clerk, go_on if open_ else seek)

    def try_link(self, which: int, choice: int) -> None:
        request, other = self._which(which), self._which(choice)
        person = self.load(other).applicants[0].person
        self.on(
            request,
            self.clerk,
            lambda case: case.link_persons(
                person=case.applicants[0].person,
                other_person=person,
                other_request=other,
                reason="身份证号码相同",
            ),
        )

    def try_amend(self, which: int, choice: int) -> None:
        def step(case: InformationRequest) -> None:
            (of, member), day = list(case.dates.items())[choice % len(case.dates)]
            case.amend_legal_date(
                of=of,
                member=member,
                becomes=day - timedelta(days=1),
                reason="登记有误",
                evidence=SLIP,
            )

        self.on(self._which(which), self.head, step)

    def try_announce(self, which: int, choice: int) -> None:
        today = self.town.clock.time.date()
        first = date(today.year, 3, 1) + timedelta(days=11 * which + choice)
        off = [first + timedelta(days=n) for n in range(1 + choice)]
        self.announce(today.year, off, today, f"国办发明电〔2026〕{next(self.numbers)}号")

    def try_dispute(self, which: int, choice: int) -> None:
        self.on(
            self._which(which),
            self.clerk,
            lambda case: case.dispute_receipt(
                claimed_on=case.arrived_on - timedelta(days=choice), statement=None, evidence=SLIP
            ),
        )


def _fixed(year: int) -> list[date]:
    return [date(year, month, day) for month, day in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))]
