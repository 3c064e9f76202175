"""Figures on how well messages are understood. Pure: from what was asked and what was decided."""

import json
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Of the questions that have an answer, so many may be turned away when what lies outside is measured.
FALSE_REJECTS = 0.03
#: Confidences are put into so many bins to see how far they can be trusted.
BINS = 10


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One message and what it means: topics (any is right), an operation, or neither (it lies outside)."""

    text: str
    topics: frozenset[str] = frozenset()
    operation: str | None = None
    style: str = ""

    @property
    def module(self) -> str:
        """The module of the question's topic: "5"."""
        return min(self.topics)[1]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What was made of a message."""

    kind: str
    #: Best first, up to three.
    topics: tuple[str, ...] = ()
    operation: str | None = None
    #: Of the best topic, 0 to 1; of the operation when that is the kind.
    confidence: float = 0.0
    ms: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Messages and what was made of them."""

    asked: Sequence[Asked]
    heard: Sequence[Heard] = field(repr=False)

    def where(self, wanted: Callable[[Asked], Any]) -> "Sample":
        """Return the part of which `wanted` is true."""
        pairs = [(one, other) for one, other in zip(self.asked, self.heard, strict=True) if wanted(one)]
        return Sample(asked=[one for one, _ in pairs], heard=[other for _, other in pairs])

    @property
    def questions(self) -> "Sample":
        """Those that have an answer."""
        return self.where(lambda one: one.topics)

    @property
    def outside(self) -> "Sample":
        """Those that have neither answer nor operation."""
        return self.where(lambda one: not one.topics and not one.operation)

    @property
    def operations(self) -> "Sample":
        """Those that ask Mitra to do something."""
        return self.where(lambda one: one.operation)

    def share(self, test: Callable[[Asked, Heard], Any]) -> float:
        """Return the share of messages for which `test` is true, 0 to 1; 1 when there are none."""
        return statistics.fmean(
            [1.0 if test(*pair) else 0.0 for pair in zip(self.asked, self.heard, strict=True)] or [1.0]
        )

    @property
    def first(self) -> float:
        """The share whose first topic is right."""
        return self.share(lambda one, other: one.topics.intersection(other.topics[:1]))

    @property
    def in_three(self) -> float:
        """The share with a right topic among the first three."""
        return self.share(lambda one, other: one.topics.intersection(other.topics[:3]))

    @property
    def done(self) -> float:
        """The share whose operation was recognised."""
        return self.share(lambda one, other: one.operation == other.operation)

    def kinds(self) -> dict[str, float]:
        """Return the share of each kind of decision."""
        kinds = {other.kind for other in self.heard}
        return {kind: self.share(lambda _, other, kind=kind: other.kind == kind) for kind in sorted(kinds)}


def threshold(questions: Sample) -> float:
    """Return the confidence below which at most 3 % of these questions fall (rounded down to whole questions)."""
    confidences = sorted(other.confidence for other in questions.heard)
    return confidences[int(len(confidences) * FALSE_REJECTS)] if confidences else 0.0


def recall(outside: Sample, below: float) -> float:
    """Return the share of `outside` whose confidence is below `below`."""
    return outside.share(lambda _, other: other.confidence < below)


def calibration_error(sample: Sample) -> float:
    """
    Return the expected calibration error, 0 to 1, of the best topic over questions and what lies outside.

    Mean distance of confidence and share of right answers in ten bins, weighted by their sizes (Naeini et al. 2015).
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for one, other in zip(sample.asked, sample.heard, strict=True):
        right = bool(one.topics.intersection(other.topics[:1]))
        bins.setdefault(min(int(other.confidence * BINS), BINS - 1), []).append((other.confidence, right))
    gaps = (abs(sum(confidence - right for confidence, right in rows)) for rows in bins.values())
    return sum(gaps) / max(len(sample.asked), 1)


def figures(sample: Sample) -> dict[str, float]:
    """Return the figures Mitra is judged by: shares from 0 to 1, milliseconds a question that has an answer."""
    below = threshold(sample.questions)
    near = sample.outside.where(lambda one: one.style.startswith("mirip-"))
    questions = sample.questions
    at_once = [
        (one, other)
        for one, other in zip(questions.asked, questions.heard, strict=True)
        if other.kind == "answer"
    ]
    sure = Sample(asked=[one for one, _ in at_once], heard=[other for _, other in at_once])
    times = sorted(other.ms for other in questions.heard)
    return {
        "first": questions.first,
        "in_three": questions.in_three,
        "outside_recall": recall(sample.outside, below),
        "near_miss_recall": recall(near, below),
        "operations": sample.operations.done,
        "answered_at_once": len(at_once) / max(len(questions.asked), 1),
        "right_at_once": sure.first,
        "outside_answered": sample.outside.share(lambda _, other: other.kind == "answer"),
        "calibration_error": calibration_error(sample.where(lambda one: not one.operation)),
        "ms_median": statistics.median(times) if times else 0.0,
        "ms_p95": times[int(len(times) * 0.95)] if times else 0.0,
    }


def read_set(folder: Path) -> list[Asked]:
    """Return the messages in questions.jsonl, out-of-scope.jsonl and operations.jsonl of `folder`."""
    names = ("questions", "out-of-scope", "operations")
    rows = (row for name in names for row in _rows(folder / f"{name}.jsonl"))
    return [
        Asked(
            text=row["q"],
            topics=frozenset(row["topics"]),
            operation=row.get("operation"),
            style=row.get("style", ""),
        )
        for row in rows
    ]


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


#: A drop of at most so much is noise: another processor's arithmetic may turn a question or two.
TOLERANCE, MODULE_TOLERANCE = 0.005, 0.03
_GUARDED = ("first", "in_three", "outside_recall", "operations")


def drops(now: dict[str, Any], baseline: dict[str, Any]) -> list[str]:
    """Return what has become worse than `baseline`, a line each."""
    worse = [
        f"{name}: {baseline['all'][name]:.1%} → {now['all'][name]:.1%}"
        for name in _GUARDED
        if now["all"][name] < baseline["all"][name] - TOLERANCE
    ]
    worse += [
        f"module {module}: {was:.1%} → {now['modules'].get(module, 0.0):.1%}"
        for module, was in baseline["modules"].items()
        if now["modules"].get(module, 0.0) < was - MODULE_TOLERANCE
    ]
    return worse
