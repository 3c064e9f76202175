"""A visit as it is shown and printed: agenda, what has changed, notes, open actions; and who may read its report."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import CONSOLE, Act, Actor, RefusedError, demand, may
from mitra.content.documents import visit_changes
from mitra.errors import MitraError
from mitra.plan.actions import ACTION, UNFINISHED, found, today_in
from mitra.store.plan_models import ActionItem
from mitra.store.trainer_models import VisitStatus
from mitra.visits import agenda, facts, names, telling, visits
from mitra.visits.facts import Facts
from mitra.visits.visits import Visit

#: Open actions that are printed.
MOST_ACTIONS = 30


@dataclass(frozen=True, kw_only=True)
class Card:
    """A visit with all that belongs to it."""

    visit: Visit
    #: The agenda as stored, and with names in it.
    stored: list[str]
    agenda: list[str]
    #: The day of the visit before; None when it is the first, and nothing has changed since.
    before_on: dt.date | None
    changes: list[str]


@dataclass(frozen=True, kw_only=True)
class Task:
    """An open action on the report."""

    number: int
    action: str
    #: Empty when nobody does it.
    owner: str
    due_on: dt.date | None
    late: bool


@dataclass(frozen=True, kw_only=True)
class VisitReport:
    """What the report says."""

    enterprise: str
    trainer: str
    held_on: dt.date
    agenda: list[str]
    notes: str
    before_on: dt.date | None
    changes: list[str]
    tasks: list[Task]
    made_on: dt.date


async def card(connection: AsyncConnection, actor: Actor, visit: Visit, *, at: dt.datetime) -> Card:
    """Return a visit with its agenda as it stands, and what has changed since the one before; for who may see it."""
    before = await visits.before(connection, visit)
    stored = await agenda.lines(connection, actor, visit, before, at=at)
    return Card(
        visit=visit,
        stored=stored,
        agenda=await names.shown(connection, stored),
        before_on=before.held_on if before else None,
        changes=await _changes(connection, actor, visit, before, at),
    )


async def _changes(
    connection: AsyncConnection, actor: Actor, visit: Visit, before: Visit | None, at: dt.datetime
) -> list[str]:
    if before is None or before.facts is None:
        return []
    if visit.facts is not None:
        now = Facts.of(visit.facts)
    else:
        now = await facts.gather(connection, actor, visit.enterprise_id, since=before.done_at, at=at)
    compared = await facts.changes(
        connection, actor, visit.enterprise_id, before=Facts.of(before.facts), now=now, at=at
    )
    return visit_changes(compared)


async def close(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Visit:
    """Close a visit, and keep how things stand; raises RefusedError or MitraError (mitra.visits.visits.close)."""
    visit = await visits.one(connection, actor, number)
    before = await visits.before(connection, visit)
    since = before.done_at if before else None
    now = await facts.gather(connection, actor, visit.enterprise_id, since=since, at=at)
    lines = await agenda.lines(connection, actor, visit, before, at=at)
    return await visits.close(connection, actor, number, agenda=lines, facts=now.plain(), at=at)


async def readable(connection: AsyncConnection, actor: Actor, number: int) -> Visit:
    """
    Return a visit whose report somebody may have; raises RefusedError.

    Trainers of the enterprise always; who may see its summary, once a trainer has sent it to them.
    """
    visit = await visits.stored(connection, number)
    if visit is not None and not may(actor, Act.VISIT, visit.enterprise_id) and visit.shared:
        demand(actor, Act.SEE_SUMMARY, visit.enterprise_id, subject=visit.subject)
        return visit
    demand(actor, Act.VISIT, visit.enterprise_id if visit else 0, subject=f"visit:{number}")
    if visit is None or visit.status is VisitStatus.CANCELLED:
        raise RefusedError(Act.USE_BUTTON)
    return visit


async def share(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> int:
    """
    Send the report of a closed visit to those who lead the enterprise, once each; return how many were told now.

    Raises RefusedError, or MitraError with a sentence when there is nobody, or nothing to read yet.
    """
    visit = await visits.one(connection, actor, number, lock=True)
    if visit.status is not VisitStatus.DONE:
        raise MitraError("Laporannya bisa dikirim sesudah kunjungan ditandai selesai.")
    told = await telling.tell_managers(connection, visit, at=at)
    if not told and not visit.shared:
        raise MitraError("Belum ada pimpinan perusahaan ini yang bisa saya kabari.")
    if not visit.shared:
        await visits.mark_shared(connection, actor, visit, at=at)
    return told


async def content(connection: AsyncConnection, number: int, *, at: dt.datetime) -> VisitReport:
    """Return what the report says, for a file that somebody who may read it has asked for; raises MitraError when it is gone."""
    visit = await visits.stored(connection, number)
    if visit is None:
        raise MitraError("the visit is gone")
    shown = await card(connection, CONSOLE, visit, at=at)
    return VisitReport(
        enterprise=visit.enterprise,
        trainer=visit.trainer,
        held_on=visit.held_on,
        agenda=shown.agenda,
        notes=visit.notes,
        before_on=shown.before_on,
        changes=shown.changes,
        tasks=await _tasks(connection, visit, at),
        made_on=at.astimezone(ZoneInfo(visit.timezone)).date(),
    )


async def _tasks(connection: AsyncConnection, visit: Visit, at: dt.datetime) -> list[Task]:
    """Return what is to be done, the first due first (index ix_action_items_open)."""
    today = await today_in(connection, visit.enterprise_id, at)
    query = ACTION.where(
        ActionItem.enterprise_id == visit.enterprise_id, ActionItem.status.in_(UNFINISHED)
    ).order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
    return [
        Task(
            number=one.number,
            action=one.action,
            owner=one.owner if one.owner_id is not None else "",
            due_on=one.due_on,
            late=one.due_on is not None and one.due_on < today,
        )
        for one in await found(connection, query.limit(MOST_ACTIONS))
    ]
