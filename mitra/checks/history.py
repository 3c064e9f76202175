"""What came of checks: one result, beside the last time and the other areas; an enterprise's areas at a glance."""

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.checks import lists, scoring
from mitra.checks.checklist import Checklist
from mitra.checks.scoring import Comparison, Mark, Result
from mitra.store.check_models import Check, ChecklistVersion, CheckNote, CheckPhoto, CheckRun
from mitra.store.models import Area, Enterprise, Person

#: Checks of one area in the trend picture.
TREND = 12
#: Areas whose last check is older do not count for the average.
RECENT = dt.timedelta(days=180)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a check came to."""

    id: int
    enterprise_id: int
    enterprise: str
    timezone: str
    area_id: int | None
    #: Name of the area; empty for the whole workplace.
    area: str
    checklist: Checklist
    list_name: str
    items: tuple[str, ...]
    short: bool
    team: bool
    closed: bool
    people: int
    finished_at: dt.datetime
    points: dict[str, Fraction | Mark] = field(repr=False)

    @property
    def result(self) -> Result:
        """The scores."""
        return scoring.score(self.checklist, self.points)

    @property
    def percent(self) -> int | None:
        """The total, 0 to 100; None when nothing applied."""
        return self.result.percent

    @property
    def failed(self) -> list[str]:
        """The items that are not well, worst first."""
        return scoring.failed(self.checklist, self.points)


_OUTCOME = (
    select(
        Check.__table__,
        ChecklistVersion.digest,
        Area.name.label("area"),
        Enterprise.name.label("enterprise"),
        Enterprise.timezone,
    )
    .join(ChecklistVersion, ChecklistVersion.id == Check.checklist_id)
    .join(Enterprise, Enterprise.id == Check.enterprise_id)
    .outerjoin(Area, Area.id == Check.area_id)
    .where(Check.finished_at.is_not(None))
)


async def _outcome_of(connection: AsyncConnection, row: Any) -> Outcome:
    return Outcome(
        id=row.id,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise,
        timezone=row.timezone,
        area_id=row.area_id,
        area=row.area or "",
        checklist=await lists.checklist_of(connection, row.checklist_id, row.digest),
        list_name=row.list_name,
        items=tuple(row.items),
        short=row.short,
        team=row.team,
        closed=row.closed,
        people=row.people,
        finished_at=row.finished_at,
        points=scoring.from_plain(row.points or {}),
    )


async def outcome(connection: AsyncConnection, actor: Actor, number: int) -> Outcome:
    """Return a finished check, to whoever took part in it or may see all of them; raises RefusedError (primary keys)."""
    row = (await connection.execute(_OUTCOME.where(Check.id == number))).one_or_none()
    if row is None:
        raise RefusedError(Act.USE_BUTTON)
    if not may(actor, Act.SEE_CHECKS, row.enterprise_id):
        demand(actor, Act.RUN_CHECK, row.enterprise_id, subject=f"check:{number}")
        mine = (CheckRun.check_id == number, CheckRun.person_id == actor.person_id)
        if not await connection.scalar(select(CheckRun.id).where(*mine)):
            raise RefusedError(Act.SEE_CHECKS, subject=f"check:{number}", enterprise_id=row.enterprise_id)
    return await _outcome_of(connection, row)


async def stored_outcome(connection: AsyncConnection, number: int) -> Outcome | None:
    """Return a finished check for a file that somebody who may see it has asked for; None when it is gone."""
    row = (await connection.execute(_OUTCOME.where(Check.id == number))).one_or_none()
    return await _outcome_of(connection, row) if row else None


def _of_area(enterprise_id: int, list_name: str, area_id: int | None) -> Any:
    """Select an area's finished checks, latest first (index ix_checks_history)."""
    here = Check.area_id.is_(None) if area_id is None else Check.area_id == area_id
    query = _OUTCOME.where(Check.enterprise_id == enterprise_id, Check.list_name == list_name, here)
    return query.order_by(Check.finished_at.desc(), Check.id.desc())


async def before(connection: AsyncConnection, now: Outcome) -> Outcome | None:
    """Return the check of the same list in the same area before this one, on the same scale; None when it is the first."""
    query = _of_area(now.enterprise_id, now.list_name, now.area_id)
    earlier = query.where(Check.finished_at < now.finished_at, Check.id != now.id)
    row = (await connection.execute(earlier.limit(1))).one_or_none()
    found = await _outcome_of(connection, row) if row else None
    return found if found and found.checklist.answers is now.checklist.answers else None


