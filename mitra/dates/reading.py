"""
Days as people say them: "besok", "jumat depan", "tgl 5", "akhir bulan", "habis lebaran"; and days written back.

A text is brought to one spelling (`canonical`), then each rule takes out what it understands. Whoever names more than one
day, or none that is certain, is asked again with a few days to choose from. Weeks run from Monday to Sunday.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from mitra.dates.spelling import (
    COUNT,
    DAY_NAME,
    DAY_NAMES,
    FEAST,
    FEASTS,
    FIXED,
    FULL_MONTH_NAME,
    MONTH_NAME,
    MONTHS,
    SHORT_DAY_NAME,
    SHORT_MONTHS,
    SUNDAY,
    UNIT,
    canonical,
)

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
#: Longer than any message; more would only cost time.
MOST_LETTERS = 4_096
_MOST_YEARS = 3
_DAY, _WEEK, _YEAR = dt.timedelta(days=1), dt.timedelta(weeks=1), dt.timedelta(days=365)
#: A day without its year that has just passed is rather a slip than meant for next year.
_JUST_PASSED = dt.timedelta(days=90)
_NEAR_THE_END = 3
_MIDDLE = 15
#: More days, weeks or months than any plan reaches.
_TOO_FAR = 1_500
#: Ramadan has 29 or 30 days.
_RAMADAN = dt.timedelta(days=30)
_SATURDAY = 5
#: Monday, Wednesday, Friday and Saturday, when a week is left open.
_DAYS_TO_OFFER = {0, 2, 4, _SATURDAY}
_DECEMBER, _LONGEST_MONTH = 12, 31


@dataclass(frozen=True, kw_only=True)
class Unclear:
    """A day was meant, but not which: what to ask back."""

    #: One of REASONS.
    reason: str
    #: Days to offer, soonest first; may be empty, never before today.
    options: tuple[dt.date, ...]


@dataclass(frozen=True, kw_only=True)
class _Weekday:
    """A day of the week by its name alone: one more day, or a word to a date ("Jumat, 4 Desember")."""

    number: int
    #: "minggu" alone may be Sunday, or a week.
    certain: bool = True


_Reading = dt.date | Unclear | _Weekday
_Rule = Callable[[re.Match[str], dt.date], Iterator[_Reading]]
_Rules = list[tuple[re.Pattern[str], _Rule]]

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def read_day(text: str, today: dt.date) -> dt.date | Unclear | None:
    """
    Return the day meant by `text` as seen from `today`, what to ask back, or None when there is no day in it, or a question.

    "jumat" is the coming one, "jumat depan" the one of next calendar week; on a Friday, "jumat" may be today or next week.
    """
    if len(text) > MOST_LETTERS:
        return None
    words = canonical(text)
    if _QUESTION.search(words):
        return None
    for rules in (_RULES, _LAST_RULES):
        readings, rest = _readings(words, rules, today)
        answer = _settled(readings, today)
        if isinstance(answer, dt.date):
            return _qualified(answer, rest, today)
        if answer:
            return answer
    return None


def say_day(day: dt.date, today: dt.date) -> str:
    """Return a day in words: "hari ini", "besok", "Jumat, 4 Desember"; its year only when it is not this one."""
    if day in {today, today + _DAY}:
        return "hari ini" if day == today else "besok"
    year = f" {day.year}" if day.year != today.year else ""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}{year}"


def say_distance(days: int) -> str:
    """Return how far away a day is, or by how many days it was missed: "3 hari lagi", "terlambat 2 hari"."""
    if days < 0:
        return f"terlambat {-days} hari"
    return {0: "hari ini", 1: "besok"}.get(days, f"{days} hari lagi")


def ramadan_of(day: dt.date) -> bool:
    """Return whether `day` is within Ramadan, as it is estimated until the decree: thirty days up to Eid al-Fitr."""
    return any(lebaran - _RAMADAN <= day < lebaran for lebaran in _lebarans(day.year))


# --- Rules, in the order in which they are tried; each takes out what it understands

_RULES: _Rules = []
#: Asked only when no other rule understands anything: "nanti, hari jumat" is Friday.
_LAST_RULES: _Rules = []
#: What is left where a rule found a day, and where it found none.
_DAY_MARK, _NO_DAY_MARK = "|", "·"
_NOT_THAT_DAY = re.compile(
    r"\b(?:bukan|jangan|selain|kecuali|tidak)(?: usah| pas)? \||\| (?:tidak|belum)(?= ,|$)"
)
#: "lembur hari minggu dibayar berapa" asks; "gimana kalau jumat" and "jumat gimana" offer a day.
_QUESTION = re.compile(
    r"\b(?:berapa|kenapa|siapa|apakah)\b|^apa\b|\bapa itu\b|\bgimana\b(?! kalau)(?=.)|(?<!kapan )\bkapan\b(?! kapan)"
)


def _rule(*patterns: str, rules: _Rules = _RULES) -> Callable[[_Rule], _Rule]:
    """Add a rule for whole words; its patterns are tried one after the other."""

    def add(rule: _Rule) -> _Rule:
        rules.extend((re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), rule) for pattern in patterns)
        return rule

    return add


def _readings(words: str, rules: _Rules, today: dt.date) -> tuple[list[_Reading], str]:
    """Return all that the rules understand in `words`, and what they leave."""
    found: list[_Reading] = []

    def take(rule: _Rule, match: re.Match[str]) -> str:
        more = list(rule(match, today))
        found.extend(more)
        return _DAY_MARK if more else _NO_DAY_MARK

    for pattern, rule in rules:
        words = pattern.sub(partial(take, rule), words)
    return found, words


def _settled(readings: list[_Reading], today: dt.date) -> dt.date | Unclear | None:
    """Return the one day of several readings, or what to ask back."""
    names = {one for one in readings if isinstance(one, _Weekday)}
    others = {_narrowed(one, names) for one in readings if not isinstance(one, _Weekday)}
    explained = {one.weekday() for one in others if isinstance(one, dt.date)}
    others |= {_coming(name, today) for name in names if name.number not in explained}
    # What is over explains ("rusak kemarin"); it is not the day that is meant.
    others = {one for one in others if not (isinstance(one, Unclear) and one.reason == "past")} or others
    return next(iter(others), None) if len(others) < 2 else _several(others, today)  # noqa: PLR2004


def _qualified(day: dt.date, rest: str, today: dt.date) -> dt.date | Unclear:
    """Return `day` unless the words around it say another: "setelah tanggal 5", "besok gak bisa"."""
    if f"sesudah {_DAY_MARK}" in rest:
        return _unclear("vague", today, *(_working(day + days * _DAY) for days in (1, 3, 7)))
    return _some_day(today) if _NOT_THAT_DAY.search(rest) else day


def _narrowed(one: dt.date | Unclear, names: set[_Weekday]) -> dt.date | Unclear:
    """Return the day of an open week whose name stands elsewhere: "jumat, kalau bisa minggu depan"."""
    if isinstance(one, Unclear) and one.reason == "weekday" and len(names) == 1:
        matching = [day for name in names for day in one.options if day.weekday() == name.number]
        return matching[0] if len(matching) == 1 else one
    return one


def _several(readings: set[dt.date | Unclear], today: dt.date) -> Unclear:
    """Return the question which of several days is meant; those that were named come before those of a guess."""
    named = {one for one in readings if isinstance(one, dt.date)}
    guessed = {day for one in readings if isinstance(one, Unclear) for day in one.options} - named
    return _unclear("two", today, *[*sorted(named), *sorted(guessed)][:MOST_OPTIONS])


def _unclear(reason: str, today: dt.date, *days: dt.date) -> Unclear:
    """Return a question with the first `days` that are not over; days all over, or all too far, are their own reason."""
    if days and max(days) < today:
        reason = "past"
    elif days and min(days) > _farthest(today):
        reason, days = "impossible", ()
    return Unclear(reason=reason, options=tuple(sorted({day for day in days if day >= today})[:MOST_OPTIONS]))


def _checked(day: dt.date, today: dt.date, *instead: dt.date) -> dt.date | Unclear:
    """Return `day` when it can be planned for; `instead` are the days to offer for one that is over or too far."""
    if today <= day <= _farthest(today):
        return day
    return _unclear("past" if day < today else "impossible", today, *instead)


def _farthest(today: dt.date) -> dt.date:
    return _months_later(today, 12 * _MOST_YEARS)


# --- Holidays

_YEAR_OF_FEAST = r"(?: (?:tahun )?(?P<year>depan|ini|20[0-9]{2}))?"
_AWAY = r"h ?(?P<sign>[-+])? ?(?P<days>[0-9]{1,3})"


@_rule(
    rf"(?:(?P<count>{COUNT}) (?P<unit>{UNIT}) (?=sebelum|sesudah)|{_AWAY} )?"
    rf"(?:(?P<when>sebelum|sesudah|pas|awal|tengah|akhir) )?"
    rf"(?P<feast>{FEAST}){_YEAR_OF_FEAST}(?! h )",
    rf"(?P<feast>{FEAST}){_YEAR_OF_FEAST} {_AWAY}",
)
def _feast(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "habis lebaran", "2 minggu sebelum natal", "h-7 lebaran", "bulan puasa"."""
    groups = found.groupdict()
    feast, when, distance = groups["feast"], groups.get("when"), None
    if groups["days"]:
        distance, when = int(groups["days"]), "sesudah" if groups["sign"] == "+" else "sebelum"
    elif groups.get("count"):
        distance = (_moved(today, groups["count"], groups["unit"]) - today).days
    if (feast, when) == ("puasa", "sesudah"):
        feast = "lebaran"
    choices = [_around(one, when, distance) for one in _stretches(feast, _years(groups["year"], today))]
    days = next((days for days in choices if max(days) >= today), choices[-1] if choices else [])
    if distance is not None and feast in FIXED and days:
        yield _checked(days[0], today)
    else:
        yield _unclear("lebaran" if feast in {"lebaran", "puasa"} else "holiday", today, *days)


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
        distance = min(distance, _TOO_FAR)
        return [stretch.feast + (distance if when == "sesudah" else -distance) * _DAY]
    before, after = _working(stretch.begin - _DAY, -1), _working(stretch.end + _DAY)
    if when == "sesudah":
        return [after, _working(after + _WEEK), _working(after + 2 * _WEEK)]
    if when == "sebelum":
        return [before, _working(before - _WEEK, -1), _working(before - 2 * _WEEK, -1)]
    if stretch.end - stretch.begin > 2 * _WEEK:  # within Ramadan
        return [_working(stretch.begin + weeks * _WEEK) for weeks in range(4)]
    return [before, after, _working(after + _WEEK)]


