"""机关：names that no organ here has: told as such, for nothing else is wrong with the search."""

from sqlalchemy import Connection

from api.asking import Asked
from api.site import Site
from projections import organs
from search.analysis import squeeze
from search.engine import EngineUnavailable
from search.finding import Request
from search.notices import Note
from search.words import read

_MOST = 3
"""Names of one query that are looked up."""
_LONGEST = 20


def notes_on_organs(site: Site, connection: Connection, asked: Asked) -> tuple[Note, ...]:
    """A note on each `organ:` that is no organ's id, name, short name or a part of one, and finds
    nothing by itself, as the names in everyday use do."""
    typed = [
        word.text for word in read(asked.words).words if word.field == "organ" and not word.excluded
    ]
    if not typed:
        return ()
    known = {squeeze(one) for full, others in organs.names(connection) for one in (full, *others)}
    ids = {one.id for one in organs.organs(connection)}
    return tuple(
        _unknown(text)
        for text in dict.fromkeys(typed[:_MOST])
        if text not in ids
        and not any(squeeze(text) in name for name in known)
        and not _finds(site, text)
    )


def _finds(site: Site, text: str) -> bool:
    """Whether the name finds something; an engine that is gone meanwhile blames nobody's name."""
    try:
        return site.finder.find(Request(f"organ:{text}", size=1)).count > 0
    except EngineUnavailable:
        return True


def _unknown(text: str) -> Note:
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return Note(
        "organ_unknown",
        f"这里没有叫“{cut}”的机关，名称、简称里都没有这几个字。请在“机关”页查名称，或者去掉“机关：”再找。",
    )
