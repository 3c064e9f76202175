"""
What reminders cost as plans grow: `make reminders`.

The same sweep with 1,000 to 1,000,000 unfinished actions (20 an enterprise, five people each): a tick that finds nothing to do,
a tick that looks after twenty people, a change of an action, a page of the plan, a page of one's own tasks.
"""

import argparse
import asyncio
import datetime as dt
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises, people
from mitra.access import CONSOLE, Actor
from mitra.plan import actions as plan
from mitra.plan import answers, listing, reminders
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import Enterprise, Membership, OutboxMessage, Person, Role
from mitra.store.plan_models import ActionItem, ActionStatus, ReminderClock

AT = dt.datetime.fromisoformat("2026-12-03T10:00:00+07:00")
ROUNDS = 40
ACTIONS, PEOPLE = 20, 5
CHUNK = 20_000
Times = dict[str, list[float]]


async def measure(database: Database, many: int) -> Times:
    """Return what each thing takes (ms) with so many actions."""
    times: Times = defaultdict(list)
    async with database.transaction() as connection:
        boss, where = await _filled(connection, many)
        await connection.execute(sa.text("ANALYZE"))
    for number in range(ROUNDS):
        async with database.transaction() as connection:
            await _timed(times, "a tick with nothing to do", lambda: reminders.look_due(connection, at=AT))
            await _due_again(connection, number)
            await _timed(times, "a tick with 20 people", lambda: reminders.look_due(connection, at=AT))
            await connection.execute(sa.delete(OutboxMessage))
            which = number % ACTIONS + 1
            day = AT.date() + dt.timedelta(days=number % 30 + 1)
            put = lambda: answers.postpone(connection, boss, which, day, at=AT)  # noqa: B023, E731
            await _timed(times, "put an action off", put)
            page = lambda: listing.plan_page(connection, boss, where, "all", page=1, at=AT)  # noqa: E731
            await _timed(times, "a page of the plan", page)
            mine = lambda: listing.my_page(connection, boss, where, page=1, at=AT)  # noqa: E731
            await _timed(times, "one's own tasks", mine)
    return times


async def _timed(times: Times, what: str, call: Callable[[], Awaitable[object]]) -> None:
    began = time.perf_counter()
    await call()
    times[what].append((time.perf_counter() - began) * 1_000)


async def _due_again(connection: AsyncConnection, number: int) -> None:
    """Make twenty people due whom nobody has looked after for three days."""
    first = number * reminders.BATCH + 1
    mine = ReminderClock.person_id.between(first, first + reminders.BATCH - 1)
    values = {"look_at": AT, "looked_on": AT.date() - dt.timedelta(days=3)}
    await connection.execute(sa.update(ReminderClock).where(mine).values(values))


async def _filled(connection: AsyncConnection, many: int) -> tuple[Actor, int]:
    """Fill the tables; return a manager and their enterprise."""
    where = await enterprises.add(connection, CONSOLE, "CV 1", timezone="Asia/Jakarta", at=AT)
    first = await people.enrol(connection, 1, at=AT)
    await people.seat(connection, first, where, Role.MANAGER, at=AT)
    boss = await people.actor_of(connection, 1)
    await plan.add(connection, boss, where, problem="p", action="a", module=1, at=AT)
    rows = {
        table: await _row(connection, table)
        for table in (Enterprise, Person, Membership, ActionItem, ReminderClock)
    }
    await connection.execute(sa.delete(ReminderClock))
    count = -(-many // ACTIONS)
    await _copies(
        connection, Enterprise, rows[Enterprise], range(2, count + 1), lambda n: {"id": n, "code": f"{n:08}"}
    )
    persons = range(2, max(count * PEOPLE, ROUNDS * reminders.BATCH) + 1)
    await _copies(connection, Person, rows[Person], persons, lambda n: {"id": n, "telegram_id": n})
    await _copies(connection, Membership, rows[Membership], persons, lambda n: _seat(n, count))
    await _copies(connection, ActionItem, rows[ActionItem], range(2, many + 1), _action)
    clocks = range(1, len(persons) + 1)
    await _copies(connection, ReminderClock, rows[ReminderClock], clocks, lambda n: _clock(n, count))
    return boss, where


async def _row(connection: AsyncConnection, table: Any) -> dict[str, Any]:
    return dict((await connection.execute(sa.select(table.__table__))).mappings().first() or {})


async def _copies(
    connection: AsyncConnection,
    table: Any,
    row: dict[str, Any],
    numbers: range,
    differs: Callable[[int], dict[str, Any]],
) -> None:
    for start in range(0, len(numbers), CHUNK):
        copies = [row | differs(number) for number in numbers[start : start + CHUNK]]
        await connection.execute(sa.insert(table), copies)


def _place(person: int, count: int) -> int:
    """Return the enterprise of a person."""
    return min((person - 1) // PEOPLE, count - 1) + 1


def _seat(person: int, count: int) -> dict[str, Any]:
    role = Role.MANAGER if person % PEOPLE == 1 else Role.WORKER
    return {"id": person, "person_id": person, "enterprise_id": _place(person, count), "role": role}


def _action(number: int) -> dict[str, Any]:
    where, place = divmod(number - 1, ACTIONS)
    due = AT.date() + dt.timedelta(days=number % 15 - 5)
    owner = where * PEOPLE + place % PEOPLE + 1
    return {
        "id": number,
        "number": place + 1,
        "enterprise_id": where + 1,
        "origin": str(number),
        "owner_id": owner,
        "due_on": due,
        "settled_on": AT.date() - dt.timedelta(days=30),
        "status": ActionStatus.OPEN,
    }


def _clock(person: int, count: int) -> dict[str, Any]:
    # Spread over the week, so that nobody is due now.
    look_at = AT + dt.timedelta(minutes=60 + person % 9_000)
    return {
        "person_id": person,
        "enterprise_id": _place(person, count),
        "look_at": look_at,
        "looked_on": AT.date(),
    }


async def main(sizes: list[int], console: Console) -> None:
    """Measure each size and print them side by side."""
    found = []
    for many in sizes:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'mitra.sqlite'}")
            await migrate(database)
            found.append(await measure(database, many))
            await database.close()
    table = Table("ms at the median", *(f"{many:,} actions" for many in sizes))
    for what in found[0]:
        table.add_row(what, *(f"{statistics.median(times[what]):.2f}" for times in found))
    console.print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000, 1_000_000])
    asyncio.run(main(parser.parse_args().sizes, Console()))
