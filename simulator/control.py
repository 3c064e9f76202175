"""What the page and the tests do: see everything, act for people, let things go wrong."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator import acts, polls
from simulator.composing import compose
from simulator.errors import ApiError
from simulator.files import image_size
from simulator.model import Chat, Fault, Json, Person, Stored
from simulator.params import Params, read_params
from simulator.state import whole_state
from simulator.view import chat_as_api, message_view
from simulator.world import World

Handler = Callable[[Request, Params], Json | list[Json]]


class UnknownError(Exception):
    """A person, a chat or a message that is not there."""


class Control:
    """The handlers of /sim/…, bound to one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[Route]:
        """Return all routes."""
        posts: dict[str, Handler] = {
            "/sim/people": self.add_person,
            "/sim/people/{person_id:int}/messages": self.says,
            "/sim/people/{person_id:int}/tap": self.taps,
            "/sim/people/{person_id:int}/vote": self.votes,
            "/sim/people/{person_id:int}/edit": self.edits,
            "/sim/people/{person_id:int}/block": self.blocks,
            "/sim/groups": self.add_group,
            "/sim/faults": self.add_fault,
            "/sim/redeliver": self.redeliver,
            "/sim/settings": self.settings,
        }
        gets: dict[str, Handler] = {
            "/sim/state": lambda _request, _params: whole_state(self.world),
            "/sim/calls": lambda _request, _params: list(self.world.calls),
            "/sim/faults": lambda _request, _params: [vars(fault) for fault in self.world.faults.planned],
        }
        return [
            *(Route(path, _json(handler), methods=["POST"]) for path, handler in posts.items()),
            *(Route(path, _json(handler), methods=["GET"]) for path, handler in gets.items()),
            Route("/sim/faults", _json(self.clear_faults), methods=["DELETE"]),
            Route("/sim/events", self.events, methods=["GET"]),
            Route("/sim/files/{file_id}", self.file, methods=["GET"]),
        ]

    # --- finding

    def _person(self, request: Request) -> Person:
        person = self.world.people.get(request.path_params["person_id"])
        if person is None:
            raise UnknownError("no such person")
        return person

    def _chat(self, person: Person, params: Params) -> Chat:
        chat = self.world.chats.get(params.chat_id() or person.id)
        if chat is None or person.id not in chat.members:
            raise UnknownError("no such chat")
        return chat

    def _message(self, chat: Chat, params: Params) -> Stored:
        stored = chat.messages.get(params.number("message_id"))
        if stored is None:
            raise UnknownError("no such message")
        return stored

    # --- acting

    def add_person(self, _request: Request, params: Params) -> Json:
        """Let somebody join."""
        names = (params.text("last_name") or None, params.text("username") or None)
        person = self.world.add_person(params.text("first_name").strip() or "Tamu", *names)
        person.language_code = params.text("language_code", "id") or None
        return person.as_user() | {"chat_id": person.id}

    def says(self, request: Request, params: Params) -> Json:
        """Let somebody send something."""
        person = self._person(request)
        chat = self._chat(person, params)
        content = compose(self.world, chat, params)
        return message_view(acts.says(self.world, person, content, chat))

    def taps(self, request: Request, params: Params) -> Json:
        """Let somebody press a button."""
        person = self._person(request)
        stored = self._message(self._chat(person, params), params)
        data = params.text("data") if params.has("data") else _data_of(stored, params)
        forged = params.has("forged")
        return {"query_id": acts.taps(self.world, person, stored, data, forged=forged).id}

    def votes(self, request: Request, params: Params) -> Json:
        """Let somebody vote in a poll: options are places from 0, none takes the vote back."""
        person = self._person(request)
        stored = self._message(self._chat(person, params), params)
        options = params.parsed("options")
        if not isinstance(options, list) or not all(isinstance(one, int) for one in options):
            raise acts.CannotError("options must be a list of places")
        polls.votes(self.world, person, stored, options)
        return message_view(stored)

    def edits(self, request: Request, params: Params) -> Json:
        """Let somebody change an own message."""
        person = self._person(request)
        stored = self._message(self._chat(person, params), params)
        return message_view(acts.edits(self.world, person, stored, params.text("text")))

    def blocks(self, request: Request, params: Params) -> Json:
        """Let somebody block the bot, or let it back in."""
        person = self._person(request)
        acts.blocks(self.world, person, blocked=params.flag("blocked"))
        return {"blocked": person.blocked}

    def add_group(self, _request: Request, params: Params) -> Json:
        """Let people create a group with the bot."""
        numbers = params.parsed("members") or []
        if not numbers or not all(number in self.world.people for number in numbers):
            raise UnknownError("no such person")
        members = [self.world.people[number] for number in numbers]
        chat = acts.founds_group(self.world, params.text("title", "Grup"), members)
        return chat_as_api(chat, self.world.people)

    # --- trouble on purpose

    def add_fault(self, _request: Request, params: Params) -> Json:
        """Plan a fault."""
        known = {name: value for name, value in params.values.items() if name in Fault.__annotations__}
        try:
            fault = Fault(**known)
            self.world.faults.add(fault)
        except (TypeError, ValueError) as wrong:
            raise acts.CannotError(str(wrong)) from wrong
        return vars(fault)

    def clear_faults(self, _request: Request, _params: Params) -> Json:
        """Let everything work again."""
        self.world.faults.clear()
        return {}

    def redeliver(self, _request: Request, params: Params) -> list[Json]:
        """Deliver an update once more."""
        return self.world.redeliver(params.number("update_id") or None)

    def settings(self, _request: Request, params: Params) -> Json:
        """Change the limits: rate_limits (yes or no), query_lifetime (seconds)."""
        if params.has("rate_limits"):
            self.world.rate_limits.enabled = params.flag("rate_limits")
        if params.has("query_lifetime"):
            self.world.query_lifetime = float(params.text("query_lifetime"))
        return {"rate_limits": self.world.rate_limits.enabled, "query_lifetime": self.world.query_lifetime}

    # --- watching

    async def events(self, request: Request) -> Response:
        """Stream what happens as server-sent events."""
        last = (
            request.headers.get("last-event-id")
            or request.query_params.get("after")
            or self.world.events.last
        )
        stream = self._stream(int(last))
        return StreamingResponse(
            stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _stream(self, after: int) -> AsyncIterator[str]:
        yield f"retry: 1000\n: following from {after}\n\n"
        async for event in self.world.events.follow(after):
            yield (
                ": still here\n\n" if event is None else f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n"
            )

    async def file(self, request: Request) -> Response:
        """Return a file; only pictures are shown, everything else is saved, so that no file can act as a page."""
        file = self.world.files.by_id(request.path_params["file_id"])
        if file is None:
            return JSONResponse({"error": "no such file"}, 404)
        data = file.upload.data
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=3600"}
        if image_size(data):
            return Response(data, media_type="image/*", headers=headers | {"Content-Type": _image_type(data)})
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.upload.name, safe='')}"
        return Response(data, media_type="application/octet-stream", headers=headers)


def _image_type(data: bytes) -> str:
    return {b"\x89P": "image/png", b"GI": "image/gif", b"RI": "image/webp"}.get(data[:2], "image/jpeg")


def _data_of(stored: Stored, params: Params) -> str:
    rows = stored.message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if params.has("row"):
        row, column = params.number("row"), params.number("column")
        chosen = rows[row][column : column + 1] if row < len(rows) else []
    else:
        text = params.text("text")
        chosen = [button for button in buttons if button["text"] == text]
        chosen = chosen or [button for button in buttons if text and button["text"].startswith(text)]
    if not chosen or "callback_data" not in chosen[0]:
        raise acts.CannotError(f"no such button; there are {[button['text'] for button in buttons]}")
    return str(chosen[0]["callback_data"])


def _json(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        if not _same_origin(request):
            return JSONResponse({"error": "only this page may do that"}, 403)
        try:
            return JSONResponse(handler(request, await read_params(request)))
        except UnknownError as unknown:
            return JSONResponse({"error": str(unknown)}, 404)
        except (acts.CannotError, ApiError) as refused:
            return JSONResponse({"error": str(refused)}, 409)

    return answer


def _same_origin(request: Request) -> bool:
    """Refuse other pages open in the same browser; programs send no Origin."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
