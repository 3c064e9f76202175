"""People and their roles: who somebody is, joining, leaving, settings."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, menus, notifications
from mitra.access import MEMBERS, REMOVALS, Act, Actor, RefusedError, Seat, demand
from mitra.notifications import Notification
from mitra.plan import clocks
from mitra.store.models import Area, Enterprise, Membership, Person, Role, Side

LONGEST_NAME = 40
#: How long who has left can come back by one tap, and who was removed can be taken back.
COME_BACK = dt.timedelta(days=30)
#: Kind of the notification about a removal, which nobody can stop, and how long it waits for second thoughts.
REMOVED = "removal"
SECOND_THOUGHTS = dt.timedelta(minutes=10)
#: Members on one page.
PAGE = 8
_DAY_MINUTES = 24 * 60


async def actor_of(connection: AsyncConnection, telegram_id: int) -> Actor:
    """Return who writes from this account: two reads by index, one for strangers."""
    columns = select(Person.id, Person.enterprise_id, Person.low_data)
    person = (await connection.execute(columns.where(Person.telegram_id == telegram_id))).one_or_none()
    if person is None:
        return Actor(telegram_id=telegram_id)
    return Actor(
        telegram_id=telegram_id,
        person_id=person.id,
        seats=tuple(await _seats(connection, person.id)),
        chosen=person.enterprise_id,
        low_data=person.low_data,
    )


async def _seats(connection: AsyncConnection, person_id: int) -> list[Seat]:
    """Return a person's roles (index uq_memberships_person_enterprise_role), oldest first."""
    query = select(Membership.__table__).where(
        Membership.person_id == person_id, Membership.ended_at.is_(None)
    )
    rows = (await connection.execute(query.order_by(Membership.id))).all()
    return [
        Seat(id=row.id, enterprise_id=row.enterprise_id, role=row.role, side=row.side, area_id=row.area_id)
        for row in rows
    ]


async def seen(connection: AsyncConnection, telegram_id: int, *, on: dt.date) -> None:
    """Note the day somebody wrote; touches nothing the second time that day, or for strangers (unique index)."""
    mine = (Person.telegram_id == telegram_id, Person.seen_on < on)
    await connection.execute(update(Person).where(*mine).values(seen_on=on))


async def enrol(connection: AsyncConnection, telegram_id: int, *, at: dt.datetime) -> int:
    """Return the number of the person with this account, who has just consented; made now if there is none."""
    known: int | None = await connection.scalar(select(Person.id).where(Person.telegram_id == telegram_id))
    if known is not None:
        return known
    row = {
        "telegram_id": telegram_id,
        "consented_at": at,
        "seen_on": at.date(),
        "muted": [],
        "low_data": False,
    }
    return int((await connection.execute(insert(Person).values(row).returning(Person.id))).scalar_one())


# --- roles


async def seat(  # noqa: PLR0913 - each is one property of the membership
    connection: AsyncConnection,
    person_id: int,
    enterprise_id: int | None,
    role: Role,
    *,
    at: dt.datetime,
    side: Side | None = None,
) -> int | None:
    """Give a person a role, or give it back; return the membership's number, None when they hold it already."""
    held = await _membership(connection, person_id, enterprise_id, role)
    if held and held.ended_at is None:
        return None
    values = {"side": side, "since": at, "ended_at": None, "removed": False}
    if held:
        await connection.execute(update(Membership).where(Membership.id == held.id).values(values))
        number = held.id
    else:
        row = values | {"person_id": person_id, "enterprise_id": enterprise_id, "role": role}
        number = (
            await connection.execute(insert(Membership).values(row).returning(Membership.id))
        ).scalar_one()
    await roles_changed(connection, person_id, at=at)
    if enterprise_id is not None and role in {Role.MANAGER, Role.TRAINER}:
        await clocks.wake(connection, enterprise_id, [person_id], at=at)
    return int(number)


async def _membership(
    connection: AsyncConnection, person_id: int, enterprise_id: int | None, role: Role
) -> Row[Any] | None:
    same = Membership.enterprise_id.is_not_distinct_from(enterprise_id)
    query = select(Membership.__table__).where(
        Membership.person_id == person_id, same, Membership.role == role
    )
    return (await connection.execute(query)).first()


