"""The bot's own name on Telegram, for links: asked once, then known without a network."""

import json

from bot.application import build_application
from mitra.settings import Settings

_FILE = "bot.json"


def keep(settings: Settings, username: str) -> None:
    """Remember the name, so that the command line can make links while Telegram cannot be reached."""
    known = {"bot": _bot_id(settings), "username": username}
    (settings.data_dir / _FILE).write_text(json.dumps(known), "utf-8")


async def find(settings: Settings) -> str | None:
    """Return the name as remembered, or as Telegram gives it; None when neither can be had."""
    path = settings.data_dir / _FILE
    if path.exists():
        known = json.loads(path.read_text("utf-8"))
        if not settings.telegram_token or known["bot"] == _bot_id(settings):
            return str(known["username"])
    if not settings.telegram_token:
        return None
    from telegram.error import TelegramError  # noqa: PLC0415 - only needed where the network is

    try:
        async with build_application(settings).bot as bot:
            keep(settings, bot.username)
            return str(bot.username)
    except TelegramError:
        return None


def _bot_id(settings: Settings) -> str:
    return settings.telegram_token.partition(":")[0]
