"""
Figures as people type them: "12 dari 400", "2,5 persen", "1.200 kwh / 400 pcs", "sekitar 40"; and figures written back.

The text is cut where a share is made ("dari", "/", "%"), and each piece is read as `mitra.amounts` reads numbers. Whoever
types more than was asked for is asked again.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from mitra.amounts import MOST_LETTERS, as_number, read_numbers

#: From here on a figure is a slip of the finger, or somebody playing.
TOO_MUCH = 10.0**12
_ALL = 100.0
#: Nothing was counted: "ga ada", "tidak ada yang reject", "nihil".
_NONE = re.compile(
    r"\b(?:(?:tidak|tdk|tak|gak|gk|ga|nggak|ngga|enggak|engga|ndak|ndk|teu|ora)\s*(?:ada|aya|ono)"
    r"|g(?:a|k|ak)da|nihil|kosong|zero|nul|nool)(?:\s+(?:sama\s+sekali|satupun|satu\s+pun))?\b(?!\s*[0-9])"
)
#: ... and where the figure itself is missing: "ga ada datanya", "tidak ada yang tahu".
_NOT_KNOWN = re.compile(r"\b(?:data|catat|tercatat|laporan|info|angka|ukur|hitung|tau\b|tahu\b|alat)")
_PERCENT = re.compile(r"%|\b(?:persen|prsen|persn|prosen|percent|pct)\b")
#: What stands before the whole, and between part and whole.
_OF = re.compile(
    r"[/:]|\b(?:dari|dr|dri|daripada|per|banding|dibanding|total|totalnya|jumlah|produksi|output|semua|of)\b"
)
_MARK = re.compile(f"({_PERCENT.pattern}|{_OF.pattern})")
#: A number and its unit may touch: "1200kwh", "12ng", "12dari400". "1e9" is left alone, and so is "4oo".
_TOUCHING = re.compile(r"(?<=[0-9])(?!o+\b)(?=[a-z]+(?![a-z0-9])|(?:dari|dri|dr|per|total)[0-9])")
_TOUCHED = re.compile(r"(?<=[0-9] )(dari|dri|dr|per|total)(?=[0-9])")
_DIGITS = {
    word: digit
    for digit, word in enumerate("nol satu dua tiga empat lima enam tujuh delapan sembilan".split())
}
_SPOKEN = "|".join(_DIGITS)
_COMMA = re.compile(rf"\b([0-9]+|{_SPOKEN}) koma ([0-9]+|{_SPOKEN})\b")
#: Half of what: "setengah dari 400" is no half piece.
_FRACTION = re.compile(r"\b(?:setengah|stengah|separuh|separo|seperempat|sepertiga)(?:nya)?\s+(?:dari|dr)\b")
_BOUNDS = re.compile(r"[<>≤≥]")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A share as it was typed: in per cent, with its part and whole if they were told."""

    part: float | None
    whole: float | None
    #: In per cent, from 0 to 100.
    value: float


@dataclass(frozen=True, kw_only=True)
class _Number:
    value: float
    #: The mark before it ("dari"), or nothing.
    after: str
    percent: bool


def read_share(text: str) -> Typed | None:
    """Return the share in `text`, from a part and its whole or from per cent; None when there is no single clear one."""
    numbers = _numbers(text, apart=True)
    if numbers is None:
        return None
    told = [number.value for number in numbers if number.percent]
    counted = [number for number in numbers if not number.percent]
    pair = _in_order(counted)
    if pair is None:
        return _per_cent(told, counted)
    part, whole = pair
    if part > whole or not whole:
        return None
    value = min(_ALL * part / whole, _ALL)  # 664,43 of 664,43 comes out a trifle above
    # "12 dari 400 (3%)" says the same twice.
    same = all(abs(percent - value) < 1 for percent in told)
    return Typed(part=part, whole=whole, value=value) if same else None


def _per_cent(told: list[float], counted: list[_Number]) -> Typed | None:
    """Return a share of which only the per cent are told; of the numbers beside them, one may be the whole ("3% dari 400")."""
    if not told and len(counted) == 1 and not counted[0].value and not counted[0].after:
        return Typed(part=None, whole=None, value=0.0)
    value = _only(told)
    if value is None or value > _ALL or len(counted) > 1 or not all(number.after for number in counted):
        return None
    return Typed(part=None, whole=None, value=value)


def read_figure(text: str) -> float | None:
    """Return the one number in `text`, whatever it counts; None when there is none, or two different ones."""
    numbers = _numbers(text, apart=False)
    return None if numbers is None else _only([number.value for number in numbers])


def read_pair(text: str) -> tuple[float, float] | None:
    """Return the two numbers of a ratio, what stands after "dari" or "/" second; None unless there are two."""
    numbers = _numbers(text, apart=True)
    if numbers is None or any(number.percent for number in numbers):
        return None
    pair = _in_order(numbers)
    return pair if pair and pair[1] else None


def say_number(value: float) -> str:
    """Return a number with Indonesian marks: two decimals at most, below one three digits that count; "–" for no number."""
    if not math.isfinite(value):
        return "–"
    exact = Decimal(str(value))
    if abs(exact) >= TOO_MUCH:
        return f"{exact:,.0f}".replace(",", ".")
    # Nobody reads a seventh decimal, and no amount is read to more than six.
    small = 0 < abs(exact) < 1
    return as_number(exact, places=min(6, 2 - exact.adjusted()) if small else 2)


def _only(values: list[float]) -> float | None:
    different = set(values)
    return different.pop() if len(different) == 1 else None


def _in_order(numbers: list[_Number]) -> tuple[float, float] | None:
    """Return part and whole of two numbers; the one after "dari" or "total" is the whole, wherever it stands."""
    if len(numbers) != 2:  # noqa: PLR2004
        return None
    first, second = numbers
    if first.after and not second.after:
        first, second = second, first
    return first.value, second.value


def _numbers(text: str, *, apart: bool) -> list[_Number] | None:
    """Return the numbers in `text`, None when one is not clear; `apart`: "1/2" is one of two and no half."""
    if len(text) > MOST_LETTERS:
        return None
    plain = unicodedata.normalize("NFKC", text.replace("½", " 1/2 ")).casefold()
    plain = _COMMA.sub(_digits, _TOUCHED.sub(r"\1 ", _TOUCHING.sub(" ", plain)))
    if _BOUNDS.search(plain) or (apart and _FRACTION.search(plain)):
        return None
    if _NONE.search(plain):
        if _NOT_KNOWN.search(plain):
            return None
        plain = _NONE.sub(" 0 ", plain)
    pieces = _MARK.split(plain) if apart else [plain]
    return _marked(pieces)


def _marked(pieces: list[str]) -> list[_Number] | None:
    """Return the numbers of pieces of text, every other of which is a mark."""
    numbers: list[_Number] = []
    for at in range(0, len(pieces), 2):
        before = pieces[at - 1] if at else ""
        behind = pieces[at + 1] if at + 1 < len(pieces) else ""
        values = read_numbers(pieces[at])
        if values is None or any(not 0 <= value <= TOO_MUCH for value in values):
            return None
        for place, value in enumerate(values):
            is_of = not place and bool(_OF.fullmatch(before))
            percent = place == len(values) - 1 and bool(_PERCENT.fullmatch(behind))
            numbers.append(_Number(value=float(value), after=before if is_of else "", percent=percent))
    return numbers


def _digits(found: re.Match[str]) -> str:
    """Return "dua koma lima" in digits."""
    return ",".join(str(_DIGITS.get(word, word)) for word in found.groups())
