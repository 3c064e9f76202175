"""The things a world is made of: people, chats and the messages in them."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

BOT_NAME = "Mitra SCORE"
BOT_USERNAME = "MitraScoreBot"


@dataclass
class Person:
    """Somebody with a phone."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "id"
    started: bool = False
    blocked: bool = False

    def as_user(self) -> Json:
        """Return the person as the Bot API's User."""
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return user | {name: value for name, value in optional.items() if value}

    @property
    def name(self) -> str:
        """The name others see."""
        return f"{self.first_name} {self.last_name or ''}".strip()


@dataclass
class Stored:
    """A message in a chat, with what the Bot API does not show of it."""

    message: Json
    bot_id: int | None = None
    # Every callback data the message ever carried: a phone that has not seen the edit yet taps the old one.
    offered: set[str] = field(default_factory=set)
    keyboard: Json | None = None
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    deleted: bool = False
    # Who chose which options, if it is a poll; shared by all messages that show the same one.
    votes: dict[int, list[int]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The message's number."""
        return int(self.message["message_id"])

    def remember_buttons(self) -> None:
        """Keep the callback data that can be tapped now."""
        for row in self.message.get("reply_markup", {}).get("inline_keyboard", []):
            self.offered.update(button["callback_data"] for button in row if "callback_data" in button)


@dataclass
class Chat:
    """A private chat with the bot, or a group the bot is in."""

    id: int
    members: list[int]
    title: str | None = None
    messages: dict[int, Stored] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        """Whether only one person and the bot are here."""
        return self.title is None


@dataclass
class Query:
    """A tap on a button that waits for its answer."""

    id: str
    person_id: int
    asked_at: float
    answered: bool = False


@dataclass
class Fault:
    """Something that goes wrong with the next calls; ``times=None`` means until it is cleared."""

    kind: str
    method: str | None = None
    times: int | None = 1
    seconds: float = 1.0
    chat_id: int | None = None
