"""
Links that let people in.

A token has 128 random bits; the database holds only its hash, so a copy of it opens nothing. Wrong ones are counted
for each chat: after a few, none is looked at for a while, right or wrong.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, enterprises, people
from mitra.access import CONSOLE, INVITES, Act, Actor, RefusedError, demand
from mitra.errors import MitraError
from mitra.store.models import Attempts, Enterprise, Invitation, Membership, Person, Role, Side
from mitra.store.upsert import insert as upsert

TOKEN_BYTES = 16
#: How many uses and days an invitation has unless told otherwise: a poster hangs for months, an operator is one.
USUAL = {
    Role.WORKER: (200, 90),
    Role.COMMITTEE: (10, 14),
    Role.MANAGER: (3, 7),
    Role.TRAINER: (1, 7),
    Role.OPERATOR: (1, 2),
}
MOST_USES, MOST_DAYS = 10_000, 366
#: Uses left of one that was withdrawn.
WITHDRAWN = -1
#: Moving to another account is done on the spot.
_MOVE_DAYS = 1
#: Wrong tokens and codes within WINDOW after which a chat has to wait for its end.
MOST_GUESSES = 10
WINDOW = dt.timedelta(hours=1)

#: Why an invitation lets nobody in.
Problem = Literal["unknown", "expired", "used_up", "already", "wait", "other_account", "removed", "withdrawn"]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A new invitation; the token is seen here and never again."""

    id: int
    token: str
    role: Role | None
    side: Side | None
    enterprise_id: int | None
    enterprise: str
    expires_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Found:
    """An invitation that lets somebody in."""

    id: int
    role: Role | None
    side: Side | None
    person_id: int | None
    enterprise_id: int | None
    #: Empty for an invitation to the programme.
    enterprise: str
    #: Who invites, if they have a name.
    invited_by: str | None


async def create(  # noqa: PLR0913 - each is one property of the invitation
    connection: AsyncConnection,
    actor: Actor,
    role: Role,
    *,
    at: dt.datetime,
    enterprise_id: int | None = None,
    side: Side | None = None,
    uses: int | None = None,
    days: int | None = None,
) -> Made:
    """
    Make an invitation for `role`; `side` is for the committee only, where it is needed.

    Raises RefusedError, or MitraError with one sentence when the values do not fit together.
    """
    demand(actor, INVITES[role], enterprise_id, subject=f"enterprise:{enterprise_id or 0}")
    name = await enterprises.name_of(connection, enterprise_id)
    _check(role, side, uses, days, enterprise_id=enterprise_id, known=bool(name))
    usual_uses, usual_days = USUAL[role]
    return await _store(
        connection,
        actor,
        INVITES[role],
        enterprise=name,
        at=at,
        row={
            "role": role,
            "side": side,
            "enterprise_id": None if role == Role.OPERATOR else enterprise_id,
            "uses_left": uses or usual_uses,
            "expires_at": at + dt.timedelta(days=days or usual_days),
        },
    )


async def to_move(connection: AsyncConnection, actor: Actor, *, at: dt.datetime) -> Made:
    """Make a link that takes somebody's roles and settings to another account."""
    row = {"person_id": actor.person_id, "uses_left": 1, "expires_at": at + dt.timedelta(days=_MOVE_DAYS)}
    return await _store(connection, actor, Act.MOVE_ACCOUNT, enterprise="", at=at, row=row)


def _check(  # noqa: PLR0913 - each is one property of the invitation
    role: Role,
    side: Side | None,
    uses: int | None,
    days: int | None,
    *,
    enterprise_id: int | None,
    known: bool,
) -> None:
    if (enterprise_id is not None or role not in {Role.TRAINER, Role.OPERATOR}) and not known:
        raise MitraError("Perusahaan itu tidak ada. Lihat nomornya saat `mitra enterprise add`.")
    if (role == Role.COMMITTEE) != (side is not None):
        raise MitraError(
            "Undangan panitia perlu --side workers atau --side management; undangan lain tidak boleh memakainya."
        )
    if uses is not None and not 1 <= uses <= MOST_USES:
        raise MitraError(f"Undangan bisa dipakai 1 sampai {MOST_USES} kali.")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise MitraError(f"Undangan bisa berlaku 1 sampai {MOST_DAYS} hari.")


