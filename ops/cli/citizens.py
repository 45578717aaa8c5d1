"""`gongkai search` and `show`: what the portal gives, on the command line."""

import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer

from domain.directory import organ_named
from domain.errors import NotFound
from domain.vocabulary import Status
from ops.bootstrap import Services, open_archive
from ops.cli.output import AsJSON, note, say, say_json
from ops.cli.settings import settings_of
from ops.covering import catch_up_if_alone
from projections import register
from search.finding import Found, Request, Results
from search.suggestions import found_as_typed

Words = Annotated[
    list[str],
    typer.Argument(help="要找的词、文号或整句；--explain 时末尾写信息编号", show_default=False),
]
RecordId = Annotated[str, typer.Argument(help="信息编号，形如 record:…", show_default=False)]
Facet = Annotated[list[str] | None, typer.Option(help="只看这些，可写多次")]

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def search(
    context: typer.Context,
    words: Words,
    explain: Annotated[
        bool, typer.Option("--explain", help="为什么找到、排第几，或缺哪个词")
    ] = False,
    organ: Facet = None,
    field: Facet = None,
    phase: Facet = None,
    kind: Facet = None,
    year: Facet = None,
    status: Facet = None,
    by_date: Annotated[bool, typer.Option("--by-date", help="按日期排序")] = False,
    oldest: Annotated[bool, typer.Option("--oldest", help="最早的在前")] = False,
    passage: Annotated[
        bool, typer.Option("--passage", help="当作原文片段：首尾可以是半个数或者半个外文词")
    ] = False,
    versions: Annotated[bool, typer.Option("--all-versions", help="也找被替换的旧版本")] = False,
    size: Annotated[int, typer.Option(min=1, max=100, help="每页几条")] = 20,
    cursor: Annotated[str | None, typer.Option(help="上一页给出的翻页记号")] = None,
    as_json: AsJSON = False,
) -> None:
    """检索已公开的信息；与网页上的结果相同。"""
    with open_archive(settings_of(context)) as services:
        catch_up_if_alone(services)
        if explain:
            *asked, record = words
            if not asked or not record.startswith("record:"):
                raise typer.BadParameter(
                    "--explain 要写明信息编号：gongkai search --explain 词 record:…"
                )
            _explain(services, " ".join(asked), record, as_json=as_json)
            return
        query = " ".join(words)
        given = {
            "organ": [organ_named(services.archive, name) for name in organ or ()],
            "field": field,
            "phase": phase,
            "kind": kind,
            "year": year,
            "status": status,
        }
        results = services.finder.find(
            Request(
                query,
                {name: tuple(values) for name, values in given.items() if values},
                sort="oldest" if oldest else "date" if by_date else "relevance",
                cursor=cursor,
                size=size,
                include_superseded=versions,
                within_longer=passage,
            )
        )
        first = cursor is None and query.strip() != ""
        meant = services.offers.meant(query) if first and not found_as_typed(results) else ()
        if as_json:
            say_json({**_as_json(services, results), "meant": meant})
        else:
            _print(services, results, meant)


def show(
    context: typer.Context,
    record: RecordId,
    version: Annotated[int | None, typer.Option(help="第几版；不写为最新")] = None,
    as_json: AsJSON = False,
) -> None:
    with open_archive(settings_of(context)) as services:
        catch_up_if_alone(services)
        with services.views.connect() as connection:
            page = register.record(connection, record)
        shown = next((v for v in page.versions if version in (None, v.number)), None)
        if shown is None and version is not None:
            raise NotFound(f"没有公开过第 {version} 版", field="version")
        text = None
        if shown is not None and shown.content is not None:
            text = services.contents.text(shown.content)
        if as_json:
            say_json(
                {
                    **asdict(page.listed),
                    "shown": None if shown is None else shown.number,
                    "text": text,
                }
            )
            return
        listed = page.listed
        say(f"{listed.title or '(标题按命令不再显示)'}  [{listed.status.chinese}]")
        for label, value in (
            ("发文机关", listed.organ_name),
            ("文号", listed.document_number),
            ("索引号", listed.index_number),
            ("成文日期", listed.formed_on),
            ("公开日期", listed.published_on),
            ("版本", f"{shown.number} / {listed.versions}" if shown else None),
        ):
            say(f"{label}：{value or '未载明'}")
        if page.expunged is not None:
            order = page.expunged.order
            say(f"已清除：{order.reason}（依据：{order.basis}；{order.authority} {order.order}）")
        elif listed.status is Status.WITHDRAWN and page.withdrawal is not None:
            say(f"已撤回：{page.withdrawal.reason}（依据：{page.withdrawal.basis}）")
        if text is not None:
            say("")
            say(text)


def _explain(services: Services, query: str, record: str, *, as_json: bool) -> None:
    explained = services.finder.explain(query, record)
    if as_json:
        say_json(asdict(explained))
    else:
        for line in explained.lines:
            say(line)
    if not explained.found:
        raise typer.Exit(1)


def _print(services: Services, results: Results, meant: tuple[str, ...]) -> None:
    say(f"共 {results.total} 件")
    if meant:
        say(f"您是不是要找：{'、'.join(meant)}")
    for one in results.notes:
        note(one.text)
    details = _details(services, results)
    for found in results.hits:
        listed = details.get(found.record)
        say("")
        say(_marked(found.title))
        if listed is not None:
            head = (
                listed.status.chinese,
                listed.organ_name,
                listed.document_number,
                listed.published_on,
            )
            say("  " + " · ".join(str(part) for part in head if part))
        if found.passage:
            say("  " + _marked(found.passage))
        say(f"  {found.record}")
    if results.cursor:
        note(f"下一页：--cursor {results.cursor}")


def _marked(pieces: tuple[tuple[str, bool], ...]) -> str:
    if not sys.stdout.isatty():
        return "".join(text for text, _ in pieces).replace("\n", " ")
    return "".join(f"{BOLD}{text}{PLAIN}" if mark else text for text, mark in pieces)


def _details(services: Services, results: Results) -> dict[str, register.ListedRecord]:
    with services.views.connect() as connection:
        shown = register.visible(connection, [(hit.record, hit.version) for hit in results.hits])
    return {record: one.record for (record, _), one in shown.items()}


def _as_json(services: Services, results: Results) -> dict[str, Any]:
    details = _details(services, results)
    return {
        "total": results.total,
        "position": results.position,
        "notes": [vars(one) for one in results.notes],
        "facets": {
            name: [vars(value) for value in values] for name, values in results.facets.items()
        },
        "cursor": results.cursor,
        "hits": [_hit(found, details.get(found.record)) for found in results.hits],
    }


def _hit(found: Found, listed: register.ListedRecord | None) -> dict[str, Any]:
    return {
        "record": found.record,
        "version": found.version,
        "title": "".join(text for text, _ in found.title),
        "passage": [{"text": text, "mark": mark} for text, mark in found.passage],
        "where": found.where,
        "organ": listed.organ_name if listed else None,
        "document_number": listed.document_number if listed else None,
        "status": listed.status if listed else None,
        "published_on": listed.published_on if listed else None,
    }
