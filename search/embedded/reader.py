"""The reading half: answers from whatever the writer of any process committed last."""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import tantivy

from search.embedded.folder import current, readable, schema
from search.embedded.inquiry import explain
from search.embedded.view import View
from search.engine import (
    EXACT_COUNT,
    CompiledQuery,
    EngineHits,
    EngineUnavailable,
    Explanation,
    Indexed,
    Key,
    Page,
)
from search.fields import SHOWN

KEPT_VIEWS = 16
"""States of the index kept for the next pages of lists begun in them; each holds its files."""

_Stamped = tuple[str, tuple[int, int, int] | None]
_NOTHING: _Stamped = "", None


class EmbeddedReader:
    """Answers queries from the index in `folder`, whoever writes it (the port `Engine`).

    A folder without an index answers with nothing, at position 0.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = schema()
        self._lock = threading.Lock()
        self._present: tuple[_Stamped, _Stamped, View | None] = self._unseen()
        self._index: tuple[str, tantivy.Index] | None = None
        self._kept: OrderedDict[str, View] = OrderedDict()

    def position(self) -> int:
        view = self.view()
        return view.position if view else 0

    def search(self, query: CompiledQuery, page: Page) -> EngineHits:
        present = self.view()
        view = self._kept.get(page.view, present) if page.view else present
        if view is None:
            return EngineHits((), 0, False, {name: {} for name in page.facets}, "", True, 0, False)
        whole = view.translator.query(query)
        kept = page.view is None or page.view == view.name
        if page.after is not None and not kept:
            # Scores have moved a little with the number of documents: where the last hit stands
            # now is the place to go on from, if it is still there.
            page = replace(page, after=view.place(whole, query.order, page.after))
        found, total = view.hits(whole, query.order, page)
        seen = page.after.seen if page.after else 0
        more = len(found) > page.size and seen + page.size < EXACT_COUNT
        if more:
            self._keep(view)
        return EngineHits(
            hits=tuple(found[: page.size]),
            total=min(total, EXACT_COUNT),
            more_than_counted=total > EXACT_COUNT,
            facets=view.facets(query, page.facets) if page.facets else {},
            view=view.name,
            view_kept=kept,
            position=view.position,
            more=more,
        )

    def explain(self, query: CompiledQuery, record: str) -> Explanation:
        view = self.view()
        return explain(view, query, record) if view else Explanation(None)

    def document(self, record: str, version: int) -> Indexed | None:
        view = self.view()
        if view is None:
            return None
        key = view.keyword("key", f"{record}/{version}")
        found = view.matching(key, 1)
        if not found:
            return None
        return Indexed(
            view.positions(found)[0], not view.matches(key, view.keyword("scope", SHOWN))
        )

    def begun(self) -> int:
        view = self.view()
        return view.begun if view else 0

    def keys(self) -> Iterator[tuple[Key, Indexed]]:
        view = self.view()
        return iter(view.entries() if view else ())

    def view(self) -> View | None:
        """The newest committed state; looking costs two system calls when nothing changed.

        Raises `EngineUnavailable`.
        """
        pointer, meta, view = self._present
        if _unchanged(pointer) and _unchanged(meta):
            return view
        with self._lock:
            for attempt in (1, 2, 3):
                try:
                    self._present = self._look()
                    break
                except (ValueError, OSError) as error:
                    # The index may be swapped and deleted between its name being read and its
                    # files being opened: then there is another one to open.
                    if attempt == 3:
                        raise EngineUnavailable(f"检索索引打不开：{error}") from error
            return self._present[2]

    def forget(self) -> None:
        """Let go of every state but the next one looked for, and of its files."""
        with self._lock:
            self._kept.clear()
            self._present = self._unseen()
            self._index = None

    def _unseen(self) -> tuple[_Stamped, _Stamped, None]:
        return (str(self._folder / "CURRENT"), (0, 0, 0)), _NOTHING, None

    def _keep(self, view: View) -> None:
        with self._lock:
            self._kept[view.name] = view
            self._kept.move_to_end(view.name)
            while len(self._kept) > KEPT_VIEWS:
                self._kept.popitem(last=False)

    def _look(self) -> tuple[_Stamped, _Stamped, View | None]:
        """What there is now. The stamps are taken first: what changes meanwhile is seen next."""
        pointer = _stamped(self._folder / "CURRENT")
        name = current(self._folder)
        if name is None:
            return pointer, _NOTHING, None
        meta = _stamped(self._folder / name / "meta.json")
        if not readable(name):
            raise EngineUnavailable("检索索引是另一版分析程序建立的，要重建后才能检索")
        if self._index is None or self._index[0] != name:
            index = tantivy.Index.open(str(self._folder / name))
            index.config_reader("manual")
            self._index = name, index
            # What is kept of an index that another took the place of would hold on to its files.
            self._kept.clear()
        index = self._index[1]
        index.reload()
        changed = meta[1][0] if meta[1] else 0
        return pointer, meta, View(f"{name}@{changed:x}", index.searcher(), self._schema)


def _stamped(path: Path | str) -> _Stamped:
    """A path with what tells one file at it from the next; files are only ever replaced."""
    if not path:
        return _NOTHING
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return str(path), None
    return str(path), (found.st_mtime_ns, found.st_ino, found.st_size)


def _unchanged(stamped: _Stamped) -> bool:
    return _stamped(stamped[0]) == stamped
