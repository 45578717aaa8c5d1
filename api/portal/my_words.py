"""What happens to a request now and what its applicant can do, in one plain sentence each.

Pure: the case file under its rules, the day, and the names a sentence needs. Every state has its
words; the article stands behind in brackets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.clocks import Clock, ClockState, due_calendar_days
from domain.errors import Incomplete, NotFound
from domain.law.consultations import ConsultationKind
from domain.law.limits import Limit, Unit
from domain.law.remedies import remedy_articles, remedy_bodies, remedy_text
from domain.requests.closing import AbandonCause
from domain.requests.consulting import Consultation
from domain.requests.letters import DispatchWay, Served
from domain.requests.proceeding import RequestState
from domain.requests.request import InformationRequest

COMPLAINT = (
    "向本级政府信息公开工作主管部门（一般是政府办公厅、办公室）或者监察机关举报（条例第五十一条）"
)


@dataclass(frozen=True)
class Now:
    """What happens now, what he must or can do, and how it is marked: empty, ok or stop."""

    said: str
    can: str
    mark: str = ""

    @property
    def sentence(self) -> str:
        """Both in one."""
        return self.said + self.can


def day(value: date) -> str:
    """A day as sentences say it, with its weekday: 2026年3月30日（星期一）."""
    return f"{value.year}年{value.month}月{value.day}日（星期{'一二三四五六日'[value.weekday()]}）"


def sentence(case: InformationRequest, today: date) -> str:
    """One sentence of what happens now and what the applicant can do."""
    return now(case, today).sentence


def now(case: InformationRequest, today: date) -> Now:
    """As `sentence`, in its parts."""
    if case.erased:
        return Now(
            "这件申请已经办结，其中一人的个人信息已经依法抹去。",
            "留下的是办理的日期和结果；给您的文书还在，其中隐去了那个人。",
        )
    if case.ordered_until is not None:
        return Now(
            f"复议机关或者法院要求重新答复，机关最晚在{day(case.ordered_until)}重新答复。",
            "您现在不用做什么。",
        )
    if case.contested:
        return Now(
            "对这件申请的行政复议或者行政诉讼正在进行，等决定或者判决。",
            "请按复议机关或者法院的通知办理。",
        )
    return _BY_STATE[case.state](case, today)


def _unconfirmed(case: InformationRequest, _: date) -> Now:
    said = (
        "申请已经登记，还没有与您确认收到日期；双方确认以后，答复期限从次日起算（条例第三十一条）。"
    )
    if case.attempts:
        return Now(
            f"{said}工作人员联系过您 {len(case.attempts)} 次，没有联系上。",
            "请您打电话给机关的公开工作机构确认。",
        )
    return Now(said, "请留意电话和邮件；迟迟没有人联系的，请打电话问机关的公开工作机构。")


def _clarifying(case: InformationRequest, today: date) -> Now:
    said = "机关请您补充材料（条例第三十条），补充以前不计算答复期限。"
    last = case.waiting_until()
    if unopened(case):
        return Now(said, "请先签收并打开下面的《补正告知书》，看清缺什么、期限有多长。", "stop")
    if last is None:
        return Now(said, "请看《补正告知书》，从收到它的次日起，在它写明的期限内补正。", "stop")
    if today > last:
        return Now(
            f"补正的期限{day(last)}已经过了。",
            "您仍然可以补正，请写明为什么晚了；没有正当理由的，机关可以不再处理（条例第三十条）。",
            "stop",
        )
    return Now(said, f"请最晚在{day(last)}补正；收到以后，答复期限重新计算。", "stop")


def unopened(case: InformationRequest) -> bool:
    """Whether a letter served online waits for him to open it."""
    return any(is_unopened(served) for served in case.letters.values())


def is_unopened(served: Served) -> bool:
    """Whether this letter was served online and is not received yet."""
    return served.way is DispatchWay.ONLINE and served.delivered is None


def _charged(case: InformationRequest, today: date) -> Now:
    fee = case.fees[-1]
    said = f"机关通知您缴纳信息处理费 {fee.amount} 元（条例第四十二条），缴清以前不计算答复期限。"
    last = case.waiting_until()
    how = "请按《收费通知书》写明的办法缴费"
    if last is None:
        return Now(said, f"{how}。", "stop")
    if today > last:
        return Now(f"缴费的期限{day(last)}已经过了。", "请尽快与机关联系。", "stop")
    return Now(said, f"{how}，最晚{day(last)}。", "stop")


def _open(case: InformationRequest, today: date) -> Now:
    clock = case.count(today)
    if clock.days_late and clock.due is not None:
        return _late(case, clock, today)
    if case.excess is not None and case.excess.given is None and case.excess.judgement is None:
        return Now(
            "您的申请数量、频次较多，机关请您说明理由（条例第三十五条）；答复期限照常计算。",
            "请在《说明理由告知书》写明的期限内说明理由。",
            "stop",
        )
    latest = _latest(clock)
    waiting = _asked(case)
    if clock.stopped_until is not None and waiting:
        return Now(
            f"现在等{waiting}答复，最晚到{day(clock.stopped_until)}；这段时间不计入答复期限。"
            f"{latest}",
            "您现在不用做什么。",
        )
    if waiting and clock.due is None:
        return Now(
            f"现在等{waiting}答复（{_since(case)}起），法律没有规定它答复的期限；"
            "这段时间不计入答复期限。",
            "您现在不用做什么。",
        )
    if clock.state is not ClockState.RUNNING:
        return Now(f"正在办理。{latest}", "您现在不用做什么。")
    if case.excess is not None and case.excess.until is not None:
        return Now(f"机关已经告知您延迟答复（条例第三十五条）。{latest}", "您现在不用做什么。")
    if clock.limit.count > case.limit("answer").count:
        return Now(f"机关已经告知您延期答复（条例第三十三条）。{latest}", "您现在不用做什么。")
    return Now(f"正在办理。{latest}", "您现在不用做什么。")


def _late(case: InformationRequest, clock: Clock, today: date) -> Now:
    assert clock.due is not None
    said = f"最晚应当在{day(clock.due)}答复，现在已经晚了 {clock.days_late} 个工作日。"
    return Now(said, f"您可以{'；'.join(against_silence(case, today))}。", "stop")


def _running_late(clock: Clock) -> bool:
    return clock.state is not ClockState.ENDED and clock.days_late > 0 and clock.due is not None


def _handed(way: DispatchWay | None) -> str:
    return "交给您" if way is DispatchWay.HANDED_OVER else "发出"


def against_silence(case: InformationRequest, today: date) -> tuple[str, ...]:
    """What can be done about an answer that does not come, from the first late day."""
    try:
        bodies = remedy_bodies(case.rules.law, case.organ, today)
    except Incomplete:
        return (COMPLAINT, "申请行政复议，或者提起行政诉讼")
    return (
        COMPLAINT,
        f"向{bodies.review_body}申请行政复议，或者向{bodies.court}提起行政诉讼",
    )


def _replied(case: InformationRequest, today: date) -> Now:
    letter = case.replies[-1]
    clock = case.count(today)
    # A reply that was signed and not sent, or handed over without proof, keeps no limit.
    late = _late(case, clock, today) if _running_late(clock) else None
    if case.letters[letter].sent is None:
        said = "答复已经签发，还没有寄出。"
        if late is not None:
            return Now(f"{said}{late.said}", late.can, late.mark)
        return Now(said, "您现在不用做什么。")
    sent = case.sent_on(letter)
    assert sent is not None
    way = case.letters[letter].way
    how = "" if way is None else f"，{way.chinese}"
    said = f"机关已经答复（{day(sent)}{how}）。"
    received = case.received_on_of(letter)
    if received is None and late is not None:
        said = f"机关说答复已经{_handed(way)}（{day(sent)}），但是没有您收到的证明。"
        return Now(f"{said}{late.said}", f"没有收到的，请告诉机关；{late.can}", late.mark)
    if received is None:
        return Now(
            said, "请查收《答复书》；不服的，按《答复书》写明的途径和期限申请复议或者起诉。", "ok"
        )
    last = review_until(case, received)
    until = f"，最晚{day(last)}" if last is not None and last >= today else ""
    return Now(said, f"不服的，可以申请行政复议{until}，途径写在《答复书》里。", "ok")


def remedies(case: InformationRequest) -> tuple[str, ...]:
    """The remedies against the reply in force, as its letter tells them; none if nothing is."""
    if not case.replies or not case.outcomes:
        return ()
    on = case.letters[case.replies[-1]].letter.dated
    law = case.rules.law
    pairs: list[tuple[str, str | None]] = []
    for one in case.outcomes.values():
        grounds: Sequence[str | None] = [part.ground for part in one.refused] or [one.ground]
        pairs += [(one.outcome, ground) for ground in grounds]
    try:
        bodies = remedy_bodies(law, case.organ, on)
        articles = remedy_articles(law, pairs, on)
        return remedy_text(law, articles, on, bodies.review_body, bodies.court)
    except (Incomplete, NotFound):
        return ()


def review_until(case: InformationRequest, received: date) -> date | None:
    """The last day to apply for review, from proven receipt; None where no days are counted."""
    limit = case.rules.law.find(Limit, "review_application", received)
    if limit is None or limit.unit is not Unit.CALENDAR_DAYS:
        return None
    return due_calendar_days(received, limit.calendar_days, case.rules.calendar)


def _abandoned(case: InformationRequest, _: date) -> Now:
    cause = "没有正当理由逾期不补正"
    if case.abandoned is AbandonCause.FEE_UNPAID:
        cause = "逾期没有缴纳信息处理费"
    return Now(
        f"机关认为您{cause}，已经不再处理这件申请。",
        "有正当理由的，请向机关说明，可以恢复办理；不服的，可以申请行政复议或者起诉，也可以重新申请。",
        "stop",
    )


def _withdrawn(_: InformationRequest, __: date) -> Now:
    return Now("您已经撤回这件申请，机关不再办理。", "还需要的，可以重新申请。")


def _joined(_: InformationRequest, __: date) -> Now:
    return Now(
        "这件申请与您用别的渠道提出的同一件合并办理，答复写在那一件里。",
        "请用那一件的登记编号和查询码查询；没有那一件的查询码的，"
        "请带身份证件找机关的公开工作机构补发。不是您的同一件的，请马上向它提出。",
    )


def _taken_over(_: InformationRequest, __: date) -> Now:
    return Now("这件申请在以前的系统里已经办结。", "要看材料，请联系机关的公开工作机构。")


_BY_STATE = {
    RequestState.UNCONFIRMED: _unconfirmed,
    RequestState.OPEN: _open,
    RequestState.CLARIFYING: _clarifying,
    RequestState.CHARGED: _charged,
    RequestState.REPLIED: _replied,
    RequestState.ABANDONED: _abandoned,
    RequestState.WITHDRAWN: _withdrawn,
    RequestState.JOINED: _joined,
    RequestState.TAKEN_OVER: _taken_over,
}


def _latest(clock: Clock) -> str:
    return "" if clock.due is None else f"最晚{day(clock.due)}答复。"


_ASKED = {
    ConsultationKind.THIRD_PARTY: "第三方",
    ConsultationKind.CO_PRODUCER: "共同制作信息的机关",
    ConsultationKind.OTHER_ORGAN: "别的机关",
}


def _asked(case: InformationRequest) -> str:
    """Who is asked and has not answered: an organ by its name; third parties are never named."""
    found = (
        _ASKED[one.kind]
        if one.kind is ConsultationKind.THIRD_PARTY
        else case.letters[one.letter].letter.addressee.whom or _ASKED[one.kind]
        for one in _unanswered(case)
    )
    return "、".join(dict.fromkeys(found))


def _since(case: InformationRequest) -> str:
    """The day the first of those who have not answered was asked."""
    return day(min(sent for one in _unanswered(case) if (sent := case.sent_on(one.letter))))


def _unanswered(case: InformationRequest) -> list[Consultation]:
    return [
        one
        for one in case.consultations
        if one.answered is None and case.letters[one.letter].sent is not None
    ]
