"""How the installation stands, in numbers: for `mitra status` and `mitra doctor`. Nothing of what anybody wrote."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import installation, outbox
from mitra.store.check_models import Alert
from mitra.store.models import Enterprise, Lane, Membership, Role
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.suggestion_models import Suggestion, SuggestionStatus

#: Name of the fact that says when a process last looked after itself.
SEEN = "seen"
#: Name of the fact that says when another process was last noticed with the same token.
CONFLICT = "conflict"


@dataclass(frozen=True, kw_only=True)
class State:
    """Numbers of one moment."""

    enterprises: int
    #: Role → people who have it now.
    people: dict[str, int]
    open_actions: int
    #: Waiting for the committee.
    open_suggestions: int
    unseen_alerts: int
    #: Lane → messages that are due, and since when the longest.
    waiting: dict[Lane, tuple[int, dt.datetime | None]]
    set_aside: int
    #: Processes that share the database; None where there can be only one.
    replicas: int | None
    #: When a process last said that it is at work.
    seen_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """What an enterprise's committee has not answered or decided in time."""

    enterprise: str
    count: int
    #: Since when the longest is overdue.
    since: dt.datetime


async def state_of(connection: AsyncConnection, *, at: dt.datetime) -> State:
    """Return the numbers of the moment `at`. Asked by people at a terminal: it may look through whole indexes."""
    seen = await installation.fact(connection, SEEN)
    refused, _ = await outbox.refused(connection)
    open_action = ActionItem.status.not_in([ActionStatus.DONE, ActionStatus.CANCELLED])
    return State(
        enterprises=await _count(connection, Enterprise.id.is_not(None)),
        people=await _people(connection),
        open_actions=await _count(connection, open_action),
        open_suggestions=await _count(connection, Suggestion.status == SuggestionStatus.NEW),
        unseen_alerts=await _count(connection, Alert.climb_at.is_not(None)),
        waiting=await outbox.lanes(connection, at=at),
        set_aside=refused,
        replicas=await outbox.alive(connection) if connection.dialect.name != "sqlite" else None,
        seen_at=dt.datetime.fromisoformat(seen) if seen else None,
    )


async def _count(connection: AsyncConnection, wanted: object) -> int:
    return await connection.scalar(select(func.count()).where(wanted)) or 0  # type: ignore[arg-type]


async def _people(connection: AsyncConnection) -> dict[str, int]:
    query = (
        select(Membership.role, func.count(func.distinct(Membership.person_id)))
        .where(Membership.ended_at.is_(None))
        .group_by(Membership.role)
    )
    found = {Role(role): count for role, count in await connection.execute(query)}
    return {role.value: found.get(role, 0) for role in Role}


async def overdue_suggestions(connection: AsyncConnection, *, at: dt.datetime) -> list[Overdue]:
    """Return whose committees are late, the longest first (index ix_suggestions_list, read once)."""
    unanswered = and_(Suggestion.answered_at.is_(None), Suggestion.answer_due_at < at)
    since = func.min(case((unanswered, Suggestion.answer_due_at), else_=Suggestion.decide_due_at))
    query = (
        select(Enterprise.name, func.count(), since)
        .join(Suggestion, Suggestion.enterprise_id == Enterprise.id)
        .where(
            Suggestion.status == SuggestionStatus.NEW,
            or_(unanswered, Suggestion.decide_due_at < at),
        )
        .group_by(Enterprise.id, Enterprise.name)
        .order_by(since)
    )
    rows = await connection.execute(query)
    return [Overdue(enterprise=name, count=count, since=first) for name, count, first in rows]
