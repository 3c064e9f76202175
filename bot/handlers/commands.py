"""Commands: each is an intent of its own, nothing is guessed."""

from telegram import BotCommand, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.context import BotApplication, Context

#: Command → intent.
COMMANDS = {
    "start": "start",
    "bantuan": "help",
    "modul": "modules",
    "batal": "stop",
    "cek5s": "check_5s",
    "cekk3": "check_k3",
    "saran": "suggestion",
    "lapor": "hazard",
    "rencana": "plan",
    "tugas": "tasks",
    "ringkasan": "summary",
    "panitia": "committee",
    "pelatih": "trainer",
    "profil": "profile",
    "privasi": "privacy",
}
#: What Mitra can do so far.
MENU = [
    BotCommand("modul", "Pilih jawaban dari daftar modul"),
    BotCommand("bantuan", "Cara memakai Mitra"),
    BotCommand("batal", "Berhenti dari yang sedang berjalan"),
    BotCommand("start", "Mulai dari awal"),
]


def register(application: BotApplication) -> None:
    """Add this module's handlers."""
    application.add_handler(CommandHandler(list(COMMANDS), run, filters.UpdateType.MESSAGE))
    application.add_handler(MessageHandler(filters.COMMAND & filters.UpdateType.MESSAGE, unknown))


async def run(update: Update, context: Context) -> None:
    """Let the conversation go on with the command's intent."""
    text = update.effective_message.text or "" if update.effective_message else ""
    name = text.split(maxsplit=1)[0].removeprefix("/").partition("@")[0].lower()
    await context.brain.do(context.turn, COMMANDS[name])


async def unknown(_update: Update, context: Context) -> None:
    """Say that there is no such command, and where to see those there are."""
    await context.brain.do(context.turn, "unsupported", "command")
