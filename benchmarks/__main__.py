"""`make bench`: Mitra and stock Rasa with the same model, one after the other, in one run."""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.processes import RASA, resident_megabytes, running, wait_for_page
from bot.training import ROOT, ensure_model
from simulator.client import Phone
from simulator.server import serve

QUESTIONS = [
    "apar dipasang setinggi apa",
    "gmn cara nolong org kesetrum",
    "helm wajib ga sih",
    "isi kotak p3k apa aja",
]
ROUNDS, WARM_UP = 200, 20
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
    memory_mb: float


async def measure(
    ask: Callable[[str], Awaitable[None]], start_s: float, processes: list[subprocess.Popen[str]]
) -> Figures:
    """Ask one question after the other; `ask` returns when the answer is there."""
    times = []
    for number in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        await ask(QUESTIONS[number % len(QUESTIONS)])
        times.append((time.perf_counter() - began) * 1000)
    times = sorted(times[WARM_UP:])
    return Figures(
        start_s=start_s,
        question_p50_ms=statistics.median(times),
        question_p95_ms=times[int(len(times) * 0.95)],
        questions_per_s=1000 / statistics.mean(times),
        memory_mb=resident_megabytes(processes),
    )


async def measure_stock(model: Path, folder: Path) -> Figures:
    """`rasa run` and `rasa run actions`, with Rasa's SQL tracker store, asked over its REST channel."""
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(STOCK_ENDPOINTS % (folder / "tracker.sqlite"))
    server = [str(RASA), "run", "--model", str(model), "--endpoints", str(endpoints), "--connector", "rest"]
    began = time.perf_counter()
    with running(
        [*server, "--port", "5005"], [str(RASA), "run", "actions"], MITRA_DATA_DIR=str(folder)
    ) as processes:
        wait_for_page("http://127.0.0.1:5005/")
        wait_for_page("http://127.0.0.1:5055/health")
        start_s = time.perf_counter() - began
        async with httpx.AsyncClient(timeout=60) as http:

            async def ask(question: str) -> None:
                body = {"sender": "bench", "message": question}
                answer = await http.post("http://127.0.0.1:5005/webhooks/rest/webhook", json=body)
                assert answer.json(), "no answer"

            return await measure(ask, start_s, processes)


async def measure_mitra(folder: Path) -> Figures:
    """`mitra run` with the simulator as its Telegram: from the person's message to the answer on the phone."""
    (folder / "models").symlink_to(ROOT / "var" / "models")
    async with serve() as simulator, Phone.connect(simulator.url) as phones:
        budi = await phones.person("Budi")
        settings = {"MITRA_TELEGRAM_TOKEN": "1:benchmark-token", "MITRA_TELEGRAM_API": simulator.url}
        command = [sys.executable, "-c", "from bot.cli import main; main()", "run"]
        began = time.perf_counter()
        with running(command, MITRA_DATA_DIR=str(folder), MITRA_SEND_RATE="1000", **settings) as processes:
            await asyncio.to_thread(processes[0].stderr.readline)
            start_s = time.perf_counter() - began

            async def ask(question: str) -> None:
                await budi.says(question)
                await budi.hears(timeout=30)

            return await measure(ask, start_s, processes)


def show(mitra: Figures, stock: Figures) -> None:
    """Print both and their ratio."""
    table = Table(title=f"{ROUNDS} questions, one at a time, same model")
    for column in ("", "Mitra", "stock Rasa", "ratio"):
        table.add_column(column, justify="left" if not column else "right")
    for name in ("start_s", "question_p50_ms", "question_p95_ms", "questions_per_s", "memory_mb"):
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
