"""Who shares the computer reads neither the database nor where it is."""

import os
import stat

import pytest
import sqlalchemy as sa

from mitra.errors import StartupError
from mitra.store.database import Database
from mitra.store.migrate import migrate

pytestmark = pytest.mark.sqlite


def modes(folder):
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.fixture
def _everybody_may_read():
    """As on most computers: new files are for all to read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_everybody_may_read")
async def test_the_database_is_its_owners_alone(tmp_path):
    """With all that SQLite writes beside it, of which the write-ahead log holds what was just said."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/mitra.sqlite")
    await migrate(database)
    found = modes(tmp_path)
    await database.close()
    assert found == dict.fromkeys(("mitra.sqlite", "mitra.sqlite-wal", "mitra.sqlite-shm"), 0o600)


@pytest.mark.usefixtures("_everybody_may_read")
async def test_one_of_an_earlier_release_becomes_so(tmp_path):
    file = tmp_path / "mitra.sqlite"
    file.touch(mode=0o644)
    database = Database(f"sqlite+aiosqlite:///{file}")
    async with database.transaction() as connection:
        await connection.execute(sa.text("SELECT 1"))
    await database.close()
    assert modes(tmp_path)["mitra.sqlite"] == 0o600


@pytest.mark.parametrize(
    "address",
    [
        "hunter2",
        "postgresql://mitra:s@hunter2:x@localhost/db",  # a password with an @ in it
        "postgresql://mitra:hunter2@localhost:hunter2/db",
        "postgresql+hunter2://localhost/db",
    ],
)
def test_an_address_that_cannot_be_read_is_not_shown(address):
    """Neither is what the library says of it: that is part of the address."""
    with pytest.raises(StartupError) as raised:
        Database(address)
    assert "MITRA_DATABASE_URL" in str(raised.value)
    assert "hunter2" not in str(raised.value)
    assert raised.value.__suppress_context__
