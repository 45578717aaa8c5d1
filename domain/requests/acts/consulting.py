"""Consultation of third parties and other organs (条例 art 32, 34)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.archive import Caller, Recorded
from domain.errors import Incomplete, WrongState
from domain.law.consultations import ConsultationKind
from domain.law.remedies import remedy_bodies, remedy_text
from domain.letters import LetterKind
from domain.requests.acts.chapter import Chapter
from domain.requests.acts.work import Work
from domain.requests.consulting import LETTERS, Consultation, Opinion, ThirdParty
from domain.requests.given import GivenEvidence, GivenLetter, GivenThirdParty
from domain.requests.letters import Addressee, AddresseeKind
from domain.requests.writing import Reader, pronoun_of


class ConsultingActs(Chapter):
    """征求意见."""

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
                reader = Reader(third_party.name.strip(), pronoun_of(third_party.name))
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
            named = self.persons.open(found.third_party.name)
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
                reader=Reader(named, pronoun_of(named)),
                remedies=remedy_text(
                    law, ["条例 art 36(2)"], work.today, bodies.review_body, bodies.court
                ),
            )
            work.case.override_third_party(
                consultation,
                letter=made,
                reason=work.seal_with(found.third_party.name.key, "reason", reason),
                dispatch=work.dispatch(letter.dispatch),
                paper=letter.on_paper is not None,
            )

        return self._act(caller, request, "override_third_party", run, expected)


def _consultation(work: Work, letter: str) -> Consultation:
    return work.case.consultation(letter)


def _key_of(work: Work, consultation: str) -> str:
    """Under whose key the words about a consultation are sealed: the third party's own, if any."""
    party = _consultation(work, consultation).third_party
    return work.key if party is None else party.name.key
