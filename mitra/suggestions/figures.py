"""
What suggestions come to: how many, how soon answered, how many carried out, what they save.

Nothing is split so finely that it points to somebody (fewer than five, or what would give fewer than five away).
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises
from mitra.access import Act, Actor, demand
from mitra.clock import months_before
from mitra.store.models import Membership, Person
from mitra.store.suggestion_models import Suggestion, SuggestionStatus

#: Months that are looked back on, this one included.
MONTHS = 12
#: Fewer are not shown apart.
LEAST = 5
MOST_RANKED = 5
_DAY = 86_400
GOOD = (SuggestionStatus.ACCEPTED, SuggestionStatus.TRIAL, SuggestionStatus.DONE)
#: Taken back, or counted with another one.
NOT_COUNTED = (SuggestionStatus.WITHDRAWN, SuggestionStatus.MERGED)


@dataclass(frozen=True, kw_only=True)
class MonthFigures:
    """One month, by when suggestions were sent."""

    #: Its first day.
    first: dt.date
    given: int
    answered: int
    done: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of the last twelve months."""

    months: list[MonthFigures]
    given: int
    answered: int
    #: Median of the days from sent to first answer; None when none was answered.
    answer_days: float | None
    #: Share answered within the time the committee gave itself, in percent; None when none was given.
    in_time: int | None
    accepted: int
    done: int
    #: Sum of the estimated benefits of those carried out, in rupiah a month.
    savings: int
    people: int
    #: Module → how many, with 0 for those put together; None when a split would show too much.
    modules: dict[int, int] | None

    @property
    def per_person(self) -> float | None:
        """Return suggestions a person and year; None where nobody has joined."""
        return self.given / self.people if self.people else None

    def share(self, part: int) -> int:
        """Return a part of all given, in percent."""
        return round(100 * part / self.given) if self.given else 0


async def figures(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, *, at: dt.datetime
) -> Figures:
    """Return the figures of an enterprise; raises RefusedError (index ix_suggestions_month)."""
    demand(actor, Act.SEE_SUGGESTIONS, enterprise_id, subject=f"enterprise:{enterprise_id}")
    zone = ZoneInfo(await enterprises.zone_of(connection, enterprise_id))
    firsts = months_before(at.astimezone(zone).date(), MONTHS)
    since = dt.datetime.combine(firsts[0], dt.time(), tzinfo=zone)
    query = select(
        Suggestion.sent_at,
        Suggestion.answered_at,
        Suggestion.answer_due_at,
        Suggestion.status,
        Suggestion.benefit,
        Suggestion.module,
    ).where(
        Suggestion.enterprise_id == enterprise_id,
        Suggestion.sent_at >= since,
        Suggestion.status.not_in(NOT_COUNTED),
    )
    rows = (await connection.execute(query)).all()
    answered = [row for row in rows if row.answered_at is not None]
    days = [max(0.0, (row.answered_at - row.sent_at).total_seconds() / _DAY) for row in answered]
    done = [row for row in rows if row.status is SuggestionStatus.DONE]
    return Figures(
        months=[_month(first, rows, zone) for first in firsts],
        given=len(rows),
        answered=len(answered),
        answer_days=round(median(days), 1) if days else None,
        in_time=share_in_time(rows, at),
        accepted=sum(row.status in GOOD for row in rows),
        done=len(done),
        savings=sum(row.benefit or 0 for row in done),
        people=await enterprises.people_in(connection, enterprise_id),
        modules=safe_split(Counter(row.module for row in rows)),
    )


def _month(first: dt.date, rows: Sequence[Any], zone: ZoneInfo) -> MonthFigures:
    theirs = [row for row in rows if row.sent_at.astimezone(zone).date().replace(day=1) == first]
    return MonthFigures(
        first=first,
        given=len(theirs),
        answered=sum(row.answered_at is not None for row in theirs),
        done=sum(row.status is SuggestionStatus.DONE for row in theirs),
    )


def share_in_time(rows: Sequence[Any], at: dt.datetime) -> int | None:
    """Return the percentage answered in time, of those whose time is over or that are answered."""
    judged = [row for row in rows if row.answered_at is not None or row.answer_due_at <= at]
    if not judged:
        return None
    good = sum(row.answered_at is not None and row.answered_at <= row.answer_due_at for row in judged)
    return 100 * int(good) // len(judged)


def safe_split(counts: Mapping[int, int], least: int = LEAST) -> dict[int, int] | None:
    """
    Return a split in which no group is smaller than `least`, or None when there is none.

    Small groups are put together under 0; are they still too few, the next smallest joins them, since who knows the sum
    would know the rest (complementary suppression).
    """
    kept = {group: count for group, count in counts.items() if count >= least}
    rest = sum(counts.values()) - sum(kept.values())
    while 0 < rest < least and kept:
        smallest = min(kept, key=lambda group: (kept[group], group))
        rest += kept.pop(smallest)
    if not kept:
        return None
    return dict(sorted(kept.items())) | ({0: rest} if rest else {})


async def ranking(
    connection: AsyncConnection, enterprise_id: int, *, since: dt.datetime
) -> list[tuple[str, int]]:
    """Return name and number of suggestions carried out of who gave most, only of those named (index ix_suggestions_list)."""
    query = (
        select(Person.name, func.count(Suggestion.id.distinct()))
        .select_from(Suggestion)
        .join(Person, Person.id == Suggestion.named_id)
        .join(
            Membership,
            (Membership.person_id == Person.id)
            & (Membership.enterprise_id == enterprise_id)
            & Membership.ended_at.is_(None),
        )
        .where(
            Suggestion.enterprise_id == enterprise_id,
            Suggestion.status == SuggestionStatus.DONE,
            Suggestion.sent_at >= since,
            Person.name.is_not(None),
        )
        .group_by(Person.id)
        .order_by(func.count(Suggestion.id.distinct()).desc(), Person.id)
        .limit(MOST_RANKED)
    )
    return [(row[0] or "", row[1]) for row in (await connection.execute(query)).all()]
