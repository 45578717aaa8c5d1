"""From and to: the days between which what is searched was published, as an address names them."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from search.characters import fold
from search.engine import Clause, Range
from search.fields import POSITION_BITS, day_number

_DAY = re.compile(
    r"\s*(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)?\s*"
)
_DIGITS = re.compile(r"\s*(\d{4})(\d{2})(\d{2})?\s*")
_LONGEST = 40


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included; None is open. A period is never back to front.

    The day is that of publication; of what does not state it, the day it was drawn up: the same
    day that years and months are counted by, and that lists are sorted by.
    """

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            first, last = self.last, self.first
            object.__setattr__(self, "first", first)
            object.__setattr__(self, "last", last)

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None

    def clauses(self) -> tuple[Clause, ...]:
        """What a version must match to be of this time; nothing when the period is open."""
        if not self:
            return ()
        low = day_number(self.first) if self.first else 1
        high = (day_number(self.last) + 1 << POSITION_BITS) - 1 if self.last else None
        return (Range("dated", low << POSITION_BITS, high),)


ALWAYS = Period()
"""No day is named."""


def read_day(text: str, *, last: bool = False) -> date | None:
    """The day that `text` names, None if it names none; of a year or a month the first or `last`.

    2023-05-18, 20230518, 2023/5/18, 2023年5月18日; 2023-05, 2023年5月; 2023, 2023年.
    """
    if len(text) > _LONGEST:
        return None
    folded = fold(text)
    found = _DAY.fullmatch(folded) or _DIGITS.fullmatch(folded)
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    if year < 1 or (found[2] and not 1 <= month <= 12):
        return None
    month = month or (12 if last else 1)
    days = calendar.monthrange(year, month)[1]
    if found[3] and not 1 <= day <= days:
        return None
    return date(year, month, day or (days if last else 1))
