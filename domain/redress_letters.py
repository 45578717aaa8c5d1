"""The letters that tell what came of a 更正 (条例 art 41) or a 投诉举报 (art 51).

Which template it is follows from the case; what its fields say is the officer's, and where he
writes nothing, what was decided. Remedies are told where the template has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.complaint import Complaint, ComplaintState, Holding
from domain.errors import Incomplete, WrongState
from domain.law.remedies import remedy_bodies, remedy_text
from domain.law.rows import Law
from domain.letters import Paper, Template, compose
from domain.organ import Organ
from domain.personal import PersonalData, Sealed
from domain.petition import Party
from domain.rectification import Rectification, RectificationState
from domain.requests.writing import facts_of_organ, pronoun_of, written_number

_RECTIFIED = {
    RectificationState.CORRECTED: "rectification.corrected",
    RectificationState.REFUSED: "rectification.not_corrected",
    RectificationState.TRANSFERRED: "rectification.transferred",
    RectificationState.REDIRECTED: "rectification.referred",
}
_HELD = {
    Holding.UPHELD: "complaint.upheld",
    Holding.PARTLY_UPHELD: "complaint.partly_upheld",
    Holding.NOT_UPHELD: "complaint.not_upheld",
}
_REMEDIES_BY = "条例 art 41"


@dataclass(frozen=True)
class Answering:
    """A letter before it is numbered: template, facts of the case, and the words as decided."""

    key: str
    organ: Organ
    facts: Mapping[str, str]
    words: Mapping[str, str]

    def paper(
        self, law: Law, template: Template, base: Mapping[str, str], edited: Mapping[str, str]
    ) -> Paper:
        """The paper; `base` is its number and date, `edited` what the officer wrote.

        Raises what `compose` raises, `Incomplete` where remedies are to be told and the organ's
        bodies are not stated.
        """
        fields = {field.name for field in template.fields}
        words = {name: text for name, text in self.words.items() if name in fields and text}
        remedies: tuple[str, ...] = ()
        if template.remedies:
            on = date.fromisoformat(base["dated"])
            bodies = remedy_bodies(law, self.organ.id, on)
            remedies = remedy_text(law, [_REMEDIES_BY], on, bodies.review_body, bodies.court)
        return compose(template, {**self.facts, **base}, {**words, **edited}, remedies)


def answering_rectification(
    case: Rectification, organ: Organ, law: Law, persons: PersonalData
) -> Answering:
    """The letter that tells what came of a 更正. Raises `WrongState` before that, `Erased`."""
    key = _RECTIFIED.get(case.state)
    if key is None:
        raise WrongState(f"“{case.state.chinese}”时还不能告知，或已经告知", field="state")
    words = {
        "record": _sentence(persons, case.fault),
        "corrected": _sentence(persons, case.decision),
        "reason": _opened(persons, case.decision),
        "right_organ": case.competent or "",
        "right_contact": case.competent_contact or "",
    }
    return Answering(key, organ, _facts(case, case.applicant, organ, law, persons), words)


def answering_complaint(
    case: Complaint, organ: Organ, against: Organ, law: Law, persons: PersonalData
) -> Answering:
    """The letter that answers a 投诉举报. Raises `WrongState` before it is decided, `Erased`,
    `Incomplete` for a report without a name: it has nobody to be sent to."""
    key = None if case.holding is None else _HELD[case.holding]
    if case.state is ComplaintState.DECLINED:
        key = "complaint.not_competent"
    elif key is None or case.state is not ComplaintState.DECIDED:
        raise WrongState(f"“{case.state.chinese}”的投诉不能这样办理", field="state")
    words = {
        "complaint": _sentence(persons, case.ground),
        "reason": _opened(persons, case.decision),
        "organ_concerned": against.name,
        "measures": "" if case.order is None else _ordered(case.order.measures, case.order.until),
    }
    return Answering(key, organ, _facts(case, case.complainant, organ, law, persons), words)


def _facts(
    case: Rectification | Complaint,
    party: Party,
    organ: Organ,
    law: Law,
    persons: PersonalData,
) -> dict[str, str]:
    name = _opened(persons, party.name)
    if not name:
        raise Incomplete("没有留下姓名（名称），没有收信人，不能印制答复书", field="applicant")
    one = case.number
    return {
        **facts_of_organ(organ),
        "applicant": name,
        "you": pronoun_of(name),
        "registration_number": written_number(
            law, organ, one.kind, one.year, one.serial, case.dates[1]
        ),
        "received_on": case.dates[1].isoformat(),
    }


def _opened(persons: PersonalData, sealed: Sealed | None) -> str:
    return "" if sealed is None else persons.open(sealed).strip()


def _sentence(persons: PersonalData, sealed: Sealed | None) -> str:
    """What stands before a full stop of the template's own."""
    return _opened(persons, sealed).rstrip("。；;.")


def _ordered(measures: str, until: date) -> str:
    return f"责令{until.year}年{until.month}月{until.day}日前改正：{measures.rstrip('。')}"
