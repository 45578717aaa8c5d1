"""Consultations differ in what silence means (条例 art 11, 17, 32, 34; domain facts H1)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.calendar import WorkingDays
from domain.errors import Malformed
from domain.law.consultations import (
    ConsultationKind,
    ConsultationRule,
    Silence,
    consultation_rule,
    silence_after,
)
from domain.law.law import BUILT_IN
from domain.law.limits import Limit

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("kind", "article", "days", "silence"),
    [
        (ConsultationKind.THIRD_PARTY, "条例 art 32", 15, Silence.ORGAN_DECIDES),
        (ConsultationKind.CO_PRODUCER, "条例 art 34", 15, Silence.DEEMED_CONSENT),
        (ConsultationKind.OTHER_ORGAN, "条例 art 11, 17, 33", None, Silence.NOTHING),
    ],
)
def test_each_kind_has_its_limit_and_its_silence(
    kind: ConsultationKind, article: str, days: int | None, silence: Silence
) -> None:
    rule = consultation_rule(BUILT_IN, kind, TODAY)
    assert (rule.article, rule.silence, rule.stops_clock) == (article, silence, True)
    expected = None if days is None else WorkingDays(days)
    assert silence_after(BUILT_IN, kind, TODAY) == expected
    assert rule.silence.chinese


def test_a_corrected_limit_is_what_silence_is_counted_with() -> None:
    limit = BUILT_IN.row(Limit, "third_party", TODAY)
    law = BUILT_IN.with_row(replace(limit, valid_from=date(2026, 1, 1), amount=10))
    assert silence_after(law, ConsultationKind.THIRD_PARTY, TODAY) == WorkingDays(10)
    assert silence_after(law, ConsultationKind.THIRD_PARTY, date(2025, 12, 31)) == WorkingDays(15)


def test_every_kind_has_a_rule_and_no_rule_has_another_kind() -> None:
    assert set(BUILT_IN.keys(ConsultationRule)) == set(ConsultationKind)
    rule = consultation_rule(BUILT_IN, ConsultationKind.OTHER_ORGAN, TODAY)
    with pytest.raises(Malformed, match="NEIGHBOUR"):
        replace(rule, key="NEIGHBOUR")


def test_silence_without_a_limit_means_nothing() -> None:
    rule = consultation_rule(BUILT_IN, ConsultationKind.OTHER_ORGAN, TODAY)
    with pytest.raises(Malformed) as refused:
        replace(rule, silence=Silence.DEEMED_CONSENT)
    assert refused.value.field == "silence"
