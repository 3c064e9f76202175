"""Logging: one line an event, a constant name with ids as fields, never what anybody wrote."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_OURS = "mitra"
#: These write texts or tokens into their logs below WARNING.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "telegram",
    "rasa",
    "rasa_sdk",
    "sqlalchemy",
    "asyncio",
    "matplotlib",
    "tensorflow",
)


def get_logger() -> structlog.typing.FilteringBoundLogger:
    """Return a logger for our own events."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(source=_OURS)
    return logger


def configure(level: str) -> None:
    """Write our events of this level and above to standard error: readable in a terminal, JSON elsewhere."""
    renderer: Any = structlog.processors.JSONRenderer()
    if sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[
            _only_ours,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        # Looked up for each event: who swaps standard error (tests do) does not leave us with a closed one.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.captureWarnings(
        capture=True
    )  # libraries' deprecations are for developers, who see them in the tests
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    logging.getLogger("rasa.core.processor").addFilter(_not_of_actions)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _not_of_actions(record: logging.LogRecord) -> bool:
    """Drop what Rasa says of an action that failed: bot/brain.py raises it, and who does not try again logs it."""
    return "exception while running action" not in record.msg


def _only_ours(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what libraries log through structlog: Rasa's events carry what people typed."""
    if event.pop("source", None) != _OURS:
        raise structlog.DropEvent
    return event
