"""The actions of the improvement plan: what is to be done, why, by whom, by when."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, enterprises, notifications
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.notifications import Notification
from mitra.plan import clocks, history, waiting
from mitra.store.models import Area, Enterprise, Membership, Person, Role
from mitra.store.plan_models import Absence, ActionItem, ActionStatus
from mitra.store.upsert import insert as upsert

#: Kind of notification about an action somebody was given, which they can stop.
GIVEN = "actions"
#: Days within which an action is due unless somebody says otherwise.
USUAL_DAYS = 7
#: Nobody plans further ahead.
LONGEST_DAYS = 3 * 366
#: Letters that are kept of each text, and rupiah that are no slip of the finger.
LIMITS = {"problem": 300, "cause": 300, "action": 300, "kpi": 120, "result": 300}
MOST_RUPIAH = 10**12
PRIORITIES = (1, 2, 3)
MODULES = (1, 2, 3, 4, 5)
#: Who has just set one of these need not be reminded before the next day of a reminder.
_SETTLED = frozenset({"owner_id", "due_on", "status"})
#: Actions named in one message.
_NAMED = 6
#: Actions that are still to be done.
UNFINISHED = (ActionStatus.OPEN, ActionStatus.RUNNING, ActionStatus.POSTPONED)


@dataclass(frozen=True, kw_only=True)
class Action:
    """One action."""

    id: int
    #: Counts within the enterprise; what people say.
    number: int
    enterprise_id: int
    enterprise: str
    timezone: str
    area_id: int | None
    area: str
    module: int
    problem: str
    cause: str
    action: str
    owner_id: int | None
    #: Name of the owner; empty when they gave none.
    owner: str
    due_on: dt.date | None
    #: Expected, in rupiah.
    cost: int | None
    #: The figure that shows whether it helped, in words.
    kpi: str
    #: 1 first, 2 usual, 3 can wait.
    priority: int
    status: ActionStatus
    #: How often it was put off.
    postponed: int
    result: str
    #: Estimated, in rupiah a month.
    saving: int | None
    #: Telegram's names for photos.
    photo_before: str | None
    photo_after: str | None
    #: What it came from: check:7:k3-apar, suggestion:12, hand:…, sheet:….
    origin: str
    created_by: int | None
    created_at: dt.datetime
    ended_at: dt.datetime | None
    #: Who stands in for the owner, and from when to when (local days); None for nobody.
    stand_in_id: int | None
    away_from: dt.date | None
    away_until: dt.date | None

    def done_by(self, person_id: int | None, at: dt.datetime) -> bool:
        """Return whether somebody does it, or stands in today for who does."""
        if person_id is None:
            return False
        if person_id != self.stand_in_id or self.away_from is None or self.away_until is None:
            return person_id == self.owner_id
        today = at.astimezone(ZoneInfo(self.timezone)).date()
        return person_id == self.owner_id or self.away_from <= today <= self.away_until

    @property
    def unfinished(self) -> bool:
        """Return whether it is still to be done."""
        return self.status in UNFINISHED


#: Selects actions; their columns are the fields of Action.
ACTION: Any = (
    select(
        ActionItem.id,
        func.coalesce(ActionItem.number, ActionItem.id).label("number"),
        ActionItem.enterprise_id,
        Enterprise.name.label("enterprise"),
        Enterprise.timezone,
        ActionItem.area_id,
        func.coalesce(Area.name, "").label("area"),
        ActionItem.module,
        ActionItem.problem,
        ActionItem.cause,
        ActionItem.action,
        ActionItem.owner_id,
        func.coalesce(Person.name, "").label("owner"),
        ActionItem.due_on,
        ActionItem.cost,
        ActionItem.kpi,
        ActionItem.priority,
        ActionItem.status,
        ActionItem.postponed,
        ActionItem.result,
        ActionItem.saving,
        ActionItem.photo_before,
        ActionItem.photo_after,
        ActionItem.origin,
        ActionItem.created_by,
        ActionItem.created_at,
        ActionItem.ended_at,
        Absence.stand_in_id,
        Absence.from_on.label("away_from"),
        Absence.until_on.label("away_until"),
    )
    .join(Enterprise, Enterprise.id == ActionItem.enterprise_id)
    .outerjoin(Area, Area.id == ActionItem.area_id)
    .outerjoin(Person, Person.id == ActionItem.owner_id)
    .outerjoin(
        Absence,
        (Absence.person_id == ActionItem.owner_id) & (Absence.enterprise_id == ActionItem.enterprise_id),
    )
)


async def found(connection: AsyncConnection, query: Any) -> list[Action]:
    """Return the actions of a query made from ACTION."""
    return [Action(**row) for row in (await connection.execute(query)).mappings()]


# --- making


async def add(  # noqa: PLR0913 - each is one property of the action
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    *,
    problem: str,
    action: str,
    module: int,
    at: dt.datetime,
    origin: str = "",
    area_id: int | None = None,
    more: Mapping[str, Any] | None = None,
) -> Action:
    """
    Put an action into the plan, or return the one of the same origin that is there already; raises RefusedError.

    Whoever adds it does it, within a week, unless `more` says otherwise (columns such as owner_id, due_on, cause). Without an
    origin it is one of its own.
    """
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    today = await today_in(connection, enterprise_id, at)
    origin = origin or f"hand:{secrets.token_hex(8)}"
    following = select(func.coalesce(func.max(ActionItem.number), 0) + 1)
    row = {
        "enterprise_id": enterprise_id,
        "number": following.where(ActionItem.enterprise_id == enterprise_id).scalar_subquery(),
        "area_id": area_id,
        "module": module,
        "problem": clean("problem", problem),
        "action": clean("action", action),
        "origin": origin,
        "owner_id": actor.person_id,
        "due_on": today + dt.timedelta(days=USUAL_DAYS),
        "status": ActionStatus.OPEN,
        "settled_on": today,
        "created_by": actor.person_id,
        "created_at": at,
    } | dict(more or {})
    statement = upsert(connection, ActionItem).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=[ActionItem.enterprise_id, ActionItem.origin])
    fresh = (await connection.execute(statement)).rowcount > 0
    query = ACTION.where(ActionItem.enterprise_id == enterprise_id, ActionItem.origin == origin)
    (made,) = await found(connection, query)
    if fresh:
        await history.note(connection, actor, made.id, "made", at=at)
        await clocks.wake_plan(connection, enterprise_id, [made.owner_id], at=at)
        await _audit(connection, actor, Act.MAKE_ACTION, made, at)
    return made


def clean(name: str, text: str) -> str:
    """Return a text as it is kept: without blanks at its ends, at most as long as LIMITS says."""
    return text.strip()[: LIMITS[name]].rstrip()


async def today_in(connection: AsyncConnection, enterprise_id: int, at: dt.datetime) -> dt.date:
    """Return the day it is for an enterprise, by its own calendar (primary key)."""
    return at.astimezone(ZoneInfo(await enterprises.zone_of(connection, enterprise_id))).date()


# --- reading


async def look(connection: AsyncConnection, actor: Actor, which: int) -> Action:
    """Return an action to a member of its enterprise; raises RefusedError (primary key)."""
    action = await _stored(connection, which)
    demand(actor, Act.MAKE_ACTION, action.enterprise_id, subject=f"action:{which}")
    return action


async def one(connection: AsyncConnection, actor: Actor, which: int, *, at: dt.datetime) -> Action:
    """Return an action to whoever may change it; raises RefusedError (primary key)."""
    action = await _stored(connection, which)
    if not may_change(actor, action, at=at):
        raise RefusedError(Act.ASSIGN_ACTION, subject=f"action:{which}", enterprise_id=action.enterprise_id)
    return action


async def _stored(connection: AsyncConnection, which: int) -> Action:
    rows = await found(connection, ACTION.where(ActionItem.id == which))
    if not rows:
        raise RefusedError(Act.USE_BUTTON)
    return rows[0]


def may_change(actor: Actor, action: Action, *, at: dt.datetime) -> bool:
    """Return whether somebody may change an action: who does it, who stands in for them, who may give actions to others."""
    if may(actor, Act.ASSIGN_ACTION, action.enterprise_id):
        return True
    return action.done_by(actor.person_id, at) and may(actor, Act.MAKE_ACTION, action.enterprise_id)


async def by_origin(connection: AsyncConnection, enterprise_id: int, origins: list[str]) -> dict[str, Action]:
    """Return origin → action, for those that are in the plan (unique index)."""
    query = ACTION.where(ActionItem.enterprise_id == enterprise_id, ActionItem.origin.in_(origins))
    return {action.origin: action for action in await found(connection, query)}


async def candidates(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, most: int = 6
) -> list[tuple[int, str, Role]]:
    """Return number, name and role of who an action may be given to: managers and committee first, only those with a name."""
    demand(actor, Act.ASSIGN_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    return await _named(connection, enterprise_id, most)


async def colleagues(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, most: int = 6
) -> list[tuple[int, str]]:
    """Return number and name of others in an enterprise, who may stand in for one; raises RefusedError."""
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    others = await _named(connection, enterprise_id, most + 1)
    return [(person, name) for person, name, _ in others if person != actor.person_id][:most]


async def _named(connection: AsyncConnection, enterprise_id: int, most: int) -> list[tuple[int, str, Role]]:
    """Return the members who have given a name, managers and committee first (index ix_memberships_enterprise_role)."""
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


# --- changing


async def give(
    connection: AsyncConnection, actor: Actor, which: int, person_id: int, *, at: dt.datetime
) -> Action:
    """Give an action to a member, who learns it; raises RefusedError."""
    there = await one(connection, actor, which, at=at)
    demand(actor, Act.ASSIGN_ACTION, there.enterprise_id, subject=f"action:{which}")
    account = await member_account(connection, there.enterprise_id, person_id)
    if account is None:
        raise RefusedError(Act.USE_BUTTON)
    if there.owner_id == person_id:
        return there
    given = await change(connection, actor, there, "given", at=at, owner_id=person_id)
    if person_id != actor.person_id:
        await tell_owner(connection, [given], account, at=at)
    return given


async def tell_owner(
    connection: AsyncConnection, actions: Sequence[Action], account: int, *, at: dt.datetime
) -> None:
    """Owe somebody the news that actions of one enterprise are theirs, in one message."""
    told = Notification(
        telegram_id=account,
        kind=GIVEN,
        template="action_given",
        values={"actions": [news_of(one) for one in actions[:_NAMED]], "count": len(actions)},
        enterprise_id=actions[0].enterprise_id,
    )
    await notifications.notify(connection, [told], at=at)


def news_of(action: Action) -> dict[str, Any]:
    """Return what all notifications about an action name."""
    return {
        "id": action.id,
        "number": action.number,
        "action": action.action,
        "area": action.area,
        "enterprise": action.enterprise,
        "owner": action.owner,
        "due": action.due_on.isoformat() if action.due_on else "",
        "postponed": action.postponed,
    }


async def member_account(connection: AsyncConnection, enterprise_id: int, person_id: int) -> int | None:
    """Return the account of a member of an enterprise; None for anybody else (unique index)."""
    query = (
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.id == person_id,
            Membership.enterprise_id == enterprise_id,
            Membership.ended_at.is_(None),
        )
    )
    account: int | None = await connection.scalar(query.limit(1))
    return account


async def set_due(
    connection: AsyncConnection, actor: Actor, which: int, day: dt.date, *, at: dt.datetime
) -> Action:
    """Have an action done by a day, today at the earliest; raises RefusedError."""
    there = await one(connection, actor, which, at=at)
    await check_day(connection, there.enterprise_id, day, at)
    return await change(connection, actor, there, "due", at=at, text=day.isoformat(), due_on=day)


async def check_day(connection: AsyncConnection, enterprise_id: int, day: dt.date, at: dt.datetime) -> None:
    """Raise RefusedError for a day that is past, or further ahead than anybody plans."""
    today = await today_in(connection, enterprise_id, at)
    if not 0 <= (day - today).days <= LONGEST_DAYS:
        raise RefusedError(Act.USE_BUTTON)


async def edit(  # noqa: PLR0913 - who, which, what, when
    connection: AsyncConnection, actor: Actor, which: int, name: str, value: Any, *, at: dt.datetime
) -> Action:
    """Change one property of an action, such as its cause; raises RefusedError for what cannot be."""
    there = await one(connection, actor, which, at=at)
    value = await _checked(connection, there, name, value)
    act = "photo" if name.startswith("photo") else "edited"
    return await change(connection, actor, there, act, at=at, text=name, **{name: value})


async def _checked(connection: AsyncConnection, there: Action, name: str, value: Any) -> Any:
    """Return a property's new value as it is kept; raises RefusedError for what cannot be."""
    if name in LIMITS:
        text = clean(name, value)
        fits = bool(text) or name not in {"problem", "action"}
        value = text
    elif name in {"cost", "saving"}:
        fits = value is None or 0 <= value <= MOST_RUPIAH
    elif name == "area_id":
        areas = await enterprises.areas_of(connection, there.enterprise_id)
        fits = value is None or value in {number for number, _ in areas}
    else:
        allowed: dict[str, Sequence[int]] = {"module": MODULES, "priority": PRIORITIES}
        fits = name in {"photo_before", "photo_after"} or value in allowed.get(name, ())
    if not fits:
        raise RefusedError(Act.USE_BUTTON)
    return value


