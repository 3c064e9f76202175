"""
Series on their way through enterprises: each prompt has its turn so many days after the workshop, once.

At each look it is worked out from content/prompts/ and from what has had its turn already which prompt comes next: so an edited series, a
pause or a downtime needs nothing moved. After a long silence only the latest one is sent; what it has overtaken is noted as missed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, trainings
from mitra.access import Act, Actor, RefusedError, demand
from mitra.hours import USUAL_REMINDER, Quiet, moment_on, working_day
from mitra.prompts import conditions, kinds, writing
from mitra.prompts.audience import Audience
from mitra.prompts.catalogue import Series, Step, catalogue
from mitra.prompts.writing import ChangedError
from mitra.store.models import Enterprise
from mitra.store.prompt_models import Prompt as PromptRow
from mitra.store.prompt_models import PromptStatus, RunStatus, SeriesRun, SeriesStep, Training
from mitra.store.upsert import insert as upsert

#: Runs on one page.
PAGE = 7
UNDER_WAY = (RunStatus.RUNNING, RunStatus.PAUSED)
#: Runs looked after in one transaction.
BATCH = 20
#: What became of a prompt: sent; what it asks for is there already, or does not fit; overtaken, or left out by hand.
SENT, DONE, MISSED = "sent", "done", "missed"
#: A prompt may come so many days late; later than that, the next one is near.
MOST_DAYS_LATE = 6
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One prompt of a run: when its turn is or was, and what became of it."""

    step: Step
    on: dt.date
    #: Empty while its turn is to come.
    outcome: str
    prompt_id: int | None


@dataclass(frozen=True, kw_only=True)
class Run:
    """A series in an enterprise."""

    id: int
    enterprise_id: int
    enterprise: str
    zone: str
    series: Series
    status: RunStatus
    held_on: dt.date
    shifted: int
    paused_on: dt.date | None
    trainer_id: int | None
    training_id: int
    turns: tuple[Turn, ...]

    @property
    def next(self) -> Turn | None:
        """Return the prompt that comes next, if any."""
        return next((turn for turn in self.turns if not turn.outcome), None)

    @property
    def sent(self) -> int:
        """Return how many prompts were sent."""
        return sum(turn.outcome == SENT for turn in self.turns)


# --- looking


def _select() -> Any:
    return (
        select(
            SeriesRun.__table__,
            Training.held_on,
            Enterprise.name.label("enterprise"),
            Enterprise.timezone,
        )
        .join(Training, Training.id == SeriesRun.training_id)
        .join(Enterprise, Enterprise.id == SeriesRun.enterprise_id)
    )


async def _runs(connection: AsyncConnection, query: Any) -> list[Run]:
    """Return the runs a query has, with what has had its turn (primary key of series_steps); not those of series that are no more."""
    rows = (await connection.execute(query)).all()
    numbers = [row.id for row in rows]
    steps = select(SeriesStep.__table__).where(SeriesStep.run_id.in_(numbers))
    had: dict[int, dict[str, Row[Any]]] = {number: {} for number in numbers}
    for step in (await connection.execute(steps)).all():
        had[step.run_id][step.step] = step
    known = catalogue().series
    return [_run(row, known[row.series], had[row.id]) for row in rows if row.series in known]


def _run(row: Row[Any], series: Series, had: dict[str, Row[Any]]) -> Run:
    turns = []
    for step in series.steps:
        there = had.get(step.id)
        on = working_day(row.held_on + dt.timedelta(days=step.day + row.shifted))
        if there is not None and there.outcome == SENT:
            on = there.at.astimezone(ZoneInfo(row.timezone)).date()
        outcome, prompt_id = (there.outcome, there.prompt_id) if there else ("", None)
        turns.append(Turn(step=step, on=on, outcome=outcome, prompt_id=prompt_id))
    return Run(
        id=row.id,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise,
        zone=row.timezone,
        series=series,
        status=row.status,
        held_on=row.held_on,
        shifted=row.shifted,
        paused_on=row.paused_on,
        trainer_id=row.trainer_id,
        training_id=row.training_id,
        turns=tuple(turns),
    )


