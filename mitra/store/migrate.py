"""Bringing the database to this release's tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from mitra.store.alone import MIGRATING, wait_to_be_alone
from mitra.store.database import Database

ROOT = Path(__file__).resolve().parents[2]


async def migrate(database: Database) -> None:
    """Run the migrations that are missing, one process at a time."""
    async with database.engine.begin() as connection:
        await wait_to_be_alone(connection, MIGRATING)
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
