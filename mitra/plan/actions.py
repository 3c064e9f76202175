"""The improvement plan: what is to be done, by whom, by when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, notifications
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.notifications import Notification
from mitra.store.models import Area, Enterprise, Membership, Person, Role
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.upsert import insert as upsert

#: Kind of notification about an action somebody was given, which they can stop.
GIVEN = "actions"
#: Days within which an action is due unless somebody says otherwise.
USUAL_DAYS = 7
LONGEST_DAYS = 366
PAGE = 8


@dataclass(frozen=True, kw_only=True)
class Action:
    """One action."""

    id: int
    enterprise_id: int
    enterprise: str
    area: str
    module: int
    problem: str
    action: str
    owner_id: int | None
    #: Name of the owner; empty when they gave none.
    owner: str
    due_on: dt.date | None
    status: ActionStatus
    #: What it came from: check:7:k3-apar.
    origin: str
    created_by: int | None


_ACTION = (
    select(
        ActionItem.id,
        ActionItem.enterprise_id,
        Enterprise.name.label("enterprise"),
        func.coalesce(Area.name, "").label("area"),
        ActionItem.module,
        ActionItem.problem,
        ActionItem.action,
        ActionItem.owner_id,
        func.coalesce(Person.name, "").label("owner"),
        ActionItem.due_on,
        ActionItem.status,
        ActionItem.origin,
        ActionItem.created_by,
    )
    .join(Enterprise, Enterprise.id == ActionItem.enterprise_id)
    .outerjoin(Area, Area.id == ActionItem.area_id)
    .outerjoin(Person, Person.id == ActionItem.owner_id)
)


async def add(  # noqa: PLR0913 - each is one property of the action
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    *,
    problem: str,
    action: str,
    module: int,
    origin: str,
    at: dt.datetime,
    area_id: int | None = None,
) -> Action:
    """
    Put an action into the plan, or return the one of the same origin that is there already; raises RefusedError.

    Whoever adds it does it, within a week, until somebody says otherwise.
    """
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    row = {
        "enterprise_id": enterprise_id,
        "area_id": area_id,
        "module": module,
        "problem": problem,
        "action": action,
        "origin": origin,
        "owner_id": actor.person_id,
        "due_on": await _day(connection, enterprise_id, at, USUAL_DAYS),
        "status": ActionStatus.OPEN,
        "created_by": actor.person_id,
        "created_at": at,
    }
    statement = upsert(connection, ActionItem).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=[ActionItem.enterprise_id, ActionItem.origin])
    await connection.execute(statement)
    query = _ACTION.where(ActionItem.enterprise_id == enterprise_id, ActionItem.origin == origin)
    found = Action(**(await connection.execute(query)).mappings().one())
    await audit.note(
        connection,
        actor,
        Act.MAKE_ACTION,
        at=at,
        subject=f"action:{found.id}",
        enterprise_id=enterprise_id,
    )
    return found


async def _day(connection: AsyncConnection, enterprise_id: int, at: dt.datetime, days: int) -> dt.date:
    """Return the day so many days from now, by the enterprise's own calendar."""
    zone = await connection.scalar(select(Enterprise.timezone).where(Enterprise.id == enterprise_id))
    return at.astimezone(ZoneInfo(zone or "UTC")).date() + dt.timedelta(days=days)


async def one(connection: AsyncConnection, actor: Actor, number: int) -> Action:
    """Return an action to whoever may change it; raises RefusedError (primary key)."""
    row = (await connection.execute(_ACTION.where(ActionItem.id == number))).mappings().one_or_none()
    if row is None:
        raise RefusedError(Act.USE_BUTTON)
    found = Action(**row)
    if not may_change(actor, found):
        raise RefusedError(Act.ASSIGN_ACTION, subject=f"action:{number}", enterprise_id=found.enterprise_id)
    return found


def may_change(actor: Actor, action: Action) -> bool:
    """Return whether somebody may change an action: who does it, and who may give actions to others."""
    if may(actor, Act.ASSIGN_ACTION, action.enterprise_id):
        return True
    mine = action.owner_id is not None and action.owner_id == actor.person_id
    return mine and may(actor, Act.MAKE_ACTION, action.enterprise_id)


