"""
From what came in to an update. What Telegram could not have sent is refused here, at one place, before anything works with it.

python-telegram-bot takes any value for any field: a text that is a number, an account that is a list. Of what Mitra works with the
types are looked at; and of everything the numbers, which must fit into a database's 64 bits, and the texts, which must be ones that
can be written down.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    Document,
    Message,
    MessageEntity,
    PhotoSize,
    PollAnswer,
    TelegramObject,
    Update,
    User,
    Voice,
)

from mitra.numbers import fits

_Kind = type | tuple[type, ...]
_Table = dict[type[TelegramObject], dict[str, _Kind]]
#: Objects within objects: Telegram's own come to eight or nine.
DEEPEST = 50
#: What Mitra works with: what must be there, and of which type.
_NEEDED: _Table = {
    Update: {"update_id": int},
    User: {"id": int},
    Chat: {"id": int, "type": str},
    Message: {"message_id": int, "chat": Chat},
    MessageEntity: {"type": str, "offset": int, "length": int},
    Document: {"file_id": str},
    PhotoSize: {"file_id": str, "width": int, "height": int},
    Voice: {"file_id": str, "duration": (int, dt.timedelta)},
    CallbackQuery: {"id": str, "from_user": User},
    PollAnswer: {"poll_id": str, "option_ids": tuple},
    ChatMemberUpdated: {"chat": Chat, "old_chat_member": ChatMember, "new_chat_member": ChatMember},
    ChatMember: {"status": str},
}
#: What may be missing.
_OPTIONAL: _Table = {
    User: {"username": str},
    Message: {"text": str, "caption": str},
    Document: {"file_name": str},
    CallbackQuery: {"data": str},
    # Of every kind of file.
    TelegramObject: {"file_size": int},
}


def read_update(data: Any, bot: Bot) -> Update | None:
    """Return the update, or None for what is none: brought again it would still be none."""
    try:
        if not isinstance(data, dict) or not _is_plain(data):
            return None
        update = Update.de_json(_without_nul(data), bot)
        return update if all(map(_is_right, _parts(update))) else None
    except Exception:  # noqa: BLE001 - python-telegram-bot stumbles in many ways over what Telegram never sends
        return None


def _is_plain(data: Any) -> bool:
    """Return whether all that JSON has brought can be stored and written down; no recursion, for how deep it goes is up to who sent it."""
    waiting = [(data, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST or not _is_storable(value):
            return False
        if isinstance(value, dict):
            waiting += [(one, depth + 1) for one in (*value, *value.values())]
        elif isinstance(value, list):
            waiting += [(one, depth + 1) for one in value]
    return True


def _is_storable(value: Any) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    return not isinstance(value, int) or fits(value)


def _without_nul(data: Any) -> Any:
    """Return what JSON has brought without the one character that PostgreSQL keeps in no text; somebody may well have typed it."""
    if isinstance(data, str):
        return data.replace("\0", "")
    if isinstance(data, dict):
        return {name: _without_nul(value) for name, value in data.items()}
    return [_without_nul(value) for value in data] if isinstance(data, list) else data


def _parts(update: TelegramObject) -> Iterator[TelegramObject]:
    """Yield an update and all objects within it."""
    waiting: list[Any] = [update]
    while waiting:
        value = waiting.pop()
        if isinstance(value, TelegramObject):
            yield value
            names = (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
            waiting += [getattr(value, name, None) for name in names if not name.startswith("_bot")]
        elif isinstance(value, tuple):
            waiting += value


def _is_right(part: TelegramObject) -> bool:
    if isinstance(part, Message):  # raises where what is marked is not within the text, or cuts a sign in two
        _ = part.text_html, part.caption_html
    needed = all(_is_one(getattr(part, name), kind) for name, kind in _wanted(_NEEDED, part))
    return needed and all(
        _is_one(value, kind)
        for name, kind in _wanted(_OPTIONAL, part)
        if (value := getattr(part, name, None)) is not None
    )


def _wanted(table: _Table, part: TelegramObject) -> Iterator[tuple[str, _Kind]]:
    """Yield the names that a table has for a part, and of which type they must be."""
    for known, names in table.items():
        if isinstance(part, known):
            yield from names.items()


def _is_one(value: Any, kind: _Kind) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)
