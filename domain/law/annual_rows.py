"""The rows of the annual report in which a request is counted, and which one wins.

Sources: domain.md B4, B5, B8 (条例 art 50; 国办公开办函〔2021〕30号). A request is counted once,
also when it holds several matters: some opened and some not is 三(二) 部分公开, which is counted
there only; otherwise the row with the lowest precedence counts.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.errors import Malformed
from domain.law.rows import REGULATION, require_positive, require_row, require_text


class Opening(StrEnum):
    """Whether what is counted in a row was opened, opened in part, or not opened."""

    OPENED = "OPENED"
    PART = "PART"
    NOT_OPENED = "NOT_OPENED"


@dataclass(frozen=True)
class AnnualRow:
    """One row of 三, 本年度办理结果: `key` is 3.1 for 三(一), 3.3.5 for 三(三)5.

    `label` is how the form writes the place, `precedence` decides which row a request with several
    matters is counted in: the lowest. Exactly one row has the opening PART.
    """

    TABLE: ClassVar[str] = "annual_rows"

    key: str
    valid_from: date
    source: str
    label: str
    chinese: str
    opening: Opening
    precedence: int

    def __post_init__(self) -> None:
        """Raises `Malformed` for a key that is no place in the form."""
        require_row(self)
        require_text(self.label, "label")
        require_text(self.chinese, "chinese")
        require_positive(self.precedence, "precedence")
        parts = self.key.split(".")
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise Malformed("“key”应写成 3.3.5 这样的数字", rule="法规表", field="key")


@dataclass(frozen=True)
class GroundRow:
    """In which annual row a refusal is counted: `key` is the ground's code (domain.grounds)."""

    TABLE: ClassVar[str] = "ground_rows"

    key: str
    valid_from: date
    source: str
    annual_row: str

    def __post_init__(self) -> None:
        """Raises `Malformed` without a row."""
        require_row(self)
        require_text(self.annual_row, "annual_row")


_FORM = "政府信息公开工作年度报告格式（国办公开办函〔2021〕30号）三"

_ROWS = (
    ("3.1", "三(一)", "予以公开", Opening.OPENED),
    (
        "3.2",
        "三(二)",
        "部分公开（区分处理的，只计这一情形，不计其他情形）",
        Opening.PART,
    ),
    ("3.3.1", "三(三)1", "属于国家秘密", Opening.NOT_OPENED),
    ("3.3.2", "三(三)2", "其他法律行政法规禁止公开", Opening.NOT_OPENED),
    ("3.3.3", "三(三)3", "危及“三安全一稳定”", Opening.NOT_OPENED),
    ("3.3.4", "三(三)4", "保护第三方合法权益", Opening.NOT_OPENED),
    ("3.3.5", "三(三)5", "属于三类内部事务信息", Opening.NOT_OPENED),
    ("3.3.6", "三(三)6", "属于四类过程性信息", Opening.NOT_OPENED),
    ("3.3.7", "三(三)7", "属于行政执法案卷", Opening.NOT_OPENED),
    ("3.3.8", "三(三)8", "属于行政查询事项", Opening.NOT_OPENED),
    ("3.4.1", "三(四)1", "本机关不掌握相关政府信息", Opening.NOT_OPENED),
    ("3.4.2", "三(四)2", "没有现成信息需要另行制作", Opening.NOT_OPENED),
    ("3.4.3", "三(四)3", "补正后申请内容仍不明确", Opening.NOT_OPENED),
    ("3.5.1", "三(五)1", "信访举报投诉类申请", Opening.NOT_OPENED),
    ("3.5.2", "三(五)2", "重复申请", Opening.NOT_OPENED),
    ("3.5.3", "三(五)3", "要求提供公开出版物", Opening.NOT_OPENED),
    ("3.5.4", "三(五)4", "无正当理由大量反复申请", Opening.NOT_OPENED),
    ("3.5.5", "三(五)5", "要求行政机关确认或重新出具已获取信息", Opening.NOT_OPENED),
    (
        "3.6.1",
        "三(六)1",
        "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        Opening.NOT_OPENED,
    ),
    (
        "3.6.2",
        "三(六)2",
        "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        Opening.NOT_OPENED,
    ),
    ("3.6.3", "三(六)3", "其他", Opening.NOT_OPENED),
)

ANNUAL_ROWS: tuple[AnnualRow, ...] = tuple(
    AnnualRow(key, REGULATION, _FORM, label, chinese, opening, 10 * number)
    for number, (key, label, chinese, opening) in enumerate(_ROWS, 1)
)
"""The 21 rows, in the order of the form, which is their precedence too (ours to choose)."""

GROUND_ROWS: tuple[GroundRow, ...] = tuple(
    GroundRow(code, REGULATION, _FORM, row)
    for code, row in (
        ("D1", "3.3.1"),
        ("D2", "3.3.2"),
        ("D3", "3.3.3"),
        ("D4", "3.3.4"),
        ("D5", "3.3.5"),
        ("D6", "3.3.6"),
        ("D7", "3.3.7"),
    )
)

ROWS: tuple[AnnualRow | GroundRow, ...] = (*ANNUAL_ROWS, *GROUND_ROWS)
