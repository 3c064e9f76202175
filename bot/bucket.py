"""A bucket of tokens: so many at once, and so many a second from then on."""

from dataclasses import dataclass


@dataclass
class Bucket:
    """Tokens refill with time, up to `capacity`; moments are seconds of one clock."""

    capacity: float
    per_second: float
    at: float
    tokens: float = -1.0

    def __post_init__(self) -> None:
        if self.tokens < 0:
            self.tokens = self.capacity

    def wait(self, now: float) -> float:
        """Return in how many seconds there is a token; 0 when there is one now."""
        self._refill(now)
        return max(0.0, (1.0 - self.tokens) / self.per_second)

    def take(self, now: float) -> bool:
        """Take a token; return whether there was one."""
        self._refill(now)
        if self.tokens < 1.0 - 1e-9:
            return False
        self.tokens -= 1.0
        return True

    def is_full(self, now: float) -> bool:
        """Return whether nothing was taken for so long that it need not be remembered."""
        self._refill(now)
        return self.tokens >= self.capacity

    def _refill(self, now: float) -> None:
        self.tokens = min(self.capacity, self.tokens + max(0.0, now - self.at) * self.per_second)
        self.at = now
