"""The page of the open interface: what can be asked, and what each kind of problem means."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.errors import OUTCOMES
from api.portal.pages import Head, PagesGiven
from api.site import SiteGiven

router = APIRouter(include_in_schema=False)

PUBLIC = "公开"
"""The tag of what anybody may read; the officers' routes are in the OpenAPI document only."""


_TOLD = 10_000
"""A greater limit of a number is there for the program, not for who writes it."""


@dataclass(frozen=True)
class Parameter:
    """One member of an address: what it means, and what may be written (empty: any text)."""

    name: str
    meaning: str
    allowed: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the interface. `method` is empty for GET. `as_for` is another
    operation whose parameters it takes, but for `without`: they are not told twice."""

    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    as_for: str = ""
    without: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Where its parameters stand on the page."""
        return f"{self.method}:{self.path}" if self.method else self.path


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
    operations: list[Operation] = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if PUBLIC in operation.get("tags", ()):
                taken = tuple(
                    _parameter(one, document)
                    for one in (*operation.get("parameters", ()), *_members(operation, document))
                    if one["in"] in ("query", "body")
                )
                name = "" if method == "get" else method.upper()
                asked = Operation(name, path, operation["summary"], taken)
                operations.append(_not_twice(asked, operations))
    return operations


def _members(operation: dict[str, Any], document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The members of the JSON body that it takes, told as parameters are."""
    if "requestBody" not in operation:
        return
    form = operation["requestBody"]["content"]["application/json"]["schema"]
    schema = document["components"]["schemas"][form["$ref"].rpartition("/")[2]]
    for name, member in schema["properties"].items():
        yield {
            "name": name,
            "in": "body",
            "description": member.get("description", ""),
            "schema": member,
            "required": name in schema.get("required", ()),
        }


def _not_twice(operation: Operation, told: Sequence[Operation]) -> Operation:
    """With the operation that was told before and takes the same parameters, if there is one."""
    taken = set(operation.parameters)
    for one in told:
        if len(taken) > 1 and taken <= set(one.parameters):
            without = tuple(other.name for other in one.parameters if other not in taken)
            return replace(operation, as_for=one.anchor, without=without)
    return operation


def _parameter(given: dict[str, Any], document: dict[str, Any]) -> Parameter:
    return Parameter(given["name"], given.get("description", ""), _allowed(given, document))


def _allowed(given: dict[str, Any], document: dict[str, Any]) -> str:
    """What may be written, as far as the document itself limits it."""
    said = []
    forms = given["schema"].get("anyOf", [given["schema"]])
    for form in (one.get("items", one) for one in forms):
        if "$ref" in form:
            form = document["components"]["schemas"][form["$ref"].rpartition("/")[2]]
        if "enum" in form:
            said.append("、".join(str(one) for one in form["enum"]))
        if form.get("type") == "integer":
            least = form.get("minimum")
            most = form.get("maximum")
            wide = most is None or most > _TOLD
            said.append(f"整数，{least}起" if wide else f"整数，{least}到{most}")
        if "maxLength" in form:
            said.append(f"最多{form['maxLength']}个字符")
    default = given["schema"].get("default")
    if default not in (None, ""):
        said.append(f"不写为{default}")
    if given.get("required"):
        said.append("必填")
    return "；".join(said)


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
