"""What time it is: one function, so that tests can live on another day; and the months before a day."""

import datetime as dt
from collections.abc import Callable

#: Returns this moment, in UTC.
Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    """Return this moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def months_before(day: dt.date, count: int) -> list[dt.date]:
    """Return the first days of the last months, that of `day` being the last."""
    numbers = range(day.year * 12 + day.month - count, day.year * 12 + day.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]
