"""Spelling as on a phone put right: the everyday lexicon first, then the nearest word of the domain."""

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein

from mitra.content.files import read_yaml, shaped

#: A word in at least so many written lines is taken for spelt right.
COMMON = 3
#: Shorter words are too alike each other to guess.
SHORTEST_TYPO = 6
#: So long a word may have two wrong letters.
LONG = 10
_SHORTEST_SKELETON = 3
LEXICON = Path(__file__).with_suffix(".yml")
_VOWELS = str.maketrans("", "", "aeiou")


class Speller:
    """
    Puts words right.

    `common` are words that occur often in what the bot has learnt. A word that is not among them is replaced
    by one that starts with the same letter and differs by one letter (two in long words) or by its vowels only
    ("pabrk", "pmadam"), if there is one such word: between two the message stays as it was typed.
    """

    def __init__(self, lexicon: dict[str, list[str]], common: Iterable[str]) -> None:
        self._lexicon = lexicon
        self.common = frozenset(common)
        self._by_letter: dict[str, list[str]] = {}
        self._by_skeleton: dict[str, list[str]] = {}
        for word in sorted(word for word in self.common if word.isalpha() and len(word) > _SHORTEST_SKELETON):
            self._by_letter.setdefault(word[0], []).append(word)
            self._by_skeleton.setdefault(word.translate(_VOWELS), []).append(word)
        self._nearest = lru_cache(maxsize=20_000)(self._find_nearest)

    def correct(self, words: list[str]) -> list[str]:
        """Return `words` (normalised) with each spelling replaced by its standard one."""
        return [better for word in words for better in self._lexicon.get(word) or [self._nearest(word)]]

    def _find_nearest(self, word: str) -> str:
        if word in self.common or not word.isalpha():
            return word
        return self._by_vowels(word) or self._by_letters(word) or word

    def _by_vowels(self, word: str) -> str | None:
        if word.translate(_VOWELS) != word or len(word) < _SHORTEST_SKELETON:
            return None  # only who leaves vowels out altogether
        return _only(self._by_skeleton.get(word, []))

    def _by_letters(self, word: str) -> str | None:
        if len(word) < SHORTEST_TYPO:
            return None
        most = 2 if len(word) >= LONG else 1
        rivals = self._by_letter.get(word[0], [])
        distances = {
            rival: distance
            for rival in rivals
            if abs(len(rival) - len(word)) <= most
            and (distance := DamerauLevenshtein.distance(word, rival, score_cutoff=most)) <= most
        }
        nearest = min(distances.values(), default=0)
        return _only([rival for rival, distance in distances.items() if distance == nearest])


def common_words(lines: Iterable[Iterable[list[str]]]) -> set[str]:
    """Return the words that occur in many lines, given each line's wordings as words."""
    counts = Counter(word for wordings in lines for word in {word for words in wordings for word in words})
    return {word for word, count in counts.items() if count >= COMMON}


@cache
def read_lexicon(path: Path = LEXICON) -> dict[str, list[str]]:
    """Return spelling → standard words."""
    rows = read_yaml(path)
    with shaped(path):
        return {
            str(variant): str(standard).split() for standard, variants in rows.items() for variant in variants
        }


def _only(found: list[str]) -> str | None:
    return found[0] if len(found) == 1 else None
