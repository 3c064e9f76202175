"""Making a backup while Mitra runs."""

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Any

import pyrage
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.backup.archive import BackupError, Manifest, Reader, Writer, encrypt
from mitra.backup.plain import columns_of, plain_table, reading, written
from mitra.installation import fingerprint
from mitra.store.database import Database
from mitra.store.migrate import revision_of, revisions
from mitra.store.schema import tables

#: What one process knows of itself while it runs: nothing to keep.
_OF_THE_MOMENT = {"replicas"}
_NAME = "mitra-%Y%m%d-%H%M%S.zip"
_ENCRYPTED = ".age"


def file_name(at: dt.datetime, *, encrypted: bool) -> str:
    """Return how a backup of that moment is called."""
    return at.strftime(_NAME) + (_ENCRYPTED if encrypted else "")


def kept_in(folder: Path) -> list[Path]:
    """Return the backups in a folder, latest first."""
    found = [*folder.glob("mitra-*.zip"), *folder.glob("mitra-*.zip.age")]
    return sorted(found, key=lambda path: path.name, reverse=True)


def forget_old(folder: Path, *, keep: int) -> None:
    """Delete all but the latest `keep` backups in a folder."""
    for path in kept_in(folder)[keep:]:
        path.unlink(missing_ok=True)


async def save(
    database: Database,
    path: Path,
    *,
    key: bytes,
    at: dt.datetime,
    recipient: pyrage.x25519.Recipient | None = None,
) -> Manifest:
    """
    Write all tables as they stand at one moment to `path`, readable only by its owner, and read them back to check; return what it holds.

    The file appears when it is whole. It holds neither the secret key nor the bot's token. Raises BackupError when it cannot be written.
    """
    try:
        with contextlib.ExitStack() as files:
            file = files.enter_context(_file_for(path))
            plain = files.enter_context(tempfile.TemporaryFile(dir=path.parent)) if recipient else file
            manifest = await _write(database, plain, key=key, at=at)
            plain.seek(0)
            Reader(plain).check()
            if recipient:
                plain.seek(0)
                encrypt(plain, file, recipient)
    except OSError as error:
        raise BackupError(
            f"Cadangan {path} tidak bisa ditulis ({error.strerror}): pilih folder lain."
        ) from None
    return manifest


@contextlib.contextmanager
def _file_for(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file that gets the name `path` when the block succeeds, and is gone when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


async def _write(database: Database, file: IO[bytes], *, key: bytes, at: dt.datetime) -> Manifest:
    async with database.snapshot() as connection:
        revision = await connection.run_sync(revision_of)
        if revision != revisions()[-1]:
            raise BackupError(
                "Tabel di basis data bukan dari versi Mitra ini. Buat cadangan dengan versi yang sedang berjalan."
            )
        writer = Writer(file, made_at=at, revision=revision, key=fingerprint(key))
        for table in tables():
            if table.name not in _OF_THE_MOMENT:
                await _write_table(writer, connection, table)
        writer.close()
    return writer.manifest


async def _write_table(writer: Writer, connection: AsyncConnection, table: Table) -> None:
    columns = columns_of(table)
    await writer.add(
        table.name, columns, _rows(connection, plain_table(table.name, columns), list(columns.values()))
    )


async def _rows(connection: AsyncConnection, table: Table, kinds: list[str]) -> AsyncIterator[list[Any]]:
    async with connection.stream(reading(table)) as rows:
        async for row in rows:
            yield written(tuple(row), kinds)
