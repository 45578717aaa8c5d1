"""The five documents the archive was asked for from, imported and found again.

Also any few characters cut from their text at random, bare or quoted, wherever the source has
blanks or line breaks inside a word.
"""

import csv
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.bootstrap import Services
from ops.covering import catch_up_if_alone
from projections import register
from search.finding import Request, Results
from tests.premises import Premises, furnish
from tests.terminal import gongkai
from tests.town import Town

GUIDE, HOUSING, PROVINCE = "瀍河回族区", "保障性住房等领域", "住房城乡建设领域"
WEIDONG, LONGSHA = "平顶山市卫东区", "龙沙区开展"
WANTED = {
    "保密审查": {GUIDE},
    "“同步组织、同步审签、同步部署”": {HOUSING, WEIDONG},
    "龙沙区": {LONGSHA},
    "公示期不少于7天": {LONGSHA},
    "5小时": {PROVINCE},
}
"""Query: the beginnings of the titles of the documents whose text holds it."""

HAN = re.compile("[\u4e00-\u9fff]+")
CUTS = 150


@pytest.fixture(scope="module")
def imported(
    founded_town: Town, tmp_path_factory: pytest.TempPathFactory, shared: Path
) -> Premises:
    """The town's archive with the five documents taken over on the command line."""
    premises = furnish(founded_town, tmp_path_factory.mktemp("seeds"))
    done = gongkai(
        premises.home,
        *("import", shared / "seeds", "--as", premises.migrator),
        *("--passphrase-file", premises.passphrase_file),
        *("--commit", "--order", "清政办函〔2026〕1号", "--enrol-organs", "--json"),
    )
    answer = done.fine().json
    assert (answer["imported"], answer["errors"]) == (5, [])
    assert len(answer["new_organs"]) == 5
    return premises


@pytest.fixture(scope="module")
def services(imported: Premises) -> Iterator[Services]:
    """The archive, open."""
    with imported.open() as services:
        catch_up_if_alone(services)
        yield services


@pytest.fixture(scope="module")
def texts(services: Services) -> dict[str, str]:
    """The text of each record."""
    hits = services.finder.find(Request("", sort="date", size=100)).hits
    with services.views.connect() as connection:
        shown = register.visible(connection, [(hit.record, hit.version) for hit in hits])
    assert len(shown) == 5
    return {
        record: services.contents.text(one.version.content)
        for (record, _), one in shown.items()
        if one.version.content is not None
    }


def titles(results: Results) -> list[str]:
    """The titles found, in order."""
    return ["".join(text for text, _ in hit.title) for hit in results.hits]


def marked(results: Results) -> str:
    """Everything highlighted in the first hit."""
    hit = results.hits[0]
    return "".join(text for text, mark in (*hit.title, *hit.passage) if mark)


@pytest.mark.parametrize("query", WANTED)
def test_what_the_acceptance_asks_for_is_found_with_readable_highlights(
    services: Services, imported: Premises, query: str
) -> None:
    results = services.finder.find(Request(query))
    found = titles(results)
    first = found[: len(WANTED[query])]
    assert {title for title in WANTED[query] for one in first if one.startswith(title)} == (
        WANTED[query]
    )
    plain = re.sub("[“”、]", "", query)
    assert re.sub("[“”、]", "", marked(results)).startswith(plain)
    passage = "".join(text for text, _ in results.hits[0].passage)
    assert 10 <= len(passage) <= 300

    told = gongkai(imported.home, "search", query, "--json").fine().json
    assert [hit["title"] for hit in told["hits"]] == found
    said = gongkai(imported.home, "search", query).fine().out
    assert found[0] in said
    record = results.hits[0].record
    why = gongkai(imported.home, "search", "--explain", query, record).fine()
    assert "找到:第1版" in why.out


def test_any_four_to_eight_characters_of_a_text_find_it_bare_and_quoted(
    services: Services, texts: dict[str, str]
) -> None:
    chance = random.Random(20260302)
    lost = []
    for _ in range(CUTS):
        record = chance.choice(sorted(texts))
        length = chance.randint(4, 8)
        run = chance.choice([run for run in HAN.findall(texts[record]) if len(run) >= length])
        start = chance.randrange(len(run) - length + 1)
        cut = run[start : start + length]
        for query in (cut, chance.choice((f"“{cut}”", f'"{cut}"'))):
            hits = services.finder.find(Request(query, size=10)).hits
            if record not in {hit.record for hit in hits}:
                lost.append((query, record))
    assert lost == []


def test_words_that_the_source_breaks_with_blanks_or_lines_are_found_whole(
    services: Services, shared: Path, texts: dict[str, str]
) -> None:
    broken = set()
    with (shared / "seeds" / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    for row in rows:
        source = (shared / "seeds" / row["file"]).read_text("utf-8")
        for found in re.finditer("[\u4e00-\u9fff]{3}[ \u3000\n]+[\u4e00-\u9fff]{3}", source):
            broken.add((row["title"], re.sub(r"\s", "", found[0])))
    assert broken
    chance = random.Random(7)
    for title, words in chance.sample(sorted(broken), min(40, len(broken))):
        for query in (words, f"“{words}”"):
            assert title in titles(services.finder.find(Request(query, size=10))), query


def test_an_imported_record_says_where_it_comes_from_and_that_nobody_reviewed_it_here(
    services: Services,
) -> None:
    hit = services.finder.find(Request("龙沙区")).hits[0]
    with services.views.connect() as connection:
        page = register.record(connection, hit.record)
    assert page.listed.migrated
    assert page.migration is not None
    assert page.migration.order == "清政办函〔2026〕1号"
    assert page.migration.source == "信息公开规定"
    assert page.migration.step.post == "迁移员"
    assert page.versions[0].reviewed is None
    assert page.versions[0].approved is None
    assert page.listed.document_number is None


def test_importing_the_folder_again_takes_nothing_over(imported: Premises, shared: Path) -> None:
    again = gongkai(
        imported.home,
        *("import", shared / "seeds", "--as", imported.migrator),
        *("--passphrase-file", imported.passphrase_file),
        *("--commit", "--order", "清政办函〔2026〕1号", "--json"),
    )
    answer = again.fine().json
    assert (answer["known"], answer["imported"]) == (5, 0)
