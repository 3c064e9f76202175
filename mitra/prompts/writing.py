"""Writing a prompt: a draft that stands in the database, so that nothing is lost; starting it, and cancelling it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, conversations, enterprises, stack
from mitra.access import Act, Actor, RefusedError, demand, may
from mitra.errors import MitraError
from mitra.hours import HOME_ZONE, USUAL_REMINDER, Quiet, moment_on, working_day
from mitra.prompts import audience, kinds, template
from mitra.prompts.audience import Audience
from mitra.prompts.variables import Reader, held
from mitra.store.models import Enterprise, Lane, Membership, OutboxMessage, Person, Role
from mitra.store.prompt_models import Prompt as Row
from mitra.store.prompt_models import PromptReceiver, PromptStatus, ReceiverState, SeriesRun

#: A prompt may wait so long for its hour, or come so long after a workshop.
MOST_DAYS_AHEAD = 180
#: Drafts of one trainer; older ones give way.
MOST_DRAFTS = 10
#: What the outbox calls it: kind, and number.
KIND = "prompts"
#: A prompt's task in a conversation: {"name": "prompt", "of": "<number>"}.
TASK = "prompt"


class ChangedError(MitraError):
    """Somebody else, or an earlier tap, has started or cancelled it meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A prompt, draft or under way."""

    id: int
    trainer_id: int | None
    status: PromptStatus
    title: str
    template: str
    module: int | None
    answer: str
    #: Labels of its buttons; or the figure's code; or the checklist.
    options: tuple[str, ...]
    audience: Audience
    busy: str
    #: None: at once, or (after_days) by each enterprise's workshop.
    due_at: dt.datetime | None
    after_days: int | None
    reminders: int
    run_id: int | None
    started_at: dt.datetime | None

    @property
    def kind(self) -> str:
        """Return what the outbox calls its messages."""
        return kind_of(self.id, self.module)

    @property
    def subject(self) -> str:
        """Return how the audit names it."""
        return f"prompt:{self.id}"


def kind_of(number: int, module: int | None) -> str:
    """Return what the outbox calls a prompt's messages, prompts-3:12: people stop what stands before the colon, or before the dash."""
    return f"{KIND}:{number}" if module is None else f"{KIND}-{module}:{number}"


def key_of(number: int) -> str:
    """Return what a prompt's question is called in a conversation's stack."""
    return stack.key_of({"name": TASK, "of": str(number)})


def module_of(prompt: Prompt) -> int | None:
    """Return whose workshop counts for a prompt that comes some days after it; None: any."""
    return prompt.module if prompt.module is not None else prompt.audience.module


def of_row(row: Any) -> Prompt:
    """Return the prompt in a row of its table."""
    names = (
        *("id", "trainer_id", "status", "title", "template", "module", "answer", "busy"),
        *("due_at", "after_days", "reminders", "run_id", "started_at"),
    )
    plain = {name: getattr(row, name) for name in names}
    return Prompt(options=tuple(row.options), audience=audience.read(row.audience), **plain)


async def found(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, Prompt]:
    """Return prompts by number, without asking who wants to know (primary key)."""
    rows = await connection.execute(select(Row.__table__).where(Row.id.in_(numbers)))
    return {row.id: of_row(row) for row in rows}


async def one(connection: AsyncConnection, actor: Actor, number: int) -> Prompt:
    """
    Return a prompt to who wrote it, to operators, and, of a series, to who looks after its enterprise.

    Raises RefusedError alike for others' and for what is not there (primary keys).
    """
    there = (await found(connection, [number])).get(number)
    refused = RefusedError(Act.FOLLOW_UP, subject=f"prompt:{number}")
    if there is None or not may(actor, Act.WRITE_PROMPT):
        raise refused
    if actor.has(Role.OPERATOR) or (there.trainer_id is not None and there.trainer_id == actor.person_id):
        return there
    place = await connection.scalar(select(SeriesRun.enterprise_id).where(SeriesRun.id == there.run_id))
    if place is None or not may(actor, Act.FOLLOW_UP, place):
        raise refused
    return there


