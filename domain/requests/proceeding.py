"""The ground all chapters of a request stand on: its state, its legal dates, its breaches.

Chapters are mixins over `Proceeding`: each module holds its events, what they fold, and the
commands that decide them. `request.py` puts them together into the case file.
"""

import typing
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from domain.act import current_act
from domain.casefile import CaseEvent, CaseFile
from domain.content import Content
from domain.errors import Incomplete, NotFound, Refusal, WrongState
from domain.officer import acting_officer
from domain.requests.evidence import Evidence, EvidenceKind

if TYPE_CHECKING:
    from domain.calendar import YearUsed
    from domain.law.fees import FeeBasis
    from domain.law.profile import ProvisionForm, ProvisionRoute
    from domain.numbering import Number
    from domain.requests.applicant import (
        Applicant,
        FilingChannel,
        Matter,
        Proxy,
    )
    from domain.requests.charging import FeeNotice
    from domain.requests.clarifying import Clarification
    from domain.requests.closing import AbandonCause
    from domain.requests.consulting import Consultation
    from domain.requests.extending import Excess, Extended
    from domain.requests.letters import Letter, Served
    from domain.requests.outcome import MatterOutcome
    from domain.requests.remedies import Remedy
    from domain.requests.replying import Reply
    from domain.requests.searching import Search


