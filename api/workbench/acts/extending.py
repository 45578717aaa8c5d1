"""延期与大量申请 (条例 art 33, 35)."""

from api.workbench.acts.asking import (
    Asked,
    Doing,
    Kind,
    Possible,
    RequestAct,
    choices_of,
    when,
)
from api.workbench.acts.papers import (
    given_letter,
    given_proof,
    letter,
    proof,
    proof_of_paper,
)
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.calendar import WorkingDays
from domain.clocks import ClockState
from domain.requests.extending import Judgement
from domain.requests.given import NOTHING
from domain.requests.proceeding import RequestState


def _running(now: Situation) -> bool:
    return now.case.state is RequestState.OPEN and now.clock.state is ClockState.RUNNING


def _left(now: Situation) -> int:
    return now.case.limit("extension").count - now.case.extended_days


def _consent(doing: Doing) -> Recorded:
    return doing.casework.handling.consent_to_extension(
        doing.caller(),
        doing.request,
        days=doing.number("days"),
        reason=doing.text("reason"),
        on=doing.maybe_day("paper_on"),
        evidence=given_proof(doing) if doing.text("paper_on") else NOTHING,
        expected=doing.expected,
    )


def _consenting(now: Situation) -> Possible:
    if now.case.consent is not None or _left(now) < 1:
        return Possible.NO
    return Possible.YES if _running(now) else Possible.PAPER


def _tell(doing: Doing) -> Recorded:
    return doing.casework.handling.tell_extension(
        doing.caller(),
        doing.request,
        days=doing.number("days"),
        letter=given_letter(doing),
        expected=doing.expected,
    )


def _telling(now: Situation) -> Possible:
    consent = now.case.consent
    heard = consent is not None and consent[1] != now.officer
    lawful = now.case.state is RequestState.OPEN and heard and not now.overdue and _left(now) > 0
    return Possible.YES if lawful else Possible.PAPER


def _ask(doing: Doing) -> Recorded:
    return doing.casework.handling.ask_reasons(
        doing.caller(),
        doing.request,
        days=doing.number("days"),
        letter=given_letter(doing),
        expected=doing.expected,
    )


def _give(doing: Doing) -> Recorded:
    return doing.casework.handling.give_reasons(
        doing.caller(),
        doing.request,
        on=doing.day("on"),
        reasons=doing.text("reasons"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _judge(doing: Doing) -> Recorded:
    return doing.casework.handling.judge_excess(
        doing.caller(),
        doing.request,
        judgement=doing.choice("judgement", Judgement),
        reason=doing.text("reason"),
        expected=doing.expected,
    )


def _judging(now: Situation) -> bool:
    """Reasons were asked and given, or the time for them has passed."""
    excess = now.case.excess
    if excess is None or excess.judgement is not None:
        return False
    if excess.given is not None or excess.period is None:
        return True
    told = now.case.received_on_of(excess.asked)
    if told is None:
        return False
    return now.today > now.calendar.after(told, WorkingDays(excess.period))


def _delay(doing: Doing) -> Recorded:
    return doing.casework.handling.tell_delay(
        doing.caller(),
        doing.request,
        until=doing.day("until"),
        letter=given_letter(doing),
        expected=doing.expected,
    )


def _delaying(now: Situation) -> Possible:
    case = now.case
    lawful = case.delay_has_ground and case.excess is not None and case.excess.letter is None
    running = case.state is RequestState.OPEN and not now.overdue
    return Possible.YES if lawful and running else Possible.PAPER


def _asking(now: Situation) -> Possible:
    first = now.case.excess is None
    return Possible.YES if first and _running(now) else Possible.PAPER


EXTENDING: tuple[RequestAct, ...] = (
    RequestAct(
        "consent_to_extension",
        "延长答复期限须经政府信息公开工作机构负责人同意，最多延长 20 个工作日"
        "（条例第三十三条第二款）。",
        _consenting,
        lambda now: (
            Asked("days", "同意延长多少个工作日", Kind.NUMBER, f"还可以延长 {_left(now)} 个"),
            Asked("reason", "同意的理由", Kind.AREA, "不写个人信息"),
            Asked(
                "paper_on",
                "纸面同意的日期",
                Kind.DATE,
                "以前已经在纸面同意的才填；告知书寄出以后才同意的不算",
                optional=True,
                more=True,
            ),
            *proof_of_paper(now, "纸面同意的凭证"),
        ),
        _consent,
        "已同意延期，还须在期限届满前告知申请人",
        places={"on": "paper_on"},
    ),
    RequestAct(
        "tell_extension",
        "延期须在答复期限届满前告知申请人，寄出才算（条例第三十三条第二款）。",
        _telling,
        lambda now: (
            Asked(
                "days",
                "延长多少个工作日",
                Kind.NUMBER,
                "不多于负责人同意的天数",
                value=(str(now.case.consent[0]),) if now.case.consent else (),
            ),
            *letter(now, "extension"),
        ),
        _tell,
        "延期答复告知书已发出",
        letter=True,
    ),
    RequestAct(
        "ask_reasons",
        "申请的数量、频次明显超过合理范围的，可以要求说明理由；答复期限照常计算（条例第三十五条）。",
        _asking,
        lambda now: (
            Asked("days", "说明理由的期限（工作日）", Kind.NUMBER, "1 到 60", value=("10",)),
            *letter(now, "reasons"),
        ),
        _ask,
        "说明理由告知书已发出",
        letter=True,
        places={"period": "days"},
    ),
    RequestAct(
        "give_reasons",
        "登记申请人说明的理由。",
        lambda now: when(now.case.excess is not None and now.case.excess.given is None),
        lambda now: (
            Asked("on", "收到的日期", Kind.DATE),
            Asked("reasons", "申请人的理由", Kind.AREA, "加密保存"),
            *proof(now),
        ),
        _give,
        "已登记申请人的理由",
    ),
    RequestAct(
        "judge_excess",
        "理由不合理的，告知不予处理；合理而无法按期答复的，确定延迟答复的合理期限（条例第三十五条）。",
        lambda now: when(_judging(now)),
        lambda now: (
            Asked("judgement", "判断", Kind.RADIO, choices=choices_of(Judgement)),
            Asked("reason", "判断的依据", Kind.AREA, "加密保存"),
        ),
        _judge,
        "已记下判断",
    ),
    RequestAct(
        "tell_delay",
        "延迟到的日期须在答复期限届满前确定并告知申请人（条例第三十五条）。",
        _delaying,
        lambda now: (
            Asked("until", "延迟到哪一天", Kind.DATE, "晚于现在的最晚答复日"),
            *letter(now, "delay"),
        ),
        _delay,
        "延迟答复告知书已发出",
        letter=True,
    ),
)
