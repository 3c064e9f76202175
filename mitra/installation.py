"""What belongs to the installation as a whole, such as which key its data is sealed with."""

import hashlib
import hmac

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.errors import StartupError
from mitra.settings import Settings
from mitra.store.models import InstallationFact
from mitra.store.upsert import insert

_KEY = "key"


def fingerprint(key: bytes) -> str:
    """Return 16 letters by which a secret key is recognised, and from which nobody learns it."""
    return hmac.new(key, b"fingerprint", hashlib.sha256).hexdigest()[:16]


async def fact(connection: AsyncConnection, name: str) -> str | None:
    """Return what is noted under `name` (primary key)."""
    query = select(InstallationFact.value).where(InstallationFact.name == name)
    return await connection.scalar(query)


async def note(connection: AsyncConnection, name: str, value: str) -> None:
    """Note something under `name` (at most 32 letters, the value at most 64), in place of what was there."""
    statement = insert(connection, InstallationFact).values(name=name, value=value)
    changed = {"value": value}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[InstallationFact.name], set_=changed)
    )


async def key_of(connection: AsyncConnection) -> str | None:
    """Return the fingerprint of the key with which this database's data is sealed; None before its first start."""
    return await fact(connection, _KEY)


async def accept_key(connection: AsyncConnection, key: bytes) -> None:
    """Go on with this key from here on: what was sealed with another one stays closed."""
    await note(connection, _KEY, fingerprint(key))


async def check_settings(connection: AsyncConnection, settings: Settings) -> None:
    """Check the key of these settings, and make none where the database is sealed with one; raises StartupError."""
    if not settings.has_key and await key_of(connection) is not None:
        raise StartupError(
            "Kunci rahasia hilang: basis data ini memakai kunci yang tidak ada di sini. Salin secret.key yang lama ke folder data "
            "(atau isi MITRA_SECRET_KEY). Benar-benar hilang? `mitra doctor --accept-key`."
        )
    await check_key(connection, settings.key)


async def check_key(connection: AsyncConnection, key: bytes) -> None:
    """
    Note which key this database is used with, the first time; raise StartupError when it is another one now.

    With another key anonymous authors would get no news, and nobody would find their own suggestions: better not to start.
    """
    ours, known = fingerprint(key), await key_of(connection)
    if known is None:
        await accept_key(connection, key)
    elif known != ours:
        raise StartupError(
            "Kunci rahasia bukan yang dipakai basis data ini. Pasang kunci yang lama: MITRA_SECRET_KEY, "
            "atau berkas secret.key di folder data. Kalau benar-benar hilang: `mitra doctor --accept-key`."
        )
