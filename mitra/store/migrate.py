"""Bringing the database to this release's tables, or back to an earlier release's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.errors import StartupError
from mitra.store.alone import MIGRATING, wait_to_be_alone
from mitra.store.database import Database

ROOT = Path(__file__).resolve().parents[2]
HEAD = "head"


async def migrate(database: Database, to: str = HEAD) -> None:
    """
    Run the migrations that are missing, one process at a time; with `to` an earlier revision, undo what came after it.

    All of it happens or nothing. Raises StartupError when the tables are a later release's.
    """
    async with database.engine.connect() as connection:
        await _mind_foreign_keys(connection, mind=False)
        try:
            async with connection.begin():
                await wait_to_be_alone(connection, MIGRATING)
                await connection.run_sync(bring, to)
        finally:
            await _mind_foreign_keys(connection, mind=True)


async def _mind_foreign_keys(connection: AsyncConnection, *, mind: bool) -> None:
    """
    Let SQLite mind foreign keys, or not: it alters a table by copying it, and dropping the old one would take along what points to it.

    SQLite listens to this between transactions only; what a migration has left behind is looked for at its end.
    """
    if connection.dialect.name == "sqlite":
        raw = await connection.get_raw_connection()
        await raw.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if mind else 'OFF'}")  # type: ignore[union-attr]


def bring(connection: Connection, to: str = HEAD) -> None:
    """Bring the tables on `connection` to a revision; raises StartupError when they are at one that this release does not know."""
    now, known = revision_of(connection), revisions()
    if now is not None and now not in known:
        raise StartupError(
            f"Basis data ini dari versi Mitra yang lebih baru (langkah {now}, versi ini sampai {known[-1]}). "
            "Pasang versi itu, atau pulihkan cadangan yang lebih lama."
        )
    config = _config(connection)
    wanted = known[-1] if to == HEAD else to
    if now is not None and known.index(wanted) < known.index(now):
        command.downgrade(config, wanted)
    else:
        command.upgrade(config, wanted)
    _check_foreign_keys(connection)


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        lost = {row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))}
        if lost:
            raise StartupError(
                f"Basis data rusak: baris yang menunjuk ke mana-mana di {', '.join(sorted(lost))}."
            )


def revision_of(connection: Connection) -> str | None:
    """Return the revision at which the tables stand; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def revisions() -> list[str]:
    """Return all revisions that this release knows, first to last."""
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config
