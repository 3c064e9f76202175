"""
Danger reports: drafted from what somebody writes, sent by one tap, told to who is in charge at once (mitra/alerts.py).

Who reports is kept sealed (mitra/sealing.py): whoever reads the database alone does not learn it, and the answer still
reaches them. With their name only if they choose so.
"""

import datetime as dt
import hmac
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mitra import alerts, audit, enterprises, notifications, once
from mitra.access import Act, Actor, RefusedError, demand
from mitra.alerts import Raised
from mitra.notifications import Notification
from mitra.sealing import SealError, seal, unseal
from mitra.store.check_models import Hazard, HazardStatus
from mitra.store.models import Area, Enterprise, Handled, Lane, Membership, Person

LONGEST = 1_000
#: How bad it looks: 1 must be put right, 2 can hurt, 3 can kill.
SEVERITIES = (1, 2, 3)
#: Whether somebody was hurt: not, nearly, or yes.
INJURIES = ("none", "near", "hurt")
KIND = "hazard"
#: Reports that one person sends in a day: each wakes somebody, and nobody sees who it was.
MOST_A_DAY = 20


@dataclass(frozen=True, kw_only=True)
class Report:
    """A danger report as its author, or who is in charge, sees it."""

    id: int
    enterprise_id: int
    enterprise: str
    #: Where, as far as said; empty otherwise.
    area: str
    area_id: int | None
    text: str
    photo: str
    severity: int | None
    injury: str
    #: The author's name, where they wanted it told.
    name: str
    status: HazardStatus


_REPORT = (
    select(Hazard.__table__, Enterprise.name.label("enterprise"), Area.name.label("area"), Person.name)
    .join(Enterprise, Enterprise.id == Hazard.enterprise_id)
    .outerjoin(Area, Area.id == Hazard.area_id)
    .outerjoin(Person, Person.id == Hazard.named_id)
)


def _report_of(row: Any) -> Report:
    return Report(
        id=row.id,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise,
        area=row.area or "",
        area_id=row.area_id,
        text=row.text,
        photo=row.photo or "",
        severity=row.severity,
        injury=row.injury or "",
        name=(row.name or "tanpa nama panggilan") if row.named_id else "",
        status=row.status,
    )


def _about(number: int) -> str:
    return f"hazard:{number}"


async def draft(  # noqa: PLR0913 - each is one property of the report
    connection: AsyncConnection,
    actor: Actor,
    enterprise_id: int,
    text: str,
    *,
    key: bytes,
    at: dt.datetime,
    photo: str = "",
) -> Report:
    """
    Keep what somebody has written, not sent yet; raises RefusedError when they do not belong there.

    Where it is, the text may say by an area's name.
    """
    demand(actor, Act.REPORT_HAZARD, enterprise_id, subject=f"enterprise:{enterprise_id}")
    row = {
        "enterprise_id": enterprise_id,
        "area_id": await _named_area(connection, enterprise_id, text),
        "text": " ".join(text.split())[:LONGEST],
        "photo": photo or None,
        "author_sealed": "",
        "status": HazardStatus.DRAFT,
        "created_at": at,
    }
    number = (await connection.execute(insert(Hazard).values(row).returning(Hazard.id))).scalar_one()
    sealed = seal(key, actor.telegram_id, about=_about(number))
    await connection.execute(update(Hazard).where(Hazard.id == number).values(author_sealed=sealed))
    return _report_of((await connection.execute(_REPORT.where(Hazard.id == number))).one())


async def _named_area(connection: AsyncConnection, enterprise_id: int, text: str) -> int | None:
    """Return the one area whose name a text has; None when it names none, or several."""
    areas = await enterprises.areas_of(connection, enterprise_id)
    said = text.casefold()
    named = [one for one, name in areas if re.search(rf"\b{re.escape(name.casefold())}\b", said)]
    return named[0] if len(named) == 1 else None


