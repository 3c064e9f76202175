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
from functools import cache, partial

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
_DAY, _WEEK, _YEAR = dt.timedelta(days=1), dt.timedelta(weeks=1), dt.timedelta(days=365)
#: A day without its year that has just passed is rather a slip than meant for next year.
_JUST_PASSED = dt.timedelta(days=90)
_NEAR_THE_END = 3
_MIDDLE = 15
#: Ramadan has 29 or 30 days.
_RAMADAN = dt.timedelta(days=30)
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
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
    return _settled(_readings(words, _RULES, today), today) or _settled(
        _readings(words, _VAGUE, today), today
    )


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
_LONG_WORDS = {month.casefold() for month in MONTHS if len(month) > 6} | {
    "minggu",
    "lebaran",
    "secepatnya",
    "kemarin",
}  # noqa: PLR2004
_LOOK_ALIKES = {"lembaran"}
_SHORTEST_SLIP = 6
#: What changes nothing: politeness, promises, and words of a deadline.
_FILLERS = set(
    """
    ya yah y iya aja aj saja doang dong deh sih lah loh kok nih tuh kan pak bu bos boss mas mbak mba kak min gan bang
    mungkin mgkn mngkn insyaallah insyaalloh insya insha inshaallah inshaalloh allah alloh kira kirakira paling
    sekitar sktr sekitaran sekiranya kurang lebih kurleb lambat lambatnya lmbt telat maksimal maks max deadline deadlinenya
    batas batasnya rencana rencananya target targetnya targetin selesai selesainya beres kelar bisa saya kami kita
    mau yang yg dalam dlm di pokoknya kayaknya kyknya sepertinya harus hrs sudah2 oke ok baik siap makasih terima
    kasih tolong mohon ntah2 jadi jadinya jadwal jadwalnya tempo jatuh mulai mulainya
""".split()
)

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
_TOO_MANY = 5_000

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
    near = (
        word for word in _LONG_WORDS if word[0] == token[0] and OSA.distance(word, token, score_cutoff=1) <= 1
    )
    return next(near, token)


# --- Rules, in the order in which they are tried; each takes out what it understands

_RULES: list[tuple[re.Pattern[str], _Rule]] = []
#: Asked only when no other rule understands anything: "nanti, hari jumat" is Friday.
_VAGUE: list[tuple[re.Pattern[str], _Rule]] = []


def _rule(*patterns: str, rules: list[tuple[re.Pattern[str], _Rule]] = _RULES) -> Callable[[_Rule], _Rule]:
    """Add a rule for whole words; its patterns are tried one after the other."""

    def add(rule: _Rule) -> _Rule:
        rules.extend((re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), rule) for pattern in patterns)
        return rule

    return add


