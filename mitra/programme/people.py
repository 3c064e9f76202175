"""Enterprises with their people, workshops with their participants, and, where asked for, the people themselves."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.programme.tables import Scope, Table, Value, columns
from mitra.store.models import Area, Enterprise, Membership, Person, Role, Side
from mitra.store.prompt_models import Training


def seats(scope: Scope, *more: Any) -> Any:
    """Select the roles that were perhaps held on the day, with what else is asked for; `held` says which were."""
    return select(
        Membership.enterprise_id,
        Membership.role,
        Membership.side,
        Membership.since,
        Membership.ended_at,
        *more,
    ).where(
        Membership.enterprise_id.in_(scope.places),
        Membership.since < scope.last,
        or_(Membership.ended_at.is_(None), Membership.ended_at >= scope.first),
    )


def held(row: Any, scope: Scope) -> bool:
    """Return whether a role was held when the day ended there."""
    until = scope.places[row.enterprise_id].until
    return row.since < until and (row.ended_at is None or row.ended_at >= until)


async def enterprises(connection: AsyncConnection, scope: Scope) -> Table:
    """Return the enterprises, with how many hold which role (index ix_memberships_enterprise_role)."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for row in await connection.execute(seats(scope)):
        if held(row, scope):
            counts[row.enterprise_id][row.role.value] += 1
            if row.role is Role.COMMITTEE and row.side is not None:
                counts[row.enterprise_id][row.side.value] += 1
    query = select(Enterprise.__table__).where(Enterprise.id.in_(scope.places)).order_by(Enterprise.id)
    rows = [
        (
            row.id, row.name, row.province, row.sector, row.size, scope.places[row.id].day(row.created_at),
            counts[row.id][Role.WORKER.value], counts[row.id][Role.MANAGER.value], counts[row.id][Role.COMMITTEE.value],
            counts[row.id][Side.WORKERS.value], counts[row.id][Side.MANAGEMENT.value],
        )
        for row in await connection.execute(query)
    ]  # fmt: skip
    return Table(
        name="enterprises",
        title="Perusahaan",
        columns=columns(
            ("province", "provinsi"),
            ("sector", "bidang: garment, food, furniture, metal, automotive, plastic, leather, craft, other"),
            ("size", "ukuran: micro 1–4 orang, small 5–19, medium 20–99, large 100 atau lebih"),
            ("joined_on", "tanggal terdaftar di Mitra"),
            ("workers", "pekerja di Mitra"),
            ("managers", "pimpinan di Mitra"),
            ("committee", "anggota panitia di Mitra"),
            ("committee_workers", "di antaranya wakil pekerja"),
            ("committee_management", "di antaranya wakil pengusaha"),
        ),
        rows=rows,
    )


async def trainings(connection: AsyncConnection, scope: Scope) -> Table:
    """Return the workshops held by the day (index uq_trainings_enterprise_id_module_held_on)."""
    rows = [
        (
            row.enterprise_id, scope.places[row.enterprise_id].name, row.module, row.held_on, row.women, row.men,
            None if row.women is None or row.men is None else row.women + row.men,
        )
        for row in await _held_workshops(connection, scope)
    ]  # fmt: skip
    return Table(
        name="trainings",
        title="Pelatihan",
        columns=columns(
            ("module", "modul: 1 kerja sama, 2 mutu, 3 produktivitas, 4 tenaga kerja, 5 K3"),
            ("held_on", "tanggal pelatihan"),
            ("women", "peserta perempuan; kosong kalau tidak diisi"),
            ("men", "peserta laki-laki; kosong kalau tidak diisi"),
            ("participants", "jumlah peserta; kosong kalau tidak diisi"),
        ),
        rows=rows,
    )


async def _held_workshops(connection: AsyncConnection, scope: Scope) -> list[Any]:
    query = select(Training.__table__).where(
        Training.enterprise_id.in_(scope.places), Training.held_on <= scope.on
    )
    order = (Training.enterprise_id, Training.module, Training.held_on)
    return list(await connection.execute(query.order_by(*order)))


async def participants(connection: AsyncConnection, scope: Scope) -> Table:
    """Return participants by enterprise and module, by sex where it was told."""
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in await _held_workshops(connection, scope):
        told = row.women is not None and row.men is not None
        mine = sums[row.enterprise_id, row.module]
        for place, value in enumerate((row.women or 0, row.men or 0, 1, 0 if told else 1)):
            mine[place] += value
    rows: list[tuple[Value, ...]] = [
        (number, scope.places[number].name, module, *found)
        for (number, module), found in sorted(sums.items())
    ]
    return Table(
        name="participants",
        title="Peserta",
        columns=columns(
            ("module", "modul, 1 sampai 5"),
            ("women", "jumlah peserta perempuan, dari pelatihan yang diisi"),
            ("men", "jumlah peserta laki-laki, dari pelatihan yang diisi"),
            ("workshops", "berapa kali pelatihan"),
            ("workshops_not_told", "di antaranya tanpa jumlah peserta"),
        ),
        rows=rows,
    )


async def people(connection: AsyncConnection, scope: Scope) -> Table:
    """Return who held which role: personal data, for who may have them; no accounts."""
    query = seats(scope, Membership.id, Person.name, Area.name.label("area"))
    query = query.join(Person, Person.id == Membership.person_id).outerjoin(
        Area, Area.id == Membership.area_id
    )
    found = [row for row in await connection.execute(query) if held(row, scope)]
    found.sort(key=lambda row: (row.enterprise_id, row.role.value, row.id))
    rows = [
        (
            row.enterprise_id, scope.places[row.enterprise_id].name, row.name, row.role.value,
            row.side.value if row.side else None, row.area, scope.places[row.enterprise_id].day(row.since),
        )
        for row in found
    ]  # fmt: skip
    return Table(
        name="people",
        title="Orang (data pribadi)",
        columns=columns(
            ("name", "nama panggilan, kalau diisi"),
            ("role", "worker, manager, committee, trainer"),
            ("side", "wakil siapa di panitia: workers, management"),
            ("area", "bagian"),
            ("since", "sejak tanggal"),
        ),
        rows=rows,
    )
