"""
Texts that must not be posted where a committee reads: harassment, violence, threats, and punishment for having spoken up.

They are pointed to safe channels instead. Recall counts on what happened to somebody; a suggestion how to prevent it is none.
"""

import re
from functools import cache
from pathlib import Path

import yaml

from mitra.content.library import CONTENT_DIR

_PLACES = {"violence", "retaliation", "because", "prevention"}


@cache
def _patterns(path: Path = CONTENT_DIR / "grievance.yml") -> dict[str, re.Pattern[str]]:
    kept = yaml.safe_load(path.read_text("utf-8"))
    return {name: re.compile(rf"\b(?:{'|'.join(kept[name])})\b") for name in _PLACES}


def grievance(words: list[str]) -> str:
    """Return "violence" or "retaliation" for normalised words that tell of it; empty for anything else."""
    said, known = " ".join(words), _patterns()
    if known["retaliation"].search(said) and known["because"].search(said):
        return "retaliation"
    if known["violence"].search(said) and not known["prevention"].search(said):
        return "violence"
    return ""
