"""What officers' pages on requests stand on, and one request as an officer in a post has it before
him: the case file under the law as it stands, its clock, and what of it may be read in clear.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Connection
from starlette.requests import Request

from api.reader import Reader, masked, opened
from api.session import acting_of
from api.workbench.shell import Seat
from domain.calendar import Calendar
from domain.clocks import Clock
from domain.content import ClearPart, Content
from domain.errors import NotFound, NotPermitted
from domain.law.law import Law
from domain.officer import Post
from domain.organ import Organ
from domain.permissions import allows
from domain.personal import PersonalData, Sealed
from domain.requests.applicant import Applicant, Proxy
from domain.requests.handling import Handling
from domain.requests.request import InformationRequest
from domain.requests.writing import number_of
from domain.review import SecrecyReview
from projections import request_file
from projections.request_file import RequestFile

READ = "requests.read"


@dataclass(frozen=True)
class Casework:
    """Handling of requests, the keys of persons, and how stored contents are opened.

    `open` gives the clear parts of a content, `destroy` destroys contents for ever.
    """

    handling: Handling
    persons: PersonalData
    open: Callable[[Content], tuple[ClearPart, ...]]
    destroy: Callable[[Iterable[Content]], None]


def casework_of(request: Request) -> Casework:
    """What the application was given for requests."""
    acting, site = acting_of(request), request.app.state.site
    return Casework(acting.handling, acting.persons, site.open, acting.destroy)


def today_of(request: Request) -> date:
    """The legal day."""
    return acting_of(request).today()


@dataclass(frozen=True)
class Situation:
    """A request before an officer: `post` is the one he works in, `number` the printed number."""

    file: RequestFile
    post: Post
    officer: str
    today: date
    persons: PersonalData
    open: Callable[[Content], tuple[ClearPart, ...]]
    number: str

    @property
    def case(self) -> InformationRequest:
        """The case file, under the rules as they stand."""
        return self.file.case

    @property
    def law(self) -> Law:
        """The law as it stands."""
        return self.case.rules.law

    @property
    def calendar(self) -> Calendar:
        """The working days as they stand."""
        return self.case.rules.calendar

    @property
    def counted_from(self) -> date:
        """The day whose rows of law hold for this request."""
        return self.case.received_on or self.case.arrived_on

    @cached_property
    def clock(self) -> Clock:
        """The clock of the answer today."""
        return self.file.clock(self.today)

    @property
    def overdue(self) -> bool:
        """Whether a notice sent today comes after the due date."""
        return self.clock.due is not None and self.today > self.clock.due

    def may(self, command: str) -> bool:
        """Whether this post may do this in the state the case is in, by the permission table."""
        mine = self.post.organ is None or self.post.organ == self.case.organ
        return mine and allows(self.post.role, f"request.{command}", self.case.state)

    @property
    def reader(self) -> Reader:
        """The officer in this post, as a reader of what is sealed."""
        return Reader.of(self.persons, [self.post])

    @property
    def names_in_full(self) -> bool:
        """Whether this post needs names; the others see a masked one."""
        return self.reader.names

    @property
    def contacts(self) -> bool:
        """Whether this post needs to reach the applicant."""
        return self.reader.contacts

    def opened(self, sealed: Sealed | None) -> str:
        """A sealed text in clear; empty for none."""
        return "" if sealed is None else opened(self.persons, sealed)

    def name_of(self, one: Applicant | Proxy) -> str:
        """An applicant's or a proxy's name as this post needs it."""
        name = self.opened(one.name)
        return name if self.names_in_full else masked(name)

    def matter(self, number: int) -> str:
        """What was asked for, in the applicant's words."""
        return self.opened(self.case.matters[number].description)

    def review_of_reply(self) -> SecrecyReview | None:
        """The secrecy review that the reply under way was handed to."""
        reply = self.case.reply
        if reply is None or reply.review is None:
            return None
        return next((one for one in self.file.reviews if one.id == reply.review), None)


def short(text: str, most: int = 40) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def reading_post(seat: Seat) -> Post:
    """The chosen post, when it may read requests. Raises `NotPermitted`."""
    if seat.post is None or not seat.may(READ):
        raise NotPermitted(
            "现在的岗位不能查看依申请公开的案卷，可由申请受理员、经办人、保密审查员、签发人、监督员查看",
            rule="权限表",
            field="post",
        )
    return seat.post


def situation(request: Request, seat: Seat, identity: str, connection: Connection) -> Situation:
    """A request before the officer at work. Raises `NotFound` also for another organ's request."""
    post = reading_post(seat)
    file = request_file.case(connection, identity)
    if post.organ not in (None, file.case.organ):
        raise NotFound(f"没有这件申请：{identity}", field="request")
    return Situation(
        file=file,
        post=post,
        officer=seat.officed.officer.id,
        today=today_of(request),
        persons=casework_of(request).persons,
        open=casework_of(request).open,
        number=printed_number(seat, file.case),
    )


def printed_number(seat: Seat, case: InformationRequest) -> str:
    """The registration number as letters print it."""
    return number_of(case, seat.officed.acting.archive.load(Organ, case.organ))
