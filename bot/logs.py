"""Structured logs: facts with fields, in English; customers' names and words stay in the store."""

import logging
import sys

import structlog

from bot.config import LogSettings

JSON = (
    structlog.processors.dict_tracebacks,
    structlog.processors.JSONRenderer(ensure_ascii=False),
)
TEXT = (
    structlog.processors.format_exc_info,
    structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
)


def set_up_logs(settings: LogSettings) -> None:
    """Write log lines to stderr, as text or as JSON."""
    level = getattr(logging, settings.level.upper())
    is_json = settings.form == "json"
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks
            if is_json
            else structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if is_json
            else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, force=True)
