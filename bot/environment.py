"""Switches that must be set before Rasa, TensorFlow and python-telegram-bot are imported."""

import os

_SWITCHES = {
    "RASA_TELEMETRY_ENABLED": "false",  # otherwise Rasa calls home
    "RASA_MAX_CACHE_SIZE": "0",  # our importer always reads afresh, so Rasa's cache would only fill the disk
    "CUDA_VISIBLE_DEVICES": "-1",  # TensorFlow comes with Rasa but is not used
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",  # Rasa's own SQL tracker store, which we do not use, is written for 1.4
    "PTB_TIMEDELTA": "true",
}


def prepare() -> None:
    """Set the switches that are not set yet."""
    for name, value in _SWITCHES.items():
        os.environ.setdefault(name, value)
