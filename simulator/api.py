"""The Bot API over HTTP: /bot<token>/METHOD and /file/bot<token>/PATH."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from simulator.errors import ApiError, bad_request, too_many_requests
from simulator.methods import Call, find
from simulator.model import Fault
from simulator.params import Params, read_params
from simulator.world import World

NOT_FOUND = ApiError(404, "Not Found")
BAD_GATEWAY = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<h1>502 Bad Gateway</h1>\n</body>\n</html>\n"

Dropping = Callable[[], Awaitable[None]]


class Dropped(Response):
    """No answer at all: the connection just ends."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Cut the connection instead of answering."""
        del receive, send
        scope["simulator.drop"]()
        # The server notices the end of the connection in its next turns, before it misses an answer.
        for _ in range(3):
            await asyncio.sleep(0)


def bot_api(world: World) -> list[Route]:
    """Return the routes that bots use."""

    async def call(request: Request) -> Response:
        return await _answer(world, request)

    async def file(request: Request) -> Response:
        return _file(world, request)

    return [
        Route("/bot{token}/{method}", call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", file),
    ]


async def _answer(world: World, request: Request) -> Response:
    params = Params()
    name = request.path_params["method"]
    try:
        bot = world.bot(request.path_params["token"])
        params = await _params(request)
        fault = world.faults.take(name, params.chat_id())
        response = await _faulty(world, fault) if fault else None
        if response is None:
            response = await _result(Call(world, bot, params), name, request)
        if fault and fault.kind == "drop_after":
            response = Dropped()
    except ApiError as refusal:
        response = JSONResponse(refusal.as_json(), refusal.code)
    _note(world, name, params, response)
    return response


async def _params(request: Request) -> Params:
    try:
        return await read_params(request)
    except HTTPException as wrong:
        raise bad_request(str(wrong.detail)) from wrong


def _note(world: World, name: str, params: Params, response: Response) -> None:
    code = 0 if isinstance(response, Dropped) else response.status_code
    world.calls.append({"method": name, "params": params.values, "files": sorted(params.files), "code": code})


async def _faulty(world: World, fault: Fault) -> Response | None:
    """Return the wrong answer, or None if the call is to be carried out after all."""
    if fault.kind == "retry_after":
        raise too_many_requests(max(1, round(fault.seconds)))
    if fault.kind == "error_500":
        raise ApiError(500, "Internal Server Error")
    if fault.kind == "bad_gateway":
        return HTMLResponse(BAD_GATEWAY, 502)
    if fault.kind == "drop_before":
        return Dropped()
    if fault.kind == "hang":
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(world.closing.wait(), fault.seconds)
    return None


async def _result(call: Call, name: str, request: Request) -> Response:
    method = find(name)
    if method is None:
        raise NOT_FOUND
    if name.lower() == "getupdates":
        return await _poll(asyncio.ensure_future(method(call)), request)
    return JSONResponse({"ok": True, "result": await method(call)})


async def _poll(work: asyncio.Future[Any], request: Request) -> Response:
    """Give a poll up when the bot hangs up, so that it does not look as if it still listened."""
    gone = asyncio.ensure_future(_hangs_up(request))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        return JSONResponse({"ok": True, "result": work.result()}) if work.done() else Response()
    finally:
        gone.cancel()
        work.cancel()


async def _hangs_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _file(world: World, request: Request) -> Response:
    try:
        world.bot(request.path_params["token"])
        found = world.files.by_path(request.path_params["path"])
        if found is None:
            raise NOT_FOUND
    except ApiError as refusal:
        return JSONResponse(refusal.as_json(), refusal.code)
    return Response(found.upload.data, media_type="application/octet-stream")
