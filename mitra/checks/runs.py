"""
Going through a check: beginning, answering item by item, stopping in the middle, finishing; alone or in a team.

A check is one look at one area; a run is one person's way through it. What counts is stored when somebody is through, so
that histories need no answers.
"""

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, delete, func, insert, literal, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import alerts
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.alerts import Raised
from mitra.checks import lists, scoring
from mitra.checks.checklist import Answers, Checklist, Item
from mitra.checks.scoring import Mark
from mitra.hours import HOME_ZONE
from mitra.store.check_models import (
    Check,
    CheckAnswer,
    ChecklistVersion,
    CheckNote,
    CheckPhoto,
    CheckRun,
)
from mitra.store.models import Area, Enterprise
from mitra.store.types import Utc
from mitra.store.upsert import insert as upsert

HOME = ZoneInfo(HOME_ZONE)
#: After so long without an answer somebody is reminded of an unfinished run, once.
REMIND_AFTER = dt.timedelta(hours=20)
#: Others can join a team's check for so long.
TEAM_OPEN = dt.timedelta(hours=24)
#: How long answers can be changed after the end.
CHANGEABLE = dt.timedelta(hours=24)
#: Photos at one item, and in one run.
MOST_AT_ITEM, MOST_IN_RUN = 4, 40
LONGEST_NOTE = 300
#: Somebody's unfinished runs that are offered.
MOST_OPEN = 3


@dataclass(frozen=True, kw_only=True)
class Run:
    """One person's way through a check, as it stands."""

    id: int
    check_id: int
    person_id: int
    enterprise_id: int
    area_id: int | None
    #: Name of the area; empty for the whole workplace.
    area: str
    checklist: Checklist
    items: tuple[str, ...]
    short: bool
    team: bool
    position: int
    finished_at: dt.datetime | None

    @property
    def item(self) -> Item | None:
        """The open item; None behind the last one."""
        return self.item_at(self.position)

    def item_at(self, place: int) -> Item | None:
        """Return the item at a place, 0 for the first; None where there is none."""
        return self.checklist.items[self.items[place]] if 0 <= place < len(self.items) else None


_RUN = (
    select(
        CheckRun.id,
        CheckRun.check_id,
        CheckRun.person_id,
        CheckRun.position,
        CheckRun.finished_at,
        Check.enterprise_id,
        Check.area_id,
        Check.items,
        Check.short,
        Check.team,
        Check.checklist_id,
        ChecklistVersion.digest,
        Area.name.label("area"),
    )
    .join(Check, Check.id == CheckRun.check_id)
    .join(ChecklistVersion, ChecklistVersion.id == Check.checklist_id)
    .outerjoin(Area, Area.id == Check.area_id)
)


async def _run_of(connection: AsyncConnection, row: Any) -> Run:
    return Run(
        id=row.id,
        check_id=row.check_id,
        person_id=row.person_id,
        enterprise_id=row.enterprise_id,
        area_id=row.area_id,
        area=row.area or "",
        checklist=await lists.checklist_of(connection, row.checklist_id, row.digest),
        items=tuple(row.items),
        short=row.short,
        team=row.team,
        position=row.position,
        finished_at=row.finished_at,
    )


async def load(connection: AsyncConnection, actor: Actor, number: int) -> Run:
    """Return one's own run (primary keys); raises RefusedError when it is somebody else's, or gone."""
    row = (await connection.execute(_RUN.where(CheckRun.id == number))).one_or_none()
    if row is None or actor.person_id is None or row.person_id != actor.person_id:
        raise RefusedError(Act.USE_BUTTON)
    demand(actor, Act.RUN_CHECK, row.enterprise_id, subject=f"check:{row.check_id}")
    return await _run_of(connection, row)


