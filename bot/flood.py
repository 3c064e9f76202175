"""How many messages one person may send in a row: more are not read, so that others do not wait."""

import time
from collections.abc import Callable

from bot.bucket import Bucket
from bot.pace import USUAL_RATE

#: As many at once: a message typed in pieces, an album, a checklist tapped through. And from then on so many a second.
BURST = 40
PER_SECOND = 1.0
#: From so many people on, those who have been silent are forgotten.
MOST_REMEMBERED = 1_000


class Flood:
    """A bucket for each person, in memory. `rate` is that of sending: who raises it raises this limit alike."""

    def __init__(self, *, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = PER_SECOND * max(1.0, rate / USUAL_RATE)
        self._clock = clock
        self._buckets: dict[int, Bucket] = {}
        self._told: set[int] = set()

    def admits(self, person: int) -> bool:
        """Return whether to read one more message of this person."""
        now = self._clock()
        if len(self._buckets) >= MOST_REMEMBERED:
            self._buckets = {one: kept for one, kept in self._buckets.items() if not kept.is_full(now)}
        bucket = self._buckets.setdefault(person, Bucket(BURST, self._per_second, now))
        admitted = bucket.take(now)
        if admitted:
            self._told.discard(person)
        return admitted

    def should_tell(self, person: int) -> bool:
        """Return whether to say that something was not read: once, until something is read again."""
        first = person not in self._told
        self._told.add(person)
        return first
