"""What the pictures of a check show: read from the database here, drawn elsewhere (and in a thread)."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.checks import charts, history
from mitra.checks.charts import Axis, Point
from mitra.checks.history import Outcome
from mitra.content.messages import tanggal
from mitra.errors import MitraError

#: Other areas in a trend picture: more lines could not be told apart.
OTHER_AREAS = 3


async def drawing(connection: AsyncConnection, check_id: int, kind: str) -> Callable[[], bytes]:
    """Return what draws the picture of a check (PNG): its radar, or the trend of its area. Raises MitraError when it is gone."""
    outcome = await outcome_of(connection, check_id)
    if kind == "trend":
        return await _trend(connection, outcome)
    axes, before_label = await axes_of(connection, outcome)
    return partial(
        charts.radar_png,
        f"{outcome.checklist.title} · {area_of(outcome)}",
        f"{outcome.enterprise} · {day_of(outcome.finished_at, outcome)}",
        axes,
        score=outcome.percent,
        before_label=before_label,
    )


async def outcome_of(connection: AsyncConnection, check_id: int) -> Outcome:
    """Return a finished check; raises MitraError when it is gone."""
    outcome = await history.stored_outcome(connection, check_id)
    if outcome is None:
        raise MitraError("the check is gone")
    return outcome


def area_of(outcome: Outcome) -> str:
    """Return the name of where was checked."""
    return outcome.area or "Seluruh tempat kerja"


def local_day(moment: dt.datetime, outcome: Outcome) -> dt.date:
    """Return the day of a moment, by the enterprise's own calendar."""
    return moment.astimezone(ZoneInfo(outcome.timezone)).date()


def day_of(moment: dt.datetime, outcome: Outcome) -> str:
    """Return the day of a moment as people write it, by the enterprise's own calendar."""
    return tanggal(local_day(moment, outcome))


async def axes_of(connection: AsyncConnection, outcome: Outcome) -> tuple[list[Axis], str]:
    """Return a check's pillars with their scores now and the time before, and when that was."""
    earlier = await history.before(connection, outcome)
    now = outcome.result.pillars
    then = earlier.result.pillars if earlier else {}
    axes = [
        Axis(
            label=pillar.short,
            now=now[pillar.id].percent,
            before=then[pillar.id].percent if pillar.id in then else None,
        )
        for pillar in outcome.checklist.pillars
        if any(item.id in outcome.items for item in pillar.items)
    ]
    return axes, day_of(earlier.finished_at, earlier) if earlier else ""


async def _trend(connection: AsyncConnection, outcome: Outcome) -> Callable[[], bytes]:
    """Draw an area's scores over time, and those of the areas checked latest beside it."""
    series = [(area_of(outcome), await _points(connection, outcome))]
    states = await history.areas(connection, outcome.enterprise_id, outcome.list_name)
    others = [one for one in states if one.check_id and one.area_id != outcome.area_id]
    latest = sorted(others, key=lambda one: one.finished_at or outcome.finished_at, reverse=True)
    for state in latest[:OTHER_AREAS]:
        other = await history.stored_outcome(connection, state.check_id or 0)
        if other:
            series.append((area_of(other), await _points(connection, other)))
    title = f"{outcome.checklist.title} dari waktu ke waktu"
    return partial(charts.trend_png, title, outcome.enterprise, series)


async def _points(connection: AsyncConnection, outcome: Outcome) -> list[Point]:
    return [
        Point(on=local_day(moment, outcome), score=percent)
        for moment, percent in await history.trend(connection, outcome)
    ]
