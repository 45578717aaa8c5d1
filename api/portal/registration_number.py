"""Registration numbers at the portal: as they are printed, and the request that has a typed one."""

from sqlalchemy import Connection

from api.portal.citizens import Citizens
from domain.organ import Organ
from domain.requests.request import InformationRequest
from domain.requests.typed_number import request_numbered as numbered
from domain.requests.writing import number_of
from projections import organs as organ_queries


def written(citizens: Citizens, case: InformationRequest) -> str:
    """The registration number of a request as it is printed."""
    return number_of(case, citizens.archive.load(Organ, case.organ))


def request_numbered(
    citizens: Citizens, connection: Connection, typed: str
) -> tuple[str, str | None]:
    """(number, request): the number as it is printed and who has it; as typed and None if nobody.

    Tries are counted by the number: however it is written, it must be the same one.
    """
    organs = (organ.id for organ in organ_queries.organs(connection))
    found = numbered(citizens.archive, citizens.handling.rules(), organs, typed)
    return found or (typed, None)
