"""The world of these tests."""

import pytest

from mitra.prompts import catalogue, series
from tests.unit.mitra.prompts.factory import World, make_world


@pytest.fixture
async def here(connection) -> World:
    return await make_world(connection)


@pytest.fixture
def content(monkeypatch):
    """Put a catalogue in place of content/prompts/."""

    def put(found):
        for module in (catalogue, series):
            monkeypatch.setattr(module, "catalogue", lambda: found)

    return put
