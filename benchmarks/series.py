"""
Ninety days of the trainers' series: `make series`.

Enterprises in three time zones follow content/prompts/ with one series or two; trainers start late, pause, leave out, stop and are
replaced; people answer, say stop, and do what is asked for before it is; Mitra is down for 5, 10 and 30 days; and the content is edited
meanwhile: steps move, are added, are taken out. Beside it an account is kept of which prompt should have had its turn on which day, and who
should have got it, worked out from the rules alone. What the database says, and what was sent, is compared with it.
"""

import argparse
import asyncio
import datetime as dt
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from holidays import country_holidays
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises, outbox, people
from mitra.access import CONSOLE, Actor
from mitra.checks import lists
from mitra.checks.checklist import Checklist
from mitra.content.library import read_library
from mitra.kpis import indicators
from mitra.notifications import wanted_now
from mitra.plan import actions as plan
from mitra.prompts import answers, kinds, sending, series
from mitra.prompts.catalogue import Catalogue, Series, Step, catalogue
from mitra.store.check_models import Check, ChecklistVersion
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import Lane, Membership, OutboxMessage, Person, Role, Side
from mitra.store.prompt_models import PromptReceiver, ReceiverState, RunStatus, SeriesRun, SeriesStep
from mitra.store.suggestion_models import Suggestion
from mitra.suggestions import giving

START = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
KEY = b"series"
WORKERS = 3
ENTERPRISES_OF_A_TRAINER = 10
#: When Mitra is down: first day → how many days.
DOWNTIMES: dict[str, dict[int, int]] = {
    "never down": {},
    "down for 5 and for 10 days": {20: 5, 40: 10},
    "down for 5, for 10 and for 30 days": {12: 5, 25: 10, 45: 30},
}
#: Days after the last turn in which what was put off still arrives.
AFTERWARDS = 16
#: The rules, written down a second time.
MOST_LATE = 6
HOLIDAYS = country_holidays("ID", years=range(2026, 2029))


def moved(day: dt.date) -> dt.date:
    """Return the first day that is neither a Sunday nor a holiday."""
    while day.weekday() == 6 or day in HOLIDAYS:
        day += DAY
    return day


@dataclass
class Place:
    """An enterprise, and what is known of it outside of the database."""

    id: int
    zone: ZoneInfo
    trainer: int | None
    #: Account → role.
    staff: dict[int, Role]
    #: Name of what there is → moments at which it came about.
    facts: dict[str, list[dt.datetime]] = field(default_factory=lambda: defaultdict(list))
    due_on: list[dt.date] = field(default_factory=list)

    def holds(self, name: str, since: dt.date, at: dt.datetime) -> bool:
        """Return whether a condition of content/prompts/ holds."""
        wanted, what = not name.startswith("no_"), name.removeprefix("no_")
        morning = dt.datetime.combine(since, dt.time(), self.zone)
        if what == "late_actions":
            return any(day < at.astimezone(self.zone).date() for day in self.due_on) is wanted
        if what in {"kpi", "committee"}:
            return bool(self.facts[what]) is wanted
        kept = "has_action" if what == "action" else what
        return any(moment >= morning for moment in self.facts[kept]) is wanted


