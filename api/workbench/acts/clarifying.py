"""补正: one notice of all defects, and its answer (条例 art 30)."""

from api.workbench.acts.asking import Asked, Doing, Kind, Possible, RequestAct, when
from api.workbench.acts.clarified import answer, answer_asked, notices
from api.workbench.acts.papers import given_letter, letter
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.requests.applicant import DEFECTS
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
        lambda now: when(notices(now)),
        answer_asked,
        answer,
        "已登记补正，答复期限重新计算",
    ),
)
