"""The glossary: which terms a word or phrase may stand for."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mitra.content.files import read_yaml, shaped
from mitra.content.library import CONTENT_DIR
from nlu.normaliser import normalise

LONGEST_PHRASE = 4


class Glossary:
    """
    Finds terms in a message by their variants.

    An ambiguous variant ("ot" is overtime or the operator) yields all its terms: the words around it decide.
    """

    def __init__(self, terms: dict[str, list[str]]) -> None:
        self._terms: dict[tuple[str, ...], set[str]] = {}
        for term, variants in terms.items():
            for phrase in (term, *variants):
                self._terms.setdefault(tuple(normalise(phrase)), set()).add(term)
        self._terms.pop((), None)

    def find(self, words: list[str]) -> Iterator[str]:
        """Yield the terms that `words` may mean, longer phrases and single words alike."""
        for length in range(1, LONGEST_PHRASE + 1):
            for start in range(len(words) - length + 1):
                yield from self._terms.get(tuple(words[start : start + length]), ())


@cache
def read_glossary(path: Path = CONTENT_DIR / "glossary.yml") -> Glossary:
    """Return the glossary in `path`."""
    rows = read_yaml(path)
    with shaped(path):
        return Glossary({str(row["term"]): [str(variant) for variant in row["variants"]] for row in rows})
