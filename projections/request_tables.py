"""The tables of disclosure requests, and of the two case files a person brings beside them.

`request_events` holds events as the journal does: what a person said stands there sealed, and
nowhere in clear. All other tables are made from it. Dates are `YYYY-MM-DD`, times UTC as the
journal writes them, both as text.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Row, Table, Text

from domain.canonical import parse_utc
from domain.casefile import REGISTRY
from projections.views import REGISTER

events = Table(
    "request_events",
    REGISTER,
    Column("position", Integer, primary_key=True),
    # The request an event is shown under: its stream's own, or that of a secrecy review.
    Column("request", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("post", Text),
    Index("request_events_request", "request", "position"),
)

requests = Table(
    "requests",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("organ", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("state", Text, nullable=False),
    # The number in an earlier system, of a request taken over from there.
    Column("earlier_number", Text),
    Column("channel", Text),
    Column("category", Text, nullable=False),
    Column("applicants", Integer, nullable=False),
    Column("matters", Integer, nullable=False),
    # How many pieces (件) it counts for in the fee of its month.
    Column("pieces", Integer, nullable=False),
    Column("applicant", Text),
    Column("subject", Text),
    Column("arrived_on", Text, nullable=False),
    Column("received_on", Text),
    # The day it counts as come in: of receipt, or of arrival if it ended unconfirmed.
    Column("entered_on", Text),
    Column("due_on", Text),
    # The due date by the day of receipt that the applicant maintains.
    Column("claimed_due_on", Text),
    Column("told_on", Text),
    Column("alarm_on", Text),
    # The earliest of alarm, answer to a review or suit, and ordered new reply.
    Column("urgent_on", Text),
    Column("provisional", Boolean, nullable=False),
    Column("waits", Text),
    Column("waits_until", Text),
    # Of a consultation: who was asked first and has not answered, since when, and the day on which
    # to ask again where no limit ends the waiting.
    Column("asked", Text),
    Column("asked_on", Text),
    Column("remind_on", Text),
    # The day that ended the clock; None while a signed reply lies here unsent.
    Column("closed_on", Text),
    Column("days_late", Integer, nullable=False),
    Column("answered_on", Text),
    # Working days from receipt to the first answer.
    Column("answer_days", Integer),
    Column("first_row", Text),
    Column("disposed_on", Text),
    Column("overturned_on", Text),
    Column("contested", Boolean, nullable=False),
    Column("remedy_due", Text),
    Column("ordered_until", Text),
    Column("to_dispatch", Integer, nullable=False),
    Column("unproven", Integer, nullable=False),
    Column("breaches", Integer, nullable=False),
    Column("reply_stage", Text),
    Column("opened", Integer, nullable=False),
    # What lists are sorted by (`request_rows.urgency`).
    Column("urgency", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("requests_organ", "organ", "urgency", "id"),
    Index("requests_urgency", "urgency", "id"),
    Index("requests_number", "year", "serial"),
)

matters = Table(
    "request_matters",
    REGISTER,
    Column("request", Text, primary_key=True),
    Column("matter", Integer, primary_key=True),
    Column("description", Text, nullable=False),
    Column("feature", Text),
    Column("outcome", Text),
    Column("ground", Text),
    Column("withdrawn", Boolean, nullable=False),
    Column("opened", Boolean, nullable=False),
)

persons = Table(
    "request_persons",
    REGISTER,
    Column("request", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Index("request_persons_person", "person"),
)

links = Table(
    "request_links",
    REGISTER,
    Column("request", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("other_person", Text, primary_key=True),
    Index("request_links_person", "person"),
    Index("request_links_other", "other_person"),
)

breaches = Table(
    "request_breaches",
    REGISTER,
    Column("position", Integer, primary_key=True),
    Column("request", Text, nullable=False),
    Column("organ", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("days", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    # The stream version of the event that broke the rule, and its legal day.
    Column("of", Integer, nullable=False),
    Column("on", Text, nullable=False),
    Index("request_breaches_request", "request"),
    Index("request_breaches_organ", "organ", "position"),
)

lawbook_events = Table(
    "request_lawbook_events",
    REGISTER,
    Column("position", Integer, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
)

rectifications = Table(
    "rectifications",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("organ", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("record", Text),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("filed_on", Text, nullable=False),
    Column("changed_on", Text, nullable=False),
    Column("told_on", Text),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Index("rectifications_position", "position"),
)

complaints = Table(
    "complaints",
    REGISTER,
    Column("id", Text, primary_key=True),
    Column("organ", Text, nullable=False),
    Column("against", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("request", Text),
    Column("form", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("holding", Text),
    Column("filed_on", Text, nullable=False),
    Column("changed_on", Text, nullable=False),
    Column("order_until", Text),
    Column("fulfilled_on", Text),
    Column("version", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Index("complaints_position", "position"),
)


def event_of(row: Row[Any]) -> Any:
    """A stored event, read back. Raises `UnknownEvent`, `Malformed`."""
    return REGISTRY.decode(
        row.topic,
        row.data.encode(),
        stream=row.stream,
        version=row.version,
        time=parse_utc(row.recorded_at),
    )
