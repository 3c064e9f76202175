"""
The figures an enterprise watches: choosing them, who reports them, where they began and are to go, what a unit is worth.

Every change names the version it was made on, so that of two who change one at once the second is told.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, notifications
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.errors import MitraError
from mitra.kpis.catalogue import Kind, Known, catalogue
from mitra.kpis.outliers import Bounds
from mitra.kpis.periods import RHYTHMS, Period, period_of
from mitra.notifications import Notification
from mitra.plan import clocks
from mitra.store.kpi_models import Kpi as Row
from mitra.store.kpi_models import KpiValue
from mitra.store.models import Enterprise, Membership, Person
from mitra.store.upsert import insert as upsert

#: Kind of notification about figures, which people can stop.
FIGURES = "figures"
#: Active ones of an enterprise: more nobody looks at.
MOST = 12
SHORTEST_NAME, LONGEST_NAME, LONGEST_UNIT = 3, 40, 16
#: Rupiah a unit that are no slip of the finger; a figure that is none either.
MOST_WORTH, MOST_VALUE = 10**12, 1e12
PERCENT = "%"
OWN_ICON = "📌"
#: Days ahead of which a target lies.
LONGEST_TARGET = 3 * 366
_OWN = "own-"
#: Differences that are no surprise: percent points, and cases.
_SHARE_STEP, _COUNT_STEP = 1.0, 3.0


class FullError(MitraError):
    """Sudah ada 12 angka. Pensiunkan satu dulu, supaya yang dicatat tetap sedikit dan terpakai."""

    def __init__(self) -> None:
        super().__init__(str(self.__doc__))


class ChangedError(MitraError):
    """Somebody else has changed the figure meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One figure, as an enterprise watches it."""

    id: int
    enterprise_id: int
    enterprise: str
    timezone: str
    #: In content/kpis.yml, or own-<number>.
    code: str
    own_name: str
    own_unit: str
    higher: bool
    rhythm: str
    #: Who reports it; None when nobody does, or they have left.
    owner_id: int | None
    #: Their name; empty when there is none.
    owner: str
    #: As the enterprise has set it; None means the first figure reported.
    baseline: float | None
    target: float | None
    target_on: dt.date | None
    worth: int | None
    retired: bool
    version: int
    created_at: dt.datetime
    #: The oldest figure reported, and the first day of its period; None when there is none.
    first_value: float | None
    first_on: dt.date | None

    @property
    def known(self) -> Known | None:
        """Return what the catalogue says of it; None for one's own."""
        return catalogue().get(self.code)

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.known.name if self.known else self.own_name

    @property
    def icon(self) -> str:
        """Return its emoji."""
        return self.known.icon if self.known else OWN_ICON

    @property
    def unit(self) -> str:
        """Return what stands after its values."""
        return self.known.unit if self.known else self.own_unit

    @property
    def kind(self) -> Kind:
        """Return how it comes about: one's own in percent is a share, other ones of one's own are plain numbers."""
        if self.known:
            return self.known.kind
        return Kind.SHARE if self.own_unit == PERCENT else Kind.NUMBER

    @property
    def count(self) -> bool:
        """Return whether only whole numbers make sense."""
        return bool(self.known and self.known.count)

    @property
    def bounds(self) -> Bounds:
        """Return what is plausible."""
        low, high = (self.known.low, self.known.high) if self.known else (0.0, float("inf"))
        if self.kind is Kind.SHARE:
            return Bounds(low=low, high=min(high, 100.0), step=_SHARE_STEP)
        return Bounds(low=low, high=high, step=_COUNT_STEP if self.count else 0.0)

    @property
    def fed(self) -> bool:
        """Return whether Mitra works it out."""
        return self.kind is Kind.AUTO

    @property
    def began_at(self) -> float | None:
        """Return the baseline: as set, else the first figure reported."""
        return self.first_value if self.baseline is None else self.baseline

    @property
    def subject(self) -> str:
        """Return how the audit names it."""
        return f"kpi:{self.id}"

    def today(self, at: dt.datetime) -> dt.date:
        """Return the day it is where it is reported."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def created_in(self) -> Period:
        """Return the period in which it was chosen: the first one that is asked for."""
        return period_of(self.rhythm, self.today(self.created_at))


def _select() -> Any:
    """Select figures with all that Kpi has; the oldest value by its primary key."""
    oldest = select(KpiValue.value).where(KpiValue.kpi_id == Row.id).order_by(KpiValue.first_on).limit(1)
    belongs = exists().where(
        Membership.person_id == Row.owner_id,
        Membership.enterprise_id == Row.enterprise_id,
        Membership.ended_at.is_(None),
    )
    return (
        select(
            Row.id,
            Row.enterprise_id,
            Enterprise.name.label("enterprise"),
            Enterprise.timezone,
            Row.code,
            Row.name.label("own_name"),
            Row.unit.label("own_unit"),
            Row.higher,
            Row.rhythm,
            Person.id.label("owner_id"),
            func.coalesce(Person.name, "").label("owner"),
            Row.baseline,
            Row.target,
            Row.target_on,
            Row.worth,
            Row.retired,
            Row.version,
            Row.created_at,
            oldest.scalar_subquery().label("first_value"),
            select(func.min(KpiValue.first_on))
            .where(KpiValue.kpi_id == Row.id)
            .scalar_subquery()
            .label("first_on"),
        )
        .join(Enterprise, Enterprise.id == Row.enterprise_id)
        .outerjoin(Person, and_(Person.id == Row.owner_id, belongs))
    )


async def _found(connection: AsyncConnection, query: Any) -> list[Kpi]:
    return [Kpi(**row) for row in (await connection.execute(query)).mappings()]


# --- looking


def belongs(actor: Actor, enterprise_id: int) -> bool:
    """Return whether somebody has any role in an enterprise."""
    return any(seat.enterprise_id == enterprise_id for seat in actor.seats)


def owns(actor: Actor, kpi: Kpi) -> bool:
    """Return whether somebody is responsible for a figure, and still there."""
    return kpi.owner_id is not None and kpi.owner_id == actor.person_id and belongs(actor, kpi.enterprise_id)


def may_report(actor: Actor, kpi: Kpi) -> bool:
    """Return whether somebody may report a figure: who is responsible for it, and all but workers."""
    return not kpi.fed and (owns(actor, kpi) or may(actor, Act.REPORT_KPI, kpi.enterprise_id))


async def watched(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, retired: bool = False
) -> list[Kpi]:
    """
    Return an enterprise's figures in the order of the catalogue, one's own last; workers get those they report.

    Raises RefusedError for who does not belong there (index uq_kpis_enterprise_id_code).
    """
    sees = may(actor, Act.SEE_KPIS, enterprise_id)
    if not sees and not belongs(actor, enterprise_id):
        raise RefusedError(Act.SEE_KPIS, subject=f"enterprise:{enterprise_id}", enterprise_id=enterprise_id)
    query = _select().where(Row.enterprise_id == enterprise_id, Row.retired.is_(retired))
    found = [kpi for kpi in await _found(connection, query) if sees or owns(actor, kpi)]
    places = {code: place for place, code in enumerate(catalogue())}
    return sorted(found, key=lambda kpi: (places.get(kpi.code, len(places)), kpi.id))


async def one(connection: AsyncConnection, actor: Actor, number: int) -> Kpi:
    """Return a figure to who may see it; raises RefusedError alike for what is not there (primary key)."""
    found = await _found(connection, _select().where(Row.id == number))
    if not found:
        raise RefusedError(Act.SEE_KPIS, subject=f"kpi:{number}")
    (kpi,) = found
    if not owns(actor, kpi):
        demand(actor, Act.SEE_KPIS, kpi.enterprise_id, subject=kpi.subject)
    return kpi


async def to_edit(connection: AsyncConnection, actor: Actor, number: int, version: int | None = None) -> Kpi:
    """Return a figure to who may set it up; raises RefusedError, and ChangedError when it is no longer that version."""
    kpi = await one(connection, actor, number)
    demand(actor, Act.EDIT_KPIS, kpi.enterprise_id, subject=kpi.subject)
    if version is not None and kpi.version != version:
        raise ChangedError
    return kpi


# --- choosing


def offered(active: list[Kpi]) -> list[Known]:
    """Return the figures of the catalogue that are not watched yet."""
    taken = {kpi.code for kpi in active}
    return [known for known in catalogue().values() if known.code not in taken]


async def add_known(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, code: str, *, at: dt.datetime
) -> Kpi:
    """
    Watch a figure of the catalogue, or one that was retired again; one that is watched already stays as it is.

    Raises RefusedError, and FullError when there are too many.
    """
    demand(actor, Act.EDIT_KPIS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    known = catalogue().get(code)
    if known is None:
        raise RefusedError(Act.USE_BUTTON)
    there = await _found(connection, _select().where(Row.enterprise_id == enterprise_id, Row.code == code))
    if there and not there[0].retired:
        return there[0]
    await _room(connection, enterprise_id)
    if there:
        return await change(connection, actor, there[0], at=at, retired=False)
    return await _add(
        connection, actor, enterprise_id, code, higher=known.higher, rhythm=known.rhythms[0], at=at
    )


async def add_own(  # noqa: PLR0913 - each is one property of the figure
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    *,
    name: str,
    unit: str,
    higher: bool,
    rhythm: str,
    at: dt.datetime,
) -> Kpi:
    """Watch a figure of one's own; raises RefusedError, and MitraError when it has no name, or there are too many."""
    demand(actor, Act.EDIT_KPIS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    called, shown = clean_name(name), clean_unit(unit)
    if called is None or shown is None or rhythm not in RHYTHMS:
        raise MitraError("Angka itu belum punya nama yang bisa dipakai. Tulis 3 sampai 40 huruf.")
    await _room(connection, enterprise_id)
    query = select(Row.code).where(Row.enterprise_id == enterprise_id, Row.code.like(f"{_OWN}%"))
    numbers = [int(code.removeprefix(_OWN)) for code in await connection.scalars(query)]
    code = f"{_OWN}{max(numbers, default=0) + 1}"
    return await _add(
        connection, actor, enterprise_id, code, name=called, unit=shown, higher=higher, rhythm=rhythm, at=at
    )


def clean_name(text: str) -> str | None:
    """Return a figure's name as it is kept; None when it is none."""
    name = " ".join(text.split())
    return name if SHORTEST_NAME <= len(name) <= LONGEST_NAME and re.search(r"[^\W\d_]", name) else None


def clean_unit(text: str) -> str | None:
    """Return a unit as it is kept, empty for none; None when it is too long."""
    unit = " ".join(text.split())
    if unit.casefold() in {"persen", "percent", "prosen"}:
        return PERCENT
    return unit if len(unit) <= LONGEST_UNIT else None


async def _room(connection: AsyncConnection, enterprise_id: int) -> None:
    """Raise FullError when an enterprise watches as many figures as it can (index uq_kpis_enterprise_id_code)."""
    mine = (Row.enterprise_id == enterprise_id, Row.retired.is_(False))
    if (await connection.scalar(select(func.count()).select_from(Row).where(*mine)) or 0) >= MOST:
        raise FullError


async def _add(
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    code: str,
    *,
    at: dt.datetime,
    **values: Any,
) -> Kpi:
    row = {
        "enterprise_id": enterprise_id,
        "code": code,
        "name": "",
        "unit": "",
        "version": 1,
        "retired": False,
        "created_at": at,
    } | values
    statement = upsert(connection, Row).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=[Row.enterprise_id, Row.code])
    await connection.execute(statement)
    (made,) = await _found(connection, _select().where(Row.enterprise_id == enterprise_id, Row.code == code))
    await _note(connection, actor, made, at)
    return made


