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

from nlu.embedding import DIMENSIONS
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
    centred,
    evidence,
    kernel,
    nearest,
    vector,
)

Halves = npt.NDArray[np.float16]
#: Added to each line's likeness with itself: the larger, the smoother (chosen by k-fold: docs/understanding.md).
RIDGE = 0.1
#: Calibration leaves out one line in so many, this often, and whole labels: a stranger's question.
PARTS, FOLDS = 5, 2
LABELS_LEFT_OUT = 12
#: Contenders of each left-out line that calibration sees.
TRIED = 3
#: What lies outside is to make up this share of what calibration sees, as in a bot's real mail.
OUTSIDE_SHARE = 0.2
#: Lines whose likenesses are computed at a time.
BLOCK = 500


@dataclass(frozen=True, kw_only=True)
class Example:
    """One written line: its label, its wordings' features, and the embedding of the first, if there is an engine."""

    line: str
    label: str
    wordings: Sequence[Counter[str]]
    embedding: Floats | None = None


def fit(examples: Sequence[Example], *, outside: str) -> Scorer:
    """
    Return a scorer fitted to `examples`, calibrated on lines and labels it had not seen.

    `outside` is the label of what no answer exists for. All or none of the examples have an embedding.
    """
    examples = sorted(examples, key=lambda example: (example.label, example.line))
    lines, matrix = _lines(examples)
    trial = Trial(lines=lines, known=_known(lines, examples), outside=outside)
    letters = _cosines(matrix)
    quick = _look(letters, trial)
    if lines.meanings is None:
        return Scorer(lines=lines, quick=quick)
    both = _mixed(letters, lines.meanings)
    return Scorer(lines=lines, quick=quick, close=_look(both, trial))


def _lines(examples: Sequence[Example]) -> tuple[Lines, csr_matrix]:
    """Return what scoring needs of the lines, and their TF-IDF (lines × features)."""
    labels = tuple(sorted({example.label for example in examples}))
    counts = Counter(example.label for example in examples)
    vocabulary = _vocabulary(examples)
    idf = _inverse_frequencies(examples, vocabulary)
    matrix = _matrix(examples, vocabulary, idf)
    by_feature = matrix.tocsc()
    rows = [example.embedding for example in examples if example.embedding is not None]
    centre = np.mean(rows, axis=0, dtype=np.float32) if rows else np.zeros(DIMENSIONS, dtype=np.float32)
    lines = Lines(
        labels=labels,
        starts=np.cumsum([0, *(counts[label] for label in labels)]),
        vocabulary=vocabulary,
        idf=idf,
        ends=by_feature.indptr.astype(np.int64),
        entries=by_feature.indices.astype(np.int32),
        values=by_feature.data.astype(np.float32),
        meanings=centred(np.array(rows, dtype=np.float32), centre) if rows else None,
        centre=centre,
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


def _known(lines: Lines, examples: Sequence[Example]) -> list[tuple[int, int]]:
    return [lines.known(example.wordings[0]) for example in examples]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What calibration knows about the lines it leaves out."""

    lines: Lines
    #: Known words and words of each line.
    known: list[tuple[int, int]]
    outside: str

    @property
    def owners(self) -> Ints:
        """Each line's label, as its number."""
        return np.repeat(np.arange(len(self.lines.labels)), np.diff(self.lines.starts))


def _look(cosines: Halves, trial: Trial) -> Look:
    """Return what `cosines` (lines × lines) teach."""
    owners = trial.owners
    tried = [_try_fold(cosines, trial, owners, fold) for fold in range(FOLDS)]
    calibration = _calibrate(
        np.concatenate([seen for seen, _, _ in tried]),
        np.concatenate([right for _, right, _ in tried]),
        np.concatenate([outside for _, _, outside in tried]),
    )
    return Look(coefficients=_solve(cosines, owners, len(trial.lines.labels)), calibration=calibration)


def _solve(cosines: Halves, owners: Ints, labels: int) -> Floats:
    """
    Return what each line speaks for (lines × labels): kernel ridge regression on targets of 1 and -1.

    Regularised least-squares classification in the dual (Rifkin, Yeo & Poggio 2003): one Cholesky factor
    of lines × lines serves all labels.
    """
    wanted = np.full((len(owners), labels), -1 - bias(labels), dtype=np.float32)
    wanted[np.arange(len(owners)), owners] = 1 - bias(labels)
    likeness = _likeness(cosines)
    likeness[np.diag_indices_from(likeness)] += np.float32(RIDGE)
    factor = cho_factor(likeness.T, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, wanted, check_finite=False), dtype=np.float32)


def _likeness(cosines: Halves) -> Floats:
    likeness = np.empty(cosines.shape, dtype=np.float32)
    for start in range(0, len(cosines), BLOCK):
        likeness[start : start + BLOCK] = kernel(cosines[start : start + BLOCK].astype(np.float32))
    return likeness


def _try_fold(cosines: Halves, trial: Trial, owners: Ints, fold: int) -> tuple[Doubles, Doubles, Doubles]:
    """Return evidence for contenders of the lines left out in this fold, which are right, which lines lie outside."""
    labels = trial.lines.labels
    at = np.arange(len(owners))
    unknown = (owners % LABELS_LEFT_OUT == fold) & (owners != labels.index(trial.outside))
    left_out = (at % PARTS == fold) | unknown
    kept, tried = at[~left_out], at[left_out]
    coefficients = _solve(cosines[np.ix_(kept, kept)], owners[kept], len(labels))
    starts = np.searchsorted(owners[kept], np.arange(len(labels) + 1))
    present = np.flatnonzero(np.diff(starts))
    rows = []
    for line in tried:
        cosine = cosines[line, kept].astype(np.float32)
        scores = (kernel(cosine) @ coefficients + bias(len(labels)))[present]
        contenders, seen = evidence(scores, nearest(cosine, starts[[*present, -1]]), trial.known[line])
        outside = labels[owners[line]] == trial.outside
        rows.extend(
            (row, present[contender] == owners[line] and not outside, outside)
            for contender, row in zip(contenders[:TRIED], seen, strict=False)
        )
    seen, right, outside = zip(*rows, strict=True)
    return np.array(seen), np.array(right), np.array(outside)


def _calibrate(seen: Doubles, right: Doubles, outside: Doubles) -> Calibration:
    """Return the logistic regression of being right on the evidence."""
    share = outside.mean()
    weights = np.where(outside, OUTSIDE_SHARE / max(share, 1e-9), (1 - OUTSIDE_SHARE) / max(1 - share, 1e-9))
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    model.fit(seen, right, logisticregression__sample_weight=weights)
    scaler, regression = model[0], model[1]
    slopes = regression.coef_[0] / scaler.scale_
    return Calibration(weights=slopes, bias=float(regression.intercept_[0] - slopes @ scaler.mean_))
