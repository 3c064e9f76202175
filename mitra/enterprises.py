"""Enterprises and their areas."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.content.files import read_yaml, shaped
from mitra.content.library import CONTENT_DIR
from mitra.errors import MitraError
from mitra.store.models import Area, Enterprise, Membership, Role
from mitra.store.upsert import insert as upsert

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
#: Size classes by the number of people who work there (BPS, Badan Pusat Statistik).
SIZES = {"micro": 1, "small": 5, "medium": 20, "large": 100}
MOST_AREAS = 12
LONGEST_NAME, LONGEST_AREA = 80, 30
#: Without 0/O, 1/I/L and the like: read from a poster and typed on a phone.
CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
CODE_LENGTH = 6
#: How alike a typed province must be to one of the list: "jawa tengh" is, "jawa" is not.
_ALIKE = 86


@dataclass(frozen=True, kw_only=True)
class Details:
    """An enterprise as its page shows it."""

    id: int
    name: str
    code: str
    timezone: str
    province: str | None
    sector: str | None
    size: str | None
    #: Role → how many hold it.
    people: dict[Role, int]
    areas: tuple[tuple[int, str], ...]


async def add(  # noqa: PLR0913 - each is one property of the enterprise
    connection: AsyncConnection,
    actor: Actor,
    name: str,
    *,
    timezone: str,
    at: dt.datetime,
    province: str | None = None,
    sector: str | None = None,
    size: str | None = None,
    areas: Iterable[str] = (),
) -> int:
    """
    Add an enterprise and return its number; a trainer who adds one looks after it from then on.

    Raises RefusedError, or MitraError with one sentence when a value cannot be used.
    """
    demand(actor, Act.ADD_ENTERPRISE)
    row = {
        "name": checked_name(name),
        "code": await _free_code(connection),
        "timezone": _checked_zone(timezone),
        "province": province,
        "sector": sector,
        "size": size,
        "created_at": at,
    }
    number = (await connection.execute(insert(Enterprise).values(row).returning(Enterprise.id))).scalar_one()
    await _store_areas(connection, number, areas)
    if actor.has(Role.TRAINER) and actor.person_id:
        seat = {"person_id": actor.person_id, "enterprise_id": number, "role": Role.TRAINER, "since": at}
        await connection.execute(insert(Membership).values(seat | {"removed": False}))
    await audit.note(
        connection, actor, Act.ADD_ENTERPRISE, at=at, subject=f"enterprise:{number}", enterprise_id=number
    )
    return int(number)


def checked_name(name: str) -> str:
    """Return an enterprise's name made regular; raises MitraError when it is none."""
    regular = " ".join(name.split())
    if not 3 <= len(regular) <= LONGEST_NAME or not any(map(str.isalpha, regular)):  # noqa: PLR2004
        raise MitraError(f"Nama perusahaan harus 3 sampai {LONGEST_NAME} huruf.")
    return regular


def _checked_zone(zone: str) -> str:
    if zone not in ZONES:
        raise MitraError(f"Zona waktu {zone!r} tidak dikenal: pilih {', '.join(ZONES)}.")
    return zone


async def _free_code(connection: AsyncConnection) -> str:
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if not await connection.scalar(select(Enterprise.id).where(Enterprise.code == code)):
            return code


async def by_code(connection: AsyncConnection, code: str) -> tuple[int, str] | None:
    """Return number and name of the enterprise with this code, or None (unique index)."""
    columns = select(Enterprise.id, Enterprise.name)
    row = (await connection.execute(columns.where(Enterprise.code == code.upper()))).one_or_none()
    return (row.id, row.name) if row else None


async def name_of(connection: AsyncConnection, number: int | None) -> str:
    """Return an enterprise's name; empty when there is none (primary key)."""
    return await connection.scalar(select(Enterprise.name).where(Enterprise.id == number)) or ""


async def zone_of(connection: AsyncConnection, number: int) -> str:
    """Return the name of an enterprise's time zone (primary key)."""
    return (
        await connection.scalar(select(Enterprise.timezone).where(Enterprise.id == number)) or "Asia/Jakarta"
    )


async def names_of(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, str]:
    """Return the names of these enterprises by their numbers (primary key)."""
    columns = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(list(numbers)))
    return {row.id: row.name for row in (await connection.execute(columns)).all()}


async def details(connection: AsyncConnection, actor: Actor, number: int) -> Details:
    """Return what an enterprise's page shows; raises RefusedError."""
    demand(actor, Act.SEE_ENTERPRISE, number, subject=f"enterprise:{number}")
    row = (
        await connection.execute(select(Enterprise.__table__).where(Enterprise.id == number))
    ).one_or_none()
    if row is None:
        raise RefusedError(Act.SEE_ENTERPRISE, subject=f"enterprise:{number}")
    return Details(
        id=row.id,
        name=row.name,
        code=row.code,
        timezone=row.timezone,
        province=row.province,
        sector=row.sector,
        size=row.size,
        people=await _people(connection, number),
        areas=tuple(await areas_of(connection, number)),
    )


