"""Where each conversation stands: one small row, overwritten."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.store.models import Conversation
from mitra.store.upsert import insert


async def load(connection: AsyncConnection, sender_id: str) -> dict[str, Any] | None:
    """Return the stored state, or None for somebody new (primary key)."""
    return await connection.scalar(select(Conversation.state).where(Conversation.sender_id == sender_id))


async def save(
    connection: AsyncConnection, sender_id: str, state: dict[str, Any], *, at: dt.datetime
) -> None:
    """Store `state` in place of the earlier one; of when, only the day: a moment would point to what was sent then."""
    day = at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    row = {"state": state, "updated_at": day}
    statement = insert(connection, Conversation).values(sender_id=sender_id, **row)
    statement = statement.on_conflict_do_update(index_elements=[Conversation.sender_id], set_=row)
    await connection.execute(statement)


async def sender_ids(connection: AsyncConnection) -> list[str]:
    """Return the ids of all conversations."""
    return list(await connection.scalars(select(Conversation.sender_id)))
