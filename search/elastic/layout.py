"""What an index looks like: its mapping, its settings, and the names by which it is known.

An alias answers searches. Behind it stands one index, named for analysis, schema and a number
that was never used before; another one may be filled beside it.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from search.analysis import ANALYSIS_VERSION
from search.engine import Document
from search.fields import (
    ANALYSED,
    COUNTED,
    FACETED,
    KEYWORDS,
    NUMBERS,
    ORDERING,
    POSITION_KEY,
    SCORED,
    fields_of,
    unsearchable,
)

VERSION = "version"
"""Of a record, as a number: hits that tie are told apart by it."""

CHANGED = "changed"
"""Of the position entry: the position that the documents last changed at. Most events of a
journal change nothing that the public finds, and a list that was begun before them goes on."""

Entry = tuple[str, int, bytes]
"""Id, journal position and JSON of what is indexed."""

_COUNTED_KEY = "counted"
_LONGEST_EXACT = 8_191
"""Characters of a value compared as a whole: Lucene takes 32,766 bytes, four a character. A
longer one is left out instead of refusing the document."""

_MOST_FIELDS = 64
_ALIAS = re.compile(r"[a-z0-9][a-z0-9_.-]{0,100}\Z")

_READ = frozenset(("record", "scope", *FACETED))
"""Keywords whose values are read back, to count or to sort by; the others are only looked up."""


@dataclass(frozen=True)
class Layout:
    """The names and the size of one archive's indices on a cluster.

    `alias` is what searches ask. One shard does for the largest city's archive: 30 to 50 GB.
    `replicas` is the number of further copies, each on a node of its own; None is one where there
    is a second node. `refresh` is the index's own refresh interval: with `-1` documents and their
    position become visible together, at the end of each batch; with a time such as `30s` documents
    may be seen a moment before their position. Raises ValueError for what cannot be an alias.
    """

    alias: str = "gongkai"
    shards: int = 1
    replicas: int | None = None
    refresh: str = "-1"

    def __post_init__(self) -> None:
        if not _ALIAS.match(self.alias):
            raise ValueError("索引的别名只能有小写字母、数字和 _ . -，并以字母或数字开头")

    @property
    def beside(self) -> str:
        """The alias of an index that is being filled and does not answer yet.

        Documents are only ever sent to an alias that must exist: to a name alone, a cluster
        would answer with a new index of its own making, without this mapping.
        """
        return f"{self.alias}-beside"

    @property
    def pattern(self) -> str:
        """Matches every index of this archive."""
        return f"{self.alias}-a*"

    def readable(self, index: str) -> bool:
        """Whether an index of this name was made by this analysis and for this schema."""
        return index.startswith(f"{self.alias}-{_VERSION}-")

    def number(self, index: str) -> int | None:
        """The number in the name of an index, of whatever analysis; None if it is not ours."""
        found = re.fullmatch(re.escape(self.alias) + r"-a\d+-[0-9a-f]{8}-(\d+)", index)
        return int(found[1]) if found else None

    def name(self, number: int) -> str:
        """The name of an index that this code makes."""
        return f"{self.alias}-{_VERSION}-{number}"

    @property
    def settings(self) -> dict[str, Any]:
        """How an index is made: without copies, for one that a crash interrupts is thrown away,
        and to copy it once it is whole is cheaper."""
        return {
            "number_of_shards": self.shards,
            "number_of_replicas": 0,
            "refresh_interval": self.refresh,
            "mapping.total_fields.limit": _MOST_FIELDS,
            "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
        }

    @property
    def copies(self) -> dict[str, Any]:
        """What changes in the settings when an index begins to answer."""
        if self.replicas is None:
            return {"auto_expand_replicas": "0-1"}
        return {"auto_expand_replicas": False, "number_of_replicas": self.replicas}


def mapping() -> dict[str, Any]:
    """The fields of `search/fields.py` in Elasticsearch's terms, and nothing else, ever.

    The document as it was sent is not kept: an engine holds tokens and ids, never text.
    """
    properties: dict[str, Any] = {}
    for name in (*KEYWORDS, *FACETED):
        properties[name] = {
            "type": "keyword",
            "doc_values": name in _READ,
            "ignore_above": _LONGEST_EXACT,
        }
    for name in ANALYSED:
        option = "positions" if name.endswith("_b") else "freqs" if name in SCORED else "docs"
        properties[name] = {"type": "text", "analyzer": "whitespace", "index_options": option}
        if name not in SCORED:
            properties[name]["norms"] = False
    for name in (*NUMBERS, *COUNTED, *ORDERING, VERSION, CHANGED):
        properties[name] = {"type": "long"}
    return {"dynamic": "strict", "_source": {"enabled": False}, "properties": properties}


def entry(document: Document) -> Entry:
    """A document as it is sent. Raises UnicodeEncodeError for half a surrogate pair."""
    fields = fields_of(document)
    fields[VERSION] = document.version
    return str(fields["key"]), document.position, _encoded(fields)


def position_entry(position: int, changed: int, begun: int) -> Entry:
    """The entry that says up to where the index goes, and where it was begun.

    It has no analysed field: each time it is replaced the old one stays in the index for a while,
    where it would be counted among the documents and move every score.
    """
    fields = {"key": POSITION_KEY, "position": position, "from_position": begun}
    fields[CHANGED] = changed
    return POSITION_KEY, position, _encoded(fields)


def counted_entry() -> Entry:
    """What is counted among the documents in its place, once and for ever: the embedded engine
    counts its position entry, and both must count alike to rank alike."""
    return _COUNTED_KEY, 0, _encoded(unsearchable(_COUNTED_KEY, 0))


def _encoded(fields: Any) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


_LAYOUT = json.dumps([mapping(), _MOST_FIELDS], sort_keys=True)
_VERSION = f"a{ANALYSIS_VERSION}-{hashlib.sha256(_LAYOUT.encode()).hexdigest()[:8]}"
