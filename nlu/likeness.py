"""
Are two suggestions about the same wish? Told by the things, places and deeds they name (content/suggestion_words.yml).

A wrong "already suggested" annoys more than a missed one. Weights (logistic regression) chosen on 70 pairs of one wish and
412 that share words, in 18 families; measured on 74 and 464 others, each suggestion compared with all 145
(tests/unit/nlu/test_likeness.py): precision 0.96 and recall 0.59. Sentence embeddings were tried beside the words: 0.96
and 0.58, at 40 ms a suggestion ("kipas di ruang jahit" and "lampu di ruang jahit" mean nearly the same to them).
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from mitra.content.files import read_yaml, shaped
from mitra.content.library import CONTENT_DIR
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon
from nlu.stemmer import stem

#: Weight of each sign (in the order of `_signs`), then of none.
_WEIGHTS = (3.36, 3.19, 2.02, 1.9, -2.48, 1.37, -1.82, -8.67)
#: From this likelihood on two suggestions are taken for one wish.
_SURE = 0.7
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


def alike(text: str, others: Sequence[tuple[int, str]], *, most: int = 3) -> list[int]:
    """Return the ids of those of `others` (id, text) that wish the same as `text`, the most alike first."""
    mine, theirs = _said(text), [_said(other) for _, other in others]
    rarity = _Rarity(theirs)
    rows = (
        (_surplus(_signs(mine, one, rarity)), number) for one, (number, _) in zip(theirs, others, strict=True)
    )
    found = [(surplus, number) for surplus, number in rows if surplus >= 0]
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


def _surplus(signs: tuple[float, ...]) -> float:
    """Return by how much the likelihood of one wish (in log odds) is more than asked for."""
    if not signs:
        return -math.inf
    weighed = itertools.starmap(float.__mul__, zip(_WEIGHTS, (*signs, 1.0), strict=True))
    return sum(weighed) - math.log(_SURE / (1 - _SURE))


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
    kept = read_yaml(path)
    with shaped(path):
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
