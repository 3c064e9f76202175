"""Spreadsheets: downloaded before their turn (bot/road.py), taken by whatever waits for one."""

from telegram import Document, Update
from telegram.ext import MessageHandler, filters

from bot.context import BotApplication, Context

#: Bytes of a file that is downloaded: a sheet of texts has a tenth of that.
LARGEST_SHEET = 1_000_000


def register(application: BotApplication) -> None:
    """Add this module's handler."""
    sheets = filters.Document.FileExtension("xlsx") & filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(sheets & filters.UpdateType.MESSAGE, take))


async def take(update: Update, context: Context) -> None:
    """Let the conversation go on with the file."""
    document = sheet_in(update)
    if document is None:
        await context.brain.do(context.turn, "unsupported", "large_sheet")
    else:
        await context.brain.do(context.turn, "sheet")


def sheet_in(update: Update) -> Document | None:
    """Return the spreadsheet that an update brings to a private chat; None when there is none, or it is too large."""
    message = update.message
    document = message.document if message and message.chat.type == message.chat.PRIVATE else None
    if document is None or not (document.file_name or "").lower().endswith(".xlsx"):
        return None
    return document if (document.file_size or 0) <= LARGEST_SHEET else None
