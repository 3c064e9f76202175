"""Reminding a trainer of a visit; telling those who lead that its report is there."""

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.notifications import Notification
from mitra.store.models import Membership, Person, Role
from mitra.store.trainer_models import VisitStatus

if TYPE_CHECKING:
    from mitra.visits.visits import Visit

#: Kind of notification, which trainers can stop; a reminder's own is `visits:<visit>`, to take it back alone.
KIND = "visits"
#: Hour of the day before, in the enterprise's zone: early enough to call there; and of the day itself, when that is past.
EVENING, MORNING = dt.time(16), dt.time(7)


async def remind(connection: AsyncConnection, visit: "Visit", *, at: dt.datetime) -> None:
    """Owe the trainer the reminder of a planned visit, and none of another: what was owed before is taken back."""
    if visit.trainer_id is None:
        return
    account = await connection.scalar(select(Person.telegram_id).where(Person.id == visit.trainer_id))
    if account is None:
        return
    kind = f"{KIND}:{visit.id}"
    await notifications.withdraw(connection, account, kind=kind)
    moment = _moment(visit, at)
    if visit.status is not VisitStatus.PLANNED or moment is None:
        return
    values = {"visit": visit.id, "enterprise": visit.enterprise, "day": visit.held_on.isoformat()}
    owed = Notification(
        telegram_id=account,
        kind=kind,
        template="visit_reminder",
        values=values,
        enterprise_id=visit.enterprise_id,
        not_before=moment,
    )
    await notifications.notify(connection, [owed], at=at)


def _moment(visit: "Visit", at: dt.datetime) -> dt.datetime | None:
    """Return when to remind: the day before, else in the morning; None when both are past."""
    zone = ZoneInfo(visit.timezone)
    evening = dt.datetime.combine(visit.held_on - dt.timedelta(days=1), EVENING, zone)
    morning = dt.datetime.combine(visit.held_on, MORNING, zone)
    return next((moment for moment in (evening, morning) if moment > at), None)


async def tell_managers(connection: AsyncConnection, visit: "Visit", *, at: dt.datetime) -> int:
    """Tell those who lead the enterprise that the report is there; return how many are told (index ix_memberships_enterprise_role)."""
    query = (
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.enterprise_id == visit.enterprise_id,
            Membership.role == Role.MANAGER,
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.id)
    )
    values = {
        "visit": visit.id,
        "enterprise": visit.enterprise,
        "day": visit.held_on.isoformat(),
        "trainer": visit.trainer,
    }
    told = [
        Notification(
            telegram_id=account,
            kind=KIND,
            template="visit_news",
            values=values,
            enterprise_id=visit.enterprise_id,
            once_key=f"visit-report:{visit.id}:{account}",
        )
        for account in await connection.scalars(query)
    ]
    return await notifications.notify(connection, told, at=at)
