"""The rows a request is listed by: a pure function of its case file and of the rules.

None of them depends on today. What is overdue, due soon or waiting is asked with `today` at hand
(`docket.py`). A case that ended keeps the rules that stood when it was answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from domain.calendar import Calendar, WorkingDays
from domain.clock_count import stop_end
from domain.clocks import Clock, Facts, working_days_between
from domain.codec import members_of
from domain.law.consultations import ConsultationKind
from domain.personal import Sealed
from domain.requests.counting import Rules
from domain.requests.letters import Served
from domain.requests.proceeding import RequestState
from domain.requests.remedies import RemedyResult
from domain.requests.request import InformationRequest

Values = dict[str, Any]

SEALED = members_of(Sealed)
REMIND = WorkingDays(20)
"""After these an organ that was asked without a limit is asked again: as long as an answer takes.
Ours to choose; the law sets none (条例 art 33)."""


class Wait(StrEnum):
    """Whom a request waits for."""

    CONFIRMATION = "CONFIRMATION"
    CLARIFICATION = "CLARIFICATION"
    FEE = "FEE"
    CONSULTATION = "CONSULTATION"

    @property
    def chinese(self) -> str:
        return {
            "CONFIRMATION": "等双方确认收到日期",
            "CLARIFICATION": "等申请人补正",
            "FEE": "等申请人缴费",
            "CONSULTATION": "等被征求意见的一方答复",
        }[self]


class Part(StrEnum):
    """What somebody is in a request."""

    APPLICANT = "APPLICANT"
    PROXY = "PROXY"
    THIRD_PARTY = "THIRD_PARTY"


@dataclass(frozen=True)
class Standing:
    """A request under the rules it is counted by: those of today, or those of its answer.

    `counted_at` is the version of the event that fixed its row in the annual table.
    """

    case: InformationRequest
    counted_at: int | None
    facts: Facts
    clock: Clock
    calendar: Calendar
    rules: Rules
    present: Rules


def standing(
    case: InformationRequest,
    counted_at: int | None,
    present: Rules,
    then: Callable[[int], Rules],
    day: date,
) -> Standing:
    """Count a request. `then` gives the rules as they stood at a version of its stream.

    `day` is that of its last act: nothing that is kept depends on a later one.
    """
    facts = case.under(present).facts()
    rules = present
    if facts.ended is not None:
        rules = then(case.replied or case.closed_at or facts.ended.order)
        facts = case.under(rules).facts()
    counted = case.count(day)
    ended = facts.ended
    calendar = rules.calendar if ended is None else rules.calendar.known_on(ended.on)
    return Standing(case, counted_at, facts, counted, calendar, rules, present)


def request_row(one: Standing, position: int) -> Values:
    """The row of a request in `requests`."""
    case, clock = one.case, one.clock
    closed_on = one.facts.ended.on if one.facts.ended is not None else None
    answered = case.answered_on
    waits, until = _waits(one)
    asked, asked_on = _asked(one) if waits is Wait.CONSULTATION else (None, None)
    remind = None
    if asked_on is not None and until is None:
        remind = one.calendar.after(asked_on, REMIND)
    disposed = None
    # Signed and not yet served is not disposed of; a reopened case stays counted where it was.
    unserved = one.facts.ended is None and one.counted_at == case.replied
    if one.counted_at is not None and not unserved:
        disposed = legal_day(case, one.counted_at, case.arrived_on)
    row = _told(case) | {
        "entered_on": case.received_on or (None if disposed is None else case.arrived_on),
        "disposed_on": disposed,
        "due_on": clock.due,
        "claimed_due_on": _claimed_due(one),
        "told_on": clock.told,
        "alarm_on": clock.alarm,
        "provisional": clock.provisional,
        "waits": waits,
        "waits_until": until,
        "asked": asked,
        "asked_on": asked_on,
        "remind_on": remind,
        "closed_on": closed_on,
        "days_late": clock.days_late if closed_on is not None else 0,
        "answered_on": answered,
        "answer_days": _answer_days(one, answered),
        "remedy_due": _remedy_due(one),
        "ordered_until": case.ordered_until,
        "opened": len(case.opened_matters),
        "position": position,
    }
    row["urgent_on"] = min(
        (row[name] for name in ("alarm_on", "remedy_due", "ordered_until") if row[name]),
        default=None,
    )
    row["urgency"] = urgency(row)
    return {name: _plain(value) for name, value in row.items()}


def matter_rows(case: InformationRequest) -> list[Values]:
    """The rows of its matters."""
    opened = case.opened_matters
    rows = []
    for number, matter in sorted(case.matters.items()):
        outcome = case.outcomes.get(number)
        rows.append(
            {
                "request": case.id,
                "matter": number,
                "description": SEALED.text(matter.description),
                "feature": None if matter.feature is None else SEALED.text(matter.feature),
                "outcome": None if outcome is None else outcome.outcome,
                "ground": None if outcome is None else outcome.ground,
                "withdrawn": number in case.withdrawn,
                "opened": number in opened,
            }
        )
    return rows


def person_rows(case: InformationRequest) -> list[Values]:
    """Who is in it, and as what."""
    found = [(one.person, Part.APPLICANT) for one in case.applicants]
    if case.proxy is not None:
        found.append((case.proxy.person, Part.PROXY))
    found += [
        (one.third_party.person, Part.THIRD_PARTY)
        for one in case.consultations
        if one.third_party is not None
    ]
    return [
        {"request": case.id, "person": person, "role": role.value}
        for person, role in dict.fromkeys(found)
    ]


def link_rows(case: InformationRequest) -> list[Values]:
    """Whom the desk holds to be the same person."""
    return [
        {"request": case.id, "person": person, "other_person": other}
        for person, other in dict.fromkeys(case.links)
    ]


def legal_day(case: InformationRequest, version: int, recorded_on: date) -> date:
    """The legal date of an event: as stated and amended, of its letter, or of its record."""
    for member in ("on", "letter.dated"):
        if (version, member) in case.dates:
            return case.dates[version, member]
    return recorded_on


def urgency(row: Mapping[str, Any]) -> str:
    """A key by which rows are sorted: unconfirmed by age, then by what is due, then what waits
    without a date; closed ones last, the newest before the others."""
    due = [row[name] for name in ("urgent_on", "remind_on") if row.get(name) is not None]
    if due:
        return _key(1, min(due))
    if row["closed_on"] is not None:
        return _key(3, row["closed_on"], latest_first=True)
    if row["state"] is RequestState.UNCONFIRMED:
        return _key(0, row["arrived_on"])
    return _key(2, row["waits_until"] or row["arrived_on"])


def _key(group: int, day: date, *, latest_first: bool = False) -> str:
    number = day.toordinal()
    return f"{group}{9_999_999 - number if latest_first else number:07}"


def _told(case: InformationRequest) -> Values:
    """What is read off the case file as it is."""
    history = case.taken_over
    category = case.applicants[0].category if history is None else history.category
    first = min(case.open_matters or case.matters, default=None)
    return {
        "id": case.id,
        "organ": case.organ,
        "year": case.number.year,
        "serial": case.number.serial,
        "state": case.state,
        "earlier_number": None if history is None else history.number,
        "channel": getattr(case, "channel", None),
        "category": category,
        "applicants": len(case.applicants),
        "matters": len(case.matters),
        "pieces": _pieces(case),
        "applicant": SEALED.text(case.applicants[0].name) if case.applicants else None,
        "subject": None if first is None else SEALED.text(case.matters[first].description),
        "arrived_on": case.arrived_on,
        "received_on": case.received_on,
        "first_row": case.first_row,
        "overturned_on": _overturned_on(case),
        "contested": case.contested,
        "to_dispatch": sum(_to_dispatch(case, one) for one in case.letters.values()),
        "unproven": sum(map(_unproven, case.letters.values())),
        "breaches": len(case.breaches),
        "reply_stage": None if case.reply is None else case.reply.stage,
        "version": case.version,
    }


def _pieces(case: InformationRequest) -> int:
    """As charged per piece, else one for each matter; what went into another request has none."""
    if case.state is RequestState.JOINED:
        return 0
    return case.charged_pieces or len(case.matters)


def _to_dispatch(case: InformationRequest, served: Served) -> bool:
    """Issued and still here, or come back and not sent again; not what was handed over at once."""
    at_the_desk = served.issued == case.replied and served.letter.id not in case.replies
    if served.delivered is not None or at_the_desk:
        return False
    return served.dispatched is None or _came_back(served)


def _unproven(served: Served) -> bool:
    """Sent, and nothing shows yet that it was received."""
    return served.delivered is None and served.dispatched is not None and not _came_back(served)


def _came_back(served: Served) -> bool:
    last = served.failed[-1] if served.failed else 0
    return served.dispatched is not None and last > served.dispatched


def _overturned_on(case: InformationRequest) -> date | None:
    """The day of the first decision that corrected a reply."""
    days = [
        case.on(one.decided)
        for one in case.remedies.values()
        if one.decided is not None and one.result is RemedyResult.CORRECTED
    ]
    return min(days, default=None)


def _waits(one: Standing) -> tuple[Wait | None, date | None]:
    case = one.case
    if case.state is RequestState.UNCONFIRMED:
        return Wait.CONFIRMATION, None
    if case.state is RequestState.CLARIFYING:
        return Wait.CLARIFICATION, case.waiting_until()
    if case.state is RequestState.CHARGED:
        return Wait.FEE, case.waiting_until()
    stops = [stop for stop in one.facts.stops if stop.answered is None]
    if case.state is not RequestState.OPEN or not stops:
        return None, None
    ends = [stop_end(stop, one.calendar) for stop in stops]
    return Wait.CONSULTATION, None if None in ends else max(end for end in ends if end)


def _asked(one: Standing) -> tuple[str | None, date | None]:
    """Who was asked first of those who have not answered, and on which day the letter was sent.

    A third party is not named here: the row is in clear.
    """
    case = one.case
    open_ = {stop.letter: stop.sent.on for stop in one.facts.stops if stop.answered is None}
    found = [found for found in case.consultations if found.letter in open_]
    if not found:
        return None, None
    first = min(found, key=lambda asked: open_[asked.letter])
    addressee = case.letters[first.letter].letter.addressee
    named = first.kind is not ConsultationKind.THIRD_PARTY
    return (addressee.whom if named and addressee.whom else "第三方"), open_[first.letter]


def _claimed_due(one: Standing) -> date | None:
    claimed = one.case.disputed_count(one.case.arrived_on)
    return None if claimed is None else claimed.due


def _answer_days(one: Standing, answered: date | None) -> int | None:
    received = one.case.received_on
    if answered is None or received is None:
        return None
    return working_days_between(one.calendar, received, answered)


def _remedy_due(one: Standing) -> date | None:
    """By when the organ must answer the earliest review or suit that it has not answered yet."""
    case = one.case.under(one.present)
    dues = [
        case.remedy_due(remedy.id)
        for remedy in case.remedies.values()
        if remedy.answered is None and remedy.decided is None
    ]
    case.under(one.rules)
    return min(dues, default=None)


def _plain(value: Any) -> Any:
    """A value as a column holds it."""
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
