"""
What others ask over HTTP: Telegram brings updates, a proxy asks for health, a monitor for metrics.

Only the webhook's own path belongs behind the public address; the others are for this machine and its neighbours.
"""

import asyncio
import contextlib
import datetime as dt
import hmac
import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot, Update

from bot import metrics
from bot.order import Order
from bot.road import Road, chat_of
from bot.updates import read_update
from bot.valkey import Valkey
from mitra import outbox
from mitra.clock import Clock
from mitra.errors import StartupError
from mitra.log import get_logger
from mitra.store.database import Database, is_passing

log = get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
#: Telegram's updates are a few kilobytes.
LARGEST_UPDATE = 1024 * 1024
#: So long may one take to come in.
BODY_SECONDS = 10
#: Updates worked on at a time: one core does one thing at a time, and each has a database connection.
AT_WORK = 8
#: How long a question about health may take, in seconds.
HEALTH_SECONDS = 2
#: After being told to stop, how long to wait for answers that are being made.
LAST_ANSWERS_SECONDS = 20


class Endpoints:
    """The routes, and what they need."""

    def __init__(  # noqa: PLR0913 - what it looks at
        self,
        *,
        bot: Bot,
        road: Road,
        order: Order,
        database: Database,
        valkey: Valkey | None,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._road = road
        self._order = order
        self._database = database
        self._valkey = valkey
        self._now = clock
        self._at_work = asyncio.Semaphore(AT_WORK)
        self._looking: asyncio.Task[None] | None = None
        #: Set when no more updates should come here.
        self.stopping = False

    def app(self, *, webhook_url: str, secret: str) -> Starlette:
        """Return the application; without `webhook_url` nobody may bring updates."""
        routes = [
            Route("/healthz", _alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]
        if webhook_url:
            self._secret = secret.encode()
            routes.append(Route(urlsplit(webhook_url).path or "/", self._receive, methods=["POST"]))
        return Starlette(routes=routes)

    async def _receive(self, request: Request) -> Response:
        """Take an update: 200 once its effects are stored, or when it is none that could ever be; 503 when it should come again."""
        shown = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(shown, self._secret):
            return Response(status_code=403)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request)
        except (ClientDisconnect, TimeoutError):
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        update = _read(body, self._bot)
        if update is None:
            log.warning("update_unreadable", size=len(body))
            return Response()
        return Response(status_code=200 if await self._take(update) else 503)

    async def _take(self, update: Update) -> bool:
        """Return whether the update is done."""
        try:
            async with self._order.turn(chat_of(update), update.update_id), self._at_work:
                await self._road.travel(update)
        except Exception as error:  # noqa: BLE001 - whatever it was, the update comes again
            log.warning(
                "update_put_off",
                update=update.update_id,
                reason=type(error).__name__,
                passing=is_passing(error),
            )
            return False
        return True

    async def _ready(self, _request: Request) -> Response:
        """Tell whether updates may be brought here."""
        there = not self.stopping and await self._database_answers()
        valkey = self._valkey.is_there if self._valkey else None
        return JSONResponse({"ready": there, "valkey": valkey}, status_code=200 if there else 503)

    async def _database_answers(self) -> bool:
        """Look at the outbox; return whether that was possible within HEALTH_SECONDS."""
        # In a task of its own that is not cancelled: a transaction must come to its end. One that hangs is not joined by others.
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_at_outbox())
        await asyncio.wait([self._looking], timeout=HEALTH_SECONDS)
        return self._looking.done() and self._looking.exception() is None

    async def _metrics(self, _request: Request) -> Response:
        await self._database_answers()  # without its database a process still tells the rest
        if self._valkey:
            metrics.valkey.set(self._valkey.is_there)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def _look_at_outbox(self) -> None:
        now = self._now()
        async with self._database.transaction() as connection:
            states = await outbox.lanes(connection, at=now)
            metrics.replicas.set(await outbox.alive(connection))
        for lane, (due, since) in states.items():
            metrics.waiting.labels(lane.name.lower()).set(due)
            age = (now - since) if since else dt.timedelta(0)
            metrics.oldest.labels(lane.name.lower()).set(age.total_seconds())


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _body(request: Request) -> bytes | None:
    """Return the body, or None when it is larger than any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_UPDATE:
            return None
    return bytes(body)


def _read(body: bytes, bot: Bot) -> Update | None:
    """Return the update, or None for what is none: brought again it would still be none."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read_update(data, bot)


class Web(uvicorn.Server):
    """A web server that leaves signals to whoever started it."""

    def __init__(self, endpoints: Endpoints, app: Starlette, listener: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=LAST_ANSWERS_SECONDS,
            )
        )
        self._endpoints = endpoints
        self._listener = listener

    async def answer(self) -> None:
        """Answer until stopped; what is being answered then is finished."""
        await self.serve(sockets=[self._listener])

    def stop(self) -> None:
        """Take no more; end when what is at hand is done."""
        self._endpoints.stopping = True
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raises StartupError when that is not possible."""
    # Named as TCP, so that asyncio sends small answers at once instead of waiting 40 ms for more.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise StartupError(
            f"Port {port} di {host} tidak bisa dipakai ({error.strerror}): pilih yang lain dengan MITRA_HTTP_PORT."
        ) from None
    listener.listen(128)
    return listener
