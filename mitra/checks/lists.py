"""Which checklists there are: those of content/, an enterprise's own, in versions; and which items it has switched off."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit
from mitra.access import Act, Actor, RefusedError, demand
from mitra.checks.checklist import Checklist, as_plain, from_plain
from mitra.store.check_models import ChecklistVersion, SwitchedOffItem
from mitra.store.upsert import insert as upsert

#: Lists of its own that an enterprise may have, and items that must stay switched on.
MOST_OWN = 8
FEWEST_ITEMS = 5


@dataclass(frozen=True, kw_only=True)
class Version:
    """A checklist as stored: its number, and whose it is."""

    number: int
    version: int
    enterprise_id: int | None
    checklist: Checklist


async def publish(connection: AsyncConnection, checklists: Iterable[Checklist], *, at: dt.datetime) -> None:
    """Store the checklists of content/ that have changed as new versions; the others stay (at start)."""
    for checklist in checklists:
        await _store(connection, checklist, None, at)


async def _store(
    connection: AsyncConnection, checklist: Checklist, enterprise_id: int | None, at: dt.datetime
) -> int:
    """Return the number of the version that holds `checklist`, stored now unless it is the latest (unique index)."""
    newest = await _newest_row(connection, checklist.id)
    if newest is not None and newest.digest == checklist.digest and not newest.retired:
        return int(newest.id)
    row = {
        "name": checklist.id,
        "version": newest.version + 1 if newest else 1,
        "enterprise_id": enterprise_id,
        "digest": checklist.digest,
        "body": as_plain(checklist),
        "created_at": at,
        "retired": False,
    }
    # Two processes that start together write the same version: one of them waits, then finds it there.
    statement = upsert(connection, ChecklistVersion).values(row)
    statement = statement.on_conflict_do_nothing(
        index_elements=[ChecklistVersion.name, ChecklistVersion.version]
    )
    await connection.execute(statement)
    newest = await _newest_row(connection, checklist.id)
    return int(newest.id)


async def _newest_row(connection: AsyncConnection, name: str) -> Any:
    query = select(ChecklistVersion.__table__).where(ChecklistVersion.name == name)
    newest = query.order_by(ChecklistVersion.version.desc()).limit(1)
    return (await connection.execute(newest)).one_or_none()


#: Checklists parsed so far by digest, at most MOST_PARSED: what every tap needs is not parsed at every tap.
_parsed: dict[str, Checklist] = {}
MOST_PARSED = 256


async def checklist_of(connection: AsyncConnection, number: int, digest: str) -> Checklist:
    """Return the checklist of a version; its body is read once in a process, since versions never change."""
    if digest not in _parsed:
        if len(_parsed) >= MOST_PARSED:
            _parsed.clear()
        query = select(ChecklistVersion.body).where(ChecklistVersion.id == number)
        body: Any = await connection.scalar(query)
        _parsed[digest] = from_plain(body)
    return _parsed[digest]


async def offered(connection: AsyncConnection, name: str, enterprise_id: int) -> Version | None:
    """Return the checklist of this name as offered to an enterprise now, or None (unique index, latest version)."""
    row = await _newest_row(connection, name)
    if row is None or row.retired or row.enterprise_id not in {None, enterprise_id}:
        return None
    checklist = await checklist_of(connection, row.id, row.digest)
    return Version(number=row.id, version=row.version, enterprise_id=row.enterprise_id, checklist=checklist)


async def own(connection: AsyncConnection, enterprise_id: int) -> list[Checklist]:
    """Return the latest versions of an enterprise's own checklists, by title (index ix_checklist_versions_enterprise_id)."""
    newest = (
        select(ChecklistVersion.name, func.max(ChecklistVersion.version).label("version"))
        .where(ChecklistVersion.enterprise_id == enterprise_id)
        .group_by(ChecklistVersion.name)
        .subquery()
    )
    query = select(ChecklistVersion.id, ChecklistVersion.digest).join(
        newest,
        (ChecklistVersion.name == newest.c.name) & (ChecklistVersion.version == newest.c.version),
    )
    rows = (await connection.execute(query.where(ChecklistVersion.retired.is_(False)))).all()
    lists = [await checklist_of(connection, row.id, row.digest) for row in rows]
    return sorted(lists, key=lambda one: one.title.casefold())


