"""The facts of many enterprises at once: a dozen statements however many there are, each by an index, none growing with their age."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import MEMBERS
from mitra.checks import scoring
from mitra.checks.checklist import Answers
from mitra.kpis.catalogue import FED
from mitra.kpis.periods import Period, latest, period_of
from mitra.overview.lights import Facts
from mitra.plan.actions import UNFINISHED
from mitra.prompts import kinds
from mitra.store.check_models import Alert, Check, Hazard, HazardStatus
from mitra.store.kpi_models import Kpi, KpiValue
from mitra.store.models import Area, Enterprise, Membership, Person
from mitra.store.plan_models import ActionItem, ActionStatus
from mitra.store.prompt_models import Prompt, PromptReceiver, ReceiverState
from mitra.store.suggestion_models import Suggestion, SuggestionStatus

#: What was done and answered is looked back on for three months, so that the light tells of now.
LATELY = dt.timedelta(days=92)
#: Prompts of the last month; whoever got one within three days may still answer.
PROMPTED, TO_ANSWER = dt.timedelta(days=30), dt.timedelta(days=3)
#: Older alarms have been told to everybody three times; a danger that is still open shows as a report.
ALARMED = dt.timedelta(days=30)
#: Days after the end of a period before its figure counts as missing: it was asked for twice by then.
TO_REPORT = dt.timedelta(days=7)
#: Periods that are counted back at most.
_MOST_MISSED = 12
_LIST = "5s"
_COUNTED_NOT = (SuggestionStatus.WITHDRAWN, SuggestionStatus.MERGED)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An enterprise to look at, and the day it is there."""

    id: int
    name: str
    today: dt.date
    added: dt.date


_Found = dict[int, dict[str, Any]]


async def places(connection: AsyncConnection, numbers: Sequence[int], *, at: dt.datetime) -> list[Place]:
    """Return the enterprises with these numbers (primary key)."""
    query = select(Enterprise.id, Enterprise.name, Enterprise.timezone, Enterprise.created_at)
    rows = (await connection.execute(query.where(Enterprise.id.in_(numbers)))).all()
    return [
        Place(
            id=row.id,
            name=row.name,
            today=at.astimezone(ZoneInfo(row.timezone)).date(),
            added=row.created_at.astimezone(ZoneInfo(row.timezone)).date(),
        )
        for row in rows
    ]


async def facts(connection: AsyncConnection, shown: Sequence[Place], *, at: dt.datetime) -> dict[int, Facts]:
    """Return what is known of these enterprises; who may see them is the caller's business."""
    if not shown:
        return {}
    days = {place.id: place.today for place in shown}
    parts = [
        await _activity(connection, days),
        await _checks(connection, days, at),
        await _plan(connection, days),
        await _done(connection, days, at),
        await _waiting(connection, days, at),
        await _judged(connection, days, at),
        await _figures(connection, days),
        await _dangers(connection, days, at),
        await _prompts(connection, days, at),
    ]
    return {
        place.id: Facts(
            age=(place.today - place.added).days,
            **{name: value for part in parts for name, value in part.get(place.id, {}).items()},
        )
        for place in shown
    }


async def _activity(connection: AsyncConnection, days: Mapping[int, dt.date]) -> _Found:
    """Return how many belong there, and when the last of them wrote (index ix_memberships_enterprise_role)."""
    query = (
        select(
            Membership.enterprise_id,
            func.count(Person.id.distinct()).label("people"),
            func.max(Person.seen_on).label("seen_on"),
        )
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.enterprise_id.in_(days), Membership.role.in_(MEMBERS), Membership.ended_at.is_(None)
        )
        .group_by(Membership.enterprise_id)
    )
    return {
        row.enterprise_id: {
            "people": row.people,
            "silent": max(0, (days[row.enterprise_id] - row.seen_on).days),
        }
        for row in (await connection.execute(query)).all()
    }


# --- checks


async def _checks(connection: AsyncConnection, days: Mapping[int, dt.date], at: dt.datetime) -> _Found:
    """Return how the areas stand with 5S: two checks an area, found by index ix_checks_history, read by primary key."""
    pairs = (await connection.execute(_latest_two(days))).all()
    numbers = {number for row in pairs for number in (row.latest, row.earlier) if number is not None}
    columns = select(Check.id, Check.percent, Check.points, Check.finished_at)
    rows = (await connection.execute(columns.where(Check.id.in_(numbers)))).all() if numbers else []
    checks = {row.id: row for row in rows}
    theirs: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for row in pairs:
        latest_one = checks.get(row.latest)
        if latest_one is not None and latest_one.percent is not None:
            theirs[row.enterprise_id].append((latest_one, checks.get(row.earlier)))
    return {number: _standing(found, at) for number, found in theirs.items()}