# --- setting up


async def change(
    connection: AsyncConnection, actor: Actor, kpi: Kpi, *, at: dt.datetime, **values: Any
) -> Kpi:
    """Set some of a figure's columns, if it is still as it was read; raises RefusedError, ChangedError."""
    demand(actor, Act.EDIT_KPIS, kpi.enterprise_id, subject=kpi.subject)
    same = (Row.id == kpi.id, Row.version == kpi.version)
    statement = update(Row).where(*same).values(version=kpi.version + 1, **values)
    if not (await connection.execute(statement)).rowcount:
        raise ChangedError
    await _note(connection, actor, kpi, at)
    changed = await one(connection, actor, kpi.id)
    woken = {one for one in (kpi.owner_id, changed.owner_id) if one is not None}
    await clocks.wake(connection, kpi.enterprise_id, woken, at=at)
    return changed


async def _note(connection: AsyncConnection, actor: Actor, kpi: Kpi, at: dt.datetime) -> None:
    await audit.note(
        connection,
        actor,
        Act.EDIT_KPIS,
        at=at,
        subject=kpi.subject,
        enterprise_id=kpi.enterprise_id,
    )


async def give(
    connection: AsyncConnection, actor: Actor, kpi: Kpi, person_id: int, *, at: dt.datetime
) -> Kpi:
    """
    Make a member responsible for a figure, who learns it; raises RefusedError, ChangedError.

    Nobody is told what they have set themselves, nor twice.
    """
    demand(actor, Act.EDIT_KPIS, kpi.enterprise_id, subject=kpi.subject)
    query = (
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Person.id == person_id,
            Membership.enterprise_id == kpi.enterprise_id,
            Membership.ended_at.is_(None),
        )
    )
    account = (await connection.scalars(query)).first()
    if account is None or kpi.fed:
        raise RefusedError(Act.USE_BUTTON)
    if kpi.owner_id == person_id:
        return kpi
    given = await change(connection, actor, kpi, at=at, owner_id=person_id)
    if person_id != actor.person_id:
        told = Notification(
            telegram_id=account,
            kind=FIGURES,
            template="kpi_given",
            values={"kpi": _told(given)},
            enterprise_id=given.enterprise_id,
        )
        await notifications.notify(connection, [told], at=at)
    return given


