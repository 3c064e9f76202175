"""Work that is done as if nobody else were at it, on PostgreSQL; and which failures pass."""

import asyncio
import datetime as dt
import sqlite3
import traceback

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from mitra.store import database as store
from mitra.store.database import AwayError, Database, is_passing
from mitra.store.migrate import migrate
from mitra.store.models import Conversation
from tests import servers

NOW = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")


@pytest.fixture(scope="module")
def server():
    with servers.postgres() as running:
        yield running


@pytest.fixture(scope="module")
async def shared(server):
    """A database on PostgreSQL, whatever the suite runs on."""
    database = Database(server.address(await server.create()))
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture(autouse=True)
async def clean(shared):
    async with shared.transaction() as connection:
        await connection.execute(sa.delete(Conversation))


async def put(connection, name, value):
    row = {"sender_id": name, "state": {"value": value}, "updated_at": NOW}
    await connection.execute(sa.insert(Conversation).values(row))


async def states(connection):
    rows = await connection.execute(sa.select(Conversation.sender_id, Conversation.state))
    return {row.sender_id: row.state["value"] for row in rows}


async def both_take_the_last(database, how):
    """Two that each see that nobody is on duty, and go on duty: together they would be two."""
    met, tries = asyncio.Barrier(2), []

    async def go_on_duty(name):
        async def work(connection):
            tries.append(name)
            nobody = not await states(connection)
            if tries.count(name) == 1:
                await met.wait()
            if nobody:
                await put(connection, name, "on duty")

        return await how(work)

    await asyncio.gather(go_on_duty("Budi"), go_on_duty("Siti"))
    async with database.transaction() as connection:
        return await states(connection), len(tries)


async def test_what_would_not_fit_into_an_order_is_done_anew(shared):
    on_duty, tries = await both_take_the_last(shared, shared.serialized)
    assert (len(on_duty), tries) == (1, 3)


async def test_without_an_order_both_would_have_done_it(shared):
    """Otherwise the test above could not fail."""

    async def loosely(work):
        async with shared.transaction() as connection:
            return await work(connection)

    on_duty, tries = await both_take_the_last(shared, loosely)
    assert (len(on_duty), tries) == (2, 2)


async def test_what_would_wait_for_each_other_for_ever_is_done_anew(shared):
    async with shared.transaction() as connection:
        await put(connection, "a", 0)
        await put(connection, "b", 0)
    met, tries = asyncio.Barrier(2), []

    async def add(first, second):
        async def work(connection):
            tries.append(first)
            for name in (first, second):
                mine = Conversation.sender_id == name
                value = (await states(connection))[name]
                await connection.execute(
                    sa.update(Conversation).where(mine).values(state={"value": value + 1})
                )
                if tries.count(first) == 1 and name == first:
                    await met.wait()

        await shared.serialized(work)

    await asyncio.gather(add("a", "b"), add("b", "a"))
    async with shared.transaction() as connection:
        assert await states(connection) == {"a": 2, "b": 2}
    assert len(tries) > 2


async def test_any_other_failure_is_told_at_once(shared):
    tries = []

    async def work(connection):
        tries.append(1)
        await put(connection, "a", 0)
        await put(connection, "a", 0)

    with pytest.raises(IntegrityError) as failed:
        await shared.serialized(work)
    assert len(tries) == 1
    assert not is_passing(failed.value)


async def test_what_never_fits_is_told_in_the_end(shared, monkeypatch):
    monkeypatch.setattr(store, "TRIES", 3)
    tries = []

    async def work(connection):
        tries.append(1)
        await states(connection)
        async with shared.engine.connect() as other:
            await other.execution_options(isolation_level="SERIALIZABLE")
            async with other.begin():
                await states(other)
                await put(other, f"other {len(tries)}", 0)
        await put(connection, "mine", 0)

    with pytest.raises(DBAPIError) as failed:
        await shared.serialized(work)
    assert len(tries) == 3
    assert is_passing(failed.value)


async def test_a_connection_that_is_cut_passes(shared):
    async def work(connection):
        await connection.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DBAPIError) as failed:
        await shared.serialized(work)
    assert is_passing(failed.value)
    async with shared.transaction() as connection:
        assert await states(connection) == {}


async def test_a_server_that_is_not_there_passes(tmp_path):
    nowhere = Database(f"postgresql://postgres@/mitra?host={tmp_path}")
    with pytest.raises(AwayError) as failed:
        async with nowhere.transaction():
            pass
    assert is_passing(failed.value)
    await nowhere.close()


async def test_no_error_tells_what_somebody_typed(shared):
    """Neither of a value that is there already, nor of one that does not fit."""
    for statement, values in (
        ("INSERT INTO conversations VALUES (:typed, '{}', now())", {"typed": "rahasia"}),
        ("INSERT INTO conversations VALUES ('x', '{}', :typed)", {"typed": "rahasia"}),
    ):
        with pytest.raises(DBAPIError) as failed:
            await _twice(shared, statement, values)
        assert "rahasia" not in "".join(traceback.format_exception(failed.value))


async def _twice(database, statement, values):
    async with database.transaction() as connection:
        for _ in range(2):
            await connection.execute(sa.text(statement), values)


async def test_what_is_wrong_in_itself_does_not_pass(shared):
    with pytest.raises(DBAPIError) as failed:
        async with shared.transaction() as connection:
            await connection.execute(sa.text("SELECT 1 FROM nothing"))
    assert not is_passing(failed.value)
    assert not is_passing(FileNotFoundError("a file of ours"))


async def test_a_full_or_busy_sqlite_passes_and_a_missing_table_does_not(tmp_path, monkeypatch):
    monkeypatch.setattr("mitra.store.sqlite.BUSY_MS", 50)
    address = f"sqlite+aiosqlite:///{tmp_path / 'mitra.sqlite'}"
    one = Database(address)
    async with one.transaction() as connection:
        await connection.exec_driver_sql("CREATE TABLE filler (x)")
    other = sqlite3.connect(tmp_path / "mitra.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DBAPIError) as busy:
        async with one.transaction():
            pass
    other.close()
    assert is_passing(busy.value)
    async with one.transaction() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DBAPIError) as full:
        async with one.transaction() as connection:
            await connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(100000))")
    assert is_passing(full.value)
    with pytest.raises(DBAPIError) as missing:
        async with one.transaction() as connection:
            await connection.exec_driver_sql("SELECT 1 FROM nothing")
    assert not is_passing(missing.value)
    await one.close()
