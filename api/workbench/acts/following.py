"""答复以后: what was provided, suggestions to publish, a record draft (条例 art 40, 44)."""

from api.workbench.acts.asking import Asked, Choice, Doing, Kind, RequestAct, choices_of, when
from api.workbench.acts.papers import given_proof, proof
from api.workbench.casework import Situation, short
from domain.archive import Recorded
from domain.content import ClearPart
from domain.description import Description, OpennessGiven
from domain.errors import NotFound
from domain.findings import find
from domain.kinds import KINDS
from domain.law.profile import ProvisionForm, ProvisionRoute
from domain.vocabulary import Openness, Phase

TEXT = "text/1"
"""What derived the text of a part that was written in a form: its own text."""


def _suggest(doing: Doing) -> Recorded:
    """The event keeps one sealed text: his words, and below them what shows that they are his."""
    return doing.casework.handling.suggest_publication(
        doing.caller(),
        doing.request,
        text=f"{doing.text('text')}\n依据：{doing.text('evidence_note')}",
        expected=doing.expected,
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


FOLLOWING: tuple[RequestAct, ...] = (
    RequestAct(
        "suggest_publication",
        "申请人认为获得的信息应当主动公开的，可以建议；本机关审核后属于主动公开范围的应当及时公开"
        "（条例第四十四条）。",
        lambda now: when(now.case.opened_matters and not now.case.suggested),
        lambda now: (
            Asked("text", "申请人的建议", Kind.AREA, "照他的原话写；加密保存"),
            Asked(
                "evidence_note",
                "他怎么提出的，在哪里查到",
                hint="如：某日来信，卷号或存放位置；与建议一起加密保存",
            ),
        ),
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
)
