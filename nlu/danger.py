"""Signs that somebody may be in danger right now."""

from functools import cache
from pathlib import Path

from mitra.content.files import read_yaml, shaped
from mitra.content.library import CONTENT_DIR
from nlu.normaliser import normalise
from nlu.stemmer import stem

#: With one of these before it, "darurat" is the name of a thing: an emergency exit that is locked is for a report.
_THINGS = frozenset(
    map(stem, "pintu jalur jalan tangga lampu tombol nomor kontak lift akses tanggap sakelar saklar".split())
)
_EMERGENCY = stem("darurat")


@cache
def _signs(path: Path = CONTENT_DIR / "danger.yml") -> tuple[frozenset[str], ...]:
    rows = read_yaml(path)
    with shaped(path):
        return tuple(frozenset(map(stem, normalise(sign))) for sign in rows)


def in_danger(words: list[str]) -> bool:
    """Return whether these normalised words hold all the words of some sign, in whatever form and order."""
    stems = _without_things(list(map(stem, words)))
    return any(sign <= stems for sign in _signs())


def _without_things(stems: list[str]) -> set[str]:
    named = (
        before in _THINGS and word == _EMERGENCY for before, word in zip(["", *stems], stems, strict=False)
    )
    return {word for word, is_thing in zip(stems, named, strict=True) if not is_thing}
