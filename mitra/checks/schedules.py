"""When areas are to be checked: set by who leads, reminded of in the morning of the day, told to be late afterwards."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, notifications
from mitra.access import Act, Actor, demand
from mitra.checks import lists, rhythm, runs
from mitra.notifications import Notification
from mitra.store.check_models import Check, CheckSchedule
from mitra.store.models import Area, Enterprise, Membership, Person, Role

#: Kinds of these notifications, which people can stop in their profile.
REMINDER, LATE = "checks", "late_checks"
#: Hour of the day, in the enterprise's zone, at which people are reminded.
HOUR = 8
#: Days after which an area that was not checked is told to be late.
GRACE_DAYS = 2
#: People reminded of one area.
MOST_REMINDED = 30


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How often an area is checked, and when next."""

    rhythm: str
    next_on: dt.date
    #: Day of which was last reminded.
    last_on: dt.date | None


async def of(connection: AsyncConnection, enterprise_id: int, list_name: str) -> dict[int | None, Schedule]:
    """Return area → its schedule (index ix_check_schedules_enterprise_id)."""
    mine = (CheckSchedule.enterprise_id == enterprise_id, CheckSchedule.list_name == list_name)
    rows = (await connection.execute(select(CheckSchedule.__table__).where(*mine))).all()
    return {
        row.area_id: Schedule(rhythm=row.rhythm, next_on=row.next_on, last_on=row.last_on) for row in rows
    }