async def roles_changed(connection: AsyncConnection, person_id: int, *, at: dt.datetime) -> None:
    """Owe a person the command menu of their roles, and ask anew which enterprise is meant when that is open."""
    telegram_id = await _account(connection, person_id)
    actor = await actor_of(connection, telegram_id)
    if actor.chosen is not None and actor.here != actor.chosen:
        await connection.execute(update(Person).where(Person.id == person_id).values(enterprise_id=None))
    await menus.owe(connection, telegram_id, actor.roles, at=at)


async def _account(connection: AsyncConnection, person_id: int) -> int:
    query = select(Person.telegram_id).where(Person.id == person_id)
    return int((await connection.execute(query)).scalar_one())


async def choose(connection: AsyncConnection, actor: Actor, enterprise_id: int) -> None:
    """Note which of their enterprises somebody works with from now on; raises RefusedError."""
    if enterprise_id not in actor.enterprises:
        raise RefusedError(Act.USE_BUTTON, subject=f"enterprise:{enterprise_id}")
    await _set(connection, actor, enterprise_id=enterprise_id)


async def leave(connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime) -> None:
    """End all of somebody's roles in an enterprise; they can come back for a while. Raises RefusedError."""
    mine = [one.id for one in actor.seats if one.enterprise_id == enterprise_id]
    if not mine or actor.person_id is None:
        raise RefusedError(Act.LEAVE, subject=f"enterprise:{enterprise_id}")
    await connection.execute(update(Membership).where(Membership.id.in_(mine)).values(ended_at=at))
    await audit.note(
        connection,
        actor,
        Act.LEAVE,
        at=at,
        subject=f"enterprise:{enterprise_id}",
        enterprise_id=enterprise_id,
    )
    await roles_changed(connection, actor.person_id, at=at)


async def come_back(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime
) -> bool:
    """Give back the roles somebody gave up themselves not long ago; return whether there were any."""
    mine = (
        Membership.person_id == (actor.person_id or 0),
        Membership.enterprise_id == enterprise_id,
        Membership.removed.is_(False),
        Membership.ended_at > at - COME_BACK,
    )
    if not (await connection.execute(update(Membership).where(*mine).values(ended_at=None))).rowcount:
        return False
    await audit.note(
        connection, actor, Act.JOIN, at=at, subject=f"enterprise:{enterprise_id}", enterprise_id=enterprise_id
    )
    await roles_changed(connection, actor.person_id or 0, at=at)
    return True


# --- others


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody's role as those see it who look after the enterprise."""

    id: int
    person_id: int
    telegram_id: int
    enterprise_id: int
    enterprise: str
    name: str | None
    role: Role
    side: Side | None
    area: str | None
    #: Of the committee, and told of danger at once.
    safety: bool
    ended: bool


_MEMBER = (
    select(
        Membership.id,
        Membership.person_id,
        Person.telegram_id,
        Membership.enterprise_id,
        Enterprise.name.label("enterprise"),
        Person.name,
        Membership.role,
        Membership.side,
        Area.name.label("area"),
        Membership.safety,
        Membership.ended_at.is_not(None).label("ended"),
    )
    .join(Person, Person.id == Membership.person_id)
    .join(Enterprise, Enterprise.id == Membership.enterprise_id)
    .outerjoin(Area, Area.id == Membership.area_id)
)


