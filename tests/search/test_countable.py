"""What of a query may be counted: nothing personal, nothing long, the same for all spellings."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.countable import LONGEST, countable, longest_number, tellable

PUBLIC = "关于公租房申请的通知 高龄津贴发放 金融 方案 石桥镇 任职 张贴公告 江河治理"


def known(pair: str) -> bool:
    return pair in PUBLIC


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("公租房申请", "公租房申请"),
        ("　公租房　 申请 ", "公租房 申请"),
        ("公租房,申请", "公租房申请"),
        ("“公租房”", "公租房"),
        ("公租房２０２４年", "公租房2024年"),
        ("高齡津貼", "高龄津贴"),
        ("PPP 方案", "ppp 方案"),
        ("石桥镇 任职", "石桥镇 任职"),
        ("龙舟比赛", "龙舟比赛"),
        ("高铁站征地", "高铁站征地"),
    ],
)
def test_spellings_of_one_query_count_as_one(query: str, counted: str) -> None:
    assert countable(query, known) == counted


@pytest.mark.parametrize(
    "query",
    [
        *("张伟", "张小明", "低保 李秀英", "王某某拆迁补偿", "欧阳娜娜", "公租房申请陈建国"),
        *("13800138000", "138 0013 8000 低保", "一三八〇〇一三八〇〇〇", "①②③④⑤⑥公租房"),
        *(
            "川A12345违章",
            "zhang@example.org 公租房",
            "https://a.cn 公租房",
            "weixin abc123 公租房",
        ),
        *(
            "zhangwei",
            "公租房 身份证号",
            "３３０１０６公租房",
            "公租房 2024-01-02",
            "公租房 12-34-56",
        ),
        *("机关:财政局", "-公租房", "公", "", "   ", "公租房" * 20, "a b c d e 公租房"),
    ],
)
def test_what_may_be_personal_or_says_nothing_is_dropped_whole(query: str) -> None:
    assert countable(query, known) is None


def test_a_name_that_is_public_too_is_still_a_name() -> None:
    assert countable("张伟", lambda _: True) is None
    assert countable("张贴公告", lambda _: True) == "张贴公告"


@given(st.text(max_size=80))
def test_nothing_counted_has_a_long_number_or_is_long(query: str) -> None:
    counted = countable(query, lambda _: True)
    if counted is not None:
        assert len(counted) <= LONGEST
        assert not re.search(r"(?:\d[-\s./]*){6}", counted)
        assert longest_number(counted) < 6
        assert countable(counted, lambda _: True) == counted


@given(
    st.text(alphabet="公租房申请 ", max_size=10),
    st.text(alphabet="0123456789０１２３４５６７８９一二三四五六七八九〇", min_size=6, max_size=20),
    st.sampled_from(["", " ", "-", ".", "－", "　"]),
)
def test_six_digits_in_any_script_drop_the_query(words: str, digits: str, joint: str) -> None:
    assert countable(words + joint.join(digits), lambda _: True) is None
    assert countable(joint.join(digits) + words, lambda _: True) is None


NAMES = (
    *("张 秀英", "刘 德华 拆迁", "举报刘 德华", "刘德 华 拆迁", "王 二 小", "欧阳 娜娜"),
    *("举报谷俊山", "谷俊山处罚", "局长靳国庆", "举报景建国", "公租房 靳国庆"),
    *(
        "买买提江",
        "阿依古丽 低保",
        "次仁卓玛",
        "木塔力甫",
        "教师艾山江",
        "古丽娜 户籍",
        "扎西顿珠 补偿",
    ),
    *("li wei 处罚", "wei 处罚", "lw 公租房"),
)


@pytest.mark.parametrize("query", NAMES)
def test_names_with_blanks_rare_surnames_and_of_other_nations_drop_the_query(query: str) -> None:
    assert countable(query, known) is None
    assert countable(query, lambda _: False) is None


@pytest.mark.parametrize(
    "query", ["张 秀英", "刘 德华 拆迁", "举报刘 德华", "局长靳国庆", "次仁卓玛"]
)
def test_some_are_names_though_all_their_parts_are_public(query: str) -> None:
    assert countable(query, lambda _: True) is None


@pytest.mark.parametrize(
    "text", ["公租房申请", "公租房 高龄津贴", "公租房2024年", "ppp 方案", "公租房的方案"]
)
def test_words_that_are_all_public_may_be_told(text: str) -> None:
    assert countable(text, known) == text
    assert tellable(text, known)


@pytest.mark.parametrize(
    "text", ["公租房犇骉", "犇骉", "公租房 犇", "房通", "公租房申请人", "夜市摊位", "abc 公租房"]
)
def test_a_run_with_anything_that_is_not_public_is_never_told(text: str) -> None:
    assert not tellable(text, known)


@given(st.text(alphabet="公租房申请通知高龄津贴张伟犇 ", max_size=12))
def test_what_is_told_falls_into_public_words(text: str) -> None:
    def falls(run: str) -> bool:
        return not run or any(
            known(run[:length]) and falls(run[length:]) for length in range(2, len(run) + 1)
        )

    assert tellable(text, known) == all(falls(run) for run in text.split())
