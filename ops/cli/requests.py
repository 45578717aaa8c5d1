"""`gongkai request …`: the whole life of a disclosure request, and the docket.

What an act is told comes from a file or standard input, so that no name lands in a shell's history.
"""

from datetime import date
from typing import Annotated, Any

import typer

from api.event_words import Words
from api.json.request_acts.doing import Doing, RequestForm
from api.json.request_acts.every import ALL
from api.json.request_forms import ApplicationForm, MakePart, SpotForm, TakeOverForm
from api.json.request_view import lateness, listed, shown
from api.reader import Reader
from api.request_figures import Numbers
from domain.act import BEIJING
from domain.archive import Recorded
from domain.content import ClearPart
from domain.directory import organ_named
from domain.errors import Incomplete, NotFound
from domain.law.articles import spoken
from domain.officer import Post
from domain.organ import Organ
from domain.permissions import ACTIONS
from domain.requests.request import InformationRequest
from domain.requests.typed_number import request_numbered
from domain.requests.writing import number_of
from domain.seating import choose_post, posts_at, posts_that_read, reached_organ
from ops.bootstrap import Services
from ops.cli.acting import Actor, acting_command
from ops.cli.bodies import From, Set, body_of
from ops.cli.output import say, say_json, say_table
from ops.cli.records import Expect
from ops.clock import now
from ops.covering import catch_up_if_alone
from ops.receipts import filing_receipt
from projections import docket as dockets
from projections import organs as organ_queries
from projections import request_file
from projections.docket import DocketFilter, DocketRow

requests = typer.Typer(no_args_is_help=True)

RequestId = Annotated[
    str,
    typer.Argument(
        help="申请：登记编号（如 清建依申请〔2026〕14号），或者形如 request:… 的编号",
        show_default=False,
    ),
]
OrganName = Annotated[str, typer.Argument(help="机关名称或编号", show_default=False)]


def today() -> date:
    """The legal day."""
    return now().astimezone(BEIJING).date()


@acting_command(requests, "file")
def file(actor: Actor, organ: OrganName, body: From = None) -> None:
    """登记申请，取登记编号和查询码；申请内容写在 --from 的文件里或由标准输入给出。"""
    services = actor.services
    identity = organ_named(services.archive, organ)
    recorded = services.handling.file(
        actor.caller("request.file", organ=identity),
        identity,
        body_of(ApplicationForm, body, None).given(maker(services)),
    )
    _filed(actor, recorded, "已登记申请")


@acting_command(requests, "answer-on-the-spot")
def answer_on_the_spot(actor: Actor, organ: OrganName, body: From = None) -> None:
    """登记并当场答复。"""
    services = actor.services
    identity = organ_named(services.archive, organ)
    form, part = body_of(SpotForm, body, None), maker(services)
    recorded = services.handling.answer_on_the_spot(
        actor.caller("request.answer_on_the_spot", organ=identity),
        identity,
        form.application.given(part),
        [one.given() for one in form.outcomes],
        form.evidence.given(part),
        None if form.letter is None else form.letter.given(part),
    )
    _filed(actor, recorded, "已登记并当场答复")


@acting_command(requests, "take-over")
def take_over(actor: Actor, organ: OrganName, body: From = None, members: Set = None) -> None:
    """接收旧系统中已经办结的申请，不含个人信息。"""
    identity = organ_named(actor.services.archive, organ)
    recorded = actor.services.handling.take_over(
        actor.caller("request.take_over", organ=identity),
        identity,
        **body_of(TakeOverForm, body, members).model_dump(),
    )
    actor.finish(recorded, "已接收历史申请", request=recorded.stream)


