"""
The rate of sending that several processes share: buckets of tokens kept in Valkey.

Telegram counts the messages of a bot, whoever sends them. Each process fetches tokens a few at a time, when it has something to
send. While Valkey is away each has its part of the rate: what it was divided by the number of processes last seen.
"""

import asyncio
import math
from collections.abc import Callable

from bot.bucket import Bucket
from bot.valkey import Valkey

#: Tokens fetched at a time: those of so many seconds, so that a process that falls silent leaves few unused.
_FETCH_SECONDS = 0.04
#: How soon to ask again when nothing is known.
_PATIENCE = 0.05

#: Takes up to ARGV[3] tokens from a bucket of ARGV[1] that fills with ARGV[2] a second; notes who asked, forgets who has not for 10 s.
#: Returns how many were taken, the milliseconds until there is one, how many asked lately.
_TAKE = """
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local capacity, rate, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local kept = redis.call("HMGET", KEYS[1], "tokens", "at")
local tokens, at = tonumber(kept[1] or capacity), tonumber(kept[2] or now)
tokens = math.min(capacity, tokens + math.max(0, now - at) * rate / 1000)
local taken = math.min(wanted, math.floor(tokens))
tokens = tokens - taken
redis.call("HSET", KEYS[1], "tokens", tostring(tokens), "at", tostring(math.max(now, at)))
redis.call("PEXPIRE", KEYS[1], 60000)
redis.call("ZADD", KEYS[2], now, ARGV[4])
redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", now - 10000)
redis.call("PEXPIRE", KEYS[2], 60000)
local wait = 0
if taken == 0 then wait = math.ceil((1 - tokens) * 1000 / rate) end
return {taken, wait, redis.call("ZCARD", KEYS[2])}
"""


class Tokens:
    """Where shared buckets fetch from. `name` is this process's."""

    def __init__(self, valkey: Valkey, name: str) -> None:
        self._valkey = valkey
        self._name = name
        self._take = valkey.script(_TAKE)
        #: Processes that were sending when Valkey was last heard.
        self.senders = 1

    async def fetch(self, bucket: str, capacity: float, rate: float, wanted: int) -> tuple[int, float] | None:
        """Return how many tokens were had, and in how many seconds there are more; None while Valkey is away."""
        keys = [f"mitra:pace:{bucket}", "mitra:pace:senders"]
        told = await self._valkey.run(self._take, keys, [capacity, rate, wanted, self._name])
        if told is None:
            return None
        taken, wait, self.senders = told
        return int(taken), wait / 1000


class SharedBucket:
    """A bucket as bot.bucket.Bucket, of which others take too; `changed` is called when there may be tokens."""

    def __init__(self, name: str, alone: Bucket, tokens: Tokens, changed: Callable[[], None]) -> None:
        self._name = name
        #: What the bucket would be if nobody else sent.
        self._alone = alone
        self._tokens = tokens
        self._changed = changed
        self._most = max(1, int(alone.per_second * _FETCH_SECONDS))
        self._held = 0
        self._not_before = -math.inf
        self._fetching: asyncio.Task[None] | None = None
        #: While Valkey is away: our part of the rate.
        self._part: Bucket | None = None

    def wait(self, now: float) -> float:
        """Return in how many seconds there may be a token; 0 when there is one now."""
        if self._held:
            return 0.0
        if self._part is not None and (left := self._part.wait(now)) == 0.0:
            return left
        if self._fetching is None or self._fetching.done():
            if now < self._not_before:
                return self._not_before - now
            self._fetching = asyncio.create_task(self._fetch(now))
        return _PATIENCE

    def take(self, now: float) -> bool:
        """Take a token; return whether there was one."""
        if self._held:
            self._held -= 1
            return True
        return self._part is not None and self._part.take(now)

    async def _fetch(self, now: float) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        had = await self._tokens.fetch(self._name, self._alone.capacity, self._alone.per_second, self._most)
        now += loop.time() - began
        if had is None:
            self._live_alone(now)
        else:
            self._part = None
            self._held += had[0]
            self._not_before = now + had[1]
        loop.call_soon(self._changed)  # when this task is over, so that the next may begin

    def _live_alone(self, now: float) -> None:
        if self._part is None:
            share = self._alone.per_second / max(1, self._tokens.senders)
            self._part = Bucket(1.0, share, now)
        self._not_before = now + _PATIENCE
