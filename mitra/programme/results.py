"""What became of it: figures, checks, visits, prompts."""

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.kpis.catalogue import Kind, catalogue
from mitra.kpis.periods import Period
from mitra.kpis.savings import Sums, is_weighted, saved
from mitra.programme.tables import Scope, Table, columns, percent
from mitra.prompts import kinds
from mitra.store.check_models import Check
from mitra.store.kpi_models import Kpi, KpiValue
from mitra.store.models import Area
from mitra.store.prompt_models import PromptAnswer, PromptReceiver, ReceiverState
from mitra.store.trainer_models import Visit, VisitStatus

_PERCENT = "%"
#: Sent, as mitra/prompts/results.py counts it: what did not arrive was not.
_GOT = (ReceiverState.WRITTEN, ReceiverState.REACHED)


# --- figures


async def kpis(connection: AsyncConnection, scope: Scope) -> Table:
    """Return the figures watched, baseline and now (indexes uq_kpis_enterprise_id_code, primary key of kpi_values)."""
    mine = (Kpi.enterprise_id.in_(scope.places), Kpi.created_at < scope.last)
    values: dict[int, list[Any]] = defaultdict(list)
    reported = select(KpiValue.__table__).join(Kpi, Kpi.id == KpiValue.kpi_id).where(*mine)
    for row in await connection.execute(reported.order_by(KpiValue.kpi_id, KpiValue.first_on)):
        values[row.kpi_id].append(row)
    query = select(Kpi.__table__).where(*mine).order_by(Kpi.enterprise_id, Kpi.code)
    rows = []
    for kpi in await connection.execute(query):
        place = scope.places[kpi.enterprise_id]
        known = catalogue().get(kpi.code)
        if kpi.created_at >= place.until or (known is not None and known.kind is Kind.AUTO):
            continue
        told = [
            one
            for one in values[kpi.id]
            if one.at < place.until and Period(one.first_on, kpi.rhythm).last <= scope.on
        ]
        rows.append((kpi.enterprise_id, place.name, *_kpi(kpi, told)))
    return Table(
        name="kpis",
        title="Angka (KPI)",
        columns=columns(
            ("code", "kode angka; own-… buatan perusahaan sendiri"),
            ("name", "nama angka"),
            ("unit", "satuan"),
            ("better", "higher: makin besar makin baik; lower: makin kecil makin baik"),
            ("rhythm", "week atau month"),
            ("baseline", "angka awal: yang ditetapkan, atau laporan pertama"),
            ("target", "target"),
            ("latest", "laporan terakhir"),
            ("latest_period", "hari pertama dari masa laporan terakhir"),
            ("change", "latest dikurangi baseline"),
            ("change_percent", "perubahan dalam persen dari baseline"),
            ("on_target", "1 kalau target tercapai, 0 kalau belum; kosong tanpa target"),
            ("periods", "berapa masa yang dilaporkan"),
            (
                "saving",
                "hemat sejak awal dalam rupiah, kalau nilainya disepakati; 0 kalau memburuk, seperti di /angka",
            ),
            ("retired", "1: sudah tidak dicatat lagi (keadaan sekarang); tidak tampil di /ringkasan"),
        ),
        rows=rows,
    )


def _kpi(kpi: Any, told: list[Any]) -> tuple[Any, ...]:
    known = catalogue().get(kpi.code)
    name, unit = (known.name, known.unit) if known else (kpi.name, kpi.unit)
    baseline = kpi.baseline if kpi.baseline is not None else (told[0].value if told else None)
    latest = told[-1].value if told else None
    change = None if latest is None or baseline is None else round(latest - baseline, 6)
    share = round(100 * change / baseline, 1) if change is not None and baseline else None
    reached = None
    if kpi.target is not None and latest is not None:
        reached = int(latest >= kpi.target if kpi.higher else latest <= kpi.target)
    return (
        kpi.code, name, unit, "higher" if kpi.higher else "lower", kpi.rhythm, baseline, kpi.target, latest,
        told[-1].first_on if told else None, change, share, reached, len(told), _saving(kpi, told, baseline),
        int(kpi.retired),
    )  # fmt: skip


def _saving(kpi: Any, told: list[Any], baseline: float | None) -> int | None:
    known = catalogue().get(kpi.code)
    kind = known.kind if known else Kind.SHARE if kpi.unit == _PERCENT else Kind.NUMBER
    if is_weighted(kind):
        counted = [one for one in told if one.whole is not None]
        sums = Sums(
            whole=sum(one.whole for one in counted), weighted=sum(one.value * one.whole for one in counted)
        )
    else:
        sums = Sums(whole=float(len(told)), weighted=sum(one.value for one in told))
    found = saved(kind, sums, baseline=baseline, worth=kpi.worth, higher=kpi.higher)
    # What has become worse has saved nothing: as mitra/kpis/readings.py tells people.
    return None if found is None else max(found, 0)


# --- checks


