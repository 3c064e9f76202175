"""
Notifications: what is told to people who have not just written. Rendered when they are sent, in decent hours.

Each kind can be stopped without the others, in /profil; urgent ones ask nobody's hours.
"""

import datetime as dt
import hashlib
import itertools
import secrets
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import outbox
from mitra.hours import HOME_ZONE, Quiet, next_allowed
from mitra.outbox import CHUNK, WAITING, Message
from mitra.sealing import seal
from mitra.store.models import Enterprise, Handled, Lane, OutboxMessage, Person, Role, UnreachableChat
from mitra.store.upsert import insert as upsert

#: Kind → whose profile offers it. What they are called stands in content/messages/profile_kinds.
KINDS: dict[str, frozenset[Role]] = {
    "membership": frozenset(Role),
    "requests": frozenset({Role.MANAGER, Role.TRAINER}),
    "checks": frozenset({Role.WORKER, Role.COMMITTEE, Role.MANAGER}),
    "late_checks": frozenset({Role.MANAGER}),
    "actions": frozenset({Role.WORKER, Role.COMMITTEE, Role.MANAGER}),
    "late_actions": frozenset({Role.MANAGER, Role.TRAINER}),
    "figures": frozenset({Role.WORKER, Role.COMMITTEE, Role.MANAGER}),
    "digest": frozenset({Role.MANAGER}),
    "suggestions": frozenset({Role.COMMITTEE, Role.MANAGER, Role.TRAINER}),
    "prompts": frozenset({Role.WORKER, Role.COMMITTEE, Role.MANAGER}),
    "inbox": frozenset({Role.TRAINER}),
    "visits": frozenset({Role.TRAINER}),
}
#: How long it is remembered that a notification with a key was written.
ONCE_KEPT = dt.timedelta(days=40)
#: Sealed messages have chats below this, where Telegram has none.
SEALED_CHATS = 10**15
SEALED_MESSAGE = "message"


def kinds_for(roles: AbstractSet[Role]) -> list[str]:
    """Return the kinds of notifications that somebody with these roles can get."""
    return [kind for kind, whose in KINDS.items() if whose & roles]


@dataclass(frozen=True, kw_only=True)
class Notification:
    """Something to tell somebody who has not just written: rendered when it is sent."""

    telegram_id: int
    #: Kind that people can stop, or one of its own that they cannot.
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
    #: A photo to show above the text, by Telegram's name for it.
    photo: str = ""
    #: Maker of a picture to show above the text, from the same values (bot/files.py).
    make: str = ""
    #: Key with which receiver and text are sealed: who reads the database learns neither.
    sealed_with: bytes | None = field(default=None, repr=False)


async def notify(
    connection: AsyncConnection, notifications: Iterable[Notification], *, at: dt.datetime
) -> int:
    """
    Owe `notifications`, and return how many: not to those who cannot be reached, and none twice with the same key.

    Unless urgent, they are due when their receivers may be disturbed.
    """
    owed = 0
    for chunk in _chunks(notifications):
        wanted = await _reachable(connection, chunk)
        wanted = await _unclaimed(connection, wanted, at)
        wishes = await _wishes(connection, ((one.telegram_id, one.enterprise_id) for one in wanted))
        rows = [_row(one, at, wishes[one.telegram_id, one.enterprise_id].quiet) for one in wanted]
        if rows:
            await connection.execute(insert(OutboxMessage), rows)
        owed += len(rows)
    return owed


def _chunks(notifications: Iterable[Notification]) -> Iterator[list[Notification]]:
    remaining = iter(notifications)
    while chunk := list(itertools.islice(remaining, CHUNK)):
        yield chunk


async def _reachable(connection: AsyncConnection, notifications: list[Notification]) -> list[Notification]:
    """Return the notifications whose receivers have not blocked the bot (primary key)."""
    chats = [one.telegram_id for one in notifications]
    query = select(UnreachableChat.chat_id).where(UnreachableChat.chat_id.in_(chats))
    gone = set(await connection.scalars(query))
    return [one for one in notifications if one.telegram_id not in gone]


async def _unclaimed(
    connection: AsyncConnection, notifications: list[Notification], at: dt.datetime
) -> list[Notification]:
    """Claim the notifications' keys; return the notifications without a key, and those whose key was free, once each."""
    keyed = {_claimed_as(one.once_key): one for one in notifications if one.once_key}
    if not keyed:
        return notifications
    rows = [{"key": key, "at": at, "kept_until": at + ONCE_KEPT} for key in keyed]
    claim = upsert(connection, Handled).values(rows).on_conflict_do_nothing(index_elements=[Handled.key])
    free = set((await connection.execute(claim.returning(Handled.key))).scalars())
    return [one for one in notifications if not one.once_key] + [keyed[key] for key in keyed if key in free]


