"""
Figures that Mitra works out from what it holds: the 5S score and suggestions a person, month by month.

Accidents are not among them: a danger report is no accident, and what was never reported would count as none.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.kpis.catalogue import FED
from mitra.kpis.periods import Period, period_of
from mitra.store.check_models import Check
from mitra.store.models import Area, Membership, Role
from mitra.store.suggestion_models import Suggestion, SuggestionStatus

FIVE_S, SUGGESTIONS = FED
#: The checklist whose results are the 5S score.
_LIST = "5s"
#: Taken back, or counted with another one.
_NOT_COUNTED = (SuggestionStatus.WITHDRAWN, SuggestionStatus.MERGED)
#: Whether the running month has a figure too: a score stands at any time, a count only when the month is over.
WHILE_RUNNING = {FIVE_S: True, SUGGESTIONS: False}

Values = Mapping[dt.date, float]


async def fed(
    connection: AsyncConnection, code: str, enterprise_id: int, months: Sequence[Period], *, zone: str
) -> Values:
    """Return the figures of the months (oldest first) that have one, by their first days."""
    feed = five_s if code == FIVE_S else suggestions_per_worker
    return await feed(connection, enterprise_id, months, zone=zone)


async def five_s(
    connection: AsyncConnection, enterprise_id: int, months: Sequence[Period], *, zone: str
) -> Values:
    """
    Return the mean of the areas' latest 5S results of each month, in points of 100.

    Areas one by one, so that what lies before these months is not read (index ix_checks_history).
    """
    since, until = _moments(months, zone)
    areas = await connection.scalars(select(Area.id).where(Area.enterprise_id == enterprise_id))
    mine = select(Check.area_id, Check.finished_at, Check.percent).where(
        Check.enterprise_id == enterprise_id,
        Check.list_name == _LIST,
        Check.finished_at >= since,
        Check.finished_at < until,
    )
    query = union_all(mine.where(Check.area_id.in_(list(areas))), mine.where(Check.area_id.is_(None)))
    rows = (await connection.execute(query)).all()
    latest: dict[dt.date, dict[int | None, int]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row.finished_at):
        if row.percent is not None:
            latest[_month_of(row.finished_at, zone)][row.area_id] = row.percent
    return {first: sum(scores.values()) / len(scores) for first, scores in latest.items()}


async def suggestions_per_worker(
    connection: AsyncConnection, enterprise_id: int, months: Sequence[Period], *, zone: str
) -> Values:
    """
    Return how many suggestions were given each month for each person who had joined by its end.

    Suggestions of these months only (index ix_suggestions_month), people by ix_memberships_enterprise_role. Who has left is
    still counted for as long as Mitra remembers them; months before anybody joined have no figure.
    """
    since, until = _moments(months, zone)
    sent = (
        select(Suggestion.sent_at, func.count().label("number"))
        .where(
            Suggestion.enterprise_id == enterprise_id,
            Suggestion.sent_at >= since,
            Suggestion.sent_at < until,
            Suggestion.status.not_in(_NOT_COUNTED),
        )
        .group_by(Suggestion.sent_at)
    )
    given: Counter[dt.date] = Counter()
    for row in (await connection.execute(sent)).all():
        given[_month_of(row.sent_at, zone)] += row.number
    people = select(Membership.person_id, Membership.since, Membership.ended_at).where(
        Membership.enterprise_id == enterprise_id, Membership.role != Role.TRAINER
    )
    members = (await connection.execute(people)).all()
    counts = {month.first: _there(members, month, zone) for month in months}
    return {first: given[first] / count for first, count in counts.items() if count}


def _there(members: Sequence[Any], month: Period, zone: str) -> int:
    """Return how many people had joined by the end of a month and were there in it."""
    start, end = _moments([month], zone)
    return len(
        {
            row.person_id
            for row in members
            if row.since < end and (row.ended_at is None or row.ended_at >= start)
        }
    )


def _moments(months: Sequence[Period], zone: str) -> tuple[dt.datetime, dt.datetime]:
    """Return when the first month begins and the last one is over."""
    local = ZoneInfo(zone)
    first, after = months[0].first, months[-1].following.first
    return (
        dt.datetime.combine(first, dt.time(), tzinfo=local),
        dt.datetime.combine(after, dt.time(), tzinfo=local),
    )


def _month_of(moment: dt.datetime, zone: str) -> dt.date:
    return period_of("month", moment.astimezone(ZoneInfo(zone)).date()).first
