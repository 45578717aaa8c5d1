"""旧系统办结: requests that an earlier system answered, kept as history (domain.md B1).

A request received before 2019-05-15 falls under the Regulation of 2007 (15 + 15 working days) and
comes in closed, without a clock. Later ones may be taken over too, when they were closed before the
archive was opened. No personal data is taken over.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.casefile import CreatedEvent
from domain.law.profile import ApplicantCategory
from domain.numbering import Number
from domain.requests.applicant import FilingChannel
from domain.requests.proceeding import RequestEvent, RequestState

NO_SERIAL = 0
"""The serial of a request that bears the number of an earlier system and none of this archive."""


@dataclass(frozen=True)
class Historical:
    """What is known of a request of an earlier system: its number there, and how it was counted."""

    number: str
    category: ApplicantCategory
    row: str
    source: str


class TakenOver(RequestEvent, CreatedEvent):
    """接收历史申请: `earlier_number` in the earlier system `source`, closed `on` a day.

    `row` is the row of the annual table in which it was counted, `order` the document that orders
    the takeover, `key` the line of the source.
    """

    TOPIC = "gongkai.information_request.taken_over.v1"
    category: ApplicantCategory
    channel: FilingChannel | None
    earlier_number: str
    key: str
    officer: str
    on: date
    order: str
    organ: str
    received_on: date
    row: str
    source: str

    def fold(self, case: Any) -> None:
        case.organ = self.organ
        case.number = Number("request", NO_SERIAL, self.received_on.year)
        if self.channel is not None:
            case.channel = self.channel
        case.taken_over = Historical(self.earlier_number, self.category, self.row, self.source)
        case.receipt = (self.originator_version, "received_on")
        case.first_row = self.row
        case.closed_at = self.originator_version
        case.state = RequestState.TAKEN_OVER
