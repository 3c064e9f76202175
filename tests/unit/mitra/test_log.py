"""The log: our events only, one line each."""

import io
import json
import logging

import pytest
import structlog

from mitra.log import configure, get_logger


@pytest.fixture(autouse=True)
def _as_before():
    """Undo what `configure` sets for the whole process."""
    levels = {name: logger.level for name, logger in _library_loggers().items()}
    kept, root = structlog.get_config(), logging.getLogger().level
    yield
    logging.captureWarnings(capture=False)
    logging.getLogger().setLevel(root)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.configure(**kept)


def test_our_events_are_one_line_of_json_each(capsys):
    configure("INFO")
    get_logger().info("update_handled", update=7)
    get_logger().warning("not_delivered", chat=42, reason="dua\nbaris")
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(row["event"], row["level"]) for row in told] == [
        ("update_handled", "info"),
        ("not_delivered", "warning"),
    ]
    assert (told[0]["update"], told[1]["chat"], told[1]["reason"]) == (7, 42, "dua\nbaris")
    assert told[0]["timestamp"].endswith("Z")
    assert "source" not in told[0]


def test_nothing_a_library_tells_structlog_is_written(capsys):
    """Rasa's events carry what people typed."""
    configure("DEBUG")
    structlog.get_logger().error("processor.message.parse", text="rahasia")
    structlog.get_logger("rasa.core", source="rasa").critical("processor.slots", text="rahasia")
    assert capsys.readouterr() == ("", "")


def test_events_below_the_level_are_left_out(capsys):
    configure("WARNING")
    get_logger().info("update_handled", update=7)
    assert capsys.readouterr().err == ""


def test_an_exception_is_told_in_the_same_line(capsys):
    configure("INFO")
    try:
        int("salah")
    except ValueError:
        get_logger().exception("sweep_failed")
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: invalid literal" in json.loads(line)["exception"]


@pytest.mark.parametrize("name", ["httpx", "telegram", "rasa", "sqlalchemy.engine", "rasa.core.processor"])
def test_libraries_that_write_texts_or_tokens_are_quiet(name):
    """httpx writes the bot's token with every request, at INFO."""
    for above in (None, name.partition(".")[0], name):
        logging.getLogger(above).setLevel(logging.NOTSET)
    configure("DEBUG")
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)


def _library_loggers() -> dict[str, logging.Logger]:
    found = logging.Logger.manager.loggerDict.items()
    return {name: logger for name, logger in found if isinstance(logger, logging.Logger)}


def test_the_log_goes_to_whatever_standard_error_is_at_the_moment(capsys, monkeypatch):
    swapped = io.StringIO()
    monkeypatch.setattr("sys.stderr", swapped)
    configure("INFO")
    monkeypatch.undo()
    swapped.close()
    get_logger().info("update_handled", update=7)
    assert "update_handled" in capsys.readouterr().err
