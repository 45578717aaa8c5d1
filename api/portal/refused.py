"""The page of a problem: what happened, in plain words, and where to go on."""

from dataclasses import dataclass, replace
from typing import ClassVar

from api.errors import Problem
from api.portal.pages import Head

MINE = "my"
"""The rule that a refusal names where something is missing of one's own request."""


@dataclass(frozen=True)
class ProblemPage:
    """A problem as a reader of the portal sees it."""

    TEMPLATE: ClassVar[str] = "problem.html"

    head: Head
    problem: Problem


@dataclass(frozen=True)
class MyProblemPage:
    """Something that is missing of one's own request: `said` is what, and one's request is near."""

    TEMPLATE: ClassVar[str] = "my_problem.html"

    head: Head
    said: str


def problem_page(problem: Problem) -> ProblemPage | MyProblemPage:
    """The page for this problem. What was not found is named in words, never by an inner id."""
    if problem.status == 404:
        said = problem.detail.partition("：")[0]
        if problem.rule == MINE:
            return MyProblemPage(Head(said, "/my", column="依申请公开", indexed=False), said)
        problem = replace(problem, detail=said)
    return ProblemPage(Head(problem.title, "/", indexed=False), problem)
