"""What the plan comes to: how many actions are done, late, open, month by month."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PlanMonth:
    """One month of the plan: its first day, actions finished in time and late, and open ones at its end."""

    first: dt.date
    done: int
    done_late: int
    #: Open at the end of the month (of the running month: now); of these, how many were overdue.
    open: int
    overdue: int


@dataclass(frozen=True, kw_only=True)
class PlanFigures:
    """Where the plan stands."""

    #: How many there are now by status; `overdue` of the unfinished ones are past their date.
    open: int
    running: int
    postponed: int
    overdue: int
    #: Finished, ever.
    done: int
    cancelled: int
    #: Of those finished in the last twelve months, how many in time, in percent; None when none was finished.
    in_time: int | None
    #: The latest twelve months, oldest first; the last one is running.
    months: Sequence[PlanMonth]

    @property
    def unfinished(self) -> int:
        """Return how many wait to be done."""
        return self.open + self.running + self.postponed
