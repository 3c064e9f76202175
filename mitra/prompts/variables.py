"""What is put into a trainer's text, looked up for many receivers at once, and only what the text uses."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.checks import history
from mitra.content.messages import tanggal
from mitra.plan.actions import UNFINISHED
from mitra.store.models import Person
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.prompt_models import Training
from mitra.store.suggestion_models import Suggestion
from mitra.trainings import MODULES

_NAMELESS, _TRAINER = "Bapak/Ibu", "pelatih Anda"
_OF_WORKSHOP = {"hari", "tanggal_pelatihan", "saran"}
_OF_ENTERPRISE = {"skor_5s", "skor_k3", "tugas_terlambat", "tugas_terbuka", "tugas_selesai"}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who gets a text, with what is known of them already."""

    person_id: int
    name: str | None
    role: str
    enterprise_id: int
    enterprise: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class About:
    """What a text is about."""

    names: frozenset[str]
    module: int | None
    trainer_id: int | None
    #: Day of the workshop, where it is known which; else the enterprise's latest of the module.
    held_on: dt.date | None = None


async def values_of(
    connection: AsyncConnection, readers: Sequence[Reader], about: About, *, at: dt.datetime
) -> dict[int, dict[str, Any]]:
    """Return person → what their text is filled with: a few reads by index for each enterprise among the readers."""
    trainer = await _name(connection, about.trainer_id) if "pelatih" in about.names else ""
    shared = {
        reader.enterprise_id: await _shared(connection, reader, about, at)
        for reader in {one.enterprise_id: one for one in readers}.values()
    }
    tasks = await _tasks(connection, readers) if "tugas_saya" in about.names else {}
    module = MODULES.get(about.module or 0, "SCORE")
    return {
        one.person_id: {
            "nama": one.name or _NAMELESS,
            "perusahaan": one.enterprise,
            "modul": module,
            "pelatih": trainer or _TRAINER,
            "peran": one.role,
            "tugas_saya": tasks.get((one.person_id, one.enterprise_id), 0),
        }
        | shared[one.enterprise_id]
        for one in readers
    }


async def _name(connection: AsyncConnection, person_id: int | None) -> str:
    return await connection.scalar(select(Person.name).where(Person.id == person_id)) or ""


async def _tasks(connection: AsyncConnection, readers: Iterable[Reader]) -> dict[tuple[int, int], int]:
    """Return how much each has to do, by person and enterprise (index ix_action_items_owner)."""
    query = select(ActionItem.owner_id, ActionItem.enterprise_id, func.count().label("number"))
    query = query.where(
        ActionItem.owner_id.in_({one.person_id for one in readers}), ActionItem.status.in_(UNFINISHED)
    )
    rows = await connection.execute(query.group_by(ActionItem.owner_id, ActionItem.enterprise_id))
    return {(row.owner_id, row.enterprise_id): row.number for row in rows}


async def _shared(
    connection: AsyncConnection, reader: Reader, about: About, at: dt.datetime
) -> dict[str, Any]:
    """Return what is the same for all of an enterprise."""
    today = at.astimezone(ZoneInfo(reader.zone)).date()
    number, found = reader.enterprise_id, dict[str, Any]()
    if about.names & _OF_WORKSHOP:
        found |= await _of_workshop(connection, reader, about, today)
    for name, checklist in (("skor_5s", "5s"), ("skor_k3", "k3")):
        if name in about.names:
            found[name] = await score(connection, number, checklist)
    if about.names & _OF_ENTERPRISE - {"skor_5s", "skor_k3"}:
        found |= await _of_plan(connection, number, today)
    return {name: value for name, value in found.items() if name in about.names}


async def _of_workshop(
    connection: AsyncConnection, reader: Reader, about: About, today: dt.date
) -> dict[str, Any]:
    held_on = about.held_on or await held(connection, reader.enterprise_id, about.module, until=today)
    if held_on is None:
        return dict.fromkeys(_OF_WORKSHOP)
    morning = dt.datetime.combine(held_on, dt.time(), ZoneInfo(reader.zone)) - dt.timedelta(hours=1)
    mine = (Suggestion.enterprise_id == reader.enterprise_id, Suggestion.sent_at >= morning)
    given = await connection.scalar(select(func.count()).select_from(Suggestion).where(*mine))
    return {"hari": (today - held_on).days, "tanggal_pelatihan": tanggal(held_on), "saran": given or 0}


async def held(
    connection: AsyncConnection, enterprise_id: int, module: int | None, *, until: dt.date
) -> dt.date | None:
    """Return the day of an enterprise's latest workshop, of this module or (None) of any, up to `until`."""
    query = select(func.max(Training.held_on)).where(
        Training.enterprise_id == enterprise_id, Training.held_on <= until
    )
    if module is not None:
        query = query.where(Training.module == module)
    found: dt.date | None = await connection.scalar(query)
    return found


async def score(connection: AsyncConnection, enterprise_id: int, checklist: str) -> int | None:
    """Return the mean of the areas' latest scores in percent, None when nothing was checked."""
    states = await history.areas(connection, enterprise_id, checklist)
    found = [one.percent for one in states if one.percent is not None]
    return round(sum(found) / len(found)) if found else None


async def _of_plan(connection: AsyncConnection, enterprise_id: int, today: dt.date) -> dict[str, Any]:
    """Return how many actions are overdue, unfinished, finished (index ix_action_items_open)."""
    late = ActionItem.due_on < today
    query = select(ActionItem.status, late.label("late"), func.count().label("number"))
    query = query.where(ActionItem.enterprise_id == enterprise_id).group_by(ActionItem.status, late)
    rows = (await connection.execute(query)).all()
    unfinished = [row for row in rows if row.status in UNFINISHED]
    return {
        "tugas_terbuka": sum(row.number for row in unfinished),
        "tugas_terlambat": sum(row.number for row in unfinished if row.late),
        "tugas_selesai": sum(row.number for row in rows if row.status == ActionStatus.DONE),
    }
