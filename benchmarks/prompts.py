"""
What a trainer's prompt costs as its receivers grow: `make prompts`.

With 1,000 to 50,000 receivers: counting whom it would reach, planning it (with the memory that takes, and how long the event loop
stands still), a tick that writes to fifty people, one that sees them arrive, the page of results, one answer, cancelling. The database
alone, without Rasa and Telegram; and without ANALYZE, which nobody runs in a factory.
"""

import argparse
import asyncio
import datetime as dt
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import people
from mitra.access import Actor
from mitra.prompts import answers, kinds, results, sending, writing
from mitra.prompts.answers import Given
from mitra.prompts.writing import Prompt
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import Enterprise, Membership, OutboxMessage, Person, Role
from mitra.store.prompt_models import PromptReceiver, ReceiverState

AT = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")
ROUNDS, ENTERPRISES, CHUNK = 8, 30, 5_000
#: The trainer's account, beside which people count from 1.
TRAINER = 10**9
Times = dict[str, list[float]]


async def measure(database: Database, many: int) -> Times:
    """Return what each thing takes: ms, or MB for memory."""
    times: Times = defaultdict(list)
    async with database.transaction() as connection:
        trainer = await _filled(connection, many)
        draft = await writing.begin(
            connection, trainer, title="Apa kabar?", text="Halo {{ nama }} di {{ perusahaan }}", at=AT,
            answer=kinds.BUTTONS, options=["Ya", "Tidak"], roles=[Role.WORKER],
        )  # fmt: skip
    await _plan(database, trainer, draft, times)
    for _ in range(ROUNDS):
        async with database.transaction() as connection:
            began = time.perf_counter()
            await sending.look_due(connection, at=AT)
            times["a tick with 50 people"].append(_since(began))
    await _arrive(database, times)
    await _answer(database, trainer, draft, times)
    async with database.transaction() as connection:
        began = time.perf_counter()
        await writing.cancel(connection, trainer, draft.id, at=AT)
        times["cancelling"].append(_since(began))
    return times


async def _filled(connection: AsyncConnection, many: int) -> Actor:
    """Fill thirty enterprises with so many workers; return their trainer."""
    bare = {"consented_at": AT, "seen_on": AT.date(), "muted": [], "low_data": False, "prompted": []}
    seat = {"since": AT, "removed": False, "safety": False}
    places = range(1, ENTERPRISES + 1)
    enterprises = [
        {"id": n, "name": f"CV {n}", "code": f"C{n:05}", "timezone": "Asia/Jakarta", "created_at": AT}
        for n in places
    ]
    await connection.execute(sa.insert(Enterprise), enterprises)
    for start in range(1, many + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, many + 1))
        await connection.execute(sa.insert(Person), [bare | {"id": n, "telegram_id": n} for n in numbers])
        seats = [
            seat | {"person_id": n, "enterprise_id": n % ENTERPRISES + 1, "role": Role.WORKER}
            for n in numbers
        ]
        await connection.execute(sa.insert(Membership), seats)
    await connection.execute(sa.insert(Person), [bare | {"id": many + 1, "telegram_id": TRAINER}])
    seats = [seat | {"person_id": many + 1, "enterprise_id": n, "role": Role.TRAINER} for n in places]
    await connection.execute(sa.insert(Membership), seats)
    return await people.actor_of(connection, TRAINER)


async def _plan(database: Database, trainer: Actor, draft: Prompt, times: Times) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with database.transaction() as connection:
        began = time.perf_counter()
        await writing.reach(connection, trainer, draft, at=AT)
        times["counting receivers"].append(_since(began))
    async with _heart_beating(times, "planning, the loop stands still"):
        began = time.perf_counter()
        async with database.transaction() as connection:
            await writing.start(connection, trainer, draft.id, at=AT)
        times["planning"].append(_since(began))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times["planning, MB more at the peak"].append((after - before) / 1024)


@asynccontextmanager
async def _heart_beating(times: Times, name: str) -> AsyncIterator[None]:
    """Note the longest while in which nothing else could be done."""
    longest, beats = [0.0], [time.perf_counter()]

    async def beat() -> None:
        while True:
            await asyncio.sleep(0.001)
            longest.append(_since(beats[-1]) - 1)
            beats.append(time.perf_counter())

    heart = asyncio.create_task(beat())
    await asyncio.sleep(0.005)
    longest.clear()
    yield
    await asyncio.sleep(0.005)
    heart.cancel()
    times[name].append(max(longest))


async def _arrive(database: Database, times: Times) -> None:
    """Have what was written be sent, and see it arrive."""
    async with database.transaction() as connection:
        await connection.execute(sa.delete(OutboxMessage))
        # Those that wait have their turn later, so that the ticks find those that were written.
        waits = PromptReceiver.state == ReceiverState.PLANNED
        await connection.execute(
            sa.update(PromptReceiver).where(waits).values(look_at=AT + dt.timedelta(days=1))
        )
    for _ in range(ROUNDS):
        async with database.transaction() as connection:
            began = time.perf_counter()
            await sending.look_due(connection, at=AT + dt.timedelta(minutes=5))
            times["a tick that sees 50 arrive"].append(_since(began))


async def _answer(database: Database, trainer: Actor, draft: Prompt, times: Times) -> None:
    got = sa.select(PromptReceiver.person_id).where(PromptReceiver.sent_at.is_not(None)).limit(ROUNDS)
    async with database.transaction() as connection:
        accounts = list(await connection.scalars(got))
        for account in accounts:
            who = await people.actor_of(connection, account)
            began = time.perf_counter()
            await answers.answer(connection, who, draft.id, Given(answer="0"), at=AT)
            times["one answer"].append(_since(began))
            began = time.perf_counter()
            await results.of(connection, trainer, draft.id)
            times["page of results"].append(_since(began))


def _since(began: float) -> float:
    return 1_000 * (time.perf_counter() - began)


async def run(sizes: list[int], console: Console) -> None:
    """Measure each size on a database of its own, and print the medians."""
    found = []
    for many in sizes:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'mitra.sqlite'}")
            await migrate(database)
            found.append(await measure(database, many))
            await database.close()
    table = Table("median, ms", *(f"{many:,}" for many in sizes))
    for name in found[0]:
        table.add_row(name, *(f"{statistics.median(times[name]):.1f}" for times in found))
    console.print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 50_000])
    asyncio.run(run(parser.parse_args().sizes, Console()))
