"""What each contender is put through, the same for all."""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import memory
from benchmarks.speed.contenders import Asker, Contender, Running
from benchmarks.speed.figures import Load, Result, people, percentile

QUESTIONS = (
    "apar dipasang setinggi apa",
    "gmn cara nolong org kesetrum",
    "helm wajib ga sih",
    "isi kotak p3k apa aja",
)
#: Taps in a self-check before the next one is begun: the last item is left, for its end is another thing to measure.
TAPS = 24
Told = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How much is measured."""

    #: People at the same time, each asking one thing after the other.
    people: tuple[int, ...] = (1, 8, 64)
    starts: int = 3
    #: Seconds that each step takes, and how often everybody asks or taps even if it takes longer.
    seconds: float = 8
    fewest: int = 2
    warm_up: int = 20
    #: Questions in one chat; of so many at the beginning and at the end the median is taken, of fewer when they take longer than `patience`.
    chat: int = 1_000
    stretch: int = 100
    patience: float = 45

    @property
    def askers(self) -> int:
        """How many people it takes: new ones for each step, one to warm up, one for the long chat."""
        return 2 * sum(self.people) + 2

    @property
    def steps(self) -> int:
        """How many steps there are for each contender."""
        return self.starts + 2 * len(self.people) + 2


QUICK = Plan(starts=1, seconds=1.5, fewest=1, warm_up=8, chat=60, stretch=10, patience=10)


async def measure(contender: Contender, plan: Plan, told: Told) -> Result:
    """Start a contender several times and put the last one under load; `told` hears of each step as it begins."""
    starts = []
    for number in range(1, plan.starts):
        told(f"start {number} of {plan.starts}")
        with tempfile.TemporaryDirectory() as folder:
            async with contender.running(Path(folder), 1) as ready:
                starts.append(ready.start_s)
    told(f"start {plan.starts} of {plan.starts}")
    with tempfile.TemporaryDirectory() as folder:
        async with contender.running(Path(folder), plan.askers) as ready:
            return await _under_load(contender.name, ready, [*starts, ready.start_s], plan, told)


async def _under_load(name: str, ready: Running, starts: list[float], plan: Plan, told: Told) -> Result:
    told("warming up")
    await _warm_up(next(ready.askers), plan)
    # Before the crowds: the connections these leave open slow python-telegram-bot down for seconds.
    told(f"{plan.chat:,} questions in one chat")
    first, last = await _long_chat(ready, plan)
    questions, taps = [], []
    for count in plan.people:
        told(f"questions, {people(count)}")
        questions.append(await ask_all(_take(ready, count), plan))
        told(f"taps, {people(count)}")
        taps.append(await tap_all(_take(ready, count), plan))
    kept = memory(ready.processes)
    return Result(
        name=name, starts_s=starts, questions=questions, taps=taps, chat=plan.chat,
        first_ms=first, last_ms=last, pss_mb=kept.pss_mb, rss_mb=kept.rss_mb,
    )  # fmt: skip


def _take(ready: Running, count: int) -> list[Asker]:
    return list(itertools.islice(ready.askers, count))


async def _warm_up(asker: Asker, plan: Plan) -> None:
    for question in itertools.islice(itertools.cycle(QUESTIONS), plan.warm_up):
        await asker.ask(question)
    await asker.begin()
    for _ in range(min(plan.warm_up, TAPS)):
        await asker.tap()


async def ask_all(askers: Sequence[Asker], plan: Plan) -> Load:
    """Return how these people are answered who ask at the same time."""
    began, used = time.perf_counter(), time.process_time()
    asking = (
        _repeat(_asking(asker, place), until=began + plan.seconds, fewest=plan.fewest)
        for place, asker in enumerate(askers)
    )
    times = list(itertools.chain(*await asyncio.gather(*asking)))
    seconds, harness = time.perf_counter() - began, time.process_time() - used
    return _load(askers, times, seconds, harness)


def _load(askers: Sequence[Asker], times: Sequence[float], seconds: float, harness_s: float) -> Load:
    unanswered = sum(asker.unanswered for asker in askers)
    return Load.of(len(askers), times, seconds=seconds, harness_s=harness_s, unanswered=unanswered)


def _asking(asker: Asker, place: int = 0) -> Callable[[], Awaitable[None]]:
    """Return what asks the next question each time; not everybody begins with the same one."""
    questions = itertools.islice(itertools.cycle(QUESTIONS), place % len(QUESTIONS), None)
    return lambda: asker.ask(next(questions))


async def tap_all(askers: Sequence[Asker], plan: Plan) -> Load:
    """Return how these people are answered who tap at the same time; beginning their self-checks does not count."""
    times: list[float] = []
    seconds = harness = 0.0
    while seconds < plan.seconds:
        await asyncio.gather(*(asker.begin() for asker in askers))
        began, used = time.perf_counter(), time.process_time()
        end = began + plan.seconds - seconds
        tapping = (_repeat(asker.tap, until=end, fewest=plan.fewest, most=TAPS) for asker in askers)
        times += itertools.chain(*await asyncio.gather(*tapping))
        seconds += time.perf_counter() - began
        harness += time.process_time() - used
    return _load(askers, times, seconds, harness)


async def _repeat(
    act: Callable[[], Awaitable[None]], *, until: float, fewest: int, most: int | None = None
) -> list[float]:
    """Do something over and over until a moment (of `perf_counter`) has passed; return the seconds of each time."""
    times: list[float] = []
    while len(times) != most and (len(times) < fewest or time.perf_counter() < until):
        began = time.perf_counter()
        await act()
        times.append(time.perf_counter() - began)
    return times


async def _long_chat(ready: Running, plan: Plan) -> tuple[float, float]:
    """Return the median ms of a chat's first and of its last questions."""
    asker = next(ready.askers)
    first = await _stretch(asker, plan, fewest=plan.stretch)
    between = plan.chat - 2 * plan.stretch
    await ready.lengthen(asker, _some(between))
    last = await _stretch(asker, plan, fewest=len(QUESTIONS))
    return tuple(1_000 * percentile(times, 0.5) for times in (first, last))  # type: ignore[return-value]


def _some(count: int) -> Iterator[str]:
    return itertools.islice(itertools.cycle(QUESTIONS), count)


async def _stretch(asker: Asker, plan: Plan, *, fewest: int) -> list[float]:
    until = time.perf_counter() + plan.patience
    return await _repeat(_asking(asker), until=until, fewest=fewest, most=plan.stretch)
