"""Putting a backup back: into an empty database, or in the place of what is there, which is kept aside."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, func, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.backup.archive import BackupError, Manifest, Part, Reader
from mitra.backup.plain import plain_table, read
from mitra.installation import fingerprint
from mitra.store.database import Database
from mitra.store.in_use import is_file_in_use, is_server_in_use
from mitra.store.migrate import bring, migrate, revisions
from mitra.store.schema import METADATA

#: Rows inserted by one statement.
_CHUNK = 500
#: Tables that a database has before anybody wrote to it.
_NOT_FILLING = {"alembic_version", "sqlite_sequence", "installation_facts"}
_MISSING_KEY = (
    "Kunci rahasia di komputer ini bukan yang dipakai saat cadangan dibuat. Salin dulu berkas secret.key yang lama "
    "ke folder data (atau isi MITRA_SECRET_KEY), lalu ulangi. Kalau kunci itu sudah hilang: --without-key. "
    "Kabar untuk pengirim saran anonim dan nama pelapor bahaya lalu tidak bisa dibuka lagi."
)
_RUNNING = "Mitra masih berjalan dengan basis data ini. Hentikan dulu, lalu ulangi. Baru saja dihentikan? Tunggu setengah menit."
_NOT_EMPTY = "Basis data ini sudah berisi. Tambahkan --replace kalau isinya memang harus diganti: yang lama disimpan di samping."


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What came of it."""

    manifest: Manifest
    #: Where what was there before is kept, if there was something.
    kept: Path | None


def check_key(manifest: Manifest, key: bytes | None) -> None:
    """Raise BackupError when what is sealed in a backup could not be opened with `key` (None: there is none here)."""
    if key is None or fingerprint(key) != manifest.key:
        raise BackupError(_MISSING_KEY)


def check_revision(manifest: Manifest) -> None:
    """Raise BackupError when a backup is of a release that came after this one."""
    if manifest.revision not in revisions():
        raise BackupError("Cadangan ini dari versi Mitra yang lebih baru. Perbarui Mitra dulu, lalu ulangi.")


async def restore_sqlite(reader: Reader, path: Path, *, at: dt.datetime, replace: bool) -> Restored:
    """
    Put a backup in the place of the database file at `path`; what was there is kept beside it.

    The new file is made aside and takes its name when it is whole: whatever happens before leaves all as it was. Raises BackupError.
    """
    unfinished = path.with_name(f".{path.name}.restoring")
    _remove(unfinished)
    if is_file_in_use(path):
        raise BackupError(_RUNNING)
    filled = _is_filled(path)
    if filled and not replace:
        raise BackupError(_NOT_EMPTY)
    try:
        database = Database(f"sqlite+aiosqlite:///{unfinished}")
        try:
            await _fill(database, reader)
        finally:
            await database.close()
        kept = path.with_name(at.strftime(f"{path.stem}-before-%Y%m%d-%H%M%S.sqlite")) if filled else None
        _take_place(unfinished, path, kept)
    finally:
        _remove(unfinished)
    return Restored(manifest=reader.manifest, kept=kept)


def _take_place(unfinished: Path, path: Path, kept: Path | None) -> None:
    unfinished.chmod(0o600)
    if kept:
        path.replace(kept)
    _remove(path)
    unfinished.replace(path)


def _is_filled(path: Path) -> bool:
    """Return whether there is anything but empty tables in a database file; a damaged one counts, and is kept."""
    if not path.exists():
        return False
    connection = sqlite3.connect(path)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        kept = [name for (name,) in names if name not in _NOT_FILLING]
        return any(connection.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in kept)  # noqa: S608 - SQLite's own names
    except sqlite3.DatabaseError:
        return True
    finally:
        connection.close()


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


async def restore_postgresql(database: Database, reader: Reader, *, replace: bool) -> Restored:
    """
    Put a backup into a PostgreSQL database, in one transaction; with `replace` instead of the tables that are there.

    Raises BackupError. Who wants what was there back makes a backup of it first.
    """
    async with database.engine.connect() as connection, connection.begin():
        if await is_server_in_use(connection):
            raise BackupError(_RUNNING)
        await connection.run_sync(_clear, replace)
        await _fill_tables(connection, reader)
    return Restored(manifest=reader.manifest, kept=None)


def _clear(connection: Connection, replace: bool) -> None:
    there = MetaData()
    ours = {"alembic_version", *METADATA.tables} & set(inspect(connection).get_table_names())
    there.reflect(connection, only=sorted(ours))
    if not there.tables:
        return
    if not replace:
        raise BackupError(_NOT_EMPTY)
    there.drop_all(connection)


async def _fill(database: Database, reader: Reader) -> None:
    """Fill a new SQLite file and bring it to this release's tables."""
    async with database.engine.connect() as connection, connection.begin():
        await connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        await _fill_tables(connection, reader, upgrade=False)
    await migrate(database)


async def _fill_tables(connection: AsyncConnection, reader: Reader, *, upgrade: bool = True) -> None:
    await connection.run_sync(bring, reader.manifest.revision)
    await _postpone_foreign_keys(connection, postpone=True)
    for part in reader.manifest.parts:
        await _fill_table(connection, part, reader)
    await _postpone_foreign_keys(connection, postpone=False)
    await _forget_heartbeat(connection, reader)
    if upgrade:
        await connection.run_sync(bring)


async def _forget_heartbeat(connection: AsyncConnection, reader: Reader) -> None:
    """Forget when the old server was last at work: `mitra status` would take it for this one."""
    if any(part.name == "installation_facts" for part in reader.manifest.parts):
        await connection.execute(text("DELETE FROM installation_facts WHERE name = 'seen'"))


async def _fill_table(connection: AsyncConnection, part: Part, reader: Reader) -> None:
    table, kinds = plain_table(part.name, part.columns), list(part.columns.values())
    rows = _values(reader, part, kinds)
    while chunk := list(islice(rows, _CHUNK)):
        await connection.execute(insert(table), chunk)
    if connection.dialect.name == "postgresql" and "id" in part.columns and part.columns["id"] == "number":
        last = select(func.max(table.c.id)).scalar_subquery()
        sequence = func.pg_get_serial_sequence(part.name, "id")
        await connection.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))


def _values(reader: Reader, part: Part, kinds: list[str]) -> Iterator[dict[str, Any]]:
    for row in reader.rows(part):
        try:
            yield dict(zip(part.columns, read(row, kinds), strict=True))
        except (ValueError, TypeError):
            raise BackupError(
                f"Cadangan ini rusak pada tabel {part.name}. Pilih berkas cadangan lain."
            ) from None


async def _postpone_foreign_keys(connection: AsyncConnection, *, postpone: bool) -> None:
    """Have PostgreSQL look at foreign keys when all rows are there: some tables point to themselves."""
    if connection.dialect.name != "postgresql":
        return
    if not postpone:
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    await connection.run_sync(
        _alter_foreign_keys, "DEFERRABLE INITIALLY DEFERRED" if postpone else "NOT DEFERRABLE"
    )


def _alter_foreign_keys(connection: Connection, how: str) -> None:
    look = inspect(connection)
    for table in look.get_table_names():
        for key in look.get_foreign_keys(table):
            # Names of our own migrations, not of the backup.
            connection.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key["name"]}" {how}'))
