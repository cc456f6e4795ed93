"""Structured logs: facts with fields, in English; customers' names and words stay in the store."""

import logging
import sys

import structlog
from structlog.processors import ExceptionRenderer, JSONRenderer, KeyValueRenderer
from structlog.tracebacks import ExceptionDictTransformer

from bot.config import LogSettings

# Neither form shows the values of variables: they hold what customers said.
JSON = (
    ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
    JSONRenderer(ensure_ascii=False),
)
TEXT = (
    structlog.processors.format_exc_info,
    KeyValueRenderer(key_order=["timestamp", "level", "event"]),
)


def set_up_logs(settings: LogSettings) -> None:
    """Write log lines to stderr, as text or as JSON."""
    level = getattr(logging, settings.level.upper())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(JSON if settings.form == "json" else TEXT),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, force=True)
