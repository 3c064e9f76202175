"""Forgetting what is no longer needed: every night, each kind of data after its time (settings)."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import join_requests, once, personal_data
from mitra.access import CONSOLE
from mitra.checks import runs
from mitra.people import COME_BACK
from mitra.settings import Keep
from mitra.store.check_models import Alert, CheckNote, CheckPhoto, CheckRun, Hazard, HazardStatus
from mitra.store.models import (
    Attempts,
    AuditEntry,
    Conversation,
    Invitation,
    JoinRequest,
    Membership,
    OpenQuestion,
    OutboxMessage,
    OutboxStatus,
    Person,
)
from mitra.store.prompt_models import QuizRun
from mitra.store.suggestion_models import (
    Suggestion,
    SuggestionBacker,
    SuggestionExclusion,
    SuggestionStep,
)
from mitra.store.trainer_models import OpenQuestionAsker, Visit

#: Where the programme is run, and how long after midnight the night's work is done.
HOME = ZoneInfo("Asia/Jakarta")
NIGHT = dt.timedelta(hours=2)
#: Danger reports that were written and not sent.
DRAFTS = dt.timedelta(days=1)
#: Checks that were begun and left.
UNFINISHED = dt.timedelta(days=30)


async def purge_nightly(
    connection: AsyncConnection, keep: Keep, *, at: dt.datetime, key: bytes, topics: list[str]
) -> bool:
    """Purge if that was not done yet this night, by whichever process comes first; return whether it was done."""
    night = (at.astimezone(HOME) - NIGHT).date()
    if not await once.claim(connection, f"purge:{night}", at=at):
        return False
    await once.forget_old(connection, at=at)
    for statement in _purges(keep, at):
        await connection.execute(statement)
    await runs.drop_stale(connection, before=at - UNFINISHED)
    for telegram_id in await connection.scalars(_gone(keep, at)):
        await personal_data.erase(connection, CONSOLE, telegram_id, key=key, topics=topics, at=at)
    return True


def _purges(keep: Keep, at: dt.datetime) -> list[Any]:
    """Return the deletions; each has its index, but conversations, which are one small row a chat."""
    refused = OutboxMessage.status == OutboxStatus.REFUSED
    return [
        delete(Conversation).where(Conversation.updated_at < at - keep.conversations),
        delete(OpenQuestionAsker).where(
            OpenQuestionAsker.question_id.in_(_old_questions((at - keep.questions).date()))
        ),
        delete(OpenQuestion).where(OpenQuestion.last_on < (at - keep.questions).date()),
        delete(AuditEntry).where(AuditEntry.at < at - keep.audit),
        delete(OutboxMessage).where(refused, OutboxMessage.due_at < at - keep.refused),
        delete(Membership).where(Membership.ended_at < at - COME_BACK),
        delete(Invitation).where(Invitation.expires_at < at - COME_BACK),
        delete(JoinRequest).where(JoinRequest.created_at < at - join_requests.KEPT),
        delete(CheckPhoto).where(CheckPhoto.at < at - keep.evidence),
        delete(CheckNote).where(CheckNote.run_id.in_(_old_runs(at - keep.evidence))),
        delete(Hazard).where(Hazard.created_at < at - keep.evidence),
        delete(Hazard).where(Hazard.status == HazardStatus.DRAFT, Hazard.created_at < at - DRAFTS),
        delete(Alert).where(Alert.raised_at < at - keep.evidence),
        *_old_suggestions(at - keep.evidence),
        delete(QuizRun).where(QuizRun.started_at < at - keep.evidence),
        # That it was held, and how things stood, stays; a dozen rows an enterprise and year need no index.
        update(Visit)
        .where(
            Visit.held_on < (at - keep.evidence).date(),
            or_(Visit.notes != "", cast(Visit.agenda, String) != "[]"),
        )
        .values(notes="", agenda=[]),
        delete(Attempts).where(Attempts.since < at - dt.timedelta(days=1)),
    ]


def _old_questions(before: dt.date) -> Any:
    return select(OpenQuestion.id).where(OpenQuestion.last_on < before)


def _old_runs(before: dt.datetime) -> Any:
    return select(CheckRun.id).where(CheckRun.touched_at < before)


def _old_suggestions(before: dt.datetime) -> list[Any]:
    """Return the deletions of suggestions sent before a moment, with all that hangs on them (index ix_suggestions_sent_at)."""
    old = select(Suggestion.id).where(Suggestion.sent_at < before)
    hanging = (SuggestionStep, SuggestionBacker, SuggestionExclusion)
    return [
        *(delete(table).where(table.suggestion_id.in_(old)) for table in hanging),
        update(Suggestion).where(Suggestion.merged_into.in_(old)).values(merged_into=None),
        delete(Suggestion).where(Suggestion.sent_at < before),
    ]


def _gone(keep: Keep, at: dt.datetime) -> Any:
    """Select the accounts of people who have no role any more and have not written for long."""
    seated = exists().where(Membership.person_id == Person.id)
    waits = exists().where(JoinRequest.person_id == Person.id)
    long_ago = Person.seen_on < (at - keep.people).date()
    return select(Person.telegram_id).where(long_ago, ~seated, ~waits)
