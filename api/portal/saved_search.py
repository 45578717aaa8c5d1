"""How a saved search is told and where it leads: on pages, in mails and to webhooks alike."""

from collections.abc import Mapping

from api.asking import Asked
from api.portal.narrowing import FACET_LABELS, value_label
from search.alerts import SavedSearch


def asked_of(saved: SavedSearch) -> Asked:
    """The search as its address asks for it."""
    return Asked(saved.words, dict(saved.filters), by_date=False, superseded=False)


def search_query(saved: SavedSearch) -> str:
    """The query of its address."""
    return asked_of(saved).query()


def search_said(saved: SavedSearch, organs: Mapping[str, str]) -> str:
    """In the reader's words: 公租房 分配（机关：县住房保障中心）. `organs` are names by id."""
    chosen = "；".join(
        f"{FACET_LABELS[facet]}：{'、'.join(value_label(facet, value, organs) for value in values)}"
        for facet, values in saved.filters
    )
    if not saved.words:
        return chosen
    return f"{saved.words}（{chosen}）" if chosen else saved.words
