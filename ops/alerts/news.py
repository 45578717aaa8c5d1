"""Looking through the journal for what somebody's saved search finds."""

from collections.abc import Callable

from domain.journal import Journal
from ops.alerts.outbox import Outbox, Watched
from projections.happened import batch_of
from projections.projector import Hole
from search.alerts import Matcher, SavedSearch, compiled, new_versions
from search.documents import Documents
from search.engine import CompiledQuery
from search.tables import Tables, only_questions

BATCH = 500


class News:
    """Looks through the journal for versions that somebody's search finds."""

    def __init__(
        self,
        outbox: Outbox,
        journal: Journal,
        documents: Documents,
        matcher: Matcher,
        tables: Callable[[], Tables] = only_questions,
    ) -> None:
        self._outbox = outbox
        self._journal = journal
        self._documents = documents
        self._matcher = matcher
        self._tables = tables
        self._changes = -1
        self._compiled_with: Tables | None = None
        self._watched: tuple[Watched, ...] = ()
        self._compiled: dict[SavedSearch, CompiledQuery] = {}

    def look(self) -> bool:
        """One batch of the journal. True when there may be more."""
        # The head is read first: whoever confirms after this begins behind it.
        head = self._journal.position()
        position, changes = self._outbox.followed()
        if head < position:
            raise Hole("日志比 subscriptions.db 里记下的位置还短", rule="design §4: append-only")
        if head == position:
            return False
        tables = self._tables()
        if changes != self._changes or tables is not self._compiled_with:
            self._read(changes, tables)
        if not self._watched:
            self._outbox.found((), head, changes)
            return True
        rows = [row for row in self._journal.read(position, BATCH) if row.event.position <= head]
        versions = new_versions(self._documents, batch_of(rows))
        places = self._matcher.match(
            versions, [self._compiled[one.search] for one in self._watched]
        )
        self._outbox.found(
            (
                (watched, versions[place].key)
                for watched, found in zip(self._watched, places, strict=True)
                for place in found
                if versions[place].from_position > watched.since
            ),
            rows[-1].event.position,
            changes,
        )
        return True

    def _read(self, changes: int, tables: Tables) -> None:
        """Take in the searches; those known stay compiled until an operator edits a table."""
        self._watched = self._outbox.watched()
        known = self._compiled if tables is self._compiled_with else {}
        self._compiled = {
            search: known.get(search) or compiled(search, tables)
            for search in {one.search for one in self._watched}
        }
        self._changes, self._compiled_with = changes, tables
