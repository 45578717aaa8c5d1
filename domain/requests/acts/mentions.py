"""What later letters say of earlier ones, and the remedies they name."""

from domain.law.remedies import remedy_articles, remedy_bodies, remedy_text
from domain.letters import Template
from domain.requests.acts.work import Work
from domain.requests.letters import Letter
from domain.requests.request import InformationRequest
from domain.requests.writing import letter_number


def earlier_notice(work: Work) -> dict[str, str]:
    """What later letters say of the notices sent before: numbers and days."""
    facts: dict[str, str] = {}
    for notice in work.case.clarifications:
        if not notice.moves:
            continue
        facts |= _of_letter(work, notice.letter, "clarification")
        if notice.answered is not None:
            facts["clarified_on"] = work.case.on(notice.answered).isoformat()
    for one in work.case.fees:
        facts |= _of_letter(work, one.letter, "fee")
        facts["fee_sum"] = str(one.amount)
    return facts


def answered_before(work: Work) -> dict[int, dict[str, str]]:
    """Of each repeated matter, the reply already given to it: its number and day (art 36(6))."""
    reply = work.case.require_reply()
    facts: dict[int, dict[str, str]] = {}
    for one in reply.outcomes:
        if one.earlier is None or not one.earlier.startswith(f"{InformationRequest.PREFIX}:"):
            continue
        earlier = work.desk.load(InformationRequest, one.earlier)
        if earlier.replies:
            letter = earlier.letters[earlier.replies[-1]].letter
            number = "此前的答复" if letter.number is None else _printed_number(work, letter)
            facts[one.matter] = {
                "earlier_on": letter.dated.isoformat(),
                "earlier_number": number,
            }
    return facts


def _of_letter(work: Work, letter: str, name: str) -> dict[str, str]:
    served = work.case.letters[letter]
    facts = {}
    if served.letter.number is not None:
        facts[f"{name}_number"] = _printed_number(work, served.letter)
    received = work.case.received_on_of(letter)
    if received is not None:
        facts[f"{name}_received_on"] = received.isoformat()
    return facts


def _printed_number(work: Work, letter: Letter) -> str:
    """A letter's number as it was printed."""
    number, law, dated = letter.number, work.rules.law, letter.dated
    assert number is not None
    words = (one for one in law.rows(Template, dated) if one.kind is letter.kind)
    template = next(one for one in words if one.number_word)
    return letter_number(law, work.organ(), template, number.year, number.serial, dated)


def replaced(work: Work) -> dict[str, str]:
    """What a substitute reply says of the reply it takes the place of, and who ordered it."""
    case = work.case
    facts: dict[str, str] = {}
    if case.replies:
        letter = case.letters[case.replies[-1]].letter
        facts["earlier_on"] = letter.dated.isoformat()
        facts["earlier_number"] = (
            "此前的答复" if letter.number is None else _printed_number(work, letter)
        )
    ordered = None if case.reply is None or case.reply.remedy is None else case.reply.remedy
    if ordered is not None:
        one = case.remedies[ordered]
        if one.decided is not None:
            facts["decision_body"] = one.body
            facts["decision_on"] = case.on(one.decided).isoformat()
            facts["decision_number"] = one.docket_number
    if case.reply is not None and case.reply.document:
        facts["decision_number"] = case.reply.document
    return facts


def remedies_of(work: Work, outcome: str) -> tuple[str, ...]:
    law, on = work.rules.law, work.today
    bodies = remedy_bodies(law, work.case.organ, on)
    return remedy_text(
        law, remedy_articles(law, [(outcome, None)], on), on, bodies.review_body, bodies.court
    )