async def _people(connection: AsyncConnection, number: int) -> dict[Role, int]:
    """Return how many hold each role (index ix_memberships_enterprise_role)."""
    query = select(Membership.role, func.count().label("number"))
    query = query.where(Membership.enterprise_id == number, Membership.ended_at.is_(None))
    rows = (await connection.execute(query.group_by(Membership.role))).all()
    return {row.role: row.number for row in rows}


async def people_in(connection: AsyncConnection, number: int) -> int:
    """Return how many belong to an enterprise in Mitra (index ix_memberships_enterprise_role)."""
    query = select(func.count(Membership.person_id.distinct())).where(
        Membership.enterprise_id == number, Membership.ended_at.is_(None)
    )
    return await connection.scalar(query) or 0


async def looked_after(connection: AsyncConnection, actor: Actor) -> list[tuple[int, str]]:
    """Return number and name of the enterprises that a trainer is assigned to, or all for an operator, by name."""
    columns = select(Enterprise.id, Enterprise.name).order_by(func.lower(Enterprise.name), Enterprise.id)
    if not may(actor, Act.SEE_ALL_ENTERPRISES):
        mine = [seat.enterprise_id for seat in actor.seats if seat.role == Role.TRAINER]
        columns = columns.where(Enterprise.id.in_([number for number in mine if number]))
    return [(row.id, row.name) for row in (await connection.execute(columns)).all()]


# --- areas


async def areas_of(connection: AsyncConnection, number: int) -> list[tuple[int, str]]:
    """Return number and name of an enterprise's open areas, by name (index uq_areas_enterprise_id_name)."""
    columns = select(Area.id, Area.name).where(Area.enterprise_id == number, Area.closed.is_(False))
    return [(row.id, row.name) for row in (await connection.execute(columns.order_by(Area.name))).all()]


async def area_name(connection: AsyncConnection, area_id: int | None) -> str:
    """Return an area's name; empty for none (primary key)."""
    return await connection.scalar(select(Area.name).where(Area.id == area_id)) or ""


async def add_areas(
    connection: AsyncConnection, actor: Actor, number: int, names: Iterable[str], *, at: dt.datetime
) -> None:
    """Add areas, or open closed ones again; raises RefusedError, or MitraError when there would be too many."""
    demand(actor, Act.EDIT_AREAS, number, subject=f"enterprise:{number}")
    await _store_areas(connection, number, names)
    await audit.note(
        connection, actor, Act.EDIT_AREAS, at=at, subject=f"enterprise:{number}", enterprise_id=number
    )


async def close_area(connection: AsyncConnection, actor: Actor, area: int, *, at: dt.datetime) -> int:
    """Close an area and return its enterprise's number; raises RefusedError."""
    number = await connection.scalar(select(Area.enterprise_id).where(Area.id == area))
    demand(actor, Act.EDIT_AREAS, number or 0, subject=f"area:{area}")
    if number is None:
        raise RefusedError(Act.EDIT_AREAS, subject=f"area:{area}")
    await connection.execute(update(Area).where(Area.id == area).values(closed=True))
    await audit.note(connection, actor, Act.EDIT_AREAS, at=at, subject=f"area:{area}", enterprise_id=number)
    return int(number)


def read_areas(text: str) -> list[str]:
    """Return the names in a list typed with commas, without doubles; empty when one is too long or there are too many."""
    names = [" ".join(part.split()) for part in text.replace("\n", ",").replace(";", ",").split(",")]
    unique = list({name.casefold(): name for name in names if name}.values())
    fits = all(len(name) <= LONGEST_AREA and any(map(str.isalnum, name)) for name in unique)
    return unique if fits and len(unique) <= MOST_AREAS else []


async def _store_areas(connection: AsyncConnection, number: int, names: Iterable[str]) -> None:
    there = {name.casefold() for _, name in await areas_of(connection, number)}
    fresh = [name[:1].upper() + name[1:] for name in names if name.casefold() not in there]
    if len(there) + len(fresh) > MOST_AREAS:
        raise MitraError(f"Satu perusahaan paling banyak {MOST_AREAS} bagian.")
    for name in fresh:
        statement = upsert(connection, Area).values(enterprise_id=number, name=name, closed=False)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=[Area.enterprise_id, Area.name], set_={"closed": False}
            )
        )


# --- where and how large


@cache
def _provinces(path: Path = CONTENT_DIR / "regions.yml") -> dict[str, tuple[str, str]]:
    """Return what people type → province and zone; raises ContentError."""
    regions = read_yaml(path)
    with shaped(path):
        return {
            spelling.casefold(): (names[0], zone)
            for zone, provinces in regions.items()
            for names in provinces
            for spelling in names
        }


def find_province(text: str) -> tuple[str, str] | None:
    """Return the province somebody typed ("jabar", "jawa tengh") and its time zone, or None."""
    known, typed = _provinces(), " ".join(text.casefold().replace(".", " ").split())
    typed = typed.removeprefix("provinsi ").removeprefix("prov ")
    if typed in known:
        return known[typed]
    close = process.extractOne(typed, known.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return known[close[0]] if close else None


def size_of(people: int) -> str:
    """Return the size class of an enterprise in which so many people work."""
    return next(size for size, least in reversed(SIZES.items()) if people >= least or size == "micro")
