"""The engines that relevance is measured on: the one the settings choose, with an index of its own.

A cluster may be an archive's: the index stands under an alias of its own and is deleted afterwards.
"""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ops.engines import CLUSTER, access
from ops.settings import Settings
from search.embedded import EmbeddedEngine
from search.engine import WritingEngine

_WRITER = "elasticsearch_writer"


def chosen(settings: Settings, home: Path, cluster: str | None = None) -> Settings:
    """How a new archive in `home` searches: as `settings` say, or on the cluster at the address
    `cluster`, with nothing that stands in."""
    if cluster is not None:
        settings = replace(
            settings,
            search_engine=CLUSTER,
            elasticsearch_urls=cluster,
            elasticsearch_ca="",
            elasticsearch_reader="",
            elasticsearch_writer="",
        )
    return replace(settings, home=home, search_fallback="register")


@contextlib.contextmanager
def empty(settings: Settings) -> Iterator[WritingEngine]:
    """An engine with an empty index, in the folder `home` or on the cluster; gone afterwards."""
    if settings.search_engine != CLUSTER:
        embedded = EmbeddedEngine(settings.home)
        try:
            yield embedded
        finally:
            embedded.close()
        return
    # The client of a cluster is loaded only where there is one.
    from search.elastic import ElasticEngine, Layout

    layout = Layout(f"gongkai-relevance-{uuid.uuid4().hex[:12]}")
    engine = ElasticEngine(access(settings, _WRITER), layout)
    try:
        yield engine
    finally:
        engine.close()
        remove(settings, layout.alias)


def remove(settings: Settings, alias: str) -> None:
    """Delete every index that was made for `alias`."""
    from search.elastic import Layout
    from search.elastic.connection import indexing, reaching

    with contextlib.closing(indexing(access(settings, _WRITER))) as client, reaching():
        made = list(client.indices.get(index=Layout(alias).pattern, features="aliases"))
        if made:
            client.indices.delete(index=made, ignore_unavailable=True)
