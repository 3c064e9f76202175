"""Bahasa as typed on a phone, made regular: "Brp tinggi APAR-nya siiih??" → brp tinggi apar nya sih."""

import re
import unicodedata

_WORD = re.compile(r"[a-z][a-z0-9]*|[0-9]+(?:[.,][0-9]+)*[a-z]*")
#: "gara2", "rata2nya"; but k3, 5s, p3k, co2 and m5 are words of their own.
_TWICE = re.compile(r"([a-z]{3,})2([a-z]*)")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_ECHO = re.compile(r"([a-z])\1$")
#: Nobody needs more words to ask a question; longer texts would only cost time.
MOST_TOKENS = 120


def normalise(text: str) -> list[str]:
    """
    Return the words of `text`: lower case, no marks or emoji, no stretched letters, "2" written out.

    Running it on its own output changes nothing.
    """
    plain = unicodedata.normalize("NFKD", text[: MOST_TOKENS * 20]).casefold()
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    words = (word for match in _WORD.finditer(letters) for word in _spell_out(match.group()))
    return list(words)[:MOST_TOKENS]


def _spell_out(word: str) -> list[str]:
    if twice := _TWICE.fullmatch(word):
        base = _calm(twice.group(1))
        return [base, _calm(base + twice.group(2))]
    return [_calm(word)]


def _calm(word: str) -> str:
    """Return `word` without letters held down: "bangeeet" → "banget", "yaa" → "ya"."""
    return _ECHO.sub(r"\1", _STRETCHED.sub(r"\1", word))
