"""Files that are made when they are sent: only what they are made from waits in the outbox."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from mitra import personal_data, poster
from mitra.clock import utc_now
from mitra.content.documents import personal_page
from mitra.store.database import Database

Values = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    """A file to send."""

    name: str
    data: bytes = field(repr=False)


#: Makes a file from plain values; slow work belongs into a thread.
Maker = Callable[[Values], Awaitable[MadeFile]]


def makers(database: Database, *, key: bytes, topics: list[str], username: str) -> dict[str, Maker]:
    """Return all makers by the name under which the outbox knows them."""

    async def make_poster(values: Values) -> MadeFile:
        draw = {"png": poster.png, "pdf": poster.pdf}[values["form"]]
        data = await asyncio.to_thread(draw, poster.invite_of(values | {"bot": username}))
        return MadeFile(name=f"undangan.{values['form']}", data=data)

    async def make_personal_data(values: Values) -> MadeFile:
        async with database.transaction() as connection:
            data = await personal_data.of(connection, values["telegram_id"], key=key, topics=topics)
        shown = json.dumps(data, ensure_ascii=False, indent=2)
        text = personal_page(data) if values["form"] == "html" else shown
        day = utc_now().date()
        return MadeFile(name=f"data-saya-{day}.{values['form']}", data=text.encode())

    return {"poster": make_poster, "personal_data": make_personal_data}
