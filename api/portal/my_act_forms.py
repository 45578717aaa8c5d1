"""The acts of an applicant: what each says in plain words, what it asks, and what it does.

Nothing else of a request can be changed by its applicant. The proof of each act is the system's
own record; the rules are those of the case file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from api.forms import Reading, Sent
from api.portal import my_clarification
from api.portal.citizens import Citizens
from api.portal.my_fields import Field, needed_long
from api.portal.my_words import day
from domain.archive import Caller
from domain.requests.given import BY_SYSTEM
from domain.requests.request import InformationRequest

Items: TypeAlias = tuple[tuple[str, str], ...]
"""What the organ asks for, as (what, how)."""


def _nothing(_: Citizens, __: InformationRequest) -> Items:
    return ()


@dataclass(frozen=True)
class Act:
    """How an act is asked for and done. `run` reads the form and acts; `items` is what the organ's
    letter asks for."""

    title: str
    button: str
    says: Callable[[Citizens, InformationRequest], tuple[str, ...]]
    fields: Callable[[Citizens, InformationRequest], tuple[Field, ...]]
    run: Callable[[Citizens, InformationRequest, Caller, Sent], Any]
    grave: bool = False
    items: Callable[[Citizens, InformationRequest], Items] = _nothing


# Reasons (条例 art 35)


def _reasons_says(_: Citizens, __: InformationRequest) -> tuple[str, ...]:
    return (
        "机关认为您申请的数量、频次明显超过合理范围，请您说明理由（条例第三十五条）。",
        "理由合理的，机关会答复；不能按期答复的，会告诉您延迟到哪一天。答复期限照常计算。",
    )


def _reasons_fields(_: Citizens, __: InformationRequest) -> tuple[Field, ...]:
    return (Field("area", "reasons", "理由", "写明您为什么需要这些信息、用来做什么。"),)


def _give_reasons(citizens: Citizens, case: InformationRequest, caller: Caller, sent: Sent) -> None:
    reading = Reading(sent)
    reasons = needed_long(reading, "reasons", "条例 art 35")
    reading.done()
    citizens.handling.give_reasons(
        caller, case.id, on=citizens.today, reasons=reasons, evidence=BY_SYSTEM
    )


# The day of receipt (条例 art 31)


def _received_says(_: Citizens, case: InformationRequest) -> tuple[str, ...]:
    now = "还没有确认" if case.received_on is None else day(case.received_on)
    return (
        f"机关登记的收到日期：{now}；申请到达：{day(case.arrived_on)}。",
        "您认为机关是另一天收到的，请写在这里。两个日期都会保留，各算各的最晚答复日，都显示给您。",
    )


def _received_fields(_: Citizens, __: InformationRequest) -> tuple[Field, ...]:
    return (
        Field("date", "claimed_on", "您认为是哪一天收到的"),
        Field("area", "statement", "您为什么这样认为", "例如邮件单号、通话的时间。", optional=True),
    )


def _dispute(citizens: Citizens, case: InformationRequest, caller: Caller, sent: Sent) -> None:
    reading = Reading(sent)
    claimed = reading.needed_day("claimed_on", "条例 art 31")
    if claimed > citizens.today:
        reading.wrong("claimed_on", "这一天还没有到")
    reading.done()
    citizens.handling.dispute_receipt(
        caller,
        case.id,
        claimed_on=claimed,
        statement=reading.text("statement"),
        evidence=BY_SYSTEM,
    )


# Withdrawal


def _withdraw_says(_: Citizens, __: InformationRequest) -> tuple[str, ...]:
    return (
        "撤回以后，机关不再办理这件申请，也不再答复，不能恢复。",
        "还需要这些信息的，可以以后重新申请。只是想改内容的，请不要撤回，打电话告诉机关。",
    )


def _withdraw_fields(_: Citizens, __: InformationRequest) -> tuple[Field, ...]:
    return ()


def _withdraw(citizens: Citizens, case: InformationRequest, caller: Caller, _: Sent) -> None:
    citizens.handling.withdraw(caller, case.id, on=citizens.today, evidence=BY_SYSTEM)


# Suggestion (条例 art 44)


def _suggestion_says(_: Citizens, __: InformationRequest) -> tuple[str, ...]:
    return (
        "您得到的信息如果应当让大家都看到，可以建议机关主动公开（条例第四十四条）。",
        "机关审核以后，属于主动公开范围的会及时公开；公开时不会出现您的姓名。",
    )


def _suggestion_fields(_: Citizens, __: InformationRequest) -> tuple[Field, ...]:
    return (Field("area", "text", "您的建议", "应当公开什么，为什么。"),)


def _suggest(citizens: Citizens, case: InformationRequest, caller: Caller, sent: Sent) -> None:
    reading = Reading(sent)
    text = needed_long(reading, "text", "条例 art 44")
    reading.done()
    citizens.handling.suggest_publication(caller, case.id, text=text)


ACTS: Mapping[str, Act] = {
    "clarification": Act(
        "补正",
        "提交补正",
        my_clarification.says,
        my_clarification.fields,
        my_clarification.answer,
        items=my_clarification.items,
    ),
    "reasons": Act("说明理由", "提交理由", _reasons_says, _reasons_fields, _give_reasons),
    "received": Act("对收到日期有不同意见", "提交", _received_says, _received_fields, _dispute),
    "withdraw": Act(
        "撤回申请", "确定撤回", _withdraw_says, _withdraw_fields, _withdraw, grave=True
    ),
    "suggestion": Act("建议向社会公开", "提交建议", _suggestion_says, _suggestion_fields, _suggest),
}
"""Every act by the last part of its address."""
