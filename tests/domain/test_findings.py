"""A reviewer is pointed to personal data and marks, and to nothing that only looks like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.findings import (
    Finding,
    FindingKind,
    find,
    is_bank_card,
    is_credit_code,
    is_id_number,
)
from domain.paragraphs import paragraphs

ID = "11010519491231002X"  # the example of GB 11643
CARD = "6222021001116245702"
CREDIT_CODE = "91350100M000100Y43"  # the example of GB 32100


def kinds(text: str) -> list[str]:
    return [finding.kind.value for finding in find(text) for _ in range(finding.count)]


@pytest.mark.parametrize(
    "text",
    [
        f"公民身份号码{ID}。",
        f"身份证号：{ID.lower()}，",
        "身份证110105 19491231 002X",
        "（110105-19491231-002X）",
        "１１０１０５１９４９１２３１００２Ｘ",
        "号码440524188001010014",
    ],
)
def test_identity_numbers_are_found_by_their_check_character(text: str) -> None:
    assert kinds(text) == ["ID_NUMBER"]


@pytest.mark.parametrize(
    "text",
    [
        "编号110105194912310021",
        "编号110105194913310020",
        f"流水号9{ID}",
        f"合同{ID}A",
        f"统一社会信用代码{CREDIT_CODE}",
        "国办发〔2019〕54号2024年12月31日18时00分",
        "项目代码2101-410300-04-01-123456",
    ],
)
def test_what_only_resembles_an_identity_number_is_no_finding(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "电话13800138000",
        "电话：138 0013 8000、",
        "（138-0013-8000）",
        "+86 13800138000",
        "0086-138-0013-8000",
        "8613800138000",
        "１３８００１３８０００",
        "tel.19912345678；",
        "138\u30000013\u30008000",
    ],
)
def test_mobile_numbers_are_found_in_every_way_of_writing(text: str) -> None:
    assert kinds(text) == ["MOBILE"]


@pytest.mark.parametrize(
    "text",
    [
        "合计13800138000元",
        "约13800138000.50",
        "占比0.13800138000",
        "12345678901",
        "138001380001",
        "编码A13800138000",
        "0371-65900000",
        "2024-12-31 10:00",
    ],
)
def test_amounts_codes_and_landlines_are_no_mobile_numbers(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"卡号{CARD}",
        "卡号6222 0210 0111 6245 702",
        "4111-1111-1111-1111",
        "4111111111111111、",
        "5500000000000004",
        "3530111333300000",
    ],
)
def test_bank_cards_are_found_by_issuer_length_and_check_digit(text: str) -> None:
    assert kinds(text) == ["BANK_CARD"]


@pytest.mark.parametrize(
    "text",
    [
        "6222021001116245703",
        "622202100111624570",
        "4111 1111 1111 11 11",
        "41111111111111110",
        "1111111111111117",
        "4111111111111111元",
        "62042119850101123X 622421198501011231",
    ],
)
def test_long_numbers_are_no_bank_cards(text: str) -> None:
    assert "BANK_CARD" not in kinds(text)


def test_a_mistyped_identity_number_is_not_taken_for_a_card() -> None:
    """An eighteen-digit number of Gansu begins with 62 as UnionPay's do."""
    mistyped = next(
        number
        for last in range(1000)
        if is_bank_card(number := f"62010219850312{last:03d}0") and not is_id_number(number)
    )
    assert kinds(f"证件号{mistyped}") == []


def test_a_credit_code_is_public_even_where_it_passes_for_a_card() -> None:
    code = next(
        code
        for n in range(10**6)
        if is_credit_code(code := f"62{n:015d}"[:17] + f"{n % 10}") and luhn(code)
    )
    assert not is_bank_card(code)
    assert kinds(f"代码{code}") == []


def luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


@given(st.text("0123456789", min_size=12, max_size=20))
def test_a_bank_card_always_passes_luhn(number: str) -> None:
    assert not is_bank_card(number) or luhn(number)


def test_the_checks_agree_with_the_examples_of_the_standards() -> None:
    assert is_id_number(ID)
    assert is_id_number("440524188001010014")
    assert is_credit_code(CREDIT_CODE)
    assert not is_credit_code(CREDIT_CODE[:-1] + "4")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("邮箱：wangxm@example.gov.cn。", 1),
        ("a.b+c@mail.example.com,d@e.cn", 2),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｎ", 1),
        ("@所有人 关注@某县发布 a@b user@@x.cn @x.cn", 0),
    ],
)
def test_mailboxes_are_found(text: str, count: int) -> None:
    assert kinds(text) == ["EMAIL"] * count


