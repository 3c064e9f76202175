"""Rules for dates, parts of months, and weekdays: "tgl 5", "akhir bulan", "jumat depan"."""

import datetime as dt
import re
from collections.abc import Iterator

from mitra.dates.days import (
    DAY,
    DECEMBER,
    LONGEST_MONTH,
    WEEK,
    YEAR,
    last_of,
    monday_of,
    months_later,
    working_day,
)
from mitra.dates.rules import (
    _SATURDAY,
    Reading,
    Rules,
    Unclear,
    Weekday,
    checked,
    coming_day,
    farthest,
    into,
    open_week,
    unclear,
)
from mitra.dates.spelling import (
    COUNT,
    DAY_NAME,
    DAY_NAMES,
    MONTH_NAME,
    SHORT_DAY_NAME,
    SHORT_MONTHS,
    SUNDAY,
    UNIT,
)

#: Tried in this order; each takes out what it understands.
RULES: Rules = []
reads = into(RULES)

#: A day without its year that has just passed is rather a slip than meant for next year.
_JUST_PASSED = dt.timedelta(days=90)
_NEAR_THE_END = 3
_MIDDLE = 15


@reads(
    rf"tiap (?:{COUNT} )?(?:{UNIT}|{DAY_NAME}|awal|akhir|tanggal)(?: (?:bulan|[0-9]+))?",
    rf"{COUNT} (?:{UNIT}) sekali",
    r"jam [0-9]{1,2}(?:[.:][0-9]{2})?(?: (?:sampai|-) (?:jam )?[0-9]{1,2}(?:[.:][0-9]{2})?)?",
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
)
def _no_day(_found: re.Match[str], _today: dt.date) -> Iterator[Reading]:
    """Take out "tiap jumat", "2 minggu sekali", "jam 10"."""
    yield from ()


