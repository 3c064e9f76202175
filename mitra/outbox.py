"""
Messages owed to chats: rows written with their cause, sent later.

A row is due at `due_at`. Whoever takes one in hand (leases it) moves that moment to the lease's end: should they die, it is
due again by itself, and the search for due rows never looks at those in hand. Urgent goes before direct before bulk; within
a chat and a lane, in the order in which they were written.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from mitra.hours import HOME_ZONE, USUAL, Quiet, next_allowed
from mitra.store.models import (
    Enterprise,
    Handled,
    Lane,
    OutboxMessage,
    OutboxStatus,
    Person,
    UnreachableChat,
)
from mitra.store.upsert import insert as upsert

#: How long the sender that has a message in hand may take before another one may try.
LEASE = dt.timedelta(seconds=30)
#: How long it is remembered that a notice with a key was written.
ONCE_KEPT = dt.timedelta(days=40)
#: Rows written or looked up by one statement: below SQLite's limit of parameters.
_CHUNK = 500
_WAITING = OutboxMessage.status == OutboxStatus.WAITING


@dataclass(frozen=True, kw_only=True)
class Message:
    """One call of a Bot API method, owed to one chat."""

    chat_id: int
    #: Bot API method in snake case.
    method: str
    #: Its parameters besides chat_id; or `template` and `values`, or `make` and `values`, rendered when sent.
    payload: dict[str, Any] = field(repr=False)
    lane: Lane = Lane.DIRECT
    #: Kind of notice (mitra/notices.py); empty for an answer to who has just written.
    kind: str = ""
    enterprise_id: int | None = None
    #: Row number, once stored.
    id: int = 0
    #: Tries so far.
    attempts: int = 0
    #: Until when it is the holder's to send.
    leased_until: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell somebody who has not just written: rendered when it is sent."""

    telegram_id: int
    #: Kind that people can stop (mitra/notices.py).
    kind: str
    #: Name of the message (content/messages) and its variables, as plain values.
    template: str
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    lane: Lane = Lane.BULK
    #: Whose time zone counts; None means Jakarta's.
    enterprise_id: int | None = None
    not_before: dt.datetime | None = None
    #: Written at most once with this key, within 40 days.
    once_key: str = ""


# --- writing


async def put(connection: AsyncConnection, messages: list[Message], *, at: dt.datetime) -> list[Message]:
    """
    Store `messages` as owed, leased to the caller, who hands them to its sender after the commit.

    Returns them with their row numbers. Should the caller die, the lease runs out and any sender may go on.
    """
    if not messages:
        return []
    until = at + LEASE
    rows = [_row(message, due_at=until, leased_until=until) for message in messages]
    statement = insert(OutboxMessage).returning(OutboxMessage.id, sort_by_parameter_order=True)
    numbers = (await connection.execute(statement, rows)).scalars()
    return [
        replace(message, id=number, leased_until=until)
        for message, number in zip(messages, numbers, strict=True)
    ]


async def owe(connection: AsyncConnection, messages: list[Message], *, at: dt.datetime) -> None:
    """Store `messages` as owed by whichever sender finds them."""
    if messages:
        await connection.execute(insert(OutboxMessage), [_row(one, due_at=at) for one in messages])


async def notify(connection: AsyncConnection, notices: Iterable[Notice], *, at: dt.datetime) -> int:
    """
    Owe `notices`, and return how many: not to those who cannot be reached, and none twice with the same key.

    Unless urgent, they are due when their receivers may be disturbed.
    """
    owed = 0
    for chunk in _chunks(notices):
        wanted = await _reachable(connection, chunk)
        wanted = await _unclaimed(connection, wanted, at)
        quiet = await _quiet_hours(connection, [(one.telegram_id, one.enterprise_id) for one in wanted])
        rows = [_notice_row(one, at, quiet[one.telegram_id, one.enterprise_id]) for one in wanted]
        if rows:
            await connection.execute(insert(OutboxMessage), rows)
        owed += len(rows)
    return owed


def _chunks(notices: Iterable[Notice]) -> Iterator[list[Notice]]:
    remaining = iter(notices)
    while chunk := list(itertools.islice(remaining, _CHUNK)):
        yield chunk


async def _reachable(connection: AsyncConnection, notices: list[Notice]) -> list[Notice]:
    """Return the notices whose receivers have not blocked the bot (primary key)."""
    chats = [one.telegram_id for one in notices]
    query = select(UnreachableChat.chat_id).where(UnreachableChat.chat_id.in_(chats))
    gone = set(await connection.scalars(query))
    return [one for one in notices if one.telegram_id not in gone]


