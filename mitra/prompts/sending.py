"""
Prompts on their way: who is due gets theirs, what has arrived is noted, the silent are reminded.

Each receiver is one row with the moment at which to look next. Rows are looked after in batches, in one transaction each with the
messages they lead to; so a crash repeats nothing, and a broadcast of any size needs the memory of one batch. No more is written than
can be sent soon: cancelling then reaches nearly all, and quiet hours, stops and limits are those of the moment.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import conversations, notifications
from mitra.hours import USUAL_REMINDER, Quiet, moment_on, next_allowed
from mitra.notifications import Notification
from mitra.outbox import WAITING
from mitra.prompts import kinds, showing, template, variables, writing
from mitra.prompts.template import TemplateProblem
from mitra.prompts.variables import About, Reader
from mitra.prompts.writing import Prompt
from mitra.store.models import (
    Enterprise,
    Lane,
    Membership,
    OutboxMessage,
    Person,
    Role,
    UnreachableChat,
)
from mitra.store.prompt_models import PromptReceiver as Row
from mitra.store.prompt_models import PromptStatus, ReceiverState, SeriesRun, Training

#: Receivers looked after in one transaction.
BATCH = 50
#: With so many messages waiting to be sent, no more are written.
MOST_WAITING = 400
#: The second of two prompts to one person is looked at again after the first one is written.
NEXT_IN_LINE = dt.timedelta(seconds=1)
#: Whoever is busy, and whoever could not be sent yet, is looked after again then.
BUSY_AGAIN, WRITTEN_AGAIN = dt.timedelta(minutes=15), dt.timedelta(seconds=30)
#: What waits for the morning, or was set aside, is looked at so often at least.
WRITTEN_AT_LEAST = dt.timedelta(minutes=30)
#: When the silent are reminded: after the prompt, and after the first reminder.
REMINDED_AFTER = (dt.timedelta(days=2), dt.timedelta(days=3))
#: A prompt that could not be sent for so long has lost its sense.
TOO_LATE = dt.timedelta(days=14)
#: Why somebody did not get it: has stopped such messages, cannot be reached, was in the middle of something, has left, has had
#: enough for weeks, was not to be asked by this trainer any more, the trainer cancelled it, its text had nothing for them.
REASONS = ("muted", "unreachable", "busy", "left", "capped", "foreign", "cancelled", "text")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Prompts that one person gets at most, reminders counted: in a day, and in seven (settings)."""

    day: int = 1
    week: int = 3


USUAL = Limits()


