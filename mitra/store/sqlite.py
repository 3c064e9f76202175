"""
SQLite without a thread for each statement.

aiosqlite hands every call to a thread and waits for it: three hand-overs a statement, most of a millisecond, where the statement
itself takes a tenth of that. Inside a transaction no statement has to wait for anybody, since BEGIN IMMEDIATE holds the only write
lock: so statements run where they are, and only what may wait goes to the thread: beginning (for the lock) and ending (for the
disk). Measured: an update's transaction of 15 statements took 26 ms, and 18 without the hand-overs.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

#: Methods of sqlite3's connection that wait for the disk, or for others.
_WAITING = {"commit", "rollback", "close"}


class QuickConnection(aiosqlite.Connection):
    """aiosqlite's connection; only what may wait leaves the event loop."""

    async def _execute(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:  # type: ignore[override]
        if self._connection is None or _may_wait(function, args):
            return await super()._execute(function, *args, **options)  # type: ignore[no-untyped-call]
        return function(*args, **options)


def _may_wait(function: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    begins = bool(args) and isinstance(args[0], str) and args[0].startswith("BEGIN")
    return begins or getattr(function, "__name__", "") in _WAITING


async def connect(path: str) -> QuickConnection:
    """Return a connection to the database file at `path`, for one task at a time."""
    connection = QuickConnection(lambda: sqlite3.connect(path, check_same_thread=False), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: a forgotten connection must not keep a process alive
    await connection
    return connection
