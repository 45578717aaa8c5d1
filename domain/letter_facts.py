"""What a letter's fixed text may take from the case: names, forms, and which tell who applied.

A template speaks of the case only through these names; what an officer writes himself are the
template's own fields. The vocabulary is closed, so that a misspelt name is found when a template is
written and never when a letter is due.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import Malformed


class FactForm(StrEnum):
    """How a fact is given: text; an ISO date; a whole number; or how the reader is addressed."""

    TEXT = "TEXT"
    DATE = "DATE"
    NUMBER = "NUMBER"
    PRONOUN = "PRONOUN"


PRONOUNS = ("你", "你们", "你单位")
"""One natural person, several joint applicants, a legal person or other organisation."""


@dataclass(frozen=True)
class Fact:
    """One name of the vocabulary. `most` is in characters.

    `tells_applicant`: the value is, or may hold, who applied; a letter to anybody else may not use
    it: art 32 asks for an opinion on the information, not on who wants it (个人信息保护法 art 6).
    """

    name: str
    chinese: str
    form: FactForm = FactForm.TEXT
    most: int = 200
    tells_applicant: bool = False


_DATE, _NUMBER = FactForm.DATE, FactForm.NUMBER

FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        # the letter
        Fact("organ", "发文机关全称", most=60),
        Fact("number", "文号", most=60),
        Fact("dated", "成文日期", _DATE),
        Fact("contact", "发文机关联系方式", most=300),
        Fact("you", "对收信人的称呼", FactForm.PRONOUN),
        # whom it concerns
        Fact("applicant", "申请人", tells_applicant=True),
        Fact("third_party", "第三方"),
        Fact("other_organ", "其他行政机关", most=60),
        # the request
        Fact("registration_number", "登记编号", most=60, tells_applicant=True),
        Fact("information", "申请公开的内容", most=4_000, tells_applicant=True),
        Fact("form_wanted", "获取信息的方式、途径", tells_applicant=True),
        Fact("channel", "申请渠道", most=20, tells_applicant=True),
        Fact("arrived_on", "送达机关的日期", _DATE),
        Fact("received_on", "收到申请之日", _DATE),
        Fact("due_on", "答复期限届满日", _DATE),
        # clarification
        Fact("clarify_days", "补正期限（工作日）", _NUMBER),
        Fact("clarification_number", "补正告知书文号", most=60),
        Fact("clarification_received_on", "收到补正告知书之日", _DATE),
        Fact("clarified_on", "收到补正材料之日", _DATE),
        Fact("withdrawn_on", "收到撤回之日", _DATE),
        # extension and delay
        Fact("extension_days", "延长的工作日", _NUMBER),
        Fact("extended_due_on", "延长后的答复期限届满日", _DATE),
        Fact("delayed_until", "延迟后的答复日期", _DATE),
        Fact("reasons_days", "说明理由的期限（工作日）", _NUMBER),
        # fees
        Fact("fee_sum", "应缴金额（元）", _NUMBER),
        Fact("fee_computed", "计算过程", most=1_000),
        Fact("fee_pieces", "本次申请件数", _NUMBER),
        Fact("fee_before", "当月此前申请件数", _NUMBER),
        Fact("fee_pages", "提供的页数", _NUMBER),
        Fact("fee_number", "收费通知书文号", most=60),
        Fact("fee_received_on", "收到收费通知书之日", _DATE),
        # earlier letters and outside decisions
        Fact("consulted_on", "征求意见之日", _DATE),
        Fact("earlier_number", "此前答复的文号", most=60),
        Fact("earlier_on", "此前答复的日期", _DATE),
        Fact("decision_body", "复议机关或者人民法院", most=60),
        Fact("decision_number", "决定书、裁判文书文号", most=60),
        Fact("decision_on", "决定、裁判作出之日", _DATE),
    )
}

_BREAKS = re.compile(r"[ \t]*[\r\n\t]+[ \t]*")
_UNSIGNED = re.compile("0|[1-9][0-9]{0,9}")


def chinese_date(day: date) -> str:
    """2026年11月22日: Arabic digits without leading zeros (GB/T 9704-2012 clause 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def printed(fact: Fact, value: str) -> str:
    """`value` as the letter shows it. Raises `Malformed` naming the fact and its form.

    Line breaks in a text become a blank: an applicant may describe what he wants in several lines.
    """
    value = _BREAKS.sub(" ", value)
    if fact.form is FactForm.DATE:
        return chinese_date(day_of(fact, value))
    if fact.form is FactForm.NUMBER and not _UNSIGNED.fullmatch(value):
        raise Malformed(f"“{fact.chinese}”应为非负整数，实为“{value}”", field=fact.name)
    if fact.form is FactForm.PRONOUN and value not in PRONOUNS:
        raise Malformed(f"“{fact.chinese}”只能是{'、'.join(PRONOUNS)}", field=fact.name)
    if len(value) > fact.most:
        raise Malformed(f"“{fact.chinese}”有 {len(value)} 字，最多 {fact.most} 字", field=fact.name)
    return value


def day_of(fact: Fact, value: str) -> date:
    """The date a fact states as YYYY-MM-DD. Raises `Malformed` for any other way to write it."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise Malformed(f"“{fact.chinese}”应为 YYYY-MM-DD 日期，实为“{value}”", field=fact.name)
    return day