async def place(connection: AsyncConnection, report: Report, area_id: int | None) -> Report:
    """Say where one's own report is about, before it is sent; raises RefusedError for another enterprise's area."""
    areas = {number for number, _ in await enterprises.areas_of(connection, report.enterprise_id)}
    if report.status is not HazardStatus.DRAFT or area_id not in areas | {None}:
        raise RefusedError(Act.USE_BUTTON)
    await connection.execute(update(Hazard).where(Hazard.id == report.id).values(area_id=area_id))
    return _report_of((await connection.execute(_REPORT.where(Hazard.id == report.id))).one())


async def mine(connection: AsyncConnection, actor: Actor, number: int, *, key: bytes) -> Report:
    """Return one's own report; raises RefusedError when it is somebody else's, or gone (primary key)."""
    row = (
        await connection.execute(_REPORT.where(Hazard.id == number).with_for_update(of=Hazard))
    ).one_or_none()
    if row is None or _author(row, key) != actor.telegram_id:
        raise RefusedError(Act.USE_BUTTON)
    return _report_of(row)


def _author(row: Any, key: bytes) -> int | None:
    """Return the account of who reported; None when the key is another one."""
    try:
        return int(unseal(key, row.author_sealed, about=_about(row.id)))
    except SealError:
        return None


async def name_it(connection: AsyncConnection, actor: Actor, report: Report) -> Report:
    """Have one's own report tell one's name, or no longer; only before it is sent."""
    if report.status is not HazardStatus.DRAFT:
        raise RefusedError(Act.USE_BUTTON)
    named = None if report.name else actor.person_id
    await connection.execute(update(Hazard).where(Hazard.id == report.id).values(named_id=named))
    return _report_of((await connection.execute(_REPORT.where(Hazard.id == report.id))).one())


async def may_send(connection: AsyncConnection, actor: Actor, *, key: bytes, at: dt.datetime) -> bool:
    """
    Return whether somebody may send one more report today (in UTC), and count it.

    Counted under keyed hashes, so that no table tells who has reported (primary key, at most MOST_A_DAY of them).
    """
    about = f"hazard:{actor.person_id}:{at.astimezone(dt.UTC).date()}"
    keys = [
        "hazard:" + hmac.new(key, f"{about}:{number}".encode(), "sha256").hexdigest()
        for number in range(MOST_A_DAY)
    ]
    counted = set(await connection.scalars(select(Handled.key).where(Handled.key.in_(keys))))
    free = [one for one in keys if one not in counted]
    return bool(free) and await once.claim(connection, free[0], at=at)


async def send(  # noqa: PLR0913 - who, what, how bad, and what telling needs
    connection: AsyncConnection,
    actor: Actor,
    report: Report,
    severity: int,
    *,
    at: dt.datetime,
    climb: dt.timedelta = alerts.CLIMB,
) -> Raised:
    """Send one's own draft to who is in charge; sent twice it is sent once. Raises RefusedError."""
    if severity not in SEVERITIES or report.status not in {HazardStatus.DRAFT, HazardStatus.OPEN}:
        raise RefusedError(Act.USE_BUTTON)
    demand(actor, Act.REPORT_HAZARD, report.enterprise_id, subject=_about(report.id))
    changes = {"severity": severity, "status": HazardStatus.OPEN, "reported_at": at}
    if report.status is HazardStatus.DRAFT:
        await connection.execute(update(Hazard).where(Hazard.id == report.id).values(changes))
    raised = await alerts.raise_alert(
        connection,
        actor,
        report.enterprise_id,
        subject=_about(report.id),
        template="alert_hazard",
        values={
            "hazard": report.id,
            "enterprise": report.enterprise,
            "area": report.area,
            "item": report.text,
            "now": "",
            "action": "",
            "severity": severity,
            "name": report.name,
            "waited": 0,
        },
        at=at,
        area_id=report.area_id,
        climb=climb,
        anonymous=not report.name,
    )
    if report.photo and report.status is HazardStatus.DRAFT:
        await _show_photo(connection, report, raised, at)
    return raised


async def _show_photo(connection: AsyncConnection, report: Report, raised: Raised, at: dt.datetime) -> None:
    shown = [
        Notification(
            telegram_id=one.telegram_id,
            kind=alerts.KIND,
            template="hazard_photo",
            values={"hazard": report.id},
            photo=report.photo,
            lane=Lane.URGENT,
            enterprise_id=report.enterprise_id,
        )
        for one in raised.told
    ]
    await notifications.notify(connection, shown, at=at)


