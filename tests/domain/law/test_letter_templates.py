"""The letters as rows of law: complete, lawful in what they say, and storable."""

import re
from collections import Counter
from datetime import date

import pytest

from domain.codec import members_of
from domain.grounds import GROUNDS
from domain.law.law import BUILT_IN
from domain.law.letter_templates import ROWS
from domain.law.outcomes import OutcomeRule
from domain.law.rows import Law
from domain.letter_facts import FACTS
from domain.letters import Audience, Form, LetterKind, Matter, Part, Template, compose

TODAY = date(2026, 11, 22)
BY_KEY = {row.key: row for row in ROWS}
LETTERS = [row for row in ROWS if row.form is Form.LETTER]
FRAMES = [row for row in ROWS if row.form is Form.FRAME]
SECTIONS = [row for row in ROWS if row.form is Form.SECTION]
REMEDIES = ("如对本答复不服，可以自收到本答复之日起60日内申请行政复议。",)

FACTS_OF_CASE = {
    name: {"DATE": "2026-10-09", "NUMBER": "7", "PRONOUN": "你单位", "TEXT": fact.chinese}[
        fact.form
    ]
    for name, fact in FACTS.items()
} | {"number": "清发改依复〔2026〕12号", "applicant": "王小明", "organ": "清江市发展和改革委员会"}


def whole(row: Template) -> str:
    return "".join(clause.text for clause in row.clauses + row.closing)


def filled(row: Template, optional: bool) -> dict[str, str]:
    return {
        field.name: f"填写的{field.label}" for field in row.fields if field.required or optional
    }


def ids(row: Template) -> str:
    return row.key


def test_every_kind_of_letter_has_a_template() -> None:
    assert {row.kind for row in ROWS} == set(LetterKind)


def test_every_outcome_has_a_section_of_a_reply_or_a_letter_of_its_own() -> None:
    outcomes = {rule.key for rule in BUILT_IN.rows(OutcomeRule, TODAY)}
    told = {row.outcome for row in ROWS if row.kind in (LetterKind.REPLY, LetterKind.ABANDONMENT)}
    assert told - {None} == outcomes


def test_every_ground_has_its_refusal() -> None:
    assert [row.ground for row in SECTIONS if row.ground] == list(GROUNDS)
    assert all(row.outcome == "REFUSED" for row in SECTIONS if row.ground)


def test_every_key_is_given_once() -> None:
    assert Counter(row.key for row in ROWS).most_common(1)[0][1] == 1


def test_the_rows_make_a_table_of_law() -> None:
    law = Law(ROWS)
    assert law.row(Template, "clarification", TODAY).source == "条例 art 29, 30"
    assert len(law.rows(Template, TODAY)) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_every_row_is_stored_and_read_back(row: Template) -> None:
    codec = members_of(Template)
    assert codec.decode_object(codec.encode(row)) == row


@pytest.mark.parametrize("optional", [False, True])
@pytest.mark.parametrize("row", LETTERS, ids=ids)
def test_every_letter_is_composed_without_a_placeholder_left(row: Template, optional: bool) -> None:
    remedies = REMEDIES if row.remedies else ()
    paper = compose(row, FACTS_OF_CASE, filled(row, optional), remedies)
    text = "".join(paper.texts)
    assert not re.search("[{}]|。。|：。|，。|；。", text)
    assert row.audience is Audience.APPLICANT or "王小明" not in text


@pytest.mark.parametrize("optional", [False, True])
@pytest.mark.parametrize("row", SECTIONS, ids=ids)
@pytest.mark.parametrize("frame", FRAMES, ids=ids)
def test_every_outcome_is_composed_in_every_reply(
    frame: Template, row: Template, optional: bool
) -> None:
    parts = [Part(row, {}, filled(row, optional))]
    if row.refusal_follows:
        refused = BY_KEY["reply.REFUSED.D4"]
        parts.append(Part(refused, {}, filled(refused, optional)))
    matter = Matter("关于“环评报告”", tuple(parts))
    paper = compose(
        frame, FACTS_OF_CASE, filled(frame, optional), REMEDIES, matters=[matter, matter]
    )
    assert not re.search("[{}]|。。|：。|，。|；。", "".join(paper.texts))


