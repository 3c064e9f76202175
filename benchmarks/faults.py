"""
`make faults`: replicas killed with kill -9 while people write and tap, again and again; nothing may be lost.

Two replicas on PostgreSQL and Valkey behind one address, with the simulator as Telegram. People ask one question after the other, or tap
through self-checks; after each kill the replica is started anew, so that the other one is alone meanwhile. Counted: questions without
an answer, answers out of order, answers that came twice (allowed for what was in flight), taps without a stored answer or with two.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import random
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console

from bot.training import ROOT, ensure_model
from mitra import enterprises, people
from mitra.access import CONSOLE
from mitra.store.check_models import CheckAnswer, CheckRun
from mitra.store.database import Database
from mitra.store.models import OutboxMessage, Person, Role
from simulator.client import Message, Phone, Phones
from simulator.server import serve
from tests import servers
from tests.acceptance.balancer import Balancer, balancing
from tests.acceptance.process import Process, start

READY = "siap melayani"
QUESTIONS = (
    ("apar dipasang setinggi apa", "1,2 m"),
    ("gmn cara nolong org kesetrum", "Jangan sentuh"),
)
PATH = "/telegram"
PATIENCE = 90.0
#: Taps in one check: the last item is left.
TAPS, ITEMS = 24, 25


@dataclass
class Tally:
    """What happened."""

    kills: int = 0
    questions: int = 0
    taps: int = 0
    lost: int = 0
    wrong_order: int = 0
    repeated: int = 0
    taps_not_stored: int = 0
    left_in_outbox: int = 0
    #: Checks that could not be gone on with, and what the person saw.
    interrupted: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Return the figures; times in seconds."""
        kept = {name: value for name, value in asdict(self).items() if name not in {"seconds", "interrupted"}}
        kept |= {"interrupted": len(self.interrupted)}
        ordered = sorted(self.seconds)
        return kept | {
            "answer_p50_s": round(statistics.median(ordered), 3),
            "answer_p99_s": round(ordered[int(len(ordered) * 0.99)], 2),
            "slowest_answer_s": round(ordered[-1], 2),
        }

    @property
    def failed(self) -> bool:
        """Return whether something was lost, stored twice or out of order."""
        return bool(
            self.lost or self.wrong_order or self.taps_not_stored or self.left_in_outbox or self.interrupted
        )


async def ask(person: Phone, tally: Tally, over: asyncio.Event) -> None:
    """Ask one question after the other until it is over."""
    number = 0
    while not over.is_set():
        question, answer = QUESTIONS[number % 2]
        began = time.monotonic()
        await person.says(question)
        tally.questions += 1
        await _hear(person, answer, QUESTIONS[(number + 1) % 2][1], tally)
        tally.seconds.append(time.monotonic() - began)
        number += 1


async def _hear(person: Phone, answer: str, previous: str, tally: Tally) -> None:
    """Hear the answer; before it the previous one may come once more."""
    while True:
        try:
            text = (await person.hears(timeout=PATIENCE)).text
        except AssertionError:
            tally.lost += 1
            return
        if answer in text:
            return
        if previous in text:
            tally.repeated += 1
        else:
            tally.wrong_order += 1


async def check(person: Phone, database: Database, tally: Tally, over: asyncio.Event) -> None:
    """Tap through one self-check after the other until it is over; each tap must be one stored answer."""
    while not over.is_set():
        try:
            await _check_once(person, database, tally)
        except AssertionError as error:
            tally.interrupted.append(str(error)[-300:])


async def _check_once(person: Phone, database: Database, tally: Tally) -> None:
    await person.says("/cek5s")
    shown = await _see(person, "Jahit")
    await person.taps("Jahit", on=shown)
    shown = await _see(person, "📋 Lengkap")
    await person.taps("📋 Lengkap", on=shown)
    shown = await _see(person, "3", f"\n1/{ITEMS} ")
    for number in range(2, ITEMS + 1):
        began = time.monotonic()
        await person.taps("3", on=shown)
        shown = await _see(person, "3", f"\n{number}/{ITEMS} ")
        tally.seconds.append(time.monotonic() - began)
    tally.taps += TAPS
    tally.taps_not_stored += abs(TAPS - await _stored(database, person))


async def _see(person: Phone, button: str, words: str = "") -> Message:
    """Hear until something with this button and these words is there: what was in flight at a kill may come once more."""
    ends = time.monotonic() + PATIENCE
    while True:
        heard = await person.hears(timeout=max(0.1, ends - time.monotonic()))
        if words in heard.text and any(label.startswith(button) for label in heard.labels):
            return heard


async def _stored(database: Database, person: Phone) -> int:
    """Return how many answers the check holds that somebody has just tapped through, and not finished."""
    query = (
        sa.select(sa.func.count())
        .select_from(CheckAnswer)
        .join(CheckRun, CheckRun.id == CheckAnswer.run_id)
        .join(Person, Person.id == CheckRun.person_id)
        .where(Person.telegram_id == person.id, CheckRun.finished_at.is_(None))
    )
    async with database.transaction() as connection:
        return await connection.scalar(query) or 0


