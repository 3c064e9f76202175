"""Whom to tell, while nothing can be stored, that their message is not lost: each chat once, and only when it lasts."""

import time
from collections.abc import Callable

#: What is over sooner needs no words: a restarted database is back in a second or two.
SAY_AFTER_SECONDS = 3.0
#: In an outage that meets more chats than this, the rest are not told.
MOST_CHATS = 10_000


class Outage:
    """Remembers, in memory, since when which chats wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        #: Chat → since when; None once it was told.
        self._waiting: dict[int, float | None] = {}

    def should_tell(self, chat: int) -> bool:
        """Take note that an update of this chat was put off; return whether to say so now."""
        if len(self._waiting) >= MOST_CHATS:
            return False
        since = self._waiting.setdefault(chat, self._clock())
        if since is None or self._clock() - since < SAY_AFTER_SECONDS:
            return False
        self._waiting[chat] = None
        return True

    def is_over(self) -> None:
        """Take note that something was stored."""
        self._waiting.clear()