async def change(  # noqa: PLR0913 - what the history needs
    connection: AsyncConnection,
    actor: Actor,
    there: Action,
    act: str,
    *,
    at: dt.datetime,
    text: str = "",
    **values: Any,
) -> Action:
    """Change an action whose change was allowed; note it, drop reminders that are out of date, and look after the new ones."""
    if values.keys() & _SETTLED:
        values["settled_on"] = at.astimezone(ZoneInfo(there.timezone)).date()
    if values:
        await connection.execute(update(ActionItem).where(ActionItem.id == there.id).values(values))
    await history.note(connection, actor, there.id, act, at=at, text=text)
    await _audit(connection, actor, Act.ASSIGN_ACTION, there, at)
    changed = await _stored(connection, there.id)
    await waiting.drop(connection, there.enterprise_id, there.id, there.owner_id)
    await clocks.wake_plan(connection, there.enterprise_id, [changed.owner_id], at=at)
    return changed


async def end_by_origin(
    connection: AsyncConnection, enterprise_id: int, origin: str, status: ActionStatus, *, at: dt.datetime
) -> None:
    """Finish or cancel what came from something that has ended (unique index)."""
    mine = (
        ActionItem.enterprise_id == enterprise_id,
        ActionItem.origin == origin,
        ActionItem.status.in_(UNFINISHED),
    )
    ended = update(ActionItem).where(*mine).values(status=status, ended_at=at)
    rows = (await connection.execute(ended.returning(ActionItem.id, ActionItem.owner_id))).all()
    for row in rows:
        await history.note(connection, None, row.id, status.value, at=at)
        await waiting.drop(connection, enterprise_id, row.id, row.owner_id)


async def _audit(
    connection: AsyncConnection, actor: Actor, act: Act, action: Action, at: dt.datetime
) -> None:
    subject = f"action:{action.id}"
    await audit.note(connection, actor, act, at=at, subject=subject, enterprise_id=action.enterprise_id)
