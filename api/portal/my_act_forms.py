"""The acts of an applicant: what each says in plain words, what it asks, and what it does.

Nothing else of a request can be changed by its applicant. The proof of each act is the system's
own record; the rules are those of the case file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.forms import Reading, Sent
from api.portal.citizens import Citizens
from api.portal.draft import scanned
from api.portal.my_words import day
from domain.archive import Caller
from domain.requests.given import BY_SYSTEM, GivenMatter
from domain.requests.request import InformationRequest

MOST_TEXT = 5000


@dataclass(frozen=True)
class Field:
    """A field of an act's form: `kind` is text, area, date or files."""

    kind: str
    name: str
    label: str
    hint: str = ""
    optional: bool = False
    value: str = ""


@dataclass(frozen=True)
class Act:
    """How an act is asked for and done. `run` reads the form and acts."""

    title: str
    button: str
    says: Callable[[Citizens, InformationRequest], tuple[str, ...]]
    fields: Callable[[Citizens, InformationRequest], tuple[Field, ...]]
    run: Callable[[Citizens, InformationRequest, Caller, Sent], Any]
    grave: bool = False


# Clarification (条例 art 30)


def _clarification_says(_: Citizens, case: InformationRequest) -> tuple[str, ...]:
    last = case.waiting_until()
    until = "请按补正告知书写明的期限补正。" if last is None else f"请最晚在{day(last)}补正。"
    return (
        f"{until}机关收到补正以后，答复期限从次日起重新计算（条例第三十条）。",
        "下面是您原来写的内容，改成清楚、完整的写法；不用改的照原样留着。",
    )


def _clarification_fields(citizens: Citizens, case: InformationRequest) -> tuple[Field, ...]:
    found: list[Field] = []
    several = len(case.matters) > 1
    for number, matter in sorted(case.matters.items()):
        if number in case.withdrawn:
            continue
        which = f"第{number}项：" if several else ""
        found += [
            Field(
                "area",
                f"m{number}_description",
                f"{which}您想要什么信息",
                "写明是哪一件、什么时候、关于什么。",
                value=citizens.clear(matter.description),
            ),
            Field(
                "text",
                f"m{number}_feature",
                f"{which}名称、文号或者其他线索",
                optional=True,
                value=citizens.clear(matter.feature),
            ),
        ]
    return (
        *found,
        Field(
            "files",
            "papers",
            "补充的材料",
            "例如身份证明、授权委托书的照片或者 PDF，每个不超过 10 MB，可以选几个。",
            optional=True,
        ),
        *_excuse(citizens, case),
    )


def _excuse(citizens: Citizens, case: InformationRequest) -> tuple[Field, ...]:
    """Who is late is asked why."""
    last = case.waiting_until()
    if last is None or citizens.today <= last:
        return ()
    hint = "没有正当理由逾期不补正的，机关可以不再处理（条例第三十条）。"
    return (Field("area", "excuse", "为什么晚了", hint, optional=True),)


def _clarify(citizens: Citizens, case: InformationRequest, caller: Caller, sent: Sent) -> None:
    reading = Reading(sent)
    changed: dict[int, GivenMatter] = {}
    for number, matter in sorted(case.matters.items()):
        if number in case.withdrawn:
            continue
        name = f"m{number}_description"
        given = GivenMatter(
            _text(reading, name, "条例 art 29(2)"), reading.text(f"m{number}_feature")
        )
        before = citizens.clear(matter.description), citizens.clear(matter.feature)
        if (given.description, given.feature) != before:
            changed[number] = given
    papers = scanned(reading, sent, "papers")
    if not changed and not papers:
        reading.wrong(
            next(iter(labels_of(_clarification_fields(citizens, case)))),
            "还没有补充什么：请改写内容，或者上传材料",
            "条例 art 30",
        )
    reading.done()
    notice = next(one for one in reversed(case.clarifications) if one.moves)
    citizens.handling.answer_clarification(
        caller,
        case.id,
        notice=notice.letter,
        on=citizens.today,
        matters=changed,
        attachments=papers,
        excuse=reading.text("excuse"),
        evidence=BY_SYSTEM,
    )


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
    reasons = _text(reading, "reasons", "条例 art 35")
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
    return (Field("area", "text", "您的建议", "为什么应当公开。", optional=True),)


def _suggest(citizens: Citizens, case: InformationRequest, caller: Caller, sent: Sent) -> None:
    reading = Reading(sent)
    text = reading.text("text")
    if len(text) > MOST_TEXT:
        reading.wrong("text", f"不超过 {MOST_TEXT} 字")
    reading.done()
    citizens.handling.suggest_publication(caller, case.id, text=text)


def _text(reading: Reading, name: str, article: str) -> str:
    text = reading.needed_text(name, article)
    if len(text) > MOST_TEXT:
        reading.wrong(name, f"不超过 {MOST_TEXT} 字，现在有 {len(text)} 字")
    return text


ACTS: Mapping[str, Act] = {
    "clarification": Act("补正", "提交补正", _clarification_says, _clarification_fields, _clarify),
    "reasons": Act("说明理由", "提交理由", _reasons_says, _reasons_fields, _give_reasons),
    "received": Act("对收到日期有不同意见", "提交", _received_says, _received_fields, _dispute),
    "withdraw": Act(
        "撤回申请", "确定撤回", _withdraw_says, _withdraw_fields, _withdraw, grave=True
    ),
    "suggestion": Act("建议向社会公开", "提交建议", _suggestion_says, _suggestion_fields, _suggest),
}
"""Every act by the last part of its address."""


def labels_of(fields: tuple[Field, ...]) -> Mapping[str, str]:
    """The labels of an act's fields by name."""
    return {field.name: field.label for field in fields}
