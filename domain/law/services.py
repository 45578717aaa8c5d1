"""When the organ has kept a limit by sending a letter: at its receipt, or when it was sent.

Sources: domain.md B1 (国办公开办函〔2016〕235号, of the 2007 Regulation's time and still practice).
What an addressee must do, and his remedies, always run from receipt; this is about the organ.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.law.rows import REGULATION, Law, require_row, require_text


class KeptAt(StrEnum):
    """Which of a letter's days counts for the organ's own limit."""

    RECEIPT = "RECEIPT"
    SENDING = "SENDING"

    @property
    def chinese(self) -> str:
        return {"RECEIPT": "签收之日", "SENDING": "发出之日"}[self]


@dataclass(frozen=True)
class ServiceRule:
    """One way of service: `key` names it, `kept` is the day that counts, `article` says so."""

    TABLE: ClassVar[str] = "services"

    key: str
    valid_from: date
    source: str
    kept: KeptAt
    article: str

    def __post_init__(self) -> None:
        """Raises `Malformed` without an article."""
        require_row(self)
        require_text(self.article, "article")


def kept_at(law: Law, way: str, on: date) -> KeptAt:
    """Which day counts for a letter sent this way on a day. Raises `NotFound` for another way."""
    return law.row(ServiceRule, way, on).kept


_ARTICLE = "国办公开办函〔2016〕235号"
_SEEN = "国办公开办函〔2016〕235号 [PAGE]"
_ELECTRONIC = "[REC] 以电子方式发送的，以发出之日为准"

ROWS: tuple[ServiceRule, ...] = (
    ServiceRule("HANDED_OVER", REGULATION, _SEEN, KeptAt.RECEIPT, _ARTICLE),
    ServiceRule("THROUGH_ORGAN", REGULATION, _SEEN, KeptAt.RECEIPT, _ARTICLE),
    ServiceRule("POST", REGULATION, _SEEN, KeptAt.SENDING, _ARTICLE),
    ServiceRule("EMAIL", REGULATION, _ELECTRONIC, KeptAt.SENDING, _ARTICLE),
    ServiceRule("FAX", REGULATION, _ELECTRONIC, KeptAt.SENDING, _ARTICLE),
    ServiceRule("ONLINE", REGULATION, _ELECTRONIC, KeptAt.SENDING, _ARTICLE),
)
