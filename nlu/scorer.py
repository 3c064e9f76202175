"""Scoring a message against all labels by its likeness to every line learnt: numpy only, no framework."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mitra.answers import Ranked

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Labels whose confidence is estimated; the others come behind.
CONTENDERS = 5
#: Confidence in a wording that stands among the examples.
CERTAIN = 0.99
#: Scores lie between -1 and 1; so much sharper, a softmax tells a clear lead from a narrow one.
SHARPNESS = 8.0
#: How fast likeness fades: the Gaussian kernel of unit vectors is exp(width · (cosine - 1)).
WIDTH = 2.0
#: The share of letters and words in the cosine; the rest is the share of meaning.
LETTERS = 0.5


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Turns evidence into the probability that a label is the right one."""

    weights: Doubles
    bias: float

    def probability(self, seen: Doubles) -> Doubles:
        """Return a number from 0 to 1 for each row of evidence."""
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
    #: Where each label's lines begin, and the number of lines.
    starts: Ints
    #: Feature → its number; and how rare it is.
    vocabulary: dict[str, int]
    idf: Floats
    #: TF-IDF by feature: those of feature `f` are entries `ends[f]` to `ends[f + 1]`, each a line and a value.
    ends: Ints
    entries: npt.NDArray[np.int32]
    values: Floats
    #: Embeddings less `centre`, of length 1 (lines × 384); none where the engine does not run.
    meanings: Floats | None
    centre: Floats

    def by_letters(self, features: Counter[str]) -> Floats:
        """Return the cosine of each line's letters and words with the message's."""
        positions, values = vector(features, self.vocabulary, self.idf)
        spans = [slice(self.ends[at], self.ends[at + 1]) for at in positions]
        if not spans:
            return np.zeros(self.starts[-1], dtype=np.float32)
        entries = np.concatenate([self.entries[span] for span in spans])
        products = np.concatenate(
            [value * self.values[span] for value, span in zip(values, spans, strict=True)]
        )
        return np.bincount(entries, weights=products, minlength=self.starts[-1]).astype(np.float32)

    def by_meaning(self, embedding: Floats) -> Floats:
        """Return the cosine of each line's embedding with the message's."""
        if self.meanings is None:
            raise ValueError("learnt without embeddings")
        return np.asarray(self.meanings @ centred(embedding, self.centre), dtype=np.float32)

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
        """Return all labels, best first, by the closer look when there is an `embedding`."""
        letters = self.lines.by_letters(features)
        look, cosine = self.quick, letters
        if embedding is not None and self.close is not None:
            look = self.close
            cosine = LETTERS * letters + (1 - LETTERS) * self.lines.by_meaning(embedding)
        scores = kernel(cosine) @ look.coefficients + bias(len(self.lines.labels))
        alike = nearest(cosine, self.lines.starts)
        contenders, seen = evidence(scores, alike, self.lines.known(features))
        return self._ranked(scores, contenders, look.calibration.probability(seen))

    def _ranked(self, scores: Floats, contenders: Ints, confidences: Doubles) -> list[Ranked]:
        """Give the contenders their confidence; the others' falls with their score."""
        least, last = float(confidences.min()), scores[contenders].min()
        estimated = dict(zip(contenders.tolist(), confidences.tolist(), strict=True))
        ranked = [
            Ranked(
                name=label,
                confidence=estimated.get(
                    at, least * min(1.0, float(np.exp(SHARPNESS * (scores[at] - last))))
                ),
            )
            for at, label in enumerate(self.lines.labels)
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
            "vocabulary": list(lines.vocabulary),
            "common": self.common,
            "wordings": self.wordings,
        }
        (folder / "names.json").write_text(json.dumps(names), "utf-8")
        arrays = {
            name: getattr(lines, name) for name in ("starts", "idf", "ends", "entries", "values", "centre")
        }
        for name, look in (("quick", self.quick), ("close", self.close)):
            if look is not None:
                arrays[name] = look.coefficients
                arrays[f"{name}_calibration"] = np.array([*look.calibration.weights, look.calibration.bias])
        if lines.meanings is not None:
            arrays["meanings"] = lines.meanings.astype(np.float16)  # half the file; the engine has 4 bits
        np.savez(folder / "arrays.npz", **arrays)

    @classmethod
    def load(cls, folder: Path) -> "Scorer":
        """Return the scorer written into `folder`."""
        names = json.loads((folder / "names.json").read_text("utf-8"))
        with np.load(folder / "arrays.npz", allow_pickle=False) as file:
            arrays = dict(file)
        looks = {name: _look(arrays, name) for name in ("quick", "close") if name in arrays}
        meanings = arrays.get("meanings")
        return cls(
            lines=Lines(
                labels=tuple(names["labels"]),
                vocabulary={name: at for at, name in enumerate(names["vocabulary"])},
                meanings=None if meanings is None else meanings.astype(np.float32),
                **{name: arrays[name] for name in ("starts", "idf", "ends", "entries", "values", "centre")},
            ),
            common=tuple(names["common"]),
            wordings=names["wordings"],
            **looks,
        )


