"""Who is away, and who gets their reminders meanwhile."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.access import Act, Actor, RefusedError
from mitra.notifications import Notification
from mitra.plan import clocks
from mitra.plan.actions import GIVEN, LONGEST_DAYS, member_account, today_in
from mitra.store.models import Person
from mitra.store.plan_models import Absence as Row
from mitra.store.upsert import insert as upsert


@dataclass(frozen=True, kw_only=True)
class Absence:
    """One absence."""

    from_on: dt.date
    #: Last day away.
    until_on: dt.date
    stand_in_id: int | None
    #: Name of the stand-in; empty when there is none.
    stand_in: str

    def holds(self, day: dt.date) -> bool:
        """Return whether somebody is away on `day`."""
        return self.from_on <= day <= self.until_on


async def of(connection: AsyncConnection, person_id: int, enterprise_id: int) -> Absence | None:
    """Return somebody's absence from an enterprise, past ones included until the next (primary key)."""
    query = (
        select(Row.from_on, Row.until_on, Row.stand_in_id, func.coalesce(Person.name, "").label("stand_in"))
        .outerjoin(Person, Person.id == Row.stand_in_id)
        .where(Row.person_id == person_id, Row.enterprise_id == enterprise_id)
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return Absence(**row) if row else None


async def replaced_by(
    connection: AsyncConnection, person_id: int, enterprise_id: int, day: dt.date
) -> list[int]:
    """Return for whom somebody stands in on `day` (index ix_absences_stand_in)."""
    query = select(Row.person_id).where(
        Row.stand_in_id == person_id,
        Row.until_on >= day,
        Row.from_on <= day,
        Row.enterprise_id == enterprise_id,
    )
    return list(await connection.scalars(query))


async def go(  # noqa: PLR0913 - who, where, until when, who instead
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    until: dt.date,
    stand_in_id: int | None,
    *,
    at: dt.datetime,
) -> Absence:
    """Be away from today until a day; a colleague gets one's reminders meanwhile. Raises RefusedError."""
    today = await today_in(connection, enterprise_id, at)
    belongs = actor.person_id is not None and enterprise_id in actor.enterprises
    if not belongs or not 0 <= (until - today).days <= LONGEST_DAYS or stand_in_id == actor.person_id:
        raise RefusedError(Act.USE_BUTTON, subject=f"enterprise:{enterprise_id}")
    if stand_in_id is not None and await member_account(connection, enterprise_id, stand_in_id) is None:
        raise RefusedError(Act.USE_BUTTON, subject=f"enterprise:{enterprise_id}")
    row = {"from_on": today, "until_on": until, "stand_in_id": stand_in_id}
    keys = {"person_id": actor.person_id, "enterprise_id": enterprise_id}
    statement = upsert(connection, Row).values(keys | row)
    statement = statement.on_conflict_do_update(index_elements=[Row.person_id, Row.enterprise_id], set_=row)
    await connection.execute(statement)
    people = [one for one in (actor.person_id, stand_in_id) if one is not None]
    await clocks.wake(connection, enterprise_id, people, at=at)
    await _tell_stand_in(connection, actor, enterprise_id, until, stand_in_id, at=at)
    return await of(connection, actor.person_id or 0, enterprise_id) or _missing()


async def _tell_stand_in(  # noqa: PLR0913 - who, where, until when, whom
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    until: dt.date,
    stand_in_id: int | None,
    *,
    at: dt.datetime,
) -> None:
    account = await member_account(connection, enterprise_id, stand_in_id or 0)
    if account is None:
        return
    name = await connection.scalar(select(Person.name).where(Person.id == actor.person_id)) or ""
    told = Notification(
        telegram_id=account,
        kind=GIVEN,
        template="stand_in",
        values={"name": name, "until": until.isoformat(), "enterprise": enterprise_id},
        enterprise_id=enterprise_id,
    )
    await notifications.notify(connection, [told], at=at)


async def come_back(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime
) -> bool:
    """Be back: reminders come to oneself again; return whether one was away."""
    mine = (Row.person_id == actor.person_id, Row.enterprise_id == enterprise_id)
    absence = await of(connection, actor.person_id or 0, enterprise_id)
    today = await today_in(connection, enterprise_id, at)
    if absence is None or not absence.holds(today):
        return False
    # Over before it begins: it holds on no day, and says up to when a stand-in was told.
    over = {"from_on": today + dt.timedelta(days=1), "until_on": today}
    await connection.execute(update(Row).where(*mine).values(over))
    await clocks.wake(connection, enterprise_id, [actor.person_id or 0], at=at)
    return True


def _missing() -> Absence:
    raise RefusedError(Act.USE_BUTTON)
