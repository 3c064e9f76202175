"""What the ranker looks at: stems, pairs of stems, glossary terms and letter groups of a message."""

import itertools
from collections import Counter
from collections.abc import Iterator

from nlu.glossary import Glossary
from nlu.stemmer import stem

_COURTESY = """
ya yah sih dong deh nih tuh kok lho loh lah mah teh euy atuh to tho rek je
pak bu bos bang kak mas mbak min gan bro sis om tolong mohon maaf permisi halo hai pagi siang sore malam
assalamualaikum tanya nanya mau dulu gitu gini anu eh yang yg itu ini di ke dan
"""
#: Said out of courtesy or habit; says nothing about the topic.
FILLERS = frozenset(_COURTESY.split())
#: With fewer words than this, courtesy may be all there is.
FEWEST_WORDS = 3
_LETTERS = range(3, 6)


def features(words: list[str], glossary: Glossary) -> Counter[str]:
    """Return how often each feature occurs in a message of these normalised words."""
    found = Counter(_word_features(words))
    found.update(f"g:{term}" for term in set(glossary.find(words)))
    found.update(_letter_features(words))
    return found


def content_words(words: list[str]) -> list[str]:
    """Return the words that say something, or all when few do: "halo mitra" is not about Mitra."""
    kept = [word for word in words if word not in FILLERS]
    return kept if len(kept) >= FEWEST_WORDS else words


def _word_features(words: list[str]) -> Iterator[str]:
    stems = [stem(word) for word in content_words(words)]
    yield from (f"w:{one}" for one in stems)
    yield from (f"p:{one} {two}" for one, two in itertools.pairwise(stems))


def _letter_features(words: list[str]) -> Iterator[str]:
    for word in content_words(words):
        padded = f" {word} "
        for size in _LETTERS:
            yield from (f"c:{padded[at : at + size]}" for at in range(len(padded) - size + 1))
