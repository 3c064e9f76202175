"""Transactions that nest into the outermost one, and a database that keeps what people typed to itself."""

import asyncio
import datetime as dt
import sqlite3
import subprocess
import sys
import traceback

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError

from mitra import once
from mitra.store.database import Database
from mitra.store.models import Conversation, Handled

at = dt.datetime.fromisoformat
NOW = at("2026-11-24T09:00:00+07:00")
TYPED = "rahasia"


async def test_what_a_transaction_did_is_there_afterwards(database):
    async with database.transaction() as connection:
        await once.claim(connection, "update:7:1", at=NOW)
    assert await _keys(database) == ["update:7:1"]


async def test_an_inner_transaction_joins_the_outer_one(database):
    """Even SQLite's only connection is enough for any depth."""
    async with database.transaction() as outer:
        async with database.transaction() as inner, database.transaction() as innermost:
            assert inner is outer
            assert innermost is outer
            await once.claim(innermost, "update:7:1", at=NOW)
        await once.claim(outer, "update:7:2", at=NOW)
    assert await _keys(database) == ["update:7:1", "update:7:2"]


async def test_inner_and_outer_are_rolled_back_together(database):
    with pytest.raises(RuntimeError):
        await _fail_after_inner(database)
    assert await _keys(database) == []


async def test_after_a_failure_the_next_transaction_is_a_new_one(database):
    with pytest.raises(RuntimeError):
        await _fail_after_inner(database)
    async with database.transaction() as connection:
        await once.claim(connection, "update:7:3", at=NOW)
    assert await _keys(database) == ["update:7:3"]


async def test_tasks_side_by_side_have_transactions_of_their_own(database):
    """The second one waits for the first; its failure undoes its own work only."""
    begun = asyncio.Event()

    async def works() -> None:
        async with database.transaction() as connection:
            begun.set()
            await once.claim(connection, "update:7:1", at=NOW)

    async def fails() -> None:
        await begun.wait()
        async with database.transaction() as connection:
            await once.claim(connection, "update:7:2", at=NOW)
            raise RuntimeError

    results = await asyncio.gather(works(), fails(), return_exceptions=True)
    assert [type(result) for result in results] == [type(None), RuntimeError]
    assert await _keys(database) == ["update:7:1"]


async def test_a_task_that_outlives_the_transaction_it_was_begun_in_has_its_own(database):
    """It cannot join what is over."""
    over = asyncio.Event()

    async def goes_on_later() -> None:
        await over.wait()
        async with database.transaction() as connection:
            await once.claim(connection, "update:7:1", at=NOW)

    async with database.transaction():
        task = asyncio.create_task(goes_on_later())
    over.set()
    await task
    assert await _keys(database) == ["update:7:1"]


async def test_what_was_typed_does_not_appear_in_a_database_error(database):
    with pytest.raises(IntegrityError) as failed:
        await _store_twice(database, sender_id=TYPED, state={"text": TYPED})
    assert "unique constraint" in str(failed.value).lower()
    assert TYPED not in "".join(traceback.format_exception(failed.value))


async def test_a_moment_without_time_zone_is_refused(database):
    with pytest.raises(StatementError, match="without a time zone"):
        async with database.transaction() as connection:
            await once.claim(connection, "update:7:1", at=at("2026-11-24T09:00:00"))
    assert await _keys(database) == []


async def test_a_moment_comes_back_with_its_zone(database):
    """It is the same moment, told in UTC."""
    async with database.transaction() as connection:
        await once.claim(connection, "update:7:1", at=NOW)
        kept = await connection.scalar(sa.select(Handled.at))
    assert kept == NOW
    assert kept.isoformat() == "2026-11-24T02:00:00+00:00"


async def test_no_moment_is_no_moment(database):
    async with database.transaction() as connection:
        row = sa.insert(Handled).values(key="update:7:1", at=None)
        with pytest.raises(IntegrityError, match=r"(?i)not.null"):
            await connection.execute(row)


@pytest.mark.sqlite
async def test_the_folder_of_a_new_database_is_made(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'a' / 'b' / 'mitra.sqlite'}")
    async with database.transaction() as connection:
        assert await connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
    await database.close()
    assert (tmp_path / "a" / "b" / "mitra.sqlite").exists()


@pytest.mark.sqlite
async def test_a_transaction_takes_the_write_lock_at_once(database, monkeypatch):
    """A second process must not get between reading and writing."""
    monkeypatch.setattr("mitra.store.sqlite.BUSY_MS", 0)
    other = Database(str(database.engine.url))
    try:
        async with database.transaction() as connection:
            await connection.execute(sa.select(Handled))
            async with other.engine.connect() as elsewhere:
                with pytest.raises(sa.exc.OperationalError, match="locked"):
                    await elsewhere.execute(sa.select(Handled))
    finally:
        await other.close()


async def _fail_after_inner(database) -> None:
    async with database.transaction() as outer:
        await once.claim(outer, "update:7:1", at=NOW)
        async with database.transaction() as inner:
            await once.claim(inner, "update:7:2", at=NOW)
        raise RuntimeError


async def _store_twice(database, **row: object) -> None:
    async with database.transaction() as connection:
        for _ in range(2):
            await connection.execute(sa.insert(Conversation).values(**row, updated_at=NOW))


async def _keys(database) -> list[str]:
    async with database.transaction() as connection:
        return list(await connection.scalars(sa.select(Handled.key).order_by(Handled.key)))


@pytest.mark.sqlite
async def test_waiting_for_another_process_holds_up_nobody_else(tmp_path, database):
    """Statements run in the loop, but what waits for the write lock does not: others go on meanwhile."""
    other = sqlite3.connect(tmp_path / "mitra.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.transaction() as connection:
            await once.claim(connection, "update:7:1", at=NOW)

    waiting = asyncio.create_task(write())
    beats = 0
    while beats < 20:
        await asyncio.sleep(0.01)
        beats += 1
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert await _keys(database) == ["update:7:1"]


@pytest.mark.sqlite
def test_a_process_ends_though_its_database_was_left_open(tmp_path):
    """As Rasa's own action server leaves it."""
    script = (
        "import asyncio\n"
        "from mitra.store.database import Database\n"
        "async def main():\n"
        f"    async with Database('sqlite+aiosqlite:///{tmp_path}/left.sqlite').transaction():\n"
        "        pass\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], timeout=30, check=False, capture_output=True)  # noqa: S603
    assert done.returncode == 0
