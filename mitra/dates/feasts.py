"""Rules for holidays: "habis lebaran", "h-7 lebaran", "sebelum libur panjang"."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mitra.dates.days import DAY, RAMADAN, TOO_FAR, WEEK, feast_days, moved, named_days, working_day
from mitra.dates.rules import _MOST_YEARS, Reading, Rules, checked, into, unclear
from mitra.dates.spelling import COUNT, FEAST, FEASTS, FIXED, UNIT

#: Tried in this order; each takes out what it understands.
RULES: Rules = []
reads = into(RULES)


_YEAR_OF_FEAST = r"(?: (?:tahun )?(?P<year>depan|ini|20[0-9]{2}))?"
_AWAY = r"h ?(?P<sign>[-+])? ?(?P<days>[0-9]{1,3})"


@reads(
    rf"(?:(?P<count>{COUNT}) (?P<unit>{UNIT}) (?=sebelum|sesudah)|{_AWAY} )?"
    rf"(?:(?P<when>sebelum|sesudah|pas|awal|tengah|akhir) )?"
    rf"(?P<feast>{FEAST}){_YEAR_OF_FEAST}(?! h )",
    rf"(?P<feast>{FEAST}){_YEAR_OF_FEAST} {_AWAY}",
)
def _feast(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "habis lebaran", "2 minggu sebelum natal", "h-7 lebaran", "bulan puasa"."""
    groups = found.groupdict()
    feast, when, distance = groups["feast"], groups.get("when"), None
    if groups["days"]:
        distance, when = int(groups["days"]), "sesudah" if groups["sign"] == "+" else "sebelum"
    elif groups.get("count"):
        distance = (moved(today, groups["count"], groups["unit"]) - today).days
    if (feast, when) == ("puasa", "sesudah"):
        feast = "lebaran"
    choices = [_around(one, when, distance) for one in _stretches(feast, _years(groups["year"], today))]
    days = next((days for days in choices if max(days) >= today), choices[-1] if choices else [])
    if distance is not None and feast in FIXED and days:
        yield checked(days[0], today)
    else:
        yield unclear("lebaran" if feast in {"lebaran", "puasa"} else "holiday", today, *days)


@dataclass(frozen=True, kw_only=True)
class _Stretch:
    """A holiday with the joint leave around it; Ramadan is one too."""

    begin: dt.date
    feast: dt.date
    end: dt.date


def _years(said: str | None, today: dt.date) -> range:
    """Return the years in which to look for a feast."""
    if not said or said == "ini":
        return range(today.year, today.year + _MOST_YEARS)
    year = today.year + 1 if said == "depan" else int(said)
    return range(year, year + 1)


def _around(stretch: _Stretch, when: str | None, distance: int | None) -> list[dt.date]:
    """Return the days to offer around a feast, in any order."""
    if distance is not None:
        distance = min(distance, TOO_FAR)
        return [stretch.feast + (distance if when == "sesudah" else -distance) * DAY]
    before, after = working_day(stretch.begin - DAY, -1), working_day(stretch.end + DAY)
    if when == "sesudah":
        return [after, working_day(after + WEEK), working_day(after + 2 * WEEK)]
    if when == "sebelum":
        return [before, working_day(before - WEEK, -1), working_day(before - 2 * WEEK, -1)]
    if stretch.end - stretch.begin > 2 * WEEK:  # within Ramadan
        return [working_day(stretch.begin + weeks * WEEK) for weeks in range(4)]
    return [before, after, working_day(after + WEEK)]


def _stretches(feast: str, years: range) -> Iterator[_Stretch]:
    for year in years:
        for day in feast_days("lebaran" if feast == "puasa" else feast, year):
            if feast == "puasa":
                yield _Stretch(begin=day - RAMADAN, feast=day - RAMADAN, end=day - DAY)
            else:
                leave = [one for one, name in named_days(year).items() if FEASTS[feast] in name]
                leave = [one for one in leave if abs(one - day) <= 2 * WEEK]
                yield _Stretch(begin=min(leave), feast=day, end=max(leave))


@reads(r"(?:sebelum|sesudah|pas) libur(?: (?:panjang|sekolah|nasional|bersama))?")
def _holiday(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "habis libur": around one of the next."""
    step = -1 if found.group().startswith("sebelum") else 1
    holidays = (day for year in (today.year, today.year + 1) for day in named_days(year))
    around = {working_day(day, step) for day in holidays if day >= today}
    yield unclear("holiday", today, *sorted(day for day in around if day >= today)[:3])