def _command(form: type[RequestForm]) -> None:
    """One command for one act: all are alike but for the body."""

    def act(
        actor: Actor,
        request: RequestId,
        body: From = None,
        members: Set = None,
        expect: Expect = None,
    ) -> None:
        services = actor.services
        request = request_meant(services, request)
        given = body_of(form, body, members)
        organ = services.archive.load(InformationRequest, request).organ
        recorded = given.act(
            Doing(
                services.handling,
                actor.caller(form.ACTION, organ=organ),
                request,
                expect,
                maker(services),
                services.contents.destroy,
            )
        )
        more = {}
        if form.ACTION == "request.reissue_code" and not recorded.repeated:
            more["code"] = services.codes.issue(request)
        actor.finish(recorded, f"已办理：{ACTIONS[form.ACTION]}", **more)

    act.__doc__ = form.__doc__
    acting_command(requests, form.path_word())(act)


for _form in ALL:
    _command(_form)


@acting_command(requests, "list")
def docket(
    actor: Actor,
    organ: Annotated[str | None, typer.Option(help="机关名称或编号")] = None,
    only: Annotated[
        DocketFilter, typer.Option("--show", help="哪一类，例如 OVERDUE、DUE_SOON")
    ] = DocketFilter.ALL,
    limit: Annotated[int, typer.Option(min=1, max=500, help="最多几件")] = 50,
    after: Annotated[str | None, typer.Option(help="上一页的 next")] = None,
) -> None:
    """办件清单，最急的在前。"""
    services = actor.services
    posts = posts_that_read(actor.officer, "requests.read")
    reach = reached(services, organ, posts)
    catch_up_if_alone(services)
    with services.views.connect() as connection:
        found = dockets.docket(
            connection, organ=reach, today=today(), show=only, limit=limit, after=after
        )
        rules, day = services.handling.rules(), today()
        rows = [
            (
                one,
                _reader(services, posts, one.organ),
                lateness(connection, one, rules.calendar, day),
            )
            for one in found.items
        ]
    if actor.as_json:
        say_json(
            {
                "total": found.total,
                "next": found.next,
                "requests": [listed(one, reader, late) for one, reader, late in rows],
            }
        )
        return
    numbers = Numbers(services.archive, rules.law)
    say_table(
        (
            "编号",
            "登记编号",
            "申请人",
            "申请内容",
            "状态",
            "收到",
            "到期",
            "逾期的",
            "逾期（工作日）",
        ),
        [
            (
                one.id,
                numbers.of(one),
                reader.name(one.applicant),
                (reader.clear(one.subject) or "")[:30],
                one.state.chinese,
                one.received_on,
                late[0].due if late else one.due_on,
                "、".join(each.what for each in late),
                late[0].days if late else _days_over(one),
            )
            for one, reader, late in rows
        ],
        whole=("编号", "登记编号", "收到", "到期"),
    )
    say(f"共 {found.total} 件" + (f"；下一页 --after {found.next}" if found.next else ""))


@acting_command(requests, "show")
def show(actor: Actor, request: RequestId) -> None:
    """看一件申请：状态、期限是怎样算出来的、各项、文书、经过。"""
    services = actor.services
    posts = posts_that_read(actor.officer, "requests.read")
    catch_up_if_alone(services)
    request = request_meant(services, request)
    with services.views.connect() as connection:
        found = request_file.case(connection, request)
    if all(post.organ not in (None, found.case.organ) for post in posts):
        raise NotFound(f"没有这件申请：{request}", field="request")
    organ = services.archive.load(Organ, found.case.organ)
    reader = _reader(services, posts, found.case.organ)
    told = shown(found, organ, reader, today())
    if actor.as_json:
        say_json(told)
        return
    _say_case(told, Words(found.case, organ, reader))


@acting_command(requests, "receipt")
def receipt(
    actor: Actor,
    request: RequestId,
    applicant: Annotated[int, typer.Option(help="第几名申请人", min=1)] = 1,
) -> None:
    """窗口核对身份后，把某一名申请人自己的回执交给他；写到标准输出，存为 .tlog-proof 文件。"""
    services = actor.services
    request = request_meant(services, request)
    case = services.archive.load(InformationRequest, request)
    choose_post(actor.officer, "request.reissue_code", organ=case.organ)
    if applicant > len(case.applicants):
        raise Incomplete(f"本件有 {len(case.applicants)} 名申请人", field="applicant")
    catch_up_if_alone(services)
    text = filing_receipt(
        services.journal,
        services.log,
        services.persons,
        services.vkey,
        request,
        case.applicants[applicant - 1].person,
    )
    if actor.as_json:
        say_json({"applicant": applicant, "receipt": text})
    else:
        say(text.removesuffix("\n"))