async def _unclaimed(connection: AsyncConnection, notices: list[Notice], at: dt.datetime) -> list[Notice]:
    """Claim the notices' keys; return the notices without a key, and those whose key was free, once each."""
    keyed = {f"notice:{one.once_key}": one for one in notices if one.once_key}
    if not keyed:
        return notices
    rows = [{"key": key, "at": at, "kept_until": at + ONCE_KEPT} for key in keyed]
    claim = upsert(connection, Handled).values(rows).on_conflict_do_nothing(index_elements=[Handled.key])
    free = set((await connection.execute(claim.returning(Handled.key))).scalars())
    return [one for one in notices if not one.once_key] + [keyed[key] for key in keyed if key in free]


def _notice_row(notice: Notice, at: dt.datetime, quiet: Quiet) -> dict[str, Any]:
    earliest = max(at, notice.not_before or at)
    due_at = earliest if notice.lane == Lane.URGENT else next_allowed(earliest, quiet)
    message = Message(
        chat_id=notice.telegram_id,
        method="send_message",
        payload={"template": notice.template, "values": notice.values},
        lane=notice.lane,
        kind=notice.kind,
        enterprise_id=notice.enterprise_id,
    )
    return _row(message, due_at=due_at)


def _row(message: Message, *, due_at: dt.datetime, leased_until: dt.datetime | None = None) -> dict[str, Any]:
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
    }


async def withdraw(connection: AsyncConnection, telegram_id: int, *, kind: str) -> None:
    """Drop notices of a kind that were not sent yet (index ix_outbox_messages_chat)."""
    mine = (OutboxMessage.chat_id == telegram_id, _WAITING, OutboxMessage.kind == kind)
    await connection.execute(delete(OutboxMessage).where(*mine))


# --- whom to disturb when


_Place = tuple[int, int | None]


async def _quiet_hours(connection: AsyncConnection, places: Sequence[_Place]) -> dict[_Place, Quiet]:
    """Return the quiet hours of each (account, enterprise): unique index, primary key."""
    people = select(Person.telegram_id, Person.quiet_from, Person.quiet_until)
    people = people.where(Person.telegram_id.in_({account for account, _ in places}))
    own = {row.telegram_id: row for row in (await connection.execute(people)).all()}
    zones = select(Enterprise.id, Enterprise.timezone).where(Enterprise.id.in_({e for _, e in places if e}))
    zone_of = {row.id: row.timezone for row in (await connection.execute(zones)).all()}
    return {
        (account, enterprise): _quiet(own.get(account), zone_of.get(enterprise, HOME_ZONE))
        for account, enterprise in places
    }


def _quiet(own: Any, zone: str) -> Quiet:
    if own is None or own.quiet_from is None:
        return Quiet(zone=zone, start=USUAL[0], end=USUAL[1])
    return Quiet(zone=zone, start=own.quiet_from, end=own.quiet_until)


async def wanted_now(
    connection: AsyncConnection, messages: list[Message], *, at: dt.datetime
) -> list[Message]:
    """
    Return those of the leased `messages` to be sent now.

    Settings may have changed since they were written: kinds that were stopped are dropped, and what has fallen into quiet
    hours is put off until their end.
    """
    notices = [one for one in messages if one.kind and one.lane != Lane.URGENT]
    if not notices:
        return messages
    muted = await _muted(connection, notices)
    await sent(connection, muted)
    quiet = await _quiet_hours(connection, [(one.chat_id, one.enterprise_id) for one in notices])
    later = {one.id: next_allowed(at, quiet[one.chat_id, one.enterprise_id]) for one in notices}
    put_off = {number: moment for number, moment in later.items() if moment > at and number not in muted}
    for moment in set(put_off.values()):
        numbers = [number for number, until in put_off.items() if until == moment]
        await release(connection, numbers, at=moment)
    return [one for one in messages if one.id not in muted and one.id not in put_off]


async def _muted(connection: AsyncConnection, notices: list[Message]) -> set[int]:
    chats = {one.chat_id for one in notices}
    query = select(Person.telegram_id, Person.muted).where(Person.telegram_id.in_(chats))
    stopped = {row.telegram_id: row.muted for row in (await connection.execute(query)).all()}
    return {one.id for one in notices if one.kind in stopped.get(one.chat_id, ())}


# --- taking in hand


