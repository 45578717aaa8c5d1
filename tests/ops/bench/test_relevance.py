"""Relevance is measured as it is said: the measures, the judged queries, both sets."""

import gzip
import hashlib
import json
import math
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from ops.bench.relevance import report
from ops.bench.relevance.engines import chosen
from ops.bench.relevance.judgments import FILE, Judged, Listed, read_judged
from ops.bench.relevance.measures import Measured, lifted, measured, ndcg, recall, reciprocal_rank
from ops.demo.lives import stories
from ops.settings import Settings
from search.engine import EngineUnavailable
from tests.elastic_node import Node
from tests.premises import furnish
from tests.terminal import gongkai
from tests.town import Town, copy_town

SECOND, THIRD = 1 / math.log2(3), 1 / 2


def test_gain_falls_with_the_logarithm_of_the_place() -> None:
    assert ndcg(["a", "b"], {"a"}) == 1
    assert ndcg(["b", "a"], {"a"}) == pytest.approx(SECOND)
    assert ndcg(["b", "c", "a"], {"a"}) == pytest.approx(THIRD)
    assert ndcg(["a", "b", "c"], {"a", "c"}) == pytest.approx((1 + THIRD) / (1 + SECOND))
    assert ndcg([], {"a"}) == 0
    assert ndcg([*"bcdefghijk", "a"], {"a"}) == 0, "the eleventh is too late"
    assert ndcg([*"abcdefghij"], {*"abcdefghijkl"}) == 1, "more than ten cannot be wanted of ten"


def test_the_first_right_hit_counts_for_its_reciprocal_rank() -> None:
    assert reciprocal_rank(["b", "a", "c"], {"a", "c"}) == 1 / 2
    assert reciprocal_rank(["b"], {"a"}) == 0


def test_recall_is_the_share_of_the_wanted_among_the_first() -> None:
    assert recall(["b", "a"], {"a", "c"}) == 1 / 2
    assert recall(["b", "a"], {"a"}, depth=1) == 0


def test_means_are_over_queries_and_none_is_refused() -> None:
    found = measured([(["a"], {"a"}), (["b", "a"], {"a"}), ([], {"a"})])
    assert found == Measured(
        3, pytest.approx((1 + SECOND) / 3), pytest.approx(1 / 2), pytest.approx(2 / 3), 1 / 3
    )
    with pytest.raises(ValueError, match="nothing was asked"):
        measured([])


def test_a_lift_is_told_with_its_noise() -> None:
    same = lifted([0.5] * 50, [0.5] * 50)
    assert same == (0, 0, 0)
    better = lifted([0.1, 0.4] * 40, [0.3, 0.5] * 40)
    assert better.mean == pytest.approx(0.15)
    assert 0.1 < better.low < better.mean < better.high < 0.2
    unclear = lifted([0.0, 1.0] * 20, [1.0, 0.0] * 20)
    assert unclear.low < 0 < unclear.high
    assert lifted([0.1, 0.4], [0.3, 0.5]) == lifted([0.1, 0.4], [0.3, 0.5])


def test_two_hundred_queries_of_every_kind_are_judged_and_half_are_set_aside() -> None:
    judged = list(read_judged())
    assert len(judged) >= 200
    assert len(set(judged)) == len(judged), "none is there twice"
    assert {one.kind for one in judged} == {"title", "number", "topic", "typo", "date", "organ"}
    aside = sum(one.set_aside for one in judged)
    assert 0.45 < aside / len(judged) < 0.55


def test_what_is_set_aside_stays_set_aside() -> None:
    # By the row's own text: another row or another order changes nothing.
    row = Judged("topic", "公租房申请", (("公共租赁住房",),))
    told = hashlib.sha256("公租房申请\t(('公共租赁住房',),)".encode()).digest()[0] % 2 == 1
    assert row.set_aside is told
    aside = sorted(one.pattern for one in read_judged() if one.set_aside)
    assert hashlib.sha256("\n".join(aside).encode()).hexdigest()[:16] == "be79e23ba75a853e"


def test_every_judged_query_is_answered_by_a_record_of_the_county() -> None:
    titles = {story.title for story in stories(date(2026, 11, 22))}
    listed = [
        Listed(str(place), title, "清政发〔2024〕5号", "2024-05-06")
        for place, title in enumerate(sorted(titles))
    ]
    for one in read_judged():
        assert one.right(listed), one.pattern
        assert one.typed(listed)


def test_patterns_are_filled_by_the_first_answer_that_can() -> None:
    asked = Judged("number", "{code}〔{year}〕{serial}号", (("办法", "城市"),))
    without = Listed("1", "城市供热办法", None, None)
    other = Listed("2", "农村供热办法", "清政发〔2023〕1号", None)
    right = Listed("3", "城市燃气办法", "清政发〔2024〕12号", None)
    assert asked.right([without, other, right]) == (without, right)
    assert asked.typed([without, other, right]) == "清政发〔2024〕12号"
    with pytest.raises(ValueError, match="no record fills"):
        asked.typed([without, other])


