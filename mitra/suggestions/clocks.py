"""The committee's clocks: a first answer within 48 hours, a decision within 7 days, and who is reminded when."""

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import notifications
from mitra.notifications import Notification
from mitra.store.suggestion_models import Suggestion, SuggestionStatus
from mitra.suggestions.cards import CARD, Card, cards
from mitra.suggestions.members import Member, committee_of
from mitra.suggestions.rules import Rules
from mitra.suggestions.telling import KIND, news_of

DAY = dt.timedelta(days=1)
#: How long before a decision is due its countdown begins, and how often it is asked for afterwards.
BEFORE_ANSWER, BEFORE_DECISION, AFTERWARDS = DAY, 2 * DAY, 7 * DAY
#: When a member is asked again for their agreement, and the committee told that an author has not replied.
SECOND_SIDE, NO_REPLY = 3 * DAY, 7 * DAY
#: Suggestions looked after at once, and shown in one message.
BATCH, SHOWN = 200, 5
_MORNING = dt.time(9)


def due_times(sent_at: dt.datetime, rules: Rules) -> tuple[dt.datetime, dt.datetime]:
    """Return when a first answer and when a decision is due."""
    return sent_at + dt.timedelta(hours=rules.answer_hours), sent_at + dt.timedelta(days=rules.decide_days)


def morning_of(day: dt.date, zone: str) -> dt.datetime:
    """Return nine o'clock of a day where the enterprise is."""
    return dt.datetime.combine(day, _MORNING, tzinfo=ZoneInfo(zone))


def next_look(card: Card, *, after: dt.datetime) -> dt.datetime | None:
    """Return when the committee is next reminded of a suggestion, after a moment; None when never."""
    if card.status is SuggestionStatus.TRIAL and card.trial_until:
        first = morning_of(card.trial_until, card.timezone)
        return first if first > after else after + AFTERWARDS
    if card.proposed:
        return after + SECOND_SIDE
    if card.status is SuggestionStatus.ASKED:
        return after + NO_REPLY
    if card.status is not SuggestionStatus.NEW:
        return None
    moments = [card.decide_due_at - BEFORE_DECISION, card.decide_due_at]
    if card.answered_at is None:
        moments += [card.answer_due_at - BEFORE_ANSWER, card.answer_due_at]
    return min((one for one in moments if one > after), default=after + AFTERWARDS)


def reason_to_look(card: Card, at: dt.datetime) -> str:
    """Return why the committee is reminded: one of content/messages/committee_reminder."""
    if card.proposed:
        return "agree"
    if card.status in {SuggestionStatus.TRIAL, SuggestionStatus.ASKED, SuggestionStatus.DEFERRED}:
        return str(card.status.value)
    if card.answered_at is None and at >= card.answer_due_at:
        return "unanswered"
    return "answer" if card.answered_at is None else "decide"


async def remind_due(connection: AsyncConnection, *, at: dt.datetime) -> int:
    """Remind committees of what waits for them, one message a member; return of how many (index ix_suggestions_look_at)."""
    due = await cards(
        connection, CARD.where(Suggestion.look_at <= at).order_by(Suggestion.look_at).limit(BATCH)
    )
    waiting: dict[tuple[int, Member], list[Card]] = defaultdict(list)
    for card in due:
        if card.status is SuggestionStatus.DEFERRED:
            await _bring_back(connection, card, at)
        else:
            await _look_again(connection, card, at)
        committee = await committee_of(connection, card.enterprise_id, suggestion_id=card.id)
        for member in committee.told:
            if not (card.proposed and member.person_id == card.proposed_by):
                waiting[card.enterprise_id, member].append(card)
    reminders = [_reminder(member, theirs, at) for (_, member), theirs in waiting.items()]
    await notifications.notify(connection, reminders, at=at)
    return len(due)


async def _look_again(connection: AsyncConnection, card: Card, at: dt.datetime) -> None:
    following = {"look_at": next_look(card, after=at)}
    await connection.execute(update(Suggestion).where(Suggestion.id == card.id).values(following))


async def _bring_back(connection: AsyncConnection, card: Card, at: dt.datetime) -> None:
    """Put what was deferred on the committee's table again."""
    back = {
        "status": SuggestionStatus.NEW,
        "version": card.version + 1,
        "decide_due_at": at + AFTERWARDS,
        "look_at": at + AFTERWARDS - BEFORE_DECISION,
    }
    await connection.execute(update(Suggestion).where(Suggestion.id == card.id).values(back))


def _reminder(member: Member, theirs: list[Card], at: dt.datetime) -> Notification:
    shown: list[dict[str, Any]] = [
        news_of(card) | {"why": reason_to_look(card, at), "hours": hours_left(card, at)}
        for card in theirs[:SHOWN]
    ]
    return Notification(
        telegram_id=member.telegram_id,
        kind=KIND,
        template="committee_reminder",
        values={"suggestions": shown, "count": len(theirs), "enterprise": theirs[0].enterprise},
        enterprise_id=theirs[0].enterprise_id,
    )


def hours_left(card: Card, at: dt.datetime) -> int:
    """Return the hours until an answer or a decision is due; below zero when it is late."""
    due = card.answer_due_at if card.answered_at is None else card.decide_due_at
    return int((due - at).total_seconds() // 3_600)