async def _store(  # noqa: PLR0913
    connection: AsyncConnection,
    actor: Actor,
    act: Act,
    *,
    enterprise: str,
    at: dt.datetime,
    row: dict[str, Any],
) -> Made:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    whole: dict[str, Any] = {
        "role": None,
        "side": None,
        "enterprise_id": None,
        "person_id": None,
        "first": False,
    } | row
    whole |= {"token_hash": _hash(token), "invited_by": actor.person_id, "created_at": at}
    stored = insert(Invitation).values(whole).returning(Invitation.id)
    number = int((await connection.execute(stored)).scalar_one())
    await audit.note(
        connection,
        actor,
        act,
        at=at,
        subject=f"invitation:{number}",
        enterprise_id=whole["enterprise_id"],
    )
    return Made(
        id=number,
        token=token,
        role=whole["role"],
        side=whole["side"],
        enterprise_id=whole["enterprise_id"],
        enterprise=enterprise,
        expires_at=whole["expires_at"],
    )


def _hash(token: str) -> str:
    # No salt and no slow hash: 128 random bits cannot be tried out.
    return hashlib.sha256(token.encode()).hexdigest()


async def find(connection: AsyncConnection, actor: Actor, token: str, *, at: dt.datetime) -> Found | Problem:
    """Return the invitation behind `token` (unique index), or why it lets this person not in; a wrong one counts."""
    if await must_wait(connection, actor.telegram_id, at=at):
        return "wait"
    query = (
        select(Invitation.__table__, Enterprise.name.label("enterprise"), Person.name.label("inviter"))
        .outerjoin(Enterprise, Enterprise.id == Invitation.enterprise_id)
        .outerjoin(Person, Person.id == Invitation.invited_by)
        .where(Invitation.token_hash == _hash(token))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        await count_guess(connection, actor.telegram_id, at=at)
        return "unknown"
    if problem := _problem_with(row, actor, at):
        return problem
    if row.first and await _has_operator(connection):
        return "used_up"
    if await _removed_since(connection, actor, row):
        return "removed"
    return Found(
        id=row.id,
        role=row.role,
        side=row.side,
        person_id=row.person_id,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise or "",
        invited_by=row.inviter,
    )


async def _removed_since(connection: AsyncConnection, actor: Actor, row: Row[Any]) -> bool:
    """Return whether somebody was removed after this invitation was made: a poster that still hangs is no second welcome, a new link is."""
    query = select(Membership.id).where(
        Membership.person_id == (actor.person_id or 0),
        Membership.enterprise_id == row.enterprise_id,
        Membership.removed,
        Membership.ended_at >= row.created_at,
    )
    return await connection.scalar(query.limit(1)) is not None


def _problem_with(row: Row[Any], actor: Actor, at: dt.datetime) -> Problem | None:
    if row.person_id is not None:
        if row.person_id == actor.person_id:
            return "already"
        if actor.seats:
            return "other_account"
    elif any(seat.role == row.role and seat.enterprise_id == row.enterprise_id for seat in actor.seats):
        return "already"
    if row.uses_left == WITHDRAWN:
        return "withdrawn"
    if row.expires_at <= at:
        return "expired"
    return "used_up" if row.uses_left < 1 else None


async def accept(
    connection: AsyncConnection, actor: Actor, token: str, *, at: dt.datetime
) -> Found | Problem:
    """
    Let somebody in who has consented to what is kept; return what they were invited to, or why not.

    One use is taken; two people who tap at once cannot share the last one.
    """
    found = await find(connection, actor, token, at=at)
    if not isinstance(found, Found):
        return found
    take = update(Invitation).where(Invitation.id == found.id, Invitation.uses_left > 0)
    if not (await connection.execute(take.values(uses_left=Invitation.uses_left - 1))).rowcount:
        return "used_up"
    if found.person_id is not None:
        await people.move(connection, found.person_id, actor.telegram_id, at=at)
        person_id, act = found.person_id, Act.MOVE_ACCOUNT
    else:
        person_id, act = await people.enrol(connection, actor.telegram_id, at=at), Act.JOIN
        await people.seat(connection, person_id, found.enterprise_id, _role(found), at=at, side=found.side)
    joined = await people.actor_of(connection, actor.telegram_id)
    await audit.note(
        connection,
        joined,
        act,
        at=at,
        subject=f"invitation:{found.id}",
        enterprise_id=found.enterprise_id,
    )
    return found


def _role(found: Found) -> Role:
    if found.role is None:
        raise ValueError("an invitation to move has no role")
    return found.role


async def again(
    connection: AsyncConnection, actor: Actor, token: str, invitation_id: int, *, at: dt.datetime
) -> Made | None:
    """Return an invitation that still lets people in, for its poster, or None; raises RefusedError."""
    query = select(Invitation.__table__).where(
        Invitation.token_hash == _hash(token), Invitation.expires_at > at
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None or row.id != invitation_id or row.role is None:
        return None
    demand(actor, INVITES[row.role], row.enterprise_id, subject=f"invitation:{row.id}")
    return Made(
        id=row.id,
        token=token,
        role=row.role,
        side=row.side,
        enterprise_id=row.enterprise_id,
        enterprise=await enterprises.name_of(connection, row.enterprise_id),
        expires_at=row.expires_at,
    )


async def withdraw(connection: AsyncConnection, actor: Actor, invitation_id: int, *, at: dt.datetime) -> str:
    """
    Have an invitation let nobody in any more; return the enterprise's name. Who has joined by it stays.

    Whoever may make such invitations may. Raises RefusedError, also for one that is not there.
    """
    row = (
        await connection.execute(select(Invitation.__table__).where(Invitation.id == invitation_id))
    ).one_or_none()
    subject = f"invitation:{invitation_id}"
    if row is None or row.role is None:
        raise RefusedError(Act.USE_BUTTON, subject=subject)
    demand(actor, INVITES[row.role], row.enterprise_id, subject=subject)
    await connection.execute(
        update(Invitation).where(Invitation.id == invitation_id).values(uses_left=WITHDRAWN)
    )
    await audit.note(
        connection, actor, INVITES[row.role], at=at, subject=subject, enterprise_id=row.enterprise_id
    )
    return await enterprises.name_of(connection, row.enterprise_id)


async def first_operator(connection: AsyncConnection, *, at: dt.datetime) -> Made | None:
    """Return a new invitation for the first operator in place of an earlier one, or None when there is an operator."""
    if await _has_operator(connection):
        return None
    await connection.execute(delete(Invitation).where(Invitation.first))
    uses, days = USUAL[Role.OPERATOR]
    row = {
        "role": Role.OPERATOR,
        "first": True,
        "uses_left": uses,
        "expires_at": at + dt.timedelta(days=days),
    }
    return await _store(connection, CONSOLE, Act.INVITE_OPERATOR, enterprise="", at=at, row=row)


async def _has_operator(connection: AsyncConnection) -> bool:
    there = select(Membership.id).where(Membership.role == Role.OPERATOR, Membership.ended_at.is_(None))
    return await connection.scalar(there.limit(1)) is not None


# --- guessing


async def must_wait(connection: AsyncConnection, chat_id: int, *, at: dt.datetime) -> bool:
    """Return whether this chat has guessed too often lately (primary key)."""
    query = select(Attempts.count).where(Attempts.chat_id == chat_id, Attempts.since > at - WINDOW)
    return (await connection.scalar(query) or 0) >= MOST_GUESSES


async def count_guess(connection: AsyncConnection, chat_id: int, *, at: dt.datetime) -> None:
    """Count a wrong token or code."""
    old = Attempts.since <= at - WINDOW
    await connection.execute(delete(Attempts).where(Attempts.chat_id == chat_id, old))
    statement = upsert(connection, Attempts).values(chat_id=chat_id, since=at, count=1)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[Attempts.chat_id], set_={"count": Attempts.count + 1})
    )
