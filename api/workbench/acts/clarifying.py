"""补正: one notice of all defects, and its answer (条例 art 30)."""

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
from api.workbench.acts.papers import given_letter, given_proof, letter, letter_title, proof
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.errors import Incomplete
from domain.requests.applicant import DEFECTS, IdentityKind
from domain.requests.given import GivenMatter, GivenParticulars
from domain.requests.proceeding import RequestState

_LINES = "一行一项，同一项缺什么、怎样补写在一行；没有就留空"


def _request(doing: Doing) -> Recorded:
    defects = [(kind, line) for kind in DEFECTS for line in doing.lines(f"defect_{kind}")]
    return doing.casework.handling.request_clarification(
        doing.caller(),
        doing.request,
        defects=defects,
        period=doing.number("period"),
        letter=given_letter(doing),
        expected=doing.expected,
    )


def _possible(now: Situation) -> Possible:
    if now.case.receipt is None:
        return Possible.NO
    lawful = now.case.state is RequestState.OPEN and not now.case.clarifications
    return Possible.YES if lawful and not now.overdue else Possible.PAPER


def _asked(now: Situation) -> tuple[Asked, ...]:
    defects = tuple(
        Asked(
            f"defect_{kind}",
            label,
            Kind.AREA,
            _LINES if not number else "",
            optional=True,
            part="缺什么、怎样补（一次写全）" if not number else "",
        )
        for number, (kind, label) in enumerate(DEFECTS.items())
    )
    period = Asked(
        "period", "补正期限（工作日）", Kind.NUMBER, "合理的期限，1 到 60", value=("10",)
    )
    return (*defects, period, *letter(now, "clarification", left_out=("defects",)))


def _notices(now: Situation) -> tuple[Choice, ...]:
    return tuple(
        (one.letter, letter_title(now, one.letter))
        for one in now.case.clarifications
        if one.answered is None
    )


def _answer(doing: Doing) -> Recorded:
    changed = {}
    for number in sorted(doing.now.case.open_matters):
        matter = doing.now.case.matters[number]
        given = GivenMatter(doing.text(f"matter_{number}"), doing.text(f"feature_{number}"))
        before = (doing.now.opened(matter.description), doing.now.opened(matter.feature))
        if given.description and (given.description, given.feature) != before:
            changed[number] = given
    return doing.casework.handling.answer_clarification(
        doing.caller(),
        doing.request,
        notice=doing.text("notice"),
        on=doing.day("on"),
        matters=changed,
        attachments=doing.files("papers"),
        excuse=doing.text("excuse"),
        evidence=given_proof(doing),
        applicants=_identities(doing),
        expected=doing.expected,
    )


def _identities(doing: Doing) -> dict[str, GivenParticulars]:
    """Who gave his proof of identity now, by person. Raises `Incomplete` for half of one."""
    given = {}
    for place, one in enumerate(doing.now.case.applicants):
        kind, number = doing.text(f"identity_kind_{place}"), doing.text(f"identity_{place}")
        if bool(kind) is not bool(number):
            raise Incomplete(
                "身份证明须有种类和号码", rule="条例 art 29(1)", field=f"identity_{place}"
            )
        if kind:
            given[one.person] = GivenParticulars(IdentityKind(kind), number)
    return given


def _identity_asked(now: Situation) -> tuple[Asked, ...]:
    """The proof of identity of each applicant, folded away for those who gave one."""
    asked: list[Asked] = []
    for place, one in enumerate(now.case.applicants):
        told = f"{now.name_of(one)}：" if len(now.case.applicants) > 1 else ""
        kinds = (
            IdentityKind.NONE,
            *(kind for kind in IdentityKind if not kind.shows(one.category)),
        )
        more = one.identity_kind is not IdentityKind.NONE
        asked += [
            Asked(
                f"identity_kind_{place}",
                f"{told}补交的身份证明",
                Kind.SELECT,
                "没有补交就留空",
                optional=True,
                choices=choices_of(IdentityKind, *kinds),
                more=more,
            ),
            Asked(
                f"identity_{place}",
                f"{told}证明号码",
                hint="加密保存",
                optional=True,
                more=more,
            ),
        ]
    return tuple(asked)


def _answer_asked(now: Situation) -> tuple[Asked, ...]:
    notices = _notices(now)
    matters: list[Asked] = []
    for number in sorted(now.case.open_matters):
        matter = now.case.matters[number]
        told = f"第 {number} 项：" if len(now.case.matters) > 1 else ""
        matters += [
            Asked(
                f"matter_{number}",
                f"{told}所申请的信息",
                Kind.AREA,
                "按补正后的内容改写；没有变化就不动",
                optional=True,
                value=(now.opened(matter.description),),
                part="" if matters else "补正后的申请",
            ),
            Asked(
                f"feature_{number}",
                f"{told}其他特征",
                optional=True,
                value=(now.opened(matter.feature),),
            ),
        ]
    return (
        Asked("notice", "答复哪一份补正告知书", Kind.SELECT, choices=notices, value=only(notices)),
        Asked("on", "收到补正的日期", Kind.DATE, "答复期限从次日起重新计算"),
        *matters,
        *_identity_asked(now),
        Asked("papers", "补正的材料", Kind.FILES, optional=True),
        Asked("excuse", "逾期补正的理由", Kind.AREA, "申请人逾期的，写他说的理由", optional=True),
        *proof(now),
    )


CLARIFYING: tuple[RequestAct, ...] = (
    RequestAct(
        "request_clarification",
        "自收到申请之日起七个工作日内一次性告知，说明补正事项和合理期限（条例第三十条）。"
        "寄出后答复期限停下来，收到补正后重新计算。",
        _possible,
        _asked,
        _request,
        "补正告知书已发出",
        letter=True,
        places={"defects": "defect_identity", "letter": "paper_on", "state": "paper_on"},
    ),
    RequestAct(
        "answer_clarification",
        "申请人补正了的，登记补正的内容和收到的日期；答复期限从次日起重新计算（条例第三十条）。",
        lambda now: when(_notices(now)),
        _answer_asked,
        _answer,
        "已登记补正，答复期限重新计算",
    ),
)
