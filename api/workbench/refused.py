"""The page of a problem in the workbench: what was refused, by which rule, and the way on."""

from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from api.errors import Problem
from api.portal.pages import Head
from api.workbench.shell import HOME, show
from api.workbench.signing_in import turned_away
from domain.law.articles import spoken


@dataclass(frozen=True)
class WorkbenchProblemPage:
    """A problem as an officer sees it."""

    TEMPLATE: ClassVar[str] = "workbench/problem.html"

    head: Head
    problem: Problem


def in_workbench(path: str) -> bool:
    """Whether an address belongs to the workbench."""
    return path == HOME or path.startswith(f"{HOME}/")


def show_problem(request: Request, problem: Problem) -> Response:
    """The answer to a request of the workbench that could not be answered."""
    if problem.status == 401:
        return turned_away(request, problem)
    head = Head(problem.title, HOME, indexed=False)
    problem = replace(problem, rule=spoken(problem.rule))
    return show(request, WorkbenchProblemPage(head, problem), problem.status)