@dataclass(frozen=True, kw_only=True)
class _Due:
    """One receiver whose moment has come, and what decides."""

    prompt: Prompt
    person_id: int
    telegram_id: int
    name: str | None
    muted: frozenset[str]
    quiet: Quiet
    prompted: tuple[str, ...]
    enterprise_id: int
    enterprise: str
    state: ReceiverState
    look_at: dt.datetime
    sent_at: dt.datetime | None
    reminded: int
    answered: bool

    @property
    def key(self) -> tuple[int, int]:
        """Return what names the row."""
        return self.prompt.id, self.person_id

    def today(self, at: dt.datetime) -> dt.date:
        """Return the day it is where they work."""
        return at.astimezone(ZoneInfo(self.quiet.zone)).date()


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is looked up for a whole batch."""

    #: Chats that cannot be written to.
    gone: frozenset[int]
    #: (person, enterprise) → role in it.
    roles: Mapping[tuple[int, int], frozenset[Role]]
    #: (trainer, enterprise) pairs that hold; operators everywhere.
    trains: frozenset[tuple[int, int]]
    operators: frozenset[int]
    #: Chat → how its conversation stands.
    talks: Mapping[int, conversations.Standing]
    #: (chat, kind) of messages that still wait.
    waiting: frozenset[tuple[int, str]]
    #: (prompt, enterprise) → day for which it was meant, of those that count from the workshop.
    meant_on: Mapping[tuple[int, int], dt.date]
    #: People to be reminded for whom a prompt is to come.
    awaited: frozenset[int]


async def look_due(
    connection: AsyncConnection, *, at: dt.datetime, most: int = BATCH, limits: Limits = USUAL
) -> int:
    """Look after receivers whose moment has come; return how many (index ix_prompt_receivers_look_at)."""
    if await _backlog(connection, at) >= MOST_WAITING:
        return 0
    due = await _due(connection, at, most)
    if not due:
        return 0
    known = await _look_up(connection, due, at)
    changes, writes = dict[tuple[int, int], dict[str, Any]](), list[_Due]()
    # Two prompts to one person: the second has to see that the first was sent.
    served = set[int]()
    for one in due:
        change = _decide(one, known, at, served, limits)
        changes[one.key] = change
        if change.get("write"):
            served.add(one.person_id)
            writes.append(one)
    failed = await _write(connection, writes, known, at)
    for one in writes:
        if one.key in failed:
            changes[one.key] = _not_sent(one, "text")
    await _store(connection, changes)
    return len(due)


async def _backlog(connection: AsyncConnection, at: dt.datetime) -> int:
    """Return how many bulk messages are due, counted no further than it matters (index ix_outbox_messages_due)."""
    due = (WAITING, OutboxMessage.lane == int(Lane.BULK), OutboxMessage.due_at <= at)
    some = select(OutboxMessage.id).where(*due).limit(MOST_WAITING).subquery()
    return await connection.scalar(select(func.count()).select_from(some)) or 0


async def _due(connection: AsyncConnection, at: dt.datetime, most: int) -> list[_Due]:
    query = (
        select(
            Row.__table__,
            Person.telegram_id,
            Person.name,
            Person.muted,
            Person.quiet_from,
            Person.quiet_until,
            Person.prompted,
            Enterprise.name.label("enterprise"),
            Enterprise.timezone,
        )
        .join(Person, Person.id == Row.person_id)
        .join(Enterprise, Enterprise.id == Row.enterprise_id)
        .where(Row.look_at <= at)
        .order_by(Row.look_at)
        .limit(most)
        # People too: two processes with two prompts to one person would not see each other's.
        .with_for_update(skip_locked=True, key_share=True, of=[Row, Person])
    )
    rows = (await connection.execute(query)).all()
    prompts = await writing.found(connection, list({row.prompt_id for row in rows}))
    return [_of_row(row, prompts[row.prompt_id]) for row in rows]


def _of_row(row: Any, prompt: Prompt) -> _Due:
    quiet = Quiet(zone=row.timezone)
    if row.quiet_from is not None:
        quiet = Quiet(zone=row.timezone, start=row.quiet_from, end=row.quiet_until)
    return _Due(
        prompt=prompt,
        person_id=row.person_id,
        telegram_id=row.telegram_id,
        name=row.name,
        muted=frozenset(row.muted),
        quiet=quiet,
        prompted=tuple(row.prompted),
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise,
        state=row.state,
        look_at=row.look_at,
        sent_at=row.sent_at,
        reminded=row.reminded,
        answered=row.answer is not None,
    )


# --- what decides


async def _look_up(connection: AsyncConnection, due: Sequence[_Due], at: dt.datetime) -> _Known:
    chats = {one.telegram_id for one in due}
    gone = await connection.scalars(select(UnreachableChat.chat_id).where(UnreachableChat.chat_id.in_(chats)))
    trainers = {one.prompt.trainer_id for one in due if one.prompt.trainer_id is not None}
    seats = select(Membership.person_id, Membership.enterprise_id, Membership.role).where(
        Membership.person_id.in_({*trainers, *(one.person_id for one in due)}),
        Membership.ended_at.is_(None),
    )
    roles, operators = defaultdict[tuple[int, int], set[Role]](set), set[int]()
    for row in (await connection.execute(seats)).all():  # unique index, person first
        if row.role == Role.OPERATOR:
            operators.add(row.person_id)
        elif row.enterprise_id is not None:
            roles[row.person_id, row.enterprise_id].add(row.role)
    return _Known(
        gone=frozenset(gone),
        roles={place: frozenset(held) for place, held in roles.items()},
        trains=frozenset(place for place, held in roles.items() if Role.TRAINER in held),
        operators=frozenset(operators),
        talks=await conversations.standing(connection, chats),
        waiting=await _waiting(connection, [one for one in due if one.state is ReceiverState.WRITTEN]),
        meant_on=await _meant_on(connection, due),
        awaited=await _awaited(connection, due, at),
    )


async def _awaited(connection: AsyncConnection, due: Sequence[_Due], at: dt.datetime) -> frozenset[int]:
    """Return who, of those to be reminded, has a prompt to come within a day (index ix_prompt_receivers_person_id)."""
    people = {one.person_id for one in due if one.state is ReceiverState.REACHED}
    if not people:
        return frozenset()
    waits = (Row.sent_at.is_(None), Row.state == ReceiverState.PLANNED, Row.look_at <= at + _DAY)
    return frozenset(await connection.scalars(select(Row.person_id).where(Row.person_id.in_(people), *waits)))


async def _meant_on(connection: AsyncConnection, due: Sequence[_Due]) -> dict[tuple[int, int], dt.date]:
    """Return when those that count from the workshop were to be sent (index uq_trainings_enterprise_id_module_held_on)."""
    found = dict[tuple[int, int], dt.date]()
    for one in due:
        place, days = (one.prompt.id, one.enterprise_id), one.prompt.after_days
        if days is None or place in found or one.state is not ReceiverState.PLANNED:
            continue
        until = one.today(one.look_at) - days * _DAY
        held_on = await variables.held(
            connection, one.enterprise_id, writing.module_of(one.prompt), until=until
        )
        if held_on is not None:
            found[place] = held_on + days * _DAY
    return found


async def _waiting(connection: AsyncConnection, written: Sequence[_Due]) -> frozenset[tuple[int, str]]:
    """Return which of these messages still wait (index ix_outbox_messages_chat)."""
    if not written:
        return frozenset()
    query = select(OutboxMessage.chat_id, OutboxMessage.kind).where(
        OutboxMessage.chat_id.in_({one.telegram_id for one in written}),
        OutboxMessage.lane == int(Lane.BULK),
    )
    return frozenset((row.chat_id, row.kind) for row in (await connection.execute(query)).all())


def _skipped(reason: str) -> dict[str, Any]:
    return {"state": ReceiverState.SKIPPED, "reason": reason, "look_at": None}


def _not_sent(one: _Due, reason: str) -> dict[str, Any]:
    """Return what becomes of who is not sent a prompt, or a reminder: who has got it already stays among those reached."""
    return {"look_at": None} if one.state is ReceiverState.REACHED else _skipped(reason)


def _decide(one: _Due, known: _Known, at: dt.datetime, served: set[int], limits: Limits) -> dict[str, Any]:
    """Return what becomes of a receiver's row; "write" in it means that a message is to be written."""
    if one.state is ReceiverState.WRITTEN:
        return _settled(one, known, at)
    if reason := _why_not(one, known, at):
        return _not_sent(one, reason)
    later = _later(one, known, at, served, limits)
    if later is not None:
        return {"look_at": later}
    reached = one.state is ReceiverState.REACHED
    if one.prompt.busy != kinds.INTERRUPT and _is_busy(one, known, at):
        # Who is left out when they are busy is reminded all the same, when they are not.
        skips = one.prompt.busy == kinds.SKIP and not reached
        return _skipped("busy") if skips else {"look_at": at + BUSY_AGAIN}
    return _reminded(one, at) if reached else _written(at)


