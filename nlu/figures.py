"""Whether somebody wants to see or report the enterprise's figures: "isi angka reject", "lihat kpi"."""

import re
from collections.abc import Sequence

_WANTED = re.compile(
    r"^(?:(?:saya|aku|kami|mau|ingin|tolong|minta|coba)\s+)*"
    r"(?:(isi|mengisi|catat|mencatat|masukkan|input|lapor|laporkan|melaporkan|setor)|lihat|melihat|cek|tampilkan)\s+(?:data\s+)?(?:angka|kpi)\b"
)
#: To see them, or to report those that wait.
SEE, REPORT = "see", "report"
_MOST_WORDS = 10


def wants_figures(words: Sequence[str]) -> str:
    """Return what a message's words ask for, SEE or REPORT; empty when it is something else."""
    found = _WANTED.search(" ".join(words)) if len(words) <= _MOST_WORDS else None
    if found is None:
        return ""
    return REPORT if found[1] else SEE