async def set_rhythm(  # noqa: PLR0913 - who, where, what, how often
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    area_id: int | None,
    list_name: str,
    *,
    wanted: str | None,
    at: dt.datetime,
) -> dt.date | None:
    """Have an area checked in a rhythm from now on, or (None) no longer; return the first day. Raises RefusedError."""
    demand(actor, Act.EDIT_CHECKS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    await runs.check_area(connection, enterprise_id, area_id)
    await connection.execute(delete(CheckSchedule).where(*_one(enterprise_id, area_id, list_name)))
    await audit.note(
        connection,
        actor,
        Act.EDIT_CHECKS,
        at=at,
        subject=f"area:{area_id or 0}",
        enterprise_id=enterprise_id,
    )
    if wanted is None:
        return None
    zone = await _zone(connection, enterprise_id)
    first = rhythm.first_day(wanted, at.astimezone(zone).date())
    row = {
        "enterprise_id": enterprise_id,
        "area_id": area_id,
        "list_name": list_name,
        "rhythm": wanted,
        "next_on": first,
        "due_at": _morning(first, zone),
        "chasing": False,
    }
    await connection.execute(insert(CheckSchedule).values(row))
    return first


def _one(enterprise_id: int, area_id: int | None, list_name: str) -> list[Any]:
    here = CheckSchedule.area_id.is_(None) if area_id is None else CheckSchedule.area_id == area_id
    return [CheckSchedule.enterprise_id == enterprise_id, CheckSchedule.list_name == list_name, here]


async def _zone(connection: AsyncConnection, enterprise_id: int) -> ZoneInfo:
    return ZoneInfo(
        await connection.scalar(select(Enterprise.timezone).where(Enterprise.id == enterprise_id)) or "UTC"
    )


def _morning(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(HOUR), zone).astimezone(dt.UTC)


def is_late(schedule: Schedule | None, checked_at: dt.datetime | None, zone: str, now: dt.datetime) -> bool:
    """Return whether an area should have been checked, by more than GRACE_DAYS."""
    if schedule is None or schedule.last_on is None:
        return False
    local = ZoneInfo(zone)
    overdue = now.astimezone(local).date() > schedule.last_on + dt.timedelta(days=GRACE_DAYS)
    return overdue and (checked_at is None or checked_at.astimezone(local).date() < schedule.last_on)


# --- reminding


async def look_after_due(connection: AsyncConnection, *, at: dt.datetime, most: int = 50) -> int:
    """
    Remind of areas whose day has come, tell of those that are late; return how many (index ix_check_schedules_due_at).

    After a long downtime an area is reminded of once, for the latest day that has passed.
    """
    query = select(CheckSchedule.__table__).where(CheckSchedule.due_at <= at)
    rows = (
        await connection.execute(
            query.order_by(CheckSchedule.due_at).limit(most).with_for_update(skip_locked=True)
        )
    ).all()
    for row in rows:
        zone = await _zone(connection, row.enterprise_id)
        if row.chasing:
            await _tell_late(connection, row, zone, at)
        else:
            await _remind(connection, row, zone, at)
    return len(rows)


async def _remind(connection: AsyncConnection, row: Any, zone: ZoneInfo, at: dt.datetime) -> None:
    today, day = at.astimezone(zone).date(), row.next_on
    while (following := rhythm.next_day(row.rhythm, day)) <= today:
        day = following
    chase = _morning(day + dt.timedelta(days=GRACE_DAYS + 1), zone)
    changes = {"last_on": day, "next_on": following}
    # With a day that comes sooner than being late could be told, only the coming one counts.
    soon = chase >= _morning(following, zone)
    changes |= {"chasing": not soon, "due_at": _morning(following, zone) if soon else chase}
    await connection.execute(update(CheckSchedule).where(CheckSchedule.id == row.id).values(changes))
    if not await _checked_since(connection, row, day, zone):
        people = await _workers(connection, row)
        await _notify(connection, row, people, kind=REMINDER, template="check_reminder", day=day, at=at)


async def _tell_late(connection: AsyncConnection, row: Any, zone: ZoneInfo, at: dt.datetime) -> None:
    changes = {"chasing": False, "due_at": _morning(row.next_on, zone)}
    await connection.execute(update(CheckSchedule).where(CheckSchedule.id == row.id).values(changes))
    if not await _checked_since(connection, row, row.last_on, zone):
        managers = await _with_role(connection, row.enterprise_id, Role.MANAGER)
        await _notify(connection, row, managers, kind=LATE, template="check_late", day=row.last_on, at=at)


async def _checked_since(connection: AsyncConnection, row: Any, day: dt.date, zone: ZoneInfo) -> bool:
    """Return whether the area was checked on `day` or later (index ix_checks_history)."""
    here = Check.area_id.is_(None) if row.area_id is None else Check.area_id == row.area_id
    start = dt.datetime.combine(day, dt.time(), zone)
    query = select(Check.id).where(
        Check.enterprise_id == row.enterprise_id, Check.list_name == row.list_name, here
    )
    return bool(await connection.scalar(query.where(Check.finished_at >= start).limit(1)))


async def _workers(connection: AsyncConnection, row: Any) -> list[int]:
    """Return the accounts of who works in the area; where nobody says so, those of the managers."""
    query = (
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.enterprise_id == row.enterprise_id,
            Membership.role.in_([Role.WORKER, Role.COMMITTEE, Role.MANAGER]),
            Membership.area_id == row.area_id,
            Membership.ended_at.is_(None),
        )
        .distinct()
        .limit(MOST_REMINDED)
    )
    there = list(await connection.scalars(query)) if row.area_id is not None else []
    return there or await _with_role(connection, row.enterprise_id, Role.MANAGER)


async def _with_role(connection: AsyncConnection, enterprise_id: int, role: Role) -> list[int]:
    query = (
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.enterprise_id == enterprise_id,
            Membership.role == role,
            Membership.ended_at.is_(None),
        )
    )
    return list(await connection.scalars(query))


async def _notify(  # noqa: PLR0913 - what the message needs
    connection: AsyncConnection,
    row: Any,
    accounts: list[int],
    *,
    kind: str,
    template: str,
    day: dt.date,
    at: dt.datetime,
) -> None:
    area = await connection.scalar(select(Area.name).where(Area.id == row.area_id)) or ""
    values = {
        "title": await lists.title_of(connection, row.list_name),
        "list": row.list_name,
        "enterprise": row.enterprise_id,
        "area": {"id": row.area_id or 0, "name": area},
        "day": day.isoformat(),
        "rhythm": rhythm.say(row.rhythm),
    }
    told = [
        Notification(
            telegram_id=account,
            kind=kind,
            template=template,
            values=values,
            enterprise_id=row.enterprise_id,
            once_key=f"{template}:{row.id}:{day}:{account}",
        )
        for account in accounts
    ]
    await notifications.notify(connection, told, at=at)
