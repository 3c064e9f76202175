"""The database: one engine, transactions that nest into the outermost one, and come in an order."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from mitra.errors import MitraError, StartupError
from mitra.log import get_logger
from mitra.store.sqlite import BUSY_MS, QuickConnection, connect

log = get_logger()
T = TypeVar("T")

_current: ContextVar[AsyncConnection | None] = ContextVar("current_connection", default=None)

#: How often work is begun anew when the database could not put it in order, and how long it waits before (seconds, doubled).
TRIES, FIRST_WAIT = 12, 0.01
#: Connections that one process uses at most, and seconds in which it must have got one.
CONNECTIONS, CONNECTION_SECONDS = 20, 10
#: PostgreSQL's own words (SQLSTATE) for "not in this order, try again": serialization failure, deadlock; and what every later
#: statement is told, should somebody have kept the first one's failure to themselves.
_CROSSED = {"40001", "40P01", "25P02"}
#: The classes of those for "not now": connection lost, out of resources (a full disk too), told to shut down, disk trouble.
_PASSING = ("08", "53", "57P", "58")
#: SQLite's words for the same: busy, locked, disk full, reading or writing failed, cannot be opened.
_SQLITE_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}
#: Marks a connection of SQLite whose transaction takes no write lock.
_ONLY_READS = "mitra_only_reads"
#: asyncpg's words before a value that is of the wrong type.
_ARGUMENT = "invalid input for query argument"
#: For PostgreSQL: no compiler for queries this small; who hangs in a transaction must not hold up the others.
_SESSION = {
    "application_name": "mitra",
    "jit": "off",
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": "10s",
}


class AwayError(MitraError):
    """The database cannot be reached."""


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
        #: Whether other processes may work on it at the same time.
        self.shared = self.engine.dialect.name != "sqlite"

    async def serialized(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """
        Return what `work` returns, done as if nobody else were at work at the same time, in no process.

        SQLite has one writer at a time anyway. PostgreSQL lets transactions run side by side and ends one of those that would not
        fit into any order (SERIALIZABLE): then `work` is done anew, so it must have no effects but those in the database.
        Raises what `work` raises, and AwayError or sqlalchemy.exc.DBAPIError when the database is away (`is_passing`).
        """
        for tries in range(1, TRIES + 1):
            try:
                async with self.transaction(serial=True) as connection:
                    return await work(connection)
            except DBAPIError as error:
                if not _is_crossed(error) or tries == TRIES or _joined() is not None:
                    raise
                log.debug("crossed", tries=tries)
            # Not all that have crossed at the same moment again.
            await asyncio.sleep(random.uniform(0.5, 1) * FIRST_WAIT * 2 ** min(tries, 6))  # noqa: S311 - no secret
        raise AssertionError  # the last try returns or raises

    @asynccontextmanager
    async def transaction(
        self, *, serial: bool = False, durable: bool = True
    ) -> AsyncIterator[AsyncConnection]:
        """
        Yield the connection of the open transaction, or of a new one that ends with this block.

        One that is not `durable` may be undone by a power cut (never by a crash): it does not wait for the disk, nor do those behind it.

        Unless `serial`, another process may change between two of its statements what the first has read (READ COMMITTED): for what
        only reads, and for what decides by single statements, such as the outbox.
        """
        joined = _joined()
        if joined is not None:
            yield joined
            return
        async with self._connected() as connection:
            if self.shared:
                level = "SERIALIZABLE" if serial else "READ COMMITTED"
                await connection.execution_options(isolation_level=level)
            if not durable:
                await _wait_for_disk(connection, wait=False)
            try:
                async with connection.begin():
                    token = _current.set(connection)
                    try:
                        yield connection
                    finally:
                        _current.reset(token)
            finally:
                if not durable:
                    await _wait_for_disk(connection, wait=True)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """
        Yield a connection that sees the database as it stands at its first statement, for as long as the block lasts.

        It only reads, holds up nobody, and joins no transaction: for what takes long, such as a backup.
        """
        async with self._connected() as connection:
            if self.shared:
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            else:
                await connection.execution_options(**{_ONLY_READS: True})
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Give the connections back."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        try:
            connection = await self.engine.connect()
        except Exception as error:
            # Drivers have many words for it, some of them Python's own: no such file, refused, starting up.
            raise AwayError(f"no connection: {type(error).__name__}") from error
        try:
            yield connection
        finally:
            await asyncio.shield(connection.close())


def is_passing(error: BaseException) -> bool:
    """Return whether the database was away, full or too busy: the same work may succeed later, and nothing of it is stored."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, AwayError)
    if error.connection_invalidated or _is_crossed(error):
        return True
    cause = error.orig
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_PASSING
    return (_state_of(error) or "").startswith(_PASSING)


async def _wait_for_disk(connection: AsyncConnection, *, wait: bool) -> None:
    """Have SQLite's commits wait for the disk, or not; PostgreSQL's wait without holding up the others."""
    if connection.dialect.name == "sqlite":
        raw = (await connection.get_raw_connection()).driver_connection
        await cast("QuickConnection", raw).execute(f"PRAGMA synchronous={'FULL' if wait else 'NORMAL'}")


def _joined() -> AsyncConnection | None:
    joined = _current.get()
    return joined if joined is not None and not joined.closed else None


def _is_crossed(error: DBAPIError) -> bool:
    return _state_of(error) in _CROSSED


def _state_of(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _engine(address: str) -> AsyncEngine:
    try:
        url = make_url(address)
        return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    except (ArgumentError, ValueError):  # these name parts of the address, and so perhaps of the password
        raise StartupError(
            "MITRA_DATABASE_URL tidak bisa dibaca. Tulis seperti postgresql://nama:sandi@komputer:5432/mitra; "
            "tanda @ : / # dalam sandi ditulis %40 %3A %2F %23."
        ) from None


def _postgresql(url: URL) -> AsyncEngine:
    if "+" not in url.drivername:
        url = url.set(drivername="postgresql+asyncpg")  # as the rest of the world writes it: postgresql://…
    engine = create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=CONNECTION_SECONDS,
        hide_parameters=True,
        connect_args={
            "server_settings": _SESSION,
            "timeout": CONNECTION_SECONDS,
            "prepared_statement_cache_size": 500,
        },
    )
    event.listen(engine.sync_engine, "handle_error", _keep_values_out)
    return engine


def _keep_values_out(context: Any) -> None:
    """Take out of an error what PostgreSQL and asyncpg say of the values: "Key (…)=(what somebody typed) already exists"."""
    error = context.original_exception
    for one in (error, error.__cause__, context.sqlalchemy_exception):
        if one is None:
            continue
        if isinstance(getattr(one, "detail", None), str):
            one.detail = None
        message = str(one.args[0]) if one.args else ""
        if _ARGUMENT in message:
            one.args = (message.partition(_ARGUMENT)[0] + _ARGUMENT, *one.args[1:])


def _sqlite(url: URL) -> AsyncEngine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # SQLite has one writer at a time: one connection whose users wait in line is both simplest and fastest.
    path = url.database or ":memory:"
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        # Each transaction is ended by who began it; one more ROLLBACK would be one more hand-over to the thread.
        pool_reset_on_return=None,
        # Parameters stay out of errors, and so out of logs: they are what people typed.
        hide_parameters=True,
        async_creator=lambda: connect(path),
    )
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions itself: _begin does
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # what Telegram was told is done survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.close()


def _begin(connection: Any) -> None:
    # Taking the write lock at once: a read upgraded to a write later could fail half-way.
    only_reads = connection.get_execution_options().get(_ONLY_READS)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
