"""Scoring a message against all labels: a few gathered rows of a matrix, no framework."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mitra.answers import Ranked

Floats = npt.NDArray[np.float32]
#: The best label and the four behind it are compared by similarity.
RIVALS = 5
#: Confidence in a wording that stands among the examples.
CERTAIN = 0.99


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Turns evidence into the probability that the best label is the right one."""

    weights: npt.NDArray[np.float64]
    bias: float

    def probability(self, seen: npt.NDArray[np.float64]) -> float:
        """Return a number from 0 to 1."""
        return float(1 / (1 + np.exp(-(seen @ self.weights + self.bias))))


@dataclass(frozen=True, kw_only=True)
class Scorer:
    """What was learnt: the classifier's weights and each label's centre, both features × labels."""

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    centres: Floats
    #: Normalised wordings people are known to use, and what they mean.
    wordings: dict[str, str] = field(default_factory=dict)
    calibration: Calibration | None = None

    def rank(self, features: Counter[str], wording: str = "") -> list[Ranked]:
        """
        Return all labels, best first; the best one's confidence is calibrated, the others' follow in proportion.

        A `wording` that stands among the examples means what it means there: nothing to estimate.
        """
        if self.calibration is None:
            raise ValueError("a scorer must be calibrated before it ranks")
        labels, scores = self.raw(features)
        trust = self.calibration.probability(evidence(scores, self.known(features)))
        shares = scores[:, 0] / scores[0, 0]
        ranked = [
            Ranked(name=name, confidence=trust * float(share))
            for name, share in zip(labels, shares, strict=True)
        ]
        meant = self.wordings.get(wording)
        if meant is None:
            return ranked
        others = (other for other in ranked if other.name != meant)
        doubts = (replace(other, confidence=min(other.confidence, 1 - CERTAIN)) for other in others)
        return [Ranked(name=meant, confidence=CERTAIN), *doubts]

    def raw(self, features: Counter[str]) -> tuple[list[str], npt.NDArray[np.float64]]:
        """Return the labels best first, and their probability and similarity (labels × 2)."""
        positions, values = vector(features, self.vocabulary, self.idf)
        logits = values @ self.weights[positions] + self.bias
        odds = np.exp(logits - logits.max())
        both = np.stack([odds / odds.sum(), values @ self.centres[positions]], axis=1).astype(np.float64)
        order = np.argsort(-both[:, 0], kind="stable")
        return [self.labels[at] for at in order], both[order]

    def known(self, features: Counter[str]) -> tuple[int, int]:
        """Return how many words of the message were seen in training, and how many it has."""
        words = [name for name in features if name.startswith("w:")]
        return sum(name in self.vocabulary for name in words), len(words)

    def calibrated(self, calibration: Calibration) -> "Scorer":
        """Return the same scorer, calibrated."""
        return replace(self, calibration=calibration)

    def save(self, folder: Path) -> None:
        """Write everything into `folder`, as plain arrays and JSON."""
        if self.calibration is None:
            raise ValueError("a scorer must be calibrated before it is saved")
        names = {"labels": self.labels, "vocabulary": list(self.vocabulary), "wordings": self.wordings}
        (folder / "names.json").write_text(json.dumps(names), "utf-8")
        calibration = np.array([*self.calibration.weights, self.calibration.bias])
        arrays = {"idf": self.idf, "weights": self.weights, "bias": self.bias, "centres": self.centres}
        np.savez(folder / "arrays.npz", calibration=calibration, **arrays)

    @classmethod
    def load(cls, folder: Path) -> "Scorer":
        """Return the scorer written into `folder`."""
        names = json.loads((folder / "names.json").read_text("utf-8"))
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            kept = {name: arrays[name] for name in ("idf", "weights", "bias", "centres")}
            *weights, bias = arrays["calibration"]
        vocabulary = {name: at for at, name in enumerate(names["vocabulary"])}
        calibration = Calibration(weights=np.array(weights), bias=float(bias))
        return cls(
            labels=tuple(names["labels"]),
            vocabulary=vocabulary,
            wordings=names["wordings"],
            calibration=calibration,
            **kept,
        )


def evidence(scores: npt.NDArray[np.float64], known: tuple[int, int]) -> npt.NDArray[np.float64]:
    """
    Return what speaks for the best label.

    Its log-odds, its lead in probability, its similarity, its lead in similarity,
    the share of known words, and the logarithm of their number: one word alone says little.
    """
    best = min(max(scores[0, 0], 1e-6), 1 - 1e-6)
    others = scores[1:RIVALS] if len(scores) > 1 else np.zeros((1, 2))
    seen, words = known
    lead, ahead = best - others[0, 0], scores[0, 1] - others[:, 1].max()
    return np.array(
        [np.log(best / (1 - best)), lead, scores[0, 1], ahead, seen / max(words, 1), np.log1p(seen)]
    )


def vector(
    features: Counter[str], vocabulary: dict[str, int], idf: Floats
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return positions and TF-IDF values (length 1) of the features that are known."""
    known = [(at, count) for name, count in features.items() if (at := vocabulary.get(name)) is not None]
    if not known:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    positions = np.array([at for at, _ in known], dtype=np.int64)
    values = (1 + np.log(np.array([count for _, count in known]))) * idf[positions]
    return positions, np.asarray(values / np.linalg.norm(values), dtype=np.float32)
