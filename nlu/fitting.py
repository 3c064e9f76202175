"""Fitting the ranker: which label do a message's letters, words and meaning speak for, and how far to trust that."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
#: Added to the log-odds: the left-out lines were written to be unlike each other, so people's questions are easier.
#: Chosen on benchmarks/understanding, where it brought the calibration error from 0.12 to 0.03.
EASIER = 1.5
#: Groups of letters in a larger share of the lines than this ("an ") cost more time than all others together.
COMMON_LETTERS = 0.05
#: So few lines are no measure of what is common.
FEW_LINES = 100
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
    """Return feature → number; a group of letters says little when it is in one line only, or in very many."""
    lines = Counter(name for example in examples for name in set().union(*example.wordings))
    most = max(FEW_LINES, COMMON_LETTERS * len(examples))
    kept = sorted(name for name, count in lines.items() if not name.startswith("c:") or 1 < count <= most)
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
    """Return all lines' cosines with each other; in half precision, for the sake of memory."""
    size = matrix.shape[0]
    cosines = np.empty((size, size), dtype=np.float16)

    def fill(rows: slice) -> None:
        # What lies above the diagonal is the mirror of what lies below.
        block = (matrix[rows] @ matrix[: rows.stop].T).toarray().astype(np.float16)
        cosines[rows, : rows.stop] = block
        cosines[: rows.stop, rows] = block.T

    _in_blocks(fill, size)
    return cosines


def _mixed(letters: Halves, meanings: Floats) -> Halves:
    """Return the cosines with the share of meaning; written over `letters`, which would fill the memory twice."""

    def fill(rows: slice) -> None:
        letters[rows] = LETTERS * letters[rows] + (1 - LETTERS) * (meanings[rows] @ meanings.T)

    _in_blocks(fill, len(letters))
    return letters


def _in_blocks(work: Callable[[slice], None], size: int) -> None:
    """Do `work` for all rows, some at a time on every core: numpy and scipy let other threads run meanwhile."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(work, (slice(at, min(at + BLOCK, size)) for at in range(0, size, BLOCK))))


def _look(cosines: Halves, lines: Lines, known: Ints) -> Look:
    """Return what `cosines` (lines × lines) teach; `known` are each line's known words and words."""
    owners = np.repeat(np.arange(len(lines.labels)), np.diff(lines.starts))
    left_out = _left_out(owners, lines.outside)
    kept, tried = np.flatnonzero(~left_out), np.flatnonzero(left_out)
    order = np.concatenate([kept, tried])
    factor = _factor(cosines, order)
    wanted = _wanted(owners[order], len(lines.labels))
    # The factor of the first lines alone is the corner of the factor of all: one factorization serves both.
    corner = np.asfortranarray(factor[: len(kept), : len(kept)])
    trial = _Trial(lines=lines, owners=owners, kept=kept, coefficients=_solve(corner, wanted[: len(kept)]))
    calibration = _calibrate(*trial.evidence(cosines, tried, known))
    coefficients = np.empty_like(wanted)
    coefficients[order] = _solve(factor, wanted)
    return Look(coefficients=coefficients, calibration=calibration)


def _factor(cosines: Halves, order: Ints) -> Floats:
    """
    Return the lower Cholesky factor of the likenesses (in `order`) with the ridge.

    Kernel ridge regression on targets of 1 and -1, that is regularised least-squares classification in the dual
    (Rifkin, Yeo & Poggio 2003): one factor of lines × lines serves all labels.
    """
    likeness = np.empty(cosines.shape, dtype=np.float32, order="F")

    def fill(rows: slice) -> None:
        # By columns of the lower triangle, which is all that is read.
        chosen = cosines[order[rows]][:, order[rows.start :]].astype(np.float32)
        likeness[rows.start :, rows] = kernel(chosen).T

    _in_blocks(fill, len(cosines))
    likeness[np.diag_indices_from(likeness)] += np.float32(RIDGE)
    factor, _ = cho_factor(likeness, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(factor)


def _wanted(owners: Ints, labels: int) -> Floats:
    """Return the targets (lines × labels) less the score of a label nothing speaks for."""
    wanted = np.full((len(owners), labels), -1 - bias(labels), dtype=np.float32)
    wanted[np.arange(len(owners)), owners] = 1 - bias(labels)
    return wanted


def _solve(factor: Floats, wanted: Floats) -> Floats:
    """Return what each line speaks for (lines × labels)."""
    return np.asarray(cho_solve((factor, True), wanted, check_finite=False), dtype=np.float32)


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """Lines and whole labels were left out: are their labels found from the rest?"""

    lines: Lines
    #: Each line's label, as its number.
    owners: Ints
    kept: Ints
    coefficients: Floats

    def scores(self, cosine: Floats) -> Floats:
        """Return the scores (… × labels) of lines with these cosines (… × kept)."""
        return np.asarray(kernel(cosine) @ self.coefficients + bias(len(self.lines.labels)))

    def evidence(self, cosines: Halves, tried: Ints, known: Ints) -> tuple[Doubles, Mask, Mask]:
        """Return evidence for contenders of the lines tried, which are right, and whose line lies outside."""
        starts = np.searchsorted(self.owners[self.kept], np.arange(len(self.lines.labels) + 1))
        present = np.flatnonzero(np.diff(starts))
        outside = int(np.searchsorted(present, self.lines.outside))
        rows, right = [], []
        for block in _portions(tried):
            cosine = cosines[np.ix_(block, self.kept)].astype(np.float32)
            alike = nearest(cosine, starts[[*present, -1]])
            contenders, seen = evidence(self.scores(cosine)[:, present], alike, known[block], outside)
            rows.append(seen[:, :TRIED])
            found = present[contenders[:, :TRIED]]
            right.append((found == self.owners[block][:, None]) & (found != self.lines.outside))
        outsiders = np.repeat(self.owners[tried] == self.lines.outside, rows[0].shape[1])
        return np.concatenate(rows).reshape(-1, rows[0].shape[2]), np.concatenate(right).ravel(), outsiders


def _portions(lines: Ints) -> Iterator[Ints]:
    yield from (lines[at : at + BLOCK] for at in range(0, len(lines), BLOCK))


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
    constant = regression.intercept_[0] - slopes @ scaler.mean_
    return Calibration(weights=slopes, bias=float(constant) + EASIER)
