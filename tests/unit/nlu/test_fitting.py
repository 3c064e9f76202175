"""Fitting: what is learnt, and what lines and labels weigh."""

from collections import Counter

import numpy as np
import pytest

from nlu import fitting
from nlu.fitting import Example


def make_example(*names: str, label: str = "ask/apar", line: str = "satu") -> Example:
    return Example(features=Counter(names), label=label, line=f"{label}: {line}")


def test_letters_seen_in_one_line_only_are_not_kept():
    """However often its wordings repeat them; words are kept from the first time on."""
    examples = [
        make_example("w:apar", "c:apa", line="satu"),
        make_example("w:apar", "c:apa", "c:par", line="satu"),
        make_example("w:pasang", "c:par", line="dua"),
    ]
    assert fitting._vocabulary(examples) == {"c:par": 0, "w:apar": 1, "w:pasang": 2}


def test_rare_features_count_for_more():
    examples = [make_example("w:apar", "w:di", line="satu"), make_example("w:di", line="dua")]
    idf = fitting._inverse_frequencies(examples, {"w:apar": 0, "w:di": 1})
    assert idf.tolist() == pytest.approx([np.log(3 / 2) + 1, 1.0])


def test_a_feature_repeated_within_a_line_counts_once():
    examples = [make_example("w:apar", line="satu")] * 5 + [make_example("w:apd", line="dua")]
    idf = fitting._inverse_frequencies(examples, {"w:apar": 0, "w:apd": 1})
    assert idf[0] == idf[1]


def test_lines_weigh_alike_and_labels_weigh_alike():
    """However many wordings a line stands for, and however many lines a label has."""
    examples = [
        *(make_example("w:a", line="satu") for _ in range(4)),
        make_example("w:b", line="dua"),
        make_example("w:c", label="ask/apd"),
    ]
    weights = fitting._line_weights(examples)
    assert weights[:4].sum() == pytest.approx(weights[4])
    assert weights[:5].sum() == pytest.approx(weights[5])


def test_a_fold_is_tried_once_a_line_and_what_lies_outside_is_never_right():
    examples = [
        make_example(f"w:{label}", f"w:{line}", label=label, line=str(line))
        for label in ("ask/a", "ask/b", "away")
        for line in range(8)
        for _ in range(2)
    ]
    trials = [
        trial for fold in range(fitting.FOLDS) for trial in fitting._try_fold(examples, fold, 3.0, "away")
    ]
    # All 24 lines once, and those of the label that one fold does not know a second time unless held out anyway.
    assert len(trials) == 24 + 8 - 2
    # "ask/b" is known from its own word in every fold, "ask/a" in all but the first.
    assert sum(right for _, right in trials) == 8 + 6


def test_each_label_centre_points_where_its_examples_do():
    matrix = fitting._matrix(
        [
            (np.array([0]), np.array([1.0], dtype=np.float32)),
            (np.array([0, 1]), np.array([0.6, 0.8], dtype=np.float32)),
            (np.array([2]), np.array([1.0], dtype=np.float32)),
        ],
        3,
    )
    centres = fitting._centres(matrix, np.array([0, 0, 1]), 2, np.ones(3, dtype=np.float32))
    assert centres.T.tolist() == [
        pytest.approx([1.6 / 3.2**0.5, 0.8 / 3.2**0.5, 0]),
        pytest.approx([0, 0, 1]),
    ]
