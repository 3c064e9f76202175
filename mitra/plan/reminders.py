"""
Looking after people at their hour: what they are to do, what is late, which figures are asked for, in one message.

What is said is worked out at the look, from how things stand then, for the days since the last one: so a reminder is said once,
after a restart, a clock that jumped, or a week's downtime too (then for the whole week at once). Row, note and clock are
written in one transaction.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, case, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.kpis import asking
from mitra.notifications import Notification
from mitra.plan import absences, clocks, digest, stages, waiting
from mitra.plan.actions import GIVEN, UNFINISHED
from mitra.plan.answers import LATE
from mitra.plan.clocks import Habits
from mitra.store.models import Area, Enterprise, Membership, OutboxMessage, Person, Role
from mitra.store.plan_models import ActionItem, ReminderClock

#: People looked after at once.
BATCH = 20
#: Actions in one list of a message, and where it is about several enterprises, of which so many are shown; the others are one
#: tap away.
SHOWN, SHOWN_OF_SEVERAL, MOST_SECTIONS = 5, 2, 8
#: Kind of notification, which people can stop, besides GIVEN, LATE and the digest's.
FIGURES = "figures"
#: A clock is never set further ahead; one that is was set by a clock that ran wrong.
LONGEST_WAIT = dt.timedelta(days=14)
#: Looked after at least so often: days.
AT_LEAST = 7
_MONDAY = 0
_DAY, _ASKED_AGAIN = dt.timedelta(days=1), dt.timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class _Look:
    """One person's look at one enterprise."""

    person_id: int
    telegram_id: int
    enterprise_id: int
    enterprise: str
    habits: Habits
    muted: frozenset[str]
    roles: frozenset[Role]
    #: Days looked at: after the first, up to and including the second.
    since: dt.date
    today: dt.date
    #: The same for their tasks, of which somebody may have been told in their place.
    tasks_since: dt.date
    #: Actions of reminders that were written and not sent, by list.
    carried: dict[str, frozenset[int]]

    @property
    def leads(self) -> bool:
        """Return whether they are told what is late."""
        return bool(self.roles & {Role.MANAGER, Role.TRAINER})

    def first_of_period(self, first: dt.date) -> bool:
        """Return whether the first day of a week or month is among the days looked at."""
        return self.since < first <= self.today


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What a look has found to say, and on which days there may be more."""

    section: dict[str, Any]
    next_days: Sequence[dt.date]


async def look_due(connection: AsyncConnection, *, at: dt.datetime, most: int = BATCH) -> int:
    """Look after people whose hour has come; return how many clocks moved (index ix_reminder_clocks_look_at)."""
    await _mend(connection, at)
    due = select(ReminderClock.person_id).where(ReminderClock.look_at <= at)
    people = set(await connection.scalars(due.order_by(ReminderClock.look_at).limit(most)))
    if not people:
        return 0
    rows = (await connection.execute(_due_of(people, at))).all()
    theirs: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        theirs[row.person_id].append(row)
    for clocks_of_one in theirs.values():
        await _look_after(connection, clocks_of_one, at)
    return len(rows)


async def _mend(connection: AsyncConnection, at: dt.datetime) -> None:
    """Bring back clocks that were set while the server's own clock ran ahead (index ix_reminder_clocks_look_at)."""
    wrong = ReminderClock.look_at > at + LONGEST_WAIT
    last, before, today = ReminderClock.looked_on, ReminderClock.looked_before, at.date()
    looked_on = case((last <= today, last), (before <= today, before), else_=today)
    values = {"look_at": at, "looked_on": looked_on}
    await connection.execute(update(ReminderClock).where(wrong).values(values))


def _due_of(people: set[int], at: dt.datetime) -> Any:
    """Select the due clocks of people with all that a look needs (primary keys)."""
    return (
        select(
            ReminderClock.__table__,
            Person.telegram_id,
            Person.muted,
            Person.quiet_from,
            Person.quiet_until,
            Person.remind_at,
            Enterprise.name.label("enterprise"),
            Enterprise.timezone,
        )
        .join(Person, Person.id == ReminderClock.person_id)
        .join(Enterprise, Enterprise.id == ReminderClock.enterprise_id)
        .where(ReminderClock.person_id.in_(people), ReminderClock.look_at <= at)
        .order_by(ReminderClock.person_id, Enterprise.name, Enterprise.id)
        .with_for_update(skip_locked=True, of=ReminderClock)
    )


