"""当场答复: what may be answered at the desk as the application is registered (条例 art 33).

Only outcomes whose row of law allows it; what gives or refuses information takes three officers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.forms import Reading, Sent
from api.portal.documents import record_address
from api.portal.draft import Size
from api.site import Site
from api.workbench.intake_form import evidence_of
from domain.errors import NotFound
from domain.law.law import Law
from domain.law.outcomes import OutcomeRule
from domain.requests.given import GivenEvidence, GivenOutcome
from domain.vocabulary import Status
from projections import register
from projections.register import ListedRecord
from search.engine import EngineUnavailable
from search.finding import Request

MOST_FOUND = 8
_WORDS = ("where", "right_organ", "right_contact", "undetermined_reason", "reason")


@dataclass(frozen=True)
class Answered:
    """The answer given at the desk: the outcome of each matter, and its proof."""

    outcomes: tuple[GivenOutcome, ...]
    evidence: GivenEvidence


def outcomes_at_desk(law: Law, on: date) -> tuple[OutcomeRule, ...]:
    """The outcomes that may be told on the spot."""
    return tuple(rule for rule in law.rows(OutcomeRule, on) if rule.on_the_spot)


def answer_of(sent: Sent, size: Size, law: Law, on: date, site: Site) -> Answered | None:
    """What is answered on the spot, None when the application is only registered.

    Raises `Unfilled`. The permalink of a chosen record is the way where nothing else is written.
    """
    if not sent.text("spot"):
        return None
    reading = Reading(sent)
    rules = {rule.key: rule for rule in outcomes_at_desk(law, on)}
    outcomes = tuple(_outcome(reading, place, rules, site) for place in range(size.matters))
    evidence = evidence_of(reading, sent, "spot_evidence", "spot_note", "spot_scan")
    reading.done()
    return Answered(outcomes, evidence)


def found_records(site: Site, query: str, chosen: str = "") -> tuple[tuple[str, str], ...]:
    """Published records for a query, as (id, what it is); what is chosen stays among them."""
    with site.views.connect() as connection:
        found: list[ListedRecord] = []
        if query:
            found += register.records_with_number(connection, query)
            found += [register.record(connection, one).listed for one in _by_text(site, query)]
            if not found:
                titled = register.records_titled(connection, query.split(), limit=MOST_FOUND)
                found += titled.items
    kept = _published(site, chosen)
    if kept is not None:
        found.append(kept)
    shown = (one for one in found if one.status is not Status.WITHDRAWN)
    return tuple({one.id: (one.id, _described(one)) for one in shown}.values())


def _published(site: Site, identity: str) -> ListedRecord | None:
    """A record the public can read now; None for any other."""
    if not identity:
        return None
    with site.views.connect() as connection:
        try:
            listed = register.record(connection, identity).listed
        except NotFound:
            return None
    return None if listed.status is Status.WITHDRAWN else listed


def _by_text(site: Site, query: str) -> list[str]:
    """Ids by full text; none while the index cannot be asked."""
    try:
        results = site.finder.find(Request(query, size=MOST_FOUND))
    except EngineUnavailable:
        return []
    return [hit.record for hit in results.hits]


def _described(record: ListedRecord) -> str:
    return " · ".join(filter(None, (record.title, record.document_number or "")))


def _outcome(
    reading: Reading, place: int, rules: Mapping[str, OutcomeRule], site: Site
) -> GivenOutcome:
    at = f"m{place}_"
    rule = rules.get(reading.text(f"{at}outcome"))
    if rule is None:
        reading.wrong(f"{at}outcome", "请选一项", "条例 art 36")
        return GivenOutcome(place + 1, "")
    words = {name: reading.text(at + name) for name in _WORDS}
    record = reading.text(f"{at}record") if rule.key == "ALREADY_PUBLIC" else ""
    if record and _published(site, record) is None:
        reading.wrong(f"{at}record", "这一份现在不能查到，请另选一份", rule.article)
    elif record and not words["where"]:
        words["where"] = f"{site.url}{record_address(record)}"
    if rule.needs_route and not words["where"]:
        reading.wrong(f"{at}where", "请告知获取的方式、途径，或者选一份已公开的信息", rule.article)
    named = words["right_organ"] and words["right_contact"]
    if rule.needs_right_organ and not named and not words["undetermined_reason"]:
        message = "请写明负责公开的机关和它的联系方式，或者说明为什么不能确定"
        reading.wrong(f"{at}right_organ", message, rule.article)
    return GivenOutcome(place + 1, rule.key, words=words, records=(record,) if record else ())
