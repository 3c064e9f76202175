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
from mitra.store.prompt_models import Prompt, PromptAnswer, PromptReceiver, PromptStatus, QuizRun
from mitra.store.suggestion_models import (
    Suggestion,
    SuggestionBacker,
    SuggestionExclusion,
    SuggestionStep,
)
from mitra.store.trainer_models import DraftStatus, OpenQuestionAsker, TopicDraft, Visit

#: Where the programme is run, and how long after midnight the night's work is done.
HOME = ZoneInfo("Asia/Jakarta")
NIGHT = dt.timedelta(hours=2)
#: Danger reports that were written and not sent.
DRAFTS = dt.timedelta(days=1)
#: Prompts, and answers to open questions, that were written and not sent.
PROMPT_DRAFTS = dt.timedelta(days=30)
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
        *_old_answers(at - keep.questions, at),
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
        *_old_prompts(at - keep.evidence, at),
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


def _old_answers(before: dt.datetime, at: dt.datetime) -> list[Any]:
    """Return what forgets trainers' answers with the questions in them: never sent, or settled (index ix_topic_drafts_status)."""
    settled = TopicDraft.status.in_((DraftStatus.DECLINED, DraftStatus.PUBLISHED))
    return [
        delete(TopicDraft).where(
            TopicDraft.status == DraftStatus.DRAFT, TopicDraft.created_at < at - PROMPT_DRAFTS
        ),
        delete(TopicDraft).where(settled, TopicDraft.created_at < before),
    ]


def _old_runs(before: dt.datetime) -> Any:
    return select(CheckRun.id).where(CheckRun.touched_at < before)


def _old_prompts(before: dt.datetime, at: dt.datetime) -> list[Any]:
    """
    Return what forgets drafts that were left, and who got and said what before a moment.

    That something was answered stays, without who. Prompts are few, so they need no index; the others have theirs
    (ix_prompt_answers_at, ix_prompt_receivers_results).
    """
    drafts = (Prompt.status == PromptStatus.DRAFT, Prompt.created_at < at - PROMPT_DRAFTS)
    old = select(Prompt.id).where(Prompt.started_at < before)
    said = {"text": "", "photo": None, "reply": "", "inbox_of": None, "person_id": None, "replied_by": None}
    kept = or_(
        *(PromptAnswer.person_id.is_not(None), PromptAnswer.replied_by.is_not(None)),
        *(PromptAnswer.text != "", PromptAnswer.photo.is_not(None), PromptAnswer.reply != ""),
    )
    return [
        delete(Prompt).where(*drafts),
        update(PromptAnswer).where(PromptAnswer.at < before, kept).values(said),
        delete(PromptReceiver).where(PromptReceiver.prompt_id.in_(old)),
    ]


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
