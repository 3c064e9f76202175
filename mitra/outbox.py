"""
Messages owed to chats: rows written with their cause, sent later.

A row is due at `due_at`. Whoever takes one in hand (leases it) moves that moment to the lease's end: should they die, it is
due again by itself, and the search for due rows never looks at those in hand. Urgent goes before direct before bulk; within
a chat and a lane, in the order in which they were written.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from mitra.store.models import (
    Lane,
    OutboxMessage,
    OutboxStatus,
    Replica,
    UnreachableChat,
)
from mitra.store.upsert import insert as upsert

#: How long the sender that has a message in hand may take before another one may try.
LEASE = dt.timedelta(seconds=30)
#: What failed is tried again after this time at the latest, unless Telegram asks for more.
LONGEST_WAIT = dt.timedelta(minutes=5)
#: What is leased while this is asked, or by a process whose clock is a little ahead, is not from the future.
_CLOCKS_DIFFER = dt.timedelta(minutes=1)
#: Rows written or looked up by one statement: below SQLite's limit of parameters.
CHUNK = 500
#: Holds for rows that are still to be sent.
WAITING = OutboxMessage.status == OutboxStatus.WAITING


@dataclass(frozen=True, kw_only=True)
class Message:
    """One call of a Bot API method, owed to one chat."""

    chat_id: int
    #: Bot API method in snake case.
    method: str
    #: Its parameters besides chat_id; or `template` and `values`, or `make` and `values`, rendered when sent.
    payload: dict[str, Any] = field(repr=False)
    lane: Lane = Lane.DIRECT
    #: Kind of notification (mitra/notifications.py); empty for an answer to who has just written.
    kind: str = ""
    enterprise_id: int | None = None
    #: Row number, once stored.
    id: int = 0
    #: Tries so far.
    attempts: int = 0
    #: Until when it is the holder's to send.
    leased_until: dt.datetime | None = None


# --- writing


async def put(
    connection: AsyncConnection, messages: list[Message], *, at: dt.datetime, holder: str | None = None
) -> list[Message]:
    """
    Store `messages` as owed, leased to the caller, who hands them to its sender after the commit.

    Returns them with their row numbers. Should the caller die, the lease runs out and any sender may go on. Where there are several
    processes the caller is `holder`: what must wait for something that another one has in hand is stored as owed, and returned without
    a number.
    """
    elsewhere = [] if holder is None else await _in_other_hands(connection, messages, holder, at)
    await owe(connection, elsewhere, at=at)
    ours = [message for message in messages if message not in elsewhere] if elsewhere else messages
    return elsewhere + await _put_leased(connection, ours, at=at, holder=holder)


async def _put_leased(
    connection: AsyncConnection, messages: list[Message], *, at: dt.datetime, holder: str | None
) -> list[Message]:
    if not messages:
        return []
    until = at + LEASE
    rows = [row_of(message, due_at=until, leased_until=until, holder=holder) for message in messages]
    statement = insert(OutboxMessage).returning(OutboxMessage.id, sort_by_parameter_order=True)
    numbers = (await connection.execute(statement, rows)).scalars()
    return [
        replace(message, id=number, leased_until=until)
        for message, number in zip(messages, numbers, strict=True)
    ]


async def _in_other_hands(
    connection: AsyncConnection, messages: list[Message], holder: str, at: dt.datetime
) -> list[Message]:
    """Return those in whose chat and lane something goes first that is not in our hands (index ix_outbox_messages_chat)."""
    query = select(OutboxMessage.chat_id, OutboxMessage.lane).where(
        OutboxMessage.chat_id.in_({message.chat_id for message in messages}),
        WAITING,
        or_(
            OutboxMessage.leased_by != holder,
            OutboxMessage.attempts > 0,
            # Stored a moment ago, for the same reason, and still in nobody's hands.
            and_(OutboxMessage.leased_by.is_(None), OutboxMessage.due_at <= at),
        ),
    )
    busy = {(row.chat_id, Lane(row.lane)) for row in await connection.execute(query.distinct())}
    return [message for message in messages if (message.chat_id, message.lane) in busy]


async def owe(connection: AsyncConnection, messages: list[Message], *, at: dt.datetime) -> None:
    """Store `messages` as owed by whichever sender finds them."""
    if messages:
        await connection.execute(insert(OutboxMessage), [row_of(one, due_at=at) for one in messages])


def row_of(
    message: Message,
    *,
    due_at: dt.datetime,
    leased_until: dt.datetime | None = None,
    holder: str | None = None,
) -> dict[str, Any]:
    """Return the row that holds `message`."""
    return {
        "chat_id": message.chat_id,
        "method": message.method,
        "payload": message.payload,
        "lane": int(message.lane),
        "kind": message.kind,
        "enterprise_id": message.enterprise_id,
        "status": OutboxStatus.WAITING,
        "due_at": due_at,
        "attempts": 0,
        "leased_until": leased_until,
        "leased_by": holder,
    }


# --- taking in hand


async def lease_due(
    connection: AsyncConnection,
    lane: Lane,
    *,
    at: dt.datetime,
    most: int = 200,
    holder: str | None = None,
) -> list[Message]:
    """Return up to `most` messages of a lane that are due and in nobody's hands, longest due first, and lease them to `holder`."""
    rows = (await connection.execute(due(lane, at).limit(most))).all()
    until = at + LEASE
    found = [
        Message(
            chat_id=row.chat_id,
            method=row.method,
            payload=row.payload,
            lane=lane,
            kind=row.kind,
            enterprise_id=row.enterprise_id,
            id=row.id,
            attempts=row.attempts,
            leased_until=until,
        )
        for row in rows
    ]
    for start in range(0, len(found), CHUNK):
        mine = OutboxMessage.id.in_([message.id for message in found[start : start + CHUNK]])
        lease = update(OutboxMessage).where(mine).values(leased_until=until, due_at=until, leased_by=holder)
        await connection.execute(lease)
    return found


