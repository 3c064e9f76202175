"""Fitting: what is learnt, what is left out to see how far to trust it."""

from collections import Counter

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlu import fitting
from nlu.fitting import Example
from nlu.scorer import kernel


def make_example(*names: str, label: str = "ask/apar", line: str = "satu") -> Example:
    return Example(wordings=[Counter(names)], label=label, line=line)


def test_letters_seen_in_one_line_only_are_not_kept():
    """However often its wordings repeat them; words are kept from the first time on."""
    twice = Example(
        wordings=[Counter(["w:apar", "c:apa"]), Counter(["w:apar", "c:apa", "c:par"])], label="a", line="satu"
    )
    assert fitting._vocabulary([twice, make_example("w:pasang", "c:par", line="dua")]) == {
        "c:par": 0,
        "w:apar": 1,
        "w:pasang": 2,
    }


def test_letters_that_are_everywhere_are_not_kept():
    many = [make_example("c:an ", "w:dan", line=str(number)) for number in range(fitting.FEW_LINES + 1)]
    assert fitting._vocabulary(many) == {"w:dan": 0}


def test_rare_features_count_for_more():
    examples = [make_example("w:apar", "w:di", line="satu"), make_example("w:di", line="dua")]
    idf = fitting._inverse_frequencies(examples, {"w:apar": 0, "w:di": 1})
    assert idf.tolist() == pytest.approx([np.log(3 / 2) + 1, 1.0])


def test_a_line_points_between_its_wordings():
    """Its length is one, however many wordings it stands for."""
    line = Example(wordings=[Counter(["w:a"]), Counter(["w:b"]), Counter(["w:b"])], label="a", line="satu")
    matrix = fitting._matrix([line], {"w:a": 0, "w:b": 1}, np.ones(2, dtype=np.float32))
    assert matrix.toarray()[0].tolist() == pytest.approx([1 / 5**0.5, 2 / 5**0.5])


def test_blocks_make_the_same_cosines_as_one_product(monkeypatch):
    monkeypatch.setattr(fitting, "BLOCK", 3)
    matrix = csr_matrix(np.random.default_rng(1).random((8, 5), dtype=np.float32))
    assert fitting._cosines(matrix) == pytest.approx((matrix @ matrix.T).toarray(), rel=1e-2)


def test_one_factor_serves_the_lines_kept_and_all_lines(monkeypatch):
    """Both solutions are those of a plain solver."""
    monkeypatch.setattr(fitting, "BLOCK", 3)
    rows = np.random.default_rng(2).normal(size=(9, 6))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = (rows @ rows.T).astype(np.float16)
    owners, order = np.repeat([0, 1, 2], 3), np.array([0, 2, 4, 5, 7, 8, 1, 3, 6])
    wanted = fitting._wanted(owners[order], 3)
    factor = fitting._factor(cosines, order)

    for first in (6, 9):
        chosen = order[:first]
        likeness = kernel(cosines[np.ix_(chosen, chosen)].astype(np.float32)) + fitting.RIDGE * np.eye(first)
        corner = np.asfortranarray(factor[:first, :first])
        expected = np.linalg.solve(likeness, wanted[:first])
        assert fitting._solve(corner, wanted[:first]) == pytest.approx(expected, abs=1e-3)


def test_every_fifth_line_and_every_twelfth_label_but_outside_are_left_out():
    owners = np.repeat(np.arange(13), 5)
    left_out = fitting._left_out(owners, 12)
    assert left_out[owners == 0].all()
    assert left_out[owners == 12].tolist() == [True, False, False, False, False]
    assert left_out.sum() == 5 + 12


def test_what_lies_outside_is_never_right():
    """Nor is what a label left out as a whole is taken for."""
    labels = ["ask/a", "ask/b", "away"]
    examples = [
        Example(wordings=[Counter([f"w:{label}", f"w:{line}"])], label=label, line=str(line))
        for label in labels
        for line in range(10)
    ]
    lines, matrix = fitting._lines(examples, "away", None)
    seen, right, outside = trial_of(lines, matrix)
    tried = 10 + 2 + 2  # all of "ask/a", a fifth of the others
    assert (len(seen), len(right), len(outside)) == (tried * 2,) * 3  # two labels are left to contend
    assert right.sum() == 2
    assert outside.sum() == 2 * 2
    assert not (right & outside).any()


def trial_of(lines, matrix):
    owners = np.repeat(np.arange(len(lines.labels)), np.diff(lines.starts))
    left_out = fitting._left_out(owners, lines.outside)
    kept, tried = np.flatnonzero(~left_out), np.flatnonzero(left_out)
    cosines = fitting._cosines(matrix)
    order = np.concatenate([kept, tried])
    corner = np.asfortranarray(fitting._factor(cosines, order)[: len(kept), : len(kept)])
    wanted = fitting._wanted(owners[kept], len(lines.labels))
    trial = fitting._Trial(lines=lines, owners=owners, kept=kept, coefficients=fitting._solve(corner, wanted))
    return trial.evidence(cosines, tried, np.ones((len(owners), 2), dtype=int))