@dataclass
class Course:
    """One series in one enterprise, as the rules have it."""

    place: Place
    series: str
    held_on: dt.date
    status: str = "running"
    shifted: int = 0
    paused_on: dt.date | None = None
    #: Step → outcome, once it has had its turn.
    had: dict[str, str] = field(default_factory=dict)
    #: Local day on which it was last looked at.
    looked_on: dt.date | None = None
    #: Looked at as soon as there is somebody to look.
    wakes: bool = True

    def on(self, step: Step) -> dt.date:
        """Return the day of a step's turn."""
        return moved(self.held_on + dt.timedelta(days=step.day + self.shifted))

    def given(self, known: Series, now: dt.datetime) -> Iterator[tuple[str, str]]:
        """Yield step and outcome of those whose turn it is."""
        today = now.astimezone(self.place.zone).date()
        due = [step for step in known.steps if step.id not in self.had and self.on(step) <= today]
        sent = max((step.day for step in known.steps if self.had.get(step.id) == "sent"), default=0)
        latest = max((self.on(step) for step in due), default=today)
        for step in due:
            late = (today - self.on(step)).days > MOST_LATE
            if late or self.on(step) < latest or step.day < sent:
                yield step.id, "missed"
            elif self.place.trainer is not None:
                fits = all(self.place.holds(name, self.held_on, now) for name in step.only_if)
                # With nobody to get it, it waits.
                if not fits or set(step.roles) & set(self.place.staff.values()):
                    yield step.id, "sent" if fits else "done"


@dataclass
class Result:
    """What the days came to."""

    #: (run, step, outcome, local day).
    expected: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    given: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    #: (account, run, step): messages, without reminders.
    due: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    sent: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    reminders: int = 0
    #: Put off for two weeks, downtimes among them, and given up with that reason.
    given_up: int = 0
    #: What must never happen, in words.
    faults: list[str] = field(default_factory=list)
    deeds: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    seconds: float = 0

    @property
    def wrong(self) -> list[tuple[Any, ...]]:
        """Return what has gone otherwise than the rules say."""
        differences = (
            *(("turn missing", *one) for one in (self.expected - self.given).elements()),
            *(("turn too many", *one) for one in (self.given - self.expected).elements()),
            *(("message missing", *one) for one in (self.due - self.sent).elements()),
            *(("message too many", *one) for one in (self.sent - self.due).elements()),
        )
        return [*differences, *((fault,) for fault in self.faults)]


@cache
def checklists() -> list[Checklist]:
    """Return the checklists of content/."""
    return list(read_library().checklists.values())


