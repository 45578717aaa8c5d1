"""复议、诉讼: what is brought against a reply, and how it ended."""

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
from api.workbench.acts.papers import given_proof, letter_title, proof
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.requests.remedies import Remedy, RemedyKind, RemedyParty, RemedyResult


def _seek(doing: Doing) -> Recorded:
    return doing.casework.handling.seek_remedy(
        doing.caller(),
        doing.request,
        kind=doing.choice("kind", RemedyKind),
        body=doing.text("body"),
        docket_number=doing.text("docket_number"),
        simple=bool(doing.text("simple")),
        on=doing.day("on"),
        evidence=given_proof(doing),
        party=RemedyParty(doing.text("party") or RemedyParty.APPLICANT),
        against=doing.text("against") or None,
        expected=doing.expected,
    )


def _answer(doing: Doing) -> Recorded:
    return doing.casework.handling.answer_remedy(
        doing.caller(),
        doing.request,
        remedy=doing.text("remedy"),
        on=doing.day("on"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _decide(doing: Doing) -> Recorded:
    return doing.casework.handling.decide_remedy(
        doing.caller(),
        doing.request,
        remedy=doing.text("remedy"),
        on=doing.day("on"),
        result=doing.choice("result", RemedyResult),
        document=doing.text("document"),
        reply_until=doing.maybe_day("reply_until"),
        evidence=given_proof(doing),
        received_on=doing.maybe_day("received_on"),
        final=not doing.text("appealed"),
        expected=doing.expected,
    )


def _remedies(now: Situation, fits: Callable[[Remedy], bool]) -> tuple[Choice, ...]:
    return tuple(
        (one.id, f"{one.kind.chinese}，{one.body}，{one.docket_number}")
        for one in now.case.remedies.values()
        if fits(one)
    )


def _to_answer(now: Situation) -> tuple[Choice, ...]:
    return _remedies(now, lambda one: one.answered is None and one.decided is None)


def _to_decide(now: Situation) -> tuple[Choice, ...]:
    return _remedies(now, lambda one: one.decided is None)


def _which(choices: tuple[Choice, ...]) -> Asked:
    return Asked("remedy", "哪一件复议或诉讼", Kind.SELECT, choices=choices, value=only(choices))


def _letters(now: Situation) -> tuple[Choice, ...]:
    """The letters it may be brought against, the newest first."""
    return tuple((one, letter_title(now, one)) for one in reversed(now.case.letters))


def _kinds(now: Situation) -> tuple[Choice, ...]:
    """A suit after review only once a review is decided."""
    reviewed = any(
        one.kind is RemedyKind.REVIEW and one.decided is not None
        for one in now.case.remedies.values()
    )
    return choices_of(RemedyKind, *(() if reviewed else (RemedyKind.SUIT_AFTER_REVIEW,)))


REMEDIES: tuple[RequestAct, ...] = (
    RequestAct(
        "seek_remedy",
        "收到复议答复通知书或应诉通知书的，当天登记：本机关答复、答辩的期限从收到之日起算。",
        lambda now: Possible.YES,
        lambda now: (
            Asked("kind", "种类", Kind.RADIO, choices=_kinds(now)),
            Asked("body", "复议机关或法院", hint="写全称"),
            Asked("docket_number", "案号"),
            Asked(
                "party",
                "谁提起的",
                Kind.RADIO,
                optional=True,
                choices=choices_of(RemedyParty),
                value=(RemedyParty.APPLICANT.value,),
            ),
            Asked(
                "against",
                "针对哪一份文书",
                Kind.SELECT,
                "针对不答复的就留空",
                optional=True,
                choices=_letters(now),
            ),
            Asked(
                "simple",
                "程序",
                Kind.CHECKS,
                "行政复议法第五十三条；简易程序五个工作日内答复",
                optional=True,
                choices=(("yes", "行政复议适用简易程序"),),
            ),
            Asked("on", "收到副本的日期", Kind.DATE),
            *proof(now),
        ),
        _seek,
        "已登记复议、诉讼",
    ),
    RequestAct(
        "answer_remedy",
        "提交了答复书、答辩状和证据的，登记日期；逾期会记下来。",
        lambda now: when(_to_answer(now)),
        lambda now: (
            _which(_to_answer(now)),
            Asked("on", "提交日期", Kind.DATE),
            *proof(now),
        ),
        _answer,
        "已登记提交答复、答辩",
    ),
    RequestAct(
        "decide_remedy",
        "纠正并责令重新答复的，期限会列入待办。",
        lambda now: when(_to_decide(now)),
        lambda now: (
            _which(_to_decide(now)),
            Asked("on", "决定或裁判的日期", Kind.DATE),
            Asked("received_on", "本机关收到的日期", Kind.DATE, optional=True),
            Asked("result", "结果", Kind.RADIO, choices=choices_of(RemedyResult)),
            Asked("document", "决定书或裁判文书的文号"),
            Asked(
                "appealed",
                "是否生效",
                Kind.CHECKS,
                "尚未生效的判决不改变答复；生效的裁判出来以后再登记",
                optional=True,
                choices=(("yes", "已被上诉，尚未生效"),),
            ),
            Asked(
                "reply_until",
                "责令重新答复的期限",
                Kind.DATE,
                "结果是纠正、并且责令重新答复的才填",
                optional=True,
            ),
            *proof(now),
        ),
        _decide,
        "已登记结果",
        places={"final": "appealed"},
    ),
)
