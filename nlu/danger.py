"""Signs that somebody may be in danger right now."""

from functools import cache
from pathlib import Path

from mitra.content.files import read_yaml, shaped
from mitra.content.library import CONTENT_DIR
from nlu.normaliser import normalise
from nlu.stemmer import stem


@cache
def _signs(path: Path = CONTENT_DIR / "danger.yml") -> tuple[frozenset[str], ...]:
    rows = read_yaml(path)
    with shaped(path):
        return tuple(frozenset(map(stem, normalise(sign))) for sign in rows)


def in_danger(words: list[str]) -> bool:
    """Return whether these normalised words hold all the words of some sign, in whatever form and order."""
    stems = set(map(stem, words))
    return any(sign <= stems for sign in _signs())