async def give(
    connection: AsyncConnection, actor: Actor, number: int, person_id: int, *, at: dt.datetime
) -> Action:
    """Give an action to a member, who learns it; raises RefusedError."""
    there = await one(connection, actor, number)
    demand(actor, Act.ASSIGN_ACTION, there.enterprise_id, subject=f"action:{number}")
    account = await connection.scalar(
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.id == person_id,
            Membership.enterprise_id == there.enterprise_id,
            Membership.ended_at.is_(None),
        )
    )
    if account is None:
        raise RefusedError(Act.USE_BUTTON)
    if there.owner_id == person_id:
        return there
    await _set(connection, actor, there, at, owner_id=person_id)
    given = await one(connection, actor, number)
    if person_id != actor.person_id:
        shown = {
            "id": given.id,
            "action": given.action,
            "area": given.area,
            "enterprise": given.enterprise,
            "due": given.due_on.isoformat() if given.due_on else "",
        }
        told = Notification(
            telegram_id=account,
            kind=GIVEN,
            template="action_given",
            values={"action": shown},
            enterprise_id=given.enterprise_id,
        )
        await notifications.notify(connection, [told], at=at)
    return given


async def set_due(
    connection: AsyncConnection, actor: Actor, number: int, days: int, *, at: dt.datetime
) -> Action:
    """Have an action done within so many days from today; raises RefusedError."""
    there = await one(connection, actor, number)
    if not 0 <= days <= LONGEST_DAYS:
        raise RefusedError(Act.USE_BUTTON)
    due_on = await _day(connection, there.enterprise_id, at, days)
    return await _set(connection, actor, there, at, due_on=due_on)


async def set_status(
    connection: AsyncConnection, actor: Actor, number: int, status: ActionStatus, *, at: dt.datetime
) -> Action:
    """Open, finish or cancel an action; raises RefusedError."""
    there = await one(connection, actor, number)
    ended = None if status is ActionStatus.OPEN else at
    return await _set(connection, actor, there, at, status=status, ended_at=ended)


async def _set(
    connection: AsyncConnection, actor: Actor, there: Action, at: dt.datetime, **values: Any
) -> Action:
    await connection.execute(update(ActionItem).where(ActionItem.id == there.id).values(values))
    await audit.note(
        connection,
        actor,
        Act.ASSIGN_ACTION,
        at=at,
        subject=f"action:{there.id}",
        enterprise_id=there.enterprise_id,
    )
    query = _ACTION.where(ActionItem.id == there.id)
    return Action(**(await connection.execute(query)).mappings().one())


async def open_ones(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, page: int
) -> tuple[list[Action], int]:
    """Return one page of an enterprise's open actions, the first due first, and how many pages (index ix_action_items_open)."""
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    mine = (ActionItem.enterprise_id == enterprise_id, ActionItem.status == ActionStatus.OPEN)
    count = await connection.scalar(select(func.count()).select_from(ActionItem).where(*mine)) or 0
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    query = _ACTION.where(*mine).order_by(ActionItem.due_on, ActionItem.id)
    rows = await connection.execute(query.limit(PAGE).offset((page - 1) * PAGE))
    return [Action(**row) for row in rows.mappings()], pages


async def by_origin(connection: AsyncConnection, enterprise_id: int, origins: list[str]) -> dict[str, Action]:
    """Return origin → action, for those that are in the plan (unique index)."""
    query = _ACTION.where(ActionItem.enterprise_id == enterprise_id, ActionItem.origin.in_(origins))
    found = [Action(**row) for row in (await connection.execute(query)).mappings()]
    return {action.origin: action for action in found}


async def end_by_origin(
    connection: AsyncConnection, enterprise_id: int, origin: str, status: ActionStatus, *, at: dt.datetime
) -> None:
    """Finish or cancel what came from something that has ended (unique index)."""
    mine = (
        ActionItem.enterprise_id == enterprise_id,
        ActionItem.origin == origin,
        ActionItem.status == ActionStatus.OPEN,
    )
    await connection.execute(update(ActionItem).where(*mine).values(status=status, ended_at=at))


async def candidates(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, most: int = 6
) -> list[tuple[int, str, Role]]:
    """Return number, name and role of who an action may be given to: managers and committee first, only those with a name."""
    demand(actor, Act.ASSIGN_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    query = (
        select(Person.id, Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.enterprise_id == enterprise_id,
            Membership.ended_at.is_(None),
            Membership.role != Role.TRAINER,
            Person.name.is_not(None),
        )
        .order_by(Membership.role != Role.MANAGER, Membership.role != Role.COMMITTEE, Membership.id)
    )
    rows = (await connection.execute(query)).all()
    unique = {row.id: (row.id, row.name, row.role) for row in reversed(rows)}
    return list(reversed(unique.values()))[:most]
