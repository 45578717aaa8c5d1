"""办结: withdrawal, giving up, reopening, erasure of a person's data."""

from dataclasses import replace

from api.workbench.acts.asking import (
    Asked,
    Choice,
    Doing,
    Kind,
    Possible,
    RequestAct,
    choices_of,
    when,
)
from api.workbench.acts.consulting import matters_asked
from api.workbench.acts.papers import given_letter, given_proof, letter, proof
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.law.profile import Retention
from domain.requests.closing import AbandonCause
from domain.requests.proceeding import RequestState

_CAUSES = {
    RequestState.CLARIFYING: AbandonCause.NOT_CLARIFIED,
    RequestState.CHARGED: AbandonCause.FEE_UNPAID,
}


def _withdraw(doing: Doing) -> Recorded:
    return doing.casework.handling.withdraw(
        doing.caller(),
        doing.request,
        on=doing.day("on"),
        evidence=given_proof(doing),
        matters=doing.numbers("matters"),
        expected=doing.expected,
    )


def _withdrawable(now: Situation) -> tuple[Asked, ...]:
    """Which matters are taken back, where there are several."""
    if len(now.case.open_matters) < 2:
        return ()
    hint = "只撤回一部分的，勾选撤回的几项；整件撤回的，一项也不勾"
    return (replace(matters_asked(now, "撤回哪些事项"), hint=hint, optional=True),)


def _lapsed(now: Situation) -> bool:
    last = now.case.waiting_until() if now.case.state in _CAUSES else None
    return last is not None and now.today > last


def _abandoning(now: Situation) -> Possible:
    """Here after the period only; on paper it may have been before, or when none ran."""
    return Possible.YES if _lapsed(now) else Possible.PAPER


def _cause(now: Situation) -> tuple[Asked, ...]:
    """Why it was given up, where the state does not say it."""
    if now.case.state in _CAUSES:
        return ()
    return (Asked("cause", "为什么不再处理", Kind.SELECT, choices=choices_of(AbandonCause)),)


def _abandon(doing: Doing) -> Recorded:
    known = _CAUSES.get(doing.now.case.state)
    return doing.casework.handling.abandon(
        doing.caller(),
        doing.request,
        cause=doing.choice("cause", AbandonCause) if known is None else known,
        judged=doing.text("judged"),
        letter=given_letter(doing),
        expected=doing.expected,
    )


def _abandon_asked(now: Situation) -> tuple[Asked, ...]:
    cause = _CAUSES.get(now.case.state, AbandonCause.NOT_CLARIFIED)
    return (
        *_cause(now),
        Asked(
            "judged",
            "对申请人理由的审查",
            Kind.AREA,
            "申请人有没有说明理由，为什么不正当；写进告知书",
        ),
        *letter(now, f"abandonment.{cause.value.lower()}", left_out=("reason",)),
    )


def _reopen(doing: Doing) -> Recorded:
    return doing.casework.handling.reopen(
        doing.caller(), doing.request, reason=doing.text("reason"), expected=doing.expected
    )


def _erase(doing: Doing) -> Recorded:
    return doing.casework.handling.erase(
        doing.caller(),
        doing.request,
        person=doing.text("person"),
        basis=doing.text("basis"),
        destroy=doing.casework.destroy,
        expected=doing.expected,
    )


def _erasable(now: Situation) -> tuple[Choice, ...]:
    case = now.case
    return tuple(
        (one.person, now.name_of(one)) for one in case.applicants if one.person not in case.erased
    )


def _may_erase(now: Situation) -> bool:
    case = now.case
    closed = case.closed_on
    if closed is None or case.contested or case.ordered_until is not None or case.reply is not None:
        return False
    return now.today > now.law.row(Retention, "request_file", closed).until(closed)


CLOSING: tuple[RequestAct, ...] = (
    RequestAct(
        "withdraw",
        "申请人自愿撤回的，登记他本人的凭证；整件撤回的就此办结，他可以另行申请。",
        lambda now: when(now.case.reply is None),
        lambda now: (
            Asked("on", "撤回日期", Kind.DATE),
            *_withdrawable(now),
            *proof(now, needed=True, outside=True, label="申请人本人的凭证"),
        ),
        _withdraw,
        "已登记撤回",
    ),
    RequestAct(
        "abandon",
        "期限从有凭证的签收之日起算；届满而没有正当理由的，视为放弃申请，不再处理。",
        _abandoning,
        _abandon_asked,
        _abandon,
        "已告知不再处理",
        letter=True,
    ),
    RequestAct(
        "reopen",
        "申请人补正或者缴费来迟了而有道理的，恢复处理，再登记他的补正或缴费。",
        lambda now: when(now.case.state is RequestState.ABANDONED and now.case.reply is None),
        lambda now: (Asked("reason", "恢复处理的理由", Kind.AREA, "加密保存"),),
        _reopen,
        "已恢复处理",
    ),
    RequestAct(
        "erase",
        "保管期限届满以后抹去一个人的姓名、证件、联系方式和他写的话；日期、结果和统计留下。不能恢复。",
        lambda now: when(_may_erase(now) and _erasable(now)),
        lambda now: (
            Asked("person", "抹去谁的", Kind.SELECT, choices=_erasable(now)),
            Asked("basis", "依据", Kind.AREA, "如：本人要求，保管期限已满；不写个人信息"),
        ),
        _erase,
        "已抹去",
    ),
)
