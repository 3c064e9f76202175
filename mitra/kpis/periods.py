"""Weeks (Monday to Sunday) and months: which one a day lies in, what they are called, when they are asked for."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Rhythm = Literal["week", "month"]
RHYTHMS: tuple[str, ...] = get_args(Rhythm)
#: How many periods are looked back on: a quarter of weeks, a year of months.
KEPT = {"week": 13, "month": 12}
#: Days after the end of a period on which its figure is asked for, while it is missing.
ASKED = (1, 3)
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_WEEK = dt.timedelta(days=7)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """A week or a month."""

    first: dt.date
    rhythm: str

    def __post_init__(self) -> None:
        if self.rhythm not in RHYTHMS or self.first != _first(self.rhythm, self.first):
            raise ValueError(f"no {self.rhythm} begins on {self.first}")

    @property
    def last(self) -> dt.date:
        """Return its last day."""
        return self.following.first - _DAY

    @property
    def following(self) -> "Period":
        """Return the one after it."""
        if self.rhythm == "week":
            return Period(self.first + _WEEK, self.rhythm)
        return Period(_months_on(self.first, 1), self.rhythm)

    @property
    def before(self) -> "Period":
        """Return the one before it."""
        return period_of(self.rhythm, self.first - _DAY)

    @property
    def asked_on(self) -> tuple[dt.date, ...]:
        """Return the days on which its figure is asked for, while it is missing."""
        return tuple(self.last + dt.timedelta(days=days) for days in ASKED)

    def __str__(self) -> str:
        """Return what people call it: "minggu 16–22 November", "November 2026"."""
        if self.rhythm == "month":
            return f"{MONTHS[self.first.month - 1]} {self.first.year}"
        start, end = self.first, self.last
        month = "" if start.month == end.month else f" {MONTHS[start.month - 1]}"
        return f"minggu {start.day}{month}–{end.day} {MONTHS[end.month - 1]}"

    @property
    def short(self) -> str:
        """Return its name for a button: "16–22 Nov", "Nov 2026"."""
        if self.rhythm == "month":
            return f"{_short(self.first)} {self.first.year}"
        start, end = self.first, self.last
        month = "" if start.month == end.month else f" {_short(start)}"
        return f"{start.day}{month}–{end.day} {_short(end)}"


def _short(day: dt.date) -> str:
    return MONTHS[day.month - 1][:3]


def _first(rhythm: str, day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday()) if rhythm == "week" else day.replace(day=1)


def _months_on(first: dt.date, count: int) -> dt.date:
    number = first.year * 12 + first.month - 1 + count
    return dt.date(number // 12, number % 12 + 1, 1)


def period_of(rhythm: str, day: dt.date) -> Period:
    """Return the week or month that `day` lies in."""
    return Period(_first(rhythm, day), rhythm)


def latest(rhythm: str, today: dt.date) -> Period:
    """Return the last one that is over."""
    return period_of(rhythm, today).before


def looked_back_on(last: Period, count: int | None = None) -> list[Period]:
    """Return the latest periods up to `last`, oldest first."""
    found = [last]
    while len(found) < (count or KEPT[last.rhythm]):
        found.append(found[-1].before)
    return found[::-1]


def between(first: Period, last: Period) -> Iterator[Period]:
    """Yield the periods from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = first.following
