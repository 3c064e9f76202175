"""Fitting the ranker: which label do a message's letters, words and meaning speak for, and how far to trust that."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from nlu.meanings import Space
from nlu.scorer import (
    LETTERS,
    Calibration,
    Doubles,
    Floats,
    Ints,
    Lines,
    Look,
    Scorer,
    bias,
    evidence,
    kernel,
    nearest,
    vector,
)

Halves = npt.NDArray[np.float16]
Mask = npt.NDArray[np.bool_]
#: Added to each line's likeness with itself: the larger, the smoother (docs/understanding.md).
RIDGE = 0.1
#: Calibration leaves out one line in so many, and one label in so many: a stranger's question.
LINES_LEFT_OUT, LABELS_LEFT_OUT = 5, 12
#: Contenders of each left-out line that calibration sees.
TRIED = 3
#: What lies outside is to make up this share of what calibration sees, as in a bot's real mail.
OUTSIDE_SHARE = 0.2
#: Lines whose likenesses are computed at a time.
BLOCK = 500


@dataclass(frozen=True, kw_only=True)
class Example:
    """One written line: its label, its wordings' features, and where its meaning lies, if there is an engine."""

    line: str
    label: str
    wordings: Sequence[Counter[str]]
    meaning: Floats | None = None


def fit(examples: Sequence[Example], *, outside: str, space: Space | None = None) -> Scorer:
    """
    Return a scorer fitted to `examples`, calibrated on lines and labels it had not seen.

    `outside` is the label of what no answer exists for. With a `space`, all examples have a meaning there.
    """
    examples = sorted(examples, key=lambda example: (example.label, example.line))
    lines, matrix = _lines(examples, outside, space)
    known = np.array([lines.known(example.wordings[0]) for example in examples])
    cosines = _cosines(matrix)
    quick = _look(cosines, lines, known)
    if lines.meanings is None:
        return Scorer(lines=lines, quick=quick)
    return Scorer(lines=lines, quick=quick, close=_look(_mixed(cosines, lines.meanings), lines, known))


def _lines(examples: Sequence[Example], outside: str, space: Space | None) -> tuple[Lines, csr_matrix]:
    """Return what scoring needs of the lines, and their TF-IDF (lines × features)."""
    labels = tuple(sorted({example.label for example in examples}))
    counts = Counter(example.label for example in examples)
    vocabulary = _vocabulary(examples)
    idf = _inverse_frequencies(examples, vocabulary)
    matrix = _matrix(examples, vocabulary, idf)
    by_feature = matrix.tocsc()
    meanings = [example.meaning for example in examples if example.meaning is not None]
    lines = Lines(
        labels=labels,
        outside=labels.index(outside),
        starts=np.cumsum([0, *(counts[label] for label in labels)]),
        vocabulary=vocabulary,
        idf=idf,
        ends=by_feature.indptr.astype(np.int64),
        entries=by_feature.indices.astype(np.int32),
        values=by_feature.data.astype(np.float32),
        meanings=np.array(meanings, dtype=np.float32) if space else None,
        space=space,
    )
    return lines, matrix


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    lines = Counter(name for example in examples for name in set().union(*example.wordings))
    # A group of letters seen in one line only says less than it costs.
    kept = sorted(name for name, count in lines.items() if count > 1 or not name.startswith("c:"))
    return {name: at for at, name in enumerate(kept)}


def _inverse_frequencies(examples: Sequence[Example], vocabulary: dict[str, int]) -> Floats:
    counts = np.zeros(len(vocabulary))
    for example in examples:
        for name in set().union(*example.wordings):
            if name in vocabulary:
                counts[vocabulary[name]] += 1
    return np.asarray(np.log((1 + len(examples)) / (1 + counts)) + 1, dtype=np.float32)


