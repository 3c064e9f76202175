"""
Is a new figure surprising? Then it is asked back once: most surprises are slips of the finger, some are news.

Robust measures, since a handful of values with one slip among them has no useful mean: the median, and the median absolute
deviation (MAD), which times 1.4826 estimates the standard deviation of normal values (Hampel 1974; Leys et al. 2013 advise
three of them).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

#: MAD → standard deviation of normal values.
SCALE = 1.4826
#: Deviations from the median that surprise, and how many times the median it must be too: 0.1 beside 0.03 may be far off
#: in deviations and still nothing to talk about.
DEVIATIONS, TIMES = 3.0, 2.0
#: A slip of a digit.
DIGIT = 10.0
#: Fewer earlier values say nothing of what is usual.
LEAST = 4
#: Earlier values that are looked at.
LOOKED_AT = 12

Reason = Literal["bounds", "digit", "unusual"]


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What is plausible for a figure, and the smallest difference worth asking about."""

    low: float = 0.0
    high: float = float("inf")
    step: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Surprise:
    """Why a figure is asked back."""

    reason: Reason
    #: The latest figure before it, to compare with; None when there is none.
    latest: float | None


def surprise(value: float, earlier: Sequence[float], bounds: Bounds) -> Surprise | None:
    """Return what is surprising about `value` after the `earlier` ones (oldest first); None when nothing is."""
    reason = _reason(value, earlier[-LOOKED_AT:], bounds)
    return Surprise(reason=reason, latest=earlier[-1] if earlier else None) if reason else None


def _reason(value: float, earlier: Sequence[float], bounds: Bounds) -> Reason | None:
    if not bounds.low <= value <= bounds.high:
        return "bounds"
    if not earlier:
        return None
    usual = median(earlier)
    distance = abs(value - usual)
    # What has happened before does not surprise, nor does what hardly differs from the usual.
    if distance <= bounds.step or value in earlier:
        return None
    if value > 0 < usual and (value >= DIGIT * usual or usual >= DIGIT * value):
        return "digit"
    if len(earlier) < LEAST:
        return None
    spread = SCALE * median(abs(one - usual) for one in earlier)
    far = value > TIMES * usual or TIMES * value < usual
    return "unusual" if far and distance > DEVIATIONS * spread else None
