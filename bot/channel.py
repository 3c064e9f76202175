"""Rasa's output channel: what is said during a turn becomes Bot API calls, to be stored and then sent."""

from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import OutputChannel

from mitra.content.telegram_html import plain, split
from mitra.outbox import Message

TOAST_LIMIT = 200


@dataclass(kw_only=True)
class Turn:
    """One update being handled: where from, and what is owed in return."""

    chat_id: int
    #: Account of who wrote or tapped.
    person_id: int
    #: Whose conversation: the chat's, or in groups chat:person.
    sender_id: str
    #: The message whose button was tapped.
    tapped_message: int | None = None
    #: The tap itself, to be acknowledged.
    tap_id: str | None = None
    #: The file that came with it, downloaded before its transaction.
    brought: bytes | None = field(default=None, repr=False)
    #: Text of the acknowledgement.
    toast: str = ""
    outgoing: list[Message] = field(default_factory=list)

    def say(
        self, html: str, rows: list[list[dict[str, str]]], *, edit: bool = False, private: bool = False
    ) -> None:
        """
        Owe this text with these buttons: in place of the tapped message if `edit`, else below.

        A private one is sealed while it waits (bot/road.py).
        """
        *earlier, last = split(html)
        for piece in earlier:
            self._owe("send_message", {"text": piece, "private": private or None})
        payload = {
            "text": last,
            "reply_markup": {"inline_keyboard": rows} if rows else None,
            "private": private or None,
        }
        if edit and self.tapped_message and not earlier:
            self._owe("edit_message_text", payload | {"message_id": self.tapped_message})
        else:
            self._owe("send_message", payload)

    def send_file(
        self, html: str, rows: list[list[dict[str, str]]], *, method: str, make: str, values: Any
    ) -> None:
        """Owe a file, made when it is sent (bot/files.py), with this caption and these buttons."""
        markup = {"inline_keyboard": rows} if rows else None
        self._owe(method, {"make": make, "values": values, "caption": html, "reply_markup": markup})

    def send_quiz(self, html: str, **poll: Any) -> None:
        """Owe a quiz with one question, which is this text: options, answer, explanation, and whose it is (run, place)."""
        self._owe("send_poll", {"question": plain(html), **poll})

    def _owe(self, method: str, payload: dict[str, Any]) -> None:
        kept = {name: value for name, value in payload.items() if value is not None}
        self.outgoing.append(Message(chat_id=self.chat_id, method=method, payload=kept))


class TurnChannel(OutputChannel):
    """Hands what Rasa says to the turn."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "telegram"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002
        """Take one message."""
        custom = message.get("custom") or {}
        if custom.get("toast"):
            self._turn.toast = plain(message["text"])[:TOAST_LIMIT]
            return
        if custom.get("file"):
            self._turn.send_file(message["text"], custom.get("rows", []), **custom["file"])
            return
        if custom.get("poll"):
            self._turn.send_quiz(message["text"], **custom["poll"])
            return
        self._turn.say(
            message["text"],
            custom.get("rows", []),
            edit=custom.get("edit", False),
            private=custom.get("private", False),
        )
