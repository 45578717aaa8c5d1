"""送达: dispatch, receipt and return of letters."""

from api.workbench.acts.asking import Asked, Choice, Doing, Kind, RequestAct, only, when
from api.workbench.acts.papers import (
    dispatch,
    given_dispatch,
    given_proof,
    letters_where,
    proof,
    to_dispatch,
    under_way,
)
from api.workbench.casework import Situation
from domain.archive import Recorded


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
        expected=doing.expected,
    )


def _here(now: Situation) -> tuple[Choice, ...]:
    return letters_where(now, to_dispatch)


def _away(now: Situation) -> tuple[Choice, ...]:
    return letters_where(now, under_way)


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
            *proof(now),
        ),
        _return,
        "已登记退回",
    ),
)
