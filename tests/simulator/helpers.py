"""What several of the stories need."""

from io import BytesIO

import httpx
from PIL import Image
from telegram import Bot, Update
from telegram.request import HTTPXRequest

from simulator.client import NO_TLS
from simulator.server import Simulator

TOKEN = "5001:simulator-token"


def make_bot(simulator: Simulator, token: str = TOKEN) -> Bot:
    return Bot(
        token,
        base_url=simulator.base_url,
        base_file_url=simulator.base_file_url,
        request=HTTPXRequest(httpx_kwargs={"verify": NO_TLS}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"verify": NO_TLS}),
    )


def plain_http(**how) -> httpx.AsyncClient:
    return httpx.AsyncClient(trust_env=False, verify=NO_TLS, **how)


async def drain(bot: Bot) -> list[Update]:
    """Fetch and acknowledge everything that waits."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return list(updates)


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480)) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, kind)
    return drawn.getvalue()
