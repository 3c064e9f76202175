"""Enterprises and people for unit tests."""

import datetime as dt

from mitra import enterprises, people
from mitra.access import CONSOLE, Actor
from mitra.store.models import Role, Side

at = dt.datetime.fromisoformat
NOW = at("2026-11-26T10:00:00+07:00")


async def make_enterprise(connection, name="CV Maju Bersama", *, areas=(), zone="Asia/Jakarta") -> int:
    return await enterprises.add(connection, CONSOLE, name, timezone=zone, at=NOW, areas=areas)


async def make_person(
    connection, telegram_id, *roles: tuple[int | None, str], name=None, side=Side.WORKERS
) -> Actor:
    """Return somebody with these roles: (enterprise, role)."""
    person_id = await people.enrol(connection, telegram_id, at=NOW)
    for enterprise_id, role in roles:
        its_side = side if role == "committee" else None
        await people.seat(connection, person_id, enterprise_id, Role(role), at=NOW, side=its_side)
    actor = await people.actor_of(connection, telegram_id)
    if name:
        await people.call(connection, actor, name)
    return actor