async def checks(connection: AsyncConnection, scope: Scope) -> Table:
    """Return first and latest score of each area and list (index ix_checks_history)."""
    query = (
        select(
            Check.enterprise_id,
            Check.list_name,
            Check.area_id,
            Area.name,
            Area.closed,
            Check.percent,
            Check.finished_at,
        )
        .outerjoin(Area, Area.id == Check.area_id)
        .where(
            Check.enterprise_id.in_(scope.places), Check.finished_at < scope.last, Check.percent.is_not(None)
        )
        .order_by(Check.enterprise_id, Check.list_name, Check.area_id, Check.finished_at, Check.id)
    )
    found: dict[tuple[int, str, int], list[Any]] = defaultdict(list)
    for row in await connection.execute(query):
        if row.finished_at < scope.places[row.enterprise_id].until:
            found[row.enterprise_id, row.list_name, row.area_id or 0].append(row)
    rows = []
    for (number, name, _area), several in sorted(found.items()):
        place, first, last = scope.places[number], several[0], several[-1]
        rows.append(
            (
                number, place.name, name, last.name, first.percent, place.day(first.finished_at), last.percent,
                place.day(last.finished_at), last.percent - first.percent, len(several), int(not last.closed),
            )
        )  # fmt: skip
    return Table(
        name="checks",
        title="Cek 5R dan K3",
        columns=columns(
            ("list", "daftar: 5s (5R), k3, atau own-… buatan sendiri"),
            ("area", "bagian; kosong berarti seluruh tempat kerja"),
            ("first_percent", "skor cek pertama, persen"),
            ("first_on", "tanggal cek pertama"),
            ("latest_percent", "skor cek terakhir, persen"),
            ("latest_on", "tanggal cek terakhir"),
            ("change", "selisihnya, dalam poin persen"),
            ("checks", "berapa kali dicek"),
            (
                "in_use",
                "1: bagian masih dipakai (keadaan sekarang); /ringkasan memakai rata-rata skor terakhirnya",
            ),
        ),
        rows=rows,
    )


# --- trainers' work


async def visits(connection: AsyncConnection, scope: Scope) -> Table:
    """Return the visits up to the day (index ix_visits_enterprise_id)."""
    query = select(Visit.enterprise_id, Visit.held_on, Visit.status, Visit.done_at, Visit.id)
    query = query.where(Visit.enterprise_id.in_(scope.places), Visit.held_on <= scope.on)
    found = await connection.execute(query.order_by(Visit.enterprise_id, Visit.held_on, Visit.id))
    rows = [
        (row.enterprise_id, scope.places[row.enterprise_id].name, row.held_on, _visit(row, scope).value)
        for row in found
    ]
    return Table(
        name="visits",
        title="Kunjungan",
        columns=columns(("held_on", "tanggal kunjungan"), ("status", "planned, done, atau cancelled")),
        rows=rows,
    )


def _visit(row: Any, scope: Scope) -> VisitStatus:
    """Return where a visit stood: one that was noted later was planned."""
    later = row.done_at is not None and row.done_at >= scope.places[row.enterprise_id].until
    return VisitStatus.PLANNED if later else row.status


async def prompts(connection: AsyncConnection, scope: Scope) -> Table:
    """Return how trainers' prompts fared (indexes ix_prompt_receivers_enterprise_id, ix_prompt_answers_prompt_id)."""
    ends: dict[dt.datetime, list[int]] = defaultdict(list)
    for number, place in scope.places.items():
        ends[place.until].append(number)
    found: dict[int, Any] = {}
    for until, numbers in ends.items():  # the time zones of Indonesia: three
        counted = (
            func.count().label("sent"),
            func.sum(case((_answered_by(until), 1), else_=0)).label("answered"),
        )
        mine = (
            PromptReceiver.enterprise_id.in_(numbers),
            PromptReceiver.sent_at < until,
            PromptReceiver.state.in_(_GOT),
        )
        query = select(PromptReceiver.enterprise_id, *counted).where(*mine)
        found |= {
            row.enterprise_id: row
            for row in await connection.execute(query.group_by(PromptReceiver.enterprise_id))
        }
    rows = []
    for number, place in scope.places.items():
        sent, told = (found[number].sent, int(found[number].answered)) if number in found else (0, 0)
        rows.append((number, place.name, sent, told, percent(told, sent)))
    return Table(
        name="prompts",
        title="Pesan pelatih",
        columns=columns(
            ("sent", "pesan yang terkirim, dihitung per penerima"),
            ("answered", "di antaranya dijawab"),
            ("answered_percent", "persennya"),
        ),
        rows=rows,
    )


def _answered_by(until: dt.datetime) -> Any:
    """Select whether somebody had answered: the row tells when they last did, so earlier answers are asked for where that is later."""
    earlier = exists().where(
        PromptAnswer.prompt_id == PromptReceiver.prompt_id,
        PromptAnswer.person_id == PromptReceiver.person_id,
        PromptAnswer.at < until,
        # A letter beside buttons answers nothing.
        or_(PromptAnswer.answer != kinds.TEXT, PromptReceiver.answer == kinds.TEXT),
    )
    return or_(PromptReceiver.answered_at < until, and_(PromptReceiver.answered_at >= until, earlier))