def _matrix(examples: Sequence[Example], vocabulary: dict[str, int], idf: Floats) -> csr_matrix:
    """Return each line's mean direction over its wordings, of length 1."""
    rows = [[vector(features, vocabulary, idf) for features in example.wordings] for example in examples]
    wordings = [row for line in rows for row in line]
    ends = np.cumsum([0, *(len(positions) for positions, _ in wordings)])
    each = csr_matrix(
        (
            np.concatenate([values for _, values in wordings]),
            np.concatenate([positions for positions, _ in wordings]),
            ends,
        ),
        shape=(len(wordings), len(vocabulary)),
    )
    members = np.repeat(np.arange(len(rows)), [len(line) for line in rows])
    shape = (len(rows), len(wordings))
    means = (
        csr_matrix((np.ones(len(wordings), np.float32), (members, np.arange(len(wordings)))), shape) @ each
    )
    lengths = np.sqrt(means.multiply(means).sum(axis=1)).A1
    return (diags((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ means).tocsr()


def _cosines(matrix: csr_matrix) -> Halves:
    """Return all lines' cosines with each other; in blocks and half precision, for the sake of memory."""
    size = matrix.shape[0]
    cosines = np.empty((size, size), dtype=np.float16)
    for start in range(0, size, BLOCK):
        cosines[start : start + BLOCK] = (matrix[start : start + BLOCK] @ matrix.T).toarray()
    return cosines


def _mixed(letters: Halves, meanings: Floats) -> Halves:
    """Return the cosines with the share of meaning; written over `letters`, which would fill the memory twice."""
    for start in range(0, len(letters), BLOCK):
        block = slice(start, start + BLOCK)
        letters[block] = LETTERS * letters[block] + (1 - LETTERS) * (meanings[block] @ meanings.T)
    return letters


def _look(cosines: Halves, lines: Lines, known: Ints) -> Look:
    """Return what `cosines` (lines × lines) teach; `known` are each line's known words and words."""
    calibration = _calibrate(*_trials(cosines, lines, known))
    return Look(coefficients=_solve(cosines, _owners(lines), len(lines.labels)), calibration=calibration)


def _owners(lines: Lines) -> Ints:
    """Return each line's label, as its number."""
    return np.repeat(np.arange(len(lines.labels)), np.diff(lines.starts))


def _solve(cosines: Halves, owners: Ints, labels: int) -> Floats:
    """
    Return what each line speaks for (lines × labels): kernel ridge regression on targets of 1 and -1.

    Regularised least-squares classification in the dual (Rifkin, Yeo & Poggio 2003): one Cholesky factor
    of lines × lines serves all labels.
    """
    wanted = np.full((len(owners), labels), -1 - bias(labels), dtype=np.float32)
    wanted[np.arange(len(owners)), owners] = 1 - bias(labels)
    likeness = np.empty(cosines.shape, dtype=np.float32)
    for start in range(0, len(cosines), BLOCK):
        likeness[start : start + BLOCK] = kernel(cosines[start : start + BLOCK].astype(np.float32))
    likeness[np.diag_indices_from(likeness)] += np.float32(RIDGE)
    factor = cho_factor(likeness.T, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, wanted, check_finite=False), dtype=np.float32)


def _trials(cosines: Halves, lines: Lines, known: Ints) -> tuple[Doubles, Mask, Mask]:
    """
    Leave lines and whole labels out, and try to find their labels from the rest.

    Returns evidence for each contender (contenders × kinds), which are right, and whose line lies outside.
    """
    owners = _owners(lines)
    left_out = _left_out(owners, lines.outside)
    kept, tried = np.flatnonzero(~left_out), np.flatnonzero(left_out)
    coefficients = _solve(cosines[np.ix_(kept, kept)], owners[kept], len(lines.labels))
    starts = np.searchsorted(owners[kept], np.arange(len(lines.labels) + 1))
    present = np.flatnonzero(np.diff(starts))
    rows, right = [], []
    for start in range(0, len(tried), BLOCK):
        block = tried[start : start + BLOCK]
        cosine = cosines[np.ix_(block, kept)].astype(np.float32)
        scores = (kernel(cosine) @ coefficients + bias(len(lines.labels)))[:, present]
        alike = nearest(cosine, starts[[*present, -1]])
        outside = int(np.searchsorted(present, lines.outside))
        contenders, seen = evidence(scores, alike, known[block], outside)
        rows.append(seen[:, :TRIED])
        found = present[contenders[:, :TRIED]]
        right.append((found == owners[block][:, None]) & (found != lines.outside))
    tries = rows[0].shape[1]
    outsiders = np.repeat(owners[tried] == lines.outside, tries)
    return np.concatenate(rows).reshape(-1, rows[0].shape[2]), np.concatenate(right).ravel(), outsiders


def _left_out(owners: Ints, outside: int) -> Mask:
    """Return which lines calibration leaves out: every fifth, and all of every twelfth label but `outside`."""
    every = np.arange(len(owners)) % LINES_LEFT_OUT == 0
    whole = (owners % LABELS_LEFT_OUT == 0) & (owners != outside)
    return np.asarray(every | whole)


def _calibrate(seen: Doubles, right: Mask, outside: Mask) -> Calibration:
    """Return the logistic regression of being right on the evidence."""
    share = outside.mean()
    weights = np.where(outside, OUTSIDE_SHARE / max(share, 1e-9), (1 - OUTSIDE_SHARE) / max(1 - share, 1e-9))
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    model.fit(seen, right, logisticregression__sample_weight=weights)
    scaler, regression = model[0], model[1]
    slopes = regression.coef_[0] / scaler.scale_
    return Calibration(weights=slopes, bias=float(regression.intercept_[0] - slopes @ scaler.mean_))