async def note_injury(connection: AsyncConnection, report: Report, injury: str, *, at: dt.datetime) -> None:
    """Note whether somebody was hurt; who is in charge learns at once if so, with their duties."""
    if injury not in INJURIES or report.status is not HazardStatus.OPEN:
        raise RefusedError(Act.USE_BUTTON)
    await connection.execute(update(Hazard).where(Hazard.id == report.id).values(injury=injury))
    if injury == "hurt" and report.injury != "hurt":
        await alerts.tell_again(
            connection,
            _about(report.id),
            template="alert_injury",
            values={"text": report.text, "enterprise": report.enterprise, "hazard": report.id},
            at=at,
        )


async def take_back(connection: AsyncConnection, report: Report, *, at: dt.datetime) -> bool:
    """Withdraw one's own report; return whether somebody had been told of it. Raises RefusedError once it is handled."""
    if report.status not in {HazardStatus.DRAFT, HazardStatus.OPEN}:
        raise RefusedError(Act.USE_BUTTON)
    changes = {"status": HazardStatus.WITHDRAWN, "ended_at": at}
    await connection.execute(update(Hazard).where(Hazard.id == report.id).values(changes))
    return await alerts.withdraw(connection, None, _about(report.id), at=at)


# --- for who is in charge


async def in_charge(connection: AsyncConnection, actor: Actor, number: int) -> Report:
    """Return a report to who is in charge; raises RefusedError (primary key)."""
    row = (await connection.execute(_REPORT.where(Hazard.id == number))).one_or_none()
    demand(actor, Act.SEE_ALERT, row.enterprise_id if row else 0, subject=_about(number))
    if row is None or row.status is HazardStatus.DRAFT:
        raise RefusedError(Act.SEE_ALERT, subject=_about(number))
    return _report_of(row)


async def handle(
    connection: AsyncConnection, actor: Actor, number: int, *, key: bytes, at: dt.datetime
) -> Report:
    """Note that a danger is dealt with, and tell who reported it; raises RefusedError. A second time changes nothing."""
    query = _REPORT.where(Hazard.id == number).with_for_update(of=Hazard)
    row = (await connection.execute(query)).one_or_none()
    demand(actor, Act.SEE_ALERT, row.enterprise_id if row else 0, subject=_about(number))
    if row is None:
        raise RefusedError(Act.SEE_ALERT, subject=_about(number))
    report = _report_of(row)
    if report.status is not HazardStatus.OPEN:
        return report
    changes = {"status": HazardStatus.HANDLED, "ended_at": at, "handled_by": actor.person_id}
    await connection.execute(update(Hazard).where(Hazard.id == number).values(changes))
    await audit.note(
        connection, actor, Act.SEE_ALERT, at=at, subject=_about(number), enterprise_id=report.enterprise_id
    )
    await tell_author(connection, number, "hazard_handled", key=key, at=at)
    return report


# --- what is kept about somebody


async def by_author(connection: AsyncConnection, account: int, *, key: bytes) -> list[Any]:
    """
    Return the rows of somebody's reports, which only the key can find: those of the enterprises they belong to, opened
    one by one. Rare enough for what is asked for rarely.
    """
    theirs = (
        select(Membership.enterprise_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.telegram_id == account)
    )
    rows = (await connection.execute(select(Hazard.__table__).where(Hazard.enterprise_id.in_(theirs)))).all()
    return [row for row in rows if _author(row, key) == account]


async def tell_author(
    connection: AsyncConnection, number: int, template: str, *, key: bytes, at: dt.datetime
) -> None:
    """Owe who reported a message that names neither them nor the report to who reads the database."""
    row = (await connection.execute(_REPORT.where(Hazard.id == number))).one_or_none()
    account = _author(row, key) if row is not None else None
    if row is None or account is None:
        return
    told = Notification(
        telegram_id=account,
        kind=KIND,
        template=template,
        values={"text": row.text},
        enterprise_id=row.enterprise_id,
        sealed_with=key,
    )
    await notifications.notify(connection, [told], at=at)
