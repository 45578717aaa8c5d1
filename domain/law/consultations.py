"""Whom an organ asks before it answers, by when, and what silence means (条例 art 11, 17, 32-34).

Sources: domain.md B1, H1: a silent third party leaves the decision to the organ, a silent
co-producing organ is deemed to consent, another organ's silence means nothing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.calendar import WorkingDays
from domain.errors import Malformed
from domain.law.limits import Limit
from domain.law.rows import REGULATION, Law, require_row, require_text


class ConsultationKind(StrEnum):
    """The kinds the law knows; each is the key of its rule."""

    THIRD_PARTY = "THIRD_PARTY"
    CO_PRODUCER = "CO_PRODUCER"
    OTHER_ORGAN = "OTHER_ORGAN"


class Silence(StrEnum):
    """What it means when the limit passes without an answer."""

    ORGAN_DECIDES = "ORGAN_DECIDES"
    DEEMED_CONSENT = "DEEMED_CONSENT"
    NOTHING = "NOTHING"

    @property
    def chinese(self) -> str:
        return {
            "ORGAN_DECIDES": "逾期未提出意见的，由行政机关决定是否公开",
            "DEEMED_CONSENT": "逾期未提出意见的，视为同意公开",
            "NOTHING": "没有答复不产生法律后果",
        }[self]


@dataclass(frozen=True)
class ConsultationRule:
    """One kind of consultation: `key` is a `ConsultationKind`, `chinese` what officers call it.

    `asked` says who is asked; `limit` is the key of the `Limit` after which `silence` counts, None
    when the law sets none; `stops_clock`: its time is not counted (art 33 ¶3); `letter` is the name
    of the paper that asks.
    """

    TABLE: ClassVar[str] = "consultations"

    key: str
    valid_from: date
    source: str
    chinese: str
    asked: str
    article: str
    limit: str | None
    silence: Silence
    stops_clock: bool
    letter: str

    def __post_init__(self) -> None:
        """Raises `Malformed` for a kind that does not exist, or silence without a limit."""
        require_row(self)
        for name in ("chinese", "asked", "article", "letter"):
            require_text(getattr(self, name), name)
        if self.key not in set(ConsultationKind):
            raise Malformed(
                f"没有“{self.key}”这种征求意见；可用：{'、'.join(ConsultationKind)}",
                rule="法规表",
                field="key",
            )
        if self.limit is None and self.silence is not Silence.NOTHING:
            raise Malformed("没有期限，沉默就不能有法律后果", rule="法规表", field="silence")


def consultation_rule(law: Law, kind: ConsultationKind, on: date) -> ConsultationRule:
    """The rule of a kind of consultation on a day. Raises `NotFound`."""
    return law.row(ConsultationRule, kind, on)


def silence_after(law: Law, kind: ConsultationKind, on: date) -> WorkingDays | None:
    """How long one who was asked may stay silent, None when the law sets no limit."""
    limit = consultation_rule(law, kind, on).limit
    return None if limit is None else law.row(Limit, limit, on).working_days


_LAW = "中华人民共和国政府信息公开条例（国令711号）"

ROWS: tuple[ConsultationRule, ...] = (
    ConsultationRule(
        ConsultationKind.THIRD_PARTY.value,
        REGULATION,
        _LAW,
        "征求第三方意见",
        "公开可能损害其合法权益的第三方",
        "条例 art 32",
        "third_party",
        Silence.ORGAN_DECIDES,
        True,
        "第三方意见征询书",
    ),
    ConsultationRule(
        ConsultationKind.CO_PRODUCER.value,
        REGULATION,
        _LAW,
        "征求共同制作机关意见",
        "与本机关共同制作该信息的其他行政机关",
        "条例 art 34",
        "co_producer",
        Silence.DEEMED_CONSENT,
        True,
        "征求共同制作机关意见函",
    ),
    ConsultationRule(
        ConsultationKind.OTHER_ORGAN.value,
        REGULATION,
        _LAW,
        "与其他机关协商、报请确定",
        "信息所涉及的其他机关，或者有权确定能否公开的主管部门",
        "条例 art 11, 17, 33",
        None,
        Silence.NOTHING,
        True,
        "征求意见函",
    ),
)
