"""Who did what with an action, step by step."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra.access import Actor
from mitra.store.models import Person
from mitra.store.plan_models import ActionStep

#: What can be done; what it is called stands in content/messages/parts/actions.j2.
ACTS = frozenset(
    {
        "made", "given", "taken", "refused", "due", "running", "postponed", "progress", "help", "helping",
        "done", "cancelled", "reopened", "edited", "photo",
    }
)  # fmt: skip
#: Steps that are shown, latest first.
SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step."""

    at: dt.datetime
    act: str
    #: Who did it: empty when they gave no name, or nobody did.
    name: str
    text: str


async def note(  # noqa: PLR0913 - who, which, what, when
    connection: AsyncConnection,
    actor: Actor | None,
    action_id: int,
    act: str,
    *,
    at: dt.datetime,
    text: str = "",
) -> None:
    """Note a step; by nobody (None) what follows from something else."""
    if act not in ACTS:
        raise ValueError(act)
    row = {"action_id": action_id, "at": at, "person_id": actor.person_id if actor else None}
    await connection.execute(insert(ActionStep).values(row | {"act": act, "text": text}))


async def steps(connection: AsyncConnection, action_id: int, *, most: int = SHOWN) -> list[Step]:
    """Return the latest steps, oldest first (index ix_action_steps_action_id)."""
    query = (
        select(ActionStep.at, ActionStep.act, func.coalesce(Person.name, "").label("name"), ActionStep.text)
        .outerjoin(Person, Person.id == ActionStep.person_id)
        .where(ActionStep.action_id == action_id)
        .order_by(ActionStep.id.desc())
        .limit(most)
    )
    rows = (await connection.execute(query)).mappings().all()
    return [Step(**row) for row in reversed(rows)]


async def last(connection: AsyncConnection, action_id: int, act: str) -> tuple[int | None, str] | None:
    """Return who did something last, and what they said; None when nobody did (index ix_action_steps_action_id)."""
    query = (
        select(ActionStep.person_id, ActionStep.text)
        .where(ActionStep.action_id == action_id, ActionStep.act == act)
        .order_by(ActionStep.id.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return (row.person_id, row.text) if row else None