def due(lane: Lane, at: dt.datetime) -> Select[Any]:
    """
    Select what is due in a lane (index ix_outbox_messages_due) with nothing earlier held up in its chat (…_chat).

    Held up is what comes after a message that somebody has, or had, in hand and that is due later. Whoever postpones one
    moves along what follows, so this hardly ever finds something: it is there for rows written by another process.
    """
    earlier = aliased(OutboxMessage)
    held_up = exists().where(
        earlier.chat_id == OutboxMessage.chat_id,
        earlier.lane == OutboxMessage.lane,
        earlier.id < OutboxMessage.id,
        # Not "= WAITING": SQLite would then look through all that waits rather than through one chat.
        earlier.status != OutboxStatus.REFUSED,
        or_(earlier.attempts > 0, earlier.leased_until.is_not(None)),
        earlier.due_at > OutboxMessage.due_at,
    )
    columns = select(
        OutboxMessage.id,
        OutboxMessage.chat_id,
        OutboxMessage.method,
        OutboxMessage.payload,
        OutboxMessage.kind,
        OutboxMessage.enterprise_id,
        OutboxMessage.attempts,
    )
    ours = columns.where(WAITING, OutboxMessage.lane == int(lane), OutboxMessage.due_at <= at, ~held_up)
    ordered = ours.order_by(OutboxMessage.due_at, OutboxMessage.id)
    return ordered.with_for_update(skip_locked=True, of=OutboxMessage)


async def held_up(connection: AsyncConnection) -> dict[tuple[int, Lane], dt.datetime]:
    """Return chat and lane of what waits for another try, and until when (read once, at start)."""
    columns = select(OutboxMessage.chat_id, OutboxMessage.lane, OutboxMessage.due_at)
    rows = (await connection.execute(columns.where(WAITING, OutboxMessage.attempts > 0))).all()
    return {(row.chat_id, Lane(row.lane)): row.due_at for row in rows}