def _look(arrays: dict[str, npt.NDArray[np.float32]], name: str) -> Look:
    *weights, constant = arrays[f"{name}_calibration"]
    return Look(
        coefficients=arrays[name], calibration=Calibration(weights=np.array(weights), bias=float(constant))
    )


def kernel(cosine: Floats) -> Floats:
    """Return the likeness, 0 to 1, of unit vectors with this cosine."""
    return np.asarray(np.exp(np.float32(WIDTH) * (cosine - 1)), dtype=np.float32)


def bias(labels: int) -> float:
    """Return the score of a label nothing speaks for: the mean of its targets, 1 once and -1 otherwise."""
    return -(labels - 2) / labels


def nearest(cosine: Floats, starts: Ints) -> Floats:
    """Return the cosine of each label's most alike line, along the last axis."""
    return np.asarray(np.maximum.reduceat(cosine, starts[:-1], axis=-1), dtype=np.float32)


def centred(embeddings: Floats, centre: Floats) -> Floats:
    """Return `embeddings` (… × 384) less what all have in common, of length 1."""
    moved = embeddings - centre
    return np.asarray(
        moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9), dtype=np.float32
    )


def evidence(scores: Floats, alike: Floats, known: tuple[int, int]) -> tuple[Ints, Doubles]:
    """
    Return the contenders, best first, and what speaks for each: a row each.

    Its log-odds, its lead in score, its score, the cosine of its most alike line, that one's lead,
    the share of known words, and the logarithm of their number: one word alone says little.
    """
    order = np.argsort(-scores, kind="stable")[: CONTENDERS + 1]
    odds = np.exp(SHARPNESS * (scores - scores.max()).astype(np.float64))
    chances = np.clip(odds / odds.sum(), 1e-6, 1 - 1e-6)
    seen, words = known
    rows = []
    for at in order[:CONTENDERS]:
        rivals = order[order != at] if len(order) > 1 else order
        rows.append(
            [
                np.log(chances[at] / (1 - chances[at])),
                scores[at] - scores[rivals].max(),
                scores[at],
                alike[at],
                alike[at] - alike[rivals].max(),
                seen / max(words, 1),
                np.log1p(seen),
            ]
        )
    return order[:CONTENDERS], np.array(rows, dtype=np.float64)


def vector(features: Counter[str], vocabulary: dict[str, int], idf: Floats) -> tuple[Ints, Floats]:
    """Return positions and TF-IDF values (length 1) of the features that are known."""
    known = [(at, count) for name, count in features.items() if (at := vocabulary.get(name)) is not None]
    if not known:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    positions = np.array([at for at, _ in known], dtype=np.int64)
    values = (1 + np.log(np.array([count for _, count in known]))) * idf[positions]
    return positions, np.asarray(values / np.linalg.norm(values), dtype=np.float32)
