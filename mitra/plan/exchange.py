"""The plan out into a spreadsheet and back: what is new, what has changed, and what others have changed meanwhile."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import enterprises
from mitra.access import Act, Actor, demand
from mitra.plan import actions as plan
from mitra.plan import sheet
from mitra.plan.actions import ACTION, UNFINISHED, Action, found
from mitra.plan.sheet import Row
from mitra.store.models import Membership, Person
from mitra.store.plan_models import ActionItem, ActionStep

#: Actions in one file, the latest ones.
MOST = sheet.MOST_ROWS
#: Below this (of 100) two texts have nothing in common; letters of an action that are quoted.
_ALIKE, _QUOTED = 52, 60
#: Properties of an action that stand in the sheet as they are.
_SAME = (
    "module",
    "problem",
    "cause",
    "action",
    "due_on",
    "cost",
    "kpi",
    "priority",
    "status",
    "result",
    "saving",
)


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the people and areas of an enterprise are called, as a sheet says it; each name once."""

    owners: dict[int, str]
    areas: dict[int, str]

    def owner_id(self, name: str) -> int | None:
        """Return whose name it is; None for none."""
        return next((number for number, known in self.owners.items() if known == name), None)

    def area_id(self, name: str) -> int | None:
        """Return which area it is; None for none."""
        return next((number for number, known in self.areas.items() if known == name), None)


async def names(connection: AsyncConnection, enterprise_id: int) -> Names:
    """Return an enterprise's people and areas; who shares a name with another has a number behind it, who has none only that."""
    query = (
        select(Person.id, func.coalesce(Person.name, "").label("name"))
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.enterprise_id == enterprise_id, Membership.ended_at.is_(None))
        .distinct()
        .order_by(Person.id)
    )
    rows = (await connection.execute(query)).all()
    often = Counter(row.name.casefold() for row in rows)
    owners = {
        row.id: row.name
        if row.name and often[row.name.casefold()] == 1
        else f"{row.name or 'Anggota'} ({row.id})"
        for row in rows
    }
    return Names(owners=owners, areas=dict(await enterprises.areas_of(connection, enterprise_id)))