def _written(at: dt.datetime) -> dict[str, Any]:
    return {"write": True, "state": ReceiverState.WRITTEN, "sent_at": at, "look_at": at + WRITTEN_AGAIN}


def _reminded(one: _Due, at: dt.datetime) -> dict[str, Any]:
    reminded = one.reminded + 1
    again = at + REMINDED_AFTER[1] if reminded < one.prompt.reminders else None
    return {"write": True, "reminded": reminded, "look_at": again}


def _why_not(one: _Due, known: _Known, at: dt.datetime) -> str:
    """Return why somebody is not to get it at all (any more); empty when they may."""
    prompt, place = one.prompt, (one.person_id, one.enterprise_id)
    trainer = prompt.trainer_id or 0
    enough = one.answered or one.reminded >= prompt.reminders
    reasons = {
        "answered": one.state is ReceiverState.REACHED and enough,
        "cancelled": prompt.status is not PromptStatus.RUNNING,
        "capped": _too_late(one, known, at),
        "left": not known.roles.get(place, frozenset()) & set(prompt.audience.roles),
        "foreign": trainer not in known.operators and (trainer, one.enterprise_id) not in known.trains,
        "muted": showing.is_stopped(one.muted, prompt.module),
        "unreachable": one.telegram_id in known.gone,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _too_late(one: _Due, known: _Known, at: dt.datetime) -> bool:
    """Return whether it was put off, or nobody looked after it, for so long that it has lost its sense."""
    if at - one.look_at > TOO_LATE:
        return True
    if one.state is not ReceiverState.PLANNED:
        return False
    if one.prompt.after_days is not None:
        meant_on = known.meant_on.get((one.prompt.id, one.enterprise_id))
        return meant_on is not None and one.today(at) - meant_on > TOO_LATE
    began = one.prompt.due_at or one.prompt.started_at
    return began is not None and at - began > TOO_LATE


def _later(one: _Due, known: _Known, at: dt.datetime, served: set[int], limits: Limits) -> dt.datetime | None:
    """
    Return when to look again, since they may not be disturbed now, or were prompted enough; None when now is the time.

    Reminders wait while there is a prompt to come: of what somebody may be sent, they would take the better part.
    """
    allowed = next_allowed(at, one.quiet)
    if allowed > at:
        return allowed
    today = one.today(at)
    days = [dt.date.fromisoformat(day) for day in one.prompted]
    days += [today] if one.person_id in served else []
    if (free := free_day(days, today, limits)) > today:
        # In the morning, so that what was put off comes before what is new on that day.
        return moment_on(free, USUAL_REMINDER, one.quiet)
    if one.state is ReceiverState.REACHED and one.person_id in known.awaited:
        return moment_on(today + _DAY, USUAL_REMINDER, one.quiet)
    return at + NEXT_IN_LINE if one.person_id in served else None


def free_day(prompted: Collection[dt.date], today: dt.date, limits: Limits = USUAL) -> dt.date:
    """Return the first day from `today` on which somebody prompted on those days may be prompted again."""
    day = today
    while True:
        week = sum(day - 6 * _DAY <= one <= day for one in prompted)
        if week < limits.week and sum(one == day for one in prompted) < limits.day:
            return day
        day += _DAY


def _is_busy(one: _Due, known: _Known, at: dt.datetime) -> bool:
    """Return whether somebody is in the middle of something today: what was left open yesterday keeps nobody waiting."""
    talk = known.talks.get(one.telegram_id)
    return talk is not None and talk.busy and talk.on == at.astimezone(dt.UTC).date()


def _settled(one: _Due, known: _Known, at: dt.datetime) -> dict[str, Any]:
    """Return what has become of a message that was written: it waits, it arrived, or it could not."""
    if (one.telegram_id, one.prompt.kind) in known.waiting:
        # What waits for long is looked at ever more seldom.
        waits = (at - (one.sent_at or at)) / 4
        return {"look_at": at + min(max(WRITTEN_AGAIN, waits), WRITTEN_AT_LEAST)}
    if one.telegram_id in known.gone and not one.answered:
        return _skipped("unreachable")
    if showing.is_stopped(one.muted, one.prompt.module) and not one.answered:
        return _skipped("muted")  # stopped while it waited, and dropped by the sender
    asks = one.prompt.answer != kinds.NONE and one.prompt.reminders and not one.answered
    again = (one.sent_at or at) + REMINDED_AFTER[0] if asks else None
    return {"state": ReceiverState.REACHED, "look_at": again}


# --- writing


async def _write(
    connection: AsyncConnection, due: Sequence[_Due], known: _Known, at: dt.datetime
) -> set[tuple[int, int]]:
    """Write the messages; return the rows whose text could not be filled in."""
    by_prompt = defaultdict[int, list[_Due]](list)
    for one in due:
        by_prompt[one.prompt.id].append(one)
    failed = set[tuple[int, int]]()
    for several in by_prompt.values():
        failed |= await _write_one(connection, several, known, at)
    return failed


async def _write_one(
    connection: AsyncConnection, due: Sequence[_Due], known: _Known, at: dt.datetime
) -> set[tuple[int, int]]:
    prompt = due[0].prompt
    try:
        names = template.names_in(prompt.template)
    except TemplateProblem:  # one text must not hold up all others
        return {one.key for one in due}
    about = About(
        names=names,
        module=prompt.module,
        trainer_id=prompt.trainer_id,
        held_on=await _held_on(connection, prompt),
    )
    readers = [_reader(one, known) for one in due]
    values = await variables.values_of(connection, readers, about, at=at)
    trainer = await showing.trainer_name(connection, prompt.trainer_id)
    notes, failed = list[Notification](), set[tuple[int, int]]()
    for one in due:
        text = _filled(prompt.template, values[one.person_id])
        if not text:
            failed.add(one.key)
            continue
        reminder = one.state is ReceiverState.REACHED
        notes.append(_notification(one, showing.shown(prompt, text, trainer=trainer, reminder=reminder)))
        await _mark(connection, one, at)
        await _open_question(connection, one, known, at)
    await notifications.notify(connection, notes, at=at)
    return failed


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with values put in; empty when it cannot be, or nothing is left of it for this reader."""
    try:
        return template.render(text, values)
    except TemplateProblem:
        return ""


async def _held_on(connection: AsyncConnection, prompt: Prompt) -> dt.date | None:
    """Return the day of the workshop that a series follows (primary keys)."""
    if prompt.run_id is None:
        return None
    query = select(Training.held_on).join(SeriesRun, SeriesRun.training_id == Training.id)
    found: dt.date | None = await connection.scalar(query.where(SeriesRun.id == prompt.run_id))
    return found


def _reader(one: _Due, known: _Known) -> Reader:
    held = known.roles.get((one.person_id, one.enterprise_id), frozenset())
    role = next((role for role in one.prompt.audience.roles if role in held), Role.WORKER)
    return Reader(
        person_id=one.person_id,
        name=one.name,
        role=role.value,
        enterprise_id=one.enterprise_id,
        enterprise=one.enterprise,
        zone=one.quiet.zone,
    )


def _notification(one: _Due, values: dict[str, Any]) -> Notification:
    return Notification(
        telegram_id=one.telegram_id,
        kind=one.prompt.kind,
        template="prompt",
        values=values,
        enterprise_id=one.enterprise_id,
    )


async def _mark(connection: AsyncConnection, one: _Due, at: dt.datetime) -> None:
    """Note that somebody was prompted today; what is older than a week does not count any more."""
    today = one.today(at)
    week = [day for day in one.prompted if dt.date.fromisoformat(day) > today - 7 * _DAY]
    mine = update(Person).where(Person.id == one.person_id)
    await connection.execute(mine.values(prompted=[*week, today.isoformat()]))


async def _open_question(connection: AsyncConnection, one: _Due, known: _Known, at: dt.datetime) -> None:
    """
    Have what they type next read as the answer; who was in the middle of something comes back to it afterwards.

    What is not answered by typing listens for "stop" alone, unless something else listens, or is going on.
    """
    interrupts = one.prompt.busy == kinds.INTERRUPT and _is_busy(one, known, at)
    typed = one.prompt.answer in kinds.TYPED
    if interrupts and not typed:
        return
    task = showing.task_of(one.prompt, until=one.today(at) + 3 * _DAY, hard=interrupts)
    await conversations.open_task(connection, one.telegram_id, task, give_way=not typed)


async def _store(connection: AsyncConnection, changes: Mapping[tuple[int, int], dict[str, Any]]) -> None:
    """Store what has become of the rows, those that became the same together (primary key)."""
    alike = defaultdict[tuple[Any, ...], list[int]](list)
    for (prompt_id, person_id), change in changes.items():
        values = tuple(sorted((name, value) for name, value in change.items() if name != "write"))
        alike[prompt_id, values].append(person_id)
    for (prompt_id, values), people in alike.items():
        mine = (Row.prompt_id == prompt_id, Row.person_id.in_(people))
        await connection.execute(update(Row).where(*mine).values(dict(values)))
