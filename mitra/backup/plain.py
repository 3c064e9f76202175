"""
Tables and values in a form that needs no models.

A backup says itself of what kind its columns are: one made by an older release is read with the tables of that time.
"""

import base64
import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Enum,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    cast,
    select,
)
from sqlalchemy.types import TypeEngine

from mitra.store.types import Utc

#: Kind → as which type it is read and written.
_TYPES: dict[str, TypeEngine[Any] | type[TypeEngine[Any]]] = {
    "moment": Utc,
    "day": Date,
    "json": JSON(none_as_null=True),
    "bytes": LargeBinary,
    "truth": Boolean,
    "float": Float,
    "number": BigInteger,
    "text": Text,
}
#: Our column types → kind; the first that fits.
_KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Utc, "moment"),
    (Date, "day"),
    (JSON, "json"),
    (LargeBinary, "bytes"),
    (Boolean, "truth"),
    (Enum, "text"),  # by its stored value
    (Float, "float"),
    (Integer, "number"),
    (String, "text"),
)
_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "moment": dt.datetime.isoformat,
    "day": dt.date.isoformat,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
_READ: dict[str, Callable[[Any], Any]] = {
    # Read as it stands, so that JSON's own null does not become a column without value.
    "json": lambda value: JSON.NULL if value == "null" else json.loads(value),
    "moment": dt.datetime.fromisoformat,
    "day": dt.date.fromisoformat,
    "bytes": base64.b64decode,
}


def columns_of(table: Table) -> dict[str, str]:
    """Return the names of a table's columns and their kinds; raises TypeError for a type that backups do not know."""
    return {column.name: _kind_of(column) for column in table.columns}


def _kind_of(column: Column[Any]) -> str:
    for kind, name in _KINDS:
        if isinstance(column.type, kind):
            return name
    raise TypeError(f"{column}: backups know no {column.type!r}")


def plain_table(name: str, columns: dict[str, str]) -> Table:
    """Return a table with columns of these kinds and nothing else; raises KeyError for an unknown kind."""
    return Table(name, MetaData(), *[Column(one, _TYPES[kind]) for one, kind in columns.items()])


def reading(table: Table) -> Select[Any]:
    """Select all rows of a plain table, as `written` wants them."""
    return select(
        *[cast(one, Text).label(one.name) if isinstance(one.type, JSON) else one for one in table.columns]
    )


def written(values: tuple[Any, ...], kinds: list[str]) -> list[Any]:
    """Return a row's values as JSON can hold them."""
    return [_turned(value, _WRITTEN.get(kind)) for value, kind in zip(values, kinds, strict=True)]


def read(values: list[Any], kinds: list[str]) -> list[Any]:
    """Return the values that `written` has made these from; raises ValueError or TypeError."""
    return [_turned(value, _READ.get(kind)) for value, kind in zip(values, kinds, strict=True)]


def _turned(value: Any, turn: Callable[[Any], Any] | None) -> Any:
    return value if value is None or turn is None else turn(value)
