"""`gongkai search`: finding records, and the word tables of search as an operator edits them."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from domain.errors import NotFound
from ops.bootstrap import open_archive
from ops.cli.citizens import search
from ops.cli.output import AsJSON, say, say_json, say_table
from ops.cli.settings import settings_of
from ops.cli.zero_hits import zero
from ops.word_tables import WordTables, question_pair, synonym_pairs
from search.analysis import squeeze
from search.tables import Pair, Table, shipped

DEFAULT = "find"
_HELP = ("-h", "--help")


class SearchGroup(TyperGroup):
    """A group whose first word is a command of its own, or what is searched for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """`gongkai search 公租房` is `gongkai search find 公租房`."""
        if args and args[0] not in self.commands and args[0] not in _HELP:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


searching = typer.Typer(cls=SearchGroup, no_args_is_help=True)
synonyms = typer.Typer(no_args_is_help=True, help="同义词：检索一个词时还找哪些词，立即生效")
aliases = typer.Typer(no_args_is_help=True, help="机关简称：住建局等于住房和城乡建设局，立即生效")
questions = typer.Typer(no_args_is_help=True, help="疑问词：整句检索时不作检索词，立即生效")

searching.command(DEFAULT)(search)
searching.command("zero")(zero)
searching.add_typer(synonyms, name="synonyms")
searching.add_typer(aliases, name="aliases")
searching.add_typer(questions, name="questions")

Shown = Annotated[str | None, typer.Argument(help="只看含这个词的；不写为全部", show_default=False)]
Edited = Annotated[bool, typer.Option("--edited", help="只看本机增删过的")]


def _listing(group: typer.Typer, table: Table, help: str) -> None:
    """Register `list`, which is the same for every table."""

    @group.command("list", help=help)
    def listed(
        context: typer.Context, word: Shown = None, edited: Edited = False, as_json: AsJSON = False
    ) -> None:
        _list(context, table, word, edited=edited, as_json=as_json)


_listing(synonyms, Table.SYNONYMS, "各词和检索时一并查找的词。")
_listing(aliases, Table.ALIASES, "各机关简称和它的全称。")
_listing(questions, Table.QUESTIONS, "各疑问词。")


@synonyms.command("add")
def add_synonyms(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="市民常说的词", show_default=False)],
    others: Annotated[
        list[str] | None,
        typer.Argument(help="文件里的说法，可写多个；不写则这个词不拆开理解", show_default=False),
    ] = None,
    one_way: Annotated[
        bool, typer.Option("--one-way", help="只从第一个词找其余的词，反过来不找")
    ] = False,
    as_json: AsJSON = False,
) -> None:
    """增加一组同义词，各词互相找得到；--one-way 只从第一个找其余的。"""
    pairs = synonym_pairs(word, others or (), one_way=one_way)
    _add(context, Table.SYNONYMS, pairs, as_json=as_json)


@synonyms.command("remove")
def remove_synonyms(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="哪个词", show_default=False)],
    others: Annotated[
        list[str] | None,
        typer.Argument(help="与哪些词不再同义；不写为全部", show_default=False),
    ] = None,
    as_json: AsJSON = False,
) -> None:
    """删去一个词的同义词，随程序带来的也可以删。"""
    _remove(context, Table.SYNONYMS, word, others or (), as_json=as_json)


@aliases.command("add")
def add_alias(
    context: typer.Context,
    short: Annotated[str, typer.Argument(help="简称，如 住建局", show_default=False)],
    names: Annotated[
        list[str], typer.Argument(help="全称，不带地名，可写多个", show_default=False)
    ],
    as_json: AsJSON = False,
) -> None:
    """增加机关简称：检索简称和 organ:简称 时找全称，反过来不找。"""
    pairs = synonym_pairs(short, names, one_way=True)
    _add(context, Table.ALIASES, pairs, as_json=as_json)


