"""What operators are told in the chat when the installation itself needs somebody."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import installation, notifications, once
from mitra.notifications import Notification
from mitra.store.models import Lane, Membership, Person, Role

#: Kind (content/messages/operator_alert.html.j2) → how long it is not told again. Never twice within an hour.
KINDS: dict[str, dt.timedelta] = {
    "poisoned": dt.timedelta(hours=1),
    "disk": dt.timedelta(hours=6),
    "telegram": dt.timedelta(hours=1),
    "database": dt.timedelta(hours=1),
    "model": dt.timedelta(hours=6),
    "backup": dt.timedelta(hours=24),
    "chores": dt.timedelta(hours=6),
    "conflict": dt.timedelta(hours=1),
}
TEMPLATE = "operator_alert"
#: What is remembered of an alert that is told once for each new thing.
_TOLD = "told:"


async def operators(connection: AsyncConnection) -> list[int]:
    """Return the chats of the operators (index ix_memberships_enterprise_role: they belong to no enterprise)."""
    query = (
        select(Person.telegram_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.enterprise_id.is_(None),
            Membership.role == Role.OPERATOR,
            Membership.ended_at.is_(None),
        )
        .order_by(Person.id)
    )
    return list(await connection.scalars(query))


async def alert(
    connection: AsyncConnection, kind: str, values: dict[str, Any], *, at: dt.datetime, about: str = ""
) -> bool:
    """
    Tell all operators of something, unless they were told of its kind lately, or already of this very thing (`about`).

    Return whether it was told. Like all news it comes in decent hours.
    """
    if about and await installation.fact(connection, _TOLD + kind) == about:
        return False
    if not await once.claim(connection, f"operator-alert:{kind}", at=at, again_after=KINDS[kind]):
        return False
    if about:
        await installation.note(connection, _TOLD + kind, about)
    letters = [
        Notification(
            telegram_id=chat,
            kind=TEMPLATE,
            template=TEMPLATE,
            values={"kind": kind, **values},
            lane=Lane.DIRECT,
        )
        for chat in await operators(connection)
    ]
    return bool(await notifications.notify(connection, letters, at=at))
