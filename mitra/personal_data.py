"""What Mitra keeps about somebody: shown, handed out, erased (UU 27/2022, articles 5 to 13)."""

import datetime as dt
import enum
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import askers, audit, hazards, menus, ratings
from mitra.access import Act, Actor
from mitra.kpis.catalogue import catalogue
from mitra.prompts import kinds
from mitra.store.check_models import (
    Alert,
    AlertReceiver,
    Check,
    CheckNote,
    CheckPhoto,
    CheckRun,
    Hazard,
)
from mitra.store.kpi_models import Kpi, KpiValue
from mitra.store.models import (
    Area,
    Attempts,
    AuditEntry,
    Base,
    Conversation,
    Enterprise,
    Invitation,
    JoinRequest,
    Membership,
    OutboxMessage,
    Person,
    Role,
    TopicRating,
    UnreachableChat,
)
from mitra.store.plan_models import Absence, ActionItem, ActionStep, ReminderClock
from mitra.store.prompt_models import (
    Prompt,
    PromptAnswer,
    PromptReceiver,
    PromptStatus,
    QuizRun,
    ReceiverState,
    SeriesRun,
    Training,
)
from mitra.store.suggestion_models import Suggestion, SuggestionExclusion, SuggestionStep
from mitra.store.trainer_models import DraftStatus, TopicDraft, Visit
from mitra.suggestions import authors
from mitra.suggestions.cards import by_ids

Data = dict[str, Any]


async def of(connection: AsyncConnection, telegram_id: int, *, key: bytes, topics: Iterable[str]) -> Data:
    """
    Return all that is kept about the person with this account, as plain values for JSON.

    `key` and `topics` find their ratings, which carry no name. What belongs to nobody any more, such as a question noted
    without its asker, cannot be found and is not part of it.
    """
    return {
        "telegram_id": telegram_id,
        #: What is not in it although it is kept (`without_anonymous`).
        "left_out": [],
        "person": await _person(connection, telegram_id),
        "memberships": await _memberships(connection, telegram_id),
        "checks": await _checks(connection, telegram_id),
        "check_notes": await _notes(connection, telegram_id),
        "check_photos": await _photos(connection, telegram_id),
        "alerts": await _alerts(connection, telegram_id),
        "hazards": await _hazards(connection, telegram_id, key),
        "actions": await _actions(connection, telegram_id),
        "action_steps": await _action_steps(connection, telegram_id),
        "absences": await _absences(connection, telegram_id),
        "reminders": await _reminders(connection, telegram_id),
        "figures": await _figures(connection, telegram_id),
        "figures_reported": await _figures_reported(connection, telegram_id),
        "quizzes": await _quizzes(connection, telegram_id),
        "prompts": await _prompts(connection, telegram_id),
        "prompt_answers": await _prompt_answers(connection, telegram_id),
        "prompts_written": await _prompts_written(connection, telegram_id),
        "prompt_replies": await _prompt_replies(connection, telegram_id),
        "series_started": await _series_started(connection, telegram_id),
        "workshops_recorded": await _workshops(connection, telegram_id),
        "visits": await _visits(connection, telegram_id),
        "suggestions": await _suggestions(connection, telegram_id, key),
        "decisions": await _decisions(connection, telegram_id),
        "join_requests": await _requests(connection, telegram_id),
        "conversation": await _conversations(connection, telegram_id),
        "ratings": await _ratings(connection, telegram_id, key, topics),
        "questions_waiting": await _questions_waiting(connection, telegram_id, key),
        "answers_to_questions": await _answers_to_questions(connection, telegram_id),
        "messages_waiting": await _count(connection, OutboxMessage, OutboxMessage.chat_id == telegram_id),
        "unreachable": bool(
            await _count(connection, UnreachableChat, UnreachableChat.chat_id == telegram_id)
        ),
        "invitation_guesses": await _count(connection, Attempts, Attempts.chat_id == telegram_id),
        "audit": await _audit(connection, telegram_id),
    }


