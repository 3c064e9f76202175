"""
Danger that somebody in charge must have seen: told at once, day and night, and to more people until one says so.

Step 0 tells the manager of that area, or the first one, and the committee's safety people; after a while the next manager and the trainers; then, once more,
all of them. Who is in charge and reports it themselves needs no telling.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, notifications
from mitra.access import Act, Actor, RefusedError, demand
from mitra.notifications import Notification
from mitra.store.check_models import Alert, AlertReceiver
from mitra.store.models import Lane, Membership, Person, Role, UnreachableChat
from mitra.store.upsert import insert as upsert

#: Kind of these notifications, which nobody can stop.
KIND = "alert"
#: When the next ones are told, if nobody has said that they saw it (the first is a setting).
CLIMB = dt.timedelta(minutes=15)
SECOND_CLIMB = dt.timedelta(minutes=45)
LAST_STEP = 2


@dataclass(frozen=True, kw_only=True)
class InCharge:
    """Somebody who must learn of danger."""

    telegram_id: int
    person_id: int
    role: Role
    name: str


@dataclass(frozen=True, kw_only=True)
class Raised:
    """An alert as just raised, or as raised before."""

    id: int
    told: tuple[InCharge, ...]
    #: Who reports is in charge themselves, so nobody had to be told.
    own: bool
    #: Somebody in charge has seen it already.
    seen: bool = False


async def raise_alert(  # noqa: PLR0913 - each is one property of the alert
    connection: AsyncConnection,
    reporter: Actor,
    enterprise_id: int,
    *,
    subject: str,
    template: str,
    values: dict[str, Any],
    at: dt.datetime,
    area_id: int | None = None,
    climb: dt.timedelta = CLIMB,
    anonymous: bool = False,
) -> Raised:
    """
    Tell who is in charge, once a subject; one that was taken back can be raised again.

    `template` names the message (content/messages), which also gets `alert` (its number) and `waited` (minutes). Of an
    anonymous one it is not kept who raised it.
    """
    known = (await connection.execute(select(Alert.__table__).where(Alert.subject == subject))).one_or_none()
    people = await _in_charge(connection, enterprise_id, area_id)
    own = _leads(reporter, enterprise_id)
    if known is not None and known.withdrawn_at is None:
        receivers = await _receivers(connection, known.id)
        told = [one for one in people if one.person_id in receivers]
        return Raised(id=known.id, told=tuple(told), own=own, seen=known.seen_at is not None)
    told = [] if own else _at_step(people, 0)
    row = {
        "enterprise_id": enterprise_id,
        "subject": subject,
        "template": template,
        "values": values,
        "reporter_id": None if anonymous else reporter.person_id,
        "raised_at": at,
        "step": 0,
        "climb_at": None if own else at + climb,
        "seen_by": reporter.person_id if own and not anonymous else None,
        "seen_at": at if own else None,
        "withdrawn_at": None,
    }
    if known is None:
        number = (await connection.execute(insert(Alert).values(row).returning(Alert.id))).scalar_one()
    else:
        number = known.id
        await connection.execute(update(Alert).where(Alert.id == number).values(row))
    await _tell(
        connection,
        told,
        int(number),
        enterprise_id=enterprise_id,
        template=template,
        values=values,
        at=at,
    )
    return Raised(id=int(number), told=tuple(told), own=own)


def _leads(actor: Actor, enterprise_id: int) -> bool:
    """Return whether somebody is in charge there themselves."""
    return any(actor.has(role, enterprise_id) for role in (Role.MANAGER, Role.TRAINER))


async def _in_charge(connection: AsyncConnection, enterprise_id: int, area_id: int | None) -> list[InCharge]:
    """
    Return who can be reached of those in charge: managers (that area's first), safety people, then trainers.

    Index ix_memberships_enterprise_role.
    """
    gone = select(UnreachableChat.chat_id).where(UnreachableChat.chat_id == Person.telegram_id).exists()
    query = (
        select(Person.telegram_id, Person.id, Person.name, Membership.role, Membership.area_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.enterprise_id == enterprise_id,
            or_(Membership.role.in_([Role.MANAGER, Role.TRAINER]), Membership.safety),
            Membership.ended_at.is_(None),
            ~gone,
        )
        .order_by(Membership.id)
    )
    rows = (await connection.execute(query)).all()
    ranked = sorted(
        rows, key=lambda row: (row.role != Role.MANAGER, area_id is None or row.area_id != area_id)
    )
    found: dict[int, InCharge] = {}  # who leads and sits on the committee is told once
    for row in ranked:
        one = InCharge(telegram_id=row.telegram_id, person_id=row.id, role=row.role, name=row.name or "")
        found.setdefault(row.id, one)
    return list(found.values())


def _at_step(people: list[InCharge], step: int) -> list[InCharge]:
    """Return who is told at a step."""
    managers = [one for one in people if one.role == Role.MANAGER]
    trainers = [one for one in people if one.role == Role.TRAINER]
    safety = [one for one in people if one.role == Role.COMMITTEE]
    if step == 0:
        return (managers[:1] or trainers) + safety
    return managers[1:2] + trainers if step == 1 else managers + safety + trainers


async def _tell(  # noqa: PLR0913 - what the message needs
    connection: AsyncConnection,
    people: Sequence[InCharge],
    number: int,
    *,
    enterprise_id: int,
    template: str,
    values: dict[str, Any],
    at: dt.datetime,
) -> None:
    told = [
        Notification(
            telegram_id=one.telegram_id,
            kind=KIND,
            template=template,
            values=values | {"alert": number},
            lane=Lane.URGENT,
            enterprise_id=enterprise_id,
        )
        for one in people
    ]
    await notifications.notify(connection, told, at=at)
    if told:
        rows = [{"alert_id": number, "person_id": one.person_id} for one in people]
        statement = upsert(connection, AlertReceiver).values(rows)
        await connection.execute(statement.on_conflict_do_nothing())


async def _receivers(connection: AsyncConnection, number: int) -> set[int]:
    """Return the people who were told of an alert (primary key)."""
    query = select(AlertReceiver.person_id).where(AlertReceiver.alert_id == number)
    return set(await connection.scalars(query))


async def climb_due(connection: AsyncConnection, *, at: dt.datetime, most: int = 50) -> int:
    """Tell the next ones of alerts that nobody has seen in time; return how many (index ix_alerts_climb_at)."""
    query = select(Alert.__table__).where(Alert.climb_at <= at).order_by(Alert.climb_at).limit(most)
    rows = (await connection.execute(query.with_for_update(skip_locked=True))).all()
    for row in rows:
        await _climb(connection, row, at)
    return len(rows)


async def _climb(connection: AsyncConnection, row: Any, at: dt.datetime) -> None:
    """Tell those of the next step; where it has nobody new, those of the one after it."""
    people = await _in_charge(connection, row.enterprise_id, None)
    step = row.step + 1
    while not (told := _at_step(people, step)) and step < LAST_STEP:
        step += 1
    await connection.execute(
        update(Alert)
        .where(Alert.id == row.id)
        .values(
            step=step,
            climb_at=at + SECOND_CLIMB if step < LAST_STEP else None,
        )
    )
    values = row.values | {"waited": int((at - row.raised_at).total_seconds() // 60)}
    await _tell(
        connection,
        told,
        row.id,
        enterprise_id=row.enterprise_id,
        template=row.template,
        values=values,
        at=at,
    )


async def see(connection: AsyncConnection, actor: Actor, number: int, *, at: dt.datetime) -> Any:
    """
    Note that somebody in charge has seen an alert, and tell who raised it; raises RefusedError.

    Returns the alert's row as it was before: `seen_at` tells whether somebody was faster.
    """
    row = (
        await connection.execute(select(Alert.__table__).where(Alert.id == number).with_for_update())
    ).one_or_none()
    demand(actor, Act.SEE_ALERT, row.enterprise_id if row else 0, subject=f"alert:{number}")
    if row is None:
        raise RefusedError(Act.SEE_ALERT, subject=f"alert:{number}")
    if row.seen_at or row.withdrawn_at:
        return row
    await connection.execute(
        update(Alert).where(Alert.id == number).values(seen_by=actor.person_id, seen_at=at, climb_at=None)
    )
    await audit.note(
        connection,
        actor,
        Act.SEE_ALERT,
        at=at,
        subject=f"alert:{number}",
        enterprise_id=row.enterprise_id,
    )
    await _tell_reporter(connection, row, actor, at)
    return row


async def _tell_reporter(connection: AsyncConnection, row: Any, actor: Actor, at: dt.datetime) -> None:
    reporter = await connection.scalar(select(Person.telegram_id).where(Person.id == row.reporter_id))
    name = await connection.scalar(select(Person.name).where(Person.id == actor.person_id))
    if reporter is None or reporter == actor.telegram_id:
        return
    answer = Notification(
        telegram_id=reporter,
        kind=KIND,
        template="alert_seen",
        values=row.values | {"name": name or ""},
        enterprise_id=row.enterprise_id,
    )
    await notifications.notify(connection, [answer], at=at)


async def withdraw(
    connection: AsyncConnection, reporter: Actor | None, subject: str, *, at: dt.datetime
) -> bool:
    """
    Take an alert back, and tell those who were told; return whether there was one.

    Only the reporter's own; None when the caller knows that it is theirs.
    """
    query = select(Alert.__table__).where(Alert.subject == subject, Alert.withdrawn_at.is_(None))
    if reporter is not None:
        query = query.where(Alert.reporter_id == reporter.person_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return False
    await connection.execute(update(Alert).where(Alert.id == row.id).values(withdrawn_at=at, climb_at=None))
    accounts = await connection.scalars(
        select(Person.telegram_id)
        .join(AlertReceiver, AlertReceiver.person_id == Person.id)
        .where(AlertReceiver.alert_id == row.id)
    )
    told = [
        Notification(
            telegram_id=account,
            kind=KIND,
            template="alert_withdrawn",
            values=row.values,
            lane=Lane.URGENT,
            enterprise_id=row.enterprise_id,
        )
        for account in accounts
    ]
    await notifications.notify(connection, told, at=at)
    return True


async def tell_again(
    connection: AsyncConnection, subject: str, *, template: str, values: dict[str, Any], at: dt.datetime
) -> None:
    """Tell those who were told of an alert something more about it, as urgently."""
    query = (
        select(Person.telegram_id, Alert.enterprise_id)
        .join(AlertReceiver, AlertReceiver.person_id == Person.id)
        .join(Alert, Alert.id == AlertReceiver.alert_id)
        .where(Alert.subject == subject)
    )
    told = [
        Notification(
            telegram_id=row.telegram_id,
            kind=KIND,
            template=template,
            values=values,
            lane=Lane.URGENT,
            enterprise_id=row.enterprise_id,
        )
        for row in (await connection.execute(query)).all()
    ]
    await notifications.notify(connection, told, at=at)


async def name_of_seer(connection: AsyncConnection, row: Any) -> str:
    """Return the name of who has seen an alert; empty when they gave none."""
    return await connection.scalar(select(Person.name).where(Person.id == row.seen_by)) or ""
