"""What to do with a ranked list of topics: answer, offer a choice, or say that one does not know."""

from dataclasses import dataclass
from enum import Enum

#: The retrieval intent whose responses are the topics.
ASK = "ask"


class Kind(Enum):
    """What the bot makes of a message. `mitra ask --jsonl` prints the values, so they never change."""

    ANSWER = "answer"  #: sure of one topic
    CHOICES = "choices"  #: one of up to three topics
    FALLBACK = "fallback"  #: does not know
    OPERATION = "operation"  #: something to do, not to know


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A label and how likely it is the right one, 0 to 1."""

    name: str
    confidence: float

    @property
    def topic(self) -> str | None:
        """The topic's id, or None for an operation."""
        prefix, _, topic = self.name.partition("/")
        return topic if prefix == ASK and topic else None


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """How sure is sure: confidences from 0 to 1."""

    #: Answer from here on.
    sure: float
    #: Do what is asked from here on: what people ask for so far can be undone or repeated.
    sure_operation: float
    #: Offer choices from here on.
    unsure: float
    #: A second topic this close to the first is a tie.
    near_tie: float


@dataclass(frozen=True, kw_only=True)
class Decision:
    """
    What was decided; `topics` best first; `also` are those asked in the same message, to be answered too.

    For CHOICES `operation` is one that may be meant as well. For FALLBACK `confidence` is the best topic's.
    """

    kind: Kind
    topics: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    operation: str | None = None
    confidence: float = 0.0


MOST_CHOICES = 3


def decide(ranking: list[Ranked], thresholds: Thresholds, *, outside: str = "") -> Decision:
    """
    Return what to do for `ranking`, best first; `outside` is the label of what no answer exists for.

    Only the label's own confidence counts, never that of the intent all topics share:
    that one is nearly always sure, which is how FAQ bots come to answer junk.
    """
    if not ranking or ranking[0].name == outside or ranking[0].confidence < thresholds.unsure:
        return Decision(kind=Kind.FALLBACK, topics=_topics(ranking), confidence=_best_topic(ranking))
    best = ranking[0]
    tied = len(ranking) > 1 and best.confidence - ranking[1].confidence < thresholds.near_tie
    enough = thresholds.sure if best.topic else thresholds.sure_operation
    if best.confidence >= enough and not tied:
        kind = Kind.ANSWER if best.topic else Kind.OPERATION
        operation = None if best.topic else best.name
        return Decision(kind=kind, topics=_topics(ranking), operation=operation, confidence=best.confidence)
    return _unsure(ranking, thresholds, outside)


def _unsure(ranking: list[Ranked], thresholds: Thresholds, outside: str) -> Decision:
    # Half-sure of an operation is no reason to offer topics that nothing speaks for.
    kind = Kind.CHOICES if _best_topic(ranking) >= thresholds.unsure / 2 else Kind.FALLBACK
    likely = (ranked.name for ranked in ranking[:MOST_CHOICES] if not ranked.topic and ranked.name != outside)
    return Decision(
        kind=kind, topics=_topics(ranking), operation=next(likely, None), confidence=_best_topic(ranking)
    )


def _topics(ranking: list[Ranked]) -> tuple[str, ...]:
    return tuple(ranked.topic for ranked in ranking if ranked.topic)[:MOST_CHOICES]


def _best_topic(ranking: list[Ranked]) -> float:
    return next((ranked.confidence for ranked in ranking if ranked.topic), 0.0)
