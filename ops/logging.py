"""Running logs: one JSON line an event, with request id, officer, stream and position.

Never content, personal data or secrets: what is bound to the logger is a short allow-list, and of
what other libraries log only the template is kept, without the values that would be put into it.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import PurePath
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
    root = logging.getLogger()
    root.handlers = [_Libraries()]
    root.setLevel(logging.WARNING)
    # Of a node that is gone it tells every attempt, several in a second; that an engine was given
    # up or taken up again is told once, by us.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)


class _Libraries(logging.Handler):
    """Lines of other libraries. An error is named by its type and the line where it arose: its
    message could hold what somebody typed, and only an `OSError` tells what an operator needs."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(record.msg, BaseException):
            error = record.msg
        more = {} if error is None else {"error": _named(error), "where": _place(error)}
        event = record.msg if isinstance(record.msg, str) else "library"
        line = structlog.get_logger()
        line.log(record.levelno, event.strip()[:200], logger=record.name, **more)


def _named(error: BaseException) -> str:
    name = type(error).__name__
    return f"{name}: {error.strerror}" if isinstance(error, OSError) else name


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _only_allowed(
    _logger: Any, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    return {name: value for name, value in line.items() if name in ALLOWED}