class World:
    """Enterprises, their people, their series."""

    def __init__(self, connection: AsyncConnection, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)  # noqa: S311 - the same days each time
        self.now = START
        self.content: Catalogue = catalogue()
        self.places: list[Place] = []
        self.actors: dict[int, Actor] = {}
        self.trainers: list[int] = []
        self.courses: dict[int, Course] = {}
        #: Accounts that want no more: modules, or None for all.
        self.muted: dict[int, set[int | None]] = defaultdict(set)
        #: Prompt → what it is: run and step.
        self.prompts: dict[int, tuple[int, str]] = {}
        #: (account, prompt) → how often reminded; who has answered.
        self.reminded: Counter[tuple[int, int]] = Counter()
        self.answered: set[tuple[int, int]] = set()
        self.result = Result()

    # --- founding

    async def found(self, count: int) -> None:
        """Found the enterprises."""
        await lists.publish(self.connection, checklists(), at=self.now)
        for number in range(count):
            zone = ZONES[number % len(ZONES)]
            name = f"CV {number:04}"
            where = await enterprises.add(self.connection, CONSOLE, name, timezone=zone, at=self.now)
            if number % ENTERPRISES_OF_A_TRAINER == 0:
                self.trainers.append(await self._person())
            place = Place(id=where, zone=ZoneInfo(zone), trainer=None, staff={})
            await self.train(place, self.trainers[-1])
            roles = [Role.MANAGER, *[Role.WORKER] * WORKERS, *([Role.COMMITTEE] if number % 2 else [])]
            for role in roles:
                account = await self._person()
                await self._seat(account, where, role)
                place.staff[account] = role
            if Role.COMMITTEE in roles:
                place.facts["committee"].append(self.now)
            self.places.append(place)
        self.trainers.append(await self._person())

    async def _person(self) -> int:
        account = len(self.actors) + 1
        await people.enrol(self.connection, account, at=self.now)
        self.actors[account] = await people.actor_of(self.connection, account)
        return account

    async def _seat(self, account: int, where: int, role: Role) -> None:
        side = Side.WORKERS if role is Role.COMMITTEE else None
        person = self.actors[account].person_id or 0
        await people.seat(self.connection, person, where, role, side=side, at=self.now)
        self.actors[account] = await people.actor_of(self.connection, account)

    async def train(self, place: Place, account: int | None) -> None:
        """Have somebody look after an enterprise in place of who does, or nobody."""
        mine = (Membership.enterprise_id == place.id, Membership.role == Role.TRAINER)
        ended = sa.update(Membership).where(*mine).values(ended_at=self.now)
        await self.connection.execute(ended)
        if place.trainer is not None:
            self.actors[place.trainer] = await people.actor_of(self.connection, place.trainer)
        if account is not None:
            await self._seat(account, place.id, Role.TRAINER)
        place.trainer = account

    # --- an hour

    def local(self, place: Place) -> dt.datetime:
        """Return the hour it is where people work."""
        return self.now.astimezone(place.zone)

    async def hour(self, *, down: bool) -> None:
        """Let an hour pass; while Mitra is down, nothing but time."""
        self.now += HOUR
        if down:
            return
        self._expect()
        while looked := await series.look_due(self.connection, at=self.now):
            self.result.looks += looked
        await self._compare()
        while looked := await sending.look_due(self.connection, at=self.now):
            self.result.looks += looked
        await self._deliver()

    def _expect(self) -> None:
        """Note which prompts should have their turn now."""
        for run, course in self.courses.items():
            local = self.local(course.place)
            morning = local.hour >= 8 and course.looked_on != local.date()
            if course.status != "running" or not (course.wakes or morning):
                continue
            if morning:
                course.looked_on = local.date()
            course.wakes = False
            known = self.content.series[course.series]
            for step, outcome in list(course.given(known, self.now)):
                course.had[step] = outcome
                self.result.expected[run, step, outcome, local.date()] += 1
            if all(step.id in course.had for step in known.steps):
                course.status = "ended"

    async def _compare(self) -> None:
        """Read which prompts have had their turn, and who should get them."""
        query = sa.select(SeriesStep.__table__).where(SeriesStep.at == self.now)
        for row in (await self.connection.execute(query)).all():
            course = self.courses[row.run_id]
            key = (row.run_id, row.step, row.outcome, self.local(course.place).date())
            if row.outcome == "missed" and key not in self.result.expected:
                continue  # left out by hand in this very hour
            self.result.given[key] += 1
            if row.prompt_id is not None:
                self.prompts[row.prompt_id] = (row.run_id, row.step)
                self._expect_messages(row.run_id, row.step)

    def _expect_messages(self, run: int, step_id: str) -> None:
        course = self.courses[run]
        known = self.content.series[course.series]
        step = next(step for step in known.steps if step.id == step_id)
        for account, role in course.place.staff.items():
            if role in step.roles and not self.muted[account] & {None, known.module}:
                self.result.due[account, run, step_id] += 1

    async def _deliver(self) -> None:
        """Take what was owed out of the outbox as the sender does, count it, and let people answer."""
        leased = await outbox.lease_due(self.connection, Lane.BULK, at=self.now, most=10_000)
        wanted = await wanted_now(self.connection, leased, at=self.now)
        for one in wanted:
            if one.payload.get("template") == "prompt":
                await self._got(one.chat_id, one.payload["values"])
        await outbox.sent(self.connection, [one.id for one in wanted])
        await self.connection.execute(sa.delete(OutboxMessage).where(OutboxMessage.lane != int(Lane.BULK)))

    async def _got(self, account: int, values: dict[str, Any]) -> None:
        number = values["id"]
        run, step = self.prompts[number]
        local = self.local(self.courses[run].place)
        if not 7 <= local.hour < 20 or local.date() in HOLIDAYS:
            self.result.faults.append(f"disturbed at {local}")
        if not values["lead"]:
            self.result.sent[account, run, step] += 1
        else:
            self.result.reminders += 1
            self.reminded[account, number] += 1
            if (account, number) in self.answered:
                self.result.faults.append(f"reminded after an answer: {account} {step}")
            if self.reminded[account, number] > kinds.MOST_REMINDERS:
                self.result.faults.append(f"reminded too often: {account} {step}")
        if values["answer"] == kinds.BUTTONS and self.random.random() < 0.5:
            prompt, _ = await answers.received(self.connection, self.actors[account], number)
            given = answers.read_tap(prompt, "0")
            await answers.answer(self.connection, self.actors[account], number, given, at=self.now)
            self.answered.add((account, number))

    # --- what people do, in daylight

    async def deeds(self) -> None:  # noqa: C901 - one line a deed
        """Let a few things happen, as they do in a day."""
        for place in self.places:
            if self.random.random() < 0.04:
                await self._fact(
                    place, self.random.choice(("5s_check", "k3_check", "suggestion", "has_action", "kpi"))
                )
        for run, course in list(self.courses.items()):
            chance = self.random.random()
            if await self._unsettled(course.place):
                continue  # what is on its way may still arrive or not: nothing can be foretold of it
            if course.status == "running" and chance < 0.012:
                await self._pause(run, course)
            elif course.status == "paused" and chance < 0.2:
                await self._go_on(run, course)
            elif course.status == "running" and chance < 0.02:
                await self._leave_out(run, course)
            elif course.status == "running" and chance < 0.022:
                await self._stop(run, course)
            elif chance < 0.028:
                await self._retrain(course.place)
            elif chance < 0.034:
                await self._mute(course)

    async def _unsettled(self, place: Place) -> bool:
        open_states = (ReceiverState.PLANNED, ReceiverState.WRITTEN)
        mine = (PromptReceiver.enterprise_id == place.id, PromptReceiver.state.in_(open_states))
        return (
            await self.connection.execute(sa.select(PromptReceiver.state).where(*mine).limit(1))
        ).first() is not None

    async def begin(self, place: Place, module: int, held_on: dt.date) -> None:
        """Start a series."""
        if place.trainer is None:
            return
        run, fresh = await series.start(
            self.connection, self.actors[place.trainer], place.id, module, held_on, at=self.now
        )
        if fresh:
            self.courses[run.id] = Course(place=place, series=run.series.id, held_on=held_on)
            self.result.deeds["started"] += 1

    async def _pause(self, run: int, course: Course) -> None:
        await series.pause(self.connection, CONSOLE, run, at=self.now)
        course.status, course.paused_on = "paused", self.local(course.place).date()
        self.result.deeds["paused"] += 1

    async def _go_on(self, run: int, course: Course) -> None:
        await series.go_on(self.connection, CONSOLE, run, at=self.now)
        today = self.local(course.place).date()
        course.shifted += (today - (course.paused_on or today)).days
        course.status, course.wakes = "running", True

    async def _leave_out(self, run: int, course: Course) -> None:
        shown = (await series.one(self.connection, CONSOLE, run)).next
        # An edit of last night may not have been seen yet.
        if shown is not None and shown.step.id not in course.had:
            await series.leave_out(self.connection, CONSOLE, run, shown.step.id, at=self.now)
            course.had[shown.step.id], course.wakes = "missed", True
            self.result.deeds["left out"] += 1

    async def _stop(self, run: int, course: Course) -> None:
        await series.stop(self.connection, CONSOLE, run, at=self.now)
        course.status = "stopped"
        self.result.deeds["stopped"] += 1

    async def _retrain(self, place: Place) -> None:
        """Replace a trainer; sometimes there is nobody for a while."""
        others = [account for account in self.trainers if account != place.trainer]
        await self.train(place, self.random.choice([*others, None]))
        self.result.deeds["trainer replaced"] += 1

    async def _mute(self, course: Course) -> None:
        account = self.random.choice(list(course.place.staff))
        module = self.random.choice([None, self.content.series[course.series].module])
        await answers.stop(self.connection, self.actors[account], module=module)
        self.muted[account].add(module)
        self.result.deeds["said stop"] += 1

    async def _fact(self, place: Place, what: str) -> None:
        """Have what a prompt asks for be done before it asks."""
        account = next(account for account, role in place.staff.items() if role is Role.MANAGER)
        actor = self.actors[account]
        if what.endswith("_check"):
            await self._check(place, what.removesuffix("_check"))
        elif what == "suggestion":
            draft = giving.Draft(text="usul", module=1)
            await giving.send(self.connection, actor, place.id, draft, key=KEY, at=self.now)
            await self.connection.execute(sa.update(Suggestion).values(look_at=None))
        elif what == "has_action":
            due = self.local(place).date() + dt.timedelta(days=self.random.randint(1, 20))
            await plan.add(
                self.connection, actor, place.id,
                problem="p", action="a", module=1, at=self.now, more={"due_on": due},
            )  # fmt: skip
            place.due_on.append(due)
        else:
            await indicators.add_known(self.connection, actor, place.id, "defect_rate", at=self.now)
        place.facts[what].append(self.now)
        self.result.deeds["done beforehand"] += 1

    async def _check(self, place: Place, name: str) -> None:
        version = await self.connection.scalar(
            sa.select(ChecklistVersion.id).where(ChecklistVersion.name == name)
        )
        row = {
            "enterprise_id": place.id, "checklist_id": version, "list_name": name, "items": [], "short": True, "team": False,
            "opened_at": self.now, "finished_at": self.now,
        }  # fmt: skip
        await self.connection.execute(sa.insert(Check).values(row))

    # --- content that is edited, at night

    def edit(self) -> None:
        """Move a step, add one, or take one out."""
        name = self.random.choice(sorted(self.content.series))
        steps = list(self.content.series[name].steps)
        place = self.random.randrange(1, len(steps) - 1)
        low, high = steps[place - 1].day + 1, steps[place + 1].day - 1
        what = self.random.choice(("moved", "added", "taken out"))
        if what == "moved":
            steps[place] = replace(steps[place], day=self.random.randint(low, high))
        elif what == "added":
            free = [day for day in range(low, high + 1) if day != steps[place].day]
            new = replace(steps[place], id=f"{name}-baru-{self.now:%m%d}", day=self.random.choice(free))
            steps = sorted([*steps, new], key=lambda step: step.day)
        else:
            del steps[place]
        changed = replace(self.content.series[name], steps=tuple(steps))
        self.content = replace(self.content, series=self.content.series | {name: changed})
        self.result.deeds[f"step {what}"] += 1

    # --- the end

    async def finish(self) -> None:
        """See that every series has come to its end, and nothing is left to do."""
        await self._give_up()
        rows = (await self.connection.execute(sa.select(SeriesRun.id, SeriesRun.status))).all()
        for row in rows:
            if row.status.value != self.courses[row.id].status:
                self.result.faults.append(f"run {row.id} is {row.status}, not {self.courses[row.id].status}")
        self.result.deeds["ended"] = sum(row.status is RunStatus.ENDED for row in rows)
        twice = sa.select(PromptReceiver.person_id).where(PromptReceiver.look_at < self.now - DAY)
        if (await self.connection.execute(twice)).first() is not None:
            self.result.faults.append("receivers that nobody looks after")
        prompted = await self.connection.execute(sa.select(Person.prompted))
        if any(len(days) != len(set(days)) for days in prompted.scalars()):
            self.result.faults.append("two prompts on one day")

    async def _give_up(self) -> None:
        """Expect no more what was given up because people had had enough."""
        query = (
            sa.select(Person.telegram_id, SeriesStep.run_id, SeriesStep.step)
            .select_from(PromptReceiver)
            .join(Person, Person.id == PromptReceiver.person_id)
            .join(SeriesStep, SeriesStep.prompt_id == PromptReceiver.prompt_id)
            .where(PromptReceiver.reason == "capped")
        )
        for row in (await self.connection.execute(query)).all():
            self.result.due[tuple(row)] -= 1
            self.result.given_up += 1


