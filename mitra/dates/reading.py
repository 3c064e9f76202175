"""
Days as people say them: "besok", "jumat depan", "tgl 5", "akhir bulan", "habis lebaran"; and days written back.

A text is brought to one spelling (`canonical`), then each rule takes out what it understands. Whoever names more than one
day, or none that is certain, is asked again with a few days to choose from. Weeks run from Monday to Sunday.
"""

import datetime as dt
import re

from mitra.dates import dated, feasts, spans
from mitra.dates.days import DAY, RAMADAN, lebarans
from mitra.dates.rules import Unclear, qualified, settled, understood
from mitra.dates.spelling import MONTHS, canonical

#: Longer than any message; more would only cost time.
MOST_LETTERS = 4_096
#: In this order; the last ones only when no other rule understands anything.
_RULES = ([*feasts.RULES, *dated.RULES, *spans.RULES], spans.LAST_RULES)
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
#: "lembur hari minggu dibayar berapa" asks; "gimana kalau jumat" and "jumat gimana" offer a day.
_QUESTION = re.compile(
    r"\b(?:berapa|kenapa|siapa|apakah)\b|^apa\b|\bapa itu\b|\bgimana\b(?! kalau)(?=.)|(?<!kapan )\bkapan\b(?! kapan)"
)


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
    for rules in _RULES:
        readings, rest = understood(words, rules, today)
        answer = settled(readings, today)
        if isinstance(answer, dt.date):
            return qualified(answer, rest, today)
        if answer:
            return answer
    return None


def say_day(day: dt.date, today: dt.date) -> str:
    """Return a day in words: "hari ini", "besok", "Jumat, 4 Desember"; its year only when it is not this one."""
    if day in {today, today + DAY}:
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
    return any(lebaran - RAMADAN <= day < lebaran for lebaran in lebarans(day.year))
