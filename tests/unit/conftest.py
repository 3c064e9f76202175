"""A database of its own for each test, and Hypothesis without a stopwatch."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import settings

from mitra.store.database import Database
from mitra.store.migrate import migrate

# A busy machine is not a bug: how long one example takes is measured in benchmarks/.
settings.register_profile("unit", deadline=None)
settings.load_profile("unit")


@pytest.fixture
async def empty_database(tmp_path) -> AsyncIterator[Database]:
    """A database without tables."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'mitra.sqlite'}")
    yield database
    await database.close()


@pytest.fixture
async def database(empty_database) -> Database:
    """A database with this release's tables."""
    await migrate(empty_database)
    return empty_database
