"""What actions work with. The bot provides it; `rasa run actions` builds its own from the settings."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

from mitra.clock import Clock, utc_now
from mitra.content.library import Library, read_library
from mitra.settings import read_settings
from mitra.store.database import Database

#: Dates without a person's own zone are those of Jakarta, where the programme is run.
HOME = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, kw_only=True)
class Services:
    """Content and store."""

    library: Library
    database: Database
    key: bytes = field(repr=False)
    #: The bot's name on Telegram, without @; for links.
    username: str = "mitra"
    clock: Clock = utc_now
    #: How long an alert may go unseen before the next ones are told.
    alert_after: dt.timedelta = dt.timedelta(minutes=15)
    #: The file that came with this update, downloaded before its transaction; None when there is none.
    brought: bytes | None = field(default=None, repr=False)

    def link(self, token: str) -> str:
        """Return the deep link that hands `token` to the bot."""
        return f"https://t.me/{self.username}?start={token}"

    def today(self) -> dt.date:
        """Return the date in Jakarta."""
        return self.clock().astimezone(HOME).date()


_provided: ContextVar[Services] = ContextVar("services")


@contextmanager
def provided(services: Services) -> Iterator[None]:
    """Let the actions that run inside this block use `services`."""
    token = _provided.set(services)
    try:
        yield
    finally:
        _provided.reset(token)


def services() -> Services:
    """Return what was provided, or the settings' own."""
    return _provided.get(None) or _own()


@cache
def _own() -> Services:
    settings = read_settings()
    return Services(library=read_library(), database=Database(settings.database_address), key=settings.key)
