"""办结以及之后: withdrawal, giving up, publication from a reply, erasure."""

from datetime import date

from api.workbench.acts.asking import Asked, Choice, Doing, Kind, RequestAct, choices_of, when
from api.workbench.acts.papers import given_letter, given_proof, letter, proof
from api.workbench.casework import Situation, short
from domain.archive import Recorded
from domain.content import ClearPart
from domain.description import Description, OpennessGiven
from domain.errors import NotFound
from domain.findings import find
from domain.kinds import KINDS
from domain.law.profile import ProvisionForm, ProvisionRoute, Retention
from domain.requests.closing import AbandonCause
from domain.requests.proceeding import RequestState
from domain.vocabulary import Openness, Phase

_CAUSES = {
    RequestState.CLARIFYING: AbandonCause.NOT_CLARIFIED,
    RequestState.CHARGED: AbandonCause.FEE_UNPAID,
}
TEXT = "text/1"
"""What derived the text of a part that was written in a form: its own text."""


def _withdraw(doing: Doing) -> Recorded:
    return doing.casework.handling.withdraw(
        doing.caller(),
        doing.request,
        on=doing.day("on"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _lapsed(now: Situation) -> bool:
    last = now.case.waiting_until() if now.case.state in _CAUSES else None
    return last is not None and now.today > last


def _abandon(doing: Doing) -> Recorded:
    return doing.casework.handling.abandon(
        doing.caller(),
        doing.request,
        cause=_CAUSES[doing.now.case.state],
        judged=doing.text("judged"),
        letter=given_letter(doing),
        expected=doing.expected,
    )


def _abandon_asked(now: Situation) -> tuple[Asked, ...]:
    cause = _CAUSES[now.case.state]
    return (
        Asked(
            "judged",
            "对申请人理由的审查",
            Kind.AREA,
            "申请人有没有说明理由，为什么不正当；写进告知书",
        ),
        *letter(now, f"abandonment.{cause.value.lower()}", left_out=("reason",), paper=False),
    )


def _reopen(doing: Doing) -> Recorded:
    return doing.casework.handling.reopen(
        doing.caller(), doing.request, reason=doing.text("reason"), expected=doing.expected
    )


def _suggest(doing: Doing) -> Recorded:
    return doing.casework.handling.suggest_publication(
        doing.caller(), doing.request, text=doing.text("text"), expected=doing.expected
    )


def _judge_suggestion(doing: Doing) -> Recorded:
    return doing.casework.handling.judge_suggestion(
        doing.caller(),
        doing.request,
        accepted=doing.text("accepted") == "yes",
        reason=doing.text("reason"),
        expected=doing.expected,
    )


def _provide(doing: Doing) -> Recorded:
    return doing.casework.handling.provide(
        doing.caller(),
        doing.request,
        matters=doing.numbers("matters"),
        on=doing.day("on"),
        form=doing.choice("form", ProvisionForm),
        route=doing.choice("route", ProvisionRoute),
        help=doing.text("help"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _provided_asked(now: Situation) -> tuple[Asked, ...]:
    opened = _opened_matters(now)
    return (
        Asked(
            "matters",
            "提供了哪些事项的信息",
            Kind.CHECKS,
            choices=opened,
            value=tuple(value for value, _ in opened),
        ),
        Asked("on", "提供的日期", Kind.DATE),
        Asked(
            "form",
            "提供的形式",
            Kind.SELECT,
            choices=choices_of(ProvisionForm),
            value=(now.case.form.value,),
        ),
        Asked(
            "route",
            "获取的途径",
            Kind.SELECT,
            choices=choices_of(ProvisionRoute),
            value=(now.case.route.value,),
        ),
        Asked(
            "help",
            "给了什么帮助",
            Kind.AREA,
            "申请人阅读有困难的（条例第四十三条）；加密保存",
            optional=True,
        ),
        *proof(now),
    )


def _open_record(doing: Doing) -> Recorded:
    text = doing.text("text")
    return doing.casework.handling.open_record(
        doing.caller(),
        doing.request,
        matters=doing.numbers("matters"),
        description=Description(
            title=doing.text("title"),
            kind=doing.text("kind"),
            document_number=doing.text("document_number") or None,
            index_number=None,
            formed_on=doing.maybe_day("formed_on"),
            effective_on=doing.maybe_day("effective_on"),
            expires_on=None,
            phase=doing.choice("phase", Phase),
            field=doing.text("field") or None,
            topic=None,
            attributes=(),
        ),
        openness=OpennessGiven(Openness.PROACTIVE, None, ""),
        parts=(ClearPart("正文.txt", "text/plain", text.encode(), text, TEXT),),
        expected=doing.expected,
    )


def _given_text(now: Situation) -> str:
    """The text of what the reply gave; empty when it was destroyed or there is none."""
    if now.case.given is None:
        return ""
    try:
        return "\n\n".join(part.text for part in now.open(now.case.given))
    except NotFound:
        return ""


def _opened_matters(now: Situation) -> tuple[Choice, ...]:
    return tuple(
        (str(number), f"第 {number} 项：{short(now.matter(number))}")
        for number in now.case.opened_matters
    )


def _record_asked(now: Situation) -> tuple[Asked, ...]:
    opened = _opened_matters(now)
    return (
        Asked(
            "matters",
            "由哪些事项",
            Kind.CHECKS,
            "只有予以公开的事项；不予公开的永不公开",
            choices=opened,
            value=tuple(value for value, _ in opened),
        ),
        Asked("title", "标题", hint="不写申请人；300 字以内"),
        Asked("kind", "种类", Kind.SELECT, choices=_KINDS),
        Asked("phase", "环节", Kind.SELECT, choices=choices_of(Phase)),
        Asked("field", "领域", optional=True),
        Asked("document_number", "文号", optional=True),
        Asked("formed_on", "成文日期", Kind.DATE, optional=True),
        Asked("effective_on", "施行日期", Kind.DATE, "行政规范性文件必须写", optional=True),
        Asked(
            "text",
            "正文",
            Kind.AREA,
            "已填入答复提供的内容；公开以前遮去个人信息和不予公开的部分",
            value=(_given_text(now),),
        ),
    )


_KINDS = tuple((kind.code, kind.chinese) for kind in KINDS.values() if not kind.attributes)
"""The kinds of documents; those that must state further parts are drafted by themselves."""


def _record_told(now: Situation) -> tuple[str, ...]:
    """What a machine sees in the text before it is masked."""
    found = [
        f"第 {one.paragraph} 段有{one.kind.chinese} {one.count} 处，请遮去"
        for one in find(_given_text(now))
    ]
    return (
        *(found or ["机器没有看出证件号码、电话、银行卡号或密级标志；姓名、住址等仍须人工核对"]),
        "草稿要经保密审查和签发才会公开。",
    )


def _erase(doing: Doing) -> Recorded:
    return doing.casework.handling.erase(
        doing.caller(),
        doing.request,
        person=doing.text("person"),
        basis=doing.text("basis"),
        destroy=doing.casework.destroy,
        expected=doing.expected,
    )


def _erasable(now: Situation) -> tuple[Choice, ...]:
    case = now.case
    return tuple(
        (one.person, now.name_of(one)) for one in case.applicants if one.person not in case.erased
    )


def _may_erase(now: Situation) -> bool:
    case = now.case
    closed = case.closed_on
    if closed is None or case.contested or case.ordered_until is not None or case.reply is not None:
        return False
    years = now.law.row(Retention, "request_file", closed).years
    return now.today > years_later(closed, years)


def years_later(day: date, years: int) -> date:
    """The same day years later; 28 February for one that year has not."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


CLOSING: tuple[RequestAct, ...] = (
    RequestAct(
        "withdraw",
        "申请人自愿撤回的，登记他本人的凭证；本件就此办结，他可以另行申请。",
        lambda now: when(now.case.reply is None),
        lambda now: (
            Asked("on", "撤回日期", Kind.DATE),
            *proof(now, needed=True, label="申请人本人的凭证"),
        ),
        _withdraw,
        "已登记撤回，本件办结",
    ),
    RequestAct(
        "abandon",
        "期限从有凭证的签收之日起算；届满而没有正当理由的，视为放弃申请，不再处理。",
        lambda now: when(_lapsed(now)),
        _abandon_asked,
        _abandon,
        "已告知不再处理",
        letter=True,
    ),
    RequestAct(
        "reopen",
        "申请人补正或者缴费来迟了而有道理的，恢复处理，再登记他的补正或缴费。",
        lambda now: when(now.case.state is RequestState.ABANDONED and now.case.reply is None),
        lambda now: (Asked("reason", "恢复处理的理由", Kind.AREA, "加密保存"),),
        _reopen,
        "已恢复处理",
    ),
    RequestAct(
        "suggest_publication",
        "申请人认为获得的信息应当主动公开的，可以建议；本机关审核后属于主动公开范围的应当及时公开"
        "（条例第四十四条）。",
        lambda now: when(now.case.opened_matters and not now.case.suggested),
        lambda now: (Asked("text", "申请人的建议", Kind.AREA, "加密保存", optional=True),),
        _suggest,
        "已登记公开建议",
    ),
    RequestAct(
        "judge_suggestion",
        "收到公开建议应当及时审核；属于主动公开范围的，应当及时主动公开（条例第四十四条）。",
        lambda now: when(now.case.suggested and now.case.suggestion_accepted is None),
        lambda now: (
            Asked(
                "accepted",
                "审核的结论",
                Kind.RADIO,
                choices=(("yes", "属于主动公开范围，采纳"), ("no", "不属于，不采纳")),
            ),
            Asked("reason", "理由", Kind.AREA, "加密保存"),
        ),
        _judge_suggestion,
        "已记下对公开建议的审核",
    ),
    RequestAct(
        "provide",
        "答复以外另行提供的，登记哪天、以什么形式和途径给到申请人（条例第四十条）。",
        lambda now: when(now.case.opened_matters and now.case.replied is not None),
        _provided_asked,
        _provide,
        "已登记提供信息",
    ),
    RequestAct(
        "open_record",
        "由这件答复提供的信息拟一份主动公开的草稿，不写申请人是谁；草稿走自己的保密审查和签发。",
        lambda now: when(now.case.opened_matters),
        _record_asked,
        _open_record,
        "公开信息的草稿已拟好，请在草稿里继续办",
        told=_record_told,
    ),
    RequestAct(
        "erase",
        "保管期限届满以后抹去一个人的姓名、证件、联系方式和他写的话；日期、结果和统计留下。不能恢复。",
        lambda now: when(_may_erase(now) and _erasable(now)),
        lambda now: (
            Asked("person", "抹去谁的", Kind.SELECT, choices=_erasable(now)),
            Asked("basis", "依据", Kind.AREA, "如：本人要求，保管期限已满；不写个人信息"),
        ),
        _erase,
        "已抹去",
    ),
)
