"""What must be set before Rasa, TensorFlow and python-telegram-bot are imported, and how a process starts quickly."""

import gc
import os

from bot.lean import leave_out

_SWITCHES = {
    "RASA_TELEMETRY_ENABLED": "false",  # otherwise Rasa calls home
    "RASA_MAX_CACHE_SIZE": "0",  # our importer always reads afresh, so Rasa's cache would only fill the disk
    "CUDA_VISIBLE_DEVICES": "-1",  # TensorFlow comes with Rasa but is not used
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",  # Rasa's own SQL tracker store, which we do not use, is written for 1.4
    "PTB_TIMEDELTA": "true",
}


def prepare(*, whole_rasa: bool = False) -> None:
    """Set the switches that are not set yet; unless `whole_rasa` (to train), leave out what serving never calls."""
    for name, value in _SWITCHES.items():
        os.environ.setdefault(name, value)
    if not whole_rasa:
        leave_out()


def start_loading() -> None:
    """Stop looking for garbage: at start nearly all that is made stays, and each look goes through all of it."""
    gc.disable()


def end_loading() -> None:
    """
    Look for garbage again: once now, when nobody waits for it, and from then on rarely, since what is known to stay counts.

    Not gc.freeze(): without the many that stay, Python would look through the rest at nearly every message (measured).
    """
    gc.collect()
    gc.enable()
