"""大字版 and colours: how a reader wants to see the pages, kept in his own cookies."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.forms import local_path

router = APIRouter(include_in_schema=False)

CHOICES = {"size": ("normal", "large"), "theme": ("auto", "light", "dark")}

_YEAR = 365 * 24 * 3600


@router.post("/preferences", max_body_size=4096)
def choose(choice: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Keep `choice` (name=value) in a cookie and go back; what nobody offers changes nothing."""
    response = RedirectResponse(local_path(back), 303)
    name, _, value = choice.partition("=")
    if value in CHOICES.get(name, ()):
        response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax")
    return response
