"""Commands on 更正 (条例 art 41) and 投诉、举报 (art 51), put together as `Handling` is."""

from dataclasses import dataclass

from domain.complaint_acts import ComplaintActs
from domain.rectification_acts import RectificationActs


@dataclass(frozen=True)
class Redress(RectificationActs, ComplaintActs):
    """更正、投诉举报: the application layer of both case files."""
