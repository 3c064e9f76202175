"""
A broadcast under fire: `make broadcast`.

A simulated Telegram answers some calls with 429, 500 or 502, drops others before or after accepting them, some people have
blocked the bot, and the sending process is killed (-9) at random moments. Counted is what arrived on the phones.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from bot.application import build_application
from bot.delivery import Courier
from bot.sender import Sender
from mitra import notifications, outbox
from mitra.clock import Clock
from mitra.content.messages import Messages
from mitra.log import configure
from mitra.notifications import Notification
from mitra.settings import Settings
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import OutboxMessage, OutboxStatus
from simulator.faults import Faults
from simulator.model import Fault
from simulator.server import serve
from simulator.world import World

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "77:broadcast-benchmark"  # noqa: S105 - the simulator takes any
KINDS = ("retry_after", "error_500", "bad_gateway", "drop_before", "drop_after")
#: One in so many people has blocked the bot.
BLOCKED = 50


def clock_from(began: float) -> Clock:
    """Return a clock, the same in all processes, that showed ten on a working day at `began`: benchmarks run at night too."""
    start = dt.datetime.fromisoformat("2026-11-26T10:00:00+07:00")
    return lambda: start + dt.timedelta(seconds=time.time() - began)


@dataclass
class Outcome:
    """What came of it."""

    people: int
    blocked: int
    lost: int = 0
    repeated: int = 0
    #: New at each kill: messages on a phone already whose arrival was not noted yet, so that they come again.
    in_flight: list[int] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0
    peak_mb: float = 0


class RandomFaults(Faults):
    """Every so many-th call goes wrong, in one way or another."""

    def __init__(self, chance: random.Random, share: float) -> None:
        super().__init__()
        self._chance = chance
        self._share = share
        self.hit: Counter[str] = Counter()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault that hits this call, if any."""
        if method.lower() != "sendmessage" or self._chance.random() >= self._share:
            return super().take(method, chat_id)
        kind = self._chance.choice(KINDS)
        self.hit[kind] += 1
        return Fault(kind, seconds=1)


# --- the sending process


async def send(url: str, folder: Path, rate: float, clock: Clock) -> None:
    """Send what is owed until nothing waits: the production parts, without Rasa."""
    configure("ERROR")
    logging.getLogger("telegram").setLevel(logging.CRITICAL)  # the faults are meant
    settings = settings_of(url, folder, rate)
    database = Database(settings.database_address)
    async with database.transaction() as connection:
        await outbox.release(connection, at=clock())
    async with build_application(settings) as application:
        sender = Sender(
            Courier(application.bot, Messages(), {}, key=b"bench"), database, rate=rate, clock=clock
        )
        running = asyncio.create_task(sender.run())
        while await waiting(database):  # noqa: ASYNC110 - the outbox has no event for being empty
            await asyncio.sleep(0.5)
        await sender.stop()
        await running
    await database.close()


def settings_of(url: str, folder: Path, rate: float) -> Settings:
    """Return settings for the sending process."""
    return Settings(telegram_token=TOKEN, telegram_api=url, data_dir=folder, secret_key="b", send_rate=rate)  # noqa: S106


async def waiting(database: Database) -> int:
    """Return how many messages still wait."""
    count = select(func.count()).select_from(OutboxMessage)
    async with database.transaction() as connection:
        return await connection.scalar(count.where(OutboxMessage.status == OutboxStatus.WAITING)) or 0


# --- the one that watches


