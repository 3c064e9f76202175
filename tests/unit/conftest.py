"""A database of its own for each test, and Hypothesis without a stopwatch."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

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


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory) -> Path:
    """A database file with this release's tables: copying it is a hundred times as fast as making it."""
    path = tmp_path_factory.mktemp("migrated") / "mitra.sqlite"
    database = Database(f"sqlite+aiosqlite:///{path}")
    await migrate(database)
    await database.close()
    return path


@pytest.fixture
async def database(migrated, empty_database, tmp_path) -> Database:
    """A database with this release's tables."""
    shutil.copyfile(migrated, tmp_path / "mitra.sqlite")
    return empty_database
