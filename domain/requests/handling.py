"""Commands on requests: each method is one act, from what people write to sealed events.

What is personal is sealed here for the event it will stand in; what is printed is printed here, and
its bytes are durable before the event names them. A try that meets a conflict does all of it again:
keys are found again, blobs of the lost try are ownerless and swept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from domain.archive import ArchiveApplication, Caller, Desk, Recorded
from domain.casefile import CaseFile
from domain.content import ClearPart, Content
from domain.description import Description, OpennessGiven
from domain.disclosure import ContentStore
from domain.errors import Incomplete, PostNotHeld, WrongState
from domain.findings import find
from domain.law.consultations import ConsultationKind
from domain.law.fees import FeeBasis, fee
from domain.law.lawbook import LawBook
from domain.law.profile import Retention
from domain.law.remedies import remedy_articles, remedy_bodies, remedy_text
from domain.lawmaking import lawbook_id
from domain.letters import LetterKind, Paper, Printer, Template, compose
from domain.numbering import Number, take_number
from domain.organ import Organ
from domain.personal import PersonalData, Sealed, place_of
from domain.record import Record
from domain.requests.applicant import Applicant, Defect, Matter, Proxy
from domain.requests.closing import AbandonCause
from domain.requests.consulting import LETTERS, Consultation, Opinion, ThirdParty
from domain.requests.counting import Rules
from domain.requests.evidence import Evidence
from domain.requests.extending import Judgement
from domain.requests.given import (
    Application,
    GivenApplicant,
    GivenDispatch,
    GivenEvidence,
    GivenLetter,
    GivenMatter,
    GivenOutcome,
    GivenProxy,
    GivenThirdParty,
)
from domain.requests.letters import (
    TO_APPLICANT,
    Addressee,
    AddresseeKind,
    Dispatch,
    Letter,
)
from domain.requests.outcome import MatterOutcome, RefusedPart, RightOrgan
from domain.requests.remedies import RemedyKind, RemedyResult
from domain.requests.replying import ReplyCause
from domain.requests.request import InformationRequest
from domain.requests.writing import (
    Known,
    Reader,
    facts_of_case,
    facts_of_organ,
    letter_number,
    number_kind,
    reply_paper,
    template_of,
    words_text,
    written_number,
)
from domain.review import SecrecyReview

PRINTED = "letters/1"
"""What derived the text of a printed letter: its own paper."""

MOST_TEXT = 5000


@dataclass
class Work:
    """One command under way: the desk, the case, and what seals, keeps and prints for it."""

    desk: Desk
    case: InformationRequest
    persons: PersonalData
    contents: ContentStore
    printer: Printer
    rules: Rules
    triggered: int = 0
    made: list[CaseFile] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.desk.act.today

    @property
    def key(self) -> str:
        """The data key of the first applicant: what is said about the request is sealed with it."""
        return self.case.applicants[0].name.key

    def seal(self, member: str, text: str) -> Sealed:
        """Seal a text for a member of the next event of the case. Raises `Incomplete` if empty."""
        return self.seal_with(self.key, member, text)

    def seal_with(self, key: str, member: str, text: str) -> Sealed:
        """As `seal`, under another person's key."""
        if not text.strip():
            raise Incomplete("请填写", field=member)
        if len(text) > MOST_TEXT:
            raise Incomplete(f"不超过 {MOST_TEXT} 字", field=member)
        event = self.desk.act.reserve(self.case.id, self.case.version + 1)
        return self.persons.seal(key, place_of(event, member), text.strip())

    def maybe(self, member: str, text: str) -> Sealed | None:
        """As `seal`, None for an empty text."""
        return self.seal(member, text) if text.strip() else None

    def evidence(self, given: GivenEvidence) -> Evidence:
        """A proof with its scan kept."""
        scan = None if given.scan is None else self.contents.keep([given.scan])
        return Evidence(given.kind, given.note.strip(), scan)

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
        one = self.case.number
        return written_number(
            self.rules.law, self.organ(), one.kind, one.year, one.serial, self.case.arrived_on
        )

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
            scan = None if given.scan is None else self.contents.keep([given.scan])
            return Letter(identity, kind, None, given.on_paper, addressee, scan, told_due)
        law, organ = self.rules.law, self.organ()
        template = template_of(law, key, self.today)
        sequence = number_kind(law, template, self.today)
        serial = take_number(self.desk, self.case.organ, self.today.year, sequence)
        number = letter_number(law, organ, template, self.today.year, serial, self.today)
        base = {"number": number, "dated": self.today.isoformat(), **(facts or {})}
        known = self.known()
        if reader is None:
            base = {**facts_of_case(self.case, organ, self.number(), known, self.today), **base}
            base["you"] = known.applicant.pronoun
        else:
            base = {**facts_of_organ(organ), **base, "you": reader.pronoun}
            base[template.audience.value] = reader.named
        if paper is None:
            printed = compose(template, base, given.edited, remedies)
        else:
            printed = paper(template, base, known)
        part = ClearPart(
            f"{template.title}.pdf",
            "application/pdf",
            self.printer.print(printed),
            "\n".join(printed.texts),
            PRINTED,
        )
        return Letter(
            identity,
            kind,
            Number(sequence, serial, self.today.year),
            self.today,
            addressee,
            self.contents.keep([part]),
            told_due,
        )


