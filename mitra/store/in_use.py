"""Whether another process has the database open: what must not happen under a running Mitra asks first."""

import sqlite3
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'mitra'
"""


def is_file_in_use(path: Path) -> bool:
    """
    Return whether somebody else has this SQLite file open; afterwards all that was written is in the file itself.

    Leaving the write-ahead log is refused while there is another connection. A damaged file is in nobody's use.
    """
    if not path.exists():
        return False
    connection = sqlite3.connect(path, timeout=1)
    try:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    return False


async def is_server_in_use(connection: AsyncConnection) -> bool:
    """Return whether another Mitra is connected to this PostgreSQL database."""
    return bool(await connection.scalar(text(_OTHERS)))
