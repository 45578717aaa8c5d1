"""Every way of looking at a page, and what stands in the way of somebody who looks so."""

from pathlib import Path
from typing import Literal, NamedTuple

import axe_playwright_python  # type: ignore[import-untyped]
from playwright.sync_api import Page

WIDE, PHONE = {"width": 1280, "height": 1000}, {"width": 360, "height": 740}
PAPER = {"width": 640, "height": 900}


class Mode(NamedTuple):
    """A way of looking at a page."""

    viewport: dict[str, int]
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"
    size: str = "normal"


MODES = {
    "light": Mode(WIDE),
    "dark": Mode(WIDE, scheme="dark"),
    "large type": Mode(WIDE, size="large"),
    "phone": Mode(PHONE),
    "phone, large type": Mode(PHONE, size="large"),
    "print": Mode(PAPER, media="print"),
}

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def violations(page: Page) -> list[str]:
    """What axe finds, and where."""
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(result => result.violations)",
        list(RULES),
    )
    return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]


def look(page: Page, mode: Mode) -> None:
    """Look at the open page in this way; large type as the cookie would have it."""
    page.set_viewport_size(mode.viewport)  # type: ignore[arg-type]
    page.emulate_media(media=mode.media, color_scheme=mode.scheme)
    page.evaluate("size => document.documentElement.dataset.size = size", mode.size)


def barriers(page: Page) -> list[str]:
    """What is wrong with the open page in any way of looking at it; empty when all is well."""
    # The debugger runs the script of axe: the policy of the page stays as it is.
    page.evaluate(AXE.read_text())
    found = []
    for told, mode in MODES.items():
        look(page, mode)
        found += [f"{told}: {one}" for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{told}: scrolls sideways")
    return found
