"""Letters: what an officer may write, what the law fixes, and what no letter may say."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.codec import members_of
from domain.errors import Incomplete, Malformed, Refusal
from domain.letter_facts import FACTS
from domain.letter_texts import Clause, Field, Style
from domain.letters import (
    MOST_CHARACTERS,
    Audience,
    Form,
    LetterKind,
    Matter,
    Paper,
    Part,
    Template,
    compose,
)

CLARIFICATION = Template(
    key="clarification",
    valid_from=date(2019, 5, 15),
    source="条例 art 30",
    kind=LetterKind.CLARIFICATION,
    form=Form.LETTER,
    outcome=None,
    ground=None,
    audience=Audience.APPLICANT,
    title="补正告知书",
    number_word="依补",
    clauses=(
        Clause(Style.BODY, "本机关于{received_on}收到{you}提交的申请，请补正下列事项："),
        Clause(Style.ITEM, "{defects}"),
        Clause(Style.BODY, "指引：{guidance}。"),
        Clause(Style.BODY, "期限为{clarify_days}个工作日。"),
    ),
    closing=(),
    fields=(
        Field("defects", "补正事项", "一行一项", True, 100, True),
        Field("guidance", "补正的指引", "可以举例", False, 40),
    ),
    remedies=False,
)
REPLY = replace(
    CLARIFICATION,
    key="reply",
    source="条例 art 36",
    kind=LetterKind.REPLY,
    form=Form.FRAME,
    title="政府信息公开申请答复书",
    clauses=(Clause(Style.BODY, "现答复如下："),),
    closing=(Clause(Style.BODY, "{note}"),),
    fields=(Field("note", "说明", "没有就留空", False, 100),),
    remedies=True,
)
SECTION = replace(
    REPLY,
    key="reply.ALREADY_PUBLIC",
    form=Form.SECTION,
    outcome="ALREADY_PUBLIC",
    clauses=(Clause(Style.BODY, "该政府信息已经主动公开：{where}。"),),
    closing=(),
    fields=(Field("where", "途径", "网址", True, 100),),
    remedies=False,
)
PARTLY = replace(
    SECTION,
    key="reply.PARTLY_PROVIDED",
    outcome="PARTLY_PROVIDED",
    source="条例 art 37",
    refusal_follows=True,
)
REFUSED = replace(
    SECTION,
    key="reply.REFUSED.D4",
    outcome="REFUSED",
    ground="D4",
    clauses=(Clause(Style.ITEM, "{refused_part}，不予公开。"),),
    fields=(Field("refused_part", "不予公开的部分", "写明", True, 100),),
)
THIRD_PARTY = replace(
    CLARIFICATION,
    key="third_party",
    source="条例 art 32",
    kind=LetterKind.THIRD_PARTY,
    audience=Audience.THIRD_PARTY,
    title="征求第三方意见书",
    clauses=(Clause(Style.BODY, "本机关收到公开下列政府信息的申请：{described}。"),),
    fields=(Field("described", "内容", "不写申请人", True, 100),),
)
FACTS_OF_CASE = {
    "organ": "清江市发展和改革委员会",
    "number": "清发改依补〔2026〕12号",
    "dated": "2026-11-22",
    "contact": "联系电话：0517-80000000",
    "you": "你",
    "applicant": "王小明",
    "third_party": "清江市某某建设有限公司",
    "received_on": "2026-10-09",
    "clarify_days": "15",
}
REMEDIES = ("如对本答复不服，可以申请行政复议。",)


def clarification(**edited: str) -> Paper:
    return compose(CLARIFICATION, FACTS_OF_CASE, {"defects": "身份证明", **edited}, ())


def reply(*matters: Matter, **edited: str) -> Paper:
    return compose(REPLY, FACTS_OF_CASE, edited, REMEDIES, matters=matters)


def part(template: Template, **edited: str) -> Part:
    return Part(template, {}, edited)


def texts(paper: Paper) -> list[str]:
    return [passage.text for passage in paper.passages]


def test_a_letter_joins_the_fixed_text_with_the_facts_and_the_fields() -> None:
    paper = clarification(guidance="写明年度")
    assert paper.organ == paper.signature == "清江市发展和改革委员会"
    assert (paper.title, paper.number) == ("补正告知书", "清发改依补〔2026〕12号")
    assert paper.addressee == "王小明"
    assert texts(paper) == [
        "本机关于2026年10月9日收到你提交的申请，请补正下列事项：",
        "身份证明",
        "指引：写明年度。",
        "期限为15个工作日。",
    ]
    assert paper.date == "2026年11月22日"


def test_a_clause_whose_optional_field_is_empty_is_left_out() -> None:
    assert "指引：" not in "".join(texts(clarification()))


def test_several_lines_become_numbered_items() -> None:
    lines = "\n".join(f"事项{number}" for number in range(1, 13))
    found = [one for one in clarification(defects=lines).passages if one.style is Style.ITEM]
    assert found[0].text == "（一）事项1"
    assert found[9].text == "（十）事项10"
    assert found[11].text == "（十二）事项12"


def test_a_value_that_ends_its_sentence_leaves_one_stop() -> None:
    assert "指引：写明年度。" in texts(clarification(guidance="写明年度。"))


def test_a_missing_field_is_named_with_its_help_and_the_article() -> None:
    with pytest.raises(Incomplete, match=r"《补正告知书》缺少“补正事项”：一行一项") as refused:
        compose(CLARIFICATION, FACTS_OF_CASE, {"defects": " \n "}, ())
    assert (refused.value.rule, refused.value.field) == ("条例 art 30", "defects")


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(Malformed, match="没有“law”这一栏") as refused:
        clarification(law="改写法条")
    assert refused.value.field == "law"


def test_a_field_longer_than_its_limit_is_refused_with_both_numbers() -> None:
    with pytest.raises(Malformed, match="有 41 字，最多 40 字"):
        clarification(guidance="长" * 41)


def test_a_field_of_one_line_takes_no_line_break() -> None:
    with pytest.raises(Malformed, match="“补正的指引”不能分行"):
        clarification(guidance="一\n二")


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\t", "\u202e", "\u200b", "\ufeff", "\u2028", "\ue000", "\ud800"]
)
def test_a_character_nobody_can_see_is_refused_by_its_number(hidden: str) -> None:
    with pytest.raises(Malformed, match=f"U\\+{ord(hidden):04X}"):
        clarification(defects=f"身份{hidden}证明")


@pytest.mark.parametrize("name", ["organ", "number", "dated", "contact", "you", "applicant"])
def test_a_missing_fact_is_named(name: str) -> None:
    facts = {key: value for key, value in FACTS_OF_CASE.items() if key != name}
    with pytest.raises(Incomplete, match=f"缺少“{FACTS[name].chinese}”") as refused:
        compose(CLARIFICATION, facts, {"defects": "一"}, ())
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("dated", "2026-02-30"),
        ("dated", "20261122"),
        ("received_on", "2026年10月9日"),
        ("clarify_days", "-1"),
        ("clarify_days", "07"),
        ("you", "尊敬的客户"),
        ("organ", "关" * 61),
        ("number", "清发改依补2026第12号"),
        ("number", "清发改依补〔2026〕012号"),
    ],
)
def test_a_fact_of_the_wrong_form_is_refused(name: str, value: str) -> None:
    with pytest.raises(Malformed) as refused:
        compose(CLARIFICATION, {**FACTS_OF_CASE, name: value}, {"defects": "一"}, ())
    assert refused.value.field == name


def test_a_fact_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(Malformed, match="没有“aplicant”这个要素"):
        compose(CLARIFICATION, {**FACTS_OF_CASE, "aplicant": "王"}, {"defects": "一"}, ())


def test_the_lines_of_a_request_are_read_as_one_fact() -> None:
    template = replace(CLARIFICATION, clauses=(Clause(Style.BODY, "{information}"),), fields=())
    paper = compose(template, {**FACTS_OF_CASE, "information": "甲\r\n乙\t丙"}, {}, ())
    assert texts(paper) == ["甲 乙 丙"]


@settings(max_examples=80)
@given(st.text(alphabet="{}organdefects#$*_@`\\甲（", min_size=1, max_size=40).filter(str.strip))
def test_what_looks_like_a_placeholder_stays_as_it_was_written(written: str) -> None:
    paper = clarification(defects=written)
    assert texts(paper)[1] == written.strip()


def test_a_reply_gives_each_matter_its_heading_and_outcome() -> None:
    paper = reply(
        Matter("关于“规划”", (part(SECTION, where="网站"),)),
        Matter(
            "关于“预算”",
            (part(PARTLY, where="附件"), part(REFUSED, refused_part="第三页")),
        ),
        note="另行邮寄",
    )
    assert texts(paper) == [
        "现答复如下：",
        "一、关于“规划”",
        "该政府信息已经主动公开：网站。",
        "二、关于“预算”",
        "该政府信息已经主动公开：附件。",
        "第三页，不予公开。",
        "另行邮寄",
    ]
    assert paper.remedies == REMEDIES


def test_a_single_matter_is_not_counted_and_several_refused_parts_are() -> None:
    refused = [part(REFUSED, refused_part=one) for one in ("第三页", "第五页")]
    paper = reply(Matter("关于“预算”", (part(PARTLY, where="附件"), *refused)))
    assert texts(paper)[1] == "关于“预算”"
    assert texts(paper)[3:] == ["（一）第三页，不予公开。", "（二）第五页，不予公开。"]


def test_a_separable_reply_must_name_a_refused_part() -> None:
    with pytest.raises(Incomplete) as refused:
        reply(Matter("关于“预算”", (part(PARTLY, where="附件"),)))
    assert refused.value.rule == "条例 art 37"


@pytest.mark.parametrize("heading", ["", " ", "长" * 301])
def test_a_matter_must_say_what_was_asked_for(heading: str) -> None:
    with pytest.raises(Incomplete) as refused:
        reply(Matter(heading, (part(SECTION, where="网站"),)))
    assert refused.value.field == "heading"


def test_a_reply_without_matters_a_matter_without_parts_and_a_section_alone_are_refused() -> None:
    with pytest.raises(Incomplete, match="逐项答复"):
        reply()
    with pytest.raises(Incomplete, match="每一事项"):
        reply(Matter("关于“预算”", ()))
    with pytest.raises(Malformed, match="不能单独成文"):
        compose(SECTION, FACTS_OF_CASE, {"where": "网站"}, ())
    with pytest.raises(Malformed, match="不是答复的一项"):
        reply(Matter("关于“预算”", (part(CLARIFICATION, defects="一"),)))
    with pytest.raises(Incomplete, match="不分项"):
        compose(
            CLARIFICATION,
            FACTS_OF_CASE,
            {"defects": "一"},
            (),
            matters=[Matter("关于“预算”", (part(SECTION, where="网站"),))],
        )


def test_remedies_are_told_where_they_must_and_nowhere_else() -> None:
    with pytest.raises(Incomplete, match="必须告知救济途径"):
        compose(REPLY, FACTS_OF_CASE, {}, (), matters=[Matter("关于“甲”", (part(SECTION),))])
    with pytest.raises(Malformed, match="不告知救济途径"):
        compose(CLARIFICATION, FACTS_OF_CASE, {"defects": "一"}, REMEDIES)


def test_a_third_partys_letter_is_addressed_to_it() -> None:
    paper = compose(THIRD_PARTY, FACTS_OF_CASE, {"described": "环评报告"}, ())
    assert paper.addressee == "清江市某某建设有限公司"
    assert not any("王小明" in text for text in paper.texts)


@pytest.mark.parametrize(
    "name", sorted(name for name, fact in FACTS.items() if fact.tells_applicant)
)
def test_a_template_for_others_may_not_use_what_tells_the_applicant(name: str) -> None:
    told = (*THIRD_PARTY.clauses, Clause(Style.BODY, f"{{{name}}}"))
    with pytest.raises(Malformed, match="不得写明申请人"):
        replace(THIRD_PARTY, clauses=told)


def test_a_letter_to_others_is_refused_when_an_officer_writes_the_applicants_name() -> None:
    with pytest.raises(Refusal, match="不得出现申请人") as refused:
        compose(THIRD_PARTY, FACTS_OF_CASE, {"described": "王小明要的环评报告"}, ())
    assert refused.value.field == "applicant"


def test_each_of_several_joint_applicants_is_kept_out_of_letters_to_others() -> None:
    facts = {**FACTS_OF_CASE, "applicant": "王小明、李大山"}
    with pytest.raises(Refusal, match="不得出现申请人"):
        compose(THIRD_PARTY, facts, {"described": "李大山要的环评报告"}, ())


def test_a_letter_longer_than_fifty_pages_is_refused() -> None:
    template = replace(
        CLARIFICATION,
        fields=(Field("defects", "补正事项", "一", True, 99_999, True),),
        clauses=(Clause(Style.BODY, "{defects}"),),
    )
    with pytest.raises(Malformed, match="请作为附件"):
        compose(template, FACTS_OF_CASE, {"defects": "长" * MOST_CHARACTERS}, ())
    with pytest.raises(Malformed, match="请作为附件"):
        compose(template, FACTS_OF_CASE, {"defects": "一\n" * 1_001}, ())
    with pytest.raises(Malformed, match="有一段长 5001 字"):
        compose(template, FACTS_OF_CASE, {"defects": "长" * 5_001}, ())


@pytest.mark.parametrize(
    "change",
    [
        {"clauses": (Clause(Style.BODY, "{defects}{guidance}{unknown}"),)},
        {"clauses": (Clause(Style.BODY, "{defects}"),)},
        {"clauses": (*CLARIFICATION.clauses, Clause(Style.BODY, "半个{括号"))},
        {"closing": (Clause(Style.BODY, "完"),)},
        {"fields": (*CLARIFICATION.fields, Field("organ", "机关", "与要素重名", True, 9))},
        {"fields": (*CLARIFICATION.fields, *CLARIFICATION.fields)},
        {"key": " "},
        {"source": ""},
    ],
)
def test_a_template_that_contradicts_itself_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        replace(CLARIFICATION, **change)  # type: ignore[arg-type]


def test_papers_and_templates_are_stored_and_read_back() -> None:
    for value in (clarification(), CLARIFICATION, REFUSED):
        codec = members_of(type(value))
        assert codec.decode_object(codec.encode(value)) == value
