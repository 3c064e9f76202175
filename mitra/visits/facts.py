"""How things stand in an enterprise, and what has changed since the last visit."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Actor
from mitra.checks import history
from mitra.kpis import readings
from mitra.kpis.saying import say_value
from mitra.plan.actions import UNFINISHED, today_in
from mitra.store.check_models import Check, Hazard, HazardStatus
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.prompt_models import PromptReceiver
from mitra.store.suggestion_models import Suggestion, SuggestionStatus

#: Figures that are compared.
MOST_FIGURES = 4
_NOT_COUNTED = (SuggestionStatus.WITHDRAWN, SuggestionStatus.MERGED)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """How things stand at a moment, and what was done since the visit before (0 without one)."""

    #: Means of the areas' last checks, in percent; None: never checked.
    five_s: int | None = None
    k3: int | None = None
    unfinished: int = 0
    late: int = 0
    #: Suggestions without an answer, and open danger reports.
    waiting: int = 0
    dangers: int = 0
    #: Figure's number → its latest value.
    figures: Mapping[str, float] = field(default_factory=dict)
    #: Since the visit before: actions done, suggestions given and answered, checks, prompts answered.
    done: int = 0
    given: int = 0
    answered: int = 0
    checks: int = 0
    replies: int = 0

    def plain(self) -> dict[str, Any]:
        """Return it for the database."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any] | None) -> Self:
        """Return it from the database; what an older release did not keep is unknown."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in (plain or {}).items() if name in known})


async def gather(
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    *,
    since: dt.datetime | None,
    at: dt.datetime,
) -> Facts:
    """
    Return how things stand at an enterprise that `actor` may visit, and what was done `since`.

    Reads by index; two checks for each area, of which there are a dozen at most.
    """
    board = await readings.board(connection, actor, enterprise_id, at=at)
    values = {str(one.kpi.id): one.line.now.value for one in board if one.line.now is not None}
    return Facts(
        five_s=await _percent(connection, enterprise_id, "5s"),
        k3=await _percent(connection, enterprise_id, "k3"),
        **await _plan(connection, enterprise_id, at),
        waiting=await _count(
            connection,
            Suggestion.enterprise_id == enterprise_id,
            Suggestion.status == SuggestionStatus.NEW,
            Suggestion.answered_at.is_(None),
        ),
        dangers=await _count(
            connection, Hazard.enterprise_id == enterprise_id, Hazard.status == HazardStatus.OPEN
        ),
        figures={number: value for number, value in values.items() if value is not None},
        **(await _since(connection, enterprise_id, since) if since else {}),
    )


async def _count(connection: AsyncConnection, *conditions: Any) -> int:
    return await connection.scalar(select(func.count()).where(*conditions)) or 0


async def _percent(connection: AsyncConnection, enterprise_id: int, name: str) -> int | None:
    states = await history.areas(connection, enterprise_id, name)
    percents = [one.percent for one in states if one.percent is not None]
    return round(sum(percents) / len(percents)) if percents else None


async def _plan(connection: AsyncConnection, enterprise_id: int, at: dt.datetime) -> dict[str, int]:
    """Return what is to be done and overdue (index ix_action_items_open)."""
    today = await today_in(connection, enterprise_id, at)
    query = select(func.count(), func.count().filter(ActionItem.due_on < today))
    mine = (ActionItem.enterprise_id == enterprise_id, ActionItem.status.in_(UNFINISHED))
    unfinished, late = (await connection.execute(query.where(*mine))).one()
    return {"unfinished": unfinished, "late": late}


async def _since(connection: AsyncConnection, enterprise_id: int, since: dt.datetime) -> dict[str, int]:
    """
    Return what was done since a moment.

    Indexes ix_action_items_ended, ix_suggestions_month, ix_checks_opened, ix_prompt_receivers_enterprise_id.
    """
    given = (Suggestion.enterprise_id == enterprise_id, Suggestion.sent_at > since)
    return {
        "done": await _count(
            connection,
            ActionItem.enterprise_id == enterprise_id,
            ActionItem.ended_at > since,
            ActionItem.status == ActionStatus.DONE,
        ),
        "given": await _count(connection, *given, Suggestion.status.not_in(_NOT_COUNTED)),
        "answered": await _count(
            connection,
            *given,
            Suggestion.status.not_in(_NOT_COUNTED),
            Suggestion.answered_at.is_not(None),
        ),
        "checks": await _count(
            connection,
            Check.enterprise_id == enterprise_id,
            Check.opened_at > since,
            Check.finished_at.is_not(None),
        ),
        "replies": await _count(
            connection,
            PromptReceiver.enterprise_id == enterprise_id,
            PromptReceiver.sent_at > since,
            PromptReceiver.answer.is_not(None),
        ),
    }


async def changes(  # noqa: PLR0913 - where, between what and what
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    *,
    before: Facts,
    now: Facts,
    at: dt.datetime,
) -> dict[str, Any]:
    """Return what has changed between two visits as plain values, for content/documents/visit_changes."""
    board = await readings.board(connection, actor, enterprise_id, at=at)
    figures = [
        {
            "name": one.kpi.name,
            "before": say_value(before.figures[number], one.kpi.unit),
            "now": say_value(now.figures[number], one.kpi.unit),
        }
        for one in board
        if (number := str(one.kpi.id)) in before.figures and number in now.figures
    ]
    return {"before": before.plain(), "now": now.plain(), "figures": figures[:MOST_FIGURES]}
