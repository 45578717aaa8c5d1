"""`gongkai index …`: filling search indexes anew, and comparing them with the register."""

import time
from collections.abc import Sequence
from typing import Annotated

import typer

from domain.errors import Busy, NotFound
from ops.bootstrap import Services, follow, open_archive
from ops.cli.output import AsJSON, say, say_json
from ops.cli.progress import progress_bar
from ops.cli.settings import settings_of
from ops.covering import catch_up_if_alone
from ops.drifting import Drift, look, repair
from ops.reindexing import Asked, fill_anew
from projections.projector import NotRebuilt
from search.engine import EngineUnavailable

indexes = typer.Typer(no_args_is_help=True)

TAKEN_UP_SECONDS = 30.0
"""How long we wait for the service to take up what it was asked."""

_SHOWN = 20

Name = Annotated[
    str | None, typer.Option("--engine", help="哪个索引：index 或 elasticsearch；不写为全部")
]


@indexes.command("rebuild")
def rebuild(context: typer.Context, engine: Name = None, as_json: AsJSON = False) -> None:
    """从第一个事件重建检索索引；旧的一直回答检索，到新的跟上、换上为止。服务可以照常运行。"""
    with open_archive(settings_of(context)) as services:
        wanted = _wanted(services, engine)
        with follow(services) as following:
            if following is not None:
                following.catch_up()
                for index in following.indexes:
                    if index.name in wanted:
                        with progress_bar(index.name) as advance:
                            fill_anew(index, services.journal, advance)
        if following is None:
            _ask(services, wanted)
        position = services.journal.position()
    if as_json:
        say_json({"rebuilt": wanted, "position": position})
        return
    for name in wanted:
        say(f"已重建：{name}")


@indexes.command("drift")
def drift(
    context: typer.Context,
    engine: Name = None,
    mend: Annotated[
        bool, typer.Option("--repair", help="补上、改正或者藏起不符的（须先停止服务）")
    ] = False,
    as_json: AsJSON = False,
) -> None:
    """把检索索引的编号、位置和隐藏标记与登记簿逐条比对；有不符（且没有修好）时以 1 退出。"""
    with open_archive(settings_of(context)) as services:
        wanted = _wanted(services, engine)
        catch_up_if_alone(services)
        found = [_looked(services, name) for name in wanted]
        before = {one.name: len(one.found) for one in found}
        if mend and any(before.values()):
            found = _repaired(services, found)
    if as_json:
        say_json([_json(one, before[one.name]) for one in found])
    else:
        for one in found:
            _tell(one, before[one.name])
    if any(one.found for one in found):
        raise typer.Exit(1)


def _wanted(services: Services, engine: str | None) -> Sequence[str]:
    names = services.engines.names
    if engine is None:
        return names
    if engine not in names:
        raise NotFound(f"没有用到“{engine}”这个索引；可用：{'、'.join(names)}", field="engine")
    return (engine,)


def _ask(services: Services, wanted: Sequence[str]) -> None:
    """Have the process that follows the journal do it, and watch."""
    asked = Asked(services.settings.home)
    for name in wanted:
        asked.ask(name)
    for name in wanted:
        with progress_bar(name) as advance:
            until = time.monotonic() + TAKEN_UP_SECONDS
            while asked.wanted(name):
                reached = asked.reached(name)
                if reached is not None:
                    advance(*reached)
                elif time.monotonic() > until:
                    raise Busy(
                        "已经登记，但占用档案的进程还没有接手；服务运行时会自动办理",
                        rule="HOME lock",
                    )
                time.sleep(0.2)
        failure = asked.failure(name)
        if failure is not None:
            raise NotRebuilt(failure)


def _looked(services: Services, name: str) -> Drift:
    with progress_bar(f"比对 {name}") as advance:
        try:
            return look(services.views, name, services.engines.inventories[name], advance)
        except EngineUnavailable as error:
            raise Busy(f"检索索引 {name} 现在读不了：{error}") from error


def _repaired(services: Services, found: Sequence[Drift]) -> list[Drift]:
    with follow(services) as following:
        if following is None:
            raise Busy(
                "服务正在运行并持有档案；请先停止服务再修，或者用 gongkai index rebuild 重建",
                rule="HOME lock",
            )
        following.catch_up()
        following.catch_up_far()
        by_name = {index.name: index for index in following.indexes}
        for one in found:
            with progress_bar(f"修补 {one.name}") as advance:
                repair(services.views, by_name[one.name], one, advance)
        return [_looked(services, one.name) for one in found]


def _json(one: Drift, before: int) -> dict[str, object]:
    return {
        "index": one.name,
        "position": one.reached,
        "register": one.known,
        "records": one.records,
        "counts": {kind.value: count for kind, count in one.counts.items()},
        "repaired": before - len(one.found),
        "differences": [
            {
                "record": difference.key[0],
                "version": difference.key[1],
                "kind": difference.kind,
                "expected": difference.expected and difference.expected.position,
                "found": difference.found and difference.found.position,
            }
            for difference in one.found
        ],
    }


def _tell(one: Drift, before: int) -> None:
    say(f"{one.name}：索引到 {one.reached}，登记簿到 {one.known}，{one.records} 件信息")
    if before > len(one.found):
        say(f"已修好 {before - len(one.found)} 处")
    if not one.found:
        say("没有不符")
        return
    say("、".join(f"{kind.chinese} {count} 处" for kind, count in one.counts.items()))
    for difference in one.found[:_SHOWN]:
        record, version = difference.key
        say(f"  {difference.kind.chinese}  {record} 第 {version} 版")
    if len(one.found) > _SHOWN:
        say(f"  ……共 {len(one.found)} 处")
    say("可用 gongkai index drift --repair 修补，或者 gongkai index rebuild 重建")
