"""
A year of the improvement plan: `make year`.

Enterprises in three time zones, people with hours of their own, who tap at random, some twice; the clock is turned hour by
hour. Beside it an account is kept of who should be told what, worked out from the rules alone: every reminder once, at the
right local hour, none on Sundays and holidays. What was sent is compared with it.
"""

import argparse
import asyncio
import datetime as dt
import heapq
import random
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from holidays import country_holidays
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises, people
from mitra.access import CONSOLE, Actor
from mitra.plan import actions as plan
from mitra.plan import answers, reminders
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import OutboxMessage, Person, Role

START = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
#: Reminder hours that people have chosen; None for those who have not.
HOURS = (None, None, 6, 10, 16, 19, 22)
WORKERS = 4
ENTERPRISES_OF_A_TRAINER = 10
#: The rules, written down a second time.
OWNER, MANAGER, TRAINER = (-7, -3, -1, 0, 1, 3, 7), (3, 7), (7,)
RAMADAN = (dt.date(2027, 2, 8), dt.date(2027, 3, 9))
HOLIDAYS = country_holidays("ID", years=range(2026, 2029))


@dataclass
class Member:
    """Somebody, and what is known of them outside of the database."""

    actor: Actor
    zone: ZoneInfo
    hour: int | None

    def hour_on(self, day: dt.date) -> int:
        """Return the hour at which they are reminded: never in quiet hours, which are longer in Ramadan."""
        first, last = (8, 17) if RAMADAN[0] <= day <= RAMADAN[1] else (7, 20)
        wished = 8 if self.hour is None else self.hour
        return wished if first <= wished < last else first


@dataclass
class Deed:
    """An action, and what is known of it outside of the database."""

    id: int
    enterprise: int
    owner: int | None
    due: dt.date
    settled: dt.date
    unfinished: bool = True

    def told_on(self, day: dt.date, offsets: tuple[int, ...]) -> bool:
        """Return whether a reminder falls on a day."""
        days = {moved(self.due + dt.timedelta(days=offset)) for offset in offsets}
        return self.unfinished and day in days and day > self.settled


def moved(day: dt.date) -> dt.date:
    """Return the first day that is neither a Sunday nor a holiday."""
    while day.weekday() == 6 or day in HOLIDAYS:
        day += DAY
    return day


@dataclass
class Result:
    """What the year came to."""

    looks: int = 0
    #: What should have been said and what was: (hour, account, list, action).
    expected: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    sent: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    messages: int = 0
    taps: int = 0
    seconds: float = 0

    @property
    def missing(self) -> list[tuple[Any, ...]]:
        """Return what was not said, or too seldom."""
        return list((self.expected - self.sent).elements())

    @property
    def extra(self) -> list[tuple[Any, ...]]:
        """Return what should not have been said, or was said too often."""
        return list((self.sent - self.expected).elements())