async def lease_due(
    connection: AsyncConnection, lane: Lane, *, at: dt.datetime, most: int = 200
) -> list[Message]:
    """Return up to `most` messages of a lane that are due and in nobody's hands, longest due first, and lease them."""
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
    for start in range(0, len(found), _CHUNK):
        mine = OutboxMessage.id.in_([message.id for message in found[start : start + _CHUNK]])
        lease = update(OutboxMessage).where(mine).values(leased_until=until, due_at=until)
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
    ours = columns.where(_WAITING, OutboxMessage.lane == int(lane), OutboxMessage.due_at <= at, ~held_up)
    ordered = ours.order_by(OutboxMessage.due_at, OutboxMessage.id)
    return ordered.with_for_update(skip_locked=True, of=OutboxMessage)


async def held_up(connection: AsyncConnection) -> dict[tuple[int, Lane], dt.datetime]:
    """Return chat and lane of what waits for another try, and until when (read once, at start)."""
    columns = select(OutboxMessage.chat_id, OutboxMessage.lane, OutboxMessage.due_at)
    rows = (await connection.execute(columns.where(_WAITING, OutboxMessage.attempts > 0))).all()
    return {(row.chat_id, Lane(row.lane)): row.due_at for row in rows}


async def release(
    connection: AsyncConnection, numbers: Iterable[int] | None = None, *, at: dt.datetime
) -> None:
    """Give leases back, due at `at`: of these messages, or of all (at start, when no other sender can be alive)."""
    statement = update(OutboxMessage).values(leased_until=None, due_at=at)
    if numbers is None:  # index ix_outbox_messages_leased
        await connection.execute(statement.where(OutboxMessage.leased_until.is_not(None)))
        return
    wanted = list(numbers)
    for start in range(0, len(wanted), _CHUNK):
        await connection.execute(statement.where(OutboxMessage.id.in_(wanted[start : start + _CHUNK])))


# --- what came of it


async def sent(connection: AsyncConnection, numbers: Iterable[int]) -> None:
    """Forget messages that Telegram has accepted."""
    done = list(numbers)
    for start in range(0, len(done), _CHUNK):
        await connection.execute(
            delete(OutboxMessage).where(OutboxMessage.id.in_(done[start : start + _CHUNK]))
        )


async def postpone(connection: AsyncConnection, message: Message, *, until: dt.datetime, reason: str) -> None:
    """Keep `message` for a later try, and what comes after it in its chat and lane (index ix_outbox_messages_chat)."""
    await connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id)
        .values(due_at=until, attempts=message.attempts + 1, leased_until=None, reason=reason)
    )
    behind = and_(
        OutboxMessage.chat_id == message.chat_id,
        OutboxMessage.lane == int(message.lane),
        OutboxMessage.id > message.id,
        _WAITING,
        OutboxMessage.due_at < until,
    )
    await connection.execute(update(OutboxMessage).where(behind).values(due_at=until, leased_until=None))


async def refuse(connection: AsyncConnection, message: Message, *, reason: str) -> None:
    """Set `message` aside as one that cannot be sent; the operator sees it in `mitra doctor`."""
    await connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message.id)
        .values(status=OutboxStatus.REFUSED, leased_until=None, reason=reason)
    )


async def give_up_chat(connection: AsyncConnection, chat_id: int, *, at: dt.datetime) -> None:
    """Note that nobody can be reached in this chat, and drop what waits for it (index ix_outbox_messages_chat)."""
    statement = upsert(connection, UnreachableChat).values(chat_id=chat_id, since=at)
    await connection.execute(statement.on_conflict_do_nothing(index_elements=[UnreachableChat.chat_id]))
    await connection.execute(delete(OutboxMessage).where(OutboxMessage.chat_id == chat_id, _WAITING))


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


async def overdue(connection: AsyncConnection, *, at: dt.datetime) -> int:
    """Return how many messages have waited for longer than ten minutes since they were due."""
    late = (_WAITING, OutboxMessage.due_at < at - dt.timedelta(minutes=10))
    return await connection.scalar(select(func.count()).select_from(OutboxMessage).where(*late)) or 0


async def retry_set_aside(connection: AsyncConnection, *, at: dt.datetime) -> int:
    """Try all messages that were set aside once more; return how many."""
    again = {"status": OutboxStatus.WAITING, "attempts": 0, "due_at": at, "reason": None}
    aside = OutboxMessage.status == OutboxStatus.REFUSED
    return int((await connection.execute(update(OutboxMessage).where(aside).values(again))).rowcount)


async def drop_set_aside(connection: AsyncConnection) -> int:
    """Delete all messages that were set aside; return how many."""
    aside = OutboxMessage.status == OutboxStatus.REFUSED
    return int((await connection.execute(delete(OutboxMessage).where(aside))).rowcount)
