"""What was measured, and whether the goals are met: plain values, kept as JSON."""

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

#: Names of the contenders, as the tables show them.
STOCK, MITRA, WEBHOOK, ECHO = "stock Rasa", "Mitra", "Mitra, webhook", "echo bot"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0–1) of all lie, between neighbours by a straight line."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))


@dataclass(frozen=True, kw_only=True)
class Load:
    """How so many people were answered who all asked, or tapped, at the same time."""

    people: int
    #: Answers measured.
    count: int
    per_s: float
    p50_ms: float
    p95_ms: float
    #: Processor time of the measuring process itself (the people and the simulated Telegram) for each answer.
    harness_ms: float
    #: How often there was no answer, and it had to be said again: the time until there was one counts as one answer's.
    unanswered: int = 0

    @classmethod
    def of(
        cls, people: int, times: Sequence[float], *, seconds: float, harness_s: float, unanswered: int = 0
    ) -> Self:
        """Return the figures of so many answers: each one's seconds, all of them together, and the processor's."""
        return cls(
            people=people,
            count=len(times),
            per_s=len(times) / seconds,
            p50_ms=1_000 * percentile(times, 0.5),
            p95_ms=1_000 * percentile(times, 0.95),
            harness_ms=1_000 * harness_s / len(times),
            unanswered=unanswered,
        )


@dataclass(frozen=True, kw_only=True)
class Result:
    """One contender's figures."""

    name: str
    #: Seconds from the command until it answers, of each start.
    starts_s: list[float]
    questions: list[Load]
    taps: list[Load]
    #: Median question of one chat: among its first ones, and among the last of `chat`.
    chat: int
    first_ms: float
    last_ms: float
    #: All its processes after all of that: shared pages divided among those who share them, and counted whole.
    pss_mb: float
    rss_mb: float

    @property
    def start_s(self) -> float:
        """The median start."""
        return statistics.median(self.starts_s)

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """Return what `asdict` has written."""
        loads = {name: [Load(**one) for one in told[name]] for name in ("questions", "taps")}
        return cls(**told | loads)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One run: every contender, and where and when."""

    #: Day (ISO), and facts by their name: processor, memory, versions.
    date: str
    machine: dict[str, str]
    quick: bool
    results: list[Result] = field(default_factory=list)

    def of(self, name: str) -> Result | None:
        """Return a contender's figures, or None when it did not take part."""
        return next((result for result in self.results if result.name == name), None)

    def save(self, path: Path) -> None:
        """Keep everything as JSON."""
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` has written."""
        told = json.loads(path.read_text("utf-8"))
        return cls(**told | {"results": [Result.read(one) for one in told["results"]]})


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A goal, what was measured, and whether that is enough."""

    name: str
    goal: str
    measured: str
    met: bool


def judge(bench: Bench, name: str) -> list[Judgement]:
    """Return how a contender stands against each goal whose figures are there."""
    ours, stock, echo = bench.of(name), bench.of(STOCK), bench.of(ECHO)
    if ours is None:
        return []
    found = [_at_most("a chat's last questions, beside its first", ours.last_ms / ours.first_ms, 1.1)]
    if stock:
        found = [*_against_stock(ours, stock), *found]
    if echo:
        found += [
            _above("question", ours.questions, echo.questions, 12),
            _above("tap", ours.taps, echo.taps, 5),
        ]
    return found


def _against_stock(ours: Result, stock: Result) -> list[Judgement]:
    return [
        *_faster("questions a second", ours.questions, stock.questions, 2.5),
        *_faster("taps a second", ours.taps, stock.taps, 8),
        _at_most("start-up, beside stock", ours.start_s / stock.start_s, 0.5),
        _at_most("memory, beside stock", ours.pss_mb / stock.pss_mb, 0.6),
    ]


def _faster(what: str, ours: Sequence[Load], theirs: Sequence[Load], least: float) -> list[Judgement]:
    """Return one judgement for each number of people."""
    ratios = {
        one.people: one.per_s / other.per_s for one in ours for other in theirs if one.people == other.people
    }
    return [
        Judgement(
            name=f"{what}, {people(count)}",
            goal=f"≥ {least:g} × stock",
            measured=f"{ratio:.1f} ×",
            met=ratio >= least,
        )
        for count, ratio in ratios.items()
    ]


def _at_most(what: str, ratio: float, most: float) -> Judgement:
    return Judgement(name=what, goal=f"≤ {most:g} ×", measured=f"{ratio:.2f} ×", met=ratio <= most)


def _above(what: str, ours: Sequence[Load], floor: Sequence[Load], most: float) -> Judgement:
    """Judge the median above the echo bot's, one person at a time: with more, the queue is what is measured."""
    ms = ours[0].p50_ms - floor[0].p50_ms
    name = f"median {what} above the echo bot, {people(1)}"
    return Judgement(name=name, goal=f"≤ {most:g} ms", measured=f"{ms:.1f} ms", met=ms <= most)


def people(count: int) -> str:
    """Return so many people in words."""
    return f"{count} person" if count == 1 else f"{count} people"
