"""Replies to the questions about a figure: one number or two, and whether a surprising one is meant."""

import re
from dataclasses import dataclass

from mitra.kpis.catalogue import DIVIDED, Kind
from mitra.kpis.typed import read_figure, read_pair, read_share
from nlu.normaliser import normalise

#: Nobody needs more words for two numbers.
MOST_WORDS = 12
_YES = {
    *("ya", "iya", "y", "yes", "betul", "benar", "bener", "ya benar", "iya benar", "ya betul", "ok", "oke"),
    *("sudah benar", "udah bener", "bener kok", "ya bener", "iya bener", "ganti", "ya ganti"),
}
_NO = {
    *("tidak", "bukan", "salah", "salah ketik", "tdk", "enggak", "nggak", "gak", "ga", "no", "keliru"),
    *("typo", "salah tulis", "biarkan", "biarkan saja", "jangan", "tidak benar"),
}
#: Whoever is not sure which of two is asked again.
_EITHER = re.compile(r"\b(?:atau|ato|antara|sampai|sampe|hingga)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|\b(?:persen|prosen|percent)\b", re.IGNORECASE)
#: People work out how many days that were: "40 x 25", "5 orang × 40 jam = 200".
_PRODUCT = re.compile(
    r"(\d[\d.]{0,9})\s*(?:orang|org)?\s*[x×*]\s*(\d[\d.]{0,9})\s*(?:hari|hr|jam|jm)?(?:\s*kerja)?\s*(?:=.*)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed: a part and its whole, or one number; a percentage alone is `percent`."""

    part: float | None = None
    whole: float | None = None
    percent: float | None = None


def read(text: str, kind: Kind) -> Typed | None:
    """Return what `text` says for a figure of this kind; None when it is no clear number."""
    if len(text.split()) > MOST_WORDS or _EITHER.search(text):
        return None
    if _PRODUCT.fullmatch(text.strip()):
        return Typed(part=read_one(text))
    if kind in DIVIDED and (pair := read_pair(text)):
        return Typed(part=pair[0], whole=pair[1])
    share = read_share(text) if kind is Kind.SHARE else None
    if share is not None and share.part is not None:
        return Typed(part=share.part, whole=share.whole)
    value = read_one(text)
    if value is None:
        return None
    return Typed(percent=value) if kind is Kind.SHARE and _PERCENT.search(text) else Typed(part=value)


def read_one(text: str) -> float | None:
    """Return the one number in `text`, a product worked out: "40 x 25"; None when there is no clear one."""
    if product := _PRODUCT.fullmatch(text.strip()):
        left, right = (read_figure(part) for part in product.groups())
        return None if left is None or right is None else left * right
    return read_figure(text)


def says_yes(text: str) -> bool:
    """Return whether somebody agrees."""
    return _said(text) in _YES


def says_no(text: str) -> bool:
    """Return whether somebody does not agree."""
    return _said(text) in _NO


def _said(text: str) -> str:
    plain = text.strip().strip(".!").casefold()
    return plain if plain in _YES | _NO else " ".join(normalise(text))
