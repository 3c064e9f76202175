"""How many messages one person may send in a row: more are not read, so that others do not wait."""

import time
from collections.abc import Callable

#: As many at once: a message typed in pieces, an album, a checklist tapped through.
BURST = 40
#: And from then on so many a second, where Telegram's usual limits hold (25 messages a second).
PER_SECOND = 1.0
USUAL_RATE = 25.0
#: Whoever has been silent for so long has a full burst again, and need not be remembered.
_FORGET_SECONDS = 600.0
_TIDY_EVERY = 1_000


class Flood:
    """A bucket for each person, in memory: it leaks with time, and overflows when they send too fast."""

    def __init__(self, *, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = PER_SECOND * max(1.0, rate / USUAL_RATE)
        self._clock = clock
        #: Person → level of the bucket, at which time, whether they were told.
        self._buckets: dict[int, tuple[float, float, bool]] = {}

    def admits(self, person: int) -> bool:
        """Return whether to read one more message of this person."""
        level, told = self._level(person)
        admitted = level + 1 <= BURST
        self._buckets[person] = (level + 1 if admitted else level, self._clock(), told and not admitted)
        if len(self._buckets) % _TIDY_EVERY == 0:
            self._tidy()
        return admitted

    def should_tell(self, person: int) -> bool:
        """Return whether to say that something was not read: once, until they have slowed down."""
        level, at, told = self._buckets[person]
        self._buckets[person] = (level, at, True)
        return not told

    def _level(self, person: int) -> tuple[float, bool]:
        level, at, told = self._buckets.get(person, (0.0, self._clock(), False))
        return max(0.0, level - (self._clock() - at) * self._per_second), told

    def _tidy(self) -> None:
        before = self._clock() - _FORGET_SECONDS
        self._buckets = {person: kept for person, kept in self._buckets.items() if kept[1] >= before}
