"""What happened, in order, for the phones that watch."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from simulator.model import Json

KEPT = 20_000


class Events:
    """A numbered log that any number of readers can follow from any place."""

    def __init__(self) -> None:
        self.last = 0
        self._log: deque[Json] = deque(maxlen=KEPT)
        self._waiting: set[asyncio.Future[None]] = set()
        self._closed = False

    def emit(self, kind: str, **details: object) -> None:
        """Write an event down and wake the readers."""
        self.last += 1
        self._log.append({"seq": self.last, "type": kind, **details})
        self._wake()

    def open(self) -> None:
        """Let readers come (again)."""
        self._closed = False

    def close(self) -> None:
        """Let every reader go."""
        self._closed = True
        self._wake()

    async def follow(self, after: int, *, pulse: float = 15.0) -> AsyncIterator[Json | None]:
        """Yield events later than ``after`` for ever; None when nothing happened for a while."""
        while not self._closed:
            fresh = self._since(after)
            if fresh:
                after = fresh[-1]["seq"]
                for event in fresh:
                    yield event
            elif not await self._something(pulse):
                yield None

    def _since(self, after: int) -> list[Json]:
        missing = self.last - after
        if missing > len(self._log) or missing < 0:
            # The reader was away too long, or knows another world: it has to fetch the whole state again.
            return [{"seq": self.last, "type": "reset"}]
        return list(self._log)[len(self._log) - missing :] if missing > 0 else []

    async def _something(self, pulse: float) -> bool:
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            done, _ = await asyncio.wait({waiter}, timeout=pulse)
            return bool(done)
        finally:
            self._waiting.discard(waiter)
            waiter.cancel()

    def _wake(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
