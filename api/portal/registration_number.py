"""Registration numbers as people write them down, and the request that has one.

What is typed differs in width, brackets and blanks; the claim of the number in the journal says
which request took it, so that a number works from the moment it was given.
"""

import re
import unicodedata

from sqlalchemy import Connection

from api.portal.citizens import Citizens
from domain.numbering import Number, number_claim
from domain.organ import Organ
from domain.requests.request import InformationRequest
from domain.requests.writing import number_of
from projections import organs as organ_queries

_BLANK = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_PLACE = re.compile(r"(\d{4})\D+0*(\d{1,6})\D*$")


def written(citizens: Citizens, case: InformationRequest) -> str:
    """The registration number of a request as it is printed."""
    return number_of(case, citizens.archive.load(Organ, case.organ))


def request_numbered(
    citizens: Citizens, connection: Connection, typed: str
) -> tuple[str, str | None]:
    """(number, request): the number as it is printed and who has it; as typed and None if nobody.

    Tries are counted by the number: however it is written, it must be the same one.
    """
    text = unicodedata.normalize("NFKC", typed[:100])
    found = _PLACE.search(text)
    if found is None:
        return typed, None
    number = Number("request", int(found[2]), int(found[1]))
    if not number.serial:
        return typed, None
    journal = citizens.archive.journal
    for organ in organ_queries.organs(connection):
        act = journal.claimant(*number_claim(organ.id, number))
        if act is None:
            continue
        request = next(
            (
                event.stream
                for event in journal.events_of(act)
                if event.stream.startswith(f"{InformationRequest.PREFIX}:")
            ),
            None,
        )
        if request is None:
            continue
        printed = written(citizens, citizens.case(request))
        if _bare(printed) == _bare(text):
            return printed, request
    return typed, None


def _bare(number: str) -> str:
    """A number without brackets, blanks and 号, its digits kept apart where they were."""
    text = _BLANK.sub("", unicodedata.normalize("NFKC", number))
    parts = (part for part in _PARTS.findall(text) if not set(part) <= set("第年号"))
    return " ".join(str(int(part)) if part.isdigit() else part.lower() for part in parts)
