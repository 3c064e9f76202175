"""
How often an area is checked, as people say it: "tiap Senin", "tiap Senin minggu pertama", "dua minggu sekali hari Jumat", "tanggal 5".

Kept as short texts: week:0 (each Monday), fortnight:4, month:1:0 (first Monday; -1 is the last), date:5.
"""

import calendar
import datetime as dt
import re

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_DAY_WORDS = {
    "senin": 0, "senen": 0, "snin": 0, "sen": 0, "selasa": 1, "slasa": 1, "sel": 1, "rabu": 2, "rebo": 2,
    "rab": 2, "kamis": 3, "kemis": 3, "kms": 3, "jumat": 4, "jum'at": 4, "jumaat": 4, "jmt": 4, "sabtu": 5,
    "sabto": 5, "sbtu": 5, "ahad": 6,
}  # fmt: skip
_ORDINALS = {
    "pertama": 1, "kesatu": 1, "ke-1": 1, "ke1": 1, "awal": 1, "kedua": 2, "ke-2": 2, "ke2": 2,
    "ketiga": 3, "ke-3": 3, "ke3": 3, "keempat": 4, "ke-4": 4, "ke4": 4, "terakhir": -1, "akhir": -1,
}  # fmt: skip
_ORDINAL_NAMES = {1: "pertama", 2: "kedua", 3: "ketiga", 4: "keempat", -1: "terakhir"}
_FORTNIGHT = re.compile(r"\b(?:dua|2)\s*(?:minggu|mgg|mg|pekan)\b|\bdwi\s*mingguan\b|\b2\s*mingguan\b")
_DATE = re.compile(r"\b(?:tanggal|tgl)\.?\s*(\d{1,2})\b")
#: "minggu pertama" names a week of the month, "hari minggu" a day.
_WEEK = re.compile(r"\b(?:minggu|pekan)\s+(?:yang\s+|ke\s*)?([\w-]+)")
#: Alone, "minggu" is a week: "tiap minggu" leaves the day open.
_SUNDAY = re.compile(r"\b(?:hari|hr)\s+minggu\b")
#: Every month has this day.
LAST_DATE = 28
_ONE_DAY, _WEEK_DAYS = dt.timedelta(days=1), 7


def read_rhythm(text: str) -> str | None:
    """Return the rhythm in a text as people type it; None when there is no clear one."""
    words = " ".join(re.sub(r"[^\w'\s-]", " ", text.casefold()).split())
    words = _SUNDAY.sub("ahad", words)
    if found := _DATE.search(words):
        return f"date:{found[1]}" if 1 <= int(found[1]) <= LAST_DATE else None
    fortnight = bool(_FORTNIGHT.search(words))
    rest = _FORTNIGHT.sub(" ", words)
    week = next((_ORDINALS[one] for one in _WEEK.findall(rest) if one in _ORDINALS), None)
    if week is not None:
        rest = _WEEK.sub(" ", rest)
    else:  # "senin pertama tiap bulan"
        week = next((_ORDINALS[one] for one in rest.split() if one in _ORDINALS), None)
    day = _day_in(rest)
    if day is None:
        return None
    if week is not None:
        return f"month:{week}:{day}"
    return f"fortnight:{day}" if fortnight else f"week:{day}"


def _day_in(words: str) -> int | None:
    days = {_DAY_WORDS[word] for word in words.split() if word in _DAY_WORDS}
    return days.pop() if len(days) == 1 else None


def is_rhythm(text: str) -> bool:
    """Return whether `text` is one of ours."""
    kind, *numbers = text.split(":")
    try:
        values = [int(number) for number in numbers]
    except ValueError:
        return False
    if kind == "date":
        return len(values) == 1 and 1 <= values[0] <= LAST_DATE
    if kind in {"week", "fortnight"}:
        return len(values) == 1 and values[0] in range(7)
    return kind == "month" and len(values) == 2 and values[0] in _ORDINAL_NAMES and values[1] in range(7)  # noqa: PLR2004


def say(rhythm: str) -> str:
    """Return a rhythm in words."""
    kind, *numbers = rhythm.split(":")
    values = [int(number) for number in numbers]
    if kind == "date":
        return f"tiap tanggal {values[0]}"
    day = DAYS[values[-1]]
    if kind == "month":
        return f"hari {day} {_ORDINAL_NAMES[values[0]]} tiap bulan"
    return f"tiap hari {day}" if kind == "week" else f"tiap dua minggu, hari {day}"


def next_day(rhythm: str, after: dt.date) -> dt.date:
    """Return the first day of a rhythm after `after`; a fortnight is counted from there."""
    kind, *numbers = rhythm.split(":")
    values = [int(number) for number in numbers]
    day = after + _ONE_DAY
    if kind == "fortnight":
        day += dt.timedelta(days=_WEEK_DAYS)
    while not _fits(kind, values, day):
        day += _ONE_DAY
    return day


def first_day(rhythm: str, after: dt.date) -> dt.date:
    """Return the first day of a rhythm that begins now: of a fortnight, the coming week's."""
    return next_day(rhythm.replace("fortnight", "week"), after)


def _fits(kind: str, values: list[int], day: dt.date) -> bool:
    if kind == "date":
        return day.day == values[0]
    if day.weekday() != values[-1]:
        return False
    if kind != "month":
        return True
    if values[0] == -1:
        return day.day + _WEEK_DAYS > calendar.monthrange(day.year, day.month)[1]
    return (day.day - 1) // _WEEK_DAYS + 1 == values[0]
