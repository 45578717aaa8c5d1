"""What stands beside a reply under way: what is public already, and earlier answers to the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request

from api.portal.documents import record_address
from api.reader import ERASED, opened
from api.site import Site
from api.workbench.act_form import (
    case_address,
)
from api.workbench.acts.asking import Choice
from api.workbench.casework import Situation, short
from api.workbench.reply_outcomes import Chosen
from domain.likeness import alike, same_thing
from projections import request_file
from projections.request_file import KnownRequest
from search.engine import EngineUnavailable
from search.finding import Request as Search

_HITS = 5


@dataclass(frozen=True)
class Known:
    """Something that may already answer a matter: where it is read, and what it says."""

    address: str
    title: str
    note: str


def from_searches(
    now: Situation, chosen: tuple[Chosen, ...], values: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The words of "does not exist" begin with the search that was recorded."""
    found: dict[str, tuple[str, ...]] = {}
    for one in chosen:
        name = f"{one.prefix}search"
        if name not in values or values[name]:
            continue
        told = [
            _search_told(now, event)
            for event in (entry.event for entry in now.file.timeline)
            if isinstance(event, now.case.SearchPerformed)
            and one.matter in event.matters
            and not event.found
        ]
        if told:
            found[name] = (told[-1],)
    return found


def _search_told(now: Situation, event: object) -> str:
    assert isinstance(event, now.case.SearchPerformed)
    where = "、".join([*event.systems, *event.places])
    keywords = now.opened(event.keywords)
    return (
        f"{event.on.isoformat()}，由{event.searcher}以“{keywords}”为关键词检索了{where}。"
        f"{event.result}"
    )


def published_already(request: Request, now: Situation, number: int) -> tuple[Known, ...]:
    """Published records that may already say it (条例 art 36(1))."""
    wanted = now.matter(number)
    if wanted == ERASED:
        return ()
    site: Site = request.app.state.site
    try:
        found = site.finder.find(Search(query=short(wanted, 80), size=_HITS))
    except EngineUnavailable:
        return ()
    return tuple(
        Known(
            record_address(hit.record),
            "".join(text for text, _ in hit.title),
            short("".join(text for text, _ in hit.passage), 80),
        )
        for hit in found.hits
    )


def text_of(now: Situation, one: KnownRequest) -> str:
    return "\n".join(
        opened(now.persons, matter.description) for matter in one.matters if matter.opened
    )


def answered_before(
    now: Situation, number: int, clear: list[tuple[KnownRequest, str]]
) -> tuple[Known, ...]:
    """Earlier requests for something alike that was opened."""
    return tuple(
        Known(
            case_address(one.id),
            f"{one.year} 年第 {one.serial} 号",
            f"{short(text_of(now, one), 60)}（相似 {round(score * 100)}%）",
        )
        for one, score in alike(now.matter(number), clear)
    )


def _among(wanted: str, opened_before: str) -> bool:
    """Whether one of the matters that were opened, a line each, is the same thing."""
    return any(same_thing(wanted, line) for line in opened_before.split("\n"))


def several_asked(
    now: Situation, connection: Connection, clear: list[tuple[KnownRequest, str]]
) -> Iterator[str]:
    """That several people asked for the same opened thing (条例 art 44)."""
    for number in sorted(now.case.open_matters):
        wanted = now.matter(number)
        same = [one for one, opened_before in clear if _among(wanted, opened_before)]
        people = request_file.people_of(connection, [one.id for one in same])
        if people >= 2:
            yield (
                f"“{short(now.matter(number))}”已有 {people} 人申请（{len(same)} 件）得到公开；"
                "属于主动公开范围的应当及时公开，可以由答复拟一份公开信息（条例第四十四条）"
            )


def earlier_answered(now: Situation, connection: Connection) -> Iterator[Choice]:
    """What the same persons asked before and was answered (条例 art 36(6))."""
    people = [one.person for one in now.case.applicants]
    known = request_file.earlier_of_persons(
        connection, people, organ=now.case.organ, other_than=now.case.id
    )
    for one in known:
        if one.closed_on is not None:
            asked = "；".join(short(opened(now.persons, m.description)) for m in one.matters)
            yield one.id, f"{one.year} 年第 {one.serial} 号：{asked}"
