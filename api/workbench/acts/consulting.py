"""征求意见: third parties and other organs (条例 art 11, 32, 34)."""

from collections.abc import Callable

from api.workbench.acts.asking import (
    Asked,
    Choice,
    Doing,
    Kind,
    Possible,
    RequestAct,
    choices_of,
    only,
    when,
)
from api.workbench.acts.papers import (
    given_letter,
    given_proof,
    letter,
    letter_title,
    proof,
)
from api.workbench.casework import Situation, short
from domain.archive import Recorded
from domain.clocks import deadline
from domain.law.articles import cited
from domain.law.consultations import ConsultationKind, consultation_rule, silence_after
from domain.requests.consulting import Consultation, Opinion
from domain.requests.given import GivenThirdParty
from domain.requests.proceeding import RequestState


def matters_asked(now: Situation, label: str) -> Asked:
    """Which matters something is about; all of them beforehand when there is one."""
    choices = tuple(
        (str(number), f"第 {number} 项：{short(now.matter(number))}")
        for number in sorted(now.case.open_matters or now.case.matters)
    )
    return Asked("matters", label, Kind.CHECKS, choices=choices, value=only(choices))


def _consult(kind: ConsultationKind) -> Callable[[Doing], Recorded]:
    def do(doing: Doing) -> Recorded:
        party = None
        if kind is ConsultationKind.THIRD_PARTY:
            party = GivenThirdParty(doing.text("party_name"), doing.text("party_contact"))
        return doing.casework.handling.consult(
            doing.caller(),
            doing.request,
            kind=kind,
            matters=doing.numbers("matters"),
            third_party=party,
            organ_name=doing.text("organ_name"),
            letter=given_letter(doing),
            expected=doing.expected,
        )

    return do


def _whom(kind: ConsultationKind) -> tuple[Asked, ...]:
    if kind is ConsultationKind.THIRD_PARTY:
        return (
            Asked("party_name", "第三方的姓名或名称", hint="加密保存；他不会知道是谁申请的"),
            Asked("party_contact", "第三方的联系方式", hint="加密保存"),
        )
    return (Asked("organ_name", "征求哪个机关的意见", hint="写全称"),)


def _consulting(kind: ConsultationKind, path: str) -> RequestAct:
    return RequestAct(
        "consult",
        "意见征询书不透露申请人。书面征求意见所需时间不计算在答复期限内（条例第三十三条第三款）。",
        _open,
        lambda now: (
            matters_asked(now, "涉及哪些事项"),
            *_whom(kind),
            *letter(now, kind.value.lower()),
        ),
        _consult(kind),
        "征求意见书已发出",
        told=lambda now: _rule_told(now, kind),
        letter=True,
        places={"third_party": "party_name", "addressee": "party_name"},
        title={
            ConsultationKind.THIRD_PARTY: "征求第三方意见",
            ConsultationKind.CO_PRODUCER: "征求共同制作机关意见",
            ConsultationKind.OTHER_ORGAN: "请其他机关协助",
        }[kind],
        variant=path,
    )


def _open(now: Situation) -> Possible:
    lawful = now.case.state is RequestState.OPEN and not now.overdue
    return Possible.YES if lawful else Possible.PAPER


def _rule_told(now: Situation, kind: ConsultationKind) -> tuple[str, ...]:
    rule = consultation_rule(now.law, kind, now.counted_from)
    silence = silence_after(now.law, kind, now.counted_from)
    told = [f"问谁：{rule.asked}（{cited(rule.article)}）", rule.silence.chinese]
    if silence is not None:
        told.append(f"对方的答复期限：收到之日起 {silence.count} 个工作日")
    return tuple(told)


def called(now: Situation, one: Consultation) -> str:
    """A consultation as officers call it: whom, and by which letter."""
    whom = (
        now.case.letters[one.letter].letter.addressee.whom or ""
        if one.third_party is None
        else now.opened(one.third_party.name)
    )
    return f"{whom}：{letter_title(now, one.letter)}"


def _consultations(now: Situation, fits: Callable[[Consultation], bool]) -> tuple[Choice, ...]:
    return tuple((one.letter, called(now, one)) for one in now.case.consultations if fits(one))


def _one(choices: tuple[Choice, ...]) -> Asked:
    return Asked(
        "consultation", "哪一次征求意见", Kind.SELECT, choices=choices, value=only(choices)
    )


def _unanswered(now: Situation) -> tuple[Choice, ...]:
    return _consultations(
        now, lambda one: one.answered is None and now.case.sent_on(one.letter) is not None
    )


def _objected(now: Situation) -> tuple[Choice, ...]:
    return _consultations(
        now,
        lambda one: (
            one.kind is ConsultationKind.THIRD_PARTY
            and one.opinion in (Opinion.OBJECTION, Opinion.PARTIAL)
            and one.upheld is None
        ),
    )


