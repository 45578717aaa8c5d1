"""The embedded engine: tantivy in a folder, one process writing, any number reading."""

from search.embedded.batch import BatchMatcher
from search.embedded.reader import EmbeddedReader
from search.embedded.writer import EmbeddedEngine

__all__ = ["BatchMatcher", "EmbeddedEngine", "EmbeddedReader"]
