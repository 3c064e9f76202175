"""Voice notes: part of what is going on, if it has a use for them; nobody here can listen to the others."""

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.context import BotApplication, Context

#: Seconds of what somebody says and somebody else listens to.
LONGEST = 180


def register(application: BotApplication) -> None:
    """Add this module's handler."""
    application.add_handler(MessageHandler(filters.VOICE & filters.UpdateType.MESSAGE, listen))


async def listen(update: Update, context: Context) -> None:
    """Let the conversation go on with the voice note."""
    voice = update.effective_message.voice if update.effective_message else None
    if voice is None:
        return
    if _seconds(voice.duration) > LONGEST:
        await context.brain.do(context.turn, "unsupported", "long_voice")
    else:
        await context.brain.look(context.turn, "voice", voice.file_id)


def _seconds(duration: object) -> float:
    """Return a duration in seconds: the library gives a number or a timedelta, as it is set up."""
    return duration.total_seconds() if hasattr(duration, "total_seconds") else float(str(duration))
