"""
Visits: planning, moving, calling off, noting what was agreed, closing.

A visit belongs to the enterprise: all its trainers see and change it. Its agenda is drafted anew whenever it is shown, until somebody
edits it (then it is stored); an agenda without lines is one that was not edited.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, enterprises
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.errors import MitraError
from mitra.store.models import Enterprise, Person, Role
from mitra.store.trainer_models import Visit as Row
from mitra.store.trainer_models import VisitStatus
from mitra.visits import names, telling

#: Nobody plans a visit further ahead than half a year.
LONGEST_DAYS = 180
#: Letters of a line of the agenda, and of the notes; lines of an agenda.
LONGEST_LINE, LONGEST_NOTES, MOST_LINES = 160, 2_000, 12
#: Visits on a page; those that were planned and not noted are shown for a month.
PAGE, FORGOTTEN = 6, dt.timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One visit."""

    id: int
    enterprise_id: int
    enterprise: str
    timezone: str
    trainer_id: int | None
    #: Name of who goes; empty when they gave none, or were erased.
    trainer: str
    held_on: dt.date
    status: VisitStatus
    #: As stored: empty until somebody edits it. Names stand in it as mitra.visits.names writes them.
    agenda: tuple[str, ...]
    notes: str
    #: How things stood when it was closed (mitra.visits.facts).
    facts: dict[str, Any] | None
    done_at: dt.datetime | None

    @property
    def subject(self) -> str:
        """Return what the audit calls it."""
        return f"visit:{self.id}"

    @property
    def shared(self) -> bool:
        """Return whether its report was sent to those who lead the enterprise."""
        return bool(self.facts and self.facts.get("shared"))

    def today(self, at: dt.datetime) -> dt.date:
        """Return the day it is where the enterprise is."""
        return at.astimezone(ZoneInfo(self.timezone)).date()


_VISIT = (
    select(
        Row.id,
        Row.enterprise_id,
        Enterprise.name.label("enterprise"),
        Enterprise.timezone,
        Row.trainer_id,
        func.coalesce(Person.name, "").label("trainer"),
        Row.held_on,
        Row.status,
        Row.agenda,
        Row.notes,
        Row.facts,
        Row.done_at,
    )
    .join(Enterprise, Enterprise.id == Row.enterprise_id)
    .outerjoin(Person, Person.id == Row.trainer_id)
)


async def _found(connection: AsyncConnection, query: Any) -> list[Visit]:
    rows = (await connection.execute(query)).mappings()
    return [Visit(**{**row, "agenda": tuple(row["agenda"])}) for row in rows]


async def stored(connection: AsyncConnection, number: int, *, lock: bool = False) -> Visit | None:
    """Return a visit, whoever asks; None when there is none (primary key)."""
    query = _VISIT.where(Row.id == number)
    found = await _found(connection, query.with_for_update(of=Row) if lock else query)
    return found[0] if found else None


async def one(connection: AsyncConnection, actor: Actor, number: int, *, lock: bool = False) -> Visit:
    """Return a visit to a trainer of its enterprise; raises RefusedError."""
    visit = await stored(connection, number, lock=lock)
    demand(actor, Act.VISIT, visit.enterprise_id if visit else 0, subject=f"visit:{number}")
    if visit is None:
        raise RefusedError(Act.VISIT, subject=f"visit:{number}")
    return visit


# --- lists


async def mine(
    connection: AsyncConnection, actor: Actor, *, page: int, at: dt.datetime
) -> tuple[list[Visit], int]:
    """Return a page of somebody's own planned visits, the next first, and how many pages there are (index ix_visits_trainer_id)."""
    demand(actor, Act.ADD_ENTERPRISE)
    # By the day it is where most are; whoever is a zone away sees yesterday's an hour longer.
    since = at.date() - FORGOTTEN
    conditions = [
        Row.trainer_id == actor.person_id,
        Row.status == VisitStatus.PLANNED,
        Row.held_on >= since,
    ]
    if not may(actor, Act.SEE_ALL_ENTERPRISES):
        theirs = [seat.enterprise_id for seat in actor.seats if seat.role == Role.TRAINER]
        conditions.append(Row.enterprise_id.in_([number for number in theirs if number]))
    return await _page(connection, conditions, [Row.held_on, Row.id], page)


