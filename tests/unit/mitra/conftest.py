"""An open transaction on a database of its own."""

import pytest


@pytest.fixture
async def connection(database):
    async with database.transaction() as open_one:
        yield open_one