class RequestState(StrEnum):
    """Where the request stands."""

    UNCONFIRMED = "UNCONFIRMED"
    OPEN = "OPEN"
    CLARIFYING = "CLARIFYING"
    CHARGED = "CHARGED"
    REPLIED = "REPLIED"
    ABANDONED = "ABANDONED"
    WITHDRAWN = "WITHDRAWN"
    JOINED = "JOINED"

    @property
    def chinese(self) -> str:
        return {
            "UNCONFIRMED": "待确认收到",
            "OPEN": "办理中",
            "CLARIFYING": "待补正",
            "CHARGED": "待缴费",
            "REPLIED": "已答复",
            "ABANDONED": "不再处理",
            "WITHDRAWN": "已撤回",
            "JOINED": "已并入另一件",
        }[self]

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be answered."""
        return self in _CLOSED


_CLOSED = frozenset(
    {RequestState.REPLIED, RequestState.ABANDONED, RequestState.WITHDRAWN, RequestState.JOINED}
)
UNDER_WAY = (
    RequestState.UNCONFIRMED,
    RequestState.OPEN,
    RequestState.CLARIFYING,
    RequestState.CHARGED,
)


@dataclass(frozen=True)
class Breach:
    """A rule that was broken: which, of what article, by how many days (0: not a matter of days).

    `of` is the version of the event that broke it.
    """

    rule: str
    article: str
    days: int
    of: int


class RequestEvent(CaseFile.Event):
    """An event of a request. Its members of type date are legal dates, which acts may amend."""

    def apply(self, aggregate: Any) -> None:
        """Note the legal dates and the letter, then fold what the event says."""
        for name in _dates(type(self)):
            value = getattr(self, name)
            if value is not None:
                aggregate.dates[self.originator_version, name] = value
        letter = getattr(self, "letter", None)
        if letter is not None and not isinstance(letter, str):
            aggregate.issued(letter, self.originator_version)
        aggregate.contents = (*aggregate.contents, *_contents(self))
        self.fold(aggregate)

    def fold(self, case: Any) -> None:
        """What the event changes; nothing when it is only to be remembered."""


_DATES: dict[type[CaseEvent], list[str]] = {}


def _dates(event: type[CaseEvent]) -> list[str]:
    """The members of an event that are legal dates."""
    if event not in _DATES:
        hints = typing.get_type_hints(event)
        names = [field.name for field in fields(event)]  # type: ignore[arg-type]
        _DATES[event] = [name for name in names if hints[name] in (date, date | None)]
    return _DATES[event]


def _contents(event: RequestEvent) -> list[Content]:
    """The stored contents an event names that hold personal data.

    Attachments, scans of proofs, letters. What a reply gives is information of the organ: it is in
    `given`, and stays when a person is erased.
    """
    found = []
    for name in ("attachments", "letter"):
        value = getattr(event, name, None)
        if value is not None and not isinstance(value, str):
            found.append(value if isinstance(value, Content) else value.content)
    for name in ("evidence", "arrival_evidence", "receipt_evidence"):
        value = getattr(event, name, None)
        if value is not None:
            found.append(value.content)
    proxy = getattr(event, "proxy", None)
    if proxy is not None:
        found.append(proxy.authority.content)
    return [one for one in found if one is not None]


class BreachNoted(RequestEvent):
    """违反规定的记录: what already happened broke a rule; supervisors are shown it."""

    TOPIC = "gongkai.information_request.breach_noted.v1"
    article: str
    days: int
    of: int
    rule: str

    def fold(self, case: "Proceeding") -> None:
        case.breaches = (*case.breaches, Breach(self.rule, self.article, self.days, self.of))


class LegalDateAmended(RequestEvent):
    """更改法定日期: a legal date was recorded wrongly; `of` and `member` say which.

    `was` and `becomes` are YYYY-MM-DD: the event has no legal date of its own.
    """

    TOPIC = "gongkai.information_request.legal_date_amended.v1"
    becomes: str
    evidence: Evidence
    member: str
    of: int
    officer: str
    reason: str
    was: str

    def fold(self, case: "Proceeding") -> None:
        case.dates[self.of, self.member] = date.fromisoformat(self.becomes)


class Proceeding(CaseFile):
    """State that every chapter reads. Filled by the folds of the events only."""

    PREFIX = "request"
    Event = RequestEvent

    def begin(self) -> None:
        """The empty state, before the first event is folded."""
        self.organ = ""
        self.state = RequestState.UNCONFIRMED
        self.number: Number
        self.channel: FilingChannel
        self.form: ProvisionForm
        self.route: ProvisionRoute
        self.applicants: tuple[Applicant, ...] = ()
        self.proxy: Proxy | None = None
        self.matters: dict[int, Matter] = {}
        self.dates: dict[tuple[int, str], date] = {}
        self.receipt: tuple[int, str] | None = None
        self.disputed: int | None = None
        self.attempts: tuple[int, ...] = ()
        self.letters: dict[str, Served] = {}
        self.breaches: tuple[Breach, ...] = ()
        self.clarifications: tuple[Clarification, ...] = ()
        self.consultations: tuple[Consultation, ...] = ()
        self.extensions: tuple[Extended, ...] = ()
        self.consent: tuple[int, str] | None = None
        self.excess: Excess | None = None
        self.fees: tuple[FeeNotice, ...] = ()
        self.fee_basis: FeeBasis | None = None
        self.searches: dict[str, Search] = {}
        self.reply: Reply | None = None
        self.outcomes: dict[int, MatterOutcome] = {}
        self.replies: tuple[str, ...] = ()
        self.replied: int | None = None
        self.first_row: str | None = None
        self.calendar_used: tuple[YearUsed, ...] = ()
        self.given: Content | None = None
        self.contents: tuple[Content, ...] = ()
        self.remedies: dict[str, Remedy] = {}
        self.abandoned: AbandonCause | None = None
        self.closed_at: int | None = None
        self.joined_to: str | None = None
        self.erased: tuple[str, ...] = ()
        self.suggested = False
        self.records: tuple[str, ...] = ()

    # Legal dates

    def on(self, version: int, member: str = "on") -> date:
        """The legal date of an event of this case, as amended."""
        return self.dates[version, member]

    @property
    def received_on(self) -> date | None:
        """The legal day of receipt (条例 art 31); None until both sides have confirmed it."""
        return None if self.receipt is None else self.on(*self.receipt)

    @property
    def arrived_on(self) -> date:
        """The day the application came in, however it came."""
        return self.on(1, "arrived_on")

    def amend_legal_date(
        self, *, of: int, member: str, becomes: date, reason: str, evidence: Evidence
    ) -> None:
        """更改法定日期, with reason and evidence; the wrong one stays in the record.

        Raises `NotFound`, `Incomplete`, `WrongState` when nothing changes.
        """
        was = self.dates.get((of, member))
        if was is None:
            raise NotFound(f"第 {of} 号事件没有“{member}”这个法定日期", field="of")
        if was == becomes:
            raise WrongState("日期没有变化", field="becomes")
        self.require_day(becomes, field="becomes")
        require_reason(reason, "更改法定日期须写明理由", "reason")
        if evidence.kind is EvidenceKind.NONE:
            raise Incomplete("更改法定日期须有凭证", field="evidence")
        evidence.require_stated("evidence")
        self.trigger_event(
            LegalDateAmended,
            becomes=becomes.isoformat(),
            evidence=evidence,
            member=member,
            of=of,
            officer=acting_officer(),
            reason=reason.strip(),
            was=was.isoformat(),
        )

    def require_day(self, day: date, *, not_before: date | None = None, field: str) -> None:
        """A day that can have been: not in the future, and not before what it follows."""
        if day > current_act().today:
            raise Incomplete(f"{day} 还没有到，不能登记为已经发生", field=field)
        if not_before is not None and day < not_before:
            raise Incomplete(f"{day} 早于 {not_before}，先后不对", field=field)

    # Letters and breaches

    def issued(self, letter: "Letter", version: int) -> None:
        """Fold: a letter was issued by the event at `version`."""
        from domain.requests.letters import Served

        self.letters[letter.id] = Served(letter, version)

    def hold(self, kept: bool, refusal: Callable[[], Refusal], paper: bool) -> bool:
        """Whether a rule was broken by what already happened on paper.

        Raises the refusal when the archive itself is about to break it; what happened on paper is
        recorded, and the caller notes the breach after its event.
        """
        if kept:
            return False
        if not paper:
            raise refusal()
        return True

    def note(self, rule: str, article: str, days: int = 0, *, of: int | None = None) -> None:
        """Record a breach of the event just triggered (or of the one named)."""
        self.trigger_event(
            BreachNoted,
            article=article,
            days=days,
            of=self.version if of is None else of,
            rule=rule,
        )

    def require_state(self, *states: RequestState) -> None:
        """Raises `WrongState` naming where the request stands."""
        if self.state not in states:
            raise WrongState(f"本件现在是“{self.state.chinese}”，不能这样办理", field="state")


def require_reason(text: str, message: str, field: str) -> None:
    """Raises `Incomplete` for an empty text."""
    if not text.strip():
        raise Incomplete(message, field=field)
    if len(text) > 2000:
        raise Incomplete("不超过 2000 字", field=field)