async def members(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, page: int = 1
) -> tuple[list[Member], int]:
    """Return one page of an enterprise's members and how many pages there are; raises RefusedError."""
    demand(actor, Act.SEE_MEMBERS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    here = (Membership.enterprise_id == enterprise_id, Membership.ended_at.is_(None))
    number = await connection.scalar(select(func.count()).select_from(Membership).where(*here)) or 0
    pages = max(1, -(-number // PAGE))
    page = min(max(page, 1), pages)
    rows = await connection.execute(
        _MEMBER.where(*here).order_by(Membership.role, Membership.id).limit(PAGE).offset((page - 1) * PAGE)
    )
    return [Member(**row) for row in rows.mappings()], pages


async def member(connection: AsyncConnection, actor: Actor, membership_id: int) -> Member:
    """Return one member; raises RefusedError for one of another enterprise and for one that is not there alike."""
    found = await connection.execute(_MEMBER.where(Membership.id == membership_id))
    row = found.mappings().one_or_none()
    subject = f"membership:{membership_id}"
    demand(actor, Act.SEE_MEMBERS, row["enterprise_id"] if row else None, subject=subject)
    if row is None:
        raise RefusedError(Act.SEE_MEMBERS, subject=subject)
    return Member(**row)


async def remove(connection: AsyncConnection, actor: Actor, membership_id: int, *, at: dt.datetime) -> Member:
    """End somebody's role; they cannot come back by themselves. Returns who it was; raises RefusedError."""
    whom = await _to_change(connection, actor, membership_id)
    ended = {"ended_at": at, "removed": True}
    await connection.execute(update(Membership).where(Membership.id == membership_id).values(ended))
    await _noted(connection, actor, whom, at=at)
    # After a moment for who has tapped by mistake: taking back deletes it.
    told = Notification(
        telegram_id=whom.telegram_id,
        kind=REMOVED,
        template="removed",
        values={"enterprise": whom.enterprise, "membership": whom.id},
        enterprise_id=whom.enterprise_id,
        not_before=at + SECOND_THOUGHTS,
    )
    await notifications.notify(connection, [told], at=at)
    return whom


async def take_back(
    connection: AsyncConnection, actor: Actor, membership_id: int, *, at: dt.datetime
) -> Member:
    """Undo `remove`; returns who it was; raises RefusedError."""
    whom = await _to_change(connection, actor, membership_id)
    back = {"ended_at": None, "removed": False}
    await connection.execute(update(Membership).where(Membership.id == membership_id).values(back))
    await notifications.withdraw(connection, whom.telegram_id, kind=REMOVED)
    await _noted(connection, actor, whom, at=at)
    return whom


async def look_after_safety(
    connection: AsyncConnection, actor: Actor, membership_id: int, *, at: dt.datetime
) -> Member:
    """Have somebody of the committee told of danger at once, or no longer; returns who; raises RefusedError."""
    whom = await member(connection, actor, membership_id)
    demand(actor, Act.INVITE_COMMITTEE, whom.enterprise_id, subject=f"membership:{membership_id}")
    if whom.role is not Role.COMMITTEE or whom.ended:
        raise RefusedError(Act.USE_BUTTON)
    mine = Membership.id == membership_id
    await connection.execute(update(Membership).where(mine).values(safety=not whom.safety))
    await audit.note(
        connection,
        actor,
        Act.INVITE_COMMITTEE,
        at=at,
        subject=f"membership:{membership_id}",
        enterprise_id=whom.enterprise_id,
    )
    return await member(connection, actor, membership_id)


async def _to_change(connection: AsyncConnection, actor: Actor, membership_id: int) -> Member:
    whom = await member(connection, actor, membership_id)
    demand(actor, REMOVALS[whom.role], whom.enterprise_id, subject=f"membership:{membership_id}")
    if whom.person_id == actor.person_id:  # who looks after people leaves by their own profile
        raise RefusedError(REMOVALS[whom.role], subject=f"membership:{membership_id}")
    return whom


async def _noted(connection: AsyncConnection, actor: Actor, whom: Member, *, at: dt.datetime) -> None:
    await audit.note(
        connection,
        actor,
        REMOVALS[whom.role],
        at=at,
        subject=f"membership:{whom.id}",
        enterprise_id=whom.enterprise_id,
    )
    await roles_changed(connection, whom.person_id, at=at)


async def leads_of(connection: AsyncConnection, enterprise_id: int) -> list[int]:
    """Return the accounts of who decides in an enterprise: its managers, or its trainers when it has none."""
    query = (
        select(Person.telegram_id, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.enterprise_id == enterprise_id,
            Membership.role.in_([Role.MANAGER, Role.TRAINER]),
            Membership.ended_at.is_(None),
        )
    )
    rows = (await connection.execute(query)).all()
    managers = [row.telegram_id for row in rows if row.role == Role.MANAGER]
    return managers or [row.telegram_id for row in rows]


# --- oneself


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What somebody's own page shows."""

    name: str | None
    quiet: tuple[int, int] | None
    #: When to be reminded, in minutes after midnight; None for the usual hour.
    remind_at: int | None
    muted: frozenset[str]
    low_data: bool
    consented_at: dt.datetime


async def profile(connection: AsyncConnection, actor: Actor) -> Profile | None:
    """Return somebody's own settings; None for strangers (primary key)."""
    row = (
        await connection.execute(select(Person.__table__).where(Person.id == (actor.person_id or 0)))
    ).one_or_none()
    if row is None:
        return None
    own = None if row.quiet_from is None else (row.quiet_from, row.quiet_until)
    return Profile(
        name=row.name,
        quiet=own,
        remind_at=row.remind_at,
        muted=frozenset(row.muted),
        low_data=row.low_data,
        consented_at=row.consented_at,
    )


def read_name(text: str) -> str | None:
    """Return the name somebody typed, made regular; None when it is no name."""
    name = " ".join(text.split())
    fits = 1 < len(name) <= LONGEST_NAME and any(map(str.isalpha, name))
    odd = any(mark in name for mark in "<>{}@/\\|=_#") or any(map(str.isdigit, name))
    return name if fits and not odd else None


async def call(connection: AsyncConnection, actor: Actor, name: str | None) -> None:
    """Keep what somebody wants to be called."""
    await _set(connection, actor, name=name)


async def set_quiet(connection: AsyncConnection, actor: Actor, hours: tuple[int, int] | None) -> None:
    """Keep somebody's own quiet hours, in minutes after midnight; None for the usual ones."""
    start, end = hours or (None, None)
    await _set(connection, actor, quiet_from=start, quiet_until=end)


async def set_reminder(
    connection: AsyncConnection, actor: Actor, minute: int | None, *, at: dt.datetime
) -> None:
    """Keep when somebody is reminded, in minutes after midnight (None: the usual hour); holds from the next reminder on."""
    if minute is not None and not 0 <= minute < _DAY_MINUTES:
        raise RefusedError(Act.USE_BUTTON)
    await _set(connection, actor, remind_at=minute)
    for enterprise_id in {seat.enterprise_id for seat in actor.seats if seat.enterprise_id is not None}:
        await clocks.wake(connection, enterprise_id, [actor.person_id or 0], at=at)


async def set_low_data(connection: AsyncConnection, actor: Actor, *, on: bool) -> None:
    """Keep whether pictures come only when asked for."""
    await _set(connection, actor, low_data=on)


async def mute(connection: AsyncConnection, actor: Actor, kind: str, *, on: bool) -> None:
    """Keep whether somebody wants a kind of notification."""
    known = await profile(connection, actor)
    if known is not None:
        # With a kind, all that was stopped of it comes back: "prompts-3" with "prompts".
        kept = {one for one in known.muted if one.partition("-")[0] != kind}
        muted = (known.muted | {kind}) if on else kept
        await _set(connection, actor, muted=sorted(muted))


async def work_in(connection: AsyncConnection, actor: Actor, area_id: int | None) -> None:
    """Keep the area somebody works in, one of the enterprise they have open; raises RefusedError."""
    if area_id is not None:
        place = await connection.scalar(select(Area.enterprise_id).where(Area.id == area_id))
        if place is None or place != actor.here:
            raise RefusedError(Act.USE_BUTTON, subject=f"area:{area_id}")
    mine = [one.id for one in actor.seats if one.enterprise_id == actor.here and one.role in MEMBERS]
    await connection.execute(update(Membership).where(Membership.id.in_(mine)).values(area_id=area_id))


async def _set(connection: AsyncConnection, actor: Actor, **values: Any) -> None:
    await connection.execute(update(Person).where(Person.id == (actor.person_id or 0)).values(values))


async def move(connection: AsyncConnection, person_id: int, telegram_id: int, *, at: dt.datetime) -> None:
    """Give a person's roles and settings to another account; a row of its own, which has no roles, gives way."""
    old = await _account(connection, person_id)
    await connection.execute(delete(Person).where(Person.telegram_id == telegram_id, Person.id != person_id))
    await connection.execute(update(Person).where(Person.id == person_id).values(telegram_id=telegram_id))
    await menus.owe(connection, old, frozenset(), at=at)
    await roles_changed(connection, person_id, at=at)
