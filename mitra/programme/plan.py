"""
Where the improvement plans stood on a day.

An action that nobody has touched since is as it is now. Of the others the history tells what they were: their steps are never
deleted, so one that was reopened, finished again or put off later counts as it stood then.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.clock import months_before
from mitra.plan.actions import UNFINISHED
from mitra.plan.figures import MONTHS
from mitra.programme.tables import Place, Scope, Table, Value, columns, percent
from mitra.store.plan_models import ActionItem, ActionStatus, ActionStep

#: Step → what it makes of an action.
_STATES = {
    "running": ActionStatus.RUNNING,
    "postponed": ActionStatus.POSTPONED,
    "done": ActionStatus.DONE,
    "cancelled": ActionStatus.CANCELLED,
    "reopened": ActionStatus.OPEN,
}
#: Steps whose text is the new date.
_DATED = ("due", "postponed")
_ABOUT = (
    ("made", "tindakan yang pernah dibuat"),
    ("open", "belum mulai"),
    ("running", "sedang dikerjakan"),
    ("postponed", "ditunda, belum selesai"),
    ("unfinished", "belum selesai: jumlah tiga kolom sebelum ini"),
    ("overdue", "di antara yang belum selesai, yang lewat tanggal"),
    ("done", "selesai"),
    ("cancelled", "dihentikan"),
    ("done_in_time_percent", "dari yang selesai, berapa persen tidak lewat tanggal; kosong kalau belum ada"),
    ("saving", "taksiran hemat dari yang selesai, rupiah sebulan"),
)


@dataclass(frozen=True, kw_only=True)
class _Stand:
    """Where one action stood."""

    module: int
    status: ActionStatus
    due_on: dt.date | None
    #: Local day on which it ended.
    ended_on: dt.date | None
    saving: int

    def late_on(self, day: dt.date) -> bool:
        """Return whether it was overdue; it is not yet on its very day."""
        return self.status in UNFINISHED and self.due_on is not None and self.due_on < day

    @property
    def done(self) -> bool:
        """Return whether it was finished."""
        return self.status is ActionStatus.DONE

    @property
    def in_time(self) -> bool:
        """Return whether it was finished, and not after its date."""
        return self.done and (self.due_on is None or self.ended_on is None or self.ended_on <= self.due_on)


async def actions(connection: AsyncConnection, scope: Scope) -> list[Table]:
    """Return where the plans stood, as a whole and module by module (indexes ix_action_items_open, ix_action_steps_action_id)."""
    found: dict[int, list[_Stand]] = defaultdict(list)
    async for number, stand in _stands(connection, scope):
        found[number].append(stand)
    firsts = months_before(scope.on, MONTHS)
    wholes: list[tuple[Value, ...]] = []
    parts: list[tuple[Value, ...]] = []
    for number, place in scope.places.items():
        mine, modules = found[number], defaultdict(list)
        for stand in mine:
            modules[stand.module].append(stand)
        wholes.append((number, place.name, *_sums(mine, scope.on), _lately(mine, firsts[0])))
        parts += [
            (number, place.name, module, *_sums(some, scope.on)) for module, some in sorted(modules.items())
        ]
    lately = (
        "done_in_time_percent_12_months",
        "sama, dari yang selesai 12 bulan terakhir, seperti di /ringkasan",
    )
    by_module = columns(("module", "modul, 1 sampai 5"), *_ABOUT)
    return [
        Table(name="actions", title="Tindakan", columns=columns(*_ABOUT, lately), rows=wholes),
        Table(name="actions_by_module", title="Tindakan per modul", columns=by_module, rows=parts),
    ]


async def _stands(connection: AsyncConnection, scope: Scope) -> AsyncIterator[tuple[int, _Stand]]:
    steps = await _steps_of_changed(connection, scope)
    query = select(
        ActionItem.id,
        ActionItem.enterprise_id,
        ActionItem.module,
        ActionItem.status,
        ActionItem.due_on,
        ActionItem.created_at,
        ActionItem.ended_at,
        ActionItem.saving,
    ).where(ActionItem.enterprise_id.in_(scope.places), ActionItem.created_at < scope.last)
    for row in await connection.execute(query.order_by(ActionItem.enterprise_id, ActionItem.id)):
        place = scope.places[row.enterprise_id]
        if row.created_at < place.until:
            yield row.enterprise_id, _stand(row, steps.get(row.id, ()), place)


async def _steps_of_changed(connection: AsyncConnection, scope: Scope) -> dict[int, list[Any]]:
    """Return the steps, oldest first, of the actions that somebody touched after the day; no words of anybody's."""
    mine = (
        ActionItem.enterprise_id.in_(scope.places),
        ActionItem.created_at < scope.last,
        ActionStep.act.in_({*_STATES, *_DATED}),
    )
    joined = ActionItem.id == ActionStep.action_id
    later = select(ActionStep.action_id).join(ActionItem, joined).where(*mine, ActionStep.at >= scope.first)
    query = select(ActionStep.action_id, ActionStep.at, ActionStep.act, ActionStep.text)
    query = query.where(ActionStep.action_id.in_(later), ActionStep.act.in_({*_STATES, *_DATED}))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in await connection.execute(query.order_by(ActionStep.action_id, ActionStep.id)):
        found[row.action_id].append(row)
    return found


def _stand(row: Any, steps: Sequence[Any], place: Place) -> _Stand:
    before = [step for step in steps if step.at < place.until]
    status, ended_at, due_on = row.status, row.ended_at, row.due_on
    # Ended before and not touched since: how, the row says (a spreadsheet leaves no step of it).
    if len(before) < len(steps) and not (ended_at is not None and ended_at < place.until):
        last = next((step for step in reversed(before) if step.act in _STATES), None)
        status = _STATES[last.act] if last else ActionStatus.OPEN
        ended_at = last.at if last and status not in UNFINISHED else None
        dates = [step.text for step in before if step.act in _DATED]
        due_on = dt.date.fromisoformat(dates[-1]) if dates else row.due_on
    elif ended_at is not None and ended_at >= place.until:
        status, ended_at = ActionStatus.OPEN, None
    return _Stand(
        module=row.module,
        status=status,
        due_on=due_on,
        ended_on=place.day(ended_at) if ended_at else None,
        saving=row.saving or 0,
    )


def _sums(stands: Sequence[_Stand], on: dt.date) -> tuple[Value, ...]:
    unfinished = [sum(stand.status is status for stand in stands) for status in UNFINISHED]
    done = [stand for stand in stands if stand.done]
    return (
        len(stands),
        *unfinished,
        sum(unfinished),
        sum(stand.late_on(on) for stand in stands),
        len(done),
        sum(stand.status is ActionStatus.CANCELLED for stand in stands),
        percent(sum(stand.in_time for stand in done), len(done)),
        sum(stand.saving for stand in done),
    )


def _lately(stands: Sequence[_Stand], since: dt.date) -> int | None:
    """Return the share finished in time of those finished since a day, as mitra/plan/figures.py works it out."""
    done = [
        stand for stand in stands if stand.done and stand.ended_on is not None and stand.ended_on >= since
    ]
    return round(100 * sum(stand.in_time for stand in done) / len(done)) if done else None
