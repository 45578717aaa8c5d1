"""Historical records taken over: many in one act, each row once."""

from dataclasses import replace
from datetime import date

import pytest

from domain.archive import Recorded
from domain.content import Content
from domain.description import OpennessGiven
from domain.errors import (
    AlreadyDone,
    Incomplete,
    KeyReused,
    NotPermitted,
    Taken,
)
from domain.migration import MAXIMUM_ROWS, MigrationRow
from domain.record import Record, RecordState
from domain.vocabulary import Openness
from tests.town import Town, body, description

PROACTIVE = OpennessGiven(Openness.PROACTIVE, None, "")


def row(town: Town, number: int = 1, **changes: object) -> MigrationRow:
    content = changes.pop("content", None) or town.contents.keep([body(f"旧文 {number}")])
    assert isinstance(content, Content)
    given = MigrationRow(
        key=f"row-{number}",
        digest=f"{number:064x}",
        organ=town.housing.organ,
        enrol_organ=False,
        description=description(
            title=f"旧文件 {number}", document_number=None, formed_on=None, index_number=None
        ),
        content=content,
        file=f"{number}.txt",
        source="县政府旧网站",
        published_on=None,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def migrate(town: Town, *rows: MigrationRow, order: str = "清政办函〔2026〕1号") -> Recorded:
    return town.migration.migrate(town.migrator, rows, order=order)


def test_a_migrated_record_is_public_as_it_was_and_pretends_no_review(town: Town) -> None:
    recorded = migrate(town, row(town))
    record = town.app.load(Record, recorded.stream)
    assert (record.state, record.openness) == (RecordState.PUBLISHED, PROACTIVE)
    assert [version.reviewers for version in record.versions] == [()]
    assert record.channels == ()
    assert [event.topic for event in recorded.events] == ["gongkai.record.migrated.v1"]


def test_one_act_takes_over_many_records_and_enrols_their_organs_once(town: Town) -> None:
    rows = [row(town, n, organ="老城区", enrol_organ=True) for n in (1, 2, 3)]
    recorded = migrate(town, *rows)
    assert [event.topic.split(".")[1] for event in recorded.events] == [
        "organ",
        "record",
        "record",
        "record",
    ]
    organs = {town.app.load(Record, str(e.originator_id)).organ for e in recorded.events[1:]}
    assert organs == {recorded.stream}


def test_a_migrated_record_is_amended_like_any_other(town: Town) -> None:
    record = migrate(town, row(town)).stream
    with town.refuses(Incomplete, "文号"):
        town.disclosure.amend(
            town.housing.drafter,
            record,
            description=description(document_number=None),
            parts=[body("新。")],
            reason="因",
        )
    town.amend_draft(
        record, text="新。", document_number="清建发〔2026〕9号", formed_on=date(2026, 3, 1)
    )
    town.publish(record)
    assert len(town.app.load(Record, record).versions) == 2


def test_migration_is_the_migrators_and_names_its_order(town: Town) -> None:
    with town.refuses(NotPermitted):
        town.migration.migrate(town.registrars[0], [row(town)], order="令")
    with town.refuses(Incomplete, "命令"):
        migrate(town, row(town), order=" ")
    with town.refuses(Incomplete, "必须有标题"):
        migrate(town, row(town, description=description(title="")))


@pytest.mark.parametrize("count", [0, MAXIMUM_ROWS + 1])
def test_one_act_takes_over_between_1_and_500_records(town: Town, count: int) -> None:
    one = row(town)
    with town.refuses(Incomplete, "500"):
        migrate(town, *[replace(one, key=f"row-{n}") for n in range(count)])


def test_rows_imported_before_are_named_and_nothing_is_written(town: Town) -> None:
    migrate(town, row(town, 1), row(town, 2))
    before = town.position
    with pytest.raises(AlreadyDone) as refused:
        migrate(town, row(town, 2), row(town, 3), row(town, 1))
    assert refused.value.known == {"row-1", "row-2"}
    assert town.position == before
    migrate(town, row(town, 3))


def test_a_known_row_with_another_content_is_refused(town: Town) -> None:
    migrate(town, row(town, 1))
    with town.refuses(KeyReused):
        migrate(town, row(town, 1, digest="f" * 64))


def test_the_same_row_twice_in_one_act_is_refused(town: Town) -> None:
    with town.refuses(KeyReused, "重复"):
        migrate(town, row(town, 1), row(town, 1))


def test_two_rows_with_one_index_number_are_refused(town: Town) -> None:
    same = description(index_number="QH/7")
    with town.refuses(Taken):
        migrate(town, row(town, 1, description=same), row(town, 2, description=same))


# What everybody may ask wrongly