@pytest.mark.parametrize(
    "text",
    [
        "机密★1年",
        "绝 密★",
        "机　密　★　长期",
        "秘密☆",
        "【秘密】",
        "　　绝密",
        "机密 一年 特急",
        "密级：机密  紧急程度：特急",
        "密级\t秘密",
        "密　级：秘　密",
    ],
)
def test_secret_marks_are_found(text: str) -> None:
    assert kinds(f"某县人民政府文件\n{text}\n关于某事的通知") == ["SECRET_MARK"]


@pytest.mark.parametrize(
    "text",
    [
        "依法确定为国家秘密的政府信息，不予公开。",
        "涉及商业秘密、个人隐私的，行政机关不得公开。",
        "做好保密审查，防止机密泄露",
        "国家秘密的密级分为绝密、机密、秘密三级",
        "严守机密",
        "密级：公开",
        "保密",
        "绝密文件由专人保管",
        "★★★",
    ],
)
def test_talking_of_secrets_is_no_mark(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "内部资料 注意保存",
        "内部资料，注意保存",
        "（内 部 资 料　注 意 保 存）",
        "内部文件 不得外传",
        "内部资料",
        "不得公开",
        "【内部使用】",
        "此件不得公开",
        "（此件不公开）",
        "本文件内部掌握。",
        "公开属性：不予公开",
        "密级：内部",
        "内部★",
    ],
)
def test_internal_marks_are_found(text: str) -> None:
    assert kinds(f"关于某事的通知\n{text}\n各单位：") == ["INTERNAL_MARK"]


@pytest.mark.parametrize(
    "text",
    [
        "行政机关不得公开涉及个人隐私的政府信息。",
        "机关内部工作流程方面的信息，可以不予公开。",
        "完善内部资料管理制度",
        "此件公开发布",
        "公开属性：主动公开",
        "公开方式：不定期公开",
    ],
)
def test_rules_about_internal_matters_are_no_mark(text: str) -> None:
    assert kinds(text) == []


def test_findings_are_counted_by_paragraph_and_never_repeat_the_data() -> None:
    text = f"秘密★\n\n甲 {ID}、{ID}，13800138000\n \n乙 {CARD} a@b.cn"
    found = find(text)
    assert found == (
        Finding(FindingKind.SECRET_MARK, 1, 1),
        Finding(FindingKind.ID_NUMBER, 2, 2),
        Finding(FindingKind.MOBILE, 2, 1),
        Finding(FindingKind.BANK_CARD, 3, 1),
        Finding(FindingKind.EMAIL, 3, 1),
    )
    assert "1101" not in repr(found)
    assert paragraphs(text)[found[-1].paragraph - 1].startswith("乙")


def test_every_kind_has_a_chinese_name() -> None:
    assert len({kind.chinese for kind in FindingKind}) == len(FindingKind)


NOISE = st.lists(
    st.one_of(
        st.sampled_from(["\n", " ", "机密", "★", "内部资料", "注意保存", "a@b.cn", "，", "\u3000"]),
        st.sampled_from([ID, CARD, "13800138000", CREDIT_CODE, "６２", "-", "密级：", "X"]),
        st.text(max_size=3),
    )
).map("".join)


@given(NOISE)
def test_any_text_gives_findings_in_order_in_paragraphs_that_exist(text: str) -> None:
    found = find(text)
    assert [finding.paragraph for finding in found] == sorted(f.paragraph for f in found)
    assert all(1 <= finding.paragraph <= len(paragraphs(text)) for finding in found)
    assert all(finding.count >= 1 for finding in found)


@given(st.text("公开，。；", max_size=5), st.text("公开，。；", max_size=5))
def test_what_stands_around_a_number_does_not_hide_it(before: str, after: str) -> None:
    assert kinds(f"{before}{ID}{after}") == ["ID_NUMBER"]
    assert kinds(f"{before}{CARD}{after}") == ["BANK_CARD"]


@pytest.mark.parametrize(
    "hostile",
    ["1", "1 ", "a@", " ", "内 ", "机  密   ", f"{ID} ", f"{CARD} ", "\n", "-1", "@.", "1\n"],
)
def test_a_hostile_megabyte_takes_seconds_at_most(hostile: str) -> None:
    """Linear on every input: a quadratic step would take hours here, and the test run with it."""
    find(hostile * (1_000_000 // len(hostile)))
