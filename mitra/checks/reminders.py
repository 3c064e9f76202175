"""Reminding of runs that were left in the middle: once each."""

import datetime as dt

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.checks import lists
from mitra.checks.schedules import REMINDER
from mitra.notifications import Notification
from mitra.store.check_models import Check, CheckAnswer, CheckRun
from mitra.store.models import Area, Person

#: Runs left longer ago are not worth a reminder any more, for instance after a long downtime.
TOO_OLD = dt.timedelta(days=7)


async def remind_due(connection: AsyncConnection, *, at: dt.datetime, most: int = 50) -> int:
    """Remind of unfinished runs whose time has come; return how many (index ix_check_runs_remind_at)."""
    query = (
        select(
            CheckRun.id,
            CheckRun.touched_at,
            Person.telegram_id,
            Check.enterprise_id,
            Check.list_name,
            Check.items,
            Area.name.label("area"),
        )
        .join(Check, Check.id == CheckRun.check_id)
        .join(Person, Person.id == CheckRun.person_id)
        .outerjoin(Area, Area.id == Check.area_id)
        .where(CheckRun.remind_at <= at)
        .order_by(CheckRun.remind_at)
        .limit(most)
    )
    rows = (await connection.execute(query.with_for_update(skip_locked=True, of=CheckRun))).all()
    await connection.execute(
        update(CheckRun).where(CheckRun.id.in_([row.id for row in rows])).values(remind_at=None)
    )
    told = []
    for row in rows:
        if at - row.touched_at > TOO_OLD:
            continue
        answered = await connection.scalar(
            select(func.count()).select_from(CheckAnswer).where(CheckAnswer.run_id == row.id)
        )
        values = {
            "run": row.id,
            "title": await lists.title_of(connection, row.list_name),
            "area": row.area or "",
            "done": answered or 0,
            "count": len(row.items),
        }
        told.append(
            Notification(
                telegram_id=row.telegram_id,
                kind=REMINDER,
                template="check_unfinished",
                values=values,
                enterprise_id=row.enterprise_id,
                once_key=f"unfinished:{row.id}",
            )
        )
    await notifications.notify(connection, told, at=at)
    return len(rows)
