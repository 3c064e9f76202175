"""Everything a chat can bring besides text: say what to do instead."""

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.context import BotApplication, Context

_KINDS = {
    "voice": ("voice", "audio", "video_note"),
    "photo": ("photo",),
    "sticker": ("sticker", "dice", "animation", "game"),
    "location": ("location", "venue"),
    "contact": ("contact",),
    "file": ("document", "video"),
}
#: Telegram hands files over up to 20 MB; nothing people send here needs half of that.
LARGEST_FILE = 10_000_000
#: Notes of Telegram itself, such as "pinned a message", ask for nothing.
_SERVICE = filters.StatusUpdate.ALL


def register(application: BotApplication) -> None:
    """Add this module's handlers."""
    application.add_handler(MessageHandler(~_SERVICE & filters.UpdateType.MESSAGE, answer))


async def answer(update: Update, context: Context) -> None:
    """Say what to do instead."""
    await context.brain.do(context.turn, "unsupported", _kind(update.effective_message))


def _kind(message: Message | None) -> str:
    if message and _size(message) > LARGEST_FILE:
        return "large"
    brought = (kind for kind, names in _KINDS.items() if any(getattr(message, name, None) for name in names))
    return next(brought, "other")


def _size(message: Message) -> int:
    """Return the size in bytes of what a message brings, as Telegram gives it; 0 when there is none."""
    brought = message.effective_attachment
    parts = brought if isinstance(brought, (list, tuple)) else [brought]
    return max((getattr(part, "file_size", None) or 0 for part in parts), default=0)