def test_rows_of_the_file_have_three_columns(tmp_path: Path) -> None:
    wrong = tmp_path / "judged.tsv"
    wrong.write_text("# kind\ntopic\t公租房\n", "utf-8")
    with pytest.raises(ValueError, match="unpack"):
        list(read_judged(wrong))
    assert list(read_judged(FILE))


@pytest.fixture
def small_set(tmp_path: Path) -> Path:
    """Three articles and two questions in the files of the outside set."""
    folder = tmp_path / "set"
    folder.mkdir()
    articles = [
        {"id": 1, "title": "物业管理条例第一条", "text": "业主应当按时交纳物业费。"},
        {"id": 2, "title": "物业管理条例第二条", "text": "电梯由物业服务企业维护。"},
        {"id": 3, "title": "婚姻登记条例第一条", "text": "结婚登记不收费。"},
    ]
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    asked = [(7, "电梯坏了谁来维护"), (8, "办结婚登记要收费吗"), (9, "没有判断的问题")]
    (folder / "queries.jsonl").write_text(
        "".join(json.dumps({"id": one, "text": text}) + "\n" for one, text in asked), "utf-8"
    )
    (folder / "qrels.tsv").write_text("7\t2\t1\n8\t3\t1\n", "utf-8")
    return folder


def told(figures: list[report.Figure]) -> dict[str, float]:
    """The figures by name."""
    return {figure["name"]: figure["value"] for figure in figures}


def test_questions_about_statutes_go_through_the_finder(small_set: Path) -> None:
    figures = report.of_statutes(Settings(), small_set)
    assert told(figures) == {
        "statutes: nDCG@10": 1,
        "statutes: MRR": 1,
        "statutes: Recall@100": 1,
        "statutes: no hit": 0,
    }
    assert {figure["unit"] for figure in figures} == {"of 2"}


def test_a_cluster_answers_the_same_and_keeps_nothing(small_set: Path, elastic_node: Node) -> None:
    def kept() -> str:
        with urllib.request.urlopen(f"{elastic_node.url}/_cat/indices/gongkai-relevance-*") as told:
            return str(told.read(), "utf-8")

    figures = report.of_statutes(Settings(), small_set, elastic_node.url)
    assert figures == report.of_statutes(Settings(), small_set)
    assert kept() == ""


def test_an_archive_is_indexed_on_the_cluster_before_it_is_asked(
    founded_town: Town, tmp_path: Path, elastic_node: Node
) -> None:
    town = copy_town(founded_town, furnish(founded_town, tmp_path).home)
    town.publish_record(title="清河县公租房分配办法", text="第一条　公示七天。")
    town.close()
    judged = [Judged("title", "公租房分配办法", (("公租房分配",),))]
    own = chosen(Settings(), town.home, elastic_node.url)
    (answer,) = report.asked(own, judged)
    assert (len(answer[2]), set(answer[2])) == (1, set(answer[3]))
    assert report.asked(chosen(Settings(), town.home), judged) == [answer]


def test_an_archive_that_cannot_be_indexed_on_the_cluster_is_not_measured(
    founded_town: Town, tmp_path: Path
) -> None:
    home = furnish(founded_town, tmp_path).home
    with pytest.raises(EngineUnavailable):
        report.asked(chosen(Settings(), home, "http://127.0.0.1:9"), [])


def test_a_cluster_that_is_not_there_is_said(small_set: Path) -> None:
    with pytest.raises(EngineUnavailable):
        report.of_statutes(Settings(), small_set, "http://127.0.0.1:9")


def test_the_command_tells_figures_or_which_folder_is_missing(
    small_set: Path, tmp_path: Path
) -> None:
    run = ("bench", "relevance", "--set", "statutes", "--stard")
    ran = gongkai(tmp_path / "none", *run, small_set).fine()
    assert "statutes: nDCG@10" in ran.out
    told = gongkai(tmp_path / "none", *run, small_set, "--json").fine().json
    assert told["engine"] == "embedded"
    assert told["worst"] == []
    assert told["figures"][0] == {"name": "statutes: nDCG@10", "value": 1.0, "unit": "of 2"}
    refused = gongkai(tmp_path / "none", *run, tmp_path / "elsewhere")
    assert refused.code != 0
    assert "--stard" in refused.err
    assert not (tmp_path / "none").exists(), "it is no archive's command"


def test_the_worst_are_never_of_the_half_set_aside() -> None:
    answers: list[report.Answered] = [
        (one, f"{place}", [], {"a"}) for place, one in enumerate(read_judged())
    ]
    told = report.worst(answers, 500)
    aside = {f"{place}" for place, one in enumerate(read_judged()) if one.set_aside}
    assert len(told) + len(aside) == len(answers)
    assert not aside & {typed for _, _, typed in told}
    assert {value for value, _, _ in told} == {0}
    figures = {figure["name"] for figure in report.of_county(answers)}
    assert f"{report.SET_ASIDE}: nDCG@10" in figures
    assert f"{report.TUNED}, typo: MRR" in figures
