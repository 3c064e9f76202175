"""What must hold in an enterprise for a prompt of a series: "only if there was no 5S check yet"."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises
from mitra.plan.actions import UNFINISHED
from mitra.store.check_models import Check
from mitra.store.kpi_models import Kpi
from mitra.store.models import Membership, Role
from mitra.store.plan_models import ActionItem
from mitra.store.suggestion_models import Suggestion

#: Whether something is there, in an enterprise, since a moment; on its local day.
_Holds = Callable[[AsyncConnection, int, dt.datetime, dt.date], Awaitable[bool]]


async def _any(connection: AsyncConnection, table: Any, *where: Any) -> bool:
    query = select(table.enterprise_id).where(*where).limit(1)
    return (await connection.execute(query)).first() is not None


def _checked(name: str) -> _Holds:
    async def holds(connection: AsyncConnection, number: int, since: dt.datetime, _today: dt.date) -> bool:
        mine = (Check.enterprise_id == number, Check.list_name == name, Check.finished_at >= since)
        return await _any(connection, Check, *mine)

    return holds


async def _suggested(connection: AsyncConnection, number: int, since: dt.datetime, _today: dt.date) -> bool:
    # Kept to the hour, so an hour earlier.
    sent = Suggestion.sent_at >= since - dt.timedelta(hours=1)
    return await _any(connection, Suggestion, Suggestion.enterprise_id == number, sent)


async def _planned(connection: AsyncConnection, number: int, since: dt.datetime, _today: dt.date) -> bool:
    made = ActionItem.created_at >= since
    return await _any(connection, ActionItem, ActionItem.enterprise_id == number, made)


async def _late(connection: AsyncConnection, number: int, _since: dt.datetime, today: dt.date) -> bool:
    open_late = (ActionItem.status.in_(UNFINISHED), ActionItem.due_on < today)
    return await _any(connection, ActionItem, ActionItem.enterprise_id == number, *open_late)


async def _watched(connection: AsyncConnection, number: int, _since: dt.datetime, _today: dt.date) -> bool:
    return await _any(connection, Kpi, Kpi.enterprise_id == number, Kpi.retired.is_(False))


async def _seated(connection: AsyncConnection, number: int, _since: dt.datetime, _today: dt.date) -> bool:
    there = (Membership.role == Role.COMMITTEE, Membership.ended_at.is_(None))
    return await _any(connection, Membership, Membership.enterprise_id == number, *there)


#: Name → what is looked for, and whether it must be there. Each is one read by an index that begins with the enterprise.
CONDITIONS: dict[str, tuple[_Holds, bool]] = {
    "5s_check": (_checked("5s"), True),
    "no_5s_check": (_checked("5s"), False),
    "k3_check": (_checked("k3"), True),
    "no_k3_check": (_checked("k3"), False),
    "suggestion": (_suggested, True),
    "no_suggestion": (_suggested, False),
    "has_action": (_planned, True),
    "no_action": (_planned, False),
    "late_actions": (_late, True),
    "no_late_actions": (_late, False),
    "kpi": (_watched, True),
    "no_kpi": (_watched, False),
    "committee": (_seated, True),
    "no_committee": (_seated, False),
}


async def hold(
    connection: AsyncConnection,
    enterprise_id: int,
    names: tuple[str, ...],
    *,
    since: dt.date,
    at: dt.datetime,
) -> bool:
    """Return whether all of these hold in an enterprise at `at`; `since` is the day of its workshop there."""
    if not names:
        return True
    zone = ZoneInfo(await enterprises.zone_of(connection, enterprise_id))
    morning = dt.datetime.combine(since, dt.time(), zone)
    today = at.astimezone(zone).date()
    for name in names:
        holds, wanted = CONDITIONS[name]
        if await holds(connection, enterprise_id, morning, today) is not wanted:
            return False
    return True
