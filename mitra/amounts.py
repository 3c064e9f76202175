"""
Amounts as people type them on a phone: "4,5 jt", "rp 4.500.000", "2 jam setengah", "setahun 3 bln".

A text is cut into tokens, tokens are read as numbers, numbers with their units as quantities, and
neighbouring quantities ("7 jam 30") as one amount. Whoever types more than one amount is asked again.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction


class Unit(Enum):
    """What an amount counts; the result of `read_amount` is in this unit."""

    RUPIAH = "rupiah"
    HOURS = "hours"
    MONTHS = "months"  #: a year is 12, a day a thirtieth
    COUNT = "count"  #: pieces; metres and kilos of material count as pieces too
    MINUTES = "minutes"
    SECONDS = "seconds"


#: Nobody needs more letters for one amount; more only cost time.
MOST_LETTERS = 160
#: From here on an amount is a slip of the finger, or somebody playing.
TOO_MUCH = Decimal(10) ** 15
_MOST_DIGITS = 15
_SMALLEST = Decimal("0.000001")

_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_ONES = {word: number for number, word in enumerate(_DIGITS)} | {"tuju": 7, "lapan": 8}
_TENS = {"puluh": 10, "ratus": 100}
_TEENS = "belas"
_SCALES = {
    **dict.fromkeys(("ribu", "ribuan", "rebu", "rebuan", "rb", "rban", "rbu", "k"), 1_000),
    **dict.fromkeys(("juta", "jutaan", "jt", "jtan", "jta", "jeti"), 1_000_000),
    **dict.fromkeys(("miliar", "milyar", "miliyar"), 1_000_000_000),
}
_BILLION = "m"  # "1,2 m"; a metre where things are counted
_PARTS = {
    **dict.fromkeys(("setengah", "stengah", "setgh", "stgh"), Fraction(1, 2)),
    "seperempat": Fraction(1, 4),
}
_THOUSAND = 1_000

#: Sizes in seconds.
_CLOCK = {
    **dict.fromkeys(("detik", "dtk", "dtik", "sec", "s"), 1),
    **dict.fromkeys(("menit", "mnt", "mnit"), 60),
    **dict.fromkeys(("jam", "jm"), 3_600),
}
#: Sizes in days, with months of thirty: what is asked is an estimate.
_CALENDAR = {
    **dict.fromkeys(("hari", "hr"), 1),
    **dict.fromkeys(("minggu", "mgg", "mggu"), 7),
    **dict.fromkeys(("bulan", "bln", "bulanan", "blnan"), 30),
    **dict.fromkeys(("tahun", "thn", "taun", "tahunan", "th"), 360),
}
_PIECES = {
    **dict.fromkeys(("pcs", "pc", "biji", "bj", "buah", "bh", "potong", "ptg", "lembar", "lbr", "unit"), 1),
    **dict.fromkeys(("bungkus", "bks", "pasang", "botol", "kotak", "dus", "karung", "barang", "produk"), 1),
    **dict.fromkeys(("m", "mtr", "meter", "kg", "kilo"), 1),
    **dict.fromkeys(("lusin", "lsn"), 12),
    "kodi": 20,
    **dict.fromkeys(("gros", "gross"), 144),
}
_MONEY = dict.fromkeys(("rupiah", "perak"), 1)


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """How one unit is typed."""

    #: Words and their sizes.
    words: dict[str, int]
    #: Size of the unit that is asked for.
    size: int = 1
    #: What a bare number after a size means: the 30 of "7 jam 30" are minutes.
    after: dict[int, int] = field(default_factory=dict)
    #: Whether a word before its number means something else: "jam 8" is a time of day, "tahun 2020" a date.
    dated: bool = False


_AFTER_CLOCK = {3_600: 60, 60: 1}
_KINDS = {
    Unit.RUPIAH: _Kind(words=_MONEY),
    Unit.HOURS: _Kind(words=_CLOCK, size=3_600, after=_AFTER_CLOCK, dated=True),
    Unit.MINUTES: _Kind(words=_CLOCK, size=60, after=_AFTER_CLOCK, dated=True),
    Unit.SECONDS: _Kind(words=_CLOCK, after=_AFTER_CLOCK, dated=True),
    Unit.MONTHS: _Kind(words=_CALENDAR, size=30, after={360: 30}, dated=True),
    Unit.COUNT: _Kind(words=_PIECES, after={12: 1, 20: 1, 144: 1}),
}
_OTHER_THINGS = {"orang", "org", "kali", "persen", "%", "shift", "mesin", "ton", "cm", "liter"}
_ALL_UNITS = {*_CLOCK, *_CALENDAR, *_PIECES, *_MONEY, *_OTHER_THINGS}
#: Words that may stick to a number: "5jt", "5an", "rp5000", "7jam30". A lone letter before one is a name: "k3", "m4".
_AFTER_A_NUMBER = {*_ALL_UNITS, *_SCALES, *_PARTS, _BILLION, _TEENS, *_TENS, "an"}
_BEFORE_A_NUMBER = {word for word in (*_AFTER_A_NUMBER, "rp", "idr") if len(word) > 1}
_SPELLED_TOGETHER = {
    beginning + end: (one, end)
    for beginning, one in [*((one, one) for one in _ONES), ("se", "satu")]
    for end in (*_TENS, _TEENS, *_SCALES)
}

#: A question, or the opposite of what the number says: "lembur 2 jam dapat berapa", "belum setahun".
NO_REPLY = {
    *("apa", "apakah", "berapa", "brp", "brapa", "gimana", "gmn", "bagaimana", "kenapa", "knp", "mengapa"),
    *("kapan", "siapa", "piro", "piye", "sabaraha", "kumaha"),
    *("bukan", "belum", "blm", "tidak", "tdk", "gak", "ga", "gk", "nggak", "ngga", "enggak", "kurang"),
    *("krg", "minus", "antara"),
}
#: What stands after these is a place or a date, no amount: "jam ke-3", "tgl 25".
_NAMES_A_NUMBER = {"ke", "tgl", "tanggal", "pasal", "no", "nomor", "nomer", "pukul", "modul", "-"}
_BETWEEN_PARTS = {"dan", "lebih", "lewat", "sama"}

_TOKEN = re.compile(r"[0-9][0-9.,]*|[a-z]+|[%/:-]")
_OPAQUE = "?"
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_ABOUT = re.compile(r"\+ ?/? ?-|±|\b(?:kurang lebih|krg lbh|kurleb)\b")
_HALF = re.compile(r"(?<![0-9/.,])1[/\u2044]2(?![0-9/.,])")
_SPACED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9.,])")
_SUM = re.compile(r"\+|\b(?:plus|tambah|ditambah)\b")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212~", "-"))

_GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}(?:\1[0-9]{3})*")
_MIXED = re.compile(r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?!\2)[.,]([0-9]{1,2})")
_DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]{1,6})")
_TIME_OF_DAY = re.compile(r"[0-9]{1,2}\.[0-9]{2}")


class _UnclearError(ValueError):
    """More than one reading is possible; better ask than guess."""


def read_amount(text: str, unit: Unit) -> Decimal | None:
    """
    Return the one amount in `text`, in `unit` and to six decimals, or None when there is no single clear one.

    A range ("4-5 jt"), a question or several different amounts are not clear; a sum ("3 jt + 500 rb") is.
    """
    if len(text) > MOST_LETTERS:
        return None
    try:
        parts = [_Reader(part, unit).amount() for part in _SUM.split(_plain(text))]
        return _to_six_decimals(sum(parts, Fraction(0)))
    except _UnclearError:
        return None


def read_numbers(text: str) -> tuple[Decimal, ...] | None:
    """
    Return the numbers in `text` in their order, whatever they count ("3 hari" is 3), to six decimals.

    None when one of them is not clear, or the text asks or denies. "12 400" are two numbers, dozens are pieces.
    """
    if len(text) > MOST_LETTERS:
        return None
    try:
        numbers = _Reader(_plain(text), Unit.COUNT, strict=False).numbers()
        return tuple(map(_to_six_decimals, numbers))
    except _UnclearError:
        return None


def as_rupiah(amount: Decimal) -> str:
    """Return rupiah as people write them, to the whole rupiah: Rp4.500.000."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{as_number(abs(amount), places=0)}"