@aliases.command("remove")
def remove_alias(
    context: typer.Context,
    short: Annotated[str, typer.Argument(help="简称", show_default=False)],
    names: Annotated[
        list[str] | None, typer.Argument(help="哪些全称；不写为全部", show_default=False)
    ] = None,
    as_json: AsJSON = False,
) -> None:
    """删去机关简称，随程序带来的也可以删。"""
    _remove(context, Table.ALIASES, short, names or (), as_json=as_json)


@questions.command("add")
def add_question(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="疑问词，如 怎么弄", show_default=False)],
    as_json: AsJSON = False,
) -> None:
    """增加疑问词：有它的检索按整句查找，它本身不作检索词。"""
    _add(context, Table.QUESTIONS, (question_pair(word),), as_json=as_json)


@questions.command("remove")
def remove_question(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="疑问词", show_default=False)],
    as_json: AsJSON = False,
) -> None:
    """删去疑问词，随程序带来的也可以删。"""
    _remove(context, Table.QUESTIONS, word, (), as_json=as_json)


def _list(
    context: typer.Context, table: Table, word: str | None, *, edited: bool, as_json: bool
) -> None:
    with open_archive(settings_of(context)) as services:
        rows = _rows(services.words, table)
    if word is not None:
        named = squeeze(word)
        rows = [row for row in rows if named == row["word"] or named in row["others"]]
        if not rows:
            raise NotFound(f"表里没有“{word}”", field="word")
    if edited:
        rows = [row for row in rows if row["added"] or row["removed"]]
    if as_json:
        say_json(rows)
        return
    if table is Table.QUESTIONS:
        say_table(("疑问词", "本机"), ((row["word"], _edit(row)) for row in rows))
    else:
        told = ((row["word"], _told(row), _edit(row)) for row in rows)
        say_table(("检索", "还找", "本机"), told, whole=("检索",))
    say(f"共 {len(rows)} 个")


def _rows(words: WordTables, table: Table) -> list[dict[str, Any]]:
    """A row a word: its others, of these the added ones, and those that were removed."""
    rows: dict[str, dict[str, Any]] = {}

    def row(pair: Pair) -> dict[str, Any]:
        return rows.setdefault(
            pair.word, {"word": pair.word, "others": [], "added": [], "removed": []}
        )

    edits = words.edits(table)
    removed = {edit.pair for edit in edits if not edit.present}
    for edit in edits:
        if edit.present:
            row(edit.pair)["others"].append(edit.pair.other)
            row(edit.pair)["added"].append(edit.pair.other)
    for pair in shipped(table):
        row(pair)["removed" if pair in removed else "others"].append(pair.other)
    return list(rows.values())


def _told(row: dict[str, Any]) -> str:
    others = [other for other in row["others"] if other != row["word"]]
    whole = ["（不拆开）"] if row["word"] in row["others"] else []
    return "、".join([*others, *whole])


def _edit(row: dict[str, Any]) -> str:
    parts = []
    for word, members in (("增加", row["added"]), ("删去", row["removed"])):
        if members:
            others = [member for member in members if member != row["word"]]
            parts.append(f"{word} {'、'.join(others)}".strip())
    return "；".join(parts)


def _add(context: typer.Context, table: Table, pairs: Sequence[Pair], *, as_json: bool) -> None:
    with open_archive(settings_of(context)) as services:
        new = services.words.add(table, pairs)
    _done("已增加", "added", new, as_json=as_json)


def _remove(
    context: typer.Context, table: Table, word: str, others: Sequence[str], *, as_json: bool
) -> None:
    with open_archive(settings_of(context)) as services:
        gone = services.words.remove(table, word, others)
    _done("已删去", "removed", gone, as_json=as_json)


def _done(said: str, name: str, pairs: Sequence[Pair], *, as_json: bool) -> None:
    if as_json:
        say_json({name: [{"word": pair.word, "other": pair.other} for pair in pairs]})
        return
    for pair in pairs:
        say(f"{said}：{pair.word}" + (f" → {pair.other}" if pair.other != pair.word else ""))
    say("下一次检索起生效，不需要重建索引。")
