"""Photos: part of what is going on, if it has a use for them; else only what is written under them counts."""

from collections.abc import Sequence

from telegram import PhotoSize, Update
from telegram.ext import MessageHandler, filters

from bot.context import BotApplication, Context
from mitra.visible import visible

#: Longer side, in dots, of what is kept: enough to print, and cheap to load.
WANTED_SIDE = 800


def register(application: BotApplication) -> None:
    """Add this module's handler."""
    application.add_handler(MessageHandler(filters.PHOTO & filters.UpdateType.MESSAGE, look))


async def look(update: Update, context: Context) -> None:
    """Let the conversation go on with the photo and its caption."""
    message = update.effective_message
    if message is None or not message.photo:
        return
    caption = visible(message.caption or "").replace(f"@{context.bot.username}", " ").strip()
    await context.brain.look(context.turn, "photo", best_of(message.photo), caption)


def best_of(sizes: Sequence[PhotoSize]) -> str:
    """Return Telegram's name for the smallest of a photo's sizes that is large enough, or for the largest."""
    ordered = sorted(sizes, key=lambda size: size.width * size.height)
    enough = (size for size in ordered if max(size.width, size.height) >= WANTED_SIDE)
    return next(enough, ordered[-1]).file_id
