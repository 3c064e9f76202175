"""A message that only makes sense after the last answer: "kalau di hari libur?" after overtime."""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from mitra.answers import MOST_CHOICES, Kind
from nlu.features import content_words

#: Beginnings that hang on to what was said, put right ("klo" is "kalau").
_HANGING = frozenset("kalau terus lalu nah tapi dan lantas berarti oh".split())
#: With so few words that say something, a question may lean on the one before.
_SHORT = 4
#: From this share on, a reading is taken, or offered.
ENOUGH, LIKELY = 0.5, 0.25

#: Topics and the confidence of each.
Shares = Mapping[str, float]


def hangs_on(words: Sequence[str], *, sure: bool) -> bool:
    """Return whether a message of these words (put right) may go on from the last answer; `sure` is how it reads alone."""
    if not words:
        return False
    return words[0] in _HANGING or (not sure and len(content_words(list(words))) <= _SHORT)


def in_context(
    alone: Shares, context: Shares, *, close: AbstractSet[str], around: AbstractSet[str]
) -> dict[str, Any] | None:
    """
    Return the decision for a message read after its last answer, or None to take it as it reads alone.

    `alone` and `context` are topics' confidences without and with the last answer's title before the message;
    `close` are the last topic and its related ones, `around` those of its module too.
    """
    best = max(alone, key=alone.__getitem__, default="")
    if alone.get(best, 0.0) >= ENOUGH and (best in close or best not in around):
        return None
    # A follow-up asks for something else than the title says, so a topic must be likely both ways.
    both = {
        topic: math.sqrt(share * alone.get(topic, 0.0)) for topic, share in context.items() if topic in around
    }
    topics = sorted(both, key=lambda topic: (topic not in close, -both[topic]))
    return _decided([topic for topic in topics if both[topic] >= LIKELY], both, at_least=alone.get(best, 0.0))


def _decided(topics: list[str], shares: Shares, *, at_least: float) -> dict[str, Any] | None:
    if not topics or (at_least >= ENOUGH and shares[topics[0]] < ENOUGH / 2):
        return None
    confidence = shares[topics[0]]
    kind = Kind.ANSWER if confidence >= ENOUGH or at_least >= ENOUGH else Kind.CHOICES
    return {
        "kind": kind.value,
        "topics": topics[:MOST_CHOICES],
        "also": [],
        "operation": None,
        "confidence": confidence,
    }