async def unfinished(connection: AsyncConnection, actor: Actor) -> list[Run]:
    """Return one's unfinished runs, latest first (index ix_check_runs_person_id)."""
    query = _RUN.where(CheckRun.person_id == actor.person_id, CheckRun.finished_at.is_(None))
    rows = (await connection.execute(query.order_by(CheckRun.touched_at.desc()).limit(MOST_OPEN))).all()
    return [await _run_of(connection, row) for row in rows if may(actor, Act.RUN_CHECK, row.enterprise_id)]


# --- beginning


async def check_area(connection: AsyncConnection, enterprise_id: int, area_id: int | None) -> None:
    """Raise RefusedError unless the area is an open one of this enterprise, or None (primary key)."""
    if area_id is None:
        return
    mine = (Area.id == area_id, Area.enterprise_id == enterprise_id, Area.closed.is_(False))
    if not await connection.scalar(select(Area.id).where(*mine)):
        raise RefusedError(Act.USE_BUTTON)


async def begin(  # noqa: PLR0913 - each is one choice of who begins
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    area_id: int | None,
    name: str,
    *,
    at: dt.datetime,
    short: bool = False,
    team: bool = False,
) -> Run:
    """
    Begin a check of an area, or join the one that a team has open there; raises RefusedError.

    An unfinished run of one's own, of the same list in the same area, is dropped: who wants to go on says so instead.
    """
    demand(actor, Act.RUN_CHECK, enterprise_id, subject=f"enterprise:{enterprise_id}")
    await check_area(connection, enterprise_id, area_id)
    found = await lists.offered(connection, name, enterprise_id)
    if found is None or actor.person_id is None:
        raise RefusedError(Act.USE_BUTTON)
    joined = await open_team(connection, enterprise_id, area_id, name, at=at) if team else None
    await _drop_own(connection, actor, enterprise_id, area_id, name, but=joined)
    number = joined
    if number is None:
        off = await lists.switched_off(connection, enterprise_id, name)
        row = {
            "enterprise_id": enterprise_id,
            "area_id": area_id,
            "checklist_id": found.number,
            "list_name": name,
            "items": lists.asked(found.checklist, off, short=short),
            "short": short,
            "team": team,
            "opened_at": at,
            "closed": not team,
            "people": 0,
        }
        number = (await connection.execute(insert(Check).values(row).returning(Check.id))).scalar_one()
    return await _join(connection, actor, int(number), at)


async def _join(connection: AsyncConnection, actor: Actor, check_id: int, at: dt.datetime) -> Run:
    """Return one's run of a check, begun now unless there is one already."""
    row = {
        "check_id": check_id,
        "person_id": actor.person_id,
        "position": 0,
        "started_at": at,
        "touched_at": at,
        "remind_at": at + REMIND_AFTER,
    }
    statement = upsert(connection, CheckRun).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=[CheckRun.check_id, CheckRun.person_id])
    await connection.execute(statement)
    mine = (CheckRun.check_id == check_id, CheckRun.person_id == actor.person_id)
    return await _run_of(connection, (await connection.execute(_RUN.where(*mine))).one())


async def open_team(
    connection: AsyncConnection, enterprise_id: int, area_id: int | None, name: str, *, at: dt.datetime
) -> int | None:
    """Return the team's check that can be joined in an area, or None (index ix_checks_opened)."""
    query = (
        select(Check.id)
        .where(
            Check.enterprise_id == enterprise_id,
            Check.opened_at > at - TEAM_OPEN,
            Check.team,
            Check.closed.is_(False),
            Check.list_name == name,
            Check.area_id.is_(None) if area_id is None else Check.area_id == area_id,
        )
        .order_by(Check.opened_at.desc())
    )
    return await connection.scalar(query.limit(1))


