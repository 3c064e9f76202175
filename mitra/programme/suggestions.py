"""
How suggestions fared up to a day: totals, and months where they are not so few that they point to somebody.

Neither module nor area is told apart, and no text is read. Months are put together by the rule of the committee's own figures
(mitra/suggestions/figures.py: no group smaller than five, none that the sum would give away).
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.clock import months_before
from mitra.programme.people import held, seats
from mitra.programme.tables import Place, Scope, Table, Value, columns
from mitra.store.models import Membership
from mitra.store.suggestion_models import Suggestion, SuggestionStatus, SuggestionStep
from mitra.suggestions.figures import GOOD, LEAST, MONTHS, NOT_COUNTED, safe_split, share_in_time

#: Step → what it makes of a suggestion; the others (read, seen, proposed) leave it as it is.
_STATES = {
    "sent": SuggestionStatus.NEW,
    "asked": SuggestionStatus.ASKED,
    "replied": SuggestionStatus.NEW,
    "accepted": SuggestionStatus.ACCEPTED,
    "trial": SuggestionStatus.TRIAL,
    "kept": SuggestionStatus.ACCEPTED,
    "deferred": SuggestionStatus.DEFERRED,
    "declined": SuggestionStatus.DECLINED,
    "done": SuggestionStatus.DONE,
    "reopened": SuggestionStatus.NEW,
    "withdrawn": SuggestionStatus.WITHDRAWN,
    "diverted": SuggestionStatus.WITHDRAWN,
    "merged": SuggestionStatus.MERGED,
}
_ABOUT = (
    ("given", "saran yang diberikan (tanpa yang ditarik atau digabung)"),
    ("answered", "sudah dijawab panitia"),
    ("answered_in_time", "dijawab dalam waktu yang dijanjikan panitia"),
    ("accepted", "diterima, dicoba, atau dilaksanakan"),
    ("done", "dilaksanakan"),
    ("declined", "belum bisa dilaksanakan"),
)
_LATELY = (
    ("benefit", "taksiran manfaat yang dilaksanakan, rupiah sebulan"),
    (
        "given_12_months",
        "diberikan 12 bulan terakhir, bulan ini termasuk; empat kolom ini seperti di /ringkasan dan /panitia",
    ),
    ("answered_12_months", "di antaranya sudah dijawab"),
    ("done_12_months", "di antaranya dilaksanakan"),
    ("in_time_percent_12_months", "persen dijawab tepat waktu, dari yang sudah dijawab atau lewat waktunya"),
    (
        "per_person_12_months",
        "saran 12 bulan terakhir dibagi semua orang perusahaan di Mitra, pelatih termasuk",
    ),
)


@dataclass(frozen=True, kw_only=True)
class _Stand:
    """Where one suggestion stood."""

    sent_at: dt.datetime
    answered_at: dt.datetime | None
    answer_due_at: dt.datetime
    status: SuggestionStatus
    benefit: int


async def suggestions(connection: AsyncConnection, scope: Scope) -> list[Table]:
    """Return how suggestions fared, as a whole and month by month (indexes ix_suggestions_month, ix_suggestion_steps_suggestion_id)."""
    found, people = await _stands(connection, scope), await _people(connection, scope)
    first = months_before(scope.on, MONTHS)[0]
    wholes: list[tuple[Value, ...]] = []
    months: list[tuple[Value, ...]] = []
    for number, place in scope.places.items():
        mine = found[number]
        lately = [stand for stand in mine if place.day(stand.sent_at) >= first]
        wholes.append((number, place.name, *_sums(mine), *_more(mine, lately, people[number], place)))
        months += [(number, place.name, month, *_sums(some)) for month, some in _by_month(mine, place)]
    few = f"bulan (hari pertamanya); kosong: bulan-bulan dengan kurang dari {LEAST} saran, digabung"
    by_month = columns(("month", few), *_ABOUT)
    return [
        Table(name="suggestions", title="Saran", columns=columns(*_ABOUT, *_LATELY), rows=wholes),
        Table(name="suggestions_by_month", title="Saran per bulan", columns=by_month, rows=months),
    ]


async def _stands(connection: AsyncConnection, scope: Scope) -> dict[int, list[_Stand]]:
    """Return the suggestions that counted on the day, by enterprise."""
    earlier = await _earlier_states(connection, scope)
    query = select(
        Suggestion.id,
        Suggestion.enterprise_id,
        Suggestion.sent_at,
        Suggestion.answered_at,
        Suggestion.answer_due_at,
        Suggestion.status,
        Suggestion.benefit,
    ).where(Suggestion.enterprise_id.in_(scope.places), Suggestion.sent_at < scope.last)
    found: dict[int, list[_Stand]] = defaultdict(list)
    for row in await connection.execute(query):
        until, status = scope.places[row.enterprise_id].until, earlier.get(row.id, row.status)
        if row.sent_at < until and status not in NOT_COUNTED:
            answered = row.answered_at is not None and row.answered_at < until
            found[row.enterprise_id].append(
                _Stand(
                    sent_at=row.sent_at,
                    answered_at=row.answered_at if answered else None,
                    answer_due_at=row.answer_due_at,
                    status=status,
                    benefit=row.benefit or 0,
                )
            )
    return found


async def _earlier_states(connection: AsyncConnection, scope: Scope) -> dict[int, SuggestionStatus]:
    """Return what became of suggestions by the day, of those of which something became after it."""
    mine = (
        Suggestion.enterprise_id.in_(scope.places),
        Suggestion.sent_at < scope.last,
        SuggestionStep.act.in_(_STATES),
    )
    joined = Suggestion.id == SuggestionStep.suggestion_id
    later = select(SuggestionStep.suggestion_id).join(Suggestion, joined)
    later = later.where(*mine, SuggestionStep.at >= scope.first)
    query = (
        select(SuggestionStep.suggestion_id, Suggestion.enterprise_id, SuggestionStep.at, SuggestionStep.act)
        .join(Suggestion, joined)
        .where(SuggestionStep.suggestion_id.in_(later), SuggestionStep.act.in_(_STATES))
        .order_by(SuggestionStep.suggestion_id, SuggestionStep.id)
    )
    found: dict[int, SuggestionStatus] = {}
    for row in await connection.execute(query):
        if row.at < scope.places[row.enterprise_id].until:
            found[row.suggestion_id] = _STATES[row.act]
    return found


async def _people(connection: AsyncConnection, scope: Scope) -> Counter[int]:
    """Return how many people belonged to each enterprise, whatever their roles."""
    there = {
        (row.enterprise_id, row.person_id)
        for row in await connection.execute(seats(scope, Membership.person_id))
        if held(row, scope)
    }
    return Counter(number for number, _ in there)


def _sums(stands: Sequence[_Stand]) -> tuple[int, ...]:
    answered = [stand for stand in stands if stand.answered_at is not None]
    return (
        len(stands),
        len(answered),
        sum(stand.answered_at is not None and stand.answered_at <= stand.answer_due_at for stand in answered),
        sum(stand.status in GOOD for stand in stands),
        sum(stand.status is SuggestionStatus.DONE for stand in stands),
        sum(stand.status is SuggestionStatus.DECLINED for stand in stands),
    )


def _more(stands: Sequence[_Stand], lately: Sequence[_Stand], people: int, place: Place) -> tuple[Value, ...]:
    given, answered, _in_time, _accepted, done, _declined = _sums(lately)
    return (
        sum(stand.benefit for stand in stands if stand.status is SuggestionStatus.DONE),
        given,
        answered,
        done,
        share_in_time(lately, place.until),
        round(given / people, 2) if people else None,
    )


def _by_month(stands: Sequence[_Stand], place: Place) -> list[tuple[dt.date | None, list[_Stand]]]:
    """Return the months that may be told apart, oldest first, and under None what is put together."""
    months: dict[dt.date, list[_Stand]] = defaultdict(list)
    for stand in stands:
        months[place.day(stand.sent_at).replace(day=1)].append(stand)
    split = safe_split({month.toordinal(): len(some) for month, some in months.items()}) or {}
    apart: list[tuple[dt.date | None, list[_Stand]]] = []
    together: list[_Stand] = []
    for month, some in sorted(months.items()):
        if month.toordinal() in split:
            apart.append((month, some))
        else:
            together += some
    return [*apart, (None, together)] if together else apart
