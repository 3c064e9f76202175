"""`mitra enterprise add`, `invite`, `export`, `erase`: what the operator does at the terminal, also while the bot runs."""

import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import username
from mitra import audit, enterprises, installation, invitations, personal_data
from mitra.access import CONSOLE, Act, RefusedError
from mitra.clock import utc_now
from mitra.content.documents import personal_page
from mitra.content.library import Library
from mitra.content.messages import tanggal
from mitra.errors import MitraError
from mitra.invitations import Made
from mitra.poster import invite_of, pdf, png
from mitra.programme import writing
from mitra.programme.gather import gather
from mitra.retention import HOME
from mitra.settings import Settings
from mitra.store.database import Database
from mitra.store.migrate import migrate
from mitra.store.models import Enterprise, Membership, Person, Role, Side


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """Yield a transaction on the database of these settings, brought to this release's tables."""
    database = Database(settings.database_address)
    try:
        await migrate(database)
        async with database.transaction() as connection:
            await installation.check_settings(connection, settings)
            yield connection
    finally:
        await database.close()


async def add_enterprise(settings: Settings, name: str, **details: Any) -> int:
    """Add an enterprise and return its number; raises MitraError when a value cannot be used."""
    async with opened(settings) as connection:
        return await enterprises.add(connection, CONSOLE, name, at=utc_now(), **details)


@dataclass(frozen=True, kw_only=True)
class Issued:
    """An invitation as the terminal shows it."""

    made: Made
    #: Empty when the bot's name is not known.
    link: str
    posters: tuple[Path, ...]


async def invite(  # noqa: PLR0913 - each is one option of the command
    settings: Settings,
    role: str,
    *,
    enterprise_id: int | None,
    side: str | None,
    uses: int | None,
    days: int | None,
) -> Issued:
    """Make an invitation and its posters (var/posters/); raises MitraError when the values do not fit together."""
    async with opened(settings) as connection:
        made = await invitations.create(
            connection,
            CONSOLE,
            Role(role),
            at=utc_now(),
            enterprise_id=enterprise_id,
            side=Side(side) if side else None,
            uses=uses,
            days=days,
        )
        code = await connection.scalar(select(Enterprise.code).where(Enterprise.id == made.enterprise_id))
    name = await username.find(settings)
    link = f"https://t.me/{name}?start={made.token}" if name else ""
    posters = _write_posters(settings, made, code or "", name or "", link) if link and made.enterprise else ()
    return Issued(made=made, link=link, posters=posters)


async def withdraw(settings: Settings, invitation_id: int) -> None:
    """Have an invitation let nobody in any more; raises MitraError when there is none with this number."""
    async with opened(settings) as connection:
        try:
            await invitations.withdraw(connection, CONSOLE, invitation_id, at=utc_now())
        except RefusedError:
            raise MitraError(f"Undangan nomor {invitation_id} tidak ada.") from None


def _write_posters(settings: Settings, made: Made, code: str, bot: str, link: str) -> tuple[Path, ...]:
    folder = settings.data_dir / "posters"
    folder.mkdir(exist_ok=True)
    shown = invite_of(
        {
            "enterprise": made.enterprise,
            "role": made.role.value if made.role else "",
            "side": made.side.value if made.side else "",
            "link": link,
            "code": code,
            "bot": bot,
            "expires": made.expires_at.astimezone(HOME).date().isoformat(),
        }
    )
    paths = tuple(folder / f"undangan-{made.id}.{form}" for form in ("png", "pdf"))
    for path, data in zip(paths, (png(shown), pdf(shown)), strict=True):
        _write_private(path, data)  # whoever has the poster gets in
    return paths


def issued_json(issued: Issued) -> str:
    """Return an invitation for another program."""
    made = issued.made
    shown = {
        "token": made.token,
        "link": issued.link,
        "expires": made.expires_at.isoformat(timespec="seconds"),
    }
    return json.dumps(shown)