async def _drop_own(  # noqa: PLR0913 - whose, where, and which to keep
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    area_id: int | None,
    name: str,
    *,
    but: int | None,
) -> None:
    same_area = Check.area_id.is_(None) if area_id is None else Check.area_id == area_id
    query = (
        select(CheckRun.id, CheckRun.check_id, Check.team)
        .join(Check, Check.id == CheckRun.check_id)
        .where(
            CheckRun.person_id == actor.person_id,
            CheckRun.finished_at.is_(None),
            Check.enterprise_id == enterprise_id,
            Check.list_name == name,
            same_area,
        )
    )
    for row in (await connection.execute(query)).all():
        if row.check_id != but:
            await connection.execute(delete(CheckRun).where(CheckRun.id == row.id))
            if not row.team:
                await connection.execute(delete(Check).where(Check.id == row.check_id))


# --- answering


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came of an answer: the run with its next item open, and an alert if it was alarming."""

    run: Run
    alert: Raised | None = None


def is_valid(checklist: Checklist, value: int) -> bool:
    """Return whether `value` is an answer on the checklist's scale."""
    return 0 <= value <= checklist.answers.most


def is_alarming(checklist: Checklist, item: Item, value: int | Mark) -> bool:
    """Return whether an answer means that life and health are in danger now."""
    least = 2 if checklist.answers is Answers.SCORE else 1
    return item.critical and isinstance(value, int) and value < least


async def answer(  # noqa: PLR0913 - who, where, what, when
    connection: AsyncConnection,
    actor: Actor,
    run: Run,
    value: int | Mark,
    *,
    at: dt.datetime,
    climb: dt.timedelta = alerts.CLIMB,
) -> Answered:
    """
    Store the answer to the open item and open the next one; who is in charge is told at once of what is alarming.

    Raises RefusedError for a value that is not on the scale, or when no item is open.
    """
    item = run.item
    if item is None or run.finished_at or (isinstance(value, int) and not is_valid(run.checklist, value)):
        raise RefusedError(Act.USE_BUTTON)
    stored = value if isinstance(value, int) else None
    statement = upsert(connection, CheckAnswer).values(run_id=run.id, item_id=item.id, value=stored)
    statement = statement.on_conflict_do_update(
        index_elements=[CheckAnswer.run_id, CheckAnswer.item_id], set_={"value": stored}
    )
    await connection.execute(statement)
    following = await _move(connection, run, run.position + 1, at)
    alert = None
    if item.critical:
        alert = await _mind_danger(connection, actor, run, item, value, at=at, climb=climb)
    return Answered(run=following, alert=alert)


async def _mind_danger(  # noqa: PLR0913 - what the alert is made of
    connection: AsyncConnection,
    actor: Actor,
    run: Run,
    item: Item,
    value: int | Mark,
    *,
    at: dt.datetime,
    climb: dt.timedelta,
) -> Raised | None:
    """Raise an alert for a dangerous answer; take it back when the answer has changed."""
    # Once a day, item and area: a team of five finds the same danger five times.
    day = at.astimezone(HOME).date()
    subject = f"item:{run.enterprise_id}:{run.area_id or 0}:{day}:{item.id}"
    if not is_alarming(run.checklist, item, value):
        await alerts.withdraw(connection, actor, subject, at=at)
        return None
    enterprise = await connection.scalar(select(Enterprise.name).where(Enterprise.id == run.enterprise_id))
    return await alerts.raise_alert(
        connection,
        actor,
        run.enterprise_id,
        subject=subject,
        template="alert_check",
        values={
            "enterprise": enterprise,
            "area": run.area,
            "item": item.text,
            "now": item.now,
            "action": item.action,
            "check": run.check_id,
            "item_id": item.id,
            "waited": 0,
        },
        at=at,
        area_id=run.area_id,
        climb=climb,
    )


async def go_to(connection: AsyncConnection, run: Run, place: int, *, at: dt.datetime) -> Run:
    """Open the item at `place`, answered or not; behind the last one, none is open."""
    place = max(0, min(place, len(run.items)))
    return run if place == run.position else await _move(connection, run, place, at)


