"""`mitra status`: one screen that says whether all runs, and how much of everything there is."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.training import fingerprint as content_fingerprint
from bot.watch import backup_age, room_in, size_text
from mitra import VERSION
from mitra.clock import utc_now
from mitra.settings import Settings
from mitra.state import State, state_of
from mitra.store.database import AwayError, Database
from mitra.store.migrate import revision_of, revisions
from mitra.store.models import Lane

#: A running Mitra says so every minute.
SILENT = dt.timedelta(minutes=3)
_LANES = {Lane.URGENT: "bahaya", Lane.DIRECT: "jawaban", Lane.BULK: "kabar dan pengingat"}
_ROLES = {
    "worker": "pekerja",
    "committee": "panitia",
    "manager": "pimpinan",
    "trainer": "pelatih",
    "operator": "pengelola",
}


@dataclass(frozen=True, kw_only=True)
class Status:
    """What is shown. `state` is None where there is no database with this release's tables."""

    at: dt.datetime
    database: str
    state: State | None
    model_fits: bool
    free_bytes: int
    backup_age: dt.timedelta | None

    @property
    def runs(self) -> bool:
        """Whether a process said within the last minutes that it is at work."""
        seen = self.state.seen_at if self.state else None
        return seen is not None and self.at - seen < SILENT


async def look(settings: Settings) -> Status:
    """Return how things stand; changes nothing and asks nobody but the database."""
    at = utc_now()
    database, state = await _read(settings, at)
    model = settings.models_dir / f"mitra-{content_fingerprint()}.tar.gz"
    return Status(
        at=at,
        database=database,
        state=state,
        model_fits=model.exists(),
        free_bytes=room_in(settings.data_dir)[0],
        backup_age=backup_age(settings.backups_dir, at),
    )


async def _read(settings: Settings, at: dt.datetime) -> tuple[str, State | None]:
    if not settings.has_database:
        return "belum ada", None
    database = Database(settings.database_address)
    kind = "PostgreSQL" if database.shared else "SQLite"
    try:
        async with database.snapshot() as connection:
            if await connection.run_sync(revision_of) != revisions()[-1]:
                return f"{kind}, tabelnya dari versi lain", None
            return kind, await state_of(connection, at=at)
    except AwayError:
        return f"{kind}, tidak bisa dibuka", None
    finally:
        await database.close()


def as_json(status: Status) -> str:
    """Return the status for another program."""
    state = status.state
    told: dict[str, Any] = {
        "version": VERSION,
        "at": status.at.isoformat(),
        "running": status.runs,
        "database": status.database,
        "model_fits": status.model_fits,
        "free_bytes": status.free_bytes,
        "backup_age_seconds": int(status.backup_age.total_seconds()) if status.backup_age else None,
    }
    if state:
        told |= {
            "enterprises": state.enterprises,
            "people": state.people,
            "open_actions": state.open_actions,
            "open_suggestions": state.open_suggestions,
            "unseen_alerts": state.unseen_alerts,
            "due": {lane.name.lower(): count for lane, (count, _) in state.waiting.items()},
            "set_aside": state.set_aside,
            "replicas": state.replicas,
        }
    return json.dumps(told, indent=1)


def show(status: Status, console: Console) -> None:
    """Print the status for people."""
    table = Table(show_header=False, title=f"Mitra SCORE {VERSION}", title_justify="left")
    table.add_column(style="bold")
    table.add_column()
    for name, value in _lines(status):
        table.add_row(name, value)
    console.print(table)


def _lines(status: Status) -> list[tuple[str, str]]:
    lines = [
        ("Jalan", _running(status)),
        ("Basis data", status.database),
        ("Model", "sesuai dengan isi" if status.model_fits else "belum dilatih untuk isi ini"),
        ("Disk", f"{size_text(status.free_bytes)} kosong"),
        ("Cadangan", _age(status.backup_age) if status.backup_age else "belum ada"),
    ]
    return lines + (_numbers(status.state, status.at) if status.state else [])


def _running(status: Status) -> str:
    seen = status.state.seen_at if status.state else None
    if seen is None:
        return "belum pernah"
    how = "ya" if status.runs else "tidak"
    return f"{how}, terakhir terlihat {_age(status.at - seen)}"


def _numbers(state: State, at: dt.datetime) -> list[tuple[str, str]]:
    people = ", ".join(f"{state.people[role]} {name}" for role, name in _ROLES.items())
    due = ", ".join(
        f"{count} {_LANES[lane]}" + _since(since, at) for lane, (count, since) in state.waiting.items()
    )
    lines = [
        ("Perusahaan", str(state.enterprises)),
        ("Orang", people),
        ("Belum selesai", f"{state.open_actions} tindakan, {state.open_suggestions} saran"),
        ("Bahaya belum dilihat", str(state.unseen_alerts)),
        ("Pesan menunggu", due),
        ("Pesan disisihkan", f"{state.set_aside}" + (" (lihat `mitra doctor`)" if state.set_aside else "")),
    ]
    return lines + ([("Proses", str(state.replicas))] if state.replicas is not None else [])


def _since(since: dt.datetime | None, at: dt.datetime) -> str:
    return f" (sejak {_age(at - since)})" if since else ""


def _age(age: dt.timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for name, size in (("hari", 86_400), ("jam", 3_600), ("menit", 60)):
        if seconds >= size:
            return f"{seconds // size} {name} lalu"
    return f"{seconds} detik lalu"
