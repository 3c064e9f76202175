"""
Bad input by the hundred thousand: `make fuzz`.

What people, trainers, operators and strangers may send, type and write is made up at random (tests/hostile/), much of it broken on
purpose, and taken by Mitra as it would be from outside. Nothing may raise, none of it may end with an apology, no message may be one
that Telegram refuses. The same seed makes the same cases.
"""

import argparse
import asyncio
import random
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bot.environment import prepare

prepare()

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bot.training import ROOT, ensure_model  # noqa: E402
from mitra.content.library import Library, read_library  # noqa: E402
from mitra.log import configure  # noqa: E402
from tests.hostile import kinds, road  # noqa: E402
from tests.hostile.arguments import questions  # noqa: E402
from tests.hostile.kinds import ON_THE_ROAD, Kind  # noqa: E402

#: Cases that a full round has.
USUAL = 105_000
#: Questions put to `mitra ask --jsonl` in a full round, and so many in one go: it loads the model each time.
ASKED, AT_ONCE = 400, 50
#: Examples that Hypothesis makes in one go: between them the progress is shown.
BATCH = 100
#: Seconds between two lines about how far it is.
TELL_SECONDS = 10
#: Failures that are shown of each kind, the shortest examples, and letters of each.
SHOWN, LETTERS = 5, 1_200


@dataclass
class Outcome:
    """What came of one kind."""

    name: str
    cases: int = 0
    seconds: float = 0.0
    failures: int = 0
    #: Where something failed → the shortest example, and what was raised.
    found: dict[str, tuple[str, str]] = field(default_factory=dict)

    def note(self, example: object, error: Exception) -> None:
        """Count a failure, and keep its example when it is the shortest of those that failed there."""
        self.failures += 1
        place, shown = where(error), repr(example)
        if place not in self.found or len(shown) < len(self.found[place][0]):
            self.found[place] = (shown, "".join(traceback.format_exception(error)))


def where(error: BaseException) -> str:
    """Return what was raised first, and the last line of ours that it came through."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = traceback.extract_tb(error.__traceback__)
    ours = [line for line in lines if ".venv" not in line.filename and str(ROOT) in line.filename] or lines
    place = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__} at {place.removeprefix(str(ROOT)).lstrip('/')}"


def fuzz(kind: Kind, most: int, chance: random.Random, tell: Callable[[Outcome], None]) -> Outcome:
    """Try a kind until there were `most` cases."""
    outcome = Outcome(kind.name)
    began, told = time.perf_counter(), 0.0
    while outcome.cases < most:
        _batch(kind, most, chance.randrange(2**32), outcome)
        outcome.seconds = time.perf_counter() - began
        if outcome.seconds - told > TELL_SECONDS or outcome.cases >= most:
            told = outcome.seconds
            tell(outcome)
    return outcome


def _batch(kind: Kind, most: int, number: int, outcome: Outcome) -> None:
    """Try a hundred examples, or as many as are left; what fails is noted, and the next one tried."""

    @seed(number)
    @settings(
        max_examples=BATCH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(kind.examples)
    def try_one(example: Any) -> None:
        if outcome.cases >= most:
            return
        try:
            outcome.cases += kind.check(example)
        except Exception as error:  # noqa: BLE001 - that is what it is about
            outcome.cases += 1
            outcome.note(example, error)

    try_one()


def run(most: int, number: int, only: str, console: Console) -> list[Outcome]:
    """Try all kinds, or those with a word in their name, each its share of `most` cases; return what came of them."""
    chance, shown = random.Random(number), []  # noqa: S311 - to be repeated, not to be secret
    library = read_library()
    model = ensure_model(ROOT / "var" / "models", console)
    with all_kinds(library, model) as known:
        chosen = [kind for kind in known if only in kind.name]
        # Each kind has cases of its own, whichever others are tried.
        numbers = {kind.name: chance.randrange(2**32) for kind in known}
        for kind in chosen:
            share = max(1, kind.share * most // USUAL)
            tell = partial(_tell, console, share)
            shown.append(fuzz(kind, share, random.Random(numbers[kind.name]), tell))  # noqa: S311
    return shown


@contextmanager
def all_kinds(library: Library, model: Path) -> Iterator[list[Kind]]:
    """Yield every kind, with a Mitra for those that need one."""
    with kinds.quick_folder() as folder, asyncio.Runner() as runner:
        open_road = kinds.on_the_road(Path(folder), library, model)
        checks = runner.run(open_road.__aenter__())
        try:
            yield [
                *(_on_road(name, runner, checks[name]) for name in ON_THE_ROAD),
                *kinds.alone(),
                kinds.command_line(Path(folder)),
                _asking(library, model),
            ]
        finally:
            runner.run(open_road.__aexit__(None, None, None))


def _on_road(name: str, runner: asyncio.Runner, check: Callable[[Any], Awaitable[int]]) -> Kind:
    kind = ON_THE_ROAD[name]

    async def one(example: Any) -> int:
        return await check(example)

    return Kind(
        name=name, share=kind.share, examples=kind.examples, check=lambda example: runner.run(one(example))
    )


def _asking(library: Library, model: Path) -> Kind:
    lines = st.lists(questions, min_size=AT_ONCE // 3, max_size=AT_ONCE).map(
        lambda parts: [line for part in parts for line in part][:AT_ONCE]
    )

    def ask(example: list[str]) -> int:
        return asyncio.run(road.ask_in_lines(library, model, example))

    return Kind(name="questions at the terminal", share=ASKED, examples=lines, check=ask)


def _tell(console: Console, share: int, outcome: Outcome) -> None:
    console.print(
        f"{outcome.name}: {outcome.cases:,} of {share:,} in {outcome.seconds:,.0f} s, {outcome.failures} failed",
        highlight=False,
    )


def report(outcomes: list[Outcome], console: Console) -> None:
    """Print what came of each kind, and of what failed the shortest examples."""
    table = Table("kind", "cases", "seconds", "failures")
    for column in table.columns[1:]:
        column.justify = "right"
    for one in outcomes:
        table.add_row(one.name, f"{one.cases:,}", f"{one.seconds:,.0f}", f"{one.failures:,}")
    whole = [sum(getattr(one, name) for one in outcomes) for name in ("cases", "seconds", "failures")]
    table.add_row("all", f"{whole[0]:,}", f"{whole[1]:,.0f}", f"{whole[2]:,}")
    for one in outcomes:
        for place, (example, raised) in list(one.found.items())[:SHOWN]:
            console.print(
                f"\n{one.name}: {place}\n{example[:LETTERS]}\n{raised[-LETTERS:]}",
                markup=False,
                highlight=False,
            )
    console.print(table)


def main() -> int:
    """Return 1 when anything failed."""
    parser = argparse.ArgumentParser(
        prog="make fuzz", description=__doc__.strip().splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--cases", type=int, default=USUAL, help="all kinds together")
    parser.add_argument("--seed", type=int, default=None, help="as printed by the run to repeat")
    parser.add_argument("--only", default="", help="kinds with this in their name")
    options = parser.parse_args()
    console = Console()
    number = random.randrange(10**6) if options.seed is None else options.seed  # noqa: S311
    console.print(f"seed {number}")
    configure("ERROR")
    outcomes = run(options.cases, number, options.only, console)
    report(outcomes, console)
    return 1 if any(one.failures for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
