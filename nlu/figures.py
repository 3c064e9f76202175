"""Whether somebody wants to see or report the enterprise's figures: "isi angka reject", "lihat kpi"."""

import re
from collections.abc import Sequence

_WANTED = re.compile(
    r"^(?:(?:saya|aku|kami|mau|ingin|tolong|minta|coba)\s+)*"
    r"(?:isi|mengisi|catat|mencatat|masukkan|input|lihat|melihat|cek|lapor|laporkan|melaporkan|setor|tampilkan)\s+(?:data\s+)?(?:angka|kpi)\b"
)
_MOST_WORDS = 10


def wants_figures(words: Sequence[str]) -> bool:
    """Return whether a message's words ask for the figures."""
    return len(words) <= _MOST_WORDS and bool(_WANTED.search(" ".join(words)))
