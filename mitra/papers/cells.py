"""
What people type into the cells of a spreadsheet: texts, choices, names, rupiah, days.

Each function takes a cell as it was read and returns its meaning, or raises CellError: many forms are taken, no meaning is
guessed.
"""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from mitra import dates
from mitra.amounts import TOO_MUCH, Unit, read_amount
from mitra.errors import MitraError
from mitra.papers.workbook import Value, as_line, as_text, one_line

_T = TypeVar("_T")

EARLIEST_YEAR, MOST_YEARS_AHEAD = 2000, 5
#: A cell that says there is nothing.
_NOTHING = {"", "-", "–", "—"}
#: How alike a name must be to be asked about: "bdui" is to "Budi", "joko" is not; letters looked at; names asked about.
_ALIKE, _MOST_LETTERS, _MOST_NAMES = 75, 60, 2
_MOST_SAID = 30
_NEGATIVE = re.compile(r"(?:rp\.?)?\s*[-–−(]", re.IGNORECASE)
#: Less than this, in rupiah, has no decimals: 4.5 was meant as millions, or is 4.500 spoilt by the spreadsheet.
_SMALL = 1_000
_DAY_FIRST = re.compile(
    r"(?:(?:hari )?(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu),? |tgl\.? |tanggal )?"
    r"(\d{1,2})[ ./-]+(\d{1,2}|[a-z]+)[ ./-]+(\d{4}|\d{2})"
)
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?: 00:00:00)?")
_YEAR = re.compile(r"\b20[0-9]{2}\b")
_CENTURY, _SHORT_YEAR = 2_000, 100
#: In Bahasa, and as a spreadsheet set to English shortens them.
_MONTH_NAMES = (
    "januari jan january", "februari pebruari feb peb february", "maret mar march", "april apr",
    "mei may", "juni jun june", "juli jul july", "agustus agu ags agt agust aug august",
    "september sep sept", "oktober okt oct october", "november nopember nov nop", "desember des dec december",
)  # fmt: skip
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
SAMPLE_DAY = "28/2/2027"


class CellError(MitraError):
    """What stands in a cell cannot be taken; the message says why and what to do, but not where."""


def is_nothing(value: Value) -> bool:
    """Return whether a cell is empty, or says so by a dash."""
    return as_line(value) in _NOTHING


def quoted(value: Value) -> str:
    """Return what stands in a cell, in quotes and cut short."""
    text = as_line(value)
    return f"“{text if len(text) <= _MOST_SAID else text[: _MOST_SAID - 1] + '…'}”"


def read_text(value: Value, limit: int, *, needed: bool = False) -> str:
    """Return a text with its lines, of `limit` letters at most."""
    text = as_text(value)
    if needed and not text:
        raise CellError("belum diisi. Isi, atau kosongkan seluruh barisnya.")
    if len(text) > limit:
        raise CellError(f"{len(text)} huruf, paling panjang {limit}. Ringkas dulu.")
    return text


# --- choices


@dataclass(frozen=True)
class Choice(Generic[_T]):
    """What can be chosen in a column."""

    #: As it is written.
    labels: dict[_T, str]
    #: As it may be typed: small letters, no marks.
    spellings: dict[str, _T]


def numbered(names: dict[int, str], word: str) -> Choice[int]:
    """Return the choice among numbers with names ("Mutu|kualitas"), typed as "2", "mutu", "2 kualitas", "modul 2" (`word`)."""
    split = {number: name.split("|") for number, name in names.items()}
    spellings = {_key(name): number for number, spelt in split.items() for name in spelt}
    both = {f"{number} {spelling}": number for spelling, number in spellings.items()}
    numbers = {f"{before}{number}": number for number in split for before in ("", f"{word} ")}
    labels = {number: f"{number} {spelt[0]}" for number, spelt in split.items()}
    return Choice(labels, spellings | both | numbers)


def named(names: dict[_T, str]) -> Choice[_T]:
    """Return the choice among names ("belum|belum mulai"), written as the first of each."""
    labels = {value: spelt.partition("|")[0] for value, spelt in names.items()}
    return Choice(labels, {_key(name): value for value, spelt in names.items() for name in spelt.split("|")})


def read_choice(value: Value, choice: Choice[_T], usual: _T | None = None) -> _T:
    """Return what was chosen, or `usual` where nothing was."""
    if usual is not None and is_nothing(value):
        return usual
    chosen = choice.spellings.get(_key(as_line(value)))
    if chosen is not None:
        return chosen
    shown = {spelling: choice.labels[one] for spelling, one in choice.spellings.items()}
    what = "belum diisi" if is_nothing(value) else f"{quoted(value)} tidak dikenal"
    every = ", ".join(choice.labels.values())
    raise CellError(f"{what}. {_close(value, shown) or f'Pilih {every}.'}")


