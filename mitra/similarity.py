"""Which questions ask for the same, told by the words and letters they share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import normalize

#: As like as this (cosine) two questions ask for the same. Of 900 of the content's question lines (60 topics), 343 are
#: then grouped, and of these 82 in 100 with lines of their own topic; at 0.25 it is 504 and 75, at 0.35 217 and 87.
ALIKE = 0.3
#: Rows compared at a time: 500 × 5,000 numbers are 20 MB.
_ROWS = 500


class Similarity:
    """Weighs words by how rare they are among the texts it was made with."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = TfidfVectorizer(token_pattern=r"\w+", sublinear_tf=True)  # noqa: S106 - a pattern, no password
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True)
        self._features = FeatureUnion([("words", words), ("letters", letters)])
        # A text without a word would leave nothing to learn from.
        self._features.fit([*texts, "pertanyaan"])

    def groups(
        self, texts: Sequence[str], weights: Sequence[int], *, alike: float = ALIKE
    ) -> list[list[int]]:
        """
        Return the places of like texts together, the most central first.

        The text with most like it (`weights` say how often each counts) leads the first group, the next of those left
        the second; then each text joins the leader it is most like. Takes 5,000 texts in a few seconds.
        """
        if not texts:
            return []
        near = _near(normalize(self._features.transform(texts)), alike)
        return _gathered(near, _leaders(near, np.asarray(weights, dtype=float)))


def _near(vectors: Any, alike: float) -> Any:
    """Return the similarities of at least `alike`, as a sparse matrix."""
    blocks = []
    for start in range(0, vectors.shape[0], _ROWS):
        block = (vectors[start : start + _ROWS] @ vectors.T).toarray()
        block[block < alike] = 0
        blocks.append(csr_matrix(block))
    return vstack(blocks, format="csr")


def _leaders(near: Any, weights: NDArray[np.float64]) -> list[int]:
    """Return texts to group around: in the order of how much is near them, none near an earlier one."""
    # Rounded, so that the order of additions decides nothing; the sort is stable.
    central = np.round(near @ weights, 9)
    free = np.ones(len(weights), dtype=bool)
    leaders = []
    for at in np.argsort(-central, kind="stable"):
        if free[at]:
            leaders.append(int(at))
            free[near.indices[near.indptr[at] : near.indptr[at + 1]]] = False
            free[at] = False  # a text of marks alone is not even like itself
    return leaders


def _gathered(near: Any, leaders: list[int]) -> list[list[int]]:
    """Return each leader with the texts that are most like it, nearest first."""
    groups = {leader: [leader] for leader in leaders}
    likeness = near[:, leaders]
    likeness.data = likeness.data.round(9)
    nearest = np.asarray(likeness.argmax(axis=1)).ravel()
    for at in np.argsort(-likeness.max(axis=1).toarray().ravel(), kind="stable"):
        if int(at) not in groups:
            groups[leaders[nearest[at]]].append(int(at))
    return list(groups.values())
