"""Reporting figures, correcting them, and the lines they make over time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit
from mitra.access import Act, Actor, RefusedError
from mitra.errors import MitraError
from mitra.kpis import feeds, indicators, savings
from mitra.kpis.catalogue import DIVIDED, Kind
from mitra.kpis.indicators import MOST_VALUE, Kpi, may_report, watched
from mitra.kpis.lines import KpiLine, KpiPoint
from mitra.kpis.outliers import LOOKED_AT
from mitra.kpis.periods import Period, between, latest, looked_back_on, period_of
from mitra.kpis.savings import Sums
from mitra.store.kpi_models import Kpi as Row
from mitra.store.kpi_models import KpiValue
from mitra.store.upsert import insert as upsert

_PERCENT = 100


class UnusableError(MitraError):
    """A number that cannot be right for this figure; the message says why, to who typed it."""


class TakenError(MitraError):
    """Somebody else has reported the same period meanwhile."""

    def __init__(self, reading: "Reading | None") -> None:
        super().__init__("reported meanwhile")
        #: What stands there now; None when it was taken back.
        self.reading = reading


@dataclass(frozen=True, kw_only=True)
class Amount:
    """What was reported: a value, and where it is a part of a whole these two."""

    value: float
    part: float | None = None
    whole: float | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The figure of one period as it was reported."""

    first: dt.date
    amount: Amount
    at: dt.datetime

    @property
    def stamp(self) -> str:
        """Return what tells this report from a later one of the same period."""
        return str(int(self.at.timestamp()))


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A figure with its line."""

    kpi: Kpi
    line: KpiLine
    #: Periods since it began that nobody has reported, the latest first.
    missing: Sequence[Period]
    #: The latest period that is over.
    latest: Period

    @property
    def due(self) -> bool:
        """Return whether the latest period waits to be reported."""
        return self.latest in self.missing or (not self.kpi.fed and self.line.now is None)


# --- numbers


def amount_of(kpi: Kpi, part: float, whole: float) -> Amount:
    """Return the amount of a part and its whole; raises UnusableError."""
    if not (0 <= part <= MOST_VALUE and 0 < whole <= MOST_VALUE):
        raise UnusableError("Angka kedua harus lebih dari nol, karena menjadi pembaginya.")
    if kpi.kind is Kind.RATIO:
        return Amount(value=part / whole, part=part, whole=whole)
    if part > whole:
        raise UnusableError("Angka yang pertama tidak bisa lebih besar dari yang kedua. Mungkin terbalik?")
    return Amount(value=_PERCENT * part / whole, part=part, whole=whole)


def plain_amount(kpi: Kpi, value: float) -> Amount:
    """Return the amount of a value alone: a percentage, or a plain number; raises UnusableError."""
    if kpi.kind is Kind.SHARE and value > _PERCENT:
        raise UnusableError("Persennya tidak bisa lebih dari 100.")
    if kpi.count and value != int(value):
        raise UnusableError("Yang ini dihitung satu-satu, jadi tulis bilangan bulat.")
    if not 0 <= value <= MOST_VALUE:
        raise UnusableError("Angkanya terlalu besar.")
    return Amount(value=value)


# --- reporting


async def reading_of(connection: AsyncConnection, kpi: Kpi, first: dt.date) -> Reading | None:
    """Return what was reported for a period, or None (primary key)."""
    query = select(KpiValue.__table__).where(KpiValue.kpi_id == kpi.id, KpiValue.first_on == first)
    row = (await connection.execute(query)).one_or_none()
    return _reading(row) if row else None


def _reading(row: Any) -> Reading:
    amount = Amount(value=row.value, part=row.part, whole=row.whole)
    return Reading(first=row.first_on, amount=amount, at=row.at)


async def earlier(connection: AsyncConnection, kpi: Kpi, first: dt.date) -> list[Reading]:
    """Return the latest reports before a period, oldest first (primary key)."""
    query = select(KpiValue.__table__).where(KpiValue.kpi_id == kpi.id, KpiValue.first_on < first)
    rows = (await connection.execute(query.order_by(KpiValue.first_on.desc()).limit(LOOKED_AT))).all()
    return [_reading(row) for row in reversed(rows)]


def fillable(kpi: Kpi, first: dt.date, *, at: dt.datetime) -> Period:
    """Return the period that begins on `first` if it can be reported: over, and not too long ago; raises RefusedError."""
    try:
        period = Period(first, kpi.rhythm)
    except ValueError:
        raise RefusedError(Act.USE_BUTTON) from None
    if kpi.fed or kpi.retired or period not in looked_back_on(latest(kpi.rhythm, kpi.today(at))):
        raise RefusedError(Act.USE_BUTTON)
    return period


async def report(  # noqa: PLR0913 - what, for when, by whom, on what they saw
    connection: AsyncConnection,
    actor: Actor,
    kpi: Kpi,
    first: dt.date,
    amount: Amount,
    *,
    seen: str,
    at: dt.datetime,
) -> Reading:
    """
    Report the figure of a period, or correct it; `seen` is the stamp of what stood there when it was asked for, or empty.

    Raises RefusedError, and TakenError when something else stands there now; the same amount again changes nothing.
    """
    if not may_report(actor, kpi):
        raise RefusedError(Act.REPORT_KPI, subject=kpi.subject, enterprise_id=kpi.enterprise_id)
    fillable(kpi, first, at=at)
    # Two who report at once wait for each other here.
    await connection.execute(select(Row.id).where(Row.id == kpi.id).with_for_update())
    there = await reading_of(connection, kpi, first)
    if there is not None and there.amount == amount:
        return there
    if (there.stamp if there else "") != seen:
        raise TakenError(there)
    # A stamp must tell two reports of one second apart.
    moment = max(at, there.at + dt.timedelta(seconds=1)) if there else at
    values = {
        "value": amount.value,
        "part": amount.part,
        "whole": amount.whole,
        "person_id": actor.person_id,
        "at": moment,
    }
    statement = upsert(connection, KpiValue).values({"kpi_id": kpi.id, "first_on": first} | values)
    statement = statement.on_conflict_do_update(
        index_elements=[KpiValue.kpi_id, KpiValue.first_on], set_=values
    )
    await connection.execute(statement)
    await _note(connection, actor, kpi, at)
    return Reading(first=first, amount=amount, at=moment)


async def take_back(  # noqa: PLR0913 - what, for when, by whom, as they saw it
    connection: AsyncConnection, actor: Actor, kpi: Kpi, first: dt.date, stamp: str, *, at: dt.datetime
) -> bool:
    """Take back what was just reported; return whether it still stood there. Raises RefusedError."""
    if not may_report(actor, kpi):
        raise RefusedError(Act.REPORT_KPI, subject=kpi.subject, enterprise_id=kpi.enterprise_id)
    there = await reading_of(connection, kpi, first)
    if there is None or there.stamp != stamp:
        return False
    await connection.execute(
        delete(KpiValue).where(KpiValue.kpi_id == kpi.id, KpiValue.first_on == first, KpiValue.at == there.at)
    )
    await _note(connection, actor, kpi, at)
    return True


async def _note(connection: AsyncConnection, actor: Actor, kpi: Kpi, at: dt.datetime) -> None:
    await audit.note(
        connection, actor, Act.REPORT_KPI, at=at, subject=kpi.subject, enterprise_id=kpi.enterprise_id
    )


# --- lines


async def lines_of(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime
) -> list[KpiLine]:
    """
    Return the lines of an enterprise's figures: the last twelve months or thirteen weeks; raises RefusedError.

    Statements do not grow with how many figures or how old they are.
    """
    return [one.line for one in await board(connection, actor, enterprise_id, at=at)]


async def line_of(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> KpiLine:
    """Return one figure's line; raises RefusedError."""
    return (await look(connection, actor, number, at=at)).line


