"""The profile of the jurisdiction: small practices that differ from place to place, as rows.

Sources: domain.md B2, B3, B8, H12 (条例 art 29, 31, 40; 国办公开办函〔2021〕30号). How online
filings are confirmed, how long request files are kept and how papers are numbered is local.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.errors import Malformed
from domain.law.rows import (
    REGULATION,
    Law,
    require_places,
    require_positive,
    require_row,
    require_text,
)


class ApplicantCategory(StrEnum):
    """申请人类别: the columns of the annual table; one natural kind, five of organisations (B8)."""

    NATURAL_PERSON = "NATURAL_PERSON"
    BUSINESS = "BUSINESS"
    RESEARCH = "RESEARCH"
    PUBLIC_WELFARE = "PUBLIC_WELFARE"
    LEGAL_SERVICE = "LEGAL_SERVICE"
    OTHER_ORGANISATION = "OTHER_ORGANISATION"

    @property
    def chinese(self) -> str:
        return {
            "NATURAL_PERSON": "自然人",
            "BUSINESS": "商业企业",
            "RESEARCH": "科研机构",
            "PUBLIC_WELFARE": "社会公益组织",
            "LEGAL_SERVICE": "法律服务机构",
            "OTHER_ORGANISATION": "其他",
        }[self]

    @property
    def natural(self) -> bool:
        """Whether it is a person; the others are 法人或其他组织."""
        return self is ApplicantCategory.NATURAL_PERSON


class ProvisionForm(StrEnum):
    """提供形式: the form information is asked for and given in (art 29(3), 40)."""

    PAPER = "PAPER"
    ELECTRONIC = "ELECTRONIC"
    DISC = "DISC"
    READING = "READING"
    COPYING = "COPYING"

    @property
    def chinese(self) -> str:
        return {
            "PAPER": "纸质",
            "ELECTRONIC": "电子数据",
            "DISC": "光盘等存储介质",
            "READING": "现场查阅",
            "COPYING": "现场抄录",
        }[self]


class ProvisionRoute(StrEnum):
    """获取途径: by which route it comes to the applicant (art 29(3))."""

    PICK_UP = "PICK_UP"
    POST = "POST"
    E_MAIL = "E_MAIL"
    FAX = "FAX"
    PORTAL = "PORTAL"
    ON_SITE = "ON_SITE"

    @property
    def chinese(self) -> str:
        return {
            "PICK_UP": "自行领取",
            "POST": "邮寄",
            "E_MAIL": "电子邮件",
            "FAX": "传真",
            "PORTAL": "网上查看、下载",
            "ON_SITE": "到场查阅、抄录",
        }[self]


class ConfirmationWay(StrEnum):
    """How both sides confirm a filing that nobody signed for (art 31)."""

    TELEPHONE = "TELEPHONE"
    E_MAIL = "E_MAIL"
    PORTAL = "PORTAL"
    IN_PERSON = "IN_PERSON"

    @property
    def chinese(self) -> str:
        return {
            "TELEPHONE": "电话",
            "E_MAIL": "电子邮件",
            "PORTAL": "网上平台",
            "IN_PERSON": "当面",
        }[self]


@dataclass(frozen=True)
class Confirmation:
    """How a filing is confirmed: `key` is online, fax or post; `text` is told to the applicant."""

    TABLE: ClassVar[str] = "confirmations"

    key: str
    valid_from: date
    source: str
    ways: tuple[ConfirmationWay, ...]
    text: str

    def __post_init__(self) -> None:
        """Raises `Malformed` without a way or a text."""
        require_row(self)
        require_text(self.text, "text")
        if not self.ways or len(set(self.ways)) != len(self.ways):
            raise Malformed("至少要有一种确认方式，不能重复", rule="法规表", field="ways")


@dataclass(frozen=True)
class Retention:
    """保管期限: how many years a closed file is kept before erasure is possible; `key` its kind."""

    TABLE: ClassVar[str] = "retentions"

    key: str
    valid_from: date
    source: str
    years: int

    def __post_init__(self) -> None:
        """Raises `Malformed` for less than a year."""
        require_row(self)
        require_positive(self.years, "years")

    def until(self, closed: date) -> date:
        """The last day a file closed on that day is kept; 28 February where there is no 29th."""
        try:
            return closed.replace(year=closed.year + self.years)
        except ValueError:
            return closed.replace(year=closed.year + self.years, day=28)


@dataclass(frozen=True)
class NumberForm:
    """How numbers are written: `key` is the kind of number, or `*` for every kind.

    `form` has the places {organ_mark} (机关代字), {word}, {year} and {number}; `word` stands where
    the paper has none of its own (依申请, 依复).
    """

    TABLE: ClassVar[str] = "number_forms"

    key: str
    valid_from: date
    source: str
    form: str
    word: str

    def __post_init__(self) -> None:
        """Raises `Malformed` unless each place is there once, or for a word with brackets."""
        require_row(self)
        require_places(self.form, ("organ_mark", "word", "year", "number"), "form")
        _require_word(self.word, "word")

    def write(self, mark: str, year: int, number: int, word: str | None = None) -> str:
        """The number as it is printed."""
        own = self.word if word is None else word
        return self.form.format(organ_mark=mark, word=own, year=year, number=number)


@dataclass(frozen=True)
class OrganMark:
    """机关代字: what an organ's numbers begin with; `key` is the organ's id."""

    TABLE: ClassVar[str] = "organ_marks"

    key: str
    valid_from: date
    source: str
    mark: str

    def __post_init__(self) -> None:
        """Raises `Malformed` for a mark with blanks or brackets, or none."""
        require_row(self)
        _require_word(self.mark, "mark")


def organ_mark(law: Law, organ: str, fallback: str, on: date) -> str:
    """The 机关代字 of an organ on a day; `fallback` for one that has stated none."""
    held = law.find(OrganMark, organ, on)
    return fallback if held is None else held.mark


def number_text(
    law: Law,
    kind: str,
    organ: str,
    fallback: str,
    year: int,
    number: int,
    on: date,
    *,
    word: str | None = None,
) -> str:
    """A number as it is printed; `fallback` is the mark of an organ that has stated none.

    `word` is the paper's own, if it has one. Raises `NotFound` when no form holds on that day.
    """
    form = law.find(NumberForm, kind, on) or law.row(NumberForm, "*", on)
    return form.write(organ_mark(law, organ, fallback, on), year, number, word)


def _require_word(value: str, field: str) -> None:
    require_text(value, field)
    if any(sign.isspace() or sign in "{}〔〕[]" for sign in value):
        raise Malformed(f"“{field}”不能有空白或括号", rule="法规表", field=field)


_FORM = "{organ_mark}{word}〔{year}〕{number}号"


_PRACTICE = "[REC] 各地做法不同，由本地确定"

ROWS: tuple[Confirmation | Retention | NumberForm, ...] = (
    Confirmation(
        "online",
        REGULATION,
        "条例 art 31；确认方式 [REC] 由本地确定",
        (ConfirmationWay.TELEPHONE, ConfirmationWay.E_MAIL),
        "收到网上提交的申请后，工作人员会按您留下的联系方式打电话或者发邮件与您确认；"
        "双方确认之日为收到申请之日，答复期限从次日起算。",
    ),
    Confirmation(
        "fax",
        REGULATION,
        "条例 art 31；确认方式 [REC] 由本地确定",
        (ConfirmationWay.TELEPHONE,),
        "收到传真的申请后，工作人员会打电话与您确认；双方确认之日为收到申请之日。",
    ),
    Confirmation(
        "post",
        REGULATION,
        "条例 art 31；确认方式 [REC] 由本地确定",
        (ConfirmationWay.TELEPHONE,),
        "收到平常信函的申请后，工作人员会在当日与您确认；确认之日为收到申请之日。",
    ),
    Retention("request_file", REGULATION, "[REC] 申请案卷的保管期限待核实", 10),
    NumberForm("*", REGULATION, _PRACTICE, _FORM, "依申请"),
    NumberForm("request", REGULATION, _PRACTICE, _FORM, "依申请"),
    NumberForm("rectification", REGULATION, _PRACTICE, _FORM, "更正"),
    NumberForm("complaint", REGULATION, _PRACTICE, _FORM, "举报"),
    NumberForm("letter", REGULATION, _PRACTICE, _FORM, "依复"),
)
