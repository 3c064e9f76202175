"""Days by the calendar: working days, holidays and feasts, months and spans. Knows nothing of words."""

import calendar
import datetime as dt
from functools import cache

from mitra.dates.spelling import FEASTS, SUNDAY

DAY, WEEK, YEAR = dt.timedelta(days=1), dt.timedelta(weeks=1), dt.timedelta(days=365)
#: More days, weeks or months than any plan reaches.
TOO_FAR = 1_500
DECEMBER, LONGEST_MONTH = 12, 31
#: Ramadan has 29 or 30 days.
RAMADAN = dt.timedelta(days=30)


def feast_days(feast: str, year: int) -> list[dt.date]:
    """Return the days of a feast, without joint leave; Eid al-Fitr can fall into one year twice."""
    named = named_days(year).items()
    return [day for day, names in named if any(one.startswith(FEASTS[feast]) for one in names.split("; "))]


def working_day(day: dt.date, step: int = 1) -> dt.date:
    """Return `day`, or the first working day after it (before it, if `step` is -1)."""
    while day.weekday() == SUNDAY or day in named_days(day.year):
        day += step * DAY
    return day


@cache
def lebarans(year: int) -> list[dt.date]:
    """Return each Eid al-Fitr that Ramadan in `year` may lead up to."""
    return [day for one in (year, year + 1) for day in feast_days("lebaran", one)]


@cache
def named_days(year: int) -> dict[dt.date, str]:
    """Return public holidays and joint leave, on which many factories close too, with their official names."""
    from holidays.countries.indonesia import Indonesia  # noqa: PLC0415 - takes half a second, at the first such day

    return dict(Indonesia(years=year, categories=("public", "government"), language="id"))


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of a day's week."""
    return day - day.weekday() * DAY


def moved(day: dt.date, count: str, unit: str) -> dt.date:
    """Return the day so much later; half a month has fifteen days, and an absurd number leads further than any plan."""
    half = 0.5 if "setengah" in count else 0
    digits = count.replace("setengah", "").replace(",", ".").strip()
    number = min(float(digits or 0) + half, TOO_FAR)
    if unit == "hari kerja":
        for _ in range(int(number)):
            day = working_day(day + DAY)
        return day
    if unit in {"hari", "minggu"}:
        return day + int(number * (7 if unit == "minggu" else 1)) * DAY
    months = number * (12 if unit == "tahun" else 1)
    return months_later(day, int(months)) + int(months % 1 * 30) * DAY


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or that month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = dt.date(min(years, dt.MAXYEAR - 1), month + 1, 1)
    return first.replace(day=min(day.day, last_of(first).day))


def last_of(month: dt.date) -> dt.date:
    """Return the last day of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