async def one(connection: AsyncConnection, actor: Actor, number: int) -> Run:
    """Return a run to who follows its enterprise up; raises RefusedError alike for what is not there (primary keys)."""
    found = await _runs(connection, _select().where(SeriesRun.id == number))
    run = found[0] if found else None
    demand(actor, Act.FOLLOW_UP, run.enterprise_id if run else None, subject=f"run:{number}")
    if run is None:
        raise RefusedError(Act.FOLLOW_UP, subject=f"run:{number}")
    return run


async def of_enterprises(connection: AsyncConnection, actor: Actor, numbers: Sequence[int]) -> list[Run]:
    """Return the runs in these enterprises, latest first (index ix_series_runs_enterprise_id); raises RefusedError."""
    _demand(actor, numbers)
    query = _select().where(SeriesRun.enterprise_id.in_(numbers))
    return await _runs(connection, query.order_by(SeriesRun.id.desc()))


async def page(
    connection: AsyncConnection, actor: Actor, numbers: Sequence[int], *, page: int
) -> tuple[list[Run], int, int]:
    """Return a page of the runs in these enterprises, those under way first, how many pages and how many runs; raises RefusedError."""
    _demand(actor, numbers)
    here = SeriesRun.enterprise_id.in_(numbers)
    count = await connection.scalar(select(func.count()).select_from(SeriesRun).where(here)) or 0
    pages = max(1, -(-count // PAGE))
    place = (min(max(page, 1), pages) - 1) * PAGE
    first = case((SeriesRun.status.in_(UNDER_WAY), 0), else_=1)
    query = _select().where(here).order_by(first, SeriesRun.id.desc()).limit(PAGE).offset(place)
    return await _runs(connection, query), pages, count


async def under_way(connection: AsyncConnection, actor: Actor, numbers: Sequence[int]) -> int:
    """Return how many series are under way in these enterprises (index ix_series_runs_enterprise_id); raises RefusedError."""
    _demand(actor, numbers)
    mine = (SeriesRun.enterprise_id.in_(numbers), SeriesRun.status.in_(UNDER_WAY))
    return await connection.scalar(select(func.count()).select_from(SeriesRun).where(*mine)) or 0


async def started(
    connection: AsyncConnection, actor: Actor, numbers: Sequence[int], module: int, held_on: dt.date
) -> dict[int, int]:
    """Return enterprise → run of a module's series after a workshop on that day; raises RefusedError."""
    _demand(actor, numbers)
    query = (
        select(SeriesRun.enterprise_id, SeriesRun.id)
        .join(Training, Training.id == SeriesRun.training_id)
        .where(Training.enterprise_id.in_(numbers), Training.module == module, Training.held_on == held_on)
    )
    return {row.enterprise_id: row.id for row in await connection.execute(query)}


def _demand(actor: Actor, numbers: Sequence[int]) -> None:
    for number in numbers:
        demand(actor, Act.FOLLOW_UP, number, subject=f"enterprise:{number}")


# --- starting, pausing, stopping


async def start(  # noqa: PLR0913 - who, where, which, since when
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    module: int,
    held_on: dt.date,
    *,
    at: dt.datetime,
) -> tuple[Run, bool]:
    """
    Start a module's series for an enterprise whose workshop was on that day; return it, and whether it was not there before.

    What would have had its turn long ago is left out. Raises RefusedError, or MitraError for a day that cannot be.
    """
    series = catalogue().of_module(module)
    demand(actor, Act.FOLLOW_UP, enterprise_id, subject=f"enterprise:{enterprise_id}")
    if series is None:
        raise RefusedError(Act.USE_BUTTON)
    training = await trainings.record(connection, actor, enterprise_id, module, held_on, at=at)
    row = {
        "enterprise_id": enterprise_id,
        "training_id": training.id,
        "series": series.id,
        "trainer_id": actor.person_id,
        "status": RunStatus.RUNNING,
        "shifted": 0,
        "look_at": at,
        "started_at": at,
    }
    statement = upsert(connection, SeriesRun).values(row)
    statement = statement.on_conflict_do_nothing(index_elements=[SeriesRun.training_id, SeriesRun.series])
    fresh = bool((await connection.execute(statement)).rowcount)
    mine = (SeriesRun.training_id == training.id, SeriesRun.series == series.id)
    number = (await connection.execute(select(SeriesRun.id).where(*mine))).scalar_one()
    run = await one(connection, actor, number)
    if fresh:
        await _note(connection, actor, run, at)
    return run, fresh


async def pause(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Run:
    """Let a run rest; what is on its way still arrives. Raises RefusedError, ChangedError."""
    run = await _to_change(connection, actor, number, RunStatus.RUNNING)
    today = at.astimezone(ZoneInfo(run.zone)).date()
    values = {"status": RunStatus.PAUSED, "paused_on": today, "look_at": None}
    return await _change(connection, actor, run, values, at)


async def go_on(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Run:
    """Let a run go on after a pause: what follows comes as many days later. Raises RefusedError, ChangedError."""
    run = await _to_change(connection, actor, number, RunStatus.PAUSED)
    today = at.astimezone(ZoneInfo(run.zone)).date()
    shifted = run.shifted + (today - (run.paused_on or today)).days
    values = {"status": RunStatus.RUNNING, "paused_on": None, "shifted": shifted, "look_at": at}
    return await _change(connection, actor, run, values, at)


async def stop(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Run:
    """End a run for good; what is on its way is cancelled. Raises RefusedError, ChangedError."""
    run = await one(connection, actor, number)
    if run.status not in {RunStatus.RUNNING, RunStatus.PAUSED}:
        raise ChangedError("Seri ini sudah tidak berjalan.")
    mine = (PromptRow.run_id == number, PromptRow.status == PromptStatus.RUNNING)
    for prompt_id in list(await connection.scalars(select(PromptRow.id).where(*mine))):
        await writing.cancel(connection, actor, prompt_id, at=at)
    return await _change(connection, actor, run, {"status": RunStatus.STOPPED, "look_at": None}, at)


async def leave_out(
    connection: AsyncConnection, actor: Actor, number: int, step: str, *, at: dt.datetime
) -> Run:
    """Leave out the prompt that comes next, named so that a second tap leaves out no other; raises RefusedError, ChangedError."""
    run = await one(connection, actor, number)
    following = run.next if run.status in {RunStatus.RUNNING, RunStatus.PAUSED} else None
    if following is None or following.step.id != step:
        raise ChangedError("Pesan itu sudah tidak di urutan berikutnya.")
    await _had_turn(connection, run, step, MISSED, at)
    look_at = at if run.status is RunStatus.RUNNING else None
    return await _change(connection, actor, run, {"look_at": look_at}, at)


async def _to_change(connection: AsyncConnection, actor: Actor, number: int, status: RunStatus) -> Run:
    run = await one(connection, actor, number)
    if run.status is not status:
        raise ChangedError("Seri ini sudah berubah. Lihat keadaannya sekarang.")
    return run


async def _change(
    connection: AsyncConnection, actor: Actor, run: Run, values: dict[str, Any], at: dt.datetime
) -> Run:
    await connection.execute(update(SeriesRun).where(SeriesRun.id == run.id).values(values))
    await _note(connection, actor, run, at)
    return await one(connection, actor, run.id)


async def _note(connection: AsyncConnection, actor: Actor, run: Run, at: dt.datetime) -> None:
    await audit.note(
        connection, actor, Act.FOLLOW_UP, at=at, subject=f"run:{run.id}", enterprise_id=run.enterprise_id
    )


# --- turns


async def look_due(connection: AsyncConnection, *, at: dt.datetime, most: int = BATCH) -> int:
    """Give the prompts whose turn has come their turn; return how many runs were looked after (index ix_series_runs_look_at)."""
    due = select(SeriesRun.id).where(SeriesRun.look_at <= at).order_by(SeriesRun.look_at).limit(most)
    numbers = list(await connection.scalars(due.with_for_update(skip_locked=True)))
    if not numbers:
        return 0
    runs = {run.id: run for run in await _runs(connection, _select().where(SeriesRun.id.in_(numbers)))}
    for number in numbers:
        if number in runs:
            await _look_after(connection, runs[number], at)
        else:  # its series is no longer in content/
            ended = {"status": RunStatus.ENDED, "look_at": None}
            await connection.execute(update(SeriesRun).where(SeriesRun.id == number).values(ended))
    return len(numbers)


async def _look_after(connection: AsyncConnection, run: Run, at: dt.datetime) -> None:
    today = at.astimezone(ZoneInfo(run.zone)).date()
    due = [turn for turn in run.turns if not turn.outcome and turn.on <= today]
    overtaken = _overtaken(run, due, today)
    for turn in due:
        if turn in overtaken:
            await _had_turn(connection, run, turn.step.id, MISSED, at)
        else:
            await _give(connection, run, turn.step, at)
    (changed,) = await _runs(connection, _select().where(SeriesRun.id == run.id))
    await _plan_look(connection, changed, at)


def _overtaken(run: Run, due: Sequence[Turn], today: dt.date) -> list[Turn]:
    """Return those of the due prompts that come too late: a later one is due too or was sent, or it is long past."""
    latest = max((turn.on for turn in due), default=today)
    sent = max((turn.step.day for turn in run.turns if turn.outcome == SENT), default=0)
    return [
        turn
        for turn in due
        # Two that holidays have put on one day are both given: people get the second a day later.
        if turn.on < latest or turn.step.day < sent or (today - turn.on).days > MOST_DAYS_LATE
    ]


async def _give(connection: AsyncConnection, run: Run, step: Step, at: dt.datetime) -> None:
    """Send a prompt, unless what it asks for is there already, or there is nobody to send it, or to get it, just now."""
    trainer = await _trainer(connection, run)
    if trainer is None:
        return  # looked at again tomorrow
    fits = await conditions.hold(connection, run.enterprise_id, step.only_if, since=run.held_on, at=at)
    if not fits:
        await _had_turn(connection, run, step.id, DONE, at)
        return
    row = {
        "trainer_id": trainer,
        "status": PromptStatus.RUNNING,
        "title": step.title,
        "template": step.text,
        "module": run.series.module,
        "answer": step.answer,
        "options": list(step.options),
        "audience": Audience(enterprises=(run.enterprise_id,), roles=step.roles).plain(),
        "busy": kinds.WAIT,
        "due_at": at,
        "reminders": step.remind,
        "run_id": run.id,
        "created_at": at,
        "started_at": at,
    }
    made = (await connection.execute(insert(PromptRow).values(row).returning(PromptRow.__table__))).one()
    if await writing.plan(connection, writing.of_row(made), [run.enterprise_id], at, at=at):
        await _had_turn(connection, run, step.id, SENT, at, prompt_id=made.id)
    else:
        await connection.execute(delete(PromptRow).where(PromptRow.id == made.id))


async def _trainer(connection: AsyncConnection, run: Run) -> int | None:
    """Return in whose name it is sent: who started it, if they still look after the enterprise, else who does now."""
    able = await writing.who_looks_after(connection, run.enterprise_id, run.trainer_id)
    if able is not None and able != run.trainer_id:
        await connection.execute(update(SeriesRun).where(SeriesRun.id == run.id).values(trainer_id=able))
    return able


async def _had_turn(  # noqa: PLR0913 - of which run, what, when
    connection: AsyncConnection,
    run: Run,
    step: str,
    outcome: str,
    at: dt.datetime,
    *,
    prompt_id: int | None = None,
) -> None:
    row = {"run_id": run.id, "step": step, "at": at, "outcome": outcome, "prompt_id": prompt_id}
    await connection.execute(insert(SeriesStep).values(row))


async def _plan_look(connection: AsyncConnection, run: Run, at: dt.datetime) -> None:
    """
    Set when a run is looked after next: in the morning of its next prompt's day; a run with none left has ended.

    At the latest tomorrow morning: content/ may have changed by then.
    """
    following = run.next
    if following is None:
        values: dict[str, Any] = {"status": RunStatus.ENDED, "look_at": None}
    else:
        moment = moment_on(following.on, USUAL_REMINDER, Quiet(zone=run.zone))
        tomorrow = at.astimezone(ZoneInfo(run.zone)).date() + _DAY
        morning = dt.datetime.combine(tomorrow, dt.time(USUAL_REMINDER // 60), ZoneInfo(run.zone))
        # Due and still there: there is nobody to send it, or to get it, just now.
        values = {"look_at": min(moment, morning) if moment > at else morning}
    await connection.execute(update(SeriesRun).where(SeriesRun.id == run.id).values(values))


def ahead(series: Series, held_on: dt.date) -> list[tuple[dt.date, Step]]:
    """Return day and prompt of a series that would be started for a workshop on `held_on`."""
    return [(working_day(held_on + step.day * _DAY), step) for step in series.steps]