async def _move(connection: AsyncConnection, run: Run, place: int, at: dt.datetime) -> Run:
    # Whoever was reminded already has no `remind_at` any more, and gets none again.
    later = literal(at + REMIND_AFTER, Utc())
    remind_at = case((CheckRun.remind_at.is_(None), null()), else_=later)
    await connection.execute(
        update(CheckRun)
        .where(CheckRun.id == run.id)
        .values(position=place, touched_at=at, remind_at=remind_at)
    )
    return replace(run, position=place)


async def write_note(connection: AsyncConnection, run: Run, text: str) -> None:
    """Keep a note at the open item, in place of an earlier one; an empty text removes it. At most LONGEST_NOTE letters."""
    item = run.item
    if item is None:
        raise RefusedError(Act.USE_BUTTON)
    text = " ".join(text.split())[:LONGEST_NOTE]
    if not text:
        mine = (CheckNote.run_id == run.id, CheckNote.item_id == item.id)
        await connection.execute(delete(CheckNote).where(*mine))
        return
    statement = upsert(connection, CheckNote).values(run_id=run.id, item_id=item.id, text=text)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[CheckNote.run_id, CheckNote.item_id], set_={"text": text}
        )
    )


async def add_photo(  # noqa: PLR0913 - where, and each property of the photo
    connection: AsyncConnection, run: Run, item_id: str, file_id: str, *, after: bool, at: dt.datetime
) -> bool:
    """Keep a photo at an item; return False when there are too many already (index ix_check_photos_run_id)."""
    query = select(func.count(), func.count(case((CheckPhoto.item_id == item_id, 1))))
    in_run, at_item = (await connection.execute(query.where(CheckPhoto.run_id == run.id))).one()
    if in_run >= MOST_IN_RUN or at_item >= MOST_AT_ITEM:
        return False
    row = {"run_id": run.id, "item_id": item_id, "file_id": file_id, "after": after, "at": at}
    await connection.execute(insert(CheckPhoto).values(row))
    return True


def _latest_photo(run: Run) -> Any:
    """Select the number of the latest photo at the open item (index ix_check_photos_run_id)."""
    item = run.item
    here = (CheckPhoto.run_id == run.id, CheckPhoto.item_id == (item.id if item else ""))
    return select(func.max(CheckPhoto.id)).where(*here)


async def remove_photo(connection: AsyncConnection, run: Run) -> None:
    """Remove the latest photo at the open item, if there is one."""
    latest = await connection.scalar(_latest_photo(run))
    await connection.execute(delete(CheckPhoto).where(CheckPhoto.id == latest))


async def turn_photo(connection: AsyncConnection, run: Run) -> None:
    """Let the latest photo at the open item show the state after, or again the one before."""
    latest = await connection.scalar(_latest_photo(run))
    await connection.execute(
        update(CheckPhoto).where(CheckPhoto.id == latest).values(after=~CheckPhoto.after)
    )


@dataclass(frozen=True, kw_only=True)
class AtItem:
    """What a run has at one item."""

    #: None: no answer yet.
    value: int | Mark | None
    note: str
    photos: int
    #: Whether the latest photo shows the state after it was put right.
    after: bool = False


async def at_item(connection: AsyncConnection, run: Run, item: Item) -> AtItem:
    """Return what is there at an item (primary keys, index ix_check_photos_run_id)."""
    mine = (CheckAnswer.run_id == run.id, CheckAnswer.item_id == item.id)
    note = select(CheckNote.text).where(CheckNote.run_id == run.id, CheckNote.item_id == item.id)
    photos = select(func.count()).where(CheckPhoto.run_id == run.id, CheckPhoto.item_id == item.id)
    latest = select(CheckPhoto.after).where(CheckPhoto.run_id == run.id, CheckPhoto.item_id == item.id)
    query = select(
        select(func.count()).where(*mine).scalar_subquery().label("answered"),
        select(CheckAnswer.value).where(*mine).scalar_subquery().label("value"),
        note.scalar_subquery().label("note"),
        photos.scalar_subquery().label("photos"),
        latest.order_by(CheckPhoto.id.desc()).limit(1).scalar_subquery().label("after"),
    )
    row = (await connection.execute(query)).one()
    value = (Mark.NOT_APPLICABLE if row.value is None else int(row.value)) if row.answered else None
    return AtItem(value=value, note=row.note or "", photos=row.photos, after=bool(row.after))


