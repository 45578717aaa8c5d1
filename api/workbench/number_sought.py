"""What a registration number leads to that an officer typed: a request, or why there is none."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from api.portal.citizens import Citizens
from api.portal.registration_number import request_numbered, written
from api.workbench.act_form import case_address
from domain.errors import NotFound
from domain.requests.typed_number import bare_number
from projections import organs as organ_queries
from projections import request_file

UNKNOWN = "没有这个编号的申请，请核对年份和序号；编号要写全，或者只写年份和序号，例如 2026-104"
ELSEWHERE = "这是另一个机关的编号，不在本机关"
SEVERAL = "这个编号不止一个机关有，请选一件"


@dataclass(frozen=True)
class Candidate:
    """One of the requests that a bare number may mean."""

    address: str
    number: str
    organ: str


@dataclass(frozen=True)
class Sought:
    """What a number leads to: `request` when it is one, else what is `said` instead."""

    request: str | None
    said: str = ""
    candidates: tuple[Candidate, ...] = ()


def number_sought(
    connection: Connection, citizens: Citizens, number: str, organ: str | None, today: date
) -> Sought:
    """The request with a number as people write it: a whole one names its organ, a bare one is of
    the post's own organ, and the year may be left out for this year's."""
    bare = bare_number(number)
    if bare is None:
        _, found = request_numbered(citizens, connection, number)
        if found is None:
            return Sought(None, UNKNOWN)
        if organ not in (None, citizens.case(found).organ):
            return Sought(None, ELSEWHERE)
        return Sought(found)
    year, serial = bare[0] or today.year, bare[1]
    organs = {one.id: one.name for one in organ_queries.organs(connection)}
    named = [
        (request, organ_name)
        for identity, organ_name in organs.items()
        if organ in (None, identity)
        and (request := _of_organ(connection, year, serial, identity)) is not None
    ]
    if len(named) == 1:
        return Sought(named[0][0])
    candidates = tuple(
        Candidate(case_address(one), written(citizens, citizens.case(one)), of) for one, of in named
    )
    return Sought(None, SEVERAL if named else UNKNOWN, candidates)


def _of_organ(connection: Connection, year: int, serial: int, organ: str) -> str | None:
    try:
        return request_file.request_of_number(connection, year, serial, organ=organ)
    except NotFound:
        return None
