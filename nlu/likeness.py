"""
Are two suggestions about the same wish? Told by the things they name, and by what they mean as a whole.

The words decide, the meaning (sentence embeddings) confirms: "kipas di ruang jahit" and "lampu di ruang jahit" mean nearly the
same to an embedding, and are two wishes. A wrong "already suggested" annoys more than a missed one.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from nlu.embedding import Floats, engine
from nlu.meanings import KEPT, Meanings, Space
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon
from nlu.stemmer import stem

#: Share of the shorter one's things that the other one names too, and how near their meanings must be (cosine).
SHARED, NEAR = 0.66, 0.35
#: Things that both name, at least, where nothing else is known of their meaning.
_FEWEST = 2
#: Said in suggestions of all kinds; naming them says nothing about the wish.
_FILLERS = frozenset(
    map(
        stem,
        (
            "usul usulan saran masukan ide dong deh tolong minta mohon mau ingin pengen kasih beri buat bikin untuk di ke dari"
            " yang dan atau supaya biar agar kalau kalo bisa boleh harus perlu sebaiknya lebih lagi aja saja ya yah nih itu ini"
            " ada tidak ga gak nggak belum sudah udah kami kita saya aku pak bu mas mbak banget sekali terus sama juga tiap"
            " setiap hari ruang ruangan bagian area tempat dekat deket tambah tambahin ditambah ditambahi pasang dipasang"
            " ganti diganti satu dua tiga biji buah sedikit dikit jadi karena soalnya gara masih suka sering pakai orang"
        ).split(),
    )
)
#: What people call one thing: each group counts as one word.
_SAME = {
    stem(word): stem(group[0])
    for group in (
        ("toilet", "wc", "kamar mandi", "jamban"),
        ("kotor", "jorok", "bau"),
        ("panas", "gerah", "sumuk"),
        ("gelap", "remang", "redup"),
        ("lampu", "penerangan"),
        ("masker", "penutup hidung"),
        ("troli", "gerobak", "kereta dorong"),
        ("loker", "lemari"),
        ("kantin", "warung"),
        ("minum", "galon", "dispenser"),
    )
    for word in group
    if " " not in word
}


@cache
def _speller() -> Speller:
    return Speller(read_lexicon(), ())


@cache
def _space() -> Space:
    return Meanings.read().space


@lru_cache(maxsize=4_096)
def things_in(text: str) -> frozenset[str]:
    """Return the stems of the words that say what a suggestion is about."""
    stems = (stem(word) for word in _speller().correct(normalise(text)))
    return frozenset(_SAME.get(one, one) for one in stems if one not in _FILLERS and len(one) > 1)


class Likeness:
    """Compares suggestions."""

    def mark(self, text: str) -> bytes:
        """Return the meaning of a text to keep beside it (96 bytes); empty where the engine does not run."""
        embed = engine()
        if embed is None:
            return b""
        return bytes(_space().as_bytes(_space().place(embed([text])))[0])

    def alike(
        self, text: str, mark: bytes, others: Sequence[tuple[int, str, bytes]], *, most: int = 3
    ) -> list[int]:
        """Return the ids of those of `others` (id, text, mark) that wish the same, the most alike first."""
        mine = things_in(text)
        found = []
        for number, other, its_mark in others:
            shared = _shared(mine, things_in(other))
            near = _nearness(mark, its_mark)
            enough = near is None and len(mine & things_in(other)) >= _FEWEST
            if shared >= SHARED and (enough or (near is not None and near >= NEAR)):
                found.append((shared + (near or 0), number))
        return [number for _, number in sorted(found, reverse=True)[:most]]


def _shared(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0


def _nearness(mark: bytes, other: bytes) -> float | None:
    """Return the cosine of two meanings; None where one is not known."""
    if len(mark) != KEPT or len(other) != KEPT:
        return None
    one, two = (_place(each) for each in (mark, other))
    return float(one @ two / max(float(np.linalg.norm(one) * np.linalg.norm(two)), 1e-9))


def _place(mark: bytes) -> Floats:
    return np.frombuffer(mark, dtype=np.int8).astype(np.float32)