def _told(kpi: Kpi) -> Mapping[str, Any]:
    return {
        "id": kpi.id,
        "icon": kpi.icon,
        "name": kpi.name,
        "rhythm": kpi.rhythm,
        "enterprise": kpi.enterprise,
    }


async def set_rhythm(
    connection: AsyncConnection, actor: Actor, kpi: Kpi, rhythm: str, *, at: dt.datetime
) -> Kpi:
    """
    Ask for a figure every week or every month; raises RefusedError, ChangedError.

    Only while nothing is reported: a week and a month cannot stand in one line.
    """
    allowed = kpi.known.rhythms if kpi.known else RHYTHMS
    if rhythm not in allowed:
        raise RefusedError(Act.USE_BUTTON)
    if rhythm == kpi.rhythm:
        return kpi
    if kpi.first_on is not None:
        raise MitraError(
            "Sudah ada angka yang tercatat, jadi ini tidak bisa diganti lagi: angka per minggu dan per bulan tidak bisa dibandingkan."
        )
    return await change(connection, actor, kpi, at=at, rhythm=rhythm)


async def set_baseline(
    connection: AsyncConnection, actor: Actor, kpi: Kpi, value: float | None, *, at: dt.datetime
) -> Kpi:
    """Set where a figure began; None means the first one reported. Raises RefusedError, ChangedError."""
    return await change(connection, actor, kpi, at=at, baseline=_sound(kpi, value))


