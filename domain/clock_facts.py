"""What the clock of a request counts with, and what it says: plain values, no counting."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, TypeAlias

from domain.calendar import WorkingDays, YearUsed

# A moment orders facts: the legal day, then the version in the stream.
Moment: TypeAlias = tuple[date, int]


@dataclass(frozen=True)
class Fact:
    """Something that happened: its legal day, its version in the stream, and what, in Chinese.

    `what` is read after the day: 寄出征求意见书, 收到答复. `order` decides ties of one day.
    """

    on: date
    order: int
    what: str

    @property
    def moment(self) -> Moment:
        return (self.on, self.order)


@dataclass(frozen=True)
class Restart:
    """A notice whose answer begins a new count: 补正 (art 30) or 收费 (art 42).

    `moves` False: a second notice, recorded from paper, that the law does not know.
    """

    kind: Literal["clarification", "fee"]
    letter: str
    sent: Fact
    answered: Fact | None
    article: str
    moves: bool = True


@dataclass(frozen=True)
class Stop:
    """A letter that asks someone's opinion (art 11, 17, 32, 34); `kind` keys the consultation.

    `received` is the proven receipt; `silence` the limit after which silence ends the stop, None
    when the law sets none.
    """

    letter: str
    kind: str
    sent: Fact
    received: Fact | None
    answered: Fact | None
    silence: WorkingDays | None
    article: str


@dataclass(frozen=True)
class Extension:
    """延期 (art 33 ¶2): working days more, told by `sent`."""

    letter: str
    sent: Fact
    days: WorkingDays
    article: str


@dataclass(frozen=True)
class Delay:
    """延迟答复 (art 35): a later day, fixed and told by `sent`."""

    letter: str
    sent: Fact
    until: date
    article: str


@dataclass(frozen=True)
class Told:
    """A due date that a notice told the applicant."""

    on: Fact
    due: date


Notice: TypeAlias = Restart | Stop | Extension | Delay


@dataclass(frozen=True)
class Facts:
    """All that the clock of one request counts with. `receipt` None: not confirmed (art 31)."""

    receipt: Fact | None
    restarts: tuple[Restart, ...] = ()
    stops: tuple[Stop, ...] = ()
    extensions: tuple[Extension, ...] = ()
    delays: tuple[Delay, ...] = ()
    told: tuple[Told, ...] = ()
    ended: Fact | None = None


class ClockState(StrEnum):
    """Whether the clock runs now, and if not, what it waits for."""

    UNCONFIRMED = "UNCONFIRMED"
    RUNNING = "RUNNING"
    WAITING_CLARIFICATION = "WAITING_CLARIFICATION"
    WAITING_FEE = "WAITING_FEE"
    ENDED = "ENDED"


class StepKind(StrEnum):
    """What a step of the explanation is about."""

    UNCONFIRMED = "UNCONFIRMED"
    START = "START"
    RESTART = "RESTART"
    DROPPED = "DROPPED"
    WAITING = "WAITING"
    STOP = "STOP"
    EXTENSION = "EXTENSION"
    DELAY = "DELAY"
    DUE = "DUE"
    COUNTED = "COUNTED"
    CALENDAR = "CALENDAR"
    LATE = "LATE"
    ENDED = "ENDED"


@dataclass(frozen=True)
class ClockStep:
    """One step: its day, the working days it adds, takes out or counts, a sentence, the article."""

    kind: StepKind
    on: date | None
    days: int
    text: str
    article: str


@dataclass(frozen=True)
class Clock:
    """The clock of one request as of a day.

    `start` is S, of the last count while a notice waits for its answer; `limit` is N, extensions
    included. `stopped_until`: the last day of the stop that lasts today. `provisional`: a day of
    the count lies in a year without a notice. `ineffective`: what moved nothing, and why. `told`:
    the due date told last. `alarm`: the earlier of told and due while no fact after the telling
    moved the clock, else due; None once ended.

    `days_late` counts working days after the due date up to the day of the end (or today), whatever
    calendar days lie between; a day off counts as the working day it waits for, so it is 0 exactly
    when the case ended by the due date.
    """

    state: ClockState
    start: date | None
    due: date | None
    stopped_until: date | None
    limit: WorkingDays
    provisional: bool
    calendar: tuple[YearUsed, ...]
    steps: tuple[ClockStep, ...]
    ineffective: tuple[ClockStep, ...]
    told: date | None
    alarm: date | None
    days_late: int

    @property
    def told_beside(self) -> date | None:
        """The day that a notice told, where a calendar made it another one since. None once a
        fact after the telling moved the clock, a notice waits for its answer, or the case ended."""
        if self.told is None or self.due is None or self.told == self.due:
            return None
        return self.told if self.alarm == min(self.told, self.due) else None
