"""Insert-or-else, which SQLite and PostgreSQL spell alike but SQLAlchemy keeps apart."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.store.models import Base


def insert(connection: AsyncConnection, model: type[Base]) -> Any:
    """Return an INSERT into `model` that knows `on_conflict_do_…` in this database's dialect."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(model)