async def _look_after(connection: AsyncConnection, rows: Sequence[Row[Any]], at: dt.datetime) -> None:
    """Tell one person everything about all their enterprises that are due, in one message."""
    here = {row.enterprise_id for row in rows}
    unsent = [one for one in await waiting.of(connection, [rows[0].telegram_id]) if _places(one) <= here]
    carried = _carried(unsent)
    sections = []
    for row in rows:
        section = await _look(connection, row, carried[row.enterprise_id], at)
        sections += [section] if section else []
    if not sections:
        return
    # The new message says what the unsent ones would have said.
    await connection.execute(delete(OutboxMessage).where(OutboxMessage.id.in_([one.id for one in unsent])))
    values = {"sections": _fitted(sections)}
    kind = next(
        kind for kind in _KINDS if any(section[part] for section in sections for part in _KINDS[kind])
    )
    told = Notification(
        telegram_id=rows[0].telegram_id,
        kind=kind,
        template=waiting.MORNING,
        values=values,
        enterprise_id=sections[0]["enterprise"]["id"],
    )
    pictures = [
        digest.month_picture(rows[0].telegram_id, section["enterprise"]["id"], section["month"])
        for section in sections
        if section["month"]
    ]
    await notifications.notify(connection, [told] if waiting.says_something(values) else [], at=at)
    await notifications.notify(connection, pictures, at=at)


