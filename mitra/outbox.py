"""Messages owed to chats: rows written with their cause, sent later, in order per chat."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from mitra.store.models import OutboxMessage, OutboxStatus, UnreachableChat
from mitra.store.upsert import insert as upsert

#: How long the sender that has a message in hand may take before another one may try.
LEASE = dt.timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One call of a Bot API method, owed to one chat."""

    chat_id: int
    #: Bot API method in snake case.
    method: str
    #: Its parameters besides chat_id.
    payload: dict[str, Any] = field(repr=False)
    #: Row number, once stored.
    id: int = 0
    #: Tries so far.
    attempts: int = 0


async def put(connection: AsyncConnection, messages: list[Message], *, at: dt.datetime) -> list[Message]:
    """
    Store `messages` as owed, leased to the caller, who hands them to its sender after the commit.

    Returns them with their row numbers. Should the caller die, the lease runs out and any sender may go on.
    """
    if not messages:
        return []
    rows = [
        {
            "chat_id": message.chat_id,
            "method": message.method,
            "payload": message.payload,
            "status": OutboxStatus.WAITING,
            "due_at": at,
            "attempts": 0,
            "leased_until": at + LEASE,
        }
        for message in messages
    ]
    statement = insert(OutboxMessage).returning(OutboxMessage.id, sort_by_parameter_order=True)
    numbers = (await connection.execute(statement, rows)).scalars()
    return [
        Message(chat_id=message.chat_id, method=message.method, payload=message.payload, id=number)
        for message, number in zip(messages, numbers, strict=True)
    ]


async def lease_due(connection: AsyncConnection, *, at: dt.datetime, most: int = 200) -> list[Message]:
    """Return up to `most` messages that are due and in nobody's hands, oldest first, and lease them."""
    rows = (await connection.execute(_due(at).limit(most))).all()
    found = [
        Message(chat_id=row.chat_id, method=row.method, payload=row.payload, id=row.id, attempts=row.attempts)
        for row in rows
    ]
    if found:
        mine = OutboxMessage.id.in_([message.id for message in found])
        await connection.execute(update(OutboxMessage).where(mine).values(leased_until=at + LEASE))
    return found


def _due(at: dt.datetime) -> Select[tuple[int, int, str, dict[str, Any], int]]:
    """Due messages (index ix_outbox_messages_due) with nothing earlier held up in their chat (…_chat)."""
    earlier = aliased(OutboxMessage)
    held_up = exists().where(
        earlier.chat_id == OutboxMessage.chat_id,
        earlier.id < OutboxMessage.id,
        earlier.status == OutboxStatus.WAITING,
        or_(and_(earlier.attempts > 0, earlier.due_at > at), earlier.leased_until > at),
    )
    columns = select(
        OutboxMessage.id,
        OutboxMessage.chat_id,
        OutboxMessage.method,
        OutboxMessage.payload,
        OutboxMessage.attempts,
    )
    return (
        columns.where(
            OutboxMessage.status == OutboxStatus.WAITING, OutboxMessage.due_at <= at, _free(at), ~held_up
        )
        .order_by(OutboxMessage.id)
        .with_for_update(skip_locked=True, of=OutboxMessage)
    )


async def held_up_chats(connection: AsyncConnection) -> list[int]:
    """Return the chats in which a message waits for another try."""
    tried = and_(OutboxMessage.status == OutboxStatus.WAITING, OutboxMessage.attempts > 0)
    return list(await connection.scalars(select(OutboxMessage.chat_id).where(tried).distinct()))


def _free(at: dt.datetime) -> ColumnElement[bool]:
    return or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= at)


async def sent(connection: AsyncConnection, numbers: Iterable[int]) -> None:
    """Forget messages that Telegram has accepted."""
    await connection.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(list(numbers))))


async def postpone(connection: AsyncConnection, message: Message, *, until: dt.datetime, reason: str) -> None:
    """Keep `message` for a later try."""
    await connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id)
        .values(due_at=until, attempts=message.attempts + 1, leased_until=None, reason=reason)
    )


async def release(connection: AsyncConnection, numbers: Iterable[int] | None = None) -> None:
    """Give leases back: of these messages, or of all (at start, when no other sender can be alive)."""
    statement = update(OutboxMessage).values(leased_until=None)
    if numbers is not None:
        statement = statement.where(OutboxMessage.id.in_(list(numbers)))
    await connection.execute(statement)


async def refuse(connection: AsyncConnection, message: Message, *, reason: str) -> None:
    """Mark `message` as one that Telegram will never take."""
    await connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id)
        .values(status=OutboxStatus.REFUSED, leased_until=None, reason=reason)
    )


async def give_up_chat(connection: AsyncConnection, chat_id: int, *, at: dt.datetime) -> None:
    """Note that nobody can be reached in this chat, and drop what waits for it (index ix_outbox_messages_chat)."""
    statement = upsert(connection, UnreachableChat).values(chat_id=chat_id, since=at)
    await connection.execute(statement.on_conflict_do_nothing(index_elements=[UnreachableChat.chat_id]))
    waiting = and_(OutboxMessage.chat_id == chat_id, OutboxMessage.status == OutboxStatus.WAITING)
    await connection.execute(delete(OutboxMessage).where(waiting))


async def reachable_again(connection: AsyncConnection, chat_id: int) -> None:
    """Note that somebody writes from this chat."""
    await connection.execute(delete(UnreachableChat).where(UnreachableChat.chat_id == chat_id))
