"""What a table of the programme's data is, and for which enterprises and day it is made."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.errors import MitraError
from mitra.store.models import Enterprise

Value = str | int | float | dt.date | None
#: Enterprises that are gathered at once: what is held in memory does not grow with how many there are.
AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its name for programs, and what it means for people, in Bahasa."""

    name: str
    about: str


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table: its rows in a fixed order."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, kw_only=True)
class Place:
    """An enterprise, and when the day ends there."""

    id: int
    name: str
    zone: ZoneInfo
    #: First moment after the day, in UTC.
    until: dt.datetime

    def day(self, moment: dt.datetime) -> dt.date:
        """Return the local day of a moment."""
        return moment.astimezone(self.zone).date()


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which enterprises, and as of the end of which day, in each one's own time zone."""

    on: dt.date
    places: Mapping[int, Place]

    @property
    def last(self) -> dt.datetime:
        """Return the latest of the days' ends: nothing after it counts anywhere."""
        return max(place.until for place in self.places.values())

    @property
    def first(self) -> dt.datetime:
        """Return the earliest of the days' ends: all that is before it counts everywhere."""
        return min(place.until for place in self.places.values())

    def parts(self, size: int = AT_ONCE) -> Iterator["Scope"]:
        """Yield a few enterprises at a time, in order."""
        left = iter(self.places.items())
        while some := dict(islice(left, size)):
            yield replace(self, places=some)


async def scope_of(connection: AsyncConnection, on: dt.date, *, enterprise_id: int | None = None) -> Scope:
    """Return the enterprises that were there by the end of a day, or the one; raises MitraError when there is none."""
    query = select(Enterprise.__table__).order_by(Enterprise.id)
    if enterprise_id is not None:
        query = query.where(Enterprise.id == enterprise_id)
    places = {}
    for row in (await connection.execute(query)).all():
        zone = ZoneInfo(row.timezone)
        until = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
        if row.created_at < until:
            places[row.id] = Place(id=row.id, name=row.name, zone=zone, until=until)
    if not places:
        which = f"nomor {enterprise_id} " if enterprise_id is not None else ""
        raise MitraError(f"Pada {on} belum ada perusahaan {which}di Mitra.")
    return Scope(on=on, places=places)


def columns(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    """Return the columns of a table about enterprises: number and name come first."""
    first = (("enterprise_id", "nomor perusahaan di Mitra"), ("enterprise", "nama perusahaan"))
    return tuple(Column(name=name, about=about) for name, about in (*first, *pairs))


def percent(part: int, whole: int) -> int | None:
    """Return a share in percent, rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
