"""The law book: its tables for everybody, holiday notices and corrections by registrars."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from api.json.acting import ActAnswer, Asked, Form
from api.session import acting_of
from domain.canonical import decode, encode
from domain.errors import Malformed, NotFound
from domain.law.law import TABLES, row_text
from domain.law.lawbook import LawBook
from domain.law.rows import Row

router = APIRouter(prefix="/api", tags=["法规表"])

CALENDAR = "calendar"
"""The name of the working-day calendar beside the tables of law."""


class CalendarForm(Form):
    """放假通知：off 是放假的日子，work 是调休上班的周六、周日。"""

    year: int
    notice: str
    announced_on: date
    off: list[date]
    work: list[date]
    source: str
    reason: str


class RowForm(Form):
    """更正一行：row 是这一行的全部内容。"""

    table: str
    row: dict[str, Any]
    reason: str
    source: str

    def text(self) -> str:
        """The row as canonical JSON. Raises `Malformed` for numbers that are not whole."""
        try:
            return encode(self.row).decode()
        except (TypeError, ValueError) as error:
            raise Malformed(f"这一行不能保存：{error}", field="row") from None


@router.post("/lawbook/calendar", summary="录入放假通知")
def announce_calendar(asked: Asked, body: CalendarForm) -> ActAnswer:
    """录入一年的放假通知；未办结案件的期限随之重新计算。"""
    recorded = asked.acting.lawmaking.announce_calendar(
        asked.caller("lawbook.announce_calendar"),
        **body.model_dump(),
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.post("/lawbook/rows", summary="更正法规表")
def correct(asked: Asked, body: RowForm) -> ActAnswer:
    """更正或增加法规表的一行，从其生效日期起适用。"""
    recorded = asked.acting.lawmaking.correct(
        asked.caller("lawbook.correct"),
        body.table,
        body.text(),
        reason=body.reason,
        source=body.source,
        expected=asked.expected,
    )
    return asked.answer(recorded)


@router.get("/law", summary="法规表目录")
def tables() -> dict[str, Any]:
    """有哪些法规表。"""
    return {"tables": [CALENDAR, *TABLES]}


@router.get("/law/{table}", summary="法规表")
def table(
    request: Request,
    table: str,
    on: Annotated[date | None, Query(description="哪一天适用的；不写为今天")] = None,
) -> dict[str, Any]:
    """一张法规表在某一天适用的各行；calendar 是工作日历的全部版本。

    各行有依据和生效日期；retroactive 列出其中追溯的更正，即生效日期早于录入日期的，
    连同录入日期和理由。
    """
    acting = acting_of(request)
    rules = acting.handling.rules()
    if table == CALENDAR:
        return {"table": table, "rows": [asdict(one) for one in rules.calendar.tables]}
    if table not in TABLES:
        raise NotFound(f"没有这张法规表：{table}", field="table")
    day = on or acting.today()
    held = rules.law.rows(TABLES[table], day)
    rows = [decode(row_text(row).encode()) for row in held]
    back = retroactive(acting.lawmaking.book(), held)
    return {"table": table, "on": day, "rows": rows, "retroactive": back}


def retroactive(book: LawBook | None, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Which of the rows are corrections that reach back behind the day they were entered."""
    found = [] if book is None else [book.retroactive(row) for row in rows]
    return [
        {
            "key": one.row.key,
            "valid_from": one.row.valid_from.isoformat(),
            "entered_on": one.entered_on.isoformat(),
            "reason": one.reason,
            "source": one.source,
        }
        for one in found
        if one is not None
    ]
