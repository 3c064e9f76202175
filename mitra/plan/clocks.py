"""
When somebody is next looked after in an enterprise: one row a person, moved whenever something concerns them.

A look too many costs a few reads and says nothing; what is to be said is worked out at the look, from how things stand then.
So the moment only has to be early enough.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises
from mitra.hours import USUAL_REMINDER, Quiet, moment_on, working_day
from mitra.store.models import Membership, Person, Role
from mitra.store.plan_models import Absence, ReminderClock
from mitra.store.upsert import insert as upsert

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Habits:
    """When somebody wants to be reminded: minutes after midnight, but not in their quiet hours."""

    quiet: Quiet
    minute: int = USUAL_REMINDER

    def today(self, at: dt.datetime) -> dt.date:
        """Return the day it is where they work."""
        return at.astimezone(ZoneInfo(self.quiet.zone)).date()

    def on(self, day: dt.date) -> dt.datetime:
        """Return when they are looked after on `day`, or on the first working day after it, in UTC."""
        return moment_on(working_day(day), self.minute, self.quiet)

    def after(self, at: dt.datetime) -> dt.datetime:
        """Return the first moment after `at` at which they are looked after, in UTC."""
        day = self.today(at)
        while (moment := self.on(day)) <= at:
            day += _DAY
        return moment


def habits_of(zone: str, quiet_from: int | None, quiet_until: int | None, remind_at: int | None) -> Habits:
    """Return somebody's habits from what is stored; None means the usual."""
    quiet = Quiet(zone=zone)
    if quiet_from is not None and quiet_until is not None:
        quiet = Quiet(zone=zone, start=quiet_from, end=quiet_until)
    return Habits(quiet=quiet, minute=USUAL_REMINDER if remind_at is None else remind_at)


async def wake(
    connection: AsyncConnection, enterprise_id: int, person_ids: Iterable[int], *, at: dt.datetime
) -> None:
    """Have people looked after at their next hour after `at`, or earlier where that was planned (primary keys)."""
    zone = await enterprises.zone_of(connection, enterprise_id)
    query = select(Person.id, Person.quiet_from, Person.quiet_until, Person.remind_at)
    rows = []
    for person in (await connection.execute(query.where(Person.id.in_(set(person_ids))))).all():
        habits = habits_of(zone, person.quiet_from, person.quiet_until, person.remind_at)
        rows.append(
            {
                "person_id": person.id,
                "enterprise_id": enterprise_id,
                "look_at": habits.after(at),
                "looked_on": habits.today(at),
            }
        )
    if rows:
        statement = upsert(connection, ReminderClock).values(rows)
        sooner, planned = statement.excluded.look_at, ReminderClock.look_at
        statement = statement.on_conflict_do_update(
            index_elements=[ReminderClock.person_id, ReminderClock.enterprise_id],
            set_={"look_at": case((sooner < planned, sooner), else_=planned)},
        )
        await connection.execute(statement)


async def wake_plan(
    connection: AsyncConnection, enterprise_id: int, owners: Iterable[int | None], *, at: dt.datetime
) -> None:
    """Have looked after whom a change of the plan concerns: owners, who stands in for them, who leads."""
    people = {one for one in owners if one is not None}
    stand_ins = select(Absence.stand_in_id).where(
        Absence.person_id.in_(people), Absence.enterprise_id == enterprise_id
    )
    people |= {one for one in await connection.scalars(stand_ins) if one is not None}
    await wake(connection, enterprise_id, people | await leaders(connection, enterprise_id), at=at)


async def leaders(
    connection: AsyncConnection, enterprise_id: int, roles: Iterable[Role] = (Role.MANAGER, Role.TRAINER)
) -> set[int]:
    """Return who leads an enterprise (index ix_memberships_enterprise_role)."""
    query = select(Membership.person_id).where(
        Membership.enterprise_id == enterprise_id,
        Membership.role.in_(list(roles)),
        Membership.ended_at.is_(None),
    )
    return set(await connection.scalars(query))