def as_number(amount: Decimal, places: int = 2) -> str:
    """Return a number with Indonesian marks, rounded to at most `places` decimals: 1.234,5."""
    rounded = _trimmed(amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    return f"{rounded:,f}".translate(str.maketrans(".,", ",."))


def _to_six_decimals(number: Fraction) -> Decimal:
    """Return a number as a decimal; raises _UnclearError when it is too much, or would be when rounded."""
    if number >= int(TOO_MUCH) - 1:
        raise _UnclearError
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return _trimmed(exact.quantize(_SMALLEST, ROUND_HALF_UP))


def _trimmed(amount: Decimal) -> Decimal:
    """Return `amount` without noughts at its end, never in the form 4.5E+6, never as -0."""
    normal = amount.normalize() + 0
    return normal.quantize(Decimal(1)) if normal == normal.to_integral_value() else normal


def _plain(text: str) -> str:
    """Return `text` in lower case with its many dashes, halves and held-down letters made one."""
    plain = unicodedata.normalize("NFKC", text.replace("½", " 1/2 ")).casefold().translate(_DASHES)
    plain = _HALF.sub(" setengah ", _ABOUT.sub(" ", plain))
    return _STRETCHED.sub(r"\1", plain)


def _tokens(text: str) -> Iterator[str]:
    """
    Yield numbers, words and marks; a number that sticks to a strange word becomes opaque.

    So "gara2", "p3k", "5r" and "3x" hold no amount, while "5jt", "rp5000" and "7jam30" do.
    """
    found = list(_TOKEN.finditer(text))
    for before, match, after in zip([None, *found], found, [*found[1:], None], strict=False):
        token = match.group()
        if token[0].isdigit() and (_is_strange(before, match) or _is_strange(match, after)):
            token = _OPAQUE
        yield token


def _is_strange(left: re.Match[str] | None, right: re.Match[str] | None) -> bool:
    """Return whether a number and a word touch that have nothing to do with each other."""
    if not left or not right or left.end() != right.start():
        return False
    before, after = left.group(), right.group()
    if after.isalpha():
        return after not in _AFTER_A_NUMBER
    return before.isalpha() and before not in _BEFORE_A_NUMBER


class _Reader:
    """
    Reads one text for one unit; `_at` is the token that comes next.

    Unless it is `strict`, numbers may count other things as well, and a space always parts them.
    """

    def __init__(self, text: str, unit: Unit, *, strict: bool = True) -> None:
        self._unit = unit
        self._strict = strict
        self._kind = _KINDS[unit]
        self._scales: dict[str, int] = _SCALES
        if unit is Unit.RUPIAH:
            self._scales = _SCALES | {_BILLION: 1_000_000_000}
        if strict and unit in {Unit.RUPIAH, Unit.COUNT}:
            text = _SPACED.sub(lambda match: match.group().replace(" ", ""), text)
        self._tokens = [word for token in _tokens(text) for word in self._spelled_out(token)]
        self._at = 0
        self._has_bare_number = False

    def amount(self) -> Fraction:
        """Return the text's one amount, in the unit; raises _UnclearError."""
        amounts = set(self.numbers())
        if len(amounts) != 1:
            raise _UnclearError
        return amounts.pop() / self._kind.size

    def numbers(self) -> list[Fraction]:
        """Return the text's amounts in their order, in the smallest unit; raises _UnclearError."""
        if NO_REPLY.intersection(self._tokens):
            raise _UnclearError
        return list(self._amounts())

    def _amounts(self) -> Iterator[Fraction]:
        stray = False
        while self._at < len(self._tokens):
            quantity = self._quantity()
            if quantity:
                number, size = quantity
                yield self._joined(number, size) if size else number * self._kind.size
            else:
                stray = stray or self._next() in self._kind.words
                self._at += 1
        if self._kind.dated and stray and self._has_bare_number:
            raise _UnclearError

    def _joined(self, value: Fraction, size: int) -> Fraction:
        """Return `value` with the smaller quantities that follow it: the 3 months of "1 tahun 3 bulan"."""
        while not value % size:
            start = self._at
            while self._next() in _BETWEEN_PARTS:
                self._at += 1
            more, more_size = self._quantity() or (None, None)
            if more is not None and more_size is None and size in self._kind.after:
                more_size = self._kind.after[size]
                more *= more_size
            if more is None or more_size is None or more >= size or more_size >= size:
                self._at = start
                break
            value, size = value + more, more_size
        return value

    def _quantity(self) -> tuple[Fraction, int | None] | None:
        """Take a number and its unit; return its value and the unit's size, or the bare number and None."""
        start = self._at
        number = self._number()
        if number is None:
            return None
        if start and self._tokens[start - 1] in _NAMES_A_NUMBER:
            raise _UnclearError
        size = self._kind.words.get(self._next())
        if size:
            self._at += 1
            return (number + self._part()) * size, size
        # "4 juta bulan ini" is money, "2 tahun" is not.
        if (
            self._strict
            and self._next() in _ALL_UNITS
            and (self._unit is not Unit.RUPIAH or number < _THOUSAND)
        ):
            raise _UnclearError
        self._has_bare_number = True
        return number, None

    def _number(self) -> Fraction | None:
        """Take digits, number words, or both: "4,5 juta", "4 juta 500 ribu", "tiga setengah juta"."""
        total, limit = None, None
        while (small := self._small(first=total is None)) is not None:
            scale = self._scales.get(self._next())
            value = small * (scale or 1)
            # "500 ribu 4 juta" is two amounts; "4 juta 500" may mean 4.500.000 or 4.000.500.
            if limit is not None and (value >= limit or (not scale and value < _THOUSAND < limit)):
                raise _UnclearError
            total = (total or Fraction(0)) + value
            if not scale:
                break
            self._at += 1
            total += self._part() * scale
            limit = scale if small.denominator == 1 else 0
        return total

    def _small(self, *, first: bool) -> Fraction | None:
        """Take what stands before a scale: digits, or words up to 999, with a half if there is one."""
        if first and self._next() in _PARTS:
            return self._part()
        total, least = None, _THOUSAND
        while (ones := self._ones(digits=total is None)) is not None:
            factor = _TENS.get(self._next(), 1)
            if factor >= least:
                raise _UnclearError
            teens = self._next() == _TEENS
            self._at += factor > 1 or teens
            total = (total or Fraction(0)) + ones * factor + (10 if teens else 0)
            least = factor
            if factor == 1:
                break
        return None if total is None else total + self._part()

    def _ones(self, *, digits: bool) -> Fraction | None:
        token = self._next()
        number = Fraction(_ONES[token]) if token in _ONES else None
        if digits and token[:1].isdigit():
            following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else ""
            number = self._digits(token.rstrip(".,"), scaled=following in self._scales)
        self._at += number is not None
        return number

    def _part(self) -> Fraction:
        """Take a half or a quarter, if one comes next."""
        part = _PARTS.get(self._next(), Fraction(0))
        self._at += part > 0
        return part

    def _digits(self, token: str, *, scaled: bool) -> Fraction:
        """
        Return digits with their marks as a number; raises _UnclearError.

        "4.500" is thousands, and so is "12,000" where nobody would write three decimals.
        """
        whole_things = self._unit in {Unit.RUPIAH, Unit.COUNT} and not scaled
        if sum(map(str.isdigit, token)) > _MOST_DIGITS:
            raise _UnclearError
        if token.isdigit():
            return Fraction(token)
        if self._unit is Unit.HOURS and _TIME_OF_DAY.fullmatch(token):
            raise _UnclearError  # 2.30 is half past two, or 2,3
        grouped = _GROUPED.fullmatch(token)
        if grouped and (whole_things or grouped[1] == "." or token.count(",") > 1):
            return Fraction(token.replace(grouped[1], ""))
        if mixed := _MIXED.fullmatch(token):
            return Fraction(f"{mixed[1].replace(mixed[2], '')}.{mixed[3]}")
        if decimal := _DECIMAL.fullmatch(token):
            return Fraction(f"{decimal[1]}.{decimal[2]}")
        raise _UnclearError

    def _spelled_out(self, token: str) -> tuple[str, ...]:
        """Return the words in one: "sejuta", "duabelas", and "sejam" where hours are asked for."""
        if token.startswith("se") and token[2:] in self._kind.words:
            return ("satu", token[2:])
        return _SPELLED_TOGETHER.get(token, (token,))

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""
