"""
When people may be disturbed: not in quiet hours, not on public holidays, in their own time zone.

Holidays are those of the `holidays` package's category "public" (Hari Libur Nasional, by joint ministerial decree). Joint
leave ("cuti bersama", its category "government") is no holiday here: for private firms it is optional and counts as annual
leave, so many factories work.

In Ramadan factories begin later and end earlier, and people break their fast before six: whoever has not chosen quiet hours of
their own is left in peace from five in the afternoon to eight in the morning.
"""

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from mitra.dates import ramadan_of

HOME_ZONE = "Asia/Jakarta"
#: Usual quiet hours, in minutes after midnight; and those of Ramadan.
USUAL, USUAL_IN_RAMADAN = (20 * 60, 7 * 60), (17 * 60, 8 * 60)
#: When people are reminded who have not chosen an hour: when the day's work has been given out; in minutes after midnight.
USUAL_REMINDER = 8 * 60
#: No working day, for those who work six days a week as for those who work five.
SUNDAY = 6
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Somebody's quiet hours: minutes after midnight, in a time zone; `end` may lie on the next day, equal ones are none."""

    zone: str = HOME_ZONE
    start: int = USUAL[0]
    end: int = USUAL[1]

    def on(self, day: dt.date) -> tuple[int, int]:
        """Return start and end as they hold on `day`."""
        usual = (self.start, self.end) == USUAL
        return USUAL_IN_RAMADAN if usual and ramadan_of(day) else (self.start, self.end)


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
    start, end = quiet.on(local.date())
    if start <= end:
        return _at(local, end) if start <= minute < end else local
    if minute >= start:
        following = local + _DAY
        return _at(following, quiet.on(following.date())[1])
    return _at(local, end) if minute < end else local


def working_day(day: dt.date) -> dt.date:
    """Return `day`, or the first one after it that is neither a Sunday nor a public holiday."""
    while day.weekday() == SUNDAY or day in _holidays(day.year):
        day += _DAY
    return day


def moment_on(day: dt.date, minute: int, quiet: Quiet) -> dt.datetime:
    """Return when somebody is reminded on a working `day`, in UTC: `minute` after midnight, or as soon as they may be disturbed."""
    midnight = dt.datetime.combine(day, dt.time(), ZoneInfo(quiet.zone))
    wished = next_allowed(_at(midnight, minute), quiet)
    # An hour within the quiet ones of that evening would come a day late.
    late = wished.astimezone(midnight.tzinfo).date() > day
    return next_allowed(midnight, quiet) if late else wished


def _at(day: dt.datetime, minute: int) -> dt.datetime:
    # Indonesia has no summer time, so wall clocks never jump.
    return dt.datetime.combine(day.date(), dt.time(minute // 60, minute % 60), day.tzinfo)


@cache
def _holidays(year: int) -> Container[dt.date]:
    from holidays.countries.indonesia import Indonesia  # noqa: PLC0415 - takes half a second, at the first notification

    return frozenset(Indonesia(years=year))
