"""`gongkai request figures`, `breaches`, `chronology`: what supervisors ask of requests."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

import typer

from api.portal.pages import moment
from api.reader import Reader
from api.request_chronology import COLUMNS, NOT_PROVED, step_cells
from api.request_chronology import told as chronology_told
from api.request_figures import (
    BREACH_COLUMNS,
    Numbers,
    annual_names,
    breach_cells,
    breach_told,
    every,
    reached,
    row_name,
    share,
    spanned,
)
from api.request_figures import told as figures_told
from api.spreadsheet import Cell, csv_text
from domain.directory import organ_named
from domain.errors import NotFound
from domain.organ import Organ
from domain.seating import posts_at, posts_that_read
from ops.cli.acting import Actor, acting_command
from ops.cli.output import say, say_json, say_table
from ops.cli.requests import RequestId, request_meant, requests, today
from ops.covering import catch_up_if_alone
from projections import request_file
from projections.listing import LONGEST_LIST
from projections.request_chronology import chronology as chronology_of
from projections.request_figures import OrganFigures, breaches_listed
from projections.request_figures import figures as figures_of

supervised = typer.Typer()
requests.add_typer(supervised)

__all__ = ["requests"]
"""The commands of a request with those of this module among them."""

_READ = "requests.read"

Whose = Annotated[str | None, typer.Option("--organ", help="机关名称或编号")]
Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="从哪一天起；默认今年 1 月 1 日")
]
Until = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="到哪一天止（含）；默认今天")
]
AsCSV = Annotated[bool, typer.Option("--csv", help="用 CSV 输出（UTF-8，带 BOM）")]

_FIGURES = (
    "机关",
    "上期结转",
    "新收",
    "办结",
    "期末未结",
    "已答复",
    "按期答复率",
    "用时中位数（工作日）",
    "九成不超过（工作日）",
    "现在逾期",
    "待确认收到",
    "文书未送达",
    "不再处理",
    "答复被纠正",
    "更改过法定日期",
    "并入另一件",
    "到期后才登记的寄出",
    "违反规定",
)


@acting_command(supervised, "figures")
def figures(
    actor: Actor,
    organ: Whose = None,
    since: Since = None,
    until: Until = None,
    as_csv: AsCSV = False,
) -> None:
    """各机关的收办、用时、按期、结果、违反规定（监督员看全部，其他人看本机关）。"""
    whose = _whose(actor, organ)
    period = spanned(_day(since), _day(until), today())
    catch_up_if_alone(actor.services)
    with actor.services.views.connect() as connection:
        found = figures_of(connection, period, today=today(), organ=whose)
        names = annual_names(request_file.rules(connection).law, period.last)
    if actor.as_json:
        told = [figures_told(one, names) for one in found]
        say_json({"since": period.first, "until": period.last, "organs": told})
        return
    keys = [key for key in names if any(key in one.rows for one in found)]
    columns = (*_FIGURES, *(row_name(names, key) for key in keys))
    rows = [(*_figures(one), *(one.rows.get(key, 0) for key in keys)) for one in found]
    if as_csv:
        _write(columns, rows)
        return
    say(f"{period.first} 至 {period.last}")
    for row in rows:
        say("")
        say_table((str(row[0]), ""), [*zip(columns[1:], row[1:], strict=True)])


@acting_command(supervised, "breaches")
def breaches(
    actor: Actor,
    organ: Whose = None,
    since: Since = None,
    until: Until = None,
    as_csv: AsCSV = False,
) -> None:
    """一段时间里违反规定的记录：哪条规定、差多少、哪一件、哪一步。"""
    whose = _whose(actor, organ)
    period = spanned(_day(since), _day(until), today())
    services = actor.services
    catch_up_if_alone(services)
    with services.views.connect() as connection:
        found = every(
            lambda after: breaches_listed(
                connection, period, organ=whose, limit=LONGEST_LIST, after=after
            )
        )
        numbers = Numbers(services.archive, request_file.rules(connection).law)
    if actor.as_json:
        told = [breach_told(one, numbers) for one in found]
        say_json({"total": len(found), "breaches": told})
        return
    cells = breach_cells(found, numbers)
    if as_csv:
        _write(BREACH_COLUMNS, cells)
        return
    say_table(BREACH_COLUMNS[:8], [row[:8] for row in cells])
    say(f"共 {len(found)} 处，{period.first} 至 {period.last}")


@acting_command(supervised, "chronology")
def chronology(actor: Actor, request: RequestId, as_csv: AsCSV = False) -> None:
    """一件申请从头到尾的经过和证据清单，含每一步的日志位置和条目散列。"""
    services = actor.services
    posts = posts_that_read(actor.officer, _READ)
    catch_up_if_alone(services)
    request = request_meant(services, request)
    with services.views.connect() as connection:
        found = chronology_of(connection, request)
    case = found.file.case
    held = posts_at(posts, case.organ)
    if not held:
        raise NotFound(f"没有这件申请：{request}", field="request")
    organ = services.archive.load(Organ, case.organ)
    reader = Reader.of(services.persons, held)
    told = chronology_told(found, organ, reader, services.journal, today())
    if actor.as_json:
        say_json({**asdict(told), "not_proved": NOT_PROVED})
        return
    if as_csv:
        _write(COLUMNS, map(step_cells, told.steps))
        return
    say(f"{told.number}，{told.organ}，申请人 {'、'.join(told.applicants)}；{told.state}")
    for one in told.steps:
        say("")
        day = "" if one.on is None else f"{one.on} "
        say(f"{one.number}. {day}{one.title}（{one.who}）")
        for name, said in one.said:
            say(f"   {name}：{said}")
        if one.deadline:
            say(f"   期限：{one.deadline}")
        say(f"   记录于 {moment(one.recorded_at)}，日志第 {one.position} 号，办理 {one.act}")
        say(f"   条目散列 {one.leaf}")
    say("")
    say("证据：")
    for proof in told.proofs:
        kind = f"{proof.kind} {proof.note}".rstrip()
        say(f"{proof.number}. " + "；".join(filter(None, (kind, proof.proves, proof.kept))))
    for sentence in NOT_PROVED:
        say(sentence)


def _figures(one: OrganFigures) -> tuple[Cell, ...]:
    """The figures of an organ under `_FIGURES`."""
    return (
        one.organ_name,
        one.carried_over,
        one.received,
        one.disposed,
        one.pending,
        one.answered,
        share(one.on_time, one.answered),
        one.median_days,
        one.p90_days,
        one.overdue,
        one.unconfirmed,
        one.unserved,
        one.abandoned,
        one.overturned,
        one.amended,
        one.joined,
        one.recorded_late,
        one.breaches,
    )


def _whose(actor: Actor, organ: str | None) -> str | None:
    posts = posts_that_read(actor.officer, _READ)
    wanted = None if organ is None else organ_named(actor.services.archive, organ)
    return reached(wanted, posts)


def _day(moment_given: datetime | None) -> date | None:
    return None if moment_given is None else moment_given.date()


def _write(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A file on standard output, its line ends as RFC 4180 has them."""
    sys.stdout.write(csv_text(columns, rows))
