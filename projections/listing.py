"""Lists that are read part by part: how long a part is, and how one goes on."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.errors import Malformed

LIST_LENGTH = 20
LONGEST_LIST = 1000

T = TypeVar("T")


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A part of an ordered list: `total` counts all of it, `next` is the cursor to go on after."""

    items: tuple[T, ...]
    total: int
    next: str | None


def part(limit: int) -> int:
    """A length asked for, brought between 1 and `LONGEST_LIST`."""
    return max(1, min(limit, LONGEST_LIST))


def not_a_cursor() -> Malformed:
    """The refusal of a cursor that no list gave out."""
    return Malformed("翻页位置写法不对，请从第一页重新开始", rule="cursor", field="after")


def position_after(cursor: str) -> int:
    """The position a cursor stands for. Raises `Malformed`."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 15):
        raise not_a_cursor()
    return int(cursor)