async def title_of(connection: AsyncConnection, name: str) -> str:
    """Return what a checklist is called, retired or not; empty for an unknown name."""
    row = await _newest_row(connection, name)
    return (await checklist_of(connection, row.id, row.digest)).title if row else ""


def own_name(enterprise_id: int, title: str) -> str:
    """Return the name under which an enterprise's list of this title is kept: the same title is the same list."""
    # Short and without colons, for it stands in buttons' data.
    return f"own-{enterprise_id}-{hashlib.sha256(title.casefold().encode()).hexdigest()[:8]}"


async def add_own(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, checklist: Checklist, *, at: dt.datetime
) -> int:
    """
    Store an enterprise's own checklist, in place of its earlier version if there is one; return the version's number.

    Raises RefusedError, also when there would be more than MOST_OWN.
    """
    demand(actor, Act.ADD_CHECKLIST, enterprise_id, subject=f"checklist:{checklist.id}")
    others = [one for one in await own(connection, enterprise_id) if one.id != checklist.id]
    if len(others) >= MOST_OWN:
        raise RefusedError(
            Act.ADD_CHECKLIST, subject=f"checklist:{checklist.id}", enterprise_id=enterprise_id
        )
    number = await _store(connection, checklist, enterprise_id, at)
    await audit.note(
        connection,
        actor,
        Act.ADD_CHECKLIST,
        at=at,
        subject=f"checklist:{number}",
        enterprise_id=enterprise_id,
    )
    return number


async def retire_own(
    connection: AsyncConnection, actor: Actor, enterprise_id: int, name: str, *, at: dt.datetime
) -> None:
    """Offer an own checklist no longer; raises RefusedError."""
    demand(actor, Act.ADD_CHECKLIST, enterprise_id, subject=f"checklist:{name}")
    mine = (ChecklistVersion.name == name, ChecklistVersion.enterprise_id == enterprise_id)
    await connection.execute(update(ChecklistVersion).where(*mine).values(retired=True))
    await audit.note(
        connection, actor, Act.ADD_CHECKLIST, at=at, subject=name[:40], enterprise_id=enterprise_id
    )


# --- items switched off


async def switched_off(connection: AsyncConnection, enterprise_id: int, name: str) -> set[str]:
    """Return the items of a checklist that an enterprise does not want to be asked (primary key)."""
    query = select(SwitchedOffItem.item_id).where(
        SwitchedOffItem.enterprise_id == enterprise_id, SwitchedOffItem.list_name == name
    )
    return set(await connection.scalars(query))


async def switch(  # noqa: PLR0913 - who, where, which, and which way
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    checklist: Checklist,
    item_id: str,
    *,
    on: bool,
    at: dt.datetime,
) -> bool:
    """
    Switch an item on or off; return whether that was possible.

    Critical items stay on ("tidak berlaku" is an answer), and FEWEST_ITEMS items stay. Raises RefusedError.
    """
    demand(actor, Act.EDIT_CHECKS, enterprise_id, subject=f"checklist:{checklist.id}")
    item = checklist.items.get(item_id)
    if item is None:
        raise RefusedError(Act.USE_BUTTON)
    mine = {"enterprise_id": enterprise_id, "list_name": checklist.id, "item_id": item_id}
    if on:
        where = [getattr(SwitchedOffItem, name) == value for name, value in mine.items()]
        await connection.execute(delete(SwitchedOffItem).where(*where))
    else:
        off = await switched_off(connection, enterprise_id, checklist.id)
        left = set(checklist.items) - off - {item_id}
        if item.critical or len(left) < FEWEST_ITEMS:
            return False
        if item_id not in off:
            await connection.execute(insert(SwitchedOffItem).values(mine))
    await audit.note(
        connection, actor, Act.EDIT_CHECKS, at=at, subject=item_id[:40], enterprise_id=enterprise_id
    )
    return True


def asked(checklist: Checklist, off: set[str], *, short: bool) -> list[str]:
    """Return the items to ask, in order, without those switched off; the short mode's, or all when it has none."""
    wanted = checklist.short_items if short and checklist.short_items else list(checklist.items)
    return [item for item in wanted if item not in off] or [
        item for item in checklist.items if item not in off
    ]
