"""`gongkai search` and `show`: what the portal gives, on the command line."""

from typing import Annotated, Any

import typer

from domain.errors import NotFound
from ops.bootstrap import open_archive
from ops.cli.output import AsJSON, say, say_json
from ops.cli.settings import settings_of
from projections import register
from search.finding import Request
