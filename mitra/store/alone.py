"""Work that one process does at a time."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

#: Any number of our own, under which PostgreSQL keeps our locks.
SPACE = 7_126
MIGRATING, CHORES = 1, 2


async def is_alone(connection: AsyncConnection, work: int) -> bool:
    """Return whether nobody else is at this work, and keep others from it until the transaction ends; SQLite has one at a time anyway."""
    if connection.dialect.name == "sqlite":
        return True
    query = text("SELECT pg_try_advisory_xact_lock(:space, :work)")
    return bool(await connection.scalar(query, {"space": SPACE, "work": work}))


async def wait_to_be_alone(connection: AsyncConnection, work: int) -> None:
    """Keep others from this work until the transaction ends, waiting for who is at it."""
    if connection.dialect.name != "sqlite":
        query = text("SELECT pg_advisory_xact_lock(:space, :work)")
        await connection.execute(query, {"space": SPACE, "work": work})
