"""
Days as people say them: "besok", "jumat depan", "tgl 5", "akhir bulan", "habis lebaran"; and days written back.

A text is brought to one spelling (`_canonical`), then each rule takes out what it understands. Whoever names more than one
day, or none that is certain, is asked again with a few days to choose from. Weeks run from Monday to Sunday.
"""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

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
_DAY, _WEEK, _HOURS = dt.timedelta(days=1), dt.timedelta(weeks=1), 24
#: A day without its year that has just passed is rather a slip than meant for next year.
_JUST_PASSED = dt.timedelta(days=90)
_NEAR_THE_END = 3
_MIDDLE = 15
#: Ramadan has 29 or 30 days.
_RAMADAN = dt.timedelta(days=30)
_FRIDAY, _SATURDAY, _SUNDAY, _DECEMBER = 4, 5, 6, 12


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
_Rule = Callable[["re.Match[str]", dt.date], "Iterator[_Reading]"]

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


def read_day(text: str, today: dt.date) -> dt.date | Unclear | None:
    """
    Return the day meant by `text` as seen from `today`, what to ask back, or None when there is no day in it.

    "jumat" is the coming one, "jumat depan" the one of next calendar week; on a Friday, "jumat" may be today or next week.
    """
    if len(text) > MOST_LETTERS:
        return None
    words = _canonical(text)
    return _settled(_readings(words, _RULES, today), today) or _settled(_readings(words, _VAGUE, today), today)


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


# --- One spelling


def _table(text: str) -> dict[str, str]:
    """Return each spelling with the word it stands for, from lines of "word: its spellings"."""
    rows = (line.split(":") for line in text.strip().splitlines())
    return {spelling: word.strip() for word, spellings in rows for spelling in spellings.split()}


