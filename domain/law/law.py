"""The law as it is built in, and how a row of any of its tables is written and read.

Each table's module says its sources. A correction (domain.law.lawbook) is a row as JSON text.
"""

import dataclasses
import typing
from datetime import date
from functools import cache
from typing import Any

from domain.canonical import decode, utf8
from domain.codec import Members, codec_for, members_of
from domain.errors import Malformed
from domain.law import (
    annual_rows,
    consultations,
    fees,
    letter_templates,
    limits,
    outcome_rows,
    profile,
    remedies,
    services,
)
from domain.law.annual_rows import AnnualRow, GroundRow, Opening
from domain.law.consultations import ConsultationRule
from domain.law.fees import FeeSchedule
from domain.law.limits import Limit
from domain.law.outcomes import OutcomeRule
from domain.law.profile import Confirmation, NumberForm, OrganMark, Retention
from domain.law.remedies import Remedy, RemedyBodies
from domain.law.rows import Law, Row, require_row
from domain.law.services import ServiceRule
from domain.letters import Template

__all__ = ["BUILT_IN", "TABLES", "Law", "require_whole", "row_of", "row_text"]

TABLES: dict[str, type[Row]] = {
    kind.TABLE: kind
    for kind in (
        Limit,
        ConsultationRule,
        OutcomeRule,
        AnnualRow,
        GroundRow,
        FeeSchedule,
        Remedy,
        RemedyBodies,
        Confirmation,
        Retention,
        NumberForm,
        OrganMark,
        ServiceRule,
        Template,
    )
}
"""Every table by its name."""

BUILT_IN = Law(
    row
    for module in (
        limits,
        consultations,
        outcome_rows,
        annual_rows,
        fees,
        remedies,
        profile,
        services,
        letter_templates,
    )
    for row in module.ROWS
)
"""The law as the archive knows it before anybody corrects it."""


def row_text(row: Row) -> str:
    """A row as canonical JSON text."""
    return _members(type(row)).text(row)


def row_of(table: str, text: str) -> Row:
    """The row of a table that a JSON text states.

    A member that the table got later has a default and may be missing. Raises `Malformed` naming
    the table, the member, or what is wrong with its value.
    """
    kind = TABLES.get(table)
    if kind is None:
        raise Malformed(
            f"没有“{table}”这个法规表；可用：{'、'.join(TABLES)}", rule="法规表", field="table"
        )
    try:
        data = decode(utf8(text))
    except Malformed as error:
        raise Malformed(error.message, rule="法规表", field="row") from None
    row: Row = _members(kind).decode_object(_completed(kind, table, data))
    require_row(row)
    return row


def require_whole(law: Law, row: Row) -> None:
    """Raises `Malformed` when a row names a row of another table that does not hold from its day.

    Also when the annual table would have no row, or two rows, for what is opened in part.
    """
    if isinstance(row, ConsultationRule) and row.limit is not None:
        _require_held(law, Limit, row.limit, row.valid_from, "limit")
        # Silence is counted by the clock, in working days.
        _ = law.row(Limit, row.limit, row.valid_from).working_days
    if isinstance(row, OutcomeRule | GroundRow) and row.annual_row is not None:
        _require_held(law, AnnualRow, row.annual_row, row.valid_from, "annual_row")
    if isinstance(row, Limit) and _is_of_silence(law, row.key):
        _ = row.working_days
    if isinstance(row, AnnualRow):
        _require_one_part(law, row.valid_from)


def _require_held(law: Law, kind: type[Row], key: str, on: date, field: str) -> None:
    if law.find(kind, key, on) is None:
        raise Malformed(f"{on} 时法规表“{kind.TABLE}”没有“{key}”", rule="法规表", field=field)


def _is_of_silence(law: Law, limit: str) -> bool:
    kinds = law.keys(ConsultationRule)
    return any(row.limit == limit for key in kinds for row in law.versions(ConsultationRule, key))


def _require_one_part(law: Law, on: date) -> None:
    if sum(row.opening is Opening.PART for row in law.rows(AnnualRow, on)) != 1:
        raise Malformed("年报须恰有一栏是部分公开", rule="法规表", field="opening")


def _completed(kind: type[Row], table: str, data: Any) -> dict[str, Any]:
    """The members of a row as JSON values, with the defaults of those that are missing."""
    if type(data) is not dict:
        raise Malformed(f"法规表“{table}”的一行应是一个 JSON 对象", rule="法规表", field="row")
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for name in data:
        if name not in fields:
            raise Malformed(
                f"法规表“{table}”没有“{name}”这一项；可用：{'、'.join(fields)}",
                rule="法规表",
                field=name,
            )
    completed = dict(data)
    hints = typing.get_type_hints(kind)
    for name in [name for name in fields if name not in data]:
        default = fields[name].default
        if default is dataclasses.MISSING:
            raise Malformed(f"法规表“{table}”的一行缺少“{name}”", rule="法规表", field=name)
        write, _ = codec_for(hints[name])
        completed[name] = decode(utf8(write(default)))
    return completed


@cache
def _members(kind: type[Row]) -> Members:
    return members_of(kind)