def _say_case(told: dict[str, Any], words: Words) -> None:
    say(f"{told['number']}（{told['request']}，案卷第 {told['version']} 号）")
    names = "、".join(one["name"] for one in told["applicants"])
    say(f"申请人 {names}；{told['state_name']}")
    say(f"到达 {told['arrived_on']}，收到 {told['received_on'] or '还没有确认'}")
    clock = told["clock"]
    due = clock["due"] or "现在没有到期日"
    mark = "（暂按法定节假日推算）" if clock["provisional"] else ""
    late = f"，已逾期 {clock['days_late']} 个工作日" if clock["days_late"] else ""
    say(f"答复期限：{due}{mark}{late}")
    for step in (*clock["steps"], *clock["ineffective"]):
        rule = spoken(step["article"])
        say(f"  {step['on'] or ''!s:10}  {step['text']}" + (f"（{rule}）" if rule else ""))
    say("申请内容：")
    for matter in told["matters"]:
        decided = words.case.outcomes.get(matter["number"])
        outcome = "" if decided is None else f"（{words.outcome(decided)}）"
        say(f"  {matter['number']}. {matter['description']}{outcome}")
    if told["letters"]:
        say("文书：")
    for letter in told["letters"]:
        say(
            f"  {words.title(letter['kind'])} {letter['number'] or ''} {letter['letter']} "
            f"落款 {letter['dated']}，寄发 {letter['dispatched'] or '—'}，"
            f"签收 {letter['delivered'] or '—'}"
        )
    for breach in told["breaches"]:
        say(f"违反规定：{breach['rule']}（{spoken(breach['article'])}）")


def _days_over(one: DocketRow) -> int | None:
    """The working days by which it was answered late; None without a due date."""
    return None if one.due_on is None else one.days_late


def _filed(actor: Actor, recorded: Recorded, sentence: str) -> None:
    services = actor.services
    found = services.archive.load(InformationRequest, recorded.stream)
    case = found.under(services.handling.rules())
    number = number_of(case, services.archive.load(Organ, case.organ))
    more = {"request": recorded.stream, "number": number}
    # Told again after a kill between the act and its code, it gets the code that was never made.
    if not recorded.repeated or not services.codes.stands(recorded.stream):
        more["code"] = services.codes.issue(recorded.stream)
    actor.finish(recorded, sentence, **more)


def maker(services: Services) -> MakePart:
    """What turns an uploaded file into a part with its text extracted."""

    def part(data: bytes, name: str, media_type: str | None) -> ClearPart:
        found = services.extraction.extract(data, name, media_type)
        return ClearPart(name, found.media_type, data, found.text, found.extractor)

    return part


def _reader(services: Services, posts: tuple[Post, ...], organ: str) -> Reader:
    return Reader.of(services.persons, posts_at(posts, organ))


def request_meant(services: Services, typed: str) -> str:
    """The id of the request with this registration number (or the id itself). Raises `NotFound`.

    The number works from the moment it was given: the journal knows who took it, and only the
    organs are asked of the views.
    """
    if typed.startswith(f"{InformationRequest.PREFIX}:"):
        return typed
    catch_up_if_alone(services)
    with services.views.connect() as connection:
        organs = [organ.id for organ in organ_queries.organs(connection)]
    found = request_numbered(services.archive, services.handling.rules(), organs, typed)
    if found is None:
        raise NotFound(f"没有这件申请：{typed}", field="request")
    return found[1]


def reached(services: Services, organ: str | None, posts: tuple[Post, ...]) -> str | None:
    """As `domain.seating.reached_organ`, of the organ named with --organ."""
    wanted = None if organ is None else organ_named(services.archive, organ)
    return reached_organ(posts, wanted, named_by="--organ")