def _latest_two(days: Mapping[int, dt.date]) -> Any:
    """Select the last check and the one before of each open area, and of the workplace as a whole."""

    def nth(where: Any, enterprise: Any, place: int) -> Any:
        query = select(Check.id).where(
            Check.enterprise_id == enterprise, Check.list_name == _LIST, where, Check.finished_at.is_not(None)
        )
        return query.order_by(Check.finished_at.desc()).limit(1).offset(place).scalar_subquery()

    def both(where: Any, enterprise: Any) -> list[Any]:
        return [
            enterprise.label("enterprise_id"),
            nth(where, enterprise, 0).label("latest"),
            nth(where, enterprise, 1).label("earlier"),
        ]

    areas = select(*both(Check.area_id == Area.id, Area.enterprise_id))
    areas = areas.where(Area.enterprise_id.in_(days), Area.closed.is_(False))
    whole = select(*both(Check.area_id.is_(None), Enterprise.id)).where(Enterprise.id.in_(days))
    return union_all(areas, whole)


def _standing(checks: Sequence[tuple[Any, Any]], at: dt.datetime) -> dict[str, Any]:
    changes = [
        change
        for now, before in checks
        if before is not None and (change := _change(now, before)) is not None
    ]
    last = max(now.finished_at for now, _ in checks)
    return {
        "percent": round(fmean(now.percent for now, _ in checks)),
        "change": round(fmean(changes)) if changes else None,
        "checked": max(0, (at - last).days),
    }


def _change(now: Any, before: Any) -> float | None:
    """Return the points of a hundred gained on what both have looked at; None when that is nothing."""
    mine, theirs = scoring.from_plain(now.points or {}), scoring.from_plain(before.points or {})
    gained = [
        value - earlier
        for item, value in mine.items()
        if isinstance(value, Fraction) and isinstance(earlier := theirs.get(item), Fraction)
    ]
    return float(100 * sum(gained, Fraction(0)) / (Answers.SCORE.most * len(gained))) if gained else None


# --- the plan


async def _plan(connection: AsyncConnection, days: Mapping[int, dt.date]) -> _Found:
    """Return what is to be done and overdue (index ix_action_items_open)."""
    late = or_(
        *(
            and_(ActionItem.enterprise_id.in_(numbers), ActionItem.due_on < today)
            for today, numbers in _by_day(days)
        )
    )
    query = (
        select(
            ActionItem.enterprise_id,
            func.count().label("unfinished"),
            func.count().filter(late).label("late"),
            func.min(ActionItem.due_on).label("first_due"),
        )
        .where(ActionItem.enterprise_id.in_(days), ActionItem.status.in_(UNFINISHED))
        .group_by(ActionItem.enterprise_id)
    )
    return {
        row.enterprise_id: {
            "unfinished": row.unfinished,
            "late": row.late,
            "longest": max(0, (days[row.enterprise_id] - row.first_due).days) if row.first_due else 0,
        }
        for row in (await connection.execute(query)).all()
    }


def _by_day(days: Mapping[int, dt.date]) -> Iterable[tuple[dt.date, list[int]]]:
    """Return the enterprises by the day it is there: two days at most."""
    found: dict[dt.date, list[int]] = defaultdict(list)
    for number, today in days.items():
        found[today].append(number)
    return found.items()


async def _done(connection: AsyncConnection, days: Mapping[int, dt.date], at: dt.datetime) -> _Found:
    """Return how many actions were finished lately (index ix_action_items_ended)."""
    query = (
        select(ActionItem.enterprise_id, func.count().label("done"))
        .where(
            ActionItem.enterprise_id.in_(days),
            ActionItem.ended_at > at - LATELY,
            ActionItem.status == ActionStatus.DONE,
        )
        .group_by(ActionItem.enterprise_id)
    )
    return {row.enterprise_id: {"done": row.done} for row in (await connection.execute(query)).all()}


# --- suggestions


async def _waiting(connection: AsyncConnection, days: Mapping[int, dt.date], at: dt.datetime) -> _Found:
    """Return the suggestions that nobody has answered in time (index ix_suggestions_list)."""
    query = (
        select(
            Suggestion.enterprise_id,
            func.count().label("waiting"),
            func.min(Suggestion.answer_due_at).label("since"),
        )
        .where(
            Suggestion.enterprise_id.in_(days),
            Suggestion.status == SuggestionStatus.NEW,
            Suggestion.answered_at.is_(None),
            Suggestion.answer_due_at <= at,
        )
        .group_by(Suggestion.enterprise_id)
    )
    return {
        row.enterprise_id: {"waiting": row.waiting, "waited": (at - row.since).days}
        for row in (await connection.execute(query)).all()
    }


