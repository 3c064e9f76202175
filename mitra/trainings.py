"""Workshops: which module an enterprise learnt on which day, and how many took part."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit
from mitra.access import Act, Actor, RefusedError, demand
from mitra.errors import MitraError
from mitra.plan.actions import today_in
from mitra.store.prompt_models import Training as Row

#: A workshop may lie so far ahead, and back.
MOST_DAYS_AHEAD, MOST_DAYS_BACK = 60, 730
MOST_PARTICIPANTS = 999
#: Module → what people call it.
MODULES = {1: "Kerja sama", 2: "Mutu", 3: "Produktivitas", 4: "Tenaga kerja", 5: "K3"}


@dataclass(frozen=True, kw_only=True)
class Training:
    """One workshop."""

    id: int
    enterprise_id: int
    module: int
    held_on: dt.date
    #: Participants, if somebody told.
    women: int | None
    men: int | None


def _training(row: object) -> Training:
    names = ("id", "enterprise_id", "module", "held_on", "women", "men")
    return Training(**{name: getattr(row, name) for name in names})


async def of_enterprise(connection: AsyncConnection, actor: Actor, enterprise_id: int) -> list[Training]:
    """Return an enterprise's workshops, latest first (index uq_trainings_enterprise_id_module_held_on); raises RefusedError."""
    demand(actor, Act.SEE_ENTERPRISE, enterprise_id, subject=f"enterprise:{enterprise_id}")
    query = select(Row.__table__).where(Row.enterprise_id == enterprise_id)
    rows = (await connection.execute(query.order_by(Row.held_on.desc(), Row.id.desc()))).all()
    return [_training(row) for row in rows]


async def record(  # noqa: PLR0913 - who, where, what, when
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    module: int,
    held_on: dt.date,
    *,
    at: dt.datetime,
) -> Training:
    """Note a workshop, or find it where it is noted already; raises RefusedError, or MitraError for a day that cannot be."""
    demand(actor, Act.FOLLOW_UP, enterprise_id, subject=f"enterprise:{enterprise_id}")
    if module not in MODULES:
        raise RefusedError(Act.USE_BUTTON)
    away = (held_on - await today_in(connection, enterprise_id, at)).days
    if not -MOST_DAYS_BACK <= away <= MOST_DAYS_AHEAD:
        raise MitraError("Tanggal pelatihan harus dalam dua tahun terakhir, atau paling lama dua bulan lagi.")
    same = (Row.enterprise_id == enterprise_id, Row.module == module, Row.held_on == held_on)
    there = (await connection.execute(select(Row.__table__).where(*same))).one_or_none()
    if there is not None:
        return _training(there)
    row = {"enterprise_id": enterprise_id, "module": module, "held_on": held_on, "created_at": at}
    made = insert(Row).values(row | {"created_by": actor.person_id}).returning(Row.__table__)
    found = _training((await connection.execute(made)).one())
    await audit.note(
        connection, actor, Act.FOLLOW_UP, at=at, subject=f"training:{found.id}", enterprise_id=enterprise_id
    )
    return found


async def count(connection: AsyncConnection, actor: Actor, number: int, *, women: int, men: int) -> Training:
    """Note how many women and men took part; raises RefusedError, or MitraError for numbers that cannot be."""
    there = (await connection.execute(select(Row.__table__).where(Row.id == number))).one_or_none()
    demand(actor, Act.FOLLOW_UP, there.enterprise_id if there else None, subject=f"training:{number}")
    if there is None:
        raise RefusedError(Act.FOLLOW_UP, subject=f"training:{number}")
    if not (0 <= women <= MOST_PARTICIPANTS and 0 <= men <= MOST_PARTICIPANTS):
        raise MitraError(f"Jumlah peserta paling banyak {MOST_PARTICIPANTS}.")
    await connection.execute(update(Row).where(Row.id == number).values(women=women, men=men))
    return _training((await connection.execute(select(Row.__table__).where(Row.id == number))).one())
