"""Alembic's entry: runs the migrations on the connection that mitra.store.migrate hands over."""

from alembic import context
from sqlalchemy import Connection, create_engine

from mitra.settings import read_settings
from mitra.store.schema import METADATA


def migrate(connection: Connection) -> None:
    """Run what is missing on `connection`."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="",  # the template imports our column kinds by name
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:  # `alembic …` typed by a developer
    address = read_settings().database_address.replace("+aiosqlite", "").replace("+asyncpg", "+psycopg2")
    with create_engine(address).connect() as own:
        migrate(own)
        own.commit()
