"""A small form of the workbench with a field of every kind, hung on a real application.

It shows what every form that acts has in common, whatever the pages are about.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from fastapi import APIRouter, FastAPI
from jinja2 import ChoiceLoader, DictLoader
from starlette.requests import Request
from starlette.responses import Response

from api.forms import Form, Reading
from api.portal.pages import Head
from api.workbench.shell import AtWork, Done, blank, show, submitted
from domain.errors import Incomplete
from domain.organ import OrganKind

LABELS = MappingProxyType(
    {
        "name": "名称",
        "kind": "种类",
        "since": "从哪天起",
        "level": "层级",
        "why": "说明",
        "paper": "文件",
    }
)

SLIP = """
{% extends "workbench/layout.html" %}
{% import "_form.html" as fields %}
{% block work %}
<div class="sheet narrow flow">
<h1>登记机关</h1>
{{ fields.summary(form) }}
<form class="flow" method="post" action="/workbench/slip" enctype="multipart/form-data">
{{ fields.hidden(form) }}
{{ fields.text(form, 'name', hint='全称') }}
{{ fields.group(form, 'kind', kinds) }}
{{ fields.date(form, 'since', optional=True) }}
{{ fields.select(form, 'level', levels, optional=True) }}
{{ fields.area(form, 'why', optional=True) }}
{{ fields.file(form, 'paper', optional=True) }}
<p><button>登记</button></p>
</form>
</div>
{% endblock %}
"""


@dataclass(frozen=True)
class SlipPage:
    """A form with one field of each kind."""

    TEMPLATE: ClassVar[str] = "slip.html"

    head: Head
    form: Form
    kinds: tuple[tuple[str, str], ...] = tuple((kind, kind.lower()) for kind in OrganKind)
    levels: tuple[tuple[str, str], ...] = (("county", "县"), ("town", "乡镇"))


def slip_page(form: Form) -> SlipPage:
    return SlipPage(Head("登记机关", "/workbench/slip", indexed=False), form)


slip = APIRouter(prefix="/workbench/slip")


@slip.get("")
def slip_form(request: Request, seat: AtWork) -> Response:
    return show(request, slip_page(blank(request, LABELS, kind="ORGAN")))


@slip.post("")
def enrol_by_slip(request: Request, seat: AtWork) -> Response:
    def run() -> Done:
        reading = Reading(seat.sent)
        name = reading.needed_text("name", "条例第二十九条")
        kind = reading.choice("kind", OrganKind)
        since = reading.day("since")
        reading.done()
        if since is not None and since > date(2026, 3, 2):
            raise Incomplete("日期不能在将来", rule="条例第三十一条", field="since")
        recorded = seat.officed.acting.registration.enrol_organ(
            seat.officed.caller("organ.enrol"), name=name, kind=kind
        )
        return Done("/workbench", f"已登记，编号 {name[-1]}", recorded)

    return submitted(request, LABELS, run, slip_page)


def hang_slip(app: FastAPI) -> None:
    """Hang the form on the application, at /workbench/slip."""
    app.include_router(slip)
    templates = app.state.pages._templates
    templates.loader = ChoiceLoader([templates.loader, DictLoader({"slip.html": SLIP})])