@dataclass(frozen=True)
class Handling:
    """办理: the application layer of requests."""

    archive: ArchiveApplication
    contents: ContentStore
    persons: PersonalData
    printer: Printer

    # Filing

    def file(self, caller: Caller, organ: str, application: Application) -> Recorded:
        """登记申请, by the desk or by the online intake. The number is taken in the same act."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("request.file", organ=organ)
            return [self._filed(desk, organ, application).case]

        return self.archive.perform(caller, decide)

    def answer_on_the_spot(
        self,
        caller: Caller,
        organ: str,
        application: Application,
        outcomes: Sequence[GivenOutcome],
        evidence: GivenEvidence,
    ) -> Recorded:
        """登记并当场答复: filing and answer in one act (条例 art 33)."""

        def decide(desk: Desk) -> list[CaseFile]:
            desk.require("request.file", organ=organ)
            work = self._filed(desk, organ, application)
            desk.require("request.answer_on_the_spot", organ=organ, state=work.case.state)
            work.case.answer_on_the_spot(
                outcomes=_outcomes(work, outcomes), on=work.today, evidence=work.evidence(evidence)
            )
            return [work.case]

        return self.archive.perform(caller, decide)

    def confirm_receipt(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """双方确认收到."""
        return self._act(
            caller,
            request,
            "confirm_receipt",
            lambda work: work.case.confirm_receipt(on=on, evidence=work.evidence(evidence)),
            expected,
        )

    def attempt_confirmation(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        way: str,
        outcome: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记联系情况."""
        return self._act(
            caller,
            request,
            "attempt_confirmation",
            lambda work: work.case.attempt_confirmation(
                on=on, way=way, outcome=outcome, evidence=work.evidence(evidence)
            ),
            expected,
        )

    def dispute_receipt(
        self,
        caller: Caller,
        request: str,
        *,
        claimed_on: date,
        statement: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记申请人主张的收到日期."""
        return self._act(
            caller,
            request,
            "dispute_receipt",
            lambda work: work.case.dispute_receipt(
                claimed_on=claimed_on,
                statement=work.maybe("statement", statement),
                evidence=work.evidence(evidence),
            ),
            expected,
        )

    def join_to(
        self, caller: Caller, request: str, *, into: str, reason: str, expected: int | None = None
    ) -> Recorded:
        """并入另一件."""

        def run(work: Work) -> None:
            other = work.desk.load(InformationRequest, into).under(work.rules)
            work.case.join_to(other, on=work.today, reason=reason)
            work.made.append(other)

        return self._act(caller, request, "join_to", run, expected)

    def link_persons(
        self,
        caller: Caller,
        request: str,
        *,
        person: str,
        other_person: str,
        other_request: str,
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """认定同一申请人."""

        def run(work: Work) -> None:
            other = work.desk.load(InformationRequest, other_request)
            other.require_person(other_person)
            work.case.link_persons(
                person=person,
                other_person=other_person,
                other_request=other_request,
                reason=reason,
            )

        return self._act(caller, request, "link_persons", run, expected)

    def reissue_code(
        self, caller: Caller, request: str, *, evidence: GivenEvidence, expected: int | None = None
    ) -> Recorded:
        """补发查询码: the code itself is made by the caller after this act."""
        return self._act(
            caller,
            request,
            "reissue_code",
            lambda work: work.case.reissue_code(on=work.today, evidence=work.evidence(evidence)),
            expected,
        )

    def amend_legal_date(
        self,
        caller: Caller,
        request: str,
        *,
        of: int,
        member: str,
        becomes: date,
        reason: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """更改法定日期."""
        return self._act(
            caller,
            request,
            "amend_legal_date",
            lambda work: work.case.amend_legal_date(
                of=of,
                member=member,
                becomes=becomes,
                reason=reason,
                evidence=work.evidence(evidence),
            ),
            expected,
        )

    # Service

    def dispatch(
        self,
        caller: Caller,
        request: str,
        letter: str,
        dispatch: GivenDispatch,
        expected: int | None = None,
    ) -> Recorded:
        """登记寄发."""

        def run(work: Work) -> None:
            sent = work.dispatch(dispatch)
            assert sent is not None
            work.case.dispatch(letter, sent)

        return self._act(caller, request, "dispatch", run, expected)

    def deliver(
        self,
        caller: Caller,
        request: str,
        letter: str,
        *,
        on: date,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记签收."""
        return self._act(
            caller,
            request,
            "deliver",
            lambda work: work.case.deliver(letter, on=on, evidence=work.evidence(evidence)),
            expected,
        )

    def return_letter(
        self,
        caller: Caller,
        request: str,
        letter: str,
        *,
        on: date,
        reason: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记退回."""
        return self._act(
            caller,
            request,
            "return_letter",
            lambda work: work.case.return_letter(
                letter, on=on, reason=reason, evidence=work.evidence(evidence)
            ),
            expected,
        )

    # Clarification

    def request_clarification(
        self,
        caller: Caller,
        request: str,
        *,
        defects: Sequence[tuple[str, str]],
        period: int,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """补正告知: (kind, advice) of every defect at once; `period` in working days."""

        def run(work: Work) -> None:
            listed = "\n".join(advice.strip() for _, advice in defects)
            words = replace(letter, edited={"defects": listed, **letter.edited})
            made = work.letter(
                LetterKind.CLARIFICATION,
                "clarification",
                words,
                facts={"clarify_days": str(period)},
            )
            work.case.request_clarification(
                letter=made,
                defects=tuple(
                    Defect(kind, work.seal(f"defects.{place}.advice", advice))
                    for place, (kind, advice) in enumerate(defects)
                ),
                period=period,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "request_clarification", run, expected)

    def answer_clarification(
        self,
        caller: Caller,
        request: str,
        *,
        notice: str,
        on: date,
        matters: dict[int, GivenMatter],
        attachments: Sequence[ClearPart],
        excuse: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记补正."""

        def run(work: Work) -> None:
            sealed = tuple(
                _matter(work, work.key, f"matters.{place}", number, matter)
                for place, (number, matter) in enumerate(sorted(matters.items()))
            )
            work.case.answer_clarification(
                notice=notice,
                on=on,
                matters=sealed,
                attachments=work.contents.keep(list(attachments)) if attachments else None,
                excuse=work.maybe("excuse", excuse),
                evidence=work.evidence(evidence),
            )

        return self._act(caller, request, "answer_clarification", run, expected)

    # Consultation

    def consult(
        self,
        caller: Caller,
        request: str,
        *,
        kind: ConsultationKind,
        matters: Sequence[int],
        third_party: GivenThirdParty | None,
        organ_name: str,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """征求意见: one addressee, one letter; a letter to a third party never names who asks."""

        def run(work: Work) -> None:
            party = None
            if third_party is None:
                if not organ_name.strip():
                    raise Incomplete("请写明征求哪个机关的意见", field="organ_name")
                addressee = Addressee(AddresseeKind.ORGAN, organ_name.strip())
                reader = Reader(organ_name.strip(), "你单位")
            else:
                person = third_party.person or self.persons.new_person()
                key = self.persons.data_key(person, work.case.id)
                party = ThirdParty(
                    person,
                    work.seal_with(key, "third_party.name", third_party.name),
                    work.seal_with(key, "third_party.contact", third_party.contact),
                )
                addressee = Addressee(AddresseeKind.THIRD_PARTY, person)
                reader = Reader(third_party.name.strip(), "你")
            made = work.letter(
                LETTERS[kind], kind.value.lower(), letter, addressee=addressee, reader=reader
            )
            work.case.consult(
                letter=made,
                kind=kind,
                matters=tuple(matters),
                third_party=party,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "consult", run, expected)

    def answer_consultation(
        self,
        caller: Caller,
        request: str,
        consultation: str,
        *,
        on: date,
        opinion: Opinion,
        reason: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记答复意见; a third party's reason is sealed under his own key."""

        def run(work: Work) -> None:
            sealed = None
            if reason.strip():
                sealed = work.seal_with(_key_of(work, consultation), "reason", reason)
            work.case.answer_consultation(
                consultation,
                on=on,
                opinion=opinion,
                reason=sealed,
                evidence=work.evidence(evidence),
            )

        return self._act(caller, request, "answer_consultation", run, expected)

    def judge_objection(
        self,
        caller: Caller,
        request: str,
        consultation: str,
        *,
        upheld: bool,
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """判断第三方的理由."""
        return self._act(
            caller,
            request,
            "judge_objection",
            lambda work: work.case.judge_objection(
                consultation,
                upheld=upheld,
                reason=work.seal_with(_key_of(work, consultation), "reason", reason),
            ),
            expected,
        )

    def override_third_party(
        self,
        caller: Caller,
        request: str,
        consultation: str,
        *,
        reason: str,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """告知第三方决定公开: content and reason (条例 art 32)."""

        def run(work: Work) -> None:
            found = _consultation(work, consultation)
            if found.third_party is None:
                raise WrongState("只有第三方才这样告知", field="consultation")
            sent = work.case.sent_on(found.letter)
            objected = found.opinion is Opinion.OBJECTION
            variant = "public_interest" if objected and found.upheld else "decided"
            law = work.rules.law
            bodies = remedy_bodies(law, work.case.organ, work.today)
            made = work.letter(
                LetterKind.THIRD_PARTY_NOTICE,
                f"third_party_notice.{variant}",
                replace(letter, edited={"reason": reason, **letter.edited}),
                facts={} if sent is None else {"consulted_on": sent.isoformat()},
                addressee=Addressee(AddresseeKind.THIRD_PARTY, found.third_party.person),
                reader=Reader(self.persons.open(found.third_party.name), "你"),
                remedies=remedy_text(
                    law, ["条例 art 36(2)"], work.today, bodies.review_body, bodies.court
                ),
            )
            work.case.override_third_party(
                consultation,
                letter=made,
                reason=work.seal_with(found.third_party.name.key, "reason", reason),
                dispatch=work.dispatch(letter.dispatch),
            )

        return self._act(caller, request, "override_third_party", run, expected)

    # More time

    def consent_to_extension(
        self, caller: Caller, request: str, *, days: int, reason: str, expected: int | None = None
    ) -> Recorded:
        """负责人同意延期."""
        return self._act(
            caller,
            request,
            "consent_to_extension",
            lambda work: work.case.consent_to_extension(days=days, on=work.today, reason=reason),
            expected,
        )

    def tell_extension(
        self,
        caller: Caller,
        request: str,
        *,
        days: int,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """告知延期: the letter tells the extended due date."""

        def run(work: Work) -> None:
            extended = work.case.due_if_extended(days, work.today)
            facts = {"extension_days": str(days)}
            if extended is not None:
                facts["extended_due_on"] = extended.isoformat()
            made = work.letter(
                LetterKind.EXTENSION, "extension", letter, facts=facts, told_due=extended
            )
            work.case.tell_extension(
                letter=made,
                days=days,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "tell_extension", run, expected)

    def ask_reasons(
        self,
        caller: Caller,
        request: str,
        *,
        days: int,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """要求说明理由 (条例 art 35); `days` in working days is what the letter gives him."""

        def run(work: Work) -> None:
            made = work.letter(
                LetterKind.REASONS, "reasons", letter, facts={"reasons_days": str(days)}
            )
            work.case.ask_reasons(letter=made, dispatch=work.dispatch(letter.dispatch))

        return self._act(caller, request, "ask_reasons", run, expected)

    def give_reasons(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        reasons: str,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记说明的理由."""
        return self._act(
            caller,
            request,
            "give_reasons",
            lambda work: work.case.give_reasons(
                on=on, reasons=work.seal("reasons", reasons), evidence=work.evidence(evidence)
            ),
            expected,
        )

    def judge_excess(
        self,
        caller: Caller,
        request: str,
        *,
        judgement: Judgement,
        reason: str,
        expected: int | None = None,
    ) -> Recorded:
        """判断理由是否合理."""
        return self._act(
            caller,
            request,
            "judge_excess",
            lambda work: work.case.judge_excess(
                judgement=judgement, reason=work.seal("reason", reason)
            ),
            expected,
        )

    def tell_delay(
        self,
        caller: Caller,
        request: str,
        *,
        until: date,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """告知延迟答复."""

        def run(work: Work) -> None:
            made = work.letter(
                LetterKind.DELAY,
                "delay",
                letter,
                facts={"delayed_until": until.isoformat()},
                told_due=until,
            )
            work.case.tell_delay(
                letter=made,
                until=until,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "tell_delay", run, expected)

    # Fees

    def charge(
        self,
        caller: Caller,
        request: str,
        *,
        basis: FeeBasis,
        quantity: int,
        earlier: int,
        letter: GivenLetter,
        expected: int | None = None,
    ) -> Recorded:
        """通知收费: the notice stores how many came before and how the sum was computed."""

        def run(work: Work) -> None:
            found = fee(work.rules.law, basis, quantity, earlier, work.today)
            facts = {"fee_sum": str(found.yuan), "fee_computed": "；".join(found.steps)[:1000]}
            if basis is FeeBasis.PER_PIECE:
                facts |= {"fee_pieces": str(quantity), "fee_before": str(earlier)}
            else:
                facts["fee_pages"] = str(quantity)
            made = work.letter(LetterKind.FEE, f"fee.{basis.value.lower()}", letter, facts=facts)
            work.case.charge(
                letter=made,
                basis=basis,
                quantity=quantity,
                earlier=earlier,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "charge", run, expected)

    def pay(
        self,
        caller: Caller,
        request: str,
        *,
        notice: str,
        on: date,
        amount: int,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记缴费."""
        return self._act(
            caller,
            request,
            "pay",
            lambda work: work.case.pay(
                notice, on=on, amount=amount, evidence=work.evidence(evidence)
            ),
            expected,
        )

    # Reply

    def record_search(
        self,
        caller: Caller,
        request: str,
        *,
        matters: Sequence[int],
        systems: Sequence[str],
        places: Sequence[str],
        keywords: str,
        searcher: str,
        on: date,
        found: bool,
        result: str,
        expected: int | None = None,
    ) -> Recorded:
        """登记检索."""
        return self._act(
            caller,
            request,
            "record_search",
            lambda work: work.case.record_search(
                search=f"search:{work.desk.act.new_id()}",
                matters=tuple(matters),
                systems=tuple(systems),
                places=tuple(places),
                keywords=work.seal("keywords", keywords),
                searcher=searcher,
                on=on,
                found=found,
                result=result,
            ),
            expected,
        )

    def draft_reply(
        self,
        caller: Caller,
        request: str,
        *,
        outcomes: Sequence[GivenOutcome],
        parts: Sequence[ClearPart],
        frame: dict[str, str],
        cause: ReplyCause = ReplyCause.FIRST,
        reason: str = "",
        document: str = "",
        expected: int | None = None,
    ) -> Recorded:
        """起草答复; `parts` are the information to be given, `frame` the letter's own fields."""

        def run(work: Work) -> None:
            work.case.draft_reply(
                reply=f"reply:{work.desk.act.new_id()}",
                outcomes=_outcomes(work, outcomes),
                content=work.contents.keep(list(parts)) if parts else None,
                words=work.seal("words", words_text(outcomes, frame)),
                cause=cause,
                reason=reason,
                document=document,
            )

        return self._act(caller, request, "draft_reply", run, expected)

    def revise_reply(
        self,
        caller: Caller,
        request: str,
        *,
        outcomes: Sequence[GivenOutcome],
        parts: Sequence[ClearPart],
        frame: dict[str, str],
        keep_content: bool = False,
        expected: int | None = None,
    ) -> Recorded:
        """修改答复; `keep_content` leaves the information to be given as it is."""

        def run(work: Work) -> None:
            content = work.case.require_reply().content if keep_content else None
            if parts:
                content = work.contents.keep(list(parts))
            work.case.revise_reply(
                outcomes=_outcomes(work, outcomes),
                content=content,
                words=work.seal("words", words_text(outcomes, frame)),
            )

        return self._act(caller, request, "revise_reply", run, expected)

    def submit_reply(self, caller: Caller, request: str, expected: int | None = None) -> Recorded:
        """送保密审查: a review of exactly what is to be given, machine findings attached."""

        def run(work: Work) -> None:
            reply = work.case.require_reply()
            if reply.content is None:
                raise WrongState("这份答复不提供信息，不需要保密审查", field="review")
            text = "\n".join(part.text for part in self.contents.open(reply.content))
            review = SecrecyReview.open(
                record=work.case.id,
                organ=work.case.organ,
                version=1,
                draft=reply.draft,
                content=reply.content.commitment,
                drafters=reply.drafters,
                findings=find(text),
            )
            work.case.submit_reply(review.id)
            work.made.append(review)

        return self._act(caller, request, "submit_reply", run, expected)

    def review_reply(
        self, caller: Caller, request: str, *, opinion: str, expected: int | None = None
    ) -> Recorded:
        """审核答复."""
        return self._act(
            caller,
            request,
            "review_reply",
            lambda work: work.case.review_reply(opinion=work.seal("opinion", opinion)),
            expected,
        )

    def return_reply(
        self, caller: Caller, request: str, *, reason: str, expected: int | None = None
    ) -> Recorded:
        """退回答复."""
        return self._act(
            caller,
            request,
            "return_reply",
            lambda work: work.case.return_reply(reason=work.seal("reason", reason)),
            expected,
        )

    def issue_reply(
        self, caller: Caller, request: str, *, letter: GivenLetter, expected: int | None = None
    ) -> Recorded:
        """签发答复: the letter is composed from the reviewed draft and printed once."""

        def run(work: Work) -> None:
            case = work.case
            reply = case.require_reply()
            words = self.persons.open(reply.words)
            key, kind, facts = "reply", LetterKind.REPLY, _earlier_notice(work)
            if reply.cause is not ReplyCause.FIRST:
                kind = LetterKind.SUBSTITUTE_REPLY
                ordered = reply.cause is not ReplyCause.CORRECTION
                key = "substitute_reply.ordered" if ordered else "substitute_reply.corrected"
                facts |= _replaced(work)
            made = work.letter(
                kind,
                key,
                letter,
                facts=facts,
                paper=lambda template, base, known: reply_paper(
                    work.rules.law, template, case, base, known, words, work.today
                ),
            )
            review = None
            if reply.review is not None:
                review = work.desk.load(SecrecyReview, reply.review)
            case.issue_reply(
                letter=made,
                review=review,
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "issue_reply", run, expected)

    # Remedies

    def seek_remedy(
        self,
        caller: Caller,
        request: str,
        *,
        kind: RemedyKind,
        body: str,
        docket_number: str,
        simple: bool,
        on: date,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记复议、诉讼."""
        return self._act(
            caller,
            request,
            "seek_remedy",
            lambda work: work.case.seek_remedy(
                remedy=f"remedy:{work.desk.act.new_id()}",
                kind=kind,
                body=body,
                docket_number=docket_number,
                simple=simple,
                on=on,
                evidence=work.evidence(evidence),
            ),
            expected,
        )

    def answer_remedy(
        self,
        caller: Caller,
        request: str,
        *,
        remedy: str,
        on: date,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记提交答复、答辩."""
        return self._act(
            caller,
            request,
            "answer_remedy",
            lambda work: work.case.answer_remedy(remedy, on=on, evidence=work.evidence(evidence)),
            expected,
        )

    def decide_remedy(
        self,
        caller: Caller,
        request: str,
        *,
        remedy: str,
        on: date,
        result: RemedyResult,
        document: str,
        reply_until: date | None,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记复议、诉讼结果."""
        return self._act(
            caller,
            request,
            "decide_remedy",
            lambda work: work.case.decide_remedy(
                remedy,
                on=on,
                result=result,
                document=document,
                reply_until=reply_until,
                evidence=work.evidence(evidence),
            ),
            expected,
        )

    # Ends

    def withdraw(
        self,
        caller: Caller,
        request: str,
        *,
        on: date,
        evidence: GivenEvidence,
        expected: int | None = None,
    ) -> Recorded:
        """登记撤回."""
        return self._act(
            caller,
            request,
            "withdraw",
            lambda work: work.case.withdraw(on=on, evidence=work.evidence(evidence)),
            expected,
        )

    def abandon(
        self,
        caller: Caller,
        request: str,
        *,
        cause: AbandonCause,
        judged: str,
        letter: GivenLetter | None,
        expected: int | None = None,
    ) -> Recorded:
        """不再处理, with the applicant's reason judged; the notice is told in the same act."""

        def run(work: Work) -> None:
            made = None
            if letter is not None:
                made = work.letter(
                    LetterKind.ABANDONMENT,
                    f"abandonment.{cause.value.lower()}",
                    _with_reason(letter, cause, judged),
                    facts=_earlier_notice(work),
                    remedies=_remedies(work, cause.value),
                )
            work.case.abandon(
                cause=cause,
                judged=work.seal("judged", judged),
                on=work.today,
                letter=made,
                dispatch=None if letter is None else work.dispatch(letter.dispatch),
            )

        return self._act(caller, request, "abandon", run, expected)

    def reopen(
        self, caller: Caller, request: str, *, reason: str, expected: int | None = None
    ) -> Recorded:
        """恢复处理."""
        return self._act(
            caller,
            request,
            "reopen",
            lambda work: work.case.reopen(on=work.today, reason=work.seal("reason", reason)),
            expected,
        )

    def suggest_publication(
        self, caller: Caller, request: str, *, text: str, expected: int | None = None
    ) -> Recorded:
        """建议主动公开 (条例 art 44)."""
        return self._act(
            caller,
            request,
            "suggest_publication",
            lambda work: work.case.suggest_publication(
                on=work.today, text=work.maybe("text", text)
            ),
            expected,
        )

    def open_record(
        self,
        caller: Caller,
        request: str,
        *,
        matters: Sequence[int],
        description: Description,
        openness: OpennessGiven,
        parts: Sequence[ClearPart],
        expected: int | None = None,
    ) -> Recorded:
        """拟公开信息: a masked record draft from what was opened; it has its own review."""

        def run(work: Work) -> None:
            work.desk.require("record.draft", organ=work.case.organ)
            record = Record.draft(
                organ=work.case.organ,
                description=description,
                openness=openness,
                content=work.contents.keep(list(parts)),
            )
            work.case.open_record(record=record.id, matters=tuple(matters))
            work.made.append(record)

        return self._act(caller, request, "open_record", run, expected)

    def erase(
        self,
        caller: Caller,
        request: str,
        *,
        person: str,
        basis: str,
        destroy: Callable[[Sequence[Content]], None],
        expected: int | None = None,
    ) -> Recorded:
        """抹去个人信息: first the act, then the keys; killed in between, the sweep finishes it.

        `destroy` destroys the contents that name the person: attachments, proofs, letters.
        """
        named: list[Content] = []

        def run(work: Work) -> None:
            closed = work.case.closed_on
            if closed is None:
                raise WrongState("案件还没有终结，不能抹去个人信息", rule="design §4")
            years = work.rules.law.row(Retention, "request_file", closed).years
            work.case.erase(person=person, basis=basis, retained_until=_years_later(closed, years))
            named[:] = work.case.personal_contents()

        recorded = self._act(caller, request, "erase", run, expected)
        self.persons.erase(person, request)
        destroy(named)
        return recorded

    # Inside

    def rules(self) -> Rules:
        """The law and calendar as they stand, outside of any act."""
        found = lawbook_id(self.archive)
        return Rules.of(None if found is None else self.archive.load(LawBook, found))

    def _act(
        self,
        caller: Caller,
        request: str,
        action: str,
        run: Callable[[Work], Any],
        expected: int | None,
    ) -> Recorded:
        def decide(desk: Desk) -> list[CaseFile]:
            rules = self._rules(desk)
            case = desk.load(InformationRequest, request, expected).under(rules)
            desk.require(f"request.{action}", organ=case.organ, state=case.state)
            work = Work(desk, case, self.persons, self.contents, self.printer, rules)
            run(work)
            return [case, *work.made]

        return self.archive.perform(caller, decide)

    def _rules(self, desk: Desk) -> Rules:
        """The law and calendar, in the act's read set: no act stands on a table that just moved."""
        found = lawbook_id(self.archive)
        return Rules.of(None if found is None else desk.load(LawBook, found))

    def _filed(self, desk: Desk, organ: str, application: Application) -> Work:
        if desk.post is None:
            raise PostNotHeld("办理须选定一个岗位", field="post")
        desk.load(Organ, organ)
        rules = self._rules(desk)
        case = InformationRequest.create_id()
        event = desk.act.reserve(case, 1)

        def seal(key: str, member: str, text: str) -> Sealed:
            if not text.strip():
                raise Incomplete("请填写", rule="条例 art 29", field=member)
            if len(text) > MOST_TEXT:
                raise Incomplete(f"不超过 {MOST_TEXT} 字", field=member)
            return self.persons.seal(key, place_of(event, member), text.strip())

        def proof(given: GivenEvidence) -> Evidence:
            scan = None if given.scan is None else self.contents.keep([given.scan])
            return Evidence(given.kind, given.note.strip(), scan)

        applicants = tuple(
            self._applicant(case, f"applicants.{place}", one, seal)
            for place, one in enumerate(application.applicants)
        )
        if not applicants:
            raise Incomplete("至少有一名申请人", rule="条例 art 29(1)", field="applicants")
        first = applicants[0].name.key
        filed = InformationRequest.file(
            id=case,
            organ=organ,
            number=Number(
                "request",
                take_number(desk, organ, desk.act.today.year, "request"),
                desk.act.today.year,
            ),
            channel=application.channel,
            applicants=applicants,
            proxy=self._proxy(case, application.proxy, seal, proof),
            matters=tuple(
                Matter(
                    place + 1,
                    seal(first, f"matters.{place}.description", one.description),
                    seal(first, f"matters.{place}.feature", one.feature)
                    if one.feature.strip()
                    else None,
                )
                for place, one in enumerate(application.matters)
            ),
            form=application.form,
            route=application.route,
            assistance=seal(first, "assistance", application.assistance)
            if application.assistance.strip()
            else None,
            attachments=self.contents.keep(list(application.attachments))
            if application.attachments
            else None,
            arrived_on=application.arrived_on,
            arrived_time=application.arrived_time,
            arrival_evidence=proof(application.arrival_evidence),
            received_on=application.received_on,
            receipt_evidence=proof(application.receipt_evidence),
        ).under(rules)
        filed.require_day(application.arrived_on, field="arrived_on")
        return Work(desk, filed, self.persons, self.contents, self.printer, rules)

    def _applicant(
        self,
        case: str,
        place: str,
        given: GivenApplicant,
        seal: Callable[[str, str, str], Sealed],
    ) -> Applicant:
        person = given.person or self.persons.new_person()
        key = self.persons.data_key(person, case)
        if given.identity.strip():
            self.persons.remember_identity(person, given.identity)

        def optional(member: str, text: str) -> Sealed | None:
            return seal(key, f"{place}.{member}", text) if text.strip() else None

        return Applicant(
            person=person,
            category=given.category,
            identity_kind=given.identity_kind,
            name=seal(key, f"{place}.name", given.name),
            identity=seal(key, f"{place}.identity", given.identity),
            telephone=optional("telephone", given.telephone),
            mail=optional("mail", given.mail),
            address=optional("address", given.address),
            contact=optional("contact", given.contact),
        )

    def _proxy(
        self,
        case: str,
        given: GivenProxy | None,
        seal: Callable[[str, str, str], Sealed],
        proof: Callable[[GivenEvidence], Evidence],
    ) -> Proxy | None:
        if given is None:
            return None
        person = self.persons.new_person()
        key = self.persons.data_key(person, case)
        telephone = given.telephone
        return Proxy(
            person=person,
            name=seal(key, "proxy.name", given.name),
            identity=seal(key, "proxy.identity", given.identity),
            telephone=seal(key, "proxy.telephone", telephone) if telephone.strip() else None,
            authority=proof(given.authority),
        )


def _matter(work: Work, key: str, place: str, number: int, given: GivenMatter) -> Matter:
    feature = given.feature
    return Matter(
        number,
        work.seal_with(key, f"{place}.description", given.description),
        work.seal_with(key, f"{place}.feature", feature) if feature.strip() else None,
    )


def _outcomes(work: Work, given: Sequence[GivenOutcome]) -> tuple[MatterOutcome, ...]:
    """The outcomes as events hold them: codes and references clear, the officer's words sealed."""
    sealed = []
    for place, one in enumerate(given):
        words = one.words
        member = f"outcomes.{place}"
        organ = None
        if any(words.get(name) for name in ("right_organ", "undetermined_reason")):
            organ = RightOrgan(
                words.get("right_organ", "").strip(),
                words.get("right_contact", "").strip(),
                words.get("undetermined_reason", "").strip(),
            )
        reason = words.get("reason", "")
        if one.refused and not reason:
            reason = "；".join(part.words.get("reason", "") for part in one.refused)
        sealed.append(
            MatterOutcome(
                matter=one.matter,
                outcome=one.outcome,
                ground=one.ground,
                refused=tuple(
                    RefusedPart(
                        part.ground,
                        work.seal(
                            f"{member}.refused.{number}.part", part.words.get("refused_part", "")
                        ),
                    )
                    for number, part in enumerate(one.parts)
                ),
                reason=work.maybe(f"{member}.reason", reason),
                where=(words.get("where") or words.get("how") or "").strip(),
                records=one.records,
                right_organ=organ,
                search=one.search,
                earlier=one.earlier,
                form=one.form,
                form_reason=words.get("other_form_reason", "").strip(),
            )
        )
    return tuple(sealed)


def _consultation(work: Work, letter: str) -> Consultation:
    return work.case.consultation(letter)


def _key_of(work: Work, consultation: str) -> str:
    """Under whose key the words about a consultation are sealed: the third party's own, if any."""
    party = _consultation(work, consultation).third_party
    return work.key if party is None else party.name.key


def _earlier_notice(work: Work) -> dict[str, str]:
    """What later letters say of the notices sent before: numbers and days."""
    facts: dict[str, str] = {}
    for notice in work.case.clarifications:
        if not notice.moves:
            continue
        facts |= _of_letter(work, notice.letter, "clarification")
        if notice.answered is not None:
            facts["clarified_on"] = work.case.on(notice.answered).isoformat()
    for one in work.case.fees:
        facts |= _of_letter(work, one.letter, "fee")
        facts["fee_sum"] = str(one.amount)
    return facts


def _of_letter(work: Work, letter: str, name: str) -> dict[str, str]:
    served = work.case.letters[letter]
    facts = {}
    if served.letter.number is not None:
        facts[f"{name}_number"] = _printed_number(work, served.letter)
    received = work.case.received_on_of(letter)
    if received is not None:
        facts[f"{name}_received_on"] = received.isoformat()
    return facts


def _printed_number(work: Work, letter: Letter) -> str:
    """A letter's number as it was printed."""
    number, law, dated = letter.number, work.rules.law, letter.dated
    assert number is not None
    words = (one for one in law.rows(Template, dated) if one.kind is letter.kind)
    template = next(one for one in words if one.number_word)
    return letter_number(law, work.organ(), template, number.year, number.serial, dated)


def _replaced(work: Work) -> dict[str, str]:
    """What a substitute reply says of the reply it takes the place of, and who ordered it."""
    case = work.case
    facts: dict[str, str] = {}
    if case.replies:
        letter = case.letters[case.replies[-1]].letter
        facts["earlier_on"] = letter.dated.isoformat()
        facts["earlier_number"] = (
            "此前的答复" if letter.number is None else _printed_number(work, letter)
        )
    for one in case.remedies.values():
        if one.decided is not None:
            facts["decision_body"] = one.body
            facts["decision_on"] = case.on(one.decided).isoformat()
            facts["decision_number"] = one.docket_number
    if case.reply is not None and case.reply.document:
        facts["decision_number"] = case.reply.document
    return facts


def _remedies(work: Work, outcome: str) -> tuple[str, ...]:
    law, on = work.rules.law, work.today
    bodies = remedy_bodies(law, work.case.organ, on)
    return remedy_text(
        law, remedy_articles(law, [(outcome, None)], on), on, bodies.review_body, bodies.court
    )


def _with_reason(letter: GivenLetter, cause: AbandonCause, judged: str) -> GivenLetter:
    if cause is AbandonCause.FEE_UNPAID:
        return letter
    return replace(letter, edited={"reason": judged, **letter.edited})


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
