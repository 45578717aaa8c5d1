"""`gongkai rectification …` and `gongkai complaint …`: 更正 (条例 art 41), 投诉举报 (art 51)."""

from typing import Annotated

import typer

from api.json.redress import complaint_shown, rectification_shown
from api.json.redress_acts import (
    COMPLAINING,
    RECTIFYING,
    FileComplaintForm,
    FileRectificationForm,
    RedressForm,
    Redressing,
)
from api.json.request_view import Reading
from domain.complaint import Complaint
from domain.directory import organ_named
from domain.errors import NotFound
from domain.rectification import Rectification
from domain.seating import posts_that_read
from ops.cli.acting import Actor, acting_command
from ops.cli.bodies import From, Set, body_of
from ops.cli.output import say, say_json
from ops.cli.records import Expect
from ops.cli.requests import OrganName, maker, today

rectifications = typer.Typer(no_args_is_help=True, help="更正：登记、审核、更正、告知")
complaints = typer.Typer(no_args_is_help=True, help="投诉举报：登记、调查、处理、答复")

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


for _form in RECTIFYING:
    _command(rectifications, _form, Rectification)
for _form in COMPLAINING:
    _command(complaints, _form, Complaint)


@acting_command(rectifications, "show")
def show_rectification(actor: Actor, file: FileId) -> None:
    """看一件更正走到哪一步。"""
    found = actor.services.archive.load(Rectification, file)
    told = rectification_shown(found, _reading(actor, found.organ))
    if actor.as_json:
        say_json(told)
        return
    say(f"{found.id}（案卷第 {found.version} 号）：{found.state.chinese}")
    say(f"申请人 {told['applicant']['name']}")


@acting_command(complaints, "show")
def show_complaint(actor: Actor, file: FileId) -> None:
    """看一件投诉、举报走到哪一步。"""
    found = actor.services.archive.load(Complaint, file)
    told = complaint_shown(found, _reading(actor, found.organ), today())
    if actor.as_json:
        say_json(told)
        return
    say(f"{found.id}（案卷第 {found.version} 号）：{found.form.chinese}，{found.state.chinese}")
    if found.holding is not None:
        say(f"结论 {found.holding.chinese}")


def _reading(actor: Actor, organ: str) -> Reading:
    """Raises `NotFound` for another organ's case file."""
    posts = posts_that_read(actor.officer, "requests.read")
    roles = frozenset(post.role for post in posts if post.organ in (None, organ))
    if not roles:
        raise NotFound("没有这个案卷", field="file")
    return Reading(actor.services.persons, roles)
