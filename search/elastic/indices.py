"""The indices of one archive on the cluster: made, swapped behind the alias, swept."""

from collections.abc import Iterator

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.elastic.bulk import Patience, put
from search.elastic.connection import kind
from search.elastic.layout import Layout, counted_entry, mapping, position_entry
from search.engine import EngineUnavailable

_LOOKING_SECONDS = 5.0


class Indices:
    """What the writer does with whole indices. Each method raises what the client raises."""

    def __init__(self, client: Elasticsearch, layout: Layout, patience: Patience) -> None:
        self._client = client
        self._layout = layout
        self._patience = patience

    def answering(self) -> str | None:
        """The index behind the alias; None when there is none that this code can write."""
        names = self._behind(self._layout.alias)
        return names[0] if len(names) == 1 and self._layout.readable(names[0]) else None

    def begin(self) -> str:
        """A new index at position 0 beside the one that answers.

        What an earlier one left unfinished is swept first: only one may be filled at a time.
        """
        self.sweep()
        number = max((number for _, number in self._ours()), default=0) + 1
        name = self._layout.name(number)
        try:
            self._client.indices.create(
                index=name,
                settings=self._layout.settings,
                mappings=mapping(),
                aliases={self._layout.beside: {}},
            )
        except BadRequestError as error:
            # The answer to the first try was lost: it is there.
            if kind(error) != "resource_already_exists_exception":
                raise
        put(
            self._client,
            self._layout.beside,
            [counted_entry(), position_entry(0, 0, 0)],
            self._patience,
        )
        self._client.indices.refresh(index=name)
        return name

    def adopt(self, name: str) -> None:
        """Let the index `name` answer from now on, then delete every other.

        A crash before the alias is moved leaves the old index answering, one after it the new:
        the cluster moves it in one step. The others are deleted only after the new one was seen
        to answer, and by the next sweep if that is not reached.
        """
        client, alias = self._client, self._layout.alias
        client.indices.put_settings(index=name, settings=self._layout.copies)
        client.indices.update_aliases(
            actions=[
                *({"remove": {"index": old, "alias": alias}} for old in self._behind(alias)),
                {"remove": {"index": name, "alias": self._layout.beside}},
                {"add": {"index": name, "alias": alias}},
            ]
        )
        if self.answering() != name:
            raise EngineUnavailable("检索索引换不上去")
        self.sweep()

    def sweep(self) -> None:
        """Delete every index of this archive that does not answer."""
        answering = self._behind(self._layout.alias)
        left = [name for name, _ in self._ours() if name not in answering]
        if left:
            self._client.indices.delete(index=left, ignore_unavailable=True)

    def _behind(self, alias: str) -> list[str]:
        # Asked again and again while the cluster is away, so it is not waited for.
        once = self._client.options(request_timeout=_LOOKING_SECONDS, max_retries=0)
        try:
            return list(once.indices.get_alias(name=alias))
        except NotFoundError:
            return []

    def _ours(self) -> Iterator[tuple[str, int]]:
        """Every index of this archive with its number."""
        for name in self._client.indices.get(index=self._layout.pattern, features="aliases"):
            number = self._layout.number(name)
            if number is not None:
                yield name, number
