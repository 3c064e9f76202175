"""What rules are, and how what they understand becomes one day or a question."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from mitra.dates.days import DAY, WEEK, monday_of, months_later, working_day

#: Why a day is not certain.
REASONS = {
    "lebaran": "before, in or after Ramadan or Eid al-Fitr, whose day is fixed by decree",
    "holiday": "before or after another holiday",
    "past": "a day that is over",
    "weekday": "a week without its day, or a day of the week that may be today's or next week's",
    "vague": "a month, a year, payday, or no more than “some day”",
    "two": "more than one day",
    "impossible": "a day that no calendar has, or more than three years away",
}
#: As many buttons as fit under one question.
MOST_OPTIONS = 4
_MOST_YEARS = 3
_SATURDAY = 5
#: Monday, Wednesday, Friday and Saturday, when a week is left open.
_DAYS_TO_OFFER = {0, 2, 4, _SATURDAY}


@dataclass(frozen=True, kw_only=True)
class Unclear:
    """A day was meant, but not which: what to ask back."""

    #: One of REASONS.
    reason: str
    #: Days to offer, soonest first; may be empty, never before today.
    options: tuple[dt.date, ...]


@dataclass(frozen=True, kw_only=True)
class Weekday:
    """A day of the week by its name alone: one more day, or a word to a date ("Jumat, 4 Desember")."""

    number: int
    #: "minggu" alone may be Sunday, or a week.
    certain: bool = True


Reading = dt.date | Unclear | Weekday
Rule = Callable[[re.Match[str], dt.date], Iterator[Reading]]
Rules = list[tuple[re.Pattern[str], Rule]]
#: What is left where a rule found a day, and where it found none.
_DAY_MARK, _NO_DAY_MARK = "|", "·"
_NOT_THAT_DAY = re.compile(
    r"\b(?:bukan|jangan|selain|kecuali|tidak)(?: usah| pas)? \||\| (?:tidak|belum)(?= ,|$)"
)


def into(rules: Rules) -> Callable[..., Callable[[Rule], Rule]]:
    """Return a decorator that adds a rule for whole words to `rules`; its patterns are tried one after the other."""

    def reads(*patterns: str) -> Callable[[Rule], Rule]:
        def add(rule: Rule) -> Rule:
            rules.extend((re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), rule) for pattern in patterns)
            return rule

        return add

    return reads


def understood(words: str, rules: Rules, today: dt.date) -> tuple[list[Reading], str]:
    """Return all that the rules understand in `words`, and what they leave."""
    found: list[Reading] = []

    def take(rule: Rule, match: re.Match[str]) -> str:
        more = list(rule(match, today))
        found.extend(more)
        return _DAY_MARK if more else _NO_DAY_MARK

    for pattern, rule in rules:
        words = pattern.sub(partial(take, rule), words)
    return found, words


def settled(readings: list[Reading], today: dt.date) -> dt.date | Unclear | None:
    """Return the one day of several readings, or what to ask back."""
    names = {one for one in readings if isinstance(one, Weekday)}
    others = {_narrowed(one, names) for one in readings if not isinstance(one, Weekday)}
    explained = {one.weekday() for one in others if isinstance(one, dt.date)}
    others |= {coming_day(name, today) for name in names if name.number not in explained}
    # What is over explains ("rusak kemarin"); it is not the day that is meant.
    others = {one for one in others if not (isinstance(one, Unclear) and one.reason == "past")} or others
    return next(iter(others), None) if len(others) < 2 else _several(others, today)  # noqa: PLR2004


def qualified(day: dt.date, rest: str, today: dt.date) -> dt.date | Unclear:
    """Return `day` unless the words around it say another: "setelah tanggal 5", "besok gak bisa"."""
    if f"sesudah {_DAY_MARK}" in rest:
        return unclear("vague", today, *(working_day(day + days * DAY) for days in (1, 3, 7)))
    return some_day(today) if _NOT_THAT_DAY.search(rest) else day


def _narrowed(one: dt.date | Unclear, names: set[Weekday]) -> dt.date | Unclear:
    """Return the day of an open week whose name stands elsewhere: "jumat, kalau bisa minggu depan"."""
    if isinstance(one, Unclear) and one.reason == "weekday" and len(names) == 1:
        matching = [day for name in names for day in one.options if day.weekday() == name.number]
        return matching[0] if len(matching) == 1 else one
    return one


def _several(readings: set[dt.date | Unclear], today: dt.date) -> Unclear:
    """Return the question which of several days is meant; those that were named come before those of a guess."""
    named = {one for one in readings if isinstance(one, dt.date)}
    guessed = {day for one in readings if isinstance(one, Unclear) for day in one.options} - named
    return unclear("two", today, *[*sorted(named), *sorted(guessed)][:MOST_OPTIONS])


def unclear(reason: str, today: dt.date, *days: dt.date) -> Unclear:
    """Return a question with the first `days` that are not over; days all over, or all too far, are their own reason."""
    if days and max(days) < today:
        reason = "past"
    elif days and min(days) > farthest(today):
        reason, days = "impossible", ()
    return Unclear(reason=reason, options=tuple(sorted({day for day in days if day >= today})[:MOST_OPTIONS]))


def checked(day: dt.date, today: dt.date, *instead: dt.date) -> dt.date | Unclear:
    """Return `day` when it can be planned for; `instead` are the days to offer for one that is over or too far."""
    if today <= day <= farthest(today):
        return day
    return unclear("past" if day < today else "impossible", today, *instead)


def farthest(today: dt.date) -> dt.date:
    """Return the last day that can be planned for."""
    return months_later(today, 12 * _MOST_YEARS)


def coming_day(name: Weekday, today: dt.date) -> dt.date | Unclear:
    """Return the coming day of that name; on the day itself it may be today or next week."""
    day = today + (name.number - today.weekday()) % 7 * DAY
    if not name.certain:
        return unclear("weekday", today, day, *open_week(monday_of(today) + WEEK, today).options[:3])
    return day if day > today else unclear("weekday", today, day, day + WEEK)


def open_week(begin: dt.date, today: dt.date) -> Unclear:
    """Return the question for a day of the seven from `begin`."""
    days = [begin + number * DAY for number in range(7)]
    return unclear("weekday", today, *(day for day in days if day.weekday() in _DAYS_TO_OFFER))


def some_day(today: dt.date) -> Unclear:
    """Return the question that offers working days from tomorrow to a month ahead."""
    days = (today + DAY, today + WEEK, today + 2 * WEEK, months_later(today, 1))
    return unclear("vague", today, *(working_day(day) for day in days))
