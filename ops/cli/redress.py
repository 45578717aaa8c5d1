"""`gongkai rectification …` and `gongkai complaint …`: 更正 (条例 art 41), 投诉举报 (art 51)."""

from typing import Annotated

import typer

from api.json.redress import (
    complaint_listed,
    complaint_shown,
    rectification_listed,
    rectification_shown,
)
from api.json.redress_acts import complaint as complaining
from api.json.redress_acts import rectification as rectifying
from api.json.redress_acts.complaint import FileComplaintForm
from api.json.redress_acts.doing import RedressForm, Redressing
from api.json.redress_acts.rectification import FileRectificationForm
from api.reader import Reader
from domain.complaint import Complaint
from domain.directory import organ_named
from domain.errors import NotFound
from domain.rectification import Rectification
from domain.seating import posts_at, posts_that_read
from ops.cli.acting import Actor, acting_command
from ops.cli.bodies import From, Set, body_of
from ops.cli.output import say, say_json, say_table
from ops.cli.records import Expect
from ops.cli.requests import OrganName, maker, reached, today
from ops.covering import catch_up_if_alone
from projections.petitions import complaints_listed, rectifications_listed

rectifications = typer.Typer(no_args_is_help=True)
complaints = typer.Typer(no_args_is_help=True)

FileId = Annotated[str, typer.Argument(help="案卷编号", show_default=False)]


@acting_command(rectifications, "file")
def file_rectification(actor: Actor, organ: OrganName, body: From = None) -> None:
    """登记更正申请；内容写在 --from 的文件里或由标准输入给出。"""
    form = body_of(FileRectificationForm, body, None)
    identity = organ_named(actor.services.archive, organ)
    part = maker(actor.services)
    recorded = actor.services.redress.file_rectification(
        actor.caller("rectification.file", organ=identity),
        identity,
        on=form.on,
        applicant=form.applicant.given(),
        fault=form.fault,
        evidence=[one.given(part) for one in form.evidence],
        record=form.record,
        subject=form.subject,
        handed_over_by=form.handed_over_by,
    )
    actor.finish(recorded, "已登记更正申请", rectification=recorded.stream)


@acting_command(complaints, "file")
def file_complaint(actor: Actor, organ: OrganName, body: From = None) -> None:
    """由处理的机关登记投诉、举报；内容写在 --from 的文件里或由标准输入给出。"""
    form = body_of(FileComplaintForm, body, None)
    archive = actor.services.archive
    identity = organ_named(archive, organ)
    part = maker(actor.services)
    recorded = actor.services.redress.file_complaint(
        actor.caller("complaint.file", organ=identity),
        identity,
        against=organ_named(archive, form.against),
        on=form.on,
        form=form.form,
        complainant=form.complainant.given(),
        ground=form.ground,
        evidence=[one.given(part) for one in form.evidence],
        request=form.request,
    )
    actor.finish(recorded, "已登记投诉、举报", complaint=recorded.stream)


def _command(
    group: typer.Typer, form: type[RedressForm], kind: type[Rectification] | type[Complaint]
) -> None:
    """One command for one act: all are alike but for the body."""

    def act(
        actor: Actor,
        file: FileId,
        body: From = None,
        members: Set = None,
        expect: Expect = None,
    ) -> None:
        services = actor.services
        given = body_of(form, body, members)
        organ = services.archive.load(kind, file).organ
        caller = actor.caller(form.ACTION, organ=organ)
        doing = Redressing(services.redress, caller, file, expect, maker(services))
        actor.finish(given.act(doing), f"已办理：{form.chinese()}")

    act.__doc__ = form.__doc__
    acting_command(group, form.WORD)(act)


for _form in rectifying.FORMS:
    _command(rectifications, _form, Rectification)
for _form in complaining.FORMS:
    _command(complaints, _form, Complaint)


At = Annotated[str | None, typer.Option("--organ", help="机关名称或编号")]
Most = Annotated[int, typer.Option("--limit", min=1, max=500, help="最多几件")]
After = Annotated[str | None, typer.Option(help="上一页的 next")]


@acting_command(rectifications, "list")
def list_rectifications(
    actor: Actor, organ: At = None, limit: Most = 50, after: After = None
) -> None:
    """更正清单，最近办理的在前。"""
    services = actor.services
    reach = reached(services, organ, posts_that_read(actor.officer, "requests.read"))
    catch_up_if_alone(services)
    with services.views.connect() as connection:
        found = rectifications_listed(connection, organ=reach, limit=limit, after=after)
    if actor.as_json:
        rows = [rectification_listed(one) for one in found.items]
        say_json({"total": found.total, "next": found.next, "rectifications": rows})
        return
    say_table(
        ("编号", "登记号", "状态", "收到", "告知"),
        [
            (
                one.id,
                f"{one.year} 年第 {one.serial} 号",
                one.state.chinese,
                one.filed_on,
                one.told_on,
            )
            for one in found.items
        ],
    )
    _say_total(found.total, found.next)


@acting_command(complaints, "list")
def list_complaints(actor: Actor, organ: At = None, limit: Most = 50, after: After = None) -> None:
    """投诉举报清单，最近办理的在前。"""
    services = actor.services
    reach = reached(services, organ, posts_that_read(actor.officer, "requests.read"))
    catch_up_if_alone(services)
    with services.views.connect() as connection:
        found = complaints_listed(connection, organ=reach, limit=limit, after=after)
    if actor.as_json:
        rows = [complaint_listed(one) for one in found.items]
        say_json({"total": found.total, "next": found.next, "complaints": rows})
        return
    say_table(
        ("编号", "登记号", "种类", "状态", "结论", "收到", "改正期限"),
        [
            (
                one.id,
                f"{one.year} 年第 {one.serial} 号",
                one.form.chinese,
                one.state.chinese,
                one.holding and one.holding.chinese,
                one.filed_on,
                one.order_until,
            )
            for one in found.items
        ],
    )
    _say_total(found.total, found.next)


def _say_total(total: int, following: str | None) -> None:
    say(f"共 {total} 件" + (f"；下一页 --after {following}" if following else ""))


@acting_command(rectifications, "show")
def show_rectification(actor: Actor, file: FileId) -> None:
    """看一件更正走到哪一步。"""
    found = actor.services.archive.load(Rectification, file)
    told = rectification_shown(found, _reader(actor, found.organ))
    if actor.as_json:
        say_json(told)
        return
    say(f"{found.id}（案卷第 {found.version} 号）：{found.state.chinese}")
    say(f"申请人 {told['applicant']['name']}")


@acting_command(complaints, "show")
def show_complaint(actor: Actor, file: FileId) -> None:
    """看一件投诉、举报走到哪一步。"""
    found = actor.services.archive.load(Complaint, file)
    told = complaint_shown(found, _reader(actor, found.organ), today())
    if actor.as_json:
        say_json(told)
        return
    say(f"{found.id}（案卷第 {found.version} 号）：{found.form.chinese}，{found.state.chinese}")
    if found.holding is not None:
        say(f"结论 {found.holding.chinese}")


def _reader(actor: Actor, organ: str) -> Reader:
    """Raises `NotFound` for another organ's case file."""
    posts = posts_that_read(actor.officer, "requests.read")
    if not (held := posts_at(posts, organ)):
        raise NotFound("没有这个案卷", field="file")
    return Reader.of(actor.services.persons, held)
