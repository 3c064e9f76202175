"""Upgrading and going back with data in the tables: nothing that both releases know is lost on the way."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from mitra.errors import StartupError
from mitra.store import migrate as migrating
from mitra.store.migrate import migrate, revision_of, revisions
from mitra.store.schema import tables
from tests.unit.mitra.every_table import contents, fill

#: The database of the first release, after three people had written to it.
FIRST_RELEASE = Path(__file__).parents[3] / "data" / "first_release.sql"
#: What every release has kept, and how many rows the first one's database has.
FROM_THE_FIRST = {
    "conversations": 3,
    "handled": 20,
    "open_questions": 1,
    "outbox_messages": 1,
    "topic_ratings": 2,
}


@pytest.fixture
async def first_release(empty_database, postgres, tmp_path):
    """That database: the very file on SQLite, the same rows on PostgreSQL."""
    if postgres is None:
        with sqlite3.connect(tmp_path / "mitra.sqlite") as file:
            file.executescript(FIRST_RELEASE.read_text("utf-8"))
        file.close()
        return empty_database
    await migrate(empty_database, "0001")
    source = sqlite3.connect(":memory:")
    source.executescript(FIRST_RELEASE.read_text("utf-8"))
    source.row_factory = sqlite3.Row
    async with empty_database.transaction() as connection:
        for name in FROM_THE_FIRST:
            await _copy(source, name, connection)
    source.close()
    return empty_database


async def _copy(source, name, connection):
    columns = await connection.run_sync(lambda sync: sa.inspect(sync).get_columns(name))
    kinds = {column["name"]: column["type"].compile(connection.dialect) for column in columns}
    for row in source.execute(f"SELECT * FROM {name}"):  # noqa: S608 - our own names
        given = {key: _literal(row[key], kinds[key]) for key in row.keys()}  # noqa: SIM118 - a row yields values
        names = ", ".join(f'"{key}"' for key in given)
        await connection.exec_driver_sql(f"INSERT INTO {name} ({names}) VALUES ({', '.join(given.values())})")  # noqa: S608


def _literal(value, kind):
    if value is None:
        return "NULL"
    escaped = str(value).replace("'", "''")
    return f"'{escaped}'::{kind}"


async def counts(database):
    async with database.transaction() as connection:
        return {
            name: await connection.scalar(sa.text(f"SELECT count(*) FROM {name}"))  # noqa: S608
            for name in FROM_THE_FIRST
        }


async def revision(database):
    async with database.transaction() as connection:
        return await connection.run_sync(revision_of)


async def test_the_first_releases_database_is_brought_to_this_one_and_back(first_release):
    assert await revision(first_release) == "0001"
    assert await counts(first_release) == FROM_THE_FIRST
    await migrate(first_release)
    assert await revision(first_release) == revisions()[-1]
    assert await counts(first_release) == FROM_THE_FIRST
    before = await texts(first_release)
    await migrate(first_release, "0001")
    assert await counts(first_release) == FROM_THE_FIRST
    assert await texts(first_release) == before


async def texts(database):
    """Return what people would miss: a question, a rating, a message that waits."""
    async with database.transaction() as connection:
        found = []
        for query in (
            "SELECT text, times FROM open_questions",
            "SELECT topic_id, rater, useful FROM topic_ratings ORDER BY topic_id",
            "SELECT chat_id, method, attempts FROM outbox_messages",
            "SELECT sender_id FROM conversations ORDER BY sender_id",
        ):
            found += [tuple(row) for row in await connection.execute(sa.text(query))]
        return found


async def test_each_step_can_be_undone_and_done_again_with_rows_in_every_table(database):
    """An operator goes back one release and forth again: what the earlier one knows stays, whatever points to what."""
    async with database.transaction() as connection:
        await fill(connection)
        full = await contents(connection)
    for earlier in reversed(revisions()[:-1]):
        await migrate(database, earlier)
        assert await revision(database) == earlier
        left = await rows_left(database)
        await migrate(database)
        async with database.transaction() as connection:
            again = await contents(connection)
        for name, count in left.items():
            assert len(again[name]) == count, (earlier, name)
    # The way back to the last but one release costs nothing but what only this one has.
    assert full["persons"]
    assert again.keys() == full.keys()


async def rows_left(database):
    async with database.transaction() as connection:
        there = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
        return {
            table.name: await connection.scalar(sa.text(f'SELECT count(*) FROM "{table.name}"'))  # noqa: S608
            for table in tables()
            if table.name in there
        }


async def test_going_back_one_release_keeps_all_that_it_knows(database):
    async with database.transaction() as connection:
        await fill(connection)
        before = await contents(connection)
    await migrate(database, revisions()[-2])
    await migrate(database)
    async with database.transaction() as connection:
        after = await contents(connection)
    assert {name for name in before if before[name] != after[name]} == {"installation_facts"}


async def test_tables_of_a_later_release_are_left_alone(database):
    async with database.transaction() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StartupError, match="versi Mitra yang lebih baru"):
        await migrate(database)
    async with database.transaction() as connection:
        assert await connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9999"


@pytest.mark.sqlite
async def test_a_step_that_would_lose_what_others_point_to_is_undone_whole(database, monkeypatch):
    """SQLite does not mind foreign keys while tables are copied: it is looked at afterwards."""
    async with database.transaction() as connection:
        await fill(connection)
    lossy = migrating.command.downgrade

    def loses_people(config, wanted):
        lossy(config, wanted)
        config.attributes["connection"].execute(sa.text("DELETE FROM enterprises"))

    monkeypatch.setattr(migrating.command, "downgrade", loses_people)
    with pytest.raises(StartupError, match="menunjuk ke mana-mana"):
        await migrate(database, revisions()[-2])
    assert await revision(database) == revisions()[-1]
    async with database.transaction() as connection:
        assert len((await contents(connection))["enterprises"]) == 3
        assert await connection.scalar(sa.text("PRAGMA foreign_keys")) == 1
