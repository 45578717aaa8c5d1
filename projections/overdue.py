"""What of a request is past its limit today: its answer, a new one that was ordered, or what the
organ owes a review or a suit. Each has a due date of its own."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from domain.requests.remedies import RemedyKind
from projections import request_file
from projections.docket import DocketRow


class Overdue(NamedTuple):
    """One thing that is late, and the day by which it had to be done."""

    what: str
    due: date


def overdue(connection: Connection, row: DocketRow, today: date) -> tuple[Overdue, ...]:
    """What is late of a request, the answer to the applicant first; empty when nothing is."""
    found = [
        Overdue(what, due)
        for what, due in (("答复", row.alarm_on), ("重新答复", row.ordered_until))
        if due is not None and due < today
    ]
    if row.remedy_due is not None and row.remedy_due < today:
        case = request_file.case(connection, row.id).case
        found += [
            Overdue(
                "复议答复" if one.kind is RemedyKind.REVIEW else "答辩", case.remedy_due(one.id)
            )
            for one in case.remedies.values()
            if one.answered is None and one.decided is None and case.remedy_due(one.id) < today
        ]
    return tuple(dict.fromkeys(found))