#: Spellings, shortenings and slips, some of them Javanese and Sundanese.
_SPELLINGS = _table("""
    hari: hr hri harii ari dinten
    hari ini: skrg skrang skr skg sekarang skarang hariini today now saiki ayeuna
    besok: bsk besuk bsok besk esok esoknya besoknya besokk bsoknya mbesuk sesuk isukan tomorrow tmrw enjing
    lusa: lusanya lsa pageto
    kemarin: kmrn kemaren kmaren kmarin kemarennya kemarinnya wingi kamari yesterday
    senin: senen snin snn seninnya senennya monday
    selasa: slasa slsa sls selasanya tuesday
    rabu: rebo rabo rabunya wednesday
    kamis: kemis kms kmis kamisnya thursday
    jumat: jumaat jmt jumt jmat jumatnya jumuah jemuah friday
    sabtu: sabto sbtu sbt saptu sabtunya saturday
    ahad: sunday
    minggu: mgg mggu mingu minggi mingguu mg pekan week
    bulan: bln bulann bl month
    tahun: thn taun th thun year
    tanggal: tgl tggl tgll tangal tanggalnya tglnya date
    1 hari: sehari seharian
    1 minggu: seminggu smingu smggu semingguan sepekan semgg seminggunan
    1 bulan: sebulan sebln sebulanan
    1 tahun: setahun setaun sethn
    setengah: stengah stgh setgh separuh separo
    depan: dpn dpan depn depannya dpnnya berikutnya berikut brikutnya selanjutnya mendatang ngarep hareup
    ke depan: kedepan kedpn kdpn
    lagi: lg lgi lagii
    lalu: kmrn2 lalunya lewat
    ini: nii niki iki
    awal: awl awalnya permulaan
    tengah: pertengahan tngh tengahan mid pertengahannya
    akhir: akir ahir akhr akhirnya ujung penghujung penghabisan
    akhir minggu: weekend wiken wikend
    sebelum: sblm sebelom sblum sblom seblum before menjelang jelang mendekati sebelumnya
    sesudah: setelah stlh setlah habis abis bis hbs abs selepas pasca seusai usai after sehabis sesudahnya bakda bada
    pas: saat waktu ketika pada
    sampai: sd sampe smp smpe hingga sampek
    atau: atw ato utawa or
    tiap: setiap tiap2 saban
    sudah: udah udh sdh dah
    jam: jm pukul pkl
    menit: mnt
    nanti: ntar entar nti nnti ntr entaran engke mengko mengke
    segera: sgera sgr sesegera asap secepatnya scptnya secepat secepetnya secpatnya cepat buruan urgent
    tau: tahu tw
    tidak: tdk tak gak gk ga nggak ngga enggak engga ndak belum blm blum belom durung can
    ke 1: pertama kesatu
    ke 2: kedua
    ke 3: ketiga
    ke 4: keempat
    ke 9: terakhir
    jan: january januri jn
    feb: february pebruari peb febuari
    mar: march mrt
    mei: may
    jun: june
    jul: july
    agu: ags agt agus agst agustusnya august aug
    sep: sept
    okt: oct october
    nov: nop nopember
    des: dec december
    10: sepuluh
    11: sebelas
    1: satu
    2: dua
    3: tiga
    4: empat
    5: lima
    6: enam
    7: tujuh tuju
    8: delapan lapan
    9: sembilan
    belas an: belasan
    lebaran: lbran lebran idulfitri riyaya eid syawal lebarannya
    iduladha: kurban qurban idhuladha
    puasa: ramadan ramadhan romadhon romadon poso puasaan siam
    natal: natalan christmas xmas
    imlek: sincia
    kemerdekaan: agustusan hutri
    nyepi: nyepian
    libur: liburan cuti liburnya liburannya
    gajian: gajihan gajiannya payday bayaran
""")
_TENS = {
    f"{word}{end}": f"{number} {end}"
    for word, number in _SPELLINGS.items()
    for end in ("belas", "puluh")
    if number in set("123456789")
}
_SHORT_DAYS = tuple(day[:3].casefold() for day in WEEKDAYS[:_SUNDAY])
#: Long words in which one wrong letter is forgiven; short ones look too much like others.
_LONG_WORDS = {month.casefold() for month in MONTHS if len(month) > 6} | {"minggu", "lebaran", "secepatnya", "kemarin"}  # noqa: PLR2004
_LOOK_ALIKES = {"lembaran"}
_SHORTEST_SLIP = 6
#: What changes nothing: politeness, promises, and words of a deadline.
_FILLERS = set("""
    ya yah y iya aja aj saja doang dong deh sih lah loh kok nih tuh kan pak bu bos boss mas mbak mba kak min gan bang
    mungkin mgkn mngkn insyaallah insyaalloh insya insha inshaallah inshaalloh allah alloh kira kirakira paling
    sekitar sktr sekitaran sekiranya kurang lebih kurleb lambat lambatnya lmbt telat maksimal maks max deadline deadlinenya
    batas batasnya rencana rencananya target targetnya targetin selesai selesainya beres kelar bisa saya kami kita
    mau yang yg dalam dlm di pokoknya kayaknya kyknya sepertinya harus hrs sudah2 oke ok baik siap makasih terima
    kasih tolong mohon ntah2 jadi jadinya jadwal jadwalnya tempo jatuh mulai mulainya
""".split())

_FEASTS = {
    "lebaran": "Hari Raya Idul Fitri", "iduladha": "Hari Raya Idul Adha", "natal": "Hari Raya Natal",
    "tahunbaru": "Tahun Baru Masehi", "kemerdekaan": "Hari Kemerdekaan", "imlek": "Tahun Baru Imlek",
    "nyepi": "Hari Suci Nyepi", "waisak": "Hari Raya Waisak", "maulid": "Maulid Nabi", "buruh": "Hari Buruh",
}  # fmt: skip
#: Each year on the same day, so "h-3 natal" needs no question.
_FIXED = {"natal", "tahunbaru", "kemerdekaan", "buruh"}
_FEAST = "|".join((*_FEASTS, "puasa"))
_D = "senin|selasa|rabu|kamis|jumat|sabtu|ahad"
_DAYS = tuple(_D.split("|"))
_FULL_MONTH = "|".join(month.casefold() for month in MONTHS)
_M = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in _FULL_MONTH.split("|"))  # noqa: PLR2004
_UNIT = "hari kerja|hari|minggu|bulan|tahun"
_COUNT = r"(?:[0-9]{1,9}(?:[.,](?:5|25|50|75))?(?: setengah)?|setengah)"
_TOO_MANY_DAYS = 9_999