def _key(text: str) -> str:
    """Return the words of a text, small and without marks."""
    return " ".join(re.findall(r"\w+", text.casefold()))


# --- names


def read_name(value: Value, names: Sequence[str]) -> str:
    """Return one of `names`, spelt as there; empty for nothing. Small letters and blanks make no difference."""
    said, key = as_line(value), _name_key(as_line(value))
    same = [name for name in names if one_line(name) == said]
    same = same or [name for name in names if _name_key(name) == key]
    if len(same) == 1:
        return same[0]
    if is_nothing(value):
        return ""
    if same:
        raise CellError(f"ada {len(same)} yang bernama {quoted(value)}. Kosongkan, lalu pilih di Telegram.")
    hint = _close(value, {_name_key(name): one_line(name) for name in names})
    raise CellError(f"{quoted(value)} tidak ada di daftar. {hint or 'Pilih dari daftar, atau kosongkan.'}")


def _name_key(text: str) -> str:
    """Return a name as it is compared; marks stay, they may be all there is of it."""
    return unicodedata.normalize("NFKC", one_line(text)).casefold()


def _close(value: Value, shown: dict[str, str]) -> str:
    """Return a question with the names most like what was typed, empty when none is; `shown` is spelling → name."""
    typed = _name_key(as_line(value)[:_MOST_LETTERS])
    found = process.extract(typed, shown.keys(), scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    names = list(dict.fromkeys(shown[spelling] for spelling, *_ in found))[:_MOST_NAMES]
    return f"Mungkin maksudnya {' atau '.join(names)}?" if names else ""


# --- amounts and days


def read_rupiah(value: Value) -> int | None:
    """Return whole rupiah, none below nought; None for nothing."""
    if is_nothing(value):
        return None
    said = as_line(value)
    typed = isinstance(value, bool) or not isinstance(value, int | float)
    amount = read_amount(said, Unit.RUPIAH) if typed else Decimal(repr(value))
    if _NEGATIVE.match(said):
        raise CellError(f"{quoted(value)} kurang dari nol. Tulis 0 atau lebih.")
    if amount is None or (amount < _SMALL and amount % 1):
        raise CellError(f"{quoted(value)} belum jelas berapa. Tulis seperti 4500000 atau 4,5 jt.")
    if amount >= TOO_MUCH:
        raise CellError(f"{quoted(value)} terlalu besar. Periksa angkanya.")
    return int(amount.to_integral_value(ROUND_HALF_UP))


def read_day(value: Value, today: dt.date) -> dt.date | None:
    """Return a day with its year, from 2000 to five years after `today`; None for nothing."""
    if is_nothing(value):
        return None
    said = as_line(value)  # a real date says 5/1/2027 too
    parts = _parts_of_day(said.casefold()) or _parts_in_words(said, today)
    if not parts:
        raise CellError(f"tanggal {quoted(value)} belum jelas. Tulis seperti {SAMPLE_DAY}.")
    year, month, day = parts
    last = calendar.monthrange(year, month)[1] if year and month in _MONTHS.values() else 0
    if not 1 <= day <= last:
        sample = f"{last}/{month}/{year}" if last else SAMPLE_DAY
        raise CellError(f"tanggal {quoted(value)} tidak ada. Tulis seperti {sample}.")
    if year < EARLIEST_YEAR:
        raise CellError(f"tanggal {quoted(value)} terlalu lama. Periksa tahunnya.")
    if parts > (today.year + MOST_YEARS_AHEAD, today.month, today.day):
        raise CellError(
            f"tanggal {quoted(value)} lebih dari {MOST_YEARS_AHEAD} tahun lagi. Periksa tahunnya."
        )
    return dt.date(*parts)


def _parts_of_day(said: str) -> tuple[int, int, int] | None:
    """Return year, month and day, real or not, of "5/1/2027", "Senin, 5 Jan 27" or "2027-01-05"."""
    if found := _YEAR_FIRST.fullmatch(said):
        return int(found[1]), int(found[2]), int(found[3])
    found = _DAY_FIRST.fullmatch(said)
    if not found or (found[2].isalpha() and found[2] not in _MONTHS):
        return None
    year = int(found[3])
    return (
        year if year >= _SHORT_YEAR else _CENTURY + year,
        int(_MONTHS.get(found[2], found[2])),
        int(found[1]),
    )


def _parts_in_words(said: str, today: dt.date) -> tuple[int, int, int] | None:
    """Return year, month and day of "5 Januri 2027" or "akhir Januari 2027"; what says no year was typed nobody knows when."""
    year = _YEAR.search(said[:_MOST_LETTERS])
    day = dates.read_day(said[:_MOST_LETTERS], today) if year else None
    return (
        (day.year, day.month, day.day)
        if isinstance(day, dt.date) and year and day.year == int(year[0])
        else None
    )
