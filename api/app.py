"""The HTTP application: the public portal and JSON API, and whatever routers join it.

Nothing is chosen or opened here: all it stands on comes with the `Site`.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import errors, feeds, health, log
from api.errors import Problem
from api.json import alerting, dumping, finding, proofs, public, record_receipt, suggesting
from api.pace import TOO_MANY, paced
from api.portal import (
    applied,
    applying,
    assets,
    comparison,
    home,
    interface,
    my,
    my_acts,
    my_letters,
    my_receipt,
    my_request,
    organs,
    preferences,
    record_proof,
    records,
    search,
    search_feed,
    versions,
)
from api.portal import log as log_page
from api.portal.citizens import private
from api.portal.pages import Pages
from api.portal.refused import problem_page
from api.security import Gate
from api.site import Site
from api.workbench import (
    act_form,
    case,
    chronology,
    docket,
    figure_lists,
    figures,
    intake,
    intake_filed,
    intake_petitions,
    intake_slips,
    reply_draft,
    review,
    signing_in,
)
from api.workbench import home as workbench_home
from api.workbench.refused import in_workbench, show_problem

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

ROUTERS = (
    home.router,
    search.router,
    search_feed.router,
    records.router,
    record_proof.router,
    versions.router,
    comparison.router,
    organs.router,
    log_page.router,
    interface.router,
    preferences.router,
    assets.router,
    feeds.router,
    log.router,
    health.router,
    public.router,
    record_receipt.router,
    finding.router,
    suggesting.router,
    proofs.router,
    dumping.router,
)
"""What anybody may reach."""

PACED = (
    *((public.router, 1), (finding.router, 1), (proofs.router, 1), (search_feed.router, 1)),
    (record_receipt.router, 2),
    *((search.router, 0.5), (suggesting.router, 0.2), (dumping.router, 5), (alerting.router, 1)),
)
"""What is counted of each client, and at what cost: what programs ask for, and every search. A
reader's own pages and all files are not."""

CITIZENS = (
    applied.router,
    applying.router,
    my.router,
    my_request.router,
    my_receipt.router,
    my_letters.router,
    my_acts.router,
)
"""Applicants' pages; given to `create_app` by the wiring that has what they stand on."""

WORKBENCH = (
    signing_in.router,
    workbench_home.router,
    docket.router,
    chronology.router,
    case.router,
    reply_draft.router,
    act_form.router,
    review.router,
    figure_lists.router,
    figures.router,
    intake.router,
    intake_slips.router,
    intake_filed.router,
    intake_petitions.router,
)
"""The officers' pages; given to `create_app` by the wiring that has what acts stand on."""


def create_app(
    site: Site, *, routers: Sequence[APIRouter] = (), lifespan: Lifespan | None = None
) -> FastAPI:
    """The application over `site`; `routers` are those of signed-in officers.

    They find what they need in `app.state`, which their wiring fills; their refusals are answered
    like all others.
    """
    pages = Pages(site)
    app = FastAPI(
        title=f"{site.title}{'（示范数据）' if site.demo else ''}",
        description="公开的信息及其来历：检索、全文、各版本、日志和证明。",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(
                Gate,
                new_id=site.new_id,
                observe=site.metrics.observe_request,
                public=frozenset(
                    route.path
                    for router in ROUTERS
                    for route in router.routes
                    if isinstance(route, Route)
                ),
            )
        ],
    )
    app.state.site = site
    app.state.pages = pages
    for router in (*ROUTERS, *routers):
        cost = next((cost for one, cost in PACED if one is router), 0)
        if cost:
            app.include_router(router, dependencies=[Depends(paced(cost))], responses=TOO_MANY)
        else:
            app.include_router(router)

    def show(request: Request, problem: Problem) -> Response:
        if in_workbench(request.url.path):
            return show_problem(request, problem)
        if my.is_private(request.url.path):
            if problem.status == HTTPStatus.UNAUTHORIZED:
                return my.turned_away(request, problem)
            return private(pages.show(request, problem_page(problem), problem.status))
        return pages.show(request, problem_page(problem), problem.status)

    errors.install(app, show)
    return app
