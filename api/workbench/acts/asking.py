"""What a form of an act asks, how it is read, and the act itself as one row of a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection, Engine

from api.forms import Reading, Sent, SentFile, Trouble, Unfilled
from api.portal.draft import is_scan, scan_of
from api.workbench.casework import Casework, Situation
from domain.archive import Caller, Recorded
from domain.content import ClearPart
from domain.errors import Busy, Refusal
from domain.permissions import ACTIONS

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

Choice = tuple[str, str]
"""A value and what it is called."""


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    AREA = "area"
    DATE = "date"
    NUMBER = "number"
    SELECT = "select"
    RADIO = "radio"
    CHECKS = "checks"
    FILE = "file"
    FILES = "files"


@dataclass(frozen=True)
class Asked:
    """One question. `value` is what stands in it first; `more` folds it under 更多.

    `unless` names a question: answered, it makes this one optional. `most` is in characters.
    `on_paper`: what was done on paper before cannot be recorded without it.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    optional: bool = False
    choices: tuple[Choice, ...] = ()
    value: tuple[str, ...] = ()
    more: bool = False
    unless: str = ""
    part: str = ""
    """The heading this question begins a part of the form with."""
    on_paper: bool = False

    @property
    def must(self) -> bool:
        """Whether an empty answer is always refused."""
        return not self.optional and not self.unless


class Possible(StrEnum):
    """Whether an act can be done now; PAPER: only as a record of what was done on paper before."""

    NO = "NO"
    YES = "YES"
    PAPER = "PAPER"


def when(condition: object) -> Possible:
    """YES when the condition holds."""
    return Possible.YES if condition else Possible.NO


@dataclass(frozen=True)
class Doing:
    """A form that was sent, read by the questions it answers."""

    now: Situation
    casework: Casework
    caller: Callable[[], Caller]
    sent: Sent
    expected: int | None
    part: Callable[[bytes, str, str | None], ClearPart]
    views: Engine

    def find(self, query: Callable[[Connection], T]) -> T:
        """What a query of the register finds."""
        with self.views.connect() as connection:
            return query(connection)

    @property
    def request(self) -> str:
        """The request's id."""
        return self.now.case.id

    def text(self, name: str) -> str:
        """A text, empty when there is none."""
        return self.sent.text(name)

    def day(self, name: str) -> date:
        """A date that was asked for."""
        return date.fromisoformat(self.sent.text(name))

    def maybe_day(self, name: str) -> date | None:
        """A date, or none."""
        return self.day(name) if self.sent.text(name) else None

    def number(self, name: str) -> int:
        """A whole number that was asked for."""
        return int(self.sent.text(name))

    def numbers(self, name: str) -> tuple[int, ...]:
        """The ticked numbers."""
        return tuple(int(one) for one in self.sent.all(name))

    def choice(self, name: str, kind: type[E]) -> E:
        """The chosen value."""
        return kind(self.sent.text(name))

    def lines(self, name: str) -> tuple[str, ...]:
        """The lines of a text, without empty ones."""
        return tuple(line.strip() for line in self.text(name).split("\n") if line.strip())

    def scan(self, name: str) -> ClearPart | None:
        """A scan that was sent, or none."""
        return next(iter(self.scans(name)), None)

    def scans(self, name: str) -> tuple[ClearPart, ...]:
        """The papers that were sent: of a photograph or a PDF no text is read."""
        return tuple(
            scan_of(one.name, one.data) if is_scan(one.data) else self._read(name, one)
            for one in self.sent.files.get(name, ())
        )

    def files(self, name: str) -> tuple[ClearPart, ...]:
        """The files that were sent, with their texts."""
        return tuple(self._read(name, one) for one in self.sent.files.get(name, ()))

    def _read(self, name: str, one: SentFile) -> ClearPart:
        """A file with its text. Raises `Unfilled` at its field, so that the form lets go of it."""
        try:
            return self.part(one.data, one.name, one.media_type)
        except Busy:
            raise
        except Refusal as refusal:
            wrong = Trouble(name, refusal.message, refusal.rule, file=one.name)
            raise Unfilled([wrong]) from None


@dataclass(frozen=True)
class RequestAct:
    """One act on a request, as a form: one row of the table.

    `command` is that of the case file and of `Handling`. `possible` repeats the conditions of the
    domain, so that nothing is offered that would be refused; `do` is what is refused all the same.
    `told` is what the law fixes, said as text, `beside` what the register knows; `done` is said
    after the act. `letter`: the act issues a letter, which can be seen before it is issued.
    `places` says at which question a refusal that names another member is shown.
    """

    command: str
    help: str
    possible: Callable[[Situation], Possible]
    asked: Callable[[Situation], tuple[Asked, ...]]
    do: Callable[[Doing], Recorded]
    done: str
    told: Callable[[Situation], tuple[str, ...]] = lambda now: ()
    beside: Callable[[Situation, Connection], tuple[str, ...]] = lambda now, connection: ()
    letter: bool = False
    places: Mapping[str, str] | None = None
    title: str = ""
    page: bool = False
    """Whether the act has a page of its own."""
    leads: Callable[[Recorded], str] | None = None
    """The address to go on to after the act; None for the case."""
    waits: Callable[[Situation], str] = lambda now: ""
    """Whom the act waits for before this post's turn comes; empty when there is nothing to say."""
    variant: str = ""
    """Tells acts of one command apart, in the address too; empty for the plain one."""

    @property
    def label(self) -> str:
        """What the button says."""
        return self.title or ACTIONS[f"request.{self.command}"]

    @property
    def path(self) -> str:
        """The last part of the address."""
        plain = self.command.replace("_", "-")
        return f"{plain}-{self.variant}" if self.variant else plain

    def offered(self, now: Situation) -> Possible:
        """Whether this officer in this post may do it now."""
        return self.possible(now) if now.may(self.command) else Possible.NO


def check(asked: Iterable[Asked], sent: Sent, reading: Reading) -> None:
    """Read every question; what is wrong is collected in `reading`."""
    for one in asked:
        given = sent.text(one.name)
        if one.kind in (Kind.FILE, Kind.FILES):
            if one.must and not sent.has_file(one.name):
                reading.wrong(one.name, "请选文件")
            continue
        if not given:
            if not one.optional and not (one.unless and sent.text(one.unless)):
                reading.wrong(one.name, _EMPTY.get(one.kind, "请填写"))
            continue
        if one.kind is Kind.DATE:
            reading.day(one.name)
        elif one.kind is Kind.NUMBER and not (given.isascii() and given.isdigit()):
            reading.wrong(one.name, "请写整数")
        elif one.kind is Kind.NUMBER and len(given) > _MOST_DIGITS:
            reading.wrong(one.name, "数太大")
        elif one.choices and not set(sent.all(one.name)) <= {value for value, _ in one.choices}:
            reading.wrong(one.name, "请选一项")


_MOST_DIGITS = 7
_EMPTY = {
    Kind.DATE: "请填写日期",
    Kind.NUMBER: "请写整数",
    Kind.SELECT: "请选一项",
    Kind.RADIO: "请选一项",
    Kind.CHECKS: "至少选一项",
}


def choices_of(kind: type[StrEnum], *left_out: StrEnum) -> tuple[Choice, ...]:
    """Every value of an enumeration by its Chinese name."""
    return tuple(
        (one.value, str(getattr(one, "chinese", one.value))) for one in kind if one not in left_out
    )


def only(choices: Sequence[Choice]) -> tuple[str, ...]:
    """What is chosen beforehand: the one there is."""
    return (choices[0][0],) if len(choices) == 1 else ()
