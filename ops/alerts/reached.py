"""How far news was looked for, beside `subscriptions.db`: an older copy of that is known by it.

Whoever puts back an older copy of the one file puts back old promises too: what was sent since
would be sent again. The mark is written after each step of looking is committed, so that it is
never ahead of a file that is nobody's copy; a power cut may lose the newest step of it, and with
it no more than that somebody who then also puts back a copy tells that step twice.
"""

from pathlib import Path

_LONGEST = 20


def reached(mark: Path) -> int:
    """The position that is noted; 0 where there is no mark, or none that can be one."""
    try:
        noted = mark.read_bytes()[: _LONGEST + 1].strip()
    except OSError:
        return 0
    return int(noted) if noted.isdigit() and len(noted) < _LONGEST else 0


def note(mark: Path, position: int) -> None:
    """Note the position, wholly or not at all."""
    fresh = mark.with_name(f"{mark.name}.new")
    fresh.write_text(f"{position}\n", encoding="ascii")
    fresh.replace(mark)
