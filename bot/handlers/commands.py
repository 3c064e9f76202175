"""Commands: each is an intent of its own, nothing is guessed."""

import re

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.context import BotApplication, Context

#: Command → intent, and what it carries.
COMMANDS = {
    "start": "start",
    "bantuan": "help",
    "modul": "modules",
    "batal": "stop",
    "cek5s": "check_5s",
    "cekk3": "check_k3",
    "saran": "suggestion",
    "saran_saya": "suggestion:mine",
    "lapor": "hazard",
    "rencana": "plan",
    "tugas": "tasks",
    "ringkasan": "summary",
    "panitia": "committee",
    "angka": "kpi",
    "pelatih": "trainer",
    "profil": "profile",
    "privasi": "privacy",
}
#: What Telegram hands over from a link: t.me/…?start=<token>.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def register(application: BotApplication) -> None:
    """Add this module's handlers."""
    application.add_handler(CommandHandler(list(COMMANDS), run, filters.UpdateType.MESSAGE))
    application.add_handler(MessageHandler(filters.COMMAND & filters.UpdateType.MESSAGE, unknown))


async def run(update: Update, context: Context) -> None:
    """Let the conversation go on with the command's intent."""
    text = update.effective_message.text or "" if update.effective_message else ""
    command, *rest = text.split()
    name = command.removeprefix("/").partition("@")[0].lower()
    if name == "start" and rest:
        await context.brain.do(context.turn, "join", rest[0] if _TOKEN.fullmatch(rest[0]) else "-")
    else:
        intent, _, value = COMMANDS[name].partition(":")
        await context.brain.do(context.turn, intent, value)


async def unknown(_update: Update, context: Context) -> None:
    """Say that there is no such command, and where to see those there are."""
    await context.brain.do(context.turn, "unsupported", "command")
