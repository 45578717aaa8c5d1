"""When what a saved search found is told: as it comes, once a day or once a week."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.act import BEIJING

BETWEEN_MAILS = timedelta(hours=1)
"""Nobody gets two mails within it, whatever happens."""

GATHERING = timedelta(minutes=1)
"""How long what comes at once waits for the rest of what is published with it."""

MORNING = time(8, 0)
"""When digests go out, in Beijing: before office hours."""

_MONDAY = 0


class Rhythm(StrEnum):
    """How often somebody wants to be told."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def chinese(self) -> str:
        """As the form calls it."""
        return {"at_once": "有新的就发", "daily": "每天一封", "weekly": "每周一封"}[self]

    @property
    def told(self) -> str:
        """When exactly."""
        return {
            "at_once": "一小时内最多一封",
            "daily": "有新的才发，早上八点",
            "weekly": "有新的才发，周一早上八点",
        }[self]


def due(rhythm: Rhythm, waiting_since: datetime, last: datetime | None) -> datetime:
    """The first moment at which what waits since then may be told to one told before at `last`."""
    if rhythm is Rhythm.AT_ONCE:
        earliest = waiting_since + GATHERING
    else:
        earliest = _next_morning(waiting_since, weekly=rhythm is Rhythm.WEEKLY)
    return earliest if last is None else max(earliest, last + BETWEEN_MAILS)


def _next_morning(moment: datetime, *, weekly: bool) -> datetime:
    here = moment.astimezone(BEIJING)
    morning = datetime.combine(here.date(), MORNING, BEIJING)
    while morning < here or (weekly and morning.weekday() != _MONDAY):
        morning += timedelta(days=1)
    return morning
