"""Running logs: one JSON line an event, with request id, officer, stream and position.

Never content, personal data or secrets: what is bound to the logger is a short allow-list.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "request",
        "method",
        "path",
        "status",
        "milliseconds",
        "officer",
        "act",
        "stream",
        "topic",
        "position",
        "projection",
        "size",
        "count",
        "error",
        "where",
        "pid",
        "home",
        "url",
        "seconds",
    }
)
"""The only members a line may have; anything else is dropped before it is written."""


def configure_logging(level: str, stream: TextIO | None = None) -> None:
    """JSON lines to standard error (or `stream`), at this level and above."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def _only_allowed(
    _logger: Any, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {name: value for name, value in line.items() if name in ALLOWED}