#: What people write in several words, in one; each sees what those before it have made.
_PHRASES = [
    (re.compile(pattern), made)
    for pattern, made in (
        (r"([1-9]) belas\b", r"1\1"),
        (r"\b([1-9]) puluh ([1-9])\b", r"\1\2"),
        (r"\b([1-9]) puluh\b", r"\g<1>0"),
        (r"\bsalah 1\b", ""),
        (r"\bke - ?([1-9])\b", r"ke \1"),
        (rf"\b1/2(?= (?:{_UNIT})\b)", "setengah"),
        (r"\bs / d\b", "sampai"),
        (rf"\bhari ({'|'.join(_SHORT_DAYS)})\b", r"\1 "),
        (r"\b(?:malam minggu|malming|satnight)\b", "sabtu"),
        (r"(?<![0-9] )\bhari minggu\b", "ahad"),
        (rf"(?<![0-9] )\bhari (?=(?:{_D})\b)", ""),
        (r"\b(?:nanti |sebentar |tar )?(?:pagi|siang|sore|malam|petang) ini\b", "hari ini"),
        (r"\b(?:nanti|sebentar|tar) (?:pagi|siang|sore|malam|petang)\b", "hari ini"),
        (r"\bmalam hari ini\b", "hari ini"),
        (r"\bhari ini (?:juga|hari ini)\b", "hari ini"),
        (r"\bakan datang\b", "depan"),
        (rf"\bnext ({_D}|minggu|bulan|tahun)\b", r"\1 depan"),
        (r"\b(minggu|bulan|tahun) besok\b", r"\1 depan"),
        (r"(?<![0-9] )\b(minggu|bulan|tahun) ke depan\b", r"\1 depan"),
        (r"\bakhir minggu minggu\b", "akhir minggu"),
        # feasts
        (r"\b17 (?:- )?an\b|\bhut ri\b|\b17 agu(?:stus)?an\b", "kemerdekaan"),
        (r"\bhut kemerdekaan\b", "kemerdekaan"),
        (r"\b(?:lebaran haji|hari raya haji|idul ?adha)\b", "iduladha"),
        (r"\b(?:hari raya )?idul ?fitri\b|\bhari raya\b|\b1 lebaran\b", "lebaran"),
        (r"\btahun baru (?:imlek|china|cina)\b", "imlek"),
        (r"\btahun baru islam\b", "muharram"),
        (r"\btahun baru(?: masehi)?\b|\blibur akhir tahun\b", "tahunbaru"),
        (r"\bbulan puasa\b", "puasa"),
        (r"\bhari buruh\b|\bmei day\b", "buruh"),
        (rf"\b(?:libur|cuti bersama|libur bersama|perayaan|hari|pas) (?=(?:{_FEAST})\b)", ""),
        (r"\b(puasa|natal) (?:lebaran|tahunbaru)\b", r"\1"),
        (r"\bh 2 (?=[0-9])", "h - "),
    )
]
_TOKEN = re.compile(r"[0-9]+(?:[-./,:][0-9]+)*|[^\W\d_]+|[-/+,;.\n]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_APOSTROPHES = re.compile(r"[’'‘`´ʼ]")
_BREAKS = set(",;.\n")
_SAME_MARKS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212~", "-") | {"\u2044": "/"})


def _canonical(text: str) -> str:
    """Return `text` in known spellings with single spaces, without what changes nothing."""
    plain = unicodedata.normalize("NFKC", text.replace("½", " 1/2 ")).casefold().translate(_SAME_MARKS)
    plain = _STRETCHED.sub(r"\1", _APOSTROPHES.sub("", plain))
    words = (_spelt(token) for token in _TOKEN.findall(plain))
    joined = " ".join(word for word in words if word not in _FILLERS)
    for pattern, made in _PHRASES:
        joined = pattern.sub(made, joined)
    return " ".join(joined.split())


def _spelt(token: str) -> str:
    """Return a token in its known spelling; one wrong letter in a long word is forgiven."""
    if token in _BREAKS:
        return ","
    if token in _SPELLINGS:
        return _SPELLINGS[token]
    if token in _TENS:
        return _TENS[token]
    if len(token) < _SHORTEST_SLIP or token in _LOOK_ALIKES or token[0].isdigit():
        return token
    near = (word for word in _LONG_WORDS if word[0] == token[0] and OSA.distance(word, token, score_cutoff=1) <= 1)
    return next(near, token)


# --- Rules, in the order in which they are tried; each takes out what it understands

_RULES: list[tuple[re.Pattern[str], _Rule]] = []
#: Asked only when no other rule understands anything: "nanti, hari jumat" is Friday.
_VAGUE: list[tuple[re.Pattern[str], _Rule]] = []


def _rule(pattern: str, rules: list[tuple[re.Pattern[str], _Rule]] = _RULES) -> Callable[[_Rule], _Rule]:
    def add(rule: _Rule) -> _Rule:
        rules.append((re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), rule))
        return rule

    return add


def _readings(words: str, rules: list[tuple[re.Pattern[str], _Rule]], today: dt.date) -> list[_Reading]:
    """Return all that the rules understand in `words`."""
    found: list[_Reading] = []

    def take(match: re.Match[str], rule: _Rule) -> str:
        found.extend(rule(match, today))
        return "|"

    for pattern, rule in rules:
        words = pattern.sub(lambda match, rule=rule: take(match, rule), words)  # type: ignore[misc]
    return found


def _settled(readings: list[_Reading], today: dt.date) -> dt.date | Unclear | None:
    """Return the one day of several readings, or what to ask back."""
    names = {one for one in readings if isinstance(one, _Weekday)}
    others = {one for one in readings if not isinstance(one, _Weekday)}
    others = set().union(*(_narrowed(one, names) for one in others)) if others else others
    days = {one for one in others if isinstance(one, dt.date)}
    named = {day.weekday() for day in days}
    others |= {_coming(name, today) for name in names if name.number not in named}
    # What is over explains ("rusak kemarin"), it is not the day that is meant.
    others = {one for one in others if not _is_over(one)} or others
    if len(others) <= 1:
        return next(iter(others), None)
    days = {one for one in others if isinstance(one, dt.date)}
    more = {day for one in others if isinstance(one, Unclear) for day in one.options}
    # A day that was named comes before those of a guess.
    chosen = [*sorted(days), *sorted(more - days)][:MOST_OPTIONS]
    return _unclear("two", today, *chosen)


def _narrowed(one: dt.date | Unclear, names: set[_Weekday]) -> set[dt.date | Unclear]:
    """Return the day of a week that a name elsewhere in the text tells: "jumat, kalau bisa minggu depan"."""
    if isinstance(one, Unclear) and one.reason == "weekday" and len(names) == 1:
        (name,) = names
        matching = {day for day in one.options if day.weekday() == name.number}
        if len(matching) == 1 and name.certain:
            return set(matching)
    return {one}


def _is_over(one: dt.date | Unclear) -> bool:
    return isinstance(one, Unclear) and one.reason == "past"


def _unclear(reason: str, today: dt.date, *days: dt.date) -> Unclear:
    return Unclear(reason=reason, options=tuple(sorted({day for day in days if day >= today})[:MOST_OPTIONS]))


def _checked(day: dt.date, today: dt.date, *instead: dt.date) -> dt.date | Unclear:
    """Return `day` when it can be planned for; `instead` are the days to offer for one that is over."""
    if day < today:
        return _unclear("past", today, *instead)
    if day > _months_later(today, 12 * _MOST_YEARS):
        return _unclear("impossible", today, *instead)
    return day


# --- Holidays


@_rule(
    rf"(?:(?P<count>{_COUNT}) (?P<unit>{_UNIT}) |(?P<h>h) ?)?(?P<when>sebelum|sesudah|pas|awal|tengah|akhir|-|\+)?"
    rf"(?: ?(?P<days>[0-9]{{1,3}}))? ?(?P<feast>{_FEAST})(?: (?:tahun )?(?P<year>depan|ini|20[0-9]{{2}}))?"
)
def _feast(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """"habis lebaran", "2 minggu sebelum natal", "h-7 lebaran", "bulan puasa"."""
    feast, when = found["feast"], found["when"] or ""
    when = {"-": "sebelum", "+": "sesudah"}.get(when, when)
    years = range(today.year, today.year + _MOST_YEARS)
    if found["year"] and found["year"] != "ini":
        year = today.year + 1 if found["year"] == "depan" else int(found["year"])
        years = range(year, year + 1)
    reason = "lebaran" if feast in {"lebaran", "puasa"} else "holiday"
    distance = int(found["days"]) if found["days"] and found["h"] else None
    if found["count"]:
        distance = (_moved(today, found["count"], found["unit"]) - today).days
    for begin, end in _stretches(feast, years):
        days = _around(begin, end, when, distance, feast)
        if max(days) >= today:
            certain = distance is not None and feast in _FIXED and when in {"sebelum", "sesudah"}
            yield _checked(days[0], today) if certain else _unclear(reason, today, *days)
            return
    yield _unclear(reason, today)


def _around(begin: dt.date, end: dt.date, when: str, distance: int | None, feast: str) -> list[dt.date]:
    """Return the days to offer around a feast from `begin` to `end`."""
    before, after = _working(begin - _DAY, -1), _working(end + _DAY)
    if distance is not None and when in {"sebelum", "sesudah"}:
        first = _feast_day(feast, begin, end)
        return [first - distance * _DAY if when == "sebelum" else first + distance * _DAY]
    if when == "sesudah":
        return [after, _working(after + _WEEK), _working(after + 2 * _WEEK)]
    if when == "sebelum":
        return [before, _working(before - _WEEK, -1), _working(before - 2 * _WEEK, -1)]
    if feast == "puasa":
        last = _working(end - 3 * _DAY, -1)
        return [_working(begin), _working(begin + 2 * _WEEK), last]
    return [before, after, _working(after + _WEEK)]


@_rule(r"(?:sebelum|sesudah|pas) libur(?: (?:panjang|sekolah|nasional|bersama))?")
def _holiday(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """"habis libur": after one of the next three."""
    coming = [day for year in (today.year, today.year + 1) for day in sorted(_days_off(year)) if day > today]
    back = found.group().startswith("sebelum")
    around = {_working(day, -1 if back else 1) for day in coming}
    yield _unclear("holiday", today, *sorted(day for day in around if day >= today)[:3])


# --- Rhythms and times: no days

@_rule(rf"tiap (?:(?:{_COUNT}) )?(?:{_UNIT}|{_D}|awal|akhir|tanggal)(?: (?:bulan|[0-9]+))?|{_COUNT} (?:{_UNIT}) sekali")
def _rhythm(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - all rules take the same
    """"tiap jumat", "2 minggu sekali": how often, not when."""
    yield from ()


@_rule(r"(?P<hours>[0-9]{1,3}) (?P<unit>jam|menit)(?: lagi| ke depan)|(?:(?P<times>[0-9]{1,2}) x )?(?:24|(?P<full>48|72)) jam")
def _hours(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """"3 jam lagi", "2x24 jam"."""
    if found["hours"]:
        hours = int(found["hours"]) if found["unit"] == "jam" else 0
        yield today + hours // _HOURS * _DAY
    else:
        yield today + int(found["times"] or int(found["full"] or _HOURS) // _HOURS) * _DAY


@_rule(r"jam [0-9]{1,2}(?:[.:][0-9]{2})?(?: (?:sampai|-) (?:jam )?[0-9]{1,2}(?:[.:][0-9]{2})?)?|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
def _time(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - all rules take the same
    """"jam 10", "17:30": a time of day."""
    yield from ()


# --- Dates


@_rule(r"(?:tanggal )?(?P<year>[0-9]{4})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})")
@_rule(r"(?:tanggal )?(?P<day>[0-9]{1,2})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})")
@_rule(r"(?:tanggal )?(?P<day>[0-9]{1,2}) (?P<month>[0-9]{1,2}) (?P<year>20[0-9]{2})")
def _numbers(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """"2026-12-04", "5-1-2027", "05.01.27"."""
    year = int(found["year"])
    yield _dated(int(found["day"]), int(found["month"]), year if year >= 100 else 2000 + year, today)  # noqa: PLR2004


@_rule(rf"(?:tanggal )?(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})|(?:tanggal |^)(?P<dotted>[0-9]{{1,2}}[-.][0-9]{{1,2}})(?= \||$)(?! (?:{_UNIT}))")
def _day_and_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """"5/1"; "5-1" and "5.1" only where nothing else is said, since they may be a range or a number."""
    day, month = found["day"], found["month"]
    if found["dotted"]:
        day, month = re.split(r"[-.]", found["dotted"])
    if 1 <= int(month) <= _DECEMBER and 1 <= int(day) <= 31:  # noqa: PLR2004 - "12/400" is a share
        yield _dated(int(day), int(month), None, today)


@_rule(
    rf"(?:tanggal )?(?P<first>[0-9]{{1,2}})(?:[-/,]| ?(?:-|sampai|atau|dan|,|/) ?(?:tanggal )?)(?P<day>[0-9]{{1,2}})"
    rf"(?: [-/])? (?:bulan )?(?P<month>{_M})(?:(?: [-/])? (?:tahun )?(?P<year>20[0-9]{{2}}|19[0-9]{{2}}))?"
)
@_rule(
    rf"(?:tanggal )?(?P<day>[0-9]{{1,2}})(?: [-/])? (?:bulan )?(?P<month>{_M})"
    rf"(?:(?: [-/])? (?:tahun )?(?P<year>(?:20|19)[0-9]{{2}}|[0-9]{{2}}(?=$| ,)|depan))?"
)
@_rule(rf"(?P<month>{_M}) (?:tanggal )(?P<day>[0-9]{{1,2}})")
def _in_words(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """"5 januari", "tgl 5 des 2026", "5-7 desember"."""
    groups = found.groupdict()
    said = groups.get("year")
    year = today.year + 1 if said == "depan" else int(said) if said else None
    year = 2000 + year if year is not None and year < 100 else year  # noqa: PLR2004
    for day in {groups.get("first"), groups["day"]} - {None}:
        yield _dated(int(day or 0), _month(groups["month"]), year, today)


@_rule(r"(?P<next>bulan depan) (?:, )?tanggal (?P<day>[0-9]{1,2})")
@_rule(r"tanggal (?P<day>[0-9]{1,2}) (?:(?P<next>bulan depan)|(?P<this>bulan ini)|bulan (?P<month>[0-9]{1,2}))")
@_rule(r"tanggal (?P<day>[0-9]{1,2})(?: ?(?:-|sampai|atau|dan|,|/) ?(?:tanggal )?(?P<second>[0-9]{1,2})(?! (?:hari|orang|pcs)))?")
@_rule(r"tanggal (?P<day>[0-9]{1,2})-(?P<second>[0-9]{1,2})")
def _day_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """"tgl 5": of this month or the next; "tgl 5 bulan depan"."""
    groups = found.groupdict()
    for said in (groups["day"], groups.get("second")):
        if not said:
            continue
        day, month = int(said), groups.get("month")
        if month:
            yield _dated(day, int(month), None, today)
        elif groups.get("next") or (not groups.get("this") and day < today.day):
            later = _months_later(today.replace(day=1), 1)
            yield _dated(day, later.month, later.year, today)
        elif groups.get("this") or day != today.day:
            yield _dated(day, today.month, today.year, today)
        else:  # on the fifth, "tanggal 5" may be today or next month
            yield _unclear("vague", today, today, _months_later(today, 1))


def _dated(day: int, month: int, year: int | None, today: dt.date) -> dt.date | Unclear:
    """Return a date; without a year, the coming one."""
    if not 1 <= month <= _DECEMBER:
        # Month and day the American way round.
        turned = _dated(month, day, year, today) if 1 <= day <= _DECEMBER else None
        return _unclear("impossible", today, *([turned] if isinstance(turned, dt.date) else []))
    years = [year] if year else [today.year, today.year + 1]
    last = [dt.date(one, month, calendar.monthrange(one, month)[1]) for one in years if dt.MINYEAR <= one < dt.MAXYEAR]
    if not last:
        return _unclear("impossible", today)
    if not 1 <= day <= min(end.day for end in last):
        real = [end.replace(day=day) for end in last if 1 <= day <= end.day]
        if not year or not real:
            coming = next((end for end in last if end >= today), None)
            near = (coming, coming + _DAY) if coming and day else ()
            return _unclear("impossible", today, *near)
    days = [end.replace(day=day) for end in last]
    if not year and days[0] < today and today - days[0] > _JUST_PASSED:
        return days[1]
    anniversary = [_anniversary(days[0], one) for one in (today.year, today.year + 1)]
    return _checked(days[0], today, *[one for one in anniversary if one >= today][:1])


def _anniversary(day: dt.date, year: int) -> dt.date:
    return _months_later(day, 12 * (year - day.year))
