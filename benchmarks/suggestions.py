"""
What suggestions cost as they grow: `make suggestions`.

The same messages and taps with 10 and with 1,000 (or as many as asked for) open suggestions of one enterprise, through
Rasa, actions and SQL, without Telegram; and whether a suggestion finds its like.
"""

import argparse
import asyncio
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from actions.services import Services
from bot.brain import Brain
from bot.channel import Turn
from bot.nlg import MessageGenerator
from bot.training import ROOT, ensure_model
from mitra import enterprises, people
from mitra.access import CONSOLE, Actor
from mitra.clock import utc_now
from mitra.content.library import read_library
from mitra.log import configure
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import Role, Side
from mitra.store.suggestion_models import Suggestion
from mitra.suggestions import giving
from mitra.suggestions.giving import Draft

KEY = b"benchmark"
ROUNDS = 20
WORKER, WORKERS_SIDE, MANAGEMENT = 1, 2, 3
THINGS = ("kipas", "lampu", "rak", "troli", "meja", "kursi", "loker", "masker", "galon", "timbangan")
PLACES = ("ruang jahit", "gudang", "bagian potong", "parkiran", "kantin", "toilet", "line 2", "mushola")
DEEDS = ("ditambah", "dipindah", "dibersihkan", "diganti", "diperbaiki")


class Chat:
    """Conversations with one brain; each turn in one transaction, as on the road."""

    def __init__(self, brain: Brain, database: Database) -> None:
        self._brain = brain
        self._database = database
        self.times: dict[str, list[float]] = defaultdict(list)

    async def does(self, person: int, what: str, call: Callable[[Turn], Awaitable[object]]) -> str:
        """Let somebody do something; return what is said, with the data of the buttons."""
        turn = Turn(chat_id=person, person_id=person, sender_id=str(person), tapped_message=1)
        began = time.perf_counter()
        async with self._database.transaction():
            await call(turn)
        self.times[what].append((time.perf_counter() - began) * 1000)
        return " ".join(str(message.payload) for message in turn.outgoing)

    async def taps(self, person: int, what: str, intent: str, value: str = "") -> str:
        """Let somebody tap a button."""
        return await self.does(person, what, lambda turn: self._brain.do(turn, intent, value))

    async def says(self, person: int, what: str, text: str) -> str:
        """Let somebody write."""
        return await self.does(person, what, lambda turn: self._brain.hear(turn, text))


async def measure(brain: Brain, database: Database, many: int) -> dict[str, list[float]]:
    """Return what each step takes (ms) with so many open suggestions."""
    where = await _found(database, many)
    chat = Chat(brain, database)
    for number in range(ROUNDS):
        said = await chat.says(
            WORKER, "usul … (draft, similar ones)", f"usul, cermin nomor {number} dipasang di tikungan"
        )
        nonce = re.search(r"send:(\w+)|keep:(\w+)", said)
        if nonce is None:
            raise RuntimeError(said)
        await chat.taps(WORKER, "send", "suggestion", f"send:{nonce[1] or nonce[2]}")
        await chat.taps(WORKER, "/saran_saya", "suggestion", "mine")
        await chat.taps(WORKER, "colleagues', a page", "suggestion", f"list:{where}:{number + 1}")
        await chat.taps(WORKERS_SIDE, "/panitia", "committee")
        page = await chat.taps(WORKERS_SIDE, "the new ones, a page", "committee", f"list:{where}:new:1")
        number_of = re.search(r"see:(\d+)", page)
        which = number_of[1] if number_of else "0"
        seen = await chat.taps(WORKERS_SIDE, "one of them", "committee", f"see:{which}")
        version = re.search(rf"accept:{which}:(\d+)", seen)
        await chat.taps(
            WORKERS_SIDE, "accept", "committee", f"accepted:{which}:{version[1] if version else 0}"
        )
        await chat.taps(MANAGEMENT, "figures", "committee", f"figures:{where}")
    return chat.times


async def _found(database: Database, many: int) -> int:
    """Found an enterprise with so many open suggestions; return its number."""
    at = utc_now()
    async with database.transaction() as connection:
        where = await enterprises.add(connection, CONSOLE, f"CV {many}", timezone="Asia/Jakarta", at=at)
        roles = ((WORKER, Role.WORKER, None), (WORKERS_SIDE, Role.COMMITTEE, Side.WORKERS))
        for account, role, side in (*roles, (MANAGEMENT, Role.COMMITTEE, Side.MANAGEMENT)):
            number = await people.enrol(connection, account, at=at)
            await people.seat(connection, number, where, role, side=side, at=at)
        other = await people.enrol(connection, 9, at=at)
        await people.seat(connection, other, where, Role.WORKER, at=at)
        author = await people.actor_of(connection, 9)
        await _fill(connection, author, where, many)
    return where


async def _fill(connection: sa.ext.asyncio.AsyncConnection, author: Actor, where: int, many: int) -> None:
    texts = [f"{thing} di {place} {deed}" for thing in THINGS for place in PLACES for deed in DEEDS]
    draft = Draft(text=texts[0], module=5)
    first = await giving.send(connection, author, where, draft, key=KEY, at=utc_now())
    row = (
        (await connection.execute(sa.select(Suggestion.__table__).where(Suggestion.id == first.card.id)))
        .mappings()
        .one()
    )
    rows = []
    for number in range(1, many):
        text = texts[number % len(texts)]
        rows.append(
            dict(row)
            | {"id": row["id"] + number, "number": number + 1, "receipt": f"{where}:{number}"}
            | {"text": text}
        )
    await connection.execute(sa.insert(Suggestion), rows)


async def main(many: int, console: Console) -> None:
    """Measure with few and with many, and print both."""
    model = ensure_model(ROOT / "var" / "models", console)
    found = []
    for count in (10, many):
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'mitra.sqlite'}")
            await migrate(database)
            services = Services(library=read_library(), database=database, key=KEY)
            brain = Brain(model, services=services, generator=MessageGenerator())
            found.append(await measure(brain, database, count))
            await database.close()
    table = Table("ms at the median (first)", "10 open", f"{many:,} open")
    for step in found[0]:
        shown = [f"{statistics.median(times[step]):.1f} ({times[step][0]:.0f})" for times in found]
        table.add_row(step, *shown)
    console.print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=1_000, help="open suggestions (default 1,000)")
    configure("WARNING")
    asyncio.run(main(parser.parse_args().many, Console()))
