"""The agenda of a visit, drafted from what is open: what cannot wait first, eight lines at most, without authors of suggestions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Actor
from mitra.checks import history
from mitra.checks.history import AreaState
from mitra.content.documents import visit_agenda
from mitra.content.messages import tanggal
from mitra.kpis import readings
from mitra.kpis.charts import reached
from mitra.kpis.readings import Watched
from mitra.kpis.saying import say_value
from mitra.plan.actions import ACTION, UNFINISHED, Action, found, today_in
from mitra.prompts import kinds
from mitra.store.check_models import Hazard, HazardStatus
from mitra.store.plan_models import ActionItem
from mitra.store.prompt_models import Prompt, PromptReceiver, ReceiverState
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.visits import names
from mitra.visits.visits import LONGEST_LINE, Visit

#: More nobody gets through in a visit.
MOST_LINES = 8
#: Of each kind, so that no kind pushes out the others: overdue actions, areas that fell, K3 items, figures.
_ACTIONS, _AREAS, _ITEMS, _FIGURES = 3, 2, 2, 2
#: Percent points that an area fell: less is how people score from day to day.
_FELL = 5
#: Prompts of the last month.
_PROMPTED = dt.timedelta(days=30)
#: Letters of what was agreed the last time.
_AGREED = 100


async def draft(
    connection: AsyncConnection, actor: Actor, visit: Visit, before: Visit | None, *, at: dt.datetime
) -> list[str]:
    """
    Return the agenda's lines, as stored (mitra.visits.names), for a visit that `actor` may see.

    Reads by index, of one enterprise each; two checks for each area, of which there are a dozen at most.
    """
    where = visit.enterprise_id
    checks = await history.areas(connection, where, "5s")
    points = {
        "dangers": await _dangers(connection, where),
        **await _late(connection, where, at),
        "agreed": _agreed(before),
        "suggestions": await _suggestions(connection, where, at),
        "fell": _fell(checks),
        "weakest": await _weakest(connection, checks),
        "k3": await _k3(connection, where),
        "figures": _figures(await readings.board(connection, actor, where, at=at)),
        "silent": await _silent(connection, where, at),
    }
    return [line[:LONGEST_LINE] for line in visit_agenda(points)][:MOST_LINES]


async def lines(
    connection: AsyncConnection, actor: Actor, visit: Visit, before: Visit | None, *, at: dt.datetime
) -> list[str]:
    """Return the agenda as it stands, as stored: what was edited or closed, else a fresh draft."""
    if visit.agenda or visit.done_at is not None:
        return list(visit.agenda)
    return await draft(connection, actor, visit, before, at=at)


async def _dangers(connection: AsyncConnection, where: int) -> int:
    """Return how many danger reports are open (index ix_hazards_enterprise_id)."""
    mine = (Hazard.enterprise_id == where, Hazard.status == HazardStatus.OPEN)
    return await connection.scalar(select(func.count()).where(*mine)) or 0


def late_of(where: int, today: dt.date) -> list[Any]:
    """Return the conditions of overdue actions (index ix_action_items_open)."""
    return [
        ActionItem.enterprise_id == where,
        ActionItem.status.in_(UNFINISHED),
        ActionItem.due_on < today,
    ]


async def _late(connection: AsyncConnection, where: int, at: dt.datetime) -> dict[str, Any]:
    """Return the actions that are overdue the longest, and how many there are."""
    today = await today_in(connection, where, at)
    query = ACTION.where(*late_of(where, today)).order_by(ActionItem.due_on, ActionItem.id).limit(_ACTIONS)
    return {
        "late": [_action(one, today) for one in await found(connection, query)],
        "late_count": await connection.scalar(select(func.count()).where(*late_of(where, today))) or 0,
    }


def _action(action: Action, today: dt.date) -> dict[str, Any]:
    return {
        "number": action.number,
        "action": names.plain(action.action),
        "owner": names.of(action.owner_id) if action.owner_id is not None else "",
        "days": (today - action.due_on).days if action.due_on else 0,
    }


def _agreed(before: Visit | None) -> dict[str, str]:
    """Return the beginning of what was noted at the visit before; empty when nothing was."""
    first = names.plain(before.notes).strip().splitlines() if before else []
    if not before or not first:
        return {}
    words = first[0].strip(" -•*")
    return {
        "day": tanggal(before.held_on),
        "words": words if len(words) <= _AGREED else words[: _AGREED - 1] + "…",
    }


async def _suggestions(connection: AsyncConnection, where: int, at: dt.datetime) -> int:
    """Return how many suggestions are unanswered over their time (index ix_suggestions_list)."""
    mine = (
        Suggestion.enterprise_id == where,
        Suggestion.status == SuggestionStatus.NEW,
        Suggestion.answered_at.is_(None),
        Suggestion.answer_due_at <= at,
    )
    return await connection.scalar(select(func.count()).where(*mine)) or 0


def _fell(states: Sequence[AreaState]) -> list[dict[str, Any]]:
    fallen = sorted(
        (one for one in states if one.change is not None and one.change <= -_FELL),
        key=lambda state: state.change or 0,
    )
    return [
        {"area": names.plain(one.area), "by": -(one.change or 0), "percent": one.percent}
        for one in fallen[:_AREAS]
    ]


async def _weakest(connection: AsyncConnection, states: Sequence[AreaState]) -> dict[str, Any]:
    """Return the weakest pillar of the area that stands worst; empty when none was checked."""
    checked = [one for one in states if one.percent is not None and one.check_id is not None]
    worst = min(checked, key=lambda state: (state.percent or 0, state.area), default=None)
    outcome = await history.stored_outcome(connection, worst.check_id) if worst and worst.check_id else None
    if outcome is None:
        return {}
    scores = {name: score.percent for name, score in outcome.result.pillars.items()}
    known = {name: percent for name, percent in scores.items() if percent is not None}
    if not known:
        return {}
    lowest = min(known, key=lambda name: known[name])
    pillar = next(one for one in outcome.checklist.pillars if one.id == lowest)
    return {"pillar": pillar.short, "area": names.plain(outcome.area), "percent": known[lowest]}


async def _k3(connection: AsyncConnection, where: int) -> list[dict[str, Any]]:
    """Return what the areas' last safety checks found, one thing an area: what matters most there."""
    items = []
    for state in await history.areas(connection, where, "k3"):
        outcome = await history.stored_outcome(connection, state.check_id) if state.check_id else None
        if outcome is None or not outcome.failed:
            continue
        item = outcome.checklist.items[outcome.failed[0]]
        items.append((not item.critical, {"area": names.plain(outcome.area), "item": names.plain(item.text)}))
    return [one for _, one in sorted(items, key=lambda pair: pair[0])[:_ITEMS]]


def _figures(board: Sequence[Watched]) -> list[dict[str, str]]:
    """Return the figures that are missing, then those off their target."""
    missing = [one for one in board if one.missing and not one.kpi.fed]
    off = [one for one in board if one not in missing and reached(one.line) is False]
    return [
        {
            "name": names.plain(one.kpi.name),
            "period": str(one.missing[0]) if one in missing else "",
            "now": say_value(one.line.now.value, one.kpi.unit) if one.line.now else "",
            "target": say_value(one.line.target, one.kpi.unit),
        }
        for one in (missing + off)[:_FIGURES]
    ]


async def _silent(connection: AsyncConnection, where: int, at: dt.datetime) -> int:
    """Return how many prompts of the last month nobody has answered (index ix_prompt_receivers_enterprise_id)."""
    query = (
        select(func.count())
        .select_from(PromptReceiver)
        .join(Prompt, Prompt.id == PromptReceiver.prompt_id)
        .where(
            PromptReceiver.enterprise_id == where,
            PromptReceiver.sent_at > at - _PROMPTED,
            PromptReceiver.state == ReceiverState.REACHED,
            PromptReceiver.answer.is_(None),
            Prompt.answer != kinds.NONE,
        )
    )
    return await connection.scalar(query) or 0