async def clock_was_ahead(connection: AsyncConnection, *, at: dt.datetime) -> None:
    """
    Make due what waits for a moment that was worked out while the clock was ahead: leases that end later than any can, and tries and
    answers put off for longer than any are (at start, and when the clock was set back).
    """
    never_planned = or_(OutboxMessage.attempts > 0, OutboxMessage.lane < int(Lane.BULK))
    tried = and_(WAITING, never_planned, OutboxMessage.due_at > at + LONGEST_WAIT)
    leased = OutboxMessage.leased_until > at + LEASE + _CLOCKS_DIFFER
    due = {"leased_until": None, "leased_by": None, "due_at": at}
    await connection.execute(update(OutboxMessage).where(or_(tried, leased)).values(due))


async def release(
    connection: AsyncConnection,
    numbers: Iterable[int] | None = None,
    *,
    at: dt.datetime,
    holder: str | None = None,
) -> None:
    """Give leases back, due at `at`: of these messages as far as they are `holder`'s, or of all (at start, when no other sender can be alive)."""
    statement = update(OutboxMessage).values(leased_until=None, leased_by=None, due_at=at)
    if numbers is None:  # index ix_outbox_messages_leased
        await connection.execute(statement.where(OutboxMessage.leased_until.is_not(None)))
        return
    wanted = list(numbers)
    for start in range(0, len(wanted), CHUNK):
        mine = OutboxMessage.leased_by == holder  # "IS NULL" where there is only one process
        await connection.execute(statement.where(OutboxMessage.id.in_(wanted[start : start + CHUNK]), mine))


# --- several processes

#: How often each says that it is alive, and after how long a silence the others take over what it had in hand.
HEARTBEAT, SILENCE = dt.timedelta(seconds=2), dt.timedelta(seconds=8)


async def beat(connection: AsyncConnection, holder: str, *, at: dt.datetime) -> None:
    """
    Note that `holder` is alive, and give back what silent processes had in hand.

    Indexes: the primary key of the few replicas, ix_outbox_messages_leased.
    """
    statement = upsert(connection, Replica).values(id=holder, seen_at=at)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[Replica.id], set_={"seen_at": at})
    )
    silent = Replica.seen_at < at - SILENCE
    gone = list(await connection.scalars(select(Replica.id).where(silent)))
    if gone:
        theirs = and_(OutboxMessage.leased_until.is_not(None), OutboxMessage.leased_by.in_(gone))
        back = {"leased_until": None, "leased_by": None, "due_at": at}
        await connection.execute(update(OutboxMessage).where(theirs).values(back))
        await connection.execute(delete(Replica).where(Replica.id.in_(gone)))


async def leave(connection: AsyncConnection, holder: str) -> None:
    """Note that a process has stopped in good order: it has nothing in hand any more."""
    await connection.execute(delete(Replica).where(Replica.id == holder))


async def alive(connection: AsyncConnection) -> int:
    """Return how many processes say that they serve this database."""
    return await connection.scalar(select(func.count()).select_from(Replica)) or 0


# --- what came of it


async def sent(connection: AsyncConnection, numbers: Iterable[int]) -> None:
    """Forget messages that Telegram has accepted."""
    done = list(numbers)
    for start in range(0, len(done), CHUNK):
        await connection.execute(
            delete(OutboxMessage).where(OutboxMessage.id.in_(done[start : start + CHUNK]))
        )


async def postpone(connection: AsyncConnection, message: Message, *, until: dt.datetime, reason: str) -> None:
    """Keep `message` for a later try, and what comes after it in its chat and lane (index ix_outbox_messages_chat)."""
    await connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id)
        .values(due_at=until, attempts=message.attempts + 1, leased_until=None, leased_by=None, reason=reason)
    )
    behind = and_(
        OutboxMessage.chat_id == message.chat_id,
        OutboxMessage.lane == int(message.lane),
        OutboxMessage.id > message.id,
        WAITING,
        OutboxMessage.due_at < until,
    )
    await connection.execute(
        update(OutboxMessage).where(behind).values(due_at=until, leased_until=None, leased_by=None)
    )