def is_down(days: int, downtimes: dict[int, int]) -> bool:
    """Return whether Mitra is down so many days after the start; (first day → how many)."""
    return any(first <= days < first + length for first, length in downtimes.items())


async def simulate(
    count: int, days: int, *, seed: int = 7, edits: int = 12, downtimes: dict[int, int] | None = None
) -> Result:
    """Return what the days came to, for so many enterprises; what was started late, or rests, goes on for some weeks."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'mitra.sqlite'}")
        await migrate(database)
        began = time.perf_counter()
        async with database.transaction() as connection:
            world = World(connection, seed)
            await world.found(count)
            with mock.patch.object(series, "catalogue", side_effect=lambda: world.content):
                await _live(world, days, edits, downtimes or {})
            await world.finish()
        await database.close()
    world.result.seconds = time.perf_counter() - began
    return world.result


async def _live(world: World, days: int, edits: int, downtimes: dict[int, int]) -> None:
    edited = set(world.random.sample(range(3, days - 5), edits))
    starts = {place.id: world.random.choice((0, 0, 1, 5, 12)) for place in world.places}
    total = days + max(starts.values()) + AFTERWARDS
    for day in range(total):
        down = is_down(day, downtimes)
        for hour in range(24):
            # Midnight in UTC is seven, eight, nine in the morning: deeds and starts in daylight, edits at night.
            if not down and hour == 5 and day < days:
                await _begin(world, starts, day)
                await world.deeds()
            if hour == 18 and day in edited:
                world.edit()
            await world.hour(down=down)
        if day == days:
            await _all_go_on(world)


async def _begin(world: World, starts: dict[int, int], day: int) -> None:
    """Start what starts on this day: for workshops of lately, of long ago, or that are still to come; now and then two at once."""
    for place in world.places:
        if starts[place.id] != day:
            continue
        for module in world.random.sample(range(1, 6), world.random.choice((1, 1, 1, 2))):
            ago = world.random.choice((0, 1, 2, 3, 10, -4))
            await world.begin(place, module, world.local(place).date() - dt.timedelta(days=ago))


async def _all_go_on(world: World) -> None:
    for run, course in world.courses.items():
        if course.place.trainer is None:
            await world.train(course.place, world.trainers[0])
        if course.status == "paused":
            await series.stop(world.connection, CONSOLE, run, at=world.now)
            course.status = "stopped"


def report(result: Result, console: Console) -> None:
    """Print what the days came to."""
    outcomes = Counter(outcome for _, _, outcome, _ in result.expected.elements())
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    console.print(
        f"{sum(result.expected.values()):,} turns expected ({told}), {sum(result.given.values()):,} given"
    )
    console.print(f"{sum(result.due.values()):,} messages expected, {sum(result.sent.values()):,} sent")
    console.print(
        f"{result.given_up:,} given up after two weeks, {result.reminders:,} reminders, {result.looks:,} looks"
    )
    console.print(", ".join(f"{count} × {deed}" for deed, count in sorted(result.deeds.items())))
    console.print(f"{len(result.wrong):,} that went otherwise than the rules say")
    for one in result.wrong[:20]:
        console.print(f"  {one}")
    console.print(f"{result.seconds:,.0f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=30)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    for told, down in DOWNTIMES.items():
        Console().print(f"[bold]{told}[/bold]")
        report(
            asyncio.run(simulate(given.enterprises, given.days, seed=given.seed, downtimes=down)), Console()
        )
