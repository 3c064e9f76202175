"""Doing a thing once, however often it is asked for."""

import datetime as dt

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.store.models import Handled
from mitra.store.upsert import insert

#: Telegram keeps undelivered updates for 24 hours; twice that is safe.
KEPT = dt.timedelta(days=2)


async def claim(
    connection: AsyncConnection,
    key: str,
    *,
    at: dt.datetime,
    again_after: dt.timedelta | None = None,
    kept: dt.timedelta = KEPT,
) -> bool:
    """
    Return whether `key` is ours to handle: the first time it is claimed, or again after `again_after`.

    The claim holds with the transaction; when that fails, the key is free again. It is remembered for as long as `kept`.
    """
    row = {"at": at, "kept_until": at + kept}
    statement = insert(connection, Handled).values(key=key, **row)
    if again_after is None:
        statement = statement.on_conflict_do_nothing(index_elements=[Handled.key])
    else:
        statement = statement.on_conflict_do_update(
            index_elements=[Handled.key],
            set_=row,
            # A claim from the future was made before the clock was set back.
            where=or_(Handled.at < at - again_after, Handled.at > at + again_after),
        )
    return bool((await connection.execute(statement)).rowcount)


async def forget_old(connection: AsyncConnection, *, at: dt.datetime) -> None:
    """Delete claims that nobody can ask for again (index ix_handled_kept_until)."""
    await connection.execute(delete(Handled).where(Handled.kept_until < at))
