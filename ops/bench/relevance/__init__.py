"""Relevance through the product's own query path: how well searches answer, in numbers.

Two sets are measured: citizens' questions about statutes (../shared/ir/stard-dev, read where it
lies and never shipped), and what citizens type at the demonstration archive (judged.tsv), half of
which is set aside and only reported.
"""

from ops.bench.relevance.report import run

__all__ = ["run"]
