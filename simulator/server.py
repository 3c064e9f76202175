"""The simulator as a web server, alone or inside a test."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from simulator.api import bot_api
from simulator.control import Control
from simulator.world import World

PAGE = Path(__file__).parent / "page"
HOST = "127.0.0.1"
_THIS_COMPUTER = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?")
LAST_ANSWERS = 2.0
#: Who is there in the demo, and what they are (in Bahasa, as shown).
DEMO_PEOPLE = (
    ("Budi", "pekerja"),
    ("Ibu Rina", "manajer"),
    ("Pak Joko", "panitia"),
    ("Bu Sari", "pelatih"),
)
# Only what lies in page/ may run or be shown; a message can never bring a script along.
POLICY = "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


@dataclass
class Simulator:
    """A running simulator."""

    url: str
    world: World

    @property
    def base_url(self) -> str:
        """The address a bot is given instead of Telegram's."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """The address a bot is given for files."""
        return f"{self.url}/file/bot"


class Droppable:
    """Hands every request the means to cut its connection, which ASGI itself has not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as before."""
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            scope["simulator.drop"] = transport.abort
        await self._app(scope, receive, send)


class LocalOnly:
    """
    Answers only who asks for this very computer, and from no page but its own.

    Else another site, open in the same browser, could act here (its forms reach this port too), or read along under a name of its
    own that it lets lead here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if _THIS_COMPUTER.fullmatch(host) and origin in {None, f"http://{host}"}:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("only from this computer", 403)(scope, receive, send)


class QuietServer(uvicorn.Server):
    """A server that leaves the signals to whoever started it, and ends at once when told."""

    def __init__(self, how: uvicorn.Config) -> None:
        super().__init__(how)
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Start to shut down."""
        self.should_exit = True
        self._ending.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything, waiting only as long as somebody is still being answered."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        ends = asyncio.get_running_loop().time() + LAST_ANSWERS
        while self.server_state.connections and asyncio.get_running_loop().time() < ends:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        for task in list(self.server_state.tasks):
            task.cancel()

    async def main_loop(self) -> None:
        """Wait for the end; in between, every second, have answers say what time it is, as Telegram's do."""
        while not self._ending.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), 1)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def build_app(world: World) -> ASGIApp:
    """Return the whole application."""
    routes = [
        *bot_api(world),
        *Control(world).routes(),
        Route("/", _page),
        Mount("/page", StaticFiles(directory=PAGE)),
    ]
    return LocalOnly(Droppable(Starlette(routes=routes)))


def _page(_request: Request) -> Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return FileResponse(PAGE / "index.html", headers=headers)


def config(world: World) -> uvicorn.Config:
    """Return how the server runs: quietly, and without waiting for anybody at the end."""
    return uvicorn.Config(
        build_app(world),
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        http="h11",
        ws="none",
        proxy_headers=False,
        timeout_keep_alive=60,
    )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket on which the server listens; port 0 means any free one."""
    # Named as TCP, so that asyncio sends small answers at once instead of waiting 40 ms for more.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


@contextlib.asynccontextmanager
async def serve(*, host: str = HOST, port: int = 0, world: World | None = None) -> AsyncIterator[Simulator]:
    """Run a simulator inside the current event loop; a world can be served again after a pause."""
    world = world or World()
    world.open()
    listener = listen(host, port)
    server = QuietServer(config(world))
    running = asyncio.create_task(server.serve([listener]))
    try:
        # The server has no event to wait for.
        while not server.started and not running.done():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        yield Simulator(f"http://{host}:{listener.getsockname()[1]}", world)
    finally:
        server.end()
        world.close()
        couriers = [bot.courier for bot in world.bots.values() if bot.courier]
        await asyncio.gather(*couriers, return_exceptions=True)  # they still have connections to close
        await running


def seed_demo(world: World) -> None:
    """Let the people of the demo in, unless somebody is there already."""
    if not world.people:
        for name, role in DEMO_PEOPLE:
            world.add_person(name, f"({role})")
