"""The command menu in Telegram: what each role sees (content/commands.yml)."""

import datetime as dt
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import outbox
from mitra.content.files import read_yaml, shaped
from mitra.content.library import CONTENT_DIR
from mitra.store.models import Role

_TRAINS = {Role.TRAINER, Role.OPERATOR}
_DECIDES = {Role.COMMITTEE, Role.MANAGER, Role.TRAINER}


def menu(roles: AbstractSet[Role]) -> list[tuple[str, str]]:
    """Return command and description of each line of the menu, for somebody with these roles."""
    audiences = {"everyone"} | ({"member"} if roles else set())
    audiences |= ({"trainer"} if roles & _TRAINS else set()) | ({"committee"} if roles & _DECIDES else set())
    return [(line["command"], line["description"]) for line in _lines() if line["for"] in audiences]


@cache
def _lines(path: Path = CONTENT_DIR / "commands.yml") -> list[dict[str, str]]:
    rows = read_yaml(path)
    with shaped(path):
        return [{name: str(row[name]) for name in ("command", "description", "for")} for row in rows]


async def owe(
    connection: AsyncConnection, telegram_id: int, roles: AbstractSet[Role], *, at: dt.datetime
) -> None:
    """Owe an account its menu."""
    commands = [list(line) for line in menu(roles)]
    row = outbox.Message(chat_id=telegram_id, method="set_my_commands", payload={"commands": commands})
    await outbox.owe(connection, [row], at=at)
