"""Whether every event of a request is followed by the breaches that the law finds in it.

What already happened is recorded with each rule that it broke (`BreachNoted`, right behind its
event and in the same act), and supervisors are shown it. Whoever writes the event writes the
breaches too, so an audit derives them once more: from the events before, by the law and the
calendar that held when the act began and on the day of the act (docs/log-format.md §10).
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from domain.casefile import CaseEvent
from domain.requests.charging import FeeCharged, FeePaid
from domain.requests.clarifying import ClarificationAnswered, ClarificationRequested
from domain.requests.closing import Abandoned
from domain.requests.consulting import Consulted, ThirdPartyOverridden
from domain.requests.counting import Rules
from domain.requests.extending import DelayTold, ExtensionTold, ReasonsAsked
from domain.requests.filing import ReceiptConfirmed
from domain.requests.letters import LetterDelivered, LetterDispatched
from domain.requests.paper_reply import PaperAnswer, RepliedOnPaper
from domain.requests.proceeding import BreachNoted, Broken, LegalDateAmended
from domain.requests.remedies import RemedyAnswered
from domain.requests.replying import Replied
from domain.requests.request import InformationRequest

Found = tuple[int, str]
"""(position, what is wrong there)"""

_ANSWERS = (ReceiptConfirmed, ClarificationAnswered, FeePaid, LegalDateAmended)
"""Events that may make the first answer a late one, whenever they become known."""


class Laws:
    """The law and the calendar as they stood before each position.

    `steps` are (position, rules from there on), in order; before the first the built-in ones held.
    """

    def __init__(self, steps: Sequence[tuple[int, Rules]] = ()) -> None:
        self._positions = [position for position, _ in steps]
        self._rules = [Rules.of(None), *(rules for _, rules in steps)]

    def before(self, position: int) -> Rules:
        """Those that an act decided with whose first position this is."""
        return self._rules[bisect_left(self._positions, position)]


class At(NamedTuple):
    """Where an event stands: its position, the first one of its act, and the day of the act."""

    position: int
    first: int
    today: date


class BreachAudit:
    """Follows one request; `sent` is (first position of an act, letter) -> the day of its dispatch.

    What it is given decodes and replays, and may still be hostile: its methods raise what replaying
    does (`domain.audit_registry.REPLAY_ERRORS`).
    """

    def __init__(self, laws: Laws, sent: dict[tuple[int, str], date]) -> None:
        self._laws = laws
        self._sent = sent
        self._event: CaseEvent | None = None
        self._at = At(0, 0, date.min)
        self._expected: list[Broken] = []
        self._settled = True

    def follow(self, case: InformationRequest, event: CaseEvent, at: At) -> Iterator[Found]:
        """What is wrong with the breaches before an event; `case` is as it stood before it.

        To be called for each event but the first.
        """
        self._settle(case)
        if isinstance(event, BreachNoted):
            yield from self._compare(event, at)
            return
        yield from self._missing()
        self._event, self._at, self._settled, self._expected = event, at, False, []
        sent = self._sent_on(event, at)
        self._expected = list(_before(self._under(case), event, sent, at.today))

    def end(self, case: InformationRequest) -> Iterator[Found]:
        """What is missing behind the last event; `case` is as it stands after it."""
        self._settle(case)
        yield from self._missing()

    def _under(self, case: InformationRequest) -> InformationRequest:
        return case.under(self._laws.before(self._at.first))

    def _settle(self, case: InformationRequest) -> None:
        """Add what shows only in the case as it stands after the event."""
        if not self._settled and self._event is not None:
            self._settled = True
            self._expected += _after(self._under(case), self._event)

    def _compare(self, noted: BreachNoted, at: At) -> Iterator[Found]:
        broken = Broken(noted.rule, noted.article, noted.days, noted.unit)
        of = None if self._event is None else self._event.originator_version
        if (noted.of, at.first) == (of, self._at.first) and broken in self._expected:
            self._expected.remove(broken)
        else:
            yield at.position, f"没有这样的违规，或者不在它的事件之后：{_said(broken)}"

    def _missing(self) -> Iterator[Found]:
        for broken in self._expected:
            yield self._at.position, f"没有记下违规：{_said(broken)}"

    def _sent_on(self, event: CaseEvent, at: At) -> date | None:
        """The day a letter was sent that the event issues: of its dispatch in the same act."""
        letter = getattr(event, "letter", None)
        if letter is None or isinstance(letter, str):
            return None
        dated: date = letter.dated
        return self._sent.get((at.first, letter.id), dated)


def _before(
    case: InformationRequest, event: CaseEvent, sent: date | None, today: date
) -> Iterable[Broken]:
    """What an event breaks, by the case as it stood before it."""
    day = sent or today
    match event:
        case ClarificationRequested(letter=letter):
            return case.broken_by_clarification(letter, day, today)
        case Consulted(letter=letter):
            return case.broken_by_notice(letter, day, today)
        case ThirdPartyOverridden(consultation=consultation):
            return case.broken_by_overriding(case.consultation(consultation), day)
        case ExtensionTold(letter=letter, days=days):
            return case.broken_by_extension(letter, days, day, today)
        case ReasonsAsked(letter=letter):
            return case.broken_by_asking(letter)
        case DelayTold(letter=letter):
            return case.broken_by_delay(letter, day, today)
        case FeeCharged(letter=letter, amount=amount, lawful=lawful):
            return case.broken_by_charge(letter, day, today, amount == lawful)
        case Replied(letter=letter, cause=cause):
            remedy = None if case.reply is None else case.reply.remedy
            return case.broken_by_reply(letter, cause, remedy, day, today)
        case RepliedOnPaper(outcomes=outcomes, cleared=cleared, approved=approved):
            answer = PaperAnswer(outcomes, cleared, approved, event.cause, event.remedy)
            return case.broken_by_paper_reply(answer, day, today)
        case Abandoned(cause=cause, on=on, letter=letter):
            return case.broken_by_giving_up(cause, on, letter, day, today)
        case ReceiptConfirmed(on=on):
            return case.broken_by_confirmation(on)
        case RemedyAnswered(remedy=remedy, on=on):
            return case.broken_by_answering(remedy, on)
        case LetterDispatched(letter=letter, on=on):
            return case.broken_by_sending(letter, on)
    return ()


def _after(case: InformationRequest, event: CaseEvent) -> Iterable[Broken]:
    """What an event breaks, by the case as it stands after it."""
    if isinstance(event, LetterDispatched | LetterDelivered):
        return case.broken_by_service(event.letter)
    return case.late_answer() if isinstance(event, _ANSWERS) else ()


def _said(broken: Broken) -> str:
    days = f"，{broken.days} {broken.unit.chinese}" if broken.days else ""
    return f"{broken.rule}（{broken.article}{days}）"