async def drafts(connection: AsyncConnection, actor: Actor) -> list[Prompt]:
    """Return somebody's drafts, latest first (index ix_prompts_trainer_id)."""
    demand(actor, Act.WRITE_PROMPT)
    mine = (Row.trainer_id == actor.person_id, Row.status == PromptStatus.DRAFT)
    rows = await connection.execute(select(Row.__table__).where(*mine).order_by(Row.id.desc()))
    return [of_row(row) for row in rows]


# --- a draft


async def begin(  # noqa: PLR0913 - each is one property of the prompt
    connection: AsyncConnection,
    actor: Actor,
    *,
    title: str,
    text: str,
    at: dt.datetime,
    module: int | None = None,
    answer: str = kinds.TEXT,
    options: Sequence[str] = (),
    roles: Sequence[Role] = (Role.MANAGER,),
    reminders: int = 1,
) -> Prompt:
    """Begin a draft; raises RefusedError, or TemplateProblem with what is wrong with the text."""
    demand(actor, Act.WRITE_PROMPT)
    template.check(text)
    row = {
        "trainer_id": actor.person_id,
        "status": PromptStatus.DRAFT,
        "title": title[: kinds.LONGEST_TITLE],
        "template": text.strip(),
        "module": module,
        "answer": answer,
        "options": list(options),
        "audience": Audience(roles=tuple(roles)).plain(),
        "busy": kinds.WAIT,
        "reminders": reminders,
        "created_at": at,
    }
    made = of_row((await connection.execute(insert(Row).values(row).returning(Row.__table__))).one())
    for old in (await drafts(connection, actor))[MOST_DRAFTS:]:
        await connection.execute(delete(Row).where(Row.id == old.id))
    return made


async def to_edit(connection: AsyncConnection, actor: Actor, number: int) -> Prompt:
    """Return a draft of one's own; raises RefusedError, and ChangedError when it is no draft any more."""
    there = await one(connection, actor, number)
    if there.status is not PromptStatus.DRAFT:
        raise ChangedError("Pesan ini sudah tidak bisa diubah, karena sudah dikirim atau dibatalkan.")
    return there


async def edit(connection: AsyncConnection, actor: Actor, number: int, **changes: Any) -> Prompt:
    """
    Change a draft: text, title, audience, answer and options, busy, due_at, after_days, reminders, module.

    Raises RefusedError, or MitraError with a sentence when a value cannot be used.
    """
    there = await to_edit(connection, actor, number)
    values = dict(changes)
    if "text" in values:
        values["template"] = values.pop("text").strip()
        template.check(values["template"])
    if "answer" in values or "options" in values:
        answer = values.get("answer", there.answer)
        kinds.check_options(answer, values.get("options", there.options))
    if values.get("answer") == kinds.QUIZ and values.get("module", there.module) is None:
        raise MitraError("Pilih dulu kuis modul apa.")
    if "title" in values:
        values["title"] = values["title"][: kinds.LONGEST_TITLE]
    if "audience" in values:
        await audience.places(connection, actor, values["audience"])
        if values["audience"].only == audience.SILENT:
            await one(connection, actor, values["audience"].of or 0)
        values["audience"] = values["audience"].plain()
    if values.get("busy", kinds.WAIT) not in kinds.BUSY:
        raise RefusedError(Act.USE_BUTTON)
    if values.get("reminders", 0) not in range(kinds.MOST_REMINDERS + 1):
        raise RefusedError(Act.USE_BUTTON)
    await connection.execute(update(Row).where(Row.id == number).values(values))
    return await one(connection, actor, number)


async def set_due(
    connection: AsyncConnection, actor: Actor, number: int, due_at: dt.datetime | None, *, at: dt.datetime
) -> Prompt:
    """Set when a draft is sent (None: at once); raises RefusedError, or MitraError for a moment that cannot be."""
    if due_at is not None and not at < due_at <= at + dt.timedelta(days=MOST_DAYS_AHEAD):
        raise MitraError("Waktunya harus nanti, paling lama setengah tahun lagi.")
    return await edit(connection, actor, number, due_at=due_at, after_days=None)


