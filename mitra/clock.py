"""What time it is: one function, so that tests can live on another day."""

import datetime as dt
from collections.abc import Callable

#: Returns this moment, in UTC.
Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    """Return this moment, in UTC."""
    return dt.datetime.now(dt.UTC)