def issued_text(issued: Issued) -> str:
    """Return an invitation for people."""
    made = issued.made
    lines = [f"Undangan {made.id}" + (f" untuk {made.enterprise}" if made.enterprise else "")]
    lines.append(f"Tautan : {issued.link}" if issued.link else f"Tulis ke bot: /start {made.token}")
    lines.append(f"Berlaku sampai {tanggal(made.expires_at.astimezone(HOME).date())}")
    lines += [f"Poster : {path}" for path in issued.posters]
    if not issued.link:
        lines.append("Nama bot belum diketahui: atur MITRA_TELEGRAM_TOKEN untuk mendapat tautan dan poster.")
    return "\n".join(lines)


# --- requests on paper


@dataclass(frozen=True, kw_only=True)
class Match:
    """Somebody who may be the one named in a request."""

    telegram_id: int
    name: str
    enterprises: str


async def matches(
    settings: Settings, *, name: str | None, telegram_id: int | None, enterprise_id: int | None
) -> list[Match]:
    """Return who fits a name (or part of it) or an account, in an enterprise if one is given; at most 50."""
    async with opened(settings) as connection:
        query = select(Person.telegram_id, Person.name, Person.id)
        if telegram_id is not None:
            query = query.where(Person.telegram_id == telegram_id)
        if name:
            query = query.where(Person.name.icontains(name, autoescape=True))
        if enterprise_id is not None:
            there = select(Membership.person_id).where(Membership.enterprise_id == enterprise_id)
            query = query.where(Person.id.in_(there))
        rows = (await connection.execute(query.order_by(Person.id).limit(50))).all()
        return [await _match(connection, row) for row in rows]


async def _match(connection: AsyncConnection, row: Any) -> Match:
    query = select(Enterprise.name).join(Membership, Membership.enterprise_id == Enterprise.id)
    names = await connection.scalars(query.where(Membership.person_id == row.id).distinct())
    return Match(
        telegram_id=row.telegram_id, name=row.name or "(tanpa nama)", enterprises=", ".join(names) or "-"
    )


async def erase(settings: Settings, library: Library, telegram_id: int) -> bool:
    """Erase the person with this account everywhere; return whether there was anything."""
    async with opened(settings) as connection:
        return await personal_data.erase(
            connection, CONSOLE, telegram_id, key=settings.key, topics=library.topics, at=utc_now()
        )


async def export(settings: Settings, library: Library, telegram_id: int, folder: Path) -> list[Path]:
    """
    Write what is kept about the person with this account into `folder`, to read and for programs.

    Without what nobody but they may connect with their name: they get that in the chat.
    """
    async with opened(settings) as connection:
        known = await personal_data.of(connection, telegram_id, key=settings.key, topics=library.topics)
        data = personal_data.without_anonymous(known)
        await audit.note(connection, CONSOLE, Act.EXPORT_DATA, at=utc_now())
    return _write_data(data, folder)


async def export_programme(
    settings: Settings, on: dt.date, folder: Path, *, enterprise_id: int | None, with_people: bool
) -> tuple[list[Path], dict[str, int]]:
    """Write the programme's data as things stood on a day; return the files, and table → how many rows. Raises MitraError."""
    async with opened(settings) as connection:
        tables = await gather(
            connection, CONSOLE, on, enterprise_id=enterprise_id, with_people=with_people, at=utc_now()
        )
    return writing.write(tables, folder, on=on), {table.name: len(table.rows) for table in tables}


def _write_data(data: personal_data.Data, folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    html, plain = (folder / f"data-{data['telegram_id']}.{form}" for form in ("html", "json"))
    _write_private(html, personal_page(data).encode())
    _write_private(plain, json.dumps(data, ensure_ascii=False, indent=2).encode())
    return [html, plain]


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that nobody else on the computer can read, not even one that was there before."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)


def only(found: list[Match]) -> Match:
    """Return the one who fits; raises MitraError naming all when there are several, or none."""
    if len(found) == 1:
        return found[0]
    if not found:
        raise MitraError("Tidak ada orang yang cocok. Coba sebagian namanya, atau --telegram-id.")
    shown = "\n".join(f"  {one.telegram_id}  {one.name}  ({one.enterprises})" for one in found)
    raise MitraError(f"Ada {len(found)} orang yang cocok; pilih satu dengan --telegram-id:\n{shown}")
