"""Numbers as people type them for a figure, read as far as what is asked tells them apart."""

import re
from dataclasses import dataclass

from mitra.kpis.catalogue import DIVIDED, Kind
from mitra.kpis.typed import read_figure, read_share
from nlu.normaliser import normalise

#: Nobody needs more words for two numbers.
MOST_WORDS = 12
_NONE = {
    *(
        "nol",
        "nihil",
        "kosong",
        "tidak ada",
        "nggak ada",
        "ga ada",
        "gak ada",
        "gada",
        "tdk ada",
        "tak ada",
        "0",
    ),
}
_YES = {
    *("ya", "iya", "y", "yes", "betul", "benar", "bener", "ya benar", "iya benar", "ya betul", "ok", "oke"),
    *("sudah benar", "udah bener", "bener kok", "ya bener", "iya bener", "ganti", "ya ganti"),
}
_NO = {
    *("tidak", "bukan", "salah", "salah ketik", "enggak", "nggak", "gak", "ga", "no", "keliru", "typo"),
    *("salah tulis", "biarkan", "biarkan saja", "jangan", "gak jadi", "tidak benar"),
}
#: People work out how many days that were: "40 x 25", "5 orang × 40 jam".
_PRODUCT = re.compile(
    r"\s*(\d[\d.]{0,9})\s*(?:orang|org)?\s*[x×*]\s*(\d[\d.]{0,9})\s*(?:hari|hr|jam|jm)?(?:\s*kerja)?\s*(?:=.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed: two numbers, or one; a percentage alone is `percent`."""

    part: float | None = None
    whole: float | None = None
    percent: float | None = None


def read(text: str, kind: Kind) -> Typed | None:
    """Return what `text` says for a figure of this kind; None when it is no number."""
    if len(text.split()) > MOST_WORDS:
        return None
    if says_none(text):
        return Typed(part=0.0)
    share = read_share(text) if kind in DIVIDED else None
    if share is not None and share.part is not None and share.whole is not None:
        return Typed(part=share.part, whole=share.whole)
    if share is not None and kind is Kind.SHARE:
        return Typed(percent=share.value)
    value = read_one(text)
    return None if value is None else Typed(part=value)


def read_one(text: str) -> float | None:
    """Return the one number in `text`, a product worked out: "40 x 25"; None when there is none."""
    if says_none(text):
        return 0.0
    if product := _PRODUCT.fullmatch(text):
        left, right = (float(part.replace(".", "")) for part in product.groups())
        return left * right
    value = read_figure(text)
    return value if value is not None and value >= 0 else None


def says_none(text: str) -> bool:
    """Return whether nothing happened: "nol", "tidak ada"."""
    return _said(text) in _NONE


def says_yes(text: str) -> bool:
    """Return whether somebody agrees."""
    return _said(text) in _YES


def says_no(text: str) -> bool:
    """Return whether somebody does not agree."""
    return _said(text) in _NO


def _said(text: str) -> str:
    plain = text.strip().strip(".!").casefold()
    return plain if plain in _NONE | _YES | _NO else " ".join(normalise(text))
