"""Corrections of the tables: what the statute fixes stays, and what reaches back is shown."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.act import acting
from domain.casefile import REGISTRY, fold
from domain.errors import Incomplete, Malformed
from domain.law.consultations import ConsultationRule, Silence
from domain.law.law import BUILT_IN, TABLES, row_text
from domain.law.lawbook import LawBook
from domain.law.lawful import require_lawful
from domain.law.limits import Limit
from domain.law.outcomes import OutcomeRule, RemedyClass
from domain.law.remedies import ANY, Remedy, RemedyOrder
from domain.law.rows import REGULATION, Row
from tests.town import act

TODAY = date(2026, 3, 2)
FREE = BUILT_IN.row(Remedy, ANY, TODAY).text


def book() -> LawBook:
    with acting(act()):
        return LawBook.open_()


def correct(found: LawBook, row: Row, reason: str = "更正") -> None:
    with acting(act()):
        found.correct(type(row).TABLE, row_text(row), reason=reason, source="某文件")


def changed(kind: type[Any], key: str, **members: Any) -> Any:
    return replace(BUILT_IN.row(kind, key, TODAY), **members)


FREELY: dict[str, Any] = {"order": RemedyOrder.FREE_CHOICE, "text": FREE}


@pytest.mark.parametrize(
    ("row", "field", "article"),
    [
        (changed(Limit, "answer", amount=21), "amount", "条例 art 33"),
        (changed(Limit, "answer", amount=60, valid_from=TODAY), "amount", "条例 art 33"),
        (changed(Limit, "extension", amount=200), "amount", "条例 art 33"),
        (changed(Limit, "third_party", amount=30), "amount", "条例 art 32"),
        (changed(Limit, "third_party", amount=3), "amount", "条例 art 32"),
        (changed(Limit, "co_producer", amount=16), "amount", "条例 art 34"),
        (changed(Remedy, "条例 art 16", **FREELY), "order", "行政复议法 art 23(4)"),
        (changed(Remedy, "条例 art 14", **FREELY, valid_from=TODAY), "order", "23(4)"),
        # A paragraph's own row would come before its article's.
        (
            replace(BUILT_IN.row(Remedy, ANY, TODAY), key="条例 art 16(2)"),
            "order",
            "行政复议法 art 23(4)",
        ),
        (changed(Remedy, "条例 art 37", **FREELY), "order", "行政复议法 art 23(4)"),
        (changed(OutcomeRule, "PROVIDED", gives_information=False), "gives_information", "42"),
        (
            changed(OutcomeRule, "PROVIDED", gives_information=False, on_the_spot=True),
            "gives_information",
            "保密法实施条例 art 42",
        ),
        (
            changed(OutcomeRule, "PARTLY_PROVIDED", gives_information=False),
            "gives_information",
            "条例 art 37",
        ),
        (
            changed(
                OutcomeRule,
                "REFUSED",
                grounds=(),
                annual_row="3.6.3",
                remedy=RemedyClass.BY_ARTICLE,
            ),
            "grounds",
            "条例 art 36(3)",
        ),
        (
            changed(OutcomeRule, "PARTLY_PROVIDED", needs_refused_parts=False),
            "needs_refused_parts",
            "条例 art 37",
        ),
        (
            changed(OutcomeRule, "REFUSED", remedy=RemedyClass.NONE),
            "remedy",
            "行政复议法 art 23(4)",
        ),
        (changed(ConsultationRule, "THIRD_PARTY", stops_clock=False), "stops_clock", "art 33"),
        (
            changed(ConsultationRule, "THIRD_PARTY", silence=Silence.DEEMED_CONSENT),
            "silence",
            "条例 art 32",
        ),
        (
            changed(ConsultationRule, "CO_PRODUCER", silence=Silence.ORGAN_DECIDES),
            "silence",
            "条例 art 34",
        ),
        (changed(ConsultationRule, "CO_PRODUCER", limit="answer"), "limit", "条例 art 34"),
    ],
)
def test_no_correction_says_what_the_statute_forbids(row: Row, field: str, article: str) -> None:
    found = book()
    with pytest.raises(Malformed) as refused:
        correct(found, row)
    assert refused.value.field == field
    assert article in (refused.value.rule or "")
    assert article in refused.value.message
    assert found.version == 1


@pytest.mark.parametrize(
    "row",
    [
        changed(Limit, "answer", amount=10),
        changed(Limit, "clarification", amount=5),
        changed(Remedy, "条例 art 16", source="核实过"),
        # What was replied before 2024 was a free choice.
        changed(Remedy, "条例 art 16", **FREELY, valid_from=REGULATION),
        changed(OutcomeRule, "REFUSED", chinese="决定不予公开"),
        changed(ConsultationRule, "THIRD_PARTY", letter="征求意见书"),
        changed(ConsultationRule, "OTHER_ORGAN", stops_clock=False),
    ],
)
def test_what_the_statute_leaves_open_is_corrected(row: Row) -> None:
    found = book()
    correct(found, row)
    assert row in found.law.versions(type(row), row.key)


def test_what_is_built_in_is_lawful() -> None:
    for kind in TABLES.values():
        for key in BUILT_IN.keys(kind):
            for row in BUILT_IN.versions(kind, key):
                require_lawful(BUILT_IN, row)


# What reaches back


def test_a_correction_that_reaches_back_is_told_with_its_day_and_reason() -> None:
    found = book()
    back = changed(Limit, "answer", amount=10)
    ahead = changed(Limit, "fee_payment", amount=15, valid_from=TODAY)
    correct(found, back, reason="原表有误")
    correct(found, ahead)
    (first, second) = found.corrections
    assert (first.retroactive, second.retroactive) == (True, False)
    told = found.retroactive(back)
    assert told is not None
    assert (told.entered_on, told.reason, told.source) == (TODAY, "原表有误", "某文件")
    assert found.retroactive(ahead) is None
    assert found.retroactive(BUILT_IN.row(Limit, "clarification", TODAY)) is None


def test_a_correction_that_reaches_back_needs_a_reason() -> None:
    with pytest.raises(Incomplete) as refused:
        correct(book(), changed(Limit, "answer", amount=10), reason=" ")
    assert refused.value.field == "reason"


def test_corrections_are_read_back_with_their_day() -> None:
    found = book()
    correct(found, changed(Limit, "answer", amount=10))
    happened: list[Any] = list(found.collect_events())
    events = [
        REGISTRY.decode(
            type(event).TOPIC,
            REGISTRY.encode(event),
            stream=str(event.originator_id),
            version=event.originator_version,
            time=event.timestamp,
        )
        for event in happened
    ]
    assert fold(None, events).corrections == found.corrections
