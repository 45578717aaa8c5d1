"""Plays the stories of requests through the real commands, as the organs' officers would have done.

A story becomes scenes, one for each act, on the days of its life; the demonstration plays them
among the acts on records, in the order of time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Protocol, TypeAlias

from domain.archive import Caller
from domain.content import ClearPart
from domain.organ import Organ
from domain.permissions import Role
from domain.requests.applicant import FilingChannel
from domain.requests.evidence import EvidenceKind
from domain.requests.given import (
    BY_SYSTEM,
    NOTHING,
    Application,
    GivenEvidence,
    GivenMatter,
    GivenOutcome,
    GivenProxy,
)
from domain.requests.request import InformationRequest
from domain.requests.writing import written_number
from ops.bootstrap import Services
from ops.demo.requests import steps as told
from ops.demo.requests.days import Days
from ops.demo.requests.steps import NEWEST, Given, RequestStory, Step


class County(Protocol):
    """Who sits where in the county."""

    organs: dict[str, str]

    def seat(self, organ: str | None, role: Role) -> Caller:
        """Who holds the role in the organ."""
        ...


@dataclass(frozen=True)
class Scene:
    """One act, so many days before the day of filling."""

    days_ago: int
    play: Callable[[], None]


READ_BACK = GivenEvidence(EvidenceKind.READ_BACK, "申请笔录已宣读，签字存卷")
SIGNED = GivenEvidence(EvidenceKind.SIGNATURE, "送达回证存卷")
SLIP = GivenEvidence(EvidenceKind.COURIER_SLIP, "邮件详情单存卷")
TALKED = GivenEvidence(EvidenceKind.CONVERSATION_RECORD, "电话记录存卷")
PAPER = GivenEvidence(EvidenceKind.DOCUMENT, "书面材料存卷")
_ARRIVAL = {
    FilingChannel.ONLINE: BY_SYSTEM,
    FilingChannel.IN_PERSON: BY_SYSTEM,
    FilingChannel.ORAL: BY_SYSTEM,
    FilingChannel.POST_SIGNED: SLIP,
    FilingChannel.POST_ORDINARY: GivenEvidence(EvidenceKind.POSTMARK, "信封存卷"),
    FilingChannel.FAX: GivenEvidence(EvidenceKind.FAX_REPORT, "传真报告存卷"),
}
_RECEIPT = {
    FilingChannel.IN_PERSON: GivenEvidence(EvidenceKind.SIGNATURE, "登记回执存根"),
    FilingChannel.ORAL: READ_BACK,
    FilingChannel.POST_SIGNED: SLIP,
}


class RequestPlay:
    """One performance: what each request has become so far."""

    def __init__(
        self,
        services: Services,
        county: County,
        today: date,
        stories: tuple[RequestStory, ...],
        takers: "Takers",
    ) -> None:
        self.services = services
        self.handling = services.handling
        self.county = county
        self.rules = services.handling.rules()
        self.days = Days(today, self.rules.calendar, max(story.filed for story in stories))
        self.requests: dict[str, str] = {}
        self.documents: dict[str, str] = {}
        self._stories = stories
        self._takers = takers
        self._texts: dict[str, ClearPart] = {}

    def scenes(self) -> Iterator[Scene]:
        """Every act of every story; those of one day in the order of the stories."""
        self._extract()
        for story in self._stories:
            yield Scene(self._ago(story, 0), partial(self._file, story))
            for step in story.steps:
                take = partial(self._takers[type(step)], self, story, step)
                yield Scene(self._ago(story, step.after), take)

    def number(self, key: str) -> str:
        """The registration number of a story's request, as printed."""
        case = self.services.archive.load(InformationRequest, self.requests[key])
        organ = self.services.archive.load(Organ, case.organ)
        one = case.number
        return written_number(
            self.rules.law, organ, one.kind, one.year, one.serial, case.arrived_on
        )

    # What the acts of a story need

    def request(self, story: RequestStory) -> str:
        """The id of its request."""
        return self.requests[story.key]

    def case(self, story: RequestStory) -> InformationRequest:
        """Its request as it stands."""
        return self.services.archive.load(InformationRequest, self.requests[story.key]).under(
            self.rules
        )

    def newest_letter(self, story: RequestStory) -> str:
        """The letter issued last."""
        return list(self.case(story).letters)[-1]

    def seat(self, story: RequestStory, role: Role) -> Caller:
        """Who holds the role in the story's organ."""
        return self.county.seat(story.organ, role)

    def day(self, story: RequestStory, step: Step) -> date:
        """The day of a step."""
        return self.days.at(story.filed, step.after)

    def dated(self, story: RequestStory, text: str) -> str:
        """A text with the years it speaks of."""
        year = self.days.at(story.filed, 0).year
        for name, value in (("{y}", year), ("{y1}", year - 1), ("{y2}", year - 2)):
            text = text.replace(name, str(value))
        return text

    def matter(self, story: RequestStory, given: GivenMatter) -> GivenMatter:
        """A matter with the years it speaks of."""
        return replace(given, description=self.dated(story, given.description))

    def part(self, story: RequestStory, given: Given) -> ClearPart:
        """A paper that is given with a reply."""
        return self._texts[self._name(story, given)]

    def outcomes(
        self, story: RequestStory, given: tuple[GivenOutcome, ...]
    ) -> tuple[GivenOutcome, ...]:
        """Outcomes with the search and the earlier request they mean."""
        searches = list(self.case(story).searches)
        return tuple(
            replace(
                one,
                search=searches[-1] if one.search == NEWEST else None,
                earlier=None if one.earlier is None else self.requests[one.earlier],
            )
            for one in given
        )

    # Filing

    def _file(self, story: RequestStory) -> None:
        organ, application = self.county.organs[story.organ], self._application(story)
        clerk = self.seat(story, Role.CLERK)
        if story.spot:
            recorded = self.handling.answer_on_the_spot(
                clerk, organ, application, story.spot, READ_BACK
            )
        elif story.channel is FilingChannel.ONLINE:
            recorded = self.handling.file(self.services.intake(), organ, application)
        else:
            recorded = self.handling.file(clerk, organ, application)
        self.requests[story.key] = recorded.stream

    def _application(self, story: RequestStory) -> Application:
        proxy = story.proxy
        hour = 9 + story.filed % 8
        return Application(
            channel=story.channel,
            applicants=story.applicants,
            matters=tuple(self.matter(story, one) for one in story.matters),
            form=story.form,
            route=story.route,
            arrived_on=self.days.at(story.filed, 0),
            proxy=None
            if proxy is None
            else GivenProxy(
                proxy.name,
                proxy.identity,
                proxy.telephone,
                GivenEvidence(EvidenceKind.DOCUMENT, "授权委托书存卷"),
            ),
            assistance=story.assistance,
            arrived_time=None
            if story.channel is FilingChannel.ONLINE
            else f"{hour:02}:{story.filed * 7 % 60:02}",
            arrival_evidence=_ARRIVAL[story.channel],
            receipt_evidence=_RECEIPT.get(story.channel, NOTHING),
        )

    def _ago(self, story: RequestStory, after: int) -> int:
        return self.days.ago(self.days.at(story.filed, after))

    def _extract(self) -> None:
        """Every paper that is given, in one pass through the pool of child processes."""
        clear = {
            self._name(story, given): (given, self.dated(story, given.text))
            for story in self._stories
            for step in story.steps
            if isinstance(step, told.DraftReply)
            for given in step.given
        }
        files = {name: text.encode() for name, (_, text) in clear.items()}
        for name, found in self.services.extraction.extract_many(files.items()):
            if isinstance(found, Exception):
                raise found
            self._texts[name] = ClearPart(
                name.partition("/")[2], found.media_type, files[name], found.text, found.extractor
            )

    def _name(self, story: RequestStory, given: Given) -> str:
        return f"{story.key}/{self.dated(story, given.name)}"


Takers: TypeAlias = Mapping[type[Step], Callable[[RequestPlay, RequestStory, Any], None]]
"""How each kind of step is taken."""
