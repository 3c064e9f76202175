"""Free text, captions and corrected messages: questions."""

import re

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.context import BotApplication, Context
from mitra.visible import visible

# In both, no two `\s*` meet: to share out thousands of blanks among them in every way took minutes, and all waited.
#: What a poster says to write when the camera does not work: "kode KM7P4X".
_CODE = re.compile(r"kode(?:nya)?\s*(?:[:=]\s*)?([a-z0-9]{6})\W*", re.IGNORECASE)

#: What stands on the receipt of a suggestion: "KM7P-4X2Q", also after "kode saran".
_RECEIPT = re.compile(
    r"(?:(?:kode|bukti|resi)\s*)?(?:saran\s*)?(?:[:=]\s*)?([a-z2-9]{4})\s?-\s?([a-z2-9]{4})\W*",
    re.IGNORECASE,
)


def register(application: BotApplication) -> None:
    """Add this module's handler; an edited message is asked anew, in its corrected form."""
    kinds = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    application.add_handler(MessageHandler((filters.TEXT | filters.CAPTION) & kinds, ask))


async def ask(update: Update, context: Context) -> None:
    """Let the conversation go on with what was typed."""
    question = _question(update.effective_message, context.bot.username)
    if code := _CODE.fullmatch(question):
        await context.brain.do(context.turn, "ask_to_join", code[1].upper())
    elif receipt := _RECEIPT.fullmatch(question):
        await context.brain.do(context.turn, "suggestion", f"receipt:{receipt[1]}{receipt[2]}")
    else:
        await context.brain.hear(context.turn, question)


def _question(message: Message | None, username: str) -> str:
    text = visible(message.text or message.caption or "") if message else ""
    return text.replace(f"@{username}", " ").strip()
