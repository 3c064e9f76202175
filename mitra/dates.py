"""Days as people say them."""

import datetime as dt


def ramadan_of(day: dt.date) -> bool:
    """Return whether `day` is within Ramadan."""
    return dt.date(2027, 2, 8) <= day < dt.date(2027, 3, 10)
