"""送达: dispatch, receipt and return of letters."""

from collections.abc import Callable

from api.workbench.acts.asking import Asked, Choice, Doing, Kind, RequestAct, only, when
from api.workbench.acts.papers import (
    dispatch,
    given_dispatch,
    given_letter,
    given_proof,
    letter,
    letters_where,
    proof,
    to_dispatch,
    under_way,
)
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.requests.proceeding import RequestState


def _letter(choices: tuple[Choice, ...]) -> Asked:
    return Asked("letter", "哪一份文书", Kind.SELECT, choices=choices, value=only(choices))


def _dispatch(doing: Doing) -> Recorded:
    return doing.casework.handling.dispatch(
        doing.caller(),
        doing.request,
        doing.text("letter"),
        given_dispatch(doing),
        expected=doing.expected,
    )


def _deliver(doing: Doing) -> Recorded:
    return doing.casework.handling.deliver(
        doing.caller(),
        doing.request,
        doing.text("letter"),
        on=doing.day("on"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _return(doing: Doing) -> Recorded:
    return doing.casework.handling.return_letter(
        doing.caller(),
        doing.request,
        doing.text("letter"),
        on=doing.day("on"),
        reason=doing.text("reason"),
        evidence=given_proof(doing),
        organ_at_fault=bool(doing.text("at_fault")),
        expected=doing.expected,
    )


def _here(now: Situation) -> tuple[Choice, ...]:
    return letters_where(now, to_dispatch)


def _away(now: Situation) -> tuple[Choice, ...]:
    return letters_where(now, under_way)


def _issue(key: str) -> Callable[[Doing], Recorded]:
    def do(doing: Doing) -> Recorded:
        return doing.casework.handling.issue_letter(
            doing.caller(),
            doing.request,
            key=key,
            letter=given_letter(doing),
            expected=doing.expected,
        )

    return do


def _plain(
    key: str, variant: str, title: str, help: str, possible: Callable[[Situation], object]
) -> RequestAct:
    """A letter that moves nothing by itself."""
    return RequestAct(
        "issue_letter",
        help,
        lambda now: when(possible(now)),
        lambda now: letter(now, key, paper=False),
        _issue(key),
        f"{title}已发出",
        letter=True,
        title=f"发出{title}",
        variant=variant,
    )


def _counting(now: Situation) -> bool:
    """Whether there is a due date to tell: a letter never tells one that is past."""
    due = now.clock.due
    return now.case.state is RequestState.OPEN and due is not None and now.today <= due


def _asked_others(now: Situation) -> bool:
    asked = any(now.case.sent_on(one.letter) is not None for one in now.case.consultations)
    return asked and now.case.state is RequestState.OPEN


SERVICE: tuple[RequestAct, ...] = (
    RequestAct(
        "dispatch",
        "文书的三个日期分开记：成文、寄出、签收。邮寄和电子送达，以寄出之日看本机关有没有按期。",
        lambda now: when(_here(now)),
        lambda now: (_letter(_here(now)), *dispatch(now, needed=True)),
        _dispatch,
        "已登记寄出",
        places={"on": "sent_on", "evidence": "sent_note"},
    ),
    RequestAct(
        "deliver",
        "对方要做的事和他的救济期限，从签收之日起算，所以签收须有凭证。",
        lambda now: when(_away(now)),
        lambda now: (
            _letter(_away(now)),
            Asked("on", "签收日期", Kind.DATE),
            *proof(now, needed=True, label="签收凭证"),
        ),
        _deliver,
        "已登记签收",
    ),
    RequestAct(
        "return_letter",
        "退回或者无法送达的，登记以后可以再寄。",
        lambda now: when(_away(now)),
        lambda now: (
            _letter(_away(now)),
            Asked("on", "退回日期", Kind.DATE),
            Asked("reason", "退回或无法送达的原因", Kind.AREA, "不写个人信息"),
            Asked(
                "at_fault",
                "谁的原因",
                Kind.CHECKS,
                "是本机关的原因的，这次寄发不算按时",
                optional=True,
                choices=(("yes", "本机关的原因，如地址写错、投错"),),
            ),
            *proof(now),
        ),
        _return,
        "已登记退回",
    ),
    _plain(
        "receipt",
        "",
        "登记回执",
        "告诉申请人登记编号、收到日期和最晚答复日；不改变期限。",
        _counting,
    ),
    _plain(
        "receipt.unconfirmed",
        "unconfirmed",
        "登记回执（收到日期待确认）",
        "告诉申请人登记编号，请他确认收到日期；不改变期限。",
        lambda now: now.case.state is RequestState.UNCONFIRMED,
    ),
    _plain(
        "confirmation",
        "confirmation",
        "收到申请确认书",
        "把双方确认的收到日期和最晚答复日写成书面；不改变期限。",
        lambda now: _counting(now) and now.case.channel.needs_confirmation,
    ),
    _plain(
        "consultation_notice",
        "consultation",
        "征求意见告知书",
        "告诉申请人正在征求意见、所需时间不计算在答复期限内；不改变期限。",
        _asked_others,
    ),
)
