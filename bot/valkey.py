"""Valkey (or Redis) as helper, never as memory: while it is away everything goes on, only with less order."""

import time
from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from mitra.errors import StartupError
from mitra.log import get_logger

log = get_logger()

#: An answer that takes longer is none: what waits for it is somebody's message.
_SECONDS = 1.0
#: After a failure it is left alone for so long, so that not every message waits in vain.
_LEFT_ALONE_SECONDS = 2.0


class Valkey:
    """A connection that may fail; raises StartupError for what is no address."""

    def __init__(self, address: str) -> None:
        try:
            self._client: Redis = Redis.from_url(
                address, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, health_check_interval=0
            )
        except ValueError:  # it names parts of the address, and so perhaps of the password
            raise StartupError(
                "MITRA_VALKEY_URL tidak bisa dibaca. Tulis seperti redis://:sandi@komputer:6379/0; "
                "tanda @ : / # dalam sandi ditulis %40 %3A %2F %23."
            ) from None
        self._away_until = 0.0

    def script(self, text: str) -> AsyncScript:
        """Return a script that `run` runs; it is sent to the server when that does not know it."""
        return self._client.register_script(text)

    async def run(self, script: AsyncScript, keys: Sequence[str], values: Sequence[Any]) -> Any:
        """Return what the script returns; None while Valkey is away."""
        if time.monotonic() < self._away_until:
            return None
        try:
            told = await script(keys=keys, args=values)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("valkey_away", reason=type(error).__name__)
            self._away_until = time.monotonic() + _LEFT_ALONE_SECONDS
            return None
        self._away_until = 0.0
        return told

    @property
    def is_there(self) -> bool:
        """Return whether it answered when it was last asked."""
        return time.monotonic() >= self._away_until

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()