async def broadcast(people: int, *, rate: float, kills: int, folder: Path, share: float = 0.02) -> Outcome:
    """Send one notification to each of so many people, killing the sender so many times on the way."""
    chance = random.Random(1)  # noqa: S311 - to be repeated, not to be secret
    async with serve() as simulator:
        world = simulator.world
        faults = world.faults = RandomFaults(chance, share)
        outcome = _populate(world, people, chance)
        database = Database(settings_of(simulator.url, folder, rate).database_address)
        started = time.time()
        await _owe(database, list(world.people), clock_from(started)())
        began = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "benchmarks.broadcast",
            "--send",
            simulator.url,
            str(folder),
            str(rate),
            str(started),
        ]
        # What comes again goes to the end of the line, so it is still owed at the next kill.
        known: set[int] = set()
        #: Shares of the whole at which the power goes; the last process is left alone.
        for end in [*sorted(chance.uniform(0.05, 0.9) for _ in range(kills)), None]:
            if await _send_until(end, command, world, outcome):
                fresh = await _on_phones_but_owed(world, database) - known
                known |= fresh
                outcome.in_flight.append(len(fresh))
        outcome.seconds = time.perf_counter() - began
        outcome.faults = faults.hit
        _count(world, outcome)
        assert await waiting(database) == 0
        await database.close()
    return outcome


async def _send_until(share: float | None, command: list[str], world: World, outcome: Outcome) -> bool:
    """Let a process send until so much has arrived, then kill it; return whether it was killed."""
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    while process.returncode is None and (share is None or _arrived(world) < share * outcome.people):
        outcome.peak_mb = max(outcome.peak_mb, _resident_mb(process.pid))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 0.1)
    if process.returncode is not None:
        return False
    process.kill()
    await process.wait()
    await asyncio.sleep(0.3)  # what was on the wire arrives
    return True


def _populate(world: World, people: int, chance: random.Random) -> Outcome:
    blocked = 0
    for number in range(people):
        person = world.add_person(f"Orang {number}")
        person.started = True
        person.blocked = chance.random() < 1 / BLOCKED
        blocked += person.blocked
    return Outcome(people=people, blocked=blocked)


async def _owe(database: Database, accounts: list[int], at: dt.datetime) -> None:
    await migrate(database)
    async with database.transaction() as connection:
        told = [
            Notification(
                telegram_id=one, kind="membership", template="let_in", values={"enterprise": "CV Maju"}
            )
            for one in accounts
        ]
        await notifications.notify(connection, told, at=at)


def _arrived(world: World) -> int:
    return sum(1 for chat in world.chats.values() if chat.messages)


def _resident_mb(pid: int) -> float:
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
    return 0.0


async def _on_phones_but_owed(world: World, database: Database) -> set[int]:
    async with database.transaction() as connection:
        owed = set(await connection.scalars(select(OutboxMessage.chat_id)))
    return {chat for chat in owed if world.chats[chat].messages}


def _count(world: World, outcome: Outcome) -> None:
    for person in world.people.values():
        copies = len(world.chats[person.id].messages)
        outcome.lost += copies == 0 and not person.blocked
        outcome.repeated += max(0, copies - 1)


def show(outcome: Outcome) -> None:
    """Print the figures."""
    table = Table(title=f"One notification to {outcome.people:,} people")
    table.add_column("")
    table.add_column("", justify="right")
    rows = {
        "sent/s, restarts included": f"{(outcome.people - outcome.blocked) / outcome.seconds:.0f}",
        "seconds": f"{outcome.seconds:.0f}",
        "lost": str(outcome.lost),
        "repeated": str(outcome.repeated),
        "of these accepted, answer dropped": str(outcome.faults["drop_after"]),
        "on the wire at kills": " ".join(map(str, outcome.in_flight)),
        "blocked": str(outcome.blocked),
        "faults": ", ".join(f"{kind} {times}" for kind, times in sorted(outcome.faults.items())),
        "peak memory of the sender, MB": f"{outcome.peak_mb:.0f}",
    }
    for name, value in rows.items():
        table.add_row(name, value)
    Console(width=110).print(table)


def main() -> None:
    """Run the benchmark, or the process it kills."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--send", nargs=4)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--rate", type=float, default=2_000)
    options = parser.parse_args()
    if options.send:
        url, folder, rate, began = options.send
        asyncio.run(send(url, Path(folder), float(rate), clock_from(float(began))))
        return
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(
            broadcast(options.people, rate=options.rate, kills=options.kills, folder=Path(folder))
        )
    show(outcome)


if __name__ == "__main__":
    main()
