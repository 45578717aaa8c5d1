"""Document kinds (公文种类) and what each must carry: one correctable table."""

from dataclasses import dataclass

from domain.errors import Incomplete


@dataclass(frozen=True)
class Kind:
    """One document kind.

    `required` names members of the draft that may not be empty; `attributes` names further parts
    the kind must state (label -> where the requirement comes from).
    """

    code: str
    chinese: str
    required: tuple[str, ...]
    attributes: tuple[str, ...] = ()
    source: str = ""


_DOCUMENT = ("document_number", "formed_on")

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("normative", "行政规范性文件", (*_DOCUMENT, "effective_on"), (), "条例 20(1)"),
        Kind("notice", "通知", _DOCUMENT),
        Kind("announcement", "公告", ("formed_on",)),
        Kind("decision", "决定", _DOCUMENT),
        Kind("reply", "批复", _DOCUMENT),
        Kind("plan", "方案规划", ("formed_on",)),
        Kind(
            "execution",
            "执行情况",
            ("formed_on",),
            ("执行措施", "实施步骤", "责任分工", "监督方式", "取得成效"),
            "R31",
        ),
        Kind("guideline", "指引", ("formed_on",)),
        Kind(
            "service_guide",
            "办事指南",
            (),
            ("主体", "依据", "条件", "流程", "材料", "收费", "时限", "咨询渠道", "监督渠道"),
            "R46",
        ),
        Kind("interpretation", "政策解读", ("formed_on",)),
        Kind("public_notice", "公示", ("formed_on",), ("公示期限", "异议渠道"), "R22"),
        Kind("catalogue", "公开目录", ("formed_on",)),
        Kind("report", "报告", ("formed_on",)),
        Kind("budget", "财政信息", ("formed_on",), (), "条例 20(7)"),
        Kind("other", "其他", ()),
    )
}


def kind_of(code: str) -> Kind:
    """The kind with this code. Raises `Incomplete` naming the codes there are."""
    kind = KINDS.get(code)
    if kind is None:
        raise Incomplete(
            f"没有“{code}”这种公文种类。可用的种类:{'、'.join(KINDS)}",
            rule="公文种类表",
            field="kind",
        )
    return kind