@reads(
    r"(?P<hours>[0-9]{1,4}) (?:(?P<unit>jam)|menit) (?:lagi|ke depan)",
    r"(?P<times>[0-9]{1,2}) x (?P<hours>24) (?P<unit>jam)",
    r"(?P<hours>24|48|72) (?P<unit>jam)",
)
def _hours(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "3 jam lagi", "2x24 jam"."""
    groups = found.groupdict()
    hours = int(groups["hours"]) if groups["unit"] else 0
    yield today + int(groups.get("times") or 1) * hours // 24 * DAY


OF_YEAR = r"(?:(?: [-/])? (?P<year>(?:tahun )?(?:(?:19|20|21)[0-9]{2}|depan|ini)|[0-9]{2}(?= ,|(?!.))))?"
_IN_MONTH = rf"(?:bulan (?P<which>depan|ini)|(?:bulan )?(?P<month>{MONTH_NAME}){OF_YEAR})"


@reads(
    rf"(?P<day>{DAY_NAME})(?: minggu)? ke (?P<nth>[1-49]) {_IN_MONTH}", rf"(?P<day>{DAY_NAME}) {_IN_MONTH}"
)
def _weekday_of_month(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "senin pertama bulan depan", and ask which for "senin bulan depan"."""
    month, number = _month_meant(found, today), DAY_NAMES.index(found["day"])
    days = [month + after * DAY for after in range(last_of(month).day)]
    days = [day for day in days if day.weekday() == number]
    nth = found.groupdict().get("nth")
    if nth:
        yield checked(days[min(int(nth), len(days)) - 1], today)
    else:
        yield unclear("weekday", today, *days)


@reads(rf"minggu ke (?P<nth>[1-49]) {_IN_MONTH}")
def _week_of_month(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "minggu kedua januari": the eighth to the fourteenth."""
    month, nth = _month_meant(found, today), int(found["nth"])
    last_week = last_of(month) - 6 * DAY
    yield open_week(min(month + (nth - 1) * WEEK, last_week), today)


def _month_meant(found: re.Match[str], today: dt.date) -> dt.date:
    """Return the first day of the month that _IN_MONTH has found; one without a year is the coming one."""
    if not found["month"]:
        return months_later(today.replace(day=1), 1 if found["which"] == "depan" else 0)
    number = month_number(found["month"])
    return dt.date(year_meant(found["year"], today) or today.year + (number < today.month), number, 1)


@reads(
    r"(?:tanggal )?(?P<year>[0-9]{4})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
    r"(?:tanggal )?(?P<day>[0-9]{1,2})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})",
    r"(?:tanggal )?(?P<day>[0-9]{1,2}) (?P<month>[0-9]{1,2}) (?P<year>20[0-9]{2})",
)
def _in_numbers(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "2026-12-04", "5-1-2027", "05.01.27"."""
    yield _dated(int(found["day"]), int(found["month"]), year_meant(found["year"], today), today)


_AND = r"(?:[-/,]| (?:-|sampai|atau|dan|,|/) (?:tanggal )?)"


@reads(
    rf"(?:tanggal )?(?P<first>[0-9]{{1,2}}){_AND}(?P<day>[0-9]{{1,2}}) (?:bulan )?(?P<month>{MONTH_NAME}){OF_YEAR}",
    rf"(?:tanggal )?(?P<day>[0-9]{{1,2}})(?: [-/])? (?:bulan )?(?P<month>{MONTH_NAME}){OF_YEAR}",
    rf"(?P<month>{MONTH_NAME}){OF_YEAR} (?:, )?tanggal (?P<day>[0-9]{{1,2}})",
)
def _in_words(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "5 januari", "tgl 5 des 2026", "5-7 desember"."""
    groups = found.groupdict()
    for day in (groups.get("first"), groups["day"]):
        if day:
            yield _dated(int(day), month_number(groups["month"]), year_meant(groups["year"], today), today)


@reads(
    rf"(?:tanggal )?(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})(?! (?:{UNIT})(?!\S))",
    r"tanggal (?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})",
    r"(?<!.)(?P<day>[0-9]{1,2})(?P<range>-)(?P<month>[0-9]{1,2})(?!.)",
)
def _day_and_month(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "5/1", and "5-1" where nothing else is said; "2-3" is asked back, for it may be a range."""
    day, month = int(found["day"]), int(found["month"])
    if 1 <= month <= DECEMBER and 1 <= day <= LONGEST_MONTH:  # "12/40" is a share
        read = _dated(day, month, None, today)
        is_range = found.groupdict().get("range") and day < month
        yield unclear("vague", today, read) if is_range and isinstance(read, dt.date) else read


@reads(
    r"(?P<next>bulan depan) (?:, )?tanggal (?P<day>[0-9]{1,2})",
    rf"tanggal (?P<day>[0-9]{{1,2}})(?! (?:- )?an(?!\S))(?:{_AND}(?P<second>[0-9]{{1,2}}))?"
    rf"(?: bulan (?:(?P<next>depan)|(?P<this>ini)))?",
)
def _day_of_month(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "tgl 5": of this month or the next; "tgl 5 bulan depan", "tgl 5 atau 6"."""
    groups = found.groupdict()
    following = months_later(today.replace(day=1), 1)
    for day in (int(said) for said in (groups["day"], groups.get("second")) if said):
        if groups["next"]:
            yield _dated(day, following.month, following.year, today)
        elif day > today.day:
            yield _dated(day, today.month, today.year, today)
        elif groups["this"]:
            yield today if day == today.day else unclear("past", today, *_real(following, day))
        elif day == today.day:  # on the fifth, "tanggal 5" may be today or next month
            yield unclear("vague", today, today, months_later(today, 1))
        else:
            yield _dated(day, following.month, following.year, today)


@reads(r"tanggal (?P<day>[12]0) (?:- )?an")
def _about_day_of_month(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "tgl 20an": from the twentieth on."""
    day = int(found["day"])
    month = today if today.day <= day else months_later(today.replace(day=1), 1)
    yield unclear("vague", today, *(month.replace(day=day + more) for more in (0, 2, 5, 8)))


def _real(month: dt.date, day: int) -> Iterator[dt.date]:
    """Yield the day of a month, if it has one."""
    if 1 <= day <= last_of(month).day:
        yield month.replace(day=day)


def _dated(day: int, month: int, year: int | None, today: dt.date) -> dt.date | Unclear:
    """Return a date; without a year, the coming one."""
    if not 1 <= month <= DECEMBER:
        # Month and day may be the American way round.
        turned = _dated(month, day, year, today) if 1 <= day <= DECEMBER else None
        return unclear("impossible", today, *([turned] if isinstance(turned, dt.date) else []))
    passed = (month, day) < (today.month, today.day)
    coming = dt.date(today.year + passed, month, 1)
    chosen = coming.replace(year=year or coming.year)
    read = next(_real(chosen, day), None)
    if read is None:
        last = last_of(chosen)
        near = [one for one in (last, last + DAY) if today <= one <= farthest(today)]
        return unclear("impossible", today, *(near if day else ()))
    if passed and not year and read - today > YEAR - _JUST_PASSED:
        return unclear("past", today, read)
    return checked(read, today, *_real(coming, day))


def year_meant(said: str | None, today: dt.date) -> int | None:
    """Return the year of OF_YEAR, 27 for 2027, an absurd one within the calendar's bounds; "januari depan" has none."""
    if not said or said in {"depan", "ini"}:
        return None
    word = said.split()[-1]
    if not word.isdigit():
        return today.year + (word == "depan")
    year = int(word)
    return min(max(year, 1), dt.MAXYEAR - 1) if len(word) > 2 else 2000 + year  # noqa: PLR2004


def month_number(name: str) -> int:
    """Return the number of a month by its name, long or short."""
    return SHORT_MONTHS.index(name[:3]) + 1


@reads(rf"(?P<part>awal|tengah|akhir) (?:bulan )?(?P<month>{MONTH_NAME}){OF_YEAR}")
def _part_of_named_month(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "akhir januari", "awal maret 2027"."""
    number, year = month_number(found["month"]), year_meant(found["year"], today)
    month = dt.date(year or today.year + (number < today.month), number, 1)
    yield _dated(part_of(found["part"], month).day, number, year, today)


@reads(r"(?P<part>awal|tengah|akhir) bulan(?: (?P<which>depan|ini))?")
def _part_of_month(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "akhir bulan", "pertengahan bulan depan"; a part that is over is next month's."""
    following = part_of(found["part"], months_later(today.replace(day=1), 1))
    day = following if found["which"] == "depan" else part_of(found["part"], today)
    if found["which"]:
        yield checked(day, today, following)
    elif found["part"] == "akhir" and (day - today).days < _NEAR_THE_END:
        yield unclear("vague", today, day, following)
    else:
        yield day if day >= today else following


def part_of(part: str, month: dt.date) -> dt.date:
    """Return the first, fifteenth or last day of a month."""
    return last_of(month) if part == "akhir" else month.replace(day=1 if part == "awal" else _MIDDLE)


@reads(
    r"(?P<part>awal|tengah|akhir) (?:tahun )?(?P<year>20[0-9]{2})",
    r"(?P<part>awal|tengah|akhir) tahun(?: (?P<which>depan|ini))?",
)
def _part_of_year(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "akhir tahun"; the beginning and the middle of a year are no day."""
    groups = found.groupdict()
    part, which, said = groups["part"], groups.get("which"), groups.get("year")
    year = int(said) if said else today.year + (which == "depan")
    if part == "akhir":
        end = dt.date(year, DECEMBER, 31)
        is_near = not said and not which and (end - today).days < _NEAR_THE_END
        yield unclear("vague", today, end, months_later(end, 12)) if is_near else checked(end, today)
        return
    month = dt.date(year, 1 if part == "awal" else DECEMBER // 2, 1)
    if not said and not which and month < today:
        month = months_later(month, 12)
    yield unclear("vague", today, working_day(month), part_of("tengah", month), part_of("akhir", month))


@reads(r"(?P<part>awal|tengah|akhir) minggu(?: (?P<which>depan|ini))?")
def _part_of_week(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "akhir minggu" as Saturday, "awal minggu depan" as Monday."""
    number = {"awal": 0, "tengah": 2, "akhir": _SATURDAY}[found["part"]]
    this, following = (monday_of(today) + number * DAY + weeks * WEEK for weeks in range(2))
    if found["which"] == "depan":
        yield following
    elif found["which"] == "ini":
        yield checked(this, today, following)
    elif found["part"] == "akhir" and today.weekday() == SUNDAY:
        yield unclear("weekday", today, today, following)
    else:
        yield coming_day(Weekday(number=number), today)


@reads(
    rf"(?P<day>{DAY_NAME}) (?P<which>depan|ini|lalu|kemarin|besok)",
    rf"(?P<day>{DAY_NAME}) (?:, )?minggu (?P<week>depan|ini|lalu|kemarin)",
    rf"minggu (?P<week>depan|ini|lalu) (?:, )?(?P<day>{DAY_NAME})",
    rf"(?P<which>besok) (?P<day>{DAY_NAME})",
    rf"(?P<day>{DAY_NAME}) (?P<weeks>[0-9]) minggu(?: lagi)?",
    rf"(?P<weeks>[0-9]) minggu(?: lagi)? (?:, )?(?P<day>{DAY_NAME})",
)
def _weekday(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "jumat depan" (next calendar week's), "jumat ini", "jumat besok" (the coming one), "jumat lalu"."""
    groups = found.groupdict()
    number, said = DAY_NAMES.index(groups["day"]), {groups.get("which"), groups.get("week")}
    this = monday_of(today) + number * DAY
    coming = this if this >= today else this + WEEK
    if groups.get("weeks"):
        yield checked(this + int(groups["weeks"]) * WEEK, today, coming)
    elif "depan" in said:
        yield this + WEEK
    elif "besok" in said:
        yield coming if coming > today else coming + WEEK
    elif "ini" in said:
        yield checked(this, today, coming) if groups.get("week") else coming
    else:
        yield unclear("past", today, coming)


@reads(DAY_NAME, rf"(?:{SHORT_DAY_NAME})(?= (?:, )?[0-9|]|(?!.))")
def _weekday_alone(found: re.Match[str], _today: dt.date) -> Iterator[Reading]:
    """Read "jumat"; short ones ("sel") only alone or at a date."""
    yield Weekday(number=[name[:3] for name in DAY_NAMES].index(found.group()[:3]))