async def set_after(connection: AsyncConnection, actor: Actor, number: int, days: int) -> Prompt:
    """Have a draft sent so many days after each enterprise's workshop; raises RefusedError, or MitraError."""
    if not 1 <= days <= MOST_DAYS_AHEAD:
        raise MitraError(f"Tulis 1 sampai {MOST_DAYS_AHEAD} hari sesudah pelatihan.")
    return await edit(connection, actor, number, due_at=None, after_days=days)


async def drop(connection: AsyncConnection, actor: Actor, number: int) -> None:
    """Throw a draft away; raises RefusedError, ChangedError."""
    await to_edit(connection, actor, number)
    await connection.execute(delete(Row).where(Row.id == number))


# --- whom it would reach


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Whom a draft would reach."""

    people: int
    enterprises: int
    #: Enterprises meant, with or without receivers.
    meant: int


async def reach(connection: AsyncConnection, actor: Actor, draft: Prompt, *, at: dt.datetime) -> Reach:
    """Return whom a draft would reach as things stand; raises RefusedError when an enterprise is not one's own."""
    numbers = await audience.places(connection, actor, draft.audience)
    people, in_so_many = await audience.count(connection, _receivers(draft, numbers, at))
    return Reach(people=people, enterprises=in_so_many, meant=len(numbers))


def _receivers(draft: Prompt, numbers: Sequence[int], at: dt.datetime) -> Any:
    today = at.astimezone(ZoneInfo(HOME_ZONE)).date()
    return audience.select_people(draft.audience, numbers, but=draft.trainer_id, today=today)


