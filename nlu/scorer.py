"""Scoring a message against all labels by its likeness to every line learnt: numpy only, no framework."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mitra.answers import Ranked
from nlu.meanings import Space

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Labels whose confidence is estimated; the others come behind.
CONTENDERS = 5
#: Labels in a ranking.
RANKED = 12
#: Confidence in a wording that stands among the examples.
CERTAIN = 0.99
#: Scores lie between -1 and 1; so much sharper, a softmax tells a clear lead from a narrow one.
SHARPNESS = 8.0
#: The share of letters and words in the cosine; the rest is the share of meaning.
LETTERS = 0.5


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Turns evidence into the probability that a label is the right one."""

    weights: Doubles
    bias: float

    def probability(self, seen: Doubles) -> Doubles:
        """Return a number from 0 to 1 for each row of evidence (… × kinds of evidence)."""
        return np.asarray(1 / (1 + np.exp(-(seen @ self.weights + self.bias))))


@dataclass(frozen=True, kw_only=True)
class Look:
    """One way of looking at a message: what each line speaks for (lines × labels), and how far to trust that."""

    coefficients: Floats
    calibration: Calibration


@dataclass(frozen=True, kw_only=True)
class Lines:
    """What was learnt from, line by line, in the order of their labels."""

    labels: tuple[str, ...]
    #: The label of what no answer exists for, as its number.
    outside: int
    #: Where each label's lines begin, and the number of lines.
    starts: Ints
    #: Feature → its number; and how rare it is.
    vocabulary: dict[str, int]
    idf: Floats
    #: TF-IDF by feature: those of feature `f` are entries `ends[f]` to `ends[f + 1]`, each a line and a value.
    ends: Ints
    entries: npt.NDArray[np.int32]
    values: Floats
    #: Where the lines' meanings lie (lines × 96), and in which space; none where the engine does not run.
    meanings: Floats | None = None
    space: Space | None = None

    def by_letters(self, features: Counter[str]) -> Floats:
        """Return the cosine of each line's letters and words with the message's."""
        positions, values = vector(features, self.vocabulary, self.idf)
        if not len(positions):
            return np.zeros(self.starts[-1], dtype=np.float32)
        begin, counts = self.ends[positions], self.ends[positions + 1] - self.ends[positions]
        # All spans begin … begin + count behind each other, without a loop over features.
        at = np.arange(counts.sum()) + np.repeat(begin - (np.cumsum(counts) - counts), counts)
        products = np.repeat(values, counts) * self.values[at]
        return np.bincount(self.entries[at], weights=products, minlength=self.starts[-1]).astype(np.float32)

    def by_meaning(self, embedding: Floats) -> Floats:
        """Return the cosine of each line's meaning with that of a message (384)."""
        if self.meanings is None or self.space is None:
            raise ValueError("learnt without meanings")
        return np.asarray(self.meanings @ self.space.place(embedding), dtype=np.float32)

    def known(self, features: Counter[str]) -> tuple[int, int]:
        """Return how many words of the message were seen in training, and how many it has."""
        words = [name for name in features if name.startswith("w:")]
        return sum(name in self.vocabulary for name in words), len(words)


@dataclass(frozen=True, kw_only=True)
class Scorer:
    """A quick look by letters and words, and a closer one by meaning too."""

    lines: Lines
    quick: Look
    close: Look | None = None
    #: Words that are spelt right.
    common: tuple[str, ...] = ()
    #: Normalised wordings people are known to use, and what they mean.
    wordings: dict[str, str] = field(default_factory=dict)

    def rank(self, features: Counter[str], embedding: Floats | None = None) -> list[Ranked]:
        """Return the likeliest labels, best first, by the closer look when there is an `embedding` (384)."""
        look, cosine = self.quick, self.lines.by_letters(features)
        if embedding is not None and self.close is not None:
            look = self.close
            cosine = LETTERS * cosine + (1 - LETTERS) * self.lines.by_meaning(embedding)
        scores = kernel(cosine) @ look.coefficients + bias(len(self.lines.labels))
        alike = nearest(cosine, self.lines.starts)
        known = np.array([self.lines.known(features)])
        contenders, seen = evidence(scores[None], alike[None], known, self.lines.outside)
        return self._ranked(scores, contenders[0], look.calibration.probability(seen[0]))

    def _ranked(self, scores: Floats, contenders: Ints, confidences: Doubles) -> list[Ranked]:
        """Give the contenders their confidence; the others' falls with their score."""
        labels = self.lines.labels
        ranked = [
            Ranked(name=labels[at], confidence=float(confidence))
            for at, confidence in zip(contenders, confidences, strict=True)
        ]
        least, last = min(one.confidence for one in ranked), scores[contenders].min()
        others = np.setdiff1d(_best(scores, min(RANKED, len(labels))), contenders)
        faded = least * np.minimum(1.0, np.exp(SHARPNESS * (scores[others] - last)))
        ranked += [
            Ranked(name=labels[at], confidence=float(confidence))
            for at, confidence in zip(others, faded, strict=True)
        ]
        return sorted(ranked, key=lambda one: -one.confidence)

    def meant(self, wording: str) -> str | None:
        """Return what `wording` means when it stands among the examples: nothing to estimate."""
        return self.wordings.get(wording)

    def save(self, folder: Path) -> None:
        """Write everything into `folder`, as plain arrays and JSON."""
        lines = self.lines
        names = {
            "labels": lines.labels,
            "outside": lines.outside,
            "vocabulary": list(lines.vocabulary),
            "common": self.common,
            "wordings": self.wordings,
        }
        (folder / "names.json").write_text(json.dumps(names), "utf-8")
        arrays = {name: getattr(lines, name) for name in _ARRAYS}
        for name, look in (("quick", self.quick), ("close", self.close)):
            if look is not None:
                arrays[name] = look.coefficients
                arrays[f"{name}_calibration"] = np.array([*look.calibration.weights, look.calibration.bias])
        if lines.meanings is not None and lines.space is not None:
            arrays |= {
                "meanings": lines.meanings,
                "centre": lines.space.centre,
                "basis": lines.space.basis,
                "step": np.float64(lines.space.step),
            }
        np.savez(folder / "arrays.npz", **arrays)

    @classmethod
    def load(cls, folder: Path) -> "Scorer":
        """Return the scorer written into `folder`."""
        names = json.loads((folder / "names.json").read_text("utf-8"))
        with np.load(folder / "arrays.npz", allow_pickle=False) as file:
            arrays = dict(file)
        space = None
        if "meanings" in arrays:
            space = Space(centre=arrays["centre"], basis=arrays["basis"], step=float(arrays["step"]))
        looks = {name: _look(arrays, name) for name in ("quick", "close") if name in arrays}
        lines = Lines(
            labels=tuple(names["labels"]),
            outside=names["outside"],
            vocabulary={name: at for at, name in enumerate(names["vocabulary"])},
            meanings=arrays.get("meanings"),
            space=space,
            **{name: arrays[name] for name in _ARRAYS},
        )
        return cls(lines=lines, common=tuple(names["common"]), wordings=names["wordings"], **looks)


