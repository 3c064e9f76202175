"""
Scores: points won of points that could be won, in percent; what does not apply, or was left out, counts for neither.

A pillar's score is that of its items, the total that of all items (so a pillar counts by its number of items), as on the
5S sheets of SCORE. Where several people check together, the median of each item counts. Percentages are rounded half up.
"""

import enum
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mitra.checks.checklist import Checklist


class Mark(enum.Enum):
    """What is no number of points."""

    NOT_APPLICABLE = "na"


#: Item id → points (0 to 4, or 0 and 1 for no and yes), or that it does not apply.
Points = Mapping[str, Fraction | Mark]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Points won, and how many could be won; 0 of 0 when nothing applied."""

    points: Fraction
    most: int

    @property
    def percent(self) -> int | None:
        """0 to 100, rounded half up; None when nothing applied."""
        return half_up(100 * self.points / self.most) if self.most else None


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a check came to."""

    total: Score
    #: Pillar id → score, in the order of the checklist.
    pillars: dict[str, Score]

    @property
    def percent(self) -> int | None:
        """The total, 0 to 100; None when nothing applied."""
        return self.total.percent


def half_up(value: Fraction) -> int:
    """Return the nearest whole number; halves go up."""
    return int((value + Fraction(1, 2)) // 1)


def score(checklist: Checklist, points: Points) -> Result:
    """Return the scores of a check; items that are not in `points`, or not on the checklist, count for nothing."""
    pillars = {
        pillar.id: _score_of(points, [item.id for item in pillar.items], checklist.answers.most)
        for pillar in checklist.pillars
    }
    total = Score(
        points=sum((one.points for one in pillars.values()), Fraction(0)),
        most=sum(one.most for one in pillars.values()),
    )
    return Result(total=total, pillars=pillars)


def _score_of(points: Points, items: Iterable[str], most: int) -> Score:
    counted = [value for item in items if isinstance(value := points.get(item), Fraction)]
    return Score(points=sum(counted, Fraction(0)), most=most * len(counted))


def together(runs: Iterable[Points]) -> dict[str, Fraction | Mark]:
    """
    Return what counts where several people have checked: each item's median (of an even number: the mean of the middle two).

    An item does not apply when more people say so than give it points.
    """
    given: dict[str, list[Fraction | Mark]] = defaultdict(list)
    for run in runs:
        for item, value in run.items():
            given[item].append(value)
    return {item: _median(values) for item, values in given.items()}


def _median(values: list[Fraction | Mark]) -> Fraction | Mark:
    numbers = [value for value in values if isinstance(value, Fraction)]
    if len(numbers) * 2 < len(values):
        return Mark.NOT_APPLICABLE
    return statistics.median(numbers)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A check beside an earlier one, on the items that have points in both."""

    #: Percent now and then on those items; None when there are none.
    now: int | None
    before: int | None
    #: How many items, and whether that is fewer than either had.
    items: int
    partly: bool

    @property
    def change(self) -> int | None:
        """Points of a hundred gained; None when nothing can be compared."""
        return None if self.now is None or self.before is None else self.now - self.before


def compare(checklist: Checklist, now: Points, before: Points) -> Comparison:
    """
    Return how `now` stands beside `before`, on what both have looked at.

    Checklists change, people take the short mode, items are switched off: the rest would compare different things. Both
    must be answered on the same scale.
    """
    mine = {item for item, value in now.items() if isinstance(value, Fraction)}
    theirs = {item for item, value in before.items() if isinstance(value, Fraction)}
    shared, most = sorted(mine & theirs), checklist.answers.most
    return Comparison(
        now=_score_of(now, shared, most).percent,
        before=_score_of(before, shared, most).percent,
        items=len(shared),
        partly=len(shared) < max(len(mine), len(theirs)),
    )


def failed(checklist: Checklist, points: Points) -> list[str]:
    """
    Return the items that are not well, worst first: critical ones, then the fewest points, then in the order of the list.

    Not well is "no", or below 3 of 4: 2 is described as half done.
    """
    least = {4: 3, 1: 1}[checklist.answers.most]
    ranked = [
        (not item.critical, value, place, item.id)
        for place, item in enumerate(checklist.items.values())
        if isinstance(value := points.get(item.id), Fraction) and value < least
    ]
    return [item for *_, item in sorted(ranked)]


# --- as stored


def as_plain(points: Points) -> dict[str, Any]:
    """Return points as plain values for JSON: halves are kept exactly."""
    return {item: None if isinstance(value, Mark) else str(value) for item, value in points.items()}


def from_plain(plain: Mapping[str, Any]) -> dict[str, Fraction | Mark]:
    """Return points as they were before `as_plain`."""
    return {item: Mark.NOT_APPLICABLE if value is None else Fraction(value) for item, value in plain.items()}
