"""The page of the open interface: what can be asked, and what each kind of problem means."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.errors import OUTCOMES
from api.portal.pages import Head, PagesGiven
from api.site import SiteGiven

router = APIRouter(include_in_schema=False)

PUBLIC = "公开"
"""The tag of what anybody may read; the officers' routes are in the OpenAPI document only."""


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the interface."""

    path: str
    summary: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class ProblemKind:
    """One kind of refusal: the last part of its `type`, and what it is called."""

    name: str
    title: str


@dataclass(frozen=True)
class StatusKinds:
    """The kinds of problems that share an HTTP status."""

    status: int
    kinds: tuple[ProblemKind, ...]


@dataclass(frozen=True)
class InterfacePage:
    """The public operations, from the OpenAPI document itself, and the kinds of problems."""

    TEMPLATE: ClassVar[str] = "interface.html"

    head: Head
    url: str
    operations: tuple[Operation, ...]
    problems: tuple[StatusKinds, ...]


@router.get("/api")
def interface(request: Request, site: SiteGiven, pages: PagesGiven) -> Response:
    """开放接口."""
    page = InterfacePage(
        head=Head("开放接口", "/api", column="开放接口"),
        url=site.url,
        operations=tuple(_operations(request.app.openapi())),
        problems=tuple(_problems()),
    )
    return pages.show(request, page)


def _operations(document: dict[str, Any]) -> list[Operation]:
    return [
        Operation(
            path,
            operation["summary"],
            tuple(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"),
        )
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method == "get" and PUBLIC in operation.get("tags", ())
    ]


def _problems() -> Iterator[StatusKinds]:
    for status in sorted({outcome.status for outcome in OUTCOMES.values()}):
        yield StatusKinds(
            status,
            tuple(
                ProblemKind(kind.__name__, outcome.title)
                for kind, outcome in OUTCOMES.items()
                if outcome.status == status
            ),
        )