def comparison(now: Outcome, earlier: Outcome) -> Comparison:
    """Return how a check stands beside an earlier one, on what both have looked at."""
    return scoring.compare(now.checklist, now.points, earlier.points)


async def trend(connection: AsyncConnection, now: Outcome) -> list[tuple[dt.datetime, int]]:
    """Return when and how much, of the area's latest checks up to this one, earliest first."""
    query = _of_area(now.enterprise_id, now.list_name, now.area_id)
    rows = await connection.execute(query.where(Check.finished_at <= now.finished_at).limit(TREND))
    return [(row.finished_at, row.percent) for row in reversed(rows.all()) if row.percent is not None]


@dataclass(frozen=True, kw_only=True)
class AreaState:
    """How an area stands with one checklist."""

    area_id: int | None
    area: str
    #: Its last check; None when there was none.
    check_id: int | None = None
    percent: int | None = None
    finished_at: dt.datetime | None = None
    #: Change since the check before, on what both have looked at.
    change: int | None = None


async def areas(connection: AsyncConnection, enterprise_id: int, list_name: str) -> list[AreaState]:
    """
    Return how each open area stands, and the whole workplace if it was ever checked or there are no areas.

    Two rows by index for each area, of which an enterprise has a dozen at most.
    """
    query = select(Area.id, Area.name).where(Area.enterprise_id == enterprise_id, Area.closed.is_(False))
    rows = (await connection.execute(query.order_by(Area.name))).all()
    named = [(row.id, row.name) for row in rows]
    states = [await _state(connection, enterprise_id, list_name, *one) for one in named]
    whole = await _state(connection, enterprise_id, list_name, None, "")
    return [*states, whole] if whole.check_id or not states else states


async def _state(
    connection: AsyncConnection, enterprise_id: int, list_name: str, area_id: int | None, area: str
) -> AreaState:
    query = _of_area(enterprise_id, list_name, area_id).limit(2)
    found = [await _outcome_of(connection, row) for row in (await connection.execute(query)).all()]
    if not found:
        return AreaState(area_id=area_id, area=area)
    latest, earlier = found[0], found[1] if len(found) > 1 else None
    alike = earlier and earlier.checklist.answers is latest.checklist.answers
    return AreaState(
        area_id=area_id,
        area=area,
        check_id=latest.id,
        percent=latest.percent,
        finished_at=latest.finished_at,
        change=comparison(latest, earlier).change if earlier and alike else None,
    )


def average_of_others(states: list[AreaState], now: Outcome) -> int | None:
    """Return the mean of the other areas' last scores, rounded half up; None when there are none of late."""
    others = [
        state.percent
        for state in states
        if state.area_id != now.area_id
        and state.percent is not None
        and state.finished_at
        and now.finished_at - state.finished_at < RECENT
    ]
    return scoring.half_up(Fraction(sum(others), len(others))) if others else None


# --- who, and what they left beside the answers


async def checkers(connection: AsyncConnection, check_id: int) -> list[str]:
    """Return the names of who is through, in order; empty for who gave none or was erased (unique index)."""
    query = (
        select(Person.name)
        .select_from(CheckRun)
        .outerjoin(Person, Person.id == CheckRun.person_id)
        .where(CheckRun.check_id == check_id, CheckRun.finished_at.is_not(None))
        .order_by(CheckRun.finished_at, CheckRun.id)
    )
    return [name or "" for name in await connection.scalars(query)]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What stands beside an item: notes, and photos before and after."""

    notes: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


async def evidence(connection: AsyncConnection, check_id: int) -> dict[str, Evidence]:
    """Return item → notes and photos of all finished runs of a check (by run: primary key, ix_check_photos_run_id)."""
    found: dict[str, Evidence] = {}
    through = (CheckRun.check_id == check_id, CheckRun.finished_at.is_not(None))
    notes = select(CheckNote.item_id, CheckNote.text).join(CheckRun, CheckRun.id == CheckNote.run_id)
    for row in (await connection.execute(notes.where(*through).order_by(CheckRun.id))).all():
        found.setdefault(row.item_id, Evidence()).notes.append(row.text)
    photos = select(CheckPhoto.item_id, CheckPhoto.file_id, CheckPhoto.after)
    photos = photos.join(CheckRun, CheckRun.id == CheckPhoto.run_id).where(*through).order_by(CheckPhoto.id)
    for item_id, file_id, after in (await connection.execute(photos)).all():
        there = found.setdefault(item_id, Evidence())
        (there.after if after else there.before).append(file_id)
    return found