class World:
    """Enterprises, their people, their plans."""

    def __init__(self, connection: AsyncConnection, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)  # noqa: S311 - the same year each time
        self.now = START
        self.members: dict[int, Member] = {}
        self.staff: dict[int, list[int]] = {}
        self.zones: dict[int, ZoneInfo] = {}
        self.managers: dict[int, int] = {}
        self.trainers: dict[int, int] = {}
        self.deeds: dict[int, Deed] = {}
        self.later: list[tuple[dt.datetime, int, Callable[[], Awaitable[None]]]] = []
        self.result = Result()

    async def found(self, count: int, actions: int, days: int) -> None:
        """Found enterprises, and plan their actions over the days."""
        for number in range(count):
            zone = self.random.choice(ZONES)
            name = f"CV {number:04}"
            where = await enterprises.add(self.connection, CONSOLE, name, timezone=zone, at=self.now)
            if number % ENTERPRISES_OF_A_TRAINER == 0:
                trainer = await self._member(where, Role.TRAINER, zone)
            await self._seat(trainer, where, Role.TRAINER)
            self.trainers[where], self.zones[where] = trainer, ZoneInfo(zone)
            self.managers[where] = await self._member(where, Role.MANAGER, zone)
            self.staff[where] = [await self._member(where, Role.WORKER, zone) for _ in range(WORKERS)]
            for _ in range(actions):
                self._plan_later(where, self.now + self.random.random() * dt.timedelta(days=days * 0.8))

    async def _member(self, where: int, role: Role, zone: str) -> int:
        account = len(self.members) + 1
        hour = self.random.choice(HOURS)
        person = await people.enrol(self.connection, account, at=self.now)
        if hour is not None:
            mine = sa.update(Person).where(Person.id == person)
            await self.connection.execute(mine.values(remind_at=hour * 60))
        self.members[account] = Member(
            actor=await people.actor_of(self.connection, account), zone=ZoneInfo(zone), hour=hour
        )
        await self._seat(account, where, role)
        return account

    async def _seat(self, account: int, where: int, role: Role) -> None:
        member = self.members[account]
        await people.seat(self.connection, member.actor.person_id or 0, where, role, at=self.now)
        member.actor = await people.actor_of(self.connection, account)

    def _plan_later(self, where: int, moment: dt.datetime) -> None:
        async def make() -> None:
            owner = self.random.choice([*self.staff[where], self.managers[where]])
            due = self.day_of(owner) + dt.timedelta(days=self.random.randrange(1, 40))
            more = {"due_on": due, "owner_id": self.members[owner].actor.person_id}
            manager = self.members[self.managers[where]].actor
            made = await plan.add(
                self.connection, manager, where, problem="p", action="a", module=1, at=self.now, more=more
            )
            self.deeds[made.id] = Deed(made.id, where, owner, due, self.day_of(owner))

        self.at(moment, make)

    def at(self, moment: dt.datetime, what: Callable[[], Awaitable[None]]) -> None:
        """Have something done at a moment."""
        heapq.heappush(self.later, (moment, len(self.later) + self.random.randrange(10**9), what))

    def day_of(self, account: int) -> dt.date:
        """Return the day it is where somebody works."""
        return self.now.astimezone(self.members[account].zone).date()

    # --- an hour

    async def hour(self) -> None:
        """Let people do what they do, look after them, compare."""
        until = self.now + HOUR
        while self.later and self.later[0][0] < until:
            moment, _, what = heapq.heappop(self.later)
            self.now = max(self.now, moment)
            await what()
        self.now = until
        self._expect()
        while looked := await reminders.look_due(self.connection, at=self.now):
            self.result.looks += looked
        await self._deliver()

    def _expect(self) -> None:
        """Note what should be said at this hour."""
        for deed in [deed for deed in self.deeds.values() if not deed.unfinished]:
            del self.deeds[deed.id]  # nothing is said of it any more
        for deed in self.deeds.values():
            local = self.now.astimezone(self.zones[deed.enterprise])
            manager, trainer = self.managers[deed.enterprise], self.trainers[deed.enterprise]
            if moved(local.date()) != local.date():
                continue
            if deed.owner is None:
                self._expect_of(deed, manager, "orphans", OWNER, local)
                continue
            self._expect_of(deed, deed.owner, "tasks", OWNER, local)
            if deed.owner != manager:
                self._expect_of(deed, manager, "late", MANAGER, local)
            self._expect_of(deed, trainer, "late", TRAINER, local)

    def _expect_of(
        self, deed: Deed, account: int, name: str, offsets: tuple[int, ...], local: dt.datetime
    ) -> None:
        if local.hour == self.members[account].hour_on(local.date()) and deed.told_on(local.date(), offsets):
            self.result.expected[self.now, account, name, deed.id] += 1

    async def _deliver(self) -> None:
        """Take what was owed out of the outbox, count it, and let people answer."""
        rows = (await self.connection.execute(sa.select(OutboxMessage.__table__))).all()
        for row in rows:
            if row.payload.get("template") != "plan_morning":
                continue
            self.result.messages += 1
            for section in row.payload["values"]["sections"]:
                for name in ("tasks", "late", "orphans"):
                    told = [one["id"] for one in section[name]] + section[f"{name}_ids"]
                    for which in told:
                        self.result.sent[row.due_at, row.chat_id, name, which] += 1
                        self._answer_later(row.chat_id, name, which)
        await self.connection.execute(sa.delete(OutboxMessage))

    # --- answers

    def _answer_later(self, account: int, name: str, which: int) -> None:
        acts = {"tasks": self._answer, "orphans": self._give}
        if name not in acts or self.random.random() < 0.4:
            return
        moment = self.now + self.random.random() * 9 * HOUR
        self.at(moment, lambda: acts[name](account, which))
        if self.random.random() < 0.15:
            self.at(moment + dt.timedelta(seconds=1), lambda: acts[name](account, which))

    async def _answer(self, account: int, which: int) -> None:
        deed, actor = self.deeds.get(which), self.members[account].actor
        if deed is None or deed.owner != account or not deed.unfinished:
            return
        self.result.taps += 1
        today = self.day_of(account)
        act = self.random.choices(("done", "run", "put", "refuse"), (30, 25, 40, 5))[0]
        if act == "done":
            await answers.finish(self.connection, actor, which, at=self.now)
            deed.unfinished = False
        elif act == "run":
            before = (await plan.one(self.connection, actor, which, at=self.now)).status
            after = (await answers.begin(self.connection, actor, which, at=self.now)).status
            deed.settled = today if before != after else deed.settled
        elif act == "put":
            day = today + dt.timedelta(days=self.random.choice((1, 3, 7)))
            deed.settled = today if day != deed.due else deed.settled
            await answers.postpone(self.connection, actor, which, day, at=self.now)
            deed.due = day
        else:
            await answers.refuse(self.connection, actor, which, at=self.now)
            deed.owner, deed.settled = None, today

    async def _give(self, account: int, which: int) -> None:
        deed = self.deeds.get(which)
        if deed is None or deed.owner is not None:
            return
        self.result.taps += 1
        owner = self.random.choice(self.staff[deed.enterprise])
        person, actor = self.members[owner].actor.person_id or 0, self.members[account].actor
        await plan.give(self.connection, actor, which, person, at=self.now)
        deed.owner, deed.settled = owner, self.day_of(owner)


async def simulate(count: int, actions: int, days: int, *, seed: int = 7) -> Result:
    """Return what a number of days came to, for so many enterprises with so many actions each."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'mitra.sqlite'}")
        await migrate(database)
        began = time.perf_counter()
        async with database.transaction() as connection:
            world = World(connection, seed)
            await world.found(count, actions, days)
            for _ in range(days * 24):
                await world.hour()
        await database.close()
    world.result.seconds = time.perf_counter() - began
    return world.result


def report(result: Result, console: Console) -> None:
    """Print what the year came to."""
    console.print(f"{sum(result.expected.values()):,} reminders expected, {sum(result.sent.values()):,} sent")
    console.print(f"{len(result.missing):,} missing, {len(result.extra):,} that should not have been sent")
    console.print(f"{result.messages:,} messages, {result.taps:,} taps, {result.looks:,} looks")
    console.print(f"{result.seconds:,.0f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=200)
    parser.add_argument("--actions", type=int, default=20)
    parser.add_argument("--days", type=int, default=365)
    given = parser.parse_args()
    report(asyncio.run(simulate(given.enterprises, given.actions, given.days)), Console())
