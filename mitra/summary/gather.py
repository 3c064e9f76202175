"""Gathering what a summary says, from the plan, the figures, the checks, the suggestions."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises
from mitra.access import Act, Actor, demand
from mitra.checks import history
from mitra.kpis import readings
from mitra.plan import figures as plan_figures
from mitra.plan.actions import ACTION, UNFINISHED, Action, found
from mitra.store.check_models import Hazard, HazardStatus
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.suggestions import figures as suggestion_figures
from mitra.summary.content import ActionLine, CheckLine, PhotoPair, SuggestionLine, Summary

#: Actions and photos that are named at most.
MOST_LINES, MOST_PHOTOS = 12, 12
_DONE_LATELY, _YEAR = dt.timedelta(days=92), dt.timedelta(days=366)
#: Checklist → what the summary calls it.
CHECKS = {"5s": "5R", "k3": "K3"}


async def gather(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime
) -> Summary:
    """Return an enterprise's summary; raises RefusedError. A dozen reads by index, of one enterprise each."""
    demand(actor, Act.SEE_SUMMARY, enterprise_id, subject=f"enterprise:{enterprise_id}")
    zone = await enterprises.zone_of(connection, enterprise_id)
    today = at.astimezone(ZoneInfo(zone)).date()
    done = await _done(connection, enterprise_id, at)
    suggestions = await suggestion_figures.figures(connection, actor, enterprise_id, at=at)
    return Summary(
        enterprise=await enterprises.name_of(connection, enterprise_id),
        on=today,
        plan=await plan_figures.figures(connection, enterprise_id, today=today, zone=zone),
        kpis=await readings.lines_of(connection, actor, enterprise_id, at=at),
        checks=await _checks(connection, enterprise_id, ZoneInfo(zone)),
        suggestions=_suggestion_line(suggestions),
        hazards=await _hazards(connection, enterprise_id),
        savings=sum(one.saving or 0 for one in done) + suggestions.savings,
        late=await _late(connection, enterprise_id, today),
        done=[_line(one, zone) for one in done if one.ended_at and one.ended_at > at - _DONE_LATELY][
            :MOST_LINES
        ],
        photos=await _photos(connection, enterprise_id, done, zone),
    )


async def _done(connection: AsyncConnection, enterprise_id: int, at: dt.datetime) -> list[Action]:
    """Return what was finished within a year, latest first (index ix_action_items_ended)."""
    query = ACTION.where(
        ActionItem.enterprise_id == enterprise_id,
        ActionItem.ended_at > at - _YEAR,
        ActionItem.status == ActionStatus.DONE,
    )
    return await found(connection, query.order_by(ActionItem.ended_at.desc()))


async def _late(connection: AsyncConnection, enterprise_id: int, today: dt.date) -> list[ActionLine]:
    """Return what is overdue, the longest first (index ix_action_items_open)."""
    query = ACTION.where(
        ActionItem.enterprise_id == enterprise_id,
        ActionItem.status.in_(UNFINISHED),
        ActionItem.due_on < today,
    )
    rows = await found(connection, query.order_by(ActionItem.due_on, ActionItem.id).limit(MOST_LINES))
    return [
        ActionLine(
            number=one.number,
            action=one.action,
            area=one.area,
            owner=one.owner,
            owned=one.owner_id is not None,
            on=one.due_on,
        )
        for one in rows
    ]


def _line(action: Action, zone: str) -> ActionLine:
    ended = action.ended_at.astimezone(ZoneInfo(zone)).date() if action.ended_at else None
    return ActionLine(
        number=action.number,
        action=action.action,
        area=action.area,
        owner=action.owner,
        on=ended,
        result=action.result,
        saving=action.saving,
    )


async def _checks(connection: AsyncConnection, enterprise_id: int, zone: ZoneInfo) -> list[CheckLine]:
    lines = []
    for name, title in CHECKS.items():
        states = await history.areas(connection, enterprise_id, name)
        checked: list[Any] = [
            one for one in states if one.percent is not None and one.finished_at is not None
        ]
        if not checked:
            continue
        changes = [one.change for one in checked if one.change is not None]
        lines.append(
            CheckLine(
                name=title,
                percent=round(sum(one.percent for one in checked) / len(checked)),
                change=round(sum(changes) / len(changes)) if changes else None,
                areas=len(checked),
                on=max(one.finished_at for one in checked).astimezone(zone).date(),
            )
        )
    return lines


def _suggestion_line(known: suggestion_figures.Figures) -> SuggestionLine | None:
    if not known.given:
        return None
    return SuggestionLine(
        given=known.given, answered=known.answered, done=known.done, per_person=known.per_person
    )


async def _hazards(connection: AsyncConnection, enterprise_id: int) -> int:
    """Return how many dangers are reported and not dealt with (index ix_hazards_enterprise_id)."""
    mine = (Hazard.enterprise_id == enterprise_id, Hazard.status == HazardStatus.OPEN)
    return await connection.scalar(select(func.count()).select_from(Hazard).where(*mine)) or 0


async def _photos(
    connection: AsyncConnection, enterprise_id: int, done: list[Action], zone: str
) -> list[PhotoPair]:
    """Return photos of what was improved, latest first: finished actions, and suggestions carried out that colleagues see."""
    pairs = [
        PhotoPair(
            action=one.action,
            area=one.area,
            on=one.ended_at.astimezone(ZoneInfo(zone)).date(),
            before=one.photo_before or "",
            after=one.photo_after or "",
            result=one.result,
        )
        for one in done
        if one.ended_at and (one.photo_before or one.photo_after)
    ]
    pairs += await _suggestion_photos(connection, enterprise_id, zone)
    return sorted(pairs, key=lambda pair: pair.on, reverse=True)[:MOST_PHOTOS]


async def _suggestion_photos(connection: AsyncConnection, enterprise_id: int, zone: str) -> list[PhotoPair]:
    """Return photos of suggestions carried out (index ix_suggestions_list)."""
    query = (
        select(
            Suggestion.text,
            Suggestion.photo,
            Suggestion.photo_after,
            Suggestion.result,
            Suggestion.decided_at,
        )
        .where(
            Suggestion.enterprise_id == enterprise_id,
            Suggestion.status == SuggestionStatus.DONE,
            Suggestion.public.is_(True),
            Suggestion.decided_at.is_not(None),
            or_(Suggestion.photo.is_not(None), Suggestion.photo_after.is_not(None)),
        )
        .order_by(Suggestion.sent_at.desc())
        .limit(MOST_PHOTOS)
    )
    rows = (await connection.execute(query)).all()
    return [
        PhotoPair(
            action=row.text,
            area="",
            on=row.decided_at.astimezone(ZoneInfo(zone)).date(),
            before=row.photo or "",
            after=row.photo_after or "",
            result=row.result or "",
        )
        for row in rows
    ]
