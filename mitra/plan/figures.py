"""What the plan comes to: how many actions are done, late, open, month by month."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.clock import months_before
from mitra.plan.actions import UNFINISHED
from mitra.store.plan_models import ActionItem, ActionStatus

#: Months that are looked back on, this one included.
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class PlanMonth:
    """One month of the plan: its first day, actions finished in time and late, and open ones at its end."""

    first: dt.date
    done: int
    done_late: int
    #: Open at the end of the month (of the running month: now); of these, how many were overdue.
    open: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class PlanFigures:
    """Where the plan stands."""

    #: How many there are now by status; `overdue` of the unfinished ones are past their date.
    open: int
    running: int
    postponed: int
    overdue: int
    #: Finished, ever.
    done: int
    cancelled: int
    #: Of those finished in the last twelve months, how many in time, in percent; None when none was finished.
    in_time: int | None
    #: The latest twelve months, oldest first; the last one is running.
    months: Sequence[PlanMonth]

    @property
    def unfinished(self) -> int:
        """Return how many wait to be done."""
        return self.open + self.running + self.postponed


async def figures(
    connection: AsyncConnection, enterprise_id: int, *, today: dt.date, zone: str
) -> PlanFigures:
    """
    Return where an enterprise's plan stands, and how it got there.

    Reads what is unfinished and what ended within the year (indexes ix_action_items_open, ix_action_items_ended). An action
    counts as overdue by the date it has now: what it was put off from is not asked.
    """
    firsts = months_before(today, MONTHS)
    since = dt.datetime.combine(firsts[0], dt.time(), ZoneInfo(zone))
    here = ActionItem.enterprise_id == enterprise_id
    columns = select(ActionItem.status, ActionItem.due_on, ActionItem.created_at, ActionItem.ended_at)
    unfinished = (await connection.execute(columns.where(here, ActionItem.status.in_(UNFINISHED)))).all()
    ended = (await connection.execute(columns.where(here, ActionItem.ended_at >= since))).all()
    lives = [_Life.of(row, ZoneInfo(zone)) for row in (*unfinished, *ended)]
    counts = Counter(row.status for row in unfinished)
    done = [life for life in lives if life.done]
    return PlanFigures(
        open=counts[ActionStatus.OPEN],
        running=counts[ActionStatus.RUNNING],
        postponed=counts[ActionStatus.POSTPONED],
        overdue=sum(row.due_on is not None and row.due_on < today for row in unfinished),
        done=await _count(connection, enterprise_id, ActionStatus.DONE),
        cancelled=await _count(connection, enterprise_id, ActionStatus.CANCELLED),
        in_time=round(100 * sum(not life.late for life in done) / len(done)) if done else None,
        months=[_month(first, lives, today) for first in firsts],
    )


async def _count(connection: AsyncConnection, enterprise_id: int, status: ActionStatus) -> int:
    mine = (ActionItem.enterprise_id == enterprise_id, ActionItem.status == status)
    return await connection.scalar(select(func.count()).select_from(ActionItem).where(*mine)) or 0


@dataclass(frozen=True, kw_only=True)
class _Life:
    """From when to when an action was there, by the enterprise's own calendar."""

    made: dt.date
    due: dt.date | None
    ended: dt.date | None
    done: bool

    @classmethod
    def of(cls, row: Any, zone: ZoneInfo) -> Self:
        """Return it from a row."""
        return cls(
            made=row.created_at.astimezone(zone).date(),
            due=row.due_on,
            ended=row.ended_at.astimezone(zone).date() if row.ended_at else None,
            done=row.status is ActionStatus.DONE,
        )

    @property
    def late(self) -> bool:
        """Return whether it was finished after its date."""
        return self.due is not None and self.ended is not None and self.ended > self.due

    def open_on(self, day: dt.date) -> bool:
        """Return whether it was to be done at the end of a day."""
        return self.made <= day and (self.ended is None or self.ended > day)


def _month(first: dt.date, lives: Sequence[_Life], today: dt.date) -> PlanMonth:
    following = (first + dt.timedelta(days=31)).replace(day=1)
    end = min(following - dt.timedelta(days=1), today)
    done = [life for life in lives if life.done and life.ended and first <= life.ended < following]
    still_open = [life for life in lives if life.open_on(end)]
    return PlanMonth(
        first=first,
        done=sum(not life.late for life in done),
        done_late=sum(life.late for life in done),
        open=len(still_open),
        overdue=sum(life.due is not None and life.due < end for life in still_open),
    )
