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


def configure(level: str, form: str = "auto") -> None:
    """
    Write our events of this level and above to standard error, and what libraries warn of, one line each.

    `form` is "json", "text", or "auto": text for a terminal, JSON for whatever else collects it.
    """
    as_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    renderer: Any = structlog.processors.JSONRenderer()
    if as_text:
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    shaped: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[_only_ours, *shaped, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        # Looked up for each event: who swaps standard error (tests do) does not leave us with a closed one.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    _shape_libraries([structlog.stdlib.add_logger_name, *shaped], renderer)
    logging.captureWarnings(
        capture=True
    )  # libraries' deprecations are for developers, who see them in the tests
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    logging.getLogger("rasa.core.processor").addFilter(_not_of_actions)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def _shape_libraries(processors: list[Any], renderer: Any) -> None:
    """Give what libraries log the same shape: one line, which a collector can read."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=processors,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    for old in [one for one in root.handlers if getattr(one, "mitra", False)]:
        root.removeHandler(old)
    handler.mitra = True  # type: ignore[attr-defined]
    if not root.handlers:  # tests and Rasa's commands have their own
        root.addHandler(handler)
    root.setLevel(logging.WARNING)


def _not_of_actions(record: logging.LogRecord) -> bool:
    """Drop what Rasa says of an action that failed: bot/brain.py raises it, and who does not try again logs it."""
    return "exception while running action" not in record.msg


def _only_ours(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what libraries log through structlog: Rasa's events carry what people typed."""
    if event.pop("source", None) != _OURS:
        raise structlog.DropEvent
    return event
