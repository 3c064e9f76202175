"""One call to Telegram, and what to make of its failure."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from telegram import Bot, BotCommandScopeChat, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Poll
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.files import Maker
from mitra.content.messages import Messages
from mitra.errors import MitraError
from mitra.notifications import SEALED_MESSAGE
from mitra.outbox import LONGEST_WAIT, Message
from mitra.quizzes.runs import OpenPoll
from mitra.sealing import unseal

FIRST_WAIT = dt.timedelta(seconds=1)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
#: Telegram's words for an edit that changes nothing, and for messages that cannot be edited any more.
_UNCHANGED = "message is not modified"
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_NO_CHAT = ("chat not found", "user is deactivated", "bot was kicked", "have no rights to send")


class CannotRenderError(MitraError):
    """A message whose template or file cannot be made: trying again would not help."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do with a message that was not accepted."""

    name: Literal["later", "gone", "done", "as_new", "refused"]
    #: For logs and the outbox: never what anybody wrote.
    reason: str
    wait: dt.timedelta = dt.timedelta(0)
    #: Whether it counts as a failed try: being told to wait does not.
    counts: bool = False


class Courier:
    """Renders a message and makes the call."""

    def __init__(self, bot: Bot, messages: Messages, makers: Mapping[str, Maker], *, key: bytes) -> None:
        self._bot = bot
        #: Opens what is sealed (mitra/notifications.py).
        self._key = key
        self._messages = messages
        self._makers = makers
        self._calls: dict[str, Callable[[int, dict[str, Any]], Awaitable[Any]]] = {
            "answer_callback_query": self._acknowledge,
            "edit_message_text": self._edit,
            "send_message": self._send,
            "send_photo": self._send_photo,
            "send_document": self._send_document,
            "send_voice": self._send_voice,
            "send_poll": self._send_poll,
            "set_my_commands": self._set_commands,
        }

    async def deliver(self, message: Message) -> OpenPoll | None:
        """
        Make the call; raises telegram.error.TelegramError, or CannotRenderError.

        Returns what is to be noted with the delivery: Telegram's number for a poll.
        """
        payload = await self._rendered(message)
        told = await self._calls[message.method](payload.pop("chat_id", message.chat_id), payload)
        return told if isinstance(told, OpenPoll) else None

    async def _rendered(self, message: Message) -> dict[str, Any]:
        payload = dict(message.payload)
        try:
            if "sealed" in payload:
                payload = dict(unseal(self._key, payload["sealed"], about=SEALED_MESSAGE))
            values = payload.pop("values", {})
            if "make" in payload:
                payload["file"] = await self._made(payload.pop("make"), values)
            if "template" in payload:
                payload |= self._text(payload.pop("template"), values)
            if (
                "photo" in payload
            ):  # somebody's, from what Telegram keeps: without what it says of who took it
                payload["file"] = await self._made("clean_photo", {"file": payload.pop("photo")})
        except TelegramError:  # what it is made from could not be had just now
            raise
        except Exception as error:
            raise CannotRenderError(type(error).__name__) from error
        if payload.get("reply_markup"):
            payload["reply_markup"] = InlineKeyboardMarkup.de_json(payload["reply_markup"], self._bot)
        return payload

    async def _made(self, maker: str, values: dict[str, Any]) -> InputFile:
        made = await self._makers[maker](values)
        return InputFile(made.data, filename=made.name)

    def _text(self, template: str, values: dict[str, Any]) -> dict[str, Any]:
        text = self._messages.render(template, **values)
        rows = [[{"text": button.text, "callback_data": button.data} for button in row] for row in text.rows]
        return {"text": text.html, "reply_markup": {"inline_keyboard": rows} if rows else None}

    async def _acknowledge(self, _chat_id: int, payload: dict[str, Any]) -> None:
        await self._bot.answer_callback_query(**payload)

    async def _edit(self, chat_id: int, payload: dict[str, Any]) -> None:
        await self._bot.edit_message_text(
            chat_id=chat_id, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW, **payload
        )

    async def _send(self, chat_id: int, payload: dict[str, Any]) -> None:
        payload.pop("message_id", None)  # of a sealed edit whose message is gone
        await self._bot.send_message(
            chat_id=chat_id, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW, **payload
        )

    async def _send_photo(self, chat_id: int, payload: dict[str, Any]) -> None:
        photo = payload.pop("file")
        payload |= {"caption": payload.pop("text")} if "text" in payload else {}
        await self._bot.send_photo(chat_id=chat_id, photo=photo, parse_mode=ParseMode.HTML, **payload)

    async def _send_voice(self, chat_id: int, payload: dict[str, Any]) -> None:
        voice = payload.pop("file")
        await self._bot.send_voice(chat_id=chat_id, voice=voice, parse_mode=ParseMode.HTML, **payload)

    async def _send_document(self, chat_id: int, payload: dict[str, Any]) -> None:
        document = payload.pop("file")
        await self._bot.send_document(
            chat_id=chat_id, document=document, parse_mode=ParseMode.HTML, **payload
        )

    async def _send_poll(self, chat_id: int, payload: dict[str, Any]) -> OpenPoll | None:
        run, place, answer = (payload.pop(name) for name in ("run", "place", "answer"))
        sent = await self._bot.send_poll(
            chat_id=chat_id,
            type=Poll.QUIZ,
            is_anonymous=False,
            correct_option_ids=[answer],
            # Passed on, it would be answered by people who were not asked.
            protect_content=True,
            **payload,
        )
        return OpenPoll(run=run, place=place, poll=sent.poll.id) if sent.poll else None

    async def _set_commands(self, chat_id: int, payload: dict[str, Any]) -> None:
        commands = [(name, about) for name, about in payload["commands"]]
        await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id))


def judge(error: TelegramError, *, method: str, attempts: int) -> Verdict:
    """Return what to do about `error` after so many earlier attempts."""
    if isinstance(error, RetryAfter):
        return Verdict(name="later", reason="too-many-requests", wait=seconds_of(error))
    if method == "set_my_commands" and isinstance(error, (Forbidden, BadRequest)):
        return Verdict(
            name="done", reason="no-menu"
        )  # a menu matters less than the messages to the same chat
    if isinstance(error, Forbidden):
        return Verdict(name="gone", reason="blocked")
    if isinstance(error, BadRequest):
        return _judge_request(error.message.lower())
    return Verdict(name="later", reason=type(error).__name__, wait=back_off(attempts), counts=True)


def _judge_request(said: str) -> Verdict:
    if _UNCHANGED in said:
        return Verdict(name="done", reason="unchanged")
    if any(words in said for words in _NOT_EDITABLE):
        return Verdict(name="as_new", reason="not-editable")
    if any(words in said for words in _NO_CHAT):
        return Verdict(name="gone", reason="no-chat")
    return Verdict(name="refused", reason="bad-request")


def seconds_of(error: RetryAfter) -> dt.timedelta:
    """Return how long Telegram asks us to wait."""
    wait = error.retry_after
    return wait if isinstance(wait, dt.timedelta) else dt.timedelta(seconds=wait)


def back_off(attempts: int) -> dt.timedelta:
    """Return how long to wait after `attempts` earlier failures: 1, 2, 4, … seconds, at most 5 minutes."""
    wait: dt.timedelta = FIRST_WAIT * 2 ** min(attempts, 10)
    return min(wait, LONGEST_WAIT)


def as_new(message: Message) -> Message:
    """Return the edit as a message of its own, for when what it should change is gone."""
    payload = {name: value for name, value in message.payload.items() if name != "message_id"}
    return Message(chat_id=message.chat_id, method="send_message", payload=payload, lane=message.lane)