async def board(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime
) -> list[Watched]:
    """Return an enterprise's figures with their lines: all, or for workers their own; raises RefusedError."""
    return await _with_lines(connection, await watched(connection, actor, enterprise_id), at=at)


async def look(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Watched:
    """Return one figure with its line, a retired one too; raises RefusedError."""
    kpi = await indicators.one(connection, actor, number)
    return (await _with_lines(connection, [kpi], at=at))[0]


async def _with_lines(connection: AsyncConnection, kpis: Sequence[Kpi], *, at: dt.datetime) -> list[Watched]:
    if not kpis:
        return []
    windows = {kpi.id: looked_back_on(latest(kpi.rhythm, kpi.today(at))) for kpi in kpis}
    values = await _values(connection, {kpi.id: windows[kpi.id] for kpi in kpis if not kpi.fed})
    sums = await _sums(connection, [kpi for kpi in kpis if kpi.worth is not None])
    found = []
    for kpi in kpis:
        window = windows[kpi.id]
        known = await _fed(connection, kpi, window) if kpi.fed else values[kpi.id]
        found.append(_watched(kpi, window, known, sums.get(kpi.id, {})))
    return found


async def _values(
    connection: AsyncConnection, windows: Mapping[int, Sequence[Period]]
) -> dict[int, dict[dt.date, float]]:
    """Return figure → first day → value, within their windows (primary key)."""
    starts: dict[dt.date, list[int]] = defaultdict(list)
    for number, window in windows.items():
        starts[window[0].first].append(number)
    if not starts:
        return {}
    # One range for all that begin on the same day: weekly and monthly ones.
    within = [
        and_(KpiValue.kpi_id.in_(numbers), KpiValue.first_on >= first) for first, numbers in starts.items()
    ]
    query = select(KpiValue.kpi_id, KpiValue.first_on, KpiValue.value).where(or_(*within))
    found: dict[int, dict[dt.date, float]] = defaultdict(dict)
    for row in (await connection.execute(query)).all():
        found[row.kpi_id][row.first_on] = row.value
    return found


async def _fed(connection: AsyncConnection, kpi: Kpi, window: Sequence[Period]) -> Mapping[dt.date, float]:
    months = [*window, window[-1].following]
    found = await feeds.fed(connection, kpi.code, kpi.enterprise_id, months, zone=kpi.timezone)
    running = feeds.WHILE_RUNNING[kpi.code]
    return {first: value for first, value in found.items() if running or first != months[-1].first}


def _watched(
    kpi: Kpi, window: Sequence[Period], values: Mapping[dt.date, float], sums: Mapping[bool, Sums]
) -> Watched:
    last, running = window[-1], window[-1].following
    shown = [*window, running] if running.first in values else window
    began = _began(kpi, values, shown)
    points = [KpiPoint(first=one.first, value=values.get(one.first)) for one in shown if one >= began]
    baseline = kpi.began_at
    if kpi.fed and baseline is None:
        baseline = next((point.value for point in points if point.value is not None), None)
    weighted = sums.get(savings.is_weighted(kpi.kind))
    saved = (
        savings.saved(kpi.kind, weighted, baseline=baseline, worth=kpi.worth, higher=kpi.higher)
        if weighted
        else None
    )
    missing = [one for one in between(began, last) if one.first not in values and not kpi.fed]
    return Watched(
        kpi=kpi,
        line=KpiLine(
            name=kpi.name,
            unit=kpi.unit,
            higher=kpi.higher,
            rhythm=kpi.rhythm,
            baseline=baseline,
            target=kpi.target,
            target_on=kpi.target_on,
            points=points,
            # What has become worse has saved nothing.
            saved=None if saved is None else max(saved, 0),
        ),
        missing=missing[::-1],
        latest=last,
    )


def _began(kpi: Kpi, values: Mapping[dt.date, float], shown: Sequence[Period]) -> Period:
    """Return the first period to look at: the first one with a figure, or the one in which it was chosen, within the window."""
    firsts = [*values, kpi.created_in.first] if not kpi.fed else list(values)
    if kpi.first_on is not None:
        firsts.append(kpi.first_on)
    first = min(firsts, default=shown[-1].first)
    return max(shown[0], min(period_of(kpi.rhythm, first), shown[-1].following))


async def _sums(connection: AsyncConnection, kpis: Iterable[Kpi]) -> dict[int, dict[bool, Sums]]:
    """Return what has been reported of each figure, added up, weighted and not (primary key)."""
    numbers = [kpi.id for kpi in kpis]
    if not numbers:
        return {}
    # A range on the first column of the primary key: as many rows as these figures have periods.
    query = (
        select(
            KpiValue.kpi_id,
            func.count().label("number"),
            func.sum(KpiValue.value).label("values"),
            func.sum(KpiValue.whole).label("wholes"),
            func.sum(KpiValue.value * KpiValue.whole).label("weighted"),
        )
        .where(KpiValue.kpi_id.in_(numbers))
        .group_by(KpiValue.kpi_id)
    )
    return {
        row.kpi_id: {
            False: Sums(whole=row.number, weighted=row.values),
            True: Sums(whole=row.wholes or 0.0, weighted=row.weighted or 0.0),
        }
        for row in (await connection.execute(query)).all()
    }


def divided(kpi: Kpi) -> bool:
    """Return whether a figure is a part of a whole, or divided by one."""
    return kpi.kind in DIVIDED