async def _judged(connection: AsyncConnection, days: Mapping[int, dt.date], at: dt.datetime) -> _Found:
    """Return how many of the last suggestions were answered in time (index ix_suggestions_month)."""
    query = (
        select(
            Suggestion.enterprise_id,
            func.count().label("judged"),
            func.count().filter(Suggestion.answered_at <= Suggestion.answer_due_at).label("in_time"),
        )
        .where(
            Suggestion.enterprise_id.in_(days),
            Suggestion.sent_at > at - LATELY,
            Suggestion.status.not_in(_COUNTED_NOT),
            or_(Suggestion.answered_at.is_not(None), Suggestion.answer_due_at <= at),
        )
        .group_by(Suggestion.enterprise_id)
    )
    return {
        row.enterprise_id: {"judged": row.judged, "in_time": row.in_time}
        for row in (await connection.execute(query)).all()
    }


# --- figures


async def _figures(connection: AsyncConnection, days: Mapping[int, dt.date]) -> _Found:
    """Return the figures that are not reported (index uq_kpis_enterprise_id_code; each one's last value by primary key)."""
    last = select(KpiValue.first_on).where(KpiValue.kpi_id == Kpi.id)
    query = select(
        Kpi.enterprise_id,
        Kpi.rhythm,
        Kpi.created_at,
        last.order_by(KpiValue.first_on.desc()).limit(1).scalar_subquery().label("last_on"),
    ).where(Kpi.enterprise_id.in_(days), Kpi.retired.is_(False), Kpi.code.not_in(FED))
    found: dict[int, list[int]] = defaultdict(list)
    for row in (await connection.execute(query)).all():
        found[row.enterprise_id].append(_missed(row, days[row.enterprise_id]))
    return {
        number: {
            "figures": len(missed),
            "behind": sum(count > 0 for count in missed),
            "missed": min(missed),
        }
        for number, missed in found.items()
    }


def _missed(row: Any, today: dt.date) -> int:
    """Return how many periods were to be reported since the last one that was, or since the figure was chosen."""
    wanted = latest(row.rhythm, today - TO_REPORT + dt.timedelta(days=1))
    after: Period = period_of(row.rhythm, row.created_at.date())
    if row.last_on is not None:
        after = max(after, period_of(row.rhythm, row.last_on).following)
    count = 0
    while after <= wanted and count < _MOST_MISSED:
        after, count = after.following, count + 1
    return count


# --- danger and prompts


async def _dangers(connection: AsyncConnection, days: Mapping[int, dt.date], at: dt.datetime) -> _Found:
    """Return alarms that nobody in charge has seen, and open danger reports (indexes ix_alerts_raised_at, ix_hazards_enterprise_id)."""
    mine = (Hazard.enterprise_id.in_(days), Hazard.status == HazardStatus.OPEN)
    reports = await connection.execute(
        select(Hazard.id, Hazard.enterprise_id, Hazard.reported_at).where(*mine)
    )
    opened: dict[int, list[Any]] = defaultdict(list)
    for row in reports.all():
        opened[row.enterprise_id].append(row)
    unseen = select(Alert.enterprise_id, Alert.subject).where(
        Alert.raised_at > at - ALARMED,
        Alert.seen_at.is_(None),
        Alert.withdrawn_at.is_(None),
        Alert.enterprise_id.in_(days),
    )
    still = {f"hazard:{row.id}" for rows in opened.values() for row in rows}
    counts: dict[int, int] = defaultdict(int)
    for where, subject in (await connection.execute(unseen)).all():
        # A danger that was dealt with needs nobody to see it.
        counts[where] += not subject.startswith("hazard:") or subject in still
    return {
        number: {
            "unseen": counts[number],
            "dangers": len(opened[number]),
            "danger_days": max(((at - row.reported_at).days for row in opened[number]), default=0),
        }
        for number in {*opened, *counts}
    }


async def _prompts(connection: AsyncConnection, days: Mapping[int, dt.date], at: dt.datetime) -> _Found:
    """Return prompts that arrived and want an answer (index ix_prompt_receivers_enterprise_id)."""
    query = (
        select(
            PromptReceiver.enterprise_id,
            func.count().label("prompted"),
            func.count(PromptReceiver.answer).label("answered"),
        )
        .join(Prompt, Prompt.id == PromptReceiver.prompt_id)
        .where(
            PromptReceiver.enterprise_id.in_(days),
            PromptReceiver.sent_at > at - PROMPTED,
            PromptReceiver.sent_at <= at - TO_ANSWER,
            PromptReceiver.state == ReceiverState.REACHED,
            Prompt.answer != kinds.NONE,
        )
        .group_by(PromptReceiver.enterprise_id)
    )
    return {
        row.enterprise_id: {"prompted": row.prompted, "answered": row.answered}
        for row in (await connection.execute(query)).all()
    }