def _to_tell(now: Situation) -> tuple[Choice, ...]:
    """Third parties that did not consent, whose time is over, and whom nobody told yet."""
    return _consultations(
        now,
        lambda one: (
            one.kind is ConsultationKind.THIRD_PARTY
            and one.opinion is not Opinion.CONSENT
            and one.overridden is None
            and (one.upheld is not None or one.opinion is Opinion.OTHER or silent(now, one))
        ),
    )


def _told_on_paper(now: Situation) -> tuple[Choice, ...]:
    """Third parties that may have been told on paper, before their time was over too."""
    return _consultations(
        now,
        lambda one: (
            one.kind is ConsultationKind.THIRD_PARTY
            and one.opinion is not Opinion.CONSENT
            and one.overridden is None
        ),
    )


def _telling(now: Situation) -> Possible:
    if now.case.state is RequestState.OPEN and _to_tell(now):
        return Possible.YES
    return Possible.PAPER if _told_on_paper(now) else Possible.NO


def silent(now: Situation, one: Consultation) -> bool:
    """Whether the time of a silent third party has passed today (`Consulting.silence_is_over`)."""
    limit = silence_after(now.law, one.kind, now.counted_from)
    sent = now.case.sent_on(one.letter)
    if one.answered is not None or limit is None or sent is None:
        return False
    start = now.case.received_on_of(one.letter) or sent
    return now.today > deadline(start, limit, now.calendar)


def _answer(doing: Doing) -> Recorded:
    return doing.casework.handling.answer_consultation(
        doing.caller(),
        doing.request,
        doing.text("consultation"),
        on=doing.day("on"),
        opinion=doing.choice("opinion", Opinion),
        reason=doing.text("reason"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _judge(doing: Doing) -> Recorded:
    return doing.casework.handling.judge_objection(
        doing.caller(),
        doing.request,
        doing.text("consultation"),
        upheld=doing.text("upheld") == "yes",
        reason=doing.text("reason"),
        expected=doing.expected,
    )


def _variant(now: Situation, chosen: str) -> str:
    """Which of the two notices: against a good reason for the public interest, or as decided."""
    for one in now.case.consultations:
        if one.letter == chosen and one.opinion is Opinion.OBJECTION and one.upheld:
            return "third_party_notice.public_interest"
    return "third_party_notice.decided"


def _override_asked(now: Situation) -> tuple[Asked, ...]:
    choices = _to_tell(now) if _telling(now) is Possible.YES else _told_on_paper(now)
    keys = {_variant(now, value) for value, _ in choices}
    key = min(keys, default="third_party_notice.decided")
    # What only the other notice takes is optional: which one it is follows from the consultation.
    return (
        _one(choices),
        *letter(now, key),
    )


def _override(doing: Doing) -> Recorded:
    given = given_letter(doing)
    return doing.casework.handling.override_third_party(
        doing.caller(),
        doing.request,
        doing.text("consultation"),
        reason=given.edited.get("reason", ""),
        letter=given,
        expected=doing.expected,
    )


CONSULTING: tuple[RequestAct, ...] = (
    _consulting(ConsultationKind.THIRD_PARTY, ""),
    _consulting(ConsultationKind.CO_PRODUCER, "co-producer"),
    _consulting(ConsultationKind.OTHER_ORGAN, "other-organ"),
    RequestAct(
        "answer_consultation",
        "登记对方的意见。答复到的那天停止扣除，期限接着算。",
        lambda now: when(_unanswered(now)),
        lambda now: (
            _one(_unanswered(now)),
            Asked("on", "收到意见的日期", Kind.DATE),
            Asked("opinion", "意见", Kind.RADIO, choices=choices_of(Opinion)),
            Asked("reason", "理由", Kind.AREA, "第三方不同意公开的必须写；加密保存", optional=True),
            *proof(now, outside=True),
        ),
        _answer,
        "已登记意见",
    ),
    RequestAct(
        "judge_objection",
        "第三方不同意公开且有合理理由的，不予公开；不公开可能对公共利益造成重大影响的，可以决定公开"
        "（条例第三十二条）。",
        lambda now: when(_objected(now)),
        lambda now: (
            _one(_objected(now)),
            Asked(
                "upheld",
                "理由是否合理",
                Kind.RADIO,
                choices=(("yes", "合理"), ("no", "不合理")),
            ),
            Asked("reason", "判断的依据", Kind.AREA, "加密保存"),
        ),
        _judge,
        "已记下判断",
    ),
    RequestAct(
        "override_third_party",
        "决定公开的，把决定公开的内容和理由书面告知第三方（条例第三十二条）。",
        _telling,
        _override_asked,
        _override,
        "告知第三方的文书已发出",
        letter=True,
        places={"reason": "word_reason"},
    ),
)
