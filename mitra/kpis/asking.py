"""Which figures somebody is asked for: on the first day after a week or month, and two days later while it is missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.kpis.catalogue import FED, catalogue
from mitra.kpis.periods import ASKED, KEPT, Period, latest, period_of
from mitra.store.kpi_models import Kpi, KpiValue
from mitra.store.models import Enterprise, Membership


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A figure that somebody is asked for."""

    #: The figure's number, for the button `kpi` with `fill:<id>`.
    id: int
    name: str
    #: In words: "minggu 16–22 November".
    period: str


async def asks_for(
    connection: AsyncConnection, person_id: int, enterprise_id: int, *, since: dt.date, today: dt.date
) -> list[Ask]:
    """
    Return the figures of which a day of asking lies after `since`, up to `today`, and that are not reported.

    One at most for each figure, of the latest such period, however long nobody was asked.
    """
    rows = await _theirs(connection, person_id, enterprise_id)
    asked = {row.id: [one for one in _ended(row, since, today) if _asked(one, since, today)] for row in rows}
    reported = await _reported(connection, asked)
    found = []
    for row in rows:
        missing = [one for one in asked[row.id] if (row.id, one.first) not in reported]
        if missing:
            found.append(Ask(id=row.id, name=_name(row), period=str(max(missing))))
    return found


async def next_ask_on(
    connection: AsyncConnection, person_id: int, enterprise_id: int, *, after: dt.date
) -> dt.date | None:
    """Return the first day after `after` on which somebody is asked for a figure; None when they report none."""
    rows = await _theirs(connection, person_id, enterprise_id)
    over = {row.id: [one] for row in rows if (one := latest(row.rhythm, after)) >= _first(row)}
    reported = await _reported(connection, over)
    days: list[dt.date] = []
    for row in rows:
        days += max(period_of(row.rhythm, after), _first(row)).asked_on
        for one in over.get(row.id, ()):
            days += () if (row.id, one.first) in reported else one.asked_on
    return min((day for day in days if day > after), default=None)


async def _theirs(connection: AsyncConnection, person_id: int, enterprise_id: int) -> Sequence[Any]:
    """Return the figures that somebody reports and is still there to report (index ix_kpis_owner_id)."""
    member = exists().where(
        Membership.person_id == person_id,
        Membership.enterprise_id == enterprise_id,
        Membership.ended_at.is_(None),
    )
    query = (
        select(Kpi.id, Kpi.code, Kpi.name, Kpi.rhythm, Kpi.created_at, Enterprise.timezone)
        .join(Enterprise, Enterprise.id == Kpi.enterprise_id)
        .where(
            Kpi.owner_id == person_id,
            Kpi.enterprise_id == enterprise_id,
            Kpi.retired.is_(False),
            Kpi.code.not_in(FED),
            member,
        )
        .order_by(Kpi.id)
    )
    return (await connection.execute(query)).all()


def _first(row: Any) -> Period:
    """Return the first period that is asked for: the one in which the figure was chosen."""
    return period_of(row.rhythm, row.created_at.astimezone(ZoneInfo(row.timezone)).date())


def _ended(row: Any, since: dt.date, today: dt.date) -> list[Period]:
    """Return the periods, the latest first, whose days of asking may lie after `since`: those looked back on at most."""
    found, one = list[Period](), latest(row.rhythm, today)
    while (
        len(found) < KEPT[row.rhythm]
        and one >= _first(row)
        and one.last + dt.timedelta(days=max(ASKED)) > since
    ):
        found.append(one)
        one = one.before
    return found


def _asked(period: Period, since: dt.date, today: dt.date) -> bool:
    return any(since < day <= today for day in period.asked_on)


async def _reported(
    connection: AsyncConnection, periods: Mapping[int, Sequence[Period]]
) -> set[tuple[int, dt.date]]:
    """Return figure and first day of what is reported, no earlier than these periods (primary key)."""
    firsts = [one.first for several in periods.values() for one in several]
    if not firsts:
        return set()
    query = select(KpiValue.kpi_id, KpiValue.first_on)
    query = query.where(KpiValue.kpi_id.in_(list(periods)), KpiValue.first_on >= min(firsts))
    return {(row.kpi_id, row.first_on) for row in (await connection.execute(query)).all()}


def _name(row: Any) -> str:
    known = catalogue().get(row.code)
    return known.name if known else str(row.name)
