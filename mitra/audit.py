"""Who did, or was refused, what, when. Never what anybody wrote."""

import datetime as dt

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Act, Actor
from mitra.store.models import AuditEntry


async def note(  # noqa: PLR0913 - each is one column
    connection: AsyncConnection,
    actor: Actor,
    act: Act,
    *,
    at: dt.datetime,
    subject: str = "",
    enterprise_id: int | None = None,
    refused: bool = False,
) -> None:
    """Note that `actor` has done `act`, or was refused it; `subject` is a kind and a number, such as membership:7."""
    row = {
        "at": at,
        "person_id": actor.person_id,
        "act": act.value,
        "subject": subject[:40],
        "enterprise_id": enterprise_id,
        "refused": refused,
    }
    await connection.execute(insert(AuditEntry).values(row))
