"""The plan and one's own tasks, page by page."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Act, Actor, RefusedError, demand
from mitra.plan import absences
from mitra.plan.actions import ACTION, MODULES, UNFINISHED, Action, found, today_in
from mitra.store.models import Person
from mitra.store.plan_models import ActionItem, ActionStatus

PAGE = 6
#: Owners offered as a filter.
MOST_OWNERS = 12
#: Which actions: all that are to be done, overdue ones, ended ones, those nobody does; m1…m5: a module's; o7: a person's.
ALL, LATE, DONE, NOBODYS, MODULE, OWNER = "all", "late", "done", "none", "m", "o"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list."""

    actions: list[Action]
    number: int
    pages: int
    count: int
    #: The day it is for the enterprise.
    today: dt.date


async def plan_page(  # noqa: PLR0913 - who, where, which, when
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    which: str,
    *,
    page: int,
    at: dt.datetime,
) -> Page:
    """
    Return one page of an enterprise's plan, the first due first, ended ones the latest first.

    Index ix_action_items_open; a person's: ix_action_items_owner. Raises RefusedError.
    """
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    today = await today_in(connection, enterprise_id, at)
    conditions = [ActionItem.enterprise_id == enterprise_id, *_conditions(which, today)]
    order = [ActionItem.ended_at.desc()] if which == DONE else _FIRST_DUE
    return await _page(connection, conditions, order, page, today)


#: Those without a date come last, on every database.
_FIRST_DUE = [ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.priority, ActionItem.id]


def _conditions(which: str, today: dt.date) -> list[Any]:
    """Return what belongs to a filter; raises RefusedError for one that is not ours."""
    unfinished = ActionItem.status.in_(UNFINISHED)
    if which == DONE:
        return [ActionItem.status.in_([ActionStatus.DONE, ActionStatus.CANCELLED])]
    simple: dict[str, list[Any]] = {
        ALL: [unfinished],
        LATE: [unfinished, ActionItem.due_on < today],
        NOBODYS: [unfinished, ActionItem.owner_id.is_(None)],
    }
    if which in simple:
        return simple[which]
    kind, number = which[:1], which[1:]
    if not (number.isascii() and number.isdigit() and len(number) < 16):  # noqa: PLR2004
        raise RefusedError(Act.USE_BUTTON)
    if kind == MODULE and int(number) in MODULES:
        return [unfinished, ActionItem.module == int(number)]
    if kind == OWNER:
        return [unfinished, ActionItem.owner_id == int(number)]
    raise RefusedError(Act.USE_BUTTON)


async def _page(
    connection: AsyncConnection, conditions: list[Any], order: list[Any], page: int, today: dt.date
) -> Page:
    count = await connection.scalar(select(func.count()).select_from(ActionItem).where(*conditions)) or 0
    pages = max(1, -(-count // PAGE))
    number = min(max(page, 1), pages)
    query = ACTION.where(*conditions).order_by(*order).limit(PAGE).offset((number - 1) * PAGE)
    return Page(actions=await found(connection, query), number=number, pages=pages, count=count, today=today)


async def my_page(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, page: int, at: dt.datetime
) -> Page:
    """Return one page of what somebody has to do in an enterprise, for those they stand in for too (index ix_action_items_owner)."""
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    today = await today_in(connection, enterprise_id, at)
    person = actor.person_id or 0
    owners = [person, *await absences.replaced_by(connection, person, enterprise_id, today)]
    conditions = [
        ActionItem.owner_id.in_(owners),
        ActionItem.status.in_(UNFINISHED),
        ActionItem.enterprise_id == enterprise_id,
    ]
    return await _page(connection, conditions, _FIRST_DUE, page, today)


async def counts(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime
) -> dict[str, int]:
    """Return how many actions are unfinished, overdue, nobody's (index ix_action_items_open); raises RefusedError."""
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    today = await today_in(connection, enterprise_id, at)
    columns = [
        func.count().label(ALL),
        func.count().filter(ActionItem.due_on < today).label(LATE),
        func.count().filter(ActionItem.owner_id.is_(None)).label(NOBODYS),
    ]
    query = select(*columns).where(
        ActionItem.enterprise_id == enterprise_id, ActionItem.status.in_(UNFINISHED)
    )
    return dict((await connection.execute(query)).mappings().one())


async def owners(connection: AsyncConnection, actor: Actor, enterprise_id: int) -> list[tuple[int, str, int]]:
    """Return number, name and count of who has something to do, most first (index ix_action_items_open); raises RefusedError."""
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    query = (
        select(Person.id, Person.name, func.count())
        .select_from(ActionItem)
        .join(Person, Person.id == ActionItem.owner_id)
        .where(ActionItem.enterprise_id == enterprise_id, ActionItem.status.in_(UNFINISHED))
        .group_by(Person.id)
        .order_by(func.count().desc(), Person.id)
        .limit(MOST_OWNERS)
    )
    return [(row[0], row[1] or "", row[2]) for row in (await connection.execute(query)).all()]


async def lately_due(
    connection: AsyncConnection, actor: Actor, *, at: dt.datetime, most: int = 5
) -> list[Action]:
    """Return what somebody has to do that is due within a week or overdue, in all their enterprises (index ix_action_items_owner)."""
    soon = at.date() + dt.timedelta(days=8)
    query = ACTION.where(
        ActionItem.owner_id == (actor.person_id or 0),
        ActionItem.status.in_(UNFINISHED),
        or_(ActionItem.due_on <= soon, ActionItem.status == ActionStatus.RUNNING),
        ActionItem.enterprise_id.in_({seat.enterprise_id for seat in actor.seats}),
    )
    return await found(connection, query.order_by(*_FIRST_DUE).limit(most))
