"""What the commands for running an installation do: backup, restore, status, doctor, settings."""

import datetime as dt
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import installation, outbox
from mitra.backup import archive, restoring, saving
from mitra.backup.archive import BackupError
from mitra.clock import utc_now
from mitra.errors import MitraError, StartupError
from mitra.settings import Settings
from mitra.state import state_of
from mitra.store.database import Database
from mitra.store.in_use import is_file_in_use, is_server_in_use
from mitra.store.migrate import HEAD, migrate, revision_of, revisions

#: What is shown of a secret that is set.
_HIDDEN = "(diisi)"


async def backup(settings: Settings, path: Path | None, *, to: str = "") -> str:
    """
    Make a backup at `path`, or in the data folder, where old ones are then forgotten; return what to say.

    `to` is a public key (age1…); empty means the one in the settings. Raises BackupError.
    """
    if not settings.has_database:
        raise BackupError("Belum ada basis data: jalankan `mitra run` dulu.")
    public = to or settings.backup_recipient
    recipient = archive.recipient_of(public) if public else None
    at = utc_now()
    target = path or settings.backups_dir / saving.file_name(at, encrypted=recipient is not None)
    database = Database(settings.database_address)
    try:
        manifest = await saving.save(database, target, key=settings.key, at=at, recipient=recipient)
    finally:
        await database.close()
    if path is None:
        saving.forget_old(settings.backups_dir, keep=settings.keep_backups)
    locked = "terkunci" if recipient else "tidak terkunci"
    return (
        f"{target}: {manifest.rows} baris, {locked}. Kunci rahasia tidak ikut di dalamnya: "
        "simpan salinan secret.key (atau MITRA_SECRET_KEY) di tempat lain."
    )


async def check(path: Path, *, identity: Path | None) -> str:
    """Read a backup through; return what it holds. Raises BackupError."""
    with archive.opened(path, archive.read_identity(identity) if identity else None) as reader:
        reader.check()
        made = reader.manifest.made_at
        return f"{path}: utuh, {reader.manifest.rows} baris, dibuat {made:%Y-%m-%d %H:%M} UTC."


async def restore(
    settings: Settings, path: Path, *, identity: Path | None, replace: bool, without_key: bool
) -> str:
    """Put a backup back; return what to say. Raises BackupError, and then all is as it was."""
    at = utc_now()
    with archive.opened(path, archive.read_identity(identity) if identity else None) as reader:
        restoring.check_revision(reader.manifest)
        if not without_key:
            restoring.check_key(reader.manifest, settings.key if settings.has_key else None)
        reader.check()
        kept = await _put_back(settings, reader, at=at, replace=replace)
    if without_key:
        await accept_key(settings)
    rows = reader.manifest.rows
    aside = f" Yang lama disimpan di {kept}." if kept else ""
    return f"{rows} baris dipulihkan, keadaan {reader.manifest.made_at:%Y-%m-%d %H:%M} UTC.{aside} Sekarang jalankan Mitra."


async def _put_back(
    settings: Settings, reader: archive.Reader, *, at: dt.datetime, replace: bool
) -> Path | None:
    path = sqlite_path(settings)
    if path is not None:
        return (await restoring.restore_sqlite(reader, path, at=at, replace=replace)).kept
    database = Database(settings.database_address)
    try:
        kept = await _keep_aside(database, settings, at) if replace else None
        await restoring.restore_postgresql(database, reader, replace=replace)
    finally:
        await database.close()
    return kept


async def _keep_aside(database: Database, settings: Settings, at: dt.datetime) -> Path | None:
    """Make a backup of what is about to be replaced; there may be nothing."""
    path = settings.backups_dir / at.strftime("before-restore-%Y%m%d-%H%M%S.zip")
    try:
        await saving.save(database, path, key=settings.key, at=at)
    except BackupError:  # no tables of this release: nothing that this release could read back
        return None
    return path


async def bring_tables(settings: Settings, to: str, *, yes: bool = False) -> str:
    """
    Bring the tables to this release's, or back to the revision `to`, while Mitra is stopped; return what to say.

    The way back drops what the earlier release does not know: it wants `yes`, and a backup is made first. Raises StartupError.
    """
    if to not in {HEAD, *revisions()}:
        raise StartupError(f"Langkah {to} tidak ada. Yang ada: {', '.join(revisions())}.")
    database = Database(settings.database_address)
    try:
        await _refuse_while_running(settings, database)
        kept = await _before_going_back(settings, database, to, yes=yes)
        await migrate(database, to)
        async with database.snapshot() as connection:
            now = await connection.run_sync(revision_of)
    finally:
        await database.close()
    aside = f" Cadangan sebelumnya: {kept}." if kept else ""
    return f"Tabel sekarang di langkah {now}; versi ini memakai langkah {revisions()[-1]}.{aside}"


