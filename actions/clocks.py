"""Hours of the day as people type them."""

import re

_CLOCK = r"(?:jam|pukul|dari|mulai|\s)*(\d{1,2})(?:[.:](\d{2}))?\s*(pagi|siang|sore|malam|malem)?"
_HOURS = re.compile(_CLOCK + r"\s*(?:-|–|sampai|sampe|smp|s/?d|ke|hingga)" + _CLOCK, re.IGNORECASE)
_HOUR = re.compile(_CLOCK + r"\s*(?:wib|wita|wit)?\s*", re.IGNORECASE)


def read_hour(text: str) -> int | None:
    """Return "jam 2 siang" or "9.30" in minutes after midnight, or None."""
    found = _HOUR.fullmatch(text.strip())
    return _minutes(*found.group(1, 2, 3)) if found else None


def read_hours(text: str) -> tuple[int, int] | None:
    """Return start and end of "22-6" or "jam 10 malam sampai 6.30" in minutes after midnight, or None."""
    found = _HOURS.search(text)
    if not found:
        return None
    start, end = _minutes(*found.group(1, 2, 3)), _minutes(*found.group(4, 5, 6))
    return None if start is None or end is None or start == end else (start, end)


def _minutes(hour: str, minute: str | None, part: str | None) -> int | None:
    """Return minutes after midnight; 12 hours are added where the part of the day says so."""
    hours, minutes = int(hour), int(minute or 0)
    evening = (part or "").lower() in {"siang", "sore", "malam", "malem"}
    if evening and hours < 12 and not (part == "siang" and hours > 4):  # noqa: PLR2004 - "jam 11 siang"
        hours += 12
    return None if hours > 24 or minutes > 59 else (hours % 24) * 60 + minutes  # noqa: PLR2004