def _fitted(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sections of several enterprises with short lists, so that a trainer's thirty fit into one message."""
    if len(sections) == 1:
        return sections
    shown = [_cut(section, SHOWN_OF_SEVERAL) for section in sections[:MOST_SECTIONS]]
    return shown + [_cut(section, 0) | {"hidden": True} for section in sections[MOST_SECTIONS:]]


def _cut(section: dict[str, Any], most: int) -> dict[str, Any]:
    """Return a section with lists of at most so many; the numbers of the others stay behind."""
    cut = section | {"asks": section["asks"][:most]} if most else section
    for name in waiting.LISTS:
        rest = [one["id"] for one in section[name][most:]]
        cut |= {name: section[name][:most], f"{name}_ids": [*rest, *section[f"{name}_ids"]]}
    return cut


#: Kind of notification → the parts of a section that stop with it.
_KINDS: dict[str, tuple[str, ...]] = {
    GIVEN: ("tasks",),
    LATE: ("late", "orphans"),
    FIGURES: ("asks",),
    digest.KIND: ("digest", "month"),
}


def _places(unsent: Row[Any]) -> set[int]:
    """Return the enterprises that a reminder is about: only where all are looked at again can it be said again."""
    return {section["enterprise"]["id"] for section in unsent.payload["values"]["sections"]}


def _carried(unsent: Sequence[Row[Any]]) -> dict[int, dict[str, frozenset[int]]]:
    """Return enterprise → list → the actions in reminders not sent yet."""
    found: dict[int, dict[str, frozenset[int]]] = defaultdict(
        lambda: dict.fromkeys((*waiting.LISTS, "asks", "digest"), frozenset())
    )
    for row in unsent:
        for section in row.payload["values"]["sections"]:
            known = found[section["enterprise"]["id"]]
            for name in (*waiting.LISTS, "asks"):
                known[name] |= {one["id"] for one in section[name]} | set(section.get(f"{name}_ids", ()))
            known["digest"] |= {1} if section["digest"] else set()
    return found


async def _look(
    connection: AsyncConnection, row: Row[Any], carried: dict[str, frozenset[int]], at: dt.datetime
) -> dict[str, Any] | None:
    """Return what is to be told of one enterprise, None for nothing, and set its clock."""
    habits = clocks.habits_of(row.timezone, row.quiet_from, row.quiet_until, row.remind_at)
    today = habits.today(at)
    mine = and_(ReminderClock.person_id == row.person_id, ReminderClock.enterprise_id == row.enterprise_id)
    if (moment := habits.on(today)) > at:  # their hour has changed, or it is a holiday
        await connection.execute(update(ReminderClock).where(mine).values(look_at=moment))
        return None
    roles = await _roles(connection, row.person_id, row.enterprise_id)
    if not roles:
        await connection.execute(delete(ReminderClock).where(mine))
        return None
    absence = await absences.of(connection, row.person_id, row.enterprise_id)
    if absence and absence.holds(today):
        moment = min(habits.on(absence.until_on + _DAY), at + LONGEST_WAIT)
        await connection.execute(update(ReminderClock).where(mine).values(look_at=moment))
        return None
    # Of tasks a stand-in was told; of the rest, and without a stand-in, one is told on coming back.
    told_until = absence.until_on if absence and absence.stand_in_id else row.looked_on
    look = _Look(
        person_id=row.person_id,
        telegram_id=row.telegram_id,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise,
        habits=habits,
        muted=frozenset(row.muted),
        roles=roles,
        since=min(row.looked_on, today),
        tasks_since=min(max(row.looked_on, told_until), today),
        today=today,
        carried=carried,
    )
    found = await _find(connection, look)
    following = min([*found.next_days, today + dt.timedelta(days=AT_LEAST)])
    moment = max(habits.on(following), habits.after(at))
    values = {"look_at": moment, "looked_on": today, "looked_before": row.looked_on}
    await connection.execute(update(ReminderClock).where(mine).values(values))
    return found.section if any(found.section[part] for parts in _KINDS.values() for part in parts) else None


async def _roles(connection: AsyncConnection, person_id: int, enterprise_id: int) -> frozenset[Role]:
    """Return somebody's roles in an enterprise (index uq_memberships_person_enterprise_role)."""
    query = select(Membership.role).where(
        Membership.person_id == person_id,
        Membership.enterprise_id == enterprise_id,
        Membership.ended_at.is_(None),
    )
    return frozenset(await connection.scalars(query))


async def _find(connection: AsyncConnection, look: _Look) -> _Found:
    tasks, next_days, overdue = await _tasks(connection, look)
    late: list[Any] = []
    orphans: list[Any] = []
    if look.leads:
        late, orphans, more = await _late(connection, look)
        next_days += [*more, *_coming_periods(look.today)]
    # Figures in a reminder that was not sent are asked for once more, unless they have been reported.
    since = look.since - _ASKED_AGAIN if look.carried["asks"] else look.since
    asks = await asking.asks_for(
        connection, look.person_id, look.enterprise_id, since=since, today=look.today
    )
    next_ask = await asking.next_ask_on(connection, look.person_id, look.enterprise_id, after=look.today)
    next_days += [next_ask] if next_ask else []
    section = {
        "enterprise": {"id": look.enterprise_id, "name": look.enterprise},
        "asks": [{"id": one.id, "name": one.name, "period": one.period} for one in asks],
        **_listed("tasks", tasks, look),
        "overdue": overdue,
        **_listed("late", late, look),
        **_listed("orphans", orphans, look),
        "digest": _without_twice(await _digest(connection, look), [*late, *orphans]),
        "month": _month(look),
        "hidden": False,
    }
    for kind, parts in _KINDS.items():
        if kind in look.muted:
            section |= {part: [] if part in {*waiting.LISTS, "asks"} else None for part in parts}
    return _Found(section=section, next_days=[day for day in next_days if day > look.today])


def _listed(name: str, rows: Sequence[Row[Any]], look: _Look) -> dict[str, Any]:
    """Return the first of a list, how many there are, and the numbers of the others."""
    rows = sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.id))
    return {
        name: [_view(row, look) for row in rows[:SHOWN]],
        f"{name}_count": len(rows),
        f"{name}_ids": [row.id for row in rows[SHOWN:]],
    }


def _view(row: Row[Any], look: _Look) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "action": row.action,
        "area": row.area,
        "owner": row.owner,
        "owned": row.owner_id is not None,
        "mine": row.owner_id == look.person_id,
        "due": row.due_on.isoformat() if row.due_on else "",
        "days": (row.due_on - look.today).days if row.due_on else None,
        "status": row.status.value,
        "postponed": row.postponed,
    }


#: What a reminder says of an action.
_COLUMNS: Any = (
    select(
        ActionItem.id,
        func.coalesce(ActionItem.number, ActionItem.id).label("number"),
        ActionItem.action,
        func.coalesce(Area.name, "").label("area"),
        ActionItem.owner_id,
        func.coalesce(Person.name, "").label("owner"),
        ActionItem.due_on,
        ActionItem.settled_on,
        ActionItem.status,
        ActionItem.postponed,
    )
    .outerjoin(Area, Area.id == ActionItem.area_id)
    .outerjoin(Person, Person.id == ActionItem.owner_id)
)