async def set_target(  # noqa: PLR0913 - a value and its date
    connection: AsyncConnection,
    actor: Actor,
    kpi: Kpi,
    value: float | None,
    *,
    on: dt.date | None,
    at: dt.datetime,
) -> Kpi:
    """Set where a figure is to go, and by when; None for no target. Raises RefusedError, ChangedError."""
    day = on if value is not None else None
    if day is not None and not 0 < (day - kpi.today(at)).days <= LONGEST_TARGET:
        raise MitraError("Tanggal target harus di depan, paling lama tiga tahun lagi.")
    return await change(connection, actor, kpi, at=at, target=_sound(kpi, value), target_on=day)


def _sound(kpi: Kpi, value: float | None) -> float | None:
    if value is None:
        return None
    most = 100 if kpi.kind is Kind.SHARE else MOST_VALUE
    if not 0 <= value <= most:
        raise MitraError(f"Angkanya harus antara 0 dan {most:.0f}.")
    return value


async def set_worth(
    connection: AsyncConnection, actor: Actor, kpi: Kpi, worth: int | None, *, at: dt.datetime
) -> Kpi:
    """Set what one unit is worth in rupiah, as the enterprise has agreed; raises RefusedError, ChangedError."""
    if not may_have_worth(kpi) or (worth is not None and not 0 < worth <= MOST_WORTH):
        raise RefusedError(Act.USE_BUTTON)
    return await change(connection, actor, kpi, at=at, worth=worth)


def may_have_worth(kpi: Kpi) -> bool:
    """Return whether money makes sense: not where it would reward hiding accidents, or where Mitra counts."""
    return bool(kpi.known.worth) if kpi.known else True


async def retire(connection: AsyncConnection, actor: Actor, kpi: Kpi, *, at: dt.datetime) -> Kpi:
    """Stop watching a figure; what was reported stays. Raises RefusedError, ChangedError."""
    return kpi if kpi.retired else await change(connection, actor, kpi, at=at, retired=True)


async def restore(connection: AsyncConnection, actor: Actor, kpi: Kpi, *, at: dt.datetime) -> Kpi:
    """Watch a retired figure again; raises RefusedError, ChangedError, FullError."""
    if not kpi.retired:
        return kpi
    await _room(connection, kpi.enterprise_id)
    return await change(connection, actor, kpi, at=at, retired=False)
