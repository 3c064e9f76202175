"""Files that are made when they are sent: only what they are made from waits in the outbox."""

import asyncio
import importlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from mitra import personal_data, poster
from mitra.checks import pictures, sheet
from mitra.clock import utc_now
from mitra.content.documents import personal_page
from mitra.log import get_logger
from mitra.store.database import Database

log = get_logger()
Values = dict[str, Any]
#: So long may one photo take, and so large may it be.
PHOTO_SECONDS = 15
LARGEST_PHOTO = 5_000_000


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    """A file to send."""

    name: str
    data: bytes = field(repr=False)


#: Makes a file from plain values; slow work belongs into a thread.
Maker = Callable[[Values], Awaitable[MadeFile]]


def makers(database: Database, bot: Bot, *, key: bytes, topics: list[str]) -> dict[str, Maker]:
    """Return all makers by the name under which the outbox knows them; `bot` fetches photos that people have sent."""

    async def make_poster(values: Values) -> MadeFile:
        draw = {"png": poster.png, "pdf": poster.pdf}[values["form"]]
        data = await asyncio.to_thread(draw, poster.invite_of(values | {"bot": bot.username}))
        return MadeFile(name=f"undangan.{values['form']}", data=data)

    async def make_personal_data(values: Values) -> MadeFile:
        async with database.transaction() as connection:
            data = await personal_data.of(connection, values["telegram_id"], key=key, topics=topics)
        shown = json.dumps(data, ensure_ascii=False, indent=2)
        text = personal_page(data) if values["form"] == "html" else shown
        day = utc_now().date()
        return MadeFile(name=f"data-saya-{day}.{values['form']}", data=text.encode())

    async def make_check_picture(values: Values) -> MadeFile:
        async with database.transaction() as connection:
            draw = await pictures.drawing(connection, values["check"], values["kind"])
        return MadeFile(name=f"cek-{values['kind']}.png", data=await asyncio.to_thread(draw))

    async def make_check_report(values: Values) -> MadeFile:
        report = await asyncio.to_thread(
            importlib.import_module, "mitra.checks.report"
        )  # half a second, once
        async with database.transaction() as connection:
            content = await report.report_content(connection, values["check"])
        photos = await _photos(bot, content.photos)
        data = await asyncio.to_thread(content.draw, photos)
        return MadeFile(name=content.name, data=data)

    async def make_checklist_template(_values: Values) -> MadeFile:
        data = await asyncio.to_thread(sheet.template)
        return MadeFile(name="contoh-daftar-cek.xlsx", data=data)

    return {
        "poster": make_poster,
        "personal_data": make_personal_data,
        "check_picture": make_check_picture,
        "check_report": make_check_report,
        "checklist_template": make_checklist_template,
    }


async def _photos(bot: Bot, names: list[str]) -> dict[str, bytes]:
    """Return the photos that can still be had, by Telegram's names for them: a report without one is better than none."""
    found: dict[str, bytes] = {}
    for name in names:
        try:
            async with asyncio.timeout(PHOTO_SECONDS):
                file = await bot.get_file(name)
                if (file.file_size or 0) <= LARGEST_PHOTO:
                    found[name] = bytes(await file.download_as_bytearray())
        except (TelegramError, TimeoutError) as error:
            log.warning("photo_not_downloaded", reason=type(error).__name__)
    return found
