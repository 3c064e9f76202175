"""`mitra demo`: the bot and a simulated Telegram with its page, on this computer only."""

import asyncio
import importlib
import secrets
import shutil

from rich.console import Console

from bot.training import ensure_model
from mitra.content.library import Library
from mitra.errors import StartupError
from mitra.settings import Settings
from simulator.server import seed_demo
from simulator.server import serve as serve_simulator


async def show(settings: Settings, library: Library, console: Console) -> None:
    """
    Serve the page and the bot until stopped.

    The bot is the one that serves Telegram; only MITRA_TELEGRAM_API and its database differ.
    Raises StartupError when the port is taken.
    """
    try:
        async with serve_simulator(port=settings.http_port) as simulator:
            seed_demo(simulator.world)
            console.print(f"Halaman percobaan: [link]{simulator.url}[/link]")
            await _serve_bot(_demo_settings(settings, simulator.url), library, console)
    except OSError as error:
        raise StartupError(
            f"Port {settings.http_port} tidak bisa dipakai ({error.strerror or error}): "
            "pilih port lain, misalnya MITRA_HTTP_PORT=8090."
        ) from None


def _demo_settings(settings: Settings, url: str) -> Settings:
    """Return settings for a fresh demo: chats of an earlier one are gone, so their database would only confuse."""
    folder = settings.data_dir / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    changes = {
        "telegram_token": f"1:{secrets.token_hex(16)}",
        "telegram_api": url,
        "data_dir": folder,
        "database_url": "",
    }
    return settings.model_copy(update=changes)


async def _serve_bot(settings: Settings, library: Library, console: Console) -> None:
    models = settings.data_dir.parent / "models"
    model = await asyncio.to_thread(ensure_model, models, console)
    # In a thread, since importing Rasa takes seconds: the page stays alive meanwhile.
    service = await asyncio.to_thread(importlib.import_module, "bot.service")
    await service.serve(
        settings,
        library,
        model,
        ready=lambda: console.print("Mitra siap. Buka halamannya dan tulis sesuatu."),
    )
