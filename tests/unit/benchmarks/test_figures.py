"""The figures Mitra is judged by are computed as they are defined."""

import json

import pytest

from benchmarks.understanding.figures import (
    Asked,
    Heard,
    Sample,
    calibration_error,
    drops,
    figures,
    read_set,
    recall,
    threshold,
)


def make_sample(*rows):
    """Rows of (right topic or None, topics found, confidence)."""
    return Sample(
        asked=[Asked(text="?", topics=frozenset([right] if right else [])) for right, _, _ in rows],
        heard=[Heard(kind="answer", topics=tuple(found), confidence=share) for _, found, share in rows],
    )


def test_right_first_and_right_in_three():
    sample = make_sample(
        ("m1-a", ["m1-a", "m1-b"], 0.9),
        ("m1-b", ["m1-a", "m1-b"], 0.8),
        ("m1-c", ["m1-a"], 0.7),
        ("m1-d", [], 0),
    )
    assert (sample.first, sample.in_three) == (0.25, 0.5)


@pytest.mark.parametrize(("questions", "rejected"), [(100, 3), (432, 12), (33, 0)])
def test_at_most_three_in_a_hundred_are_turned_away(questions, rejected):
    """Rounded down to whole questions."""
    sample = make_sample(*(("m1-a", ["m1-a"], number / questions) for number in range(questions)))
    below = threshold(sample)
    assert sum(other.confidence < below for other in sample.heard) == rejected


def test_what_lies_below_the_threshold_is_recalled():
    assert recall(make_sample((None, [], 0.1), (None, [], 0.5), (None, ["m1-a"], 0.9)), 0.5) == pytest.approx(
        1 / 3
    )


def test_confidence_that_is_as_good_as_its_word_has_no_error():
    fair = [("m1-a", ["m1-a"], 0.75)] * 3 + [("m1-a", ["m1-b"], 0.75)]
    assert calibration_error(make_sample(*fair)) == pytest.approx(0)
    assert calibration_error(make_sample(*[("m1-a", ["m1-b"], 0.95)] * 3)) == pytest.approx(0.95)


def test_figures_tell_questions_outside_and_operations_apart():
    sample = Sample(
        asked=[
            Asked(text="?", topics=frozenset(["m1-a"])),
            Asked(text="?", style="mirip-a"),
            Asked(text="?", operation="stop"),
        ],
        heard=[
            Heard(kind="answer", topics=("m1-a",), confidence=0.8, ms=4),
            Heard(kind="answer", topics=("m1-a",), confidence=0.9, ms=100),
            Heard(kind="operation", operation="help", confidence=0.9, ms=100),
        ],
    )
    found = figures(sample)
    assert (found["first"], found["outside_recall"], found["near_miss_recall"]) == (1, 0, 0)
    assert (found["operations"], found["outside_answered"], found["ms_median"]) == (0, 1, 4)


def test_only_what_dropped_is_named():
    baseline = {
        "all": {"first": 0.95, "in_three": 0.99, "outside_recall": 0.92, "operations": 0.9},
        "modules": {"1": 0.9, "2": 0.9},
    }
    fine = baseline | {"all": baseline["all"] | {"first": 0.946}, "modules": {"1": 0.88, "2": 1.0}}
    worse = baseline | {"all": baseline["all"] | {"first": 0.9}, "modules": {"1": 0.8, "2": 0.9}}
    assert drops(fine, baseline) == []
    assert drops(worse, baseline) == ["first: 95.0% → 90.0%", "module 1: 90.0% → 80.0%"]


def test_a_set_is_read_from_its_three_files(tmp_path):
    rows = {
        "questions": {"q": "a", "topics": ["m1-a"], "style": "typo"},
        "out-of-scope": {"q": "b", "topics": []},
        "operations": {"q": "c", "topics": [], "operation": "stop"},
    }
    for name, row in rows.items():
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n\n")
    assert read_set(tmp_path) == [
        Asked(text="a", topics=frozenset(["m1-a"]), style="typo"),
        Asked(text="b"),
        Asked(text="c", operation="stop"),
    ]
