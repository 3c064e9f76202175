"""What actions work with. The bot provides it; `rasa run actions` builds its own from the settings."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

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

    @staticmethod
    def today() -> dt.date:
        """Return the date in Jakarta."""
        return dt.datetime.now(HOME).date()


_provided: list[Services] = []


def provide(services: Services) -> None:
    """Let all actions of this process use `services`."""
    _provided[:] = [services]


def services() -> Services:
    """Return what was provided, or the settings' own."""
    if not _provided:
        settings = read_settings()
        database = Database(settings.database_address)
        provide(Services(library=read_library(), database=database, key=settings.key))
    return _provided[0]
