"""One call to Telegram, and what to make of its failure."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from mitra.outbox import Message

FIRST_WAIT = dt.timedelta(seconds=1)
LONGEST_WAIT = dt.timedelta(minutes=5)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
#: Telegram's words for an edit that changes nothing, and for messages that cannot be edited any more.
_UNCHANGED = "message is not modified"
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_NO_CHAT = ("chat not found", "user is deactivated", "bot was kicked", "have no rights to send")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do with a message that was not accepted."""

    name: Literal["later", "gone", "done", "as_new", "refused"]
    #: For logs and the outbox: never what anybody wrote.
    reason: str
    wait: dt.timedelta = dt.timedelta(0)


async def call(bot: Bot, message: Message) -> None:
    """Make the call; raises telegram.error.TelegramError."""
    payload: dict[str, Any] = dict(message.payload)
    if "reply_markup" in payload:
        payload["reply_markup"] = InlineKeyboardMarkup.de_json(payload["reply_markup"], bot)
    if message.method == "answer_callback_query":
        await bot.answer_callback_query(**payload)
    elif message.method == "edit_message_text":
        await bot.edit_message_text(
            chat_id=message.chat_id, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW, **payload
        )
    else:
        await bot.send_message(
            chat_id=message.chat_id, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW, **payload
        )


def judge(error: TelegramError, *, attempts: int) -> Verdict:
    """Return what to do about `error` after so many earlier attempts."""
    if isinstance(error, RetryAfter):
        return Verdict(name="later", reason="too-many-requests", wait=seconds_of(error))
    if isinstance(error, Forbidden):
        return Verdict(name="gone", reason="blocked")
    if isinstance(error, BadRequest):
        return _judge_request(error.message.lower())
    return Verdict(name="later", reason=type(error).__name__, wait=back_off(attempts))


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
    return Message(chat_id=message.chat_id, method="send_message", payload=payload)
