"""Messages as a person sees them."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

View = dict[str, Any]
Download = Callable[[str], Awaitable[bytes]]


class Button(NamedTuple):
    """A button below a message, with the data or the address behind it."""

    text: str
    data: str


@dataclass(frozen=True)
class Message:
    """A message at the moment it was seen; later edits do not change it."""

    message_id: int
    chat_id: int
    text: str
    html: str
    buttons: list[list[Button]]
    edited: bool
    by_bot: bool
    kind: str
    view: View = field(repr=False)
    download: Download = field(repr=False, compare=False)

    @classmethod
    def of(cls, view: View, download: Download) -> Self:
        """Read what the simulator sent."""
        rows = [[_button(button) for button in row] for row in view["buttons"]]
        kind = (view["media"] or {"kind": "poll" if "poll" in view else "text"})["kind"]
        words = (_words(view), view["html"], rows)
        return cls(
            view["message_id"], view["chat_id"], *words, view["edited"], view["by_bot"], kind, view, download
        )

    @property
    def labels(self) -> list[str]:
        """The texts of all buttons, in order."""
        return [button.text for row in self.buttons for button in row]

    @property
    def options(self) -> list[str]:
        """The texts of a poll's options, in order; nothing when it is no poll."""
        return [option["text"] for option in self.view.get("poll", {}).get("options", [])]

    async def file(self) -> bytes:
        """Return the bytes of the photo, document or whatever came with the message."""
        if self.view["media"] is None:
            raise AssertionError(f"there is no file in this message: {self.text}")
        return await self.download(self.view["media"]["url"])

    async def photo(self) -> bytes:
        """Return the bytes of the picture."""
        if self.kind != "photo":
            raise AssertionError(f"this is no photo but {self.kind}: {self.text}")
        return await self.file()

    def __contains__(self, words: str) -> bool:
        """Tell whether these words are in the text."""
        return words in self.text


def _words(view: View) -> str:
    """Return the text, or the question of a poll."""
    return str(view["text"] or view.get("poll", {}).get("question", ""))


def _button(button: View) -> Button:
    return Button(button["text"], str(button.get("callback_data") or button.get("url") or ""))


def button_list(views: Iterable[View]) -> str:
    """Return which buttons there are, newest message first, for error messages."""
    lines = [
        f"message {view['message_id']}: {[button['text'] for row in view['buttons'] for button in row]}"
        for view in reversed(list(views))
        if view["buttons"]
    ]
    return "Buttons: " + ("; ".join(lines) if lines else "none")


def transcript(views: Iterable[View]) -> str:
    """Return a conversation as text."""
    return "\n".join(_line(view) for view in sorted(views, key=lambda view: int(view["message_id"])))


def _line(view: View) -> str:
    media = f"[{view['media']['kind']}] " if view["media"] else "[poll] " * ("poll" in view)
    marks = " (edited)" * view["edited"] + " (deleted)" * view["deleted"]
    buttons = "".join(f"\n    {[button['text'] for button in row]}" for row in view["buttons"])
    options = "".join(f"\n    ( ) {option['text']}" for option in view.get("poll", {}).get("options", []))
    return f"{view['from']['first_name']}: {media}{_words(view)}{marks}{options}{buttons}"
