"""Migrations: from nothing to exactly the models, and back."""

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from mitra.store.migrate import ROOT, migrate
from mitra.store.models import Base


async def test_migrating_an_empty_database_gives_exactly_the_models(empty_database):
    await migrate(empty_database)
    assert await _run(empty_database, _differences) == []


async def test_the_comparison_would_notice_a_difference(database):
    """Otherwise the test above could not fail."""
    async with database.transaction() as connection:
        await connection.execute(sa.text("DROP INDEX ix_handled_at"))
        await connection.execute(sa.text("ALTER TABLE conversations ADD COLUMN name TEXT"))
    assert len(await _run(database, _differences)) == 2


async def test_migrating_again_changes_nothing(database):
    async with database.transaction() as connection:
        await connection.execute(sa.text("INSERT INTO topic_ratings VALUES ('m5-apar', 'x', 1)"))
    await migrate(database)
    assert await _run(database, _differences) == []
    async with database.transaction() as connection:
        assert await connection.scalar(sa.text("SELECT count(*) FROM topic_ratings")) == 1


async def test_down_to_nothing_and_up_again(database):
    await _run(database, _downgrade)
    assert await _run(database, _tables) == ["alembic_version"]
    await migrate(database)
    assert await _run(database, _differences) == []


async def _run(database, work):
    async with database.transaction() as connection:
        return await connection.run_sync(work)


def _differences(connection: sa.Connection) -> list[object]:
    return compare_metadata(MigrationContext.configure(connection), Base.metadata)


def _tables(connection: sa.Connection) -> list[str]:
    return sa.inspect(connection).get_table_names()


def _downgrade(connection: sa.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    command.downgrade(config, "base")
