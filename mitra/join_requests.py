"""Asking to join without a link: by the enterprise's code, decided by who leads it."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import audit, enterprises, invitations, notifications, people
from mitra.access import Act, Actor, RefusedError, demand
from mitra.notifications import Notification
from mitra.store.models import Enterprise, JoinRequest, Person, Role
from mitra.store.upsert import insert

#: Requests that one person may have open at a time: more is fishing.
MOST_OPEN = 3
#: Undecided requests are dropped after this.
KEPT = dt.timedelta(days=30)

Problem = Literal["unknown", "already", "wait", "too_many"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """An enterprise that can be asked to join."""

    id: int
    name: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """Somebody who asks to join."""

    id: int
    person_id: int
    telegram_id: int
    name: str | None
    enterprise_id: int
    enterprise: str
    created_at: dt.datetime


async def look_up(
    connection: AsyncConnection, actor: Actor, code: str, *, at: dt.datetime
) -> Place | Problem:
    """Return the enterprise with this code, or why it cannot be asked; a wrong code counts as a guess."""
    if await invitations.must_wait(connection, actor.telegram_id, at=at):
        return "wait"
    found = await enterprises.by_code(connection, code)
    if found is None:
        await invitations.count_guess(connection, actor.telegram_id, at=at)
        return "unknown"
    number, name = found
    return "already" if number in actor.enterprises else Place(id=number, name=name, code=code.upper())


async def ask(
    connection: AsyncConnection, actor: Actor, code: str, name: str, *, at: dt.datetime
) -> Request | Problem:
    """Store that somebody, who has consented, asks to join; asking again changes nothing."""
    place = await look_up(connection, actor, code, at=at)
    if not isinstance(place, Place):
        return place
    person_id = await people.enrol(connection, actor.telegram_id, at=at)
    mine = await people.actor_of(connection, actor.telegram_id)
    await people.call(connection, mine, name)
    open_ones = await connection.scalars(
        select(JoinRequest.enterprise_id).where(JoinRequest.person_id == person_id)
    )
    if len(set(open_ones) - {place.id}) >= MOST_OPEN:
        return "too_many"
    row = {"enterprise_id": place.id, "person_id": person_id, "created_at": at}
    statement = insert(connection, JoinRequest).values(row)
    await connection.execute(
        statement.on_conflict_do_nothing(index_elements=[JoinRequest.enterprise_id, JoinRequest.person_id])
    )
    found = await connection.execute(
        _REQUEST.where(JoinRequest.enterprise_id == place.id, JoinRequest.person_id == person_id)
    )
    request = Request(**found.mappings().one())
    await _tell_leads(connection, request, at)
    return request


async def _tell_leads(connection: AsyncConnection, request: Request, at: dt.datetime) -> None:
    """Owe those who lead the enterprise a notification, once a request."""
    shown = {"name": request.name, "enterprise": request.enterprise, "request": request.id}
    leads = await people.leads_of(connection, request.enterprise_id)
    told = [
        Notification(
            telegram_id=lead,
            kind="requests",
            template="join_request",
            values=shown,
            enterprise_id=request.enterprise_id,
            once_key=f"request:{request.id}:{lead}",
        )
        for lead in leads
    ]
    await notifications.notify(connection, told, at=at)


_REQUEST = (
    select(
        JoinRequest.id,
        JoinRequest.person_id,
        Person.telegram_id,
        Person.name,
        JoinRequest.enterprise_id,
        Enterprise.name.label("enterprise"),
        JoinRequest.created_at,
    )
    .join(Person, Person.id == JoinRequest.person_id)
    .join(Enterprise, Enterprise.id == JoinRequest.enterprise_id)
)


async def waiting(connection: AsyncConnection, actor: Actor, enterprise_id: int) -> list[Request]:
    """Return who asks to join an enterprise, longest wait first (index on enterprise); raises RefusedError."""
    demand(actor, Act.DECIDE_REQUEST, enterprise_id, subject=f"enterprise:{enterprise_id}")
    query = _REQUEST.where(JoinRequest.enterprise_id == enterprise_id).order_by(JoinRequest.id).limit(20)
    return [Request(**row) for row in (await connection.execute(query)).mappings()]


async def decide(
    connection: AsyncConnection, actor: Actor, request_id: int, *, let_in: bool, at: dt.datetime
) -> Request | None:
    """Let somebody in as a worker, or not; None when it is decided already. Raises RefusedError."""
    found = await connection.execute(_REQUEST.where(JoinRequest.id == request_id))
    row = found.mappings().one_or_none()
    if row is None:
        # Nobody's any more, or never was: who leads somewhere may be told so, others learn nothing.
        if actor.roles & {Role.MANAGER, Role.TRAINER, Role.OPERATOR}:
            return None
        raise RefusedError(Act.DECIDE_REQUEST, subject=f"request:{request_id}")
    request = Request(**row)
    demand(actor, Act.DECIDE_REQUEST, request.enterprise_id, subject=f"request:{request_id}")
    await connection.execute(delete(JoinRequest).where(JoinRequest.id == request_id))
    if let_in:
        await people.seat(connection, request.person_id, request.enterprise_id, Role.WORKER, at=at)
    await audit.note(
        connection,
        actor,
        Act.DECIDE_REQUEST,
        at=at,
        subject=f"request:{request_id}",
        enterprise_id=request.enterprise_id,
    )
    await _tell(connection, request, let_in=let_in, at=at)
    return request


async def _tell(connection: AsyncConnection, request: Request, *, let_in: bool, at: dt.datetime) -> None:
    """Owe the answer to who has asked."""
    answer = Notification(
        telegram_id=request.telegram_id,
        kind="membership",
        template="let_in" if let_in else "turned_down",
        values={"enterprise": request.enterprise},
        enterprise_id=request.enterprise_id,
    )
    await notifications.notify(connection, [answer], at=at)