def _readings(words: str, rules: list[tuple[re.Pattern[str], _Rule]], today: dt.date) -> list[_Reading]:
    """Return all that the rules understand in `words`."""
    found: list[_Reading] = []

    def take(rule: _Rule, match: re.Match[str]) -> str:
        found.extend(rule(match, today))
        return "|"

    for pattern, rule in rules:
        words = pattern.sub(partial(take, rule), words)
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
    rf"(?:(?P<count>{_COUNT}) (?P<unit>{_UNIT}) |h ?(?P<sign>[-+]) ?(?P<days>[0-9]{{1,3}}) )?"
    rf"(?P<when>sebelum|sesudah|pas|awal|tengah|akhir)? ?(?P<feast>{_FEAST})"
    rf"(?: (?:tahun )?(?P<year>depan|ini|20[0-9]{{2}}))?"
)
def _feast(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "habis lebaran", "2 minggu sebelum natal", "h-7 lebaran", "bulan puasa"."""
    feast, when, distance = found["feast"], found["when"], None
    if found["days"]:
        distance, when = int(found["days"]), {"-": "sebelum", "+": "sesudah"}[found["sign"]]
    elif found["count"]:
        distance = (_moved(today, found["count"], found["unit"]) - today).days
    if (feast, when) == ("puasa", "sesudah"):
        feast = "lebaran"
    reason = "lebaran" if feast in {"lebaran", "puasa"} else "holiday"
    for stretch in _stretches(feast, _years(found["year"], today)):
        days = _around(stretch, when, distance)
        if max(days) >= today:
            exact = distance is not None and feast in _FIXED and when in {"sebelum", "sesudah"}
            yield _checked(days[0], today) if exact else _unclear(reason, today, *days)
            return
    yield _unclear(reason, today)


@dataclass(frozen=True, kw_only=True)
class _Stretch:
    """A feast with the joint leave around it; Ramadan is one too."""

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
    """Return the days to offer around a feast."""
    if distance is not None and when in {"sebelum", "sesudah"}:
        return [stretch.feast + (distance if when == "sesudah" else -distance) * _DAY]
    before, after = _working(stretch.begin - _DAY, -1), _working(stretch.end + _DAY)
    if when == "sesudah":
        return [after, _working(after + _WEEK), _working(after + 2 * _WEEK)]
    if when == "sebelum":
        return [before, _working(before - _WEEK, -1), _working(before - 2 * _WEEK, -1)]
    if stretch.end - stretch.begin >= 2 * _WEEK:  # within Ramadan
        return [_working(stretch.begin + weeks * _WEEK) for weeks in (0, 1, 2, 3)]
    return [before, after, _working(after + _WEEK)]


@_rule(r"(?:sebelum|sesudah|pas) libur(?: (?:panjang|sekolah|nasional|bersama))?")
def _holiday(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "habis libur": around one of the next."""
    step = -1 if found.group().startswith("sebelum") else 1
    holidays = (day for year in (today.year, today.year + 1) for day in _days_off(year))
    around = {_working(day, step) for day in holidays if day > today}
    yield _unclear("holiday", today, *sorted(day for day in around if day >= today)[:3])


def _stretches(feast: str, years: range) -> Iterator[_Stretch]:
    if feast == "puasa":
        for day in (day for year in years for day in _feast_days("lebaran", year)):
            yield _Stretch(begin=day - _RAMADAN, feast=day - _RAMADAN, end=day - _DAY)
        return
    for year in years:
        near = [day for day, name in _named_days(year).items() if _FEASTS[feast] in name]
        for day in _feast_days(feast, year):
            leave = [one for one in near if abs(one - day) <= 2 * _WEEK]
            yield _Stretch(begin=min(leave), feast=day, end=max(leave))


def _feast_days(feast: str, year: int) -> list[dt.date]:
    """Return the days of a feast, without joint leave; Eid al-Fitr can fall into one year twice."""
    named = _named_days(year).items()
    return [day for day, names in named if any(one.startswith(_FEASTS[feast]) for one in names.split("; "))]


@cache
def _lebarans(year: int) -> list[dt.date]:
    return [day for one in (year, year + 1) for day in _feast_days("lebaran", one)]


def _working(day: dt.date, step: int = 1) -> dt.date:
    """Return `day`, or the first working day after it (before it, if `step` is -1)."""
    while day.weekday() == _SUNDAY or day in _days_off(day.year):
        day += step * _DAY
    return day


@cache
def _days_off(year: int) -> frozenset[dt.date]:
    """Return public holidays and joint leave."""
    return frozenset(_named_days(year))


@cache
def _named_days(year: int) -> dict[dt.date, str]:
    from holidays.countries.indonesia import Indonesia  # noqa: PLC0415 - takes half a second, at the first such day

    return dict(sorted(Indonesia(years=year, categories=("public", "government"), language="id").items()))


# --- Rhythms and times: no days


@_rule(
    rf"tiap (?:{_COUNT} )?(?:{_UNIT}|{_D}|awal|akhir|tanggal)(?: (?:bulan|[0-9]+))?|{_COUNT} (?:{_UNIT}) sekali",
    r"jam [0-9]{1,2}(?:[.:][0-9]{2})?(?: (?:sampai|-) (?:jam )?[0-9]{1,2}(?:[.:][0-9]{2})?)?|[0-9]{1,2}:[0-9]{2}",
)
def _no_day(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - rules take the same
    """Take out "tiap jumat", "2 minggu sekali", "jam 10": how often, and what time of day."""
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


# --- Days and weeks of a month (before dates: "minggu ke 2 januari" is not the second)

_IN_MONTH = rf"(?:bulan (?P<which>depan|ini)|(?:bulan )?(?P<month>{_M}))"


@_rule(rf"(?P<day>{_D})(?: minggu)? ke (?P<nth>[1-49]) {_IN_MONTH}", rf"(?P<day>{_D}) {_IN_MONTH}")
def _weekday_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "senin pertama bulan depan", and ask which for "senin bulan depan"."""
    month = _named_month(found, today)
    number = _DAYS.index(found["day"])
    days = [month.replace(day=day) for day in range(1, _last_of(month).day + 1)]
    days = [day for day in days if day.weekday() == number]
    nth = found.groupdict().get("nth")
    if nth:
        yield _checked(days[-1 if int(nth) > len(days) else int(nth) - 1], today)
    else:
        yield _unclear("weekday", today, *[day for day in days if day >= today][:MOST_OPTIONS])


@_rule(rf"minggu ke (?P<nth>[1-49]) {_IN_MONTH}")
def _week_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "minggu kedua januari": the eighth to the fourteenth."""
    month, nth = _named_month(found, today), int(found["nth"])
    first = _last_of(month) - 6 * _DAY if nth > 4 else month + (nth - 1) * _WEEK  # noqa: PLR2004
    yield _week(first, today)


# --- Dates


@_rule(
    r"(?:tanggal )?(?P<year>[0-9]{4})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
    r"(?:tanggal )?(?P<day>[0-9]{1,2})(?P<mark>[-./])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})",
    r"(?:tanggal )?(?P<day>[0-9]{1,2}) (?P<month>[0-9]{1,2}) (?P<year>20[0-9]{2})",
)
def _numbers(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "2026-12-04", "5-1-2027", "05.01.27"."""
    yield _dated(int(found["day"]), int(found["month"]), _year(found["year"], today), today)


@_rule(
    rf"(?:tanggal )?(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})(?! (?:{_UNIT})\b)",
    r"(?:tanggal |(?<!.))(?P<day>[0-9]{1,2})[-.](?P<month>[0-9]{1,2})(?!.)",
)
def _day_and_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "5/1"; "5-1" and "5.1", which may be a range or a number, only where nothing else is said."""
    day, month = int(found["day"]), int(found["month"])
    if 1 <= month <= _DECEMBER and 1 <= day <= _LONGEST_MONTH:  # "12/40" is a share
        yield _dated(day, month, None, today)


_AND = r"(?:[-/,]| (?:-|sampai|atau|dan|,|/) (?:tanggal )?)"
_OF_YEAR = r"(?:(?: [-/])? (?:tahun )?(?P<year>(?:20|19)[0-9]{2}|[0-9]{2}(?= ,|(?!.))|depan))?"


@_rule(
    rf"(?:tanggal )?(?P<first>[0-9]{{1,2}}){_AND}(?P<day>[0-9]{{1,2}}) (?:bulan )?(?P<month>{_M}){_OF_YEAR}",
    rf"(?:tanggal )?(?P<day>[0-9]{{1,2}})(?: [-/])? (?:bulan )?(?P<month>{_M}){_OF_YEAR}",
    rf"(?P<month>{_M}) tanggal (?P<day>[0-9]{{1,2}})",
)
def _in_words(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "5 januari", "tgl 5 des 2026", "5-7 desember"."""
    groups = found.groupdict()
    for day in (groups.get("first"), groups["day"]):
        if day:
            yield _dated(int(day), _month(groups["month"]), _year(groups.get("year"), today), today)


@_rule(
    r"(?P<next>bulan depan) (?:, )?tanggal (?P<day>[0-9]{1,2})",
    r"tanggal (?P<day>[0-9]{1,2}) (?:(?P<next>bulan depan)|(?P<this>bulan ini)|bulan (?P<month>[0-9]{1,2}))",
    rf"tanggal (?P<day>[0-9]{{1,2}})(?:{_AND}(?P<second>[0-9]{{1,2}}))?",
)
def _day_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "tgl 5": of this month or the next; "tgl 5 bulan depan", "tgl 5 atau 6"."""
    groups = found.groupdict()
    following = _months_later(today.replace(day=1), 1)
    for day in (int(said) for said in (groups["day"], groups.get("second")) if said):
        if groups.get("month"):
            yield _dated(day, int(groups["month"]), None, today)
        elif day == today.day and not groups.get("next") and not groups.get("this"):
            # On the fifth, "tanggal 5" may be today or next month.
            yield _unclear("vague", today, today, _months_later(today, 1))
        else:
            later = groups.get("next") or (day < today.day and not groups.get("this"))
            month = following if later else today
            yield _dated(day, month.month, month.year, today)


def _dated(day: int, month: int, year: int | None, today: dt.date) -> dt.date | Unclear:
    """Return a date; without a year, the coming one."""
    if not 1 <= month <= _DECEMBER:
        # Month and day may be the American way round.
        turned = _dated(month, day, year, today) if 1 <= day <= _DECEMBER else None
        return _unclear("impossible", today, *([turned] if isinstance(turned, dt.date) else []))
    passed = (month, day) < (today.month, today.day)
    chosen = year or today.year + passed
    last = _last_of(dt.date(chosen, month, 1))
    if not 1 <= day <= last.day:
        return _unclear("impossible", today, *((last, last + _DAY) if day else ()))
    found = last.replace(day=day)
    if passed and not year and found - today > _YEAR - _JUST_PASSED:
        return _unclear("past", today, found)
    coming = _months_later(found, 12 * (today.year + passed - chosen))
    return _checked(found, today, coming)


def _year(said: str | None, today: dt.date) -> int | None:
    """Return a year as typed, 27 for 2027; absurd ones within the calendar's bounds."""
    if not said:
        return None
    if said == "depan":
        return today.year + 1
    year = int(said)
    return min(max(year, 1), dt.MAXYEAR - 1) if len(said) > 2 else 2000 + year  # noqa: PLR2004


# --- Parts of a month, week or year


@_rule(rf"(?P<part>awal|tengah|akhir) (?:bulan )?(?P<month>{_M}){_OF_YEAR}")
def _part_of_named_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "akhir januari", "awal maret 2027"."""
    month, year = _month(found["month"]), _year(found["year"], today)
    chosen = year or today.year + (month < today.month)
    yield _checked_part(found["part"], dt.date(chosen, month, 1), today)


@_rule(r"(?P<part>awal|tengah|akhir) bulan(?: (?P<which>depan|ini))?")
def _part_of_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "akhir bulan", "pertengahan bulan depan"; a part that is over is next month's."""
    this, following = today.replace(day=1), _months_later(today.replace(day=1), 1)
    day = _part(found["part"], following if found["which"] == "depan" else this)
    if found["which"]:
        yield _checked(day, today, _part(found["part"], following))
    elif found["part"] == "akhir" and (day - today).days < _NEAR_THE_END:
        yield _unclear("vague", today, day, _part("akhir", following))
    else:
        yield day if day >= today else _part(found["part"], following)


@_rule(r"(?P<part>awal|tengah|akhir) (?:tahun(?: (?P<which>depan|ini|20[0-9]{2}))?|(?P<year>20[0-9]{2}))")
def _part_of_year(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "akhir tahun"; the beginning and the middle of a year are no day."""
    said = found["which"] or found["year"]
    year = _year(said, today) if said and said != "ini" else today.year
    year = year or today.year
    if found["part"] == "akhir":
        end = dt.date(year, _DECEMBER, 31)
        near = not said and (end - today).days < _NEAR_THE_END
        yield _unclear("vague", today, end, _months_later(end, 12)) if near else _checked(end, today)
        return
    month = 1 if found["part"] == "awal" else 6
    if not said and dt.date(year, month, 1) < today:
        year += 1
    begin = dt.date(year, month, 1)
    yield _unclear("vague", today, _working(begin), _part("tengah", begin), _part("akhir", begin))


@_rule(r"(?P<part>awal|tengah|akhir) minggu(?: (?P<which>depan|ini))?")
def _part_of_week(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "akhir minggu" as Saturday, "awal minggu depan" as Monday."""
    number = {"awal": 0, "tengah": 2, "akhir": _SATURDAY}[found["part"]]
    if found["which"]:
        monday = _monday(today) + (_WEEK if found["which"] == "depan" else 0 * _DAY)
        yield _checked(monday + number * _DAY, today, monday + _WEEK + number * _DAY)
    elif found["part"] == "akhir" and today.weekday() == _SUNDAY:
        yield _unclear("weekday", today, today, today + (_SATURDAY + 1) * _DAY)
    else:
        yield _coming(_Weekday(number=number), today)


def _checked_part(part: str, month: dt.date, today: dt.date) -> dt.date | Unclear:
    return _checked(_part(part, month), today, _part(part, _months_later(month, 12)))


def _part(part: str, month: dt.date) -> dt.date:
    """Return the first, fifteenth or last day of a month."""
    return _last_of(month) if part == "akhir" else month.replace(day=1 if part == "awal" else _MIDDLE)


# --- Days of the week


@_rule(
    rf"(?P<day>{_D}) (?P<which>depan|ini|lalu|kemarin|besok)",
    rf"(?P<day>{_D}) (?:, )?minggu (?P<week>depan|ini|lalu|kemarin)",
    rf"minggu (?P<week>depan|ini|lalu) (?:, )?(?P<day>{_D})",
    rf"(?P<which>besok) (?P<day>{_D})",
    rf"(?P<day>{_D}) (?P<weeks>[0-9]) minggu(?: lagi)?",
    rf"(?P<weeks>[0-9]) minggu(?: lagi)? (?:, )?(?P<day>{_D})",
)
def _weekday(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "jumat depan" (next calendar week's), "jumat ini", "jumat besok" (the coming one), "jumat lalu"."""
    groups = found.groupdict()
    number = _DAYS.index(groups["day"])
    which, week = groups.get("which"), groups.get("week")
    ahead = today + (number - today.weekday()) % 7 * _DAY
    if groups.get("weeks"):
        yield _monday(today) + int(groups["weeks"]) * _WEEK + number * _DAY
    elif "depan" in {which, week}:
        yield _monday(today) + _WEEK + number * _DAY
    elif which == "besok":
        yield ahead if ahead > today else ahead + _WEEK
    elif which == "ini":
        yield ahead
    elif week == "ini":
        yield _checked(_monday(today) + number * _DAY, today, ahead)
    else:
        yield _unclear("past", today, ahead)


@_rule(rf"(?P<day>{_D}|{'|'.join(_SHORT_DAYS)}(?= (?:, )?[0-9]|(?!.)))")
def _weekday_alone(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - rules take the same
    """Read "jumat", also in front of a date."""
    yield _Weekday(number=[day[:3] for day in _DAYS].index(found["day"][:3]))


def _coming(name: _Weekday, today: dt.date) -> dt.date | Unclear:
    """Return the coming day of that name; on the day itself it may be today or next week."""
    day = today + (name.number - today.weekday()) % 7 * _DAY
    if not name.certain:
        return _unclear("weekday", today, day, *_week(_monday(today) + _WEEK, today).options[:3])
    return day if day > today else _unclear("weekday", today, day, day + _WEEK)


def _week(monday: dt.date, today: dt.date) -> Unclear:
    """Return the question for a day of the week beginning at `monday`."""
    days = [monday + number * _DAY for number in range(7)]
    return _unclear("weekday", today, *(day for day in days if day.weekday() in {0, 2, _FRIDAY, _SATURDAY}))


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * _DAY


# --- So far from now

_SPAN = rf"{_COUNT} (?:{_UNIT})(?: setengah)?"


@_rule(
    rf"sudah {_SPAN}|{_SPAN} (?:sudah )?lalu|(?P<past>minggu|bulan|tahun|hari) lalu",
)
def _span_over(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - rules take the same
    """Read "3 hari yang lalu", "bulan lalu"."""
    yield _unclear("past", today)


@_rule(
    rf"(?P<first>[0-9]{{1,3}})(?:[-/,]| (?:-|sampai|atau|/) )(?P<second>[0-9]{{1,3}}) (?P<unit>{_UNIT})(?: lagi)?"
)
def _span_between(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "2-3 hari": two days."""
    if found["second"] in {"5", "25", "75"} and "," in found.group():
        yield _ahead(f"{found['first']},{found['second']} {found['unit']}", today)
        return
    for count in (found["first"], found["second"]):
        yield _ahead(f"{count} {found['unit']}", today)


@_rule(rf"(?P<spans>{_SPAN}(?: (?:dan |lebih )?{_SPAN}){{0,2}})(?: (?:lagi|ke depan|dari hari ini|depan))?")
def _span(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "3 hari lagi", "1,5 bulan", "sebulan 2 minggu lagi"."""
    yield _ahead(found["spans"], today)


_ONE_SPAN = re.compile(rf"(?P<count>{_COUNT}) (?P<unit>{_UNIT})(?P<half> setengah)?")


def _ahead(spans: str, today: dt.date) -> dt.date | Unclear:
    day = today
    for span in _ONE_SPAN.finditer(spans):
        day = _moved(day, span["count"] + (span["half"] or ""), span["unit"])
    return _checked(day, today)


def _moved(day: dt.date, count: str, unit: str) -> dt.date:
    """Return the day so much later; further than any plan reaches if the number is absurd."""
    half = 0.5 if "setengah" in count else 0
    number = min(float(count.replace("setengah", "").replace(",", ".") or 0) + half, _TOO_MANY)
    if unit == "hari kerja":
        for _ in range(min(int(number), _TOO_MANY // 10)):
            day = _working(day + _DAY)
        return day
    if unit in {"hari", "minggu"}:
        return day + int(number * (7 if unit == "minggu" else 1)) * _DAY
    months = number * (12 if unit == "tahun" else 1)
    return _months_later(day, int(months)) + int(months % 1 * 30) * _DAY


def _months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later (or earlier) month, or that month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = dt.date(min(max(years, 1), dt.MAXYEAR - 1), month + 1, 1)
    return first.replace(day=min(day.day, _last_of(first).day))


def _last_of(month: dt.date) -> dt.date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


# --- Whole weeks, months and years


@_rule(r"minggu (?P<which>depan|ini)")
def _whole_week(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "minggu depan": one of its days."""
    yield _week(_monday(today) + (_WEEK if found["which"] == "depan" else 0 * _DAY), today)


@_rule(r"minggu")
def _sunday_or_week(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - rules take the same
    """Read "minggu": Sunday, or a week."""
    yield _Weekday(number=_SUNDAY, certain=False)


@_rule(
    rf"bulan (?P<which>depan|ini)|(?:bulan (?P<month>{_M})|(?P<full>{_FULL_MONTH})|(?<!.)(?P<short>{_M})(?!.)){_OF_YEAR}"
)
def _whole_month(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "bulan depan", "januari": its first, fifteenth or last."""
    said = found["month"] or found["full"] or found["short"]
    month = _months_later(today.replace(day=1), 1 if found["which"] == "depan" else 0)
    if said:
        number, year = _month(said), _year(found["year"], today)
        month = dt.date(year or today.year + (number < today.month), number, 1)
    days = [_part(part, month) for part in ("awal", "tengah", "akhir")]
    yield _unclear("past" if days[-1] < today else "vague", today, *days)


@_rule(r"tahun (?P<which>depan|ini|20[0-9]{2})")
def _whole_year(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "tahun depan": one of its quarters."""
    year = (_year(found["which"], today) if found["which"] != "ini" else None) or today.year
    ends = [_part("akhir", dt.date(year, month, 1)) for month in (3, 6, 9, _DECEMBER)]
    if ends[-1] < today:
        yield _unclear("past", today)
    else:
        yield _unclear("vague" if year <= today.year + _MOST_YEARS else "impossible", today, *ends)


def _named_month(found: re.Match[str], today: dt.date) -> dt.date:
    """Return the first day of the month meant by _IN_MONTH."""
    if found["month"]:
        number = _month(found["month"])
        return dt.date(today.year + (number < today.month), number, 1)
    return _months_later(today.replace(day=1), 1 if found["which"] == "depan" else 0)


def _month(name: str) -> int:
    return [month[:3].casefold() for month in MONTHS].index(name[:3]) + 1


# --- Single words


@_rule(r"besok lusa|(?P<tomorrow>besok)|lusa|(?P<today>hari ini)")
def _near(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "besok", "lusa", "hari ini"; "besok lusa" is the day after tomorrow, as "lusa"."""
    yield today + (0 if found["today"] else 1 if found["tomorrow"] else 2) * _DAY


@_rule(r"kemarin(?: lusa)?|tadi", rules=_VAGUE)
def _over(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - rules take the same
    """Read "kemarin"."""
    yield _unclear("past", today)


@_rule(r"gajian|tanggal (?:muda|tua)", rules=_VAGUE)
def _payday(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:
    """Read "gajian": the 25th, the end of the month or the first, as factories pay."""
    first = _months_later(today.replace(day=1), 1)
    days = {"gajian": (25,), "tanggal muda": (5,), "tanggal tua": (20, 25)}[found.group()]
    coming = [month.replace(day=day) for day in days for month in (today, first)]
    ends = [] if found.group() == "tanggal muda" else [_last_of(today)]
    yield _unclear("vague", today, *sorted(day for day in coming if day >= today)[: len(days)], *ends, first)


@_rule(
    r"segera|cepat|dekat dekat ini|waktu dekat|pas dekat|(?:sebentar|bentar) lagi|se ?cepat mungkin|hari hari ini",
    rules=_VAGUE,
)
def _soon(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - rules take the same
    """Read "secepatnya": today, or one of the next working days."""
    tomorrow = _working(today + _DAY)
    yield _unclear("vague", today, today, tomorrow, _working(tomorrow + _DAY), _working(today + _WEEK))


@_rule(
    r"nanti|kapan (?:- )?kapan|kapan 2|kapan saja|(?:tidak|kurang) (?:tau|pasti|tentu|jelas)|entah|terserah|bebas|"
    rf"(?:me)?nyusul|tunggu|nunggu|menunggu|sempat|(?:beberapa|bbrp|berapa) (?:{_UNIT})|kapan kapan|gatau|gtau|suatu hari",
    rules=_VAGUE,
)
def _some_day(found: re.Match[str], today: dt.date) -> Iterator[_Reading]:  # noqa: ARG001 - rules take the same
    """Read "kapan-kapan", "belum tau"."""
    days = (today + _DAY, today + _WEEK, today + 2 * _WEEK, _months_later(today, 1))
    yield _unclear("vague", today, *(_working(day) for day in days))
