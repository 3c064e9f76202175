"""Bringing the database to this release's tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from mitra.store.database import Database

ROOT = Path(__file__).resolve().parents[2]
#: Any number of our own: processes that start together migrate one after the other.
_ADVISORY_LOCK = 7_126_001


async def migrate(database: Database) -> None:
    """Run the migrations that are missing, one process at a time."""
    async with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
