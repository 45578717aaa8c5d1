"""A search as Atom: whoever follows a topic is told of what is new by any reader of feeds."""

from fastapi import APIRouter
from starlette.responses import Response

from api.asking import SearchAsked
from api.feeds import FEED_LENGTH, atom
from api.site import SiteGiven
from projections import register

router = APIRouter(include_in_schema=False)


@router.get("/search.atom")
def search_feed(site: SiteGiven, asked: SearchAsked) -> Response:
    """The newest of what the search finds, newest first, whatever order its page has.

    Its id is the permalink of the search. Raises `EngineUnavailable`: a reader of feeds asks
    again later, and would take an incomplete list for the whole.
    """
    wanted = asked.changed(by_date=True)
    results = site.finder.find(wanted.request(FEED_LENGTH))
    pairs = [(found.record, found.version) for found in results.hits]
    with site.views.connect() as connection:
        shown = register.visible(connection, pairs)
    records = list(dict.fromkeys(shown[pair].record for pair in pairs if pair in shown))
    same = asked.changed(by_date=False)
    title = f"{site.title}：{asked.words.strip() or '全部公开信息'}"
    return atom(site, title, same.at("/search.atom"), asked.at(), records)
