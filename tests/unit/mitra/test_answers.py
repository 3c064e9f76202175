"""Sure, near tie, unsure, lost: what is made of a ranking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.answers import MOST_CHOICES, Decision, Kind, Ranked, Thresholds, decide

THRESHOLDS = Thresholds(sure=0.6, sure_operation=0.4, unsure=0.15, near_tie=0.15)


def decided(**confidences: float) -> Decision:
    """Decide on a ranking; `m5_apar` is a topic, every other name an operation."""
    ranking = [
        Ranked(name=f"ask/{name}" if name.startswith("m") else name, confidence=confidence)
        for name, confidence in confidences.items()
    ]
    return decide(ranking, THRESHOLDS)


@pytest.mark.parametrize(
    ("ranking", "kind", "topics", "operation"),
    [
        # Sure: from the threshold on.
        ({"m5_apar": 0.9}, Kind.ANSWER, ("m5_apar",), None),
        ({"m5_apar": 0.6}, Kind.ANSWER, ("m5_apar",), None),
        ({"m5_apar": 0.9, "m5_apd": 0.1}, Kind.ANSWER, ("m5_apar", "m5_apd"), None),
        # Sure, but a second one is just as likely: better ask. Exactly the distance is no tie.
        ({"m5_apar": 0.75, "m5_apd": 0.65}, Kind.CHOICES, ("m5_apar", "m5_apd"), None),
        ({"m5_apar": 0.875, "m5_apd": 0.725}, Kind.ANSWER, ("m5_apar", "m5_apd"), None),
        # Unsure: from its threshold on, at most three topics, best first.
        ({"m5_apar": 0.59}, Kind.CHOICES, ("m5_apar",), None),
        ({"m5_apar": 0.15}, Kind.CHOICES, ("m5_apar",), None),
        (
            {"m5_d": 0.4, "m5_c": 0.3, "m5_b": 0.2, "m5_a": 0.1},
            Kind.CHOICES,
            ("m5_d", "m5_c", "m5_b"),
            None,
        ),
        # Lost: the nearest topics are still known, for "perhaps one of these".
        ({"m5_apar": 0.14, "m5_apd": 0.1}, Kind.FALLBACK, ("m5_apar", "m5_apd"), None),
        ({"m5_apar": 0.0}, Kind.FALLBACK, ("m5_apar",), None),
        # Something to do rather than to know: its threshold is lower, since it can be undone.
        ({"greeting": 0.9, "m5_apar": 0.1}, Kind.OPERATION, ("m5_apar",), "greeting"),
        ({"greeting": 0.4}, Kind.OPERATION, (), "greeting"),
        # Half-sure of an operation, or torn: topics are offered, and the operation is remembered.
        ({"greeting": 0.39, "m5_apar": 0.2}, Kind.CHOICES, ("m5_apar",), "greeting"),
        ({"greeting": 0.9, "m5_apar": 0.8}, Kind.CHOICES, ("m5_apar",), "greeting"),
        ({"m5_apar": 0.9, "greeting": 0.8}, Kind.CHOICES, ("m5_apar",), "greeting"),
        # Half-sure of operations only: no topic can be offered.
        ({"greeting": 0.35, "thanks": 0.3}, Kind.FALLBACK, (), "greeting"),
        # Nothing to go by, such as a lone emoji.
        ({}, Kind.FALLBACK, (), None),
    ],
)
def test_what_is_made_of_a_ranking(ranking, kind, topics, operation):
    # What is answered or done has its own confidence; otherwise it is that of the best topic.
    shown = (
        ranking
        if kind is Kind.OPERATION
        else {name: share for name, share in ranking.items() if name[0] == "m"}
    )
    best = next(iter(shown.values()), 0.0)
    assert decided(**ranking) == Decision(kind=kind, topics=topics, operation=operation, confidence=best)


@pytest.mark.parametrize(
    ("label", "topic"),
    [("ask/m5-apar", "m5-apar"), ("ask", None), ("ask/", None), ("greeting", None), ("asking/m5-apar", None)],
)
def test_a_label_is_a_topic_or_an_operation(label, topic):
    assert Ranked(name=label, confidence=1.0).topic == topic


@given(
    st.dictionaries(
        st.sampled_from(["m5_a", "m5_b", "m5_c", "m5_d", "greeting", "thanks"]), st.floats(0, 1), max_size=6
    )
)
def test_no_decision_contradicts_itself(confidences):
    """An answer has its topic and nothing to do, choices have one to three topics, an operation has its name."""
    best_first = dict(sorted(confidences.items(), key=lambda item: -item[1]))
    decision = decided(**best_first)
    if decision.kind in {Kind.ANSWER, Kind.OPERATION}:
        assert (decision.operation is None) == (decision.kind is Kind.ANSWER)
    if decision.kind in {Kind.ANSWER, Kind.CHOICES}:
        assert 1 <= len(decision.topics) <= MOST_CHOICES
        assert decision.confidence >= THRESHOLDS.unsure / 2
    if decision.kind is Kind.ANSWER:
        assert decision.topics[0] == next(iter(best_first))
