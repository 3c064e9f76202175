"""The database: one engine, transactions that nest into the outermost one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from mitra.store.sqlite import connect

_current: ContextVar[AsyncConnection | None] = ContextVar("current_connection", default=None)


class Database:
    """
    Hands out transactions.

    All that happens while one is open (in the same task) joins it: an update's effects,
    the conversation and the messages owed are stored together or not at all.
    A task must not be cancelled inside one: the driver would go on in its thread and keep SQLite's write lock
    until the connection is collected. Whoever stops work waits for its transaction to end.
    """

    def __init__(self, address: str) -> None:
        self.engine = _engine(address)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Yield the connection of the open transaction, or of a new one that ends with this block."""
        joined = _current.get()
        if joined is not None and not joined.closed:
            yield joined
            return
        async with self.engine.begin() as connection:
            token = _current.set(connection)
            try:
                yield connection
            finally:
                _current.reset(token)

    async def close(self) -> None:
        """Give the connections back."""
        await self.engine.dispose()


def _engine(address: str) -> AsyncEngine:
    # Parameters stay out of errors, and so out of logs: they are what people typed.
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # SQLite has one writer at a time: one connection whose users wait in line is both simplest and fastest.
    path = url.database or ":memory:"
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
        async_creator=lambda: connect(path),
    )
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_writing)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions itself: _begin_writing does
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # what Telegram was told is done survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


def _begin_writing(connection: Any) -> None:
    # Taking the write lock at once: a read upgraded to a write later could fail half-way.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
