"""
When people may be disturbed: not in quiet hours, not on public holidays, in their own time zone.

Holidays are those of the `holidays` package's category "public" (Hari Libur Nasional, by joint ministerial decree). Joint
leave ("cuti bersama", its category "government") is no holiday here: for private firms it is optional and counts as annual
leave, so many factories work.
"""

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

HOME_ZONE = "Asia/Jakarta"
#: Usual quiet hours, in minutes after midnight.
USUAL = (20 * 60, 7 * 60)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Somebody's quiet hours: minutes after midnight, in a time zone; `end` may lie on the next day, equal ones are none."""

    zone: str = HOME_ZONE
    start: int = USUAL[0]
    end: int = USUAL[1]


def next_allowed(moment: dt.datetime, quiet: Quiet) -> dt.datetime:
    """Return `moment` (any zone) when people may be disturbed then, else the first moment after it, in UTC."""
    local = moment.astimezone(ZoneInfo(quiet.zone))
    while (later := _put_off(local, quiet)) != local:
        local = later
    return local.astimezone(dt.UTC)


def _put_off(local: dt.datetime, quiet: Quiet) -> dt.datetime:
    """Return the end of the holiday or the quiet hours that hold at `local`, or `local` itself."""
    if local.date() in _holidays(local.year):
        return dt.datetime.combine(local.date() + _DAY, dt.time(), local.tzinfo)
    minute = local.hour * 60 + local.minute
    if quiet.start <= quiet.end:
        return _at(local, quiet.end) if quiet.start <= minute < quiet.end else local
    if minute >= quiet.start:
        return _at(local + _DAY, quiet.end)
    return _at(local, quiet.end) if minute < quiet.end else local


def _at(day: dt.datetime, minute: int) -> dt.datetime:
    # Indonesia has no summer time, so wall clocks never jump.
    return dt.datetime.combine(day.date(), dt.time(minute // 60, minute % 60), day.tzinfo)


@cache
def _holidays(year: int) -> Container[dt.date]:
    from holidays.countries.indonesia import Indonesia  # noqa: PLC0415 - takes half a second, at the first notification

    return frozenset(Indonesia(years=year))
