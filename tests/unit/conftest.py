"""A database of its own for each test, and Hypothesis without a stopwatch."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from mitra.store.database import Database
from mitra.store.migrate import migrate
from tests import servers

# A busy machine is not a bug: how long one example takes is measured in benchmarks/.
settings.register_profile("unit", deadline=None)
settings.load_profile("unit")

ON_POSTGRES = servers.BACKEND == "postgresql"


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres | None]:
    """The PostgreSQL server, when tests are to run on one."""
    if not ON_POSTGRES:
        yield None
        return
    with servers.postgres() as running:
        yield running


@pytest.fixture
async def empty_database(tmp_path, postgres) -> AsyncIterator[Database]:
    """A database without tables."""
    if postgres is None:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'mitra.sqlite'}")
        yield database
        await database.close()
        return
    name = await postgres.create()
    database = Database(postgres.address(name))
    yield database
    await database.close()
    await postgres.drop(name)


@pytest.fixture(scope="session")
async def migrated(tmp_path_factory, postgres) -> Path | str:
    """A database with this release's tables, file or name: copying it is many times as fast as making it."""
    if postgres is not None:
        name = await postgres.create("migrated")
        database = Database(postgres.address(name))
    else:
        name = tmp_path_factory.mktemp("migrated") / "mitra.sqlite"
        database = Database(f"sqlite+aiosqlite:///{name}")
    await migrate(database)
    await database.close()
    return name


@pytest.fixture
async def database(migrated, postgres, tmp_path) -> AsyncIterator[Database]:
    """A database with this release's tables."""
    if postgres is None:
        shutil.copyfile(migrated, tmp_path / "mitra.sqlite")
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'mitra.sqlite'}")
        yield database
        await database.close()
        return
    name = await postgres.create(template=migrated)
    database = Database(postgres.address(name))
    yield database
    await database.close()
    await postgres.drop(name)
