"""The sentences with which a clock explains itself, in plain Chinese; no counting happens here."""

from collections.abc import Sequence
from datetime import date


def full(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def short(day: date, year: int) -> str:
    """A day without its year when that is `year`, which the reader has just read."""
    return full(day) if day.year != year else f"{day.month} 月 {day.day} 日"


def unconfirmed() -> str:
    return "收到日期还没有与申请人确认，答复期限还没有开始。"


def received(day: date, what: str) -> str:
    return f"{full(day)}{what}。"


def started(count: int) -> str:
    return f"从次日起数 {count} 个工作日。"


def restarted(sent: str, answered: str, count: int) -> str:
    return f"{sent}，{answered}，期限从次日起重新计算，数 {count} 个工作日。"


def restarted_before_receipt(sent: str, answered: str) -> str:
    return f"{sent}，{answered}；申请的收到日期更晚，期限从收到日期起算。"


def dropped(what: Sequence[str]) -> str:
    return f"重新计算以前的不再计入：{'；'.join(what)}。"


def waiting(sent: str, fee: bool) -> str:
    awaited = "缴清费用" if fee else "收到补正"
    return f"{sent}，还没有{awaited}。在此之前没有答复期限，{awaited}之日的次日起重新计算。"


def consulted(sent: str, until: str) -> str:
    return f"{sent}，{until}"


def answered_on(day: str, what: str) -> str:
    return f"至 {day}{what}"


def silent(day: str, limit: int, received: str | None, lasting: bool) -> str:
    """A letter without an answer: when its limit passes or passed, counted from what."""
    since = "尚无签收证明，从寄出之日起算" if received is None else f"{received}收到"
    if lasting:
        return f"（{since}）尚未收到答复，最晚至 {day}满 {limit} 个工作日"
    return f"（{since}）至 {day}满 {limit} 个工作日没有收到答复"


def open_ended() -> str:
    return "尚未收到答复；法律没有规定对方答复的时限"


def stopped(letters: Sequence[str], days: int) -> str:
    united = "；重叠的时间合并计算" if len(letters) > 1 else ""
    return f"其中 {'；'.join(letters)}{united}，这 {days} 个工作日不计。"


def stopped_without_end(letters: Sequence[str]) -> str:
    return f"其中 {'；'.join(letters)}，收到答复以前的时间不计，现在算不出答复期限。"


def stopped_nothing(letters: Sequence[str]) -> str:
    return f"其中 {'；'.join(letters)}；寄出的当天计算在内，工作日到那一天已经数完，期限不变。"


def extended(sent: str, days: int) -> str:
    return f"{sent}，答复期限延长 {days} 个工作日。"


def delayed(sent: str, until: date) -> str:
    return f"{sent}，确定延迟到 {full(until)}答复。"


def due(day: date, count: int) -> str:
    return f"数到第 {count} 个工作日是 {full(day)}，应当在这一天或者之前答复。"


def due_as_told(day: date, counted: date, count: int) -> str:
    return (
        f"数到第 {count} 个工作日是 {full(counted)}；已经告知延迟答复，"
        f"应当在 {full(day)}或者之前答复。"
    )


def counted(day: date, days: int, count: int) -> str:
    return f"截至 {full(day)}，{count} 个工作日已经数了 {days} 个。"


def calendar_year(year: int, notice: str, provisional: bool) -> str:
    if provisional:
        return (
            f"{year} 年的放假安排还没有公布，暂按《{notice}》的法定假日推算，"
            "公布以后重新计算，日期可能变动。"
        )
    return f"{year} 年的工作日按国务院办公厅的放假通知（{notice}）确定。"


def ended(day: date, what: str) -> str:
    return f"{full(day)}{what}，不再计算期限。"


def ended_late(day: date, what: str, days: int) -> str:
    return f"{full(day)}{what}，比答复期限晚了 {days} 个工作日。"


def overdue(day: date, days: int) -> str:
    return f"答复期限已过，到 {full(day)}晚了 {days} 个工作日。"


def after_end(sent: str) -> str:
    return f"{sent}，但在此之前已经办结，不影响期限。"


def after_due(sent: str, day: date) -> str:
    return f"{sent}，但答复期限 {full(day)}已过，期限不变。"


def second_notice(sent: str, fee: bool) -> str:
    paper = "收费通知" if fee else "补正告知书"
    return f"{sent}，但此前已经发过{paper}，再次通知不重新计算期限。"


def not_later(sent: str, until: date, day: date) -> str:
    return f"{sent}，但所定的 {full(until)}不晚于答复期限 {full(day)}，期限不变。"