async def _refuse_while_running(settings: Settings, database: Database) -> None:
    path = sqlite_path(settings)
    async with database.engine.connect() as connection:
        running = path is None and await is_server_in_use(connection)
    await database.close()  # else our own connection would have the file open
    if running or (path and is_file_in_use(path)):
        raise StartupError("Mitra masih berjalan dengan basis data ini. Hentikan dulu, lalu ulangi.")


async def _before_going_back(settings: Settings, database: Database, to: str, *, yes: bool) -> Path | None:
    """Make a backup of what is about to be dropped; return where, None when nothing is."""
    async with database.snapshot() as connection:
        now = await connection.run_sync(revision_of)
        if now is None or to == HEAD or revisions().index(to) >= revisions().index(now):
            return None
        if now != revisions()[-1]:
            raise StartupError("Bawa dulu tabelnya ke versi ini dengan `mitra migrate`, baru kembali.")
        state = await state_of(connection, at=utc_now())
    if not yes:
        raise StartupError(
            f"Kembali ke langkah {to} membuang yang belum dikenal versi itu (sekarang ada {state.enterprises} perusahaan, "
            f"{sum(state.people.values())} peran, {state.open_actions} tindakan). Tambahkan --yes kalau memang itu maunya; "
            "cadangan dibuat dulu."
        )
    at = utc_now()
    path = settings.backups_dir / at.strftime("before-migrate-%Y%m%d-%H%M%S.zip")
    await saving.save(database, path, key=settings.key, at=at)
    return path


def sqlite_path(settings: Settings) -> Path | None:
    """Return the database's file; None on PostgreSQL."""
    address = make_url(settings.database_address)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


async def accept_key(settings: Settings) -> str:
    """Go on with the key at hand; return what to say."""
    database = Database(settings.database_address)
    try:
        await migrate(database)
        await database.serialized(lambda connection: installation.accept_key(connection, settings.key))
    finally:
        await database.close()
    return (
        "Kunci yang sekarang dipakai mulai dari sini. Yang disegel dengan kunci lama tidak bisa dibuka lagi."
    )


async def settle_set_aside(settings: Settings, *, retry: bool) -> str:
    """Try what was set aside again, or drop it; return what to say."""

    async def settle(connection: AsyncConnection) -> str:
        if retry:
            return f"{await outbox.retry_set_aside(connection, at=utc_now())} pesan dicoba lagi."
        return f"{await outbox.drop_set_aside(connection)} pesan dibuang."

    if not settings.has_database:
        raise MitraError("Belum ada basis data: belum ada pesan yang disisihkan.")
    database = Database(settings.database_address)
    try:
        await migrate(database)
        return await database.serialized(settle)
    finally:
        await database.close()


# --- settings


def settings_table() -> str:
    """Return docs/settings.md: every setting, made from the class that reads them."""
    rows = [
        f"| `{_variable(name)}` | {(one.description or '').replace('|', chr(92) + '|')} | {_default(one)} |"
        for name, one in Settings.model_fields.items()
    ]
    return "\n".join([_HEAD, *rows, ""])


_HEAD = """# Pengaturan

Semua dibaca dari variabel lingkungan (environment) saat Mitra mulai. Hanya token yang wajib.
Halaman ini dibuat dari `mitra/settings.py` dengan `mitra settings --markdown > docs/settings.md`; jangan diubah dengan tangan.
Isi yang sedang berlaku: `mitra settings`.

| pengaturan | arti | tanpa diisi |
| --- | --- | --- |"""


def settings_text(settings: Settings) -> str:
    """Return the settings in force, one a line; secrets only as set or not."""
    lines = []
    for name, one in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = (_HIDDEN if value else "") if one.repr is False else value
        mark = "*" if name in settings.model_fields_set else " "
        lines.append(f"{mark} {_variable(name)}={'' if shown is None else shown}")
    return "\n".join([*lines, "", "* diisi di lingkungan; yang lain memakai nilai bawaan"])


def _variable(name: str) -> str:
    return f"MITRA_{name.upper()}"


def _default(one: FieldInfo) -> str:
    value: Any = one.default
    return "" if value in ("", None) else f"`{value}`"
