"""Phones for tests: people who write, tap and listen, over HTTP, wherever the simulator runs."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator
from typing import Any, Self

import httpx

from simulator.heard import Button, Message, button_list, transcript
from simulator.pocket import Pocket, bytes_of

# Reading all of the world's certificates takes longer than most tests, and nothing here is encrypted.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

__all__ = ["Button", "Message", "Phone", "Phones"]


class Phones:
    """All phones of a test, fed by one stream of events."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._phones: dict[int, Phone] = {}

    async def person(self, first_name: str, **details: str) -> "Phone":
        """Let somebody new join: ``person("Budi", last_name=…, username=…, language_code=…)``."""
        user = await self.post("/sim/people", {"first_name": first_name, **details})
        return self._phones.setdefault(user["id"], Phone(self, user))

    async def existing(self, first_name: str) -> "Phone":
        """Pick up the phone of somebody who is there already, such as the people of the demo."""
        state = await self.get("/sim/state")
        user = next(person for person in state["people"] if person["first_name"] == first_name)
        phone = self._phones.setdefault(user["id"], Phone(self, user))
        for chat in state["chats"]:
            if phone.id in chat["members"]:
                phone.pocket.fill(chat["messages"])
        return phone

    async def group(self, title: str, *members: "Phone") -> int:
        """Let these people create a group with the bot; returns its chat_id."""
        chat = await self.post("/sim/groups", {"title": title, "members": [member.id for member in members]})
        return int(chat["id"])

    async def fails(self, kind: str, **details: Any) -> None:
        """Plan a fault: ``fails("retry_after", method="sendMessage", times=2, seconds=1)``."""
        await self.post("/sim/faults", {"kind": kind, **details})

    async def redelivers(self, update_id: int | None = None) -> None:
        """Have an update delivered again, the last one unless told which."""
        await self.post("/sim/redeliver", {"update_id": update_id})

    async def calls(self, method: str | None = None) -> list[dict[str, Any]]:
        """Return the calls that bots made."""
        calls = await self.get("/sim/calls")
        return [call for call in calls if method in (None, call["method"])]

    async def post(self, path: str, body: dict[str, Any], files: dict[str, Any] | None = None) -> Any:
        """Ask the simulator for something; AssertionError when it refuses."""
        sent = {"data": body, "files": files} if files else {"json": body}
        return _checked(await self._http.post(path, **sent))  # type: ignore[arg-type]

    async def get(self, path: str) -> Any:
        """Read something from the simulator."""
        return _checked(await self._http.get(path))

    async def download(self, path: str) -> bytes:
        """Return a file."""
        response = await self._http.get(path)
        response.raise_for_status()
        return response.content

    async def follow(self, ready: asyncio.Event) -> None:
        """Hand every event to the phones it concerns."""
        try:
            async with self._http.stream("GET", "/sim/events", timeout=None) as stream:
                async for line in stream.aiter_lines():
                    ready.set()
                    if line.startswith("data: "):
                        self._hand_out(json.loads(line.removeprefix("data: ")))
        finally:
            ready.set()
            for phone in self._phones.values():
                phone.pocket.disconnect()

    def _hand_out(self, event: dict[str, Any]) -> None:
        for person in event.get("members", [event.get("person_id")]):
            if person in self._phones:
                self._phones[person].pocket.receive(event)


def _checked(response: httpx.Response) -> Any:
    if response.is_error:
        raise AssertionError(response.json().get("error", response.text))
    return response.json()


def _place(message: Message, option: str | int) -> int:
    """Return the place of an option in the poll of a message."""
    if isinstance(option, int):
        return option
    texts = message.options
    found = [
        place
        for matches in (str.__eq__, str.startswith)
        for place, text in enumerate(texts)
        if matches(text, option)
    ]
    if not found:
        raise AssertionError(f"no option {option!r} in {texts}")
    return found[0]


