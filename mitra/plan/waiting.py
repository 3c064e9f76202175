"""Reminders that are written and not sent yet: what has changed meanwhile is taken out of them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.outbox import WAITING
from mitra.store.models import Membership, OutboxMessage, Person, Role
from mitra.store.plan_models import Absence

#: The message in which all that falls together is told (content/messages).
MORNING = "plan_morning"
#: Its lists of actions.
LISTS = ("tasks", "late", "orphans")
_LEADS = (Role.MANAGER, Role.TRAINER)


async def of(connection: AsyncConnection, chats: Iterable[int]) -> list[Any]:
    """Return the reminders not sent yet, as rows of id, chat_id, payload (index ix_outbox_messages_chat)."""
    query = select(OutboxMessage.id, OutboxMessage.chat_id, OutboxMessage.payload).where(
        OutboxMessage.chat_id.in_(list(chats)), WAITING, OutboxMessage.leased_until.is_(None)
    )
    rows = (await connection.execute(query)).all()
    return [row for row in rows if row.payload.get("template") == MORNING]


async def drop(connection: AsyncConnection, enterprise_id: int, action_id: int, owner_id: int | None) -> None:
    """Take an action that has changed or ended out of the reminders about it; what says nothing then is not sent."""
    for row in await of(connection, await _told(connection, enterprise_id, owner_id)):
        values = _without(row.payload["values"], action_id)
        if values == row.payload["values"]:
            continue
        mine = OutboxMessage.id == row.id
        if says_something(values):
            payload = row.payload | {"values": values}
            await connection.execute(update(OutboxMessage).where(mine).values(payload=payload))
        else:
            await connection.execute(delete(OutboxMessage).where(mine))


def _without(values: dict[str, Any], action_id: int) -> dict[str, Any]:
    sections = [
        section | {name: [one for one in section[name] if one["id"] != action_id] for name in LISTS}
        for section in values["sections"]
    ]
    return values | {"sections": sections}


def says_something(values: dict[str, Any]) -> bool:
    """Return whether there is anything in a reminder."""
    parts = (*LISTS, "asks", "digest")
    return any(section[name] for section in values["sections"] for name in parts)


async def _told(connection: AsyncConnection, enterprise_id: int, owner_id: int | None) -> list[int]:
    """Return the accounts that may have a reminder about an action: its owner, who stands in for them, who leads."""
    stand_ins = select(Absence.stand_in_id).where(
        Absence.person_id == (owner_id or 0), Absence.enterprise_id == enterprise_id
    )
    leads = select(Membership.person_id).where(
        Membership.enterprise_id == enterprise_id, Membership.role.in_(_LEADS)
    )
    people = {owner_id, *await connection.scalars(stand_ins.union(leads))} - {None}
    return list(await connection.scalars(select(Person.telegram_id).where(Person.id.in_(people))))