async def left_out(connection: AsyncConnection, run: Run) -> list[int]:
    """Return the places of the items without an answer, in order (primary key)."""
    answered = set(await connection.scalars(select(CheckAnswer.item_id).where(CheckAnswer.run_id == run.id)))
    return [place for place, item in enumerate(run.items) if item not in answered]


# --- the end


async def finish(connection: AsyncConnection, run: Run, *, at: dt.datetime) -> bool:
    """
    End a run, and count it; return False when nothing was answered.

    Two of a team may finish at once: the check's row is locked, and all is counted anew from the answers.
    """
    if len(await left_out(connection, run)) == len(run.items):
        return False
    await connection.execute(select(Check.id).where(Check.id == run.check_id).with_for_update())
    await connection.execute(
        update(CheckRun)
        .where(CheckRun.id == run.id, CheckRun.finished_at.is_(None))
        .values(finished_at=at, touched_at=at, remind_at=None, position=len(run.items))
    )
    await _count(connection, run, at)
    return True


async def reopen(connection: AsyncConnection, run: Run, *, at: dt.datetime) -> Run:
    """Open a finished run again at its first item, so that answers can be changed; raises RefusedError after CHANGEABLE."""
    if run.finished_at is None or at - run.finished_at > CHANGEABLE:
        raise RefusedError(Act.USE_BUTTON)
    await connection.execute(select(Check.id).where(Check.id == run.check_id).with_for_update())
    await connection.execute(
        update(CheckRun).where(CheckRun.id == run.id).values(finished_at=None, position=0, touched_at=at)
    )
    await _count(connection, run, None)
    return replace(run, finished_at=None, position=0)


async def _count(connection: AsyncConnection, run: Run, at: dt.datetime | None) -> None:
    """Store what the finished runs of a check come to; with none left it counts as unfinished."""
    points = list((await points_by_run(connection, run.check_id)).values())
    counted = scoring.together(points)
    values: dict[str, Any] = {
        "people": len(points),
        "points": scoring.as_plain(counted) if points else None,
        "percent": scoring.score(run.checklist, counted).percent if points else None,
    }
    if at is not None or not points:
        values["finished_at"] = at if points else None
    await connection.execute(update(Check).where(Check.id == run.check_id).values(values))


async def points_by_run(connection: AsyncConnection, check_id: int) -> dict[int, dict[str, Fraction | Mark]]:
    """Return run → item → points, of the runs that are finished (indexes on check and run)."""
    query = (
        select(CheckAnswer.run_id, CheckAnswer.item_id, CheckAnswer.value)
        .join(CheckRun, CheckRun.id == CheckAnswer.run_id)
        .where(CheckRun.check_id == check_id, CheckRun.finished_at.is_not(None))
    )
    found: dict[int, dict[str, Fraction | Mark]] = {}
    for row in (await connection.execute(query)).all():
        value = Mark.NOT_APPLICABLE if row.value is None else Fraction(row.value)
        found.setdefault(row.run_id, {})[row.item_id] = value
    return found


async def close_team(connection: AsyncConnection, run: Run) -> None:
    """Let nobody join any more."""
    await connection.execute(update(Check).where(Check.id == run.check_id).values(closed=True))


async def drop_stale(connection: AsyncConnection, *, before: dt.datetime) -> None:
    """Delete runs that were left unfinished long ago, and checks that nobody has finished (in the night)."""
    stale = (CheckRun.finished_at.is_(None), CheckRun.touched_at < before)
    await connection.execute(delete(CheckRun).where(*stale))
    begun = select(CheckRun.id).where(CheckRun.check_id == Check.id).exists()
    await connection.execute(
        delete(Check).where(Check.finished_at.is_(None), Check.opened_at < before, ~begun)
    )
