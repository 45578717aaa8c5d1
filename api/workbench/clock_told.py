"""Where a request stands, in one sentence: what happens now, and by when."""

from datetime import date

from api.portal.pages import day
from api.workbench.casework import Situation
from domain.clocks import ClockState, working_days_between
from domain.requests.proceeding import RequestState


def sentence(now: Situation) -> str:
    """What is due when, or what it waits for."""
    clock, case = now.clock, now.case
    if clock.state is ClockState.ENDED:
        return _ended(now)
    if clock.state is ClockState.UNCONFIRMED:
        waited = working_days_between(now.calendar, case.arrived_on, now.today)
        return (
            f"还没有与申请人确认收到日期，没有答复期限；申请{day(case.arrived_on)}到达，"
            f"已过 {waited} 个工作日"
        )
    if clock.state is not ClockState.RUNNING or clock.due is None:
        return _waiting(now)
    if case.state is RequestState.REPLIED and case.replies:
        return _to_send(now, clock.due)
    if now.today > clock.due:
        return f"应在{day(clock.due)}以前答复，已逾期 {clock.days_late} 个工作日"
    if clock.stopped_until is not None:
        return (
            f"正在征求意见，到{day(clock.stopped_until)}为止不计时；"
            f"照现在的情况，最晚{day(clock.due)}答复"
        )
    return f"最晚{day(clock.due)}答复，{left(now, clock.due)}"


def _to_send(now: Situation, due: date) -> str:
    """A reply that is signed and has not kept the limit yet: by when it must leave, or arrive where
    its way of service counts by receipt."""
    here = now.case.letters[now.case.replies[0]].sent is None
    said, act = (
        ("答复书已签发，还没有寄出", "寄出")
        if here
        else ("答复书已送出，以签收之日为准，还没有登记签收", "签收")
    )
    if now.today > due:
        return f"{said}；应在{day(due)}以前{act}，已逾期 {now.clock.days_late} 个工作日"
    return f"{said}；最晚{day(due)}{act}，{left(now, due)}"


def left(now: Situation, due: date) -> str:
    """How much time is left, in words."""
    if due == now.today:
        return "就是今天"
    return f"还有 {working_days_between(now.calendar, now.today, due)} 个工作日"


def days_left(now_calendar_days: int) -> str:
    """Working days as a list shows them: left, today, or past."""
    if now_calendar_days == 0:
        return "今天到期"
    if now_calendar_days > 0:
        return f"剩 {now_calendar_days} 个工作日"
    return f"已过 {-now_calendar_days} 个工作日"


def _waiting(now: Situation) -> str:
    fee = now.clock.state is ClockState.WAITING_FEE
    what = "缴费" if fee else "补正"
    until = now.case.waiting_until()
    if until is None:
        return f"等申请人{what}；通知还没有签收凭证，他的期限没有开始，本机关的答复期限也没有在走"
    if now.today > until:
        return f"申请人{what}的期限已于{day(until)}届满，请判断有没有正当理由"
    return f"等申请人{what}，到{day(until)}为止；{what}之后答复期限重新计算"


def _ended(now: Situation) -> str:
    case = now.case
    if case.ordered_until is not None:
        return f"复议机关或者法院责令重新答复，最晚{day(case.ordered_until)}"
    late = now.clock.days_late
    how = f"，逾期 {late} 个工作日" if late else ""
    if case.state is RequestState.REPLIED and case.replies:
        kept = case.kept_on(case.replies[0])
        if kept is None:
            return "答复书已签发，还没有送出；送出的日子才算答复"
        return f"已于{day(kept)}答复{how}"
    return f"本件{case.state.chinese}"
