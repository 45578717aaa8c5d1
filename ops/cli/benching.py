"""`gongkai bench …`: measurements that an operator may repeat."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import Incomplete
from ops.cli.output import AsJSON, say, say_json, say_table
from ops.cli.progress import progress_bar
from ops.cli.settings import settings_of

benches = typer.Typer(no_args_is_help=True)


class Which(Enum):
    """The sets of questions."""

    COUNTY = "county"
    STATUTES = "statutes"


@benches.callback()
def benching() -> None:
    """测量。"""


@benches.command("relevance")
def relevance(
    context: typer.Context,
    which: Annotated[
        Which | None,
        typer.Option("--set", help="county 示范档案的检索词，statutes 市民的法律问题；不写为都测"),
    ] = None,
    stard: Annotated[
        Path | None,
        typer.Option(
            help="法律问题集的文件夹（corpus.jsonl.gz、queries.jsonl、qrels.tsv），不随本软件提供"
        ),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="在这个网址的集群上测，不用设置里的检索库")
    ] = None,
    worst: Annotated[
        int, typer.Option(min=0, max=100, help="另外列出几条答得最差的检索词（预留的一半不看）")
    ] = 0,
    as_json: AsJSON = False,
) -> None:
    """测量检索答得好不好：首十条 nDCG、首个答案的位次、前百条的召回和零结果的比例。不动本档案。"""
    # The demonstration's texts are imported only where they are needed.
    from ops.bench.relevance import report, statutes

    settings = settings_of(context)
    folder = stard or statutes.FOLDER
    there = (folder / "corpus.jsonl.gz").is_file()
    if not there and (which is Which.STATUTES or stard is not None):
        raise Incomplete(f"{folder} 里没有法律问题集；用 --stard 指明它的文件夹", field="stard")
    figures: list[report.Figure] = []
    told: list[tuple[float, str, str]] = []
    if which is not Which.STATUTES:
        answers = report.demonstration(settings, cluster, progress_bar)
        figures += report.of_county(answers)
        told = report.worst(answers, worst)
    if which is not Which.COUNTY and there:
        figures += report.of_statutes(settings, folder, cluster, progress_bar)
    if as_json:
        listed = [{"ndcg_10": value, "kind": kind, "typed": text} for value, kind, text in told]
        engine = "elasticsearch" if cluster else settings.search_engine
        say_json({"engine": engine, "figures": figures, "worst": listed})
        return
    say_table(("指标", "值", "条数"), _rows(figures))
    if told:
        say_table(("nDCG@10", "类别", "检索词"), [(f"{one[0]:.3f}", *one[1:]) for one in told])
    if which is None and not there:
        say(f"没有测法律问题：{folder} 里没有问题集，可用 --stard 指明。")


def _rows(figures: list[dict[str, object]]) -> list[tuple[object, str, object]]:
    return [(one["name"], f"{one['value']:.4f}", one["unit"]) for one in figures]
