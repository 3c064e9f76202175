"""Where each conversation stands: one small row, overwritten."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import stack
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


# --- from outside: what others ask somebody, while they may be in the middle of something

#: Slot of what asks over several turns.
TASKS = "tasks"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How somebody's conversation stands."""

    #: Whether a question of a task of their own is open.
    busy: bool
    #: Day (UTC) of their last message.
    on: dt.date


async def standing(connection: AsyncConnection, chats: Iterable[int]) -> dict[int, Standing]:
    """Return how the conversations in these private chats stand, of those there are (primary key)."""
    query = select(Conversation.__table__).where(Conversation.sender_id.in_([str(chat) for chat in chats]))
    return {
        int(row.sender_id): Standing(busy=_is_busy(row.state), on=row.updated_at.date())
        for row in (await connection.execute(query)).all()
    }


def _is_busy(state: dict[str, Any]) -> bool:
    active = stack.active(_tasks(state))
    return active is not None and not stack.is_soft(active)


async def open_task(
    connection: AsyncConnection, chat_id: int, task: stack.State, *, give_way: bool = False
) -> None:
    """
    Open a task's question in a private chat, for what is typed next; the day of the last message stays as it was.

    A soft one lets what rests, rest; another one comes on top of what is going on, which comes back when it has ended. With
    `give_way`, one that listens already goes on listening instead.
    """
    query = select(Conversation.state).where(Conversation.sender_id == str(chat_id))
    state = await connection.scalar(query.with_for_update())
    if state is None:
        return  # whoever has never written has no conversation to open it in; the buttons work without
    if give_way and any(map(stack.is_soft, _tasks(state))):
        return
    known = [one for one in _tasks(state) if not stack.is_soft(one)]
    below = stack.all_paused(known) if stack.is_soft(task) else known
    await _store_tasks(connection, chat_id, state, stack.with_on_top(below, task))


async def close_task(connection: AsyncConnection, chat_id: int, key: str) -> None:
    """Close a task's question in a private chat, if it is there; what rests, rests."""
    query = select(Conversation.state).where(Conversation.sender_id == str(chat_id))
    state = await connection.scalar(query.with_for_update())
    known = _tasks(state or {})
    left = [one for one in known if stack.key_of(one) != key]
    if state is not None and len(left) < len(known):
        await _store_tasks(connection, chat_id, state, left)


def _tasks(state: dict[str, Any]) -> stack.Stack:
    return stack.read(state.get("slots", {}).get(TASKS))


async def _store_tasks(
    connection: AsyncConnection, chat_id: int, state: dict[str, Any], tasks: stack.Stack
) -> None:
    slots = state.get("slots", {}) | {TASKS: tasks}
    mine = update(Conversation).where(Conversation.sender_id == str(chat_id))
    await connection.execute(mine.values(state=state | {"slots": slots}))
