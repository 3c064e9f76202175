"""
The floor: a bare python-telegram-bot that answers at once, without reading, deciding or storing anything.

``python -m benchmarks.echo http://127.0.0.1:8081``: with a tap it makes the same calls as Mitra, an acknowledgement and an edit.
"""

import asyncio
import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

TOKEN = "1:benchmark-token"  # noqa: S105 - the simulated Telegram takes any
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=text) for text in "01234"]])


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send a text back."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text, reply_markup=KEYBOARD)


async def tapped(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Acknowledge a tap and edit its message; side by side, as Mitra does: it is the calls that make the floor, not their order."""
    if query := update.callback_query:
        await asyncio.gather(query.answer(), query.edit_message_text(query.id, reply_markup=KEYBOARD))


def main(root: str) -> None:
    """Serve the Telegram at this address until told to stop."""
    application = ApplicationBuilder().token(TOKEN).base_url(f"{root}/bot").concurrent_updates(True).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(tapped))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1])
