"""A proxy before several replicas: each update goes to the next one, or to another when that one is not there."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.server import QuietServer, listen


class Balancer:
    """Hands on in turn. `url` is the public address; `copies` > 1 brings each update to so many replicas at the same moment."""

    def __init__(self, backends: list[str]) -> None:
        self.backends = backends
        self.copies = 1
        self.url = ""
        self._turns = itertools.count()
        self._http = httpx.AsyncClient(timeout=60, trust_env=False)

    async def hand_on(self, request: Request) -> Response:
        """Answer as the replica does; 502 when none is there."""
        body, headers = await request.body(), {"content-type": "application/json"}
        if secret := request.headers.get("x-telegram-bot-api-secret-token"):
            headers["x-telegram-bot-api-secret-token"] = secret
        turn = next(self._turns)
        tries = [self._ask(turn + copy, request.url.path, body, headers) for copy in range(self.copies)]
        codes = await asyncio.gather(*tries)
        return Response(status_code=max(codes))

    async def _ask(self, turn: int, path: str, body: bytes, headers: dict[str, str]) -> int:
        for step in range(len(self.backends)):
            backend = self.backends[(turn + step) % len(self.backends)]
            with contextlib.suppress(httpx.ConnectError):
                try:
                    return (await self._http.post(backend + path, content=body, headers=headers)).status_code
                except httpx.TransportError as error:
                    if isinstance(error, httpx.ConnectError):
                        raise  # it never arrived: the next one may take it
                    return 502
        return 502


@contextlib.asynccontextmanager
async def balancing(backends: list[str], path: str) -> AsyncIterator[Balancer]:
    """Yield a running balancer for these replicas."""
    balancer = Balancer(backends)
    listener = listen("127.0.0.1", 0)
    app = Starlette(routes=[Route(path, balancer.hand_on, methods=["POST"])])
    server = QuietServer(
        uvicorn.Config(app, log_config=None, lifespan="off", ws="none", http="h11", access_log=False)
    )
    balancer.url = f"http://127.0.0.1:{listener.getsockname()[1]}{path}"
    running = asyncio.create_task(server.serve([listener]))
    try:
        yield balancer
    finally:
        server.end()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await balancer._http.aclose()