def _claimed_as(once_key: str) -> str:
    # As a digest: keys name accounts, and are kept after somebody was erased.
    return f"notification:{hashlib.sha256(once_key.encode()).hexdigest()[:40]}"


def _row(notification: Notification, at: dt.datetime, quiet: Quiet) -> dict[str, Any]:
    earliest = max(at, notification.not_before or at)
    due_at = earliest if notification.lane == Lane.URGENT else next_allowed(earliest, quiet)
    if notification.sealed_with is not None:
        return outbox.row_of(_sealed(notification, notification.sealed_with), due_at=due_at)
    payload = {"template": notification.template, "values": notification.values}
    payload |= {"photo": notification.photo} if notification.photo else {}
    payload |= {"make": notification.make} if notification.make else {}
    message = Message(
        chat_id=notification.telegram_id,
        method="send_photo" if notification.photo or notification.make else "send_message",
        payload=payload,
        lane=notification.lane,
        kind=notification.kind,
        enterprise_id=notification.enterprise_id,
    )
    return outbox.row_of(message, due_at=due_at)


def _sealed(notification: Notification, key: bytes) -> Message:
    """Return a message whose row tells neither receiver nor text; opened when it is sent (bot/delivery.py)."""
    content = {
        "chat_id": notification.telegram_id,
        "template": notification.template,
        "values": notification.values,
    }
    return Message(
        # Nobody's chat: each has one of its own, so that two cannot be seen to be for one person.
        chat_id=-SEALED_CHATS - secrets.randbelow(SEALED_CHATS),
        method="send_message",
        payload={"sealed": seal(key, content, about=SEALED_MESSAGE)},
        lane=notification.lane,
    )


async def withdraw(connection: AsyncConnection, telegram_id: int, *, kind: str) -> None:
    """Drop notifications of a kind that were not sent yet (index ix_outbox_messages_chat)."""
    mine = (OutboxMessage.chat_id == telegram_id, WAITING, OutboxMessage.kind == kind)
    await connection.execute(delete(OutboxMessage).where(*mine))


# --- whom to disturb when


@dataclass(frozen=True, kw_only=True)
class _Wishes:
    """What one receiver wants."""

    quiet: Quiet
    muted: frozenset[str]


_Place = tuple[int, int | None]


async def _wishes(connection: AsyncConnection, places: Iterable[_Place]) -> dict[_Place, _Wishes]:
    """Return what each (account, enterprise) wants: two reads, by unique index and primary key."""
    places = set(places)
    people = select(Person.telegram_id, Person.quiet_from, Person.quiet_until, Person.muted)
    people = people.where(Person.telegram_id.in_({account for account, _ in places}))
    own = {row.telegram_id: row for row in (await connection.execute(people)).all()}
    zones = select(Enterprise.id, Enterprise.timezone).where(Enterprise.id.in_({e for _, e in places if e}))
    zone_of = {row.id: row.timezone for row in (await connection.execute(zones)).all()}
    return {(a, e): _wishes_of(own.get(a), zone_of.get(e, HOME_ZONE)) for a, e in places}


def _wishes_of(own: Any, zone: str) -> _Wishes:
    if own is None:
        return _Wishes(quiet=Quiet(zone=zone), muted=frozenset())
    quiet = Quiet(zone=zone)
    if own.quiet_from is not None:
        quiet = Quiet(zone=zone, start=own.quiet_from, end=own.quiet_until)
    return _Wishes(quiet=quiet, muted=frozenset(own.muted))


def _is_muted(kind: str, muted: AbstractSet[str]) -> bool:
    """Return whether somebody has stopped a kind: "prompts-3:12" goes with "prompts-3", and with "prompts"."""
    part = kind.partition(":")[0]
    return part in muted or part.partition("-")[0] in muted


async def wanted_now(
    connection: AsyncConnection, messages: list[Message], *, at: dt.datetime
) -> list[Message]:
    """
    Return those of the leased `messages` to be sent now.

    Settings may have changed since they were written: kinds that were stopped are dropped, and what has fallen into quiet
    hours is put off until their end.
    """
    notifications = [one for one in messages if one.kind and one.lane != Lane.URGENT]
    if not notifications:
        return messages
    wishes = await _wishes(connection, ((one.chat_id, one.enterprise_id) for one in notifications))
    dropped, put_off = set(), dict[int, dt.datetime]()
    for one in notifications:
        wish = wishes[one.chat_id, one.enterprise_id]
        if _is_muted(one.kind, wish.muted):
            dropped.add(one.id)
        elif (until := next_allowed(at, wish.quiet)) > at:
            put_off[one.id] = until
    await outbox.sent(connection, dropped)
    for moment in set(put_off.values()):
        numbers = [number for number, until in put_off.items() if until == moment]
        await outbox.release(connection, numbers, at=moment)
    return [one for one in messages if one.id not in dropped and one.id not in put_off]
