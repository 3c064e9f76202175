"""What became of it: figures, checks, suggestions, actions, visits, prompts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.kpis.catalogue import Kind, catalogue
from mitra.kpis.periods import Period
from mitra.kpis.savings import Sums, is_weighted, saved
from mitra.plan.actions import UNFINISHED
from mitra.programme.tables import Scope, Table, Value, columns, percent
from mitra.store.check_models import Check
from mitra.store.kpi_models import Kpi, KpiValue
from mitra.store.models import Area
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.prompt_models import PromptReceiver
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.store.trainer_models import Visit
from mitra.suggestions.figures import GOOD, NOT_COUNTED

_PERCENT = "%"


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
            ("saving", "hemat sejak awal dalam rupiah, kalau nilainya disepakati"),
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
    return saved(kind, sums, baseline=baseline, worth=kpi.worth, higher=kpi.higher)


# --- checks


async def checks(connection: AsyncConnection, scope: Scope) -> Table:
    """Return first and latest score of each area and list (index ix_checks_history)."""
    query = (
        select(
            Check.enterprise_id, Check.list_name, Check.area_id, Area.name, Check.percent, Check.finished_at
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
                place.day(last.finished_at), last.percent - first.percent, len(several),
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
        ),
        rows=rows,
    )


# --- suggestions, actions


async def suggestions(connection: AsyncConnection, scope: Scope) -> Table:
    """Return how suggestions fared, enterprise by enterprise: nothing that could lead to an author (index ix_suggestions_month)."""
    query = select(
        Suggestion.enterprise_id,
        Suggestion.sent_at,
        Suggestion.answered_at,
        Suggestion.answer_due_at,
        Suggestion.decided_at,
        Suggestion.status,
        Suggestion.benefit,
    ).where(
        Suggestion.enterprise_id.in_(scope.places),
        Suggestion.sent_at < scope.last,
        Suggestion.status.not_in(NOT_COUNTED),
    )
    sums: dict[int, list[int]] = {number: [0] * 7 for number in scope.places}
    for row in await connection.execute(query):
        until = scope.places[row.enterprise_id].until
        if row.sent_at < until:
            for place, value in enumerate(_suggestion(row, until)):
                sums[row.enterprise_id][place] += value
    rows: list[tuple[Value, ...]] = [
        (number, scope.places[number].name, *found) for number, found in sorted(sums.items())
    ]
    return Table(
        name="suggestions",
        title="Saran",
        columns=columns(
            ("given", "saran yang diberikan (tanpa yang ditarik atau digabung)"),
            ("answered", "sudah dijawab panitia"),
            ("answered_in_time", "dijawab dalam waktu yang dijanjikan panitia"),
            ("accepted", "diterima, dicoba, atau dilaksanakan"),
            ("done", "dilaksanakan"),
            ("declined", "belum bisa dilaksanakan"),
            ("benefit", "taksiran manfaat yang dilaksanakan, rupiah sebulan"),
        ),
        rows=rows,
    )


def _suggestion(row: Any, until: dt.datetime) -> tuple[int, ...]:
    answered = row.answered_at is not None and row.answered_at < until
    decided = row.decided_at is not None and row.decided_at < until
    done = decided and row.status is SuggestionStatus.DONE
    return (
        1,
        int(answered),
        int(answered and row.answered_at <= row.answer_due_at),
        int(decided and row.status in GOOD),
        int(done),
        int(decided and row.status is SuggestionStatus.DECLINED),
        row.benefit or 0 if done else 0,
    )


async def actions(connection: AsyncConnection, scope: Scope) -> Table:
    """Return where the plans stood (index ix_action_items_open)."""
    query = select(
        ActionItem.enterprise_id,
        ActionItem.status,
        ActionItem.due_on,
        ActionItem.created_at,
        ActionItem.ended_at,
        ActionItem.saving,
    ).where(ActionItem.enterprise_id.in_(scope.places), ActionItem.created_at < scope.last)
    sums: dict[int, list[int]] = {number: [0] * 7 for number in scope.places}
    for row in await connection.execute(query):
        place = scope.places[row.enterprise_id]
        if row.created_at < place.until:
            for at, value in enumerate(_action(row, place.until, scope.on, place.day)):
                sums[row.enterprise_id][at] += value
    rows = [
        (number, scope.places[number].name, *found[:5], percent(found[5], found[3]), found[6])
        for number, found in sorted(sums.items())
    ]
    return Table(
        name="actions",
        title="Tindakan",
        columns=columns(
            ("made", "tindakan yang pernah dibuat"),
            ("unfinished", "belum selesai"),
            ("overdue", "di antaranya lewat tanggal"),
            ("done", "selesai"),
            ("cancelled", "dihentikan"),
            ("done_in_time_percent", "dari yang selesai, berapa persen tidak lewat tanggal"),
            ("saving", "taksiran hemat dari yang selesai, rupiah sebulan"),
        ),
        rows=rows,
    )


def _action(
    row: Any, until: dt.datetime, on: dt.date, day: Callable[[dt.datetime], dt.date]
) -> tuple[int, ...]:
    ended = row.ended_at is not None and row.ended_at < until
    # What ended later was unfinished on that day.
    unfinished = not ended and (row.status in UNFINISHED or row.ended_at is not None)
    done = ended and row.status is ActionStatus.DONE
    late = row.due_on is not None and row.due_on < on
    in_time = done and (row.due_on is None or day(row.ended_at) <= row.due_on)
    return (
        1,
        int(unfinished),
        int(unfinished and late),
        int(done),
        int(ended and row.status is ActionStatus.CANCELLED),
        int(in_time),
        row.saving or 0 if done else 0,
    )


# --- trainers' work


async def visits(connection: AsyncConnection, scope: Scope) -> Table:
    """Return the visits up to the day (index ix_visits_enterprise_id)."""
    query = select(Visit.enterprise_id, Visit.held_on, Visit.status, Visit.id)
    query = query.where(Visit.enterprise_id.in_(scope.places), Visit.held_on <= scope.on)
    found = await connection.execute(query.order_by(Visit.enterprise_id, Visit.held_on, Visit.id))
    rows = [
        (row.enterprise_id, scope.places[row.enterprise_id].name, row.held_on, row.status.value)
        for row in found
    ]
    return Table(
        name="visits",
        title="Kunjungan",
        columns=columns(("held_on", "tanggal kunjungan"), ("status", "planned, done, atau cancelled")),
        rows=rows,
    )


async def prompts(connection: AsyncConnection, scope: Scope) -> Table:
    """Return how trainers' prompts fared (index ix_prompt_receivers_enterprise_id)."""
    rows = []
    for number, place in sorted(scope.places.items()):
        answered = case((PromptReceiver.answered_at < place.until, 1), else_=0)
        query = select(func.count().label("sent"), func.sum(answered).label("answered"))
        mine = (PromptReceiver.enterprise_id == number, PromptReceiver.sent_at < place.until)
        row = (await connection.execute(query.where(*mine))).one()
        told = int(row.answered or 0)
        rows.append((number, place.name, row.sent, told, percent(told, row.sent)))
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
