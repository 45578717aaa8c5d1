"""The page of a problem: what happened, in plain words, and where to go on."""

from dataclasses import dataclass
from typing import ClassVar

from api.errors import Problem
from api.portal.pages import Head


@dataclass(frozen=True)
class ProblemPage:
    """A problem as a reader of the portal sees it."""

    TEMPLATE: ClassVar[str] = "problem.html"

    head: Head
    problem: Problem


def problem_page(problem: Problem) -> ProblemPage:
    """The page for this problem."""
    return ProblemPage(Head(problem.title, "/", indexed=False), problem)
