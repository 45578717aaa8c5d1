"""The embedded engine: tantivy in a folder, one process writing, any number reading."""

from search.embedded.reader import EmbeddedReader
from search.embedded.writer import EmbeddedEngine

__all__ = ["EmbeddedEngine", "EmbeddedReader"]
