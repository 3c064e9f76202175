"""python-telegram-bot's application; without Rasa, so that a wrong token is told at once."""

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.contact import Contact
from bot.context import BotApplication, Context
from bot.transport import AiohttpRequest
from mitra.errors import StartupError
from mitra.settings import Settings

#: Connections to Telegram kept open: as many as chats answered at the same moment.
CONNECTIONS = 32


def build_application(settings: Settings, contact: Contact | None = None) -> BotApplication:
    """
    Return python-telegram-bot's application, without its updater: we acknowledge updates ourselves.

    `contact` takes note of whether Telegram answers.
    """
    root = settings.telegram_api.rstrip("/")
    return (
        ApplicationBuilder()
        .token(settings.telegram_token)
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .request(AiohttpRequest(connections=CONNECTIONS, contact=contact))
        .get_updates_request(AiohttpRequest(connections=1, contact=contact))
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .build()
    )


async def connect(settings: Settings) -> None:
    """Ask Telegram who we are; raises StartupError when it does not know the token or cannot be reached."""
    application = build_application(settings)
    try:
        async with application.bot:
            pass
    except InvalidToken:
        raise StartupError(
            "Telegram menolak token ini: periksa MITRA_TELEGRAM_TOKEN (dari @BotFather)."
        ) from None
    except TelegramError as error:
        reason = str(error).removeprefix("aiohttp.")[:120]
        raise StartupError(
            f"Server Telegram {settings.telegram_api} tidak bisa dihubungi ({reason}): periksa jaringan "
            "atau MITRA_TELEGRAM_API."
        ) from None