#: Arrays of Lines that are stored under their own names.
_ARRAYS = ("starts", "idf", "ends", "entries", "values")


def _look(arrays: dict[str, npt.NDArray[np.float32]], name: str) -> Look:
    *weights, constant = arrays[f"{name}_calibration"]
    calibration = Calibration(weights=np.array(weights), bias=float(constant))
    return Look(coefficients=arrays[name], calibration=calibration)


def kernel(cosine: Floats) -> Floats:
    """
    Return the likeness, 0 to 1, of directions with this cosine: ((1 + cosine) / 2)⁴.

    Polynomial, so that pairs of features count and not only each by itself; it ranked like a Gaussian one
    (docs/understanding.md) and takes two multiplications.
    """
    half = (cosine + np.float32(1)) * np.float32(0.5)
    half *= half
    half *= half
    return np.asarray(half, dtype=np.float32)


def bias(labels: int) -> float:
    """Return the score of a label nothing speaks for: the mean of its targets, 1 once and -1 otherwise."""
    return -(labels - 2) / labels


def nearest(cosine: Floats, starts: Ints) -> Floats:
    """Return the cosine of each label's most alike line, along the last axis."""
    return np.asarray(np.maximum.reduceat(cosine, starts[:-1], axis=-1), dtype=np.float32)


def evidence(scores: Floats, alike: Floats, known: Ints, outside: int) -> tuple[Ints, Doubles]:
    """
    Return the contenders of each message, best first (messages × 5), and what speaks for each (… × 8).

    Its log-odds, its lead in score, its score, its lead over `outside`, the cosine of its most alike line, that
    one's lead, the share of known words, and the logarithm of their number: one word alone says little.
    `scores` and `alike` are messages × labels, `known` messages × 2: words known, words.
    """
    shown = min(CONTENDERS + 1, scores.shape[1])
    order = _best(scores, shown)
    best, lines = np.take_along_axis(scores, order, 1), np.take_along_axis(alike, order, 1)
    odds = np.exp(SHARPNESS * (scores - best[:, :1]).astype(np.float64)).sum(axis=1, keepdims=True)
    chances = np.clip(np.exp(SHARPNESS * (best - best[:, :1]).astype(np.float64)) / odds, 1e-6, 1 - 1e-6)
    share = known[:, :1] / np.maximum(known[:, 1:], 1)
    rows = [
        np.log(chances / (1 - chances)),
        best - _best_other(best),
        best,
        best - scores[:, outside : outside + 1],
        lines,
        lines - _best_other(lines),
        np.broadcast_to(share, best.shape),
        np.broadcast_to(np.log1p(known[:, :1]), best.shape),
    ]
    return order[:, :CONTENDERS], np.stack(rows, axis=2).astype(np.float64)[:, :CONTENDERS]


def _best(scores: Floats, most: int) -> Ints:
    """Return the positions of the `most` highest scores, best first, along the last axis."""
    found = np.argpartition(-scores, most - 1, axis=-1)[..., :most]
    order = np.argsort(-np.take_along_axis(scores, found, -1), axis=-1, kind="stable")
    return np.asarray(np.take_along_axis(found, order, -1), dtype=np.int64)


def _best_other(values: Floats) -> Floats:
    """Return for each value the greatest of the others in its row; itself where there are none."""
    if values.shape[1] == 1:
        return values
    first, second = np.sort(values, axis=1)[:, :-3:-1].T
    best = values == first[:, None]
    return np.asarray(np.where(best, second[:, None], first[:, None]), dtype=np.float32)


def vector(features: Counter[str], vocabulary: dict[str, int], idf: Floats) -> tuple[Ints, Floats]:
    """Return positions and TF-IDF values (length 1) of the features that are known."""
    known = [(at, count) for name, count in features.items() if (at := vocabulary.get(name)) is not None]
    if not known:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    positions = np.array([at for at, _ in known], dtype=np.int64)
    values = (1 + np.log(np.array([count for _, count in known]))) * idf[positions]
    return positions, np.asarray(values / np.linalg.norm(values), dtype=np.float32)
