"""
Are two suggestions about the same wish? Told by the things, places and deeds they name, and by what they mean as a whole.

"kipas di ruang jahit" and "lampu di ruang jahit" mean nearly the same to an embedding and are two wishes, so words and
meaning are weighed together (logistic regression). A wrong "already suggested" annoys more than a missed one.

Chosen on 70 pairs of one wish and 412 that share words, in 18 families; measured on 74 and 464 others, each suggestion
compared with all 145 (tests/unit/nlu/test_likeness.py): precision 0.96 and recall 0.58, with words alone 0.96 and 0.59.
The embedding adds next to nothing: what tells wishes apart are things, places and deeds (content/suggestion_words.yml).
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import yaml

from mitra.content.library import CONTENT_DIR
from nlu.embedding import Floats, engine
from nlu.meanings import KEPT, Meanings, Space
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon
from nlu.stemmer import stem

#: Weight of each sign (in the order of `_signs`), then of none, with the meaning known and without.
_WITH_MEANING = (3.15, 3.21, 1.89, 1.75, -2.53, 1.33, -1.66, 1.45, -8.98)
_WORDS_ALONE = (3.36, 3.19, 2.02, 1.9, -2.48, 1.37, -1.82, -8.67)
#: From this likelihood on two suggestions are taken for one wish.
_SURE_WITH_MEANING, _SURE_WORDS_ALONE = 0.7, 0.7
#: A word counts as if so many more suggestions were known, else the rarity of words in a short list would mean much.
_UNSEEN = 20
#: A place says less about the wish than a thing.
_PLACE = 0.5
#: "line 2" and "shift 3" are places of their own.
_NUMBERED = frozenset({"line", "lantai", "shift", "mesin"})
#: Suggestions whose words are kept at hand.
_AT_HAND = 4_096


@dataclass(frozen=True)
class _Said:
    """What a suggestion names, as stems."""

    things: frozenset[str]
    places: frozenset[str]
    #: Which kinds of deeds it asks for.
    acts: frozenset[int]


class Likeness:
    """Compares suggestions."""

    def mark(self, text: str) -> bytes:
        """Return the meaning of a text to keep beside it (96 bytes); empty where the engine does not run."""
        embed = engine()
        if embed is None:
            return b""
        return bytes(_space().as_bytes(_space().place(embed([text])))[0])

    def alike(
        self, text: str, mark: bytes, others: Sequence[tuple[int, str, bytes]], *, most: int = 3
    ) -> list[int]:
        """Return the ids of those of `others` (id, text, mark) that wish the same, the most alike first."""
        mine, theirs = _said(text), [_said(other) for _, other, _ in others]
        rarity = _Rarity(theirs)
        near = _nearness(mark, [other for _, _, other in others])
        scores = (_surplus(_signs(mine, one, rarity), how) for one, how in zip(theirs, near, strict=True))
        rows = zip(scores, others, strict=True)
        found = [(surplus, number) for surplus, (number, _, _) in rows if surplus >= 0]
        return [number for _, number in sorted(found, key=lambda row: (-row[0], row[1]))[:most]]


class _Rarity:
    """How much a word says: the more, the fewer suggestions have it."""

    def __init__(self, known: Sequence[_Said]) -> None:
        self._counts = Counter(word for one in known for word in one.things | one.places)
        self._all = len(known) + _UNSEEN

    def of(self, words: Iterable[str]) -> float:
        return sum(math.log(self._all / (self._counts[word] + 1)) for word in words)


def _signs(mine: _Said, theirs: _Said, rarity: _Rarity) -> tuple[float, ...]:
    """Return what speaks for and against one wish; empty when no thing or place is shared."""
    things, places = mine.things & theirs.things, mine.places & theirs.places
    if not things and not places:
        return ()
    shared = rarity.of(things) + _PLACE * rarity.of(places)
    one, two = (rarity.of(each.things) + _PLACE * rarity.of(each.places) for each in (mine, theirs))
    return (
        2 * shared / max(one + two, 1e-9),
        shared / max(min(one, two), 1e-9),
        float(min(len(things), 3)),
        float(bool(places)),
        float(bool(mine.places and theirs.places and not places)),
        float(bool(mine.acts & theirs.acts)),
        float(bool(mine.acts and theirs.acts and not mine.acts & theirs.acts)),
    )


def _surplus(signs: tuple[float, ...], near: float | None) -> float:
    """Return by how much the likelihood of one wish (in log odds) is more than asked for; `near` is None if not known."""
    if not signs:
        return -math.inf
    weights, sure = (_WORDS_ALONE, _SURE_WORDS_ALONE) if near is None else (_WITH_MEANING, _SURE_WITH_MEANING)
    known = (*signs, 1.0) if near is None else (*signs, near, 1.0)
    return sum(itertools.starmap(float.__mul__, zip(weights, known, strict=True))) - math.log(
        sure / (1 - sure)
    )


def _nearness(mark: bytes, others: Sequence[bytes]) -> list[float | None]:
    """Return the cosine of a meaning with each other one, None where one of them is not known."""
    known = [at for at, other in enumerate(others) if len(other) == KEPT]
    near: list[float | None] = [None] * len(others)
    if len(mark) != KEPT or not known:
        return near
    places = _unit(b"".join(others[at] for at in known))
    for at, cosine in zip(known, places @ _unit(mark)[0], strict=True):
        near[at] = float(cosine)
    return near


def _unit(marks: bytes) -> Floats:
    places = np.frombuffer(marks, dtype=np.int8).astype(np.float32).reshape(-1, KEPT)
    return np.asarray(
        places / np.maximum(np.linalg.norm(places, axis=1, keepdims=True), 1e-9), dtype=np.float32
    )


@lru_cache(maxsize=_AT_HAND)
def _said(text: str) -> _Said:
    words = _words()
    stems = list(_one_name(list(map(_stem, _speller().correct(normalise(text)))), words))
    kept = [one for one in _numbered(stems) if one not in words.fillers and len(one) > 1]
    places = frozenset(one for one in kept if one.rstrip("0123456789") in words.places)
    acts = frozenset(words.acts[one] for one in stems if one in words.acts)
    return _Said(
        things=frozenset(one for one in kept if one not in words.acts and one not in places),
        places=places,
        acts=acts,
    )


@dataclass(frozen=True)
class _Words:
    """The word lists in content/suggestion_words.yml, as stems."""

    fillers: frozenset[str]
    places: frozenset[str]
    acts: dict[str, int]
    #: Names of one thing, of one word or two, with the name they are counted under.
    same: dict[tuple[str, ...], str]


@cache
def _words(path: Path = CONTENT_DIR / "suggestion_words.yml") -> _Words:
    kept = yaml.safe_load(path.read_text("utf-8"))
    same = {_stems(name): "".join(_stems(names[0])) for names in kept["same"] for name in names}
    named = [(same.get(_stems(word), "".join(_stems(word))), word) for word in kept["places"]]
    return _Words(
        fillers=frozenset(_stem(word) for word in kept["fillers"]),
        places=frozenset(name for name, _ in named),
        acts={_stem(word): kind for kind, words in enumerate(kept["acts"]) for word in words},
        same=same | {_stems(word): name for name, word in named},
    )


def _one_name(stems: list[str], words: _Words) -> Iterator[str]:
    """Give the stems, each thing under one of its names: "kamar mandi" as "toilet"."""
    at = 0
    while at < len(stems):
        two = tuple(stems[at : at + 2])
        size = 2 if len(two) > 1 and two in words.same else 1
        yield words.same.get(tuple(stems[at : at + size]), stems[at])
        at += size


def _numbered(stems: list[str]) -> Iterator[str]:
    """Give the stems, numbers only behind what they number: "line 2" is "line2"."""
    for one, after in itertools.zip_longest(stems, stems[1:], fillvalue=""):
        if one in _NUMBERED and after.isdigit():
            yield one + after
        elif not one.isdigit():
            yield one


def _stems(text: str) -> tuple[str, ...]:
    return tuple(map(_stem, _speller().correct(normalise(str(text)))))


def _stem(word: str) -> str:
    return stem(word)


@cache
def _speller() -> Speller:
    return Speller(read_lexicon(), ())


@cache
def _space() -> Space:
    return Meanings.read().space