async def kill_again_and_again(
    fleet: list[Process], stacks: list[contextlib.AsyncExitStack], starting: list, tally: Tally, kills: int
) -> None:
    """Kill one replica after the other, each time at another moment, and start it anew."""
    for number in range(kills):
        place = number % len(fleet)
        await asyncio.sleep(random.uniform(0.2, 1.5))  # noqa: S311 - no secret
        await fleet[place].is_killed()
        tally.kills += 1
        await stacks[place].aclose()
        fleet[place] = await stacks[place].enter_async_context(starting[place]())
        await fleet[place].prints(READY, seconds=120)
        print(
            f"\r{tally.kills}/{kills} kills, {tally.questions} questions, {tally.taps} taps",
            end="",
            file=sys.stderr,
        )


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _seat(database: Database, phones: list[Phone]) -> None:
    now = dt.datetime.now(dt.UTC)
    async with database.transaction() as connection:
        number = await enterprises.add(
            connection, CONSOLE, "CV Tahan", timezone="Asia/Jakarta", areas=["Jahit"], at=now
        )
        for phone in phones:
            person = await people.enrol(connection, phone.id, at=now)
            await people.seat(connection, person, number, Role.WORKER, at=now)


@contextlib.asynccontextmanager
async def _surroundings(folder: Path) -> AsyncIterator[tuple[Phones, Balancer, Database, dict[str, str]]]:
    (folder / "models").symlink_to(ROOT / "var" / "models")
    with servers.postgres(durable=True) as postgres, servers.valkey() as valkey:
        address = postgres.address(await postgres.create())
        async with (
            serve() as telegram,
            Phone.connect(telegram.url) as phones,
            balancing([f"http://127.0.0.1:{_free_port()}" for _ in range(2)], PATH) as balancer,
        ):
            telegram.world.webhook_pauses = (0.2, 0.5, 1.0)
            database = Database(address)
            yield (
                phones,
                balancer,
                database,
                {
                    "MITRA_TELEGRAM_TOKEN": "55:faults-benchmark-token",
                    "MITRA_TELEGRAM_API": telegram.url,
                    "MITRA_DATA_DIR": str(folder),
                    "MITRA_DATABASE_URL": address,
                    "MITRA_VALKEY_URL": servers.address_of(valkey),
                    "MITRA_SECRET_KEY": "one-for-all",
                    "MITRA_WEBHOOK_URL": balancer.url,
                    "MITRA_SEND_RATE": "1000",
                },
            )
            await database.close()


async def measure(kills: int, askers: int, tappers: int) -> Tally:
    """Return what happened during so many kills."""
    tally, over = Tally(), asyncio.Event()
    with tempfile.TemporaryDirectory() as folder:
        async with _surroundings(Path(folder)) as (phones, balancer, database, environment):
            ports = [backend.rpartition(":")[2] for backend in balancer.backends]
            starting = [lambda port=port: start("run", **environment, MITRA_HTTP_PORT=port) for port in ports]
            stacks = [contextlib.AsyncExitStack() for _ in ports]
            fleet = [
                await stack.enter_async_context(begin())
                for stack, begin in zip(stacks, starting, strict=True)
            ]
            await asyncio.gather(*(process.prints(READY, seconds=120) for process in fleet))
            asking = [await phones.person(f"Tanya {number}") for number in range(askers)]
            tapping = [await phones.person(f"Cek {number}") for number in range(tappers)]
            await _seat(database, tapping)
            works = [ask(person, tally, over) for person in asking]
            works += [check(person, database, tally, over) for person in tapping]
            tasks = [asyncio.create_task(work) for work in works]
            await kill_again_and_again(fleet, stacks, starting, tally, kills)
            over.set()
            await asyncio.gather(*tasks)
            await asyncio.sleep(3)
            async with database.transaction() as connection:
                left = await connection.scalar(sa.select(sa.func.count()).select_from(OutboxMessage))
            tally.left_in_outbox = left or 0
            for stack in stacks:
                await stack.aclose()
    return tally


def main() -> None:
    """Print the figures, keep them in var/faults.json; exit 1 when something was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--askers", type=int, default=6)
    options.add_argument("--tappers", type=int, default=3)
    chosen = options.parse_args()
    ensure_model(ROOT / "var" / "models", Console(stderr=True))
    tally = asyncio.run(measure(chosen.kills, chosen.askers, chosen.tappers))
    figures = {"date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d}", **tally.summary()}
    print("\n" + json.dumps(figures, indent=1))
    print("\n".join(tally.interrupted[:5]), file=sys.stderr)
    (ROOT / "var" / "faults.json").write_text(json.dumps(figures, indent=1), "utf-8")
    sys.exit(int(tally.failed))


if __name__ == "__main__":
    main()