async def export(connection: AsyncConnection, actor: Actor, enterprise_id: int) -> tuple[list[Row], Names]:
    """Return the rows of a plan, the latest ones where they are too many; raises RefusedError."""
    demand(actor, Act.MAKE_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    known = await names(connection, enterprise_id)
    query = ACTION.where(ActionItem.enterprise_id == enterprise_id).order_by(ActionItem.id.desc()).limit(MOST)
    rows = [_row(one, known) for one in reversed(await found(connection, query))]
    return rows, known


def _row(action: Action, known: Names) -> Row:
    return Row(
        number=action.number,
        owner=known.owners.get(action.owner_id or 0, ""),
        area=known.areas.get(action.area_id or 0, ""),
        **{name: getattr(action, name) for name in _SAME},
    )


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of a sheet."""

    added: int = 0
    changed: int = 0
    same: int = 0
    #: Numbers of actions that others have changed since the sheet was made: left as they are.
    kept: Sequence[int] = ()


async def take(  # noqa: PLR0913 - whose, where, what, made when, taken when
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    rows: Sequence[Row],
    *,
    made_at: dt.datetime | None,
    at: dt.datetime,
) -> Taken:
    """
    Bring the rows of a sheet into the plan; raises RefusedError.

    An action that somebody has changed in the chat since the sheet was made (`made_at`, None when it does not say) stays as it
    is: what people answered must not be undone by an old file.
    """
    demand(actor, Act.ASSIGN_ACTION, enterprise_id, subject=f"enterprise:{enterprise_id}")
    known = await names(connection, enterprise_id)
    there = await _by_number(connection, enterprise_id, [row.number for row in rows if row.number])
    touched = await _touched_since(connection, [one.id for one in there.values()], made_at)
    counts, kept, told = Counter[str](), [], dict[int, list[Action]]()
    for row in rows:
        action = there.get(row.number or 0) or await _alike(connection, enterprise_id, row)
        if action is None:
            made = await _add(connection, actor, enterprise_id, row, known, at=at)
            told.setdefault(made.owner_id or 0, []).append(made)
            counts["added"] += 1
            continue
        changes = _changes(action, row, known) if row.number else {}
        if changes and action.id in touched:
            kept.append(action.number)
        elif changes:
            changed = await _change(connection, actor, action, changes, at)
            if "owner_id" in changes:
                told.setdefault(changed.owner_id or 0, []).append(changed)
            counts["changed"] += 1
        else:
            counts["same"] += 1
    await _tell(connection, actor, told, at)
    return Taken(**counts, kept=kept)


async def _alike(connection: AsyncConnection, enterprise_id: int, row: Row) -> Action | None:
    """Return the action that a row without a number says again: a sheet sent twice adds nothing twice (index ix_action_items_open)."""
    if row.number is not None:
        return None
    query = ACTION.where(
        ActionItem.enterprise_id == enterprise_id,
        ActionItem.status.in_([row.status, *UNFINISHED]),
        ActionItem.problem == plan.clean("problem", row.problem),
        ActionItem.action == plan.clean("action", row.action),
    )
    return next(iter(await found(connection, query.limit(1))), None)


async def strange(connection: AsyncConnection, enterprise_id: int, rows: Sequence[Row]) -> list[str]:
    """
    Return what is wrong with rows that would turn an action into quite another one, in Bahasa.

    Who numbers new actions 1, 2, 3 would else wipe out those that have these numbers.
    """
    there = await _by_number(connection, enterprise_id, [row.number for row in rows if row.number])
    return [
        f"Nomor {row.number} milik tindakan “{action.action[:_QUOTED]}”. Tindakan baru? Kosongkan kolom No. "
        "Memang diganti? Ubah langsung di sini."
        for row in rows
        if (action := there.get(row.number or 0))
        and _unlike(row.action, action.action)
        and _unlike(row.problem, action.problem)
    ]


def _unlike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one.casefold(), other.casefold()) < _ALIKE


async def numbers(connection: AsyncConnection, enterprise_id: int) -> set[int]:
    """Return the numbers of an enterprise's actions (index uq_action_items_enterprise_id_number)."""
    number = func.coalesce(ActionItem.number, ActionItem.id)
    return set(await connection.scalars(select(number).where(ActionItem.enterprise_id == enterprise_id)))


async def _by_number(connection: AsyncConnection, enterprise_id: int, wanted: list[int]) -> dict[int, Action]:
    number = func.coalesce(ActionItem.number, ActionItem.id)
    query = ACTION.where(ActionItem.enterprise_id == enterprise_id, number.in_(wanted))
    return {one.number: one for one in await found(connection, query)}


async def _touched_since(
    connection: AsyncConnection, ids: list[int], made_at: dt.datetime | None
) -> set[int]:
    """Return the actions that were changed since (index ix_action_steps_action_id)."""
    if made_at is None:
        return set()
    query = select(ActionStep.action_id).where(ActionStep.action_id.in_(ids), ActionStep.at > made_at)
    return set(await connection.scalars(query))


def _changes(action: Action, row: Row, known: Names) -> dict[str, Any]:
    """Return the columns in which a row differs from what is stored."""
    there = _row(action, known)
    changes = {name: getattr(row, name) for name in _SAME if getattr(row, name) != getattr(there, name)}
    if row.owner != there.owner:
        changes["owner_id"] = known.owner_id(row.owner)
    if row.area != there.area:
        changes["area_id"] = known.area_id(row.area)
    return changes


async def _add(  # noqa: PLR0913 - as above
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    row: Row,
    known: Names,
    *,
    at: dt.datetime,
) -> Action:
    more = {name: getattr(row, name) for name in _SAME if name not in {"module", "problem", "action"}}
    more |= {"owner_id": known.owner_id(row.owner)} | _ended(row.status, at)
    return await plan.add(
        connection, actor, enterprise_id, problem=row.problem, action=row.action, module=row.module,
        area_id=known.area_id(row.area), at=at, more=more,
    )  # fmt: skip


async def _change(
    connection: AsyncConnection, actor: Actor, action: Action, changes: dict[str, Any], at: dt.datetime
) -> Action:
    if "status" in changes:
        changes |= _ended(changes["status"], at)
    return await plan.change(connection, actor, action, "edited", at=at, text="sheet", **changes)


def _ended(status: Any, at: dt.datetime) -> dict[str, Any]:
    return {"ended_at": None if status in UNFINISHED else at}


async def _tell(
    connection: AsyncConnection, actor: Actor, given: dict[int, list[Action]], at: dt.datetime
) -> None:
    """Owe each new owner the news in one message, unless they did it themselves."""
    for person, actions in given.items():
        theirs = [one for one in actions if one.unfinished]
        if not theirs or person in {0, actor.person_id}:
            continue
        account = await plan.member_account(connection, theirs[0].enterprise_id, person)
        if account is not None:
            await plan.tell_owner(connection, theirs, account, at=at)
