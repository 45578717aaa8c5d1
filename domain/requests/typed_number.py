"""Registration numbers as people write them down, and the request that has one.

What is typed differs in width, brackets and blanks; the claim of the number in the journal says
which request took it, so that a number works from the moment it was given.
"""

import re
import unicodedata
from collections.abc import Iterable

from domain.archive import ArchiveApplication
from domain.numbering import Number, number_claim
from domain.organ import Organ
from domain.requests.counting import Rules
from domain.requests.request import InformationRequest
from domain.requests.writing import number_of

_LONGEST = 100
_BLANK = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_BARE = re.compile(r"[\W第]*(?:(20[0-9]{2})[\W年第]+)?0*([0-9]{1,6})[\W号]*")
_PLACE = re.compile(r"(\d{4})\D+0*(\d{1,6})\D*$")


def request_numbered(
    archive: ArchiveApplication, rules: Rules, organs: Iterable[str], typed: str
) -> tuple[str, str] | None:
    """(number as it is printed, request) of the one of these organs that has it; None if nobody."""
    text = unicodedata.normalize("NFKC", typed[:_LONGEST])
    found = _PLACE.search(text)
    if found is None:
        return None
    number = Number("request", int(found[2]), int(found[1]))
    if not number.serial:
        return None
    for organ in organs:
        request = _claimant(archive, organ, number)
        if request is None:
            continue
        case = archive.load(InformationRequest, request).under(rules)
        printed = number_of(case, archive.load(Organ, case.organ))
        if _plain(printed) == _plain(text):
            return printed, request
    return None


def bare_number(typed: str) -> tuple[int | None, int] | None:
    """(year, serial) of a number without the mark of an organ, as it is said over a counter: 8,
    2026-8, 2026 年第 8 号. The year is None when it was left out; None for any other text."""
    found = _BARE.fullmatch(unicodedata.normalize("NFKC", typed[:_LONGEST]).strip())
    if found is None:
        return None
    return int(found[1]) if found[1] else None, int(found[2])


def _claimant(archive: ArchiveApplication, organ: str, number: Number) -> str | None:
    act = archive.journal.claimant(*number_claim(organ, number))
    if act is None:
        return None
    prefix = f"{InformationRequest.PREFIX}:"
    streams = (event.stream for event in archive.journal.events_of(act))
    return next((stream for stream in streams if stream.startswith(prefix)), None)


def _plain(number: str) -> str:
    """A number without brackets, blanks and 号, its digits kept apart where they were."""
    text = _BLANK.sub("", unicodedata.normalize("NFKC", number))
    parts = (part for part in _PARTS.findall(text) if not set(part) <= set("第年号"))
    return " ".join(str(int(part)) if part.isdigit() else part.lower() for part in parts)
