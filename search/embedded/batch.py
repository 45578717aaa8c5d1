"""A small index in memory for one batch of new versions, over which saved searches are run."""

from collections.abc import Sequence

import tantivy

from search.embedded.folder import schema
from search.embedded.translation import Translator
from search.embedded.writer import entry
from search.engine import CompiledQuery, Document
from search.fields import fields_of

_MEMORY = 32_000_000


class BatchMatcher:
    """Runs queries over batches (`search.alerts.Matcher`). For one thread.

    A query that was in the last batch is not translated again: it belongs to no index.
    """

    def __init__(self) -> None:
        self._schema = schema()
        self._translator = Translator(self._schema)
        self._known: dict[CompiledQuery, tantivy.Query] = {}

    def match(
        self, documents: Sequence[Document], queries: Sequence[CompiledQuery]
    ) -> list[tuple[int, ...]]:
        """See `Matcher.match`."""
        known = self._known
        self._known = {
            query: known.get(query) or self._translator.query(query)
            for query in dict.fromkeys(queries)
        }
        if not documents:
            return [()] * len(queries)
        searcher = self._indexed(documents)
        found = {
            query: self._places(searcher, translated, len(documents))
            for query, translated in self._known.items()
        }
        return [found[query] for query in queries]

    def _indexed(self, documents: Sequence[Document]) -> tantivy.Searcher:
        index = tantivy.Index(self._schema)
        writer = index.writer(_MEMORY, 1)
        for place, document in enumerate(documents):
            # No query names `position`: here it tells which document of the batch this is.
            writer.add_document(entry(fields_of(document) | {"position": place}))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index.searcher()

    def _places(
        self, searcher: tantivy.Searcher, query: tantivy.Query, count: int
    ) -> tuple[int, ...]:
        hits = searcher.search(query, count, count=False).hits
        if not hits:
            return ()
        places = searcher.fast_field_values("position", [address for _, address in hits])
        return tuple(sorted(int(place or 0) for place in places))
