"""A real Chromium in front of a real server over the exhibited archive."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from api.app import create_app
from tests.api.exhibition import Exhibition, exhibit
from tests.town import Town, copy_town


@dataclass(frozen=True)
class Served:
    """The archive and where it is served."""

    exhibition: Exhibition
    url: str


@contextlib.contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """A real server in front of an application; its address."""
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, log_level="critical", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="served")
    thread.start()
    deadline = time.monotonic() + 120
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def browser(require_tool: Callable[[str], str]) -> Iterator[Browser]:
    """Chromium of this machine. Root in a container has no sandbox to give."""
    path = require_tool("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def served(
    browser: Browser, founded_town: Town, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A demonstration, so that its banner is measured on every page too."""
    town = copy_town(founded_town, tmp_path_factory.mktemp("served"))
    shown = exhibit(town, demo=True)
    with running(create_app(shown.site)) as url:
        yield Served(shown, url)
    shown.close()
    town.close()


@pytest.fixture(scope="session")
def addresses(served: Served) -> dict[str, str]:
    """Every page of the portal by name."""
    shown = served.exhibition
    return {
        "home": "/",
        "search": "/search?q=公租房 分配&field=保障性住房",
        "everything": "/search",
        "nothing": '/search?q="龙舟竞渡的规则"&status=REPEALED',
        "records": "/records",
        "record": f"/records/{shown.rules}",
        "table": f"/records/{shown.notice}",
        "guide": f"/records/{shown.guide}",
        "repealed": f"/records/{shown.old_rules}",
        "migrated": f"/records/{shown.migrated}",
        "proof": f"/records/{shown.rules}/proof",
        "version": f"/records/{shown.rules}/versions/1",
        "comparison": f"/records/{shown.rules}/comparison?old=1&new=3",
        "withdrawn": f"/records/{shown.withdrawn}",
        "withheld": f"/records/{shown.withheld}",
        "organs": "/organs",
        "organ": f"/organs/{shown.organ}",
        "log": "/log",
        "interface": "/api",
        "unknown": "/nowhere",
    }