async def refuse(connection: AsyncConnection, message: Message, *, reason: str) -> None:
    """Set `message` aside as one that cannot be sent; the operator sees it in `mitra doctor`."""
    await connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id)
        .values(status=OutboxStatus.REFUSED, leased_until=None, leased_by=None, reason=reason)
    )


async def give_up_chat(connection: AsyncConnection, chat_id: int, *, at: dt.datetime) -> None:
    """Note that nobody can be reached in this chat, and drop what waits for it (index ix_outbox_messages_chat)."""
    statement = upsert(connection, UnreachableChat).values(chat_id=chat_id, since=at)
    await connection.execute(statement.on_conflict_do_nothing(index_elements=[UnreachableChat.chat_id]))
    await connection.execute(delete(OutboxMessage).where(OutboxMessage.chat_id == chat_id, WAITING))


async def reachable_again(connection: AsyncConnection, chat_id: int) -> None:
    """Note that somebody writes from this chat."""
    await connection.execute(delete(UnreachableChat).where(UnreachableChat.chat_id == chat_id))


# --- for the operator


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """A message that could not be sent, without its text and its receiver."""

    id: int
    #: Template, or method of what was rendered already.
    what: str
    reason: str
    due_at: dt.datetime


async def set_aside(connection: AsyncConnection) -> list[SetAside]:
    """Return the messages set aside, latest first, at most 50 (index ix_outbox_messages_due)."""
    query = (
        select(OutboxMessage.__table__)
        .where(OutboxMessage.status == OutboxStatus.REFUSED)
        .order_by(OutboxMessage.id.desc())
    )
    return [
        SetAside(
            id=row.id,
            what=row.payload.get("template") or row.payload.get("make") or row.method,
            reason=row.reason or "",
            due_at=row.due_at,
        )
        for row in (await connection.execute(query.limit(50))).all()
    ]


async def refused(connection: AsyncConnection) -> tuple[int, int]:
    """Return how many messages are set aside, and the number of the latest (index ix_outbox_messages_due)."""
    query = select(func.count(), func.max(OutboxMessage.id)).where(
        OutboxMessage.status == OutboxStatus.REFUSED
    )
    count, last = (await connection.execute(query)).one()
    return count, last or 0


async def lanes(
    connection: AsyncConnection, *, at: dt.datetime
) -> dict[Lane, tuple[int, dt.datetime | None]]:
    """Return for each lane how many messages are due, and since when the longest (index ix_outbox_messages_due)."""
    query = select(OutboxMessage.lane, func.count(), func.min(OutboxMessage.due_at))
    query = query.where(WAITING, OutboxMessage.due_at <= at).group_by(OutboxMessage.lane)
    found = {Lane(lane): (count, since) for lane, count, since in await connection.execute(query)}
    return {lane: found.get(lane, (0, None)) for lane in Lane}


async def retry_set_aside(connection: AsyncConnection, *, at: dt.datetime) -> int:
    """Try all messages that were set aside once more; return how many."""
    again = {"status": OutboxStatus.WAITING, "attempts": 0, "due_at": at, "reason": None}
    aside = OutboxMessage.status == OutboxStatus.REFUSED
    return int((await connection.execute(update(OutboxMessage).where(aside).values(again))).rowcount)


async def drop_set_aside(connection: AsyncConnection) -> int:
    """Delete all messages that were set aside; return how many."""
    aside = OutboxMessage.status == OutboxStatus.REFUSED
    return int((await connection.execute(delete(OutboxMessage).where(aside))).rowcount)
