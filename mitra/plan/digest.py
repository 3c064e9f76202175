"""What managers are told of the plan without having asked: each Monday in ten lines, each month as a picture."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.notifications import Notification
from mitra.plan.actions import ACTION, UNFINISHED, Action, found
from mitra.store.plan_models import ActionItem, ActionStatus

#: Actions that are named.
SHOWN = 4
WEEK = dt.timedelta(days=7)
#: Kind of notification, which managers can stop.
KIND = "digest"


async def of_week(
    connection: AsyncConnection, enterprise_id: int, today: dt.date, *, zone: str
) -> dict[str, Any] | None:
    """
    Return the digest of a week as plain values; None where there is no plan.

    What is done counts from Monday to Sunday of the week before (indexes ix_action_items_open, ix_action_items_ended).
    """
    here = (ActionItem.enterprise_id == enterprise_id, ActionItem.status.in_(UNFINISHED))
    late = (*here, ActionItem.due_on < today)
    coming = (*here, ActionItem.due_on.between(today, today + WEEK))
    monday = dt.datetime.combine(today - dt.timedelta(days=today.weekday()), dt.time(), ZoneInfo(zone))
    done = (
        ActionItem.enterprise_id == enterprise_id,
        ActionItem.ended_at >= monday - WEEK,
        ActionItem.ended_at < monday,
        ActionItem.status == ActionStatus.DONE,
    )
    unfinished = await _count(connection, *here)
    finished = await _count(connection, *done)
    if not unfinished and not finished:
        return None
    first = ACTION.order_by(ActionItem.due_on, ActionItem.id).limit(SHOWN)
    return {
        "done": finished,
        "unfinished": unfinished,
        "late": await _count(connection, *late),
        "coming": await _count(connection, *coming),
        "latest": [_line(one, today) for one in await found(connection, first.where(*late))],
        "next": [_line(one, today) for one in await found(connection, first.where(*coming))],
    }


async def _count(connection: AsyncConnection, *which: Any) -> int:
    return await connection.scalar(select(func.count()).select_from(ActionItem).where(*which)) or 0


def _line(action: Action, today: dt.date) -> dict[str, Any]:
    return {
        "id": action.id,
        "number": action.number,
        "action": action.action,
        "owner": action.owner,
        "owned": action.owner_id is not None,
        "days": (action.due_on - today).days if action.due_on else None,
    }


def month_picture(telegram_id: int, enterprise_id: int, month: str) -> Notification:
    """Return the picture of a month (its first day, in ISO format) for a manager, made when it is sent."""
    return Notification(
        telegram_id=telegram_id,
        kind=KIND,
        template="plan_month",
        values={"month": month, "enterprise": enterprise_id},
        enterprise_id=enterprise_id,
        make="plan_picture",
    )
