"""Remedies go by the article of each refused part and the day of the reply (domain facts B9)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Incomplete, Malformed, NotFound
from domain.grounds import GROUNDS
from domain.law.law import BUILT_IN
from domain.law.limits import Limit
from domain.law.outcomes import OutcomeRule
from domain.law.remedies import (
    Remedy,
    RemedyBodies,
    RemedyOrder,
    remedy,
    remedy_articles,
    remedy_bodies,
    remedy_text,
)

NOW = date(2026, 11, 21)
BEFORE = date(2023, 12, 31)
FIRST = date(2024, 1, 1)
ORGAN = "organ:01900000-0000-7000-8000-000000000001"


def told(articles: set[str], on: date = NOW) -> tuple[str, ...]:
    return remedy_text(BUILT_IN, articles, on, "清河县人民政府", "清河县人民法院")


@pytest.mark.parametrize("code", GROUNDS)
def test_a_refusal_goes_to_review_first_since_2024(code: str) -> None:
    article = GROUNDS[code].article
    assert remedy(BUILT_IN, article, FIRST).order is RemedyOrder.REVIEW_FIRST
    assert remedy(BUILT_IN, article, BEFORE).order is RemedyOrder.FREE_CHOICE


@pytest.mark.parametrize(
    "article", ["条例 art 36(4)", "条例 art 36(7)", "条例 art 38", "条例 art 41", "档案法"]
)
@pytest.mark.parametrize("on", [BEFORE, NOW])
def test_everything_else_is_a_free_choice(article: str, on: date) -> None:
    assert remedy(BUILT_IN, article, on).order is RemedyOrder.FREE_CHOICE


def test_review_first_says_so_with_its_limits_and_places() -> None:
    (paragraph,) = told({"条例 art 16(2)"})
    assert paragraph == (
        "如对本答复不服，依照《中华人民共和国行政复议法》第二十三条第一款第四项的规定，"
        "应当先申请行政复议，不能直接提起行政诉讼：可以自收到本答复之日起60日内向清河县人民政府"
        "申请行政复议；对行政复议决定仍不服的，可以自收到行政复议决定书之日起15日内"
        "向清河县人民法院提起行政诉讼。"
    )


def test_a_free_choice_names_both_ways() -> None:
    (paragraph,) = told({"条例 art 36(4)"})
    assert paragraph == (
        "如对本答复不服，可以自收到本答复之日起60日内向清河县人民政府申请行政复议，"
        "也可以自收到本答复之日起6个月内直接向清河县人民法院提起行政诉讼。"
    )


def test_a_mixed_reply_says_which_part_each_paragraph_is_about() -> None:
    first, second = told({"条例 art 36(4)", "条例 art 16(1)", "条例 art 16(2)", "条例 art 14"})
    assert first.startswith(
        "如对本答复中依据《中华人民共和国政府信息公开条例》第十四条、第十六条不予公开的部分不服，"
    )
    assert "应当先申请行政复议" in first
    assert second.startswith("如对本答复的其他部分不服，可以自收到")


def test_a_mixed_reply_of_before_2024_has_one_paragraph() -> None:
    (paragraph,) = told({"条例 art 36(4)", "条例 art 16(1)"}, BEFORE)
    assert paragraph.startswith("如对本答复不服，可以")


def test_a_fee_notice_tells_no_remedy() -> None:
    assert told({"信息处理费办法"}) == ()
    assert told(set()) == ()


@pytest.mark.parametrize("article", ["条例 art 36(3)", "条例 art 37"])
def test_a_refused_part_names_the_article_it_is_refused_under(article: str) -> None:
    with pytest.raises(Incomplete, match="第十四条"):
        told({article, "条例 art 36(4)"})


@pytest.mark.parametrize("article", ["条例第十四条", "art 14", "", "三(三)1"])
def test_a_citation_written_otherwise_is_never_among_all_the_others(article: str) -> None:
    with pytest.raises(Malformed):
        told({article})


def test_before_the_regulation_there_is_nothing_to_tell() -> None:
    with pytest.raises(NotFound):
        told({"条例 art 14"}, date(2018, 1, 1))


@pytest.mark.parametrize(("body", "court"), [("", "法院"), ("政府", " ")])
def test_body_and_court_are_named(body: str, court: str) -> None:
    with pytest.raises(Incomplete):
        remedy_text(BUILT_IN, {"条例 art 14"}, NOW, body, court)


def test_limits_in_the_text_are_those_of_the_table() -> None:
    limit = BUILT_IN.row(Limit, "review_application", NOW)
    law = BUILT_IN.with_row(replace(limit, valid_from=NOW, amount=90))
    (paragraph,) = remedy_text(law, {"条例 art 14"}, NOW, "政府", "法院")
    assert "90日内向政府" in paragraph


def test_a_corrected_remedy_holds_from_its_day_on() -> None:
    row = remedy(BUILT_IN, "条例 art 14", NOW)
    free = remedy(BUILT_IN, "条例 art 38", NOW)
    later = replace(
        row, valid_from=date(2027, 1, 1), order=free.order, text=free.text, source="新法"
    )
    law = BUILT_IN.with_row(later)
    assert remedy(law, "条例 art 14", NOW).order is RemedyOrder.REVIEW_FIRST
    assert remedy(law, "条例 art 14", date(2027, 1, 1)).order is RemedyOrder.FREE_CHOICE


def test_three_different_remedies_are_told_apart() -> None:
    special = Remedy(
        "条例 art 38",
        FIRST,
        "本地",
        RemedyOrder.FREE_CHOICE,
        "特别：{part}，{review}，{body}，{suit}，{court}",
    )
    texts = remedy_text(
        BUILT_IN.with_row(special),
        {"条例 art 38", "条例 art 14", "条例 art 36(4)"},
        NOW,
        "政府",
        "法院",
    )
    assert len(texts) == 3
    assert "第三十八条答复的部分" in texts[1]
    assert "本答复的其他部分" in texts[2]


@pytest.mark.parametrize(
    "members",
    [
        {"text": ""},
        {"text": "{part}{review}{body}{court}"},
        {"text": "{part}{review}{body}{suit}{court}{applicant}"},
        {"order": RemedyOrder.NONE},
    ],
)
def test_a_remedy_says_all_that_its_order_must_say(members: dict[str, object]) -> None:
    row = remedy(BUILT_IN, "条例 art 38", NOW)
    with pytest.raises(Malformed) as refused:
        replace(row, **members)  # type: ignore[arg-type]
    assert refused.value.field == "text"


# From outcomes to articles


def test_articles_come_from_grounds_for_refused_parts_and_from_outcomes_otherwise() -> None:
    matters = [("REFUSED", "D5"), ("PARTLY_PROVIDED", "D4"), ("DOES_NOT_EXIST", None)]
    assert remedy_articles(BUILT_IN, matters, NOW) == (
        "条例 art 16(1)",
        "条例 art 15",
        "条例 art 36(4)",
    )


def test_a_withdrawn_request_has_no_remedy() -> None:
    assert remedy_articles(BUILT_IN, [("WITHDRAWN", None)], NOW) == ()


def test_every_outcome_has_remedies_that_can_be_told() -> None:
    for rule in BUILT_IN.rows(OutcomeRule, NOW):
        for ground in rule.grounds or (None,):
            articles = remedy_articles(BUILT_IN, [(rule.key, ground)], NOW)
            assert len(told(set(articles))) == len(articles)


def test_a_ground_is_not_forgotten() -> None:
    with pytest.raises(Incomplete):
        remedy_articles(BUILT_IN, [("PARTLY_PROVIDED", None)], NOW)


# Bodies and courts


def test_no_body_is_named_before_somebody_states_it() -> None:
    with pytest.raises(Incomplete, match="登记"):
        remedy_bodies(BUILT_IN, ORGAN, NOW)


def test_an_organs_own_body_comes_before_that_of_all() -> None:
    everybody = RemedyBodies("*", FIRST, "本地", "清河县人民政府", "清河县人民法院")
    own = RemedyBodies(ORGAN, date(2025, 1, 1), "本地", "平安市人民政府", "平安市铁路运输法院")
    law = BUILT_IN.with_row(everybody).with_row(own)
    assert remedy_bodies(law, ORGAN, NOW) == own
    assert remedy_bodies(law, ORGAN, date(2024, 12, 31)) == everybody
    assert remedy_bodies(law, "organ:other", NOW) == everybody


@pytest.mark.parametrize("member", ["review_body", "court"])
def test_a_row_of_bodies_names_both(member: str) -> None:
    with pytest.raises(Malformed):
        replace(RemedyBodies("*", FIRST, "本地", "政府", "法院"), **{member: ""})  # type: ignore[arg-type]