async def of_enterprise(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, page: int
) -> tuple[list[Visit], int]:
    """Return a page of an enterprise's visits, the latest first, and how many pages; raises RefusedError (index ix_visits_enterprise_id)."""
    demand(actor, Act.VISIT, enterprise_id, subject=f"enterprise:{enterprise_id}")
    conditions = [Row.enterprise_id == enterprise_id, Row.status != VisitStatus.CANCELLED]
    return await _page(connection, conditions, [Row.held_on.desc(), Row.id.desc()], page)


async def _page(
    connection: AsyncConnection, conditions: Sequence[Any], order: Sequence[Any], page: int
) -> tuple[list[Visit], int]:
    count = await connection.scalar(select(func.count()).select_from(Row).where(*conditions)) or 0
    pages = max(1, -(-count // PAGE))
    page = min(max(page, 1), pages)
    query = _VISIT.where(*conditions).order_by(*order).limit(PAGE).offset((page - 1) * PAGE)
    return await _found(connection, query), pages


async def before(connection: AsyncConnection, visit: Visit) -> Visit | None:
    """Return the visit that was held before this one; None when it is the first (index ix_visits_enterprise_id)."""
    query = _VISIT.where(
        Row.enterprise_id == visit.enterprise_id,
        Row.held_on <= visit.held_on,
        Row.status == VisitStatus.DONE,
        Row.id != visit.id,
    )
    if visit.done_at is not None:
        query = query.where(Row.done_at < visit.done_at)
    found = await _found(connection, query.order_by(Row.held_on.desc(), Row.id.desc()).limit(1))
    return found[0] if found else None


# --- planning


async def plan(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, day: dt.date, *, at: dt.datetime
) -> Visit:
    """
    Plan a visit, and owe the trainer a reminder; one of theirs that is planned for that day already is returned as it is.

    Raises RefusedError, or MitraError with a sentence for a day that is past or too far ahead.
    """
    demand(actor, Act.VISIT, enterprise_id, subject=f"enterprise:{enterprise_id}")
    zone = ZoneInfo(await enterprises.zone_of(connection, enterprise_id))
    _check_day(day, at.astimezone(zone).date())
    # Two at once wait for each other here.
    await connection.execute(select(Enterprise.id).where(Enterprise.id == enterprise_id).with_for_update())
    there = select(Row.id).where(
        Row.enterprise_id == enterprise_id,
        Row.held_on == day,
        Row.trainer_id == actor.person_id,
        Row.status == VisitStatus.PLANNED,
    )
    number = await connection.scalar(there)
    if number is not None:
        return await one(connection, actor, number)
    row: dict[str, Any] = {
        "enterprise_id": enterprise_id,
        "trainer_id": actor.person_id,
        "held_on": day,
        "status": VisitStatus.PLANNED,
        "agenda": [],
        "notes": "",
        "created_at": at,
    }
    number = (await connection.execute(insert(Row).values(row).returning(Row.id))).scalar_one()
    visit = await one(connection, actor, number)
    await telling.remind(connection, visit, at=at)
    await _note(connection, actor, visit, at)
    return visit


def _check_day(day: dt.date, today: dt.date) -> None:
    if day < today:
        raise MitraError("Hari itu sudah lewat. Pilih hari ini atau sesudahnya.")
    if (day - today).days > LONGEST_DAYS:
        raise MitraError("Itu terlalu jauh. Kunjungan direncanakan paling jauh setengah tahun ke depan.")


async def move(
    connection: AsyncConnection, actor: Actor, number: int, day: dt.date, *, at: dt.datetime
) -> Visit:
    """Move a planned visit to another day, and its reminder with it; raises RefusedError or MitraError."""
    visit = await _planned(connection, actor, number)
    _check_day(day, visit.today(at))
    return await _change(connection, actor, visit, at, held_on=day)


async def cancel(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Visit:
    """Call a visit off; raises RefusedError."""
    visit = await _planned(connection, actor, number)
    return await _change(connection, actor, visit, at, status=VisitStatus.CANCELLED)


async def restore(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Visit:
    """Plan a visit again that was called off; one that is not stays as it is. Raises RefusedError."""
    visit = await one(connection, actor, number, lock=True)
    if visit.status is not VisitStatus.CANCELLED:
        return visit
    return await _change(connection, actor, visit, at, status=VisitStatus.PLANNED)


async def _planned(connection: AsyncConnection, actor: Actor, number: int) -> Visit:
    """Return a visit that is still to come; raises RefusedError for others: their buttons are stale."""
    visit = await one(connection, actor, number, lock=True)
    if visit.status is not VisitStatus.PLANNED:
        raise RefusedError(Act.USE_BUTTON)
    return visit


# --- what is talked about, and what came of it


async def add_line(  # noqa: PLR0913 - which, to what, what
    connection: AsyncConnection,
    actor: Actor,
    number: int,
    shown: Sequence[str],
    line: str,
    *,
    at: dt.datetime,
) -> Visit:
    """Add a line of one's own to the agenda as it is `shown`; raises RefusedError, or MitraError when it is full."""
    visit = await _planned(connection, actor, number)
    if len(shown) >= MOST_LINES:
        raise MitraError(f"Agenda paling banyak {MOST_LINES} baris. Hapus satu dulu.")
    words = " ".join(names.plain(line).split())[:LONGEST_LINE]
    return await _change(connection, actor, visit, at, agenda=[*shown, words])


async def cut_line(  # noqa: PLR0913 - which, from what, what
    connection: AsyncConnection,
    actor: Actor,
    number: int,
    shown: Sequence[str],
    mark: str,
    *,
    at: dt.datetime,
) -> Visit:
    """
    Take the line with this mark (mitra.visits.names.mark) out of the agenda as it is `shown`; one that is gone changes nothing.

    Without its last line the agenda is drafted anew.
    """
    visit = await _planned(connection, actor, number)
    kept = [line for line in shown if names.mark(line) != mark]
    if len(kept) == len(shown):
        return visit
    return await _change(connection, actor, visit, at, agenda=kept)


async def redraft(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Visit:
    """Forget what was edited: the agenda follows what is open again; raises RefusedError."""
    return await _change(connection, actor, await _planned(connection, actor, number), at, agenda=[])


async def note(
    connection: AsyncConnection, actor: Actor, number: int, notes: str, *, at: dt.datetime
) -> Visit:
    """Keep what was seen and agreed on; raises RefusedError."""
    visit = await one(connection, actor, number, lock=True)
    if visit.status is VisitStatus.CANCELLED:
        raise RefusedError(Act.USE_BUTTON)
    return await _change(connection, actor, visit, at, notes=notes.strip()[:LONGEST_NOTES])


async def close(  # noqa: PLR0913 - who, which, what was talked about, how things stood, when
    connection: AsyncConnection,
    actor: Actor,
    number: int,
    *,
    agenda: Sequence[str],
    facts: dict[str, Any],
    at: dt.datetime,
) -> Visit:
    """
    Close a visit that was held: what stood on its agenda and how things stood is kept. A second time changes nothing.

    Raises RefusedError, or MitraError for one whose day has not come.
    """
    visit = await one(connection, actor, number, lock=True)
    if visit.status is VisitStatus.DONE:
        return visit
    if visit.status is not VisitStatus.PLANNED:
        raise RefusedError(Act.USE_BUTTON)
    if visit.held_on > visit.today(at):
        raise MitraError("Hari kunjungannya belum tiba. Kalau lebih cepat, ubah dulu harinya.")
    changes = {"status": VisitStatus.DONE, "agenda": list(agenda), "facts": facts, "done_at": at}
    return await _change(connection, actor, visit, at, **changes)


async def mark_shared(connection: AsyncConnection, actor: Actor, visit: Visit, *, at: dt.datetime) -> Visit:
    """Note that the report was sent to those who lead: from then on they may fetch it."""
    return await _change(connection, actor, visit, at, facts=(visit.facts or {}) | {"shared": True})


async def _change(
    connection: AsyncConnection, actor: Actor, visit: Visit, at: dt.datetime, **values: Any
) -> Visit:
    """Store it, keep the reminder true, and note who did it; return it as it is now."""
    await connection.execute(update(Row).where(Row.id == visit.id).values(values))
    changed = await one(connection, actor, visit.id)
    if "held_on" in values or "status" in values:
        await telling.remind(connection, changed, at=at)
    await _note(connection, actor, visit, at)
    return changed


async def _note(connection: AsyncConnection, actor: Actor, visit: Visit, at: dt.datetime) -> None:
    await audit.note(
        connection, actor, Act.VISIT, at=at, subject=visit.subject, enterprise_id=visit.enterprise_id
    )
