"""
Texts that must not be posted where a committee reads: harassment, violence, threats, and punishment for having spoken up.

They are pointed to safe channels instead. Recall counts on what happened to somebody; a suggestion how to prevent it is none.

Measured (tests/unit/nlu/test_grievance.py): of 48 held-out incidents 47 were heard, of 81 ordinary texts 3 taken for one,
before those were mended. But the same hand wrote signs and sentences: of 24 incidents meant to be told otherwise 12 were
heard, after widening the signs 13 of 18 new ones, with 1 false alarm in 22. Rely on people to see the rest.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mitra.content.files import read_yaml, shaped
from mitra.content.library import CONTENT_DIR
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon

#: Words that may stand between two of a sign; and where a sign has "...": whatever is said about it meanwhile.
_BETWEEN, _FAR = r"(?: [a-z0-9]+){0,3}? ", r"(?: [a-z0-9]+){0,9}? "
#: Endings that a word of a sign may have.
_ENDING = r"(?:nya|kan|keun|in|an|ku|na|ne|i|e)?"
#: A word after one of these did not happen.
_NOT = "".join(
    rf"(?<!\b{word} )"
    for word in ("tidak", "jangan", "tanpa", "anti", "stop", "bukan", "belum", "tidak pernah")
)
#: "jangan bentak bentak" denies both.
_ECHO = re.compile(r"\b((?:jangan|tidak|tanpa) ([a-z]+)) \2\b")
#: How far before a sign those words may stand that make it something to prevent.
_REACH = 5
#: Joins a cause to having spoken up: "karena [ikut gabung] serikat", but not "karena telat, usul".
_JOIN = "sambung"


@dataclass(frozen=True)
class _Signs:
    """What is looked for, compiled."""

    violence: tuple[re.Pattern[str], ...]
    retaliation: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]
    themselves: re.Pattern[str]


def grievance(words: list[str]) -> str:
    """Return "violence" or "retaliation" for words (put right) that tell of it; empty for anything else."""
    said, signs = _ECHO.sub(r"\1", " ".join(words)), _read()
    if any(sign.search(said) for sign in signs.retaliation):
        return "retaliation"
    return "violence" if any(_happened(sign, said, signs) for sign in signs.violence) else ""


def _happened(sign: re.Pattern[str], said: str, signs: _Signs) -> bool:
    return any(not _to_prevent(match, said, signs) for match in sign.finditer(said))


def _to_prevent(match: re.Match[str], said: str, signs: _Signs) -> bool:
    """Return whether what comes before a sign tells that it is to be prevented; who suffered it themselves is believed."""
    before = " ".join(said[: match.start()].split()[-_REACH:])
    warned = list(signs.unless.finditer(before))
    return bool(warned) and not signs.themselves.search(f"{before[warned[-1].end() :]} {match.group()}")


@cache
def _read(path: Path = CONTENT_DIR / "grievance.yml") -> _Signs:
    kept = read_yaml(path)
    with shaped(path):
        groups = {name: _any_of(words) for name, words in kept["groups"].items()}
        return _Signs(
            violence=tuple(_compiled(sign, groups) for sign in kept["violence"]),
            retaliation=tuple(_compiled(sign, groups) for sign in kept["retaliation"]),
            unless=re.compile(rf"\b{_any_of(kept['unless'])}\b"),
            themselves=re.compile(rf"\b{groups['sendiri']}\b"),
        )


def _compiled(sign: str, groups: dict[str, str]) -> re.Pattern[str]:
    return re.compile("".join(_parts(sign.split(), groups)))


def _parts(tokens: Iterable[str], groups: dict[str, str]) -> Iterator[str]:
    gap = ""
    for token in tokens:
        if token == "...":  # noqa: S105 - no password
            gap = _FAR
            continue
        if token == "<bersuara>" and gap == _FAR:  # noqa: S105 - no password
            gap = rf" (?:{groups[_JOIN]} ){{0,4}}"
        group = groups[token[1:-1]] if token.startswith("<") else _any_of([token])
        yield rf"{gap}\b{_NOT}{group}\b"
        gap = _BETWEEN


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of these words, spelled as the messages will be."""
    speller = Speller(read_lexicon(), ())
    spelled = {
        " ".join(form)
        for word in words
        for typed in [normalise(str(word))]
        for form in (typed, speller.correct(typed))
    }
    return rf"(?:(?:{'|'.join(sorted(spelled, key=len, reverse=True))}){_ENDING})"
