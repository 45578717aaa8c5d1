"""A search as Atom: whoever follows a topic is told of what is new by any reader of feeds."""

from fastapi import APIRouter
from starlette.responses import Response

from api.asking import SearchAsked
from api.feeds import FEED_LENGTH, atom
from api.portal.search_register import from_register
from api.site import SiteGiven
from projections import register
from search.engine import EngineUnavailable

router = APIRouter(include_in_schema=False)


@router.get("/search.atom")
def search_feed(site: SiteGiven, asked: SearchAsked) -> Response:
    """The newest of what the search finds, newest first; with `sort=oldest` its beginning.

    Its id is the permalink of the search. Without an engine it holds what the register finds by
    title and number, and its title says so: a reader of feeds keeps what it had and asks again.
    """
    wanted, same = asked.changed(by_date=True), asked.changed(by_date=False)
    title = f"{site.title}：{asked.words.strip() or '全部公开信息'}"
    try:
        results = site.finder.find(wanted.request(FEED_LENGTH))
    except EngineUnavailable:
        with site.views.connect() as connection:
            found = from_register(connection, wanted, FEED_LENGTH).listing.items
        told = f"{title}（全文检索暂时不能用，现在只有标题、文号相符的）"
        return atom(site, told, same.at("/search.atom"), asked.at(), found)
    pairs = [(found.record, found.version) for found in results.hits]
    with site.views.connect() as connection:
        shown = register.visible(connection, pairs)
    records = list(dict.fromkeys(shown[pair].record for pair in pairs if pair in shown))
    return atom(site, title, same.at("/search.atom"), asked.at(), records)