def _stretches(feast: str, years: range) -> Iterator[_Stretch]:
    for year in years:
        for day in _feast_days("lebaran" if feast == "puasa" else feast, year):
            if feast == "puasa":
                yield _Stretch(begin=day - _RAMADAN, feast=day - _RAMADAN, end=day - _DAY)
            else:
                leave = [one for one, name in _named_days(year).items() if FEASTS[feast] in name]
                leave = [one for one in leave if abs(one - day) <= 2 * _WEEK]
                yield _Stretch(begin=min(leave), feast=day, end=max(leave))


def _feast_days(feast: str, year: int) -> list[dt.date]:
    """Return the days of a feast, without joint leave; Eid al-Fitr can fall into one year twice."""
    named = _named_days(year).items()
    return [day for day, names in named if any(one.startswith(FEASTS[feast]) for one in names.split("; "))]


@_rule(r"(?:sebelum|sesudah|pas) libur(?: (?:panjang|sekolah|nasional|bersama))?")
def _holiday(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "habis libur": around one of the next."""
    step = -1 if found.group().startswith("sebelum") else 1
    holidays = (day for year in (today.year, today.year + 1) for day in _named_days(year))
    around = {_working(day, step) for day in holidays if day >= today}
    yield _unclear("holiday", today, *sorted(day for day in around if day >= today)[:3])


def _working(day: dt.date, step: int = 1) -> dt.date:
    """Return `day`, or the first working day after it (before it, if `step` is -1)."""
    while day.weekday() == SUNDAY or day in _named_days(day.year):
        day += step * _DAY
    return day


@cache
def _lebarans(year: int) -> list[dt.date]:
    """Return each Eid al-Fitr that Ramadan in `year` may lead up to."""
    return [day for one in (year, year + 1) for day in _feast_days("lebaran", one)]


@cache
def _named_days(year: int) -> dict[dt.date, str]:
    """Return public holidays and joint leave, on which many factories close too, with their official names."""
    from holidays.countries.indonesia import Indonesia  # noqa: PLC0415 - takes half a second, at the first such day

    return dict(Indonesia(years=year, categories=("public", "government"), language="id"))


# --- How often, and what time of day: no days


@_rule(
    rf"tiap (?:{COUNT} )?(?:{UNIT}|{DAY_NAME}|awal|akhir|tanggal)(?: (?:bulan|[0-9]+))?",
    rf"{COUNT} (?:{UNIT}) sekali",
    r"jam [0-9]{1,2}(?:[.:][0-9]{2})?(?: (?:sampai|-) (?:jam )?[0-9]{1,2}(?:[.:][0-9]{2})?)?",
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
)
def _no_day(_found: re.Match[str], _today: dt.date) -> Iterator[_Reading]:
    """Take out "tiap jumat", "2 minggu sekali", "jam 10"."""
    yield from ()


@_rule(
    r"(?P<hours>[0-9]{1,4}) (?:(?P<unit>jam)|menit) (?:lagi|ke depan)",
    r"(?P<times>[0-9]{1,2}) x (?P<hours>24) (?P<unit>jam)",
    r"(?P<hours>24|48|72) (?P<unit>jam)",
)
def _hours(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "3 jam lagi", "2x24 jam"."""
    groups = found.groupdict()
    hours = int(groups["hours"]) if groups["unit"] else 0
    yield today + int(groups.get("times") or 1) * hours // 24 * _DAY


# --- Weeks of a month, before its dates: "minggu ke 2 januari" is not the second of January

_OF_YEAR = r"(?:(?: [-/])? (?P<year>(?:tahun )?(?:(?:19|20|21)[0-9]{2}|depan|ini)|[0-9]{2}(?= ,|(?!.))))?"
_IN_MONTH = rf"(?:bulan (?P<which>depan|ini)|(?:bulan )?(?P<month>{MONTH_NAME}){_OF_YEAR})"


@_rule(
    rf"(?P<day>{DAY_NAME})(?: minggu)? ke (?P<nth>[1-49]) {_IN_MONTH}", rf"(?P<day>{DAY_NAME}) {_IN_MONTH}"
)
def _weekday_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "senin pertama bulan depan", and ask which for "senin bulan depan"."""
    month, number = _month_meant(found, today), DAY_NAMES.index(found["day"])
    days = [month + after * _DAY for after in range(_last_of(month).day)]
    days = [day for day in days if day.weekday() == number]
    nth = found.groupdict().get("nth")
    if nth:
        yield _checked(days[min(int(nth), len(days)) - 1], today)
    else:
        yield _unclear("weekday", today, *days)


@_rule(rf"minggu ke (?P<nth>[1-49]) {_IN_MONTH}")
def _week_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "minggu kedua januari": the eighth to the fourteenth."""
    month, nth = _month_meant(found, today), int(found["nth"])
    last_week = _last_of(month) - 6 * _DAY
    yield _week(min(month + (nth - 1) * _WEEK, last_week), today)


def _month_meant(found: re.Match[str], today: dt.date) -> dt.date:
    """Return the first day of the month that _IN_MONTH has found; one without a year is the coming one."""
    if not found["month"]:
        return _months_later(today.replace(day=1), 1 if found["which"] == "depan" else 0)
    number = _month(found["month"])
    return dt.date(_year(found["year"], today) or today.year + (number < today.month), number, 1)


# --- Dates


@_rule(
    r"(?:tanggal )?(?P<year>[0-9]{4})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
    r"(?:tanggal )?(?P<day>[0-9]{1,2})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})",
    r"(?:tanggal )?(?P<day>[0-9]{1,2}) (?P<month>[0-9]{1,2}) (?P<year>20[0-9]{2})",
)
def _in_numbers(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "2026-12-04", "5-1-2027", "05.01.27"."""
    yield _dated(int(found["day"]), int(found["month"]), _year(found["year"], today), today)


_AND = r"(?:[-/,]| (?:-|sampai|atau|dan|,|/) (?:tanggal )?)"


@_rule(
    rf"(?:tanggal )?(?P<first>[0-9]{{1,2}}){_AND}(?P<day>[0-9]{{1,2}}) (?:bulan )?(?P<month>{MONTH_NAME}){_OF_YEAR}",
    rf"(?:tanggal )?(?P<day>[0-9]{{1,2}})(?: [-/])? (?:bulan )?(?P<month>{MONTH_NAME}){_OF_YEAR}",
    rf"(?P<month>{MONTH_NAME}){_OF_YEAR} (?:, )?tanggal (?P<day>[0-9]{{1,2}})",
)
def _in_words(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "5 januari", "tgl 5 des 2026", "5-7 desember"."""
    groups = found.groupdict()
    for day in (groups.get("first"), groups["day"]):
        if day:
            yield _dated(int(day), _month(groups["month"]), _year(groups["year"], today), today)


@_rule(
    rf"(?:tanggal )?(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})(?! (?:{UNIT})(?!\S))",
    r"tanggal (?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})",
    r"(?<!.)(?P<day>[0-9]{1,2})(?P<range>-)(?P<month>[0-9]{1,2})(?!.)",
)
def _day_and_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "5/1", and "5-1" where nothing else is said; "2-3" is asked back, for it may be a range."""
    day, month = int(found["day"]), int(found["month"])
    if 1 <= month <= _DECEMBER and 1 <= day <= _LONGEST_MONTH:  # "12/40" is a share
        read = _dated(day, month, None, today)
        is_range = found.groupdict().get("range") and day < month
        yield _unclear("vague", today, read) if is_range and isinstance(read, dt.date) else read


@_rule(
    r"(?P<next>bulan depan) (?:, )?tanggal (?P<day>[0-9]{1,2})",
    rf"tanggal (?P<day>[0-9]{{1,2}})(?! (?:- )?an(?!\S))(?:{_AND}(?P<second>[0-9]{{1,2}}))?"
    rf"(?: bulan (?:(?P<next>depan)|(?P<this>ini)))?",
)
def _day_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "tgl 5": of this month or the next; "tgl 5 bulan depan", "tgl 5 atau 6"."""
    groups = found.groupdict()
    following = _months_later(today.replace(day=1), 1)
    for day in (int(said) for said in (groups["day"], groups.get("second")) if said):
        if groups["next"]:
            yield _dated(day, following.month, following.year, today)
        elif day > today.day:
            yield _dated(day, today.month, today.year, today)
        elif groups["this"]:
            yield today if day == today.day else _unclear("past", today, *_real(following, day))
        elif day == today.day:  # on the fifth, "tanggal 5" may be today or next month
            yield _unclear("vague", today, today, _months_later(today, 1))
        else:
            yield _dated(day, following.month, following.year, today)


@_rule(r"tanggal (?P<day>[12]0) (?:- )?an")
def _about_day_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "tgl 20an": from the twentieth on."""
    day = int(found["day"])
    month = today if today.day <= day else _months_later(today.replace(day=1), 1)
    yield _unclear("vague", today, *(month.replace(day=day + more) for more in (0, 2, 5, 8)))


def _real(month: dt.date, day: int) -> Iterator[dt.date]:
    """Yield the day of a month, if it has one."""
    if 1 <= day <= _last_of(month).day:
        yield month.replace(day=day)


def _dated(day: int, month: int, year: int | None, today: dt.date) -> dt.date | Unclear:
    """Return a date; without a year, the coming one."""
    if not 1 <= month <= _DECEMBER:
        # Month and day may be the American way round.
        turned = _dated(month, day, year, today) if 1 <= day <= _DECEMBER else None
        return _unclear("impossible", today, *([turned] if isinstance(turned, dt.date) else []))
    passed = (month, day) < (today.month, today.day)
    coming = dt.date(today.year + passed, month, 1)
    chosen = coming.replace(year=year or coming.year)
    read = next(_real(chosen, day), None)
    if read is None:
        last = _last_of(chosen)
        near = [one for one in (last, last + _DAY) if today <= one <= _farthest(today)]
        return _unclear("impossible", today, *(near if day else ()))
    if passed and not year and read - today > _YEAR - _JUST_PASSED:
        return _unclear("past", today, read)
    return _checked(read, today, *_real(coming, day))


def _year(said: str | None, today: dt.date) -> int | None:
    """Return the year of _OF_YEAR, 27 for 2027, an absurd one within the calendar's bounds; "januari depan" has none."""
    if not said or said in {"depan", "ini"}:
        return None
    word = said.split()[-1]
    if not word.isdigit():
        return today.year + (word == "depan")
    year = int(word)
    return min(max(year, 1), dt.MAXYEAR - 1) if len(word) > 2 else 2000 + year  # noqa: PLR2004


def _month(name: str) -> int:
    return SHORT_MONTHS.index(name[:3]) + 1


# --- Parts of a month, year or week


@_rule(rf"(?P<part>awal|tengah|akhir) (?:bulan )?(?P<month>{MONTH_NAME}){_OF_YEAR}")
def _part_of_named_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "akhir januari", "awal maret 2027"."""
    number, year = _month(found["month"]), _year(found["year"], today)
    month = dt.date(year or today.year + (number < today.month), number, 1)
    yield _dated(_part(found["part"], month).day, number, year, today)


@_rule(r"(?P<part>awal|tengah|akhir) bulan(?: (?P<which>depan|ini))?")
def _part_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "akhir bulan", "pertengahan bulan depan"; a part that is over is next month's."""
    following = _part(found["part"], _months_later(today.replace(day=1), 1))
    day = following if found["which"] == "depan" else _part(found["part"], today)
    if found["which"]:
        yield _checked(day, today, following)
    elif found["part"] == "akhir" and (day - today).days < _NEAR_THE_END:
        yield _unclear("vague", today, day, following)
    else:
        yield day if day >= today else following


def _part(part: str, month: dt.date) -> dt.date:
    """Return the first, fifteenth or last day of a month."""
    return _last_of(month) if part == "akhir" else month.replace(day=1 if part == "awal" else _MIDDLE)


@_rule(
    r"(?P<part>awal|tengah|akhir) (?:tahun )?(?P<year>20[0-9]{2})",
    r"(?P<part>awal|tengah|akhir) tahun(?: (?P<which>depan|ini))?",
)
def _part_of_year(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "akhir tahun"; the beginning and the middle of a year are no day."""
    groups = found.groupdict()
    part, which, said = groups["part"], groups.get("which"), groups.get("year")
    year = int(said) if said else today.year + (which == "depan")
    if part == "akhir":
        end = dt.date(year, _DECEMBER, 31)
        is_near = not said and not which and (end - today).days < _NEAR_THE_END
        yield _unclear("vague", today, end, _months_later(end, 12)) if is_near else _checked(end, today)
        return
    month = dt.date(year, 1 if part == "awal" else _DECEMBER // 2, 1)
    if not said and not which and month < today:
        month = _months_later(month, 12)
    yield _unclear("vague", today, _working(month), _part("tengah", month), _part("akhir", month))


@_rule(r"(?P<part>awal|tengah|akhir) minggu(?: (?P<which>depan|ini))?")
def _part_of_week(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "akhir minggu" as Saturday, "awal minggu depan" as Monday."""
    number = {"awal": 0, "tengah": 2, "akhir": _SATURDAY}[found["part"]]
    this, following = (_monday(today) + number * _DAY + weeks * _WEEK for weeks in range(2))
    if found["which"] == "depan":
        yield following
    elif found["which"] == "ini":
        yield _checked(this, today, following)
    elif found["part"] == "akhir" and today.weekday() == SUNDAY:
        yield _unclear("weekday", today, today, following)
    else:
        yield _coming(_Weekday(number=number), today)


# --- Days of the week


@_rule(
    rf"(?P<day>{DAY_NAME}) (?P<which>depan|ini|lalu|kemarin|besok)",
    rf"(?P<day>{DAY_NAME}) (?:, )?minggu (?P<week>depan|ini|lalu|kemarin)",
    rf"minggu (?P<week>depan|ini|lalu) (?:, )?(?P<day>{DAY_NAME})",
    rf"(?P<which>besok) (?P<day>{DAY_NAME})",
    rf"(?P<day>{DAY_NAME}) (?P<weeks>[0-9]) minggu(?: lagi)?",
    rf"(?P<weeks>[0-9]) minggu(?: lagi)? (?:, )?(?P<day>{DAY_NAME})",
)
def _weekday(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "jumat depan" (next calendar week's), "jumat ini", "jumat besok" (the coming one), "jumat lalu"."""
    groups = found.groupdict()
    number, said = DAY_NAMES.index(groups["day"]), {groups.get("which"), groups.get("week")}
    this = _monday(today) + number * _DAY
    coming = this if this >= today else this + _WEEK
    if groups.get("weeks"):
        yield _checked(this + int(groups["weeks"]) * _WEEK, today, coming)
    elif "depan" in said:
        yield this + _WEEK
    elif "besok" in said:
        yield coming if coming > today else coming + _WEEK
    elif "ini" in said:
        yield _checked(this, today, coming) if groups.get("week") else coming
    else:
        yield _unclear("past", today, coming)


@_rule(DAY_NAME, rf"(?:{SHORT_DAY_NAME})(?= (?:, )?[0-9|]|(?!.))")
def _weekday_alone(found: re.Match[str], _today: dt.date) -> Iterator[_Reading]:
    """Read "jumat"; short ones ("sel") only alone or at a date."""
    yield _Weekday(number=[name[:3] for name in DAY_NAMES].index(found.group()[:3]))


def _coming(name: _Weekday, today: dt.date) -> dt.date | Unclear:
    """Return the coming day of that name; on the day itself it may be today or next week."""
    day = today + (name.number - today.weekday()) % 7 * _DAY
    if not name.certain:
        return _unclear("weekday", today, day, *_week(_monday(today) + _WEEK, today).options[:3])
    return day if day > today else _unclear("weekday", today, day, day + _WEEK)


def _week(begin: dt.date, today: dt.date) -> Unclear:
    """Return the question for a day of the seven from `begin`."""
    days = [begin + number * _DAY for number in range(7)]
    return _unclear("weekday", today, *(day for day in days if day.weekday() in _DAYS_TO_OFFER))


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * _DAY


# --- So far from now

_SPAN = rf"{COUNT} (?:{UNIT})(?: setengah)?"
_ONE_SPAN = re.compile(rf"(?P<count>{COUNT}) (?P<unit>{UNIT})(?P<half> setengah)?")


@_rule(rf"(?:sudah|sejak) {_SPAN}|{_SPAN} (?:sudah )?lalu|(?:hari|minggu|bulan|tahun) (?:lalu|kemarin)")
def _span_over(_found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "3 hari yang lalu", "bulan lalu"."""
    yield _unclear("past", today)


@_rule(
    rf"(?P<first>[0-9]{{1,3}})(?:[-/,]| (?:-|sampai|atau|/) )(?P<second>[0-9]{{1,3}}) (?P<unit>{UNIT})(?: lagi)?",
    rf"(?P<first>[0-9]) (?P<second>[0-9]) (?P<unit>{UNIT})(?: lagi)?",
)
def _span_between(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "2-3 hari", "dua tiga hari": two days; "1,5 bulan" is one."""
    if re.search(r",(?:5|25|50|75) ", found.group()):
        yield _ahead(found.group(), today)
        return
    for count in (found["first"], found["second"]):
        yield _ahead(f"{count} {found['unit']}", today)


@_rule(rf"(?P<spans>{_SPAN}(?: (?:dan )?{_SPAN}){{0,2}})(?: (?:lagi|ke depan|depan))?(?: dari hari ini)?")
def _span(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "3 hari lagi", "1,5 bulan", "sebulan 2 minggu lagi"; "seminggu dua minggu" is one week or two."""
    spans = list(_ONE_SPAN.finditer(found["spans"]))
    if len({span["unit"] for span in spans}) == len(spans):
        yield _ahead(found["spans"], today)
    else:
        yield from (_ahead(span.group(), today) for span in spans)


def _ahead(spans: str, today: dt.date) -> dt.date | Unclear:
    day = today
    for span in _ONE_SPAN.finditer(spans):
        day = min(_moved(day, span["count"] + (span["half"] or ""), span["unit"]), _farthest(today) + _DAY)
    return _checked(day, today)


def _moved(day: dt.date, count: str, unit: str) -> dt.date:
    """Return the day so much later; half a month has fifteen days, and an absurd number leads further than any plan."""
    half = 0.5 if "setengah" in count else 0
    digits = count.replace("setengah", "").replace(",", ".").strip()
    number = min(float(digits or 0) + half, _TOO_FAR)
    if unit == "hari kerja":
        for _ in range(int(number)):
            day = _working(day + _DAY)
        return day
    if unit in {"hari", "minggu"}:
        return day + int(number * (7 if unit == "minggu" else 1)) * _DAY
    months = number * (12 if unit == "tahun" else 1)
    return _months_later(day, int(months)) + int(months % 1 * 30) * _DAY


def _months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or that month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = dt.date(min(years, dt.MAXYEAR - 1), month + 1, 1)
    return first.replace(day=min(day.day, _last_of(first).day))


def _last_of(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


# --- Whole weeks, months and years


@_rule(rf"beberapa (?:{UNIT})(?: (?:lagi|ke depan))?|(hari|minggu|bulan) \1 (?:ini|depan)|besok besok")
def _some(_found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "beberapa hari lagi", "besok-besok"."""
    yield _some_day(today)


@_rule(r"minggu (?P<which>depan|ini)")
def _whole_week(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "minggu depan": one of its days; "minggu ini": one of those left."""
    if found["which"] == "depan":
        yield _week(_monday(today) + _WEEK, today)
    else:
        left = [today + after * _DAY for after in range(max(SUNDAY - today.weekday(), 1))]
        yield _unclear("weekday", today, *left[-MOST_OPTIONS:])


@_rule(r"minggu")
def _sunday_or_week(_found: re.Match[str], _today: dt.date) -> Iterator[_Reading]:
    """Read "minggu": Sunday, or a week."""
    yield _Weekday(number=SUNDAY, certain=False)


@_rule(
    r"bulan (?P<which>depan|ini)",
    rf"(?:bulan (?P<month>{MONTH_NAME})|(?P<full>{FULL_MONTH_NAME})){_OF_YEAR}",
    rf"(?<!.)(?P<short>{MONTH_NAME}){_OF_YEAR}(?!.)",
)
def _whole_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "bulan depan", "januari": its first, fifteenth or last; short names ("mar") only when nothing else is said."""
    groups = found.groupdict()
    name = groups.get("month") or groups.get("full") or groups.get("short")
    if name:
        number = _month(name)
        month = dt.date(_year(found["year"], today) or today.year + (number < today.month), number, 1)
    else:
        month = _months_later(today.replace(day=1), 1 if groups["which"] == "depan" else 0)
    yield _unclear("vague", today, *(_part(part, month) for part in ("awal", "tengah", "akhir")))


@_rule(
    r"tahun (?P<year>depan|ini|20[0-9]{2})",
    r"(?:triwulan|kuartal|kwartal|semester)(?: (?:depan|ini|[1-4]))?|q [1-4]",
)
def _whole_year(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "tahun depan", "kuartal depan": the end of one of its quarters."""
    said = found.groupdict().get("year")
    year = int(said) if said and said.isdigit() else today.year + (said == "depan")
    years = (year,) if said else (year, year + 1)
    ends = [_part("akhir", dt.date(one, month, 1)) for one in years for month in (3, 6, 9, _DECEMBER)]
    yield _unclear("vague", today, *ends)


# --- Single words


@_rule(r"besok lusa|(?P<tomorrow>besok)|lusa|(?P<today>hari ini)")
def _near(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "besok", "lusa", "hari ini"; "besok lusa" is the day after tomorrow, as "lusa"."""
    yield today + (0 if found["today"] else 1 if found["tomorrow"] else 2) * _DAY


@_rule(r"kemarin(?: lusa)?|tadi", rules=_LAST_RULES)
def _over(_found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "kemarin"."""
    yield _unclear("past", today)


@_rule(r"(?:sesudah )?(?P<when>gajian|tanggal (?:muda|tua))", rules=_LAST_RULES)
def _payday(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "gajian": the 25th, the end of the month or the first, as factories pay; "tanggal muda" comes after it."""
    dates = {"gajian": (25,), "tanggal muda": (5, 10), "tanggal tua": (20, 25)}[found["when"]]
    following = _months_later(today.replace(day=1), 1)
    coming = [(today if date >= today.day else following).replace(day=date) for date in dates]
    ends = {
        "gajian": (_last_of(today), following),
        "tanggal muda": (following,),
        "tanggal tua": (_last_of(today),),
    }
    yield _unclear("vague", today, *coming, *ends[found["when"]])


@_rule(r"segera|(?:pas |dekat )?dekat(?: ini)?|(?:sebentar|bentar) lagi", rules=_LAST_RULES)
def _soon(_found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "secepatnya": today, or one of the next working days."""
    tomorrow = _working(today + _DAY)
    yield _unclear("vague", today, today, tomorrow, _working(tomorrow + _DAY), _working(today + _WEEK))


@_rule(
    r"nanti|kapan kapan|(?:tidak|belum|kurang) (?:tau|pasti|tentu|jelas|ada (?:tanggal|jadwal))|entah|terserah|bebas",
    r"nyusul|menyusul|tunggu|sempat|suatu hari|tergantung|(?:(?<!.)|(?<=, ))(?:kalau|sesudah)",
    rules=_LAST_RULES,
)
def _whenever(_found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "kapan-kapan", "belum tau", "setelah mesin datang"."""
    yield _some_day(today)


def _some_day(today: dt.date) -> Unclear:
    """Return the question that offers working days from tomorrow to a month ahead."""
    days = (today + _DAY, today + _WEEK, today + 2 * _WEEK, _months_later(today, 1))
    return _unclear("vague", today, *(_working(day) for day in days))
