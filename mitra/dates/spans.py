"""Rules for so far from now, whole weeks and months, and no day at all: "2 minggu lagi", "bulan depan", "nanti"."""

import datetime as dt
import re
from collections.abc import Iterator

from mitra.dates.dated import OF_YEAR, month_number, part_of, year_meant
from mitra.dates.days import DAY, DECEMBER, WEEK, last_of, monday_of, months_later, moved, working_day
from mitra.dates.rules import (
    MOST_OPTIONS,
    Reading,
    Rules,
    Unclear,
    Weekday,
    checked,
    farthest,
    into,
    open_week,
    some_day,
    unclear,
)
from mitra.dates.spelling import COUNT, FULL_MONTH_NAME, MONTH_NAME, SUNDAY, UNIT

#: Tried in this order; each takes out what it understands.
RULES: Rules = []
reads = into(RULES)
#: Asked only when no other rule understands anything: "nanti, hari jumat" is Friday.
LAST_RULES: Rules = []
reads_last = into(LAST_RULES)


_SPAN = rf"{COUNT} (?:{UNIT})(?: setengah)?"
_ONE_SPAN = re.compile(rf"(?P<count>{COUNT}) (?P<unit>{UNIT})(?P<half> setengah)?")


@reads(rf"(?:sudah|sejak) {_SPAN}|{_SPAN} (?:sudah )?lalu|(?:hari|minggu|bulan|tahun) (?:lalu|kemarin)")
def _span_over(_found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "3 hari yang lalu", "bulan lalu"."""
    yield unclear("past", today)


@reads(
    rf"(?P<first>[0-9]{{1,3}})(?:[-/,]| (?:-|sampai|atau|/) )(?P<second>[0-9]{{1,3}}) (?P<unit>{UNIT})(?: lagi)?",
    rf"(?P<first>[0-9]) (?P<second>[0-9]) (?P<unit>{UNIT})(?: lagi)?",
)
def _span_between(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "2-3 hari", "dua tiga hari": two days; "1,5 bulan" is one."""
    if re.search(r",(?:5|25|50|75) ", found.group()):
        yield _ahead(found.group(), today)
        return
    for count in (found["first"], found["second"]):
        yield _ahead(f"{count} {found['unit']}", today)


@reads(rf"(?P<spans>{_SPAN}(?: (?:dan )?{_SPAN}){{0,2}})(?: (?:lagi|ke depan|depan))?(?: dari hari ini)?")
def _span(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "3 hari lagi", "1,5 bulan", "sebulan 2 minggu lagi"; "seminggu dua minggu" is one week or two."""
    spans = list(_ONE_SPAN.finditer(found["spans"]))
    if len({span["unit"] for span in spans}) == len(spans):
        yield _ahead(found["spans"], today)
    else:
        yield from (_ahead(span.group(), today) for span in spans)


def _ahead(spans: str, today: dt.date) -> dt.date | Unclear:
    day = today
    for span in _ONE_SPAN.finditer(spans):
        day = min(moved(day, span["count"] + (span["half"] or ""), span["unit"]), farthest(today) + DAY)
    return checked(day, today)


@reads(rf"beberapa (?:{UNIT})(?: (?:lagi|ke depan))?|(hari|minggu|bulan) \1 (?:ini|depan)|besok besok")
def _some(_found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "beberapa hari lagi", "besok-besok"."""
    yield some_day(today)


@reads(r"minggu (?P<which>depan|ini)")
def _whole_week(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "minggu depan": one of its days; "minggu ini": one of those left."""
    if found["which"] == "depan":
        yield open_week(monday_of(today) + WEEK, today)
    else:
        left = [today + after * DAY for after in range(max(SUNDAY - today.weekday(), 1))]
        yield unclear("weekday", today, *left[-MOST_OPTIONS:])


@reads(r"minggu")
def _sunday_or_week(_found: re.Match[str], _today: dt.date) -> Iterator[Reading]:
    """Read "minggu": Sunday, or a week."""
    yield Weekday(number=SUNDAY, certain=False)


@reads(
    r"bulan (?P<which>depan|ini)",
    rf"(?:bulan (?P<month>{MONTH_NAME})|(?P<full>{FULL_MONTH_NAME})){OF_YEAR}",
    rf"(?<!.)(?P<short>{MONTH_NAME}){OF_YEAR}(?!.)",
)
def _whole_month(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "bulan depan", "januari": its first, fifteenth or last; short names ("mar") only when nothing else is said."""
    groups = found.groupdict()
    name = groups.get("month") or groups.get("full") or groups.get("short")
    if name:
        number = month_number(name)
        month = dt.date(year_meant(found["year"], today) or today.year + (number < today.month), number, 1)
    else:
        month = months_later(today.replace(day=1), 1 if groups["which"] == "depan" else 0)
    yield unclear("vague", today, *(part_of(part, month) for part in ("awal", "tengah", "akhir")))


@reads(
    r"tahun (?P<year>depan|ini|20[0-9]{2})",
    r"(?:triwulan|kuartal|kwartal|semester)(?: (?:depan|ini|[1-4]))?|q [1-4]",
)
def _whole_year(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "tahun depan", "kuartal depan": the end of one of its quarters."""
    said = found.groupdict().get("year")
    year = int(said) if said and said.isdigit() else today.year + (said == "depan")
    years = (year,) if said else (year, year + 1)
    ends = [part_of("akhir", dt.date(one, month, 1)) for one in years for month in (3, 6, 9, DECEMBER)]
    yield unclear("vague", today, *ends)


@reads(r"besok lusa|(?P<tomorrow>besok)|lusa|(?P<today>hari ini)")
def _near(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "besok", "lusa", "hari ini"; "besok lusa" is the day after tomorrow, as "lusa"."""
    yield today + (0 if found["today"] else 1 if found["tomorrow"] else 2) * DAY


@reads_last(r"kemarin(?: lusa)?|tadi")
def _over(_found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "kemarin"."""
    yield unclear("past", today)


@reads_last(r"(?:sesudah )?(?P<when>gajian|tanggal (?:muda|tua))")
def _payday(found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "gajian": the 25th, the end of the month or the first, as factories pay; "tanggal muda" comes after it."""
    dates = {"gajian": (25,), "tanggal muda": (5, 10), "tanggal tua": (20, 25)}[found["when"]]
    following = months_later(today.replace(day=1), 1)
    coming = [(today if date >= today.day else following).replace(day=date) for date in dates]
    ends = {
        "gajian": (last_of(today), following),
        "tanggal muda": (following,),
        "tanggal tua": (last_of(today),),
    }
    yield unclear("vague", today, *coming, *ends[found["when"]])


@reads_last(r"segera|(?:pas |dekat )?dekat(?: ini)?|(?:sebentar|bentar) lagi")
def _soon(_found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "secepatnya": today, or one of the next working days."""
    tomorrow = working_day(today + DAY)
    yield unclear("vague", today, today, tomorrow, working_day(tomorrow + DAY), working_day(today + WEEK))


@reads_last(
    r"nanti|kapan kapan|(?:tidak|belum|kurang) (?:tau|pasti|tentu|jelas|ada (?:tanggal|jadwal))|entah|terserah|bebas",
    r"nyusul|menyusul|tunggu|sempat|suatu hari|tergantung|(?:(?<!.)|(?<=, ))(?:kalau|sesudah)",
)
def _whenever(_found: re.Match[str], today: dt.date) -> Iterator[Reading]:
    """Read "kapan-kapan", "belum tau", "setelah mesin datang"."""
    yield some_day(today)
