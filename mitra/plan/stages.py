"""
On which days somebody is reminded of an action: 7, 3 and 1 days before it is due, on the day, and 1, 3 and 7 days after.

Three days late, those who lead the enterprise learn it too; a week late, its trainers. A day that is a Sunday or a public
holiday is put off to the next working day; when several then fall on the same day, there is one reminder.
"""

import datetime as dt
from collections.abc import Sequence

from mitra.hours import working_day

#: Days from the due date on which who does it is reminded; on which managers learn of it, and trainers.
OWNER = (-7, -3, -1, 0, 1, 3, 7)
MANAGER, TRAINER = (3, 7), (7,)
#: By how many days a reminder can be put off at most: no run of holidays and Sundays is longer.
LONGEST_PUT_OFF = 10


def days(due: dt.date, offsets: Sequence[int]) -> list[dt.date]:
    """Return the working days on which is reminded, soonest first."""
    return sorted({working_day(due + dt.timedelta(days=offset)) for offset in offsets})


def falls(due: dt.date, offsets: Sequence[int], *, after: dt.date, upto: dt.date) -> bool:
    """Return whether a reminder falls on a day after `after`, up to and including `upto`."""
    return any(after < day <= upto for day in days(due, offsets))


def next_day(due: dt.date, offsets: Sequence[int], *, after: dt.date) -> dt.date | None:
    """Return the first day of a reminder after `after`; None when there is none any more."""
    return next((day for day in days(due, offsets) if day > after), None)
