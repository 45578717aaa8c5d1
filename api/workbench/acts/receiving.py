"""收到与归属: confirmation, the receipt date in dispute, joining, one person behind two."""

from sqlalchemy import Connection

from api.workbench.acts.asking import (
    Asked,
    Doing,
    Kind,
    Possible,
    RequestAct,
    when,
)
from api.workbench.acts.papers import given_proof, proof
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.errors import Incomplete
from domain.requests.request import InformationRequest
from projections.request_file import request_of_number

_WAYS = "如：电话、短信、电子邮件；不写号码"


def _confirm(doing: Doing) -> Recorded:
    return doing.casework.handling.confirm_receipt(
        doing.caller(),
        doing.request,
        on=doing.day("on"),
        evidence=given_proof(doing),
        way=doing.text("way"),
        expected=doing.expected,
    )


def _attempt(doing: Doing) -> Recorded:
    return doing.casework.handling.attempt_confirmation(
        doing.caller(),
        doing.request,
        on=doing.day("on"),
        way=doing.text("way"),
        outcome=doing.text("outcome"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _dispute(doing: Doing) -> Recorded:
    return doing.casework.handling.dispute_receipt(
        doing.caller(),
        doing.request,
        claimed_on=doing.day("claimed_on"),
        statement=doing.text("statement"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


def _join(doing: Doing) -> Recorded:
    return doing.casework.handling.join_to(
        doing.caller(),
        doing.request,
        into=_other(doing),
        reason=doing.text("reason"),
        expected=doing.expected,
    )


def _link(doing: Doing) -> Recorded:
    other = _other(doing)
    case = doing.casework.handling.archive.load(InformationRequest, other)
    return doing.casework.handling.link_persons(
        doing.caller(),
        doing.request,
        person=doing.text("person"),
        other_person=case.applicants[0].person,
        other_request=other,
        reason=doing.text("reason"),
        expected=doing.expected,
    )


def _other(doing: Doing) -> str:
    """The other request that the form names by year and serial. Raises `Incomplete`."""
    year, serial = doing.number("other_year"), doing.number("other_serial")
    found = doing.find(
        lambda connection: _of_number(connection, year, serial, doing.now.case.organ)
    )
    if found == doing.request:
        raise Incomplete("写的就是本件的编号", field="other_serial")
    return found


def _of_number(connection: Connection, year: int, serial: int, organ: str) -> str:
    return request_of_number(connection, year, serial, organ=organ)


def _other_asked(now: Situation) -> tuple[Asked, ...]:
    year = str(now.case.number.year)
    return (
        Asked("other_year", "另一件的登记年份", Kind.NUMBER, value=(year,)),
        Asked("other_serial", "另一件的登记序号", Kind.NUMBER, "登记编号最后的数字"),
    )


RECEIVING: tuple[RequestAct, ...] = (
    RequestAct(
        "confirm_receipt",
        "与申请人确认收到之后，答复期限从确认之日的次日起算（条例第三十一条、第三十三条）。",
        lambda now: when(now.case.receipt is None),
        lambda now: (
            Asked(
                "on",
                "双方确认收到的日期",
                Kind.DATE,
                f"不早于到达日期 {now.case.arrived_on.isoformat()}",
            ),
            Asked("way", "确认的方式", hint=_WAYS, optional=True),
            *proof(now, needed=True, outside=True, label="确认的凭证"),
        ),
        _confirm,
        "已登记确认收到，答复期限开始计算",
        title="登记双方确认收到",
    ),
    RequestAct(
        "attempt_confirmation",
        "联系了申请人而没有确认成的，也要登记：收到日期还没有定，责任在谁要说得清。",
        lambda now: Possible.YES,
        lambda now: (
            Asked("on", "联系日期", Kind.DATE, value=(now.today.isoformat(),)),
            Asked("way", "联系方式", hint=_WAYS),
            Asked("outcome", "联系结果", Kind.AREA, "如：无人接听；不写申请人的姓名、电话"),
            *proof(now),
        ),
        _attempt,
        "已登记联系情况",
    ),
    RequestAct(
        "dispute_receipt",
        "申请人认为本机关在别的日期收到的，记下来；两个最晚答复日都会显示。",
        lambda now: Possible.YES,
        lambda now: (
            Asked("claimed_on", "申请人主张的收到日期", Kind.DATE),
            Asked("statement", "申请人的说明", Kind.AREA, "加密保存", optional=True),
            *proof(now),
        ),
        _dispute,
        "已登记申请人主张的收到日期",
    ),
    RequestAct(
        "join_to",
        "同一件申请由两个渠道提出的，并成一件；先收到的一件留下，本件就此办结。",
        lambda now: when(not now.case.letters),
        lambda now: (
            *_other_asked(now),
            Asked("reason", "并件的理由", Kind.AREA, "凭什么认定是同一件申请；不写个人信息"),
        ),
        _join,
        "已并入另一件",
        places={"into": "other_serial"},
    ),
    RequestAct(
        "link_persons",
        "认定本件申请人与另一件的第一名申请人是同一人，用于收费累计、重复申请和建议主动公开。",
        lambda now: when(now.case.applicants),
        lambda now: (
            Asked(
                "person",
                "本件的哪一名",
                Kind.SELECT,
                choices=tuple((one.person, now.name_of(one)) for one in now.case.applicants),
                value=(now.case.applicants[0].person,),
            ),
            *_other_asked(now),
            Asked("reason", "凭什么认定", Kind.AREA, "如：核对了证件；不写证件号码"),
        ),
        _link,
        "已认定是同一申请人",
        places={"other_person": "other_serial"},
    ),
)
