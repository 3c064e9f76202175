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
        await connection.execute(sa.text("DROP INDEX ix_handled_kept_until"))
        await connection.execute(sa.text("ALTER TABLE conversations ADD COLUMN name TEXT"))
    assert len(await _run(database, _differences)) == 2


async def test_migrating_again_changes_nothing(database):
    async with database.transaction() as connection:
        await connection.execute(sa.text("INSERT INTO topic_ratings VALUES ('m5-apar', 'x', true)"))
    await migrate(database)
    assert await _run(database, _differences) == []
    async with database.transaction() as connection:
        assert await connection.scalar(sa.text("SELECT count(*) FROM topic_ratings")) == 1


async def test_down_to_nothing_and_up_again(database):
    await _run(database, _to("base"))
    assert await _run(database, _tables) == ["alembic_version"]
    await migrate(database)
    assert await _run(database, _differences) == []


async def test_questions_noted_before_0002_stay_as_unanswered_ones(database):
    await _run(database, _to("0001"))
    await _execute(
        database,
        "INSERT INTO open_questions (text, normalised, times, first_on, last_on)"
        " VALUES ('Apa?', 'apa', 3, '2026-11-01', '2026-11-02')",
    )
    await migrate(database)
    assert await _run(database, _differences) == []
    assert await _execute(database, _QUESTIONS) == [("apa", "", 3)]


async def test_down_to_0001_forgets_badly_answered_questions_only(database):
    """The release before could keep a question once, and only when it had no answer."""
    await _execute(
        database,
        "INSERT INTO open_questions (text, normalised, about, times, first_on, last_on)"
        " VALUES ('Apa?', 'apa', '', 3, '2026-11-01', '2026-11-02'),"
        " ('Apa?', 'apa', 'm5-apar', 1, '2026-11-01', '2026-11-02')",
    )
    await _run(database, _to("0001"))
    assert await _execute(database, "SELECT normalised, times FROM open_questions") == [("apa", 3)]
    await migrate(database)
    assert await _run(database, _differences) == []
    assert await _execute(database, _QUESTIONS) == [("apa", "", 3)]


_QUESTIONS = "SELECT normalised, about, times FROM open_questions"


async def _execute(database, statement):
    async with database.transaction() as connection:
        result = await connection.execute(sa.text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


async def _run(database, work):
    async with database.transaction() as connection:
        return await connection.run_sync(work)


def _differences(connection: sa.Connection) -> list[object]:
    return compare_metadata(MigrationContext.configure(connection), Base.metadata)


def _tables(connection: sa.Connection) -> list[str]:
    return sa.inspect(connection).get_table_names()


def _to(revision: str):
    """Return what takes a connection's database down to `revision`."""

    def downgrade(connection: sa.Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(ROOT / "migrations"))
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    return downgrade
