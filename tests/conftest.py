"""Switches that must be set before anything imports Rasa; and what a backend leaves out."""

import pytest

from bot.environment import prepare

prepare()

from mitra.log import configure  # noqa: E402

configure("ERROR")


from tests import servers  # noqa: E402


def pytest_collection_modifyitems(items):
    """Leave out what is about SQLite when all runs on PostgreSQL."""
    if servers.BACKEND == "postgresql":
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(pytest.mark.skip(reason="about SQLite"))
