"""
`make bench`: stock Rasa with the same model, Mitra, and a bare echo bot, one after the other in one run.

``--write`` puts the figures into docs/performance.md, ``--from FILE`` makes the tables again from an earlier run's figures.
"""

import argparse
import asyncio
import datetime as dt
import itertools
import time
from pathlib import Path

from rich.console import Console

from benchmarks.processes import ROOT
from benchmarks.speed import report
from benchmarks.speed.contenders import contenders
from benchmarks.speed.figures import Bench
from benchmarks.speed.load import QUICK, Plan, Told, measure
from benchmarks.speed.machine import describe
from bot.training import ensure_model

DOCUMENT = ROOT / "docs" / "performance.md"


def kept(*, quick: bool) -> Path:
    """Return where a run's figures are kept; a quick one's do not take the place of those that count."""
    return ROOT / "var" / ("bench-quick.json" if quick else "bench.json")


async def run(names: list[str], plan: Plan, console: Console, *, quick: bool) -> Bench:
    """Measure those who take part (all, unless named), telling each step."""
    machine = describe()
    model = ensure_model(ROOT / "var" / "models", console)
    chosen = [one for one in contenders(model) if one.name in names or not names]
    told = _steps(console, len(chosen) * plan.steps)
    results = [
        await measure(contender, plan, lambda step, name=contender.name: told(f"{name}: {step}"))  # type: ignore[misc]
        for contender in chosen
    ]
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    return Bench(date=today, machine=machine, quick=quick, results=results)


def _steps(console: Console, of: int) -> Told:
    """Return what tells in one line where we are as each step begins: nothing moves on the terminal while it is measured."""
    began, numbers = time.monotonic(), itertools.count(1)

    def tell(step: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - began), 60)
        console.print(f"{minutes:2}:{seconds:02}  {next(numbers):2} of {of}  {step}", highlight=False)

    return tell


def main() -> None:
    """Measure or read, show, keep and write."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that everything works")
    parser.add_argument("--only", action="append", default=[], help="only this contender, such as Mitra")
    parser.add_argument("--write", action="store_true", help=f"put the figures into {DOCUMENT.name}")
    parser.add_argument("--from", type=Path, dest="file", help="do not measure: figures of an earlier run")
    given = parser.parse_args()
    if given.write and not given.file and (given.quick or given.only):
        parser.error("only a whole run is for the document")
    console = Console(width=140)
    if given.file:
        bench = Bench.load(given.file)
    else:
        plan = QUICK if given.quick else Plan()
        bench = asyncio.run(run(given.only, plan, Console(stderr=True), quick=given.quick))
        bench.save(kept(quick=given.quick))
    console.print(report.terminal(bench))
    if given.write:
        report.write(bench, DOCUMENT)


if __name__ == "__main__":
    main()
