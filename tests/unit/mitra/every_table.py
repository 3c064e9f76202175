"""A row or more in every table, with awkward values: for what must carry all of them."""

import datetime as dt

import sqlalchemy as sa

from mitra.store.schema import tables
from mitra.store.types import Utc

MOMENT = dt.datetime(2026, 11, 26, 3, 4, 5, 678901, tzinfo=dt.UTC)
#: Quotes, a formula, an emoji beyond the first plane, letters that join, a line break and a tab.
AWKWARD = "'\"\\; =1+1 – 🧯 é é\n\tمرحبا %s"


async def fill(connection, rows=3):
    """Put `rows` rows into every table, pointing to each other where the tables want it."""
    for table in tables():
        keys = {key.parent.name: key.column for key in table.foreign_keys}
        made = [
            {column.name: _value(column, number, keys) for column in table.columns}
            for number in range(1, rows + 1)
        ]
        for row, number in zip(made, range(1, rows + 1), strict=True):
            for name, column in keys.items():
                # A table that points to itself: the first row to the last, which is not there yet.
                itself = column.table is table
                row[name] = (None if number > 1 else rows) if itself else number
        if any(column.table is table for column in keys.values()):
            await _insert_first_last(connection, table, made)
        else:
            await connection.execute(sa.insert(table), made)


async def _insert_first_last(connection, table, made):
    for row in reversed(made):
        await connection.execute(sa.insert(table), row)


def _value(column, number, keys):
    if column.nullable and number == 1 and column.name not in keys:
        return None
    for kind, value in _VALUES:
        if isinstance(column.type, kind):
            return value(column, number)
    raise AssertionError(column)


#: Column type → value for a row; the first that fits.
_VALUES = (
    (sa.Enum, lambda column, number: list(column.type.enum_class)[number % len(column.type.enum_class)]),
    (sa.JSON, lambda _, number: {"text": AWKWARD, "list": [number, 1.5, None, True], "nothing": None}),
    (sa.Boolean, lambda _, number: number % 2 == 0),
    (sa.Date, lambda _, number: MOMENT.date() + dt.timedelta(days=number)),
    (sa.String, lambda column, number: f"{number}{AWKWARD}"[: column.type.length]),
    (sa.Float, lambda _, number: number + 0.1),
    (sa.Integer, lambda _, number: number),
    (Utc, lambda _, number: MOMENT + dt.timedelta(seconds=number)),
)


async def contents(connection):
    """Return for every table its rows as they are stored, in order."""
    found = {}
    for table in tables():
        rows = await connection.execute(sa.select(table).order_by(*table.primary_key.columns))
        found[table.name] = [tuple(row) for row in rows]
    return found
