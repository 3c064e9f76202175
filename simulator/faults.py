"""Everything that goes wrong on purpose, and Telegram's limits on how fast a bot may write."""

import time
from collections import defaultdict, deque

from simulator.errors import ApiError, too_many_requests
from simulator.model import Fault

KINDS = ("retry_after", "error_500", "bad_gateway", "hang", "drop_before", "drop_after")

OVERALL_PER_SECOND = 30


class Faults:
    """The faults that are waiting for their call."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Plan a fault."""
        if fault.kind not in KINDS:
            raise ValueError(f"unknown fault {fault.kind!r}, expected one of {', '.join(KINDS)}")
        self.planned.append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        self.planned.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault that hits this call, and count it."""
        fault = next((fault for fault in self.planned if _hits(fault, method, chat_id)), None)
        if fault and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.planned.remove(fault)
        return fault


def _hits(fault: Fault, method: str, chat_id: int | None) -> bool:
    if fault.chat_id is not None and fault.chat_id != chat_id:
        return False
    if fault.method is None:
        # A poll is nearly always open: "any call" would otherwise mean "the poll" most of the time.
        return method != "getUpdates"
    return fault.method.lower() == method.lower()


class RateLimits:
    """Thirty messages a second overall and one a second in a chat, when switched on."""

    def __init__(self) -> None:
        self.enabled = False
        self._overall: deque[float] = deque()
        self._by_chat: dict[int, float] = defaultdict(float)

    def check(self, chat_id: int | None) -> None:
        """Raise a 429 when this message comes too fast."""
        if not self.enabled:
            return
        now = time.monotonic()
        while self._overall and now - self._overall[0] >= 1:
            self._overall.popleft()
        if len(self._overall) >= OVERALL_PER_SECOND or self._too_fast(chat_id, now):
            raise self._refusal()
        self._overall.append(now)
        if chat_id is not None:
            self._by_chat[chat_id] = now

    def _too_fast(self, chat_id: int | None, now: float) -> bool:
        return chat_id is not None and 0 < now - self._by_chat[chat_id] < 1

    @staticmethod
    def _refusal() -> ApiError:
        return too_many_requests(1)
