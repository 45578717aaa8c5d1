"""收费 (条例 art 42)."""

from collections.abc import Callable

from sqlalchemy import Connection

from api.workbench.acts.asking import (
    Asked,
    Choice,
    Doing,
    Kind,
    Possible,
    RequestAct,
    only,
    when,
)
from api.workbench.acts.papers import given_letter, given_proof, letter, letter_title, proof
from api.workbench.casework import Situation
from domain.archive import Recorded
from domain.law.fees import FeeBasis
from domain.requests.proceeding import RequestState
from projections.request_file import pieces_this_month


def _charge(basis: FeeBasis) -> Callable[[Doing], Recorded]:
    def do(doing: Doing) -> Recorded:
        return doing.casework.handling.charge(
            doing.caller(),
            doing.request,
            basis=basis,
            quantity=doing.number("quantity"),
            earlier=doing.number("earlier") if basis is FeeBasis.PER_PIECE else 0,
            letter=given_letter(doing),
            expected=doing.expected,
        )

    return do


def _charging(now: Situation) -> Possible:
    lawful = now.case.state is RequestState.OPEN and not now.overdue and not now.case.fees
    return Possible.YES if lawful else Possible.PAPER


def _act(basis: FeeBasis, variant: str) -> RequestAct:
    def asked(now: Situation) -> tuple[Asked, ...]:
        quantity = Asked(
            "quantity",
            f"本件{basis.unit}数",
            Kind.NUMBER,
            value=(str(len(now.case.open_matters or now.case.matters)),)
            if basis is FeeBasis.PER_PIECE
            else (),
        )
        earlier = Asked(
            "earlier",
            "同一自然月内此前已申请的件数",
            Kind.NUMBER,
            "同一申请人向本机关提出的；旁边列出了查到的件数",
            value=("0",),
        )
        count = (quantity, earlier) if basis is FeeBasis.PER_PIECE else (quantity,)
        return (*count, *letter(now, f"fee.{basis.value.lower()}"))

    return RequestAct(
        "charge",
        "按件、按量只能选一种，免费的数量以内不收；申请人缴清之后，答复期限从次日起重新计算"
        "（政府信息公开信息处理费管理办法）。",
        _charging,
        asked,
        _charge(basis),
        "收费通知书已发出",
        told=lambda now: ("金额按收费标准逐档计算，写在通知书里，不能改动。",),
        beside=_before if basis is FeeBasis.PER_PIECE else lambda now, connection: (),
        letter=True,
        title=f"通知收费（{basis.chinese}）",
        variant=variant,
    )


def _before(now: Situation, connection: Connection) -> tuple[str, ...]:
    """How many pieces the same applicants asked for this month."""
    people = [one.person for one in now.case.applicants]
    month = now.counted_from
    count = pieces_this_month(connection, now.case.organ, people, month, other_than=now.case.id)
    return (
        f"登记册里，同一申请人 {month.year} 年 {month.month} 月向本机关另外申请了 {count} 件。",
    )


def _unpaid(now: Situation) -> tuple[Choice, ...]:
    return tuple(
        (one.letter, f"{letter_title(now, one.letter)}，还应缴 {one.amount - one.received} 元")
        for one in now.case.fees
        if one.paid is None
    )


def _owed(now: Situation) -> tuple[str, ...]:
    owed = [one.amount - one.received for one in now.case.fees if one.paid is None]
    return (str(owed[0]),) if len(owed) == 1 else ()


def _pay(doing: Doing) -> Recorded:
    return doing.casework.handling.pay(
        doing.caller(),
        doing.request,
        notice=doing.text("notice"),
        on=doing.day("on"),
        amount=doing.number("amount"),
        evidence=given_proof(doing),
        expected=doing.expected,
    )


CHARGING: tuple[RequestAct, ...] = (
    _act(FeeBasis.PER_PIECE, ""),
    _act(FeeBasis.PER_PAGE, "per-page"),
    RequestAct(
        "pay",
        "缴清的那天结束等待，答复期限从次日起重新计算。",
        lambda now: when(_unpaid(now)),
        lambda now: (
            Asked(
                "notice",
                "哪一份收费通知",
                Kind.SELECT,
                choices=_unpaid(now),
                value=only(_unpaid(now)),
            ),
            Asked("on", "缴费日期", Kind.DATE),
            Asked("amount", "金额（元）", Kind.NUMBER, value=_owed(now)),
            *proof(now, needed=True, outside=True, label="缴费凭证"),
        ),
        _pay,
        "已登记缴费",
    ),
)
