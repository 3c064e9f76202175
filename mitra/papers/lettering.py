"""Texts of people in pictures: cleaned, and as large as they fit."""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from mitra.poster import font, printable

#: Of a text that fits into no picture, the rest need not be measured.
_LONGEST = 600


def clean(text: str) -> str:
    """Return the beginning of `text` on one line, without characters that have no picture or turn others around."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    seen = "".join(mark for mark in line if not unicodedata.category(mark).startswith("C"))
    return printable(seen[:_LONGEST], nothing="")


def shrunk(
    text: str, steps: Sequence[tuple[int, int]], room: float, *, bold: bool = False
) -> tuple[int, list[str]]:
    """
    Return the first size at which `text` fits into `room`, and its lines.

    `steps` are sizes and how many lines each may take, the best first; what does not even fit into the last one ends in "…".
    """
    for size, most in steps:
        lines = _wrapped(text, size, room, bold=bold)
        if len(lines) <= most:
            return size, lines
    kept = lines[: most - 1]
    return size, [*kept, fitted(lines[most - 1] + "…", size, room, bold=bold)]


def fitted(text: str, size: int, room: float, *, bold: bool = False) -> str:
    """Return `text`, its end replaced by "…" where it is wider than `room`."""
    letters = font(size, bold=bold)
    if letters.getlength(text) <= room:
        return text
    kept = text.rstrip("…")
    while kept and letters.getlength(kept + "…") > room:
        kept = kept[:-1].rstrip()
    return kept + "…"


def _wrapped(text: str, size: int, room: float, *, bold: bool) -> list[str]:
    """Return the lines of `text`, none wider than `room`; a word that alone is too wide is cut."""
    letters = font(size, bold=bold)
    lines = [""]
    for word in text.split():
        rest = word
        if lines[-1] and letters.getlength(f"{lines[-1]} {rest}") <= room:
            lines[-1] += f" {rest}"
            continue
        if lines[-1]:
            lines.append("")
        while len(rest) > 1 and letters.getlength(rest) > room:
            cut = max(1, bisect_right(range(1, len(rest)), room, key=lambda at: letters.getlength(rest[:at])))
            lines[-1:] = [rest[:cut], ""]
            rest = rest[cut:]
        lines[-1] = rest
    return lines
