"""A light stemmer for Bahasa and its spoken forms: "ngangkatin", "mengangkat" and "diangkatnya" meet at "angkat"."""

import re
from functools import lru_cache

#: Endings, longest first, formal and spoken.
_SUFFIX = re.compile(r"^(.{3,}?)(?:nya|kan|lah|kah|pun|in|an|ku|mu|i)$")
#: Beginnings and, for nasal ones, the letters that may have melted into them.
_PREFIXES = (
    (re.compile(r"^(?:meny|peny|ny)(?=[aeiou])"), "s"),
    (re.compile(r"^(?:meng|peng|nge|ng)(?=[aeiou])"), ""),
    (re.compile(r"^(?:meng|peng|ng)(?=[gh])"), ""),
    (re.compile(r"^(?:mem|pem)(?=[bfv])"), ""),
    (re.compile(r"^(?:mem|pem)(?=[aeiou])"), "p"),
    (re.compile(r"^(?:men|pen)(?=[cdjz])"), ""),
    (re.compile(r"^(?:men|pen)(?=[aeiou])"), "t"),
    (re.compile(r"^(?:me|pe)(?=[lmnwy]|r[aeiou])"), ""),
    (re.compile(r"^n(?=[aeiou][a-z]{4})"), "t"),
    (re.compile(r"^(?:diper|memper|ber|ter|per|di|ke|se)(?=[a-z]{3})"), ""),
)
#: Words that would lose what sets them apart: "kejang" (a seizure) is no form of "jangan".
_WHOLE = frozenset({"jangan", "kejang"})
_SHORTEST = 3
_MOST_ROUNDS = 3
#: "pakai" and "pake", "kalau" and "kalo": spoken endings.
_SPOKEN = (("ai", "e"), ("au", "o"))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the common part of the forms of `word`; not always a word, always the same for its forms."""
    if not word.isalpha() or len(word) <= _SHORTEST + 1 or word in _WHOLE:
        return word
    for _ in range(_MOST_ROUNDS):  # "per-tolong-an" takes two
        shorter = _without_prefix(_as_spoken(_without_suffix(_as_spoken(word))))
        if shorter == word or len(shorter) <= _SHORTEST:
            return shorter
        word = shorter
    return word


def _as_spoken(word: str) -> str:
    for ending, spoken in _SPOKEN:
        if word.endswith(ending):
            return word.removesuffix(ending) + spoken
    return word


def _without_suffix(word: str) -> str:
    for _ in range(2):  # "angkat-in-nya"
        word = _as_spoken(word)
        match = _SUFFIX.match(word)
        if not match or len(match.group(1)) < _SHORTEST + 1:
            return word
        word = match.group(1)
    return word


def _without_prefix(word: str) -> str:
    for pattern, melted in _PREFIXES:
        shorter = pattern.sub(melted, word)
        if shorter != word and len(shorter) >= _SHORTEST:
            return shorter
    return word
