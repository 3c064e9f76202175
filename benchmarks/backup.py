"""
`make backup`: how long a backup and its way back take, on SQLite and PostgreSQL.

ROWS rows of plausible width, as `make size` makes them: about a programme of thirty enterprises after a year.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.size import CHUNK, NOW, value_of
from mitra.backup import archive, restoring, saving
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.schema import METADATA
from tests import servers

ROWS = 200_000
#: Tables without foreign keys, so that rows need not fit together; wide and narrow.
TABLES = ("conversations", "handled", "outbox_messages", "open_questions")
KEY = b"measured"


async def fill(database: Database) -> None:
    """Put ROWS rows into the tables."""
    for name in TABLES:
        table = METADATA.tables[name]
        for start in range(0, ROWS // len(TABLES), CHUNK):
            rows = [
                {column.name: value_of(column, number) for column in table.columns}
                for number in range(start, start + CHUNK)
            ]
            async with database.transaction() as connection:
                await connection.execute(sa.insert(table), rows)


async def measure(address: str, folder: Path, again: str | None) -> dict[str, Any]:
    """Return seconds and sizes for the database at `address`; it is put back into `again`, or beside it."""
    database = Database(address)
    await migrate(database)
    await fill(database)
    path = folder / "backup.zip"
    begun = time.perf_counter()
    manifest = await saving.save(database, path, key=KEY, at=NOW)
    saved = time.perf_counter() - begun
    await database.close()
    begun = time.perf_counter()
    with archive.opened(path, None) as reader:
        if again is None:
            await restoring.restore_sqlite(reader, folder / "again.sqlite", at=NOW, replace=False)
        else:
            target = Database(again)
            await restoring.restore_postgresql(target, reader, replace=False)
            await target.close()
    restored = time.perf_counter() - begun
    told = {"rows": manifest.rows, "MB": path.stat().st_size / 1e6, "save_s": saved, "restore_s": restored}
    return {name: round(value, 1) for name, value in told.items()}


@contextlib.asynccontextmanager
async def addresses(folder: Path) -> AsyncIterator[list[tuple[str, str, str | None]]]:
    """Yield name, address and where to restore for both kinds of databases."""
    with servers.postgres(durable=True) as server:
        first, second = server.address(await server.create()), server.address(await server.create())
        yield [
            ("SQLite", f"sqlite+aiosqlite:///{folder / 'mitra.sqlite'}", None),
            ("PostgreSQL", first, second),
        ]


async def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as aside:
        async with addresses(Path(aside)) as kinds:
            for name, address, again in kinds:
                print(name, json.dumps(await measure(address, Path(aside), again)), file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main())
