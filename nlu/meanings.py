"""
What the question lines mean, kept in nlu/meanings.npz so that a fresh checkout trains in a minute instead of five.

Embeddings are kept in 96 of 384 dimensions and one byte each: that ranked as well as all of it (docs/understanding.md).
`make meanings` writes the file anew; lines it does not hold are embedded while training.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlu.embedding import DIMENSIONS, Embed, Floats

PATH = Path(__file__).with_suffix(".npz")
#: Dimensions kept.
KEPT = 96
#: Texts embedded between two reports of progress.
BATCH = 256
_STEPS = 127  # of a signed byte
_KEY = 8  # bytes; two of a million texts share a key once in forty million files

#: Hears how many of how many texts are done.
Report = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Space:
    """Where meanings lie: embeddings less what all have in common, along the directions in which they differ most."""

    #: Mean embedding (384).
    centre: Floats
    #: Directions (384 × 96).
    basis: Floats
    #: What one step of a byte stands for.
    step: float

    def place(self, embeddings: Floats) -> Floats:
        """Return where embeddings (… × 384) lie (… × 96)."""
        moved = embeddings - self.centre
        lengths = np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9)
        return np.asarray((moved / lengths) @ self.basis, dtype=np.float32)

    def as_bytes(self, places: Floats) -> npt.NDArray[np.int8]:
        """Return places (… × 96) in one byte a dimension."""
        return np.asarray(np.clip(np.round(places / self.step), -_STEPS, _STEPS), dtype=np.int8)

    def from_bytes(self, kept: npt.NDArray[np.int8]) -> Floats:
        """Return the places that were kept as bytes."""
        return np.asarray(kept, dtype=np.float32) * np.float32(self.step)


def fit_space(embeddings: Floats) -> Space:
    """Return the space these embeddings (texts × 384) span best: their principal components."""
    centre = embeddings.mean(axis=0, dtype=np.float32)
    moved = embeddings - centre
    moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    _, directions = np.linalg.eigh(moved.T @ moved)  # the strongest come last
    basis = np.asarray(directions[:, ::-1][:, :KEPT], dtype=np.float32)
    return Space(centre=centre, basis=basis, step=float(np.abs(moved @ basis).max()) / _STEPS)


class Meanings:
    """Places of texts: those in the file, and others by the engine."""

    def __init__(self, space: Space, known: dict[bytes, npt.NDArray[np.int8]]) -> None:
        self.space = space
        self._known = known

    @classmethod
    def read(cls, path: Path = PATH) -> "Meanings":
        """Return what is kept at `path`."""
        with np.load(path, allow_pickle=False) as file:
            space = Space(
                centre=file["centre"].astype(np.float32),
                basis=file["basis"].astype(np.float32),
                step=float(file["step"]),
            )
            return cls(space, dict(zip(map(bytes, file["keys"]), file["places"], strict=True)))

    @classmethod
    def of(cls, texts: Sequence[str], embed: Embed, *, report: Report) -> "Meanings":
        """Return the meanings of `texts` in a space fitted to them."""
        unique = list(dict.fromkeys(texts))
        embeddings = _embedded(unique, embed, report)
        space = fit_space(embeddings)
        return cls(space, dict(zip(map(_key, unique), space.as_bytes(space.place(embeddings)), strict=True)))

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Return the texts that are not kept."""
        return [text for text in dict.fromkeys(texts) if _key(text) not in self._known]

    def places(self, texts: Sequence[str], embed: Embed, *, report: Report) -> Floats:
        """Return where `texts` lie (texts × 96)."""
        new = self.missing(texts)
        if new:
            placed = self.space.as_bytes(self.space.place(_embedded(new, embed, report)))
            self._known.update(zip(map(_key, new), placed, strict=True))
        return self.space.from_bytes(np.array([self._known[_key(text)] for text in texts]))

    def write(self, path: Path = PATH) -> None:
        """Keep everything at `path`, in an order of its own so that the same content makes the same file."""
        keys = sorted(self._known)
        unfinished = path.with_suffix(".unfinished.npz")
        np.savez_compressed(
            unfinished,
            centre=self.space.centre.astype(np.float16),
            basis=self.space.basis.astype(np.float16),
            step=np.float64(self.space.step),
            keys=np.array([np.frombuffer(key, dtype=np.uint8) for key in keys]),
            places=np.array([self._known[key] for key in keys]),
        )
        unfinished.replace(path)


def _embedded(texts: Sequence[str], embed: Embed, report: Report) -> Floats:
    found = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    for start in range(0, len(texts), BATCH):
        batch = list(texts[start : start + BATCH])
        found[start : start + len(batch)] = embed(batch)
        report(start + len(batch), len(texts))
    return found


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_KEY).digest()
