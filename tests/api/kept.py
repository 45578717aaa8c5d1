"""What a page that is shown again holds of the files that were chosen in its form."""

import html
import re

PDF = b"%PDF-1.7 a scan"
PNG = b"\x89PNG\r\n\x1a\n a picture"
MEGABYTE = 1024 * 1024


def carried(page: str) -> dict[str, list[str]]:
    """The hidden fields with which a form carries its files on."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(kept_\w+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def chosen(page: str) -> list[str]:
    """The names of the files that are listed as chosen."""
    return [html.unescape(name) for name in re.findall(r"已选好：(.+?)(?: <button|。)", page)]


def away(page: str, name: str) -> tuple[str, str]:
    """The button that takes a chosen file away, as it is sent."""
    found = re.search(
        rf'已选好：{re.escape(name)} <button class="quiet" name="(\w+)" value="([^"]+)"', page
    )
    assert found
    return found[1], found[2]
