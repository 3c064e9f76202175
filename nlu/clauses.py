"""A message with more than one question, taken apart: "jam kerja berapa sama lembur dibayar brp"."""

import re

#: Between two questions; "sama" and "terus" join words as well, so each part still has to make sense alone.
_BETWEEN = re.compile(
    r"[?;,\n]+|(?:\b(?:sama|ama|dan|trus|terus|lalu|plus|serta|sekalian|juga|jg)\b)", re.IGNORECASE
)
MOST_CLAUSES = 4
#: A part that asks has one of these, put right.
_ASKING = frozenset(
    "apa apakah berapa bagaimana siapa kapan mana mengapa boleh bisa wajib harus perlu cara rumus syarat".split()
)


def clauses(text: str) -> list[str]:
    """Return the parts of `text` that may be questions of their own, none when there is but one."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return parts[:MOST_CLAUSES] if len(parts) > 1 else []


def asks(words: list[str]) -> bool:
    """Return whether these words (normalised and put right) ask something."""
    return not _ASKING.isdisjoint(words)
