"""
Calls to Telegram through aiohttp.

python-telegram-bot's own transport is httpx, which takes about a millisecond of processor time for each call, and a tap makes three.
aiohttp, which parses in C, takes a third of that; python-telegram-bot foresees other transports (`BaseRequest`).
"""

import json
from functools import cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.contact import Contact

#: How long a connection nobody uses stays open: shorter than Telegram's servers keep it, so that none is used that just closed.
_KEPT_OPEN_SECONDS = 30.0


class AiohttpRequest(BaseRequest):
    """A pool of connections; times in seconds."""

    def __init__(
        self,
        *,
        connections: int,
        connect_timeout: float = 10,
        read_timeout: float = 20,
        contact: Contact | None = None,
    ) -> None:
        self._contact = contact or Contact()
        self._connections = connections
        self._connect = connect_timeout
        self._read = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer may take."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEPT_OPEN_SECONDS)
            # Not `trust_env`: with it aiohttp looks for a .netrc in a thread, at every call.
            self._session = aiohttp.ClientSession(
                connector=connector, headers={"User-Agent": self.USER_AGENT}
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - as python-telegram-bot wants it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Return code and body of the answer; raises TimedOut and NetworkError, which never name the address: it holds the token."""
        if self._session is None:
            raise RuntimeError("not initialized")
        timeout = aiohttp.ClientTimeout(
            sock_connect=_or(connect_timeout, self._connect), sock_read=_or(read_timeout, self._read)
        )
        address = URL(url, encoded=True)
        proxy = proxy_for(address.scheme, address.host or "")
        try:
            async with self._session.request(
                method, address, data=_form(request_data), timeout=timeout, proxy=proxy
            ) as response:
                answer = response.status, await response.read()
        except TimeoutError:
            self._contact.failed()
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            self._contact.failed()
            raise NetworkError(f"aiohttp.{type(error).__name__}") from None
        self._contact.answered(response.status)
        return answer

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return what an answer says; raises TelegramError. The library would write one it cannot read, people's words, into the log."""
        try:
            said: dict[str, Any] = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        return said


@cache
def proxy_for(scheme: str, host: str) -> str | None:
    """Return the proxy that the environment names for a host (HTTPS_PROXY, NO_PROXY …), looked up once; None for none."""
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _or(given: Any, usual: float) -> float | None:
    return usual if isinstance(given, DefaultValue) else given


def _form(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.multipart_data:
        return data.json_parameters
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
