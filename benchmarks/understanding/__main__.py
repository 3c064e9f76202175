"""`make eval`: how well messages nobody trained on are understood, and whether that has become worse."""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.understanding.figures import Asked, Heard, Sample, drops, figures, read_set
from bot.environment import prepare
from bot.training import ROOT, ensure_model
from mitra.content.library import read_library
from mitra.log import configure

FOLDER = Path(__file__).parent
BASELINE = FOLDER / "baseline.json"
WARM_UP = 20


async def listen(model: Path, asked: list[Asked]) -> tuple[list[Heard], float]:
    """Return what Rasa's NLU makes of each message, with the milliseconds it took, and the seconds to load."""
    prepare()
    configure("ERROR")
    import rasa.core.processor  # noqa: F401, PLC0415 - imports take their time, and are not what is measured

    from bot.brain import InProcessProcessor  # noqa: PLC0415
    from bot.nlg import MessageGenerator  # noqa: PLC0415

    library = read_library()
    began = time.perf_counter()
    processor = InProcessProcessor(model, MessageGenerator(), library)
    seconds = time.perf_counter() - began
    for one in asked[:WARM_UP]:
        await _parse(processor, one.text)
    return [await _parse(processor, one.text) for one in asked], seconds


async def _parse(processor: Any, text: str) -> Heard:
    from rasa.core.channels.channel import UserMessage  # noqa: PLC0415

    began = time.perf_counter()
    decided = (await processor.parse_message(UserMessage(text)))["decision"]
    return Heard(
        kind=decided["kind"],
        topics=tuple(decided["topics"]),
        operation=decided["operation"] if decided["kind"] == "operation" else None,
        confidence=decided["confidence"],
        ms=(time.perf_counter() - began) * 1000,
    )


def report(sample: Sample) -> dict[str, Any]:
    """Return all figures: of everything, and the right first topics by module and by style."""
    questions = sample.questions
    modules = sorted({one.module for one in questions.asked})
    styles = sorted({one.style for one in questions.asked})
    return {
        "all": figures(sample),
        "modules": {
            name: questions.where(lambda one, name=name: one.module == name).first for name in modules
        },
        "styles": {name: questions.where(lambda one, name=name: one.style == name).first for name in styles},
    }


def show(sample: Sample, found: dict[str, Any], seconds: float) -> None:
    """Print the figures."""
    console = Console(width=100)
    table = Table(title=f"{len(sample.asked)} messages, loaded in {seconds:.1f} s", title_justify="left")
    table.add_column("figure")
    table.add_column("value", justify="right")
    for name, value in found["all"].items():
        table.add_row(name, f"{value:.1f}" if name.startswith("ms") else f"{value:.1%}")
    console.print(table)
    console.print(_parts("module", sample, found["modules"], lambda one: one.module))
    console.print(_parts("style", sample, found["styles"], lambda one: one.style))
    names = sorted({one.operation for one in sample.operations.asked})
    shares = {name: sample.where(lambda one, name=name: one.operation == name).done for name in names}
    console.print("operations: " + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))


def _parts(title: str, sample: Sample, shares: dict[str, float], part: Any) -> Table:
    table = Table(title_justify="left")
    for column in (title, "questions", "first", "in three"):
        table.add_column(column, justify="left" if column == title else "right")
    for name, first in shares.items():
        those = sample.questions.where(lambda one, name=name: part(one) == name)
        table.add_row(name, str(len(those.asked)), f"{first:.1%}", f"{those.in_three:.1%}")
    return table


def show_misses(sample: Sample) -> None:
    """Print every message that was not understood as meant."""
    for one, other in zip(sample.asked, sample.heard, strict=True):
        wanted = sorted(one.topics) or [one.operation or "outside"]
        got = [other.operation] if other.operation else list(other.topics) if other.kind != "fallback" else []
        fine = one.topics.intersection(other.topics[:1]) if one.topics else got[:1] == wanted
        if not fine and (got or one.topics or one.operation):
            print(f"{other.kind} {other.confidence:.2f}  {one.text}\n    {wanted} ≠ {got}")


def main() -> int:
    """Measure, print, compare with the baseline; 1 when something dropped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=FOLDER, help="folder with other *.jsonl; not compared")
    parser.add_argument("--write", action="store_true", help="make these figures the baseline")
    parser.add_argument("--misses", action="store_true", help="list what was misunderstood")
    options = parser.parse_args()
    asked = read_set(options.set)
    model = ensure_model(ROOT / "var" / "models", Console(stderr=True))
    heard, seconds = asyncio.run(listen(model, asked))
    sample = Sample(asked=asked, heard=heard)
    found = report(sample)
    show(sample, found, seconds)
    if options.misses:
        show_misses(sample)
    if options.set != FOLDER:
        return 0
    if options.write:
        BASELINE.write_text(json.dumps(_rounded(found), indent=2) + "\n", "utf-8")
    worse = drops(found, json.loads(BASELINE.read_text("utf-8")))
    print("\n".join(["Worse than the baseline:", *worse]) if worse else "Not worse than the baseline.")
    return 1 if worse else 0


def _rounded(found: dict[str, Any]) -> dict[str, Any]:
    """Return the shares worth guarding; times depend on the machine."""
    kept = {name: value for name, value in found["all"].items() if not name.startswith("ms")}
    parts = found | {"all": kept}
    return {part: {name: round(value, 4) for name, value in rows.items()} for part, rows in parts.items()}


if __name__ == "__main__":
    sys.exit(main())
