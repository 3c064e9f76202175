"""Fitting the ranker: which label do features speak for, and how far is the best one to be trusted."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from nlu.scorer import Calibration, Scorer, evidence, vector

Floats = npt.NDArray[np.float32]
FOLDS = 4
#: In each fold these labels are unknown as a whole: their questions show what a stranger's question looks like.
LEFT_OUT_SHARE = 6
#: Least squares aims at -1 and 1; so much sharper, a softmax tells a clear lead from a narrow one.
SHARPNESS = 8.0
#: Examples whose similarities are computed at a time.
BLOCK = 500


@dataclass(frozen=True, kw_only=True)
class Example:
    """A message's features, its label, and the written line it comes from."""

    features: Counter[str]
    label: str
    line: str
    #: Features of its longest word alone.
    keyword: Counter[str] = field(default_factory=Counter)


def fit(examples: list[Example], *, strength: float, outside: str) -> Scorer:
    """
    Return a scorer fitted to `examples`, calibrated on lines it had not seen.

    Calibration also sees each of these lines cut down to its longest word: whoever types "apar" alone
    may mean many things, and the examples hardly show that.

    The larger `strength`, the closer to the examples; `outside` is the label of what no answer exists for.
    """
    trials = [trial for fold in range(FOLDS) for trial in _try_fold(examples, fold, strength, outside)]
    scorer = _fit_scorer(examples, strength)
    return scorer.calibrated(_calibrate(trials))


def _try_fold(
    examples: list[Example], fold: int, strength: float, outside: str
) -> list[tuple[npt.NDArray[np.float64], bool]]:
    """Return (evidence, was the best label right) for the lines and labels left out in this fold."""
    lines = {line: at for at, line in enumerate(sorted({example.line for example in examples}))}
    labels = sorted({example.label for example in examples} - {outside})
    unknown = {
        label for at, label in enumerate(labels) if at % (FOLDS * LEFT_OUT_SHARE) == fold * LEFT_OUT_SHARE
    }
    held_out = [
        example for example in examples if lines[example.line] % FOLDS == fold or example.label in unknown
    ]
    kept = [
        example
        for example in examples
        if lines[example.line] % FOLDS != fold and example.label not in unknown
    ]
    scorer = _fit_scorer(kept, strength)
    trials = []
    for example in _one_a_line(held_out):
        for features in filter(None, (example.features, example.keyword)):
            ranked, scores = scorer.raw(features)
            # What lies outside is never "right": its questions are to be answered with low confidence.
            right = ranked[0] == example.label and example.label != outside
            trials.append((evidence(scores, scorer.known(features)), right))
    return trials


def _one_a_line(examples: list[Example]) -> list[Example]:
    return list({example.line: example for example in examples}.values())


def _calibrate(trials: list[tuple[npt.NDArray[np.float64], bool]]) -> Calibration:
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit(np.array([trial[0] for trial in trials]), np.array([trial[1] for trial in trials]))
    return Calibration(weights=model.coef_[0], bias=float(model.intercept_[0]))


def _fit_scorer(examples: list[Example], strength: float) -> Scorer:
    vocabulary = _vocabulary(examples)
    idf = _inverse_frequencies(examples, vocabulary)
    rows = [vector(example.features, vocabulary, idf) for example in examples]
    matrix = _matrix(rows, len(vocabulary))
    labels = sorted({example.label for example in examples})
    weights = _line_weights(examples)
    targets = np.array([labels.index(example.label) for example in examples])
    solution, bias = _solve(matrix, targets, weights, strength)
    centres = _centres(matrix, targets, len(labels), weights)
    return Scorer(
        labels=tuple(labels),
        vocabulary=vocabulary,
        idf=idf,
        weights=solution,
        bias=bias,
        centres=centres,
    )


def _solve(
    matrix: csr_matrix, targets: npt.NDArray[np.int64], weights: Floats, strength: float
) -> tuple[Floats, Floats]:
    """
    Return weights (features × labels) and bias of regularised least-squares classification.

    Solved in the dual (Rifkin, Yeo & Poggio 2003): one Cholesky factor of examples × examples serves all labels.
    On our data it ranks as well as multinomial logistic regression and takes a twentieth of its time.
    """
    labels = int(targets.max()) + 1
    wanted = -np.ones((len(targets), labels), dtype=np.float32)
    wanted[np.arange(len(targets)), targets] = 1
    bias = -(labels - 2) / labels
    kernel = _kernel(matrix)
    kernel[np.diag_indices_from(kernel)] += weights.mean() / (strength * weights)
    factor = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
    solution = matrix.T @ cho_solve(factor, wanted - bias)
    return (SHARPNESS * solution).astype(np.float32), np.full(labels, SHARPNESS * bias, dtype=np.float32)


def _kernel(matrix: csr_matrix) -> Floats:
    """Return all examples' similarities with each other; made in blocks, since the sparse product would take twice the memory."""
    size = matrix.shape[0]
    kernel = np.empty((size, size), dtype=np.float32, order="F")
    for start in range(0, size, BLOCK):
        block = matrix[start : start + BLOCK] @ matrix.T
        kernel[:, start : start + BLOCK] = block.toarray().T
    return kernel


def _vocabulary(examples: list[Example]) -> dict[str, int]:
    lines: dict[str, set[str]] = {}
    for example in examples:
        for feature in example.features:
            lines.setdefault(feature, set()).add(example.line)
    # A group of letters seen in one line only says less than it costs.
    kept = sorted(name for name, seen in lines.items() if len(seen) > 1 or not name.startswith("c:"))
    return {name: at for at, name in enumerate(kept)}


def _inverse_frequencies(examples: list[Example], vocabulary: dict[str, int]) -> Floats:
    lines: dict[str, set[str]] = {}
    for example in examples:
        lines.setdefault(example.line, set()).update(example.features)
    counts = np.zeros(len(vocabulary))
    for names in lines.values():
        for name in names:
            if name in vocabulary:
                counts[vocabulary[name]] += 1
    return np.asarray(np.log((1 + len(lines)) / (1 + counts)) + 1, dtype=np.float32)


def _line_weights(examples: list[Example]) -> Floats:
    """Weigh wordings so that lines count alike and labels count alike, however many there are."""
    per_line = Counter(example.line for example in examples)
    lines_per_label = Counter(label for label, _ in {(example.label, example.line) for example in examples})
    mean = sum(lines_per_label.values()) / len(lines_per_label)
    weights = [mean / lines_per_label[example.label] / per_line[example.line] for example in examples]
    return np.array(weights, dtype=np.float32)


def _matrix(rows: list[tuple[npt.NDArray[np.int64], Floats]], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(positions) for positions, _ in rows)])
    positions = np.concatenate([row[0] for row in rows])
    values = np.concatenate([row[1] for row in rows])
    return csr_matrix((values, positions, ends), shape=(len(rows), width))


def _centres(matrix: csr_matrix, targets: npt.NDArray[np.int64], labels: int, weights: Floats) -> Floats:
    """Return each label's mean direction, features × labels."""
    members = csr_matrix((weights, (targets, np.arange(len(targets)))), shape=(labels, len(targets)))
    means = members @ matrix
    lengths = np.sqrt(means.multiply(means).sum(axis=1)).A1
    return np.asarray((diags(1 / np.maximum(lengths, 1e-9)) @ means).T.todense(), dtype=np.float32)
