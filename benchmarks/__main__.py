"""`make bench`: Mitra and stock Rasa with the same model, one after the other, in one run."""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, fields
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.processes import RASA, resident_megabytes, running, wait_for_page
from bot.training import ROOT, ensure_model
from mitra import enterprises, people
from mitra.access import CONSOLE
from mitra.checks import lists
from mitra.clock import utc_now
from mitra.content.library import read_library
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import Role
from simulator.client import Phone
from simulator.server import serve

QUESTIONS = [
    "apar dipasang setinggi apa",
    "gmn cara nolong org kesetrum",
    "helm wajib ga sih",
    "isi kotak p3k apa aja",
]
ROUNDS, WARM_UP = 200, 20
#: Self-checks, and taps in each: the last item is left, for its end is another thing to measure.
CHECKS, TAPS = 12, 24
STOCK_SENDER = 4_242
STOCK_ENDPOINTS = """
action_endpoint: {url: "http://localhost:5055/webhook"}
nlg: {type: bot.nlg.MessageGenerator}
tracker_store: {type: SQL, dialect: sqlite, db: "%s", query: {}}
"""


@dataclass
class Figures:
    """What was measured: seconds, milliseconds, megabytes."""

    start_s: float
    question_p50_ms: float
    question_p95_ms: float
    questions_per_s: float
    #: A tap that answers an item of a self-check and brings the next one; at first, and after all the others.
    tap_p50_ms: float
    tap_p95_ms: float
    tap_first_p50_ms: float
    tap_last_p50_ms: float
    memory_mb: float


async def measure(
    ask: Callable[[str], Awaitable[None]],
    begin_check: Callable[[], Awaitable[None]],
    tap: Callable[[int], Awaitable[None]],
    start_s: float,
    processes: list[subprocess.Popen[str]],
) -> Figures:
    """Ask one question after the other, then tap through checks; all return when what they bring is there."""
    times = []
    for number in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        await ask(QUESTIONS[number % len(QUESTIONS)])
        times.append((time.perf_counter() - began) * 1000)
    times = sorted(times[WARM_UP:])
    taps = await _tap_times(begin_check, tap)
    ordered = sorted(taps)
    return Figures(
        start_s=start_s,
        question_p50_ms=statistics.median(times),
        question_p95_ms=times[int(len(times) * 0.95)],
        questions_per_s=1000 / statistics.mean(times),
        tap_p50_ms=statistics.median(taps),
        tap_p95_ms=ordered[int(len(taps) * 0.95)],
        tap_first_p50_ms=statistics.median(taps[: 2 * TAPS]),
        tap_last_p50_ms=statistics.median(taps[-2 * TAPS :]),
        memory_mb=resident_megabytes(processes),
    )


async def _tap_times(
    begin_check: Callable[[], Awaitable[None]], tap: Callable[[int], Awaitable[None]]
) -> list[float]:
    """Return the milliseconds of each tap of CHECKS checks, none of which is finished; one more to warm up."""
    times = []
    for number in range(CHECKS + 1):
        await begin_check()
        for place in range(TAPS):
            began = time.perf_counter()
            await tap(place)
            if number:
                times.append((time.perf_counter() - began) * 1000)
    return times


async def prepare(folder: Path, telegram_id: int) -> None:
    """Make a database with an enterprise of one area, in which somebody with this account works."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'mitra.sqlite'}")
    await migrate(database)
    async with database.transaction() as connection:
        now = utc_now()
        await lists.publish(connection, read_library().checklists.values(), at=now)
        number = await enterprises.add(
            connection, CONSOLE, "CV Ukur", timezone="Asia/Jakarta", areas=["Jahit"], at=now
        )
        person = await people.enrol(connection, telegram_id, at=now)
        await people.seat(connection, person, number, Role.WORKER, at=now)
    await database.close()


async def measure_stock(model: Path, folder: Path) -> Figures:
    """`rasa run` and `rasa run actions`, with Rasa's SQL tracker store, asked over its REST channel."""
    await prepare(folder, STOCK_SENDER)
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(STOCK_ENDPOINTS % (folder / "tracker.sqlite"))
    server = [str(RASA), "run", "--model", str(model), "--endpoints", str(endpoints), "--connector", "rest"]
    began = time.perf_counter()
    with running(
        [*server, "--port", "5005"], [str(RASA), "run", "actions"], quiet=True, MITRA_DATA_DIR=str(folder)
    ) as processes:
        wait_for_page("http://127.0.0.1:5005/")
        wait_for_page("http://127.0.0.1:5055/health")
        start_s = time.perf_counter() - began
        async with httpx.AsyncClient(timeout=60) as http:
            run = 0

            async def send(sender: int, message: str) -> None:
                body = {"sender": str(sender), "message": message}
                answer = await http.post("http://127.0.0.1:5005/webhooks/rest/webhook", json=body)
                assert answer.json(), "no answer"

            async def ask(question: str) -> None:
                await send(STOCK_SENDER + 1, question)

            async def begin_check() -> None:
                nonlocal run
                run += 1
                await send(STOCK_SENDER, _named("check", "go:5s:1:1:full"))

            async def tap(place: int) -> None:
                await send(STOCK_SENDER, _named("reply", f"check.{run}.{place}=!3"))

            return await measure(ask, begin_check, tap, start_s, processes)


def _named(intent: str, value: str) -> str:
    """Return a tap as Rasa's own channels write it."""
    return f"/{intent}{json.dumps({'value': value})}"


async def measure_mitra(folder: Path) -> Figures:
    """`mitra run` with the simulator as its Telegram: from the person's message to the answer on the phone."""
    (folder / "models").symlink_to(ROOT / "var" / "models")
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        budi = await phones.person("Budi")
        await prepare(folder, budi.id)
        settings = {"MITRA_TELEGRAM_TOKEN": "1:benchmark-token", "MITRA_TELEGRAM_API": simulator.url}
        command = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
        began = time.perf_counter()
        with running(command, MITRA_DATA_DIR=str(folder), MITRA_SEND_RATE="1000", **settings) as processes:
            await asyncio.to_thread(processes[0].stderr.readline)
            start_s = time.perf_counter() - began

            async def ask(question: str) -> None:
                await budi.says(question)
                await budi.hears(timeout=30)

            async def begin_check() -> None:
                await ask("/cek5s")
                for button in ("Jahit", "📋 Lengkap"):
                    await budi.taps(button)
                    await budi.hears(timeout=30)

            async def tap(_place: int) -> None:
                await budi.taps("3")
                await budi.hears(timeout=30)

            return await measure(ask, begin_check, tap, start_s, processes)


def show(mitra: Figures, stock: Figures) -> None:
    """Print both and their ratio."""
    title = f"{ROUNDS} questions and {CHECKS * TAPS} taps, one at a time, same model and actions"
    table = Table(title=title)
    for column in ("", "Mitra", "stock Rasa", "ratio"):
        table.add_column(column, justify="left" if not column else "right")
    for name in (field.name for field in fields(Figures)):
        ours, theirs = getattr(mitra, name), getattr(stock, name)
        table.add_row(name, f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}")
    Console(width=100).print(table)


async def main() -> None:
    """Measure stock first, then Mitra."""
    model = ensure_model(ROOT / "var" / "models", Console(stderr=True))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        stock = await measure_stock(model, Path(one))
        mitra = await measure_mitra(Path(other))
    show(mitra, stock)


if __name__ == "__main__":
    asyncio.run(main())