async def example(
    connection: AsyncConnection, actor: Actor, draft: Prompt, role: Role, *, at: dt.datetime
) -> Reader | None:
    """Return one receiver with a role, to show a draft with real figures; None when there is none. Raises RefusedError."""
    numbers = await audience.places(connection, actor, draft.audience)
    chosen = _receivers(replace(draft, audience=replace(draft.audience, roles=(role,))), numbers, at)
    found = chosen.order_by(Membership.person_id).limit(1).subquery()
    query = (
        select(
            found.c.person_id, Person.name, Enterprise.id, Enterprise.name.label("place"), Enterprise.timezone
        )
        .join(Person, Person.id == found.c.person_id)
        .join(Enterprise, Enterprise.id == found.c.enterprise_id)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Reader(
        person_id=row.person_id,
        name=row.name,
        role=role.value,
        enterprise_id=row.id,
        enterprise=row.place,
        zone=row.timezone,
    )


# --- sending it off


async def start(
    connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime
) -> tuple[Prompt, int]:
    """
    Plan a draft for all its receivers; return it and how many they are.

    One INSERT from SELECT (one for each enterprise, where it counts from its workshop), so that memory stays flat whatever
    their number. Raises RefusedError, ChangedError, or MitraError when there is nobody.
    """
    draft = await to_edit(connection, actor, number)
    template.check(draft.template)
    kinds.check_options(draft.answer, draft.options)
    if draft.answer == kinds.QUIZ and draft.module is None:
        raise MitraError("Pilih dulu kuis modul apa.")
    if draft.due_at is not None and draft.due_at <= at:
        draft = await edit(connection, actor, number, due_at=None)
    numbers = await audience.places(connection, actor, draft.audience)
    if draft.after_days is None:
        planned = await plan(connection, draft, numbers, draft.due_at or at, at=at)
    else:
        planned = await _plan_by_workshop(connection, draft, numbers, at)
    if not planned:
        raise MitraError("Belum ada penerimanya. Ubah dulu pilihan perusahaan atau perannya.")
    running = {"status": PromptStatus.RUNNING, "started_at": at}
    await connection.execute(update(Row).where(Row.id == number).values(running))
    await audit.note(connection, actor, Act.FOLLOW_UP, at=at, subject=draft.subject)
    return await one(connection, actor, number), planned


async def plan(
    connection: AsyncConnection,
    prompt: Prompt,
    numbers: Sequence[int],
    look_at: dt.datetime,
    *,
    at: dt.datetime,
) -> int:
    """Plan a prompt for its receivers in these enterprises, looked at at `look_at`; return how many they are."""
    chosen = _receivers(prompt, numbers, at).subquery()
    # Who is in two enterprises that have their moments apart gets it once.
    there = exists().where(
        PromptReceiver.prompt_id == prompt.id, PromptReceiver.person_id == chosen.c.person_id
    )
    given: dict[str, ColumnElement[Any]] = {
        "prompt_id": literal(prompt.id),
        "person_id": chosen.c.person_id,
        "enterprise_id": chosen.c.enterprise_id,
        "state": literal(ReceiverState.PLANNED, PromptReceiver.state.type),
        "reason": literal(""),
        "look_at": literal(look_at, PromptReceiver.look_at.type),
        "reminded": literal(0),
    }
    rows = select(*given.values()).where(~there)
    planned = await connection.execute(insert(PromptReceiver).from_select(list(given), rows))
    return int(planned.rowcount)


async def _plan_by_workshop(
    connection: AsyncConnection, draft: Prompt, numbers: Sequence[int], at: dt.datetime
) -> int:
    planned = 0
    known = await moments(connection, draft, numbers, at=at)
    for number, moment in sorted(known.items(), key=lambda one: (one[1], one[0])):
        planned += await plan(connection, draft, [number], moment, at=at)
    return planned


async def moments(
    connection: AsyncConnection, draft: Prompt, numbers: Sequence[int], *, at: dt.datetime
) -> dict[int, dt.datetime]:
    """Return enterprise → when a draft that counts from the workshop has its turn there; those it is too late for are left out."""
    found_moments = {}
    module = module_of(draft)
    for number in numbers:
        zone = await enterprises.zone_of(connection, number)
        today = at.astimezone(ZoneInfo(zone)).date()
        held_on = await held(connection, number, module, until=today + dt.timedelta(days=MOST_DAYS_AHEAD))
        if held_on is None:
            continue
        day = working_day(held_on + dt.timedelta(days=draft.after_days or 0))
        moment = moment_on(day, USUAL_REMINDER, Quiet(zone=zone))
        if day >= today:
            found_moments[number] = max(moment, at)
    return found_moments


async def cancel(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> int:
    """
    Stop a prompt: whoever has not got it yet does not get it, nobody is reminded. Return how many that were.

    What was already sent can still be answered. Raises RefusedError, and ChangedError when it is not under way.
    """
    there = await one(connection, actor, number)
    if there.status is not PromptStatus.RUNNING:
        raise ChangedError("Pesan ini tidak sedang berjalan.")
    await connection.execute(update(Row).where(Row.id == number).values(status=PromptStatus.CANCELLED))
    await _withdraw(connection, there)
    mine = PromptReceiver.prompt_id == number
    unsent = (mine, PromptReceiver.state == ReceiverState.PLANNED)
    gone = {"state": ReceiverState.SKIPPED, "reason": "cancelled", "look_at": None}
    stopped = (await connection.execute(update(PromptReceiver).where(*unsent).values(gone))).rowcount
    reached = (mine, PromptReceiver.state == ReceiverState.REACHED, PromptReceiver.look_at.is_not(None))
    await connection.execute(update(PromptReceiver).where(*reached).values(look_at=None))
    await audit.note(connection, actor, Act.FOLLOW_UP, at=at, subject=there.subject)
    return int(stopped)


async def _withdraw(connection: AsyncConnection, prompt: Prompt) -> None:
    """
    Take back what waits in the outbox and is in nobody's hands: planned again, hence cancelled with the others; reminders too.

    Those written are few, since no more are written than can be sent soon (index ix_outbox_messages_chat).
    """
    written = PromptReceiver.state == ReceiverState.WRITTEN
    reminded = and_(
        PromptReceiver.state == ReceiverState.REACHED,
        PromptReceiver.reminded > 0,
        PromptReceiver.answer.is_(None),
    )
    query = (
        select(
            *(PromptReceiver.person_id, PromptReceiver.state, PromptReceiver.sent_at),
            *(Person.telegram_id, Person.prompted, Enterprise.timezone),
        )
        .join(Person, Person.id == PromptReceiver.person_id)
        .join(Enterprise, Enterprise.id == PromptReceiver.enterprise_id)
        .where(PromptReceiver.prompt_id == prompt.id, or_(written, reminded))
    )
    row_of = {row.telegram_id: row for row in (await connection.execute(query)).all()}
    for chat in await _taken_out(connection, list(row_of), prompt.kind):
        if row_of[chat].state is ReceiverState.WRITTEN:
            await _as_before(connection, prompt, row_of[chat])


async def _taken_out(connection: AsyncConnection, chats: Sequence[int], kind: str) -> list[int]:
    """Take messages of a kind out of the outbox, as far as they are in nobody's hands; return whose they were."""
    found = list[int]()
    for start_at in range(0, len(chats), 500):
        waiting = (
            OutboxMessage.chat_id.in_(chats[start_at : start_at + 500]),
            OutboxMessage.lane == int(Lane.BULK),
            OutboxMessage.kind == kind,
            OutboxMessage.leased_until.is_(None),
        )
        taken = delete(OutboxMessage).where(*waiting).returning(OutboxMessage.chat_id)
        found += await connection.scalars(taken)
    return found


async def _as_before(connection: AsyncConnection, prompt: Prompt, row: Any) -> None:
    """Have it be as if a prompt had not been written to somebody: it counts for no limit, and listens for no answer."""
    mine = (PromptReceiver.prompt_id == prompt.id, PromptReceiver.person_id == row.person_id)
    before = {"state": ReceiverState.PLANNED, "sent_at": None}
    await connection.execute(update(PromptReceiver).where(*mine).values(before))
    days, day = list(row.prompted), row.sent_at.astimezone(ZoneInfo(row.timezone)).date().isoformat()
    if day in days:
        days.remove(day)
        await connection.execute(update(Person).where(Person.id == row.person_id).values(prompted=days))
    await conversations.close_task(connection, row.telegram_id, key_of(prompt.id))


async def running(connection: AsyncConnection, actor: Actor, *, most: int = 8) -> list[Prompt]:
    """Return somebody's latest prompts that were sent, latest first, not those of series (index ix_prompts_trainer_id)."""
    demand(actor, Act.WRITE_PROMPT)
    mine = (
        Row.trainer_id == actor.person_id,
        Row.status.in_([PromptStatus.RUNNING, PromptStatus.CANCELLED]),
        Row.run_id.is_(None),
    )
    rows = await connection.execute(select(Row.__table__).where(*mine).order_by(Row.id.desc()).limit(most))
    return [of_row(row) for row in rows]


async def unanswered(connection: AsyncConnection, number: int) -> int:
    """Return how many have got a prompt and not answered it (index ix_prompt_receivers_results)."""
    silent = (
        PromptReceiver.prompt_id == number,
        PromptReceiver.state.in_([ReceiverState.WRITTEN, ReceiverState.REACHED]),
        PromptReceiver.answer.is_(None),
    )
    return await connection.scalar(select(func.count()).select_from(PromptReceiver).where(*silent)) or 0


async def allow_reminders(connection: AsyncConnection, number: int, times: int) -> None:
    """Let a prompt's silent be reminded so often, if it was less."""
    mine = (Row.id == number, Row.reminders < times)
    await connection.execute(update(Row).where(*mine).values(reminders=times))


async def who_looks_after(connection: AsyncConnection, enterprise_id: int, wanted: int | None) -> int | None:
    """
    Return who follows an enterprise up: the one `wanted` if they still do, else its trainer; None when there is none.

    Indexes: ix_memberships_enterprise_role, uq_memberships_person_enterprise_role.
    """
    query = select(Membership.person_id).where(
        Membership.ended_at.is_(None),
        or_(
            and_(Membership.enterprise_id == enterprise_id, Membership.role == Role.TRAINER),
            and_(Membership.person_id == (wanted or 0), Membership.role == Role.OPERATOR),
        ),
    )
    able = list(await connection.scalars(query.order_by(Membership.id)))
    return wanted if wanted in able else next(iter(able), None)