def without_anonymous(data: Data) -> Data:
    """
    Return the data without what only its owner may connect with their name: for whom an operator hands it to on paper.

    Left out: suggestions and danger reports, given with a name or without (who asked could not be sure of the difference), ratings,
    questions that wait. Owners get them themselves, with /privasi.
    """
    hidden: Data = {
        "suggestions": {"own": [], "backed": 0, "liked": 0},
        "hazards": [],
        "ratings": [],
        "questions_waiting": 0,
        "conversation": [],
    }
    return data | hidden | {"left_out": sorted(hidden)}


async def _person(connection: AsyncConnection, telegram_id: int) -> Data | None:
    query = select(Person.__table__).where(Person.telegram_id == telegram_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    return {name: _plain(value) for name, value in row.items() if name != "telegram_id"} if row else None


async def _memberships(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    query = (
        select(
            Enterprise.name.label("enterprise"),
            Membership.role,
            Membership.side,
            Area.name.label("area"),
            Membership.since,
            Membership.ended_at,
        )
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Enterprise, Enterprise.id == Membership.enterprise_id)
        .outerjoin(Area, Area.id == Membership.area_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(Membership.id)
    )
    return await _rows(connection, query)


async def _checks(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    query = (
        select(
            Enterprise.name.label("enterprise"),
            Area.name.label("area"),
            Check.list_name.label("checklist"),
            CheckRun.started_at,
            CheckRun.finished_at,
        )
        .select_from(CheckRun)
        .join(Check, Check.id == CheckRun.check_id)
        .join(Enterprise, Enterprise.id == Check.enterprise_id)
        .outerjoin(Area, Area.id == Check.area_id)
        .join(Person, Person.id == CheckRun.person_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(CheckRun.id)
    )
    return await _rows(connection, query)


def _beside_items(table: type[CheckNote | CheckPhoto], telegram_id: int, *columns: Any) -> Any:
    """Select what somebody left beside the items of checks (indexes on person and run)."""
    query = select(table.item_id.label("item"), *columns).join(CheckRun, CheckRun.id == table.run_id)
    return query.join(Person, Person.id == CheckRun.person_id).where(Person.telegram_id == telegram_id)


async def _notes(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    return await _rows(connection, _beside_items(CheckNote, telegram_id, CheckNote.text))


async def _photos(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    return await _rows(connection, _beside_items(CheckPhoto, telegram_id, CheckPhoto.at, CheckPhoto.file_id))


async def _alerts(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return alerts that somebody raised, saw, or was told of."""
    person = select(Person.id).where(Person.telegram_id == telegram_id).scalar_subquery()
    told = select(AlertReceiver.alert_id).where(AlertReceiver.person_id == person)
    query = (
        select(
            Enterprise.name.label("enterprise"),
            Alert.raised_at,
            (Alert.reporter_id == person).label("raised"),
            (Alert.seen_by == person).label("seen"),
        )
        .join(Enterprise, Enterprise.id == Alert.enterprise_id)
        .where(or_(Alert.reporter_id == person, Alert.seen_by == person, Alert.id.in_(told)))
        .order_by(Alert.id)
    )
    return await _rows(connection, query)


async def _hazards(connection: AsyncConnection, telegram_id: int, key: bytes) -> list[Data]:
    rows = await hazards.by_author(connection, telegram_id, key=key)
    return [
        {"text": row.text, "reported_at": _plain(row.reported_at), "status": row.status.value} for row in rows
    ]


async def _actions(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return actions that somebody does, or has put into the plan."""
    person = select(Person.id).where(Person.telegram_id == telegram_id).scalar_subquery()
    query = (
        select(
            Enterprise.name.label("enterprise"),
            ActionItem.action,
            ActionItem.due_on,
            ActionItem.status,
            (ActionItem.owner_id == person).label("mine"),
        )
        .join(Enterprise, Enterprise.id == ActionItem.enterprise_id)
        .where(or_(ActionItem.owner_id == person, ActionItem.created_by == person))
        .order_by(ActionItem.id)
    )
    return await _rows(connection, query)


async def _action_steps(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return what somebody did and told about actions."""
    query = (
        select(ActionStep.at, ActionStep.act, ActionStep.text)
        .join(Person, Person.id == ActionStep.person_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(ActionStep.id)
    )
    return await _rows(connection, query)


async def _absences(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return when somebody is away, or stands in for somebody."""
    person = select(Person.id).where(Person.telegram_id == telegram_id).scalar_subquery()
    query = (
        select(
            Enterprise.name.label("enterprise"),
            Absence.from_on,
            Absence.until_on,
            (Absence.person_id == person).label("mine"),
        )
        .join(Enterprise, Enterprise.id == Absence.enterprise_id)
        .where(or_(Absence.person_id == person, Absence.stand_in_id == person))
    )
    return await _rows(connection, query)


async def _reminders(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return when somebody is next looked after."""
    query = (
        select(Enterprise.name.label("enterprise"), ReminderClock.look_at)
        .join(Enterprise, Enterprise.id == ReminderClock.enterprise_id)
        .join(Person, Person.id == ReminderClock.person_id)
        .where(Person.telegram_id == telegram_id)
    )
    return await _rows(connection, query)


async def _figures(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return the figures that somebody is responsible for."""
    query = (
        select(Enterprise.name.label("enterprise"), Kpi.code, Kpi.name, Kpi.rhythm)
        .join(Enterprise, Enterprise.id == Kpi.enterprise_id)
        .join(Person, Person.id == Kpi.owner_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(Kpi.id)
    )
    return [_named(row) for row in await _rows(connection, query)]


async def _figures_reported(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return the values that somebody reported."""
    query = (
        select(
            Enterprise.name.label("enterprise"),
            Kpi.code,
            Kpi.name,
            KpiValue.first_on,
            KpiValue.value,
            KpiValue.part,
            KpiValue.whole,
            KpiValue.at,
        )
        .join(Kpi, Kpi.id == KpiValue.kpi_id)
        .join(Enterprise, Enterprise.id == Kpi.enterprise_id)
        .join(Person, Person.id == KpiValue.person_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(KpiValue.kpi_id, KpiValue.first_on)
    )
    return [_named(row) for row in await _rows(connection, query)]


def _named(row: Data) -> Data:
    """Return a row with the figure's name, that of the catalogue where it has none of its own, and 12 instead of 12.0."""
    known = catalogue().get(row["code"])
    whole = {
        name: int(value) for name, value in row.items() if isinstance(value, float) and value.is_integer()
    }
    return row | whole | ({"name": known.name} if known else {})


async def _quizzes(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return the quizzes somebody took: what was asked, and which options they chose (places, from 0)."""
    query = (
        select(QuizRun.module, QuizRun.started_at, QuizRun.finished_at, QuizRun.questions, QuizRun.choices)
        .join(Person, Person.id == QuizRun.person_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(QuizRun.id)
    )
    return await _rows(connection, query)


async def _prompts(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return which prompts of trainers somebody has got (index ix_prompt_receivers_person_id)."""
    got = (ReceiverState.WRITTEN, ReceiverState.REACHED)
    query = (
        select(
            Enterprise.name.label("enterprise"),
            Prompt.title,
            PromptReceiver.sent_at,
            PromptReceiver.reminded,
            PromptReceiver.answered_at,
        )
        .join(Prompt, Prompt.id == PromptReceiver.prompt_id)
        .join(Enterprise, Enterprise.id == PromptReceiver.enterprise_id)
        .join(Person, Person.id == PromptReceiver.person_id)
        .where(Person.telegram_id == telegram_id, PromptReceiver.state.in_(got))
        .order_by(PromptReceiver.sent_at)
    )
    return await _rows(connection, query)


async def _prompt_answers(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return what somebody answered to prompts, all that was ever said, and what the trainer replied."""
    query = (
        select(
            *(
                Prompt.title,
                Prompt.answer.label("kind"),
                Prompt.options,
                PromptAnswer.at,
                PromptAnswer.answer,
            ),
            *(PromptAnswer.number, PromptAnswer.text, PromptAnswer.photo, PromptAnswer.reply),
        )
        .join(Prompt, Prompt.id == PromptAnswer.prompt_id)
        .join(Person, Person.id == PromptAnswer.person_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(PromptAnswer.id)
    )
    return [_said(row) for row in await _rows(connection, query)]


def _said(row: Data) -> Data:
    """Return an answer with the label that was chosen instead of its place, and 3 instead of 3.0."""
    if row["number"] is not None and row["number"].is_integer():
        row["number"] = int(row["number"])
    chosen = row["answer"]
    if row.pop("kind") == kinds.BUTTONS and chosen.isdigit() and int(chosen) < len(row["options"]):
        row["answer"] = row["options"][int(chosen)]
    del row["options"]
    return row


async def _prompts_written(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return the prompts that somebody wrote, drafts too; of series only that they went out in their name."""
    query = (
        select(Prompt.title, Prompt.template, Prompt.status, Prompt.created_at, Prompt.started_at)
        .join(Person, Person.id == Prompt.trainer_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(Prompt.id)
    )
    return await _rows(connection, query)


async def _prompt_replies(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    query = (
        select(PromptAnswer.reply, PromptAnswer.replied_at)
        .join(Person, Person.id == PromptAnswer.replied_by)
        .where(Person.telegram_id == telegram_id)
        .order_by(PromptAnswer.id)
    )
    return await _rows(connection, query)


async def _series_started(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    query = (
        select(Enterprise.name.label("enterprise"), SeriesRun.series, SeriesRun.status, SeriesRun.started_at)
        .join(Enterprise, Enterprise.id == SeriesRun.enterprise_id)
        .join(Person, Person.id == SeriesRun.trainer_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(SeriesRun.id)
    )
    return await _rows(connection, query)


async def _workshops(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    query = (
        select(Enterprise.name.label("enterprise"), Training.module, Training.held_on)
        .join(Enterprise, Enterprise.id == Training.enterprise_id)
        .join(Person, Person.id == Training.created_by)
        .where(Person.telegram_id == telegram_id)
        .order_by(Training.id)
    )
    return await _rows(connection, query)


async def _visits(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return a trainer's visits with their notes; agendas are made of what is the enterprise's."""
    query = (
        select(Enterprise.name.label("enterprise"), Visit.held_on, Visit.status, Visit.notes)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .join(Person, Person.id == Visit.trainer_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(Visit.id)
    )
    return await _rows(connection, query)


async def _suggestions(connection: AsyncConnection, telegram_id: int, key: bytes) -> Data:
    """Return one's own suggestions, and how many of others one backs."""
    number = await connection.scalar(select(Person.id).where(Person.telegram_id == telegram_id))
    kept = await authors.shelf(connection, number or 0, key=key)
    mine = [
        {
            "enterprise": card.enterprise,
            "number": card.number,
            "text": card.text,
            "sent_at": _plain(card.sent_at),
            "status": card.status.value,
            "named": bool(card.name),
        }
        for card in await by_ids(connection, kept[authors.OWN])
    ]
    return {"own": mine, "backed": len(kept[authors.BACKED]), "liked": len(kept[authors.LIKED])}


async def _decisions(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return what somebody did as a member of the committee; not what concerns them, which is kept from them."""
    query = (
        select(SuggestionStep.at, SuggestionStep.act, SuggestionStep.text)
        .join(Person, Person.id == SuggestionStep.person_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(SuggestionStep.id)
    )
    return await _rows(connection, query)


async def _requests(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    query = (
        select(Enterprise.name.label("enterprise"), JoinRequest.created_at)
        .join(Enterprise, Enterprise.id == JoinRequest.enterprise_id)
        .join(Person, Person.id == JoinRequest.person_id)
        .where(Person.telegram_id == telegram_id)
    )
    return await _rows(connection, query)


async def _conversations(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    query = select(Conversation.state, Conversation.updated_at).where(_own_conversations(telegram_id))
    return await _rows(connection, query)


def _own_conversations(telegram_id: int) -> Any:
    # Those in groups are found by looking at all rows: rare enough for what is asked for rarely.
    return or_(Conversation.sender_id == str(telegram_id), Conversation.sender_id.like(f"-%:{telegram_id}"))


async def _ratings(
    connection: AsyncConnection, telegram_id: int, key: bytes, topics: Iterable[str]
) -> list[Data]:
    mine = _own_ratings(telegram_id, key, topics)
    return await _rows(connection, select(TopicRating.topic_id, TopicRating.useful).where(mine))


def _own_ratings(telegram_id: int, key: bytes, topics: Iterable[str]) -> Any:
    names = [ratings.pseudonym(key, str(telegram_id), topic) for topic in topics]
    return TopicRating.rater.in_(names)


async def _questions_waiting(connection: AsyncConnection, telegram_id: int, key: bytes) -> int:
    """Return how many questions of theirs wait for a trainer's answer."""
    number = await connection.scalar(select(Person.id).where(Person.telegram_id == telegram_id))
    return len(await askers.waiting_of(connection, number or 0, key=key))


async def _answers_to_questions(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    """Return the answers that somebody wrote as a trainer."""
    query = (
        select(
            TopicDraft.title, TopicDraft.answer, TopicDraft.source, TopicDraft.created_at, TopicDraft.status
        )
        .join(Person, Person.id == TopicDraft.author_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(TopicDraft.id)
    )
    return await _rows(connection, query)


async def _audit(connection: AsyncConnection, telegram_id: int) -> list[Data]:
    query = (
        select(AuditEntry.at, AuditEntry.act, AuditEntry.subject, AuditEntry.refused)
        .join(Person, Person.id == AuditEntry.person_id)
        .where(Person.telegram_id == telegram_id)
        .order_by(AuditEntry.id)
    )
    return await _rows(connection, query)


async def _rows(connection: AsyncConnection, query: Any) -> list[Data]:
    found = (await connection.execute(query)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, dt.date) else value


async def _count(connection: AsyncConnection, table: type[Base], mine: Any) -> int:
    return await connection.scalar(select(func.count()).select_from(table).where(mine)) or 0


async def erase(  # noqa: PLR0913 - whose, by whom, when, and what finds their ratings
    connection: AsyncConnection,
    actor: Actor,
    telegram_id: int,
    *,
    key: bytes,
    topics: Iterable[str],
    at: dt.datetime,
) -> bool:
    """
    Forget the person with this account everywhere; return whether there was anything to forget.

    What stays does not lead back to them: that somebody did or was refused something (without who), invitations they made,
    questions noted without the asker. `actor` is they themselves, or the operator on a request on paper.
    """
    number = await connection.scalar(select(Person.id).where(Person.telegram_id == telegram_id))
    found = 0
    for row in await hazards.by_author(connection, telegram_id, key=key):
        # The danger stays for who is in charge, without the way back to who told them.
        mine = update(Hazard).where(Hazard.id == row.id).values(author_sealed="", named_id=None)
        found += (await connection.execute(mine)).rowcount
    if number is not None:
        found += await authors.forget(connection, number, key=key)
        found += await askers.forget_person(connection, number, key=key)
    for statement in _erasures(telegram_id, number or 0, key, topics):
        found += (await connection.execute(statement)).rowcount
    await audit.note(connection, Actor(telegram_id=actor.telegram_id), Act.ERASE_DATA, at=at)
    if number is not None:
        await menus.owe(connection, telegram_id, frozenset(), at=at)
    return bool(found)


def _erasures(telegram_id: int, number: int, key: bytes, topics: Iterable[str]) -> list[Any]:
    runs = select(CheckRun.id).where(CheckRun.person_id == number)
    return [
        # What they wrote and photographed goes; what they found stays with the enterprise, without who.
        delete(CheckNote).where(CheckNote.run_id.in_(runs)),
        delete(CheckPhoto).where(CheckPhoto.run_id.in_(runs)),
        update(CheckRun).where(CheckRun.person_id == number).values(person_id=None),
        delete(AlertReceiver).where(AlertReceiver.person_id == number),
        update(Alert).where(Alert.reporter_id == number).values(reporter_id=None),
        update(Alert).where(Alert.seen_by == number).values(seen_by=None),
        update(Hazard).where(Hazard.named_id == number).values(named_id=None),
        update(Hazard).where(Hazard.handled_by == number).values(handled_by=None),
        update(Suggestion).where(Suggestion.named_id == number).values(named_id=None),
        update(Suggestion).where(Suggestion.proposed_by == number).values(proposed_by=None),
        update(SuggestionStep).where(SuggestionStep.person_id == number).values(person_id=None),
        delete(SuggestionExclusion).where(SuggestionExclusion.person_id == number),
        # What they told of their work goes; that it was done stays.
        update(ActionStep)
        .where(ActionStep.person_id == number, ActionStep.act.in_(["progress", "help"]))
        .values(text=""),
        update(ActionStep).where(ActionStep.person_id == number).values(person_id=None),
        delete(ReminderClock).where(ReminderClock.person_id == number),
        delete(Absence).where(Absence.person_id == number),
        update(Absence).where(Absence.stand_in_id == number).values(stand_in_id=None),
        update(ActionItem).where(ActionItem.owner_id == number).values(owner_id=None),
        update(ActionItem).where(ActionItem.created_by == number).values(created_by=None),
        update(Kpi).where(Kpi.owner_id == number).values(owner_id=None),
        update(KpiValue).where(KpiValue.person_id == number).values(person_id=None),
        delete(QuizRun).where(QuizRun.person_id == number),
        *_prompt_erasures(number),
        # What was agreed at a visit is the enterprise's; who went there is forgotten.
        update(Visit).where(Visit.trainer_id == number).values(trainer_id=None),
        # What they answered as a trainer stays, without who; what they never sent goes.
        delete(TopicDraft).where(TopicDraft.author_id == number, TopicDraft.status == DraftStatus.DRAFT),
        update(TopicDraft).where(TopicDraft.author_id == number).values(author_id=None),
        update(TopicDraft).where(TopicDraft.reviewed_by == number).values(reviewed_by=None),
        delete(Conversation).where(_own_conversations(telegram_id)),
        delete(OutboxMessage).where(OutboxMessage.chat_id == telegram_id),
        delete(UnreachableChat).where(UnreachableChat.chat_id == telegram_id),
        delete(Attempts).where(Attempts.chat_id == telegram_id),
        delete(TopicRating).where(_own_ratings(telegram_id, key, topics)),
        # Explicitly, though the database would do the same: it only does where foreign keys are switched on.
        update(AuditEntry).where(AuditEntry.person_id == number).values(person_id=None),
        update(Invitation).where(Invitation.invited_by == number).values(invited_by=None),
        delete(Invitation).where(Invitation.person_id == number),
        delete(JoinRequest).where(JoinRequest.person_id == number),
        delete(Membership).where(Membership.person_id == number),
        delete(Person).where(Person.id == number),
    ]


def _prompt_erasures(number: int) -> list[Any]:
    """Return what forgets somebody in the follow-up, as receiver and as trainer."""
    theirs = PromptAnswer.person_id == number
    said = {"text": "", "photo": None, "reply": "", "inbox_of": None, "person_id": None}
    replied = PromptAnswer.replied_by == number
    drafts = (Prompt.trainer_id == number, Prompt.status == PromptStatus.DRAFT)
    return [
        # What they wrote and photographed goes, and what was replied; that it was answered stays, without who.
        update(PromptAnswer).where(theirs).values(said),
        delete(PromptReceiver).where(PromptReceiver.person_id == number),
        # A trainer's letters are read by whoever looks after the enterprise then.
        update(PromptAnswer).where(PromptAnswer.inbox_of == number).values(inbox_of=_successor(number)),
        update(PromptAnswer).where(replied).values(reply="", replied_by=None),
        # What was sent stays with its results, without who; nobody is asked in their name any more (mitra/prompts/sending.py).
        delete(Prompt).where(*drafts),
        update(Prompt).where(Prompt.trainer_id == number).values(trainer_id=None),
        update(SeriesRun).where(SeriesRun.trainer_id == number).values(trainer_id=None),
        update(Training).where(Training.created_by == number).values(created_by=None),
    ]


def _successor(number: int) -> Any:
    """Select who trains the enterprise of an answer besides this person; null when nobody does (index ix_memberships_enterprise_role)."""
    query = select(Membership.person_id).where(
        Membership.enterprise_id == PromptAnswer.enterprise_id,
        Membership.role == Role.TRAINER,
        Membership.ended_at.is_(None),
        Membership.person_id != number,
    )
    return query.order_by(Membership.id).limit(1).correlate(PromptAnswer).scalar_subquery()
