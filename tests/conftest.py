"""Switches that must be set before anything imports Rasa."""

from bot.environment import prepare

prepare()

from mitra.log import configure  # noqa: E402

configure("ERROR")
