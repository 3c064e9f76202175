"""Column kinds shared by all models."""

import datetime as dt
from typing import Annotated

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, TypeDecorator
from sqlalchemy.orm import mapped_column


class Utc(TypeDecorator[dt.datetime]):
    """A moment with time zone; stored in UTC, since SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Refuse moments that do not say their zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


#: SQLite numbers rows itself only for INTEGER.
Identity = BigInteger().with_variant(Integer, "sqlite")
identity = Annotated[int, mapped_column(Identity, primary_key=True, autoincrement=True)]
utc = Annotated[dt.datetime, mapped_column(Utc)]
