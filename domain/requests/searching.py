"""检索: the search that must stand behind "does not exist" (条例 art 36(4), guiding case 101)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.errors import Incomplete
from domain.officer import acting_officer
from domain.personal import Sealed
from domain.requests.counting import Counting
from domain.requests.evidence import NO_EVIDENCE, Evidence
from domain.requests.proceeding import RequestEvent, require_reason


@dataclass(frozen=True)
class Search:
    """A recorded search, by id; `at` is the version of its event."""

    matters: tuple[int, ...]
    found: bool
    at: int


class SearchPerformed(RequestEvent):
    """检索记录: systems, keywords, places and the one who searched; `evidence` shows it."""

    TOPIC = "gongkai.information_request.search_performed.v1"
    evidence: Evidence
    found: bool
    keywords: Sealed
    matters: tuple[int, ...]
    officer: str
    on: date
    places: tuple[str, ...]
    result: str
    search: str
    searcher: str
    systems: tuple[str, ...]

    def fold(self, case: Any) -> None:
        case.searches[self.search] = Search(self.matters, self.found, self.originator_version)


class Searching(Counting):
    """Recording a search."""

    def record_search(
        self,
        *,
        search: str,
        matters: tuple[int, ...],
        systems: tuple[str, ...],
        places: tuple[str, ...],
        keywords: Sealed,
        searcher: str,
        on: date,
        found: bool,
        result: str,
        evidence: Evidence = NO_EVIDENCE,
    ) -> None:
        """Record a search. Raises `Incomplete` without systems or places, keywords, searcher."""
        self.require_on_paper()
        unknown = set(matters) - set(self.matters)
        if unknown or not matters:
            raise Incomplete("请选择检索的是哪些事项", field="matters")
        if not any(one.strip() for one in (*systems, *places)):
            raise Incomplete("请写明检索了哪些系统或存放处所", rule="条例 art 36", field="systems")
        evidence.require_stated("evidence")
        require_reason(searcher, "请写明检索人", "searcher")
        require_reason(result, "请写明检索结果", "result")
        self.require_day(on, not_before=self.arrived_on, field="on")
        self.trigger_event(
            SearchPerformed,
            evidence=evidence,
            found=found,
            keywords=keywords,
            matters=matters,
            officer=acting_officer(),
            on=on,
            places=tuple(one.strip() for one in places if one.strip()),
            result=result.strip(),
            search=search,
            searcher=searcher.strip(),
            systems=tuple(one.strip() for one in systems if one.strip()),
        )