@pytest.mark.parametrize("row", ROWS, ids=ids)
def test_every_row_names_its_article_in_the_source_and_speaks_of_it(row: Template) -> None:
    assert re.search(r"art \d|国办", row.source)
    if row.form is Form.LETTER and row.outcome not in ("WITHDRAWN", "NOT_COMPETENT"):
        assert "条例》" in whole(row) or "办法》" in whole(row)


def test_no_letter_to_others_takes_what_tells_the_applicant() -> None:
    others = [row for row in ROWS if row.audience is not Audience.APPLICANT]
    assert {row.kind for row in others} == {
        LetterKind.THIRD_PARTY,
        LetterKind.THIRD_PARTY_NOTICE,
        LetterKind.CO_PRODUCER,
        LetterKind.OTHER_ORGAN,
    }
    for row in others:
        names = {name for clause in row.clauses for name in clause.names}
        assert not {name for name in names & FACTS.keys() if FACTS[name].tells_applicant}


def test_silence_is_told_as_the_article_has_it() -> None:
    """Art 32: the organ decides; art 34: consent; art 11: the law attaches nothing to silence."""
    assert "逾期未提出意见的，由本机关依照该条例的规定决定是否公开" in whole(BY_KEY["third_party"])
    assert "逾期未提出意见的，视为同意公开" in whole(BY_KEY["co_producer"])
    assert "逾期" not in whole(BY_KEY["other_organ"])


def test_a_clarification_notice_says_what_art_30_wants() -> None:
    text = whole(BY_KEY["clarification"])
    for said in (
        "{defects}",
        "{clarify_days}个工作日",
        "自本机关收到补正的申请之日起计算",
        "视为放弃申请",
    ):
        assert said in text


def test_an_extension_names_the_head_and_both_dates() -> None:
    text = whole(BY_KEY["extension"])
    for said in ("负责人同意", "{due_on}", "{extended_due_on}", "{extension_days}"):
        assert said in text


def test_the_public_interest_notice_gives_content_and_reason() -> None:
    row = BY_KEY["third_party_notice.public_interest"]
    assert {"described", "reason"} <= {field.name for field in row.fields if field.required}


def test_every_refusal_names_its_part_and_reason_and_the_reply_carries_the_remedies() -> None:
    for row in SECTIONS:
        if row.ground:
            assert row.fields[0].name == "refused_part"
            assert row.fields[-1].name == "reason"
    assert all(row.remedies for row in FRAMES)


def test_a_fee_notice_tells_no_remedy_and_never_counts_both_ways() -> None:
    pieces, pages = whole(BY_KEY["fee.per_piece"]), whole(BY_KEY["fee.per_page"])
    assert not BY_KEY["fee.per_piece"].remedies
    assert not BY_KEY["fee.per_page"].remedies
    assert "{fee_before}" in pieces
    assert "{fee_pages}" not in pieces
    assert "{fee_pages}" in pages
    assert "{fee_pieces}" not in pages


def test_a_search_and_the_right_organ_must_be_written_down() -> None:
    assert BY_KEY["reply.DOES_NOT_EXIST"].fields[0].name == "search"
    assert BY_KEY["reply.DOES_NOT_EXIST"].fields[0].required
    known = {field.name for field in BY_KEY["reply.NOT_THIS_ORGAN"].fields if field.required}
    assert {"right_organ", "right_contact"} <= known
    unknown = BY_KEY["reply.NOT_THIS_ORGAN.undetermined"]
    assert "undetermined_reason" in {field.name for field in unknown.fields if field.required}