class Phone:
    """One person's phone."""

    def __init__(self, phones: Phones, user: dict[str, Any]) -> None:
        self._phones = phones
        self.id = int(user["id"])
        self.name = str(user["first_name"])
        self.pocket = Pocket(self.id)

    @staticmethod
    @contextlib.asynccontextmanager
    async def connect(url: str) -> AsyncIterator[Phones]:
        """Connect to a simulator; the phones are gone at the end of the block."""
        async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, verify=NO_TLS) as http:
            phones = Phones(http)
            ready = asyncio.Event()
            following = asyncio.create_task(phones.follow(ready))
            await ready.wait()
            try:
                yield phones
            finally:
                following.cancel()
                with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
                    await following

    # --- sending

    async def sends(self, files: dict[str, Any] | None = None, **content: Any) -> Message:
        """Send anything the simulator knows: ``sends(location={…})``, ``sends(poll={…}, chat_id=group)``."""
        given = {name: value for name, value in content.items() if value is not None}
        return self._message(await self._phones.post(f"/sim/people/{self.id}/messages", given, files))

    async def says(
        self, text: str, *, chat_id: int | None = None, reply_to: Message | None = None
    ) -> Message:
        """Write a text, to the bot unless told where."""
        return await self.sends(text=text, chat_id=chat_id, reply_to=reply_to and reply_to.message_id)

    async def sends_file(self, kind: str, content: Any, name: str = "berkas", **more: Any) -> Message:
        """Send a file as photo, voice, audio, document, video, animation or sticker."""
        return await self.sends({kind: (name, bytes_of(content))}, **more)

    async def sends_photo(self, content: Any, caption: str | None = None) -> Message:
        """Send a picture, from its bytes or its path."""
        return await self.sends_file("photo", content, "foto.jpg", caption=caption)

    async def sends_document(self, content: Any, name: str = "berkas.pdf") -> Message:
        """Send a file."""
        return await self.sends_file("document", content, name)

    async def sends_voice(self, content: Any = None) -> Message:
        """Send a voice note, a sample unless given one."""
        return await (
            self.sends(voice=True) if content is None else self.sends_file("voice", content, "suara.oga")
        )

    async def sends_sticker(self, emoji: str = "👍") -> Message:
        """Send a sticker."""
        return await self.sends(sticker=emoji)

    async def sends_location(self, latitude: float = -6.2, longitude: float = 106.8) -> Message:
        """Send where one is."""
        return await self.sends(location={"latitude": latitude, "longitude": longitude})

    async def sends_contact(self, phone_number: str, first_name: str, user_id: int | None = None) -> Message:
        """Send somebody's telephone number."""
        contact = {"phone_number": phone_number, "first_name": first_name}
        return await self.sends(contact=contact | ({"user_id": user_id} if user_id else {}))

    async def forwards(self, what: Message | str, by: str = "Pak Agus") -> Message:
        """Forward a message of this chat, or a text that somebody else wrote elsewhere."""
        if isinstance(what, Message):
            return await self.sends(forward=what.message_id)
        return await self.sends(text=what, forwarded_from=by)

    async def edits(self, message: Message, text: str) -> Message:
        """Change an own message."""
        body = {"message_id": message.message_id, "chat_id": message.chat_id, "text": text}
        return self._message(await self._phones.post(f"/sim/people/{self.id}/edit", body))

    async def taps(self, text: str, *, on: Message | None = None) -> str:
        """Press a button, by its text or the beginning of it; returns the number of the query."""
        shown = on.view if on else None
        message, button = self.pocket.find_button(text, shown)
        if message is None or button is None:
            raise AssertionError(f"{self.name} sees no button {text!r}. {self.pocket.buttons(shown)}")
        if button.get("keyboard"):
            return str((await self.says(button["text"], chat_id=message["chat_id"])).message_id)
        if "callback_data" not in button:
            raise AssertionError(f"{button['text']!r} opens {button.get('url')}: nothing reaches the bot")
        return await self.taps_data(button["callback_data"], message["message_id"], message["chat_id"])

    async def taps_data(self, data: str, message_id: int, chat_id: int, *, forged: bool = False) -> str:
        """Press a button that this message has or had, by what is behind it; forged, one it never had."""
        body: dict[str, Any] = {"message_id": message_id, "chat_id": chat_id, "data": data}
        if forged:
            body["forged"] = True
        return str((await self._phones.post(f"/sim/people/{self.id}/tap", body))["query_id"])

    async def votes(self, message: Message, *options: str | int) -> Message:
        """Vote in a poll: options by their text, its beginning, or their place from 0; none takes the vote back."""
        places = [_place(message, option) for option in options]
        body = {"message_id": message.message_id, "chat_id": message.chat_id, "options": places}
        return self._message(await self._phones.post(f"/sim/people/{self.id}/vote", body))

    async def blocks_the_bot(self) -> None:
        """Block the bot."""
        await self._phones.post(f"/sim/people/{self.id}/block", {"blocked": True})

    async def unblocks_the_bot(self) -> None:
        """Let the bot back in."""
        await self._phones.post(f"/sim/people/{self.id}/block", {"blocked": False})

    # --- listening

    async def hears(self, timeout: float = 10, *, edits: bool = True) -> Message:  # noqa: ASYNC109
        """Return the next new message or edit by the bot; without edits only the next message."""
        try:
            async with asyncio.timeout(timeout):
                return self._message(await self.pocket.next(edits=edits))
        except TimeoutError:
            story = transcript(self.pocket.messages.values())
            raise AssertionError(f"{self.name} heard nothing for {timeout} s. Until then:\n{story}") from None

    async def hears_all(self, quiet: float = 0.5, timeout: float = 10) -> list[Message]:  # noqa: ASYNC109
        """Return everything the bot says until it is silent for a while; waits for the first word."""
        heard = [await self.hears(timeout)]
        with contextlib.suppress(TimeoutError):
            while True:
                async with asyncio.timeout(quiet):
                    heard.append(self._message(await self.pocket.next(edits=True)))
        return heard

    async def hears_nothing(self, quiet: float = 0.5) -> None:
        """Check that the bot stays silent."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(quiet):
                raise AssertionError(f"{self.name} heard: {(await self.pocket.next(edits=True))['text']}")

    async def sees_toast(self, timeout: float = 10) -> str:  # noqa: ASYNC109
        """Return the text of the next answer to a tap; empty when the bot only stopped the clock."""
        async with asyncio.timeout(timeout):
            return await self.pocket.next_toast()

    def toasts(self) -> list[str]:
        """Return the texts that the bot showed after taps, so far."""
        return [answer["text"] for answer in self.pocket.answers if answer["text"]]

    def alerts(self) -> list[str]:
        """Return those of the toasts that were alerts, with an OK to press."""
        return [answer["text"] for answer in self.pocket.answers if answer["show_alert"]]

    def actions(self) -> list[str]:
        """Return the chat actions seen, such as "typing"."""
        return self.pocket.actions

    def chat(self) -> list[Message]:
        """Return everything on the screen, as it looks now."""
        return [self._message(view) for view in self.pocket.visible()]

    def transcript(self) -> str:
        """Return everything on the screen as text."""
        return transcript(self.pocket.messages.values())

    def _message(self, view: dict[str, Any]) -> Message:
        return Message.of(view, self._phones.download)

    def __repr__(self: Self) -> str:
        return f"<Phone of {self.name}, {button_list(self.pocket.visible())}>"
