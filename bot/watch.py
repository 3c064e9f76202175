"""
Looks every minute at what an operator would have to mend, tells operators in the chat, and tells the monitor.

What cannot be told while it lasts (Telegram or the database is away) is told when it is over.
"""

import asyncio
import contextlib
import datetime as dt
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import metrics
from bot.contact import Contact
from bot.training import fingerprint
from mitra import installation, operators, outbox
from mitra.backup import saving
from mitra.clock import Clock
from mitra.hours import HOME_ZONE
from mitra.log import get_logger
from mitra.settings import Settings
from mitra.state import CONFLICT, SEEN
from mitra.store.database import Database

log = get_logger()

EVERY_SECONDS = 60
#: A silence of Telegram or the database that operators hear of.
WORTH_TELLING = dt.timedelta(minutes=5)
#: With less free space than this part of the disk, and this much, it is nearly full.
FEWEST_PART, FEWEST_BYTES = 0.05, 500 * 1024**2
#: After so long without a new one, where there have been any, backups do not work any more.
BACKUP_AGE = dt.timedelta(days=2)
#: What was noticed so lately goes on.
_STILL = dt.timedelta(minutes=2)
#: How often files are compared with the model: they change when somebody upgrades.
_MODEL_EVERY = dt.timedelta(minutes=15)


@dataclass
class Silence:
    """Since when something has not answered, until it was told."""

    since: dt.datetime | None = None
    over: tuple[dt.datetime, dt.datetime] | None = None

    def note(self, lost_since: dt.datetime | None, now: dt.datetime) -> None:
        """Take note of since when it has been away, or None when it answers."""
        if lost_since is not None:
            self.since = lost_since
        elif self.since is not None:
            if now - self.since >= WORTH_TELLING:
                self.over = (self.since, now)
            self.since = None


@dataclass
class Watch:
    """Knows what was last seen."""

    settings: Settings
    database: Database
    contact: Contact
    model: Path
    clock: Clock
    _telegram: Silence = field(default_factory=Silence)
    _database: Silence = field(default_factory=Silence)
    _model_looked_at: dt.datetime | None = None
    _model_fits: bool = True
    #: Set while what has its hour cannot be done.
    chores_fail: bool = False

    async def run(self, stopping: asyncio.Event) -> None:
        """Look until `stopping` is set."""
        while not stopping.is_set():
            await self.look_safely()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), EVERY_SECONDS)

    async def look_safely(self) -> None:
        """Look once; a database that is away is noted, and told when it is back."""
        try:
            await self.look()
        except Exception as error:  # noqa: BLE001 - the next minute comes
            log.warning("watch_failed", reason=type(error).__name__)
            self._database.note(self._database.since or self.clock(), self.clock())

    async def look(self) -> list[str]:
        """Look once; return the kinds of alerts that were told. Raises what the database raises while it is away."""
        now = self.clock()
        self._telegram.note(self.contact.lost_since, now)
        metrics.telegram.set(self.contact.lost_since is None)
        await asyncio.to_thread(self._look_at_model, now)
        return await self.database.serialized(lambda connection: self._tell(connection, now))

    async def _tell(self, connection: AsyncConnection, now: dt.datetime) -> list[str]:
        self._database.note(None, now)
        await installation.note(connection, SEEN, now.isoformat())
        told = []
        async for kind, values, about in self._troubles(connection, now):
            if await operators.alert(connection, kind, values, at=now, about=about):
                metrics.alerts.labels(kind).inc()
                told.append(kind)
        return told

    async def _troubles(
        self, connection: AsyncConnection, now: dt.datetime
    ) -> AsyncIterator[tuple[str, dict[str, Any], str]]:
        """Yield kind, values, and what tells this one from the last of its kind."""
        count, last = await outbox.refused(connection)
        metrics.set_aside.set(count)
        if count:
            yield "poisoned", {"count": count}, str(last)
        free, nearly_full = room_in(self.settings.data_dir)
        metrics.disk_free.set(free)
        if nearly_full:
            yield "disk", {"free": size_text(free)}, ""
        for kind, silence in (("telegram", self._telegram), ("database", self._database)):
            if silence.over:
                yield kind, _silence_values(*silence.over), silence.over[0].isoformat()
        if not self._model_fits:
            yield "model", {}, ""
        age = backup_age(self.settings.backups_dir, now)
        metrics.backup_age.set(age.total_seconds() if age else float("nan"))
        if age and age > BACKUP_AGE:
            yield "backup", {"days": age.days}, ""
        if self.chores_fail:
            yield "chores", {}, ""
        noticed = self.contact.conflict_at
        if noticed and now - noticed < _STILL:
            await installation.note(connection, CONFLICT, noticed.isoformat())
            yield "conflict", {}, ""

    def _look_at_model(self, now: dt.datetime) -> None:
        if self._model_looked_at is None or now - self._model_looked_at >= _MODEL_EVERY:
            self._model_looked_at = now
            self._model_fits = self.model.exists() and fingerprint() in self.model.name
        metrics.model.set(self._model_fits)


def room_in(folder: Path) -> tuple[int, bool]:
    """Return how many bytes are free on a folder's disk, and whether that is too little."""
    usage = shutil.disk_usage(folder)
    return usage.free, usage.free < max(FEWEST_BYTES, usage.total * FEWEST_PART)


def backup_age(folder: Path, now: dt.datetime) -> dt.timedelta | None:
    """Return the age of the latest backup in a folder; None where there is none."""
    kept = saving.kept_in(folder)
    if not kept:
        return None
    return now - dt.datetime.fromtimestamp(kept[0].stat().st_mtime, dt.UTC)


def size_text(size: float) -> str:
    """Return a number of bytes for people: "1,5 GB"."""
    for unit, bytes_in in (("GB", 1024**3), ("MB", 1024**2)):
        if size >= bytes_in:
            return f"{size / bytes_in:.1f} {unit}".replace(".", ",")
    return f"{size / 1024:.0f} kB"


def _silence_values(since: dt.datetime, until: dt.datetime) -> dict[str, Any]:
    home = ZoneInfo(HOME_ZONE)
    return {
        "minutes": int((until - since).total_seconds() // 60),
        "since": f"{since.astimezone(home):%H.%M}",
        "until": f"{until.astimezone(home):%H.%M}",
    }
