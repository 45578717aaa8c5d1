"""Elasticsearch behind the port: a cluster that many processes read and one writes."""

from search.elastic.connection import Access, Credential
from search.elastic.layout import Layout
from search.elastic.reader import ElasticReader
from search.elastic.writer import ElasticEngine

__all__ = ["Access", "Credential", "ElasticEngine", "ElasticReader", "Layout"]
