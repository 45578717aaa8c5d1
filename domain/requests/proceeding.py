"""The ground all chapters of a request stand on: its state, its legal dates, its breaches.

Chapters are mixins over `Proceeding`: each module holds its events, what they fold, and the
commands that decide them. `request.py` puts them together into the case file.
"""

import typing
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from domain.act import current_act
from domain.casefile import CaseFile
from domain.content import Content
from domain.errors import Incomplete, WrongState
from domain.findings import FindingKind, find
from domain.law.limits import Unit
from domain.law.rows import REGULATION
from domain.requests.evidence import Evidence

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
    from domain.requests.taking_over import Historical


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
    TAKEN_OVER = "TAKEN_OVER"

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
            "TAKEN_OVER": "旧系统办结",
        }[self]

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be answered."""
        return self in _CLOSED


COUNTED_BEYOND = timedelta(days=3660)
"""How far beyond a day to come the counting of a request may reach."""

MOST_BEFORE = timedelta(days=366)
"""How long before its arrival an applicant can claim that it was received."""

_PERSONAL = frozenset({FindingKind.ID_NUMBER, FindingKind.BANK_CARD, FindingKind.MOBILE})
_CLOSED = frozenset(
    {
        RequestState.REPLIED,
        RequestState.ABANDONED,
        RequestState.WITHDRAWN,
        RequestState.JOINED,
        RequestState.TAKEN_OVER,
    }
)
UNDER_WAY = (
    RequestState.UNCONFIRMED,
    RequestState.OPEN,
    RequestState.CLARIFYING,
    RequestState.CHARGED,
)
ON_PAPER = (*UNDER_WAY, RequestState.REPLIED, RequestState.ABANDONED, RequestState.WITHDRAWN)
"""Where what happened on paper may have happened: everywhere but in a filing that went into another
one, and in a case that an earlier system closed."""
UNCONFIRMED_ON_PAPER = ("应当先与申请人确认收到日期", "条例 art 31")
"""The rule that the organ broke which dealt on paper with what nobody had confirmed."""


class Broken(NamedTuple):
    """A rule that an event breaks: which, of what article, by how much (0: not a matter of days).

    `days` are counted in `unit`.
    """

    rule: str
    article: str
    days: int = 0
    unit: Unit = Unit.WORKING_DAYS


@dataclass(frozen=True)
class Breach:
    """A rule that was broken: which, of what article, by how much (0: not a matter of days).

    `days` are counted in `unit`; `of` is the version of the event that broke it.
    """

    rule: str
    article: str
    days: int
    unit: Unit
    of: int


class RequestEvent(CaseFile.Event):
    """An event of a request. Its members of type date are legal dates, which acts may amend.

    So is the date of a letter it issues, as `letter.dated`.
    """

    DATED: ClassVar[bool] = True
    """Whether members of type date are legal dates of the event itself."""

    def apply(self, aggregate: Any) -> None:
        """Note the legal dates and the letter, then fold what the event says."""
        for name in _dates(type(self)):
            value = getattr(self, name)
            if value is not None:
                aggregate.dates[self.originator_version, name] = value
        letter = getattr(self, "letter", None)
        if letter is not None and not isinstance(letter, str):
            aggregate.dates[self.originator_version, "letter.dated"] = letter.dated
            aggregate.issued(letter, self.originator_version)
        if letter is not None:
            aggregate.served_by[self.originator_version] = (
                letter if isinstance(letter, str) else letter.id,
                self.officer,  # type: ignore[attr-defined]
            )
        aggregate.contents = (*aggregate.contents, *_contents(self))
        if not isinstance(self, BreachNoted):
            aggregate.latest = self.originator_version
        self.fold(aggregate)

    def fold(self, case: Any) -> None:
        """What the event changes; nothing when it is only to be remembered."""


_DATES: dict[type[RequestEvent], list[str]] = {}


def _dates(event: type[RequestEvent]) -> list[str]:
    """The members of an event that are legal dates."""
    if not event.DATED:
        return []
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
    for name in ("evidence", "arrival_evidence", "receipt_evidence", "cleared", "approved"):
        value = getattr(event, name, None)
        if value is not None:
            found.append(value.content)
    proxy = getattr(event, "proxy", None)
    if proxy is not None:
        found.append(proxy.authority.content)
    return [one for one in found if one is not None]


class BreachNoted(RequestEvent):
    """违反规定的记录: what already happened broke a rule; supervisors are shown it.

    `days` in `unit` is by how much, 0 when it is not a matter of days; `of` is the version of the
    event that broke it.
    """

    TOPIC = "gongkai.information_request.breach_noted.v1"
    article: str
    days: int
    of: int
    rule: str
    unit: Unit

    def fold(self, case: "Proceeding") -> None:
        breach = Breach(self.rule, self.article, self.days, self.unit, self.of)
        case.breaches = (*case.breaches, breach)


class LegalDateAmended(RequestEvent):
    """更改法定日期: a legal date was recorded wrongly; `of` and `member` say which.

    `was` is what stood there, `becomes` what holds; the event has no legal date of its own.
    """

    TOPIC = "gongkai.information_request.legal_date_amended.v1"
    DATED = False
    becomes: date
    evidence: Evidence
    member: str
    of: int
    officer: str
    reason: str
    was: date

    def fold(self, case: "Proceeding") -> None:
        case.dates[self.of, self.member] = self.becomes


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
        self.withdrawn: tuple[int, ...] = ()
        self.taken_over: Historical | None = None
        self.dates: dict[tuple[int, str], date] = {}
        self.receipt: tuple[int, str] | None = None
        self.disputed: int | None = None
        self.attempts: tuple[int, ...] = ()
        self.letters: dict[str, Served] = {}
        self.served_by: dict[int, tuple[str, str]] = {}
        """(letter, officer) of each event that issued, sent or served one."""
        self.breaches: tuple[Breach, ...] = ()
        self.latest = 0
        self.clarifications: tuple[Clarification, ...] = ()
        self.consultations: tuple[Consultation, ...] = ()
        self.extensions: tuple[Extended, ...] = ()
        self.consent: tuple[int, str] | None = None
        self.consented: int | None = None
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
        self.given_on_paper = False
        """Whether `given` is a copy of what went out on paper: no review here has cleared it."""
        self.contents: tuple[Content, ...] = ()
        self.remedies: dict[str, Remedy] = {}
        self.abandoned: AbandonCause | None = None
        self.given_up: int | None = None
        self.withdrawn_at: int | None = None
        self.closed_at: int | None = None
        self.joined_to: str | None = None
        self.links: tuple[tuple[str, str], ...] = ()
        self.erased: tuple[str, ...] = ()
        self.destroyed: tuple[str, ...] = ()
        """Ids of the contents that went with those who were erased."""
        self.suggested = False
        self.suggestion_accepted: bool | None = None
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
        arrived = self.dates.get((1, "arrived_on"))
        return self.on(1, "received_on") if arrived is None else arrived

    @property
    def open_matters(self) -> frozenset[int]:
        """The matters to be answered: all but those that the applicant took back."""
        return frozenset(self.matters) - frozenset(self.withdrawn)

    def require_day(self, day: date, *, not_before: date | None = None, field: str) -> None:
        """A day that can have been: not in the future, and not before what it follows."""
        if day > current_act().today:
            raise Incomplete(f"{day} 还没有到，不能登记为已经发生", field=field)
        if not_before is not None and day < not_before:
            raise Incomplete(f"{day} 早于前面一步的 {not_before}，先后不对", field=field)

    def require_countable(self, day: date, *, field: str) -> None:
        """A day after which days can still be counted. Raises `Incomplete`."""
        try:
            day + COUNTED_BEYOND
        except OverflowError:
            raise Incomplete(f"{day} 太远，不能计算", field=field) from None

    def require_claimed(self, day: date, *, field: str) -> None:
        """A day on which an applicant can claim that it was received. Raises `Incomplete`."""
        first = max(REGULATION, self.arrived_on - MOST_BEFORE)
        if day < first:
            raise Incomplete(f"主张的收到日期不能早于 {first}", rule="条例 art 31", field=field)

    def day_of_act(self, on: date | None) -> date:
        """The legal date of a decision: that of the act, unless it was taken before, on paper."""
        if on is None:
            return current_act().today
        self.require_day(on, not_before=self.arrived_on, field="on")
        return on

    # The application

    def replace_particulars(
        self,
        applicants: tuple["Applicant", ...],
        matters: tuple["Matter", ...],
        proxy: "Proxy | None",
    ) -> None:
        """Fold: what of the application now stands otherwise."""
        changed = {one.person: one for one in applicants}
        self.applicants = tuple(changed.get(one.person, one) for one in self.applicants)
        self.matters.update({matter.number: matter for matter in matters})
        self.proxy = self.proxy if proxy is None else proxy

    @property
    def persons(self) -> tuple[str, ...]:
        """Everybody whose data the application holds."""
        proxy = () if self.proxy is None else (self.proxy.person,)
        return tuple(dict.fromkeys([*(one.person for one in self.applicants), *proxy]))

    @property
    def everybody_erased(self) -> bool:
        """Whether no applicant is left whose request this could still be."""
        return bool(self.erased) and all(one.person in self.erased for one in self.applicants)

    def require_person(self, person: str) -> None:
        """Raises `Incomplete` for somebody who is not in this application."""
        if person not in self.persons:
            raise Incomplete("本件没有这个申请人", field="person")

    @property
    def waiting(self) -> RequestState:
        """Where a request under way stands, by what is waited for: confirmation, 补正, payment."""
        if self.receipt is None:
            return RequestState.UNCONFIRMED
        if any(one.moves and one.answered is None for one in self.clarifications):
            return RequestState.CLARIFYING
        if any(one.moves and one.paid is None for one in self.fees):
            return RequestState.CHARGED
        return RequestState.OPEN

    # Letters and breaches

    def issued(self, letter: "Letter", version: int) -> None:
        """Fold: a letter was issued by the event at `version`."""
        from domain.requests.letters import Served

        self.letters[letter.id] = Served(letter, version)

    def note(self, broken: Iterable[Broken]) -> None:
        """Record that the event just triggered broke these rules, each beside it.

        What an event breaks is derived by the chapters' `broken_by_...`, from the case as it stood
        before; an audit derives it once more (`domain.audit_breaches`).
        """
        for one in broken:
            self.trigger_event(BreachNoted, of=self.latest, **one._asdict())

    def require_on_paper(self) -> None:
        """That something may have happened on paper here. Raises `WrongState` saying where to."""
        if self.state is RequestState.JOINED:
            raise WrongState("本件已并入另一件，请在那一件里登记", field="state")
        if self.state is RequestState.TAKEN_OVER:
            raise WrongState("旧系统办结的申请只作历史保存，不再登记办理", field="state")

    def require_state(self, *states: RequestState) -> None:
        """Raises `WrongState` naming where the request stands."""
        if self.state not in states:
            raise WrongState(f"本件现在是“{self.state.chinese}”，不能这样办理", field="state")


def require_reason(text: str, message: str, field: str) -> None:
    """Raises `Incomplete` for an empty text, or one that `require_impersonal` refuses."""
    if not text.strip():
        raise Incomplete(message, field=field)
    require_impersonal(text, field)


def require_impersonal(text: str, field: str, *, offices: bool = False) -> None:
    """Raises `Incomplete` for a text too long, or with somebody's number in it.

    It stands unsealed in an event for ever: nobody could be erased from it. With `offices` it may
    tell how an office is reached, whose telephone may be a mobile one.
    """
    if len(text) > 2000:
        raise Incomplete("不超过 2000 字", field=field)
    personal = _PERSONAL - {FindingKind.MOBILE} if offices else _PERSONAL
    if any(one.kind in personal for one in find(text)):
        raise Incomplete(
            "这一栏永久保存而且不加密，请不要写证件号码、电话或银行卡号",
            rule="个人信息保护法 art 47",
            field=field,
        )
