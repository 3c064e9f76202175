"""The figures of one KPI over time, as plain values for messages and pictures."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class KpiPoint:
    """The figure of one period; None when it is missing."""

    #: First day of the week or month.
    first: dt.date
    value: float | None


@dataclass(frozen=True, kw_only=True)
class KpiLine:
    """One figure that the enterprise watches."""

    name: str
    #: Written after the value: "%", "hari", "kWh/pcs"; may be empty.
    unit: str
    #: Whether more is better.
    higher: bool
    #: "week" or "month".
    rhythm: str
    baseline: float | None
    target: float | None
    target_on: dt.date | None
    #: The latest periods, oldest first, without holes in time: missing ones have no value.
    points: Sequence[KpiPoint]
    #: Rupiah saved since the baseline, by what the enterprise agreed one unit is worth; None when it did not say.
    saved: int | None

    @property
    def now(self) -> KpiPoint | None:
        """Return the latest figure there is."""
        return next((point for point in reversed(self.points) if point.value is not None), None)
