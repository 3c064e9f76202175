"""Days as people say them, read and written."""

from mitra.dates.reading import MOST_LETTERS, WEEKDAYS, ramadan_of, read_day, say_day, say_distance
from mitra.dates.rules import MOST_OPTIONS, REASONS, Unclear
from mitra.dates.spelling import MONTHS

__all__ = [
    "MONTHS", "MOST_LETTERS", "MOST_OPTIONS", "REASONS", "WEEKDAYS", "Unclear", "ramadan_of", "read_day", "say_day", "say_distance",
]  # fmt: skip