async def _tasks(connection: AsyncConnection, look: _Look) -> tuple[list[Row[Any]], list[dt.date], int]:
    """
    Return somebody's own actions whose day has come, with those they stand in for; coming days; how many others are overdue.

    Index ix_action_items_owner.
    """
    others = await absences.replaced_by(connection, look.person_id, look.enterprise_id, look.today)
    query = _COLUMNS.where(
        ActionItem.owner_id.in_([look.person_id, *others]),
        ActionItem.status.in_(UNFINISHED),
        ActionItem.due_on.is_not(None),
        ActionItem.enterprise_id == look.enterprise_id,
    )
    rows = list((await connection.execute(query)).all())
    now = [row for row in rows if _falls(row, stages.OWNER, look, "tasks")]
    overdue = sum(row.due_on < look.today for row in rows) - sum(row.due_on < look.today for row in now)
    return now, _coming(rows, stages.OWNER, look), overdue


def _falls(row: Row[Any], offsets: Sequence[int], look: _Look, name: str) -> bool:
    if row.id in look.carried[name]:
        return True
    since = look.tasks_since if name == "tasks" else look.since
    after = max(since, row.settled_on or since)
    return stages.falls(row.due_on, offsets, after=after, upto=look.today)


def _coming(rows: Sequence[Row[Any]], offsets: Sequence[int], look: _Look) -> list[dt.date]:
    days = (stages.next_day(row.due_on, offsets, after=look.today) for row in rows)
    return [day for day in days if day]


def _coming_periods(today: dt.date) -> list[dt.date]:
    """Return the first days of the next week and month, when who manages is told how things stand."""
    monday = today + dt.timedelta(days=7 - (today.weekday() - _MONDAY) % 7)
    return [monday, (today.replace(day=1) + dt.timedelta(days=31)).replace(day=1)]


async def _late(
    connection: AsyncConnection, look: _Look
) -> tuple[list[Row[Any]], list[Row[Any]], list[dt.date]]:
    """
    Return what is late and what nobody does, for who leads; and coming days (index ix_action_items_open).

    Actions of who has left belong to nobody. Where there is no manager, trainers take their place.
    """
    managers = await clocks.leaders(connection, look.enterprise_id, [Role.MANAGER])
    manages = Role.MANAGER in look.roles or not managers
    active = exists().where(
        Membership.person_id == ActionItem.owner_id,
        Membership.enterprise_id == ActionItem.enterprise_id,
        Membership.ended_at.is_(None),
    )
    window = dt.timedelta(days=max(stages.OWNER) + stages.LONGEST_PUT_OFF)
    query = _COLUMNS.add_columns(active.label("active")).where(
        ActionItem.enterprise_id == look.enterprise_id,
        ActionItem.status.in_(UNFINISHED),
        ActionItem.due_on.between(look.since - window, look.today + dt.timedelta(days=AT_LEAST * 2)),
    )
    rows = (await connection.execute(query)).all()
    others = [row for row in rows if row.active and row.owner_id != look.person_id]
    nobodys = [row for row in rows if not row.active] if manages else []
    offsets = stages.MANAGER if manages else stages.TRAINER
    late = [row for row in others if _falls(row, offsets, look, "late")]
    orphans = [row for row in nobodys if _falls(row, stages.OWNER, look, "orphans")]
    return late, orphans, [*_coming(others, offsets, look), *_coming(nobodys, stages.OWNER, look)]


async def _digest(connection: AsyncConnection, look: _Look) -> dict[str, Any] | None:
    """Return the week's digest for managers, on its first working day."""
    monday = look.today - dt.timedelta(days=(look.today.weekday() - _MONDAY) % 7)
    due = look.first_of_period(monday) or bool(look.carried["digest"])
    if Role.MANAGER not in look.roles or digest.KIND in look.muted or not due:
        return None
    return await digest.of_week(connection, look.enterprise_id, look.today, zone=look.habits.quiet.zone)


def _without_twice(week: dict[str, Any] | None, named: list[Row[Any]]) -> dict[str, Any] | None:
    """Return a digest without the actions that the message names already."""
    if week is None:
        return None
    known = {row.id for row in named}
    kept = {name: [one for one in week[name] if one["id"] not in known] for name in ("latest", "next")}
    return week | kept


def _month(look: _Look) -> str | None:
    """Return the month whose picture is sent to managers, on the first working day of the next one."""
    first = look.today.replace(day=1)
    if Role.MANAGER not in look.roles or digest.KIND in look.muted or not look.first_of_period(first):
        return None
    return (first - _DAY).replace(day=1).isoformat()
